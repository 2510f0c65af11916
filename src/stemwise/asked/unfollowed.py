"""A condition whose trials of cells the base does not follow: how cells stand there, and what is known of its care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stemwise.answer.explain import explain
from stemwise.answer.facts import establishing
from stemwise.answer.model import Answer
from stemwise.asked.opening import MOST_FACTS, Opened, says
from stemwise.asked.words import pattern_of, replies
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import folded, tokenise, vocabulary

CARE = ("recommendation", "regulatory", "procedure")
"""Kinds of facts of a condition that tell of care: advised, approved, how it is done."""
LED = 3
"""Facts on an established treatment told in the lead."""

CELLS = 4
"""Facts on cells that come before those on other care."""


def opened(text: str, asked: Question, found: Answer, library: Library, *, said: tuple[str, ...]) -> Opened:
    """An established treatment with blood stem cells or a gene, else what is ``said`` of cells there; then other care."""
    rows = replies()["unfollowed"]
    known = explain(asked, library)
    name = vocabulary().name("condition", asked.condition)
    first, own = _established(text, asked, library)
    care = [f for f in known.facts if f.kind in CARE]
    care.sort(key=lambda f: CARE.index(f.kind) if not f.drug else -1)
    if first:
        lead = [rows["established" if own else "established_some"].format(name=name)]
        lead += [*(f.statement for f in first[:LED]), rows["established_ask"]]
    else:
        lead = [*said, *(rows["approval"].format(told=f.statement) for f in known.standing[:1])]
        lead.append(rows["care" if care else "no_care"].format(name=name))
    named = _named(library.facts(asked.condition), text, asked.condition) if first else ()
    facts = tuple(dict.fromkeys([*first, *named, *care]))[:MOST_FACTS]
    return Opened(tuple(lead), replace(found, effects=(), facts=facts or found.facts))


def _established(text: str, asked: Question, library: Library) -> tuple[tuple[Fact, ...], bool]:
    """The facts by which blood stem cells or a gene are a treatment there, and whether they are on the very disease asked of.

    Of a word for many illnesses only those of the illness named are told.
    """
    facts = [f for f in establishing(library.facts()) if _is_on(f, asked.condition)]
    own = _named(facts, text, asked.condition)
    many = vocabulary().get("condition", asked.condition).many
    return own or (() if many else tuple(facts)), bool(own)


def _named(facts: Iterable[Fact], text: str, condition: str) -> tuple[Fact, ...]:
    """The facts on the disease by the name it has in the question."""
    names = _called(text, condition)
    return tuple(f for f in facts if says(f"{f.statement} {' '.join(f.topics)}", names))


def _is_on(fact: Fact, condition: str) -> bool:
    found = vocabulary().find("condition", tokenise(fact.statement))
    return fact.subject == condition or any(x.term.id == condition for x in found)


def _called(text: str, condition: str) -> list[str]:
    """The words by which the question names the disease, with the other words for the same one."""
    hits = vocabulary().find("condition", tokenise(text))
    said = [folded(text[x.start : x.end]) for x in hits if x.term.id == condition]
    said = [name for name in said if name not in replies()["unfollowed"]["general"]]
    same = [n for n in replies()["unfollowed"]["same"] if pattern_of([rf"\b(?:{'|'.join(n)})\b"]).search(text)]
    return [w for names in (said, *same) for w in names]
