"""Which published course stands beside a result: of the same form, stage and age as those asked about."""

from __future__ import annotations

import math
from typing import Any

import pytest

from stemwise import explain
from stemwise.answer.nearness import months_told
from stemwise.report import render_explain
from stemwise.report.around import anyway


@pytest.mark.parametrize(
    ("printed", "months"),
    [
        ("7 days or less", (0.0, 7 * 12 / 365)),
        ("18 to 36 hours", (18 / 730, 36 / 730)),
        ("more than 4 months", (4.0, math.inf)),
        ("more than 4.5 hours", (4.5 / 730, 1.0)),
        ("1 year", (12.0, 12.0)),
        ("first six months", (0.0, 6.0)),
        ("chronic", (6.0, math.inf)),
    ],
)
def test_time_since_the_onset_is_read_as_printed(printed: str, months: tuple[float, float]) -> None:
    assert months_told(printed) == pytest.approx(months, rel=0.01)


def test_four_years_after_an_injury_the_course_of_fresh_ones_is_not_told() -> None:
    """Waters: 4 % of 148 changed later than 4 months; the 15 % of Marino are of injuries of a week or less."""
    found = explain("spinal-cord-injury", since=48)
    ids = {c.id for c in found.course}
    assert "waters-late-conversion" in ids
    assert "ais-a-marino-1999" not in ids


def test_where_no_course_fits_it_is_said() -> None:
    found = explain("stroke", form="haemorrhagic")
    assert found.course == ()
    for form in ("text", "html"):
        assert "that fits people like this (bleeding in the brain)" in " ".join(render_explain(found, form).split())


def test_the_course_of_a_form_is_of_that_form() -> None:
    """The British Columbia cohort is of all forms of MS."""
    found = explain("multiple-sclerosis", cell="ahsct", form="primary-progressive")
    assert "tremlett-2012-improved" not in {c.id for c in found.course}
    assert any(c.id.startswith("ms-pp-") for c in found.course)
    assert not any(c.id.startswith("ms-sp-") for c in found.course)


def test_without_a_person_the_course_is_of_people_like_the_trials() -> None:
    """TREASURE took NIHSS 8 to 20; the MARSS cohort is of mild strokes (NIHSS 0 to 5)."""
    shares = [c.id for c in explain("stroke").course if c.share is not None]
    assert shares.index("treasure-placebo-mrs-0-2-year") < shares.index("marss-30-90-improved")


def test_the_control_groups_of_the_pooled_trials_are_told() -> None:
    """Sun 2017: children on placebo gained 6.9 points; TREASURE: 23 of 95 were independent on placebo."""
    for asked, said in (({"condition": "cerebral-palsy"}, "+6.9"), ({"condition": "stroke"}, "23 of 95")):
        told = render_explain(explain(**asked), full=False)
        assert said in told[: told.index("This report informs")]


def test_the_course_of_people_the_trial_did_not_take_comes_last() -> None:
    """MIST took relapsing-remitting MS: secondary and primary progressive courses stand behind the relapsing ones."""
    ids = [c.id for c in explain("multiple-sclerosis", cell="ahsct").course if "-placebo-progression-" in c.id]
    relapsing = [x.startswith("ms-rr-") for x in ids]
    assert any(relapsing)
    assert not all(relapsing)
    assert relapsing == sorted(relapsing, reverse=True)


def test_shares_of_different_events_are_told_one_by_one() -> None:
    """A register counts at one visit (14.9 % of 2961), a placebo arm confirmed improvement (0 of 51): never one figure."""
    found = explain("multiple-sclerosis", form="progressive")
    shown = [c.text for c in anyway(found)]
    assert len(shown) == 2
    assert "about 15 were better by half an EDSS point or more at one visit" in shown[0]
    assert "about 1 had a confirmed EDSS improvement" in shown[1]
    assert "51 people in the placebo arm of one trial, EDSS 4.5-7; over 12 months)" in shown[1]


@pytest.mark.parametrize("asked", [{"condition": "stroke", "since": 26 / 30.4}, {"condition": "multiple-sclerosis"}])
def test_no_figure_of_what_happens_anyway_counts_two_events(asked: dict[str, Any]) -> None:
    """Better by a grade (283 people) is not mild stroke turned to mRS 0-1 (1339 people)."""
    for told in explain(**asked).course:
        assert not ("283 people" in told.text and "1339 people" in told.text)
        assert not ("51 people" in told.text and "2961" in told.text)
