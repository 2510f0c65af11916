"""How people and records write who is meant: severity, form, time since the onset, age (``data/terms/people.toml``)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from stemwise.content import document
from stemwise.errors import InputError
from stemwise.terms.phrases import Phrases, Token, longest, tokenise
from stemwise.terms.vocabulary import vocabulary

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale of severity: its levels by name, or numbers from ``low`` to ``high``."""

    name: str
    condition: str
    called: tuple[str, ...]
    levels: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    example: str = ""
    mildest: str = ""
    worst: str = ""
    words: tuple[tuple[str, str], ...] = ()
    records: tuple[tuple[str, str], ...] = ()

    def place(self, level: str) -> float | None:
        """Where a level stands on the scale; ``None`` for what is none."""
        if self.levels:
            if level.upper() in self.levels:
                return float(self.levels.index(level.upper()))
            return float(level) - 1 if level.isdigit() and 1 <= int(level) <= len(self.levels) else None
        value = float(level)
        return value if self.low <= value <= self.high and value % self.step == 0 else None

    def level_at(self, place: float) -> str:
        """The name of a level."""
        return self.levels[int(place)] if self.levels else f"{place:g}"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a condition, as it is called."""

    id: str
    condition: str
    name: str
    includes: tuple[str, ...] = ()


@cache
def data() -> dict[str, Any]:
    """``data/terms/people.toml``."""
    return document("terms/people.toml")


@cache
def scales(condition: str = "") -> tuple[Scale, ...]:
    """The scales of a condition, or all."""
    inside = vocabulary().within("condition", condition) if condition else frozenset()
    made = []
    for row in data()["scale"]:
        if not condition or row["condition"] in inside:
            made.append(Scale(**{k: _fixed(v) for k, v in row.items()}))
    return tuple(made)


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else tuple(value.items()) if isinstance(value, dict) else value


# Severity


@lru_cache(maxsize=4096)
def severity_spans(text: str, condition: str, *, record: bool = False) -> dict[str, Span]:
    """The levels of each scale that a text tells: ``{"AIS": (0, 1)}`` for "AIS A-B"; a mean level tells no span."""
    found = {}
    for scale in scales(condition):
        places = [p for m in _called(scale).finditer(text) for p in _places(scale, text[m.end() :])]
        places = places or [p for levels in _worded(scale, text, record) for p in _places(scale, f" {levels}")]
        if places:
            found[scale.name] = (min(places), max(places))
    return found


@cache
def _called(scale: Scale) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!mean )(?<!median )\b(?:{'|'.join(map(re.escape, scale.called))})\b"
        r"(?:\s+(?:level|levels|grade|grades|score|scores|of|is|was)|\s*[=:])*",
        re.I,
    )


_NUMBERS = re.compile(
    r"\s*(?:(?P<above>>|above|over)\s*)?(?:(?P<below><|under|below)\s*)?(?P<low>\d+(?:\.\d+)?)(?![\d.]*\s*\()"
    r"(?:\s*(?:-|–|to)\s*(?P<high>\d+(?:\.\d+)?)"
    r"|\s*(?P<more>or (?:more|above|worse|higher))|\s*(?P<less>or (?:less|below|lower)))?",
    re.I,
)


_OR = re.compile(r"(?:\s*\([^)]*\))?\s*or\s+(?=\d)")


def _places(scale: Scale, rest: str) -> Iterator[float]:
    """The places on the scale told right behind its name."""
    if scale.levels:
        head = re.match(r"(?:\s*(?:-|–|,|and|or|to|\d+)?\s*\b(?:IV|V|I{1,3}|[A-E]|[1-5])\b)+", rest)
        words = re.findall(r"\b(?:IV|V|I{1,3}|[A-E])\b", head.group()) if head else []
        words = words or (re.findall(r"\b[1-5]\b", head.group()) if head else [])
        yield from (p for w in words if (p := scale.place(w)) is not None)
        return
    told = _NUMBERS.match(rest)
    low = scale.place(told["low"]) if told else None
    if told is None or low is None:
        return
    yield low
    if another := _OR.match(rest, told.end()):
        yield from _places(scale, rest[another.end() :])
    if told["high"] and (high := scale.place(told["high"])) is not None:
        yield high
    if told["above"] or told["more"]:
        yield scale.high
    if told["below"] or told["less"]:
        yield scale.low


def _worded(scale: Scale, text: str, record: bool) -> Iterator[str]:
    """Levels told by a word: a complete injury is AIS A."""
    table = Phrases((*scale.words, *(scale.records if record else ())))
    yield from (str(hit.value) for hit in longest(table.find(tokenise(text))))


def severity_told(text: str, condition: str) -> str:
    """The one level that a sentence tells ("EDSS 7"); empty for none, or for several."""
    for name, (low, high) in severity_spans(text, condition).items():
        if low == high:
            scale = next(s for s in scales(condition) if s.name == name)
            return f"{name} {scale.level_at(low)}"
    return ""


def severity_worded(text: str, condition: str) -> str:
    """The levels that a word alone stands for, as an option gives it: "complete" is AIS A, "incomplete" AIS B-D."""
    for scale in scales(condition):
        levels = dict(scale.records).get(" ".join(text.lower().split()))
        if levels:
            return f"{scale.name} {levels}"
    return ""


# Forms and phases


@cache
def forms(condition: str) -> dict[str, Form]:
    """The forms of a condition by their ids."""
    rows = [r for r in data()["form"] if r["condition"] == condition and r["id"]]
    return {r["id"]: Form(r["id"], condition, r["name"], tuple(r.get("includes", ()))) for r in rows}


@lru_cache(maxsize=4096)
def forms_told(text: str, condition: str, *, record: bool = False) -> tuple[str, ...]:
    """Ids of the forms that a text names, in its order; ``record``: the text is a record's own description."""
    return _told(_form_words(condition, record), text)


@cache
def _form_words(condition: str, record: bool) -> Phrases[str]:
    rows = [r for r in data()["form"] if r["condition"] == condition]
    return _phrases(rows, record)


def kinds_of_form(condition: str, form: str) -> frozenset[str]:
    """A form with what it includes and what includes it: secondary progressive MS is progressive MS."""
    known = forms(condition)
    inside = {form, *(known[form].includes if form in known else ())}
    return frozenset(inside | {f.id for f in known.values() if form in f.includes})


def form_named(condition: str, words: str) -> str:
    """The form that an option names: its id, or the words people use; empty where none fits."""
    given = words.strip().lower().replace(" ", "-")
    short = next((i for i in forms(condition) if i == given), "")
    return short or next(iter(forms_told(words, condition)), "")


@lru_cache(maxsize=4096)
def phases_told(text: str, condition: str, *, record: bool = False) -> tuple[str, ...]:
    """Ids of the phases that a text names; none for a condition that has no onset to count from."""
    return _told(_phase_words(record), text) if phases(condition) else ()


@cache
def _phase_words(record: bool) -> Phrases[str]:
    return _phrases(data()["phase"], record)


def phases(condition: str) -> tuple[str, ...]:
    """Ids of the phases of a condition that has an onset to count from."""
    timed = vocabulary().within("condition", condition) & set(data()["since"]["conditions"])
    return tuple(r["id"] for r in data()["phase"]) if timed else ()


def phase_named(condition: str, words: str) -> str:
    """The phase that an option names; empty where none fits."""
    return next(iter(phases_told(words, condition, record=True)), "")


def phase_name(phase: str) -> str:
    """A phase in words."""
    return str(next(r["name"] for r in data()["phase"] if r["id"] == phase))


def phase_span(phase: str) -> Span:
    """The months after the onset that a phase stands for."""
    row = next(r for r in data()["phase"] if r["id"] == phase)
    return float(row["from"]), float(row.get("to", math.inf))


def _phrases(rows: list[dict[str, Any]], record: bool) -> Phrases[str]:
    return Phrases((w, r["id"]) for r in rows for w in (*r["words"], *(r.get("records", ()) if record else ())))


def _told(table: Phrases[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(h.value) for h in longest(table.find(tokenise(text))) if h.value))


# Words of a sentence that tell of the person, whatever else they may mean


@cache
def _person_words(condition: str) -> Phrases[bool]:
    rows = [r for r in data()["form"] if r["condition"] == condition]
    rows += data()["phase"] if phases(condition) else []
    levels = [w for scale in scales(condition) for w, _ in scale.words]
    own = data()["of_person"]
    told = (*(w for r in rows for w in r["words"]), *levels, *own["words"])
    return Phrases([*((w, True) for w in told), *((w, False) for w in own["outcome"])])


def of_person(tokens: list[Token], condition: str) -> frozenset[int]:
    """The places of the words that name a form, a phase or a level of the condition, or what a person cannot do."""
    hits = longest(_person_words(condition).find(tokens))
    return frozenset(i for hit in hits if hit.value for i in range(hit.first, hit.last))


# Numbers of a sentence: age, time since


def age_told(text: str) -> float | None:
    """An age in years that a sentence tells of a person."""
    return next((float(m["n"]) for p in _age_patterns() if (m := p.search(text))), None)


@cache
def _age_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p.replace("{n}", r"(?P<n>\d{1,2})"), re.I) for p in data()["age_told"]["asks"])


def since_told(text: str, condition: str) -> float | None:
    """Months since the injury or stroke that a sentence tells of."""
    rows = data()["since"]
    if not vocabulary().within("condition", condition) & set(rows["conditions"]):
        return None
    for pattern in _since_patterns():
        if m := pattern.search(text):
            n, unit = m["n"].lower(), m["u"].lower()
            return round(float(rows["numbers"].get(n, n)) * float(rows["units"][unit]), 2)
    return None


_TYPED = re.compile(r"(?P<n>\d+(?:\.\d+)?|[a-z]+)[\s-]*(?P<u>[a-z]*)")


def months_typed(text: str) -> float | None:
    """Months that an option tells: "18", "2d", "48h", "3 weeks", "four years"; ``None`` for what is no time."""
    rows = data()["since"]
    if not (told := _TYPED.fullmatch(text.strip().lower())):
        return None
    number = str(rows["numbers"].get(told["n"], told["n"]))
    size = rows["typed"].get(told["u"], rows["typed"].get(told["u"].removesuffix("s"))) if told["u"] else 1.0
    if number.isalpha() or size is None:
        return None
    months = float(number) * float(size)
    return round(months, 3 if months > 0.1 else 6)


def months_since(told: float | str) -> float:
    """Months since the onset, as a number or as people write it.

    Raises
    ------
    InputError
        No time, or an impossible one.
    """
    months = months_typed(told) if isinstance(told, str) else told
    if months is None or not 0 <= months <= LONGEST_SINCE:
        raise InputError(f"'{told}' is no time since the onset that can be used", HOW_SINCE)
    return months


LONGEST_SINCE = 1200
HOW_SINCE = "give 48h, 2d, '3 weeks', '4 years', or a number of months, up to 100 years"


def time_told(months: float) -> str:
    """Months in the unit that people would use: "7 hours", "about 2 days", "3 weeks", "18 months", "4 years"."""
    for name, below in TOLD_BELOW:
        size = float(data()["since"]["typed"][name])
        if months < below and not (name == "week" and months.is_integer()):
            exact = months / size
            half, whole = round(2 * exact) / 2, max(1, round(exact))
            near = abs(exact - half) <= NEAR * half
            n = half if near else whole
            return f"{'' if near else 'about '}{n:g} {name}{'' if n == 1 else 's'}"
    n, name = (months, "month") if months < YEARS_FROM else (months / 12, "year")
    told = f"{n:.0f}" if n >= 10 else f"{n:.2g}"
    return f"{told} {name}{'' if told == '1' else 's'}"


TOLD_BELOW = (("hour", 0.0657), ("day", 0.65), ("week", 3.0))
"""Months below which hours (2 days), days and weeks are told."""
YEARS_FROM = 24.0
"""Months from which on years are told."""
NEAR = 0.01
"""The share by which a whole number may be off before it is "about" that number."""


@cache
def _since_patterns() -> tuple[re.Pattern[str], ...]:
    rows = data()["since"]
    n, unit = r"\d+(?:\.\d+)?|" + "|".join(rows["numbers"]), "|".join(rows["units"])
    ways = [way.replace("{n}", f"(?P<n>{n})").replace("{unit}", f"(?P<u>{unit})") for way in rows["asks"]]
    return tuple(re.compile(way, re.I) for way in ways)
