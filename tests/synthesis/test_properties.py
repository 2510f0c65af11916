"""What must hold for any data: invariances, limits and duplicated information (Hypothesis)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemwise import synthesis as syn
from stemwise.synthesis.tau2 import METHODS

finite = {"allow_nan": False, "allow_infinity": False}
effect = st.floats(-5, 5, **finite)
variance = st.floats(1e-4, 10, **finite)
studies = st.lists(st.tuples(effect, variance), min_size=3, max_size=12)
method = st.sampled_from(list(METHODS))


def split(data):
    y, v = (np.array(x) for x in zip(*data, strict=True))
    return y, v


def agree(a, b, scale=1.0, sign=1.0, shift=0.0):
    tol = {"rel": 1e-6, "abs": 1e-9 * max(scale, 1.0)}
    assert b.tau2 == pytest.approx(a.tau2 * scale**2, rel=1e-6, abs=1e-9 * scale**2)
    assert b.estimate == pytest.approx(sign * a.estimate * scale + shift, **tol)
    assert b.se == pytest.approx(a.se * scale, **tol)


def unique_top(y, v, method):
    """Two humps of equal height make the maximum a coin toss: rounding may pick either, rightly."""
    if method not in ("REML", "ML"):
        return True
    from stemwise.synthesis.marginal import Marginal

    m = Marginal(y, v, np.ones((y.size, 1)), method == "REML")
    grid = np.concatenate([[0.0], np.geomspace(1e-5, 100, 300)])
    at = m.at(grid)
    up = at.n > at.d
    return not np.any(~up[:-1] & up[1:])


@settings(max_examples=60, deadline=None)
@given(studies, method, st.randoms(use_true_random=False))
def test_order_does_not_matter(data, method, rnd):
    y, v = split(data)
    if not unique_top(y, v, method):
        return
    turn = list(range(y.size))
    rnd.shuffle(turn)
    agree(syn.pool(y, v, method=method), syn.pool(y[turn], v[turn], method=method))


@settings(max_examples=60, deadline=None)
@given(studies, method)
def test_sign_flips_the_estimate_alone(data, method):
    y, v = split(data)
    if unique_top(y, v, method):
        agree(syn.pool(y, v, method=method), syn.pool(-y, v, method=method), sign=-1.0)


@settings(max_examples=60, deadline=None)
@given(studies, method, st.floats(0.01, 100, **finite))
def test_units_do_not_matter(data, method, scale):
    y, v = split(data)
    if unique_top(y, v, method):
        agree(syn.pool(y, v, method=method), syn.pool(y * scale, v * scale**2, method=method), scale)


@settings(max_examples=60, deadline=None)
@given(studies, method, st.floats(-3, 3, **finite))
def test_a_shift_moves_the_estimate_alone(data, method, shift):
    y, v = split(data)
    if unique_top(y, v, method):
        agree(syn.pool(y, v, method=method), syn.pool(y + shift, v, method=method), shift=shift)


@settings(max_examples=40, deadline=None)
@given(studies)
def test_a_study_of_no_precision_changes_nothing(data):
    y, v = split(data)
    a = syn.pool(y, v, method="EE")
    b = syn.pool(np.append(y, 3.0), np.append(v, 1e14 * v.min()), method="EE")
    assert b.estimate == pytest.approx(a.estimate, abs=1e-7)
    assert b.se == pytest.approx(a.se, rel=1e-8)


@settings(max_examples=40, deadline=None)
@given(studies)
def test_splitting_a_study_in_two_halves_changes_no_common_effect(data):
    y, v = split(data)
    a = syn.pool(y, v, method="EE")
    b = syn.pool(np.append(y, y[0]), np.append(np.append(2 * v[0], v[1:]), 2 * v[0]), method="EE")
    assert b.estimate == pytest.approx(a.estimate, rel=1e-9, abs=1e-12)
    assert b.se == pytest.approx(a.se, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(studies)
def test_intervals_nest(data):
    y, v = split(data)
    p = syn.pool(y, v)
    assert p.ci.low <= p.estimate <= p.ci.high
    assert p.prediction is not None
    assert p.prediction.low <= p.ci.low or p.k - 2 > p.df
    assert p.tau2_ci is not None
    assert 0 <= p.tau2_ci.low <= p.tau2_ci.high
    assert syn.pool(y, v, level=0.9).ci.low >= p.ci.low
    assert p.se >= syn.pool(y, v, test="z").se * (1 - 1e-12)
    assert abs(p.weights.sum() - 100) < 1e-9


@settings(max_examples=25, deadline=None)
@given(studies, st.floats(0.05, 3, **finite))
def test_bayes_is_invariant_too(data, scale):
    y, v = split(data)
    a = syn.bayes(y, v, syn.HalfNormal(0.5))
    b = syn.bayes(-y * scale, v * scale**2, syn.HalfNormal(0.5 * scale))
    assert b.estimate == pytest.approx(-a.estimate * scale, rel=1e-6, abs=1e-8 * scale)
    assert b.tau.median == pytest.approx(a.tau.median * scale, rel=1e-6)
    assert b.ci.high == pytest.approx(-a.ci.low * scale, rel=1e-6, abs=1e-8 * scale)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=8))
def test_swapping_the_arms_flips_a_ratio(tables):
    a, c = (np.array(x, dtype=float) for x in zip(*tables, strict=True))
    n = np.full(a.size, 25.0)
    if a.sum() == 0 or c.sum() == 0:
        return
    one = syn.mantel_haenszel("OR", ai=a, n1i=n, ci=c, n2i=n) if (a * (n - c)).sum() * (c * (n - a)).sum() else None
    if one is not None:
        two = syn.mantel_haenszel("OR", ai=c, n1i=n, ci=a, n2i=n)
        assert two.estimate == pytest.approx(-one.estimate, abs=1e-9)
        assert two.se == pytest.approx(one.se, rel=1e-9)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_as_heterogeneity_grows_weights_become_equal(method):
    y, v = np.array([0.0, 50.0, -70.0, 120.0]), np.array([0.01, 1.0, 0.1, 3.0])
    p = syn.pool(y, v, method=method)
    assert p.estimate == pytest.approx(y.mean(), abs=0.1)
    assert np.ptp(p.weights) < 0.1
