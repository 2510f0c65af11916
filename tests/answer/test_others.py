"""What a wider result brings with it, whose result is no answer, and what is told beside it; numbers by hand or from R."""

from __future__ import annotations

import math

import pytest

from stemwise import explain
from stemwise.answer.effect import effect
from stemwise.answer.model import Mcid
from stemwise.answer.pooling import make_pool
from stemwise.evidence import base as own_base
from stemwise.evidence.model import Source
from stemwise.question import Question
from stemwise.report import render_explain
from tests.answer.conftest import counts, means, result, study

CP = Question(condition="cerebral-palsy")
SCI = Question(condition="spinal-cord-injury")
STROKE = Question(condition="stroke")


def short(text: str) -> str:
    """The first page of a report on one line."""
    return " ".join(text[: text.index("This report informs")].split())


def aged(text: str, low: int, high: int) -> str:
    return text.replace("n_randomised", f"age_min = {low}\nage_max = {high}\nn_randomised")


def gain(value: float) -> str:
    return result("gmfm-66", means(4 + value, 5, 25, 4, 5, 25))


def test_a_wider_result_brings_the_null_trials_of_its_scope(base) -> None:
    """One trial of the cells asked about has no numbers; the result is of others, and so are the trials that found nothing."""
    library = base(
        study("series", cell="uc-msc", design="single-arm"),
        study("other", gain(9), cell="bm-msc", extra="").replace(
            'primary_result = "null"', 'primary_result = "positive"'
        ),
        study("nothing", cell="ad-msc", n=90, n1=45, n2=45),
    )
    found = effect(CP.but(cell="uc-msc"), library)
    assert found.headline is not None
    assert [c.study for c in found.headline.contributions] == ["other"]
    assert [s.id for s in found.null_trials] == ["nothing"]


@pytest.mark.parametrize(
    ("asked", "nulls"),
    [
        (SCI.but(age=6.0), {"chhabra-2016", "levi-2018"}),
        (Question(condition="als", cell="uc-msc", route="intrathecal"), {"cudkowicz-2022", "alsummit"}),
        (Question(condition="parkinsons", cell="esc"), {"freed-2001"}),
    ],
)
def test_null_trials_of_the_base_stay_with_a_wider_result(asked: Question, nulls: set[str]) -> None:
    assert nulls <= {s.id for s in effect(asked, own_base()).null_trials}


@pytest.mark.parametrize("other", [{"cell": "bm-msc"}, {"route": "intrathecal"}])
def test_another_treatment_in_people_of_other_ages_is_no_answer(base, other: dict[str, str]) -> None:
    library = base(aged(study("adults", gain(9), cell="sb623", route="intracerebral"), 20, 60))
    found = effect(CP.but(**other, age=8.0), library)
    assert found.headline is None
    assert [p.k for p in found.of_others] == [1]
    assert effect(CP.but(**other), library).headline is not None
    assert effect(CP.but(age=8.0), library).headline is not None


def test_a_trial_of_just_what_was_asked_is_told_first() -> None:
    """Cox 2024 is of children with a brain injury and their own marrow; STEMTRA of adults, years later."""
    told = short(render_explain(explain("tbi", age=8, cell="bone-marrow")))
    assert "in favour of the cells" not in told
    assert told.index("Cox 2024") < told.index("STEMTRA")
    assert "Cox 2024" not in short(render_explain(explain("tbi", age=8))).split("Certainty")[-1]


@pytest.mark.parametrize(
    ("severity", "answers"),
    [("AIS A", True), ("AIS B", False), ("AIS C", False), ("AIS D", False), ("AIS B-D", False), ("", True)],
)
def test_a_complete_injury_is_no_evidence_for_an_incomplete_one(severity: str, answers: bool) -> None:
    """Srivastava 2019 took people with AIS A only."""
    assert (effect(SCI.but(severity=severity), own_base()).headline is not None) is answers


@pytest.mark.parametrize(
    ("asked", "inside"),
    [
        (STROKE, True),
        (STROKE.but(phase="acute"), True),
        (STROKE.but(since=1.0 / 30.4), True),
        (STROKE.but(since=0.69), False),
        (STROKE.but(since=1.4), False),
        (STROKE.but(phase="subacute"), False),
        (STROKE.but(phase="chronic"), False),
    ],
)
def test_a_trial_of_the_first_hours_answers_only_for_the_first_weeks(asked: Question, inside: bool) -> None:
    """TREASURE treated 18 to 36 hours after the stroke."""
    head = effect(asked, own_base()).headline
    assert ("treasure-2024" in {c.study for c in head.contributions} if head else False) is inside


def test_all_groups_of_a_trial_count_where_only_contrasts_are_printed() -> None:
    """Schiess 2025: PDQ-39 -7.7 (-18.8 to 3.7) and -4.94 (-17.4 to 7.77), lower is better; the mean by R (shared control)."""
    head = effect(Question(condition="parkinsons", cell="msc"), own_base()).headline
    assert head is not None
    assert (head.outcome, head.better, head.n) == ("pdq-39", "lower", 45)
    assert head.estimate == pytest.approx(-6.32)
    assert head.ci == pytest.approx((-16.646252648, 4.006252648), rel=1e-9)
    told = short(render_explain(explain("parkinsons", cell="msc")))
    assert "lower is better" in told
    assert "two well below it" in told


def test_counts_of_few_people_are_held_against_an_exact_test() -> None:
    """R: fisher.test(matrix(c(7, 19, 10, 7), 2)) gives 0.056504465669 where the ratio's interval (0.22 to 0.97) leaves out 1."""
    head = effect(SCI.but(cell="macrophages"), own_base()).headline
    assert head is not None
    assert head.contributions[0].exact_p == pytest.approx(0.056504465669, rel=1e-10)
    assert head.ci == pytest.approx((0.217, 0.967), abs=5e-4)
    assert "p is 0.057: chance alone" in short(render_explain(explain("spinal-cord-injury")))


def test_an_exact_test_of_a_clear_difference_is_not_told(base) -> None:
    """14 of 20 against 2 of 20: p 0.0002 by R's fisher.test."""
    found = effect(CP, base(study("rr", result("gmfcs-improved", counts(14, 20, 2, 20), kind="event"))))
    assert found.headline is not None
    assert found.headline.contributions[0].exact_p == pytest.approx(0.0002, abs=5e-5)


@pytest.mark.parametrize(
    ("value", "n", "down"),
    [(9, 25, 2), (9, 49, 2), (9, 50, 1), (0.1, 50, 2), (0.1, 99, 2), (0.1, 100, 1), (9, 199, 1), (9, 200, 0)],
)
def test_few_people_lower_the_certainty_also_of_a_clear_difference(base, value: float, n: int, down: int) -> None:
    """Of 2 n people; 400 are enough, fewer than half of them with an open interval, or a quarter with a clear one, too few."""
    library = base(study("one", result("gmfm-66", means(4 + value, 5, n, 4, 5, n)), n=2 * n, n1=n, n2=n))
    reasons = effect(CP, library).certainty.reasons
    assert sum(r.down for r in reasons if r.domain == "imprecision") == down


def test_results_that_are_known_or_have_no_control_group_are_no_missing_evidence(base) -> None:
    registered = study("b", design="registry-only", extra="unreported = true", n=300)
    unknown = registered.replace('primary_result = "null"', 'primary_result = "not-reported"')
    for record, lowers in ((registered, False), (unknown, True)):
        reasons = effect(CP, base(study("a", gain(6)), record)).certainty.reasons
        assert any("300 people planned or enrolled" in r.why for r in reasons) is lowers


def test_what_is_left_out_without_numbers_does_not_agree() -> None:
    """Chen 2014 and Cheng 2014 print nothing on the ASIA motor score after a year."""
    told = short(render_explain(explain("spinal-cord-injury", since="3d")))
    assert "The result is the same with" not in told
    assert "Cheng 2014). They print no number that could be added." in told


def test_the_largest_is_the_largest() -> None:
    """MASTERS: 129 people by the review; it stands before Prasad (120). Safety came first in Chhabra and Savitz."""
    nulls = effect(STROKE, own_base()).null_trials
    assert [s.id for s in nulls[:4]] == ["treasure-2024", "actissima", "hess-2017", "prasad-2014"]
    told = short(render_explain(explain("spinal-cord-injury")))
    assert "Another looked at safety first, and found no clear difference between the groups: Chhabra 2016" in told
    assert "scireproject" not in told


def test_cells_that_are_no_stem_cells_stand_beside() -> None:
    """Lammertse 2012 (macrophages) and Gross 2011 (retinal pigment epithelium)."""
    assert [b.cell.id for b in explain("spinal-cord-injury").beside] == ["macrophages"]
    found = explain("parkinsons")
    assert [b.cell.id for b in found.beside] == ["rpe"]
    head = found.answer.effects[0].effect.headline
    assert head is not None
    assert {c.study for c in head.contributions} == {"olanow-2003"}


def test_people_of_a_kind_of_cell_are_the_treated_each_once(base) -> None:
    """Goutman 2018: 21 treated, 20 of them counted again, 1285 historical controls."""
    from stemwise.answer.explain import explain as told

    library = base(
        study("all", design="controlled", cell="nsc", n1=30, n2=900),
        study("part", design="controlled", cell="nsc", n1=10, n2=50, extra='overlaps = ["all"]'),
    )
    assert [(c.term.id, c.studies, c.people) for c in told(CP, library).cells] == [("nsc", 2, 30)]
    own = next(c for c in explain("als").cells if c.term.id == "nsc")
    assert own.people < 60


def test_reviews_of_transplantation_are_told_only_where_it_was_asked_about() -> None:
    """Nabizadeh 2022 and Sormani 2017 pooled transplantation."""
    from stemwise.answer.beside import published

    ms = Question(condition="multiple-sclerosis")
    of = {cell: {s.id for s, _, _ in published(own_base(), ms.but(cell=cell))} for cell in ("", "stem-cells", "ahsct")}
    assert of[""] == of["stem-cells"]
    assert of["ahsct"]
    assert not any("sormani" in i or "nabizadeh" in i for i in of[""])


def test_the_mean_of_shared_contrasts_grows_no_surer_than_independent_ones() -> None:
    """Two contrasts of variance 2 that share their controls: (2 + 2 + 2 x 0.5 x 2) / 4 = 1.5."""
    from dataclasses import replace

    from stemwise.answer.contrast import averaged

    head = effect(Question(condition="parkinsons", cell="msc"), own_base()).headline
    assert head is not None
    one = replace(head.contributions[0], yi=1.0, vi=2.0, shown=1.0)
    (row,) = averaged([one, replace(one, yi=3.0, shown=3.0)])
    assert (row.yi, row.vi) == (2.0, pytest.approx(1.5))
    assert row.ci[1] == pytest.approx(2 + 1.959963985 * math.sqrt(1.5))


@pytest.mark.parametrize(
    ("asked", "sign"), [(CP.but(outcome="gmfm-66"), 1), (Question(condition="parkinsons", outcome="updrs"), -1)]
)
def test_the_chance_of_a_difference_that_matters_is_of_a_better_one(base, asked: Question, sign: int) -> None:
    """One trial, a gain of 6 with variance 25/25 + 25/25 = 2: the normal share beyond the smallest difference that matters."""
    change = result(asked.outcome, means(sign * 10, 5, 25, sign * 4, 5, 25))
    head = effect(asked, base(study("one", change, condition=asked.condition))).headline
    assert head is not None
    assert head.favours == "cells"
    small = (Mcid(asked.outcome, 5.0, "", "", Source()), Mcid(asked.outcome, -8.0, "", "", Source()))
    pool = make_pool(head.contributions, "MD", asked.outcome, "12", mcid=small)
    assert pool.p_beyond_mcid == pytest.approx(0.5 * math.erfc(-(6 - 5) / 2), rel=1e-9)


def test_scales_that_point_opposite_ways_are_turned_before_they_are_pooled(base) -> None:
    """CP-QoL rises and PDQ-39 falls when life gets better: two gains of one standard deviation do not cancel."""
    library = base(
        study("up", result("cp-qol", means(6, 2, 25, 4, 2, 25))),
        study("down", result("pdq-39", means(4, 2, 25, 6, 2, 25))),
    )
    pools = [p for p in effect(CP, library, full=True).pools if p.measure == "SMD"]
    assert [p.k for p in pools] == [2]
    # Hedges' g of a difference of one standard deviation with 48 degrees of freedom: 1 - 3 / (4 x 48 - 1)
    assert abs(pools[0].estimate) == pytest.approx(1 - 3 / 191, abs=1e-3)


def test_a_fault_that_the_record_knows_is_told() -> None:
    """Oh 2018: no placebo injection, so that people knew; judged high in how treatment was given."""
    certainty = effect(Question(condition="als"), own_base()).certainty
    assert "high risk of bias in how the treatment was given" in next(
        r.why for r in certainty.reasons if r.domain == "risk of bias"
    )


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("als", "Against the result below, "),
        ("stroke", "Besides the result below, these trials found no clear difference"),
    ],
)
def test_null_trials_are_set_beside_the_result_or_against_it(condition: str, said: str) -> None:
    told = short(render_explain(explain(condition)))
    assert said in told
    assert "below, found" not in told


def test_trials_that_were_randomised_do_not_stand_as_without_a_comparison() -> None:
    """Liu 2017 was a randomised trial of cerebral palsy."""
    told = " ".join(render_explain(explain("cerebral-palsy"), full=True).split())
    assert "Seen without a fair comparison" not in told
    assert "Not pooled (without a fair comparison, or trials without numbers to add" in told
