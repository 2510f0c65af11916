"""What the page of one question shows: the answer's parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stemwise.terms import vocabulary
from stemwise.terms.model import Kind

if TYPE_CHECKING:
    from stemwise.report.html_figures import Figures
    from stemwise.verdict.asked import Asked


def view(asked: Asked, figures: Figures) -> dict[str, Any]:
    """The template's variables."""
    assert asked.answer is not None
    q = asked.answer.question
    words = vocabulary()
    parts: tuple[tuple[Kind, str], ...] = (("condition", q.condition), ("cell", q.cell), ("route", q.route))
    understood = [f"{kind}: {words.name(kind, term)}" for kind, term in parts if term and words.known(kind, term)]
    return {
        "title": asked.text,
        "answer": asked.answer,
        "understood": tuple(understood),
        "panels": figures.panels(asked.answer.effect),
    }
