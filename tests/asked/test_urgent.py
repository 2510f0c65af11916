"""Someone may be ill now: told before all else, also where the sentence is no question; no alarm for what is no call for help."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked.urgent import urgent

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
    assert urgent(text).lead[0].startswith("Seek medical care now")


def test_sudden_weakness_of_one_side_may_be_a_stroke() -> None:
    assert urgent("sudden weakness on one side what to do").lead[0].startswith("Call the emergency number now")


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
    assert urgent(text).lead == ()


FITS = [
    "After the stem cells my son has fits he never had before",
    "My son has fits since the stem cell infusion",
    "He has had two fits since his stem cell treatment",
    "My boy started having fits after cord blood",
    "Since the infusion my daughter keeps having fits",
    "My child has been fitting since the stem cell injection",
    "My son gets absences since the cell therapy",
    "She has blackouts after her HSCT",
    "He blacked out after the stem cell injection",
    "My daughter had a fit after the infusion yesterday",
    "After treatment with stem cells he developed fits and fever",
    "We went for stem cells and now he is having fits several times a day",
    "My son had his first fit after the stem cells",
    "fits after stem cell therapy, what should I do?",
    "Her fits got worse after the stem cells",
]
NO_FITS = [
    "Which stem cell treatment fits my son best?",
    "Does the treatment fit well with his therapy?",
    "My son had stem cells and the brace fits well",
    "The therapy fits in our plan after stem cells",
    "Our clinic's programme fits every child after treatment",
    "My son has no fits since the stem cell treatment",
    "My son's fits stopped after stem cells",
    "Can stem cells cause fits in my son?",
    "Do stem cells help with fits?",
    "Is my son fit for stem cell treatment?",
    "He had fits before the stem cells. Can they help?",
    "My son had many absences from school after the treatment",
    "Can my son with fits get stem cells?",
    "My son has epilepsy with fits. Will stem cells help?",
    "Fits after cord blood are seen in 3 % of children",
]


@pytest.mark.parametrize("text", FITS)
def test_fits_absences_and_blackouts_are_seizures(text: str) -> None:
    assert ask(text).lead[0].startswith(("Seek medical care now", "Call the emergency number now"))


@pytest.mark.parametrize("text", NO_FITS)
def test_what_fits_is_no_seizure(text: str) -> None:
    assert urgent(text).lead == ()
