"""Questions that are after something else than an effect: what must come first, and what cannot be said."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked.urgent import urgent
from stemwise.errors import InputError
from stemwise.report import render_ask

CARE = "Seek medical care now"


@pytest.mark.parametrize(
    "text",
    [
        "My son had stem cells yesterday and has a high fever. What should I do?",
        "My daughter has had a seizure since the infusion",
        "She can't breathe, what should I do?",
        "He got an injection of cells 3 days ago and has a stiff neck. Is this normal?",
    ],
)
def test_an_emergency_comes_first(text: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith(CARE)
    for shown in (render_ask(asked), render_ask(asked, "html"), render_ask(asked, "json")):
        assert CARE in shown
    assert len(render_ask(asked).splitlines()) < 25
    assert render_ask(asked).splitlines()[3].startswith(CARE)


@pytest.mark.parametrize(
    "text",
    [
        "My daughter has seizures and cerebral palsy, can stem cells help?",
        "Are seizures a side effect of stem cells in cerebral palsy?",
        "Can stem cells stop my son's seizures?",
        "Fever was seen in 27 of 66 children after the infusion.",
    ],
)
def test_a_question_about_illness_is_no_emergency(text: str) -> None:
    assert urgent(text).lead == ()


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Should I stop baclofen before the stem cells?", "Do not stop"),
        ("Do we have to stop giving his seizure medicine?", "Do not stop"),
        ("What helps in cerebral palsy besides stem cells?", "Known to help"),
        (
            "Is stem cell therapy approved for SCI in the USA?",
            "No cell product is approved for spinal-cord injury in the USA",
        ),
        ("Is it safe for my 3 year old?", "No cell therapy can be called free of risk"),
        ("Are there side effects?", "No cell therapy can be called free of risk"),
        ("Can stem cells help my child walk?", "That depends on the condition"),
        ("What does it cost?", "Insurers generally do not pay for unproven"),
        ("Which clinic is best?", "Which clinic is best cannot be said here"),
        ("What else helps?", "What helps depends on the condition"),
    ],
)
def test_the_answer_opens_with_what_was_asked(text: str, opening: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith(opening)
    assert render_ask(asked).splitlines()[3].startswith(opening[:40])
    assert opening in render_ask(asked, "html")


def test_what_helps_shows_care_and_no_cells() -> None:
    asked = ask("What helps in cerebral palsy besides stem cells?")
    assert asked.answer is not None
    assert asked.answer.alternatives
    assert not asked.answer.effects


def test_a_drug_that_is_named_is_told_of() -> None:
    asked = ask("Should I stop baclofen before the stem cells?")
    assert asked.answer is not None
    assert any("Baclofen" in f.statement for f in asked.answer.facts)


@pytest.mark.parametrize(
    "text",
    ["Does cord blood help in cerebral palsy?", "How much does cord blood help in cerebral palsy?",
     "Do stem cells reduce spasticity in cerebral palsy?"],
)  # fmt: skip
def test_plain_questions_get_a_plain_sentence_and_their_answer(text: str) -> None:
    asked = ask(text)
    assert len(asked.lead) == 1
    assert asked.lead[0].startswith("Not s")
    assert "%" not in asked.lead[0]
    assert asked.answer is not None
    assert asked.answer.effects


def test_a_question_of_something_else_gets_an_example_and_no_ids() -> None:
    with pytest.raises(InputError) as error:
        ask("What is love?")
    assert "names no condition" in str(error.value)
    assert "spinal-cord-injury" not in str(error.value)
