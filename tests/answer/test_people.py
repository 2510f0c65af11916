"""Whom a study answers for: age, severity, form, time since the onset; worked out by hand, or read off the sources."""

from __future__ import annotations

from typing import Any

import pytest

from stemwise.answer import people
from stemwise.answer.effect import effect
from stemwise.evidence import base as own_base
from stemwise.question import Question, people_in
from tests.answer.conftest import means, result, study

CP = Question(condition="cerebral-palsy")
MS = Question(condition="multiple-sclerosis", cell="ahsct")
SCI = Question(condition="spinal-cord-injury")


def of(text: str, *keys: str) -> str:
    """An invented study of people as told by ``keys``."""
    return text.replace("n_randomised", "\n".join((*keys, "n_randomised")))


def gain(m: float) -> str:
    return result("gmfm-66", means(m, 5, 25, 4, 5, 25))


# Age


@pytest.mark.parametrize(
    ("keys", "age", "fits"),
    [
        (("age_mean = 4.3",), 4, True),
        (("age_mean = 4.3",), 25, False),
        (("age_mean = 4.3",), 12, False),
        (("age_mean = 4.3", "age_sd = 1.2"), 6.5, True),  # 4.3 + 2 x 1.2 = 6.7
        (("age_mean = 4.3", "age_sd = 1.2"), 7, False),
        (("age_min = 1.0", "age_max = 6.0", "age_mean = 2.0"), 6, True),  # printed bounds before the mean
        (("age_mean = 57.0",), 60, True),
        (("age_mean = 57.0",), 10, False),
        # 16 + 2 x 3 = 22 and 21 - 2 x 3 = 15, but what is reckoned from a mean does not make adults of children
        (("age_mean = 16.0", "age_sd = 3"), 20, False),
        (("age_mean = 16.0", "age_sd = 3"), 11, True),
        (("age_mean = 21.0", "age_sd = 3"), 16, False),
        (("age_mean = 21.0", "age_sd = 3"), 26, True),
        (('description = "Children with cerebral palsy"',), 30, False),
        (('description = "Children with cerebral palsy"',), 5, True),
        (('description = "Adults with cerebral palsy"',), 30, True),
    ],
)
def test_a_mean_age_stands_for_the_ages_around_it(base, keys: tuple[str, ...], age: float, fits: bool) -> None:
    library = base(of(study("one", gain(6)), *keys))
    assert people.fits(library.study("one"), CP.but(age=float(age))) is fits


def test_trials_left_out_for_their_ages_are_told_with_what_is_found_with_them(base) -> None:
    library = base(
        of(study("young", gain(4)), "age_min = 1\nage_max = 6"),
        of(study("older", gain(9)), "age_min = 4\nage_max = 14"),
    )
    found = effect(CP.but(age=8.0), library)
    assert found.headline is not None
    assert [c.study for c in found.headline.contributions] == ["older"]
    assert found.left_out is not None
    assert [s.id for s in found.left_out.studies] == ["young"]
    assert found.left_out.wider is not None
    assert found.left_out.wider.k == 2
    assert effect(CP.but(age=5.0), library).left_out is None


def test_where_no_trial_is_of_that_age_the_nearest_are_told(base) -> None:
    library = base(of(study("young", gain(9)), "age_mean = 4.3"))
    found = effect(CP.but(age=25.0), library)
    assert found.none_of_age
    assert found.widened is not None
    assert found.widened.people == ("age",)
    assert [s.id for s in found.widened.studies] == ["young"]


@pytest.mark.parametrize(
    ("asked", "part"), [({"age": 1.0}, "age"), ({"severity": "GMFCS V"}, "severity"), ({"form": "dyskinetic"}, "form")]
)
def test_the_cells_asked_about_are_given_up_after_the_people(base, asked: dict[str, object], part: str) -> None:
    """Marrow cells were tried in others than was asked, cord blood in such people: it is of marrow cells that was asked."""
    marrow = ("age_min = 4\nage_max = 14", 'severity = "GMFCS II"', 'description = "Children with spastic CP"')
    cord = ("age_min = 1\nage_max = 6", 'severity = "GMFCS I-V"', 'description = "Children with dyskinetic CP"')
    library = base(
        of(study("marrow", gain(9), cell="bm-msc"), *marrow), of(study("cord", gain(4), cell="cord-blood"), *cord)
    )
    found = effect(CP.but(cell="bm-msc", **asked), library)
    assert found.headline is not None
    assert [c.study for c in found.headline.contributions] == ["marrow"]
    assert found.widened is not None
    assert found.widened.people == (part,)
    assert not [s for s in found.headline.steps if "kind of cell" in s]


def test_where_only_another_stage_was_tried_with_these_cells_other_cells_of_the_stage_answer(base) -> None:
    """A result in another stage is no evidence, so marrow cells in fresh injuries give way to cord blood in old ones."""
    row = result("asia-motor", means(9, 5, 25, 4, 5, 25))
    fresh = of(study("fresh", row, condition=SCI.condition, cell="bm-msc"), "time_since_months_max = 0.5")
    old = of(study("old", row, condition=SCI.condition, cell="cord-blood"), "time_since_months_min = 12")
    found = effect(SCI.but(cell="bm-msc", since=48.0), base(fresh, old))
    assert found.headline is not None
    assert [c.study for c in found.headline.contributions] == ["old"]


def test_a_grown_person_is_not_told_the_result_of_small_children() -> None:
    """Gu 2020: 39 children, mean age 4.29; the larger pool shows no clear difference."""
    for age in (16.0, 25.0, 40.0):
        found = effect(CP.but(age=age), own_base())
        assert found.headline is not None
        assert found.headline.favours == "neither"
        assert "gu-2020" not in {c.study for c in found.headline.contributions}


# Severity, form, time


def test_people_of_another_severity_are_told_of_the_nearest_trial() -> None:
    """MIST took EDSS 2 to 6."""
    found = effect(MS.but(severity="EDSS 7"), own_base())
    assert found.headline is not None
    assert found.widened is not None
    assert found.widened.people == ("severity",)
    assert found.certainty.level in ("low", "very low")


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (MS.but(form="secondary-progressive"), "form"),
        (MS.but(form="primary-progressive"), "form"),
        (SCI.but(phase="chronic"), "time"),
        (SCI.but(since=48.0), "time"),
        (Question(condition="stroke", form="haemorrhagic"), "form"),
        (Question(condition="stroke", since=24.0), "time"),
        (Question(condition="traumatic-brain-injury", since=0.5), "time"),
    ],
)
def test_a_result_of_another_form_or_stage_is_no_answer(asked: Question, part: str) -> None:
    """MIST took relapsing MS; Srivastava 2019 fresh injuries; TREASURE fresh ischaemic strokes; STEMTRA old brain injuries."""
    found = effect(asked, own_base(), full=True)
    assert found.headline is None
    assert found.pools == ()
    assert not found.leans
    assert found.certainty.level == "none"
    assert found.of_others
    assert found.widened is not None
    assert found.widened.people == (part,)
    assert "a trial in another is not evidence for it" in found.none_found


def test_a_trial_of_the_same_stage_still_answers() -> None:
    """TREASURE treated within 36 hours: asked about two days after the stroke its result stands, marked as of another time."""
    found = effect(Question(condition="stroke", since=0.07), own_base())
    assert found.headline is not None
    assert "treasure-2024" in {c.study for c in found.headline.contributions}
    assert found.of_others == ()


@pytest.mark.parametrize(
    "asked",
    [MS, MS.but(form="relapsing"), MS.but(severity="EDSS 4"), SCI.but(severity="AIS A"), SCI.but(phase="acute")],
)
def test_people_like_those_of_the_trial_are_an_exact_match(asked: Question) -> None:
    found = effect(asked, own_base())
    assert found.headline is not None
    assert found.widened is None
    assert found.not_seen == ()


def test_recent_strokes_do_not_answer_for_old_ones() -> None:
    """TREASURE treated within 36 hours, Muse cells on day 14 to 28."""
    for asked in (Question(condition="stroke", since=60.0), Question(condition="stroke", phase="chronic")):
        found = effect(asked, own_base())
        assert found.widened is not None
        assert found.widened.people == ("time",)
        assert {s.id for s in found.widened.studies} <= {"treasure-2024", "muse-stroke-2023"}


def test_what_a_record_does_not_say_excludes_no_one_and_is_told(base) -> None:
    found = effect(CP.but(severity="GMFCS V"), base(study("silent", gain(6))))
    assert found.widened is None
    assert found.not_seen == (("severity", ("Silent",)),)


@pytest.mark.parametrize(
    ("severity", "asked", "fits"),
    [
        ("GMFCS I-III", "GMFCS III", True),
        ("GMFCS I-III", "GMFCS IV", False),
        ("GMFCS 2-5", "GMFCS I", False),
        ("GMFCS III", "GMFCS III", True),
        ("mean GMFCS III", "GMFCS I", True),  # a mean excludes no one
    ],
)
def test_levels_that_could_take_part(base, severity: str, asked: str, fits: bool) -> None:
    library = base(of(study("one", gain(6)), f'severity = "{severity}"'))
    assert people.fits(library.study("one"), CP.but(severity=asked)) is fits


# Reading a sentence


@pytest.mark.parametrize(
    ("condition", "text", "told"),
    [
        ("multiple-sclerosis", "Does HSCT work in secondary progressive MS?", {"form": "secondary-progressive"}),
        ("multiple-sclerosis", "HSCT for PPMS", {"form": "primary-progressive"}),
        ("multiple-sclerosis", "I have RRMS and an EDSS of 6.5", {"form": "relapsing", "severity": "EDSS 6.5"}),
        ("multiple-sclerosis", "Is MS a progressive disease?", {}),
        ("stroke", "I had a stroke 5 years ago, can stem cells help?", {"since": 60.0}),
        ("stroke", "Do MSC help two years after a stroke?", {"since": 24.0}),
        ("stroke", "People who were treated with cells 5 years ago", {}),
        ("stroke", "stem cells in chronic stroke", {"phase": "chronic"}),
        ("stroke", "cells after a brain haemorrhage", {"form": "haemorrhagic"}),
        ("stroke", "he had a brain bleed 2 years ago", {"form": "haemorrhagic", "since": 24.0}),
        ("stroke", "my 3 months old baby had a stroke", {}),
        ("spinal-cord-injury", "C5 quadriplegic 3 years", {"since": 36.0}),
        ("cerebral-palsy", "my spastic son with CP", {"form": "spastic"}),
        ("spinal-cord-injury", "My brother is 25 years old, AIS D", {"age": 25.0, "severity": "AIS D"}),
        ("spinal-cord-injury", "ASIA grade B, a 10-year-old injury", {"severity": "AIS B", "since": 120.0}),
        ("spinal-cord-injury", "a complete spinal cord injury", {"severity": "AIS A"}),
        ("cerebral-palsy", "my 4-year-old has GMFCS level IV", {"age": 4.0, "severity": "GMFCS IV"}),
        ("cerebral-palsy", "a 2 year old study of GMFCS I to V", {}),
    ],
)
def test_what_a_sentence_tells_of_the_person(condition: str, text: str, told: dict[str, object]) -> None:
    assert people_in(text, condition) == told


@pytest.mark.parametrize(
    ("asked", "study", "just"),
    [
        ({"since": 2 / 730}, "jaillard-2020", False),  # within two weeks
        ({"since": 2 / 730}, "yang-2025-stroke", False),  # "acute"
        ({"since": 2 / 730}, "lin-2024-cd34", False),  # 14 (SD 7) days
        ({"since": 26 / 730}, "treasure-2024", True),  # 18 to 36 hours
        ({"phase": "acute"}, "treasure-2024", True),
        ({"phase": "acute"}, "jaillard-2020", True),
        ({"phase": "chronic"}, "treasure-2024", False),
        ({"since": 30.0}, "yang-2025-stroke", False),
    ],
)
def test_a_trial_of_a_wider_or_an_untold_time_is_not_of_just_this(
    asked: dict[str, Any], study: str, just: bool
) -> None:
    found = own_base().get(study)
    assert found is not None
    assert (not people.unsure(found, Question(condition="stroke", **asked))) is just
