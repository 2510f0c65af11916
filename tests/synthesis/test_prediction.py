"""The prediction interval over tau2's confidence distribution: by its definition with scipy, invariances, coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from stemwise import synthesis as syn
from stemwise.errors import InputError
from stemwise.synthesis.confidence import new_setting

Y = np.array([0.1, 0.9, -0.3, 0.6, 0.2, 1.1])
V = np.array([0.05, 0.1, 0.02, 0.2, 0.08, 0.1])


def by_definition(y: np.ndarray, v: np.ndarray, x: float) -> float:
    """P(new effect <= x): chi-square values turned into tau2 one root at a time, averaged by adaptive quadrature."""

    def q(t: float) -> float:
        w = 1 / (v + t)
        return float(w @ (y - w @ y / w.sum()) ** 2)

    def given(t: float) -> float:
        w = 1 / (v + t)
        return float(stats.norm.cdf(x, w @ y / w.sum(), np.sqrt(t + 1 / w.sum())))

    def tau2(c: float) -> float:
        return 0.0 if c >= q(0) else float(optimize.brentq(lambda t: q(t) - c, 0, 1e9, xtol=1e-15, rtol=1e-14))

    free, top = y.size - 1, q(0)
    inside = integrate.quad(lambda s: given(tau2(s * s)) * stats.chi2.pdf(s * s, free) * 2 * s, 1e-4, top**0.5)[0]
    return inside + stats.chi2.sf(top, free) * given(0.0)


@pytest.mark.parametrize("k", [3, 4, 6])
def test_agrees_with_its_definition(k: int) -> None:
    p = syn.pool(Y[:k], V[:k]).predict("confidence")
    assert by_definition(Y[:k], V[:k], p.low) == pytest.approx(0.025, abs=1e-7)
    assert by_definition(Y[:k], V[:k], p.high) == pytest.approx(0.975, abs=1e-7)


def test_same_data_same_interval_whatever_order_unit_or_method() -> None:
    a = syn.pool(Y, V).predict("confidence")
    b = syn.pool(-10 * Y[::-1] + 3, 100 * V[::-1], method="DL", test="z").predict("confidence")
    assert (b.low, b.high) == pytest.approx((3 - 10 * a.high, 3 - 10 * a.low), rel=1e-10)
    assert tuple(a) == tuple(syn.pool(Y, V).predict("confidence"))
    wide = syn.pool(Y, V).predict("confidence", level=0.99)
    assert wide.low < a.low < a.high < wide.high


def test_equal_effects_and_enormous_spread() -> None:
    flat = syn.pool([0.3] * 4, [0.1] * 4).predict("confidence")
    # Nothing is left of tau2: the common effect's own interval.
    assert tuple(flat) == pytest.approx((0.3 - 1.959963984540054 / 40**0.5, 0.3 + 1.959963984540054 / 40**0.5))
    # Variances of no account: the prediction interval of a normal sample, t on k - 1.
    y = np.array([100.0, -50, 30, 260, -90])
    p = syn.pool(y, np.full(5, 1e-8)).predict("confidence")
    half = stats.t.ppf(0.975, 4) * y.std(ddof=1) * np.sqrt(1 + 1 / 5)
    assert tuple(p) == pytest.approx((y.mean() - half, y.mean() + half), rel=1e-6)


def test_coverage_where_t_fails() -> None:
    # k = 10, I2 about 50 %: t(k-2) covers 88 % (validation/coverage); 1,500 sets have a standard error of 0.6 %.
    rng = np.random.default_rng(20190528)
    hits = 0
    for _ in range(1500):
        v = 0.1 * 4 ** rng.uniform(-1, 1, 10)
        y = rng.normal(0.3, np.sqrt(v + 0.1))
        hits += 0.025 < new_setting(y, v).cdf(rng.normal(0.3, 0.1**0.5)) < 0.975
    assert hits / 1500 > 0.925


def test_small_k_is_a_warning() -> None:
    three = {n.code: n.level for n in syn.pool(Y[:3], V[:3]).notes}
    assert three["prediction-few"] == "warning"
    assert {n.code: n.level for n in syn.pool(Y, V).notes}["prediction-narrow"] == "warning"


def test_pool_batch_and_regression_predict_alike() -> None:
    one, many = syn.pool(Y, V), syn.pool_many([Y, Y], [V, V])
    flat = syn.regress(Y, V, np.ones((Y.size, 1)), intercept=False)
    for method in ("t(k-2)", "t(k-1)", "normal", "confidence"):
        p = one.predict(method, level=0.9)
        assert tuple(flat.predict([1.0], method, level=0.9)) == pytest.approx(tuple(p), rel=1e-9)
        if method != "confidence":
            low, high = many.predict(method, level=0.9)
            assert (low[1], high[1]) == pytest.approx(tuple(p), rel=1e-9)
    assert one.prediction is not None
    assert (many.prediction[0][0], many.prediction[1][0]) == pytest.approx(tuple(one.prediction), rel=1e-12)
    short = syn.pool_many([[0.1, 0.2, np.nan], [0.1, 0.2, 0.9]], [[0.1, 0.1, 0.1]] * 2)
    assert np.isnan(short.predict()[0]).tolist() == [True, False]
    with pytest.raises(InputError, match="keeps no data"):
        many.predict("confidence")


def test_regression_predicts_by_its_formula_and_by_the_confidence_distribution() -> None:
    x = np.array([0.0, 1, 2, 3, 4, 5])
    fit = syn.regress(Y, V, {"x": x}, test="z")
    at = np.array([1.0, 2.5])
    half = stats.t.ppf(0.975, 3) * np.sqrt(at @ fit.cov @ at + fit.tau2)
    assert tuple(fit.predict([2.5])) == pytest.approx((at @ fit.beta - half, at @ fit.beta + half), rel=1e-9)
    assert tuple(fit.at([2.5])[2] or ()) == tuple(fit.predict([2.5]))
    # Variances of no account: the prediction interval of least squares, t on k - p.
    y = np.array([10.0, 3, 14, 8, 25, 18])
    design = np.column_stack([np.ones(6), x])
    b, rss = np.linalg.lstsq(design, y, rcond=None)[:2]
    wide = np.sqrt(rss[0] / 4 * (1 + at @ np.linalg.inv(design.T @ design) @ at)) * stats.t.ppf(0.975, 4)
    ours = syn.regress(y, np.full(6, 1e-8), {"x": x}).predict([2.5], "confidence")
    assert tuple(ours) == pytest.approx((at @ b - wide, at @ b + wide), rel=1e-6)
    with pytest.raises(InputError, match="allow no prediction"):
        syn.regress(Y[:3], V[:3], {"x": x[:3]}).predict([1.0])
