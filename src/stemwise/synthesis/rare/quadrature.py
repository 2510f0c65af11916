"""One study's counts, one normal random effect: the likelihood of (mu, tau) integrated by adaptive Gauss-Hermite.

A *kernel* is the log-likelihood of study i as a function of its own effect theta, with two derivatives; all kernels
here are log-concave, so each integrand has one mode, found by Newton, on which the nodes are centred and scaled.
Writing theta = mu + tau u keeps everything smooth at tau = 0, the common effect.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from scipy import special

from stemwise.synthesis.notes import Floats

NODES = 41


class Kernel(Protocol):
    """Log-likelihood of k studies at theta of shape (k, g): value, first and second derivative, each (k, g)."""

    @property
    def k(self) -> int:
        """Number of studies."""
        ...

    def __call__(self, theta: Floats) -> tuple[Floats, Floats, Floats]: ...


@runtime_checkable
class Profiled(Protocol):
    """A likelihood that maximises its own nuisance parameters out at each (mu, tau)."""

    @property
    def k(self) -> int:
        """Number of studies."""
        ...

    def at(self, mu: float, tau: float) -> Marginal2:
        """Profile log-likelihood and gradient."""
        ...


Likelihood = Kernel | Profiled


@dataclass(frozen=True, slots=True, eq=False)
class Binomial:
    """x of n with logit(p) = theta + offset; each (k,)."""

    x: Floats
    n: Floats
    offset: Floats

    @property
    def k(self) -> int:
        """Number of studies."""
        return int(self.x.size)

    def __call__(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        x, n = self.x[:, None], self.n[:, None]
        eta = theta + self.offset[:, None]
        p = special.expit(eta)
        const = special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(n - x + 1)
        return const + x * eta - n * np.logaddexp(0, eta), x - n * p, -n * p * (1 - p)


@dataclass(frozen=True, slots=True, eq=False)
class Poisson:
    """x events in time t with log rate theta; each (k,)."""

    x: Floats
    t: Floats

    @property
    def k(self) -> int:
        """Number of studies."""
        return int(self.x.size)

    def __call__(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        x, t = self.x[:, None], self.t[:, None]
        mean = t * np.exp(np.minimum(theta, 700))
        return x * (theta + np.log(t)) - mean - special.gammaln(x + 1), x - mean, -mean


class Hypergeometric:
    """Fisher's noncentral hypergeometric: ai given all margins, log odds ratio theta (exact conditional likelihood)."""

    __slots__ = ("base", "k", "support", "x")

    def __init__(self, a: Floats, n1: Floats, n2: Floats, m: Floats) -> None:
        low, high = np.maximum(0, m - n2), np.minimum(n1, m)
        width = int((high - low).max()) + 1
        s: Floats = low[:, None] + np.arange(width, dtype=np.float64)
        inside = s <= high[:, None]
        s = np.where(inside, s, high[:, None])
        base = _log_choose(n1[:, None], s) + _log_choose(n2[:, None], m[:, None] - s)
        self.support, self.base, self.x, self.k = s, np.where(inside, base, -np.inf), a, int(a.size)

    def __call__(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        value, first, second = np.empty_like(theta), np.empty_like(theta), np.empty_like(theta)
        for j in range(theta.shape[1]):
            t = theta[:, j, None]
            terms = self.base + self.support * t
            top = terms.max(1, keepdims=True)
            e = np.exp(terms - top)
            total = e.sum(1)
            mean = (e * self.support).sum(1) / total
            spread = (e * (self.support - mean[:, None]) ** 2).sum(1) / total
            own = _at(self.base, self.support, self.x) + self.x * t[:, 0]
            value[:, j], first[:, j], second[:, j] = own - top[:, 0] - np.log(total), self.x - mean, -spread
        return value, first, second


def _log_choose(n: Floats, r: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(r + 1) - special.gammaln(n - r + 1))


def _at(base: Floats, support: Floats, x: Floats) -> Floats:
    return np.take_along_axis(base, (x - support[:, 0]).astype(np.int64)[:, None], axis=1)[:, 0]


@dataclass(frozen=True, slots=True, eq=False)
class Marginal2:
    """Log-likelihood at (mu, tau) and its gradient, (2,)."""

    value: float
    gradient: Floats


def marginal(kernel: Likelihood, mu: float, tau: float, nodes: int = NODES) -> Marginal2:
    """Log-likelihood of (mu, tau), every study's effect integrated out. At tau = 0 this is the common-effect
    likelihood.
    """
    if isinstance(kernel, Profiled):
        return kernel.at(mu, tau)
    each, by, at, g, _ = integrate(kernel, mu, tau, nodes)
    return Marginal2(float(each.sum()), np.array([float((by * g).sum()), float((by * g * at).sum())]))


def integrate(
    kernel: Kernel, mu: float, tau: float, nodes: int = NODES
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Adaptive quadrature of each study: log integral (k,), and at the nodes (k, g) posterior weights, u, slopes,
    theta.
    """
    u = np.zeros((kernel.k, 1))
    for _ in range(60):
        _, g, h = kernel(mu + tau * u)
        step = (tau * g - u) / (1 - tau * tau * h)
        u = u + np.clip(step, -3, 3)
        if np.all(np.abs(step) < 1e-10):
            break
    _, _, h = kernel(mu + tau * u)
    scale = 1 / np.sqrt(1 - tau * tau * h)
    x, w = _rule(nodes)
    at = u + math.sqrt(2) * scale * x
    theta = mu + tau * at
    value, g, _ = kernel(theta)
    terms = value - 0.5 * at * at + x * x + np.log(w)
    top = terms.max(1, keepdims=True)
    e = np.exp(terms - top)
    total = e.sum(1)
    each = top[:, 0] + np.log(total) + np.log(scale[:, 0]) - 0.5 * math.log(math.pi)
    return each, e / total[:, None], at, g, theta


_RULES: dict[int, tuple[Floats, Floats]] = {}


def _rule(nodes: int) -> tuple[Floats, Floats]:
    if nodes not in _RULES:
        _RULES[nodes] = np.polynomial.hermite.hermgauss(nodes)
    return _RULES[nodes]
