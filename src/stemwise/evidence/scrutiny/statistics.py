"""The tests that studies print, recomputed from summary data. Scalars in, two-sided p out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

_NORMAL = NormalDist()


def z_of(p: float) -> float:
    """The normal deviate of a two-sided p: the scale on which two p-values are compared."""
    return _NORMAL.inv_cdf(1 - min(max(p, 1e-12), 1.0) / 2) if p < 1 else 0.0


def t_p(t: float, df: float) -> float:
    """Two-sided p of Student's t."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def t_quantile(q: float, df: float) -> float:
    """Quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(df, q))


def student_and_welch(m1: float, sd1: float, n1: int, m2: float, sd2: float, n2: int) -> tuple[float, float]:
    """Two-sided p of the t-test with pooled variance and of Welch's (1947); (1, 1) or (0, 0) without any spread."""
    v1, v2 = sd1**2 / n1, sd2**2 / n2
    if v1 + v2 == 0:
        return (1.0, 1.0) if m1 == m2 else (0.0, 0.0)
    pooled = ((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2)
    student = t_p((m1 - m2) / math.sqrt(pooled * (1 / n1 + 1 / n2)), n1 + n2 - 2)
    df = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
    return student, t_p((m1 - m2) / math.sqrt(v1 + v2), df)


def fisher(a: int, n1: int, c: int, n2: int) -> float:
    """Fisher's exact two-sided p for a of n1 against c of n2 (sum of the tables no more probable than this one)."""
    here = math.comb(n1, a) * math.comb(n2, c)
    every = rare = 0
    for weight in _tables(a + c, n1, n2):
        every += weight
        rare += weight if weight <= here else 0
    return rare / every


def _tables(total: int, n1: int, n2: int) -> Iterator[int]:
    """Ways to get each table with these margins, each from the one before it."""
    x = max(0, total - n2)
    weight = math.comb(n1, x) * math.comb(n2, total - x)
    while x <= min(n1, total):
        yield weight
        weight = weight * (n1 - x) * (total - x) // ((x + 1) * (n2 - total + x + 1))
        x += 1


def chi_squared(a: int, n1: int, c: int, n2: int, corrected: bool = False) -> float:
    """Two-sided p of Pearson's chi-squared with one degree of freedom, with Yates' correction where asked."""
    b, d, n = n1 - a, n2 - c, n1 + n2
    margins = (a + c) * (b + d) * n1 * n2
    if margins == 0:
        return 1.0
    apart = abs(a * d - b * c) - (n / 2 if corrected else 0)
    return math.erfc(math.sqrt(n * max(apart, 0.0) ** 2 / margins / 2))


def mid_p(a: int, n1: int, c: int, n2: int) -> float:
    """Fisher's p with half the probability of the table seen; the least that exact tests give."""
    total = a + c
    everything = math.comb(n1 + n2, total)
    return fisher(a, n1, c, n2) - math.comb(n1, a) * math.comb(n2, c) / everything / 2
