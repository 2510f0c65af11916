"""Between-study variance: nine estimators and its intervals, every optimum a certified global one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from stemwise.synthesis.dist import chi2_quantile
from stemwise.synthesis.marginal import Marginal, Moments, fit_at
from stemwise.synthesis.notes import Floats

Bools = NDArray[np.bool_]
METHODS = ("REML", "PM", "DL", "EE", "ML", "HE", "HS", "SJ", "EB")
GRID = 20


def estimate_tau2(y: Floats, v: Floats, x: Floats, method: str) -> float:
    """tau2 by ``method``; zero for EE and where k = p."""
    k, p = x.shape
    if method == "EE" or k <= p:
        return 0.0
    if method in ("REML", "ML"):
        return maximise(Marginal(y, v, x, restricted=method == "REML"))
    if method in ("PM", "EB"):
        return generalised_q_root(Marginal(y, v, x), float(k - p))
    return max(0.0, _closed(y, v, x, method))


def _closed(y: Floats, v: Floats, x: Floats, method: str) -> float:
    k, p = x.shape
    if method == "HE":
        # Hedges 1983: ordinary least squares residual variance less the mean sampling variance left in it.
        q, _ = np.linalg.qr(x)
        leverage = (q * q).sum(1)
        rss = float(((y - q @ (q.T @ y)) ** 2).sum())
        return float((rss - float((v * (1 - leverage)).sum())) / (k - p))
    if method == "SJ":
        # Sidik and Jonkman 2005: weights from a crude tau2, then its multiple.
        crude = float(((y - y.mean()) ** 2).mean())
        if crude == 0.0:
            return 0.0
        return float(crude * fit_at(y, v, x, crude).q / (k - p))
    m = Marginal(y, v, x).at(np.zeros(1))
    if method == "HS":
        return float((m.q[0] - k) / (1 / v).sum())
    # DerSimonian and Laird 1986, eq. 8, in its form for regression.
    return float((m.q[0] - (k - p)) / m.d[0])


def generalised_q_root(m: Marginal, target: float) -> float:
    """The tau2 at which Q(tau2) = y'Py equals ``target``; 0 if Q(0) is at or below it.

    Q is convex and decreasing, so Newton from the left never oversteps; 1/Q is close to linear, which makes it fast.
    """
    t, one = 0.0, np.zeros(1)
    for _ in range(200):
        one[0] = t
        at = m.at(one)
        q, slope = float(at.q[0]), float(at.n[0])
        if q <= target or slope <= 0:
            return t
        step = (q - target) / slope
        # Newton on 1/Q - 1/target is longer by q/target; it may overstep, plain Newton never does.
        one[0] = t + step * q / target
        t = float(one[0]) if float(m.at(one).q[0]) >= target else t + step
        if step <= 1e-15 * (t + 1e-300):
            return t
    return t


def maximise(m: Marginal) -> float:
    """The global maximum of the (restricted) likelihood over tau2 >= 0.

    Branch and bound. On [a, b] both n = y'PPy and d = tr P are convex and decreasing, so chords bound them from above
    and tangents from below; intervals that provably hold no maximum, or none above the best point seen, are dropped,
    those with exactly one are solved by Newton, the rest are halved.
    """
    top = m.ceiling()
    if top <= 0.0:
        return 0.0
    small = min(float(m.v.min()), top)
    points = np.concatenate([[0.0], np.geomspace(small / 64, top, GRID)]) if small < top else np.linspace(0.0, top, 5)
    best_t, best_l = 0.0, -np.inf
    at = m.at(points)
    for _ in range(60):
        i = int(np.argmax(at.loglik))
        if at.loglik[i] > best_l:
            best_t, best_l = float(points[i]), float(at.loglik[i])
        a, b, keep, solved = _screen(points, at, best_l)
        for low, high in solved:
            t = _newton(m, low, high)
            value = float(m.at(np.array([t])).loglik[0])
            if value >= best_l or (value > best_l - 1e-13 * abs(best_l) and low <= best_t <= high):
                best_t, best_l = t, max(value, best_l)
        if not keep.any():
            break
        a, b = a[keep], b[keep]
        middle = np.where(a > 0, np.sqrt(a * b), b / 16)
        wide = (middle > a) & (middle < b) & (b - a > 1e-12 * b)
        if not wide.any():
            break
        points = np.unique(np.concatenate([a[wide], middle[wide], b[wide]]))
        # Points of dropped neighbours may now be adjacent; screening such an interval again is harmless.
        at = m.at(points)
    return best_t


def _screen(points: Floats, at: Moments, best: float) -> tuple[Floats, Floats, Bools, list[tuple[float, float]]]:
    """Intervals between points: which must still be split, and which hold exactly one maximum."""
    n, n1, d, d1, ll = at.n, at.n1, at.d, at.d1, at.loglik
    a, b = points[:-1], points[1:]
    h = b - a
    na, nb, da, db = n[:-1], n[1:], d[:-1], d[1:]
    s_a, s_b = na - da, nb - db
    rising = (s_a > 0) & (s_b > 0) & ((na + n1[:-1] * h - db > 0) | (nb - n1[1:] * h - da > 0))
    falling = (s_a <= 0) & (s_b <= 0) & ((nb - da - d1[:-1] * h < 0) | (na - db + d1[1:] * h < 0))
    upper = np.minimum(np.maximum(s_a, nb - da - d1[:-1] * h), np.maximum(s_b, na - db + d1[1:] * h))
    bound = ll[:-1] + 0.5 * h * np.maximum(upper, 0.0)
    hopeless = bound < best - 1e-10 * (1 + abs(best))
    open_ = ~(rising | falling | hopeless)
    single = open_ & (s_a > 0) & (s_b <= 0) & (n1[1:] - d1[:-1] < 0)
    solved = [(float(lo), float(hi)) for lo, hi in zip(a[single], b[single], strict=True)]
    return a, b, open_ & ~single, solved


def _newton(m: Marginal, low: float, high: float) -> float:
    """The zero of the score in a bracket where it falls from + to -; Newton, halving when it would leave."""
    t, one = 0.5 * (low + high), np.empty(1)
    for _ in range(100):
        one[0] = t
        at = m.at(one)
        score, slope = float(at.n[0] - at.d[0]), float(at.n1[0] - at.d1[0])
        if score > 0:
            low = t
        else:
            high = t
        new = t - score / slope if slope < 0 else 0.5 * (low + high)
        if not low <= new <= high:
            new = 0.5 * (low + high)
        if abs(new - t) <= 1e-14 * (t + 1e-300) or high - low <= 1e-15 * high:
            return new
        t = new
    return t


def q_profile(y: Floats, v: Floats, x: Floats, level: float) -> tuple[float, float]:
    """Q-profile interval of tau2 (Viechtbauer 2007, eq. 12); the ends are 0 where Q(0) is too small to reach them."""
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
