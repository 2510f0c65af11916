"""Opposites: the words by which two sentences of one vocabulary say contrary things ("rises" and "falls", "men" and "women")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from stemwise.content import document
from stemwise.terms import Phrases, longest, tokenise
from stemwise.terms.phrases import Hit


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides that exclude each other; see ``rules/opposites.toml`` for ``needed``, ``first`` and ``ordered``."""

    id: str
    needed: bool
    first: bool
    ordered: bool


@dataclass(frozen=True, slots=True)
class _Side:
    pair: Pair
    name: str


Sides = dict[Pair, tuple[str, ...]]
"""Pair -> the sides a text speaks of, "one" or "other", in the order of their first words."""


@cache
def _table() -> Phrases[_Side]:
    table: Phrases[_Side] = Phrases()
    for row in document("rules/opposites.toml")["pair"]:
        pair = Pair(row["id"], row.get("needed", False), row.get("first", False), row.get("ordered", True))
        for side in ("one", "other"):
            value = _Side(pair, side)
            for word in row[side]:
                table.add(word, value)
    return table


@lru_cache(maxsize=8192)
def sides(text: str) -> Sides:
    """The sides a text speaks of; of overlapping phrases the longest ("not needed" is no "needed")."""
    by_pair: dict[Pair, list[Hit]] = {}
    for hit in _table().find(tokenise(text)):
        by_pair.setdefault(_side(hit).pair, []).append(hit)
    return {pair: tuple(dict.fromkeys(_side(hit).name for hit in longest(hits))) for pair, hits in by_pair.items()}


def _side(hit: Hit) -> _Side:
    assert isinstance(hit.value, _Side)
    return hit.value


def contrary(claim: Sides, fact: Sides) -> bool:
    """Whether a fact says a contrary of the claim, or leaves out a side that it would have to say."""
    return any(_contrary(pair, said, fact.get(pair, ())) for pair, said in claim.items())


def _contrary(pair: Pair, said: tuple[str, ...], told: tuple[str, ...]) -> bool:
    if not told:
        return pair.needed
    if len(said) == 1:
        return said[0] not in told or (pair.first and told[0] != said[0])
    if len(told) == 1:
        return pair.needed or (pair.ordered and said[0] != told[0])
    return pair.ordered and said != told
