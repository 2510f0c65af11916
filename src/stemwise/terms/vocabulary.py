"""The vocabulary: terms by kind and id, their order, and how to find them in text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from stemwise.content import documents
from stemwise.errors import InputError
from stemwise.terms.model import KINDS, Found, Kind, Term
from stemwise.terms.phrases import Phrases, Token, longest, tokenise

_NUMERAL_BEFORE = frozenset(
    {"level", "levels", "grade", "type", "phase", "stage", "gmfcs", "ii", "iii", "to", "i", "class"}
)


def is_numeral(i: int, tokens: list[Token]) -> bool:
    """Whether the token is the Roman numeral of a level or grade ("GMFCS level IV") and not the route into a vein."""
    return tokens[i].text == "IV" and i > 0 and tokens[i - 1].lower in _NUMERAL_BEFORE


LONG_ENOUGH = 4
"""Letters from which a name may be near another: ALD is not ALS misspelt."""
SHORTEST = 3
"""Letters by which a name may be begun."""
MOST = 12
"""Names offered where none is near."""


RAISED: tuple[Kind, ...] = ("condition", "cell", "route")
"""Kinds whose short names are known in small letters too; among outcomes 'cars' and 'asia' are words."""


class Vocabulary:
    """All terms. Build with :func:`vocabulary`."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._by_kind: dict[str, dict[str, Term]] = {kind: {} for kind in KINDS}
        for row in rows:
            term = _term(row)
            self._by_kind[term.kind][term.id] = term
        self._tables: dict[str, Phrases[Term]] = {}
        self._inside: dict[tuple[Kind, str], frozenset[str]] = {}
        self._above: dict[tuple[Kind, str], tuple[str, ...]] = {}

    def all(self, kind: Kind) -> list[Term]:
        """Terms of one kind, in the file's order."""
        return list(self._by_kind[kind].values())

    def known(self, kind: Kind, term_id: str) -> bool:
        """Whether the id is a term of that kind."""
        return term_id in self._by_kind[kind]

    def get(self, kind: Kind, term_id: str) -> Term:
        """The term, by id. Raises ``KeyError``."""
        return self._by_kind[kind][term_id]

    def name(self, kind: Kind, term_id: str) -> str:
        """The term's name, or the id itself when it is not a term."""
        term = self._by_kind[kind].get(term_id)
        return term.name if term else term_id

    def spoken(self, kind: Kind, term_id: str) -> str:
        """The name without what stands in brackets, for the middle of a sentence."""
        return re.sub(r" \([^)]*\)", "", self.name(kind, term_id))

    def resolve(self, kind: Kind, words: str) -> Term:
        """The term meant by an id, a name or any of its words.

        Raises
        ------
        InputError
            Unknown: the nearest names are offered.
        """
        key = words.strip().lower()
        for term in self._by_kind[kind].values() if key else ():
            if key in (term.id, term.name.lower(), term.short.lower()) or key.replace(" ", "-") == term.id:
                return term
        tokens = tokenise(words.strip())
        whole = [f for f in self._table(kind).find(tokens) if f.first == 0 and f.last == len(tokens)]
        shouted = tokenise(words.strip().upper())
        whole = whole or [f for f in self._table(kind).find(shouted) if f.first == 0 and f.last == len(shouted)]
        if whole and isinstance(whole[0].value, Term):
            return whole[0].value
        inside = self.find(kind, tokens)
        terms = {f.term.id for f in inside}
        if len(terms) == 1 and sum(f.last - f.first for f in inside) == len(tokens):
            return inside[0].term
        raise InputError(f"unknown {kind} '{words}'", self._offer(kind, key, tuple(f.term.id for f in inside)))

    def _offer(self, kind: Kind, key: str, inside: tuple[str, ...]) -> str:
        """The terms within the words, else the names that are near; of short names, which all are near one another, none."""
        names = {n.lower(): t.id for t in self._by_kind[kind].values() for n in (t.id, t.name, t.short) if n}
        near = [] if len(key) < LONG_ENOUGH else difflib.get_close_matches(key, names, n=4, cutoff=0.6)
        begun = [n for n in names if len(key) >= SHORTEST and n.startswith(key)]
        ids = list(dict.fromkeys(inside or (names[n] for n in (*begun, *near))))
        return (
            f"did you mean {' or '.join(ids)}?"
            if ids
            else f"known are {', '.join(list(self._by_kind[kind])[:MOST])} ..."
        )

    def ancestors(self, kind: Kind, term_id: str) -> tuple[str, ...]:
        """Broader terms, nearest first."""
        above = self._above.get((kind, term_id))
        if above is None:
            above = self._above[kind, term_id] = self._up(kind, term_id)
        return above

    def _up(self, kind: Kind, term_id: str) -> tuple[str, ...]:
        out: list[str] = []
        queue = list(self._by_kind[kind][term_id].parents) if self.known(kind, term_id) else []
        while queue:
            up = queue.pop(0)
            if up not in out:
                out.append(up)
                queue.extend(self._by_kind[kind][up].parents)
        return tuple(out)

    def within(self, kind: Kind, term_id: str) -> frozenset[str]:
        """The term with everything below it: narrower terms and what an umbrella word includes."""
        inside = self._inside.get((kind, term_id))
        if inside is None:
            inside = self._below(kind, term_id)
            if self.known(kind, term_id):
                self._inside[kind, term_id] = inside
        return inside

    def _below(self, kind: Kind, term_id: str) -> frozenset[str]:
        out = {term_id}
        grew = True
        while grew:
            more = {t.id for t in self._by_kind[kind].values() if t.id not in out and (set(t.parents) & out)} | {
                i for o in out if self.known(kind, o) for i in self._by_kind[kind][o].includes if i not in out
            }
            grew = bool(more)
            out |= more
        return frozenset(out)

    def find(self, kind: Kind, tokens: list[Token], first: int = 0, last: int | None = None) -> list[Found]:
        """Terms of one kind in ``tokens[first:last]``, the longest match first served."""
        out = []
        for hit in longest(self._table(kind).find(tokens, first, last)):
            if is_numeral(hit.first, tokens):
                continue
            assert isinstance(hit.value, Term)
            out.append(Found(hit.value, tokens[hit.first].start, tokens[hit.last - 1].end, hit.first, hit.last))
        return out

    def raised(self, text: str) -> str:
        """A question with the short names written small in capitals ("cp", "hsct"): there "ms" is no form of address.

        The length stays as it is.
        """
        return self._short_names.sub(lambda m: m.group().upper(), text)

    @cached_property
    def _short_names(self) -> re.Pattern[str]:
        """Names in capitals of conditions, cells and ways, all small, or with the first letter of the text as a phone sets it."""
        terms = [t for kind in RAISED for t in self.all(kind)]
        names = {w for t in terms for w in t.words if w.isupper() and " " not in w}
        small = "|".join(re.escape(n.lower()) for n in sorted(names, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{small})(?!\w)|\A(?i:{small})(?!\w| [A-Z])")

    def _table(self, kind: Kind) -> Phrases[Term]:
        if kind not in self._tables:
            self._tables[kind] = Phrases((w, t) for t in self._by_kind[kind].values() for w in t.words)
        return self._tables[kind]


def _term(row: Mapping[str, Any]) -> Term:
    data = dict(row)
    for key in ("parents", "includes", "words", "families", "conditions", "loose", "procedures"):
        data[key] = tuple(data.get(key, ()))
    if data.get("range"):
        low, high = data["range"]
        data["range"] = (float(low), float(high))
    return Term(**data)


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary (built once)."""
    files = documents("terms")
    return Vocabulary(row for parsed in files.values() for row in parsed.get("term", ()))
