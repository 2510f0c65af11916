"""Harms in text: pooled rates, counts with their upper bound, documented serious cases, donors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemwise.report.paper import Paper, shorten
from stemwise.report.words import MEASURE_WORDS, per_cent

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.answer.model import HarmAnswer, HarmCount
    from stemwise.evidence.knowledge import DonorHarm, PooledHarm

MOST = 8
MOST_CASES = 5


def section(paper: Paper, found: Explanation) -> None:
    """All harms."""
    body(paper, found.harms)


def body(paper: Paper, harms: HarmAnswer) -> None:
    """Counts first (they are of this condition's trials), then pooled rates, cases and donors."""
    paper.section("Harms")
    if not (harms.counts or harms.pooled or harms.cases):
        paper.para("No harm counts were seen. That is not the same as no harm.")
    if harms.counts:
        paper.para(
            "In the trials at hand (none seen does not mean none: the bound says how many could still be harmed):"
        )
        paper.items([_count(c) + "." for c in harms.counts[:MOST]], MOST)
        paper.rest(len(harms.counts) - MOST)
    if harms.pooled:
        paper.blank()
        paper.para("Over many people, as published:")
        shown = chosen(harms.pooled)
        for h in shown:
            paper.item(_pooled(h) + paper.refs(h.sources[:1], _name(h.harm)))
        paper.rest(len(harms.pooled) - len(shown))
    if harms.cases:
        paper.blank()
        paper.para("Documented serious harm:")
        for case in harms.cases[:MOST_CASES]:
            of = f" Of how many: {case.denominator}" if case.denominator else ""
            paper.item(f"{shorten(case.what, 300)}{of}{paper.refs(case.sources[:1], case.what)}")
        paper.rest(len(harms.cases) - MOST_CASES)


def few(paper: Paper, harms: HarmAnswer, counts: int, cases: int) -> None:
    """The first counts (serious ones before others) and documented cases, for a short report."""
    paper.section("Harms")
    if not (harms.counts or harms.pooled or harms.cases):
        paper.para("No harm counts were seen. That is not the same as no harm.")
    rows = sorted(harms.counts, key=lambda c: not c.serious)
    paper.items([_count(c) + "." for c in rows], counts)
    for case in harms.cases[:cases]:
        paper.item(f"Documented: {shorten(case.what, 160)}{paper.refs(case.sources[:1], case.what)}")
    paper.rest(len(harms.cases) - cases, what="documented cases")


def donors(paper: Paper, rows: Sequence[DonorHarm], limit: int) -> None:
    """Harms of obtaining cells."""
    for d in rows[:limit]:
        who = f" ({d.to_whom})" if d.to_whom else ""
        numbers = f" {d.numbers}" if d.numbers else ""
        paper.item(f"{d.procedure.replace('-', ' ')}{who}: {d.what}{numbers}{paper.refs(d.sources[:1], d.what)}")
    paper.rest(len(rows) - limit)


def main_bound(harms: HarmAnswer) -> str:
    """The serious harm counted in the most people, in one sentence; empty where none was counted."""
    serious = [c for c in harms.counts if c.serious and c.harm != "death"] or [c for c in harms.counts if c.serious]
    if not serious:
        return ""
    most = max(serious, key=lambda c: c.n)
    published = [h for h in harms.pooled if h.harm == most.harm and h.measure == "proportion" and h.value is not None]
    if published:
        return f"as published, {_pooled(published[0]).rstrip('.')}."
    return _count(most) + "."


def _count(c: HarmCount) -> str:
    control = ""
    if c.control_events is not None and c.control_n:
        control = f" (with control {c.control_events} of {c.control_n})"
    studies = "1 study" if len(c.studies) == 1 else f"{len(c.studies)} studies"
    return (
        f"{c.name}: {c.events} of {c.n} treated{control}, {studies}; up to {per_cent(c.upper)} % cannot be ruled out"
    )  # fmt: skip


def chosen(rows: Sequence[PooledHarm]) -> tuple[PooledHarm, ...]:
    """Up to ``MOST`` rows with a figure: for each harm the one over most people, serious harms first."""
    first: dict[str, PooledHarm] = {}
    for h in sorted(rows, key=_rank):
        if h.value is not None or h.events is not None:
            first.setdefault(h.harm, h)
    return tuple(first.values())[:MOST]


def _rank(h: PooledHarm) -> tuple[bool, int]:
    """Serious harms first, the larger base first."""
    from stemwise.terms import vocabulary

    words = vocabulary()
    serious = words.known("harm", h.harm) and words.get("harm", h.harm).serious
    return (not serious, -(h.n or 0))


def _pooled(h: PooledHarm) -> str:
    ci = f" ({h.ci[0]:g} to {h.ci[1]:g})" if h.ci else ""
    if h.value is None:
        figure = f"{h.events} of {h.n}" if h.events is not None and h.n else "no figure"
    elif h.measure == "proportion":
        figure = f"{h.value:g} %{ci}"
    else:
        figure = f"{MEASURE_WORDS.get(h.measure, h.measure)} {h.value:g}{ci}"
    base = ", ".join(p for p in (f"{h.k} studies" if h.k else "", f"{h.n} people" if h.n else "", h.population) if p)
    note = f" {shorten(h.note, 160)}" if h.note else ""
    return f"{_name(h.harm)}: {figure}" + (f" ({base})." if base else ".") + note


def _name(harm: str) -> str:
    from stemwise.terms import vocabulary

    return vocabulary().name("harm", harm) if vocabulary().known("harm", harm) else harm
