"""Multiverse and permutation tests: the same as looping, and metafor's exact permutation p."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stemwise.errors import InputError
from stemwise.synthesis import pool
from stemwise.synthesis.subsets import multiverse, permutation_test

from .reference import load


def test_every_subset_once() -> None:
    y, v = np.array([0.1, 0.9, -0.3, 0.6, 0.2]), np.array([0.05, 0.1, 0.02, 0.2, 0.08])
    m = multiverse((y, v))
    assert m.exhaustive
    assert m.subsets.size == 2**5 - 5 - 1
    place = {int(b): i for i, b in enumerate(m.subsets)}
    for size in range(2, 6):
        for rows in itertools.combinations(range(5), size):
            i = place[sum(1 << r for r in rows)]
            for s in m.specifications:
                one = pool(y[list(rows)], v[list(rows)], method=s.method, test=s.test)
                got = (s.estimate[i], s.low[i], s.high[i])
                assert got == pytest.approx((one.estimate, one.ci.low, one.ci.high), rel=1e-8, abs=1e-10)


def test_shares_add_up_and_a_dominant_study_shows() -> None:
    y, v = np.array([3.0, 0.0, 0.1, -0.1, 0.05, 0.0]), np.array([0.01, 0.3, 0.3, 0.3, 0.3, 0.3])
    m = multiverse({"MD": (y, v)}, methods=("EE",), tests=("z",))
    assert sum(m.shares().values()) == pytest.approx(1)
    assert m.shares()["positive"] > 0.5
    assert m.without(0)["positive"] == 0.0


def test_large_sets_are_sampled_and_say_so() -> None:
    rng = np.random.default_rng(5)
    m = multiverse((rng.normal(0, 1, 30), rng.uniform(0.1, 1, 30)), methods=("DL",), tests=("z",), most=2000)
    assert not m.exhaustive
    assert m.notes[0].code == "sampled"
    assert 2**30 - 1 in m.subsets


def test_permutation_agrees_with_metafor() -> None:
    ref = load("robust")["permutation"]
    ours = permutation_test(ref["yi"], ref["vi"])
    assert ours.exact
    assert ours.p == pytest.approx(ref["p"], abs=1e-12)


def test_permutation_floor_is_stated() -> None:
    p = permutation_test([1.0, 1.1, 0.9, 1.2, 1.05], [0.01] * 5)
    assert p.p == pytest.approx(2 / 32)
    assert p.notes[0].code == "permutation-floor"
    assert not permutation_test([1.0] * 6, [0.01] * 6).notes
    with pytest.raises(InputError):
        permutation_test([1.0], [0.1])
