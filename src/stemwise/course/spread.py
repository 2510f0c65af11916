"""Distributions on nodes: mixtures of normals (changes) and shares on a grid. Quantiles without a sampler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stemwise.synthesis.dist import z_cdf

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Spread:
    """A mixture of normals: ``weight`` (m,) sums to 1, ``mean`` (m,), ``sd`` (m,); ``sd`` of 0 is a point.

    ``share`` says that the values are shares (0 to 1), held on a grid of points.
    """

    weight: Floats
    mean: Floats
    sd: Floats
    share: bool = False

    def __repr__(self) -> str:
        return f"Spread(mean {self.average:.4g}, sd {self.deviation:.4g})"

    def cdf(self, x: float) -> float:
        """P(value <= x)."""
        point = self.sd <= 0
        z = (x - self.mean) / np.where(point, 1.0, self.sd)
        below = np.where(point, self.mean <= x, z_cdf(z))
        return float(self.weight @ below)

    def quantile(self, p: float) -> float:
        """The value below which a share ``p`` lies."""
        if not np.any(self.sd > 0):
            order = np.argsort(self.mean)
            total = np.cumsum(self.weight[order])
            middle = total - 0.5 * self.weight[order]
            return float(np.interp(p, middle, self.mean[order]))
        low, high = float((self.mean - 9 * self.sd).min()), float((self.mean + 9 * self.sd).max())
        for _ in range(60):
            middle_x = 0.5 * (low + high)
            low, high = (middle_x, high) if self.cdf(middle_x) < p else (low, middle_x)
            if high - low < 1e-9 * max(1.0, abs(high)):
                break
        return 0.5 * (low + high)

    def band(self, level: float) -> tuple[float, float]:
        """Equal-tailed interval."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    @property
    def average(self) -> float:
        """Mean."""
        return float(self.weight @ self.mean)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return float(np.sqrt(self.weight @ (self.sd**2 + (self.mean - self.average) ** 2)))

    def wider(self, sd: float) -> Spread:
        """The same with an independent normal deviation of ``sd`` added."""
        return Spread(self.weight, self.mean, np.sqrt(self.sd**2 + sd**2), self.share)

    def moved(self, by: float) -> Spread:
        """The same with a constant added."""
        return Spread(self.weight, self.mean + by, self.sd, self.share)

    def times(self, by: float) -> Spread:
        """The same multiplied by a positive number."""
        return Spread(self.weight, self.mean * by, self.sd * by, self.share)

    def nodes(self, each: int = 15) -> tuple[Floats, Floats]:
        """Points and weights that stand for the mixture (Gauss-Hermite within each part)."""
        if not np.any(self.sd > 0):
            return self.mean, self.weight
        z, w = np.polynomial.hermite_e.hermegauss(each)
        points = self.mean[:, None] + self.sd[:, None] * z
        weights = self.weight[:, None] * (w / w.sum())
        return points.ravel(), weights.ravel()


def mixed(parts: Sequence[Spread], weights: Sequence[float] | None = None) -> Spread:
    """Models put together; equal weights unless given."""
    w = np.full(len(parts), 1 / len(parts)) if weights is None else np.asarray(weights, float) / np.sum(weights)
    return Spread(
        np.concatenate([wi * p.weight for wi, p in zip(w, parts, strict=True)]),
        np.concatenate([p.mean for p in parts]),
        np.concatenate([p.sd for p in parts]),
        all(p.share for p in parts),
    )


def merged(parts: Spread, most: int = 48) -> Spread:
    """The same mixture with neighbours put together, mean and variance kept; quadrature nodes of tiny weight cost time."""
    if parts.weight.size <= most:
        return parts
    order = np.argsort(parts.sd, kind="stable")
    w, m, v = parts.weight[order], parts.mean[order], parts.sd[order] ** 2
    where = np.minimum((np.cumsum(w) - 0.5 * w) * most, most - 1).astype(np.int64)
    total: Any = np.bincount(where, w, most)
    kept = total > 0
    mean: Any = np.bincount(where, w * m, most)[kept] / total[kept]
    square: Any = np.bincount(where, w * (v + m**2), most)[kept] / total[kept]
    return Spread(total[kept] / total.sum(), mean, np.sqrt(np.maximum(square - mean**2, 0.0)), parts.share)


def binomial(n: int, p: Floats) -> Floats:
    """P(x of n) for x = 0..n at each share; (n + 1, m) for p (m,)."""
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    x = np.arange(n + 1)
    choose = log_factorial[n] - log_factorial - log_factorial[::-1]
    inside = np.clip(p, 1e-300, 1 - 1e-16)
    pmf = np.exp(choose[:, None] + x[:, None] * np.log(inside) + (n - x)[:, None] * np.log1p(-inside))
    return np.asarray(pmf)


def thinned(p: Floats, weight: Floats, bins: int = 400) -> Spread:
    """Shares on a fine grid gathered into ``bins`` points (their weighted mean in each bin)."""
    where = np.minimum((p * bins).astype(np.int64), bins - 1)
    w: Any = np.bincount(where, weights=weight, minlength=bins)
    m: Any = np.bincount(where, weights=weight * p, minlength=bins)
    kept = w > 0
    return Spread(w[kept] / w.sum(), m[kept] / w[kept], np.zeros(int(kept.sum())), True)
