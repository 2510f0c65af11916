"""Misspelt words: names of conditions and cells are told as read, the words that make a question are mended in silence."""

from __future__ import annotations

import difflib
from functools import cache, lru_cache

from stemwise.asked.words import replies
from stemwise.evidence import Library
from stemwise.terms import Kind, tokenise, vocabulary
from stemwise.terms.phrases import Token

NEAR = 0.88
"""Likeness from which a word is read as a name: one letter in eight may differ."""
SHORTEST = 6
"""Letters of the shortest name that is looked for: shorter ones are like too many words."""
LONGEST = 80
"""Words of the longest question that is read for misspelt names."""


def mended(text: str, library: Library) -> tuple[str, tuple[str, ...]]:
    """The question with its misspelt words and names put right, and the names read; names stay where both kinds are named."""
    read: list[str] = []
    text = _asked_rightly(text, library)
    kinds: tuple[Kind, ...] = ("condition", "cell")
    for kind in kinds:
        tokens = tokenise(text)
        if len(tokens) > LONGEST or vocabulary().find(kind, tokens):
            continue
        if near := _nearest(kind, tokens):
            first, last, name = near
            text = f"{text[: tokens[first].start]}{name}{text[tokens[last - 1].end :]}"
            read += [_told(kind, name)]
    return text, tuple(read)


def _asked_rightly(text: str, library: Library) -> str:
    """With the words of ``[spelling] asked`` written as they should be: "side efects", "wich"; words of the base stay."""
    rows, tokens = replies()["spelling"], tokenise(text)
    for token in reversed(tokens if len(tokens) <= LONGEST else []):
        near = rows["written"].get(token.lower) or ("" if token.lower in _known(library) else _word(token.lower))
        text = f"{text[: token.start]}{near or token.text}{text[token.end :]}"
    return text


def _word(said: str) -> str:
    """The word of a question that a misspelt one is most like; empty for none, and for another form of it ("injecting")."""
    near = [w for w in _alike(said, tuple(replies()["spelling"]["asked"])) if w[-1] == said[-1]]
    return max(near, key=lambda word: _like(said, word), default="")


@lru_cache(maxsize=4)
def _known(library: Library) -> frozenset[str]:
    """The words of the base's facts: what stands there is no misspelling."""
    return frozenset(t.lower for f in library.facts() for t in tokenise(f.statement))


def lead(names: tuple[str, ...]) -> tuple[str, ...]:
    """The line that says what was read."""
    return (replies()["spelling"]["lead"].format(names=" and ".join(names)),) if names else ()


def _told(kind: Kind, name: str) -> str:
    """What was read, by the term's own name."""
    return next((x.term.name.split(" (")[0] for x in vocabulary().find(kind, tokenise(name))), name)


def _nearest(kind: Kind, tokens: list[Token]) -> tuple[int, int, str] | None:
    """The words most like a name, by their places, with the name; longer names before shorter ones."""
    for size, names in sorted(_names(kind).items(), reverse=True):
        found = []
        for first in range(len(tokens) - size + 1):
            said = " ".join(t.lower for t in tokens[first : first + size])
            found += [(_like(said, name), -first, name) for name in _alike(said, names)]
        if found:
            _, at, name = max(found)
            return -at, size - at, name
    return None


def _alike(said: str, names: tuple[str, ...]) -> list[str]:
    if len(said) < SHORTEST - 1 or said in replies()["spelling"]["words"]:
        return []
    return [n for n in names if n[0] == said[0] and abs(len(n) - len(said)) <= 2 and _like(said, n) >= NEAR]


def _like(said: str, name: str) -> float:
    """How like two words are; the same letters in another order are the same."""
    if sorted(said) == sorted(name):
        return 1.0
    return difflib.SequenceMatcher(None, said, name, autojunk=False).ratio()


@cache
def _names(kind: Kind) -> dict[int, tuple[str, ...]]:
    """Names in small letters by their number of words; no short names in capitals, no alternatives in one phrase."""
    found: dict[int, dict[str, None]] = {}
    for term in vocabulary().all(kind):
        for word in term.words:
            name = word.removesuffix("*")
            if len(name) >= SHORTEST and not name.isupper() and not set(name) & set("*|~"):
                found.setdefault(len(tokenise(name)), {})[name.lower()] = None
    return {size: tuple(names) for size, names in found.items()}
