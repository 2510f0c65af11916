"""Harms counted over the studies at hand: people harmed of people treated, randomised groups apart, the rest as told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from stemwise.answer import frame, people
from stemwise.answer.contrast import completed
from stemwise.answer.harm_model import HarmCount, HarmPair, HarmShare, HarmStudy, HarmTold
from stemwise.answer.shares import exact_interval, ratio, ratios_differ, shares_differ, upper_bound
from stemwise.evidence import Library
from stemwise.evidence.model import Arm, ArmData, HarmRow, Study
from stemwise.question import Question
from stemwise.terms import vocabulary

SINGLE_CASES = 4
"""Reports of so few people tell that a harm happens, not how often: they are cases, not counts."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One harm in one study: events of n with cells and with control (0 of 0: not counted), and what is only told."""

    study: Study
    events: int = 0
    n: int = 0
    control_events: int = 0
    control_n: int = 0
    months: float | None = None
    told: tuple[HarmTold, ...] = ()


def counts(question: Question, library: Library) -> tuple[HarmCount, ...]:
    """Every harm with its count; where a word for several conditions was asked about, each condition for itself."""
    words = vocabulary()
    known = words.known("condition", question.condition)
    included = words.get("condition", question.condition).includes if known else ()
    routes = frozenset(question.route.split("+")) - {"", "local"}
    found: list[HarmCount] = []
    for condition in included or (question.condition,):
        own = _of_condition(question.but(condition=condition), library, routes)
        found += [replace(c, condition=condition) for c in own] if included else own
    return tuple(sorted(found, key=lambda c: (bool(routes) and not c.route, not c.serious, -c.n)))


def _of_condition(question: Question, library: Library, routes: frozenset[str]) -> list[HarmCount]:
    at_hand = _at_hand(question, library)
    by_route = [(s, own) for s, given in at_hand if (own := [a for a in given if routes & set(a.routes)])]
    found = []
    for harm in dict.fromkeys(row.harm for study, _ in at_hand for row in study.harms):
        found.append(_count(harm, by_route, question, "+".join(sorted(routes))) or _count(harm, at_hand, question))
    return [c for c in found if c]


def _at_hand(question: Question, library: Library) -> list[tuple[Study, list[Arm]]]:
    """The studies of such cells in the condition that print results, each with the arms that got them; no single cases."""
    cells = frame.cells_within(question.cell)
    found = []
    for study in library.studies(frame.conditions_within(question.condition) if question.condition else ""):
        given = [a for a in study.treatment_arms if a.cell in cells or not a.cell]
        single = (study.n or 0) <= SINGLE_CASES and study.design == "case-series"
        if given and not single and (study.results or study.harms):
            found.append((study, given))
    return found


def _count(
    harm: str, studies: Sequence[tuple[Study, list[Arm]]], question: Question, route: str = ""
) -> HarmCount | None:
    """Events of n over the studies, without those whose people are also counted in a larger report of them."""
    seen = [s for study, given in studies if (s := _seen(study, harm, given))]
    counted = {s.study.id for s in seen if s.n}
    seen = [s for s in seen if not counted & set(s.study.overlaps)]
    told = tuple(sorted((t for s in seen for t in s.told), key=lambda t: (not t.some, not t.people)))
    whose = [s.study for s in seen if s.n or s.told]
    of: Counter[str] = Counter()
    for s in seen:
        if s.n or s.told:
            of[s.study.condition] += s.n
    seen = [s for s in seen if s.n]
    if not seen and not told:
        return None
    pairs = _pairs(seen)
    years = [s.study.year for s in seen if s.study.year]
    words = vocabulary()
    term = words.get("harm", harm) if words.known("harm", harm) else None
    return HarmCount(
        harm=harm,
        name=term.name if term else harm,
        serious=bool(term and term.serious),
        events=sum(s.events for s in seen),
        n=sum(s.n for s in seen),
        studies=tuple(s.study.id for s in seen),
        randomised=_pair(pairs) if pairs else None,
        alone=_alone([s for s in seen if s not in pairs]),
        told=told,
        at_hand=len(studies),
        unlike=_unlike(whose, question),
        route=route,
        years=(min(years), max(years)) if years else None,
        conditions=tuple(c for c, _ in of.most_common()),
    )


def _unlike(studies: Sequence[Study], question: Question) -> tuple[tuple[str, int], ...]:
    """In which parts, and in how many of the studies, the people are not those asked about."""
    parts = people.stated(question) if question.condition else ()
    other = [(part, sum(people.like(s, question, part) is False for s in studies)) for part in parts]
    return tuple((part, n) for part, n in other if n)


def _pairs(seen: Sequence[_Seen]) -> list[_Seen]:
    """The randomised trials that counted both groups; of several records with one control group the first."""
    pairs: list[_Seen] = []
    for s in seen:
        shared = {p.study.id for p in pairs} & set(s.study.shares_control_with)
        if s.study.randomised and s.control_n and not shared:
            pairs.append(s)
    return pairs


def _pair(pairs: Sequence[_Seen]) -> HarmPair:
    tables = [(s.events, s.n, s.control_events, s.control_n) for s in pairs]
    events, n, control_events, control_n = (sum(column) for column in zip(*tables, strict=True))
    differ = ratios_differ(tables)
    over_all, ci = (None, None) if differ else ratio(tables)
    trials = tuple(
        HarmStudy(s.study.id, s.study.label, *t, s.months, *ratio([t])) for s, t in zip(pairs, tables, strict=True)
    )
    return HarmPair(
        events, n, control_events, control_n, tuple(s.study.id for s in pairs), over_all, ci, trials, differ
    )


def _alone(seen: Sequence[_Seen]) -> HarmShare | None:
    """The others, added where they are alike enough for one share to stand for all."""
    if not seen:
        return None
    events, n = sum(s.events for s in seen), sum(s.n for s in seen)
    studies = tuple(HarmStudy(s.study.id, s.study.label, s.events, s.n, months=s.months) for s in seen)
    if shares_differ([(s.events, s.n) for s in seen]):
        return HarmShare(events, n, studies)
    low, high = exact_interval(events, n)
    return HarmShare(events, n, studies, 100 * upper_bound(events, n), (100 * low, 100 * high))


def _seen(study: Study, harm: str, given: Sequence[Arm]) -> _Seen | None:
    """What one study says of one harm: of the rows that count people the longest follow-up, then the most people.

    No one is counted twice, and no row of the same time is lost: it is told.
    """
    rows = [(row, t, _data(row, study.control_arms)) for row in study.harms if row.harm == harm
            if (t := _data(row, given))]  # fmt: skip
    if not rows:
        return None
    countable = [(row, t, c) for row, t, c in rows if not row.what and _whole(t)]
    best = max(countable, key=lambda r: _length(r[0], r[1]), default=None)
    latest = max(row.months or 0.0 for row, _, _ in rows)
    told = [_told(study, *r) for r in rows if r not in countable and r[0].months in (None, latest)]
    if best is None:
        return _Seen(study, told=tuple(told))
    row, treated, control = best
    others = [r for r in countable if r is not best and r[0].months == row.months and _events(r[1])]
    told += [_told(study, *r) for r in others]
    whole = _whole(control)
    return _Seen(
        study, _events(treated), _people(treated), _events(control) if whole else 0, _people(control) if whole else 0,
        row.months, tuple(told),
    )  # fmt: skip


def _data(row: HarmRow, arms: Collection[Arm]) -> list[ArmData]:
    by_id = {a.id: a for a in arms}
    return [d if row.what else completed(by_id[d.arm], d) for d in row.arms if d.arm in by_id]


def _whole(data: Sequence[ArmData]) -> bool:
    """Whether each arm has its events and its number of people."""
    return bool(data) and all(d.events is not None and d.n and d.events <= d.n for d in data)


def _events(data: Sequence[ArmData]) -> int:
    return sum(d.events or 0 for d in data)


def _people(data: Sequence[ArmData]) -> int:
    return sum(d.n or 0 for d in data)


def _length(row: HarmRow, treated: Sequence[ArmData]) -> tuple[float, int, int]:
    return (row.months or 0.0, _people(treated), _events(treated))


def _told(study: Study, row: HarmRow, treated: Sequence[ArmData], control: Sequence[ArmData]) -> HarmTold:
    """A row in words: its numbers, what they count, and that the number of people is not known where it is not."""
    people = not row.what
    text = _number(treated, of=people)
    if control:
        text += f" with cells v {_number(control, of=people)} with control"
    if row.what:
        text += f"{',' if control else ''} {row.what}"
    elif not all(d.n for d in treated):
        text += " (of how many is not known)"
    elif _whole(treated) and row.as_printed:
        text += f" ({row.as_printed})"
    return HarmTold(study.id, study.label, text, any(d.events or d.rate for d in treated), people)


def _number(data: Sequence[ArmData], *, of: bool) -> str:
    """ "5 (8 %)", "56 %", "3 of 19"; arms together where each has its events."""
    if all(d.events is not None for d in data):
        total = f"{_events(data)} of {_people(data)}" if of and all(d.n for d in data) else f"{_events(data)}"
        share = f" ({data[0].rate:g} %)" if len(data) == 1 and data[0].rate is not None else ""
        return total + share
    parts = [
        f"{d.rate:g} %" if d.rate is not None else str(d.events) for d in data if (d.rate, d.events) != (None, None)
    ]
    return " and ".join(parts) or "no number"
