"""Batch pools: the same numbers as one at a time, at the global optimum, ragged, with missing studies."""

from __future__ import annotations

import numpy as np
import pytest

from stemwise.errors import InputError
from stemwise.synthesis import pool, pool_many
from stemwise.synthesis.marginal import Marginal
from stemwise.synthesis.tau2 import METHODS

RNG = np.random.default_rng(20261121)


def sets(m: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    tau2 = RNG.choice([0, 0.02, 0.1, 0.5], m)[:, None]
    v = RNG.uniform(0.01, 0.2, (m, k))
    return RNG.normal(0, np.sqrt(v + tau2)), v


@pytest.mark.parametrize("method", METHODS)
def test_same_as_one_at_a_time(method: str) -> None:
    y, v = sets(60, 7)
    y[::5, 3] = np.nan
    y[1, 1:] = np.nan
    y[2, 2:] = np.nan
    for test in ("hksj-conservative", "hksj", "t", "z"):
        many = pool_many(y, v, method=method, test=test)
        low, high = many.ci
        p = many.p
        for i in range(60):
            keep = ~np.isnan(y[i])
            one = pool(y[i, keep], v[i, keep], method=method, test=test)
            got = (many.tau2[i], many.estimate[i], many.se[i], low[i], high[i], many.i2[i], many.q[i], p[i])
            want = (one.tau2, one.estimate, one.se, one.ci.low, one.ci.high, one.i2, one.q, one.p)
            np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-10)


def test_flat_and_matrix_agree_whatever_the_workers() -> None:
    sizes = RNG.integers(1, 40, 3000)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    v = RNG.uniform(0.01, 0.2, offsets[-1])
    y = RNG.normal(0, np.sqrt(v + 0.05))
    wide = np.full((3000, 40), np.nan)
    wide_v = np.full((3000, 40), np.nan)
    for i, k in enumerate(sizes):
        wide[i, :k], wide_v[i, :k] = (x[offsets[i] : offsets[i + 1]] for x in (y, v))
    a, b = pool_many(y, v, offsets=offsets), pool_many(wide, wide_v)
    np.testing.assert_allclose(a.tau2, b.tau2, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(a.estimate, b.estimate, rtol=1e-9, atol=1e-12)


def test_forked_workers_give_the_same_bits() -> None:
    y, v = sets(110_000, 10)
    a, b = pool_many(y, v, workers=1), pool_many(y, v, workers=2)
    for name in ("estimate", "se", "tau2", "i2", "q", "scale"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def adversarial(m: int) -> tuple[np.ndarray, np.ndarray]:
    """Sets built to have two humps, near-zero variances or huge heterogeneity."""
    k = 6
    v = 10.0 ** RNG.uniform(-6, 2, (m, k))
    y = RNG.normal(0, 1, (m, k)) * np.sqrt(v) * 10.0 ** RNG.uniform(-1, 1, (m, 1))
    y[::3, 0] += 10.0 ** RNG.uniform(-2, 2, y[::3].shape[0])
    return y, v


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_global_optimum_on_adversarial_sets(method: str) -> None:
    y, v = adversarial(1500)
    found = pool_many(y, v, method=method)
    humps = 0
    for i in range(y.shape[0]):
        m = Marginal(y[i], v[i], np.ones((6, 1)), method == "REML")
        grid = np.concatenate([[0.0], np.geomspace(1e-4 * v[i].min(), max(m.ceiling(), v[i].min()), 400)])
        at = m.at(np.append(grid, found.tau2[i]))
        assert at.loglik[-1] >= at.loglik[:-1].max() - 1e-8
        sign = at.n[:-1] > at.d[:-1]
        humps += int(np.any(~sign[:-1] & sign[1:]))
    assert humps > 50  # the sets are as nasty as intended


def test_empty_and_single_sets_are_named_not_invented() -> None:
    y = np.array([[np.nan, np.nan], [0.3, np.nan], [0.3, 0.5]])
    out = pool_many(y, np.full((3, 2), 0.04))
    assert np.isnan(out.estimate[0])
    assert (out.estimate[1], out.se[1], out.k[1]) == (0.3, pytest.approx(0.2), 1)
    assert np.isnan(out.prediction[0]).tolist() == [True, True, True]


def test_bad_input() -> None:
    with pytest.raises(InputError, match="above zero"):
        pool_many([[0.1, 0.2]], [[0.1, 0.0]])
    with pytest.raises(InputError, match="shape"):
        pool_many([[0.1, 0.2]], [[0.1]])
    with pytest.raises(InputError, match="offsets"):
        pool_many([0.1, 0.2], [0.1, 0.1], offsets=[0, 3])
    with pytest.raises(InputError, match="infinite"):
        pool_many([[0.1, np.inf]], [[0.1, 0.1]])
