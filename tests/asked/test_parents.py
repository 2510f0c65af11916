"""Questions as parents ask them: what must stand in the first lines, read off the records by hand."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked.spelling import mended
from stemwise.errors import InputError
from stemwise.evidence import base


def lead(text: str) -> str:
    return " ".join(ask(text).lead)


@pytest.mark.parametrize(
    "text",
    [
        "my baby is 8 months old and has cerebral palsy, does cord blood help",
        "is 6 months too young for stem cells CP",
        "We wait 6 months for an appointment, does MSC help CP?",
        "my son with CP is 18 months, do stem cells help",
        "my 3 months old baby had a stroke, do stem cells help",
    ],
)
def test_months_of_age_and_of_waiting_are_no_measuring_time(text: str) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.months is None


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("my baby is 8 months old and has cerebral palsy, does cord blood help", 8),
        ("12 month old baby with cerebral palsy umbilical MSC", 12),
        ("my son is 14 months with CP does MSC help", 14),
        ("3 months old baby stroke stem cell", 3),
        ("We wait 6 months for an appointment, does MSC help CP?", None),
        ("the trial is 6 months long, does cord blood help CP", None),
        ("a 6 months old stroke, does MSC help", None),
    ],
)
def test_an_age_in_months(text: str, age: int | None) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.age == (None if age is None else pytest.approx(age / 12))


@pytest.mark.parametrize("text", ["12 month old baby with cerebral palsy umbilical MSC", "my son 14 months CP MSC"])
def test_trials_of_the_cells_in_older_children_are_not_denied(text: str) -> None:
    """Amanat 2021 (4 to 14 years) and Sun 2022 (2 to 5) gave such cells to older ones."""
    said = lead(text)
    assert "No trial of" not in said
    assert "Of older ones (2 to 14 years)" in said
    assert "for them nobody knows" in said


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("does stem cell therapy help spastic cerebral palsy", "does stem cell therapy help cerebral palsy"),
        ("does cord blood help spastic diplegia", "does cord blood help CP"),
        ("do stem cells help my son, CP, spastic", "do stem cells help my son, CP"),
        ("do stem cells help motor neuron disease", "do stem cells help ALS"),
        ("do stem cells help my non-verbal son with autism", "do stem cells help my son with autism"),
    ],
)
def test_words_for_the_illness_or_the_person_are_no_outcome(text: str, same: str) -> None:
    assert lead(text) == lead(same)


@pytest.mark.parametrize(
    "text",
    [
        "can stem cells reduce spasticity in CP",
        "can stem cells make my CP son less spastic",
        "his legs are spastic from CP, would stem cells help",
        "do stem cells reduce spastic tone in cerebral palsy",
    ],
)
def test_spasticity_that_is_to_go_is_an_outcome(text: str) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.outcome == "spasticity-lay"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("he is paralysed since car accident 2 years ago, C6. stem cells?", "spinal-cord-injury"),
        ("my brother is paralyzed from T6 down since a fall, can stem cells help", "spinal-cord-injury"),
        ("he is paraplegic after a diving accident, do stem cells help", "spinal-cord-injury"),
        ("my son is paralysed, do stem cells help", "paralysis"),
        ("paralysed on one side after a fall, do stem cells help", "paralysis"),
        ("facial paralysis after an accident, do stem cells help", "facial-palsy"),
        ("paralysed after a stroke, do stem cells help", "stroke"),
        ("T2 lesions in my MS, does HSCT help walking", "multiple-sclerosis"),
        ("brain bleed 1 year ago stem cells", "stroke"),
        ("my preterm baby had a brain bleed, do stem cells help", "neonatal-brain-injury"),
    ],
)
def test_an_illness_told_by_its_level_or_its_cause(text: str, condition: str) -> None:
    asked = ask(text).question
    assert asked is not None
    assert (asked.condition, asked.type) == (condition, "effect")


@pytest.mark.parametrize("text", ["do stem cells cause a brain bleed", "risk of brain haemorrhage with stem cells"])
def test_a_bleed_that_is_feared_stays_a_harm(text: str) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.type == "harm"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("do stem cells from fat work for MS", "ad-msc"),
        ("stem cells from my own fat for SCI", "ad-msc"),
        ("do stem cells from bone marrow help CP", "bone-marrow"),
        ("does umbilical MSC help CP", "uc-msc"),
        ("do stem cells in fat children work for CP", "stem-cells"),
    ],
)
def test_cells_by_where_they_come_from(text: str, cell: str) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.cell == cell


@pytest.mark.parametrize("text", ["hsct for MS", "bone marrow transplant for MS", "mutiple sclerosis hsct succes rate"])
def test_transplantation_in_ms_is_told_by_its_size_and_for_whom(text: str) -> None:
    """MIST: 3 of 55 against 34 of 55 got worse; ECTRIMS and EBMT name ages and levels; 1.3 % in a register died of it."""
    said = lead(text)
    assert "the next trial may find nothing" not in said
    assert "much better" in said
    assert "certainty is low" in said
    assert "younger than 45" in said
    assert "died as a result of HSCT" in said


@pytest.mark.parametrize("text", ["MSC for MS", "stem cells for stroke", "does cord blood help CP"])
def test_advice_for_transplantation_is_told_of_no_other_cells(text: str) -> None:
    assert "ECTRIMS" not in lead(text)


def test_age_limits_are_answered_by_those_who_set_them() -> None:
    said = lead("What is the upper age limit for HSCT in MS")
    assert said.index("younger than 45") < said.index("not settled")


@pytest.mark.parametrize(
    "text", ["do stem cells help spinal cord injury", "which diseases can be treated with stem cells"]
)
def test_what_one_trial_found_is_of_its_people(text: str) -> None:
    """Srivastava 2019: fresh complete injuries, operated."""
    said = lead(text)
    assert "one trial (193 people: acute complete paraplegia" in said


@pytest.mark.parametrize(
    ("text", "rightly"),
    [
        ("wat are the side efects of stem cells", "side effects"),
        ("wich stem cell is best", "which"),
        ("is injecting cells into the brain right", "injecting"),
        ("HSCT in Mexico Clinica Ruiz", "Clinica"),
        ("are the affects permanent", "affects"),
    ],
)
def test_words_of_a_question_are_mended_and_others_left(text: str, rightly: str) -> None:
    assert rightly in mended(text, base())[0]


@pytest.mark.parametrize(
    "text", ["how soon after stroke must stem cells be given", "best time for stem cells after TBI"]
)
def test_a_time_asked_for_is_not_answered_by_age(text: str) -> None:
    said = lead(text)
    assert "sooner or later" in said
    assert "age or level" not in said


@pytest.mark.parametrize("text", ["does cord blood help CP at 6 months", "results of MSC in MS after 12 months"])
def test_a_measuring_time_is_kept(text: str) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.months in (6, 12)


@pytest.mark.parametrize(
    "text", ["does umbilical MSC help a child with GMFCS V", "will MSC help my 15 year old with GMFCS V"]
)
def test_a_trial_left_out_for_its_people_is_told_before_the_smaller_selection(text: str) -> None:
    said = lead(text)  # Amanat 2021 favours the cells; Sun 2022 (GMFCS I to IV), which is left out, found no difference
    assert said.startswith("Not known for people like this")
    assert "Over all trials" in said
    assert "GMFCS V" in said


@pytest.mark.parametrize(
    "text",
    [
        "does stem cell help autism",
        "Does stem cell help autism according to placebo controlled trials?",
        "can stem cells cure autism in 3 year old nonverbal",
        "Did the Duke autism trial work?",
    ],
)
def test_the_largest_masked_trial_without_a_difference_is_told_first(text: str) -> None:
    assert "Dawson 2020" in lead(text)


def test_a_better_result_from_fewer_people_is_told_as_such() -> None:
    assert "NurOwn phase 3 2022, 189 people" in lead("Does stem cell therapy help ALS?")


@pytest.mark.parametrize("text", ["Does HSCT stop progression in secondary progressive MS?", "does HSCT work for PPMS"])
def test_relapsing_ms_does_not_answer_for_progressive_ms(text: str) -> None:
    said = lead(text)
    assert said.startswith("Not shown for people like this")
    assert "not helped by HSCT" in said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cerbral palsey stemcell theropy", ("cerebral palsy",)),
        ("autisim stem cels", ("autism", "stem cells")),
        ("does cord blod help with cereberal palsy", ("cerebral palsy", "umbilical-cord blood")),
        ("mutiple sclerosis hsct", ("multiple sclerosis",)),
        ("does it strike you as odd that cells sell", ()),
        ("can the injection paralyse my child", ()),
    ],
)
def test_misspelt_names_are_read_and_said(text: str, names: tuple[str, ...]) -> None:
    assert mended(text, base())[1] == names


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("GMFCS V stem cells", "cerebral-palsy"),
        ("AIS D stem cells", "spinal-cord-injury"),
        ("EDSS 7 MSC", "multiple-sclerosis"),
        ("i am T6 complete 2 years post injury, do stem cells help", "spinal-cord-injury"),
        ("HSCT vs ocrevus", "multiple-sclerosis"),
        ("tolebrutinib or HSCT", "multiple-sclerosis"),
    ],
)
def test_a_scale_or_the_cells_name_the_condition(text: str, condition: str) -> None:
    asked = ask(text).question
    assert asked is not None
    assert asked.condition == condition


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Gu 2020", "Gu 2020: Forty children"),
        ("was srivastava 2019 randomised", "Srivastava 2019: 193 people"),
        ("STEMTRA", "STEMTRA 2021"),
        ("Uccelli", "Uccelli 2021"),
        ("SB623 chronic stroke", "The largest of them with a fair comparison, ACTIsSIMA"),
    ],
)
def test_studies_are_found_by_author_acronym_and_product(text: str, opening: str) -> None:
    assert ask(text).lead[0].startswith(opening)


def test_the_products_own_trials_are_told_before_others() -> None:
    said = ask("SB623 chronic stroke").lead
    assert said[2].startswith("ACTIsSIMA")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("what is gmfm", "Gross Motor Function Measure"),
        ("what means AIS A", "AIS A means no feeling or movement in the lowest segments"),
        ("wat is EDSS 6", "from 0 to 10 points; fewer points are better"),
        ("What does a difference of 2.6 GMFM points mean for my child?", "2.6 points on the GMFM-88"),
        ("is the improvement of 2.6 points clinically meaningful", "depends on the scale"),
        ("is 0,5 points on the EDSS meaningful", "0.5 points on the EDSS"),
        ("is 1,200 points on the EDSS meaningful", "1200 points on the EDSS"),
    ],
)
def test_scales_and_points_are_explained(text: str, word: str) -> None:
    assert word in lead(text)


def test_a_death_caused_by_transplantation_is_told_before_deaths_of_any_cause() -> None:
    for text in (
        "What is the risk of dying from HSCT in MS?",
        "what is the death rate of stem cell transplants for MS",
    ):
        said = lead(text)
        assert "2.1 %" in said.split("In the trials at hand")[0]
        assert said.index("0 to 4.2 % in 10 studies") < said.index("0 of 55 with cells")  # 1 of 24 in Atkins 2016


def test_deaths_of_other_illnesses_are_not_laid_to_a_condition() -> None:
    assert "treated" not in lead("how many children died in cerebral palsy stem cell trials")


def test_surgery_before_birth_is_told_while_it_can_be_done() -> None:
    said = lead("my baby has spina bifida we are 22 weeks pregnant can stem cells help")
    assert "MOMS" in said
    assert "CuRe" in said


@pytest.mark.parametrize("text", ["Rett syndrome stem cells", "stem cells for duchenne", "do stem cells help SMA"])
def test_a_condition_without_followed_trials_gets_approval_and_care(text: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith("Nobody can tell from here")
    assert asked.lead[1].startswith("Approval: ")
    assert asked.answer is not None
    assert asked.answer.facts


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("I want my money back from stem cell clinic, what can I do?", "What can be claimed back"),
        ("where do I report a bad clinic", "Tell the doctor who treats"),
        ("compassionate use stem cells", "Expanded access"),
        ("they want us to pay 20000 dollars to join a trial on clinicaltrials.gov, is this normal?", "Be wary"),
        ("how do we check if it worked", "One person's gain cannot tell"),
        ("how can 100s of parents be wrong", "One person's gain cannot tell"),
        ("should i do it", "That cannot be answered for you here"),
        ("how do stem cells work in the brain", "How cells are meant to work"),
    ],
)
def test_questions_of_no_condition_get_their_own_answer(text: str, opening: str) -> None:
    assert ask(text).lead[0].startswith(opening)


def test_facts_that_share_a_word_by_chance_are_not_told() -> None:
    for text in ("can i do stem cell with a helicopter licence", "who invented the wheel"):
        try:
            asked = ask(text)
        except InputError:
            continue
        assert asked.answer is None


def test_cure_and_speech_are_answered_first() -> None:
    assert lead("Can stem cells cure cerebral palsy?").startswith("No cure by cells has been shown")
    assert "Whether cells change speech is not known" in lead("will stem cells help speech in cerebral palsy")


def test_a_trade_name_is_the_medicine() -> None:
    said = lead("HSCT vs ocrevus")  # Kalincik 2023 and Muraro 2025 have ocrelizumab among their controls
    assert "ocrelizumab" in said
    assert "Kalincik 2023" in said


def test_lack_of_oxygen_at_birth_is_a_brain_injury_of_newborns() -> None:
    asked = ask("my baby was without oxygen at birth, can cord blood still help now she is 8 months").question
    assert asked is not None
    assert asked.condition == "neonatal-brain-injury"
    assert asked.months is None
