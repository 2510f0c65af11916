"""Other care is told only for those it may be for; what is left out is named. Whom it is for is read off the records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from stemwise import ask, explain
from stemwise.evidence import Alternative, base
from stemwise.report import render_ask, render_explain

VESSEL = {"stroke-aspirin", "stroke-alteplase", "stroke-thrombectomy"}
"""Treatments of a blocked vessel: harmful, or of no use, in a bleeding."""


def ids(rows: Iterable[Alternative]) -> set[str]:
    return {a.id for a in rows}


@pytest.mark.parametrize("age", [None, 1, 60])
def test_after_a_bleeding_nothing_against_clots_is_offered(age: float | None) -> None:
    found = explain("stroke", form="haemorrhagic", age=age)
    assert ids(found.alternatives) & VESSEL == set()
    assert ids(found.answer.not_for) >= VESSEL


@pytest.mark.parametrize(
    "text",
    [
        "Do stem cells help after a haemorrhagic stroke?",
        "Can MSCs help my mother after a hemorrhagic stroke?",
        "Do stem cells work in stroke from a brain haemorrhage?",
        "What helps after a haemorrhagic stroke besides stem cells?",
    ],
)
def test_a_question_on_a_bleeding_names_none_either(text: str) -> None:
    asked = ask(text)
    assert asked.answer is not None
    assert ids(asked.answer.alternatives) & VESSEL == set()
    for shown in (render_ask(asked), render_ask(asked, "html")):
        assert "Not for bleeding in the brain" in " ".join(shown.split())
    assert "Aspirin" not in " ".join(asked.lead)


def test_a_drug_asked_after_by_name_is_said_to_be_for_others() -> None:
    lead = " ".join(ask("Does aspirin help after a haemorrhagic stroke?").lead)
    assert "for others than those asked about" in lead
    assert "ischaemic" in lead


def test_early_care_asked_after_by_name_is_not_said_to_be_for_others() -> None:
    lead = " ".join(ask("Does aspirin help, my father had a stroke 3 days ago?").lead)
    assert "begun early" in lead
    assert "ask at once" in lead
    assert "for others" not in lead


@pytest.mark.parametrize(
    ("condition", "people", "care", "told"),
    [
        ("neonatal-brain-injury", {"age": 40}, "neonatal-cooling", False),
        ("neonatal-brain-injury", {"age": 0}, "neonatal-cooling", True),
        ("spina-bifida", {"age": 30}, "spina-bifida-fetal-surgery", False),
        ("spina-bifida", {"age": 0}, "spina-bifida-fetal-surgery", False),  # a newborn is born
        ("spina-bifida", {}, "spina-bifida-fetal-surgery", True),
        ("stroke", {"form": "ischaemic"}, "stroke-aspirin", True),
        ("stroke", {"since": 24}, "stroke-thrombectomy", False),
        ("stroke", {"age": 60}, "stroke-unit", True),
        ("stroke", {"age": 1}, "stroke-unit", False),  # "Adults in hospital with stroke"
        ("cerebral-palsy", {"age": 40}, "cp-sdr", True),  # studied in children, and says so
        ("cerebral-palsy", {"age": 3}, "cp-adult-care", False),
        ("cerebral-palsy", {"age": 5}, "cp-early-therapy", False),  # infants at high risk
        ("cerebral-palsy", {"age": 5}, "cp-cimt", True),
        ("cerebral-palsy", {"form": "dyskinetic"}, "cp-sdr", False),
        ("cerebral-palsy", {"form": "dyskinetic"}, "cp-itb", True),
        ("hydrocephalus", {"age": 5}, "hydrocephalus-shunt-surgery", True),  # "People with hydrocephalus"
        ("multiple-sclerosis", {"form": "relapsing"}, "ms-ocrelizumab-pp", False),
        ("multiple-sclerosis", {"form": "progressive"}, "ms-ocrelizumab-pp", True),
        ("multiple-sclerosis", {"form": "secondary-progressive"}, "ms-natalizumab", False),
        ("spinal-cord-injury", {"severity": "AIS A"}, "sci-robot-gait", True),  # studied in milder injuries
        ("spinal-cord-injury", {"since": 36}, "sci-early-surgery", False),
        ("spinal-cord-injury", {"since": 0.1}, "sci-epidural-stimulation", True),  # studied in old injuries
        ("stroke", {"since": "2d"}, "stroke-aspirin", True),  # "begun within 48 hours"
        ("stroke", {"since": "48h"}, "stroke-aspirin", True),
        ("stroke", {"since": "4h"}, "stroke-alteplase", True),
        ("stroke", {"since": "12h"}, "stroke-alteplase", False),  # later than 4.5 hours no clear gain
    ],
)
def test_care_for_others_is_left_out_and_named(condition: str, people: dict[str, Any], care: str, told: bool) -> None:
    found = explain(condition, **people)
    assert (care in ids(found.alternatives)) is told
    assert (care in ids(found.answer.not_for)) is not told


@pytest.mark.parametrize(
    ("condition", "people", "care", "mark"),
    [
        ("cerebral-palsy", {"age": 25}, "cp-botulinum", "studied in children"),
        (
            "cerebral-palsy",
            {"age": 25, "severity": "GMFCS V"},
            "cp-itb",
            "studied in children and young people (4 to 24",
        ),
        ("cerebral-palsy", {"age": 5}, "cp-botulinum", ""),
        ("spinal-cord-injury", {"severity": "AIS A"}, "sci-robot-gait", "studied in people with incomplete"),
        ("spinal-cord-injury", {"severity": "AIS C"}, "sci-robot-gait", ""),
        ("multiple-sclerosis", {"age": 62, "form": "primary-progressive"}, "ms-ocrelizumab-pp", "age 18-55"),
        ("traumatic-brain-injury", {"age": 70}, "tbi-rehabilitation", "studied in adults of 16 to 65"),
    ],
)
def test_care_studied_in_others_is_kept_and_says_so(
    condition: str, people: dict[str, Any], care: str, mark: str
) -> None:
    found = explain(condition, **people)
    told = next(a.called for a in found.alternatives if a.id == care)
    assert mark in told
    assert ("studied in" in told) is bool(mark)
    assert told in " ".join(render_explain(found).split())


@pytest.mark.parametrize(
    ("condition", "people"),
    [
        ("cerebral-palsy", {"age": 25, "severity": "GMFCS V"}),
        ("cerebral-palsy", {"age": 70}),
        ("spinal-cord-injury", {"since": 0.3, "severity": "AIS A"}),
        ("stroke", {"since": "10 years", "form": "haemorrhagic", "age": 85}),
        ("multiple-sclerosis", {"form": "primary-progressive", "severity": "EDSS 8", "age": 70}),
        ("traumatic-brain-injury", {"age": 80, "since": 0.1}),
    ],
)
def test_nobody_is_left_with_cells_alone(condition: str, people: dict[str, Any]) -> None:
    assert any(a.helps for a in explain(condition, **people).alternatives)


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_page_without_other_care_says_that_it_stands_elsewhere(form: str) -> None:
    none = explain("epilepsy")
    assert not none.alternatives
    assert "does not mean that nothing helps" in " ".join(render_explain(none, form).split())
    assert "does not mean that nothing helps" not in " ".join(render_explain(explain("stroke"), form).split())


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(
    ("since", "said"),
    [
        (0.07, "ask at once what of it still applies (about 2 days after the onset)"),
        ("5 days", "ask at once what of it still applies (5 days after the onset)"),
    ],
)
def test_care_begun_early_is_to_be_asked_after_and_not_denied(since: float | str, said: str, form: str) -> None:
    shown = " ".join(render_explain(explain("stroke", since=since, form="ischaemic"), form).split())
    assert said in shown
    assert "Aspirin in the first days (adults with ischaemic stroke; begun in the first 2 days)" in shown
    assert "Not for" not in shown


@pytest.mark.parametrize("since", ["3 weeks", "2 years"])
def test_care_whose_time_is_long_past_is_not_held_out(since: str) -> None:
    """Clot-dissolving drugs belong to the first 4.5 hours, thrombectomy to the first day."""
    shown = " ".join(render_explain(explain("stroke", since=since), full=False).split())
    assert "what of it still applies" not in shown
    assert "alteplase" not in shown


def test_no_record_of_early_care_denies_it_just_past_its_window() -> None:
    early = [a for a in base().alternatives() if a.time_since_months_max is not None]
    assert {"stroke-aspirin", "stroke-thrombectomy", "sci-early-surgery"} <= ids(early)
    for a in early:
        found = explain(a.condition, since=(a.time_since_months_max or 0) * 1.1)
        assert a.id in ids(found.answer.not_for)
        shown = " ".join(render_explain(found, full=False).split())
        assert f"{a.name} (" in shown.split("ask at once what of it still applies")[1]
        assert "Not for" not in shown


@pytest.mark.parametrize("form", ["text", "html"])
def test_what_did_not_help_stands_under_its_own_heading(form: str) -> None:
    """Locomotor training late after injury, and more training early: "no clear gain", "no better"."""
    found = explain("spinal-cord-injury", since=36, severity="AIS C")
    shown = " ".join(render_explain(found, form).split())
    helps, none = shown.upper().rindex("WHAT IS KNOWN TO HELP"), shown.index("Tried, and no clear gain was found")
    assert helps < shown.index("Robot-assisted gait training", helps) < none
    for name in ("Locomotor training late after injury", "Intensive training on top of the usual programme"):
        assert shown.index(name) > none


def test_where_no_form_is_asked_the_name_says_for_whom() -> None:
    for form in ("text", "html"):
        shown = " ".join(render_explain(explain("stroke"), form).split())
        assert "Aspirin in the first days (after a blocked vessel" in shown


def test_what_is_left_out_stands_in_every_report() -> None:
    found = explain("spina-bifida", age=30)
    for full in (False, True):
        assert "Not for age 30" in " ".join(render_explain(found, full=full).split())
    assert "Not for age 30" in render_explain(found, "html")
    assert '"not_for"' in render_explain(found, "json")


def test_words_of_ones_own_record_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "alternatives").mkdir()
    (tmp_path / "alternatives" / "own.toml").write_text(
        'schema = 1\n[[alternative]]\nid = "own"\ncondition = "stroke"\nname = "Clot filter"\n'
        'population = "Adults with ischaemic stroke"\n'
        'sources = [{ published_in = "doi:10.1/x", seen_at = "https://x.org", locator = "abstract", '
        'source_kind = "abstract" }]\n',
        encoding="utf-8",
    )
    assert "own" in ids(explain("stroke", form="haemorrhagic", evidence=str(tmp_path)).answer.not_for)
    assert "own" in ids(explain("stroke", form="ischaemic", evidence=str(tmp_path)).alternatives)


def test_results_of_others_say_so_on_their_line() -> None:
    shown = " ".join(render_explain(explain("autism", age=70, cell="esc"), full=False).split())
    assert "90.6 % [not what was asked: other cells, other ages]" in shown
    assert "None of the studies with a comparison is of embryonic stem cells" in shown


def test_harms_counted_in_other_conditions_only_are_told() -> None:
    found = explain("cerebral-palsy", cell="ahsct", age=2)
    assert found.harms.counts == ()
    for shown in (render_explain(found, full=False), render_explain(found), render_explain(found, "html")):
        said = " ".join(shown.split())
        assert "which is no sign of safety. In other conditions:" in said
        assert "death caused by the treatment" in said
        assert "in multiple sclerosis" in said
