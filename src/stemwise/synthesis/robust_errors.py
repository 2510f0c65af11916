"""Cluster-robust standard errors: CR2 with Satterthwaite degrees of freedom (Pustejovsky and Tipton 2018)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.multilevel_model import Multilevel, numbers
from stemwise.synthesis.notes import Floats, Note, level_in
from stemwise.synthesis.pooling import Interval, Pool
from stemwise.synthesis.regression import Coefficient, Regression


@dataclass(frozen=True, slots=True, eq=False)
class Robust:
    """Coefficients with CR2 errors, each with its own degrees of freedom; ``cov`` (p, p)."""

    coefficients: tuple[Coefficient, ...]
    cov: Floats
    clusters: int
    notes: tuple[Note, ...]


def robust(fit: Pool | Regression | Multilevel, cluster: Sequence[Hashable], level: float = 0.95) -> Robust:
    """CR2 errors of any fit of this package, the fit's own covariance being the working model.

    Raises
    ------
    InputError
        One cluster, or clusters that cut through the fit's own.
    """
    level = level_in(level)
    y, x, m, names = _pieces(fit)
    group = numbers(cluster, y.size, "cluster")
    if group.max() < 1:
        raise InputError("all effects belong to one cluster", "robust errors need at least two clusters")
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
