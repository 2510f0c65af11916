"""What a question is after, where it is not an effect: stopping care, other care, the course, approval, price, a choice.

Each intent opens the answer with sentences of its own (``lead``) and says which parts of the Answer follow. The order
of the file counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stemwise.answer import answer as compute
from stemwise.answer import frame
from stemwise.answer.effect import effects
from stemwise.asked import care, compare, harm, law, lookup, naming, risk, scaled, short, unfollowed
from stemwise.asked.opening import MOST_FACTS, Opened, facts_alone
from stemwise.asked.plain import facts_for, is_plain
from stemwise.asked.residue import left
from stemwise.asked.words import filled, part, pattern_of, questions, rows
from stemwise.evidence import Library
from stemwise.question import Question
from stemwise.terms import vocabulary

EXAMPLE = 'stemwise ask "Does cord blood help in cerebral palsy?"'

BEFORE_HARM = frozenset({"other-parent", "stop-care", "with-care", "insurance", "cost", "approval", "clinic"})
"""Questions that are looked for before a harm that is asked after."""
BEFORE_PLAIN = frozenset(
    {"scale", "hurt", "report", "access", "before-birth", "proof", "decide", "how-work"}
    | {"stop-care", "with-care", "join-trial", "course", "pregnancy", "safer-cell", "suitable", "operation"}
    | {"self", "study-trust", "faith", "other-parent", "with-therapy"}
)
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
        known = row["id"] == "help" and not asked.condition and not part("words", "outside").search(text)
        if known and lookup.on_name(text, library):
            return lookup.opened(text, asked, library)
        if pattern.search(text) and not (mechanism and row["id"] == "help"):
            found = _MADE[row["id"]](text, asked, library, row)
            if found is not None:
                return found
    if asked.cell and not asked.condition and (told := facts_for(text, asked, library)):
        return Opened(lead, facts_alone(asked, library, told))
    if plain and asked.condition and (told := lookup.on_words(text, asked, library)):
        return Opened(lead, facts_alone(asked, library, told))
    if plain and asked.condition:
        made = compute(asked, library, full=True)
        said = short.lead(text, made.effects, asked) if made.effects else ()
        said = (*questions()["plain"]["lead_unknown"], *said)
        if made.effects and not any(p.effect.sought for p in made.effects):
            return unfollowed.opened(text, asked, made, library, said=said)
        return Opened(said, made)
    return None


def _beside(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    return Opened(tuple(row["lead"]), None)


def _facts(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """The facts that the row's words find, on the condition, the cells and cells at large; the first ones in the lead."""
    within = sorted(frame.conditions_within(asked.condition)) if asked.condition else []
    if row.get("condition") and not within:
        return None
    told = re.compile(row["facts"], re.I)
    kin = [*within, asked.cell, "cord-blood", *row.get("subjects", ()), "stem-cells"]
    subjects = dict.fromkeys(within if row.get("condition") else kin)
    facts = [f for s in subjects if s for f in library.facts(s) if told.search(f.statement)]
    facts.sort(key=lambda f: not told.match(f.statement))
    if not facts:
        return None
    lead = [*row["lead"], *(f.statement for f in facts[: row.get("led", 0)])]
    return Opened(tuple(lead), facts_alone(asked, library, facts[:MOST_FACTS]))


def _working(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """How cells are meant to work: each step, and how far it was shown."""
    found = compute(asked.but(type="mechanism", cell=asked.cell or "stem-cells"), library, links=tuple(row["links"]))
    return Opened(tuple(row["lead"]), found) if found.links else None


def _joining(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if pattern_of(row["pays"]).search(text):
        told = re.compile(row["facts"], re.I)
        facts = [f for f in library.facts("stem-cells") if told.search(f.statement)]
        return Opened(
            (*row["lead_pays"], *(f.statement for f in facts[:1])), facts_alone(asked, library, facts[:MOST_FACTS])
        )
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


def _helping(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if asked.condition or not (part("words", "cells").search(text) or asked.cell):
        return None
    if part("words", "outside").search(text):
        return Opened(tuple(row["lead_outside"]), None)
    if naming.tried_in(asked.cell, library):
        return None
    if rest := left(text, effect=True):
        told = lookup.opened(text, asked, library)
        if told or lookup.strange(rest, library) or not pattern_of(row["subject"]).search(text):
            return told
    lead = list(row["lead"])
    for condition in row["childhood" if part("words", "child").search(text) else "adulthood"]:
        own = asked.but(condition=condition, type="effect")
        name = vocabulary().name("condition", condition)
        lead.append(f"{name[:1].upper()}{name[1:]}: {short.told(effects(own, library), own)}")
    return Opened((*lead, f"Name the condition to be told more: {EXAMPLE}."), None)


_MADE: dict[str, Callable[[str, Question, Library, dict[str, Any]], Opened | None]] = {
    "scale": scaled.opened, "hurt": _facts, "report": _facts, "access": _facts, "before-birth": _facts,
    "self": _beside, "study-trust": _facts, "faith": _facts, "other-parent": _facts, "with-therapy": compare.beside_therapy,
    "proof": _beside, "decide": _beside, "how-work": _working, "stop-care": care.stopping, "with-care": _beside,
    "join-trial": _joining, "course": _course, "other-care": care.others, "insurance": law.price, "cost": law.price,
    "approval": law.approval, "ask-clinic": law.provider, "clinic": law.provider, "trust": law.provider,
    "pregnancy": harm.pregnancy, "safer-cell": compare.safer, "suitable": risk.suitable,
    "operation": risk.operation, "harms": risk.at_large, "help": _helping,
}  # fmt: skip
"""What is made of each question of the file."""
