"""Conversions: round trips, closed forms, and pooled raw data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from stemwise import synthesis as syn
from stemwise.errors import InputError


def test_round_trips() -> None:
    assert syn.sd_from_se(2.0, 25) == pytest.approx(10)
    t = 2.0638985616280205  # qt(.975, 24) in R
    assert syn.sd_from_ci(10 - t * 2, 10 + t * 2, 25) == pytest.approx(10, rel=1e-9)
    assert syn.sd_from_ci(10 - 1.959963984540054 * 2, 10 + 1.959963984540054 * 2, 25, use_t=False) == pytest.approx(10)
    # t = 2.5 on 38 df has p = 0.0168534777 (R: 2*pt(-2.5, 38)).
    assert syn.se_from_p(5.0, 0.0168534777213991, df=38) == pytest.approx(2.0, rel=1e-9)
    assert syn.sd_from_t(5.0, 2.5, 20, 20) == pytest.approx(2 / math.sqrt(0.1))


def test_handbook_sd_from_p_example() -> None:
    # The Handbook's example, as web pages quote it: MD 3.8, p = 0.008 on 45 df (25 and 22 people), t 2.78, SE 1.37.
    assert float(syn.se_from_p(3.8, 0.008, df=45)) == pytest.approx(1.37, abs=0.005)
    # The sd follows: 1.37 / sqrt(1/25 + 1/22).
    assert float(syn.sd_from_p(3.8, 0.008, 25, 22)) == pytest.approx(4.69, abs=0.02)


def test_combining_arms_equals_the_raw_data() -> None:
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(0, 1, 12), rng.normal(2, 3, 30), rng.normal(-1, 2, 7)
    whole = np.concatenate([a, b, c])
    g = syn.combine_arms(*(syn.Group(x.size, x.mean(), x.std(ddof=1)) for x in (a, b, c)))
    assert g.n == 49
    assert g.mean == pytest.approx(whole.mean(), rel=1e-12)
    assert g.sd == pytest.approx(whole.std(ddof=1), rel=1e-12)


def test_medians_recover_normal_samples() -> None:
    rng = np.random.default_rng(7)
    draws = rng.normal(50, 10, (4000, 45))
    q = np.quantile(draws, [0, 0.25, 0.5, 0.75, 1], axis=1)
    for use in (("q",), ("r",), ("q", "r")):
        means, sds, skew = [], [], 0
        for low, q1, med, q3, high in q.T:
            given = {}
            if "q" in use:
                given |= {"q1": q1, "q3": q3}
            if "r" in use:
                given |= {"low": low, "high": high}
            out = syn.mean_sd_from_quantiles(45, med, **given)
            means.append(out.mean)
            sds.append(out.sd)
            skew += out.skewed
        assert np.mean(means) == pytest.approx(50, abs=0.15)
        assert np.mean(sds) == pytest.approx(10, rel=0.03)
        assert 0.02 < skew / 4000 < 0.09  # a five per cent test


def expected_order_statistic(i: int, n: int) -> float:
    """E of the i-th of n sorted standard normals, by integrating its density."""
    log_c = math.lgamma(n + 1) - math.lgamma(i) - math.lgamma(n - i + 1)

    def density(x: float) -> float:
        return x * math.exp(log_c + (i - 1) * stats.norm.logcdf(x) + (n - i) * stats.norm.logsf(x)) * stats.norm.pdf(x)

    return float(integrate.quad(density, -9, 9, limit=200, points=[stats.norm.ppf(i / (n + 1))])[0])


@pytest.mark.parametrize("n", [5, 13, 41, 201])
def test_sds_against_exact_expected_order_statistics(n: int) -> None:
    # With n = 4Q + 1 the quartiles are order statistics, so the summary of a standard normal sample has exact
    # expectations; the conversion must give back a mean of 0 and a standard deviation of 1.
    high, q3 = expected_order_statistic(n, n), expected_order_statistic(3 * (n - 1) // 4 + 1, n)
    span, quartiles = {"low": -high, "high": high}, {"q1": -q3, "q3": q3}
    for given in (span, quartiles, span | quartiles):
        out = syn.mean_sd_from_quantiles(n, 0.0, **given)
        assert out.mean == pytest.approx(0.0, abs=1e-12)
        assert out.sd == pytest.approx(1.0, rel=0.015 if n < 10 else 0.005)


@pytest.mark.parametrize("n", [13, 41, 201])
def test_means_and_skewness_by_simulation(n: int) -> None:
    rng = np.random.default_rng(n)
    low, q1, med, q3, high = np.quantile(rng.normal(0, 1, (20_000, n)), [0, 0.25, 0.5, 0.75, 1], axis=1)

    def weight(**given: float) -> float:
        # The estimator is linear: the weight of mid-range or mid-quartiles is its value at median 0, middle 1.
        return syn.mean_sd_from_quantiles(n, 0.0, **given).mean

    weights = np.linspace(0, 1, 101)
    for a, b, w in ((low, high, weight(low=-1.0, high=3.0)), (q1, q3, weight(q1=-1.0, q3=3.0))):
        # Luo's weights are meant to have the least mean square error: none on a grid is more than 2 % better.
        errors = [np.mean((x * (a + b) / 2 + (1 - x) * med) ** 2) for x in (*weights, w)]
        assert errors[-1] <= 1.02 * min(errors)
    for keys in (("low", "high"), ("q1", "q3"), ("low", "q1", "q3", "high")):
        columns = {"low": low, "q1": q1, "q3": q3, "high": high}
        flagged = [
            syn.mean_sd_from_quantiles(n, med[i], **{k: columns[k][i] for k in keys}).skewed for i in range(4000)
        ]
        assert 0.03 < np.mean(flagged) < 0.08  # tests at five per cent


def test_skewed_summary_is_flagged() -> None:
    out = syn.mean_sd_from_quantiles(100, 2.0, q1=1.5, q3=9.0)
    assert out.skewed
    assert out.notes[-1].code == "median-skewed"


def test_change_needs_a_possible_correlation() -> None:
    g = syn.change_from_final(syn.Group(20, 50, 10), syn.Group(19, 60, 12), 0.5)
    assert (g.n, g.mean) == (19, 10)
    assert g.sd == pytest.approx(math.sqrt(100 + 144 - 120))
    assert syn.correlation_from_sds(10, 12, g.sd) == pytest.approx(0.5)
    with pytest.raises(InputError, match="correlation"):
        syn.correlation_from_sds(10, 12, 40)


def test_shared_controls_and_clusters() -> None:
    assert syn.split_control(syn.Group(30, 5, 2), 3) == syn.Group(10, 5, 2)
    assert syn.split_events(9, 30, 3) == (3, 10)
    assert syn.effective_size(200, 20, 0.05) == pytest.approx(200 / 1.95)
    assert syn.crossover_se(2, 2, 16, 0.5) == pytest.approx(0.5)
    with pytest.raises(InputError):
        syn.split_control(syn.Group(2, 5, 2), 3)
