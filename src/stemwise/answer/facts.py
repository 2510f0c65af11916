"""Which facts an explanation tells, and where: of the condition, of the cells, of ethics, of rules; each in one place only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from stemwise.answer import frame
from stemwise.content import document
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.terms import Phrases, tokenise, vocabulary

ETHICS = frozenset({"ethics", "ethical", "consent"})
"""Topics of facts on ethics and donors' consent, which hold for every kind of cell."""
RULES = ("regulatory", "recommendation")
AT_LARGE = "neurological"
"""What is told of neurological conditions at large is told of each."""


def of_condition(condition: str, library: Library) -> tuple[Fact, ...]:
    """What is known of the condition, then the care advised or approved in it."""
    facts = [f for c in sorted(frame.conditions_within(condition)) for f in library.facts(c)]
    care = [f for f in facts if f.kind in (*RULES, "procedure") and not _on_cells(f)]
    return (*(f for f in facts if f.kind == "disease-fact"), *care)


def cells_given(condition: str, library: Library) -> tuple[Fact, ...]:
    """What the facts of a condition tell of cells given in it."""
    kinds = ("disease-fact", "procedure", *RULES)
    facts = (f for c in sorted(frame.conditions_within(condition)) for f in library.facts(c) if f.kind in kinds)
    return tuple(f for f in facts if _of_given_cells(f))


def _of_given_cells(fact: Fact) -> bool:
    tokens = tokenise(fact.statement)
    named = vocabulary().find("cell", tokens) or _known("words").find(tokens)
    return bool(named) and not _known("other").find(tokens)


def establishing(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Those by which blood stem cells, or one's own with a new gene, are a treatment, mostly only if it comes early."""
    return tuple(f for f in facts if _establishes().search(f.statement))


def established(facts: Iterable[Fact]) -> str:
    """What must be said where such a treatment is known; else empty."""
    return str(document("rules/standing.toml")["known"]["says"]) if establishing(facts) else ""


@cache
def _establishes() -> re.Pattern[str]:
    return re.compile("|".join(document("rules/standing.toml")["known"]["establishes"]), re.I)


def of_harm(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Those that tell of harm by the cells."""
    return tuple(f for f in facts if _known("harm").find(tokenise(f.statement)))


@cache
def _known(name: str) -> Phrases[str]:
    return Phrases((w, w) for w in document("rules/standing.toml")["known"][name])


def of_cells(cell: str, condition: str, library: Library) -> tuple[Fact, ...]:
    """What the cells of a kind and of broader kinds are; nothing told of another condition, or of ethics."""
    kin = [cell, *vocabulary().ancestors("cell", cell)] if cell else ["stem-cells"]
    return tuple(
        f
        for k in kin
        if k != "stem-cells" or cell in ("", "stem-cells")
        for f in library.facts(k)
        if f.kind in ("cell-property", "procedure") and not _of_ethics(f) and belongs(f, condition)
    )


def of_ethics(library: Library) -> tuple[Fact, ...]:
    """Ethics and consent; what a court or an agency says of them stands with the rules."""
    return tuple(f for f in library.facts() if _of_ethics(f) and f.kind not in RULES)


def of_rules(cell: str, condition: str, library: Library) -> tuple[Fact, ...]:
    """Approvals, law and advice on cells."""
    subjects = dict.fromkeys((*sorted(frame.conditions_within(condition)), "stem-cells", *([cell] if cell else [])))
    facts = (f for s in subjects for f in library.facts(s) if f.kind in RULES and _on_cells(f))
    return tuple(f for f in facts if f.subject != "stem-cells" or belongs(f, condition))


def belongs(fact: Fact, condition: str) -> bool:
    """Whether a fact names the condition, a part of it or what it is part of, or no condition of the nervous system.

    An umbrella word beside one of its conditions ("paralysed by an injury of the cord") tells of that condition only.
    """
    named = {x.term for x in vocabulary().find("condition", tokenise(fact.statement)) if not x.term.many}
    ids = {t.id for t in named}
    told = [t.id for t in named if not ids & set(t.includes)]
    asked = frame.conditions_within(condition)
    return not told or AT_LARGE in told or any(frame.conditions_within(t) & asked for t in told)


def _of_ethics(fact: Fact) -> bool:
    return bool(ETHICS & {t.lower() for t in fact.topics})


@cache
def _phrases(name: str) -> Phrases[str]:
    return Phrases((w, w) for w in document("rules/words.toml")[name])


def _on_cells(fact: Fact) -> bool:
    words = vocabulary()
    tokens = tokenise(fact.statement)
    return words.known("cell", fact.subject) or bool(words.find("cell", tokens) or _phrases("on_cells").find(tokens))
