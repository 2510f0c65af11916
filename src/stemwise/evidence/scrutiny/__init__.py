"""Scrutiny by machine: what in the records does not fit, one file per idea, one row per check.

Each check takes a study and the scales and yields findings. A finding is closed by the record itself::

    explained = [{ check = "p-value", result = "gmfm-66@12", why = "ANCOVA in the paper, so p differs from a t-test" }]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from stemwise.evidence.knowledge import PooledHarm
from stemwise.evidence.library import Library
from stemwise.evidence.model import Study
from stemwise.evidence.scrutiny import contrasts, counts, course, granularity, intervals, p_values, repeats, spreads
from stemwise.evidence.scrutiny.finding import STEPS, Finding, Scale

__all__ = ["CHECKS", "Finding", "check", "findings", "scales_of", "scrutinise"]

Check = Callable[[Study, dict[str, Scale]], Iterator[Finding]]

CHECKS: dict[str, tuple[Check, str]] = {
    p_values.ID: (p_values.check, "printed p against t-test, Fisher or chi-squared on the printed numbers"),
    intervals.ID: (intervals.check, "intervals that miss their estimate, are not centred on it, or disagree with p"),
    contrasts.ID: (contrasts.check, "a printed contrast against the arms it compares"),
    spreads.ID: (spreads.check, "standard errors printed as standard deviations, implausible differences"),
    granularity.ID: (granularity.check, "means and SDs that no whole scores can give (GRIM, GRIMMER)"),
    counts.PERCENT: (counts.percentages, "counts against percentages"),
    counts.SHARE: (counts.shares, "shares of people written as a part of one instead of per cent"),
    counts.SUMS: (counts.sums, "arms against the numbers randomised and analysed"),
    repeats.ID: (repeats.check, "the same values in two rows, the same study in two files"),
    course.CHANGE: (course.change, "change against final minus baseline"),
    course.RANGE: (course.in_range, "values outside the scale"),
    course.MONTHS: (course.months, "months out of order, cumulative counts that go back"),
}
"""Each check by its id, with what it looks at. ``stale`` is the one finding that no check makes (see ``findings``)."""


def scales_of(library: Library) -> dict[str, Scale]:
    """Range and step of each outcome, from the terms."""
    scales = {name: Scale(step=step) for name, step in STEPS.items()}
    for document in library.content.documents("terms").values():
        for term in document.get("term", []):
            if term.get("kind") == "outcome":
                limits = tuple(term.get("range", ()))
                whole = (limits[0], limits[1]) if len(limits) == 2 else None
                scales[term["id"]] = Scale(whole, STEPS.get(term["id"]), str(term.get("type", "")))
    return scales


def scrutinise(study: Study, scales: dict[str, Scale] | None = None) -> list[Finding]:
    """All findings on one study, as they come, explained or not."""
    known = scales if scales is not None else {name: Scale(step=step) for name, step in STEPS.items()}
    return [found for run, _ in CHECKS.values() for found in run(study, known)]


def findings(library: Library) -> list[Finding]:
    """All findings on the library, each with its record's explanation; and explanations that explain nothing."""
    scales = scales_of(library)
    studies = library.studies(drafts=True)
    raw = [found for study in studies for found in scrutinise(study, scales)]
    raw += [*repeats.between(studies), *spreads.between(studies), *counts.pooled_harms(library.pooled_harms())]
    return _explain(raw, [*studies, *library.pooled_harms()])


def check(library: Library) -> list[Finding]:
    """The open findings: those that no record explains."""
    return [found for found in findings(library) if not found.explained]


def _explain(raw: Iterable[Finding], records: Sequence[Study | PooledHarm]) -> list[Finding]:
    reasons = {(r.id, e.check, e.result): e.why for r in records for e in r.explained}
    used: set[tuple[str, str, str]] = set()
    closed = []
    for found in dict.fromkeys(raw):
        for result in (found.result, "*"):
            key = (found.study, found.check, result)
            if key in reasons:
                used.add(key)
                found = replace(found, explained=reasons[key])
                break
        closed.append(found)
    files = {r.id: r.file for r in records}
    for study, name, result in sorted(set(reasons) - used):
        what = f"an explanation of {name!r} that nothing calls for: remove it or mend its `check` and `result`"
        closed.append(Finding("stale", study, result, what, files[study]))
    return sorted(closed, key=lambda f: (f.file, f.check, f.result))
