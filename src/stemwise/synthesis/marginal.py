"""The marginal likelihood of y ~ N(X b, diag(v) + tau2 I) as a function of tau2 alone.

With W = diag(1/(v + tau2)) and P = W - W X (X'W X)^-1 X'W, everything about tau2 is in a few traces and forms:
Q = y'Py, its derivatives -y'PPy and 2 y'PPPy, tr P and tr PP. Q, y'PPy and tr P are all convex and decreasing in tau2;
that is what makes bounds on an interval, and so a certified global maximum, possible (``tau2.py``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from stemwise.synthesis.notes import Floats

_FIELDS = ("q", "n", "n1", "d", "d1", "loglik")


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """The pieces at G values of tau2, each of shape (G,).

    ``q`` = y'Py, ``n`` = y'PPy, ``n1`` = its derivative -2 y'PPPy; ``d`` = tr P (REML) or tr W (ML), ``d1`` its
    derivative; ``loglik`` the restricted (or full) log-likelihood, constants included.
    """

    q: Floats
    n: Floats
    n1: Floats
    d: Floats
    d1: Floats
    loglik: Floats

    def take(self, which: Any) -> Moments:
        """Some of the points."""
        return Moments(*(getattr(self, f)[which] for f in _FIELDS))

    def join(self, other: Moments) -> Moments:
        """These points and others."""
        return Moments(*(np.concatenate([getattr(self, f), getattr(other, f)]) for f in _FIELDS))

    @property
    def score(self) -> Floats:
        """Derivative of the log-likelihood in tau2."""
        return 0.5 * (self.n - self.d)


class Marginal:
    """y (k,), v (k,) and a design X (k, p); evaluated at whole arrays of tau2 at once."""

    __slots__ = ("_constant", "_logdet_xx", "_pairs", "k", "p", "restricted", "v", "x", "y")

    def __init__(self, y: Floats, v: Floats, x: Floats, restricted: bool = True) -> None:
        self.y, self.v, self.x = y, v, x
        self.k, self.p = x.shape
        self.restricted = restricted
        self._logdet_xx = float(np.linalg.slogdet(x.T @ x)[1]) if self.p > 1 else float(np.log((x * x).sum()))
        # Up to 64 studies without moderators, plain floats beat arrays.
        plain = self.p == 1 and self.k <= 64 and x.min() == 1.0 == x.max()
        self._pairs = list(zip(y.tolist(), v.tolist(), strict=True)) if plain else None
        free = self.k - self.p if restricted else self.k
        self._constant = -0.5 * free * np.log(2 * np.pi)

    def at(self, tau2: Floats) -> Moments:
        """All moments at each tau2; shape (G,) in, (G,) out."""
        w = 1.0 / (self.v + tau2[:, None])
        return self._one(w) if self.p == 1 else self._many(w)

    def point(self, tau2: float) -> tuple[float, float, float, float, float]:
        """q, n, n1, d, d1 at one tau2, as floats."""
        if self._pairs is None:
            m = self.at(np.array([tau2]))
            return float(m.q[0]), float(m.n[0]), float(m.n1[0]), float(m.d[0]), float(m.d1[0])
        sw = swy = 0.0
        for y, v in self._pairs:
            w = 1.0 / (v + tau2)
            sw += w
            swy += w * y
        mu = swy / sw
        q = n = n3 = u = s2 = s3 = 0.0
        for y, v in self._pairs:
            w = 1.0 / (v + tau2)
            wr = w * (y - mu)
            w2, square = w * w, wr * wr
            q += wr * (y - mu)
            n += square
            n3 += w * square
            u += w * wr
            s2 += w2
            s3 += w * w2
        n1 = -2.0 * (n3 - u * u / sw)
        if not self.restricted:
            return q, n, n1, sw, -s2
        ratio = s2 / sw
        return q, n, n1, sw - ratio, 2 * s3 / sw - s2 - ratio * ratio

    def _one(self, w: Floats) -> Moments:
        x = self.x[:, 0]
        wx = w * x
        a = wx @ x
        r = self.y - ((wx @ self.y) / a)[:, None] * x
        wr = w * r
        q, n = (wr * r).sum(1), (wr * wr).sum(1)
        u = (w * wr) @ x
        n1 = -2.0 * ((w * wr * wr).sum(1) - u * u / a)
        w2 = w * w
        xw2x = w2 @ (x * x)
        if self.restricted:
            d = w.sum(1) - xw2x / a
            d1 = -(w2.sum(1) - 2 * ((w2 * w) @ (x * x)) / a + (xw2x / a) ** 2)
        else:
            d, d1 = w.sum(1), -w2.sum(1)
        return Moments(q, n, n1, d, d1, self._loglik(w, q, np.log(a)))

    def _many(self, w: Floats) -> Moments:
        x, y = self.x, self.y
        xw = x.T[None] * w[:, None, :]
        inverse = np.linalg.inv(xw @ x)
        beta = (inverse @ (xw @ y)[..., None])[..., 0]
        r = y - beta @ x.T
        wr = w * r
        q, n = (wr * r).sum(1), (wr * wr).sum(1)
        u = (w * wr) @ x
        n1 = -2.0 * ((w * wr * wr).sum(1) - np.einsum("gp,gpq,gq->g", u, inverse, u))
        if self.restricted:
            b2 = inverse @ ((xw * w[:, None, :]) @ x)
            b3 = inverse @ ((xw * (w * w)[:, None, :]) @ x)
            d = w.sum(1) - np.trace(b2, axis1=1, axis2=2)
            d1 = -((w * w).sum(1) - 2 * np.trace(b3, axis1=1, axis2=2) + np.einsum("gpq,gqp->g", b2, b2))
        else:
            d, d1 = w.sum(1), -(w * w).sum(1)
        return Moments(q, n, n1, d, d1, self._loglik(w, q, -np.linalg.slogdet(inverse)[1]))

    def _loglik(self, w: Floats, q: Floats, logdet_xwx: Floats) -> Floats:
        value: Floats = self._constant + 0.5 * np.log(w).sum(1) - 0.5 * q
        return value + 0.5 * (self._logdet_xx - logdet_xwx) if self.restricted else value

    def ceiling(self) -> float:
        """A tau2 beyond which the score is negative: from y'PPy <= RSS/(vmin+t)^2 and tr P >= (k-p)/(vmax+t)."""
        if self._pairs is not None:
            rss = float(((self.y - self.y.sum() / self.k) ** 2).sum())
        else:
            q, _ = np.linalg.qr(self.x)
            rss = float(((self.y - q @ (q.T @ self.y)) ** 2).sum())
        free = self.k - self.p if self.restricted else self.k
        low, high = float(self.v.min()), float(self.v.max())
        # free (low + t)^2 = rss (high + t), the larger root; s = low + t.
        s = (rss + math.sqrt(rss * rss + 4 * free * rss * (high - low))) / (2 * free)
        return max(float(s - low), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Coefficients at a given tau2: ``beta`` (p,), ``cov`` (p, p), ``weights`` (k,), ``q`` = weighted RSS, ``hat``
    (k,).
    """

    beta: Floats
    cov: Floats
    weights: Floats
    q: float
    residuals: Floats


def fit_at(y: Floats, v: Floats, x: Floats, tau2: float) -> Fit:
    """Weighted least squares at one tau2."""
    w = 1.0 / (v + tau2)
    if x.shape[1] == 1:
        wx = w * x[:, 0]
        a = float(wx @ x[:, 0])
        b = float(wx @ y) / a
        r = y - b * x[:, 0]
        return Fit(np.array([b]), np.array([[1 / a]]), w, float((w * r) @ r), r)
    root = np.sqrt(w)
    q, upper = np.linalg.qr(x * root[:, None])
    inverse = np.linalg.inv(upper)
    beta = inverse @ (q.T @ (root * y))
    r = y - x @ beta
    return Fit(beta, inverse @ inverse.T, w, float((w * r) @ r), r)
