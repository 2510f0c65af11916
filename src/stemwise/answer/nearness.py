"""Whether what was found in other people may speak for those asked about: their form, and the stage of their condition."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from stemwise.answer import people
from stemwise.answer.model import APART
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import people as told
from stemwise.terms.people import Span


def apart(studies: Iterable[Study], question: Question, given_up: Iterable[str]) -> tuple[str, ...]:
    """The parts given up to reach the studies in which their result is no evidence for the question."""
    found = tuple(studies)
    return tuple(p for p in APART if p in given_up and not all(_speaks(s, question, p) for s in found))


def _speaks(study: Study, question: Question, part: str) -> bool:
    """Whether a study's people are of the form asked about, or of the same stage."""
    if part == "severity":
        return _of_such_severity(study, question)
    if part == "form" and question.condition not in told.data()["apart"]["forms"]:
        return True
    if part == "form":
        return people.like(study, question, "form") is True
    return same_stage(people.time_span(study), question) is True


def _of_such_severity(study: Study, question: Question) -> bool:
    """Whether a study's people are on the side of a scale that was asked about; what was not seen does not exclude."""
    asked = told.severity_spans(question.severity, question.condition)
    seen = people.severity_span(study)
    for row in told.data()["apart"]["severity"]:
        if row["condition"] != question.condition or not {row["scale"]} <= asked.keys() & seen.keys():
            continue
        sides = [
            told.severity_spans(f"{row['scale']} {side}", question.condition)[row["scale"]] for side in row["sides"]
        ]
        return any(people.overlap(s, asked[row["scale"]]) and people.overlap(s, seen[row["scale"]]) for s in sides)
    return True


def same_stage(span: Span | None, question: Question) -> bool | None:
    """Whether a span of months after the onset holds the stage asked about, or the latest that the months asked about are in."""
    if span is None:
        return None
    asked = people.time_asked(question)
    if question.since is None:
        return people.overlap(span, asked)
    stages = [told.phase_span(row["id"]) for row in told.data()["phase"]]
    return people.overlap([s for s in stages if people.overlap(s, asked)][-1], span)


@cache
def months_told(text: str) -> Span | None:
    """The months after the onset in a course's words: "7 days or less", "18 to 36 hours", "more than 4 months", "chronic"."""
    if found := _FIRST.fullmatch(text):
        n = told.data()["since"]["numbers"][found[1]] if found[1] else 1
        return 0.0, n * _units()[found[2]]
    if found := _figures().fullmatch(text):
        return _span(*found.groups())
    return next((told.phase_span(row["id"]) for row in told.data()["phase"] if row["id"] == text), None)


_FIRST = re.compile(r"first (?:(\w+) )?(day|week|month|year)s?")


@cache
def _units() -> dict[str, float]:
    rules = told.data()
    return {**rules["since"]["units"], **rules["course_since"]["units"]}


@cache
def _figures() -> re.Pattern[str]:
    unit = "|".join(sorted(_units(), key=len, reverse=True))
    return re.compile(rf"(more than )?(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))? ({unit})s?( or less)?")


def _span(more: str | None, low: str, high: str | None, unit: str, less: str | None) -> Span:
    first, last = float(low) * _units()[unit], float(high or low) * _units()[unit]
    if less:
        return 0.0, last
    if more and not high:
        return first, told.phase_span("acute")[1] if unit in told.data()["course_since"]["units"] else math.inf
    return first, last
