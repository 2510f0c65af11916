"""The unconditional model with random study effects: two arms a study, a normal risk of studies, a normal effect.

Study i has linear predictors a + sigma z +- (mu + tau u) / 2 in its two arms (binomial on the logit scale, or Poisson
with person-time), z and u independent standard normals: one likelihood in (a, mu, sigma, tau), smooth at sigma = 0 and
tau = 0. Both effects are integrated out together by adaptive Gauss-Hermite quadrature about each study's own mode.
With one node a side this is Laplace's approximation, which is what lme4 takes for two random effects.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from stemwise.synthesis.likelihood import State
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.search import ascend

NODES = 15
STEP = 1e-4
LEAST = 1e-9
"""Gain of a step below which the climb ends: slopes by differences see no further."""
FAR = 25.0
"""A log odds beyond which the likelihood is taken to rise without end."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoRandom:
    """Events ``x1``, ``x2`` of ``n1``, ``n2`` people (or person-time with ``poisson``), each (k,)."""

    x1: Floats
    n1: Floats
    x2: Floats
    n2: Floats
    poisson: bool = False
    nodes: int = NODES

    def _arm(self, eta: Floats, x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
        """Log-likelihood without its constant, slope and curvature; eta (m, k, g)."""
        x, n = x[:, None], n[:, None]
        if self.poisson:
            mean = n * np.exp(np.minimum(eta, 50.0))
            return x * (eta + np.log(n)) - mean, x - mean, mean
        p = special.expit(eta)
        return x * eta - n * np.logaddexp(0, eta), x - n * p, n * p * (1 - p)

    def constant(self) -> float:
        """Log of the binomial coefficients, or of the factorials."""
        if self.poisson:
            return -float(special.gammaln(self.x1 + 1).sum() + special.gammaln(self.x2 + 1).sum())
        pairs = ((self.x1, self.n1), (self.x2, self.n2))
        return sum(
            float((special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(n - x + 1)).sum())
            for x, n in pairs
        )

    def values(self, thetas: Floats) -> Floats:
        """Log-likelihood (m,) at each row of ``thetas`` (m, 4): a, mu, sigma, tau."""
        a, mu, sigma, tau = (c[:, None, None] for c in thetas.T)
        z = np.zeros((thetas.shape[0], self.x1.size, 1))
        u = z.copy()
        for _ in range(100):
            g1, g2, h11, h12, h22, _ = self._at(a, mu, sigma, tau, z, u)
            det = h11 * h22 - h12 * h12
            dz, du = (h22 * g1 - h12 * g2) / det, (h11 * g2 - h12 * g1) / det
            # Log-concave, so Newton climbs; a long step is shortened.
            short = np.minimum(1.0, 2.0 / np.maximum(np.hypot(dz, du), 1e-300))
            z, u = z + short * dz, u + short * du
            if float(np.abs(dz).max()) < 1e-11 and float(np.abs(du).max()) < 1e-11:
                break
        _, _, h11, h12, h22, _ = self._at(a, mu, sigma, tau, z, u)
        x, w = np.polynomial.hermite.hermgauss(self.nodes)
        s, t = (c.ravel() for c in np.meshgrid(x, x))
        log_w = np.add.outer(np.log(w) + x * x, np.log(w) + x * x).ravel()
        # (z, u) = mode + sqrt(2) R^-T (s, t) with H = R'R.
        r11 = np.sqrt(h11)
        r12 = h12 / r11
        r22 = np.sqrt(h22 - r12 * r12)
        du = math.sqrt(2) * t / r22
        dz = math.sqrt(2) * s / r11 - r12 / r11 * du
        value = self._at(a, mu, sigma, tau, z + dz, u + du)[5] + log_w
        each = special.logsumexp(value, axis=2) - np.log(r11 * r22)[..., 0] - math.log(math.pi)
        return np.asarray(each.sum(1) + self.constant())

    def _at(
        self, a: Floats, mu: Floats, sigma: Floats, tau: Floats, z: Floats, u: Floats
    ) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
        """Slopes in (z, u), the entries of minus the curvature, and the log of the integrand."""
        middle, half = a + sigma * z, 0.5 * (mu + tau * u)
        l1, s1, c1 = self._arm(middle + half, self.x1, self.n1)
        l2, s2, c2 = self._arm(middle - half, self.x2, self.n2)
        value = l1 + l2 - 0.5 * (z * z + u * u)
        g1, g2 = sigma * (s1 + s2) - z, 0.5 * tau * (s1 - s2) - u
        h12 = 0.5 * sigma * tau * (c1 - c2)
        return g1, g2, 1 + sigma**2 * (c1 + c2), h12, 1 + 0.25 * tau**2 * (c1 + c2), value


class Held:
    """The likelihood as a hill: value and numerical slope in the parameters that are free."""

    def __init__(self, likelihood: TwoRandom, free: tuple[int, ...]) -> None:
        self.likelihood, self.free = likelihood, free

    def whole(self, phi: Floats) -> Floats:
        """All four parameters; those held are zero."""
        out = np.zeros(4)
        out[list(self.free)] = phi
        return out

    def at(self, phi: Floats, slopes: bool = True) -> State | None:
        """Value, slope by central differences, and a rough information to begin with."""
        if np.abs(phi).max() > FAR:
            return None
        q = len(self.free)
        steps = np.vstack([np.zeros(q), STEP * np.eye(q), -STEP * np.eye(q)])
        v = self.likelihood.values(np.array([self.whole(phi + s) for s in steps]))
        gradient = (v[1 : q + 1] - v[q + 1 :]) / (2 * STEP)
        curve = np.maximum((2 * v[0] - v[1 : q + 1] - v[q + 1 :]) / STEP**2, 1e-2)
        return State(float(v[0]), gradient, np.diag(curve), phi, np.zeros((0, 0)))

    def information(self, phi: Floats) -> Floats:
        """Minus the second derivatives (q, q), by differences."""
        q, h = len(self.free), 1e-3
        e = h * np.eye(q)
        i, j = np.triu_indices(q)
        signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
        at = np.array([self.whole(phi + s * e[a] + t * e[b]) for a, b in zip(i, j, strict=True) for s, t in signs])
        v = self.likelihood.values(at).reshape(-1, 4)
        out = np.zeros((q, q))
        out[i, j] = out[j, i] = -(v[:, 0] - v[:, 1] - v[:, 2] + v[:, 3]) / (4 * h * h)
        return out


@dataclass(frozen=True, slots=True, eq=False)
class RandomStudies:
    """The maximum: ``theta`` (a, mu, sigma, tau), its log-likelihood, covariance of the parameters not at zero
    (``order`` names them), and the log-likelihood at tau = 0. ``flat`` where that covariance could not be had.
    """

    theta: Floats
    loglik: float
    order: tuple[int, ...]
    cov: Floats
    flat: bool
    at_zero: float


def maximum(likelihood: TwoRandom) -> RandomStudies:
    """Best of climbs from little and much heterogeneity; a standard deviation that ends at zero is held there."""
    x, n = likelihood.x1.sum() + likelihood.x2.sum(), likelihood.n1.sum() + likelihood.n2.sum()
    spare = likelihood.n1.sum() - likelihood.x1.sum(), likelihood.n2.sum() - likelihood.x2.sum()
    below = (likelihood.n1.sum(), likelihood.n2.sum()) if likelihood.poisson else spare
    a = math.log((x + 0.5) / (n if likelihood.poisson else n - x + 0.5))
    mu = math.log((likelihood.x1.sum() + 0.5) / (below[0] + 0.5) * (below[1] + 0.5) / (likelihood.x2.sum() + 0.5))
    whole, common = Held(likelihood, (0, 1, 2, 3)), Held(likelihood, (0, 1, 2))
    found = [ascend(whole, np.array([a, mu, s, t]), 100, None, LEAST) for s, t in ((0.5, 0.2), (1.2, 0.9), (0.3, 0.9))]
    at_zero, zero = max(
        (ascend(common, np.array([a, mu, s]), 100, None, LEAST) for s in (0.4, 1.2)), key=lambda f: f[0]
    )
    loglik, theta = max([*found, (at_zero, common.whole(zero))], key=lambda f: f[0])
    theta[2:] = np.abs(theta[2:])
    # Within the reach of differences a standard deviation this small is zero.
    theta[2:] = np.where(theta[2:] < 2e-3, 0.0, theta[2:])
    order = tuple(i for i in range(4) if i < 2 or theta[i] > 0)
    theta, info, gain = _polished(Held(likelihood, order), theta)
    loglik += gain
    flat = bool(np.linalg.eigvalsh(info)[0] <= 0)
    if flat:
        order = (0, 1)
        info = info[:2, :2]
    return RandomStudies(theta, loglik, order, np.asarray(np.linalg.inv(info), dtype=np.float64), flat, at_zero)


def _polished(hill: Held, theta: Floats) -> tuple[Floats, Floats, float]:
    """One Newton step where it climbs: theta, the information there, and the gain."""
    free = list(hill.free)
    info = hill.information(theta[free])
    here = hill.at(theta[free])
    if here is None or np.linalg.eigvalsh(info)[0] <= 0:
        return theta, info, 0.0
    new = theta.copy()
    new[free] += np.linalg.solve(info, here.gradient)
    gain = float(hill.likelihood.values(new[None])[0]) - here.loglik
    if gain < -1e-9 or np.any(new[2:] < 0):
        return theta, info, 0.0
    return new, hill.information(new[free]), gain
