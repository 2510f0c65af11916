"""A prediction interval that does not take tau2 for known: tau2 is averaged over its confidence distribution.

Q(tau2) = sum (y - mu(tau2))^2 / (v + tau2) is chi-square on k - 1 at the true tau2 (the pivot of the Q-profile
interval), so each chi-square value c is a tau2: the root of Q(tau2) = c, or 0 where Q(0) is below c. Given tau2 the mean
is normal and so is the effect in a new setting, N(mu(tau2), tau2 + 1/sum w). Averaging over c is a mixture of normals;
it is integrated by Gauss-Legendre quadrature, so nothing is drawn at random.

The idea of averaging over a confidence distribution of tau2 is that of Nagashima, Noma and Furukawa (2019), who sample
it from Cochran's Q and add a t for the mean; this is not their interval. Its coverage is in docs/synthesis.md.
"""

from __future__ import annotations

import math

import numpy as np

from stemwise.synthesis import dist
from stemwise.synthesis.bayesian import Mixture
from stemwise.synthesis.marginal import Marginal
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.tau2 import generalised_q_root

NODES = 96
LEFT = 1e-14
"""Chi-square probability left off at the top, where tau2 is 0 or next to it."""


def new_setting(y: Floats, v: Floats, x: Floats | None = None, row: Floats | None = None) -> Mixture:
    """Distribution of the effect in a new setting, from k >= 3 effects ``y`` (k,) with variances ``v`` (k,).

    With a design ``x`` (k, p) the setting is one with moderators ``row`` (p,), and the pivot is on k - p.
    """
    x = np.ones((y.size, 1)) if x is None else x
    row = np.ones(1) if row is None else row
    free = float(y.size - x.shape[1])
    m = Marginal(y, v, x)
    q0 = float(m.at(np.zeros(1)).q[0])
    top = min(q0, dist.chi2_quantile(1 - LEFT, free))
    if top < 1e-200:
        mean, variance = _given(y, v, x, row, np.zeros(1))
        return Mixture(np.ones(1), mean, np.sqrt(variance))
    # c = s^2: the density and tau are both smooth in s, down to c = 0 where tau2 is infinite.
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    s = math.sqrt(top) * (1 + nodes) / 2
    log_density = (free - 1) * np.log(s) - 0.5 * s * s - math.lgamma(free / 2) + (1 - free / 2) * math.log(2)
    weight = np.exp(log_density) * weights * math.sqrt(top) / 2
    tau2 = np.append(0.0, _roots(m, s * s))
    weight = np.append(max(1.0 - float(weight.sum()), 0.0), weight)
    mean, variance = _given(y, v, x, row, tau2)
    return Mixture(weight / weight.sum(), mean, np.sqrt(tau2 + variance))


def _given(y: Floats, v: Floats, x: Floats, row: Floats, tau2: Floats) -> tuple[Floats, Floats]:
    """Estimate at ``row`` and its variance for each tau2, (g,) and (g,)."""
    w = 1 / (v + tau2[:, None])
    if x.shape[1] == 1 and np.all(x == 1):
        total = w.sum(1)
        return (w @ y) / total, 1 / total
    # Large tau2 makes the weights tiny; their scale cancels in b and is put back in its covariance.
    scale = w.max(1)
    inverse = np.linalg.inv(np.einsum("gk,kp,kq->gpq", w / scale[:, None], x, x))
    b = np.einsum("gpq,gk,kq,k->gp", inverse, w / scale[:, None], x, y)
    return b @ row, np.einsum("p,gpq,q->g", row, inverse, row) / scale


def _roots(m: Marginal, targets: Floats) -> Floats:
    """tau2 with Q(tau2) = c for each c below Q(0); Newton on 1/Q for all at once, one by one where that fails."""
    t = np.zeros_like(targets)
    left = np.ones(t.shape, dtype=bool)
    for _ in range(40):
        at = m.at(t)
        step = (at.q - targets) / at.n * at.q / targets
        new = np.where(t + step < 0, t / 2, t + step)
        left = ~(np.abs(new - t) <= 1e-12 * new)
        t = new
        if not left.any():
            break
    for i in np.flatnonzero(left):
        t[i] = generalised_q_root(m, float(targets[i]))
    return t
