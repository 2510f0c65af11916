"""What a model says of cohorts it was not built from: the band for what such a cohort would have printed, and what it did."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from stemwise.course import changes, recovery, shares
from stemwise.course.model import Cohort, CourseModel, Interval
from stemwise.course.spread import Spread, binomial


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A cohort against a prediction made without it. Shares in per cent, changes in points; ``band`` is the 90 % band for
    the printed figure of a group of that size."""

    model: str
    cohort: Cohort
    observed: float
    predicted: float
    band: Interval
    inside: bool
    how: str
    """``held out`` (never part of the model) or ``left out`` (one registry at a time)."""


def counts(new: Spread, n: int) -> NDArray[np.float64]:
    """P(x of n) for x = 0..n in a further group: binomials mixed over the share."""
    p, w = new.nodes()
    return np.asarray(binomial(n, p) @ w)


def count_band(pmf: NDArray[np.float64], level: float) -> tuple[int, int]:
    """The counts from the lower to the upper quantile."""
    total = np.cumsum(pmf)
    top = pmf.size - 1
    low = min(int(np.searchsorted(total, (1 - level) / 2)), top)
    return low, min(int(np.searchsorted(total, (1 + level) / 2)), top)


def against(model: CourseModel, cohorts: tuple[Cohort, ...], other: Cohort, how: str) -> HeldOut | None:
    """The prediction of ``cohorts`` for ``other``; ``None`` where either printed too little."""
    if model.form == "share":
        return _share(model, cohorts, other, how)
    if model.form == "change" and other.mean is None and other.low is not None and other.high is not None:
        return _ranged(model, cohorts, other, (other.low, other.high), how)
    if model.form == "change" and other.mean is not None and (found := changes.posterior(cohorts)) is not None:
        sd = other.sd if other.sd is not None else changes.person_sd(cohorts)
        # A printed SD below a fifth of the others' is a standard error (as the row's note says).
        known = changes.person_sd(cohorts)
        sd = known if sd is None or (known is not None and sd < 0.2 * known) else sd
        se = (sd or 0.0) / math.sqrt(other.n)
        spread = found[1].wider(se)
        band = spread.band(0.9)
        return HeldOut(model.id, other, other.mean, spread.average, band, band[0] <= other.mean <= band[1], how)
    if model.form == "rate" and other.mean is not None and other.start is not None:
        return _rate(model, cohorts, other, other.mean, how)
    if model.form == "growth" and other.mean is not None:
        return _beyond(model, cohorts, other, other.mean, how)
    if model.form in ("recovery", "steps") and other.mean is not None:
        return _curve(model, other, other.mean, how)
    return None


def _rate(model: CourseModel, cohorts: tuple[Cohort, ...], other: Cohort, observed: float, how: str) -> HeldOut | None:
    """A rate after the rate before (the cohort's first value), by the fall of the model's people."""
    found, sd, before = changes.posterior(cohorts), changes.person_sd(cohorts), dict(model.numbers).get("before")
    if found is None or sd is None or not before or other.start is None:
        return None
    factor = other.start[0] / before
    spread = found[1].times(factor).wider(factor * sd / math.sqrt(other.n))
    band = spread.band(0.9)
    return HeldOut(model.id, other, observed, spread.average, band, band[0] <= observed <= band[1], how)


def _ranged(
    model: CourseModel, cohorts: tuple[Cohort, ...], other: Cohort, printed: tuple[float, float], how: str
) -> HeldOut | None:
    """A mean of which only a range was printed: inside where any of it lies in the band, as for shares."""
    middle = against(model, cohorts, replace(other, mean=sum(printed) / 2), how)
    if middle is None:
        return None
    inside = middle.band[0] <= printed[1] and printed[0] <= middle.band[1]
    return replace(middle, inside=inside, cohort=other)


def _curve(model: CourseModel, other: Cohort, observed: float, how: str) -> HeldOut | None:
    """A curve against a group: ``recovery`` from its first scores, ``steps`` as printed."""
    predicted, sd = 0.0, 0.0
    if model.form == "steps":
        points, weight = (np.array(dict(model.lists)[k]) for k in ("steps", "shares"))
        own = Spread(weight / weight.sum(), points, np.zeros(points.size))
        predicted, sd = own.average, own.deviation
    if model.form == "recovery":
        if other.start is None or other.since is None or other.months is None:
            return None
        week, later = other.since * recovery.WEEKS, (other.since + other.months) * recovery.WEEKS
        predicted = recovery.group(model, week, later, other.start)
        sd = recovery.changed(model, week, later, other.start[0]).deviation
    spread = changes.further(predicted, sd).wider(sd / math.sqrt(other.n))
    band = spread.band(0.9)
    return HeldOut(model.id, other, observed, predicted, band, band[0] <= observed <= band[1], how)


def _beyond(
    model: CourseModel, cohorts: tuple[Cohort, ...], other: Cohort, observed: float, how: str
) -> HeldOut | None:
    """What was printed beyond a growth curve, against none; the spread between people is the model's."""
    sd = changes.person_sd(model.cohorts)
    if sd is None or any(c.mean is not None for c in cohorts):
        return None
    band = changes.further(0.0, sd).wider(sd / math.sqrt(other.n)).band(0.9)
    return HeldOut(model.id, other, observed, 0.0, band, band[0] <= observed <= band[1], how)


def _share(model: CourseModel, cohorts: tuple[Cohort, ...], other: Cohort, how: str) -> HeldOut | None:
    if other.low is None or other.high is None:
        return None
    _, new = shares.posterior(cohorts)
    low, high = count_band(counts(new, other.n), 0.9)
    band = 100 * low / other.n, 100 * high / other.n
    observed = 0.5 * (other.low + other.high)
    # Half a person of slack: printed shares are rounded.
    slack = 50 / other.n
    inside = band[0] - slack <= other.high and other.low <= band[1] + slack
    return HeldOut(model.id, other, observed, 100 * new.average, band, inside, how)


@cache
def checks(model: CourseModel) -> tuple[HeldOut, ...]:
    """The model against its held-out cohorts, and each registry against the others."""
    found = [against(model, model.cohorts, c, "held out") for c in model.held_out]
    groups = {c.registry or c.id for c in model.cohorts}
    if len(groups) > 1:
        for c in model.cohorts:
            rest = tuple(o for o in model.cohorts if (o.registry or o.id) != (c.registry or c.id))
            found.append(against(model, rest, c, "left out"))
    return tuple(f for f in found if f is not None)


@cache
def judged(model: CourseModel) -> CourseModel:
    """The model with what the checks on held-out cohorts showed, in one sentence."""
    held = [c for c in checks(model) if c.how == "held out"]
    left = [c for c in checks(model) if c.how == "left out"]
    parts = []
    for name, some in (("not used to build it", held), ("of its own, one registry left out at a time", left)):
        if some:
            inside = sum(c.inside for c in some)
            off = [c.cohort.what or c.cohort.label for c in some if not c.inside]
            outside = f" (outside: {'; '.join(off)})" if off else ""
            parts.append(f"{inside} of {len(some)} cohorts {name} lay in its 90 % band{outside}")
    return replace(model, validated="checked: " + "; ".join(parts)) if parts else model
