"""One harm asked after ("Can stem cells cause tumours?"): its counts and its documented cases, before all other harms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from stemwise.answer import answer, frame
from stemwise.answer.bounds import named as name_of
from stemwise.answer.bounds import seen_words
from stemwise.answer.counted import counts as counted
from stemwise.answer.harm_model import HarmAnswer, HarmCount
from stemwise.answer.model import Answer
from stemwise.asked.opening import MOST_FACTS, Opened
from stemwise.asked.words import asks_for, filled, part, pattern_of, questions
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact, SeriousCase
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
    if not part("words", "given").search(text) or part("words", "helps").search(text) or trait(text):
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


def trait(text: str) -> dict[str, Any] | None:
    """What someone who might get cells has or takes, where it is asked whether they may: its row of ``[[trait]]``."""
    if part("words", "helps").search(text) or not asks_for(text, "suitable"):
        return None
    return next((row for row in questions()["trait"] if pattern_of(row["asks"]).search(text)), None)


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
    harms = first(told.harms, harms, asked)
    counts = [c for c in harms.counts if c.harm in told.harms]
    cases = [c for c in harms.cases if c.harm in told.harms]
    near = [c for c in cases if is_near(c, asked)]
    none = (questions()["harm_named"]["death_elsewhere"],) if by_illness else ()
    facts = _facts(told.harms, asked, library)
    lead = (
        *(f.statement for f in facts),
        *cases_told(near),
        *published(told.harms, harms, found.question.condition),
        *none,
        *_lead(counts, () if near else cases, told=bool(near), elsewhere=elsewhere),
        *_by_itself(told.harms, asked, library),
    )
    lead = (" ".join((*_yes(told, cases, asked), *lead[:1])), *lead[1:])
    return Opened((*lead, *where), replace(found, harms=harms, facts=facts or found.facts))


def _yes(told: Named, cases: Sequence[SeriousCase], asked: Question) -> tuple[str, ...]:
    """That it has happened, where that is asked and a case of the very harm, in the condition named, is on record."""
    within = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    own = any(c.harm in (*told.harms[:1], "death") and (not within or c.condition in within) for c in cases)
    return (
        (questions()["harm_named"]["yes"],) if own and part("harm_named", "whether").search(told.rest.strip()) else ()
    )


def _by_itself(harms: tuple[str, ...], asked: Question, library: Library) -> tuple[str, ...]:
    """The same harm of the treatment that stands for itself, where cells at large are asked of."""
    if asked.cell not in ("", "stem-cells") or asked.route:
        return ()
    found = answer(asked.but(type="harm", cell=frame.ALONE, outcome=""), library).harms or HarmAnswer()
    own = [c for id_ in harms for c in found.counts if c.harm == id_][:1]
    told = "; ".join(count_told(c) for c in own)
    return (questions()["harm_named"]["by_itself"].format(counts=told),) if told else ()


def _facts(harms: tuple[str, ...], asked: Question, library: Library) -> tuple[Fact, ...]:
    """What is told of such a harm of cells in the very condition asked about."""
    ways = [
        re.compile(row["facts"], re.I) for row in questions()["harm"] if "facts" in row and tuple(row["harms"]) == harms
    ]
    within = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    facts = [
        f for s in ("stem-cells", *sorted(within)) for f in library.facts(s) if any(w.search(f.statement) for w in ways)
    ]
    named = [f for f in facts if {x.term.id for x in vocabulary().find("condition", tokenise(f.statement))} & within]
    return tuple(named[:CASES])


def first(ids: tuple[str, ...], harms: HarmAnswer, asked: Question) -> HarmAnswer:
    """The harms with those of the ids first; among the cases those of the cells and the way asked about first."""
    counts = sorted(harms.counts, key=lambda c: ids.index(c.harm) if c.harm in ids else len(ids))
    cases = sorted(harms.cases, key=lambda c: (ids.index(c.harm) if c.harm in ids else len(ids), not is_near(c, asked)))
    return replace(harms, counts=tuple(counts), cases=tuple(cases))


def is_near(case: SeriousCase, asked: Question) -> bool:
    """Whether a case came of the one kind of cells, or by the way, that is asked about."""
    cells = frame.cells_within(asked.cell) if asked.cell and asked.cell != "stem-cells" else frozenset[str]()
    routes = set(asked.route.split("+")) - {"", "local"}
    return bool(cells & set(case.cells) or routes & set(case.routes))


def cases_told(cases: Sequence[SeriousCase], row: str = "cases_first") -> tuple[str, ...]:
    """The first cases, in a line of the lead: before all counts, or after them."""
    told = " ".join(f"{c.what.rstrip('.')}{f' ({c.year})' if c.year else ''}." for c in cases[:CASES])
    return (questions()["harm_named"][row].format(cases=told),) if told else ()


def published(asked: tuple[str, ...], harms: HarmAnswer, condition: str) -> tuple[str, ...]:
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


def _lead(counts: Sequence[HarmCount], cases: Sequence[SeriousCase], *, told: bool, elsewhere: bool) -> tuple[str, ...]:
    """What was counted and, where none are ``told`` already, the cases."""
    row = questions()["harm_named"]
    if not counts and not cases:
        return () if told else tuple(row["lead"])
    lines = []
    if counts:
        where = row["elsewhere"] if elsewhere else ""
        lines.append(row["counted"].format(where=where, counts="; ".join(count_told(c) for c in counts)))
    if any(c.harm == "death" for c in counts):
        lines.append(row["death" if any(c.harm != "death" for c in counts) else "death_alone"])
    return (*lines, *cases_told(cases, "cases" if lines else "cases_first"))


def count_told(c: HarmCount) -> str:
    """A harm, and how many had it."""
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
