"""Finding phrases in text: a word trie, linear in the text, with no pattern that could run for minutes.

The pattern language, used by every word list in ``data/``:

- words in a row match words in a row; hyphens, slashes and apostrophes' shapes do not matter, capitals neither;
- ``differentiat*``  a word that begins so;
- ``side|adverse effect*``  either word;
- ``no ~ risk``  at most three words (or a comma) in between, never across the end of a sentence;
- a word of two or more letters in capitals only (``MS``, ``HSCT``) matches only in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")
_REMEMBERED = 20_000
GAP = 3
"""Words a ``~`` may skip: enough for an adjective chain, too few to join two clauses."""

_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['’][A-Za-z]{1,2})?|[.,;:!?()\[\]%$€£•\"“”—–]")
_STOP = frozenset(".;:!?()[]•")


class Token(NamedTuple):
    """A word or a mark: ``lower`` for matching, offsets into the text."""

    text: str
    lower: str
    start: int
    end: int


def tokenise(text: str, offset: int = 0) -> list[Token]:
    """Words and punctuation marks of ``text`` in order; hyphens and slashes only part words."""
    found = _TOKEN.finditer(text.replace("’", "'"))
    return [_token(Token, (t := m.group(), t.lower(), m.start() + offset, m.end() + offset)) for m in found]


_token = tuple.__new__
"""Makes a ``Token`` of a tuple: a third of the time of its constructor."""


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """The words of ``text`` in lower case with single blanks: for comparing a phrase with a sentence."""
    return " ".join(t.lower for t in tokenise(text))


class Hit(NamedTuple):
    """A phrase found: what it stands for, and which tokens it covers (``tokens[first:last]``)."""

    value: object
    first: int
    last: int


@dataclass(slots=True)
class _Node(Generic[V]):
    words: dict[str, _Node[V]] = field(default_factory=dict)
    stems: dict[str, _Node[V]] | None = None
    capitals: dict[str, _Node[V]] | None = None
    gap: _Node[V] | None = None
    values: tuple[V, ...] = ()
    lengths: tuple[int, ...] = ()
    """Lengths of the stems, ascending."""
    plain: bool = True
    """It goes on with whole words only."""


class Phrases(Generic[V]):
    """A table of phrases, each standing for a value."""

    def __init__(self, entries: Iterable[tuple[str, V]] = ()) -> None:
        self._root: _Node[V] = _Node()
        self._known: dict[str, tuple[tuple[V, ...], tuple[_Node[V], ...]]] = {}
        for pattern, value in entries:
            self.add(pattern, value)

    def add(self, pattern: str, value: V) -> None:
        """Add ``pattern`` (see the module's head for the language)."""
        parts = [word.split("|") for word in _words_of(pattern)]
        self._known.clear()
        for choice in product(*parts):
            node = self._root
            for word in choice:
                node = _child(node, word)
            node.values = (*node.values, value)

    def find(self, tokens: list[Token], first: int = 0, last: int | None = None) -> list[Hit]:
        """All phrases in ``tokens[first:last]``; at each start, each value's longest match."""
        end = len(tokens) if last is None else last
        hits: list[Hit] = []
        known = self._known
        for i in range(first, end):
            starts = known.get(tokens[i].text)
            if starts is None:
                starts = self._starts(tokens[i])
            alone, longer = starts
            if longer:
                following = tokens[i + 1].lower if i + 1 < end else ""
                longer = tuple([node for node in longer if not node.plain or following in node.words])
            if not longer:
                if alone:
                    hits.extend([_hit(Hit, (value, i, i + 1)) for value in alone])
                continue
            best = {id(value): (value, i + 1) for value in alone}
            for node in longer:
                _walk(node, tokens, i + 1, end, best)
            hits.extend([_hit(Hit, (value, i, j)) for value, j in best.values()])
        return hits

    def _starts(self, token: Token) -> tuple[tuple[V, ...], tuple[_Node[V], ...]]:
        """What this word stands for by itself, and the nodes from which a phrase goes on; remembered: most words begin none."""
        nodes = _steps(self._root, token)
        alone = {id(value): value for node in nodes for value in node.values}
        longer = tuple(n for n in nodes if n.words or n.stems or n.capitals or n.gap is not None)
        known = (tuple(alone.values()), longer)
        if len(self._known) < _REMEMBERED:
            self._known[token.text] = known
        return known


_hit = tuple.__new__
"""Makes a ``Hit`` of a tuple, as ``_token`` a ``Token``."""


def _walk(node: _Node[V], tokens: list[Token], i: int, end: int, best: dict[int, tuple[V, int]]) -> None:
    """Follow ``node`` from token ``i`` on; keep each value's longest match in ``best``."""
    while True:
        for value in node.values:
            held = best.get(id(value))
            if held is None or held[1] < i:
                best[id(value)] = (value, i)
        if i >= end:
            return
        if not node.plain:
            break
        following = node.words.get(tokens[i].lower)
        if following is None:
            return
        node, i = following, i + 1
    if node.words or node.stems or node.capitals:
        for child in _steps(node, tokens[i]):
            _walk(child, tokens, i + 1, end, best)
    if node.gap is not None:
        for value in node.gap.values:
            best.setdefault(id(value), (value, i))
        for j in range(i, min(i + GAP + 1, end)):
            if tokens[j].lower in _STOP:
                break
            for child in _steps(node.gap, tokens[j]):
                _walk(child, tokens, j + 1, end, best)


def _steps(node: _Node[V], token: Token) -> list[_Node[V]]:
    lower = token.lower
    found = []
    if (child := node.words.get(lower)) is not None:
        found.append(child)
    if node.capitals and (child := node.capitals.get(token.text)) is not None:
        found.append(child)
    if node.stems:
        for n in node.lengths:
            if n > len(lower):
                break
            if (child := node.stems.get(lower[:n])) is not None:
                found.append(child)
    return found


def _child(node: _Node[V], word: str) -> _Node[V]:
    if word == "~":
        node.plain = False
        if node.gap is None:
            node.gap = _Node()
        return node.gap
    if word.endswith("*"):
        node.plain = False
        if len(word) - 1 not in node.lengths:
            node.lengths = tuple(sorted((*node.lengths, len(word) - 1)))
        node.stems = node.stems or {}
        return _kept(node.stems, word[:-1].lower())
    if len(word) > 1 and word.isupper():
        node.plain = False
        node.capitals = node.capitals or {}
        return _kept(node.capitals, word)
    return _kept(node.words, word.lower())


def _kept(children: dict[str, _Node[V]], word: str) -> _Node[V]:
    child = children.get(word)
    if child is None:
        child = children[word] = _Node()
    return child


def _words_of(pattern: str) -> list[str]:
    """The words of a pattern, cut as :func:`tokenise` cuts text."""
    found = re.findall(r"~|[A-Za-z0-9À-ɏ|*]+(?:['’][A-Za-z]{1,2}(?![A-Za-z]))?[*]?|[.,;:!?()\[\]%$€£]", pattern)
    return [w.replace("’", "'") for w in found]


def longest(hits: list[Hit]) -> list[Hit]:
    """Of overlapping hits keep the longest, leftmost first."""
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda h: (h.first - h.last, h.first)):
        covered = range(hit.first, hit.last)
        if taken.isdisjoint(covered):
            taken.update(covered)
            kept.append(hit)
    return sorted(kept, key=lambda h: h.first)
