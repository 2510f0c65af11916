"""The distributions a meta-analysis needs, in plain floats: importing scipy.special takes longer than most analyses.

Tails come from series and continued fractions, quantiles from Newton's method on them; the tests hold all of it to
scipy at 1e-12 relative. Quantiles are remembered, since analyses ask for the same few again and again.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from stemwise.synthesis.notes import Floats

_ROOT2 = math.sqrt(2.0)
_TINY = 1e-300


def _lower_half(x: float) -> float:
    return 0.5 * math.erfc(-x / _ROOT2)


@lru_cache(4096)
def z_quantile(p: float) -> float:
    """Standard normal quantile."""
    if not 0.0 < p < 1.0:
        return math.nan if not 0.0 <= p <= 1.0 else math.inf * (1 if p else -1)
    tail = min(p, 1.0 - p)
    # Halley's method from the tail's leading term; it is cubic, so a few steps are ample.
    x = -math.sqrt(max(-2.0 * math.log(2.5 * tail), 0.0))
    for _ in range(60):
        step = (_lower_half(x) - tail) * math.sqrt(2 * math.pi) * math.exp(0.5 * x * x)
        step /= 1 + 0.5 * x * step
        x -= step
        if abs(step) <= 1e-11 * abs(x) or abs(step) < 1e-17:
            break
    return x if p < 0.5 else -x


def z_cdf(x: Any) -> Any:
    """Standard normal distribution function of a number or an array."""
    if np.ndim(x) == 0:
        return _lower_half(float(x))
    z = np.asarray(x, dtype=np.float64)
    scaled = (z.ravel() / -_ROOT2).tolist()
    return 0.5 * np.fromiter(map(math.erfc, scaled), dtype=np.float64, count=z.size).reshape(z.shape)


def log_gamma_half(x: float) -> float:
    """log G(x + 1/2) - log G(x), without the cancellation at large x."""
    if x < 25:
        return math.lgamma(x + 0.5) - math.lgamma(x)
    u = 1 / (x * x)
    return 0.5 * math.log(x) - (1 / 8 - u * (1 / 192 - u * (1 / 640 - u * (17 / 14336 - u * 31 / 18432)))) / x


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method; quick for x < (a + 1)/(a + b + 2)."""
    c, d = 1.0, 1.0 / max(1.0 - (a + b) * x / (a + 1.0), _TINY)
    h = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d, c = 1.0 / (1.0 + even * d), 1.0 + even / c
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d, c = 1.0 / (1.0 + odd * d), 1.0 + odd / c
        change = d * c
        h *= change
        if abs(change - 1.0) < 2e-16:
            break
    return h


def _t_tail(x: float, df: float) -> float:
    """P(T > x) for x >= 0: half of I_y(df/2, 1/2) at y = df/(df + x^2)."""
    if x == 0.0:
        return 0.5
    a = 0.5 * df
    ratio = x * x / df
    y, rest = 1.0 / (1.0 + ratio), ratio / (1.0 + ratio)
    # y^a (1-y)^(1/2) / B(a, 1/2), with B(a, 1/2) = G(a) G(1/2) / G(a + 1/2).
    front = math.exp(log_gamma_half(a) - a * math.log1p(ratio)) * math.sqrt(rest / math.pi)
    if y < (a + 1.0) / (a + 2.5):
        return 0.5 * front * _beta_fraction(a, 0.5, y) / a
    return 0.5 - front * _beta_fraction(0.5, a, rest)


def t_cdf(x: float, df: float) -> float:
    """Student t distribution function; ``df`` may be infinite."""
    if math.isinf(df):
        return _lower_half(x)
    if math.isnan(x):
        return math.nan
    if math.isinf(x):
        return float(x > 0)
    return _t_tail(-x, df) if x < 0 else 1.0 - _t_tail(x, df)


@lru_cache(4096)
def t_quantile(p: float, df: float) -> float:
    """Student t quantile; ``df`` may be infinite."""
    if math.isinf(df):
        return z_quantile(p)
    if p == 0.5:
        return 0.0
    tail = min(p, 1.0 - p)
    if not tail > 0.0:
        return math.nan if not 0.0 <= p <= 1.0 else math.inf * (1 if p else -1)
    x = max(-z_quantile(tail), 1e-12)
    scale = math.exp(log_gamma_half(0.5 * df)) / math.sqrt(df * math.pi)
    for _ in range(200):
        above = _t_tail(x, df)
        density = scale * math.exp(-0.5 * (df + 1) * math.log1p(x * x / df))
        # Near the centre the tail is close to straight; further out its logarithm is, in log x.
        central = x + (above - tail) / density
        new = central if tail > 0.2 else x * math.exp(math.log(above / tail) * above / (density * x))
        x, step = new, abs(new - x)
        if step <= 1e-13 * x + 1e-15:
            break
    return -x if p < 0.5 else x


def two_sided(statistic: float, df: float) -> float:
    """Two-sided p of a t (or, with infinite df, z) statistic."""
    return 2.0 * t_cdf(-abs(statistic), df)


def _gamma_front(a: float, x: float) -> float:
    """x^a exp(-x) / G(a + 1); Stirling's series keeps its digits at large a."""
    if a < 20:
        return math.exp(a * math.log(x) - x - math.lgamma(a + 1))
    u = (x - a) / a
    inner = math.log1p(u) - u if u > -0.99 else math.log(x / a) - u
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / (a * a)) / (a * a)) / (a * a)) / a
    return math.exp(a * inner - series) / math.sqrt(2 * math.pi * a)


def _gamma_tails(a: float, x: float) -> tuple[float, float]:
    """Lower and upper tail of the gamma distribution with shape ``a``: series below a + 1, continued fraction above."""
    if x <= 0.0:
        return 0.0, 1.0
    front = _gamma_front(a, x)
    if x < a + 1:
        term = total = 1.0
        n = a
        while term > 1e-17 * total:
            n += 1
            term *= x / n
            total += term
        return front * total, 1.0 - front * total
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    h = d
    for i in range(1, 100_000):
        an = -i * (i - a)
        b += 2
        d, c = 1 / (an * d + b), b + an / c
        change = d * c
        h *= change
        if abs(change - 1) < 2e-16:
            break
    upper = front * a * h
    return 1.0 - upper, upper


def chi2_upper(x: float, df: float) -> float:
    """Upper tail of chi-square."""
    return _gamma_tails(0.5 * df, 0.5 * max(float(x), 0.0))[1]


@lru_cache(4096)
def chi2_quantile(p: float, df: float) -> float:
    """Chi-square quantile at lower-tail probability ``p``."""
    if not 0.0 < p < 1.0:
        return math.nan if not 0.0 <= p <= 1.0 else (math.inf if p else 0.0)
    a = 0.5 * df
    if a < 10:
        # log P is concave in log x and lies below its asymptote at zero, so Newton rises to the root from there.
        x = math.exp((math.log(p) + math.lgamma(a + 1)) / a)
    else:  # Wilson and Hilferty's approximation
        x = a * max(1 - 1 / (9 * a) + z_quantile(p) / (3 * math.sqrt(a)), 0.05) ** 3
    for _ in range(500):
        lower, upper = _gamma_tails(a, x)
        gap = math.log(p / lower) if lower < 0.9 else math.log1p((upper - (1.0 - p)) / lower)
        new = x * math.exp(gap * lower / (a * _gamma_front(a, x)))
        if abs(new - x) <= 4e-16 * new or x < new <= x * (1 + 1e-15):
            break
        x = new
    return 2.0 * x


def f_upper(x: float, df1: float, df2: float) -> float:
    """Upper tail of F; ``df2`` may be infinite."""
    if math.isinf(df2):
        return chi2_upper(x * df1, df1)
    from scipy import special

    return float(special.fdtrc(df1, df2, max(x, 0.0)))


def hedges_j(df: Any) -> Floats:
    """Hedges' exact small-sample factor G(m/2) / (sqrt(m/2) G((m-1)/2)) (Hedges 1981); NaN for m <= 1."""
    m = np.asarray(df, dtype=np.float64)
    values, where = np.unique(m, return_inverse=True)
    j = [math.exp(log_gamma_half((x - 1) / 2)) / math.sqrt(x / 2) if x > 1 else math.nan for x in values.tolist()]
    return np.array(j)[where.reshape(m.shape)]
