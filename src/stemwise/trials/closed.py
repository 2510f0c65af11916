"""Closed forms, where there are any: power and size of a t-test, a cross-over, two proportions.

They are what the simulation is checked against, and give a first size before it runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable

LARGEST = 1_000_000


def power_t(n1: float, n2: float, delta: float, sd: float, alpha: float = 0.05) -> float:
    """Power of the two-sided two-sample t-test in the direction of ``delta`` (noncentral t; Cohen 1988, section 2.2)."""
    from scipy.special import nctdtr, stdtrit

    df = n1 + n2 - 2
    nc = abs(delta) / (sd * math.sqrt(1 / n1 + 1 / n2))
    return float(1 - nctdtr(df, nc, stdtrit(df, 1 - alpha / 2)))


def power_paired(n: float, delta: float, sd: float, alpha: float = 0.05) -> float:
    """Power of the two-sided one-sample t-test in the direction of ``delta``."""
    from scipy.special import nctdtr, stdtrit

    nc = abs(delta) / (sd / math.sqrt(n))
    return float(1 - nctdtr(n - 1, nc, stdtrit(n - 1, 1 - alpha / 2)))


def power_crossover(n: float, delta: float, sd: float, correlation: float, error: float, alpha: float = 0.05) -> float:
    """Power of the two-sequence, two-period cross-over on n people (Senn 2002, ch. 3): t on n - 2.

    ``d`` = first change - second change has variance 2 (1 - r) sd^2 + 6 error^2 (three scores, the middle one twice); the
    treatment effect is half the difference of its means between the sequences.
    """
    from scipy.special import nctdtr, stdtrit

    sd_d = math.sqrt(2 * (1 - correlation) * sd**2 + 6 * error**2)
    se = 0.5 * sd_d * math.sqrt(4 / n)
    return float(1 - nctdtr(n - 2, abs(delta) / se, stdtrit(n - 2, 1 - alpha / 2)))


def power_shares(n1: float, n2: float, p1: float, p2: float, alpha: float = 0.05) -> float:
    """Power of the two-sided z-test of two proportions, pooled under the null (Fleiss, Levin and Paik 2003, eq. 4.14)."""
    from scipy.special import ndtr, ndtri

    pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
    null = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    real = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return float(ndtr((abs(p2 - p1) - ndtri(1 - alpha / 2) * null) / real)) if real > 0 else 1.0


def power_shares_corrected(n1: float, n2: float, p1: float, p2: float, alpha: float = 0.05) -> float:
    """The same with the continuity correction: as if each difference were smaller by (1/n1 + 1/n2) / 2 (Casagrande, Pike
    and Smith 1978, Biometrics 34:483)."""
    from scipy.special import ndtr, ndtri

    pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
    null = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    real = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    seen = abs(p2 - p1) - 0.5 * (1 / n1 + 1 / n2)
    return float(ndtr((seen - ndtri(1 - alpha / 2) * null) / real)) if real > 0 else 1.0


def smallest(power_of: Callable[[int], float], wanted: float, first: int = 4) -> int | None:
    """The smallest n with at least the power; ``None`` above a million."""
    high = first
    while power_of(high) < wanted:
        high *= 2
        if high > LARGEST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if power_of(middle) < wanted else (low, middle)
    return high
