"""Other care is told only for those it may be for; what is left out is named. Whom it is for is read off the records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from stemwise import ask, explain
from stemwise.evidence import Alternative
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
        ("cerebral-palsy", {"age": 40}, "cp-sdr", False),
        ("cerebral-palsy", {"age": 5}, "cp-early-therapy", False),  # infants at high risk
        ("cerebral-palsy", {"age": 5}, "cp-cimt", True),
        ("cerebral-palsy", {"form": "dyskinetic"}, "cp-sdr", False),
        ("cerebral-palsy", {"form": "dyskinetic"}, "cp-itb", True),
        ("hydrocephalus", {"age": 5}, "hydrocephalus-shunt-surgery", True),  # "People with hydrocephalus"
        ("multiple-sclerosis", {"form": "relapsing"}, "ms-ocrelizumab-pp", False),
        ("multiple-sclerosis", {"form": "progressive"}, "ms-ocrelizumab-pp", True),
        ("multiple-sclerosis", {"form": "secondary-progressive"}, "ms-natalizumab", False),
        ("spinal-cord-injury", {"severity": "AIS A"}, "sci-robot-gait", False),
        ("spinal-cord-injury", {"since": 36}, "sci-early-surgery", False),
        ("spinal-cord-injury", {"since": 0.1}, "sci-epidural-stimulation", False),
    ],
)
def test_care_for_others_is_left_out_and_named(condition: str, people: dict[str, Any], care: str, told: bool) -> None:
    found = explain(condition, **people)
    assert (care in ids(found.alternatives)) is told
    assert (care in ids(found.answer.not_for)) is not told


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
        assert "No harm was counted in trials of such cells in this condition. In other conditions:" in said
        assert "death caused by the treatment" in said
        assert "in multiple sclerosis" in said
