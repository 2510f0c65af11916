"""The exact Bayesian pool against adaptive quadrature written independently (scipy.integrate), closed forms and
limits.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from stemwise import synthesis as syn
from stemwise.errors import InputError

# Rubin's eight schools (1981).
Y = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
S = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def by_quad(y, s, density, mu_prior=None):
    """Posterior quantities by nested adaptive quadrature: the definition, term by term."""

    def joint(tau):
        v = s**2 + tau**2
        if mu_prior is None:
            m = np.sum(y / v) / np.sum(1 / v)
            like = stats.norm.logpdf(y, m, np.sqrt(v)).sum() + 0.5 * math.log(2 * math.pi / np.sum(1 / v))
        else:
            cov = np.diag(v) + mu_prior[1] ** 2
            like = stats.multivariate_normal.logpdf(y, np.full(y.size, mu_prior[0]), cov)
        return math.exp(like + 60) * density(tau)

    def conditional(tau):
        v = s**2 + tau**2
        p, w = np.sum(1 / v), np.sum(y / v)
        if mu_prior is not None:
            p, w = p + mu_prior[1] ** -2, w + mu_prior[0] * mu_prior[1] ** -2
        return w / p, 1 / math.sqrt(p)

    def over(f):
        return sum(
            integrate.quad(lambda t: joint(t) * f(t), a, b, epsabs=0, epsrel=1e-11, limit=400)[0]
            for a, b in (
                (0, 1e-12),
                (1e-12, 1e-6),
                (1e-6, 1e-2),
                (1e-2, 1),
                (1, 5),
                (5, 20),
                (20, 100),
                (100, 2000),
                (2000, 1e5),
            )
        )

    z = over(lambda t: 1.0)
    mean = over(lambda t: conditional(t)[0]) / z
    cdf = over(lambda t: stats.norm.cdf((5 - conditional(t)[0]) / conditional(t)[1])) / z
    return math.log(z) - 60, mean, cdf, over(lambda t: t) / z


@pytest.mark.parametrize(
    ("prior", "density"),
    [
        (syn.HalfNormal(5.0), lambda t: stats.halfnorm.pdf(t, scale=5)),
        (syn.HalfCauchy(5.0), lambda t: stats.halfcauchy.pdf(t, scale=5)),
        (syn.HalfT(5.0, 4.0), lambda t: 2 * stats.t.pdf(t / 5, 4) / 5),
        (syn.LogT(1.0, 0.8, 5.0), lambda t: stats.t.pdf((math.log(t) - 1) / 0.8, 5) / (0.8 * t) if t > 0 else 0.0),
        (syn.LogNormal(1.0, 0.8), lambda t: stats.lognorm.pdf(t, 0.8, scale=math.e)),
    ],
)
@pytest.mark.parametrize("mu_prior", [None, (0.0, 10.0)])
def test_agrees_with_adaptive_quadrature(prior, density, mu_prior) -> None:
    evidence, mean, cdf, tau = by_quad(Y, S, density, mu_prior)
    b = syn.bayes(Y, S**2, prior, mu_prior=mu_prior)
    assert b.mean == pytest.approx(mean, rel=1e-8)
    assert b.mu.cdf(5.0) == pytest.approx(cdf, rel=1e-8)
    assert b.tau.mean == pytest.approx(tau, rel=1e-7)
    if mu_prior is not None:
        assert b.log_evidence == pytest.approx(evidence, abs=1e-9)


def test_intervals_hold_their_probability() -> None:
    b = syn.bayes(Y, S**2, syn.HalfNormal(5.0))
    assert b.mu.cdf(b.ci.high) - b.mu.cdf(b.ci.low) == pytest.approx(0.95, abs=1e-12)
    assert b.new.cdf(b.prediction.low) == pytest.approx(0.025, abs=1e-12)
    grid = b.tau.tau < b.tau.median
    assert b.tau.weight[grid].sum() == pytest.approx(0.5, abs=0.02)
    p_mean, p_new = b.probability_beyond(0.0)
    assert 0.5 < p_new < p_mean < 1


def test_a_tight_prior_at_zero_is_the_common_effect() -> None:
    b = syn.bayes(Y, S**2, syn.HalfNormal(1e-4))
    p = syn.pool(Y, S**2, method="EE")
    assert b.estimate == pytest.approx(p.estimate, abs=1e-6)
    assert tuple(b.ci) == pytest.approx(tuple(p.ci), abs=1e-6)


def test_sampling_agrees() -> None:
    rng = np.random.default_rng(3)
    tau = np.abs(rng.normal(0, 5, 400_000))
    v = S**2 + tau[:, None] ** 2
    p, w = (1 / v).sum(1), (Y / v).sum(1)
    mu = w / p
    log_w = 0.5 * (-np.log(v).sum(1) - np.log(p) - ((Y - mu[:, None]) ** 2 / v).sum(1))
    weight = np.exp(log_w - log_w.max())
    theta = v  # shrinkage of the first school
    b = S[0] ** 2 / theta[:, 0]
    first = np.average((1 - b) * Y[0] + b * mu, weights=weight)
    ours = syn.bayes(Y, S**2, syn.HalfNormal(5.0))
    assert ours.shrunken[0].mean == pytest.approx(first, abs=0.05)
    assert ours.tau.mean == pytest.approx(np.average(tau, weights=weight), abs=0.03)


def test_empirical_priors_as_bayesmeta_tabulates_them() -> None:
    # bayesmeta's table of Turner 2015, all-cause mortality, pharmacological v control: LN(-3.95, 1.34^2) for tau2.
    # The paper itself was not seen.
    t = syn.turner_prior("all-cause-mortality", "pharmacological-control")
    assert (t.mu, t.sigma) == (-3.95 / 2, 1.34 / 2)
    r = syn.rhodes_prior()
    assert (r.mu, r.sigma, r.df) == (-1.72, 1.295, 5.0)
    with pytest.raises(InputError, match="verified"):
        syn.rhodes_prior("mental-health")
    b = syn.bayes([0.3, 0.5, 0.1], [0.05, 0.04, 0.09], r)
    assert b.ci.low < b.estimate < b.ci.high


def test_log_t_prior_integrates_to_one() -> None:
    r = syn.rhodes_prior()
    u = np.linspace(-60, 60, 400_001)
    t = np.exp(r.mu + r.sigma * u)
    mass = np.trapezoid(np.exp(r.log_density(t)) * t * r.sigma, u)
    assert mass == pytest.approx(1, abs=1e-5)


def test_one_study_and_two() -> None:
    one = syn.bayes([0.4], [0.04], syn.HalfNormal(0.5))
    assert one.estimate == pytest.approx(0.4, abs=1e-10)
    assert one.ci.high - one.ci.low > 2 * 1.96 * 0.2
    two = syn.bayes([0.4, 0.1], [0.04, 0.02])
    assert (two.notes[0].code, two.notes[0].level) == ("prior-matters", "warning")
    assert syn.bayes(Y, S**2).notes[0].level == "info"


@pytest.mark.parametrize(
    ("prior", "twice"),
    [
        (syn.HalfNormal(0.5), syn.HalfNormal(1.0)),
        (syn.HalfCauchy(0.5), syn.HalfCauchy(1.0)),
        (syn.Uniform(2.0), syn.Uniform(4.0)),
        (syn.LogNormal(-1.0, 0.5), syn.LogNormal(-1.0 + math.log(2), 0.5)),
        (syn.LogT(-1.0, 0.5), syn.LogT(-1.0 + math.log(2), 0.5)),
    ],
)
def test_sensitivity_rescales_the_prior(prior, twice) -> None:
    y, v = [0.3, 0.5, 0.1], [0.05, 0.04, 0.09]
    here = syn.bayes(y, v, prior, mu_prior=(0.0, 2.0), level=0.9, interval="shortest")
    narrow, wide = here.sensitivity()
    assert tuple(wide.ci) == tuple(syn.bayes(y, v, twice, mu_prior=(0.0, 2.0), level=0.9, interval="shortest").ci)
    assert narrow.ci.high - narrow.ci.low < here.ci.high - here.ci.low < wide.ci.high - wide.ci.low


def test_shortest_intervals_are_shorter_and_hold_their_probability() -> None:
    central = syn.bayes(Y, S**2, syn.HalfNormal(5.0))
    short = syn.bayes(Y, S**2, syn.HalfNormal(5.0), interval="shortest")
    for a, b in ((central.ci, short.ci), (central.prediction, short.prediction), (central.tau.ci, short.tau.ci)):
        assert b.high - b.low <= (a.high - a.low) * (1 + 1e-9)
    assert short.mu.cdf(short.ci.high) - short.mu.cdf(short.ci.low) == pytest.approx(0.95, abs=1e-9)
    ends = short.mu.density(np.array([short.ci.low, short.ci.high]))
    assert ends[0] == pytest.approx(ends[1], rel=1e-4)  # equal density at both ends
    assert short.tau.ci.low == pytest.approx(0.0, abs=1e-6)  # its density falls from zero on


class Jeffreys:
    """The Jeffreys prior for tau of three studies with errors of 1, 1 and 2; improper, so it is no prior of ours."""

    def log_density(self, tau: Any) -> Any:
        t = np.asarray(tau)[..., None]
        return 0.5 * np.log(((t / (np.array([1.0, 1.0, 4.0]) + t * t)) ** 2).sum(-1))

    def scale_hint(self) -> float:
        return 2.0

    def upper(self) -> float:
        return math.inf

    def proper_at_zero(self) -> bool:
        return True


def test_bayesmeta_as_a_public_session_prints_it() -> None:
    # bayesmeta of (11, 13, 16) with errors (1, 1, 2), as printed in a public lecture on R; its grid is good to 2e-4.
    b = syn.bayes([11.0, 13.0, 16.0], [1.0, 1.0, 4.0], Jeffreys(), interval="shortest")
    assert b.tau.median == pytest.approx(2.35487034, rel=1e-6)
    assert b.estimate == pytest.approx(12.855986, rel=2e-4)
    assert (b.ci.low, b.ci.high) == pytest.approx((7.485701, 18.955488), rel=3e-4)
