"""The one likelihood: y ~ N(X b, M(theta)) with M block-diagonal, every model a design and a list of components.

A *component* contributes theta-dependent covariance to each block: M_i = V_i + sum over components. Blocks of one
size are stacked, so the work is a few batched matrix operations whatever the number of blocks. Networks,
dose-response, repeated times and several outcomes need nothing but another component or another X.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stemwise.synthesis.notes import Floats

Ints = NDArray[np.int_]


class Component(Protocol):
    """A part of the covariance with its own parameters."""

    @property
    def start(self) -> Floats:
        """Where the search begins, (q,)."""
        ...

    @property
    def lower(self) -> Floats:
        """Lower bounds, (q,)."""
        ...

    @property
    def upper(self) -> Floats:
        """Upper bounds, (q,)."""
        ...

    def blocks(self, theta: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """Covariance (B, n, n) and derivatives (q, B, n, n) for blocks of observations ``rows`` (B, n)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """All blocks of one size: observation numbers (B, n), y (B, n), X (B, n, p) and known V (B, n, n)."""

    rows: Ints
    y: Floats
    x: Floats
    v: Floats


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The likelihood at one theta, with gradient (q,) and average information (q, q), and b (p,) with its covariance."""

    loglik: float
    gradient: Floats
    information: Floats
    beta: Floats
    cov: Floats


class Gaussian:
    """The (restricted) likelihood of blocks with components."""

    def __init__(
        self, y: Floats, x: Floats, v: Floats, cluster: Ints, components: Sequence[Component], restricted: bool
    ) -> None:
        """``v`` is (k,) or (k, k); ``cluster`` (k,) numbers the blocks, between which everything is independent."""
        self.k, self.p = x.shape
        self._carry(components)
        self.restricted = restricted
        self.stacks = _stacks(y, x, v, cluster)
        free = self.k - self.p if restricted else self.k
        self._constant = -0.5 * free * math.log(2 * math.pi)
        if restricted:
            self._constant += 0.5 * float(np.linalg.slogdet(x.T @ x)[1])

    def _carry(self, components: Sequence[Component]) -> None:
        self.components = tuple(components)
        self.sizes = [c.start.size for c in self.components]

    def with_components(self, components: Sequence[Component]) -> Gaussian:
        """The same data with other components."""
        out = copy(self)
        out._carry(components)
        return out

    @property
    def start(self) -> Floats:
        """Starting theta."""
        return np.concatenate([c.start for c in self.components]) if self.components else np.zeros(0)

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bounds of theta."""
        if not self.components:
            return np.zeros(0), np.zeros(0)
        return np.concatenate([c.lower for c in self.components]), np.concatenate([c.upper for c in self.components])

    def covariance(self, theta: Floats, stack: Stack) -> tuple[Floats, Floats]:
        """M (B, n, n) and dM/dtheta (q, B, n, n)."""
        m, parts, at = stack.v.copy(), [], 0
        for component, q in zip(self.components, self.sizes, strict=True):
            value, slope = component.blocks(theta[at : at + q], stack.rows)
            m += value
            parts.append(slope)
            at += q
        return m, np.concatenate(parts) if parts else np.zeros((0, *m.shape))

    def at(self, theta: Floats, slopes: bool = True) -> State | None:
        """Everything at ``theta``; None where M is not positive definite."""
        p, q = self.p, theta.size
        xmx, xmy, logdet, yy = np.zeros((p, p)), np.zeros(p), 0.0, 0.0
        kept: list[tuple[Stack, Floats, Floats, Floats, Floats]] = []
        for s in self.stacks:
            m, dm = self.covariance(theta, s)
            try:
                root = np.linalg.cholesky(m)
            except np.linalg.LinAlgError:
                return None
            inverse = np.asarray(np.linalg.inv(m), dtype=np.float64)
            logdet += 2 * float(np.log(np.diagonal(root, axis1=1, axis2=2)).sum())
            mx = inverse @ s.x
            my = (inverse @ s.y[..., None])[..., 0]
            xmx += np.einsum("bnp,bnq->pq", s.x, mx)
            xmy += np.einsum("bnp,bn->p", mx, s.y)
            yy += float((s.y * my).sum())
            kept.append((s, inverse, dm, mx, my))
        cov = np.asarray(np.linalg.inv(xmx), dtype=np.float64)
        beta: Floats = cov @ xmy
        loglik = self._constant - 0.5 * logdet
        if self.restricted:
            loglik -= 0.5 * float(np.linalg.slogdet(xmx)[1])
        residual = sum(float(((s.y - s.x @ beta) * (my - mx @ beta)).sum()) for s, _, _, mx, my in kept)
        loglik -= 0.5 * residual
        gradient, information = np.zeros(q), np.zeros((q, q))
        if slopes and q:
            self._slopes(kept, beta, cov, gradient, information)
        return State(loglik, gradient, information, beta, cov)

    def _slopes(
        self,
        kept: list[tuple[Stack, Floats, Floats, Floats, Floats]],
        beta: Floats,
        cov: Floats,
        gradient: Floats,
        information: Floats,
    ) -> None:
        """Gradient -1/2 [tr(P dM) - y'P dM P y] and average information 1/2 y'P dM P dM P y (Gilmour et al. 1995)."""
        q, p = gradient.size, self.p
        xf = np.zeros((p, q))
        for _, inverse, dm, mx, my in kept:
            py = my - mx @ beta
            f = np.einsum("qbnm,bm->qbn", dm, py)
            trace = np.einsum("bnm,qbmn->q", inverse, dm)
            if self.restricted:
                xdx = np.einsum("bnp,qbnm,bmr->qpr", mx, dm, mx, optimize=True)
                trace = trace - np.einsum("pr,qrp->q", cov, xdx)
            gradient += 0.5 * (np.einsum("qbn,bn->q", f, py) - trace)
            mf = np.einsum("bnm,qbm->qbn", inverse, f)
            information += 0.5 * np.einsum("qbn,rbn->qr", f, mf)
            xf += np.einsum("bnp,qbn->pq", mx, f)
        information -= 0.5 * xf.T @ cov @ xf


def _stacks(y: Floats, x: Floats, v: Floats, cluster: Ints) -> tuple[Stack, ...]:
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(cluster[order]) != 0]))
    blocks = np.split(order, starts[1:])
    out = []
    for n in sorted({b.size for b in blocks}):
        rows = np.array([b for b in blocks if b.size == n])
        if v.ndim == 1:
            known = np.zeros((rows.shape[0], n, n))
            known[:, np.arange(n), np.arange(n)] = v[rows]
        else:
            known = v[rows[:, :, None], rows[:, None, :]]
        out.append(Stack(rows, y[rows], x[rows], known))
    return tuple(out)


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where the search ended: theta, its state, which parameters lie on a bound, and whether the gradient vanished."""

    theta: Floats
    state: State
    at_bound: NDArray[np.bool_]
    converged: bool


def maximise(model: Gaussian, starts: Sequence[Floats] | None = None, rounds: int = 200) -> Maximum:
    """Best of several climbs by projected average-information Newton, every accepted step uphill."""
    begun = [model.start] if starts is None else list(starts)
    found = [_climb(model, s, rounds) for s in begun]
    return max(found, key=lambda m: m.state.loglik)


def _climb(model: Gaussian, theta: Floats, rounds: int) -> Maximum:
    low, high = model.bounds
    theta = np.clip(theta, low, high)
    state = model.at(theta)
    if state is None:
        raise ValueError("the starting covariance is not positive definite")
    damp, converged = 1e-8, theta.size == 0
    fixed = np.zeros(theta.size, dtype=np.bool_)
    for _ in range(rounds):
        if theta.size == 0:
            break
        g = state.gradient
        fixed = ((theta <= low) & (g <= 0)) | ((theta >= high) & (g >= 0))
        free = ~fixed
        if not free.any():
            converged = True
            break
        info = _positive(state.information[np.ix_(free, free)])
        scale = np.diag(info)
        step = np.zeros_like(theta)
        step[free] = np.linalg.solve(info + damp * np.diag(scale), g[free])
        new = np.clip(theta + step, low, high)
        trial = model.at(new)
        if trial is not None and trial.loglik >= state.loglik - 1e-12 * abs(state.loglik):
            moved = float((np.abs(new - theta) / (np.abs(theta) + 1e-6)).max())
            gain = float(np.abs(g[free]) @ np.abs(step[free]))
            theta, state, damp = new, trial, max(damp / 10, 1e-10)
            if moved < 1e-11 or gain < 1e-18:
                converged = True
                break
        else:
            damp = max(damp * 10, 1e-4)
            if damp > 1e12:
                converged = float(np.abs(g[free] / np.sqrt(scale)).max()) < 1e-4
                break
    return Maximum(theta, state, (theta <= low) | (theta >= high), converged)


def _positive(info: Floats) -> Floats:
    """The nearest information that climbs: negative curvature is reflected, none is left flat."""
    values, vectors = np.linalg.eigh((info + info.T) / 2)
    floor = max(float(np.abs(values).max()), 1e-300) * 1e-10
    return np.asarray((vectors * np.maximum(np.abs(values), floor)) @ vectors.T)
