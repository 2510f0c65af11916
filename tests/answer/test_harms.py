"""Harms: bounds against closed forms, what is counted, what is only told, and what a summary names."""

from __future__ import annotations

import pytest

from stemwise import explain
from stemwise.answer.bounds import bound, seen_words
from stemwise.answer.harms import foremost, harms
from stemwise.answer.shares import exact_interval, ratios_differ, shares_differ, upper_bound
from stemwise.evidence.library import base as shipped
from stemwise.question import Question
from stemwise.report import render_explain
from stemwise.report.harm_words import beside, count_words, main, of_others
from stemwise.report.html_words import harm_count
from stemwise.terms import vocabulary
from stemwise.verdict.wording import bound_words as told_bounds
from tests.answer.conftest import study

METAFOR = (0.467370388696, 0.237800128003, 0.918565864806)

ROW = """[[harms]]
harm = "{harm}"
published_in = "doi:10.1000/x"
seen_at = "https://example.org/h"
locator = "Table 2"
source_kind = "article"
arms = [ {{ arm = "cells", n = {n}, events = {e} }}, {{ arm = "control", n = 20, events = 1 }} ]
"""


ALONE = """[[harms]]
harm = "{harm}"
published_in = "doi:10.1000/x"
seen_at = "https://example.org/h"
locator = "Table 2"
source_kind = "article"
arms = [ {{ arm = "cells", {arms} }} ]
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


def test_counts_add_over_studies_and_randomised_groups_stand_apart(base) -> None:
    """Two trials and a series: 3 of 20 and 0 of 30 with cells, 1 of 20 twice with control; 4 of 10 in the series."""
    library = base(
        study("a", ROW.format(harm="fever", n=20, e=3)), study("b", ROW.format(harm="fever", n=30, e=0)),
        study("c", ROW.format(harm="serious-ae", n=30, e=0)),
        study("d", ALONE.format(harm="fever", arms="n = 10, events = 4"), design="single-arm"),
    )  # fmt: skip
    found = {c.harm: c for c in harms(Question(condition="cerebral-palsy"), library).counts}
    fever = found["fever"]
    assert (fever.events, fever.n) == (7, 60)
    assert fever.randomised is not None
    pair = fever.randomised
    assert (pair.events, pair.n, pair.control_events, pair.control_n, pair.studies) == (3, 50, 2, 40, ("a", "b"))
    assert fever.alone is not None
    assert (fever.alone.events, fever.alone.n, [s.study for s in fever.alone.studies]) == (4, 10, ["d"])
    assert found["serious-ae"].randomised is not None
    assert found["serious-ae"].alone is None


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


@pytest.mark.parametrize(("events", "n"), [(5, 5), (1, 3), (0, 9)])
def test_so_few_people_allow_no_bound(events: int, n: int) -> None:
    """0 of 9: up to 28 %."""
    assert told(events, n) == "too few people to say how often it comes"


def told(events: int, n: int) -> str:
    low, high = exact_interval(events, n)
    return bound(events, n, 100 * upper_bound(events, n), (100 * low, 100 * high))


def test_enough_people_allow_a_bound_for_none_and_an_interval_for_some() -> None:
    """1 - 0.05 ** 0.01; and exact intervals from the quantiles of the beta distribution (SciPy)."""
    assert told(0, 100) == "up to 3.0 % cannot be ruled out"
    assert told(20, 47) == "43 % (95 % interval 28 to 58)"
    assert told(93, 95) == "98 % (95 % interval 93 to 100)"


# X-squared of chisq.test(rbind(events, n - events), correct = FALSE) in R 4: 14.30 (2 df), 10.93 (1), 498.0 (12), 1.12 (3)
SEIZURES = [(7, 12), (2, 10), (1, 25)]
ONE_WITH_ALL = [(11, 25), *((0, n) for n in (19, 202, 18, 9, 5, 277, 14, 297, 226, 31, 20, 3))]
ALIKE = [(1, 5), (1, 14), (1, 7), (0, 3)]


@pytest.mark.parametrize(
    ("counts", "differ"),
    [(SEIZURES, True), ([(5, 46), (0, 97)], True), (ONE_WITH_ALL, True), (ALIKE, False), ([(0, 9), (0, 90)], False)],
)
def test_shares_differ_where_i2_is_half_or_more(counts: list[tuple[int, int]], differ: bool) -> None:
    """I2 = 1 - df / X2: 86, 91, 98 and 0 per cent; where nobody was harmed nothing differs."""
    assert shares_differ(counts) is differ


def test_risk_ratios_differ_where_i2_is_half_or_more() -> None:
    """Deaths after stroke: metafor 3.8-1, rma(measure="RR", method="EE"): Q 4.5350, I2 55.90 %; without the third 0 %."""
    deaths = [(13, 104, 10, 102), (8, 60, 5, 60), (4, 16, 21, 36)]
    assert ratios_differ(deaths)
    assert not ratios_differ(deaths[:2])
    assert not ratios_differ([deaths[2], (0, 50, 0, 50)])


def serious(events: int, n: int) -> str:
    return ALONE.format(harm="serious-ae", arms=f"n = {n}, events = {events}")


def test_studies_too_unlike_are_told_one_by_one_and_bear_no_common_share(base) -> None:
    """One study asked for all serious events, three reports say that there were none: 11 of 225 is nobody's risk."""
    alone = {"design": "single-arm", "n1": 200}
    rows = {"asked": (11, 25), "b": (0, 100), "c": (0, 60), "d": (0, 40)}
    library = base(*(study(name, serious(*row), **alone) for name, row in rows.items()))
    (count,) = harms(Question(condition="cerebral-palsy"), library).counts
    assert count.alone is not None
    assert (count.alone.differ, count.alone.ci, count.alone.upper) == (True, None, None)
    for said in (count_words(count), main(harms(Question(condition="cerebral-palsy"), library))[0], seen_words(count),
                 harm_count(count)):  # fmt: skip
        assert "11 of 25 (44 %) in Asked" in said
        assert "none of 200 in 3 more" in said
        assert "225" not in said
        assert "4.9 %" not in said


def test_people_without_a_comparison_never_thin_the_randomised_groups(base) -> None:
    """Five of 46 in a trial's group and none of 97 in a series: 5 of 143 is less than either arm of the trial had."""
    row = ROW.replace("n = 20, events = 1", "n = 15, events = 3")
    library = base(
        study("trial", row.format(harm="serious-ae", n=46, e=5), n1=46, n2=15),
        study("series", serious(0, 97), design="single-arm", n1=97),
    )
    (count,) = harms(Question(condition="cerebral-palsy"), library).counts
    said = count_words(count)
    assert "in 1 randomised trial, Trial, 5 of 46 with cells v 3 of 15 with control (risk ratio 0.54" in said
    assert "0 of 97 treated in 1 study, Series, without a fair comparison" in said
    assert "143" not in said


def test_trials_that_point_opposite_ways_are_told_one_by_one(base) -> None:
    """The deaths after stroke as above; the ratio of the last is 4/16 : 21/36 = 0.43."""
    row = ROW.replace("n = 20, events = 1", "n = {m}, events = {f}")
    deaths = {"treasure": (104, 13, 102, 10), "prasad": (60, 8, 60, 5), "starting": (16, 4, 36, 21)}
    library = base(
        *(study(name, row.format(harm="death", n=n, e=e, m=m, f=f)) for name, (n, e, m, f) in deaths.items())
    )
    (count,) = harms(Question(condition="cerebral-palsy"), library).counts
    assert count.randomised is not None
    assert (count.randomised.differ, count.randomised.ratio) == (True, None)
    said = main(harms(Question(condition="cerebral-palsy"), library))[-1]
    assert "Starting 4 of 16 with cells v 21 of 36 with control (risk ratio 0.43" in said
    assert "25 of 180" not in said


def test_a_ratio_that_rests_on_one_trial_says_so(base) -> None:
    """Three of 36 v 6 of 70, and three trials without any: 3 of 86 v 6 of 130 would read as half."""
    row = ROW.replace("n = 20, events = 1", "n = {m}, events = {f}")
    trials = {"min": (36, 3, 70, 6), "b": (20, 0, 20, 0), "c": (30, 0, 40, 0)}
    library = base(
        *(study(name, row.format(harm="serious-ae", n=n, e=e, m=m, f=f)) for name, (n, e, m, f) in trials.items())
    )
    (said,) = main(harms(Question(condition="cerebral-palsy"), library))
    assert "in 1 randomised trial, Min, 3 of 36 with cells v 6 of 70 with control (risk ratio 0.97" in said
    assert "none in either group of 2 more trials (50 with cells, 60 with control)" in said


def test_a_count_tells_in_how_few_of_the_studies_it_was_made(base) -> None:
    """A harm is often told only where it came: seizures in one of three studies that print results."""
    library = base(
        study("a", ALONE.format(harm="seizure", arms="n = 20, events = 7"), design="single-arm"),
        study("b", serious(0, 20)), study("c", serious(0, 20)),
    )  # fmt: skip
    counts = {c.harm: c for c in harms(Question(condition="cerebral-palsy"), library).counts}
    assert "told of in 1 of 3 studies at hand" in seen_words(counts["seizure"])
    assert "told of in 2 of 3 studies at hand" in seen_words(counts["serious-ae"])


def test_a_count_of_people_of_another_form_says_so() -> None:
    """Our base: the deaths compared after stroke are of blocked vessels; a bleeding was asked about."""
    asked = Question(condition="stroke", form="haemorrhagic", type="harm")
    (death,) = [c for c in harms(asked, shipped()).counts if c.harm == "death"]
    assert "of another form than asked about" in count_words(death)
    (death,) = [c for c in harms(asked.but(form=""), shipped()).counts if c.harm == "death"]
    assert "another form" not in count_words(death)


@pytest.mark.parametrize("condition", ["epilepsy", "spinal-muscular-atrophy", "rett-syndrome", "leukodystrophy"])
def test_where_nothing_was_counted_documented_harm_leads_and_deaths_of_other_illnesses_are_not_told(
    condition: str,
) -> None:
    found = harms(Question(condition=condition), shipped())
    no_safety, documented = main(found)
    assert "no sign of safety" in no_safety
    assert "in other conditions: (1) " in documented
    assert len({c.harm for c in found.cases}) > 3
    assert "death" not in {c.harm for c in found.elsewhere}
    assert "treatment-related-sae" in {c.harm for c in found.elsewhere}


def test_the_ratio_of_randomised_groups_is_mantel_and_haenszels(base) -> None:
    """Two trials; rma.mh(measure="RR", ai=c(5,4), n1i=c(65,16), ci=c(9,21), n2i=c(61,36)) of metafor 3.8-1."""
    row = ROW.replace("n = 20, events = 1", "n = {m}, events = {f}")
    library = base(
        study("a", row.format(harm="death", n=65, e=5, m=61, f=9)),
        study("b", row.format(harm="death", n=16, e=4, m=36, f=21)),
        study("c", row.format(harm="fever", n=20, e=0, m=20, f=3)),
    )
    found = {c.harm: c.randomised for c in harms(Question(condition="cerebral-palsy"), library).counts}
    death, fever = found["death"], found["fever"]
    assert death is not None
    assert death.ci is not None
    assert (death.ratio, *death.ci) == pytest.approx(METAFOR, abs=1e-9)
    assert fever is not None
    assert fever.ratio is None


def test_what_no_one_can_count_is_told_and_comes_before_a_count_of_none(base) -> None:
    """56 per cent of an unknown number moved against their will; in another study none of 23."""
    library = base(
        study("olanow", ALONE.format(harm="dyskinesia", arms="rate = 56, n_unknown = true")),
        study("other", ALONE.format(harm="dyskinesia", arms="n = 23, events = 0"), design="single-arm"),
    )
    found = harms(Question(condition="cerebral-palsy"), library)
    (count,) = found.counts
    assert (count.events, count.n) == (0, 23)
    for said in (count_words(count), main(found)[-1], seen_words(count), harm_count(count)):
        assert said.index("56 % (of how many is not known)") < said.index("0 of 23")


def test_reactions_and_events_are_told_in_their_own_words_and_never_counted_as_people(base) -> None:
    row = ALONE.format(harm="infusion-toxicity", arms="events = 8").replace(
        "arms = ", 'what = "reactions in 143 infusions"\narms = '
    )
    (count,) = harms(Question(condition="cerebral-palsy"), base(study("a", row))).counts
    assert count.n == 0
    assert count_words(count).startswith("reaction during the infusion: A: 8 reactions in 143 infusions. Told of in")


def test_no_denominator_is_made_up_where_the_record_says_that_it_is_not_known(base) -> None:
    """The arm holds 20 people: without the flag one of 20 had a fever, with it one of a number that is not known."""
    flagged = ALONE.format(harm="fever", arms="events = 1, n_unknown = true")
    told, counted = (
        harms(Question(condition="cerebral-palsy"), base(study("a", row))).counts[0]
        for row in (flagged, flagged.replace(", n_unknown = true", ""))
    )
    assert (told.n, [t.text for t in told.told]) == (0, ["1 (of how many is not known)"])
    assert (counted.events, counted.n) == (1, 20)


def test_of_two_rows_of_one_study_the_later_counts_and_another_of_the_same_time_is_told(base) -> None:
    """Deaths at 3 and 12 months are the same people; loose bowels and constipation are not."""
    arms = "n = 20, events = {}"
    library = base(
        study(
            "a",
            ALONE.format(harm="death", arms=arms.format(6)).replace("locator", "months = 3\nlocator"),
            ALONE.format(harm="death", arms=arms.format(9)).replace("locator", "months = 12\nlocator"),
            ALONE.format(harm="gastrointestinal", arms=arms.format(7)).replace(
                "locator", 'as_printed = "loose"\nlocator'
            ),
            ALONE.format(harm="gastrointestinal", arms=arms.format(2)).replace(
                "locator", 'as_printed = "hard"\nlocator'
            ),
        )
    )
    found = {c.harm: c for c in harms(Question(condition="cerebral-palsy"), library).counts}
    assert (found["death"].events, found["death"].n, found["death"].told) == (9, 20, ())
    assert (found["gastrointestinal"].events, found["gastrointestinal"].n) == (7, 20)
    assert [t.text for t in found["gastrointestinal"].told] == ["2 of 20 (hard)"]


def test_conditions_of_an_umbrella_word_are_never_added(base) -> None:
    library = base(
        study("a", ROW.format(harm="fever", n=20, e=3), condition="stroke"),
        study("b", ROW.format(harm="fever", n=30, e=0), condition="spinal-cord-injury"),
    )
    found = harms(Question(condition="paralysis"), library).counts
    assert {(c.condition, c.events, c.n) for c in found} == {("stroke", 3, 20), ("spinal-cord-injury", 0, 30)}
    assert any("fever (stroke): " in count_words(c) for c in found)


def test_a_summary_names_serious_events_of_any_cause_then_deaths_compared_then_one_harm_by_name(base) -> None:
    """Most people stand behind an empty count of events 'caused by the treatment'; it is not what a summary tells."""
    alone = {"design": "single-arm", "n1": 200}
    library = base(
        study("a", ROW.format(harm="serious-ae", n=20, e=5), ROW.format(harm="death", n=20, e=4)),
        study("b", ALONE.format(harm="treatment-related-sae", arms="n = 200, events = 0"), **alone),
        study("c", ALONE.format(harm="seizure", arms="n = 200, events = 2"), **alone),
        study("d", ALONE.format(harm="tumour", arms="n = 200, events = 0"), **alone),
    )
    told = main(harms(Question(condition="cerebral-palsy"), library))
    assert [line.split(":")[0] for line in told] == ["a serious adverse event", "death", "seizure"]
    assert "in 1 randomised trial, A, 4 of 20 with cells v 1 of 20 with control (risk ratio 4.00" in told[1]


def test_a_published_figure_of_the_same_people_or_without_an_interval_stands_beside_no_count(base) -> None:
    """Our base: three of 47 children with seizures in one series, and the same series as a 'published' 6.4 per cent."""
    found = harms(Question(condition="cerebral-palsy"), shipped())
    (seizure,) = [c for c in found.counts if c.harm == "seizure"]
    assert "feng-2015" in seizure.studies
    assert beside(seizure, found) == ""
    assert not any(h.harm == "seizure" and h.study == "feng-2015" for h in of_others(found))
    (trm,) = [c for c in harms(Question(condition="multiple-sclerosis", cell="ahsct"), shipped()).counts
              if c.harm == "treatment-related-death"]  # fmt: skip
    assert "2.1 % (1.3 to 3.4)" in beside(trm, harms(Question(condition="multiple-sclerosis", cell="ahsct"), shipped()))


def test_deaths_of_other_diseases_are_no_figure_of_a_condition() -> None:
    """The risk ratio of death of adults with heart disease or after a marrow transplant, on a page for newborns."""
    for condition in ("neonatal-brain-injury", "autism", "als"):
        assert "thompson-2020-death" not in {p.id for p in harms(Question(condition=condition), shipped()).pooled}
    assert "thompson-2020-death" in {p.id for p in harms(Question(), shipped()).pooled}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (Question(condition="cerebral-palsy"), "xcell-center-death"),  # a boy with the condition, cells into the brain
        (
            Question(condition="neonatal-brain-injury"),
            "amariglio-2009",
        ),  # newborns are nearer to a boy than to a man of 74
        (Question(condition="autism"), "amariglio-2009"),  # a boy too: no case with the condition is known
        (Question(condition="spinal-cord-injury", route="intraspinal"), "williamson-2021"),
        (Question(condition="multiple-sclerosis"), "mabscessus-mexico-2022"),
    ],
)
def test_documented_harm_like_that_of_those_asked_about_comes_first(question: Question, first: str) -> None:
    assert harms(question, shipped()).cases[0].id == first


def test_what_stands_apart_begins_with_people_like_those_asked_about_not_with_the_alphabet() -> None:
    """Our base: Bhasin 2013 is of blocked and burst vessels or of others; studies of bleedings alone come before it."""
    shown = [r.text for r in explain("stroke", form="haemorrhagic").answer.effects[0].effect.apart]
    marked = ["not what was asked" in text or "form not recorded" in text for text in shown]
    assert marked == sorted(marked)
    assert not marked[0]


@pytest.mark.parametrize("condition", ["epilepsy", "rett-syndrome", "leukodystrophy"])
@pytest.mark.parametrize("form", ["text", "html"])
def test_no_report_is_without_harms_and_none_begins_with_fever(condition: str, form: str) -> None:
    said = " ".join(render_explain(explain(condition), form, full=False).split())
    first = said[: said.index("Approval:")]
    assert "no sign of safety" in first
    assert "meningitis" in first
    assert "ever OR 1.61" not in first


@pytest.mark.parametrize(
    ("cell", "procedure", "none_of"),
    [
        ("bm-msc", "bone-marrow-harvest", "lipoaspiration"),
        ("bm-mnc", "bone-marrow-aspiration", "cord-blood-collection"),
        ("ahsct", "g-csf-mobilisation", "lipoaspiration"),
        ("msc", "lipoaspiration", "embryo"),
        ("neonatal-cells", "cord-blood-collection", "bone-marrow-harvest"),
        ("esc", "egg-donation", "nasal-mucosa"),
    ],
)
def test_the_risk_to_donors_is_that_of_how_the_cells_are_had(cell: str, procedure: str, none_of: str) -> None:
    told = {d.procedure for d in harms(Question(cell=cell, type="harm"), shipped()).donors}
    assert procedure in told
    assert none_of not in told


def test_every_procedure_named_by_a_cell_has_a_record() -> None:
    named = {p for t in vocabulary().all("cell") for p in t.procedures}
    assert named == {d.procedure for d in shipped().donor_harms()}


def test_what_came_about_stands_before_what_was_never_seen() -> None:
    """ALS: 23 of 95 had a serious event in the randomised phase 3 (its table); "0 of 277" hid it."""
    assert foremost(harms(Question("als", type="harm"), shipped()).counts)[0].harm == "serious-ae"


def test_a_verdict_names_what_came_about_before_what_nobody_had(base) -> None:
    """3 of 20 had a serious event and 2 a seizure; that nobody of 90 had a tumour does not push this aside."""
    library = base(
        study("a", ROW.format(harm="serious-ae", n=20, e=3), ROW.format(harm="seizure", n=20, e=2)),
        study("b", ROW.format(harm="tumour", n=90, e=0), n=110, n1=90),
    )
    told = told_bounds(harms(Question(condition="cerebral-palsy", type="harm"), library))
    places = [told.index(words) for words in ("3 of 20", "2 of 20", "0 of 90")]
    assert places == sorted(places)
