"""Question -> Answer: what the evidence base says, part by part, and what is missing."""

from __future__ import annotations

from functools import lru_cache

from stemwise.answer import frame
from stemwise.answer.care import sorted_out
from stemwise.answer.courses import courses
from stemwise.answer.effect import effects
from stemwise.answer.harms import harms
from stemwise.answer.model import Answer
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Link, Search
from stemwise.question import Question
from stemwise.terms import vocabulary

LINK_GROUPS: dict[str, tuple[str, ...]] = {
    "repair": (
        "dopamine-neuron-replacement", "neuronal-replacement-msc", "neuronal-replacement-nsc", "engraftment",
        "endogenous-neurogenesis",
    ),
    "axon-regrowth": ("axon-regrowth", "axon-bridging", "synaptogenesis", "inhibitory-factor-removal"),
    "remyelination": ("remyelination", "oligodendrocyte-replacement"),
    "immunomodulation": ("immunomodulation", "anti-inflammation"),
    "neuroprotection": ("neuroprotection",),
    "angiogenesis": ("angiogenesis",),
    "homing": ("homing", "engraftment"),
    "microenvironment": ("microenvironment", "inhibitory-factor-removal", "mitochondrial-transfer", "neurotrophic-secretion"),
}  # fmt: skip
"""A page's ways of speaking (cue groups with a link) -> the steps of ways of action whose evidence answers them."""


@lru_cache(maxsize=512)
def answer(question: Question, library: Library, *, links: tuple[str, ...] = (), full: bool = False) -> Answer:
    """What the base says to a question; ``links`` are the cue links a claim speaks of; ``full`` pools every time point."""
    wants_effect = bool(question.condition) and question.type in ("effect", "comparison", "course")
    found = effects(question, library, full=full) if wants_effect else ()
    words = vocabulary()
    conditions = frame.conditions_within(question.condition) if question.condition else frozenset()
    searches = tuple(s for c in sorted(conditions) for s in library.searches(c, cell="") if _covers(s, question.cell))
    care, not_for = sorted_out((a for c in sorted(conditions) for a in library.alternatives(c)), question)
    missing = []
    for part in found:
        name = words.name("condition", part.condition or question.condition)
        if not part.effect.sought:
            missing.append(f"trials in {name}: they were not looked for")
        elif part.effect.headline is None:
            missing.append(f"{name}: no randomised trial whose numbers we could see and pool")
    return Answer(
        question=question,
        evidence_date=library.evidence_date,
        evidence_hash=library.evidence_hash,
        effects=found,
        harms=harms(question, library) if question.type in ("harm", "comparison") else None,
        links=steps(links, library, question.cell, conditions) if links else (),
        course=courses(question, library, found) if wants_effect else (),
        alternatives=care,
        not_for=not_for,
        searches=searches,
        missing=tuple(missing),
    )


def steps(
    names: tuple[str, ...], library: Library, cell: str = "", conditions: frozenset[str] = frozenset()
) -> tuple[Link, ...]:
    """The links of ways of action behind a page's words, each once; only those known for such cells where any are.

    A confined link (dopamine cells) is one of its own condition's alone.
    """
    ids = dict.fromkeys(i for n in names for i in LINK_GROUPS.get(n, (n,)))
    by_id = {x.id: x for x in library.links() if not x.confined or x.condition in conditions}
    found = tuple(by_id[i] for i in ids if i in by_id)
    words = vocabulary()
    kin = {cell, *words.ancestors("cell", cell)} if cell else set()
    narrow = words.within("cell", cell) if cell and cell != "stem-cells" else frozenset()
    mine = tuple(x for x in found if not x.cells or set(x.cells) & (kin | narrow))
    if cell in ("", "stem-cells"):
        mine = tuple(x for x in found if x.id not in ("neuronal-replacement-nsc",))
    return mine or found


def _covers(search: Search, cell: str) -> bool:
    return not search.cell or search.cell == cell or search.cell in vocabulary().ancestors("cell", cell)
