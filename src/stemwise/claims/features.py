"""What can be read off a sentence: the cue groups found in it, and what follows from their order and neighbourhood.

What follows from order and neighbourhood is in ``derived.py``; rules (``data/cues/kinds.toml``) name features.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from stemwise.claims import lexicon
from stemwise.claims.lexicon import Cue, Spot
from stemwise.claims.model import Quantity
from stemwise.claims.names import names
from stemwise.claims.passages import Sentence
from stemwise.claims.quantity import quantities
from stemwise.terms import Term, Token, tokenise

_NO_SPOTS: list[Spot] = []


@dataclass(slots=True)
class Features:
    """A sentence with its tokens, spots and the names of its features."""

    sentence: Sentence
    tokens: list[Token]
    spots: list[Spot]
    base: int
    """The page-wide number of the sentence's first token: spots count from the page's first."""
    quantity: tuple[Quantity, ...]
    heading: frozenset[str]
    carried_cells: bool = False
    carried_disease: bool = False
    carried_care: bool = False
    carried_question: bool = False
    story: bool = False
    named: bool = False
    page_cells: bool = False
    denied_next: bool = False
    """A short sentence after it says that it is not so."""
    provider_page: bool = False
    story_page: bool = False
    names: set[str] = field(default_factory=set)
    by_group: dict[str, list[Spot]] = field(default_factory=dict)

    def of(self, group: str) -> list[Spot]:
        """The spots of one group."""
        return self.by_group.get(group, _NO_SPOTS)

    def first(self, *groups: str) -> int:
        """Position of the first spot of any of the groups; a large number where there is none."""
        return min((self.by_group[g][0].first for g in groups if g in self.by_group), default=10**6)

    def terms(self, kind: str) -> list[Term]:
        """The terms of one kind, in order."""
        return [s.value for s in self.of(f"term:{kind}") if isinstance(s.value, Term)]

    def links(self) -> tuple[str, ...]:
        """Steps of ways of action spoken of."""
        return tuple(dict.fromkeys(s.value.link for s in self.spots if isinstance(s.value, Cue) and s.value.link))

    def words(self, group: str) -> tuple[str, ...]:
        """The words found for a group, in lower case."""
        at = self.sentence.start
        return tuple(self.sentence.text[s.start - at : s.end - at].lower() for s in self.of(group))


class Page:
    """The tokens and spots of a whole text, cut up by sentence."""

    def __init__(self, text: str) -> None:
        self.tokens = tokenise(text)
        self._starts = [t.start for t in self.tokens]
        self.spots = lexicon.find(self.tokens)
        self._spot_starts = [s.start for s in self.spots]
        self._headings: dict[str, frozenset[str]] = {}

    def features(self, sentence: Sentence) -> Features:
        """Features of a sentence before context is known; complete them with :func:`~stemwise.claims.derived.derive`."""
        a, b = bisect_left(self._starts, sentence.start), bisect_left(self._starts, sentence.end)
        i, j = bisect_left(self._spot_starts, sentence.start), bisect_left(self._spot_starts, sentence.end)
        spots = [s for s in self.spots[i:j] if s.end <= sentence.end]
        groups: dict[str, list[Spot]] = {}
        for spot in spots:
            groups.setdefault(spot.group, []).append(spot)
        return Features(
            sentence, self.tokens[a:b], spots, a, quantities(sentence.text),
            self._heading(sentence.asked or sentence.heading, "" if sentence.asked else sentence.lead),
            by_group=groups,
        )  # fmt: skip

    def _heading(self, heading: str, lead: str) -> frozenset[str]:
        key = f"{heading}\n{lead}"
        if key not in self._headings:
            led = frozenset(s.group for s in lexicon.find(tokenise(lead)))
            above = frozenset(s.group for s in lexicon.find(tokenise(heading)))
            self._headings[key] = led if led & names("list_of") else led | above
        return self._headings[key]


@lru_cache(maxsize=4)
def page_of(text: str) -> Page:
    """The page of a text; the last few are kept, since claims and flags look at the same one."""
    return Page(text)
