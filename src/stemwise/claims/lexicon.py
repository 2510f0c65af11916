"""All words that matter to a reader of claims, found in one pass: cues (``data/cues``) and terms (``data/terms``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from stemwise.content import documents
from stemwise.terms import KINDS, Phrases, Term, Token, is_numeral, longest, vocabulary
from stemwise.terms.phrases import Hit


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of words that say the same about a sentence; ``link`` names the step of a way of action they speak of."""

    group: str
    what: str
    link: str = ""


class Spot(NamedTuple):
    """A cue or term found: which, and which tokens (``tokens[first:last]``) and characters it covers."""

    group: str
    value: Cue | Term
    first: int
    last: int
    start: int
    end: int


@cache
def _cues() -> tuple[tuple[Cue, tuple[str, ...]], ...]:
    found = []
    for parsed in documents("cues").values():
        lists = parsed.get("lists", {})
        for r in parsed.get("cue", ()):
            words = tuple(w.format_map(lists) if "{" in w else w for w in r["words"])
            found.append((Cue(r["group"], r["what"], r.get("link", "")), words))
    return tuple(found)


@cache
def groups() -> dict[str, Cue]:
    """The cue groups by name."""
    return {cue.group: cue for cue, _ in _cues()}


@cache
def _table() -> Phrases[Cue | Term]:
    table: Phrases[Cue | Term] = Phrases()
    for cue, words in _cues():
        for word in words:
            table.add(word, cue)
    for kind in KINDS:
        for term in vocabulary().all(kind):
            for word in term.words:
                table.add(word, term)
    return table


_A_NAME = re.compile(r"[A-Z][a-z]+[A-Z]")
"""A word with a capital inside is a name: the CuRe trial promises no cure."""


def find(tokens: list[Token]) -> list[Spot]:
    """Every cue and term in ``tokens``, in order. Of overlapping terms of one kind the longest is kept."""
    terms: dict[str, list[Hit]] = {}
    spots: list[Spot] = []
    for hit in _table().find(tokens):
        value, first, last = hit
        if isinstance(value, Cue) and last - first == 1 and _A_NAME.match(tokens[first].text):
            continue
        if isinstance(value, Cue):
            spots.append(_spot(Spot, (value.group, value, first, last, tokens[first].start, tokens[last - 1].end)))
        elif isinstance(value, Term):
            terms.setdefault(value.kind, []).append(hit)
    for kind, mine in terms.items():
        for value, first, last in longest(mine):
            if isinstance(value, Term) and not is_numeral(first, tokens):
                spots.append(Spot(f"term:{kind}", value, first, last, tokens[first].start, tokens[last - 1].end))
    return sorted(_outside_names(spots), key=itemgetter(2, 3))


_spot = tuple.__new__
"""Makes a ``Spot`` of a tuple: a third of the time of its constructor."""


def _outside_names(spots: list[Spot]) -> list[Spot]:
    """Without what lies inside an agency's name: the 'drug' of the Food and Drug Administration is none."""
    names = [s for s in spots if s.group == "regulatory" and s.last - s.first >= _NAME]
    if not names:
        return spots
    own = {id(n) for n in names}
    covered = {i for n in names for i in range(n.first, n.last)}
    return [s for s in spots if id(s) in own or s.first not in covered or s.last - 1 not in covered]


_NAME = 3
"""Words from which a regulatory cue is an agency's name."""
