"""The normal-normal model in the Bayesian way, by quadrature instead of sampling (Röver 2020).

Given tau, the posterior of the mean and of every study's effect is normal, so only tau needs integrating: its marginal
posterior is evaluated on Gauss-Legendre panels, and every other posterior is a mixture of normals over the same nodes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Floats, Note, choice, effects_in, level_in, printed
from stemwise.synthesis.priors import HalfNormal, TauPrior, scaled

NODES = 24
SPREAD = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """A mixture of normals: ``weight`` (m,) sums to 1, ``mean`` (m,), ``sd`` (m,)."""

    weight: Floats = field(repr=False)
    mean: Floats = field(repr=False)
    sd: Floats = field(repr=False)

    def cdf(self, x: float) -> float:
        """Probability at or below ``x``."""
        return float(self.weight @ dist.z_cdf((x - self.mean) / self.sd))

    def density(self, x: Floats) -> Floats:
        """Density at each x, (g,) in and out."""
        z = (np.asarray(x)[:, None] - self.mean) / self.sd
        return np.asarray((np.exp(-0.5 * z * z) / self.sd) @ self.weight / math.sqrt(2 * math.pi))

    def quantile(self, p: float) -> float:
        """Quantile of the mixture."""
        mean, sd = self.moments()
        low = float(np.min(self.mean - 40 * self.sd))
        high = float(np.max(self.mean + 40 * self.sd))
        start = min(max(mean + sd * dist.z_quantile(p), low), high)

        def gap(x: float) -> tuple[float, float]:
            return self.cdf(x) - p, float(self.density(np.array([x]))[0])

        return _rising_root(gap, start, low, high)

    def moments(self) -> tuple[float, float]:
        """Mean and standard deviation."""
        mean = float(self.weight @ self.mean)
        return mean, math.sqrt(float(self.weight @ (self.sd**2 + (self.mean - mean) ** 2)))

    def interval(self, level: float, kind: str = "central") -> Interval:
        """Central (equal-tailed) or shortest interval."""
        return credible(self.quantile, level, kind)


def _rising_root(f: Callable[[float], tuple[float, float]], x: float, low: float, high: float) -> float:
    """The zero of a rising function that gives its value and slope: Newton, kept in a shrinking bracket."""
    for _ in range(200):
        gap, slope = f(x)
        low, high = (low, x) if gap > 0 else (x, high)
        new = x - gap / slope if slope > 0 else math.nan
        if abs(new - x) <= 1e-13 * (1 + abs(x)):
            return new
        x = new if low < new < high else 0.5 * (low + high)
    return x


def credible(quantile: Callable[[float], float], level: float, kind: str) -> Interval:
    """Interval of ``level`` from a quantile function: ``central``, or ``shortest`` by golden section over the lower
    tail.
    """
    if kind == "central":
        return Interval(quantile((1 - level) / 2), quantile((1 + level) / 2), level, kind)
    ratio = (math.sqrt(5) - 1) / 2
    low, high = 0.0, 1 - level

    def width(p: float) -> float:
        return quantile(min(p + level, 1 - 1e-15)) - quantile(p)

    a, b = high - ratio * (high - low), low + ratio * (high - low)
    fa, fb = width(a), width(b)
    for _ in range(45):
        if fa < fb:
            high, b, fb = b, a, fa
            a = high - ratio * (high - low)
            fa = width(a)
        else:
            low, a, fa = a, b, fb
            b = low + ratio * (high - low)
            fb = width(b)
    best = min((width(p), p) for p in (0.5 * (low + high), 1e-14))[1]
    return Interval(quantile(best), quantile(best + level), level, kind)


@dataclass(frozen=True, slots=True, eq=False)
class TauPosterior:
    """Posterior of the between-study standard deviation on quadrature nodes: ``tau`` (m,), ``weight`` (m,) sums to 1.

    ``edges`` (q+1,) and ``below`` (q+1,) give the distribution function at the panels' edges.
    """

    tau: Floats = field(repr=False)
    weight: Floats = field(repr=False)
    edges: Floats = field(repr=False)
    below: Floats = field(repr=False)
    log_density: Floats = field(repr=False)
    median: float
    mean: float
    ci: Interval


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """One study's effect with the others' strength borrowed: posterior mean, sd and interval."""

    mean: float
    sd: float
    ci: Interval


@dataclass(frozen=True, slots=True, eq=False)
class BayesPool:
    """A Bayesian pool: ``estimate`` is the posterior median of the mean effect, ``ci`` its equal-tailed interval.

    ``prediction`` is the interval for a new setting; ``shrunken`` holds each study's own posterior; ``log_evidence``
    the log marginal likelihood (None under an improper prior for the mean). ``mu`` and ``new`` are the full
    posteriors.
    """

    estimate: float
    mean: float
    sd: float
    ci: Interval
    prediction: Interval
    tau: TauPosterior
    shrunken: tuple[Shrunken, ...]
    mu: Mixture = field(repr=False)
    new: Mixture = field(repr=False)
    prior: TauPrior
    mu_prior: tuple[float, float] | None
    log_evidence: float | None
    k: int
    level: float
    notes: tuple[Note, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)

    @property
    def tau2(self) -> float:
        """Square of the posterior median of tau."""
        return self.tau.median**2

    def probability_beyond(self, threshold: float, *, above: bool = True) -> tuple[float, float]:
        """Posterior probability that the mean effect, and the effect in a new setting, lies beyond ``threshold``."""
        a, b = self.mu.cdf(threshold), self.new.cdf(threshold)
        return (1 - a, 1 - b) if above else (a, b)

    def sensitivity(self, factors: tuple[float, ...] = (0.5, 2.0)) -> tuple[BayesPool, ...]:
        """The same data under priors for tau that are ``factors`` times as wide; one pool each."""
        kind = self.ci.method
        return tuple(
            bayes(self.yi, self.vi, scaled(self.prior, f), mu_prior=self.mu_prior, level=self.level, interval=kind)
            for f in factors
        )

    def __str__(self) -> str:
        text = (
            f"{self.estimate:.3f} [{self.ci.low:.3f}, {self.ci.high:.3f}], a new setting [{self.prediction.low:.3f}, "
        )
        text += f"{self.prediction.high:.3f}], k = {self.k}, tau {self.tau.median:.3f} [{self.tau.ci.low:.3f}, "
        return printed(f"{text}{self.tau.ci.high:.3f}], {self.prior}", self.notes)


def bayes(
    yi: ArrayLike,
    vi: ArrayLike,
    prior: TauPrior | None = None,
    *,
    mu_prior: tuple[float, float] | None = None,
    level: float = 0.95,
    interval: str = "central",
) -> BayesPool:
    """Pool k effects with a prior for the between-study standard deviation tau.

    ``prior``: :class:`HalfNormal`, :class:`HalfCauchy`, :class:`HalfT`, :class:`LogNormal`, :class:`LogT` or
    :class:`Uniform`, on the scale of ``yi`` (default half-normal with scale 0.5, for log ratios and SMDs).
    ``mu_prior`` is (mean, sd) of a normal prior for the mean effect; None means uniform. ``interval`` is ``central``
    (equal-tailed) or ``shortest``, which is what the R package bayesmeta prints.

    Raises
    ------
    InputError
        As :func:`pool`; an improper posterior (k = 1 without a proper prior for the mean is still proper given tau's).
    """
    y, v = effects_in(yi, vi)
    level = level_in(level)
    prior = HalfNormal(0.5) if prior is None else prior
    choice("interval", interval, ("central", "shortest"))
    if mu_prior is not None and mu_prior[1] <= 0:
        raise InputError(f"the prior sd of the mean is {mu_prior[1]:g}", "give a number above zero")
    tau, edges = _nodes(y, v, prior, mu_prior)
    log_joint, centre, spread = _given_tau(y, v, tau.ravel(), mu_prior)
    log_joint = log_joint + prior.log_density(tau.ravel())
    top = float(log_joint.max())
    raw = (np.exp(log_joint - top).reshape(tau.shape)) * _rule(edges)
    total = float(raw.sum())
    weight = raw.ravel() / total
    below = np.concatenate([[0.0], np.cumsum(raw.sum(1)) / total])
    t = tau.ravel()
    posterior = _tau_posterior(
        t, weight, edges, below, tau.shape[0], log_joint - top - math.log(total), level, interval
    )
    mu = Mixture(weight, centre, spread)
    new = Mixture(weight, centre, np.sqrt(spread**2 + t**2))
    mean, sd = mu.moments()
    evidence = None if mu_prior is None else top + math.log(total)
    return BayesPool(
        estimate=mu.quantile(0.5),
        mean=mean,
        sd=sd,
        ci=mu.interval(level, interval),
        prediction=new.interval(level, interval),
        tau=posterior,
        shrunken=tuple(_shrunken(y[i], v[i], t, mu, level, interval) for i in range(y.size)),
        mu=mu,
        new=new,
        prior=prior,
        mu_prior=mu_prior,
        log_evidence=evidence,
        k=int(y.size),
        level=level,
        notes=_notes(y.size, prior),
        yi=y,
        vi=v,
    )


def _given_tau(
    y: Floats, v: Floats, tau: Floats, mu_prior: tuple[float, float] | None
) -> tuple[Floats, Floats, Floats]:
    """Log marginal likelihood of y given tau, and the mean and sd of mu given tau; each (m,)."""
    w = 1 / (v + tau[:, None] ** 2)
    precision, weighted = w.sum(1), w @ y
    log_like = 0.5 * np.log(w).sum(1) - 0.5 * y.size * math.log(2 * math.pi)
    quad = w @ (y * y)
    if mu_prior is None:
        log_like = log_like + 0.5 * math.log(2 * math.pi)
    else:
        m, s = mu_prior
        precision, weighted = precision + s**-2, weighted + m * s**-2
        quad = quad + m * m * s**-2
        log_like = log_like - math.log(s)
    centre = weighted / precision
    # Residual form keeps digits that quad - weighted^2/precision would lose.
    residual = (w * (y - centre[:, None]) ** 2).sum(1)
    if mu_prior is not None:
        residual = residual + ((centre - mu_prior[0]) / mu_prior[1]) ** 2
    return log_like - 0.5 * residual - 0.5 * np.log(precision), centre, 1 / np.sqrt(precision)


def _nodes(y: Floats, v: Floats, prior: TauPrior, mu_prior: tuple[float, float] | None) -> tuple[Floats, Floats]:
    """Quadrature nodes (panels, NODES) and panel edges covering the posterior of tau to one part in 1e13."""
    scale = math.sqrt(float(v.min()))
    high = max(prior.upper(), 1e-300)
    # One study leaves the prior's own tail; with more, the likelihood falls as tau ** (1 - k).
    cap = (1e3 if y.size > 1 else 1e8) * (float(np.ptp(y)) + math.sqrt(float(v.max())) + prior.scale_hint())
    far = min(high, cap)
    # A log-t prior keeps some mass down to absurdly small tau, where it counts as tau = 0.
    low = min(scale, prior.scale_hint(), far) * (1e-7 if prior.proper_at_zero() else 1e-60)
    grid = np.geomspace(low, far, 1200)
    value = _given_tau(y, v, grid, mu_prior)[0] + prior.log_density(grid) + np.log(grid)
    keep = np.flatnonzero(value > value.max() + math.log(SPREAD) - 3)
    first, last = float(grid[max(keep[0] - 1, 0)]), float(grid[min(keep[-1] + 1, grid.size - 1)])
    inner = np.geomspace(first, last, max(9, int(3 * math.log10(last / first)) + 2))
    edges = np.concatenate([[0.0], inner]) if prior.proper_at_zero() else inner
    x, _ = np.polynomial.legendre.leggauss(NODES)
    half = np.diff(edges) / 2
    return edges[:-1, None] + half[:, None] * (1 + x), edges


def _rule(edges: Floats) -> Floats:
    _, w = np.polynomial.legendre.leggauss(NODES)
    return np.asarray(np.diff(edges)[:, None] / 2 * w)


def _tau_posterior(
    t: Floats, weight: Floats, edges: Floats, below: Floats, panels: int, log_density: Floats, level: float, kind: str
) -> TauPosterior:
    def quantile(p: float) -> float:
        j = min(max(int(np.searchsorted(below, p, side="right")) - 1, 0), panels - 1)
        # Within a panel the density is a polynomial through its nodes: integrate it from the left edge.
        x, w = np.polynomial.legendre.leggauss(NODES)
        density = weight[j * NODES : (j + 1) * NODES] / w
        series = np.polynomial.legendre.legfit(x, density, NODES - 1)
        area = np.polynomial.legendre.legint(series, lbnd=-1)
        both = np.column_stack([area, np.append(series, 0.0)])
        target = p - below[j]

        def gap(at: float) -> tuple[float, float]:
            value, slope = np.polynomial.legendre.legval(at, both)
            return float(value) - target, float(slope)

        inside = _rising_root(gap, 2 * target / (below[j + 1] - below[j]) - 1, -1.0, 1.0)
        return float(edges[j] + (edges[j + 1] - edges[j]) * (1 + inside) / 2)

    ci = credible(quantile, level, kind)
    return TauPosterior(t, weight, edges, below, log_density, quantile(0.5), float(weight @ t), ci)


def _shrunken(y: float, v: float, t: Floats, mu: Mixture, level: float, kind: str) -> Shrunken:
    """theta_i given tau: shrinkage B = v/(v + tau2) towards mu (Röver 2020)."""
    b = v / (v + t * t)
    post = Mixture(mu.weight, (1 - b) * y + b * mu.mean, np.sqrt((1 - b) * v + (b * mu.sd) ** 2))
    mean, sd = post.moments()
    return Shrunken(mean, sd, post.interval(level, kind))


def _notes(k: int, prior: TauPrior) -> tuple[Note, ...]:
    text = f"The prior for tau is {prior}."
    if k == 1:
        return (
            Note(
                "single-study",
                f"{text} One study says nothing about tau, so its posterior is the prior.",
                "Nothing was pooled.",
            ),
        )
    if k < 5:
        return (
            Note(
                "prior-matters",
                f"{text} With {k} studies it decides much of the interval.",
                "Show the result under a narrower and a wider prior: sensitivity().",
            ),
        )
    return (Note("prior", text, level="info"),)
