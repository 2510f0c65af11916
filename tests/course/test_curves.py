"""Growth, decline and printed steps: against hand calculation from the printed figures."""

from __future__ import annotations

import math

import pytest

from stemwise.course import expected, models, no_effect
from stemwise.course.growth import grown, reached
from stemwise.course.heldout import checks
from stemwise.course.model import Person


def view(model: str, *args: object, **more: object):  # type: ignore[no-untyped-def]
    e = expected(*args, **more)  # type: ignore[arg-type]
    return next((v for v in e.views if v.model.id == model), None)


def test_nine_tenths_at_the_printed_age() -> None:
    """The ages at which nine tenths of the limit are reached, levels I to V, as the row rosenbaum-2002-age-90 has them."""
    printed = (4.8, 4.4, 3.7, 3.5, 2.7)
    model = next(m for m in models() if m.id == "gmfm-66-growth")
    assert tuple(dict(model.lists)["age90"]) == printed
    for age in printed:
        assert reached(age, age) == pytest.approx(0.9)
        assert reached(2 * age, age) == pytest.approx(0.99)


def test_growth_by_hand() -> None:
    """Level III, 4 years, 45 points: 45 (1 - 10^(-5/3.7)) / (1 - 10^(-4/3.7)) - 45 = 1.89."""
    v = view("gmfm-66-growth", "cerebral-palsy", "gmfm-66", 12, age=4, level="III", score=45)
    curve = grown(v.model, Person("cerebral-palsy", "gmfm-66", 4, "III", None, 45), 12)
    assert curve == pytest.approx(45 * (1 - 10 ** (-5 / 3.7)) / (1 - 10 ** (-4 / 3.7)) - 45)
    assert curve == pytest.approx(1.89, abs=0.01)
    # Beyond the curve: 0 where it was fitted, 3.1 in an untreated trial arm; their mean lies between.
    assert 0 < v.value - curve < 3.1
    # Spread of the untreated arm around the expected change: (5.0 - 1.4) / (2 x 1.96) x sqrt(31), by hand.
    assert v.sd == pytest.approx(3.6 / 3.92 * math.sqrt(31), rel=1e-3)


def test_the_young_and_the_mild_grow_more() -> None:
    gains = [
        view("gmfm-66-growth", "cerebral-palsy", "gmfm-66", 12, age=a, level=level, score=40).value
        for a, level in ((2, "I"), (2, "V"), (5, "I"), (5, "V"))
    ]
    assert gains[0] > gains[1]
    assert gains[0] > gains[2] > gains[3] > 0


def test_growth_needs_age_level_and_score_and_stops_at_twelve() -> None:
    for missing in ({"age": 4, "level": "III"}, {"age": 4, "score": 45}, {"level": "III", "score": 45}):
        assert view("gmfm-66-growth", "cerebral-palsy", "gmfm-66", 12, **missing) is None
    assert view("gmfm-66-growth", "cerebral-palsy", "gmfm-66", 12, age=13, level="III", score=45) is None


def test_the_level_told_comes_before_all_levels_together() -> None:
    e = expected("cerebral-palsy", "gmfm-66", 12, age=4, level="V", score=20)
    assert e.average is not None
    assert e.average.models == 1
    assert e.average.value < 3
    arm = next(v for v in e.views if v.model.id == "gmfm-66-control-year")
    assert not arm.counts
    assert any("levels together" in c for c in arm.cautions)


def test_decline_by_hand() -> None:
    """Level IV: 7.8 points from 6 years 11 months to 21; a year of it is 7.8 / 14.083. None before the peak."""
    v = view("gmfm-66-decline", "cerebral-palsy", "gmfm-66", 12, age=10, level="IV", score=35)
    assert v.value == pytest.approx(-7.8 / (21 - 6.917))
    assert v.band90 is None
    half = view("gmfm-66-decline", "cerebral-palsy", "gmfm-66", 12, age=20.5, level="IV", score=35)
    assert half.value == pytest.approx(0.5 * -7.8 / (21 - 6.917))
    assert view("gmfm-66-decline", "cerebral-palsy", "gmfm-66", 12, age=10, level="II", score=60) is None
    assert view("gmfm-66-decline", "cerebral-palsy", "gmfm-66", 6, age=7, level="III", score=50) is None


def test_steps_give_back_what_was_printed() -> None:
    """Tremlett 2012, yearly intervals: better by 0.5 14.9 %, by 1 8.3 %, by 2 2.2 %; worse 32.9, 20.5, 7.9 %."""
    v = view("edss-year-untreated", "multiple-sclerosis", "edss", 12, level="relapsing")
    for points, share in ((-0.5, 14.9), (-1, 8.3), (-2, 2.2)):
        assert 100 * v.own.cdf(points) == pytest.approx(share)
    for points, share in ((0.49, 32.9), (0.99, 20.5), (1.99, 7.9)):
        assert 100 * (1 - v.own.cdf(points)) == pytest.approx(share)
    assert v.band90 == (-1.0, 2.0)


def test_improved_at_one_visit_is_commoner_than_confirmed() -> None:
    """What an uncontrolled series counts; with the confirmed improvement alone it was 0 to 3 of 24."""
    s = no_effect("multiple-sclerosis", "edss-improved", 24, level="progressive", observed=10)
    assert s.band90[1] > 6
    assert s.chance is not None
    assert 0.01 < s.chance < 0.15


def test_edss_says_what_is_known_of_regression_to_the_mean() -> None:
    e = expected("multiple-sclerosis", "edss", 12, level="relapsing", score=4)
    assert {"roever-edss-no-regression", "tremlett-2012-after-worsening"} <= {r.id for r in e.also}


def test_a_mean_printed_as_a_range_is_held_against_the_band() -> None:
    """Steeves 2011: 10 to 11 points in a year; the model stands on 7.8 (SD 6.5)."""
    found = next(
        c for m in models() if m.id == "uems-a-year" for c in checks(m) if c.cohort.id == "steeves-2011-a-uems"
    )
    assert found.observed == 10.5
    assert found.predicted == pytest.approx(7.8, abs=0.01)
    assert found.inside


def test_relapses_are_checked_after_their_own_rate_before() -> None:
    """1.08 a year before, so 1.08 / 1.72 of the model's 1.0 are predicted: 0.63, by hand."""
    found = next(c for m in models() if m.id == "relapses-after-a-bad-year" for c in checks(m))
    assert found.predicted == pytest.approx(1.08 / 1.72, abs=0.005)
    assert found.observed == 1.03
    assert found.band[0] < 1.03 < found.band[1]


def test_barthel_of_100_points_has_no_error_of_the_20_point_form() -> None:
    e = expected("stroke", "barthel", 3, level="NIHSS 14", score=60)
    assert e.range == (0, 100)
    assert e.sem is None
    assert not e.gains
