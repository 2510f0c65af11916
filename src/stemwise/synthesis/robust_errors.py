"""Cluster-robust standard errors: CR2 with Satterthwaite degrees of freedom (Pustejovsky and Tipton 2018).

:func:`robust` corrects any fit of this package; :func:`correlated_effects` is the model for several effects per study
whose correlations nobody printed (Hedges, Tipton and Johnson 2010).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.multilevel_model import Multilevel, numbers
from stemwise.synthesis.notes import Floats, Note, design_in, effects_in, level_in, printed
from stemwise.synthesis.pooling import Pool
from stemwise.synthesis.regression import Coefficient, Regression

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Robust:
    """Coefficients with CR2 errors, each with its own degrees of freedom; ``cov`` (p, p).

    ``tau2`` is that of the correlated-effects model, else None.
    """

    coefficients: tuple[Coefficient, ...]
    cov: Floats = field(repr=False)
    clusters: int
    notes: tuple[Note, ...]
    tau2: float | None = None

    @property
    def estimate(self) -> float:
        """The first coefficient: the pooled effect where there are no moderators."""
        return self.coefficients[0].estimate

    def __str__(self) -> str:
        return printed("\n".join([*map(str, self.coefficients), f"{self.clusters} clusters"]), self.notes)


def robust(fit: Pool | Regression | Multilevel, cluster: Sequence[Hashable], level: float = 0.95) -> Robust:
    """CR2 errors of any fit of this package, the fit's own covariance being the working model.

    Raises
    ------
    InputError
        One cluster, or clusters that cut through the fit's own.
    """
    y, x, m, names = _pieces(fit)
    return _cr2(y, x, m, _clusters(cluster, y.size), names, level_in(level))


def correlated_effects(
    yi: ArrayLike,
    vi: ArrayLike,
    cluster: Sequence[Hashable],
    *,
    mods: Any = None,
    rho: float = 0.8,
    level: float = 0.95,
) -> Robust:
    """Several correlated effects per study: working weights and CR2 errors (Hedges, Tipton and Johnson 2010).

    Effects of a study share its mean variance and an assumed correlation ``rho`` of their errors; each study weighs as
    one, 1/(mean variance + tau2), split evenly. tau2 is the moment estimator under that working model. ``rho`` moves
    tau2 a little and the rest hardly: vary it and say so. ``mods`` as in :func:`stemwise.synthesis.regress`.

    Raises
    ------
    InputError
        One study; a correlation outside 0 to 1; as :func:`stemwise.synthesis.pool`.
    """
    level = level_in(level)
    y, v = effects_in(yi, vi)
    if not 0 <= rho <= 1:
        raise InputError(f"a correlation of {rho:g} lies outside 0 to 1", "give an assumed correlation, such as 0.8")
    group = _clusters(cluster, y.size)
    x, names = (np.ones((y.size, 1)), ("intercept",)) if mods is None else design_in(mods, y.size)
    size = np.bincount(group)
    mean_v = np.bincount(group, v) / size
    tau2 = _moment_tau2(y, x, group, size, mean_v, rho)
    working = np.diag((size * (mean_v + tau2))[group])
    return replace(_cr2(y, x, working, group, names, level), tau2=tau2)


def _moment_tau2(y: Floats, x: Floats, group: Numbers, size: Numbers, mean_v: Floats, rho: float) -> float:
    """The tau2 at which the weighted residual sum of squares has its expectation, weights being those at tau2 = 0.

    The errors of a study have covariance mean_v ((1 - rho) I + rho J), its true effects tau2 J.
    """
    w = 1 / (size * mean_v)
    bread = np.linalg.inv(x.T @ (w[group, None] * x))
    residual = y - x @ (bread @ (x.T @ (w[group] * y)))
    sums = np.zeros((size.size, x.shape[1]))
    np.add.at(sums, group, x)
    own = ((w / size)[group, None] * x).T @ x
    shared = ((w / size)[:, None] * sums).T @ sums
    between = ((w * w)[:, None] * sums).T @ sums
    excess = float(w[group] @ residual**2) - size.size + float(np.trace(bread @ ((1 - rho) * own + rho * shared)))
    return max(excess / (float(size @ w) - float(np.trace(bread @ between))), 0.0)


def _clusters(cluster: Sequence[Hashable], k: int) -> Numbers:
    group = numbers(cluster, k, "cluster")
    if group.max() < 1:
        raise InputError("all effects belong to one cluster", "robust errors need at least two clusters")
    return group


def _cr2(y: Floats, x: Floats, m: Floats, group: Numbers, names: tuple[str, ...], level: float) -> Robust:
    """Weighted least squares under the working covariance ``m`` (k, k), with CR2 errors over ``group``."""
    w = np.linalg.inv(m)
    bread = np.asarray(np.linalg.inv(x.T @ w @ x), dtype=np.float64)
    beta = bread @ (x.T @ (w @ y))
    r = y - x @ beta
    # Row blocks of bread X'W_j A_j; A_j makes the meat unbiased under the working model.
    rows = [np.flatnonzero(group == g) for g in range(int(group.max()) + 1)]
    left = []
    for j in rows:
        inside = m[np.ix_(j, j)]
        root = np.linalg.cholesky(inside)
        hat = x[j] @ bread @ x[j].T
        a = root @ _inverse_root(root.T @ (inside - hat) @ root) @ root.T
        left.append(bread @ x[j].T @ w[np.ix_(j, j)] @ a)
    meat = [e @ r[j] for e, j in zip(left, rows, strict=True)]
    cov = sum(np.outer(s, s) for s in meat)
    df = np.array([_satterthwaite(c, left, rows, x, m, bread) for c in range(x.shape[1])])
    out = []
    for name, b, s, d in zip(names, beta, np.sqrt(np.diag(cov)), df, strict=True):
        half = dist.t_quantile(0.5 + level / 2, float(d)) * s
        ci = Interval(float(b - half), float(b + half), level, "CR2")
        p = dist.two_sided(float(b / s), float(d))
        out.append(Coefficient(name, float(b), float(s), ci, float(b / s), p, float(d)))
    notes: tuple[Note, ...] = ()
    if float(df.min()) < 4:
        text = f"The degrees of freedom fall to {float(df.min()):.1f}."
        notes = (Note("df-tiny", text, "Below 4 the p-value is not to be trusted (Tipton 2015)."),)
    return Robust(tuple(out), np.asarray(cov), len(rows), notes)


def _pieces(fit: Pool | Regression | Multilevel) -> tuple[Floats, Floats, Floats, tuple[str, ...]]:
    if isinstance(fit, Multilevel):
        k, p = fit.model.k, fit.model.p
        y, x, m = np.empty(k), np.empty((k, p)), np.zeros((k, k))
        for s in fit.model.stacks:
            y[s.rows], x[s.rows] = s.y, s.x
            m[s.rows[:, :, None], s.rows[:, None, :]] = fit.model.covariance(fit.theta, s)[0]
        return y, x, m, tuple(c.name for c in fit.coefficients)
    m = np.diag(fit.vi + fit.tau2)
    if isinstance(fit, Pool):
        return fit.yi, np.ones((fit.k, 1)), m, ("intercept",)
    return fit.yi, fit.x, m, tuple(c.name for c in fit.coefficients)


def _inverse_root(b: Floats) -> Floats:
    """Symmetric inverse square root, null directions left out."""
    values, vectors = np.linalg.eigh((b + b.T) / 2)
    keep = values > 1e-10 * max(float(values.max()), 1e-300)
    scale = np.where(keep, 1 / np.sqrt(np.where(keep, values, 1.0)), 0.0)
    return np.asarray((vectors * scale) @ vectors.T)


def _satterthwaite(c: int, left: list[Floats], rows: list[np.ndarray], x: Floats, m: Floats, bread: Floats) -> float:
    """2 E^2 / Var of the variance estimate under the working model: (tr S)^2 / tr S^2 with S_ij = g_i' Cov(r) g_j."""
    k = x.shape[0]
    g = np.zeros((k, len(rows)))
    for i, (e, j) in enumerate(zip(left, rows, strict=True)):
        g[j, i] = e[c]
    # Residual covariance with M^-1 weights is M - X bread X'.
    xg = x.T @ g
    s = g.T @ m @ g - xg.T @ bread @ xg
    square = float((s * s).sum())
    return math.inf if square == 0 else float(np.trace(s)) ** 2 / square
