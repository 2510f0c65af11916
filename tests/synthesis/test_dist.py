"""The plain-float distributions against scipy, closed forms and each other."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from scipy import special, stats

from stemwise.synthesis import dist

PROBABILITIES = (1e-12, 1e-6, 0.001, 0.025, 0.05, 0.2, 0.21, 0.4, 0.49, 0.6, 0.9, 0.975, 0.995, 0.999999)
DF = (0.3, 1, 1.5, 2, 3, 4.7, 9, 19, 49, 51, 99, 250.5, 1000, 20000)


def near(ours: float, theirs: float, rel: float = 1e-12) -> None:
    assert ours == pytest.approx(theirs, rel=rel, abs=1e-300)


def test_normal() -> None:
    x = np.linspace(-37, 8, 500)
    np.testing.assert_allclose(dist.z_cdf(x), special.ndtr(x), rtol=1e-12)
    assert dist.z_cdf(0.3) == pytest.approx(special.ndtr(0.3), rel=1e-15)
    for p in (*PROBABILITIES, 1e-300, 0.5, 0.5 + 1e-9):
        assert dist.z_quantile(p) == pytest.approx(special.ndtri(p), rel=1e-12, abs=1e-15)
    assert (dist.z_quantile(0.0), dist.z_quantile(1.0)) == (-math.inf, math.inf)


def test_t_tails() -> None:
    for df, x in itertools.product(DF, (0.0, 1e-6, 0.01, 0.3, 0.9, 1.1, 2.0, 5.0, 30.0)):
        # By the incomplete beta: stdtr itself is off by 3e-11 relative at df = 1, x = 1e-6.
        y = df / (df + x * x)
        want = (
            special.betainc(df / 2, 0.5, y) / 2
            if x > 1
            else 0.5 - special.betainc(0.5, df / 2, x * x / (df + x * x)) / 2
        )
        near(dist.t_cdf(-x, df), float(want), 2e-12)
        assert dist.t_cdf(x, df) == pytest.approx(1 - dist.t_cdf(-x, df), rel=1e-15)


def test_t_closed_forms() -> None:
    for x in (0.1, 1.0, 12.706, 1e4):
        near(dist.t_cdf(-x, 1), math.atan(1 / x) / math.pi, 1e-14)
        root = math.sqrt(2 + x * x)
        near(dist.t_cdf(-x, 2), 1 / (root * (root + x)), 1e-14)
    near(dist.t_quantile(0.975, 1), math.tan(math.pi * 0.475), 1e-13)
    near(dist.t_quantile(0.975, 2), 0.95 * math.sqrt(2 / (1 - 0.95**2)), 1e-13)


@pytest.mark.parametrize("df", DF)
def test_t_quantiles_are_the_tails_inverse(df: float) -> None:
    for p in PROBABILITIES:
        near(dist.t_cdf(dist.t_quantile(p, df), df), p)
        if df >= 1 and 1e-3 <= p <= 0.999:
            near(dist.t_quantile(p, df), float(stats.t.ppf(p, df)), 2e-12)


@pytest.mark.parametrize("df", DF)
def test_chi_square(df: float) -> None:
    for x in (1e-8, 0.02, 0.5, df / 3, df * 0.98, df, df + 3, df * 1.3 + 5, df + 30):
        near(dist.chi2_upper(x, df), float(special.gammaincc(df / 2, x / 2)), 2e-12)
    for p in PROBABILITIES:
        x = dist.chi2_quantile(p, df)
        if p < 0.9:
            near(float(special.gammainc(df / 2, x / 2)), p, 2e-12)
        else:
            near(float(special.gammaincc(df / 2, x / 2)), 1 - p, 2e-12)
    near(dist.chi2_quantile(0.3, 2), -2 * math.log(0.7), 1e-14)
    assert dist.chi2_upper(-1.0, df) == 1.0


def test_hedges_factor() -> None:
    m = np.array([1.0, 1.5, 2, 3, 10, 49, 52, 300])
    want = np.exp(special.gammaln(m / 2) - 0.5 * np.log(m / 2) - special.gammaln((m - 1) / 2))
    ours = dist.hedges_j(m)
    assert np.isnan(ours[0])
    np.testing.assert_allclose(ours[1:], want[1:], rtol=1e-12)
    assert dist.hedges_j(1e9) == pytest.approx(1 - 0.75e-9, rel=1e-15)


def test_f_upper() -> None:
    near(dist.f_upper(2.5, 3, 8), float(stats.f.sf(2.5, 3, 8)))
    near(dist.f_upper(2.5, 3, math.inf), float(stats.chi2.sf(7.5, 3)))


def test_a_pool_needs_no_scipy() -> None:
    # Importing scipy.special costs more than the whole analysis of a few studies.
    code = (
        "import sys, stemwise.synthesis as s; y, v = [.3, .5, .1], [.05, .04, .09]; p = s.pool(y, v);"
        "p.predict('confidence'); p.probability_beyond(.2); s.bayes(y, v); s.sd_from_ci(1, 3, 20);"
        "s.effect_size('SMD', m1=[1], sd1=[1], n1=[20], m2=[0], sd2=[1], n2=[20]);"
        "s.peto(ai=[1, 2], n1i=[50, 60], ci=[2, 3], n2i=[50, 60]);"
        "sys.exit(any(m.split('.')[0] == 'scipy' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
