"""Harms in text: pooled rates, counts with their upper bound, documented serious cases, donors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemwise.report.around import harms_elsewhere
from stemwise.report.harm_words import (
    ELSEWHERE,
    beside,
    count_words,
    elsewhere_words,
    of_all_routes,
    of_others,
    others,
    pooled_words,
)
from stemwise.report.paper import Paper, whole
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.answer.harm_model import HarmAnswer, HarmCount
    from stemwise.evidence.knowledge import DonorHarm, PooledHarm

MOST = 8
MOST_CASES = 5


def section(paper: Paper, found: Explanation) -> None:
    """All harms."""
    body(paper, found.harms, found.question.route, harms_elsewhere(found))


def body(paper: Paper, harms: HarmAnswer, route: str = "", lead: str = ELSEWHERE) -> None:
    """Counts first (they are of this condition's trials), then pooled rates, cases and donors."""
    paper.section("Harms")
    if not (harms.counts or harms.pooled or harms.cases or harms.elsewhere):
        paper.para("No harm counts were seen. That is not the same as no harm.")
    _elsewhere(paper, harms, MOST, lead)
    if harms.counts:
        paper.para(
            "In the studies at hand (none seen does not mean none: the bound, one-sided at 95 %, says how many could "
            "still be harmed; where some were seen, the share stands with its 95 % interval):"
        )
        _counts(paper, harms, harms.counts[:MOST], route)
        paper.rest(len(harms.counts) - MOST)
    pooled = of_others(harms)
    if pooled:
        paper.blank()
        paper.para("Over many people, as published:")
        shown = chosen(pooled)
        for h in shown:
            paper.item(pooled_words(h) + paper.refs(h.sources[:1], vocabulary().name("harm", h.harm)))
        paper.rest(len(pooled) - len(shown))
    if harms.cases:
        paper.blank()
        paper.para("Documented serious harm:")
        for case in harms.cases[:MOST_CASES]:
            of = f" Of how many: {case.denominator}" if case.denominator else ""
            paper.item(f"{whole(case.what, 300)}{of}{paper.refs(case.sources[:1], case.what)}")
        paper.rest(len(harms.cases) - MOST_CASES)


def _elsewhere(paper: Paper, harms: HarmAnswer, most: int, lead: str) -> None:
    """What such cells did in other conditions, where nothing was counted in this one."""
    if harms.elsewhere:
        paper.para(lead)
        for c in harms.elsewhere[:most]:
            paper.item(f"{elsewhere_words(c)}.")
        paper.rest(len(harms.elsewhere) - most)


def _counts(paper: Paper, harms: HarmAnswer, rows: Sequence[HarmCount], route: str, *, short: bool = False) -> None:
    """Counts, those of the route asked about first, each beside the published share of the same harm."""
    for c in [c for c in rows if c.route or not route]:
        paper.item(f"{count_words(c, short=short)}.{beside(c, harms)}")
    if route and (note := of_all_routes(harms, route)):
        paper.item(note)
    for c in [c for c in rows if route and not c.route]:
        paper.item(f"{count_words(c, short=short)}.{beside(c, harms)}")


def few(paper: Paper, found: Explanation, counts: int, cases: int) -> None:
    """What the summary above did not name: the first counts and documented cases; cases first where nothing was counted."""
    harms, route = found.harms, found.question.route
    rows = sorted(others(harms), key=lambda c: bool(route) and not c.route)
    paper.section("Harms besides those named above" if rows else "Harms")
    if not (harms.counts or harms.pooled or harms.cases or harms.elsewhere):
        paper.para("No harm counts were seen. That is not the same as no harm.")
    if not harms.counts:
        _documented(paper, harms, cases)
        _elsewhere(paper, harms, cases, harms_elsewhere(found))
        return
    _counts(paper, harms, rows[:counts], route, short=True)
    paper.rest(len(rows) - counts)
    _documented(paper, harms, cases)


def _documented(paper: Paper, harms: HarmAnswer, most: int) -> None:
    for case in harms.cases[:most]:
        paper.item(f"Documented: {whole(case.what, 160)}{paper.refs(case.sources[:1], case.what)}")
    paper.rest(len(harms.cases) - most, what="documented cases")


def donors(paper: Paper, rows: Sequence[DonorHarm], limit: int) -> None:
    """Harms of obtaining cells."""
    for d in rows[:limit]:
        who = f" ({d.to_whom})" if d.to_whom else ""
        numbers = f" {d.numbers}" if d.numbers else ""
        paper.item(f"{d.procedure.replace('-', ' ')}{who}: {d.what}{numbers}{paper.refs(d.sources[:1], d.what)}")
    paper.rest(len(rows) - limit)


def chosen(rows: Sequence[PooledHarm]) -> tuple[PooledHarm, ...]:
    """Up to ``MOST`` rows with a figure: for each harm the one over most people, serious harms first."""
    first: dict[str, PooledHarm] = {}
    for h in sorted(rows, key=_rank):
        if h.value is not None or h.events is not None:
            first.setdefault(h.harm, h)
    return tuple(first.values())[:MOST]


def _rank(h: PooledHarm) -> tuple[bool, int]:
    """Serious harms first, the larger base first."""
    words = vocabulary()
    serious = words.known("harm", h.harm) and words.get("harm", h.harm).serious
    return (not serious, -(h.n or 0))
