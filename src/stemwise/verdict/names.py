"""Names in a claim (countries, agencies, products), which a fact must hold to bear it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from stemwise.evidence import Library
from stemwise.terms import folded, vocabulary

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
    """The names in a sentence: its words with a capital, the first one where no fact writes it small, and its medicines.

    Words of conditions and cells ("ASD", "MSC") are none: the question says what is spoken of.
    """
    text = _short(text)
    first = _FIRST.match(text)
    names = {folded(name) for name in _INSIDE.findall(text)}
    if first and not {folded(first.group(1)), folded(first.group(1)).removesuffix("s")} & _small(library):
        names.add(folded(first.group(1)))
    return frozenset(names - _spoken_of() | (words_of(text) & _medicines(library)))


def without_teller(text: str) -> str:
    """A sentence without who says it: 'According to the CDC, ...', 'The World Health Organization says that ...'."""
    return _TOLD_BY.sub(" ", text)


_TELLER = r"(?:[Tt]he )?[A-Z][\w.'’-]{0,30}(?: (?:for|of|and|the|on|[A-Z][\w.'’-]{0,30})){0,8}"
_SAYS = r"(?:say|state|report|estimate|expect|write|put|count)(?:s|es|ed)?(?: that)?\b"
_TOLD_BY = re.compile(rf"\b[Aa]ccording to {_TELLER},?|\b{_TELLER} {_SAYS}|\bsaid {_TELLER}")


@cache
def _spoken_of() -> frozenset[str]:
    words = vocabulary()
    terms = [*words.all("condition"), *words.all("cell")]
    return frozenset(
        w for term in terms for phrase in (*term.words, term.name) for w in _WORD.findall(folded(phrase)) if w != "us"
    )


def words_of(text: str) -> frozenset[str]:
    """The words in which names are looked for."""
    return frozenset(_WORD.findall(folded(_short(text))))


def hold(words: str, names: frozenset[str]) -> bool:
    """Whether the words, told with a blank before and after each, hold every name in one of its forms (Canada, Canadian)."""
    return all(
        f" {name} " in words or (len(name) >= 5 and f" {name[: max(5, len(name) - 3)]}" in words) for name in names
    )


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
