"""Names in a claim (countries, agencies, products), which a fact must hold to bear it."""

from __future__ import annotations

import re
from functools import lru_cache

from stemwise.evidence import Library
from stemwise.terms import folded

_SAME = (
    (re.compile(r"\b(?:US|U\.S\.|American )?\s*Food and Drug Administration\b"), "FDA"),
    (re.compile(r"\b(?:United States(?: of America)?|U\.S\.(?:A\.)?|US|Americans?|America)(?!\w)"), "USA"),
    (re.compile(r"\b(?:United Kingdom|Great Britain|Britain)\b"), "UK"),
    (re.compile(r"\bEuropean Union\b"), "EU"),
)
"""Names that pages write in full and facts write short."""
_INSIDE = re.compile(r"(?<=[a-z,;] )(?:[A-Z][A-Za-z0-9]{2,}|EU\b|UK\b)")
_FIRST = re.compile(r"\W*([A-Z][A-Za-z0-9]{2,})")
_WORD = re.compile(r"[^\W_]+")
_SMALL = re.compile(r"\b[a-z]{3,}\b")


def named(text: str, library: Library) -> frozenset[str]:
    """The names in a sentence: its words with a capital, the first one where no fact writes it small, and its medicines."""
    text = _short(text)
    first = _FIRST.match(text)
    names = {folded(name) for name in _INSIDE.findall(text)}
    if first and not {folded(first.group(1)), folded(first.group(1)).removesuffix("s")} & _small(library):
        names.add(folded(first.group(1)))
    return frozenset(names | (words_of(text) & _medicines(library)))


def words_of(text: str) -> frozenset[str]:
    """The words in which names are looked for."""
    return frozenset(_WORD.findall(folded(_short(text))))


def hold(words: frozenset[str], names: frozenset[str]) -> bool:
    """Whether the words hold every name, in one of its forms (Canada, Canadian)."""
    return all(_held(name, words) for name in names)


def _held(name: str, words: frozenset[str]) -> bool:
    begin = name[: max(5, len(name) - 3)]
    return name in words or (len(name) >= 5 and any(word.startswith(begin) for word in words))


def _short(text: str) -> str:
    for name, short in _SAME:
        text = name.sub(short, text)
    return text


@lru_cache(maxsize=4)
def _small(library: Library) -> frozenset[str]:
    """The words that facts write small."""
    return frozenset(word for fact in library.facts() for word in _SMALL.findall(fact.statement)) - _medicines(library)


@lru_cache(maxsize=4)
def _medicines(library: Library) -> frozenset[str]:
    """The medicines that facts are on."""
    return frozenset(
        w for fact in library.facts() for w in words_of(fact.drug) if len(w) > 6 and not w.startswith("antib")
    )
