"""The tests that studies print, recomputed from summary data. Scalars in, two-sided p out."""

from __future__ import annotations

import math
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
    total = a + c
    weights = {x: math.comb(n1, x) * math.comb(n2, total - x) for x in range(max(0, total - n2), min(n1, total) + 1)}
    here = weights[a]
    return sum(w for w in weights.values() if w <= here) / sum(weights.values())


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
    return fisher(a, n1, c, n2) - 0.5 * math.comb(n1, a) * math.comb(n2, c) / everything
