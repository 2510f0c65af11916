"""What a question asks once the illness, the cells, the person and the words of asking are taken out of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from stemwise.asked.words import pattern_of, questions, replies
from stemwise.content import document
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact, SeriousCase
from stemwise.evidence.model import Source, Study
from stemwise.terms import Kind, folded, tokenise, vocabulary
from stemwise.terms.phrases import Token
from stemwise.verdict.shelves import stems_of

NAMES: tuple[Kind, ...] = ("condition", "cell")
EFFECT: tuple[Kind, ...] = ("condition", "cell", "outcome", "route", "donor")
OF_EFFECT = ("helps", "given", "effects")
"""Parts of ``[words]`` by which an effect is asked after."""
STANDS = "~"
"""Mark of a word that others may stand for (``rules/synonyms.toml``)."""
SHORT = 3
"""Letters of the shortest word that may be what is asked; two only with a figure or in capitals."""

CASE, STUDY = "case", "study"
"""Kinds of the records that are no facts: a documented case of harm, what one study found."""

LIKE = 0.7
"""Share of the longer word's letters that two forms of one word begin with alike: 'infertile' and 'infertility'."""

Record = tuple[Fact, frozenset[str]]


def left(text: str, *, effect: bool = False) -> tuple[str, ...]:
    """The content words of a question, in their order; of one on an ``effect``, those that say nothing of the effect asked."""
    rows = replies()["lookup"]
    illness = [pattern for row in replies()["naming"]["condition"] for pattern in row["asks"]]
    ways = [rows["age"], *((rows["person"], illness, *(questions()["words"][w] for w in OF_EFFECT)) if effect else ())]
    taken = [m.span() for way in ways for m in pattern_of(way).finditer(text)]
    tokens = tokenise(text)
    for kind in EFFECT if effect else NAMES:
        taken += [(hit.start, hit.end) for hit in vocabulary().find(kind, tokens)]
    words = [t for t in tokens if not any(a < t.end and t.start < b for a, b in taken)]
    return tuple(dict.fromkeys(t.text for t in words if _tells(t)))


def _tells(token: Token) -> bool:
    word = token.lower.removesuffix("'s")
    marked = not word.isalpha() and any(c.isalpha() for c in word)
    if not (word.isalpha() or (marked and any(c.isdigit() for c in word))) or word in common():
        return False
    if word.isalpha() and len(word) > SHORT and not stems_of(word):
        return False
    return len(word) >= SHORT or marked or (len(word) > 1 and token.text.isupper())


@cache
def common() -> frozenset[str]:
    """Words of questions that say nothing of what is asked."""
    return frozenset(document("rules/aspects.toml")["common"])


@lru_cache(maxsize=4096)
def keys_of(text: str) -> frozenset[str]:
    """By what the words of a text are found: their stems, and the words as they are."""
    words = {w.removesuffix("'s") for w in folded(text).split()}
    single = {w[:-1] for w in words if w.endswith("s")}
    return stems_of(text) | {w for w in words | single if len(w) > 1}


def key(word: str) -> str:
    """By what one word of a question is found: its stem, a name by itself."""
    stems = frozenset[str]() if word[:1].isupper() else stems_of(word)
    return min(stems) if stems else word.lower().removesuffix("'s")


@lru_cache(maxsize=4)
def records(library: Library) -> tuple[Record, ...]:
    """All facts with their words, then the documented cases of harm and what the studies found, told as facts are."""
    known = (*library.facts(), *map(_of_case, library.cases()), *map(_of_study, library.studies()))
    return tuple((f, keys_of(" ".join((f.statement, *f.topics)))) for f in known)


def _of_case(case: SeriousCase) -> Fact:
    told = f"{case.what.rstrip('.')}{f' ({case.year})' if case.year else ''}."
    return Fact(case.id, case.condition or "stem-cells", CASE, told, case.sources, (case.outcome, case.setting))


def _of_study(study: Study) -> Fact:
    cited = study.citation
    place = f"doi:{cited.doi}" if cited.doi else cited.nct or cited.title
    source = Source(published_in=place, seen_at=cited.seen_at, locator=study.label)
    told = f"{study.label}: {study.summary or study.primary_note}"
    return Fact(study.id, study.condition, STUDY, told, (source,), (*study.names, *study.marks))


@lru_cache(maxsize=4)
def held_by(library: Library) -> dict[str, int]:
    """How many records hold each word."""
    count: dict[str, int] = {}
    for _, keys in records(library):
        for one in keys:
            count[one] = count.get(one, 0) + 1
    return count


@lru_cache(maxsize=20000)
def holds(fact: Fact, word: str) -> bool:
    """Whether a record has the very word in some form, or one that stands for it; a name only as it is ("Celltex", CELLTOP)."""
    one = key(word)
    if word[:1].isupper():
        return {one, f"{one}s"} & set(folded(f"{fact.statement} {' '.join(fact.topics)}").split()) != set()
    if one.startswith(("=", STANDS)) or len(word) <= SHORT:
        return one in keys_of(f"{fact.statement} {' '.join(fact.topics)}")
    said = folded(f"{fact.statement} {' '.join(fact.topics)}").split()
    return any(_alike(word.lower(), w) for w in said if w[:2] == word[:2].lower())


def _alike(one: str, other: str) -> bool:
    if not one.isalpha():
        return one == other
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return _ended(one) == _ended(other) or (key(one) == key(other) and same >= LIKE * max(len(one), len(other)))


def _ended(word: str) -> str:
    return _ENDING.sub("", word)


_ENDING = re.compile(r"(?:ing|ed|es|s|e|d|ly)$")


def rarest(words: tuple[str, ...], library: Library) -> str:
    """The word of the question that the fewest records hold; empty where no word is left."""
    count = held_by(library)
    return min(words, key=lambda w: count.get(key(w), 0), default="")
