"""Harms: published rates, counts over the base's own trials with exact bounds, documented serious cases, donors."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import lru_cache

from stemwise.answer import frame
from stemwise.answer.contrast import completed
from stemwise.answer.model import HarmAnswer, HarmCount
from stemwise.evidence import Library
from stemwise.evidence.model import HarmRow, Study
from stemwise.question import Question
from stemwise.terms import vocabulary

DONOR_PROCEDURES = {
    "bm-msc": "bone-marrow harvest", "bm-mnc": "bone-marrow harvest", "ahsct": "mobilis", "pb-mnc": "mobilis",
    "ad-msc": "lipo", "svf": "lipo", "cord-blood": "cord", "uc-msc": "cord", "placental-msc": "cord", "esc": "embryo",
    "fetal": "fetal", "oec": "nasal", "nsc": "fetal",
}  # fmt: skip
"""The procedure by which cells are had, as a word of ``harms/donor.toml``'s ``procedure``."""


def harms(question: Question, library: Library) -> HarmAnswer:
    """What went wrong, for the cells and route asked about (everything, where not asked)."""
    harm = question.outcome if vocabulary().known("harm", question.outcome) else ""
    conditions = frame.conditions_within(question.condition) if question.condition else frozenset()
    routes = set(question.route.split("+")) - {"", "local"}
    pooled = tuple(
        p
        for p in library.pooled_harms()
        if _for_cells(p.cells, question.cell)
        and (not p.condition or not conditions or p.condition in conditions)
        and (not routes or not p.routes or set(p.routes) & routes)
    )
    cases = tuple(c for c in library.cases() if _for_cells(c.cells, question.cell))
    own = counts(question, library)
    return HarmAnswer(
        pooled=tuple(sorted(pooled, key=lambda p: (p.harm != harm, p.condition not in conditions, -(p.n or 0)))),
        counts=own,
        elsewhere=() if own or not question.condition else counts(question.but(condition=""), library),
        cases=tuple(sorted(cases, key=lambda c: (c.harm != harm, c.condition != question.condition, -(c.year or 0)))),
        donors=tuple(d for d in library.donor_harms() if _about(d.procedure.lower(), question.cell)),
    )


def _for_cells(told: tuple[str, ...], asked: str) -> bool:
    """Whether a harm told of some cells bears on those asked about. Transplantation is a treatment of its own, both ways."""
    if asked == "ahsct":
        return "ahsct" in told
    if not told:
        return True
    words = vocabulary()
    kin = frame.cells_within(asked) | set(words.ancestors("cell", asked) if asked else ()) | {"stem-cells"}
    return bool(set(told) & kin)


def _about(procedure: str, cell: str) -> bool:
    if not cell or cell in ("stem-cells", "msc", "neonatal-cells"):
        return True
    return DONOR_PROCEDURES.get(cell, "\0") in procedure


SINGLE_CASES = 4
"""Reports of so few people tell that a harm happens, not how often: they are cases, not counts."""
NINE_TENTHS = 0.9


def counts(question: Question, library: Library) -> tuple[HarmCount, ...]:
    """Events of n in treated and control arms over the studies of the condition, with the exact upper bound."""
    cells = frame.cells_within(question.cell)
    routes = frozenset(question.route.split("+")) - {"", "local"}
    rows: dict[str, dict[str, tuple[Study, HarmRow]]] = defaultdict(dict)
    for study in library.studies(frame.conditions_within(question.condition) if question.condition else ""):
        if (study.n or 0) <= SINGLE_CASES and study.design == "case-series":
            continue
        for row in study.harms:
            if any((a.cell or "") in cells or not a.cell for a in study.treatment_arms):
                before = rows[row.harm].get(study.id)
                if before is None or _length(row) > _length(before[1]):
                    rows[row.harm][study.id] = (study, row)
    found = []
    for harm, pairs in rows.items():
        apart = _apart(pairs)
        count = (_count(harm, apart, routes) if routes else None) or _count(harm, apart)
        found += [count] if count else []
    return tuple(sorted(found, key=lambda c: (bool(routes) and not c.route, not c.serious, -c.n)))


def _length(row: HarmRow) -> tuple[float, int]:
    """Of several rows of one harm in one study the longest follow-up counts, then the most people: nobody twice."""
    return (row.months or 0.0, sum(d.n or 0 for d in row.arms))


def _apart(pairs: dict[str, tuple[Study, HarmRow]]) -> list[tuple[Study, HarmRow]]:
    """Without the studies whose people are also counted in a larger report of the same patients."""
    return [pair for pair in pairs.values() if not set(pair[0].overlaps) & pairs.keys()]


def _count(harm: str, pairs: list[tuple[Study, HarmRow]], routes: frozenset[str] = frozenset()) -> HarmCount | None:
    """Events of n over the studies; of arms given by one of ``routes`` only, where these are told."""
    events = n = control_events = control_n = controlled = 0
    studies: list[Study] = []
    people: Counter[str] = Counter()
    for study, row in pairs:
        roles = {a.id: a for a in study.arms}
        known = [completed(roles[d.arm], d) for d in row.arms if d.arm in roles]
        counted = {a.id for a in study.treatment_arms if not routes or routes & set(a.routes)}
        treated = [d for d in known if d.arm in counted and d.events is not None and d.n]
        control = [d for d in known if roles[d.arm].role == "control" and d.events is not None and d.n]
        if not treated:
            continue
        size = sum(d.n or 0 for d in treated)
        events += sum(d.events or 0 for d in treated)
        n += size
        controlled += size if control else 0
        control_events += sum(d.events or 0 for d in control)
        control_n += sum(d.n or 0 for d in control)
        studies.append(study)
        people[study.condition] += size
    if not n or events > n:
        return None
    words = vocabulary()
    term = words.get("harm", harm) if words.known("harm", harm) else None
    comparable = controlled >= NINE_TENTHS * n
    return HarmCount(
        harm=harm,
        name=term.name if term else harm,
        serious=bool(term and term.serious),
        events=events,
        n=n,
        control_events=control_events if comparable else None,
        control_n=control_n if comparable else None,
        upper=100 * upper_bound(events, n),
        studies=tuple(s.id for s in studies),
        route="+".join(sorted(routes)),
        years=(min(years), max(years)) if (years := [s.year for s in studies if s.year]) else None,
        conditions=tuple(c for c, _ in people.most_common()),
    )


FEW = 10
"""People below which a bound says nothing (0 of 9: up to 28 %)."""


def bound_words(count: HarmCount) -> str:
    """What so many people allow one to say of how often it may come."""
    if count.n < FEW or count.upper > NEARLY_ALL:
        return "too few people to say how often it comes"
    share = count.upper
    return f"up to {share:.{0 if share >= 9.95 else 1 if share >= 1 else 2}f} % cannot be ruled out"


NEARLY_ALL = 99.5


@lru_cache(maxsize=4096)
def upper_bound(events: int, n: int, level: float = 0.95) -> float:
    """One-sided exact (Clopper-Pearson) upper bound of a proportion; for 0 of n it is 1 - (1 - level)^(1/n).

    The share at which ``events`` or fewer would be seen with probability ``1 - level``, found by bisection on the
    binomial sum in plain floats: importing a library of special functions for it would cost a quarter of a second.
    """
    if events >= n:
        return 1.0
    if events == 0:
        return float(1.0 - (1.0 - level) ** (1.0 / n))
    choose = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(events + 1)]
    low, high = events / n, 1.0
    for _ in range(BISECTIONS):
        p = (low + high) / 2
        a, b = math.log(p), math.log1p(-p)
        below = math.fsum(math.exp(c + k * a + (n - k) * b) for k, c in enumerate(choose))
        low, high = (p, high) if below > 1 - level else (low, p)
    return (low + high) / 2


BISECTIONS = 46
"""Halvings of an interval of at most 1: the bound is known to 2e-14."""
