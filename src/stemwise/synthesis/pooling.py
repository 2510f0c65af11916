"""One pool: common or random effects, with heterogeneity, prediction and the notes that protect small evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.inference import (
    PREDICTIONS,
    TESTS,
    Interval,
    heterogeneity,
    inference_scale,
    prediction_reach,
)
from stemwise.synthesis.marginal import Marginal, fit_at
from stemwise.synthesis.notes import Floats, Note, choice, effects_in, level_in, printed
from stemwise.synthesis.pool_notes import Seen, pool_notes
from stemwise.synthesis.regression import Regression, regress
from stemwise.synthesis.tau2 import METHODS, estimate_tau2, profile_likelihood, q_profile


@dataclass(frozen=True, slots=True)
class Beyond:
    """Probability above (or below) a threshold: of the mean effect, and of the effect in a new setting (None if k <
    3).
    """

    threshold: float
    above: bool
    mean_effect: float
    new_setting: float | None
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """A pooled effect. Effects are on the scale of ``yi`` (log for ratios); ``weights`` (k,) are per cent and sum to
    100.

    ``i2`` is in per cent; ``df`` is infinite for the z test; ``q``, ``q_df``, ``q_p`` are Cochran's test; ``tau2_ci``
    is the Q-profile interval (None at k = 1 or for EE); ``prediction`` is None where k < 3 or for EE; ``scale`` the
    Hartung-Knapp factor by which the squared standard error was multiplied (1: not at all); ``loglik`` the
    log-likelihood at tau2, restricted for REML and full for every other method.
    """

    estimate: float
    se: float
    ci: Interval
    statistic: float
    p: float
    df: float
    tau2: float
    tau2_ci: Interval | None
    i2: float
    h2: float
    q: float
    q_df: int
    q_p: float
    weights: Floats = field(repr=False)
    prediction: Interval | None
    k: int
    method: str
    test: str
    level: float
    scale: float
    loglik: float
    notes: tuple[Note, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)

    @property
    def tau(self) -> float:
        """Between-study standard deviation, on the scale of the effects."""
        return math.sqrt(self.tau2)

    def predict(self, method: str = "t(k-2)", level: float | None = None) -> Interval:
        """Interval for the effect in a new setting.

        ``t(k-2)``, the default, is estimate +- t sqrt(se^2 + tau2) (Higgins, Thompson and Spiegelhalter 2009); it is
        too narrow where tau2 is about as large as the variances. ``confidence`` averages over the confidence
        distribution of tau2 (:mod:`stemwise.synthesis.confidence`) and holds its coverage there; it depends on the data
        alone, not on the pool's method. ``t(k-1)`` and ``normal`` are for comparison with other software.
        """
        choice("prediction", method, PREDICTIONS)
        if self.k < 3:
            raise InputError(f"{self.k} studies allow no prediction interval", "it needs at least 3 studies")
        level = self.level if level is None else level_in(level)
        if method == "confidence":
            from stemwise.synthesis.confidence import new_setting

            mixture = new_setting(self.yi, self.vi)
            return Interval(mixture.quantile((1 - level) / 2), mixture.quantile((1 + level) / 2), level, method)
        half = float(prediction_reach(np.asarray(self.se), np.asarray(self.tau2), self.k, 1, method, level))
        return Interval(self.estimate - half, self.estimate + half, level, method)

    def probability_beyond(self, threshold: float, *, above: bool = True) -> Beyond:
        """How probable an effect beyond ``threshold`` is, such as a minimal important difference.

        Read as confidence distributions: the mean effect by the pool's own test, a new setting by t on k-2.
        """
        sign = 1.0 if above else -1.0
        gap = sign * (self.estimate - threshold)
        mean = dist.t_cdf(gap / self.se, self.df)
        new = dist.t_cdf(gap / math.sqrt(self.se**2 + self.tau2), self.k - 2.0) if self.k >= 3 else None
        return Beyond(threshold, above, mean, new, "confidence distribution; new setting by t(k-2)")

    def tau2_profile(self, level: float | None = None) -> Interval:
        """Profile-likelihood interval of tau2 (restricted for REML, else full)."""
        if self.k < 2 or self.method not in ("REML", "ML"):
            raise InputError(
                f"no profile likelihood for {self.method} with {self.k} studies", "use REML or ML and k >= 2"
            )
        level = self.level if level is None else level_in(level)
        m = Marginal(self.yi, self.vi, np.ones((self.k, 1)), restricted=self.method == "REML")
        return Interval(*profile_likelihood(m, self.tau2, level), level, "profile likelihood")

    def __str__(self) -> str:
        text = f"{self.estimate:.3f} [{self.ci.low:.3f}, {self.ci.high:.3f}], k = {self.k}, tau2 = {self.tau2:.3f}, "
        text += f"I2 = {self.i2:.0f} %, {self.method}, {self.test}"
        return printed(text, self.notes)


@overload
def pool(
    yi: ArrayLike, vi: ArrayLike, *, method: str = ..., test: str | None = ..., level: float = ..., mods: None = ...
) -> Pool: ...
@overload
def pool(
    yi: ArrayLike, vi: ArrayLike, *, method: str = ..., test: str | None = ..., level: float = ..., mods: Any
) -> Regression: ...
def pool(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: str = "REML",
    test: str | None = None,
    level: float = 0.95,
    mods: Any = None,
) -> Pool | Regression:
    """Pool k effects ``yi`` with sampling variances ``vi``.

    ``method``: REML, PM, DL, ML, HE, HS, SJ, EB, or EE for the common (equal) effect. ``test``: ``hksj-conservative``
    (Hartung-Knapp-Sidik-Jonkman, its factor never below 1: the default), ``hksj``, ``t`` (on k-1) or ``z``; EE
    defaults to z. With ``mods`` this is a meta-regression (:func:`stemwise.synthesis.regress`).

    Raises
    ------
    InputError
        No study, unequal lengths, a missing or infinite value, a variance not above zero, an unknown method.
    """
    if mods is not None:
        return regress(yi, vi, mods, method=method, test=test, level=level)
    method = choice("method", str(method).upper(), METHODS)
    test = choice("test", test or ("z" if method == "EE" else "hksj-conservative"), TESTS)
    level = level_in(level)
    y, v = effects_in(yi, vi)
    x = np.ones((y.size, 1))
    if y.size == 1:
        test = "z"
    tau2 = estimate_tau2(y, v, x, method)
    return finish_pool(y, v, x, tau2, method, test, level)


def finish_pool(y: Floats, v: Floats, x: Floats, tau2: float, method: str, test: str, level: float) -> Pool:
    """All that follows from tau2."""
    k = y.size
    fit = fit_at(y, v, x, tau2)
    scale, df = inference_scale(fit, k, 1, test)
    estimate, se = float(fit.beta[0]), math.sqrt(float(fit.cov[0, 0]) * scale)
    half = dist.t_quantile(0.5 + level / 2, df) * se
    statistic = estimate / se
    common = fit_at(y, v, x, 0.0)
    w = common.weights
    typical = (k - 1) / float(w.sum() - (w @ w) / w.sum()) if k > 1 else math.nan
    random = method != "EE"
    tau2_ci = Interval(*q_profile(y, v, x, level), level, "Q-profile") if k > 1 and random else None
    prediction = None
    if k >= 3 and random:
        reach = dist.t_quantile(0.5 + level / 2, k - 2.0) * math.sqrt(se**2 + tau2)
        prediction = Interval(estimate - reach, estimate + reach, level, "t(k-2)")
    q_p = float(dist.chi2_upper(common.q, k - 1)) if k > 1 else 1.0
    i2, h2 = heterogeneity(common.q, k - 1, tau2, typical, random)
    return Pool(
        estimate=estimate,
        se=se,
        ci=Interval(estimate - half, estimate + half, level, test),
        statistic=statistic,
        p=dist.two_sided(statistic, df),
        df=df,
        tau2=tau2,
        tau2_ci=tau2_ci,
        i2=i2,
        h2=h2,
        q=common.q,
        q_df=k - 1,
        q_p=q_p,
        weights=100 * fit.weights / fit.weights.sum(),
        prediction=prediction,
        k=k,
        method=method,
        test=test,
        level=level,
        scale=scale,
        loglik=_loglik(y, v, tau2, method),
        notes=pool_notes(Seen(k, method, test, fit.q / max(k - 1, 1), q_p, tau2, i2)),
        yi=y,
        vi=v,
    )


def _loglik(y: Floats, v: Floats, tau2: float, method: str) -> float:
    # Written out for one mean; the same as Marginal(...).at(tau2).loglik.
    w = 1.0 / (v + tau2)
    total = float(w.sum())
    r = y - float(w @ y) / total
    value = 0.5 * float(np.log(w).sum()) - 0.5 * float((w * r) @ r)
    if method == "REML" and y.size > 1:
        return value - 0.5 * (y.size - 1) * math.log(2 * math.pi) + 0.5 * math.log(y.size / total)
    return value - 0.5 * y.size * math.log(2 * math.pi)
