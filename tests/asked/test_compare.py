"""Cells weighed against other care or other cells, pregnancy, and a study by its name: what must be said first."""

from __future__ import annotations

import pytest

from stemwise import ask


def opening(text: str) -> str:
    return ask(text).lead[0] if ask(text).lead else ""


@pytest.mark.parametrize(
    "text",
    [
        "Does HSCT work better than ocrelizumab in MS?",
        "Is ocrelizumab better than HSCT for MS?",
        "Does HSCT work better than ocrelizumab?",
        "Which is better in MS, HSCT or ocrelizumab?",
    ],
)
def test_what_the_controls_got_comes_first(text: str) -> None:
    said = " ".join(
        ask(text).lead[:2]
    )  # the control arms of Kalincik 2023 and Muraro 2025; that of Burt 2019 names no drug
    assert "Kalincik 2023" in said
    assert "Muraro 2025" in said
    assert "Burt 2019" not in said


@pytest.mark.parametrize(
    ("text", "care"),
    [
        ("Are stem cells better than thrombolysis for stroke?", "thrombolysis"),
        ("How do stem cells compare with botox in cerebral palsy?", "botulinum"),
    ],
)
def test_care_that_was_no_control_is_said_to_be_none(text: str, care: str) -> None:
    assert opening(text).startswith("No trial of stem cells at hand names " + care)


def test_care_that_both_groups_got_was_not_compared() -> None:
    said = opening("Do MSCs work better than riluzole in ALS?")  # Oh 2018: cells + riluzole against riluzole alone
    assert "given to both groups" in said
    assert "Oh 2018" in said


@pytest.mark.parametrize(
    "text",
    [
        "Can a child get better than before with stem cells in cerebral palsy?",
        "Is Panama better than Mexico for stem cells in autism?",
        "Do stem cells help with speech or balance in cerebral palsy?",
        "Do stem cells work better in stroke than in spinal cord injury?",
        "Is intrathecal better than intravenous for MSCs in MS?",
        "Do MSCs work better than placebo in MS?",
        "Do stem cells work as well as the clinics say in autism?",
    ],
)
def test_no_other_care_is_made_up(text: str) -> None:
    said = " ".join(ask(text).lead)
    assert "control group got" not in said
    assert "as its comparison" not in said


@pytest.mark.parametrize(
    "text",
    ["Are exosomes safer than stem cells?", "Is cord blood safer than bone marrow cells?", "Are MSCs safer than HSCT?"],
)
def test_which_cell_is_safer_is_a_question_of_harms(text: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith("Whether one kind of cell is safer")
    assert asked.answer is not None
    assert asked.answer.harms is not None


@pytest.mark.parametrize(
    "text",
    [
        "Can a pregnant woman get MSCs for MS?",
        "Is MSC therapy safe in pregnancy?",
        "I am pregnant and have MS, should I get stem cells?",
        "Is HSCT safe while breastfeeding?",
        "stem cells and pregnancy",
        "Can I get pregnant after HSCT?",
    ],
)
def test_pregnancy_is_answered_as_such(text: str) -> None:
    assert opening(text).startswith("No trial at hand counted what cells do in pregnancy")


@pytest.mark.parametrize(
    "text",
    [
        "My son has CP from an infection in pregnancy. Do stem cells help?",
        "Can pregnancy complications cause cerebral palsy?",
    ],
)
def test_pregnancy_as_a_cause_is_another_question(text: str) -> None:
    assert "counted what cells do in pregnancy" not in opening(text)


@pytest.mark.parametrize("text", ["What did the Duke ACCeNT study find?", "What did the ACCeNT trial show?"])
def test_a_study_is_found_by_its_name_alone(text: str) -> None:
    assert opening(text).startswith("Sun 2022")  # NCT03473301, ACCeNT-CP


def test_a_study_that_is_not_held_is_said_not_to_be() -> None:
    assert "No one study that is called GAME" in opening("What did the GAME trial find?")


def test_exosomes_are_not_answered_by_cord_blood() -> None:
    from stemwise.report import render_ask

    for form in ("text", "html"):
        shown = render_ask(ask("Do exosomes cure autism?"), form)
        assert shown.index("None of the studies with a comparison is of exosomes") < shown.index("Chez 2018")
