"""Whom societies advise such cells for: told with the effect, where the base holds such advice on the cells asked about."""

from __future__ import annotations

from stemwise.answer import frame
from stemwise.answer.facts import belongs
from stemwise.asked.words import pattern_of, replies
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import tokenise, vocabulary
from stemwise.terms.people import forms_told, kinds_of_form

MOST = 2
"""Pieces of advice told beside an effect."""


def advised(asked: Question, library: Library) -> tuple[str, ...]:
    """The advice that says for whom, the plainest first, then how many died of it; none where no kind of cell was asked about."""
    if asked.cell in ("", "stem-cells") or not asked.condition:
        return ()
    rows, told = replies()["short"], [f for f in library.facts() if _of_cells(f, asked) and _of_people(f, asked)]
    advice = [f for f in told if f.kind == "recommendation"]
    found = [f for way in rows["advised"] for f in advice if pattern_of([way]).search(f.statement)]
    died = [f for f in told if pattern_of(rows["died"]).search(f.statement)] if found else []
    return tuple(f.statement for f in (*tuple(dict.fromkeys(found))[:MOST], *died[:1]))


def _of_cells(fact: Fact, asked: Question) -> bool:
    named = {x.term.id for x in vocabulary().find("cell", tokenise(fact.statement))} | {fact.subject}
    return bool(named & frame.cells_within(asked.cell))


def _of_people(fact: Fact, asked: Question) -> bool:
    """Whether it speaks of the condition, and of no other form of it than the one asked about."""
    words = vocabulary()
    named = {x.term.id for x in words.find("condition", tokenise(fact.statement))} | {fact.subject}
    forms = forms_told(fact.statement, asked.condition)
    own = not asked.form or not forms or bool(kinds_of_form(asked.condition, asked.form) & set(forms))
    return bool(named & frame.conditions_within(asked.condition)) and belongs(fact, asked.condition) and own
