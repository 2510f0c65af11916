"""Between-study variance: its estimators and intervals, every optimum a certified global one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemwise.synthesis.dist import chi2_quantile
from stemwise.synthesis.marginal import Marginal, Moments, fit_at
from stemwise.synthesis.notes import Floats

Bools = NDArray[np.bool_]
GRID = 6


def generalised_q_root(m: Marginal, target: float) -> float:
    """The tau2 at which Q(tau2) = y'Py equals ``target``; 0 if Q(0) is at or below it.

    Q is convex and decreasing, so plain Newton from the left never oversteps; 1/Q is close to linear in tau2, so
    Newton on it is quick. The quick step is taken while it stays in the bracket, the plain one otherwise.
    """
    left, right, t = 0.0, float("inf"), 0.0
    q, n, *_ = m.point(0.0)
    if q <= target:
        return 0.0
    for _ in range(200):
        plain = (q - target) / n
        new = t + plain * q / target
        if not left <= new <= right:
            new = t + plain if left <= t + plain <= right else 0.5 * (left + right)
        if abs(new - t) <= 1e-14 * new or right <= left * (1 + 1e-15):
            return new
        t = new
        q, n, *_ = m.point(t)
        left, right = (t, right) if q > target else (left, t)
    return t


def maximise(m: Marginal) -> float:
    """The global maximum of the (restricted) likelihood over tau2 >= 0, by branch and bound.

    The score has the sign of R - 1 with R = n/d, n = y'PPy, d = tr P (tr W for ML). n and d are convex and
    decreasing, so chords bound them from above and tangents from below. In the eigenbasis of the error contrasts
    -n'/n = 2 A and -d'/d = E are averages of 1/(lambda + t) over eigenvalues within [min v, max v]; (max v + t) A(t)
    and (max v + t) E(t) both fall. So R falls on [a, b] if 2 A(b) (max v + b) > E(a) (max v + a), and everywhere
    beyond max v - 2 min v. An interval on which R falls, or on which the score keeps its sign, holds at most one
    maximum; the others are halved.
    """
    top = m.ceiling()
    if top <= 0.0:
        return 0.0
    low, high = float(m.v.min()), float(m.v.max())
    edge = max(high - 2 * low, 0.0)
    if edge == 0.0:
        _, n, _, d, _ = m.point(0.0)
        if n <= d:
            return 0.0
        # Variances within a factor of two: R falls everywhere and the score rises at 0, so there is one maximum.
        return _peak(m, 0.0, top * (1 + 1e-9), low)
    top = max(top, edge) * (1 + 1e-9)
    inner = low * ((1 + edge / low) ** (np.arange(GRID + 1) / GRID) - 1) if edge > 0 else np.zeros(1)
    points = np.append(inner, top) if top > inner[-1] else inner
    peaks: list[float] = []
    best = -np.inf
    at = m.at(points)
    if at.n[0] <= at.d[0]:
        peaks.append(0.0)
    a, b, left, right = points[:-1], points[1:], at.take(slice(None, -1)), at.take(slice(1, None))
    for _ in range(80):
        best = max(best, float(left.loglik.max()), float(right.loglik.max()))
        split = _screen(a, b, left, right, high, edge, best)
        cross = ~split & (left.n > left.d) & (right.n <= right.d)
        peaks.extend(_peak(m, float(x), float(y), low) for x, y in zip(a[cross], b[cross], strict=True))
        middle = np.sqrt((low + a) * (low + b)) - low
        split &= (middle > a) & (middle < b) & (b - a > 1e-13 * (b + low))
        if not split.any():
            break
        a, b, middle = a[split], b[split], middle[split]
        between = m.at(middle)
        left, right = left.take(split).join(between), between.join(right.take(split))
        a, b = np.concatenate([a, middle]), np.concatenate([middle, b])
    if len(peaks) == 1:
        return peaks[0]
    values = m.at(np.array(peaks or [0.0])).loglik
    return (peaks or [0.0])[int(np.argmax(values))]


def _screen(a: Floats, b: Floats, left: Moments, right: Moments, high: float, edge: float, best: float) -> Bools:
    """The intervals that may hold a maximum which is neither the only one in them nor below the best value seen."""
    h = b - a
    up, down = (left.n > left.d) & (right.n > right.d), (left.n <= left.d) & (right.n <= right.d)
    falls = (a >= edge) | (-right.n1 / right.n * (high + b) > -left.d1 / left.d * (high + a))
    tangent_n = np.maximum(left.n + left.n1 * h - right.d, right.n - right.n1 * h - left.d)
    tangent_d = np.minimum(right.n - left.d - left.d1 * h, left.n - right.d + right.d1 * h)
    single = (falls & ~(~up & ~down & (left.n <= left.d))) | (up & (tangent_n > 0)) | (down & (tangent_d < 0))
    upper_a = np.maximum(left.n - left.d, right.n - left.d - left.d1 * h)
    upper_b = np.maximum(right.n - right.d, left.n - right.d + right.d1 * h)
    bound = left.loglik + 0.5 * h * np.maximum(np.minimum(upper_a, upper_b), 0.0)
    return np.asarray(~single & (bound >= best - 1e-12 * (1 + abs(best))))


def _peak(m: Marginal, left: float, right: float, low: float) -> float:
    """The zero of the score in a bracket where it falls from + to -: Newton on d/n = 1, exact for equal variances."""
    t = left if right > 4 * (left + low) else 0.5 * (left + right)
    for _ in range(200):
        _, n, n1, d, d1 = m.point(t)
        left, right = (t, right) if n > d else (left, t)
        slope = d1 / d - n1 / n
        new = t + (n / d - 1) / slope if slope > 0 else -1.0
        if not left <= new <= right:
            new = 0.5 * (left + right)
        if abs(new - t) <= 1e-14 * (t + low) or right <= left * (1 + 1e-15):
            return new
        t = new
    return t


def q_profile(y: Floats, v: Floats, x: Floats, level: float) -> tuple[float, float]:
    """Q-profile interval of tau2 (Viechtbauer 2007); the ends are 0 where Q(0) is too small to reach them."""
    k, p = x.shape
    m = Marginal(y, v, x)
    tail = (1 - level) / 2
    return (
        generalised_q_root(m, chi2_quantile(1 - tail, k - p)),
        generalised_q_root(m, chi2_quantile(tail, k - p)),
    )


def profile_likelihood(m: Marginal, tau2: float, level: float) -> tuple[float, float]:
    """Profile-likelihood interval of tau2 around its maximum (Hardy and Thompson 1996; restricted or full).

    Where the profile crosses the cut more than once, the outermost crossings are given.
    """
    top = float(m.at(np.array([tau2])).loglik[0])
    cut = top - 0.5 * chi2_quantile(level, 1.0)

    def below(t: float) -> bool:
        return float(m.at(np.array([t])).loglik[0]) < cut

    scale = max(tau2, float(m.v.min()), 1e-300)
    high = max(m.ceiling(), scale)
    while not below(high):
        high *= 4
    grid = np.geomspace(max(tau2, scale * 1e-6), high, 200)
    over = np.flatnonzero(m.at(grid).loglik >= cut)
    start = float(grid[over[-1]]) if over.size else tau2
    upper = _cross(below, start, high)
    if tau2 == 0.0 or not below(0.0):
        return 0.0, upper
    grid = np.concatenate([[0.0], np.geomspace(tau2 * 1e-8, tau2, 200)])
    first = int(np.flatnonzero(m.at(grid).loglik >= cut)[0])
    return _cross(below, float(grid[first]), float(grid[first - 1])), upper


def _cross(below: Callable[[float], bool], inside: float, outside: float) -> float:
    for _ in range(200):
        middle = 0.5 * (inside + outside)
        if middle in (inside, outside):
            break
        inside, outside = (inside, middle) if below(middle) else (middle, outside)
    return inside


def estimate_tau2(y: Floats, v: Floats, x: Floats, method: str) -> float:
    """tau2 by one of ``ESTIMATORS``, never below zero; zero where k = p."""
    k, p = x.shape
    return max(0.0, ESTIMATORS[method].tau2(y, v, x)) if k > p else 0.0


def _likeliest(restricted: bool) -> Callable[[Floats, Floats, Floats], float]:
    return lambda y, v, x: maximise(Marginal(y, v, x, restricted=restricted))


def _common(y: Floats, v: Floats, x: Floats) -> float:
    """One effect for all studies."""
    return 0.0


def _paule_mandel(y: Floats, v: Floats, x: Floats) -> float:
    """Paule and Mandel: the generalised Q meets its expectation. Empirical Bayes has the same root."""
    k, p = x.shape
    return generalised_q_root(Marginal(y, v, x), float(k - p))


def _der_simonian_laird(y: Floats, v: Floats, x: Floats) -> float:
    """DerSimonian and Laird 1986, in its form for regression."""
    k, p = x.shape
    m = Marginal(y, v, x).at(np.zeros(1))
    return float((m.q[0] - (k - p)) / m.d[0])


def _hedges(y: Floats, v: Floats, x: Floats) -> float:
    """Hedges 1983: ordinary least squares residual variance less the mean sampling variance left in it."""
    k, p = x.shape
    q, _ = np.linalg.qr(x)
    leverage = (q * q).sum(1)
    rss = float(((y - q @ (q.T @ y)) ** 2).sum())
    return float((rss - float((v * (1 - leverage)).sum())) / (k - p))


def _hunter_schmidt(y: Floats, v: Floats, x: Floats) -> float:
    m = Marginal(y, v, x).at(np.zeros(1))
    return float((m.q[0] - y.size) / (1 / v).sum())


def _sidik_jonkman(y: Floats, v: Floats, x: Floats) -> float:
    """Sidik and Jonkman 2005: weights from a crude tau2, then its multiple."""
    k, p = x.shape
    crude = float(((y - y.mean()) ** 2).mean())
    return float(crude * fit_at(y, v, x, crude).q / (k - p)) if crude > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Estimator:
    """How tau2 is had from effects, variances and design (below zero counts as zero), and its name in a sentence."""

    tau2: Callable[[Floats, Floats, Floats], float]
    words: str


ESTIMATORS = {
    "REML": Estimator(_likeliest(restricted=True), "restricted maximum likelihood"),
    "PM": Estimator(_paule_mandel, "Paule and Mandel's method"),
    "DL": Estimator(_der_simonian_laird, "DerSimonian and Laird's method"),
    "EE": Estimator(_common, "one common effect"),
    "ML": Estimator(_likeliest(restricted=False), "maximum likelihood"),
    "HE": Estimator(_hedges, "Hedges' method"),
    "HS": Estimator(_hunter_schmidt, "Hunter and Schmidt's method"),
    "SJ": Estimator(_sidik_jonkman, "Sidik and Jonkman's method"),
    "EB": Estimator(_paule_mandel, "empirical Bayes"),
}
"""Every estimator by the name a caller gives. A row is all it takes: what is not also written for whole arrays in
``batch_moments.py`` is done there set by set."""
METHODS = ESTIMATORS.keys()
