"""One harm asked after ("Can stem cells cause tumours?"): its counts and its documented cases, before all other harms."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stemwise.answer import answer
from stemwise.answer.model import HarmAnswer, HarmCount
from stemwise.asked.intents import Opened, part, pattern_of, questions
from stemwise.evidence import Library
from stemwise.evidence.knowledge import SeriousCase
from stemwise.question import Question

CASES = 2
"""Cases told in the lead."""


@dataclass(frozen=True, slots=True)
class Named:
    """The harms a question asks after, and the question without their words: 'stroke' is no condition there."""

    harms: tuple[str, ...]
    rest: str


def named(text: str) -> Named | None:
    """The harm of cells that a question asks after, if it asks after one: cells cause it, or it comes after them."""
    if not part("words", "given").search(text) or part("words", "helps").search(text):
        return None
    before, after = part("harm_named", "before"), part("harm_named", "after")
    for harm in questions()["harm"]:
        words = pattern_of(harm["asks"])
        for hit in words.finditer(text):
            if before.search(text[: hit.start()]) or after.search(text[hit.end() :]):
                return Named(tuple(harm["harms"]), words.sub(" ", text))
    return None


def opened(asked: Question, told: Named, library: Library) -> Opened:
    """The answer on the harms asked after, those of the whole base where a condition's trials counted none."""
    cell = asked.cell or "stem-cells"
    found = answer(asked.but(type="harm", cell=cell, outcome=""), library)
    harms = found.harms or HarmAnswer()
    elsewhere = bool(asked.condition) and not any(c.harm in told.harms for c in harms.counts)
    if elsewhere:
        found = answer(Question(cell=cell, type="harm"), library)
        harms = found.harms or HarmAnswer()
    counts = [c for c in harms.counts if c.harm in told.harms]
    cases = [c for c in harms.cases if c.harm in told.harms]
    first = replace(
        harms,
        counts=(*counts, *(c for c in harms.counts if c not in counts)),
        cases=(*cases, *(c for c in harms.cases if c not in cases)),
    )
    return Opened(_lead(told.harms, counts, cases, elsewhere=elsewhere), replace(found, harms=first))


def _lead(
    harms: tuple[str, ...], counts: list[HarmCount], cases: list[SeriousCase], *, elsewhere: bool
) -> tuple[str, ...]:
    row = questions()["harm_named"]
    if not counts and not cases:
        return tuple(row["lead"])
    lines = []
    if counts:
        where = row["elsewhere"] if elsewhere else ""
        lines.append(row["counted"].format(where=where, counts="; ".join(_count(c) for c in counts)))
    if "death" in harms:
        lines.append(row["death"])
    if cases:
        told = " ".join(f"{c.what.rstrip('.')}{f' ({c.year})' if c.year else ''}." for c in cases[:CASES])
        lines.append(row["cases"].format(cases=told))
    return tuple(lines)


def _count(c: HarmCount) -> str:
    studies = "1 study" if len(c.studies) == 1 else f"{len(c.studies)} studies"
    return f"{c.name}, {c.events} of {c.n} treated in {studies} (up to {c.upper:.2g} % cannot be ruled out)"
