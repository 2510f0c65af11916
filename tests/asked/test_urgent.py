"""Someone may be ill now: told before all else, also where the sentence is no question; no alarm for what is no call for help."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked.words import urgent

ILL_NOW = [
    "my wife had HSCT and now she has a fever",
    "My wife had HSCT last month and has a fever of 39",
    "my child is turning blue after the infusion",
    "my baby had a lumbar puncture and now will not wake up",
    "my daughter had stem cells yesterday and is very sleepy",
    "my son got MSC infusion and is floppy",
    "he got exosomes and now can't pee",
    "my daughter has a rash with fever after the stem cells",
    "my toddler's back is leaking fluid after the lumbar puncture",
    "I had stem cells and my left arm is numb",
    "can she take paracetamol for her fever after HSCT",
    "My daughter got better after stem cells but now has a fever",
    "Could this be a seizure? she had the infusion yesterday",
    "husband hsct day 12 temp 38.7",
    "I think my daughter is having an allergic reaction to the infusion",
    "is it normal to have fever the night after infusion",
]


@pytest.mark.parametrize("text", ILL_NOW)
def test_illness_after_a_treatment_is_no_story(text: str) -> None:
    asked = ask(text)
    assert asked.page is None
    assert asked.lead[0].startswith("Seek medical care now")


@pytest.mark.parametrize("text", ["my child is turning blue", "my baby will not wake up"])
def test_what_is_grave_needs_no_treatment(text: str) -> None:
    assert urgent(text)[0].startswith("Seek medical care now")


def test_sudden_weakness_of_one_side_may_be_a_stroke() -> None:
    assert urgent("sudden weakness on one side what to do")[0].startswith("Call the emergency number now")


@pytest.mark.parametrize(
    "text",
    [
        "Patients may have a fever after HSCT",
        "Seizures can follow infusion",
        "Can my child get a fever after stem cells?",
        "Will my son have a seizure after the infusion?",
        "Can an intrathecal injection paralyse my child?",
        "After stem cells my son has fewer seizures.",
        "My husband was paralysed; after stem cells he walks again.",
        "My wife had HSCT, she had a fever for three days but recovered.",
        "My son has seizures. Will they stop after stem cells?",
        "My father has ALS and has trouble breathing, can stem cells help?",
        "My son cannot breathe on his own since the accident, can stem cells help?",
        "My son did not respond to stem cells",
        "My son has had seizures since birth can stem cells help",
        "my husband was paralysed after a car accident do stem cells work",
        "A huge number of cultured stem cells is given through an IV drip.",
        "What is the risk of infection after HSCT?",
        "People who had a stroke can now be helped.",
    ],
)
def test_no_alarm_where_nobody_is_ill_now(text: str) -> None:
    assert urgent(text) == ()
