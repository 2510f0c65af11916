"""The fact that speaks of what a claim speaks of: by topic, by the words both hold, by numbers, names and negations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from stemwise.answer import frame
from stemwise.claims.model import Claim
from stemwise.content import load as load_content
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.terms import folded, vocabulary

STOP_TOPICS = frozenset(
    {
        "cerebral palsy",
        "cp",
        "ms",
        "multiple sclerosis",
        "stroke",
        "spinal cord injury",
        "paralysis",
        "children",
        "stem cells",
    }
)
NEAREST = 0.2
"""Share of a claim's content words that a fact must hold to be worth telling beside it."""
COVERED = {1: 0.4, 2: 0.3}
"""Topics shared -> share that it must hold before it can be said to speak of the same."""
WELL = 0.6
"""Share from which it says the same, as far as words show."""
NEAR = 0.15
"""How far a number of the claim may lie from one of the fact."""
KINDS = frozenset({"disease-fact", "cell-property", "regulatory", "procedure"})
"""Kinds of claims that facts of the same kind can bear out."""
_STEM = 5
_CAUSE = re.compile(r"\b(?:caused by|due to|because of|result(?:s|ing)? from|comes? from)\b([^.;]*)", re.I)
_NUMBER = re.compile(r"\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d+(?:\.\d+)?")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][A-Za-z]{2,}")
_MORE = re.compile(r"\b(?:rais\w+|increas\w+|higher|more|worsen\w*|speeds?|longer)\b", re.I)
_LESS = re.compile(r"\b(?:lower\w*|reduc\w+|decreas\w+|less|fewer|prevent\w*|protect\w*|slow\w*|shorter)\b", re.I)
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|lacks?|un(?:proven|approved|licensed|likely)|illegal"
    r"|forbidden|banned|rarely|hardly)\b|n['’]t\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Known:
    """A fact with what a claim is held against."""

    fact: Fact
    names: frozenset[str]
    topics: tuple[str, ...]
    stems: frozenset[str]
    numbers: tuple[float, ...]
    denies: bool
    more: bool
    less: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """The fact nearest to a claim: how many topics they share, and the share of the claim's content words it holds."""

    fact: Fact
    shared: int
    held: float

    @property
    def same(self) -> bool:
        """Whether it speaks of the same."""
        return self.shared > 0 and self.held >= COVERED[min(self.shared, 2)]

    @property
    def well(self) -> bool:
        """Whether it holds most of what the claim says."""
        return self.same and self.held >= WELL


def topical(claim: Claim, library: Library) -> Topic | None:
    """The fact nearest to the claim, first one that speaks of the same with most topics; ``None`` where none is near."""
    if claim.kind not in KINDS:
        return None
    text = " " + folded(claim.text) + " "
    near: list[Topic] = []
    for known in _known(claim.kind, claim.question.condition, claim.question.cell, library):
        shared = sum(1 for topic in known.topics if topic in text)
        if (held := _held(known, claim)) >= NEAREST:
            near.append(Topic(known.fact, shared, held))
    return max(near, key=lambda t: (t.same, t.shared if t.same else 0, t.held), default=None)


@lru_cache(maxsize=256)
def _known(kind: str, condition: str, cell: str, library: Library) -> tuple[_Known, ...]:
    """The facts of a kind on the claim's subject or on what it is part of."""
    words = vocabulary()
    subjects = {*frame.conditions_within(condition), *words.ancestors("condition", condition)} if condition else set()
    if kind != "disease-fact":
        subjects |= {cell or "stem-cells", *words.ancestors("cell", cell), "stem-cells"}
    names = _stems(" ".join(words.get("condition", condition).words)) if condition else frozenset()
    return tuple(_prepared(f, names) for f in library.facts() if f.kind == kind and f.subject in subjects)


def _prepared(fact: Fact, names: frozenset[str]) -> _Known:
    """``names``: stems of the condition's own names, which say nothing about it."""
    return _Known(
        fact,
        names,
        tuple(f" {folded(t)}" for t in fact.topics if t not in STOP_TOPICS),
        _stems(" ".join((fact.statement, *fact.topics))) - names,
        _numbers(fact.statement),
        bool(_DENIES.search(fact.statement)),
        bool(_MORE.search(fact.statement)),
        bool(_LESS.search(fact.statement)),
    )


@cache
def _common() -> frozenset[str]:
    return frozenset(load_content().documents("rules")["rules/words.toml"]["common"])


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(w[:_STEM] for w in folded(text).split() if len(w) > 3 and w.isalpha() and w not in _common())


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(re.sub("[ ,]", "", n)) for n in _NUMBER.findall(text))


def _held(known: _Known, claim: Claim) -> float:
    """Share of the claim's content words that the fact holds; 0 where it may say another thing.

    It must hold each word of a cause ('caused by vaccines') and each name of a claim on law (a country, an agency), a
    number near each of the claim's, and a denial where the claim denies; of other than disease also where it does not.
    What the claim says to be more the fact must not say to be less; what it says to be less the fact must.
    """
    said = _stems(claim.text) - known.names
    cause = _CAUSE.search(claim.text)
    if cause and not _stems(cause.group(1)) - known.names <= known.stems:
        return 0.0
    if any(not any(abs(n - m) <= NEAR * n for m in known.numbers) for n in _numbers(claim.text)):
        return 0.0
    denies = bool(_DENIES.search(claim.text))
    if denies != known.denies and (denies or claim.kind != "disease-fact"):
        return 0.0
    more, less = bool(_MORE.search(claim.text)), bool(_LESS.search(claim.text))
    if (more and not less and known.less and not known.more) or (less and not known.less):
        return 0.0
    if claim.kind == "regulatory" and not _stems(" ".join(_NAME.findall(claim.text))) <= known.stems:
        return 0.0
    held = len(said & known.stems)
    return held / len(said) if held >= min(2, len(said)) and said else float(not said)
