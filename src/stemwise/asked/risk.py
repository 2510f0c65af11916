"""What cells may do to someone: the sentence before the counts, whether a person may have them, an operation as the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from stemwise.answer import answer, frame
from stemwise.answer.bounds import bound, per_cent
from stemwise.answer.harm_model import HarmAnswer, HarmCount
from stemwise.answer.model import Answer
from stemwise.asked import harm
from stemwise.asked.opening import MOST_FACTS, Opened
from stemwise.asked.words import asks_for, filled, part, pattern_of, questions
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import vocabulary

LED = 2
"""Facts told in the lead."""


def at_large(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """The harms of cells: what is known of the very worry, recorded cases of these cells, then what was counted."""
    own = asked.but(type="harm", cell=asked.cell or "stem-cells")
    found = answer(own, library, full=bool(asked.condition and asked.cell))
    found = replace(found, harms=harm.first((), found.harms or HarmAnswer(), asked))
    child = bool(part("words", "child").search(text))
    near = [c for c in _cases(found) if harm.is_near(c, asked)]
    near.sort(key=lambda c: child and c.ages != "children")
    where: tuple[str, ...] = ()
    if asked.route:
        found, line = harm.by_route(found, library)
        where = (line,)
    facts = [f for r in questions()["worry"] if pattern_of(r["asks"]).search(text) for f in _of(r, asked, library)]
    lead = [*_told(facts), *row["lead"], *harm.cases_told(near), *counted(found, own), *where]
    if not asked.condition:
        lead += row["lead_unnamed"]
    if part("words", "child").search(text):
        lead += row["lead_child"]
    return Opened(tuple(lead), _with(found, facts))


def counted(found: Answer, asked: Question) -> tuple[str, ...]:
    """How many had a serious event or, where the treatment itself kills, died of it, in a sentence."""
    rows, harms = questions()["harm_told"], found.harms or HarmAnswer()
    by_harm = {c.harm: c for c in harms.counts if c.n and not c.condition}
    for row in rows["first"]:
        c = by_harm.get(row["harm"])
        if c is None or (row.get("cell") and row["cell"] != asked.cell):
            continue
        said = tuple(_in_groups(c, rows, row["had"]))
        said = (*said, *_seen_elsewhere(c, harms))
        of = asked.condition or next(iter(c.conditions), "")
        return (*said, *(harm.published((c.harm,), harms, of) if row.get("published") else ()))
    return ()


def _seen_elsewhere(told: HarmCount, harms: HarmAnswer) -> tuple[str, ...]:
    """Beside a count of none, the serious harm that was seen among more people."""
    rows = questions()["harm_told"]
    seen = [c for c in harms.counts if c.serious and c.events and c.n > told.n] if not told.events else []
    most = max(seen, key=lambda c: c.n, default=None)
    return (rows["besides"].format(counts=harm.count_told(most)),) if most else ()


def _in_groups(c: HarmCount, words: dict[str, Any], had: str) -> Iterator[str]:
    """Randomised groups beside each other, then people without a comparison: a share only where studies may be added."""
    pair, alone = c.randomised, c.alone
    if pair and pair.differ:
        yield words["pair_differ"]
    elif pair:
        yield words["pair"].format(
            events=pair.events or "none", n=pair.n, control_events=pair.control_events or "none",
            control_n=pair.control_n, had=had,
        )  # fmt: skip
    if alone and alone.upper is not None and alone.ci is not None:
        told = bound(alone.events, alone.n, alone.upper, alone.ci)
        yield words["share"].format(n=alone.n, events=alone.events or "none", had=had, bound=told)
    elif alone:
        shares = [100 * s.events / s.n for s in alone.studies]
        yield words["share_differ"].format(n=alone.n, low=per_cent(min(shares)), high=per_cent(max(shares)), had=had)


def suitable(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """Whether someone who has or takes something may have cells: what is known of it, and that it was hardly counted."""
    trait = harm.trait(text)
    if trait is None or not (asked.cell or part("words", "given").search(text) or asks_for(text, "harms")):
        return None
    if asked.condition in trait.get("conditions", ()):
        asked = asked.but(condition="")
    ids = tuple(trait.get("harms", ()))
    found = answer(asked.but(type="harm", cell=asked.cell or "stem-cells", outcome=""), library)
    found = replace(found, harms=harm.first(ids, found.harms or HarmAnswer(), asked))
    facts = _of(trait, asked, library)
    cases = [c for c in _cases(found) if c.harm in ids or harm.is_near(c, asked)]
    known = [c for c in (found.harms or HarmAnswer()).counts if c.harm in ids]
    lead = [*_told(facts), *filled(row["lead_known" if facts else "lead"], who=trait["who"])]
    lead += [row["counted"].format(counts="; ".join(harm.count_told(c) for c in known))] if known else []
    return Opened((*lead, *harm.cases_told(cases)), _with(found, facts))


def operation(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """Cells that are to be put into the brain, the eye or the cord: what such an operation is, and what came of it."""
    place = next((p for p in questions()["place"] if pattern_of(p["asks"]).search(text)), None)
    if place is None or part("words", "helps").search(text) or not part("words", "given").search(text):
        return None
    own = asked.but(type="harm", cell=asked.cell or "stem-cells", route=place.get("route", ""), outcome="")
    found = answer(own, library)
    ids = tuple(place.get("harms", ()))
    harms = harm.first(ids, found.harms or HarmAnswer(), own)
    own_cases = [c for c in harms.cases if c.harm in ids or harm.is_near(c, own.but(cell=""))]
    child = bool(part("words", "child").search(text))
    own_cases.sort(key=lambda c: (c.condition != asked.condition, child and c.ages != "children"))
    found = replace(found, harms=replace(harms, cases=(*own_cases, *(c for c in harms.cases if c not in own_cases))))
    where: tuple[str, ...] = ()
    if own.route:
        found, line = harm.by_route(found, library)
        where = (line,)
    facts = _of(place, asked, library)
    return Opened((*place["lead"], *harm.cases_told(own_cases), *row["lead"], *where), _with(found, facts))


def _cases(found: Answer) -> tuple[Any, ...]:
    return found.harms.cases if found.harms else ()


def _told(facts: Iterable[Fact]) -> list[str]:
    return [f.statement for f in list(facts)[:LED]]


def _with(found: Answer, facts: Iterable[Fact]) -> Answer:
    return replace(found, facts=tuple(dict.fromkeys(facts))[:MOST_FACTS] or found.facts)


def _of(row: dict[str, Any], asked: Question, library: Library) -> list[Fact]:
    """The facts that a row's words find, on the cells, the condition and cells at large."""
    if "facts" not in row:
        return []
    told = re.compile(row["facts"], re.I)
    within = sorted(frame.conditions_within(asked.condition)) if asked.condition else []
    kin = [asked.cell, *vocabulary().ancestors("cell", asked.cell)] if asked.cell else []
    subjects = dict.fromkeys([*kin, *row.get("subjects", ()), *within, "stem-cells"])
    return [f for s in subjects if s for f in library.facts(s) if told.search(f.statement)]
