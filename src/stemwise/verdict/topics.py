"""The fact that speaks of what a claim speaks of: by topic, by the words both hold, by numbers, names and negations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import chain
from math import ceil

from stemwise.answer import frame
from stemwise.claims.model import Claim
from stemwise.content import load as load_content
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.terms import folded, vocabulary
from stemwise.verdict.measures import Measure, measures
from stemwise.verdict.names import hold, named, without_teller, words_of
from stemwise.verdict.opposites import Sides, contrary, sides

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
ALONE = 0.3
"""Share that it must hold where it shares no topic with the claim."""
COVERED = {1: 0.4, 2: 0.3}
"""Topics shared -> share that it must hold before it can be said to speak of the same."""
WELL = 0.6
"""Share from which it says the same, as far as words show."""
KINDS = frozenset({"disease-fact", "cell-property", "regulatory", "procedure"})
"""Kinds of claims that facts of the same kind can bear out."""
_STEM = 5
_CAUSE = re.compile(r"\b(?:caused by|due to|because of|result(?:s|ing)? from|comes? from)\b([^.;]*)", re.I)
_NAMING = frozenset({"regulatory", "procedure"})
"""Kinds of claims whose names (a country, an agency, a product) a fact must hold; so must one of a number of people."""
_MORE = re.compile(r"\b(?:rais\w+|increas\w+|higher|more|worsen\w*|speeds?|longer)\b", re.I)
_LESS = re.compile(
    r"\b(?:lower\w*|reduc\w+|decreas\w+|lessen\w*|less(?! likely)|fewer|prevent(?:s|ed|ing|ion)?|protect(?:s|ed|ing)?"
    r"|slow(?:s|ed|ing)|shorter)\b",
    re.I,
)
_ALL = re.compile(
    r"\b(?:everyone|everybody|always|every (?!few|year|day|month|week|second|minute|\d))"
    r"|(?<!not )\ball (?=people|patients|children|those|cases|who|of them|of those|spina|strokes|injuries|with)",
    re.I,
)
_MAJORITY = re.compile(r"\b(?:most (?!common|often|likely|of all)|majority|nearly all|almost all)\b", re.I)
_MOST = re.compile(
    r"\b(?:most|majority|nearly all|almost all|mostly|usually|mainly|chief|leading|main|typical(?:ly)?|generally)\b",
    re.I,
)
_JOINED = re.compile(r"[;:]\s|,? (?:but|yet|while|whereas|although|though)\b|, (?:and|so)\b")
_PARTS = re.compile(r"[;:]\s|\.\s+|\.$")
_ENDING = re.compile(r"(?:ing|ed|es|s|e|d|ly)$")
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|lacks?|fail(?:s|ed|ing)? to"
    r"|un(?:proven|approved|licensed|likely)|illegal|impossible|forbidden|banned|rarely|hardly)\b|n['’]t\b",
    re.I,
)


class _Known:
    """A fact with what a claim is held against; read only as far as it is asked for, since few facts of a condition come near."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self._told = " ".join((fact.statement, *fact.topics))
        self.stems = stems_of(self._told)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        return tuple(f" {folded(t)}" for t in self.fact.topics if t not in STOP_TOPICS)

    @cached_property
    def words(self) -> frozenset[str]:
        return words_of(self._told)

    @cached_property
    def numbers(self) -> tuple[Measure, ...]:
        return measures(self.fact.statement)

    def counts(self, unit: str) -> bool:
        """Whether it has a number of that unit, or one whose unit is unread."""
        return any(n.unit == unit or not n.unit for n in self.numbers)

    @cached_property
    def all(self) -> bool:
        return bool(_ALL.search(self.fact.statement))

    @cached_property
    def most(self) -> bool:
        return bool(_MOST.search(self.fact.statement)) or bool(self.numbers)

    @cached_property
    def clauses(self) -> tuple[_Clause, ...]:
        return tuple(_clause(part) for part in _PARTS.split(self.fact.statement) if part)

    @cached_property
    def sides(self) -> Sides:
        return sides(self.fact.statement)

    def nearest(self, stems: frozenset[str]) -> tuple[_Clause, ...]:
        """The clauses that hold most of the stems."""
        if len(self.clauses) == 1:
            return self.clauses
        held = [len(clause.stems & stems) for clause in self.clauses]
        return tuple(clause for clause, n in zip(self.clauses, held, strict=True) if n == max(held))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of a fact: its words, and whether it denies, or tells of more or less of something."""

    stems: frozenset[str]
    denies: bool
    more: bool
    less: bool
    sides: Sides = field(hash=False)


@dataclass(frozen=True, slots=True)
class _Subject:
    """The facts of a kind on a subject; ``names`` are stems of the condition's own names, which say nothing about it."""

    names: frozenset[str]
    facts: tuple[_Known, ...]
    by_stem: dict[str, list[int]]
    """Stem -> the facts that hold it."""
    own: frozenset[str]
    """The claim's condition and what it holds."""
    many: bool
    """The term stands for many conditions (epilepsy, diabetes ...): what holds of one need not of another."""

    def holding(self, stems: frozenset[str], least: int) -> Iterator[tuple[_Known, int]]:
        """The facts that hold ``least`` of the stems, with how many; all of them where there is none to hold."""
        if not stems:
            yield from ((known, 0) for known in self.facts)
            return
        count = Counter(chain.from_iterable(self.by_stem.get(stem, ()) for stem in stems))
        for i, held in sorted(count.items()):
            if held >= least:
                yield self.facts[i], held


@dataclass(frozen=True, slots=True)
class Topic:
    """The fact nearest to a claim: how many topics they share, and the share of the claim's content words it holds."""

    fact: Fact
    shared: int
    held: float
    against: bool = False
    """It says otherwise: another number, a denial, the contrary."""

    @property
    def same(self) -> bool:
        """Whether it speaks of the same."""
        return self.shared > 0 and self.held >= COVERED[min(self.shared, 2)]

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
    holding = list(_holding(subject, stems, numbers))
    if not holding:
        return None
    said = _said(claim, text, stems, numbers, subject, library)
    words = " " + folded(claim.text) + " "
    near: list[tuple[_Known, int, float, bool]] = []
    for known, held in holding:
        shared = sum(1 for topic in known.topics if topic in words)
        counts = shared or (held >= ALONE and not subject.many and len(stems) + len(numbers) > 1)
        if not counts or not _of_the_same(known, said, subject):
            continue
        agrees = any(_agrees(clause, said) for clause in known.nearest(stems))
        if agrees or held >= WELL:
            near.append((known, shared, held, agrees))
    told = tuple(n for n in numbers if any(_near(n, known.numbers) for known, *_ in near))
    found = []
    for known, shared, held, agrees in near:
        far = any(not _near(n, known.numbers) and (n not in told or known.counts(n.unit)) for n in numbers)
        found.append(Topic(known.fact, shared, held, far or not agrees or _says_contrary(known, said)))
    return max(found, key=lambda t: (t.same, t.shared if t.same else 0, t.held, not t.against), default=None)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a fact is held against: the claim's content words, those of a cause and of names, and its turns."""

    stems: frozenset[str]
    cause: frozenset[str]
    names: frozenset[str]
    own: bool
    clauses: tuple[tuple[frozenset[str], bool], ...]
    """The words of each clause, and whether it denies."""
    all: bool
    most: bool
    more: bool
    less: bool
    sides: Sides

    @property
    def any_denies(self) -> bool:
        return any(denies for _, denies in self.clauses)

    def denies(self, clause: _Clause) -> bool:
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
    return _Said(
        stems,
        _of_cause(cause, stems_of(text), subject) if cause else frozenset(),
        named(text, library) if naming else frozenset(),
        claim.kind == "regulatory" and bool(claim.question.condition) and "condition" not in claim.carried,
        tuple((stems_of(part), bool(_DENIES.search(part))) for part in _JOINED.split(claim.text) if part),
        bool(_ALL.search(claim.text)),
        bool(_MAJORITY.search(claim.text)),
        bool(_MORE.search(claim.text)),
        bool(_LESS.search(claim.text)),
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
    names = stems_of(" ".join(words.get("condition", condition).words)) if condition else frozenset()
    facts = tuple(_prepared(f) for f in library.facts() if f.kind == kind and f.subject in subjects)
    by_stem: dict[str, list[int]] = {}
    for i, known in enumerate(facts):
        for stem in known.stems:
            by_stem.setdefault(stem, []).append(i)
    many = bool(condition) and words.get("condition", condition).many
    own = frame.conditions_within(condition) if condition else frozenset[str]()
    return _Subject(names, facts, by_stem, own, many)


@cache
def _prepared(fact: Fact) -> _Known:
    return _Known(fact)


def _clause(text: str) -> _Clause:
    return _Clause(
        stems_of(text), bool(_DENIES.search(text)), bool(_MORE.search(text)), bool(_LESS.search(text)), sides(text)
    )


@cache
def _common() -> frozenset[str]:
    return frozenset(load_content().documents("rules")["rules/words.toml"]["common"])


@lru_cache(maxsize=4096)
def stems_of(text: str) -> frozenset[str]:
    words = (w for w in folded(text).split() if len(w) > 3 and w.isalpha() and w not in _common())
    return frozenset((_ENDING.sub("", w) or w)[:_STEM] for w in words)


def _holding(subject: _Subject, stems: frozenset[str], numbers: tuple[Measure, ...]) -> Iterator[tuple[_Known, float]]:
    """Facts with the share of the claim's content words and numbers that they hold: a single word of several is none."""
    whole = len(stems) + len(numbers)
    least = max(min(2, whole), ceil(NEAREST * whole))
    for known, words in subject.holding(stems, least - len(numbers)):
        held = words + sum(1 for n in numbers if _near(n, known.numbers))
        if held >= least:
            yield known, held / whole if whole else 1.0


def _near(number: Measure, others: tuple[Measure, ...]) -> bool:
    return any(number.near(m) for m in others)


def _of_the_same(known: _Known, said: _Said, subject: _Subject) -> bool:
    """Whether nothing in the fact's words shows that it says another thing.

    It must hold each word of a cause ('caused by vaccines') and each name of a claim on law, price or a number of people (a
    country, an agency, a product), and no exception where the claim has none. On an approval for a condition it must be on that
    condition or name it. A fact on a medicine speaks of claims that name it.
    """
    on_it = known.fact.subject in subject.own or not subject.names.isdisjoint(known.stems)
    if said.own and not said.any_denies and not on_it:
        return False
    if not said.cause <= known.stems:
        return False
    if known.fact.drug and not stems_of(known.fact.drug) & said.stems:
        return False
    if (said.most and not known.most) or (said.all and not known.all):
        return False
    return not said.names or hold(known.words, said.names)


def _agrees(clause: _Clause, said: _Said) -> bool:
    """Whether a clause denies where the claim denies and only there.

    What the claim says to be more it must not say to be less; what the claim says to be less it must.
    """
    if clause.denies not in (said.any_denies, said.denies(clause)):
        return False
    return not (said.more and not said.less and clause.less and not clause.more) and (clause.less or not said.less)


def speaks_against(fact: Fact, text: str) -> bool:
    """Whether a fact says otherwise than a sentence tied to it by its form: by a number, or the contrary."""
    known = _prepared(fact)
    far = any(not _near(n, known.numbers) for n in measures(text))
    return far or contrary(sides(text), known.sides)


def _says_contrary(known: _Known, said: _Said) -> bool:
    """Whether the fact says the contrary (``opposites.py``), and no clause of it nearest to the claim says the same."""
    nearest = known.nearest(said.stems)
    return any(
        contrary({pair: told}, known.sides)
        and all(pair not in clause.sides or contrary({pair: told}, clause.sides) for clause in nearest)
        for pair, told in said.sides.items()
    )
