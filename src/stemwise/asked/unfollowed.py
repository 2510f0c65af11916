"""A condition whose trials of cells the base does not follow: how cells stand there, and what is known of its care."""

from __future__ import annotations

from dataclasses import replace

from stemwise.answer.explain import explain
from stemwise.answer.model import Answer
from stemwise.asked.opening import MOST_FACTS, Opened
from stemwise.asked.words import replies
from stemwise.evidence import Library
from stemwise.question import Question
from stemwise.terms import vocabulary

CARE = ("recommendation", "regulatory", "procedure")
"""Kinds of facts of a condition that tell of care: advised, approved, how it is done."""


def opened(asked: Question, found: Answer, library: Library) -> Opened:
    """The approval of cells there, then care that is approved or advised; what to ask whom where none is recorded."""
    rows = replies()["unfollowed"]
    known = explain(asked, library)
    lead = [rows["approval"].format(told=f.statement) for f in known.standing[:1]]
    care = [f for f in known.facts if f.kind in CARE]
    care.sort(key=lambda f: CARE.index(f.kind) if not f.drug else -1)
    name = vocabulary().name("condition", asked.condition)
    lead.append(rows["care" if care else "no_care"].format(name=name))
    return Opened(tuple(lead), replace(found, facts=tuple(care[:MOST_FACTS]) or found.facts))
