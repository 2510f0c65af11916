"""Intervals that do not contain their estimate, are not centred on it, or disagree with the printed p."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from stemwise.evidence.model import Interval, Study
from stemwise.evidence.scrutiny.finding import Finding, Scale, decimals, printed_p
from stemwise.evidence.scrutiny.statistics import z_of

ID = "interval"
DIFFERENCES = ("MD", "SMD", "RD")
RATIOS = ("RR", "OR", "HR", "IRR", "ROM")
COUNTED = ("gd-lesions", "t2-lesions", "arr")
"""Outcomes whose arm means come from Poisson or negative-binomial models: their intervals are centred on the log."""


class _Estimate(NamedTuple):
    key: str
    name: str
    measure: str
    value: float
    ci: Interval
    level: float
    p: str


def check(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Arm means, contrasts and pooled results with an interval."""
    for one in _estimates(study):
        for what in filter(None, (_contains(one), _centred(one), _against_p(one))):
            yield Finding(ID, study.id, one.key, f"{one.name}: {what}", study.file)


def _estimates(study: Study) -> Iterator[_Estimate]:
    for r in study.results:
        measure = "counts" if r.outcome in COUNTED else "mean"
        for a in r.arms:
            if a.mean is not None and a.ci is not None:
                yield _Estimate(r.key, f"arm {a.arm}", measure, a.mean, a.ci, a.ci_level, "")
        c = r.contrast
        if c is not None and c.value is not None and c.ci is not None:
            yield _Estimate(r.key, c.measure, c.measure, c.value, c.ci, c.level, c.p or r.p)
    for p in study.pooled:
        if p.value is not None and p.ci is not None:
            yield _Estimate(p.key, f"pooled {p.measure}", p.measure, p.value, p.ci, p.level, p.p)


def _contains(one: _Estimate) -> str:
    if one.ci[0] > one.ci[1]:
        return f"{_shown(one.ci)} runs backwards"
    if one.measure in RATIOS and one.value < 0:
        return f"{one.value:g} is below 0, as no ratio is"
    return "" if one.ci[0] <= one.value <= one.ci[1] else f"{_shown(one.ci)} does not contain {one.value:g}"


def _centred(one: _Estimate) -> str:
    """Differences and means should stand in the middle, ratios in the middle of the logarithms."""
    plain = one.measure in (*DIFFERENCES, "mean", "counts")
    logarithmic = one.measure in (*RATIOS, "counts")
    if not one.ci[0] <= one.value <= one.ci[1] or not (plain or logarithmic):
        return ""
    unit = 10.0 ** -decimals(one.value, *one.ci)
    if plain and _in_the_middle(one.value, *one.ci, room=unit):
        return ""
    low, high = one.ci
    if logarithmic:
        if low - unit / 2 <= 0:
            return ""  # a bound rounded to 0 has no logarithm
        room = _log_room(one.value, unit) + (_log_room(low, unit) + _log_room(high, unit)) / 2
        if _in_the_middle(math.log(one.value), math.log(low), math.log(high), room):
            return ""
    return f"{one.value:g} is not the centre of {_shown(one.ci)}"


def _log_room(value: float, unit: float) -> float:
    """How far rounding to ``unit`` can move the logarithm."""
    return math.log(value / (value - unit / 2))


def _in_the_middle(value: float, low: float, high: float, room: float) -> bool:
    """To rounding, and a twentieth of the width: profile intervals and small-sample factors shift by less."""
    return abs(value - (low + high) / 2) <= room + 0.05 * (high - low)


def _against_p(one: _Estimate) -> str:
    printed = printed_p(one.p)
    low, high = one.ci
    if printed is None or one.level != 0.95 or one.measure not in (*DIFFERENCES, *RATIOS):
        return ""
    if one.measure in RATIOS:
        if low <= 0 or one.value <= 0:
            return ""
        low, high, value = math.log(low), math.log(high), math.log(one.value)
    else:
        value = one.value
    if high == low:
        return ""
    z = abs(value) / ((high - low) / 2 / 1.959964)
    most = math.inf if printed.low == 0 else z_of(printed.low) + 0.5
    if z_of(printed.high) - 0.5 <= z <= most:
        return ""
    return f"{_shown(one.ci)} goes with p {math.erfc(z / math.sqrt(2)):.2g}, printed {printed.text}"


def _shown(ci: Interval) -> str:
    return f"[{ci[0]:g}, {ci[1]:g}]"
