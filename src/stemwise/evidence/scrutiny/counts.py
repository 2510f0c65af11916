"""Counts against percentages, and counts against the numbers of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemwise.evidence.knowledge import PooledHarm
from stemwise.evidence.model import ArmData, Study
from stemwise.evidence.scrutiny.finding import Finding, Scale, arm_n, decimals

PERCENT = "count-percent"
SHARE = "share"
SUMS = "arm-sums"
SHARES = ("arr", "death-rate")
"""Outcomes whose ``rate`` is per person-year, not a share."""


def percentages(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """A printed share against the events it stands beside; without events, whether any count gives it."""
    for row in study.results:
        if row.outcome in SHARES or row.kind == "survival":
            continue
        for arm in row.arms:
            n = arm_n(study, arm)
            if arm.rate is None or not n or not 0 <= arm.rate <= 100:
                continue
            what = _percent(arm, n, row.kind)
            if what:
                yield Finding(PERCENT, study.id, row.key, f"arm {arm.arm}: {what}", study.file)


def shares(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """A share written as a part of one: sources print per cent, and 0.7 read as per cent is a hundredth of it."""
    for row in study.results:
        if scales.get(row.outcome, Scale()).type != "event":
            continue
        for arm in row.arms:
            if arm.rate is not None and 0 < arm.rate < 1:
                what = f"arm {arm.arm}: the rate {arm.rate:g} of an event is below 1: write per cent, as printed"
                yield Finding(SHARE, study.id, row.key, what, study.file)


def pooled_harms(rows: Iterable[PooledHarm]) -> Iterator[Finding]:
    """The rate of a single series against its counts; a pooled rate is weighted and need not be the plain share."""
    for row in rows:
        if row.measure != "proportion" or row.value is None or row.events is None or not row.n or (row.k or 1) > 1:
            continue
        share = 100.0 * row.events / row.n
        if abs(share - row.value) > 0.5 * 10.0 ** -decimals(row.value) * (1 + 1e-9):
            what = f"{row.events} of {row.n} is {share:.3g} per cent, written {row.value:g}"
            yield Finding(PERCENT, row.id, "pooled_harm", what, row.file)


def _percent(arm: ArmData, n: int, kind: str) -> str:
    assert arm.rate is not None
    whole = 1.0 if arm.rate <= 1 else 100.0
    half = 0.5 * 10.0 ** -decimals(arm.rate) * (1 + 1e-9)
    if arm.events is not None:
        share = whole * arm.events / n
        return "" if abs(share - arm.rate) <= half else f"{arm.events} of {n} is {share:.3g}, printed {arm.rate:g}"
    nearest = round(n * arm.rate / whole)
    possible = any(abs(whole * x / n - arm.rate) <= half for x in (nearest - 1, nearest, nearest + 1))
    return "" if possible or kind != "event" else f"no count of {n} gives {arm.rate:g}"


def sums(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Arms against the numbers randomised (or enrolled) and analysed; values against the arm they belong to."""
    entered, analysed = study.population.n_entered, study.population.n_analysed
    if entered is not None and analysed is not None and analysed > entered:
        how = "enrolled" if study.population.n_randomised is None else "randomised"
        yield Finding(SUMS, study.id, "study", f"{analysed} analysed of {entered} {how}", study.file)
    sizes = [arm.n for arm in study.arms]
    total = sum(n for n in sizes if n is not None)
    known = {n for n in (entered, analysed) if n is not None}
    if sizes and None not in sizes and known and total not in known and study.design != "crossover-rct":
        said = " or ".join(str(n) for n in sorted(known))
        yield Finding(SUMS, study.id, "study", f"the arms add up to {total}, the study counts {said}", study.file)
    for row in study.rows:
        for data in row.arms:
            arm = study.arm(data.arm)
            if arm is not None and arm.n is not None and data.n is not None and data.n > arm.n:
                what = f"arm {arm.id}: {data.n} people in a value, {arm.n} in the arm"
                yield Finding(SUMS, study.id, row.key, what, study.file)
