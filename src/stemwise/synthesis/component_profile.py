"""Profile-likelihood intervals of a multilevel model's variances and correlations.

A value belongs to the interval where twice the fall of the (restricted) log-likelihood, every other parameter maximised
anew, is below the chi-square quantile on one degree of freedom. A correlation of an unstructured matrix is a parameter of
its own only for the first two levels, so the levels are put in that order first.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from stemwise.synthesis import dist
from stemwise.synthesis.likelihood import Component, Gaussian
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.search import ascend, natural_of, smooth_of, smoothed
from stemwise.synthesis.structures import Structured, partials_of

Signed = Callable[[float], float]
CLOSE = 1e-10


class Profile:
    """The profile of one parameter: ``fall(c)`` is the root of the likelihood ratio at c, less the quantile."""

    def __init__(self, model: Gaussian, theta: Floats, index: int, level: float) -> None:
        self.model, self.index = model, index
        self.smooth = smoothed(model, separate=True)
        self.best, self.last = theta, theta
        state = model.at(theta, slopes=False)
        assert state is not None
        self.top = state.loglik
        self.cut = dist.z_quantile(0.5 + level / 2)

    def fall(self, value: float) -> float:
        """Root of the likelihood ratio at ``value`` less the quantile: above zero outside the interval."""
        found = [ascend(self.smooth, self._from(t, value), 100, self.index, 1e-14) for t in (self.last, self.best)]
        height, phi = max(found, key=lambda f: f[0])
        self.last = natural_of(self.smooth, phi)
        return math.sqrt(max(2 * (self.top - height), 0.0)) - self.cut

    def _from(self, theta: Floats, value: float) -> Floats:
        """A start with the parameter held, and the variances off their edge, where the slope is none."""
        start = theta.copy()
        variance = np.isinf(self.model.bounds[1])
        start[variance] = np.maximum(start[variance], 1e-3 * float(start[variance].max()))
        start[~variance] = np.clip(start[~variance], *(0.999 * b[~variance] for b in self.model.bounds))
        start[self.index] = value
        return smooth_of(self.smooth, start)


def interval(model: Gaussian, theta: Floats, index: int, level: float) -> tuple[float, float]:
    """Both ends for parameter ``index`` of ``theta``; an end that is never reached is the parameter's bound."""
    low, high = (float(b[index]) for b in model.bounds)
    at = float(theta[index])
    down = Profile(model, theta, index, level)
    up = Profile(model, theta, index, level)
    return _end(down.fall, at, low, -1.0), _end(up.fall, at, high, 1.0)


def _end(fall: Signed, at: float, bound: float, side: float) -> float:
    """Where ``fall`` crosses zero between the estimate and the bound, stepping outwards from the estimate."""
    if at == bound:
        return bound
    inside = at
    reach = (bound - at) if math.isfinite(bound) else max(abs(at), 1e-4)
    for i in range(60):
        outside = _step(at, bound, reach, side, i)
        if fall(outside) > 0:
            return _root(fall, inside, outside)
        if outside == bound:
            return bound
        inside = outside
    return math.inf * side


def _step(at: float, bound: float, reach: float, side: float, i: int) -> float:
    """The i-th place to look: doubling away from the estimate, or sixths of the way to a bound."""
    if math.isfinite(bound):
        return bound if i >= 5 else at + reach * (i + 1) / 6
    return at + side * reach * (2.0**i - 0.5)


def _root(fall: Signed, inside: float, outside: float) -> float:
    """Crossing by the Illinois rule; the signed root is nearly straight."""
    a, b = inside, outside
    fa, fb = fall(a), fall(b)
    if not fa < 0:
        return a
    for i in range(100):
        c = (a * fb - b * fa) / (fb - fa) if math.isfinite(fb) and i % 8 < 7 else (a + b) / 2
        fc = fall(c)
        if abs(fc) < CLOSE or abs(b - a) <= 1e-12 * (abs(a) + abs(b)):
            return c
        if fc < 0:
            a, fa = c, fc
            fb = fb / 2 if math.isfinite(fb) else fb
        else:
            b, fb = c, fc
            fa /= 2
    return (a + b) / 2


def reordered(model: Gaussian, theta: Floats, index: int) -> tuple[Gaussian, Floats, int]:
    """Model, theta and index with the two levels of an unstructured correlation put first; else as they are."""
    start = 0
    for place, part in enumerate(model.components):
        inside = index - start
        if (
            isinstance(part, Structured)
            and part.kind == "UN"
            and part.j > 2
            and part.variances <= inside < model.sizes[place]
        ):
            pair = tuple(int(i[inside - part.variances]) for i in np.triu_indices(part.j, 1))
            order = [*pair, *(i for i in range(part.j) if i not in pair)]
            where = np.argsort(order)
            turned = dataclasses.replace(part, inner=where[part.inner])
            own = theta[start : start + model.sizes[place]]
            g = part.g(own)[0][np.ix_(order, order)]
            root = np.linalg.cholesky(g + 1e-14 * np.diag(np.diag(g)) + 1e-300 * np.eye(part.j))
            new = np.clip(
                np.concatenate([np.diag(g), partials_of(np.asarray(root, dtype=np.float64))]),
                turned.lower,
                turned.upper,
            )
            parts: list[Component] = list(model.components)
            parts[place] = turned
            whole = np.concatenate([theta[:start], new, theta[start + model.sizes[place] :]])
            return model.with_components(parts), whole, start + part.variances
        start += model.sizes[place]
    return model, theta, index
