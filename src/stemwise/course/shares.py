"""Shares of people from several cohorts: binomial counts whose logits differ between cohorts (exact, by quadrature).

x_i ~ Binomial(n_i, p_i), logit p_i ~ N(mu, tau^2); the binomial-normal model of Hamza et al. 2008 (J Clin Epidemiol 61:41)
with mu ~ N(0, 3^2), wide enough to leave rare events rare, and tau ~ half-normal(TAU). A cohort of which only a range was
printed has the likelihood of any count in it, all alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stemwise.course.model import Cohort
from stemwise.course.spread import Floats, Spread, thinned


def expit(x: Floats) -> Floats:
    """From logits to shares."""
    return np.asarray(1 / (1 + np.exp(-x)))


TAU = 0.75
"""Scale of the prior for the spread of logits between cohorts: the four AIS A cohorts, all "within 30 days, at one year",
have logits with a standard deviation of 0.6; a single cohort must not look certain of the next one."""
MU_SD = 3.0

_MU = np.linspace(-7.0, 7.0, 141)
_TAU = np.linspace(0.0, 3.0, 25) + 1e-9
_ENDS = np.where(np.isin(np.arange(25), (0, 24)), np.log(0.5), 0.0)
_Z, _W = np.polynomial.hermite_e.hermegauss(21)
_W = _W / _W.sum()
_P = expit(_MU[:, None, None] + _TAU[None, :, None] * _Z)
_LINE = np.linspace(-25.0, 25.0, 2001)
_LOG_P, _LOG_Q = np.log(_P), np.log1p(-_P)


def posterior(cohorts: Sequence[Cohort]) -> tuple[Spread, Spread]:
    """The share among such people on average (the cohorts' centre), and in a further group of them.

    Values are shares from 0 to 1.
    """
    log_weight = -0.5 * (_MU[:, None] / MU_SD) ** 2 - 0.5 * (_TAU[None, :] / TAU) ** 2 + _ENDS
    for c in cohorts:
        with np.errstate(divide="ignore"):
            log_weight = log_weight + np.log(_likelihood(c) @ _W)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    centre = (weight[..., None] * _W * np.ones_like(_P)).ravel()
    return thinned(expit(np.broadcast_to(_MU[:, None], weight.shape)).ravel(), weight.ravel()), thinned(
        _P.ravel(), centre
    )


def _likelihood(c: Cohort) -> Floats:
    """The count in the printed range, at each p (up to a constant); ``c.low`` and ``c.high`` in per cent of ``c.n``."""
    assert c.low is not None
    assert c.high is not None
    first, last = round(c.low * c.n / 100), round(c.high * c.n / 100)
    if first == last:
        log = first * _LOG_P + (c.n - first) * _LOG_Q
        return np.asarray(np.exp(log - log.max()))
    # A function of the share alone: summed on a fine line of logits, read off at the nodes.
    p = expit(_LINE)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, c.n + 1)))])
    x = np.arange(first, last + 1)[:, None]
    choose = log_factorial[c.n] - log_factorial[x] - log_factorial[c.n - x]
    summed = np.exp(choose + x * np.log(p) + (c.n - x) * np.log1p(-p)).sum(0)
    return np.asarray(np.interp(np.log(_P) - np.log1p(-_P), _LINE, summed))
