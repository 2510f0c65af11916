"""REML, ML and Paule-Mandel for thousands of sets at once, each at its certified global optimum.

Arrays have shape (k, m): k studies down, m sets across, so that every sum over studies runs along contiguous memory.
A missing study has y = 0 and v = inf, hence weight 0.

Why the optimum is certain. With n = y'PPy, d = tr P and their derivatives, the score has the sign of R - 1, R = n/d.
In the eigenbasis of the error contrasts, -n'/n = 2 A(t) and -d'/d = E(t), where A and E are averages of 1/(lambda +
t) under weights that sum to one, and (max v + t) A and (max v + t) E fall in t. So R falls wherever 2 A > E: for
certain beyond max(v) - 2 min(v), and on [a, b] whenever 2 A(b) (max v + b) > E(a) (max v + a). Where R falls, or the
score keeps one sign by the convexity of n and d, it can only pass from + to -; if that holds on every interval and no
grid point passes from - to +, the maximum is unique. The few sets for which it cannot be shown are left to the branch
and bound of ``tau2.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemwise.synthesis.marginal import Marginal
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.tau2 import maximise

Bools = NDArray[np.bool_]
GRIDS = (3, 8, 40)
"""Intervals below max(v) - 2 min(v) in each pass, ever fewer sets reaching the next; swept on random sets of ten."""
CELLS = 20_480
"""Studies per block: the five arrays a pass touches stay in a core's second-level cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """n, d and the log-derivatives ``a2`` = -n'/n, ``e`` = -d'/d at one tau2 per set; each (m,)."""

    n: Floats
    d: Floats
    a2: Floats
    e: Floats
    q: Floats


class Workspace:
    """Scratch arrays, so that a pass allocates nothing large."""

    __slots__ = ("a", "b", "w")

    def __init__(self, shape: tuple[int, int]) -> None:
        self.w, self.a, self.b = np.empty(shape), np.empty(shape), np.empty(shape)

    def first(self, columns: int) -> Workspace:
        """The same scratch for fewer sets."""
        out = object.__new__(Workspace)
        k = self.w.shape[0]
        for name in ("w", "a", "b"):
            setattr(out, name, getattr(self, name).reshape(-1)[: k * columns].reshape(k, columns))
        return out


def moments(y: Floats, v: Floats, t: Floats, restricted: bool, s: Workspace) -> Moments:
    """One pass over all sets."""
    w, a, b = s.w, s.a, s.b
    np.add(v, t, out=w)
    np.reciprocal(w, out=w)
    sw = w.sum(0)
    np.multiply(w, y, out=a)
    mu = a.sum(0) / sw
    np.subtract(y, mu, out=a)
    np.multiply(a, w, out=b)  # w r
    np.multiply(a, b, out=a)
    q = a.sum(0)
    np.multiply(b, b, out=a)
    n = a.sum(0)
    np.multiply(a, w, out=a)
    n3 = a.sum(0)
    np.multiply(b, w, out=b)
    u = b.sum(0)
    np.multiply(w, w, out=a)
    s2 = a.sum(0)
    if restricted:
        np.multiply(a, w, out=a)
        ratio = s2 / sw
        d, d1 = sw - ratio, s2 - 2 * a.sum(0) / sw + ratio * ratio
    else:
        d, d1 = sw, s2
    n3 -= u * u / sw
    return Moments(n, d, 2 * n3 / np.maximum(n, 1e-300), d1 / d, q)


def solve(y: Floats, v: Floats, restricted: bool) -> tuple[Floats, int]:
    """tau2 of each set by REML or ML, (m,), and how many sets needed the branch and bound.

    Blocks of sets go through a coarse grid; the few that cannot be certified there are gathered for finer ones.
    """
    k = (v < np.inf).sum(0)
    low = v.min(0)
    high = np.where(v < np.inf, v, 0.0).max(0)
    t = np.empty(low.size)
    sure = np.empty(low.size, dtype=np.bool_)
    width = max(64, CELLS // v.shape[0])
    s = Workspace((v.shape[0], min(width, low.size)))
    for i in range(0, low.size, width):
        c = slice(i, min(i + width, low.size))
        part = s if c.stop - i == s.w.shape[1] else s.first(c.stop - i)
        t[c], sure[c] = _attempt(y[:, c], v[:, c], k[c], low[c], high[c], restricted, GRIDS[0], part)
    doubt = np.flatnonzero(~sure)
    for intervals in GRIDS[1:]:
        if doubt.size == 0:
            break
        yd, vd = y[:, doubt], v[:, doubt]
        scratch = Workspace(vd.shape)
        t[doubt], good = _attempt(yd, vd, k[doubt], low[doubt], high[doubt], restricted, intervals, scratch)
        doubt = doubt[~good]
    for j in doubt:
        keep = v[:, j] < np.inf
        t[j] = maximise(Marginal(y[keep, j], v[keep, j], np.ones((int(keep.sum()), 1)), restricted))
    return t, int(doubt.size)


def _attempt(
    y: Floats, v: Floats, k: NDArray[np.int_], low: Floats, high: Floats, restricted: bool, intervals: int, s: Workspace
) -> tuple[Floats, Bools]:
    """Grid, certificates, then Newton in the bracket: tau2 and whether it is certain."""
    edge = np.maximum(high - 2 * low, 0.0)
    ratio = (1 + edge / low) ** (1 / intervals)
    t = np.zeros(low.size)
    last = moments(y, v, t, restricted, s)
    up = last.n > last.d
    rises = up.copy()
    sure = np.ones(low.size, dtype=np.bool_)
    # The bracket: the last grid point with a rising score and the first with a falling one.
    left, right, step = np.zeros_like(t), np.full(t.shape, np.inf), _step(last)
    reach = np.ones_like(t)
    for _ in range(intervals):
        reach *= ratio
        new_t = low * (reach - 1)
        new = moments(y, v, new_t, restricted, s)
        new_up = new.n > new.d
        sure &= up | ~new_up
        open_ = np.flatnonzero((new.a2 * (high + new_t) <= last.e * (high + t)) & (new_t > t))
        if open_.size:
            sure[open_] &= _one_sign(last, new, new_t - t, open_)
        np.copyto(left, new_t, where=new_up)
        np.copyto(step, _step(new), where=new_up)
        np.copyto(right, new_t, where=up & ~new_up)
        rises |= new_up
        t, last, up = new_t, new, new_up
    out = np.zeros_like(t)
    # A score that falls everywhere has its maximum at 0; the others are solved in (left, right).
    todo = np.flatnonzero(rises & sure & (k > 1))
    if todo.size:
        a, b, c, d = left[todo], right[todo], step[todo], low[todo]
        out[todo] = _newton(y[:, todo], v[:, todo], a, b, a, c, d, restricted, s.first(todo.size))
    return out, sure | (k <= 1)


def _one_sign(a: Moments, b: Moments, h: Floats, which: NDArray[np.int_]) -> Bools:
    """Whether the score keeps its sign between two points, by tangents and chords of the convex n and d."""
    na, nb, da, db, h = a.n[which], b.n[which], a.d[which], b.d[which], h[which]
    up = (na > da) & (nb > db) & ((na * (1 - a.a2[which] * h) > db) | (nb * (1 + b.a2[which] * h) > da))
    down = (na <= da) & (nb <= db) & ((nb < da * (1 - a.e[which] * h)) | (na < db * (1 + b.e[which] * h)))
    return np.asarray(up | down)


def _step(m: Moments) -> Floats:
    """Newton on d/n = 1, exact when variances are equal; where R does not fall it points out of the bracket."""
    return np.asarray((m.n / m.d - 1) / (m.a2 - m.e))


def _newton(
    y: Floats,
    v: Floats,
    left: Floats,
    right: Floats,
    t: Floats,
    step: Floats,
    low: Floats,
    restricted: bool,
    s: Workspace,
) -> Floats:
    """The zero of the score in [left, right] (right may be infinite)."""
    left, right, t = left.copy(), right.copy(), t.copy()
    for round_ in range(100):
        new = t + step
        # Inclusive: a set that has converged stays where it is while the others go on.
        wild = ~((new >= left) & (new <= right))
        if wild.any():
            far = np.where(right < np.inf, 0.5 * (left + right), 2 * left + low)
            new = np.where(wild, far, new)
        m = moments(y, v, new, restricted, s)
        up = m.n > m.d
        np.copyto(left, new, where=up)
        np.copyto(right, new, where=~up)
        step, t = _step(m), new
        small = np.abs(step) <= 1e-7 * (t + low)
        closed = right <= left * (1 + 1e-15)
        if (small | closed).all():
            return np.where(small, np.maximum(t + step, 0.0), t)
        if round_ == 4:
            break
    done = small | closed
    out = np.where(small, np.maximum(t + step, 0.0), t)
    rest = np.flatnonzero(~done)
    if rest.size == t.size:
        return _bisect(y, v, left, right, low, restricted, s)
    part = np.ascontiguousarray(y[:, rest]), np.ascontiguousarray(v[:, rest])
    out[rest] = _newton(*part, left[rest], right[rest], t[rest], step[rest], low[rest], restricted, s.first(rest.size))
    return out


def _bisect(y: Floats, v: Floats, left: Floats, right: Floats, low: Floats, restricted: bool, s: Workspace) -> Floats:
    for _ in range(1200):
        middle = np.where(right < np.inf, 0.5 * (left + right), 2 * left + low)
        m = moments(y, v, middle, restricted, s)
        up = m.n > m.d
        left, right = np.where(up, middle, left), np.where(up, right, middle)
        if (right <= left * (1 + 1e-15)).all():
            break
    return left


def paule_mandel(y: Floats, v: Floats, target: Floats) -> Floats:
    """Root of Q(t) = target, (m,): Newton on 1/Q, which is close to linear, held by plain Newton, which never
    oversteps. Sets that have arrived are put aside once they are the half of those under way.
    """
    low = v.min(0)
    found = np.zeros(v.shape[1])
    at = np.arange(v.shape[1])
    t, left, right = found.copy(), found.copy(), np.full(found.shape, np.inf)
    s = Workspace(v.shape)
    m = moments(y, v, t, False, s)
    done = m.q <= target
    for _ in range(200):
        plain = (m.q - target) / np.maximum(m.n, 1e-300)
        new = t + plain * m.q / target
        wild = ~((new >= left) & (new <= right))
        if wild.any():
            safe = t + plain
            inside = (safe >= left) & (safe <= right)
            middle = np.where(right < np.inf, 0.5 * (left + right), 2 * left + low)
            new = np.where(wild, np.where(inside, safe, middle), new)
        # Below the second term Q itself is rounded.
        near = (np.abs(new - t) <= 1e-13 * new + 1e-15 * low) | (right <= left * (1 + 1e-15))
        found[at] = np.where(done, found[at], new)
        done |= near
        if done.all():
            break
        if 2 * np.count_nonzero(done) >= done.size:
            go = ~done
            y, v, low, target, at = y[:, go], v[:, go], low[go], target[go], at[go]
            new, left, right, done = new[go], left[go], right[go], done[go]
            s = Workspace(v.shape)
        t = new
        m = moments(y, v, t, False, s)
        over = m.q > target
        np.copyto(left, t, where=over)
        np.copyto(right, t, where=~over)
    return found
