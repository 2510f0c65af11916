"""The highest hump of a likelihood with several variances: a coarse net, scouts from its best knots, then Newton.

Such likelihoods can have several humps, some on an edge (a variance of zero, a correlation of one). The net lays levels
of every variance and correlation; its best knot overall and at each level starts a scout, which climbs by BFGS in
coordinates without corners (``smooth.py``); the best few are finished by average-information Newton in the natural ones.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stemwise.synthesis.likelihood import Gaussian, Maximum, State, maximise
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.smooth import SmoothIntercept, SmoothStructured, Spherical
from stemwise.synthesis.structures import Intercept, Structured

KNOTS = 400
"""Most knots of the net; a product of levels that would be larger is sampled. More changed nothing in the checks of
``validation/search``."""
FEW_KNOTS = 60
"""Knots where one look at the likelihood is dear (many effects)."""
DEAR = 400_000
"""Entries of all blocks beyond which it is."""
RHO = (0.01, 0.25, 0.5, 0.75, 0.99)
"""Levels of a correlation, as places between its bounds."""
FINISHED = 4
"""Scouts that are finished by Newton."""


def highest(model: Gaussian, ranges: Sequence[tuple[float, float]]) -> Maximum:
    """Global maximum of ``model``; ``ranges`` give the range of each variance, in the order of theta."""
    smooth = smoothed(model)
    knots = _net(model, ranges)
    scouts = [ascend(smooth, smooth_of(smooth, t)) for t in _chosen(model, knots)]
    found: list[Floats] = []
    for value, phi in sorted(scouts, key=lambda s: -s[0]):
        theta = natural_of(smooth, phi)
        if not any(np.allclose(theta, t, rtol=1e-3, atol=1e-9) for t in found):
            found.append(theta)
        if len(found) == FINISHED or value < scouts[0][0] - 1e3:
            break
    return maximise(model, [t for f in found for t in _snapped(model, f, ranges)])


def spans(model: Gaussian, y: Floats, x: Floats, known: Floats) -> list[tuple[float, float]]:
    """Where each variance can lie: from well below the smallest sampling variance to beyond the spread of the effects.

    A variance that belongs to one inner level is judged by its effects alone: outcomes may have different units.
    """
    v = known if known.ndim == 1 else np.diag(known)
    q, _ = np.linalg.qr(x)
    squares = (y - q @ (q.T @ y)) ** 2
    out = []
    for component in model.components:
        rows = [np.ones(y.size, dtype=bool)]
        if isinstance(component, Structured) and component.variances > 1:
            rows = [component.inner == j for j in range(component.j)]
        for own in rows:
            low = 0.1 * float(v[own].min())
            out.append((low, max(3 * float(squares[own].mean()), float(np.median(v[own])), 30 * low)))
    return out


def smoothed(model: Gaussian, separate: bool = False) -> Gaussian:
    """The model in smooth coordinates; ``separate`` keeps each variance of UN a coordinate of its own."""
    return model.with_components([_smooth(c, separate) for c in model.components])


def _smooth(component: object, separate: bool) -> SmoothIntercept | SmoothStructured:
    if isinstance(component, Structured):
        return (Spherical if separate and component.kind == "UN" else SmoothStructured)(component)
    assert isinstance(component, Intercept)
    return SmoothIntercept(component)


def _split(model: Gaussian, values: Floats) -> list[Floats]:
    return np.split(values, np.cumsum(model.sizes)[:-1])


def smooth_of(smooth: Gaussian, theta: Floats) -> Floats:
    """Smooth coordinates of the natural ``theta``."""
    parts = zip(smooth.components, _split(smooth, theta), strict=True)
    return np.concatenate([c.phi(t) for c, t in parts])  # type: ignore[attr-defined]


def natural_of(smooth: Gaussian, phi: Floats) -> Floats:
    """And back."""
    parts = zip(smooth.components, _split(smooth, phi), strict=True)
    return np.concatenate([c.theta(t) for c, t in parts])  # type: ignore[attr-defined]


def _net(model: Gaussian, ranges: Sequence[tuple[float, float]]) -> Floats:
    """Knots (n, q): every combination of levels, or a fixed sample of them."""
    low, high = model.bounds
    of = iter(ranges)
    levels = []
    for a, b in zip(low, high, strict=True):
        if math.isinf(b):
            bottom, top = next(of)
            levels.append(np.geomspace(bottom, top, int(np.clip(1.5 * math.log10(top / bottom), 4, 8))))
        else:
            levels.append(a + (b - a) * np.array(RHO))
    size = sum(s.v.size for s in model.stacks)
    most = KNOTS if size < DEAR else FEW_KNOTS
    if math.prod(len(x) for x in levels) <= most:
        return np.array(list(itertools.product(*levels)))
    rng = np.random.default_rng(0)
    return np.column_stack([rng.choice(x, most) for x in levels])


def _chosen(model: Gaussian, knots: Floats) -> list[Floats]:
    """The best knot, and the best at each level of each parameter."""
    looks = [model.at(t, slopes=False) for t in knots]
    height = np.array([-math.inf if s is None else s.loglik for s in looks])
    chosen = {int(np.argmax(height))}
    for column in knots.T:
        for value in np.unique(column):
            chosen.add(int(np.argmax(np.where(column == value, height, -math.inf))))
    alive = [i for i in chosen if height[i] > -math.inf]
    return [knots[i] for i in sorted(alive, key=lambda i: -height[i])] or [model.start]


class Hill(Protocol):
    """Whatever has a height and a slope."""

    def at(self, theta: Floats, slopes: bool = True) -> State | None:
        """Height, gradient and information at ``theta``; None where there is no ground."""
        ...


def ascend(
    model: Hill, phi: Floats, rounds: int = 60, held: int | None = None, least: float = 1e-9
) -> tuple[float, Floats]:
    """Climb by BFGS from ``phi``, one coordinate ``held`` perhaps, until a step would gain less than ``least``.

    Returns how high and where.
    """
    state = model.at(phi)
    if state is None:
        return -math.inf, phi
    free = np.arange(phi.size) != (-1 if held is None else held)
    inverse = _first(state, free)
    for _ in range(rounds):
        g = state.gradient * free
        step = inverse @ g
        rise = float(g @ step)
        if not rise > 0:
            inverse = _first(state, free)
            step = inverse @ g
            rise = float(g @ step)
        if rise < least:
            break
        found = _along(model, phi, step, state, rise)
        if found is None:
            break
        moved, state, turned = found[0] - phi, found[1], g - found[1].gradient * free
        phi = found[0]
        bend = float(moved @ turned)
        if bend > 1e-12 * float(np.sqrt((moved @ moved) * (turned @ turned))):
            tail = inverse @ turned
            inverse = (
                inverse
                + np.outer(moved, moved) * (bend + float(turned @ tail)) / bend**2
                - (np.outer(tail, moved) + np.outer(moved, tail)) / bend
            )
    return state.loglik, phi


def _first(state: State, free: NDArray[np.bool_]) -> Floats:
    """Inverse of the free average information, its weak directions held to a short step."""
    info = (state.information + state.information.T) / 2 * np.outer(free, free)
    values, vectors = np.linalg.eigh(info)
    kept = np.maximum(values, 1e-3 * max(float(values[-1]), 1e-12))
    return np.asarray((vectors / kept) @ vectors.T) * np.outer(free, free)


def _along(model: Hill, phi: Floats, step: Floats, state: State, rise: float) -> tuple[Floats, State] | None:
    size = 1.0
    for _ in range(30):
        at = phi + size * step
        new = model.at(at)
        if new is not None and new.loglik >= state.loglik + 1e-4 * size * rise:
            return at, new
        size /= 3
    return None


def _snapped(model: Gaussian, theta: Floats, ranges: Sequence[tuple[float, float]]) -> list[Floats]:
    """``theta``, and the same with variances that are all but zero set to zero."""
    _, high = model.bounds
    floor = np.zeros_like(theta)
    floor[np.isinf(high)] = [1e-6 * a for a, _ in ranges]
    small = (theta < floor) & np.isinf(high)
    return [theta, np.where(small, 0.0, theta)] if small.any() else [theta]
