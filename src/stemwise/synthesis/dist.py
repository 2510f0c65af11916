"""The four distributions a meta-analysis needs, on scipy.special (scipy.stats costs a second to import)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from stemwise.synthesis.notes import Floats


def z_quantile(p: float) -> float:
    """Standard normal quantile."""
    return float(special.ndtri(p))


def z_cdf(x: Any) -> Any:
    """Standard normal distribution function."""
    return special.ndtr(x)


def t_quantile(p: float, df: float) -> float:
    """Student t quantile; ``df`` may be infinite. Accurate at small df, where inverse routines differ."""
    if math.isinf(df):
        return z_quantile(p)
    if p == 0.5:
        return 0.0
    tail = min(p, 1.0 - p)
    # stdtrit is polished with one Newton step: its last digits are loose for fractional df.
    x = float(special.stdtrit(df, tail))
    density = math.exp(
        math.lgamma((df + 1) / 2)
        - math.lgamma(df / 2)
        - 0.5 * math.log(df * math.pi)
        - (df + 1) / 2 * math.log1p(x * x / df)
    )
    if density > 0:
        x -= (float(special.stdtr(df, x)) - tail) / density
    return x if p < 0.5 else -x


def t_cdf(x: float, df: float) -> float:
    """Student t distribution function; ``df`` may be infinite."""
    return float(special.ndtr(x)) if math.isinf(df) else float(special.stdtr(df, x))


def two_sided(statistic: float, df: float) -> float:
    """Two-sided p of a t (or, with infinite df, z) statistic."""
    return 2.0 * t_cdf(-abs(statistic), df)


def chi2_upper(x: Any, df: float) -> Any:
    """Upper tail of chi-square."""
    return special.chdtrc(df, np.maximum(x, 0.0))


def chi2_quantile(p: float, df: float) -> float:
    """Chi-square quantile at lower-tail probability ``p``."""
    return float(special.chdtri(df, 1.0 - p))


def f_upper(x: float, df1: float, df2: float) -> float:
    """Upper tail of F; ``df2`` may be infinite."""
    if math.isinf(df2):
        return float(chi2_upper(x * df1, df1))
    return float(special.fdtrc(df1, df2, max(x, 0.0)))


def hedges_j(df: Any) -> Floats:
    """Hedges' exact small-sample factor G(m/2) / (sqrt(m/2) G((m-1)/2)) (Hedges 1981); NaN for m <= 1."""
    m = np.asarray(df, dtype=np.float64)
    ok = m > 1
    safe = np.where(ok, m, 2.0)
    j = np.exp(special.gammaln(safe / 2) - 0.5 * np.log(safe / 2) - special.gammaln((safe - 1) / 2))
    return np.asarray(np.where(ok, j, np.nan))
