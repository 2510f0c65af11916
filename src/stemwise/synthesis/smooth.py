"""Covariance components in coordinates without corners, for the search of the likelihood's highest hump.

Variances become squared standard deviations, an unstructured matrix L L', a bounded correlation a sine: a variance of
zero or a correlation of one is then an ordinary point with a finite slope, not an edge on which a climb can be caught.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemwise.synthesis.likelihood import Ints
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.structures import Intercept, Structured, partials_of, root_of


@dataclass(frozen=True, slots=True, eq=False)
class SmoothIntercept:
    """sigma2 = s^2."""

    of: Intercept

    @property
    def start(self) -> Floats:
        """(1,)."""
        return self.phi(self.of.start)

    @property
    def lower(self) -> Floats:
        """None."""
        return np.full(1, -np.inf)

    @property
    def upper(self) -> Floats:
        """None."""
        return np.full(1, np.inf)

    def phi(self, theta: Floats) -> Floats:
        """Smooth coordinates of ``theta``."""
        return np.sqrt(np.maximum(theta, 0.0))

    def theta(self, phi: Floats) -> Floats:
        """Back again."""
        return np.asarray(phi**2)

    def blocks(self, phi: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """As the component's own."""
        value, slope = self.of.blocks(phi**2, rows)
        return value, 2 * phi[0] * slope


@dataclass(frozen=True, slots=True, eq=False)
class SmoothStructured:
    """Standard deviations and the angle of the correlation; for UN the lower triangle of L, row by row."""

    of: Structured

    @property
    def start(self) -> Floats:
        """The component's own start."""
        return self.phi(self.of.start)

    @property
    def lower(self) -> Floats:
        """None: every point gives a covariance."""
        return np.full(self.start.size, -np.inf)

    @property
    def upper(self) -> Floats:
        """None."""
        return np.full(self.start.size, np.inf)

    def _middle(self) -> tuple[float, float]:
        low, high = float(self.of.lower[-1]), float(self.of.upper[-1])
        return (low + high) / 2, (high - low) / 2

    def phi(self, theta: Floats) -> Floats:
        """Smooth coordinates of ``theta``."""
        nv = self.of.variances
        sd = np.sqrt(np.maximum(theta[:nv], 0.0))
        if self.of.kind == "UN":
            return np.asarray((sd[:, None] * root_of(theta[nv:], self.of.j))[np.tril_indices(self.of.j)])
        if not self.of.correlations:
            return sd
        middle, half = self._middle()
        return np.append(sd, np.arcsin(np.clip((theta[nv] - middle) / half, -1, 1)))

    def theta(self, phi: Floats) -> Floats:
        """Back again, within the component's bounds."""
        nv = self.of.variances
        if self.of.kind != "UN":
            rho = phi[nv:]
            if self.of.correlations:
                middle, half = self._middle()
                rho = middle + half * np.sin(rho)
            return np.asarray(np.clip(np.concatenate([phi[:nv] ** 2, rho]), self.of.lower, self.of.upper))
        factor = np.zeros((self.of.j, self.of.j))
        factor[np.tril_indices(self.of.j)] = phi
        return np.asarray(
            np.clip(np.concatenate([(factor**2).sum(1), partials_of(factor)]), self.of.lower, self.of.upper)
        )

    def g(self, phi: Floats) -> tuple[Floats, Floats]:
        """G (J, J) and its derivatives (q, J, J)."""
        j = self.of.j
        if self.of.kind == "UN":
            factor = np.zeros((j, j))
            rows, columns = np.tril_indices(j)
            factor[rows, columns] = phi
            slopes = np.zeros((phi.size, j, j))
            at = np.arange(phi.size)
            slopes[at, rows] = factor[:, columns].T
            return factor @ factor.T, slopes + slopes.transpose(0, 2, 1)
        nv = self.of.variances
        sd = np.abs(phi[:nv])
        rho = phi[nv:]
        turn = 0.0
        if self.of.correlations:
            middle, half = self._middle()
            turn = half * float(np.cos(rho[0]))
            rho = np.array([middle + half * float(np.sin(rho[0]))])
        r, dr = self.of.correlation(rho)
        if nv == 1:
            shared = [2 * phi[0] * r, *(phi[0] ** 2 * turn * d for d in dr)]
            return phi[0] ** 2 * r, np.array(shared)
        each = np.sign(phi[:nv]) * np.eye(nv)
        outer = [np.outer(each[a], sd) * r for a in range(nv)]
        own = [o + o.T for o in outer] + [np.outer(sd, sd) * turn * d for d in dr]
        return np.outer(sd, sd) * r, np.array(own)

    def blocks(self, phi: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """As the component's own."""
        return self.of.spread(*self.g(phi), rows)


@dataclass(frozen=True, slots=True, eq=False)
class Spherical(SmoothStructured):
    """An unstructured matrix by standard deviations and the angles of its partial correlations, in the order of theta.

    Unlike L's entries each variance is a coordinate of its own, and so is the first correlation: either can be held.
    """

    def phi(self, theta: Floats) -> Floats:
        """Smooth coordinates of ``theta``."""
        nv = self.of.variances
        return np.append(np.sqrt(np.maximum(theta[:nv], 0.0)), np.arcsin(np.clip(theta[nv:], -1, 1)))

    def theta(self, phi: Floats) -> Floats:
        """Back again, within the component's bounds."""
        nv = self.of.variances
        whole = np.append(phi[:nv] ** 2, np.sin(phi[nv:]))
        return np.asarray(np.clip(whole, self.of.lower, self.of.upper))

    def g(self, phi: Floats) -> tuple[Floats, Floats]:
        """G (J, J) and its derivatives (q, J, J)."""
        j = self.of.j
        sd = np.abs(phi[:j])
        root = np.eye(j)
        turned = []
        for a, b, angle in zip(*np.triu_indices(j, 1), phi[j:], strict=True):
            turned.append((int(a), int(b), float(np.sin(angle)), float(np.cos(angle))))
        slopes = np.zeros((len(turned), j, j))
        for level in range(1, j):
            own = [(i, t) for i, t in enumerate(turned) if t[1] == level]
            root[level], each = _row(np.array([t[2] for _, t in own]), np.array([t[3] for _, t in own]), j)
            for (i, _), d in zip(own, each, strict=True):
                slopes[i, level] = d
        r, scale = root @ root.T, np.outer(sd, sd)
        wide = slopes @ root.T
        outer = (np.sign(phi[:j])[:, None, None] * np.eye(j)[:, :, None] * sd) * r
        return scale * r, np.concatenate([outer + outer.transpose(0, 2, 1), scale * (wide + wide.transpose(0, 2, 1))])


def _row(sine: Floats, cosine: Floats, j: int) -> tuple[Floats, list[Floats]]:
    """A row of the correlation's root from its angles: sin t_a times the cosines before it; and its slopes."""

    def along(sines: Floats, cosines: Floats) -> Floats:
        out = np.zeros(j)
        left = np.cumprod(np.append(1.0, cosines))
        out[: sines.size] = sines * left[:-1]
        out[sines.size] = left[-1]
        return out

    slopes = []
    for a in range(sine.size):
        s, c = sine.copy(), cosine.copy()
        s[a], c[a] = cosine[a], -sine[a]
        d = along(s, c)
        d[:a] = 0.0
        slopes.append(d)
    return along(sine, cosine), slopes
