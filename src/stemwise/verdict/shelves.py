"""The facts as claims are held against them: read once, kept by kind and subject, found by their words and topics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import chain

from stemwise.content import document
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.terms import folded
from stemwise.verdict.measures import Measure, measures
from stemwise.verdict.names import words_of
from stemwise.verdict.opposites import Sides, sides

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
"""Topics that say nothing of what a claim is on."""
_STEM = 5
_ENDING = re.compile(r"(?:ing|ed|es|s|e|d|ly)$")
_PARTS = re.compile(
    r"[;:]\s|\.\s+|\.$|,? (?:but|yet|while|whereas|although|though)\b|, (?:and|so)\b"
    r"| and (?=(?:can|cannot|do|does|may|is|are|has|have|had|usually|most|no|not|never)\b)"
)
DENIES = re.compile(
    r"\b(?:no(?! (?:more|fewer|less) than)|not(?! only| just)|never|none|nobody|nothing|neither|nor|without|cannot|lacks?"
    r"|fail(?:s|ed|ing)? to"
    r"|un(?:proven|approved|licensed|likely)|illegal|impossible|forbidden|banned|rarely|hardly)\b|n['’]t\b",
    re.I,
)
WANTING = re.compile(
    r"\b(?:un(?:known|treated|able|aware|diagnosed|clear)|ir(?:reversible|reparable)|incurable|los[est]\w*|lack\w*|few|seldom"
    r"|rare(?:ly)?|less often|interrupt\w*|stops?|without|in spite|despite|although|though|nothing unusual|hidden|hardly"
    r"|unlike|differ\w*|disabled)\b",
    re.I,
)
"""Words of what is wanting: beside them a denial says neither the same nor the contrary."""
MORE = re.compile(r"\b(?:rais\w+|increas\w+|higher|more|worsen\w*|speeds?|longer)\b", re.I)
LESS = re.compile(
    r"\b(?:lower\w*|reduc\w+|decreas\w+|lessen\w*|less(?! likely)|fewer|prevent(?:s|ed|ing|ion)?|protect(?:s|ed|ing)?"
    r"|slow(?:s|ed|ing)|shorter)\b",
    re.I,
)
ALL = re.compile(
    r"\b(?:everyone|everybody|always|every (?!few|year|day|month|week|second|minute|\d))"
    r"|(?<!not )\ball (?=people|patients|children|those|cases|who|of them|of those|spina|strokes|injuries|with)",
    re.I,
)
_MOST = re.compile(
    r"\b(?:most|majority|nearly all|almost all|mostly|usually|mainly|chief|leading|main|typical(?:ly)?|generally)\b",
    re.I,
)


@cache
def _common() -> frozenset[str]:
    return frozenset(document("rules/words.toml")["common"])


@cache
def _synonyms() -> dict[str, str]:
    """Word -> what stands for all words of its row; a mark tells the rows whose words a fact must hold."""
    rows = document("rules/synonyms.toml")
    marks = {"thing": THING, "alike": "~"}
    return {word: mark + row[0] for kind, mark in marks.items() for row in rows[kind] for word in row}


THING = "="
"""Mark of the words for one thing, which a fact must hold (``data/rules/synonyms.toml``)."""


@lru_cache(maxsize=4096)
def stems_of(text: str) -> frozenset[str]:
    """The beginnings of a text's content words; words for one thing, or that may stand for one another, are one."""
    one, common = _synonyms(), _common()
    return frozenset(
        one.get(w) or (_ENDING.sub("", w) or w)[:_STEM]
        for w in folded(text).split()
        if w in one or (len(w) > 3 and w.isalpha() and w not in common)
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a fact: its words, and whether it denies, or tells of more or less of something."""

    stems: frozenset[str]
    denies: bool
    wants: bool
    more: bool
    less: bool
    sides: Sides = field(hash=False)


def _clause(text: str) -> Clause:
    return Clause(
        stems_of(text),
        bool(DENIES.search(text)),
        bool(WANTING.search(text)),
        bool(MORE.search(text)),
        bool(LESS.search(text)),
        sides(text),
    )


class Known:
    """A fact with what a claim is held against; read only as far as it is asked for, since few facts of a condition come near."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self._told = " ".join((fact.statement, *fact.topics))
        self.stems = stems_of(self._told)

    @cached_property
    def words(self) -> str:
        """Its words with a blank before and after each."""
        return f" {' '.join(sorted(words_of(self._told)))} "

    @cached_property
    def numbers(self) -> tuple[Measure, ...]:
        return measures(self.fact.statement)

    def counts(self, unit: str) -> bool:
        """Whether it has a number of that unit, or one whose unit is unread."""
        return any(n.unit == unit or not n.unit for n in self.numbers)

    @cached_property
    def all(self) -> bool:
        return bool(ALL.search(self.fact.statement))

    @cached_property
    def most(self) -> bool:
        return bool(_MOST.search(self.fact.statement)) or bool(self.numbers)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(_clause(part) for part in _PARTS.split(self.fact.statement) if part)

    @cached_property
    def sides(self) -> Sides:
        return sides(self.fact.statement)

    def nearest(self, stems: frozenset[str]) -> tuple[Clause, ...]:
        """The clauses that hold most of the stems."""
        if len(self.clauses) == 1:
            return self.clauses
        held = [len(clause.stems & stems) for clause in self.clauses]
        most = max(held)
        return tuple(clause for clause, n in zip(self.clauses, held, strict=True) if n == most)


@cache
def known(fact: Fact) -> Known:
    """The fact as a claim is held against it."""
    return Known(fact)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The facts of one kind on one subject, by their place in the base, their stems and their topics."""

    facts: dict[int, Known]
    by_stem: dict[str, list[int]]
    """Stem -> the places of the facts that hold it."""
    by_topic: dict[str, list[tuple[str, list[int]]]]
    """First word of a topic -> such topics, each after a blank, with their facts; "" for topics of one word, which may go on."""


class Shelves:
    """The facts of one kind on some subjects, a shelf each."""

    def __init__(self, kind: str, subjects: Iterable[str], library: Library) -> None:
        kept = (shelf(kind, subject, library) for subject in sorted(subjects))
        self._shelves = tuple(one for one in kept if one.facts)

    def holding(self, stems: frozenset[str], least: int) -> Iterator[tuple[int, Known, int]]:
        """The facts that hold ``least`` of the stems, in the base's order, with their place and how many; all where there is
        none to hold."""
        found: dict[int, tuple[Known, int]] = {}
        for one in self._shelves:
            if not stems:
                found.update((i, (fact, 0)) for i, fact in one.facts.items())
                continue
            count = Counter(chain.from_iterable(one.by_stem[stem] for stem in stems & one.by_stem.keys()))
            found.update((i, (one.facts[i], held)) for i, held in count.items() if held >= least)
        for i in sorted(found):
            yield (i, *found[i])

    def shared(self, words: str) -> Counter[int]:
        """For each fact (by its place) how many of its topics stand in a text, given as words with a blank before each."""
        found: Counter[int] = Counter()
        firsts = {"", *words.split()}
        for one in self._shelves:
            for first in firsts & one.by_topic.keys():
                for topic, facts in one.by_topic[first]:
                    if topic in words:
                        found.update(facts)
        return found


@lru_cache(maxsize=1024)
def shelf(kind: str, subject: str, library: Library) -> Shelf:
    """The facts of a kind on a subject."""
    facts: dict[int, Known] = {}
    by_stem: dict[str, list[int]] = {}
    by_topic: dict[str, dict[str, list[int]]] = {}
    for i, fact in _of(kind, library).get(subject, ()):
        one = facts[i] = known(fact)
        for stem in one.stems:
            by_stem.setdefault(stem, []).append(i)
        for topic in fact.topics:
            if topic not in STOP_TOPICS and (told := folded(topic)):
                first, more, _ = told.partition(" ")
                by_topic.setdefault(first if more else "", {}).setdefault(f" {told}", []).append(i)
    return Shelf(facts, by_stem, {first: list(topics.items()) for first, topics in by_topic.items()})


@lru_cache(maxsize=64)
def _of(kind: str, library: Library) -> dict[str, list[tuple[int, Fact]]]:
    """Subject -> the facts of the kind on it, with their places in the base."""
    found: dict[str, list[tuple[int, Fact]]] = {}
    for i, fact in enumerate(library.facts()):
        if fact.kind == kind:
            found.setdefault(fact.subject, []).append((i, fact))
    return found
