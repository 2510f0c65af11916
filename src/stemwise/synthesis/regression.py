"""Meta-regression: the same likelihood with a design."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

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
    typical_variance,
)
from stemwise.synthesis.marginal import fit_at
from stemwise.synthesis.notes import Floats, Note, choice, design_in, effects_in, level_in, printed
from stemwise.synthesis.tau2 import METHODS, estimate_tau2, q_profile


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of a regression."""

    name: str
    estimate: float
    se: float
    ci: Interval
    statistic: float
    p: float
    df: float

    def __str__(self) -> str:
        return f"{self.name} {self.estimate:.3f} [{self.ci.low:.3f}, {self.ci.high:.3f}], p = {self.p:.3g}"


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A mixed-effects meta-regression: ``coefficients`` in the design's order, ``cov`` (p, p) their covariance.

    ``qe`` is the residual heterogeneity test, ``qm`` the omnibus test of the moderators (F when the test has finite
    degrees of freedom, else chi-square), ``r2`` the per cent of the no-moderator tau2 explained (None where that is
    zero).
    """

    coefficients: tuple[Coefficient, ...]
    cov: Floats = field(repr=False)
    tau2: float
    tau2_ci: Interval | None
    i2: float
    h2: float
    qe: float
    qe_df: int
    qe_p: float
    qm: float
    qm_df: tuple[float, float]
    qm_p: float
    r2: float | None
    k: int
    method: str
    test: str
    level: float
    scale: float
    notes: tuple[Note, ...]
    x: Floats = field(repr=False)
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)

    @property
    def beta(self) -> Floats:
        """Coefficients (p,)."""
        return np.array([c.estimate for c in self.coefficients])

    def __getitem__(self, name: str) -> Coefficient:
        for c in self.coefficients:
            if c.name == name:
                return c
        raise KeyError(name)

    def at(self, row: ArrayLike) -> tuple[float, Interval, Interval | None]:
        """Mean effect at one row of the design (without intercept column if there is one): estimate, interval,
        prediction.
        """
        x = self._row(row)
        estimate, se = float(x @ self.beta), math.sqrt(float(x @ self.cov @ x))
        half = dist.t_quantile(0.5 + self.level / 2, self.coefficients[0].df) * se
        interval = Interval(estimate - half, estimate + half, self.level, self.test)
        enough = self.k - x.size - 1 >= 1 and self.method != "EE"
        return estimate, interval, self.predict(row) if enough else None

    def predict(self, row: ArrayLike, method: str = "t(k-2)", level: float | None = None) -> Interval:
        """Interval for the effect in a new setting at one row of the design, as :meth:`Pool.predict`.

        ``t(k-2)`` is t on k - p - 1 and ``t(k-1)`` on k - p, for p coefficients; ``confidence`` averages over the
        confidence distribution of the residual tau2.
        """
        choice("prediction", method, PREDICTIONS)
        level = self.level if level is None else level_in(level)
        x = self._row(row)
        if self.k - x.size - 1 < 1:
            raise InputError(
                f"{self.k} studies and {x.size} coefficients allow no prediction interval",
                "it needs two studies more than coefficients",
            )
        if method == "confidence":
            from stemwise.synthesis.confidence import new_setting

            mixture = new_setting(self.yi, self.vi, self.x, x)
            return Interval(mixture.quantile((1 - level) / 2), mixture.quantile((1 + level) / 2), level, method)
        estimate, se = float(x @ self.beta), math.sqrt(float(x @ self.cov @ x))
        half = float(prediction_reach(np.asarray(se), np.asarray(self.tau2), self.k, x.size, method, level))
        return Interval(estimate - half, estimate + half, level, "t(k-p-1)" if method == "t(k-2)" else method)

    def _row(self, row: ArrayLike) -> Floats:
        x = np.asarray(row, dtype=np.float64).ravel()
        if x.size == self.beta.size - 1 and self.coefficients[0].name == "intercept":
            x = np.concatenate([[1.0], x])
        if x.size != self.beta.size:
            raise InputError(f"{x.size} values for {self.beta.size} coefficients", "give one value per moderator")
        return x

    def vif(self) -> Floats:
        """Variance inflation factor of each coefficient but the intercept."""
        keep = [j for j, c in enumerate(self.coefficients) if c.name != "intercept"]
        if len(keep) < 2:
            return np.ones(len(keep))
        sub = self.cov[np.ix_(keep, keep)]
        d = np.sqrt(np.diag(sub))
        return np.asarray(np.diag(np.linalg.inv(sub / np.outer(d, d))))

    def __str__(self) -> str:
        text = f"k = {self.k}, tau2 = {self.tau2:.3f}, QM p = {self.qm_p:.3g}, {self.method}, {self.test}"
        return printed("\n".join([*map(str, self.coefficients), text]), self.notes)


def regress(
    yi: ArrayLike,
    vi: ArrayLike,
    mods: Any,
    *,
    method: str = "REML",
    test: str | None = None,
    level: float = 0.95,
    intercept: bool = True,
) -> Regression:
    """Meta-regression of effects on moderators: a mapping of named columns, a vector or a (k, m) matrix.

    Raises
    ------
    InputError
        As :func:`pool`; collinear moderators; as many coefficients as studies.
    """
    method = choice("method", str(method).upper(), METHODS)
    test = choice("test", test or ("z" if method == "EE" else "hksj-conservative"), TESTS)
    level = level_in(level)
    y, v = effects_in(yi, vi)
    x, names = design_in(mods, y.size, intercept)
    k, p = x.shape
    if k <= p:
        raise InputError(f"{k} studies cannot carry {p} coefficients", "use fewer moderators")
    tau2 = estimate_tau2(y, v, x, method)
    fit = fit_at(y, v, x, tau2)
    scale, df = inference_scale(fit, k, p, test)
    cov = fit.cov * scale
    q = dist.t_quantile(0.5 + level / 2, df)
    coefficients = []
    for name, b, s in zip(names, fit.beta, np.sqrt(np.diag(cov)), strict=True):
        ci = Interval(float(b - q * s), float(b + q * s), level, test)
        coefficients.append(
            Coefficient(name, float(b), float(s), ci, float(b / s), dist.two_sided(float(b / s), df), df)
        )
    common = fit_at(y, v, x, 0.0)
    i2, h2 = heterogeneity(common.q, k - p, tau2, typical_variance(v, x), method != "EE")
    qm, qm_df, qm_p = omnibus(fit.beta, cov, [j for j, n in enumerate(names) if n != "intercept"], df)
    return Regression(
        coefficients=tuple(coefficients),
        cov=cov,
        tau2=tau2,
        tau2_ci=Interval(*q_profile(y, v, x, level), level, "Q-profile") if method != "EE" else None,
        i2=i2,
        h2=h2,
        qe=common.q,
        qe_df=k - p,
        qe_p=float(dist.chi2_upper(common.q, k - p)),
        qm=qm,
        qm_df=qm_df,
        qm_p=qm_p,
        r2=_r2(y, v, tau2, method),
        k=k,
        method=method,
        test=test,
        level=level,
        scale=scale,
        notes=_notes(k, p, names),
        x=x,
        yi=y,
        vi=v,
    )


def omnibus(beta: Floats, cov: Floats, which: Sequence[int], df: float) -> tuple[float, tuple[float, float], float]:
    """Wald test that the coefficients ``which`` are all zero: chi-square, or F where ``df`` is finite."""
    m = len(which)
    if m == 0:
        return 0.0, (0.0, df), 1.0
    index = np.asarray(which)
    b = beta[index]
    wald = float(b @ np.linalg.solve(cov[np.ix_(index, index)], b))
    statistic = wald if math.isinf(df) else wald / m
    return statistic, (float(m), df), dist.f_upper(wald / m, m, df)


def _r2(y: Floats, v: Floats, tau2: float, method: str) -> float | None:
    if method == "EE":
        return None
    total = estimate_tau2(y, v, np.ones((y.size, 1)), method)
    return None if total == 0 else 100 * max(0.0, 1 - tau2 / total)


def _notes(k: int, p: int, names: tuple[str, ...]) -> tuple[Note, ...]:
    out = []
    moderators = p - (names[0] == "intercept")
    if moderators and k < 10 * moderators:
        out.append(
            Note(
                "few-per-moderator",
                f"Only {k} studies for {moderators} moderator(s).",
                "Below ten studies per moderator an association is a hint, not a finding.",
            )
        )
    if k - p <= 3:
        out.append(Note("df-tiny", f"The tests rest on {k - p} degrees of freedom.", "Use fewer moderators."))
    return tuple(out)
