"""What every pool and regression shares: intervals, the Hartung-Knapp factor, I2 and H2, and kinds of prediction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.marginal import Fit, Marginal
from stemwise.synthesis.notes import Floats, choice

TESTS = ("hksj-conservative", "hksj", "t", "z")
FLAT = 1e-12
"""Hartung-Knapp factor below which the effects are equal to rounding; it is then held at 1, not taken as certainty."""
PREDICTIONS = ("t(k-2)", "confidence", "t(k-1)", "normal")
"""Kinds of prediction interval, named as for a pool; with p coefficients t(k-2) is t on k-p-1 and t(k-1) on k-p."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided interval with the name of its method."""

    low: float
    high: float
    level: float
    method: str

    def __iter__(self) -> Any:
        return iter((self.low, self.high))

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def inference_scale(fit: Fit, k: int, p: int, test: str) -> tuple[float, float]:
    """The factor on the squared standard errors, and the degrees of freedom, of a test."""
    if test == "z":
        return 1.0, math.inf
    if k <= p:
        raise InputError(
            f"{k} studies leave no degrees of freedom for {p} coefficients", "use test='z' or fewer moderators"
        )
    if test == "t":
        return 1.0, float(k - p)
    factor = fit.q / (k - p)
    if factor < FLAT:
        return 1.0, float(k - p)
    # The floor (Knapp and Hartung 2003) keeps the interval from being narrower than without the correction.
    return (max(1.0, factor) if test == "hksj-conservative" else factor), float(k - p)


def typical_variance(v: Floats, x: Floats) -> float:
    """Higgins and Thompson's 'typical' sampling variance (2002), (k - p) / tr P in general."""
    k, p = x.shape
    return math.nan if k <= p else (k - p) / float(Marginal(np.zeros(k), v, x).at(np.zeros(1)).d[0])


def heterogeneity(q: float, df: int, tau2: float, typical: float, random: bool) -> tuple[float, float]:
    """I2 (per cent) and H2: from tau2 and the typical variance, or from Q under a common effect."""
    if df < 1:
        return 0.0, 1.0
    if random:
        return 100 * tau2 / (tau2 + typical), tau2 / typical + 1
    return (100 * max(0.0, 1 - df / q) if q > 0 else 0.0), q / df


def prediction_reach(se: Floats, tau2: Floats, k: int, p: int, method: str, level: float) -> Floats:
    """Half the width of a prediction interval by t or z, for estimates with errors ``se`` (any shape)."""
    choice("prediction", method, PREDICTIONS)
    df = {"t(k-2)": k - p - 1.0, "t(k-1)": float(k - p), "normal": math.inf}[method]
    return np.asarray(dist.t_quantile(0.5 + level / 2, df) * np.sqrt(np.square(se) + tau2))
