"""A fresh illness comes before any result of cells, and what is told of cells in conditions without studies is shown."""

from __future__ import annotations

import pytest

from stemwise import explain
from stemwise.evidence.library import base as shipped
from stemwise.report import render_explain


@pytest.mark.parametrize(
    ("condition", "since", "fresh"),
    [
        ("stroke", "2h", True), ("stroke", "20 hours", True), ("spinal-cord-injury", "3h", True),
        ("traumatic-brain-injury", "5 hours", True), ("stroke", "2 days", False), ("stroke", "6 weeks", False),
        ("spinal-cord-injury", "1 year", False), ("stroke", "", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "html"])
def test_the_emergency_number_stands_before_a_result_in_the_first_day(
    condition: str, since: str, fresh: bool, form: str
) -> None:
    found = explain(condition, since=since)
    said = " ".join(render_explain(found, form, full=False).split())
    assert ("call the emergency number" in said) is fresh
    if fresh:
        assert said.index("call the emergency number") < said.index("No cell treatment is a part of emergency care")
        assert found.at_once


def test_every_care_of_the_first_hours_is_named_and_none_that_is_over() -> None:
    """Alteplase within 4.5 hours, thrombectomy within 24, lifting the skull within 48 (Cochrane, NICE, AURORA in the base)."""
    early, late = (" ".join(explain("stroke", since=since).at_once) for since in ("2h", "20h"))
    for care in ("alteplase", "Thrombectomy", "Lifting off a part of the skull", "Aspirin"):
        assert care in early
    assert early.index("alteplase") < early.index("Aspirin")
    assert "alteplase" not in late
    assert "Thrombectomy" in late


def test_a_bleeding_is_not_told_of_what_opens_a_vessel() -> None:
    said = " ".join(explain("stroke", since="2h", form="haemorrhagic").at_once)
    assert "emergency number" in said
    assert not any(care in said for care in ("alteplase", "Thrombectomy", "Aspirin"))


@pytest.mark.parametrize(
    ("condition", "fact"),
    [("muscular-dystrophy", "dmd-hope3"), ("muscular-dystrophy", "dmd-hope2-allergy"), ("leukodystrophy", "krabbe-transplant"),
     ("leukodystrophy", "ald-transplant"), ("alzheimers", "alz-lomecel")],
)  # fmt: skip
@pytest.mark.parametrize(("form", "full"), [("text", False), ("text", True), ("html", True)])
def test_cells_given_where_no_study_is_held_are_told(condition: str, fact: str, form: str, full: bool) -> None:
    (held,) = [f for f in shipped().facts(condition) if f.id == fact]
    assert held.statement[:60].split("'")[0] in " ".join(render_explain(explain(condition), form, full=full).split())


@pytest.mark.parametrize("condition", ["stroke", "autism", "peripheral-neuropathy", "brain-malformation", "epilepsy"])
def test_no_fact_of_the_bodys_own_cells_is_told_as_cells_given(condition: str) -> None:
    """Schwann cells that guide a nerve are no treatment; where studies are held, these tell."""
    assert explain(condition).known == ()
