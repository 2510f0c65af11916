"""Change against final minus baseline; months out of order; counts that cannot go back."""

from __future__ import annotations

from collections.abc import Iterator

from stemwise.evidence.model import ArmData, Result, Study
from stemwise.evidence.scrutiny.finding import Finding, Scale, arm_n, decimals

CHANGE = "change-final"
MONTHS = "months"
RANGE = "range"
ONLY_RISES = ("death", "edss-progression")
ONLY_FALLS = ("relapse-free", "progression-free", "neda")


def change(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Where baseline, final value and change are all printed, the change is the final value less the baseline."""
    finals = {(r.outcome, r.months, a.arm): a for r in study.results if r.kind == "final" for a in r.arms}
    for row in study.results:
        if row.kind != "change":
            continue
        for arm in row.arms:
            final = finals.get((row.outcome, row.months, arm.arm))
            if final is None or final.mean is None or arm.mean is None:
                continue
            baseline = arm.baseline_mean if arm.baseline_mean is not None else final.baseline_mean
            if baseline is None:
                continue
            room = 1.5 * 10.0 ** -min(decimals(arm.mean), decimals(final.mean), decimals(baseline))
            apart = final.mean - baseline
            if abs(apart - arm.mean) > room:
                what = f"arm {arm.arm}: change {arm.mean:g}, but {final.mean:g} - {baseline:g} is {apart:.4g}"
                yield Finding(CHANGE, study.id, row.key, what, study.file)


def in_range(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Final and baseline means outside the scale; changes larger than the scale is long."""
    for row in study.results:
        limits = scales.get(row.outcome, Scale()).range
        if limits is None or row.kind not in ("final", "change"):
            continue
        for arm in row.arms:
            for name, value in (("mean", arm.mean), ("median", arm.median), ("baseline", arm.baseline_mean)):
                if value is None:
                    continue
                is_change = row.kind == "change" and name != "baseline"
                low, high = (limits[0] - limits[1], limits[1] - limits[0]) if is_change else limits
                if not low <= value <= high:
                    what = f"arm {arm.arm}: {name} {value:g} is outside the scale [{limits[0]:g}, {limits[1]:g}]"
                    yield Finding(RANGE, study.id, row.key, what, study.file)


def months(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Time points of one outcome that stand out of order, or share of people counted once that shrinks or grows."""
    series: dict[tuple[object, ...], Result] = {}
    for row in study.results:
        arms = tuple(a.arm for a in row.arms) or (row.contrast.arms if row.contrast else ())
        key = (row.outcome, row.kind, row.as_printed, row.note, arms)
        before = series.get(key)
        if before is not None and before.months is not None and row.months is not None:
            if row.months < before.months:
                what = f"{row.months:g} months stands after {before.months:g}"
                yield Finding(MONTHS, study.id, row.key, what, study.file)
            elif row.months > before.months:
                yield from _one_way(study, before, row)
        series[key] = row


def _one_way(study: Study, before: Result, after: Result) -> Iterator[Finding]:
    for arm in after.arms:
        first = before.arm(arm.arm)
        if first is None:
            continue
        a, b = _share(study, first), _share(study, arm)
        if a is None or b is None:
            continue
        if (after.outcome in ONLY_RISES and b < a - 0.005) or (after.outcome in ONLY_FALLS and b > a + 0.005):
            what = f"arm {arm.arm}: {a:.3g} at {before.months:g} months, {b:.3g} at {after.months:g}"
            yield Finding(MONTHS, study.id, after.key, what, study.file)


def _share(study: Study, arm: ArmData) -> float | None:
    n = arm_n(study, arm)
    return arm.events / n if arm.events is not None and n else None
