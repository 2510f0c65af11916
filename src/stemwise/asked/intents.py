"""What a question is after, where it is not an effect: stopping care, other care, the course, approval, price, a choice.

Each intent opens the answer with sentences of its own (``lead``) and says which parts of the Answer follow. The order
of the file counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stemwise.answer import answer as compute
from stemwise.asked import care, compare, harm, law
from stemwise.asked.opening import Opened, facts_alone
from stemwise.asked.plain import facts_for, facts_holding, is_plain
from stemwise.asked.words import filled, part, questions, rows
from stemwise.evidence import Library
from stemwise.question import Question
from stemwise.terms import vocabulary
from stemwise.verdict.wording import effect_words

EXAMPLE = 'stemwise ask "Does cord blood help in cerebral palsy?"'

BEFORE_HARM = frozenset({"stop-care", "with-care", "insurance", "cost", "approval", "clinic"})
"""Questions that are looked for before a harm that is asked after."""
BEFORE_PLAIN = frozenset({"stop-care", "with-care", "join-trial", "course", "pregnancy", "safer-cell"})
"""Questions that are looked for before the facts that answer a plain question."""


def opened(text: str, asked: Question, library: Library, *, mechanism: bool = False) -> Opened | None:
    """The opening of a question that is after something else than an effect; ``None`` for a plain question.

    ``mechanism``: it speaks of a way of action, which the plain answer shows.
    """
    plain = is_plain(text, asked) and not mechanism
    lead = tuple(questions()["plain"]["lead"])
    for pattern, row in rows():
        if plain and row["id"] not in BEFORE_PLAIN and (told := facts_for(text, asked, library)):
            return Opened(lead, facts_alone(asked, library, told))
        if pattern.search(text) and not (mechanism and row["id"] == "help"):
            found = _MADE[row["id"]](text, asked, library, row)
            if found is not None:
                return found
    if asked.cell and not asked.condition and (told := facts_for(text, asked, library)):
        return Opened(lead, facts_alone(asked, library, told))
    if plain and asked.condition:
        return Opened(tuple(questions()["plain"]["lead_unknown"]), compute(asked, library, full=True))
    if not asked.condition and not asked.cell and (told := facts_holding(text, library)):
        return Opened(lead, facts_alone(asked, library, told))
    return None


def _beside(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    return Opened(tuple(row["lead"]), None)


def _joining(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    found = compute(asked.but(type="effect", cell=asked.cell or "stem-cells"), library, full=True)
    return Opened(tuple(row["lead"]) if asked.condition else tuple(row["lead"][:1]), found if asked.condition else None)


def _course(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """What happens by itself: the figures of people followed, and the facts."""
    if not asked.condition:
        return None
    own = asked.but(type="course", cell="", donor="")
    course = compute(own, library).course
    facts = facts_for(text, own, library)
    if not course and not facts:
        return None
    lead = filled(row["lead"], course=course[0].text.rstrip(".")) if course else tuple(row["lead_facts"])
    return Opened(lead, replace(facts_alone(own, library, facts), course=course))


def _harms(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if asked.condition and asked.cell and not asked.route:
        return None
    lead = list(row["lead"])
    found = compute(asked.but(type="harm", cell=asked.cell or "stem-cells"), library)
    if asked.route:
        found, where = harm.by_route(found, library)
        lead.append(where)
    if not asked.condition:
        lead += row["lead_unnamed"]
    if part("words", "child").search(text):
        lead += row["lead_child"]
    return Opened(tuple(lead), found)


def _helping(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if asked.condition or not (part("words", "cells").search(text) or asked.cell):
        return None
    from stemwise.answer.effect import effect

    if part("words", "outside").search(text):
        return Opened(tuple(row["lead_outside"]), None)
    lead = list(row["lead"])
    for condition in row["childhood" if part("words", "child").search(text) else "adulthood"]:
        told = effect_words(effect(asked.but(condition=condition, type="effect"), library))
        name = vocabulary().name("condition", condition)
        lead.append(f"{name[:1].upper()}{name[1:]}: {told.removeprefix('What randomised trials show: ').rstrip('.')}.")
    return Opened((*lead, f"Name the condition to be told more: {EXAMPLE}."), None)


_MADE: dict[str, Callable[[str, Question, Library, dict[str, Any]], Opened | None]] = {
    "stop-care": care.stopping, "with-care": _beside, "join-trial": _joining, "course": _course, "other-care": care.others,
    "insurance": law.price, "cost": law.price, "approval": law.approval, "ask-clinic": law.provider, "clinic": law.provider,
    "trust": law.provider, "pregnancy": harm.pregnancy, "safer-cell": compare.safer, "harms": _harms, "help": _helping,
}  # fmt: skip
"""What is made of each question of the file."""
