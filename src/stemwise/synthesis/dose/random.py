"""Multivariate random effects for the studies' coefficients: an unstructured covariance by (restricted) likelihood.

The covariance is sought as L L' of coefficients whitened by their mean sampling covariance, so that its boundary (a
singular covariance, common with few studies) is reached smoothly and units do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemwise.synthesis.likelihood import Gaussian, Ints, maximise
from stemwise.synthesis.notes import Floats, Note


@dataclass(frozen=True, slots=True, eq=False)
class Cholesky:
    """Psi = L L' shared by all studies; the parameters are L's lower triangle, row by row."""

    p: int

    @property
    def start(self) -> Floats:
        """Half an identity."""
        return (0.5 * np.eye(self.p))[np.tril_indices(self.p)]

    @property
    def lower(self) -> Floats:
        """Unbounded: L and its sign changes give the same Psi."""
        return np.full(self.start.size, -np.inf)

    @property
    def upper(self) -> Floats:
        """Unbounded."""
        return np.full(self.start.size, np.inf)

    def root(self, theta: Floats) -> Floats:
        """L (p, p)."""
        out = np.zeros((self.p, self.p))
        out[np.tril_indices(self.p)] = theta
        return out

    def blocks(self, theta: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """Psi for each study, and its derivatives."""
        root = self.root(theta)
        psi = root @ root.T
        slopes = []
        for i, j in zip(*np.tril_indices(self.p), strict=True):
            d = np.zeros((self.p, self.p))
            d[i] = root[:, j]
            slopes.append(d + d.T)
        b = rows.shape[0]
        each = np.array(slopes)[:, None]
        return np.broadcast_to(psi, (b, self.p, self.p)), np.broadcast_to(each, (each.shape[0], b, self.p, self.p))


def random_effects(
    coefficients: Floats, covariances: Floats, method: str
) -> tuple[Floats, Floats, Floats, float, list[Note]]:
    """Pool k studies' coefficients (k, p) with covariances (k, p, p) by REML or ML: Psi (p, p), mean (p,), its covariance
    (p, p), log-likelihood, notes.
    """
    k, p = coefficients.shape
    whiten = np.linalg.cholesky(covariances.mean(axis=0))
    inverse = np.linalg.inv(whiten)
    z = coefficients @ inverse.T
    v = np.zeros((k * p, k * p))
    for i in range(k):
        v[i * p : (i + 1) * p, i * p : (i + 1) * p] = inverse @ covariances[i] @ inverse.T
    part = Cholesky(p)
    model = Gaussian(z.ravel(), np.tile(np.eye(p), (k, 1)), v, np.repeat(np.arange(k), p), (part,), method == "REML")
    best = maximise(model, _starts(z, part))
    root = part.root(best.theta)
    psi = root @ root.T
    # The determinant of the change of units, for a log-likelihood of the coefficients as they are.
    shift = (k - 1 if method == "REML" else k) * float(np.log(np.diag(whiten)).sum())
    notes = []
    values = np.linalg.eigvalsh(psi)
    if values[0] < 1e-6 * max(values[-1], 1e-6):
        text = "The studies' curves differ in fewer ways than they have coefficients: their covariance is singular."
        notes.append(
            Note("singular-covariance", text, "Few studies cannot show more; a simpler shape may do.", level="info")
        )
    state = best.state
    return whiten @ psi @ whiten.T, whiten @ state.beta, whiten @ state.cov @ whiten.T, state.loglik - shift, notes


def _starts(z: Floats, part: Cholesky) -> list[Floats]:
    """Little, some and much of an identity, and the spread of the coefficients beyond their sampling error."""
    p = part.p
    tril = np.tril_indices(p)
    starts: list[Floats] = [(c * np.eye(p))[tril] for c in (0.05, 0.5, 2.0)]
    spread = np.atleast_2d(np.cov(z.T))
    values, vectors = np.linalg.eigh(spread - np.eye(p))
    for floor in (1e-3, 0.3):
        moment = (vectors * np.maximum(values, floor)) @ vectors.T
        starts.append(np.asarray(np.linalg.cholesky(moment)[tril]))
    starts.append(np.asarray(np.linalg.cholesky(spread + 1e-6 * np.eye(p))[tril]))
    return starts
