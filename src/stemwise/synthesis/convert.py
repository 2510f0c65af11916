"""What papers print, turned into a mean and a standard deviation.

Every function takes scalars or arrays of one shape and returns arrays of that shape.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis.dist import t_quantile, z_quantile
from stemwise.synthesis.notes import Floats, Note


def _arrays(**values: Any) -> tuple[Floats, ...]:
    out = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values.values()))
    for name, x in zip(values, out, strict=True):
        if not np.all(np.isfinite(x)):
            raise InputError(f"{name} is missing or infinite", "give finite numbers")
    return tuple(np.asarray(x) for x in out)


def _positive(name: str, x: Floats) -> None:
    if np.any(x <= 0):
        raise InputError(f"{name} is not above zero", f"check {name}")


def _quantile(p: Any, df: Any) -> Floats:
    """Quantile of the normal, or of Student's t with ``df``, element by element."""
    free = np.asarray(np.inf if df is None else df, dtype=np.float64)
    if np.any(free <= 0):
        raise InputError("the degrees of freedom are not above zero", "a t interval needs at least 2 people")
    return np.asarray(np.vectorize(t_quantile, otypes=[np.float64])(p, free))


def sd_from_se(se: Any, n: Any) -> Floats:
    """Standard deviation of one group from the standard error of its mean."""
    s, m = _arrays(se=se, n=n)
    _positive("n", m)
    return s * np.sqrt(m)


def se_from_ci(low: Any, high: Any, *, level: float = 0.95, df: Any = None) -> Floats:
    """Standard error from a symmetric interval: normal, or Student t when ``df`` is given."""
    a, b = _arrays(low=low, high=high)
    if np.any(b < a):
        raise InputError("the interval's upper end lies below its lower end", "exchange them")
    p = 0.5 + level / 2
    return np.asarray((b - a) / (2 * _quantile(p, df)))


def sd_from_ci(low: Any, high: Any, n: Any, *, level: float = 0.95, use_t: bool = True) -> Floats:
    """Standard deviation of one group from the interval of its mean (t on n - 1 unless ``use_t`` is false)."""
    (m,) = _arrays(n=n)
    return se_from_ci(low, high, level=level, df=m - 1 if use_t else None) * np.sqrt(m)


def se_from_p(difference: Any, p: Any, *, df: Any = None) -> Floats:
    """Standard error of a difference from its two-sided p: normal, or Student t when ``df`` is given."""
    d, q = _arrays(difference=difference, p=p)
    if np.any((q <= 0) | (q >= 1)):
        raise InputError("a p-value lies outside 0 to 1", "give the exact p, not a bound such as p < .05")
    return np.asarray(np.abs(d) / -_quantile(q / 2, df))


def se_from_t(difference: Any, t: Any) -> Floats:
    """Standard error of a difference from its t statistic."""
    d, s = _arrays(difference=difference, t=t)
    if np.any(s == 0):
        raise InputError("a t of 0 determines no standard error", "use the interval or the standard deviations")
    return np.abs(d / s)


def sd_from_difference(se: Any, n1: Any, n2: Any) -> Floats:
    """The common standard deviation of two groups from the standard error of their mean difference."""
    s, a, b = _arrays(se=se, n1=n1, n2=n2)
    _positive("n1", a)
    _positive("n2", b)
    return s / np.sqrt(1 / a + 1 / b)


def sd_from_p(difference: Any, p: Any, n1: Any, n2: Any) -> Floats:
    """The common standard deviation of two groups from the p of the t test of their difference."""
    a, b = _arrays(n1=n1, n2=n2)
    return sd_from_difference(se_from_p(difference, p, df=a + b - 2), a, b)


def sd_from_t(difference: Any, t: Any, n1: Any, n2: Any) -> Floats:
    """The common standard deviation of two groups from the t statistic of their difference."""
    return sd_from_difference(se_from_t(difference, t), n1, n2)


@dataclass(frozen=True, slots=True)
class MeanSd:
    """An estimated mean and standard deviation, whether the summary looked skewed, and what to know about it."""

    mean: float
    sd: float
    skewed: bool
    statistic: float
    critical: float
    notes: tuple[Note, ...] = ()


def _require_summary(
    n: int, median: float, q1: float | None, q3: float | None, low: float | None, high: float | None
) -> None:
    """A median with quartiles or range, in order, of an outcome that is not mostly one value."""
    if n < 2 or (None in (q1, q3) and None in (low, high)):
        raise InputError(
            "a median alone gives no mean and sd", "give both quartiles, or minimum and maximum, and n >= 2"
        )
    given = [x for x in (low, q1, median, q3, high) if x is not None]
    if not all(map(math.isfinite, (n, *given))):
        raise InputError("a number of the summary is missing or infinite", "give finite numbers")
    if any(b < a for a, b in pairwise(given)) or given[0] == given[-1]:
        raise InputError("minimum, quartiles, median and maximum are not in order", "check them against the paper")
    if q1 is not None and q1 == q3:
        raise InputError(
            f"both quartiles are {q1:g}, so half of the people share one value",
            "such an outcome is far from normal: leave mean and sd out",
        )


def mean_sd_from_quantiles(
    n: int,
    median: float,
    *,
    q1: float | None = None,
    q3: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> MeanSd:
    """Mean and sd of one group from its median with quartiles, with its range, or with both.

    Means by Luo et al. 2018 (eq. 7, 11, 15), sd by Wan et al. 2014 (eq. 9, 16) and, with all five numbers, Shi et al.
    2020 (eq. 10), as metafor's manual of ``conv.fivenum`` numbers them; the check of skewness is that of Shi et al.
    2023. The conversion assumes a normal outcome: a skewed summary is
    converted all the same, and the note says not to pool it.
    """
    quart, span = q1 is not None and q3 is not None, low is not None and high is not None
    _require_summary(n, median, q1, q3, low, high)
    tail = z_quantile((n - 0.375) / (n + 0.25))
    inner = z_quantile((0.75 * n - 0.125) / (n + 0.25))
    # Both ends of a pair are there or it is not used; NaN stands for an end that is never read.
    q1, q3, low, high = (math.nan if x is None else float(x) for x in (q1, q3, low, high))
    if quart and span:
        w1, w2 = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
        mean = w1 * (low + high) / 2 + w2 * (q1 + q3) / 2 + (1 - w1 - w2) * median
        sd = (high - low) / ((2 + 0.14 * n**0.6) * tail) + (q3 - q1) / ((2 + 2 / (0.07 * n**0.6)) * inner)
        ends = abs(low + high - 2 * median) / (high - low)
        stat = max(2.65 * np.log(0.6 * n) / np.sqrt(n) * ends, abs(q1 + q3 - 2 * median) / (q3 - q1))
        critical = 3 / np.sqrt(n) - 40 / n**3
    elif quart:
        w = 0.7 + 0.39 / n
        mean, sd = w * (q1 + q3) / 2 + (1 - w) * median, (q3 - q1) / (2 * inner)
        stat, critical = abs(q1 + q3 - 2 * median) / (q3 - q1), 2.65 / np.sqrt(n) - 6 / n**2
    else:
        w = 4 / (4 + n**0.75)
        mean, sd = w * (low + high) / 2 + (1 - w) * median, (high - low) / (2 * tail)
        stat, critical = abs(low + high - 2 * median) / (high - low), 1.01 / np.log(n + 9) + 2.43 / (n + 1)
    skewed = bool(stat > critical)
    notes: tuple[Note, ...] = (
        Note(
            "median-converted",
            f"Mean and sd were estimated from the median of {n} people.",
            "Leave the study out as a sensitivity analysis.",
            level="info",
        ),
    )
    if skewed:
        notes += (
            Note(
                "median-skewed",
                f"The summary is skewed (statistic {stat:.2f} above {critical:.2f}); the conversion assumes it is not.",
                "Do not pool this study's mean; ask the authors or report it apart.",
            ),
        )
    return MeanSd(float(mean), float(sd), skewed, float(stat), float(critical), notes)


@dataclass(frozen=True, slots=True)
class Group:
    """One group's size, mean and standard deviation."""

    n: float
    mean: float
    sd: float


def combine_arms(*groups: Group) -> Group:
    """Several arms as one group, exactly: the pooled data's n, mean and sd (the Cochrane Handbook's rule)."""
    if not groups:
        raise InputError("no arm was given to combine", "give at least one group")
    if not all(isinstance(g, Group) and g.n > 0 for g in groups):
        raise InputError(
            "an arm to combine is no Group of people", "give Group(n, mean, sd) for each arm, n above zero"
        )
    n = sum(g.n for g in groups)
    mean = sum(g.n * g.mean for g in groups) / n
    squares = sum((g.n - 1) * g.sd**2 + g.n * (g.mean - mean) ** 2 for g in groups)
    return Group(n, mean, float(np.sqrt(squares / (n - 1))) if n > 1 else groups[0].sd)


def split_control(group: Group, parts: int) -> Group:
    """A control group shared by ``parts`` comparisons: the same mean and sd on a part of the people.

    It removes double counting but leaves the comparisons treated as independent; a multivariate model does better.
    """
    if parts < 1 or group.n / parts < 1:
        raise InputError(f"{group.n:g} controls cannot be split into {parts}", "combine the treated arms instead")
    return Group(group.n / parts, group.mean, group.sd)


def split_events(events: float, n: float, parts: int) -> tuple[float, float]:
    """Events and total of a control group shared by ``parts`` comparisons."""
    if parts < 1:
        raise InputError(f"{parts} parts make no split", "give 1 or more")
    return events / parts, n / parts


def change_from_final(baseline: Group, final: Group, r: float) -> Group:
    """Mean change (final - baseline) and its sd under an assumed pre-post correlation ``r``.

    Vary ``r`` and say so; :func:`correlation_from_sds` finds it where a similar study prints all three sds.
    """
    if not -1 <= r <= 1:
        raise InputError(f"a correlation of {r:g} lies outside -1 to 1", "give an assumed correlation, such as 0.5")
    variance = baseline.sd**2 + final.sd**2 - 2 * r * baseline.sd * final.sd
    return Group(min(baseline.n, final.n), final.mean - baseline.mean, float(np.sqrt(max(variance, 0.0))))


def correlation_from_sds(sd_baseline: float, sd_final: float, sd_change: float) -> float:
    """The pre-post correlation that three printed sds imply (Cochrane Handbook 6.5.2.8)."""
    if not (sd_baseline > 0 and sd_final > 0 and sd_change >= 0):
        raise InputError(
            f"standard deviations of {sd_baseline:g}, {sd_final:g} and {sd_change:g} imply no correlation",
            "give the three printed sds, the first two above zero",
        )
    r = (sd_baseline**2 + sd_final**2 - sd_change**2) / (2 * sd_baseline * sd_final)
    if not -1 <= r <= 1:
        raise InputError(
            f"the three sds imply a correlation of {r:.2f}", "one of them is misprinted or a standard error"
        )
    return r


def crossover_se(sd1: Any, sd2: Any, n: Any, r: Any) -> Floats:
    """Standard error of a cross-over trial's mean difference under within-person correlation ``r`` (Elbourne 2002)."""
    a, b, m, c = _arrays(sd1=sd1, sd2=sd2, n=n, r=r)
    _positive("n", m)
    return np.sqrt((a**2 + b**2 - 2 * c * a * b) / m)


def effective_size(n: Any, cluster_size: Any, icc: Any) -> Floats:
    """People a cluster trial is worth: n over the design effect 1 + (m - 1) icc (the Cochrane Handbook's rule)."""
    people, m, rho = _arrays(n=n, cluster_size=cluster_size, icc=icc)
    _positive("cluster_size", m)
    if np.any((rho < 0) | (rho > 1)):
        raise InputError("an intracluster correlation lies outside 0 to 1", "give the published ICC, such as 0.02")
    return people / (1 + (m - 1) * rho)
