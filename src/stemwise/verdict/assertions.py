"""Which facts a claim's way of speaking agrees with, overstates or contradicts (``data/rules/assertions.toml``)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from stemwise.answer.model import Assertion
from stemwise.claims.features import page_of
from stemwise.claims.model import Claim
from stemwise.claims.quantity import rates
from stemwise.content import document
from stemwise.evidence import Library
from stemwise.terms import Phrases, Token, vocabulary
from stemwise.terms.phrases import Hit
from stemwise.verdict.topics import speaks_against


class Said(NamedTuple):
    """The phrases of all rows that are in a claim, and those of them that it denies wherever it says them."""

    words: frozenset[object]
    denied: frozenset[object]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of the assertions file, compiled."""

    id: str
    stance: str
    fact: str
    kinds: frozenset[str]
    conditions: frozenset[str]
    cells: frozenset[str]
    every: frozenset[str]
    some: frozenset[str]
    never: frozenset[str]
    cues: frozenset[str]
    not_cues: frozenset[str]
    example: str
    counter: str
    rate: tuple[float, float] | None = None
    """Bounds of the share told of ('one in 345'); a claim without such a share does not fit."""
    absolute: bool = False
    """Only of claims without room left: a denied or guarded 'cure' is none."""

    about: str = ""
    """"cells": only of claims on cells or the treatment sold; "no drug": not of claims on a drug or other care alone."""

    def fits(self, claim: Claim, said: Said) -> bool:
        """Whether the claim is of this form; a phrase that it denies makes it neither false nor too much."""
        q = claim.question
        told = said.words if self.stance == "agrees" else said.words - said.denied
        return (
            self.every <= said.words
            and (not self.some or not self.some.isdisjoint(told))
            and self.never.isdisjoint(said.words)
            and (not self.kinds or claim.kind in self.kinds)
            and (not self.conditions or q.condition in self.conditions)
            and (not self.cells or q.cell in self.cells)
            and (self.about != "cells" or _about_cells(claim))
            and (self.about != "no drug" or not _about_care(claim))
            and (not self.absolute or claim.strength == "absolute")
            and self.cues <= claim.cues.keys()
            and not self.not_cues & claim.cues.keys()
            and (self.rate is None or any(self.rate[0] <= r <= self.rate[1] for r in rates(claim.text)))
        )


@cache
def patterns() -> tuple[Pattern, ...]:
    """All rows, in the file's order."""
    rows = document("rules/assertions.toml")["assertion"]
    words = vocabulary()
    made = []
    for r in rows:
        cells = frozenset(
            x for c in r.get("cells", ()) for x in (words.within("cell", c) if c != "stem-cells" else {c})
        )
        conditions = frozenset(x for c in r.get("conditions", ()) for x in _below(c))
        made.append(
            Pattern(
                r["id"], r["stance"], r["fact"], frozenset(r.get("kinds", ())), conditions, cells,
                frozenset(r.get("all", ())), frozenset(r.get("any", ())), frozenset(r.get("none", ())),
                frozenset(r.get("cues", ())), frozenset(r.get("not_cues", ())), r["example"], r["counter"],
                (float(r["rate"][0]), float(r["rate"][1])) if r.get("rate") else None,
                bool(r.get("absolute", False)), r.get("about", ""),
            )
        )  # fmt: skip
    return tuple(made)


PLAIN = frozenset({"disease-fact", "procedure", "regulatory"})
"""Kinds of plain statements, which a fact that says otherwise does not bear, however alike their form."""
_CARE = frozenset({"drug", "standard-care", "care-weak", "other-care"})


def _about_cells(claim: Claim) -> bool:
    """Cells are named or meant; a drug or other care named alone is not the treatment sold."""
    return _names_cells(claim) or (not _about_care(claim) and bool({"therapy", "own-figures"} & claim.cues.keys()))


def _names_cells(claim: Claim) -> bool:
    return any(t.startswith("cell:") for t in claim.topics) or "carried-cells-subject" in claim.topics


def _about_care(claim: Claim) -> bool:
    return bool(_CARE & claim.cues.keys()) and not _names_cells(claim)


def _below(condition: str) -> frozenset[str]:
    """The condition and its narrower ones; an umbrella word (paralysis) stands for itself only."""
    words = vocabulary()
    umbrella = words.known("condition", condition) and words.get("condition", condition).includes
    return frozenset({condition}) if umbrella else words.within("condition", condition)


@cache
def _table() -> Phrases[str]:
    """The phrases of all rows, each standing for itself."""
    return Phrases((w, w) for w in sorted({w for p in patterns() for w in p.every | p.some | p.never}))


class Sayings:
    """The phrases of all rows that are in a text, found once for all its claims."""

    def __init__(self, tokens: list[Token]) -> None:
        hits = _table().find(tokens)
        self._starts = [tokens[hit.first].start for hit in hits]
        self._ends = [tokens[hit.last - 1].end for hit in hits]
        self._said = [hit.value for hit in hits]
        denials = [i for i, t in enumerate(tokens) if t.lower in _DENIALS]
        self._denied = [_denied(tokens, hit, denials) for hit in hits]

    def within(self, start: int, end: int) -> Said:
        """The phrases that lie between two offsets."""
        span = slice(bisect_left(self._starts, start), bisect_left(self._starts, end))
        here = [
            (said, denied)
            for said, denied, stop in zip(self._said[span], self._denied[span], self._ends[span], strict=True)
            if stop <= end
        ]
        words = frozenset(said for said, _ in here)
        return Said(words, words - frozenset(said for said, denied in here if not denied))


DENIED = 3
"""Words between a denial and the phrase it denies."""
_DENIALS = frozenset(
    {"not", "never", "cannot", "nor", "neither", "hardly", "isn't", "aren't", "don't", "doesn't", "can't"}
)
_QUOTES = frozenset('"“”')
_MERELY = frozenset({"only", "just", "merely", "simply"})


def _denied(tokens: list[Token], hit: Hit, denials: list[int]) -> bool:
    """Whether a denial stands right before a phrase that holds none itself ('not suitable for everyone')."""
    i = bisect_left(denials, hit.first)
    if not i or denials[i - 1] < hit.first - DENIED - 1 or (i < len(denials) and denials[i] < hit.last):
        return False
    between = [t.lower for t in tokens[denials[i - 1] + 1 : hit.first] if t.lower not in _QUOTES]
    return all(word[0].isalnum() and word not in _MERELY for word in between)


@lru_cache(maxsize=4)
def sayings_of(text: str) -> Sayings:
    """The phrases of a page; the last few are kept, as its tokens are."""
    return Sayings(page_of(text).tokens)


@cache
def _rows_with() -> dict[str, tuple[int, ...]]:
    """Phrase -> the rows that ask for it; "" -> the rows that ask for none."""
    held: dict[str, list[int]] = {}
    for i, row in enumerate(patterns()):
        for phrase in row.some or row.every or ("",):
            held.setdefault(phrase, []).append(i)
    return {phrase: tuple(rows) for phrase, rows in held.items()}


def _may_fit(said: frozenset[object]) -> list[Pattern]:
    """The rows that ask for one of the phrases said, or for none, in the file's order."""
    rows, every = _rows_with(), patterns()
    return [every[i] for i in sorted({i for phrase in (*said, "") for i in rows.get(phrase, ())})]  # type: ignore[call-overload]


def assertions(claim: Claim, library: Library, said: Said) -> tuple[Assertion, ...]:
    """The facts the claim touches by its form, ``said`` being the phrases in it: the first contradiction, overstatement and
    agreement found."""
    found: dict[str, Assertion] = {}
    for pattern in _may_fit(said.words):
        if pattern.stance in found or not pattern.fits(claim, said):
            continue
        fact = library.fact(pattern.fact)
        if fact is None:
            continue
        plain = pattern.stance == "agrees" and claim.kind in PLAIN and pattern.rate is None
        if plain and speaks_against(fact, claim.text):
            continue
        found[pattern.stance] = Assertion(pattern.id, pattern.stance, fact, fact.statement)  # type: ignore[arg-type]
    return tuple(found.values())
