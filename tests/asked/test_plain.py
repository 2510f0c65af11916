"""Plain questions on a condition, on cells and on other care: the facts that answer them, read off the fact files by hand."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked.plain import aspects
from stemwise.content import document
from stemwise.errors import InputError
from stemwise.report import render_ask

ANSWERED = [
    ("Is epilepsy contagious?", "epi-not-contagious"),
    ("Is cerebral palsy curable?", "cp-permanent"),
    ("Is cerebral palsy curable.", "cp-permanent"),
    ("How long do people with MS live?", "ms-not-fatal"),
    ("Do vaccines cause autism?", "autism-vaccines"),
    ("What is cerebral palsy?", "cp-definition"),
    ("What are exosomes?", "exosomes-what"),
    ("What is a stem cell?", "stem-cell-definition"),
    ("Do stem cells turn into neurons?", "msc-not-working-neurons"),
    ("What are the side effects of natalizumab in MS?", "natalizumab"),
    ("Does hyperbaric oxygen help in cerebral palsy?", "care-hbot-cp-review"),
    ("Should I bank my baby's cord blood?", "cord-blood"),
    ("When do I call an ambulance for a seizure?", "epi-ambulance"),
    ("Tenecteplase or alteplase for stroke?", "stroke-tpa"),
]


@pytest.mark.parametrize(("text", "fact"), ANSWERED)
def test_the_facts_answer(text: str, fact: str) -> None:
    asked = ask(text)
    assert asked.answer is not None
    assert any(fact in f.id for f in asked.answer.facts[:4]), [f.id for f in asked.answer.facts]
    assert not asked.answer.effects
    assert asked.answer.harms is None


INHERITED = [
    ("Does a bone marrow transplant help a child with Hurler syndrome?", "hurler-transplant"),
    ("Does a transplant help in MPS I?", "hurler-transplant"),
    ("Cord blood transplant for Krabbe disease: does it help?", "krabbe-transplant-30-days"),
    ("Does a stem cell transplant help in cerebral adrenoleukodystrophy?", "ald-transplant-early"),
    ("Is there a gene therapy for metachromatic leukodystrophy?", "mld-lenmeldy"),
]
"""Diseases in which an early transplant or gene therapy is established care: their care must be told."""


@pytest.mark.parametrize(("text", "fact"), INHERITED)
def test_early_care_of_an_inherited_brain_disease_is_told(text: str, fact: str) -> None:
    asked = ask(text)
    assert asked.answer is not None
    assert fact in [f.id for f in asked.answer.facts]


def test_what_is_not_known_is_said() -> None:
    asked = ask("Can a child with cerebral palsy play the violin?")
    assert asked.lead[0].startswith("No fact was found by the words of the question")


def test_a_question_on_cells_and_a_condition_is_no_plain_one() -> None:
    asked = ask("Do stem cells cure cerebral palsy?")
    assert asked.answer is not None
    assert asked.answer.question.type == "effect"


def test_every_aspect_is_asked_by_its_own_phrases() -> None:
    for row in document("rules/aspects.toml")["aspect"]:
        for phrase in row["asks"]:
            said = " ".join(word.split("|")[0].replace("*", "") for word in phrase.split() if word != "~")
            found = aspects(said, care=bool(row.get("care")))
            assert row["id"] in found or (row.get("first") and found), (row["id"], phrase)


NOT_A_HARM = [
    ("Is stem cell therapy after stroke approved by the FDA?", "The FDA lists stroke"),
    ("How much does stem cell therapy cost after a stroke?", "Insurers generally do not pay"),
    ("Where can my father get stem cells after his stroke?", "Which clinic is best"),
    ("Can my son come off his epilepsy drugs after stem cells?", "Do not stop"),
    ("can I stop my seizure medication after stem cells", "Do not stop"),
]


@pytest.mark.parametrize(("text", "opening"), NOT_A_HARM)
def test_a_condition_after_which_cells_are_given_is_no_harm(text: str, opening: str) -> None:
    assert ask(text).lead[0].startswith(opening)


@pytest.mark.parametrize(
    "text",
    [
        "Do stem cells make paralyzed people walk again?",
        "Can stem cells stop my son's seizures in cerebral palsy?",
        "is 3 months after stroke too late for stem cells",
    ],
)
def test_an_effect_asked_after_is_told(text: str) -> None:
    asked = ask(text)
    assert asked.answer is not None
    assert asked.answer.effects


@pytest.mark.parametrize(
    "text",
    [
        "he got stem cells yesterday and now cant move his legs",
        "fever and stiff neck two days after intrathecal stem cells",
        "chest pain and cannot breathe after fat stem cell infusion",
    ],
)
def test_a_call_for_help_needs_no_full_sentence(text: str) -> None:
    assert ask(text).lead[0].startswith("Seek medical care now")


def test_a_question_has_a_bound() -> None:
    with pytest.raises(InputError, match="is a page"):
        ask("which " * 2000)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Can stem cells cause tumours?", "tumour"),
        ("Can stem cells cause cancer?", "tumour"),
        ("Has anyone died after stem cell therapy?", "death"),
        ("Can stem cells cause seizures?", "seizure"),
        ("Can stem cells cause a stroke?", "another stroke"),
    ],
)
def test_the_harm_asked_after_comes_first(text: str, first: str) -> None:
    asked = ask(text)
    assert asked.answer is not None
    assert asked.answer.harms is not None
    assert asked.answer.harms.counts[0].name == first
    assert f"In the trials at hand: {first}: " in asked.lead[0]


def test_blindness_was_counted_by_no_trial_and_is_documented() -> None:
    asked = ask("Has anyone gone blind after stem cells?")
    assert "lost sight" in asked.lead[0]


@pytest.mark.parametrize("text", ["Do stem cells help after a stroke?", "Can stem cells stop seizures in epilepsy?"])
def test_a_gain_is_no_harm(text: str) -> None:
    asked = ask(text)
    assert asked.question is not None
    assert asked.question.condition in ("stroke", "epilepsy")
    assert asked.answer is not None
    assert asked.question.type != "harm"


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("What is the success rate of stem cells for stroke?", "No share can be called the success rate"),
        ("How long do the effects last in cerebral palsy?", "How long an effect lasts"),
        ("Which is better: intrathecal or intravenous cells in cerebral palsy?", "No dose, route or number"),
        ("What did Sun 2017 find?", "Sun 2017: Sixty-three children"),
        ("My wife had a stroke an hour ago, will stem cells help?", "Call the emergency number now"),
        ("I want to kill myself if stem cells do not work", "If you, or someone near you"),
        ("Can stem cells help Covid-19?", "That lies outside our evidence"),
        ("Is stem cell therapy allowed in Ukraine?", "In Ukraine"),
        ("Is stem cell therapy allowed in Russia?", "What holds in that country is not recorded"),
    ],
)
def test_the_lead_is_what_was_asked(text: str, opening: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith(opening), asked.lead
    assert asked.lead[0][:40] in " ".join(render_ask(asked).split())
