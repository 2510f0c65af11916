"""Bounds for harms, against closed forms."""

from __future__ import annotations

import pytest

from stemwise.answer.harms import bound_words, harms, upper_bound
from stemwise.answer.model import HarmCount
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


def test_counts_of_the_route_asked_about_come_first_and_the_rest_say_that_they_are_of_all(base) -> None:
    """20 treated by lumbar puncture with 2 fevers, 30 by vein with 5; rash was counted by vein only."""
    library = base(
        study("spinal", ROW.format(harm="fever", n=20, e=2), route="intrathecal"),
        study("vein", ROW.format(harm="fever", n=30, e=5), ROW.format(harm="rash", n=30, e=1)),
    )
    asked = Question(condition="cerebral-palsy", route="intrathecal", type="harm")
    rows = [(c.harm, c.events, c.n, c.route) for c in harms(asked, library).counts]
    assert rows == [("fever", 2, 20, "intrathecal"), ("rash", 1, 30, "")]
    (fever, _) = harms(asked.but(route=""), library).counts
    assert (fever.events, fever.n, fever.route) == (7, 50, "")


def test_a_count_names_the_years_of_its_studies_and_the_conditions_of_its_people(base) -> None:
    library = base(
        study("a", ROW.format(harm="death", n=20, e=3)),
        study("b", ROW.format(harm="death", n=60, e=9), condition="als"),
    )
    (count,) = harms(Question(cell="uc-msc", type="harm"), library).counts
    assert count.years == (2020, 2020)
    assert count.conditions == ("als", "cerebral-palsy")


@pytest.mark.parametrize(("events", "n"), [(5, 5), (1, 3), (0, 9), (40, 40)])
def test_so_few_people_allow_no_bound(events: int, n: int) -> None:
    """0 of 9: up to 28 %; 40 of 40: up to all."""
    count = HarmCount("fever", "fever", False, events, n, None, None, 100 * upper_bound(events, n), ("a",))
    assert bound_words(count) == "too few people to say how often it comes"


def test_enough_people_allow_a_bound() -> None:
    count = HarmCount("fever", "fever", False, 0, 100, None, None, 100 * upper_bound(0, 100), ("a",))
    assert bound_words(count) == "up to 3.0 % cannot be ruled out"  # 1 - 0.05 ** 0.01
