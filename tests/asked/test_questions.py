"""Questions as parents type them: what they are on, and that nothing else is shown as if it answered them."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked import Asked
from stemwise.asked.words import is_question


def shown(asked: Asked) -> str:
    """The lead and the facts as one text."""
    facts = asked.answer.facts if asked.answer else ()
    return " ".join((*asked.lead, *(f.statement for f in facts)))


@pytest.mark.parametrize(
    ("text", "condition", "cell"),
    [
        ("does stem cell therapy work for cp", "cerebral-palsy", "stem-cells"),
        ("is cp progressive", "cerebral-palsy", ""),
        ("can tbi be cured", "traumatic-brain-injury", ""),
        ("what is dmd", "muscular-dystrophy", ""),
        ("Hsct for ms", "multiple-sclerosis", "ahsct"),
        ("does hsct help als", "als", "ahsct"),
    ],
)
def test_short_names_are_known_in_small_letters(text: str, condition: str, cell: str) -> None:
    asked = ask(text)
    assert asked.question is not None
    assert (asked.question.condition, asked.question.cell) == (condition, cell)
    assert asked.text == text


def test_a_form_of_address_is_no_condition() -> None:
    asked = ask("Ms Smith had stem cells")
    assert asked.question is None or asked.question.condition == ""


def test_a_story_of_another_condition_is_no_answer() -> None:
    for text in ("will my daughter walk after stem cells", "my son has cp gmfcs 4 will he walk after stem cells"):
        told = shown(ask(text))
        assert "Fidyka" not in told
        assert "locked in" not in told


def test_one_form_of_a_disease_is_told_of() -> None:
    told = shown(ask("has hsct been tested in primary progressive ms"))
    assert "progressive MS" in told
    assert "ECTRIMS" in told


@pytest.mark.parametrize(
    "name", ["EPO", "G-CSF", "melatonin", "PRP", "turmeric", "omega 3", "hydrotherapy", "zorbalin"]
)
@pytest.mark.parametrize("form", ["Does {} help cerebral palsy?", "is {} good for cp", "{} for cp"])
def test_another_treatment_is_not_answered_by_cells(name: str, form: str) -> None:
    asked = ask(form.format(name))
    assert asked.lead
    assert asked.answer is None or not asked.answer.effects or "no cells were named" in asked.lead[0]


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Is intrathecal injection of stem cells safe?", "into the spinal fluid"),
        ("is it safe to inject stem cells into the brain", "into the brain"),
        ("Is intrathecal injection of stem cells safe in cerebral palsy?", "into the spinal fluid"),
        ("Can an intrathecal injection paralyse my child?", "into the spinal fluid"),
    ],
)
def test_harms_of_one_way_are_counted_apart(text: str, route: str) -> None:
    asked = ask(text)
    assert asked.answer is not None
    assert asked.answer.harms is not None
    assert f"got their cells {route}" in " ".join(asked.lead)
    whole = ask(text.replace("intrathecal ", "").replace(" into the brain", "")).answer
    assert whole is not None
    assert whole.harms is not None
    people = {c.harm: c.n for c in whole.harms.counts}
    own = {c.harm: c.n for c in asked.answer.harms.counts}
    assert 0 < own["serious-ae"] < people["serious-ae"]


def test_a_way_of_which_no_count_is_at_hand_is_said() -> None:
    assert "over all ways" in " ".join(ask("are stem cells into the muscle safe in autism").lead)


def test_a_procedure_is_told_of_whatever_the_condition() -> None:
    assert "Headache is the commonest after-effect" in shown(
        ask("Is lumbar puncture dangerous for my daughter with CP?")
    )


@pytest.mark.parametrize(
    "text",
    [
        "do kids with CP get better on their own?",
        "does cerebral palsy improve by itself",
        "what happens if we do nothing for MS",
        "will a spinal cord injury heal without treatment",
    ],
)
def test_the_course_without_cells_is_the_answer(text: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith("What happens without cells")
    assert asked.answer is not None
    assert asked.answer.course
    assert not asked.answer.effects


def test_own_cells_and_walking_on_ones_own_are_not_the_course() -> None:
    own = ask("Does his own cord blood help in cerebral palsy?").answer
    assert own is not None
    assert own.effects
    assert "sit unaided by age 2" in shown(ask("will my son with CP ever walk on his own"))


@pytest.mark.parametrize(
    "text",
    [
        "at what age is stem cell therapy most effective",
        "at which age do stem cells work best in cerebral palsy",
        "for how long do stem cells help in MS",
        "placebo effect stem cells cerebral palsy",
        "stem cells autism",
        "botox for cp",
        "my mom can't speak after stroke, do stem cells help aphasia",
        "My son has cp. Can stem cells help? He is 4.",
    ],
)
def test_question_words_and_bare_words_ask(text: str) -> None:
    assert is_question(text)
    assert ask(text).page is None


@pytest.mark.parametrize(
    "text",
    [
        "Stem cells cure multiple sclerosis.",
        "Any risk of stem cells in MS is small.",
        "Stem cells restore function",
        "No side effects with our stem cells",
    ],
)
def test_a_claim_stays_a_claim(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("is stem cell treatment legal in mexico", "In Mexico whoever collects"),
        ("is stem cell treatment legal in germany", "In the EU cells"),
        ("Is stem cell therapy approved in Japan for spinal cord injury?", "Japan gave Stemirac"),
        ("Is Temcell approved?", "Temcell, donor bone-marrow MSC"),
        ("is it legal in costa rica", "Costa Rica has allowed"),
        ("does insurance pay for stem cell therapy for MS?", "Insurers generally do not pay"),
        ("does insurance cover hsct for ms", "Who pays for these cells is not recorded"),
        ("what questions should I ask the clinic", "Ask in writing"),
        ("how to recognise a scam clinic", "Whether a provider can be trusted cannot be said here"),
        ("Is Beike Biotech legit?", "Whether a provider can be trusted cannot be said here"),
        ("which clinic is best for stem cells for cerebral palsy", "Which clinic is best cannot be said here"),
        ("NCT01147653", "Sun 2017"),
        ("NCT99999999", "No study with the number NCT99999999"),
        ("should he keep doing physiotherapy after stem cells", "Do not stop"),
        ("are there any clinical trials for CP", "Which trials take people now is not followed"),
        ("what are the long term side effects", "No cell therapy can be called free of risk"),
        ("at which age do stem cells work best in cerebral palsy", "Whether cells do more at one age"),
        ("how many injections does my child need", "No dose, route or number"),
        ("can stem cells cause autism", "None of the trials at hand counted it"),
    ],
)
def test_the_lead_is_what_was_asked(text: str, opening: str) -> None:
    assert ask(text).lead[0].startswith(opening)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("What about Stemirac in Japan", "Stemirac"),
        ("what is arachnoiditis", "arachnoiditis"),
        ("can my wife get pregnant after hsct", "infertility"),
        ("is park avenue stem cell a scam", "Park Avenue"),
    ],
)
def test_what_the_base_holds_on_a_name_is_told(text: str, word: str) -> None:
    assert word in shown(ask(text))


@pytest.mark.parametrize("text", ["does my son need chemo before stem cells", "can I fly after stem cell treatment"])
def test_facts_on_something_else_are_no_answer(text: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith("Nothing in the evidence base was found")
    assert asked.answer is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Can stem cells help with bladder control after spinal cord injury?", "numbers on bladder and bowel"),
        ("Would stem cells help my husband's aphasia? He had a stroke", "Whether cells change speech is not known"),
        ("Do stem cells improve the EDSS in MS?", "numbers on Expanded Disability Status Scale"),
    ],
)
def test_a_result_on_something_else_is_said_to_be_of_another_measure(text: str, said: str) -> None:
    lead = " ".join(ask(text).lead)
    assert said in lead
    assert "What follows is of another measure" in lead


@pytest.mark.parametrize(
    "text",
    ["Do stem cells improve walking after spinal cord injury?", "Does cord blood improve GMFM-88 in cerebral palsy?"],
)
def test_a_result_on_what_was_asked_is_not(text: str) -> None:
    assert "another measure" not in " ".join(ask(text).lead)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("He broke his neck at C5 two years ago, can stem cells give him his legs back?", 24),
        ("Six months ago my wife fell off a horse and is paraplegic, would stem cells help?", 6),
        ("stem cells for my husband, broken back 2 yrs ago, T12 complete", 24),
        ("We fell for a clinic two years ago: do stem cells work in spinal cord injury?", None),
        ("My mum had a stroke in 2019 and fell down the stairs a month ago, do stem cells help?", None),
        ("Can stem cells help a spinal cord injury? The trial was published two years ago", None),
    ],
)
def test_an_accident_tells_when_the_injury_was(text: str, months: float | None) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.since == months


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("Can stem cells cause cancer?", True),
        ("has anyone died from stem cell treatment", True),
        ("Could stem cells cause seizures in cerebral palsy?", True),
        ("Could mesenchymal cells cause a stroke?", False),
        ("What is the risk of tumours after stem cells?", False),
        ("Did any child die from stem cells for autism?", False),
    ],
)
def test_whether_a_harm_has_happened_is_told_by_cases_of_that_harm(text: str, yes: bool) -> None:
    assert any(said.startswith("Yes: it has happened") for said in ask(text).lead) is yes


def test_cases_told_are_of_the_harm_asked_after() -> None:
    lead = " ".join(ask("Can stem cells cause cancer?").lead)
    assert "had tumours at the brain stem" in lead
    assert "mucous" not in lead
    assert "lymphocytes" not in lead


def test_deaths_of_a_transplant_are_told_beside_those_of_other_cells() -> None:
    lead = " ".join(ask("has anyone died from stem cell treatment").lead)
    assert "(HSCT) is another treatment, counted by itself: death caused by the treatment" in lead


def test_a_count_of_none_does_not_stand_alone_where_more_people_had_serious_harm() -> None:
    lead = list(ask("We are choosing between China and Panama for our autistic son. Which is safer?").lead)
    none = next(n for n, said in enumerate(lead) if "none had a serious event" in said)
    assert "seizure: 9 of 1011" in lead[none + 1]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Is Lantidra or Omisirge used for cerebral palsy?", "Omisirge, made from donor cord blood"),
        ("is omisirge used for cp", "Omisirge, made from donor cord blood"),
        ("Should we have banked our baby's cord blood?", "Public banks take donated cord blood"),
        ("Does it matter how many million cells you get?", "No dose, route or number of infusions"),
        ("Is a higher dose of cord blood better in cerebral palsy?", "larger with higher doses"),
        ("Are exosomes better than stem cells?", "No exosome product is approved by the FDA"),
        ("At what age should a child with CP have stem cells?", "in younger and in less severely affected children"),
    ],
)
def test_what_is_held_is_told(text: str, held: str) -> None:
    told = shown(ask(text))
    assert held in told
    assert "Nothing in the evidence base" not in told


def test_a_name_that_is_not_held_is_said_beside_one_that_is() -> None:
    assert 'None of them speaks of "Lantidra".' in shown(ask("Is Lantidra or Omisirge used for cerebral palsy?"))


@pytest.mark.parametrize("care", ["physiotherapy", "Bobath", "physical therapy"])
def test_bobath_is_physiotherapy(care: str) -> None:
    lead = " ".join(ask(f"Are stem cells better than {care} for CP?").lead)
    assert "Liu 2017: Bobath therapy" in lead
    assert "No trial of" not in lead


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("How do I find a real clinical trial near me?", "registers such as clinicaltrials.gov"),
        ("How can I find out whether a trial is real?", "No country and no journal makes a study true"),
        ("What do the trials of stem cells in cerebral palsy show together?", "Not shown. In 3 trials"),
        ("Can he have stem cells together with baclofen?", "Do not stop, change or put off"),
        ("Is Wharton's jelly better than bone marrow for children?", "Which kind of cell does most"),
    ],
)
def test_a_word_in_another_sense_does_not_take_the_answer(text: str, said: str) -> None:
    assert said in ask(text).lead[0]


def test_nothing_is_said_to_follow_a_comparison_that_follows_not() -> None:
    assert "What follows is against" not in " ".join(ask("Is selective dorsal rhizotomy better than stem cells?").lead)


def test_a_plain_word_of_care_is_no_name() -> None:
    assert "Mediterranean" not in shown(ask("Does keto diet help my child with CP and epilepsy?"))
