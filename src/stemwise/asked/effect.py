"""Questions on an effect that want one thing told first: how often, how long, whom, how given, what a named study found."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from stemwise.answer import answer, people
from stemwise.answer.explain import explain
from stemwise.answer.frame import conditions_within
from stemwise.answer.model import Part
from stemwise.asked import short, studies
from stemwise.asked.advised import advised
from stemwise.asked.opening import MOST_FACTS, Opened, facts_alone
from stemwise.asked.words import filled, part, pattern_of, questions, replies
from stemwise.claims.passages import sentences
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.reading.document import Document
from stemwise.terms import tokenise, vocabulary

SERIES = 2
"""Series without a comparison told in the lead."""


def opened(text: str, asked: Question, library: Library) -> Opened | None:
    """The opening of such a question; ``None`` where it is none, or none that can be met without a condition."""
    if (named := studies.opened(text, asked, library)) is not None:
        return named
    if not (asked.cell or part("words", "given").search(text) or part("words", "effects").search(text)):
        return None
    row = next((row for row in questions()["effect"] if pattern_of(row["asks"]).search(text)), None)
    if row and asked.condition:
        return _told(row, asked, library)
    if row is None or "lead_unnamed" not in row:
        return None
    facts = _facts(row, asked, library)
    lead = filled(row["lead_unnamed"], fact=facts[0].statement if facts else "")
    return Opened(lead, facts_alone(asked, library, facts) if facts else None)


def _told(row: dict[str, Any], asked: Question, library: Library) -> Opened:
    told = explain(asked.but(type="effect", cell=asked.cell or "stem-cells"), library)
    effects = told.answer.effects
    windows = [float(x.window) for p in effects for x in p.effect.pools]
    series = "; ".join(f"{r.label}: {r.text.rstrip('.')}" for r in told.success[:SERIES])
    words = {
        "effect": short.told(effects, asked).rstrip(".") if effects else "none",
        "series": series or "none was seen",
        "course": told.course[0].text.rstrip(".") if told.course else "no figure was seen",
        "months": f"{max(windows):g} months" if windows else "",
        "tried": _tried(row, effects),
        "pool": _pooled(row, effects),
        "advised": " ".join(advised(asked, library)),
        "name": vocabulary().name("condition", asked.condition),
    }
    found = answer(asked.but(cell=asked.cell or "stem-cells", type="effect"), library, full=True)
    facts = _facts(row, asked, library)
    words["fact"] = facts[0].statement if facts else ""
    known = windows or any(p.effect.null_trials for p in effects)
    lead = row["lead"] if known else row.get("lead_none", row["lead"])
    return Opened(
        tuple(x for x in (" ".join(line.split()) for line in filled(lead, **words)) if x), replace(found, facts=facts)
    )


def _tried(row: dict[str, Any], effects: tuple[Part, ...]) -> str:
    """Who took part in the largest trials, and when."""
    held = [p.effect for p in effects]
    all_ = [s for e in held for s in (*e.null_trials, *(e.widened.studies if e.widened else ()))]
    trials = sorted(dict.fromkeys(all_), key=lambda s: -(s.n or 0))
    told = [f"{s.label}: {people.told(s)}" for s in trials[:SERIES]]
    return str(row["tried"].format(trials="; ".join(told))) if told and "tried" in row else ""


def _pooled(row: dict[str, Any], effects: tuple[Part, ...]) -> str:
    """What a published pool of people's own records says of it: the sentences with the row's words."""
    if "pooled" not in row:
        return ""
    told = re.compile(row["pooled"], re.I)
    held = {s.id: s for p in effects for s, _, _ in p.effect.individual}.values()
    said = ((s.label, [x.text for x in sentences(Document("", s.summary)) if told.search(x.text)]) for s in held)
    text = replies()["short"]["own_records"]
    return " ".join(text.format(study=label, told=" ".join(found)) for label, found in said if found)


def _facts(row: dict[str, Any], asked: Question, library: Library) -> tuple[Fact, ...]:
    """The facts that such a question calls for by its row's words, of the cells asked of where the row says so."""
    if "facts" not in row:
        return ()
    told = re.compile(row["facts"], re.I)
    own = sorted(conditions_within(asked.condition)) if asked.condition else []
    subjects = dict.fromkeys((*own, asked.cell, "stem-cells"))
    facts = [f for s in subjects if s for f in library.facts(s) if told.search(f.statement)]
    if "first" in row:
        first = re.compile(row["first"], re.I)
        facts.sort(key=lambda f: not first.search(f.statement))
    return tuple(f for f in facts if not row.get("of_cells") or _names_cells(f, asked.cell))[:MOST_FACTS]


def _names_cells(fact: Fact, cell: str) -> bool:
    words = vocabulary()
    found = {x.term.id for x in words.find("cell", tokenise(fact.statement))}
    return any(not cell or cell == id_ or cell in words.ancestors("cell", id_) for id_ in found)
