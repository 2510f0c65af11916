"""Answers on invented trials, worked out by hand."""

from __future__ import annotations

import math

import pytest

from stemwise.answer.effect import effect, effects
from stemwise.answer.explain import explain
from stemwise.evidence import base as own_base
from stemwise.question import Question
from tests.answer.conftest import counts, means, result, study

CP = Question(condition="cerebral-palsy")


def test_one_study_is_shown_as_itself(base) -> None:
    found = effect(CP, base(study("one", result("gmfm-66", means(6, 5, 25, 4, 5, 25)))))
    head = found.headline
    assert head is not None
    assert head.k == 1
    assert head.n == 50
    assert head.estimate == pytest.approx(2.0, abs=1e-12)
    # the variance of a mean difference: 25/25 + 25/25 = 2
    assert head.ci == pytest.approx((2 - 1.959963985 * math.sqrt(2), 2 + 1.959963985 * math.sqrt(2)), abs=1e-8)
    assert head.method == "one study, shown as itself"
    assert head.favours == "neither"


def test_standard_error_is_not_taken_for_a_standard_deviation(base) -> None:
    arms = "arms = [ { arm = 'cells', n = 16, mean = 6, se = 1 }, { arm = 'control', n = 25, mean = 4, se = 2 } ]"
    head = effect(CP, base(study("se", result("gmfm-66", arms)))).headline
    assert head is not None
    half = 1.959963985 * math.sqrt(1**2 + 2**2)
    assert head.ci == pytest.approx((2 - half, 2 + half), abs=1e-8)
    assert any("standard error" in n for n in head.notes)


def test_risk_ratio_from_counts(base) -> None:
    head = effect(CP, base(study("rr", result("gmfcs-improved", counts(8, 20, 4, 20), kind="event")))).headline
    assert head is not None
    assert head.measure == "RR"
    assert head.estimate == pytest.approx(2.0)
    se = math.sqrt(1 / 8 - 1 / 20 + 1 / 4 - 1 / 20)
    assert head.ci == pytest.approx((2 * math.exp(-1.959963985 * se), 2 * math.exp(1.959963985 * se)), rel=1e-8)


def test_scales_are_never_mixed_in_a_mean_difference(base) -> None:
    library = base(
        study("a", result("gmfm-66", means(6, 5, 25, 4, 5, 25))),
        study("b", result("gmfm-88", means(9, 9, 25, 4, 9, 25))),
    )
    pools = effect(CP, library, full=True).pools
    assert {(p.measure, p.outcome, p.k) for p in pools} == {
        ("MD", "gmfm-66", 1),
        ("MD", "gmfm-88", 1),
        ("SMD", "gmfm-66", 2),
    }
    smd = next(p for p in pools if p.measure == "SMD")
    assert "different scales" in smd.steps[-1]


def test_final_values_never_enter_a_standardised_pool(base) -> None:
    library = base(
        study("a", result("gmfm-66", means(6, 5, 25, 4, 5, 25))),
        study("b", result("gmfm-88", means(60, 9, 25, 55, 9, 25), kind="final")),
    )
    assert not [p for p in effect(CP, library, full=True).pools if p.measure == "SMD"]


def test_time_windows(base) -> None:
    library = base(study("a", *(result("gmfm-66", means(6, 5, 25, 4, 5, 25), months=m) for m in (3, 6, 12, 24))))
    assert [p.window for p in effect(CP, library, full=True).pools] == ["3", "6", "12", "24"]
    assert [p.window for p in effect(CP.but(months=6), library, full=True).pools] == ["6"]


def test_widening_is_named_and_the_exact_match_stands_beside(base) -> None:
    library = base(study("ucb", result("gmfm-66", means(6, 5, 25, 4, 5, 25)), cell="cord-blood"))
    found = effect(CP.but(cell="bm-msc"), library)
    assert found.headline is not None
    assert found.headline.steps == ("any kind of cell, not only bone-marrow MSC",)
    assert any(r.domain == "indirectness" for r in found.certainty.reasons)
    routed = effect(CP.but(cell="cord-blood", route="intrathecal"), library)
    assert routed.headline is not None
    assert routed.headline.steps == ("any route, not only into the spinal fluid (intrathecal)",)


def test_transplantation_never_stands_in_for_other_cells(base) -> None:
    library = base(study("hsct", result("gmfm-66", means(6, 5, 25, 4, 5, 25)), cell="ahsct"))
    assert effect(CP, library).headline is None
    assert effect(CP.but(cell="msc"), library).headline is None
    assert effect(CP.but(cell="ahsct"), library).headline is not None


def test_non_randomised_and_confounded_trials_stand_apart(base) -> None:
    library = base(
        study("open", result("gmfm-66", means(9, 5, 25, 4, 5, 25)), design="controlled"),
        study("mixed", result("gmfm-66", means(9, 5, 25, 4, 5, 25)), clean="false"),
    )
    found = effect(CP, library)
    assert found.headline is None
    assert {s.study for s in found.apart} == {"open", "mixed"}
    assert found.certainty.level == "none"


def test_values_marked_unfit_are_not_pooled(base) -> None:
    row = result("gmfm-66", means(9, 1, 25, 4, 1, 25)).replace(
        "[[results]]", "[[results]]\nuse = false\nuse_why = 'SE as SD'"
    )
    assert effect(CP, base(study("bad", row))).headline is None


def test_trials_that_share_their_controls_count_once(base) -> None:
    rows = result("gmfm-66", means(6, 5, 25, 4, 5, 25))
    alone = effect(CP, base(study("a", rows))).headline
    library = base(
        study("b", rows, extra='shares_control_with = ["c"]'), study("c", rows, extra='shares_control_with = ["b"]')
    )
    both = effect(CP.but(cell="uc-msc"), library).headline
    assert alone is not None
    assert both is not None
    # three records, but b and c are one trial
    assert both.k == 2
    shared = next(c for c in both.contributions if "+" in c.label)
    # two equal contrasts with correlation one half: variance (2 + 2 + 2 x 0.5 x 2) / 4 = 1.5
    assert shared.vi == pytest.approx(1.5)


def test_a_ratio_keeps_its_scale_when_merged(base) -> None:
    rows = result("gmfcs-improved", counts(8, 20, 4, 20), kind="event")
    library = base(
        study("b", rows, extra='shares_control_with = ["c"]'), study("c", rows, extra='shares_control_with = ["b"]')
    )
    head = effect(CP, library).headline
    assert head is not None
    assert head.k == 1
    assert head.estimate == pytest.approx(2.0)


def test_methods_by_number_of_studies(base) -> None:
    made = [study(f"s{i}", result("gmfm-66", means(5 + i, 5, 25, 4, 5, 25))) for i in range(5)]
    four = effect(CP, base(*made[:4])).headline
    assert four is not None
    assert "Bayes" in four.method
    five = effect(CP.but(cell="uc-msc"), base(*made)).headline
    assert five is not None
    assert "REML" in five.method
    assert {o.name for o in five.others} >= {"common effect"}
    assert five.prediction is not None


def test_umbrella_words_are_answered_condition_by_condition(base) -> None:
    library = base(
        study("cp", result("gmfm-66", means(6, 5, 25, 4, 5, 25))),
        study("sci", result("asia-motor", means(6, 5, 25, 4, 5, 25)), condition="spinal-cord-injury"),
    )
    found = effects(Question(condition="paralysis"), library)
    assert {p.condition: p.effect.headline.outcome if p.effect.headline else None for p in found} == {
        "spinal-cord-injury": "asia-motor", "stroke": None, "cerebral-palsy": "gmfm-66",
    }  # fmt: skip


def test_unreported_trials_lower_certainty(base) -> None:
    library = base(
        study("a", result("gmfm-66", means(6, 5, 25, 4, 5, 25))),
        study("b", design="registry-only", extra="unreported = true", n=300).replace('"null"', '"not-reported"'),
    )
    found = effect(CP, library)
    assert [s.id for s in found.unreported] == ["b"]
    assert any(r.domain == "unreported evidence" and "300 people" in r.why for r in found.certainty.reasons)


def test_time_outcome_and_age_are_widened_last_and_named(base) -> None:
    library = base(study("a", result("gmfm-66", means(6, 5, 25, 4, 5, 25)), cell="bm-msc"))
    asked = CP.but(cell="bm-msc", months=6, outcome="speech-lay")
    head = effect(asked, library).headline
    assert head is not None
    assert [s.split(",")[0] for s in head.steps] == ["another time than 6 months", "another outcome than speech"]


def test_age_excludes_only_where_ages_are_known(base) -> None:
    young = study("young", result("gmfm-66", means(6, 5, 25, 4, 5, 25))).replace(
        "n_randomised", "age_min = 1\nage_max = 6\nn_randomised"
    )
    library = base(young)
    inside = effect(CP.but(age=4.0), library).headline
    assert inside is not None
    assert inside.steps == ()
    outside = effect(CP.but(age=12.0), library).headline
    assert outside is not None
    assert outside.steps == ("any age, not only 12 years",)


def test_larger_null_trials_are_named_before_a_small_one_in_favour() -> None:
    """ALS: 59 people in favour; Cudkowicz 2022 (189, OR 1.33, P = .45) and ALSUMMIT (115) found no difference."""
    from stemwise import explain
    from stemwise.report import render_explain

    found = explain("als")
    assert found.answer.effects
    assert [s.id for s in found.answer.effects[0].effect.larger_null] == ["cudkowicz-2022", "alsummit"]
    for text in (render_explain(found), render_explain(found, "html")):
        assert text.index("189 people") < text.index("59 people")


def test_null_trials_are_named_for_every_condition_whatever_their_size() -> None:
    """Dawson 2020 (180 children) and Chez 2018 (29); Levi 2018 (16 people); TREASURE (206), in the pool by another outcome."""
    from stemwise import explain
    from stemwise.report import render_explain

    for condition, trials in {
        "autism": ("dawson-2020", "chez-2018"), "spinal-cord-injury": ("levi-2018",), "stroke": ("treasure-2024",),
        "parkinsons": ("freed-2001",),
    }.items():  # fmt: skip
        found = explain(condition)
        assert found.answer.effects
        assert set(trials) <= {s.id for s in found.answer.effects[0].effect.null_trials}
        first = found.answer.effects[0].effect.null_trials[0]
        for text in (render_explain(found), render_explain(found, "html")):
            assert first.label in text[: text.index("This report informs")]


def test_a_null_trial_that_is_the_headline_by_its_own_outcome_is_told_there(base) -> None:
    row = result("gmfm-66", means(6, 5, 25, 4, 5, 25)).replace("[[results]]", "[[results]]\nprimary = true")
    found = effect(CP, base(study("one", row), study("two", n=10, n1=5, n2=5)))
    assert [s.id for s in found.null_trials] == ["two"]


def test_two_trials_that_differ_by_more_than_chance_have_no_mean(base) -> None:
    """Differences 12 and 0 with variance 2 each: Q = 36, so I2 = (36 - 1) / 36 = 97 %."""
    from stemwise.report.words import pool_sentence

    library = base(
        study("high", result("gmfm-66", means(16, 5, 25, 4, 5, 25))),
        study("none", result("gmfm-66", means(4, 5, 25, 4, 5, 25))),
    )
    head = effect(CP, library).headline
    assert head is not None
    assert head.disagree
    told = pool_sentence(head)
    assert "12.00" in told
    assert "0.00" in told
    assert f"{head.estimate:.2f}" not in told


def test_the_trials_own_month_is_told_not_the_window() -> None:
    """Oh 2018 measured at 4 months, which counts for the window of 3."""
    from stemwise.report.words import pool_sentence

    head = effect(Question(condition="als"), own_base()).headline
    assert head is not None
    assert head.window == "3"
    assert "at 4 months" in pool_sentence(head)


def test_a_ratio_of_lesion_counts_is_a_rate_ratio() -> None:
    """MESEMS prints "rate ratio 0.94 (0.58-1.50)"."""
    from stemwise.report.words import pool_sentence

    head = effect(Question(condition="multiple-sclerosis"), own_base()).headline
    assert head is not None
    assert "rate ratio 0.94" in pool_sentence(head)
    assert "risk ratio" not in pool_sentence(head)


def test_a_trial_that_calls_itself_double_blind_is_not_unmasked() -> None:
    """MESEMS and STEMTRA: double-blind by title or support; of both only an abstract or summary was seen."""
    for condition in ("multiple-sclerosis", "traumatic-brain-injury"):
        told = " ".join(r.why for r in effect(Question(condition=condition), own_base()).certainty.reasons)
        assert "whether those who measured knew" not in told
        assert "we saw only" in told


def test_a_published_pool_of_records_with_more_people_is_told_in_the_short_part() -> None:
    """Finch-Edmondson 2025: 341 children, +1.42 GMFM-66 points at 12 months (0.31 to 2.52)."""
    from stemwise import explain
    from stemwise.report import render_explain

    found = explain("cerebral-palsy", cell="cord-blood", age=3)
    for form in ("text", "html"):
        told = " ".join(render_explain(found, form).split())
        assert "1.42 points (0.31 to 2.52)" in told[: told.index("This report informs") if form == "text" else None]
    other = explain("cerebral-palsy", cell="uc-msc").answer.effects[0].effect
    assert other is not None
    assert other.individual == ()


def test_published_shares_are_in_per_cent_and_changes_without_controls_say_so() -> None:
    """Li 2015: 0.35 per cent died. The autism review of 2021 pooled raw change in the treated, without controls."""
    from stemwise.answer.beside import published

    died = [t for s, t, _ in published(own_base(), Question(condition="spinal-cord-injury")) if s.id == "li-2015-oec"]
    assert any("0.35 %" in t for t in died)
    told = [t for s, t, _ in published(own_base(), Question(condition="autism")) if s.id == "autism-meta-2021"]
    assert told
    assert all("no control group" in t and "MD" not in t for t in told)


def test_transplantation_stands_beside_other_cells_with_its_deaths() -> None:
    """MIST: 3 of 55 against 34 of 55; Sormani 2017: 2.1 % of 764 died of the treatment."""
    from stemwise import explain
    from stemwise.report import render_explain

    found = explain("multiple-sclerosis")
    assert [b.cell.id for b in found.beside] == ["ahsct"]
    told = " ".join(render_explain(found, full=False).split())
    short = told[: told.index("This report informs")]
    assert "0.09" in short
    assert "2.1 %" in short
    assert explain("multiple-sclerosis", cell="ahsct").beside == ()
    assert explain("cerebral-palsy").beside == ()


def test_no_trial_in_children_is_said() -> None:
    from stemwise import explain
    from stemwise.report import render_explain

    told = " ".join(render_explain(explain("stroke", age=4)).split())
    assert "No trial of these cells in children of 4 years was found" in told
    assert "No trial of these cells" not in render_explain(explain("stroke", age=60))
    assert "No trial of these cells" not in render_explain(explain("cerebral-palsy", age=4))


def test_explain_and_expect_agree_on_how_many_improve_anyway() -> None:
    from stemwise import explain
    from stemwise.course import expected

    found = explain("cerebral-palsy", cell="uc-msc", age=4, severity="GMFCS III")
    e = expected("cerebral-palsy", "gmfcs-improved", age=4, level="III")
    assert e.average is not None
    assert found.course[0].share == round(e.average.value)
    assert f"about {e.average.value:.0f} were rated at a better" in found.course[0].text


def test_the_course_leads_with_who_got_better_then_the_largest_cohort_and_no_false_decimals() -> None:
    """Park 2020 counts who got better; Huroy 2022 1435 of 1670 who kept their level; "changed" (47 % of 164) is no "improved"."""
    from stemwise import explain

    first, *rows = explain("cerebral-palsy").course
    assert "were rated at a better GMFCS level" in first.text
    assert "100 children in rehabilitation, Korea" in first.text
    assert rows[0].id == "huroy-2022-same-level"
    assert rows[0].text.startswith("85.9 %")
    assert any(r.text.startswith("47 %") for r in rows)
    assert not any("46.95" in r.text for r in rows)


def test_a_high_risk_of_bias_is_told_apart_from_one_not_seen() -> None:
    from stemwise import explain

    for condition in ("cerebral-palsy", "stroke", "spinal-cord-injury"):
        effect = explain(condition).answer.effects[0].effect
        assert effect is not None
        assert not any("high or unseen" in r.why for r in effect.certainty.reasons)


def test_nothing_is_pooled_over_conditions_under_any_word(base) -> None:
    """ "Neurological" names no parts of its own: it stands for each condition below it that was studied."""
    library = base(
        study("cp", result("gmfm-66", means(6, 5, 25, 4, 5, 25))),
        study("als", result("gmfm-66", means(9, 5, 25, 4, 5, 25)), condition="als"),
    )
    found = effects(Question(condition="neurological"), library, full=True)
    assert [(p.condition, [x.k for x in p.effect.pools]) for p in found] == [("cerebral-palsy", [1]), ("als", [1])]
    assert not effect(Question(condition="neurological"), library).pools


def test_what_is_told_of_a_word_for_several_conditions_is_told_of_all_of_them(base) -> None:
    from stemwise.answer.explain import explain

    late = result("asia-motor", means(6, 5, 25, 4, 5, 25), months=60)
    library = base(
        study("sci", late, condition="spinal-cord-injury"),
        study("stroke", condition="stroke", n=10),
        study("cp", n=10),
        study("planned", design="registry-only", extra="unreported = true", n=30),
    )
    found = explain(Question(condition="paralysis"), library)
    told = " ".join(found.unknown)
    assert "2 controlled studies exist" in told
    assert "1 registered trial (30 people" in told
    assert "What becomes of people of stroke, cerebral palsy after more than 18 months" in told


@pytest.mark.parametrize(("months", "unknown"), [(12, True), (18, True), (24, False)])
def test_what_comes_later_is_unknown_until_a_trial_measured_it(base, months: float, unknown: bool) -> None:
    library = base(study("one", result("gmfm-66", means(6, 5, 25, 4, 5, 25), months=months)))
    told = explain(CP, library).unknown
    assert any("after more than 18 months" in line for line in told) is unknown


@pytest.mark.parametrize(
    ("level", "z"), [(0.95, 1.959963984540054), (0.9, 1.6448536269514722), (0.99, 2.5758293035489004)]
)
def test_a_printed_interval_is_taken_at_its_level(base, level: float, z: float) -> None:
    """2.0 (0.0 to 4.0): at 90 % the standard error is 2 / 1.645, and what is shown is the 95 % interval all the same."""
    printed = f"contrast = {{ measure = 'MD', value = 2.0, ci = [0.0, 4.0], level = {level} }}"
    head = effect(CP, base(study("one", result("gmfm-66", printed)))).headline
    assert head is not None
    assert head.ci == pytest.approx((2 - 1.959963985 * 2 / z, 2 + 1.959963985 * 2 / z), abs=1e-8)
    assert head.contributions[0].ci == pytest.approx(head.ci, abs=1e-8)


def test_a_share_without_a_comparison_is_of_its_people(base) -> None:
    """12 of 48 called improved; the 5 of 8 in the name of the outcome are no share of the group."""
    row = result("gmfcs-improved", "arms = [ { arm = 'cells', n = 48, events = 12 } ]", kind="event")
    row = row.replace("months =", "as_printed = 'improved in 5 of 8 fields'\nmonths =")
    series = study("one", row, design="single-arm")
    (found,) = explain(CP, base(series)).success
    assert found.shares == (25.0,)
