"""Questions as parents ask them: what must stand in the first lines, read off the records by hand."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked.spelling import mended
from stemwise.errors import InputError


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
    assert mended(text)[1] == names


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
        assert said.index("11 of 2223") < said.index("3 of 111")


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
