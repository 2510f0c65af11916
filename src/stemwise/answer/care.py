"""Other care and whom it is for: what was studied in others says so, what is not for those asked about is set apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from stemwise.answer import people
from stemwise.content import document
from stemwise.evidence.knowledge import Alternative
from stemwise.question import Question
from stemwise.terms import people as words
from stemwise.terms import tokenise
from stemwise.terms.people import Span


def sorted_out(
    rows: Iterable[Alternative], question: Question
) -> tuple[tuple[Alternative, ...], tuple[Alternative, ...]]:
    """The care for those asked about, then the care studied in others, which says so; and apart the care not for them.

    Trials of cells in older or younger people and in other levels of severity are told where there are no nearer ones, so
    care is too: nobody is left with cells alone. Care that can only be begun now stands first.
    """
    suited, studied, others = [], [], []
    for care in rows:
        unlike = [p for p in people.stated(question) if _LIKE[p](care, question) is False]
        if any(_BARS[p](care, question) for p in unlike):
            others.append(care)
        elif unlike:
            studied.append(replace(care, studied_in=care.population or "others"))
        else:
            suited.append(care)
    suited.sort(key=lambda care: _last(care) if _open(care, question) else math.inf)
    return (*suited, *studied), tuple(others)


def first_of_all(question: Question, rows: Iterable[Alternative]) -> tuple[str, ...]:
    """What a fresh illness asks for before all else, and the care that is begun so early."""
    content = document("rules/first_hours.toml")
    for row in content["row"]:
        if question.condition in row["conditions"] and _begun_by(question, row["until"]):
            names = "; ".join(a.called for a in rows if a.helps and _open(a, question))
            told = row["perhaps" if question.since is None else "now"]
            return (told, *([content["words"]["open"].format(names=names)] if names else []))
    return ()


def _begun_by(question: Question, months: float) -> bool:
    return months < math.inf and "time" in people.stated(question) and people.time_asked(question)[0] < months


def _open(care: Alternative, question: Question) -> bool:
    """Whether the care is begun early, and the time asked about is not later."""
    return _begun_by(question, _last(care))


def _last(care: Alternative) -> float:
    """Months after the onset by which it is begun."""
    return math.inf if care.time_since_months_max is None else care.time_since_months_max


def passed(care: Alternative, question: Question) -> bool:
    """Whether the care is begun early, and the time asked about is later."""
    last = care.time_since_months_max
    return last is not None and "time" in people.stated(question) and people.time_asked(question)[0] >= last


LONG = 3.0
"""Times its own window after which nobody would still begin care that is begun early."""


def long_passed(care: Alternative, question: Question) -> bool:
    """Whether the time asked about is many times the one in which the care is begun."""
    return passed(care, question) and people.time_asked(question)[0] >= LONG * (care.time_since_months_max or 0.0)


# Like those asked about; what a record does not say does not exclude


def _of_form(care: Alternative, question: Question) -> bool | None:
    told = care.forms or words.forms_told(care.population, care.condition, record=True)
    if not told or care.condition != question.condition:
        return None
    return bool(words.kinds_of_form(question.condition, question.form) & set(told))


def _of_severity(care: Alternative, question: Question) -> bool | None:
    asked = words.severity_spans(question.severity, question.condition)
    seen = words.severity_spans(care.severity or care.population, care.condition, record=True)
    shared = [people.overlap(seen[name], asked[name]) for name in asked if name in seen]
    return any(shared) if shared else None


def _of_time(care: Alternative, question: Question) -> bool | None:
    return people.overlap(_time(care), people.time_asked(question))


def _time(care: Alternative) -> Span | None:
    low, high = care.time_since_months_min, care.time_since_months_max
    if low is not None or high is not None:
        return low or 0.0, math.inf if high is None else high
    spans = [words.phase_span(p) for p in words.phases_told(care.population, care.condition, record=True)]
    return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None


def _of_age(care: Alternative, question: Question) -> bool | None:
    age, span = question.age or 0.0, _ages(care)
    return None if span is None else span[0] <= age <= span[1] and span[1] > 0


def _ages(care: Alternative) -> Span | None:
    """Years of those it is for or was studied in; by its words where no age is recorded."""
    low, high = care.age_min, care.age_max
    if low is not None or high is not None:
        return low or 0.0, math.inf if high is None else high
    grown, tokens = float(words.data()["ages"]["grown"]), tokenise(care.population)
    of = {name: bool(people.age_words(name).find(tokens)) for name in ("child", "adult")}
    if of["child"] == of["adult"]:
        return None
    return (0.0, math.nextafter(grown, 0)) if of["child"] else (grown - people.TEENS, math.inf)


# What bars care; any other difference is told beside it


def _too_young_or_too_late(care: Alternative, question: Question) -> bool:
    """A child is not told care of grown people; care before birth or in infancy is for nobody older."""
    low, high = _ages(care) or (0.0, math.inf)
    return (question.age or 0.0) < low or high <= float(words.data()["ages"]["infancy"])


_LIKE = {"form": _of_form, "severity": _of_severity, "time": _of_time, "age": _of_age}
_BARS = {
    "form": lambda care, question: True,
    "severity": lambda care, question: False,
    "time": passed,
    "age": _too_young_or_too_late,
}
