"""Facts of an explanation stand where they belong, and once."""

from __future__ import annotations

import pytest

from stemwise import explain
from stemwise.answer.facts import belongs
from stemwise.evidence.knowledge import Fact
from stemwise.report import render_explain


@pytest.mark.parametrize(
    ("statement", "condition", "belong"),
    [
        ("A man with a spinal-cord injury walked again.", "spinal-cord-injury", True),
        ("A man with a spinal-cord injury walked again.", "cerebral-palsy", False),
        ("A man, paralysed by a spinal-cord injury, walked again.", "cerebral-palsy", False),
        ("A man, paralysed by a spinal-cord injury, walked again.", "paralysis", True),
        ("Cells were sold for paralysis.", "stroke", True),
        ("The cells are tried in autism and in stroke.", "autism", True),
        ("No product is approved for neurological disorders or autism.", "als", True),
        ("The cells treat leukaemia.", "als", True),
        ("The cells lie in the marrow.", "als", True),
    ],
)
def test_a_fact_of_another_condition_does_not_belong(statement: str, condition: str, belong: bool) -> None:
    assert belongs(Fact("one", "stem-cells", "cell-property", statement, ()), condition) is belong


@pytest.mark.parametrize("condition", ["cerebral-palsy", "stroke", "multiple-sclerosis", "spinal-cord-injury"])
@pytest.mark.parametrize("form", ["text", "html"])
def test_a_court_stands_among_the_rules_only(condition: str, form: str) -> None:
    found = explain(condition)
    court = next(f for f in found.approvals if f.id == "india-court-consent")
    assert court not in (*found.cell_facts, *found.ethics, *(f for c in found.cells for f in c.facts))
    assert " ".join(render_explain(found, form).split()).count("India's Supreme Court said") <= 1


def test_one_mans_story_stands_with_his_condition() -> None:
    for condition, told in (("spinal-cord-injury", True), ("cerebral-palsy", False), ("stroke", False)):
        cards = [f.id for c in explain(condition).cells for f in c.facts]
        assert ("cell-oec-fidyka" in cards) is told


def test_a_trial_is_no_rule() -> None:
    found = explain("cerebral-palsy")
    assert "lawx-cp-mcg-first" not in {f.id for f in found.approvals}
    assert "lawx-cp-mcg-first" in {f.id for f in found.facts}
