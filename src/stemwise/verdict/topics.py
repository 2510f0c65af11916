"""The fact that speaks of what a claim speaks of: by topic, by the words both hold, by numbers, names and negations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from operator import itemgetter
from typing import NamedTuple

from stemwise.answer import frame
from stemwise.claims.model import Claim
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.terms import folded, vocabulary
from stemwise.verdict.measures import Measure, measures
from stemwise.verdict.names import hold, named, without_teller
from stemwise.verdict.opposites import Sides, contrary, sides
from stemwise.verdict.shelves import ALL, DENIES, LESS, MORE, THING, WANTING, Clause, Known, Shelves, known, stems_of

NEAREST = 0.2
"""Share of a claim's content words that a fact must hold to be worth telling beside it."""
ALONE = 0.3
"""Share that it must hold where it shares no topic with the claim."""
COVERED = {1: 0.4, 2: 0.3}
"""Topics shared -> share that it must hold before it can be said to speak of the same."""
WELL = 0.6
"""Share from which it says the same, as far as words show."""
BORNE = 0.4
"""Share from which a fact without a shared topic still speaks of the same, where no thing is left out."""
BESIDE = 0.25
"""Share of a claim's content words that another fact must hold to tell of what the nearest leaves out."""
KINDS = frozenset({"disease-fact", "cell-property", "regulatory", "procedure"})
"""Kinds of claims that facts of the same kind can bear out."""
_CAUSE = re.compile(r"\b(?:caused by|due to|because of|result(?:s|ing)? from|comes? from)\b([^.;]*)", re.I)
_NAMING = frozenset({"regulatory", "procedure"})
"""Kinds of claims whose names (a country, an agency, a product) a fact must hold; so must one of a number of people."""
_MAJORITY = re.compile(r"\b(?:most (?!common|often|likely|of all)|majority|nearly all|almost all)\b", re.I)
_JOINED = re.compile(r"[;:]\s|,? (?:but|yet|while|whereas|although|though)\b|, (?:and|so)\b")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a claim is on; ``names`` are stems of the condition's own names, which say nothing about it."""

    names: frozenset[str]
    shelves: Shelves
    own: frozenset[str]
    """The claim's condition and what it holds."""
    many: bool
    """The term stands for many conditions (epilepsy, diabetes ...): what holds of one need not of another."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The fact nearest to a claim: how many topics they share, and the share of the claim's content words it holds."""

    fact: Fact
    shared: int
    held: float
    against: bool = False
    """It says otherwise: another number, a denial, the contrary."""
    unsaid: frozenset[str] = frozenset()
    """Things the claim tells of (``THING``) that neither it nor another fact on the same tells of."""

    @property
    def same(self) -> bool:
        """Whether it speaks of the same, and of all things the claim tells of."""
        return _same(self.shared, self.held) and not self.unsaid

    @property
    def near(self) -> bool:
        """Whether it holds a good part of what the claim says, though they share no topic."""
        return self.held >= BORNE and not self.unsaid

    @property
    def well(self) -> bool:
        """Whether it holds most of what the claim says."""
        return self.same and self.held >= WELL


def topical(claim: Claim, library: Library) -> Topic | None:
    """The fact nearest to the claim, first one that speaks of the same with most topics; ``None`` where none is near.

    It speaks against the claim where it says the contrary, where it holds most of its words and denies what the claim does not or
    the other way round, or where it has no number near one of the claim's.

    To a claim of one content word or none ("it mostly affects children"), or on a term for many conditions, only a fact that
    shares a topic is near.
    """
    if claim.kind not in KINDS:
        return None
    subject = _subject(claim.kind, claim.question.condition, claim.question.cell, library)
    text = claim.text if claim.kind == "regulatory" else without_teller(claim.text)
    stems, numbers = stems_of(text) - subject.names, measures(text)
    holding = list(_holding(subject.shelves, stems, numbers))
    if not holding:
        return None
    shared = subject.shelves.shared(f" {folded(claim.text)} ")
    alone = ALONE if not subject.many and len(stems) + len(numbers) > 1 else 2.0
    candidates = [_Near(one, shared[i], held) for i, one, held in holding if i in shared or held >= alone]
    if not candidates:
        return None
    return _Search(subject, _said(claim, text, stems, numbers, subject, library), numbers, candidates).nearest()


class _Near(NamedTuple):
    """A fact that holds some of a claim's words, with the topics they share and the share of its words."""

    one: Known
    shared: int
    held: float


def _same(shared: int, held: float) -> bool:
    """Whether a fact with so many topics and words of a claim speaks of the same."""
    return shared > 0 and held >= COVERED[min(shared, 2)]


def _rank(near: _Near) -> tuple[bool, int, float]:
    same = _same(near.shared, near.held)
    return same, near.shared if same else 0, near.held


class _Search:
    """Of the facts that hold some of a claim's words the nearest on the same; each is read only when its turn comes."""

    def __init__(self, subject: _Subject, said: _Said, numbers: tuple[Measure, ...], candidates: list[_Near]) -> None:
        self._subject, self._said, self._numbers, self._candidates = subject, said, numbers, candidates
        self._read: dict[int, bool | None] = {}

    def nearest(self) -> Topic | None:
        """The first of the highest rank, one that does not speak against the claim before others of its rank.

        Where one of that rank says the contrary, the claim stands against what is known, whatever the others leave open.
        """
        best: Topic | None = None
        highest = None
        for rank, near in sorted(((_rank(n), n) for n in self._candidates), key=itemgetter(0), reverse=True):
            if best is not None and rank != highest:
                break
            if self._agrees(near) is None:
                continue
            otherwise = _says_contrary(near.one, self._said)
            against = otherwise or self._against(near)
            if best is None or otherwise or (best.against and not against):
                best, highest = Topic(near.one.fact, near.shared, near.held, against, self._unsaid(near)), rank
            if otherwise:
                break
        return best

    def _agrees(self, near: _Near) -> bool | None:
        """Whether a clause of the fact denies where the claim does; ``None`` where it is on another thing."""
        key = id(near.one)
        if key not in self._read:
            self._read[key] = self._compared(near)
        return self._read[key]

    def _compared(self, near: _Near) -> bool | None:
        if not _of_the_same(near.one, self._said, self._subject):
            return None
        agrees = any(_agrees(clause, self._said) for clause in near.one.nearest(self._said.stems))
        return agrees if agrees or near.held >= WELL else None

    def _against(self, near: _Near) -> bool:
        """Whether it says otherwise: a denial, or another number than the claim's, which no near fact tells."""
        one = near.one
        far = [n for n in self._numbers if not _near(n, one.numbers)]
        return not self._agrees(near) or any(one.counts(n.unit) or not self._told(n) for n in far)

    def _unsaid(self, near: _Near) -> frozenset[str]:
        """The things the claim tells of that no fact tells of that holds as much of it."""
        left = self._said.things - near.one.stems
        for other in self._candidates if left else ():
            if other.held >= BESIDE and not left.isdisjoint(other.one.stems) and self._agrees(other) is not None:
                left = left - other.one.stems
        return left

    def _told(self, number: Measure) -> bool:
        return any(_near(number, c.one.numbers) and self._agrees(c) is not None for c in self._candidates)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a fact is held against: the claim's content words, those of a cause and of names, and its turns."""

    stems: frozenset[str]
    things: frozenset[str]
    cause: frozenset[str]
    names: frozenset[str]
    own: bool
    clauses: tuple[tuple[frozenset[str], bool], ...]
    """The words of each clause, and whether it denies."""
    any_denies: bool
    wants: bool
    all: bool
    most: bool
    more: bool
    less: bool
    sides: Sides

    def denies(self, clause: Clause) -> bool:
        """Whether the claim denies what a fact's clause speaks of: by its own clause that shares most words with it."""
        held = [len(stems & clause.stems) for stems, _ in self.clauses]
        return any(denies for (_, denies), n in zip(self.clauses, held, strict=True) if n == max(held))


def _said(
    claim: Claim,
    text: str,
    stems: frozenset[str],
    numbers: tuple[Measure, ...],
    subject: _Subject,
    library: Library,
) -> _Said:
    """``text``: the claim, outside the law without who says it; ``stems``: its content words but the subject's names."""
    cause = _CAUSE.search(text)
    naming = claim.kind in _NAMING or any(n.unit == "count" for n in numbers)
    clauses = tuple((stems_of(part), bool(DENIES.search(part))) for part in _JOINED.split(claim.text) if part)
    return _Said(
        stems,
        frozenset(stem for stem in stems if stem.startswith(THING)),
        _of_cause(cause, stems_of(text), subject) if cause else frozenset(),
        named(text, library) if naming else frozenset(),
        claim.kind == "regulatory" and bool(claim.question.condition) and "condition" not in claim.carried,
        clauses,
        any(denies for _, denies in clauses),
        bool(WANTING.search(claim.text)),
        bool(ALL.search(claim.text)),
        bool(_MAJORITY.search(claim.text)),
        bool(MORE.search(claim.text)),
        bool(LESS.search(claim.text)),
        sides(claim.text),
    )


def _of_cause(cause: re.Match[str], stems: frozenset[str], subject: _Subject) -> frozenset[str]:
    """The stems a fact must hold: those of the cause; of a claim that only names two of many conditions, all."""
    if not subject.many:
        return stems_of(cause.group(1)) - subject.names
    return stems if stems <= subject.names else stems_of(cause.group(1))


@lru_cache(maxsize=256)
def _subject(kind: str, condition: str, cell: str, library: Library) -> _Subject:
    """The facts of a kind on the claim's subject or on what it is part of."""
    words = vocabulary()
    within = {*frame.conditions_within(condition), *words.ancestors("condition", condition)} if condition else set()
    subjects = set(within)
    if kind != "disease-fact":
        subjects |= {cell or "stem-cells", *words.ancestors("cell", cell), "stem-cells"}
    names = stems_of(" ".join(words.get("condition", condition).words)) if condition else frozenset[str]()
    many = bool(condition) and words.get("condition", condition).many
    own = frame.conditions_within(condition) if condition else frozenset[str]()
    return _Subject(names, Shelves(kind, subjects, library), own, many)


def _holding(facts: Shelves, stems: frozenset[str], numbers: tuple[Measure, ...]) -> Iterator[tuple[int, Known, float]]:
    """Facts with the share of the claim's content words and numbers that they hold: a single word of several is none."""
    whole = len(stems) + len(numbers)
    least = max(min(2, whole), ceil(NEAREST * whole))
    for i, one, words in facts.holding(stems, least - len(numbers)):
        held = words + sum(1 for n in numbers if _near(n, one.numbers)) if numbers else words
        if held >= least:
            yield i, one, held / whole if whole else 1.0


def _near(number: Measure, others: tuple[Measure, ...]) -> bool:
    return any(number.near(m) for m in others)


def _of_the_same(one: Known, said: _Said, subject: _Subject) -> bool:
    """Whether nothing in the fact's words shows that it says another thing.

    It must hold each word of a cause ('caused by vaccines') and each name of a claim on law, price or a number of people (a
    country, an agency, a product), and no exception where the claim has none. On an approval for a condition it must be on that
    condition or name it. A fact on a medicine speaks of claims that name it.
    """
    if (
        said.own
        and not said.any_denies
        and not (one.fact.subject in subject.own or not subject.names.isdisjoint(one.stems))
    ):
        return False
    if not said.cause <= one.stems:
        return False
    if one.fact.drug and not stems_of(one.fact.drug) & said.stems:
        return False
    if (said.most and not one.most) or (said.all and not one.all):
        return False
    return not said.names or hold(one.words, said.names)


def _agrees(clause: Clause, said: _Said) -> bool:
    """Whether a clause denies where the claim denies and only there.

    What the claim says to be more it must not say to be less; what the claim says to be less it must.
    """
    wanting = (clause.wants and said.any_denies) or (said.wants and clause.denies)
    if not wanting and clause.denies not in (said.any_denies, said.denies(clause)):
        return False
    return not (said.more and not said.less and clause.less and not clause.more) and (clause.less or not said.less)


def speaks_against(fact: Fact, text: str) -> bool:
    """Whether a fact says otherwise than a sentence tied to it by its form: by a number, or the contrary."""
    one = known(fact)
    far = any(not _near(n, one.numbers) for n in measures(text))
    return far or contrary(sides(text), one.sides)


def _says_contrary(one: Known, said: _Said) -> bool:
    """Whether the fact says the contrary (``opposites.py``), and no clause of it nearest to the claim says the same."""
    nearest = one.nearest(said.stems)
    return any(
        contrary({pair: told}, one.sides)
        and all(pair not in clause.sides or contrary({pair: told}, clause.sides) for clause in nearest)
        for pair, told in said.sides.items()
    )
