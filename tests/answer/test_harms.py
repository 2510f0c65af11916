"""Harms: bounds against closed forms, what is counted, what is only told, and what a summary names."""

from __future__ import annotations

import pytest

from stemwise.answer.bounds import bound_words, exact_interval, seen_words, upper_bound
from stemwise.answer.harms import harms
from stemwise.answer.model import HarmCount
from stemwise.evidence.library import base as shipped
from stemwise.question import Question
from stemwise.report.harm_words import beside, count_words, main, of_others
from stemwise.report.html_words import harm_count
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


@pytest.mark.parametrize(("events", "n"), [(5, 5), (1, 3), (0, 9)])
def test_so_few_people_allow_no_bound(events: int, n: int) -> None:
    """0 of 9: up to 28 %."""
    assert bound_words(counted(events, n)) == "too few people to say how often it comes"


def counted(events: int, n: int) -> HarmCount:
    low, high = exact_interval(events, n)
    ci = (100 * low, 100 * high)
    return HarmCount("fever", "fever", False, events, n, 100 * upper_bound(events, n), ("a",), ci=ci)


def test_enough_people_allow_a_bound_for_none_and_an_interval_for_some() -> None:
    """1 - 0.05 ** 0.01; and exact intervals from the quantiles of the beta distribution (SciPy)."""
    assert bound_words(counted(0, 100)) == "up to 3.0 % cannot be ruled out"
    assert bound_words(counted(20, 47)) == "43 % (95 % interval 28 to 58)"
    assert bound_words(counted(93, 95)) == "98 % (95 % interval 93 to 100)"


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
    assert count_words(count) == "reaction during the infusion: A: 8 reactions in 143 infusions"


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
    assert "in 1 randomised trial 4 of 20 with cells v 1 of 20 with control (risk ratio 4.00" in told[1]


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
        (Question(condition="autism"), "amariglio-2009"),  # a boy too: no case with the condition is known
        (Question(condition="spinal-cord-injury", route="intraspinal"), "williamson-2021"),
        (Question(condition="multiple-sclerosis"), "mabscessus-mexico-2022"),
    ],
)
def test_documented_harm_like_that_of_those_asked_about_comes_first(question: Question, first: str) -> None:
    assert harms(question, shipped()).cases[0].id == first
