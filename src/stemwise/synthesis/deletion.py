"""How much one study decides: leave-one-out, cumulative, and case diagnostics (Viechtbauer and Cheung 2010)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis.marginal import fit_at
from stemwise.synthesis.notes import Floats, choice, column, effects_in
from stemwise.synthesis.pooling import Pool, pool
from stemwise.synthesis.tau2 import METHODS, estimate_tau2


def leave_one_out(yi: ArrayLike, vi: ArrayLike, **options: Any) -> tuple[Pool, ...]:
    """The k pools without each study in turn; ``options`` as for :func:`pool`."""
    y, v = effects_in(yi, vi)
    if y.size < 2:
        raise InputError("one study cannot be left out of one", "it needs at least 2 studies")
    return tuple(pool(np.delete(y, i), np.delete(v, i), **options) for i in range(y.size))


def cumulative(yi: ArrayLike, vi: ArrayLike, by: ArrayLike | None = None, **options: Any) -> tuple[Pool, ...]:
    """Pools of the first 1, 2, ... k studies, in the order of ``by`` (such as years; ties as given) or as given."""
    y, v = effects_in(yi, vi)
    order = np.arange(y.size) if by is None else np.argsort(column("by", by, y.size), kind="stable")
    return tuple(pool(y[order[: j + 1]], v[order[: j + 1]], **options) for j in range(y.size))


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Case diagnostics, each (k,) unless said otherwise; NaN where leaving a study out leaves nothing to estimate.

    ``rstudent`` externally standardised residual; ``dffits``; ``cook`` Cook's distance; ``cov_ratio`` variance of the
    effect without the study over that with it; ``tau2`` and ``q`` without the study; ``hat`` leverage; ``weight`` per
    cent; ``dfbetas`` (k, p); ``influential`` marks studies beyond the usual cuts.
    """

    rstudent: Floats
    dffits: Floats
    cook: Floats
    cov_ratio: Floats
    tau2: Floats
    q: Floats
    hat: Floats
    weight: Floats
    dfbetas: Floats
    influential: tuple[int, ...]


def influence(yi: ArrayLike, vi: ArrayLike, mods: Any = None, *, method: str = "REML") -> Influence:
    """Deletion diagnostics with tau2 estimated anew without each study (Viechtbauer and Cheung 2010)."""
    from stemwise.synthesis.notes import design_in

    y, v = effects_in(yi, vi)
    x = np.ones((y.size, 1)) if mods is None else design_in(mods, y.size)[0]
    k, p = x.shape
    if k <= p + 1:
        raise InputError(f"{k} studies are too few to leave one out of {p} coefficients", "it needs more studies")
    method = choice("method", str(method).upper(), METHODS)
    tau2 = estimate_tau2(y, v, x, method)
    full = fit_at(y, v, x, tau2)
    inverse = np.linalg.inv(full.cov)
    hat = full.weights * ((x @ full.cov) * x).sum(1)
    out = {n: np.full(k, math.nan) for n in ("rstudent", "dffits", "cook", "cov_ratio", "tau2", "q")}
    dfbetas = np.full((k, p), math.nan)
    for i in range(k):
        keep = np.arange(k) != i
        xi = x[keep]
        if np.linalg.matrix_rank(xi) < p:
            continue
        t = estimate_tau2(y[keep], v[keep], xi, method)
        part = fit_at(y[keep], v[keep], xi, t)
        gap = full.beta - part.beta
        spread = float(x[i] @ part.cov @ x[i])
        out["tau2"][i] = t
        out["q"][i] = fit_at(y[keep], v[keep], xi, 0.0).q
        out["rstudent"][i] = (y[i] - float(x[i] @ part.beta)) / math.sqrt(v[i] + t + spread)
        # Scaled by the variance of all studies' design at the tau2 without study i.
        all_at_t = fit_at(y, v, x, t)
        out["dffits"][i] = float(x[i] @ gap) / math.sqrt(float(hat[i]) * (t + v[i]))
        dfbetas[i] = gap / np.sqrt(np.diag(all_at_t.cov))
        out["cook"][i] = float(gap @ inverse @ gap)
        out["cov_ratio"][i] = float(np.linalg.det(part.cov) / np.linalg.det(full.cov))
    weight = 100 * full.weights / full.weights.sum()
    cut = (
        (np.abs(out["dffits"]) > 3 * math.sqrt(p / (k - p)))
        | (out["cook"] > _half_chi2(p))
        | (hat > 3 * p / k)
        | (np.abs(dfbetas) > 1).any(1)
    )
    hit = tuple(int(i) for i in np.flatnonzero(cut))
    return Influence(**out, hat=hat, weight=weight, dfbetas=dfbetas, influential=hit)


def _half_chi2(p: int) -> float:
    from stemwise.synthesis.dist import chi2_quantile

    return chi2_quantile(0.5, p)


@dataclass(frozen=True, slots=True, eq=False)
class Baujat:
    """Baujat's plot (2002): each study's part of Q (``x``) and the squared standardised shift it causes (``y``)."""

    x: Floats
    y: Floats


def baujat(yi: ArrayLike, vi: ArrayLike, *, method: str = "REML") -> Baujat:
    """Coordinates of Baujat's plot: contribution to heterogeneity against influence on the estimate."""
    y, v = effects_in(yi, vi)
    if y.size < 2:
        raise InputError("one study cannot be left out", "it needs at least two studies")
    one = np.ones((y.size, 1))
    method = choice("method", str(method).upper(), METHODS)
    tau2 = estimate_tau2(y, v, one, method)
    full = fit_at(y, v, one, tau2)
    shift = np.empty(y.size)
    for i in range(y.size):
        keep = np.arange(y.size) != i
        t = estimate_tau2(y[keep], v[keep], one[keep], method)
        part = fit_at(y[keep], v[keep], one[keep], t)
        shift[i] = float((full.beta[0] - part.beta[0]) ** 2 / part.cov[0, 0])
    return Baujat(full.residuals**2 / (v + tau2), shift)
