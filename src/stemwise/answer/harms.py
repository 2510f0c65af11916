"""Harms: published rates, counts over the base's own trials with exact bounds, documented serious cases, donors."""

from __future__ import annotations

from collections import defaultdict

from stemwise.answer import frame
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
    cells = frame.cells_within(question.cell) | {question.cell, "stem-cells"}
    wide = cells | set(vocabulary().ancestors("cell", question.cell) if question.cell else ())
    routes = set(question.route.split("+")) - {"", "local"}
    harm = question.outcome if vocabulary().known("harm", question.outcome) else ""
    pooled = tuple(
        p
        for p in library.pooled_harms()
        if (not p.cells or set(p.cells) & wide) and (not routes or not p.routes or set(p.routes) & routes)
    )
    cases = tuple(c for c in library.cases() if not c.cells or set(c.cells) & wide)
    return HarmAnswer(
        pooled=tuple(sorted(pooled, key=lambda p: (p.harm != harm, -(p.n or 0)))),
        counts=counts(question, library),
        cases=tuple(sorted(cases, key=lambda c: (c.harm != harm, c.condition != question.condition, -(c.year or 0)))),
        donors=tuple(d for d in library.donor_harms() if _about(d.procedure.lower(), question.cell)),
    )


def _about(procedure: str, cell: str) -> bool:
    if not cell or cell in ("stem-cells", "msc", "neonatal-cells"):
        return True
    return DONOR_PROCEDURES.get(cell, "\0") in procedure


def counts(question: Question, library: Library) -> tuple[HarmCount, ...]:
    """Events of n in treated and control arms over the studies of the condition, with the exact upper bound."""
    cells = frame.cells_within(question.cell)
    rows: dict[str, list[tuple[Study, HarmRow]]] = defaultdict(list)
    for study in library.studies(frame.conditions_within(question.condition) if question.condition else ""):
        for row in study.harms:
            if any((a.cell or "") in cells or not a.cell for a in study.treatment_arms):
                rows[row.harm].append((study, row))
    found = [c for harm, pairs in rows.items() if (c := _count(harm, pairs))]
    return tuple(sorted(found, key=lambda c: (not c.serious, -c.n)))


def _count(harm: str, pairs: list[tuple[Study, HarmRow]]) -> HarmCount | None:
    events = n = control_events = control_n = 0
    studies = []
    for study, row in pairs:
        roles = {a.id: a.role for a in study.arms}
        treated = [d for d in row.arms if roles.get(d.arm) == "treatment" and d.events is not None and d.n]
        control = [d for d in row.arms if roles.get(d.arm) == "control" and d.events is not None and d.n]
        if not treated:
            continue
        events += sum(d.events or 0 for d in treated)
        n += sum(d.n or 0 for d in treated)
        control_events += sum(d.events or 0 for d in control)
        control_n += sum(d.n or 0 for d in control)
        studies.append(study.id)
    if not n or events > n:
        return None
    words = vocabulary()
    term = words.get("harm", harm) if words.known("harm", harm) else None
    return HarmCount(
        harm=harm,
        name=term.name if term else harm,
        serious=bool(term and term.serious),
        events=events,
        n=n,
        control_events=control_events if control_n else None,
        control_n=control_n or None,
        upper=100 * upper_bound(events, n),
        studies=tuple(dict.fromkeys(studies)),
    )


def upper_bound(events: int, n: int, level: float = 0.95) -> float:
    """One-sided exact (Clopper-Pearson) upper bound of a proportion; for 0 of n it is 1 - (1 - level)^(1/n)."""
    if events >= n:
        return 1.0
    if events == 0:
        return float(1.0 - (1.0 - level) ** (1.0 / n))
    from scipy.special import betaincinv

    return float(betaincinv(events + 1, n - events, level))
