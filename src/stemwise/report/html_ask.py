"""What the page of one question shows: the answer's parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stemwise.answer import people
from stemwise.answer.model import Answer
from stemwise.question import Question
from stemwise.terms import vocabulary
from stemwise.terms.model import Kind

if TYPE_CHECKING:
    from stemwise.asked import Asked
    from stemwise.report.html_figures import Figures


def view(asked: Asked, figures: Figures) -> dict[str, Any]:
    """The template's variables."""
    q = asked.answer.question if asked.answer else Question()
    words = vocabulary()
    parts: tuple[tuple[Kind, str], ...] = (("condition", q.condition), ("cell", q.cell), ("route", q.route))
    understood = [f"{kind}: {words.name(kind, term)}" for kind, term in parts if term and words.known(kind, term)]
    understood += people.asked_words(q)
    return {
        "title": asked.text,
        "answer": asked.answer or Answer(q, "", ""),
        "lead": asked.lead,
        "rests": asked.rests,
        "understood": tuple(understood),
        "panels": figures.panels(asked.answer.effects if asked.answer else ()),
    }
