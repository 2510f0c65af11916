"""What would happen anyway: expectations worked out by hand, refusals, and the honest answer where there is no model."""

from __future__ import annotations

import time

import pytest
from scipy import stats

from stemwise.course import expected, outcomes
from stemwise.errors import InputError


def test_complete_injury_in_the_first_weeks() -> None:
    """Kirshblum 2021, Table 2: 11 to 30 % of AIS A leave it within a year; the average must lie inside, the band around."""
    e = expected("spinal-cord-injury", "ais-improved", 12, level="AIS A", time_since=0.5)
    assert [v.model.id for v in e.views] == ["ais-a-first-month-to-year"]
    assert e.average is not None
    assert 15 < e.average.value < 28
    assert e.average.band90 is not None
    assert e.average.band90[0] < 11.3
    assert e.average.band90[1] > 30.2


def test_years_after_the_injury_little_changes() -> None:
    e = expected("spinal-cord-injury", "ais-improved", 24, level="A", time_since=36)
    assert e.average is not None
    assert e.average.value < 10
    assert any("at most" in c for v in e.views for c in v.cautions)


def test_levels_and_times_that_were_not_told_are_not_averaged() -> None:
    e = expected("spinal-cord-injury", "ais-improved", 12)
    assert len(e.views) > 3
    assert e.average is None
    assert e.gains == ()
    assert "tell the" in e.notes[0]


def test_edss_gains_anyway() -> None:
    """Change N(0.09, about 1.1) on placebo: the share better by a point is near the normal's tail."""
    e = expected("multiple-sclerosis", "edss", 24, level="RRMS", age=37)
    point = next(g for g in e.gains if g.mcid == 1.0)
    rough = 100 * stats.norm.cdf(-1.0, 0.095, 1.067)
    assert point.share == pytest.approx(rough, abs=3)
    assert point.low < rough < point.high


def test_two_models_are_shown_as_two() -> None:
    e = expected("cerebral-palsy", "gmfcs-improved", 24, age=3)
    assert e.average is not None
    assert e.average.models == 2
    low = min(v.band90[0] for v in e.views if v.band90)
    high = max(v.band90[1] for v in e.views if v.band90)
    assert e.average.band90 is not None
    # The average covers what each says: wider than either band's half, inside their union.
    assert low <= e.average.band90[0]
    assert e.average.band90[1] <= high


def test_no_sourced_model_is_an_answer() -> None:
    e = expected("cerebral-palsy", "gmfm-88", 36, age=4)
    assert e.views == ()
    assert e.missing.startswith("No sourced model")
    assert expected("autism", "cars", 12).missing.startswith("No sourced model")


def test_nothing_is_extrapolated() -> None:
    e = expected("cerebral-palsy", "gmfm-66", 12, age=9)
    assert not e.views
    assert "ages 1 to 6" in next(r.why for r in e.refused if r.model.id == "gmfm-66-control-year")
    e = expected("cerebral-palsy", "gmfm-66", 36, age=4)
    assert not e.views


def test_training_is_not_the_usual_course() -> None:
    e = expected("cerebral-palsy", "gmfm-66", 2, age=4)
    assert [v.model.id for v in e.views] == ["gmfm-66-training-8-weeks"]
    assert e.average is None
    assert any("more than usual care" in c for c in e.views[0].cautions)


def test_a_limit_has_no_time() -> None:
    """Palisano 2000: the highest score to be expected at GMFCS III is 61.3."""
    e = expected("cerebral-palsy", "gmfm-88", 12, level="GMFCS 3", age=4)
    limit = next(v for v in e.views if v.kind == "limit")
    assert limit.value == 61.3
    assert limit.months is None


def test_proportional_recovery() -> None:
    """gain = 0.7 (66 - first) + 0.4: from 20 points, 32.6."""
    e = expected("stroke", "fma-ue", 5.9, time_since=0.05, score=20)
    assert e.views[0].value == pytest.approx(32.6)
    assert not e.views[0].counts
    assert e.average is not None
    assert e.average.models == 1


def test_relapses_after_a_bad_year() -> None:
    e = expected("multiple-sclerosis", "arr", 12, level="relapsing")
    assert e.views[0].value == pytest.approx(1.0)
    assert e.kind == "rate"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("cerebral-palsy", "gmfm-66", 12, {"age": 200}), "not possible"),
        (("cerebral-palsy", "gmfm-66", 12, {"score": 120}), "outside"),
        (("cerebral-palsy", "gmfm-66", 12, {"level": "VI"}), "GMFCS is one of"),
        (("spinal-cord-injury", "ais-improved", 12, {"level": "E"}), "AIS is one of"),
        (("multiple-sclerosis", "edss", 12, {"level": "benign"}), "form is one of"),
        (("stroke", "mrs-0-2", 3, {"level": "NIHSS 50"}), "0 to 42"),
        (("cerebral-palsy", "gmfm-66", -3, {}), "not possible"),
        (("cerebal palzy", "gmfm-66", 12, {}), "cerebral-palsy"),
        (("cerebral-palsy", "gmfm-77", 12, {}), "did you mean"),
        (("paralysis", "ais-improved", 12, {}), "name one of them"),
    ],
)
def test_bad_input(call: tuple, words: str) -> None:  # type: ignore[type-arg]
    condition, outcome, months, more = call
    with pytest.raises(InputError, match=words):
        expected(condition, outcome, months, **more)


def test_every_condition_says_what_it_knows() -> None:
    for condition in ("cerebral-palsy", "spinal-cord-injury", "stroke", "multiple-sclerosis"):
        assert len(outcomes(condition)) >= 4


def test_every_expectation_has_sources_and_says_whether_it_was_checked() -> None:
    e = expected("cerebral-palsy", "gmfm-66", 12, age=4)
    assert e.unvalidated
    assert e.views[0].model.check.startswith("unvalidated")
    assert all(s.seen_at for s in e.sources)


def test_warm_answers_are_quick() -> None:
    expected("cerebral-palsy", "gmfm-66", 12, age=4, score=45)
    start = time.perf_counter()
    expected("cerebral-palsy", "gmfm-66", 12, age=4, score=45)
    assert time.perf_counter() - start < 0.05


def test_what_makes_no_model_is_still_named() -> None:
    """Jahnsen 2025, Smits 2013 and the Ontario curves are words here: shown, with their sources, never as numbers."""
    e = expected("cerebral-palsy", "gmfm-66", 12, age=9)
    assert {r.id for r in e.also} >= {"jahnsen-2025-plateau", "smits-2013-stable-limit", "rosenbaum-2002-curves"}


def test_values_that_must_not_be_used_make_no_model() -> None:
    from stemwise.course import library

    raw = {
        "id": "x", "condition": "cerebral-palsy", "outcomes": ["gmfm-88"], "form": "change", "name": "x", "population": "x",
        "months": [9, 18], "cohorts": [{"study": "huang-2018", "result": "gmfm-88@12"}],
    }  # fmt: skip
    assert library._model(raw, library.base(), "x.toml").cohorts == ()


def test_other_ages_are_refused_where_only_a_mean_was_printed() -> None:
    """Gu 2020: mean age 4.29 years; nothing is said of a man of 45, nor of a child of 12."""
    for age in (12, 45):
        e = expected("cerebral-palsy", "gmfm-88-raw", 12, age=age)
        assert not e.views
        assert all("mean age of 4.3" in r.why for r in e.refused)
    e = expected("cerebral-palsy", "gmfm-88-raw", 12, age=5)
    assert e.average is not None
    assert any("range of its ages was not printed" in c for c in e.views[0].cautions)


def test_models_of_adults_say_nothing_of_a_child() -> None:
    for condition in ("stroke", "multiple-sclerosis", "spinal-cord-injury"):
        for outcome in outcomes(condition):
            assert not [v.model.id for v in expected(condition, outcome, age=4).views if v.model.age is None]


def test_such_people_only_where_they_are_such() -> None:
    from stemwise.course import render_expect

    lumped = expected("cerebral-palsy", "gmfcs-improved", level="V", age=12)
    text = " ".join(render_expect([lumped]).split())
    assert "Of 100 people of all GMFCS levels together" in text
    assert "No figure for GMFCS V alone was seen" in text
    assert "such people" not in text
    plain = " ".join(render_expect([expected("cerebral-palsy", "gmfcs-improved", age=8)]).split())
    assert "Of 100 such people" in plain


def test_a_level_without_a_score_gets_no_figure_of_all_levels() -> None:
    e = expected("cerebral-palsy", "gmfm-66", 12, level="III", age=4)
    assert e.average is None
    assert "tell today's score" in e.notes[0]
    assert not any(v.counts for v in e.views)
    told = expected("cerebral-palsy", "gmfm-66", 12, level="III", age=4, score=45)
    assert told.average is not None
    assert [v.model.id for v in told.views if v.counts] == ["gmfm-66-growth"]


def test_rows_of_other_ages_are_left_out() -> None:
    e = expected("cerebral-palsy", "gmfm-88", level="V", age=12)
    assert "ko-2014-6-months" not in {r.id for r in e.also}
    assert "ko-2014-6-months" in {r.id for r in expected("cerebral-palsy", "gmfm-88", age=4).also}
