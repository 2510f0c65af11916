"""Bounds for harms, against closed forms."""

from __future__ import annotations

import pytest

from stemwise.answer.harms import harms, upper_bound
from stemwise.question import Question
from tests.answer.conftest import study

ROW = """[[harms]]
harm = "{harm}"
published_in = "doi:10.1000/x"
seen_at = "https://example.org/h"
locator = "Table 2"
source_kind = "article"
arms = [ {{ arm = "cells", n = {n}, events = {e} }}, {{ arm = "control", n = 20, events = 1 }} ]
"""


def test_zero_of_n_is_not_zero() -> None:
    # (1 - p)^n = 0.05
    assert upper_bound(0, 30) == pytest.approx(1 - 0.05 ** (1 / 30), abs=1e-12)
    assert upper_bound(0, 1) == pytest.approx(0.95)


def test_bound_inverts_the_binomial() -> None:
    from math import comb

    p = upper_bound(3, 50)
    below = sum(comb(50, k) * p**k * (1 - p) ** (50 - k) for k in range(4))
    assert below == pytest.approx(0.05, abs=1e-10)
    assert upper_bound(7, 7) == 1.0


def test_counts_add_over_trials(base) -> None:
    library = base(
        study("a", ROW.format(harm="fever", n=20, e=3)), study("b", ROW.format(harm="fever", n=30, e=0)),
        study("c", ROW.format(harm="serious-ae", n=30, e=0)),
    )  # fmt: skip
    found = {c.harm: c for c in harms(Question(condition="cerebral-palsy"), library).counts}
    fever = found["fever"]
    assert (fever.events, fever.n, fever.control_events, fever.control_n) == (3, 50, 2, 40)
    assert found["serious-ae"].upper == pytest.approx(100 * (1 - 0.05 ** (1 / 30)))
