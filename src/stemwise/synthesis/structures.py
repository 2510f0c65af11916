"""Covariance components: random intercepts, and inner | outer structures CS, HCS, UN, AR, HAR, ID and DIAG."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from stemwise.synthesis.likelihood import Ints
from stemwise.synthesis.notes import Floats

STRUCTURES = ("CS", "HCS", "UN", "AR", "HAR", "ID", "DIAG")
TOP_RHO = 1 - 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Intercept:
    """sigma2 shared by observations of one level; ``level`` (k,) numbers the levels."""

    level: Ints
    guess: float

    @property
    def start(self) -> Floats:
        """(1,)."""
        return np.array([self.guess])

    @property
    def lower(self) -> Floats:
        """Zero."""
        return np.zeros(1)

    @property
    def upper(self) -> Floats:
        """None."""
        return np.full(1, np.inf)

    def blocks(self, theta: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """sigma2 where levels agree."""
        lv = self.level[rows]
        same = (lv[:, :, None] == lv[:, None, :]).astype(np.float64)
        return theta[0] * same, same[None]


@dataclass(frozen=True, slots=True, eq=False)
class Structured:
    """Effects of an inner factor correlated within levels of an outer one: G (J, J) of the structure, where outer
    agree.

    ``inner`` (k,) numbers the J inner levels in the order in which they are correlated; ``times`` (J,) are their
    places for the autoregressive structures (correlation rho ** |difference|).
    """

    inner: Ints
    outer: Ints
    kind: str
    guess: float
    times: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def j(self) -> int:
        """Number of inner levels."""
        return int(self.inner.max()) + 1

    @property
    def variances(self) -> int:
        """Number of variance parameters, which come first."""
        return self.j if self.kind in ("HCS", "HAR", "UN", "DIAG") else 1

    @property
    def correlations(self) -> int:
        """Number of correlation parameters."""
        return {"ID": 0, "DIAG": 0, "UN": self.j * (self.j - 1) // 2}.get(self.kind, 1 if self.j > 1 else 0)

    @property
    def start(self) -> Floats:
        """Variances at the guess, correlations at one half."""
        return np.concatenate([np.full(self.variances, self.guess), np.full(self.correlations, 0.5)])

    @property
    def lower(self) -> Floats:
        """Variances from 0; a compound-symmetric correlation from -1/(J-1), an autoregressive one from 0."""
        low = {"UN": -TOP_RHO, "AR": 0.0, "HAR": 0.0}.get(self.kind, -1 / max(self.j - 1, 1) * TOP_RHO)
        return np.concatenate([np.zeros(self.variances), np.full(self.correlations, low)])

    @property
    def upper(self) -> Floats:
        """Correlations below 1."""
        return np.concatenate([np.full(self.variances, np.inf), np.full(self.correlations, TOP_RHO)])

    def g(self, theta: Floats) -> tuple[Floats, Floats]:
        """G (J, J) and its derivatives (q, J, J)."""
        j, nv = self.j, self.variances
        variance = theta[:nv] if nv == j else np.full(j, theta[0])
        sd = np.sqrt(np.maximum(variance, 0.0))
        r, dr = self.correlation(theta[nv:])
        outer = np.outer(sd, sd)
        slopes = []
        if nv == 1:
            slopes.append(r)
        else:
            for a in range(j):
                d = np.zeros((j, j))
                # d sqrt(va vb)/d va; at va = 0 the off-diagonal slope is infinite and the diagonal one 1.
                d[a] = d[:, a] = 0.5 * r[a] * sd / max(float(sd[a]), 1e-12)
                d[a, a] = 1.0
                slopes.append(d)
        slopes.extend(outer * x for x in dr)
        return outer * r, np.array(slopes)

    def correlation(self, rho: Floats) -> tuple[Floats, list[Floats]]:
        """Correlation matrix (J, J) and its derivatives by each correlation parameter."""
        j = self.j
        eye = np.eye(j)
        if self.kind in ("ID", "DIAG") or rho.size == 0:
            return eye, []
        if self.kind in ("CS", "HCS"):
            return eye + rho[0] * (1 - eye), [1 - eye]
        if self.kind in ("AR", "HAR"):
            lag = np.abs(self.times[:, None] - self.times)
            base = max(float(rho[0]), 1e-12)
            return base**lag, [np.where(lag > 0, lag * base ** (lag - 1), 0.0)]
        if j == 2:
            return eye + rho[0] * (1 - eye), [1 - eye]
        slopes = []
        for i in range(rho.size):
            h = np.zeros(rho.size)
            h[i] = 1e-6
            up, down = _from_partials(np.minimum(rho + h, TOP_RHO), j), _from_partials(np.maximum(rho - h, -TOP_RHO), j)
            slopes.append((up - down) / 2e-6)
        return _from_partials(rho, j), slopes

    def natural(self, theta: Floats) -> Floats:
        """Variances and correlations as they are read; an unstructured matrix is searched over partial correlations."""
        if self.kind != "UN" or self.j < 3:
            return theta
        r, _ = self.correlation(theta[self.variances :])
        return np.concatenate([theta[: self.variances], r[np.triu_indices(self.j, 1)]])

    def blocks(self, theta: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """G taken at each pair's inner levels where their outer levels agree."""
        return self.spread(*self.g(theta), rows)

    def spread(self, g: Floats, dg: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """G (J, J) and its derivatives (q, J, J) laid out over the pairs of each block."""
        inner, outer = self.inner[rows], self.outer[rows]
        same = outer[:, :, None] == outer[:, None, :]
        a, b = inner[:, :, None], inner[:, None, :]
        return g[a, b] * same, dg[:, a, b] * same


def _from_partials(partial: Floats, j: int) -> Floats:
    """Correlation matrix from canonical partial correlations: any values in (-1, 1) give a valid one (Joe 2006)."""
    root = root_of(partial, j)
    return np.asarray(root @ root.T)


def root_of(partial: Floats, j: int) -> Floats:
    """Cholesky factor (J, J) of the correlation matrix with these canonical partial correlations."""
    root = np.zeros((j, j))
    root[0, 0] = 1.0
    at = {pair: i for i, pair in enumerate(zip(*(x.tolist() for x in np.triu_indices(j, 1)), strict=True))}
    for b in range(1, j):
        left = 1.0
        for a in range(b):
            root[b, a] = partial[at[(a, b)]] * np.sqrt(left)
            left = max(left - root[b, a] ** 2, 0.0)
        root[b, b] = np.sqrt(left)
    return root


def partials_of(factor: Floats) -> Floats:
    """Canonical partial correlations of L L' for a lower triangular ``factor`` L (J, J): :func:`root_of` undone."""
    j = factor.shape[0]
    signed = factor * np.where(np.diag(factor) < 0, -1.0, 1.0)
    out = []
    for a, b in zip(*np.triu_indices(j, 1), strict=True):
        left = float(np.sqrt((signed[b, a:] ** 2).sum()))
        out.append(signed[b, a] / left if left > 0 else 0.0)
    return np.array(out)
