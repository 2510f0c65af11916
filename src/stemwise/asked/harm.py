"""One harm asked after ("Can stem cells cause tumours?"): its counts and its documented cases, before all other harms."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from stemwise.answer import answer
from stemwise.answer.harms import counts as counted
from stemwise.answer.model import Answer, HarmAnswer, HarmCount
from stemwise.asked.opening import MOST_FACTS, Opened
from stemwise.asked.words import filled, part, pattern_of, questions
from stemwise.evidence import Library
from stemwise.evidence.knowledge import SeriousCase
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import tokenise, vocabulary

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
    before, after, does = (part("harm_named", name) for name in ("before", "after", "does"))
    for harm in questions()["harm"]:
        words = pattern_of(harm["asks"])
        for hit in words.finditer(text):
            caused = before.search(text[: hit.start()]) or after.search(text[hit.end() :])
            if caused or (does.fullmatch(hit.group()) and part("harm_named", "might").search(text[: hit.start()])):
                return Named(tuple(harm["harms"]), words.sub(" ", text))
    for found in vocabulary().find("condition", tokenise(text)):
        if part("harm_named", "causes").search(text[: found.start]) and part("words", "cells").search(text):
            return Named((), text[: found.start] + text[found.end :])
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
    where: tuple[str, ...] = ()
    if asked.route:
        found, line = by_route(replace(found, question=found.question.but(route=asked.route)), library)
        harms, where = found.harms or harms, (line,)
    counts = [c for c in harms.counts if c.harm in told.harms]
    cases = [c for c in harms.cases if c.harm in told.harms]
    first = replace(
        harms,
        counts=(*counts, *(c for c in harms.counts if c not in counts)),
        cases=(*cases, *(c for c in harms.cases if c not in cases)),
    )
    return Opened((*_lead(told.harms, counts, cases, elsewhere=elsewhere), *where), replace(found, harms=first))


def by_route(found: Answer, library: Library) -> tuple[Answer, str]:
    """The harms counted where cells were given by the way asked after, and a line that says so; all where none were."""
    row = questions()["by_route"]
    routes = frozenset(found.question.route.split("+")) - {"", "local"}
    name = " or ".join(vocabulary().name("route", r) for r in sorted(routes))
    if not routes:
        return found, row["lead_unknown"]
    own = counted(found.question.but(type="harm"), _ByRoute(library, routes))
    if found.harms is None or not own:
        return found, row["lead_none"].format(route=name)
    cases = tuple(c for c in found.harms.cases if not c.routes or routes & set(c.routes))
    return replace(found, harms=replace(found.harms, counts=own, cases=cases)), row["lead"].format(route=name)


class _ByRoute(Library):
    """The base with only those studies in which all who were treated got cells by one of the ways."""

    def __init__(self, library: Library, routes: frozenset[str]) -> None:
        vars(self).update(vars(library))
        self._routes = routes

    def studies(self, *args: Any, **where: Any) -> tuple[Study, ...]:
        kept = super().studies(*args, **where)
        return tuple(
            s for s in kept if s.treatment_arms and all(self._routes & set(a.routes) for a in s.treatment_arms)
        )


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


def pregnancy(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """Cells and pregnancy: whether any trial at hand counted it, and what sources say of such cells and fertility."""
    if not (asked.cell or part("words", "cells").search(text)):
        return None
    told, facts = (re.compile(row[name], re.I) for name in ("counted", "facts"))
    counted = [s for s in library.studies() if any(told.search(f"{h.as_printed} {h.note}") for h in s.harms)]
    found = answer(asked.but(type="harm", cell=asked.cell or "stem-cells", outcome=""), library)
    known = [f for f in library.facts(asked.cell) if asked.cell and facts.search(f.statement)]
    found = replace(found, facts=tuple(known[:MOST_FACTS]))
    if counted:
        return Opened(filled(row["lead_some"], names="; ".join(s.label for s in counted)), found)
    return Opened(tuple(row["lead"]), found)
