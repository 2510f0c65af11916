"""GRIM and GRIMMER: means and standard deviations that no set of whole scores can give.

GRIM: Brown & Heathers 2017, Soc Psychol Personal Sci 8:363. GRIMMER: Anaya 2016, PeerJ Preprints 4:e2400; in the
analytic form of Allard 2018.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from stemwise.evidence.model import ArmData, Result, Study
from stemwise.evidence.scrutiny.finding import Finding, Scale, arm_n, decimals

ID = "grim"


def check(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Arms of results on a scale with a known step (whole or half points)."""
    for row in study.results:
        step = scales.get(row.outcome, Scale()).step
        if step is None or row.kind not in ("change", "final"):
            continue
        for arm in row.arms:
            for what in _arm(study, row, arm, step):
                yield Finding(ID, study.id, row.key, f"arm {arm.arm}: {what}", study.file)


def _arm(study: Study, row: Result, arm: ArmData, step: float) -> Iterator[str]:
    n = arm_n(study, arm)
    if arm.mean is None or not n:
        return
    digits = decimals(*(a.mean for a in row.arms))
    if not possible_mean(arm.mean, n, digits, step):
        yield f"no {n} scores in steps of {step:g} have the mean {arm.mean:.{digits}f} (GRIM)"
    elif arm.sd is not None or arm.se is not None:
        spread, name = (arm.sd, "SD") if arm.sd is not None else (arm.se, "SE")
        assert spread is not None
        spread_digits = decimals(*(a.sd if name == "SD" else a.se for a in row.arms))
        if not possible_spread(arm.mean, spread, n, digits, spread_digits, step, is_se=name == "SE"):
            yield f"no {n} scores in steps of {step:g} have mean {arm.mean:g} with {name} {spread:g} (GRIMMER)"


def possible_mean(mean: float, n: int, digits: int, step: float = 1.0) -> bool:
    """Whether ``n`` scores in steps of ``step`` can have a mean printed as ``mean`` with ``digits`` decimals."""
    return bool(_sums(mean, n, digits, step))


def possible_spread(
    mean: float, spread: float, n: int, mean_digits: int, spread_digits: int, step: float = 1.0, is_se: bool = False
) -> bool:
    """Whether some ``n`` scores in steps of ``step`` print as this mean with this SD (or SE).

    The sum of squares of whole numbers is whole, as even or odd as their sum, and at least what the mean demands.
    """
    if n < 2:
        return True
    half = 0.5 * 10.0**-spread_digits * (1 + 1e-9)
    factor = float(n) ** 0.5 if is_se else 1.0
    low, high = (max(spread - half, 0.0) * factor / step, (spread + half) * factor / step)
    sums = _sums(mean, n, mean_digits, step)
    if sums.stop - sums.start > MANY:
        return True
    for total in sums:
        centre = total * total / n
        least = math.ceil((n - 1) * low**2 + centre - 1e-9)
        most = math.floor((n - 1) * high**2 + centre + 1e-9)
        fewest = _least_squares(total, n)
        first = max(least, fewest)
        if (first - total) % 2:
            first += 1
        if first <= most:
            return True
    return False


MANY = 1_000
"""Sums that round to one printed mean, beyond which no spread is refused: some sum bears it."""


def _sums(mean: float, n: int, digits: int, step: float) -> range:
    """The whole sums (in steps) whose mean rounds to the printed one; either way of rounding a half is allowed."""
    half = 0.5 * 10.0**-digits * (1 + 1e-9)
    low = math.ceil((mean - half) * n / step - 1e-9)
    high = math.floor((mean + half) * n / step + 1e-9)
    return range(low, high + 1)


def _least_squares(total: int, n: int) -> int:
    """The least sum of squares of ``n`` whole numbers with this sum: all as near the mean as can be."""
    quotient, rest = divmod(total, n)
    return (n - rest) * quotient**2 + rest * (quotient + 1) ** 2
