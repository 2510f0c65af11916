"""Multivariate random effects for the studies' coefficients: an unstructured covariance by (restricted) likelihood.

The coefficients are whitened by their mean sampling covariance, so that units do not matter; the covariance is then an
unstructured one like any other (:mod:`stemwise.synthesis.search` finds its highest hump, on an edge or within).
"""

from __future__ import annotations

import numpy as np

from stemwise.synthesis.likelihood import Gaussian
from stemwise.synthesis.notes import Floats, Note
from stemwise.synthesis.search import highest, spans
from stemwise.synthesis.structures import Structured


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
    y, x, study = z.ravel(), np.tile(np.eye(p), (k, 1)), np.repeat(np.arange(k), p)
    part = Structured(np.tile(np.arange(p), k), study, "UN", 1.0)
    model = Gaussian(y, x, v, study, (part,), method == "REML")
    best = highest(model, spans(model, y, x, v))
    psi, _ = part.g(best.theta)
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
