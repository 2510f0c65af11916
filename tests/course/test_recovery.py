"""Recovery of the arm after stroke: against simulation from the source's equations and against its printed errors."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from stemwise.course import expected, models
from stemwise.course import recovery as r
from stemwise.course.model import CourseModel

MODEL = next(m for m in models() if m.id == "fma-ue-recovery")


def drawn(n: int, seed: int = 3) -> tuple[NDArray[np.float64], ...]:
    """Scores at weeks 1 and 26 of ``n`` people, drawn as the authors' program writes the model down."""
    rng = np.random.default_rng(seed)
    a = {k: np.array(v) for k, v in MODEL.lists}
    g = rng.choice(5, n, p=a["groups"] / a["groups"].sum())
    start = 66 / (1 + np.exp(-rng.normal(a["start"][g], a["narrowness"][g] ** -0.5)))
    sd = 0.0673**-0.5

    def at(week: float) -> NDArray[np.float64]:
        mean = start + a["regained"][g] * (66 - start) * (1 - np.exp(-week / a["weeks"][g]))
        return np.asarray(np.clip(rng.normal(mean, sd), 0, 66))

    return at(1), at(26)


def test_the_parameters_are_the_abstracts() -> None:
    """Abstract of van der Vliet 2020: r = .09 .46 .86 .89 .93 and tau = 5.3 10.1 9.8 2.7 1.2 weeks."""
    lists = dict(MODEL.lists)
    assert [round(x, 2) for x in lists["regained"]] == [0.09, 0.46, 0.86, 0.89, 0.93]
    assert [round(x, 1) for x in lists["weeks"]] == [5.3, 10.1, 9.8, 2.7, 1.2]
    assert sum(lists["groups"]) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("score", [5, 20, 45])
def test_one_score_against_simulation(score: float) -> None:
    first, last = drawn(600_000)
    near = np.abs(first - score) < 0.5
    change = (last - first)[near]
    found = r.changed(MODEL, 1, 26, score)
    assert found.average == pytest.approx(change.mean(), abs=0.5)
    assert found.deviation == pytest.approx(change.std(), rel=0.06)
    for p in (0.1, 0.5, 0.9):
        assert found.quantile(p) == pytest.approx(np.quantile(change, p), abs=1.6)


def test_without_a_score_against_simulation() -> None:
    first, last = drawn(200_000)
    found = r.changed(MODEL, 1, 26, None)
    assert found.average == pytest.approx((last - first).mean(), abs=0.3)
    assert found.deviation == pytest.approx((last - first).std(), rel=0.08)


def test_errors_are_as_the_source_printed() -> None:
    """Median error of the endpoint predicted in week 1: 4.8 points in the source's cross-validation (all scores so far)."""
    first, last = drawn(20_000)
    grid = np.arange(67.0)
    middle = np.array([s + r.changed(MODEL, 1, 26, float(s)).quantile(0.5) for s in grid])
    error = np.abs(last - np.interp(first, grid, np.clip(middle, 0, 66)))
    assert np.median(error) == pytest.approx(4.8, abs=1.5)


def test_the_ends_of_the_scale() -> None:
    low, high = r.changed(MODEL, 1, 26, 0), r.changed(MODEL, 1, 26, 66)
    assert low.quantile(0.01) > -12
    assert high.average < 0.5
    mean, sd = r.held(np.array([66.0]), 4.0, 66.0)
    # Half of a normal held at its mean: E = 66 - 4 phi(0), by hand.
    assert mean[0] == pytest.approx(66 - 4 / np.sqrt(2 * np.pi))
    assert sd[0] == pytest.approx(4 * np.sqrt(0.5 - 1 / (2 * np.pi)))


def test_nothing_is_said_beyond_half_a_year() -> None:
    assert not any(v.model.form == "recovery" for v in expected("stroke", "fma-ue", 6, time_since=2, score=30).views)
    late = expected("stroke", "fma-ue", 6, time_since=2, score=30).refused
    assert any("26 weeks" in x.why for x in late)
    assert expected("stroke", "fma-ue", 3, score=30).refused


def test_every_group_of_arms_was_predicted_from_its_first_scores() -> None:
    model: CourseModel = MODEL
    assert len(model.held_out) >= 9
    assert all(c.start and c.since is not None for c in model.held_out)
