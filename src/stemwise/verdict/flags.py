"""Red flags (``data/rules/flags.toml``): ways of speaking that should make a reader careful, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from stemwise.claims.features import page_of
from stemwise.claims.lexicon import Spot
from stemwise.claims.model import RedFlag
from stemwise.claims.needs import Needs
from stemwise.content import document
from stemwise.reading.document import Document
from stemwise.verdict.case import marks
from stemwise.verdict.model import Verdict
from stemwise.verdict.page import BAD, NOT_TREATMENT, bounds
from stemwise.verdict.rules import by_id


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement with its marks, its verdict's and its rule's among them."""

    verdict: Verdict
    marks: frozenset[str]

    def flag(self, kind: str, why: str) -> RedFlag:
        """A flag that stands at the statement."""
        return RedFlag(kind, self.verdict.claim.start, self.verdict.claim.end, why)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file that has needs: by a statement, by the whole page, or what a page is."""

    needs: Needs
    kind: str = ""
    why: str = ""
    only_offered: bool = False
    at: str = ""
    id: str = ""


@cache
def _table(name: str) -> tuple[_Row, ...]:
    def row(r: dict[str, Any]) -> _Row:
        rest = {key: r[key] for key in ("kind", "why", "only_offered", "at", "id") if key in r}
        return _Row(Needs.of(r), **rest)

    return tuple(map(row, _content()[name]))


def _content() -> dict[str, Any]:
    return document("rules/flags.toml")


def red_flags(document: Document, verdicts: Sequence[Verdict]) -> tuple[RedFlag, ...]:
    """The page's flags in order; each kind once, at its first place."""
    told = [_Told(v, marks(v.claim, v.answer) | {f"verdict:{v.value}", f"rule:{v.rule}"}) for v in verdicts]
    spots = page_of(document.text).spots
    where = {row.id: t for row in reversed(_table("page")) for t in reversed(told) if row.needs.fit(t.marks)}
    named = {m.removeprefix("topic:condition:") for t in told for m in t.marks if m.startswith("topic:condition:")}
    diseases = named.difference(_content()["umbrellas"])
    page = {*where, *_computed(verdicts, spots, len(diseases))}
    offered = not page.isdisjoint(("offers", "beyond"))
    found = [*_by_words(spots, told, offered), *_by_claims(told, offered)]
    for row in _table("whole") if verdicts else ():
        if row.needs.fit(page):
            why = row.why.format(diseases=len(diseases))
            whole = RedFlag(row.kind, 0, min(len(document.text), 1), why)
            found.append(where[row.at].flag(row.kind, why) if row.at else whole)
    first: dict[str, RedFlag] = {}
    for flag in sorted(found, key=lambda f: f.start):
        first.setdefault(flag.kind, flag)
    return tuple(first.values())


def _computed(verdicts: Sequence[Verdict], spots: Sequence[Spot], diseases: int) -> Iterator[str]:
    """What a page is by its numbers: names that rows of the file may ask for."""
    main = [v for v in verdicts if v.claim.kind not in NOT_TREATMENT]
    if sum(1 for v in main if v.value in BAD or v.value == "unverifiable") > bounds().few * len(main):
        yield "beyond"
    if diseases > bounds().many:
        yield "many-diseases"
    if any(spot.group == "price" for spot in spots):
        yield "priced"


_REACH = 4
"""Words between a denial and the word it denies ("no treatment can guarantee")."""


def _by_words(spots: Sequence[Spot], told: Sequence[_Told], offered: bool) -> Iterator[RedFlag]:
    """Flags by a word, wherever it stands; those of an offer where it is neither denied nor warned of."""
    denials = [s.first for s in spots if s.group == "negation"]
    by_cue = {row["cue"]: row for row in _content()["word"]}
    for spot in spots:
        row = by_cue.get(spot.group)
        if row is None:
            continue
        denied = any(0 < spot.first - at <= _REACH for at in denials)
        if not row.get("only_offered") or (offered and not denied and not _warned(spot, told)):
            yield RedFlag(row["kind"], spot.start, spot.end, row["why"])


def _warned(spot: Spot, told: Sequence[_Told]) -> bool:
    """Whether the words stand in a statement that was found fair, or in a caution."""
    at = [t for t in told if t.verdict.claim.start <= spot.start < t.verdict.claim.end]
    return any(not t.marks.isdisjoint(("verdict:supported", "cue:caution", "cue:questions-others")) for t in at)


def _by_claims(told: Sequence[_Told], offered: bool) -> Iterator[RedFlag]:
    """Flags that a statement's rule raises, and those of its own form."""
    for t in told:
        flag = by_id()[t.verdict.rule].flag
        if flag.kind and (offered or not flag.only_offered):
            yield t.flag(flag.kind, flag.why)
        for row in _table("claim"):
            if (offered or not row.only_offered) and row.needs.fit(t.marks):
                yield t.flag(row.kind, row.why)
