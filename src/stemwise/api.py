"""The three jobs as functions: explain a therapy, check a page, ask one thing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stemwise import collector
from stemwise.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from stemwise.answer.explain import Explanation
    from stemwise.asked import Asked
    from stemwise.evidence import Library
    from stemwise.reading.document import Document
    from stemwise.verdict.model import PageVerdict


@lru_cache(maxsize=4)
@collector.paused
def library(overlay: str | None = None) -> Library:
    """The evidence base, with a user's own studies laid over it (read once per process)."""
    from stemwise.evidence import Library as Base

    return Base.load(overlay)


@collector.paused
def explain(
    condition: str,
    *,
    cell: str = "",
    route: str = "",
    age: float | None = None,
    severity: str = "",
    form: str = "",
    since: float | str | None = None,
    months: float | None = None,
    evidence: str | None = None,
) -> Explanation:
    """The therapy explained from the evidence: see ``stemwise explain``; ``since`` in months, or as "48h", "3 weeks".

    Raises
    ------
    InputError
        An unknown condition, cell, route, form or level (the nearest are offered), an impossible age or time.
    """
    from stemwise.answer.explain import explain as compute
    from stemwise.question import Question
    from stemwise.terms import people, vocabulary

    words = vocabulary()
    if age is not None and not 0 <= age <= 120:
        raise InputError(f"age {age:g} is not possible", "give years between 0 and 120")
    if months is not None and not 0 < months <= 600:
        raise InputError(f"{months:g} months is not possible", "give months after treatment, above 0")
    named = words.resolve("condition", condition).id
    kind, phase = _form(form, named)
    past = None if since in (None, "") else people.months_since(since)
    _timed(past, phase, named)
    asked = Question(
        condition=named,
        cell=words.resolve("cell", cell).id if cell else "",
        route=words.resolve("route", route).id if route else "",
        age=age,
        severity=_severity(severity, named),
        form=kind,
        phase="" if past is not None else phase,
        since=past,
        months=months,
    )
    return compute(asked, library(evidence))


@collector.paused
def check(source: str | Path | Document, *, evidence: str | None = None) -> PageVerdict:
    """A page weighed: a path, a URL, ``-``, a text with line breaks or of four words and more, or a Document.

    Raises
    ------
    InputError
        Whatever cannot be read, with the remedy.
    """
    from stemwise.reading import from_text, is_text, read
    from stemwise.reading.document import Document as Page
    from stemwise.verdict import weigh

    if isinstance(source, Page):
        document = source
    elif not str(source).strip():
        raise InputError("nothing was given to check", "give a file, a web address, - or a text")
    elif isinstance(source, str) and is_text(source):
        document = from_text(source)
    else:
        document = read(str(source))
    return weigh(document, library(evidence))


def _timed(since: float | None, phase: str, condition: str) -> None:
    """A time since the onset must mean something for the condition, and lie in the stage that is named beside it.

    Raises
    ------
    InputError
        It would be ignored.
    """
    from stemwise.terms import people

    if since is None:
        return
    if not people.phases(condition):
        raise InputError(f"the time since the onset is not used in {condition}", "leave out --since")
    low, high = people.phase_span(phase) if phase else (since, since)
    if not low <= since <= high:
        remedy = "give one of the two, or a time within the stage"
        raise InputError(
            f"{people.time_told(since)} after the onset is not {people.phase_name(phase)} ({phase})", remedy
        )


def _severity(text: str, condition: str) -> str:
    """Severity as the field writes it; a scale of another condition is refused.

    Raises
    ------
    InputError
        No scale known here, a level that does not exist, or another condition's scale: the levels are named.
    """
    from stemwise.terms import people

    if not text.strip():
        return ""
    if found := people.severity_told(text.upper(), condition) or people.severity_worded(text, condition):
        return found
    scales = [
        f"'{s.name} {s.mildest}' (mildest) to '{s.name} {s.worst}' (most severe), as {s.example}"
        for s in people.scales(condition)
    ]
    remedy = (
        f"give one level: {', or '.join(scales)}" if scales else "leave it out: no scale is known for this condition"
    )
    raise InputError(f"severity '{text}' names no level known for {condition}", remedy)


def _form(text: str, condition: str) -> tuple[str, str]:
    """The form of a condition and the stage (acute, chronic) that the option names, by their ids.

    Raises
    ------
    InputError
        Neither is known for the condition.
    """
    from stemwise.terms import people

    if not text.strip():
        return "", ""
    found = people.form_named(condition, text), people.phase_named(condition, text)
    if not any(found):
        names = ", ".join((*people.forms(condition), *people.phases(condition)))
        remedy = f"give {names}" if names else "leave it out: no forms are known for this condition"
        raise InputError(f"form '{text}' is not known for {condition}", remedy)
    return found


@collector.paused
def ask(sentence: str, *, evidence: str | None = None) -> Asked:
    """One claim or question, by the same path as a page: a question gets an Answer, a claim also a verdict.

    Raises
    ------
    InputError
        An empty sentence, or one that names no condition and no cells known here.
    """
    from stemwise.asked import ask as compute
    from stemwise.reading import from_text

    if not isinstance(sentence, str) or not any(c.isalnum() for c in sentence):
        raise InputError(
            "nothing was asked", 'write a sentence: stemwise ask "Does cord blood help in cerebral palsy?"'
        )
    if len(sentence) > LONGEST_QUESTION:
        raise InputError(
            f"a question of {len(sentence)} characters is a page",
            "pass a page to stemwise check, or ask in a few sentences",
        )
    return compute(sentence, from_text(sentence, source="question"), library(evidence))


LONGEST_QUESTION = 5_000
"""Characters that are read as a question."""


def therapy_beside(
    *,
    condition: str,
    outcome: str = "",
    cell: str = "",
    age: float | None = None,
    severity: str = "",
    months: float | None = None,
    evidence: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """The pooled effect of a named therapy, to lay beside the course without it: in words, and as data.

    Raises
    ------
    InputError
        An unknown condition or cell.
    """
    from stemwise.answer.effect import effects
    from stemwise.question import Question
    from stemwise.report.plain import plain
    from stemwise.terms import vocabulary
    from stemwise.verdict.wording import effect_words

    words = vocabulary()
    term = words.resolve("cell", cell)
    asked = Question(
        condition=words.resolve("condition", condition).id,
        cell=term.id,
        outcome=outcome,
        age=age,
        severity=severity,
        months=months,
    )
    found = effects(asked, library(evidence))
    data = [
        {"cell": term.id, "certainty": plain(p.effect.certainty), "headline": plain(p.effect.headline)} for p in found
    ]
    return f"With {term.name}: {effect_words(found)}", data[0]
