"""The three jobs as functions: explain a therapy, check a page, ask one thing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemwise.errors import InputError

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.evidence import Library
    from stemwise.reading.document import Document
    from stemwise.verdict.asked import Asked
    from stemwise.verdict.model import PageVerdict


@lru_cache(maxsize=4)
def library(overlay: str | None = None) -> Library:
    """The evidence base, with a user's own studies laid over it (read once per process)."""
    from stemwise.evidence import Library as Base

    return Base.load(overlay)


def explain(
    condition: str,
    *,
    cell: str = "",
    route: str = "",
    age: float | None = None,
    severity: str = "",
    months: float | None = None,
    evidence: str | None = None,
) -> Explanation:
    """The therapy explained from the evidence: see ``stemwise explain``.

    Raises
    ------
    InputError
        An unknown condition, cell or route (the nearest names are offered), an impossible age.
    """
    from stemwise.answer.explain import explain as compute
    from stemwise.question import Question
    from stemwise.terms import vocabulary

    words = vocabulary()
    if age is not None and not 0 <= age <= 120:
        raise InputError(f"age {age:g} is not possible", "give years between 0 and 120")
    if months is not None and not 0 < months <= 600:
        raise InputError(f"{months:g} months is not possible", "give months after treatment, above 0")
    asked = Question(
        condition=words.resolve("condition", condition).id,
        cell=words.resolve("cell", cell).id if cell else "",
        route=words.resolve("route", route).id if route else "",
        age=age,
        severity=severity,
        months=months,
    )
    return compute(asked, library(evidence))


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
    elif isinstance(source, str) and ("\n" in source or len(source) > 1000):
        document = from_text(source)
    else:
        document = read(str(source))
    return weigh(document, library(evidence))


def ask(sentence: str, *, evidence: str | None = None) -> Asked:
    """One claim or question, by the same path as a page: a question gets an Answer, a claim also a verdict.

    Raises
    ------
    InputError
        An empty sentence, or one that names no condition and no cells known here.
    """
    from stemwise.reading import from_text
    from stemwise.verdict.asked import ask as compute

    if not sentence.strip():
        raise InputError(
            "nothing was asked", 'write a sentence: stemwise ask "Does cord blood help in cerebral palsy?"'
        )
    return compute(sentence, from_text(sentence, source="question"), library(evidence))


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
