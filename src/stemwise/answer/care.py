"""Other care and whom it is for: what is recorded for others than those asked about is set apart."""

from __future__ import annotations

import math
from collections.abc import Iterable

from stemwise.answer import people
from stemwise.evidence.knowledge import Alternative
from stemwise.question import Question
from stemwise.terms import people as words
from stemwise.terms import tokenise
from stemwise.terms.people import Span


def sorted_out(
    rows: Iterable[Alternative], question: Question
) -> tuple[tuple[Alternative, ...], tuple[Alternative, ...]]:
    """The care for those asked about, and the care that is for others."""
    found = tuple(rows)
    others = tuple(a for a in found if not suits(a, question))
    return tuple(a for a in found if a not in others), others


def suits(care: Alternative, question: Question) -> bool:
    """Whether the care may be for those asked about; what its record does not say does not exclude."""
    return all(_LIKE[part](care, question) is not False for part in people.stated(question))


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
    age, low, high = question.age or 0.0, care.age_min, care.age_max
    if low is not None or high is not None:
        return (low is None or low <= age) and (high is None or 0 < high >= age)
    grown, tokens = float(words.data()["ages"]["grown"]), tokenise(care.population)
    of = {name: bool(people.age_words(name).find(tokens)) for name in ("child", "adult")}
    if of["child"] == of["adult"]:
        return None
    return age < grown if of["child"] else age >= grown - people.TEENS


_LIKE = {"form": _of_form, "severity": _of_severity, "time": _of_time, "age": _of_age}
