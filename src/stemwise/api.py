"""The three jobs as functions: explain a therapy, check a page, ask one thing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemwise import collector
from stemwise.errors import InputError

if TYPE_CHECKING:
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
    since: float | None = None,
    months: float | None = None,
    evidence: str | None = None,
) -> Explanation:
    """The therapy explained from the evidence: see ``stemwise explain``.

    Raises
    ------
    InputError
        An unknown condition, cell, route or form (the nearest names are offered), an impossible age.
    """
    from stemwise.answer.explain import explain as compute
    from stemwise.question import Question
    from stemwise.terms import vocabulary

    words = vocabulary()
    if age is not None and not 0 <= age <= 120:
        raise InputError(f"age {age:g} is not possible", "give years between 0 and 120")
    if months is not None and not 0 < months <= 600:
        raise InputError(f"{months:g} months is not possible", "give months after treatment, above 0")
    if since is not None and not 0 <= since <= 1200:
        raise InputError(f"{since:g} months since the onset is not possible", "give months since the injury or stroke")
    named = words.resolve("condition", condition).id
    asked = Question(
        condition=named,
        cell=words.resolve("cell", cell).id if cell else "",
        route=words.resolve("route", route).id if route else "",
        age=age,
        severity=_severity(severity, named),
        form=_form(form, named),
        since=since,
        months=months,
    )
    return compute(asked, library(evidence))


@collector.paused
def check(source: str | Path | Document, *, evidence: str | None = None) -> PageVerdict:
    """A page weighed: a path, a URL, ``-``, a text with line breaks or several sentences, or a Document.

    Raises
    ------
    InputError
        Whatever cannot be read, with the remedy.
    """
    from stemwise.reading import from_text, read
    from stemwise.reading.document import Document as Page
    from stemwise.verdict import weigh

    if isinstance(source, Page):
        document = source
    elif not str(source).strip():
        raise InputError("nothing was given to check", "give a file, a web address, - or a text")
    elif isinstance(source, str) and _is_text(source):
        document = from_text(source)
    else:
        document = read(str(source))
    return weigh(document, library(evidence))


def _is_text(source: str) -> bool:
    """Whether a string is the text itself: line breaks, great length, or several words and no file of that name."""
    if "\n" in source or len(source) > 1000:
        return True
    return (
        "://" not in source
        and len(source.split()) >= 4
        and not Path(source).exists()
        and not Path(source).suffix[1:].isalnum()
    )


def _severity(text: str, condition: str) -> str:
    """Severity as the field writes it; a scale of another condition is refused.

    Raises
    ------
    InputError
        No scale known here, a level that does not exist, or another condition's scale.
    """
    from stemwise.terms import people

    if not text.strip():
        return ""
    if found := people.severity_told(text.upper(), condition):
        return found
    examples = [s.example for s in people.scales(condition)]
    remedy = " or ".join(examples) or "nothing: no scale of severity is known for this condition"
    raise InputError(f"severity '{text}' is not known for {condition}", f"give {remedy}")


def _form(text: str, condition: str) -> str:
    """The form of a condition by its id or its words.

    Raises
    ------
    InputError
        A form that is not known for the condition.
    """
    from stemwise.terms import people

    if not text.strip():
        return ""
    found = people.form_named(condition, text)
    if not found:
        names = ", ".join(people.forms(condition)) or "nothing: no forms are known for this condition"
        raise InputError(f"form '{text}' is not known for {condition}", f"give {names}")
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

    if not isinstance(sentence, str) or not sentence.strip():
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
    from stemwise.answer.effect import effect
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
    found = effect(asked, library(evidence))
    data = {"cell": term.id, "certainty": plain(found.certainty), "headline": plain(found.headline)}
    return f"With {term.name}: {effect_words(found)}", data
