"""The facts of law that say how a treatment stands in a condition: not approved, approved with conditions, offered as care."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from stemwise.answer import frame
from stemwise.content import document
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import Phrases, tokenise, vocabulary

_HEAD = re.compile(r"[;:]")
"""What follows it tells of other cells, other uses."""
OTHER_CELLS = 2
"""Rank of a fact that speaks of other cells than those asked about: it is never chosen."""


def standing(question: Question, facts: Sequence[Fact], of_condition: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """How such cells stand in the condition: where they are refused, then where they are granted, one fact each at most.

    Gene therapies approved for the condition follow, also from the facts ``of_condition``: a refusal of cells is none of them.
    """
    conditions = frame.conditions_within(question.condition)
    law = [f for f in facts if f.kind == "regulatory"]
    own = [f for f in law if len(conditions) == 1 and f.subject in conditions]
    general = [f for f in law if not vocabulary().known("condition", f.subject)]
    refused = _best(question.cell, "refused", own) or _plainest(question.cell, "refused", general)
    granted = _best(question.cell, "granted", [f for f in own if _place("refused", f) is None])
    genes = _gene_therapies((*of_condition, *facts), conditions) if len(conditions) == 1 else ()
    barred = sorted(_saying(question.cell, "barred", own, of_studies=True), key=lambda r: r[:2])[:MOST_BARRED]
    told = dict.fromkeys(f for f in (refused, *(r[2] for r in barred), granted) if f is not None)
    return (*told, *(f for f in genes if f not in told))


MOST_BARRED = 2


def _gene_therapies(facts: Iterable[Fact], conditions: frozenset[str]) -> tuple[Fact, ...]:
    """Facts that say that a gene therapy is approved for the condition, the plainest words first."""
    named = (f for f in dict.fromkeys(facts) if _place("gene", f) is not None)
    found = [(place, f) for f in named if _is_of(f, conditions) and (place := _place("approved", f)) is not None]
    return tuple(f for _, f in sorted(found, key=lambda row: row[0]))[:MOST_GENES]


MOST_GENES = 3


def _is_of(fact: Fact, conditions: frozenset[str]) -> bool:
    told = {x.term.id for x in vocabulary().find("condition", tokenise(fact.statement))}
    return bool(conditions & {fact.subject, *told})


def _best(cell: str, way: str, facts: Iterable[Fact]) -> Fact | None:
    """The fact that says so most nearly of the cells asked about, then in the plainest words."""
    return min(_saying(cell, way, facts), key=lambda r: r[:2], default=(0, 0, None))[2]


def _plainest(cell: str, way: str, facts: Iterable[Fact]) -> Fact | None:
    """Of facts on cells at large, the one that says it in the plainest words."""
    return min(_saying(cell, way, facts), key=lambda r: (r[1], r[0]), default=(0, 0, None))[2]


def _saying(cell: str, way: str, facts: Iterable[Fact], *, of_studies: bool = False) -> list[tuple[int, int, Fact]]:
    """The facts that say so, with how near they are to the cells and how plainly they say it."""
    ranked = [(_rank(cell, f), place, f) for f in facts if (place := _place(way, f, of_studies)) is not None]
    return [r for r in ranked if r[0] < OTHER_CELLS]


def _rank(cell: str, fact: Fact) -> int:
    """0: of the cells asked about, or of all where none were; 1: of cells in general, or of one kind; 2: of other cells."""
    words = vocabulary()
    named = {x.term.id for x in words.find("cell", tokenise(_HEAD.split(fact.statement)[0]))} - {"stem-cells"}
    if fact.subject != "stem-cells" and words.known("cell", fact.subject):
        named.add(fact.subject)
    if cell in ("", "stem-cells"):
        return OTHER_CELLS if "ahsct" in named else int(bool(named))
    kin = words.within("cell", cell) | set(words.ancestors("cell", cell)) - {"stem-cells"}
    if named & kin:
        return 0
    return OTHER_CELLS if named or cell == "ahsct" else 1


def _place(way: str, fact: Fact, of_studies: bool = False) -> int | None:
    """Where the phrase by which a fact says so stands in the list; ``None``: it does not, or tells of leave for a study."""
    tokens = tokenise(fact.statement)
    found = [int(str(hit.value)) for hit in _phrases(way).find(tokens)]
    return min(found) if found and (of_studies or not _phrases("study").find(tokens)) else None


@cache
def _phrases(name: str) -> Phrases[int]:
    rows = document("rules/standing.toml")[name]
    return Phrases((phrase, place) for place, phrase in enumerate(rows))
