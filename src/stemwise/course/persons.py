"""Who is meant: levels as the field writes them, and whether a model speaks of such a person."""

from __future__ import annotations

import re

from stemwise.course.model import LEVEL_NAMES, LEVEL_WORDS, CourseModel, Interval, Person
from stemwise.course.table import ADULT, GROWN
from stemwise.errors import InputError
from stemwise.terms import vocabulary

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
LEVELS = {
    "cerebral-palsy": ("I", "II", "III", "IV", "V"),
    "spinal-cord-injury": ("A", "B", "C", "D"),
    "multiple-sclerosis": ("relapsing", "progressive", "primary-progressive", "secondary-progressive"),
    "stroke": ("nihss-mild", "nihss-low", "nihss-middle", "nihss-high"),
}
"""Levels a person can have; AIS E is normal and has no course here."""
NAMES = LEVEL_NAMES
SCALES = {
    "cerebral-palsy": "gmfm-66", "spinal-cord-injury": "asia-motor", "multiple-sclerosis": "edss", "stroke": "fma-ue",
}  # fmt: skip
"""The scale a score is on where nobody says; every output names it."""
NIHSS = (("nihss-mild", 5), ("nihss-low", 11), ("nihss-middle", 19), ("nihss-high", 42))
"""Bands of the stroke models, each with its highest score."""
_COVERS = {
    "progressive": {"progressive", "primary-progressive", "secondary-progressive"},
    "nihss-mild": {"nihss-mild", "nihss-low"},
}
_MS = {
    "rrms": "relapsing", "rr": "relapsing", "relapsing-remitting": "relapsing", "ppms": "primary-progressive",
    "pp": "primary-progressive", "spms": "secondary-progressive", "sp": "secondary-progressive",
}  # fmt: skip


def condition_id(words: str) -> str:
    """The one condition meant.

    Raises
    ------
    InputError
        Unknown, or an umbrella word that covers several.
    """
    term = vocabulary().resolve("condition", words)
    if term.includes:
        raise InputError(f"{words!r} covers {' and '.join(term.includes)}", "name one of them")
    return term.id


def level_of(condition: str, words: str) -> str:
    """A level from ``III``, ``GMFCS 3``, ``AIS A``, ``RRMS``, ``NIHSS 7``; empty in, empty out.

    Raises
    ------
    InputError
        A level that does not exist for the condition.
    """
    text = words.strip()
    if not text:
        return ""
    known = LEVELS.get(condition, ())
    if condition == "stroke":
        return _nihss(text)
    last = re.split(r"[\s:]+", text)[-1]
    if condition == "cerebral-palsy":
        last = ROMAN.get(last, last.upper())
    elif condition == "spinal-cord-injury":
        last = last.upper()
    else:
        last = text.lower().removeprefix("form ").replace(" ", "-").removesuffix("-ms")
        last = _MS.get(last, last)
    if last not in known:
        what = NAMES.get(condition, "level")
        remedy = f"{what} is one of {', '.join(known)}" if known else f"no levels are known for {condition}"
        shown = f"{what} level" if what == "GMFCS" else what
        raise InputError(f"there is no {shown} {re.split(r'[ :]+', text)[-1]!r}", remedy)
    return last


def _nihss(text: str) -> str:
    if text in LEVELS["stroke"]:
        return text
    found = re.search(r"\d+", text)
    if found is None or int(found.group()) > 42:
        shown = text.upper().removeprefix("NIHSS").strip() or text
        raise InputError(f"there is no NIHSS of {shown.lower()}", "give a whole number from 0 to 42")
    points = int(found.group())
    return next(name for name, top in NIHSS if points <= top)


def checked(person: Person, months: float | None, scale: Interval | None, name: str) -> None:
    """Refuse what cannot be.

    Raises
    ------
    InputError
        An impossible age, time or score.
    """
    if person.age is not None and not 0 <= person.age <= 120:
        raise InputError(f"age {person.age:g} is not possible", "give years between 0 and 120")
    if person.time_since is not None and not 0 <= person.time_since <= 1200:
        raise InputError(f"{person.time_since:g} months since the event is not possible", "give months from 0 to 1200")
    if months is not None and not 0 < months <= 600:
        raise InputError(f"{months:g} months is not possible", "give months from now, above 0 and up to 600")
    if person.score is not None and scale is not None and not scale[0] <= person.score <= scale[1]:
        raise InputError(
            f"a score of {person.score:g} is outside {name}", f"the scale goes from {scale[0]:g} to {scale[1]:g}"
        )


def mismatch(model: CourseModel, person: Person, months: float | None) -> str:
    """Why the model does not speak of such a person; empty where it does. Nothing is extrapolated."""
    covered = _COVERS.get(person.level, {person.level})
    if person.level and model.levels and not covered & set(model.levels):
        return f"it is about {NAMES.get(person.condition, 'level')} {', '.join(model.levels)}"
    if person.age is not None and model.age and not model.age[0] <= person.age <= model.age[1]:
        return f"it is about ages {model.age[0]:g} to {model.age[1]:g}"
    if person.age is not None and not model.age and (why := _other_age(model, person.age)):
        return why
    since = model.time_since
    if person.time_since is not None and since and not since[0] <= person.time_since <= since[1]:
        until = "on" if since[1] >= 1200 else f"to {since[1]:g}"
        return f"it starts {since[0]:g} {until} months after the event"
    if person.score is not None and model.score and not model.score[0] <= person.score <= model.score[1]:
        return f"it is about people at {model.score[0]:g} to {model.score[1]:g}"
    if months is not None and not model.months[0] <= months <= model.months[1]:
        return f"it was measured over {model.months[0]:g} to {model.months[1]:g} months"
    return ""


def _other_age(model: CourseModel, age: float) -> str:
    """Why a model without a printed range of ages does not speak of someone of ``age``; empty where it may."""
    mean = model.mean_age
    if mean is not None:
        far = not 0.5 * mean <= age <= 1.5 * mean
        return f"it is about a mean age of {mean:g} years; how far the ages went was not printed" if far else ""
    children = "child" in f"{model.name} {model.population}"
    if children and age >= GROWN:
        return "it is about children"
    return "it is about adults, as far as printed" if not children and age < ADULT else ""


BY_LEVEL = frozenset({"growth", "limit", "decline"})
"""Forms that hold a figure for each level."""


def lumped(model: CourseModel, person: Person) -> str:
    """Whom a model takes together where the level is told and it has no figure for that level alone; else empty."""
    if not person.level or model.form in BY_LEVEL:
        return ""
    covered = _COVERS.get(person.level, {person.level})
    if model.levels and set(model.levels) <= covered | {person.level}:
        return ""
    what = NAMES.get(person.condition, "level")
    if not model.levels or set(model.levels) >= set(LEVELS.get(person.condition, ())):
        return (
            f"all {what} {'levels' if what == 'GMFCS' else 'grades'} together"
            if what != "form"
            else "all forms together"
        )
    names = [LEVEL_WORDS.get(x, x) for x in model.levels]
    return f"{what} {', '.join(names)} together"


def untold(model: CourseModel, person: Person) -> tuple[str, ...]:
    """What was not told and matters to the model."""
    out = []
    if model.levels and not person.level and len(model.levels) < len(LEVELS.get(person.condition, ())):
        out.append(f"level not told: this is about {NAMES.get(person.condition, 'level')} {', '.join(model.levels)}")
    if model.age and person.age is None:
        out.append(f"age not told: this is about ages {model.age[0]:g} to {model.age[1]:g}")
    if not model.age and person.age is not None:
        mean = f" (mean {model.mean_age:g} years)" if model.mean_age is not None else ""
        out.append(f"the range of its ages was not printed{mean}")
    if model.time_since and person.time_since is None:
        low, high = model.time_since
        span = f"{low:g} months or more" if high >= 1200 else f"{low:g} to {high:g} months"
        out.append(f"time not told: this starts {span} after the event")
    return tuple(out)


def comparable(models: tuple[CourseModel, ...], person: Person, months: float | None) -> str:
    """Why the models cannot be averaged; empty where they can."""
    for i, a in enumerate(models):
        for b in models[i + 1 :]:
            if not person.level and a.levels and b.levels and not set(a.levels) & set(b.levels):
                return f"they speak of different people; tell the {NAMES.get(person.condition, 'level')}"
            if person.time_since is None and a.time_since and b.time_since and not _meet(a.time_since, b.time_since):
                return "they speak of different people; tell the time since the event"
            if months is None and not _meet(a.months, b.months):
                return "they speak of different times; tell the months"
            if a.event != b.event:
                return f"they count different things ({a.event}; {b.event})"
    return ""


def _meet(a: Interval, b: Interval) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]
