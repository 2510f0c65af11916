"""Danger told in a question is met before all else, in whatever words; and no one in need gets a verdict on wording.

The sentences are such as parents and patients type; which answer each needs was set by hand.
"""

from __future__ import annotations

from typing import Literal

import pytest

from stemwise import ask
from stemwise.asked.urgent import beside, urgent
from stemwise.asked.words import is_question
from stemwise.errors import InputError
from stemwise.report import render_ask

NOW = ("Seek medical care now", "Call the emergency number", "Go to the nearest emergency department now")
EMERGENCIES = """
my son has epilepsy seizure now 10 minutes
my son has been having a seizure for 10 minutes
my boy is convulsing for 6 minutes and it does not stop
my seizure med was changed and now my son seizes nonstop
my child has 39.5 since the infusion
after the cells in Panama she has 40.1
we came back from China and our son has meningitis
our son got meningitis after stem cells
burning pain in both legs after the injection of cells
red painful lump where they injected the stem cells
the wound on his back is leaking clear fluid after stem cell surgery
my arm vein is red hot and hard after infusion
since stem cells my daughter stopped talking
my son stopped walking after the stem cells
he lost his speech after the injection
my heart is racing after stem cells
blood in stool after HSCT
blood in urine after HSCT
bloody urine 4 weeks after HSCT
double vision after stem cells for MS
my husband fell and can't move his legs now
he dived into the pool and can't move his arms or legs
my daughter is 6 months old and stopped feeding, HIE
baby 5 weeks old sleepy and won't feed
he hit his head and is vomiting now
my son has a shunt and is drowsy with headache
what to do after a bad reaction to stem cells
should I go to the hospital after stem cell side effects
pls help baby not opening eyes after injection in spine
weak legs and can't hold urine since intrathecal msc
my dad can't talk all of a sudden
dad woke up and cannot move his right arm
stroke 2 hours ago stem cells or thrombolysis
grandma stroke this morning stem cells?
my son had a seisure after stemcells
"""
DESPAIR = """
I want to die because of my MS
my son with spinal cord injury talks about ending his life
I can't go on like this with my child's autism
I don't see a reason to live with ALS
my husband with ALS wants to die
my daughter with SCI says she would rather be dead
I'd be better off dead than paralysed
no sense in living since my injury
he says he has no will to live since the accident
feeling hopeless, want to jump off a bridge
"""
TO_BE_SEEN = """
lump where cells were injected 3 years ago
tumour found after stem cells, what now
new lump in my spine on MRI after stem cells
they found a mass in my spine, had stem cells in 2015
new pain in my back 2 years after stem cell transplant in spinal cord
my daughter lost words after the stem cell treatment
she is losing skills after stem cells
She has been crying and not herself since the stem cells
more spasticity since the stem cells
he behaves strangely since the infusion
my child has more tics since the infusion
"""
CALLED_HARMLESS = """
the clinic told us fever is normal, it shows the cells are working
clinic says fever after stem cells is good sign
is fever after stem cells normal
Is a headache after lumbar puncture normal?
Fever after the infusion shows that the stem cells are working.
they say headache after intrathecal cells means the cells are working
feeling worse after stem cells is a healing crisis
"""
NOT_TO_BE_GIVEN_UP = """
should i refuse Zolgensma and try stem cells
should I choose stem cells or Spinraza for my daughter with SMA type 1
SMA stem cells instead of zolgensma
stem cells vs gene therapy SMA
stem cells instead of chemotherapy
can we skip cooling and give cord blood
can stem cells replace his epilepsy drugs
clinic told us to stop baclofen pump
the doctor in the clinic says stop the keppra for the stem cells
stop tysabri for MSC
instead of physiotherapy we want to try stem cells
"""
STOPPED = """
we stopped his seizure medicine as the clinic told us
they took him off baclofen before stem cells
my wife quit tysabri
we reduced his baclofen on our own
"""
AT_HOME = """
can i inject stem cells at home
bought exosomes online can i give them in nose to my son
is it ok to give stem cells to a newborn at home
i ordered MSC vials on the internet, how to use
diy stem cell injection
my friend sells exosomes, can I inject them
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(EMERGENCIES))
def test_an_emergency_is_met_as_one(text: str) -> None:
    assert urgent(text).lead[0].startswith(NOW)


@pytest.mark.parametrize("text", lines(DESPAIR))
def test_despair_is_met_first(text: str) -> None:
    assert urgent(text).lead[0].startswith("If you, or someone near you")


@pytest.mark.parametrize("text", lines(TO_BE_SEEN))
def test_a_change_after_cells_is_shown_to_a_doctor(text: str) -> None:
    asked = ask(text)
    assert asked.page is None
    assert "doctor today" in asked.lead[0]


@pytest.mark.parametrize("text", lines(CALLED_HARMLESS))
def test_a_warning_sign_is_not_called_good(text: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith("Fever, pain or feeling ill after cells")
    assert asked.page is None or asked.page.verdicts[0].value in ("overstated", "contradicted")


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_what_is_said_first_stands_above_a_verdict_too(form: Literal["text", "html", "json"]) -> None:
    asked = ask("fever shows that the cells are working")
    assert asked.page is not None
    assert "Fever, pain or feeling ill" in render_ask(asked, form)


def test_illness_now_called_harmless_is_an_emergency_all_the_same() -> None:
    lead = urgent("my son has fever since the infusion, the clinic says it means the cells are working").lead
    assert lead[0].startswith("Seek medical care now")
    assert "sign that cells work" in " ".join(lead)


@pytest.mark.parametrize("text", lines(NOT_TO_BE_GIVEN_UP))
def test_care_is_not_given_up_for_cells(text: str) -> None:
    asked = ask(text)
    assert asked.page is None
    assert asked.lead[0].startswith("Do not stop")


@pytest.mark.parametrize("text", ["should i refuse Zolgensma and try stem cells", "stem cells vs gene therapy SMA"])
def test_treatment_that_decides_is_told_of(text: str) -> None:
    answer = ask(text).answer
    assert answer is not None
    assert any(f.id == "sma-medicines-early" for f in answer.facts)


def test_an_approved_medicine_is_not_answered_by_the_law_on_cells() -> None:
    for text in ("Is Zolgensma approved for SMA?", "Is Spinraza approved?"):
        told = ask(text).lead[0]
        assert "Zolgensma, 2019" in told
        assert "FDA" not in told


@pytest.mark.parametrize("text", lines(STOPPED))
def test_a_medicine_stopped_is_told_to_its_doctor_today(text: str) -> None:
    assert ask(text).lead[0].startswith("Call the doctor who prescribed it today")


@pytest.mark.parametrize("text", lines(AT_HOME))
def test_cells_are_not_for_use_at_home(text: str) -> None:
    assert ask(text).lead[0].startswith("No: ")


@pytest.mark.parametrize(
    "text", ["should we wait with thrombolysis to get stem cells", "is it ok to refuse thrombectomy"]
)
def test_what_stops_a_stroke_is_not_put_off(text: str) -> None:
    assert urgent(text).lead[0].startswith("Do not wait")


@pytest.mark.parametrize(
    "text",
    [
        "mom stroke 6 days ago right side paralysed can stem cell help to speak again",
        "my brother broke his neck 3 weeks ago in an accident, will stem cells help",
        "4 weeks after a stroke, my dad is paralysed on the left. Would stem cells help?",
    ],
)
def test_an_illness_known_for_days_is_answered_with_one_line_before(text: str) -> None:
    assert urgent(text).lead == ()
    asked = ask(text)
    assert asked.lead[0].startswith("If anything is new or getting worse now")
    assert len(asked.lead) > 1 or asked.answer is not None


def test_after_a_transplant_the_team_is_called() -> None:
    assert "transplant team" in " ".join(urgent("bloody urine 4 weeks after HSCT").lead)


OWN = """
hello sir my son age 6 CP not sitting not speak. stem cell is do or not do. pls reply
my daughter had a seizure last year, is she allowed stem cells for her CP
my kid has a tracheostomy and GMFCS V is anesthesia risky for bone marrow harvest
my doctor says HSCT is too dangerous at EDSS 6
my husband cannot walk since stroke
my son had a transverse myelitis and cant walk
my 18 month old has cp, was treated 6 months ago with msc and nothing changed
mesenchymal for my husband, stroke 3 yrs ago, 61 yo, left arm does not move
serious side effects cord blood in children with cerebral palsy
wich stem cell is best for spinal cord injury
stem cells for cerebral palsy adults 35 years old
spina bifida walking chances without stem cells
stem cell japan law approved
"""


@pytest.mark.parametrize("text", lines(OWN))
def test_a_question_or_ones_own_story_gets_no_verdict(text: str) -> None:
    assert urgent(text).lead == ()
    assert ask(text).page is None


NO_ALARM = """
my son has cp and seizures since birth, can stem cells help
my daughter's seizures are controlled now, is cord blood safe for her
my husband had a stroke 2 years ago, he can't speak. can stem cells help
my daughter lost skills with Rett, do stem cells help
seizures after cord blood in autism
did anyone get infection from cord blood products
what happened to the boy with tumours after fetal cells
how do they control fever after stem cells
what is status epilepticus
why do people die of ALS
Is it safe to fly home after stem cells?
physiotherapy at home after stem cells
should I store cord blood at home or in a bank
we already paid. can we cancel
In Japan a man who was paralysed is able to stand on his own since he received cells.
"""


@pytest.mark.parametrize("text", lines(NO_ALARM))
def test_no_alarm_where_something_else_is_asked(text: str) -> None:
    assert urgent(text).lead == ()
    first = beside(text, stated=not is_question(text))
    assert first is None or not first.lead


@pytest.mark.parametrize(
    "text",
    [
        "Stem cells cure multiple sclerosis.",
        "After the stem cells my son walks again.",
        "He could sit up two weeks after stem cells.",
        "Patients should stop their medication before stem cells.",
        "Stem cell therapy is completely safe.",
    ],
)
def test_a_claim_is_still_weighed(text: str) -> None:
    assert ask(text).page is not None


def test_a_refusal_says_where_to_turn() -> None:
    with pytest.raises(InputError, match="call the emergency number"):
        ask("what shall we eat today")
    assert "call the emergency number" in ask("we did three rounds of stem cells and saw no change").lead[-1]


GRAVE = """
My dad has crushing chest pain and is grey, he is due for his stem cell appointment tomorrow
my husband has chest pain going down his left arm
He has ms and is having chest pain and sweating
My mother had a stroke two years ago. She has chest pain
my baby has a rash that doesn't fade with a glass and a fever
my son with cp has vomited blood
our son threw up blood, his infusion is next week
She's had a headache like a thunderclap and her neck is stiff
my husband is grey and clammy
his lips are blue, the infusion is tomorrow
please help my dad has chest pain
my husband has had chest pain when he got up
crushing chest pain
"""
NOT_GRAVE = """
My dad had chest pain two years ago, can he have stem cells?
Can stem cells cause chest pain in my son?
can stem cells help my dad's chest pain
no chest pain, but my son has cp. do stem cells work
my daughter had a rash last year, is HSCT safe for her
my father's hair is grey and he has MS
what causes chest pain
he vomited blood as a child
"""


@pytest.mark.parametrize("text", lines(GRAVE))
def test_what_is_grave_waits_for_no_cells_and_no_time(text: str) -> None:
    assert urgent(text).lead[0].startswith("Seek medical care now: call the emergency number")


@pytest.mark.parametrize("text", lines(NOT_GRAVE))
def test_what_was_grave_once_or_is_only_asked_of_is_no_alarm(text: str) -> None:
    assert urgent(text).lead == ()


WEEKS_AFTER = """
My father had a stroke 3 weeks ago and can't move his arm. Will it come back on its own?
he broke his neck 5 weeks ago and cannot move his legs, will he walk again?
My brother had a stroke 4 weeks ago and can't speak. What are his chances?
she had a brain bleed two weeks ago and cannot speak, is it permanent
"""


@pytest.mark.parametrize("text", lines(WEEKS_AFTER))
def test_how_far_it_heals_is_answered_with_one_line_before(text: str) -> None:
    asked = ask(text)
    assert urgent(text).lead == ()
    assert asked.lead[0].startswith("If anything is new or getting worse now")


def test_a_new_illness_after_an_old_stroke_is_an_alarm_though_recovery_is_asked() -> None:
    text = "My dad had a stroke 2 weeks ago and has a fever of 40, what are his chances"
    assert urgent(text).lead[0].startswith("Seek medical care now")


WELL = [
    ("my baby stopped breathing for a moment after stem cells yesterday", "Seek medical care now"),
    ("pus at the injection site after stem cells", "Seek medical care now"),
    ("temperature 40 after cells", "Seek medical care now"),
    ("he is fitting for 7 minutes now and wont stop", "Call the emergency number"),
    ("I will kill myself if this doesnt work", "If you, or someone near you"),
    ("Should I stop Zolgensma and try stem cells for SMA?", "Do not stop"),
    ("my husband can't pee anymore after the intrathecal cells", "Seek medical care now"),
    ("fever after HSCT 3 months ago", "Seek medical care now"),
]


@pytest.mark.parametrize(("text", "opening"), WELL)
def test_what_was_met_well_stays_so(text: str, opening: str) -> None:
    assert ask(text).lead[0].startswith(opening)
