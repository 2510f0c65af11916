"""One harm asked after ("Can stem cells cause tumours?"): its counts and its documented cases, before all other harms."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from stemwise.answer import answer
from stemwise.answer.bounds import named as name_of
from stemwise.answer.bounds import seen_words
from stemwise.answer.counted import counts as counted
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
            might = does.fullmatch(hit.group()) and part("harm_named", "might").search(text[: hit.start()])
            if caused or might or _anywhere(harm, text):
                return Named(tuple(harm["harms"]), words.sub(" ", text))
    for found in vocabulary().find("condition", tokenise(text)):
        if part("harm_named", "causes").search(text[: found.start]) and part("words", "cells").search(text):
            return Named((), text[: found.start] + text[found.end :])
    return None


def _anywhere(harm: dict[str, Any], text: str) -> bool:
    """Whether a harm is asked after by other words than those beside its name ("the death rate of transplants")."""
    return "anywhere" in harm and pattern_of(harm["anywhere"]).search(text) is not None


def opened(asked: Question, told: Named, library: Library) -> Opened:
    """The answer on the harms asked after, those of the whole base where a condition's trials counted none."""
    cell = asked.cell or "stem-cells"
    found = answer(asked.but(type="harm", cell=cell, outcome=""), library)
    harms = found.harms or HarmAnswer()
    elsewhere = bool(asked.condition) and not any(c.harm in told.harms for c in harms.counts)
    by_illness = elsewhere and "death" in told.harms
    if elsewhere and not by_illness:
        found = answer(Question(cell=cell, type="harm"), library)
        harms = found.harms or HarmAnswer()
    where: tuple[str, ...] = ()
    if asked.route:
        found, line = by_route(replace(found, question=found.question.but(route=asked.route)), library)
        harms, where = found.harms or harms, (line,)
    counts = sorted((c for c in harms.counts if c.harm in told.harms), key=lambda c: told.harms.index(c.harm))
    cases = [c for c in harms.cases if c.harm in told.harms]
    first = replace(
        harms,
        counts=(*counts, *(c for c in harms.counts if c not in counts)),
        cases=(*cases, *(c for c in harms.cases if c not in cases)),
    )
    published = _published(told.harms, harms, found.question.condition)
    none = (questions()["harm_named"]["death_elsewhere"],) if by_illness else ()
    lead = (*published, *none, *_lead(told.harms, counts, cases, elsewhere=elsewhere))
    return Opened((*lead, *where), replace(found, harms=first))


def _published(asked: tuple[str, ...], harms: HarmAnswer, condition: str) -> tuple[str, ...]:
    """The published share of the first harm asked after, over the most people, in the condition asked about."""
    rows = [h for h in harms.pooled if h.harm in asked[:1] and h.measure == "proportion" and h.condition == condition]
    most = max(rows, key=lambda h: h.n or 0, default=None) if asked and condition else None
    if most is None or most.value is None:
        return ()
    share = f"{most.value:g} %" + (f" ({most.ci[0]:g} to {most.ci[1]:g})" if most.ci else "")
    name = vocabulary().name("harm", most.harm)
    of = most.population + (f", {most.n} people" if most.n else "")
    return (questions()["harm_named"]["published"].format(name=name, share=share, population=of),)


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
    if any(c.harm == "death" for c in counts):
        lines.append(row["death" if any(c.harm != "death" for c in counts) else "death_alone"])
    if cases:
        told = " ".join(f"{c.what.rstrip('.')}{f' ({c.year})' if c.year else ''}." for c in cases[:CASES])
        lines.append(row["cases"].format(cases=told))
    return tuple(lines)


def _count(c: HarmCount) -> str:
    return f"{name_of(c)}: {seen_words(c)}"


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
