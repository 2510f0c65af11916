"""Questions of parents that another row of questions.toml used to take: who may have cells, what they risk, price, law."""

from __future__ import annotations

import pytest

from stemwise import api
from stemwise.asked import Asked
from stemwise.report import render_ask


def ask(text: str) -> Asked:
    return api.ask(text)


def lead(text: str) -> str:
    return " ".join(ask(text).lead)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my child is on valproate, can he get stem cells", "who takes that medicine"),
        ("can I do stem cells if I had cancer", "a cancer"),
        ("my daughter had a seizure last year, is she allowed stem cells for her CP", "seizures"),
        ("My child has CP and epilepsy, are stem cells dangerous for him?", "seizures"),
        ("my son has a VP shunt, can he get intrathecal stem cells", "with a shunt"),
        ("my child has seizures, is it riskier", "seizures"),
        ("he has a tracheostomy, is cord blood safe for him", "to breathe"),
        ("can my wife with low platelets get stem cells", "clots"),
    ],
)
def test_whether_a_person_may_have_cells_is_for_their_doctor(text: str, who: str) -> None:
    assert who in lead(text)
    assert "Ask the doctor who treats this" in lead(text)


@pytest.mark.parametrize(
    "text",
    [
        "does stem cell therapy help epilepsy",
        "can stem cells cause seizures",
        "Does cord blood help a child with cerebral palsy and epilepsy?",
        "can my son with epilepsy swim",
        "Is HSCT dangerous",
        "Can stem cells cause tumours?",
    ],
)
def test_an_effect_or_a_harm_of_cells_is_not_taken_for_it(text: str) -> None:
    assert "cannot be told from here: such people" not in lead(text)


def test_the_counts_of_seizures_stand_beside_the_child_who_has_them() -> None:
    assert "3 of 47" in lead(
        "My child has CP and epilepsy, are stem cells dangerous for him?"
    )  # doi:10.1155/2015/325652


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Clinic told us no risk because cells are his own", "Using one's own cells does not make a treatment safe"),
        (
            "the clinic is registered on clinicaltrials.gov does that mean it is safe",
            "The US government does not review",
        ),
        ("is it dangerous to fly to China for stem cells", "Stem-cell tourists run the risk"),
    ],
)
def test_the_fact_on_the_very_worry_stands_before_the_counts(text: str, told: str) -> None:
    assert ask(text).lead[0].startswith(told)


@pytest.mark.parametrize(
    "text",
    [
        "is it safe to give fetal cells",
        "fetal stem cells from Ukraine for my child safe?",
        "They want to give my daughter with cerebral palsy fetal cells. We are afraid of tumours.",
    ],
)
def test_the_boy_with_tumours_from_fetal_cells_is_told_in_the_lead(text: str) -> None:
    assert "grown from cells of at least two donors" in lead(text)  # Amariglio 2009, doi:10.1371/journal.pmed.1000029


def test_no_count_is_no_reassurance() -> None:
    said = render_ask(ask("Are fetal cells safe in cerebral palsy?"), "text", color=False)
    assert "No harm was counted" not in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("they want to operate my son's brain to put in cells, is this ok", "A boy of 18 months"),
        ("is injecting stem cells into the brain of a child with CP safe", "A boy of 18 months"),
        ("they want to drill a hole in her skull for the stem cells, should we agree", "A boy of 18 months"),
        ("they want to inject the cells into the eye", "injected into both eyes"),
    ],
)
def test_an_operation_to_put_cells_in_opens_with_what_came_of_it(text: str, told: str) -> None:
    assert told in lead(text)


@pytest.mark.parametrize(
    "text", ["does injecting stem cells into the brain help stroke", "are stem cells safe in brain injury"]
)
def test_a_brain_in_the_question_is_no_operation_by_itself(text: str) -> None:
    assert "brain surgery" not in lead(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "serious side effects cord blood in children with cerebral palsy",
            "3 of 54 people with cells had a serious event",
        ),
        ("Is HSCT dangerous", "died of the treatment itself"),
        ("can stem cells make my MS worse", "A 17-year-old with MS was locked in"),
    ],
)
def test_a_harm_is_told_in_a_sentence(text: str, told: str) -> None:
    assert told in lead(text)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("what else can help my daughter with cerebral palsy walk better", "Known to help"),
        ("best treatment secondary progressive MS", "Known to help"),
        ("should I trust studies from China", "No country and no journal"),
        ("how do i know if a trial is real", "No country and no journal"),
        ("who made you, can I trust you", "This is a program"),
        ("religion islam stem cells allowed", "What a faith allows"),
        ("My ex wants to take our autistic son to Kazakhstan for stem cells, can I stop it", "Whether one parent"),
        ("do stem cells work better together with physiotherapy", "Keep the therapy going"),
        ("Which is better, mesenchymal cells or cord blood for cerebral palsy", "Which kind of cell"),
        ("how do I know if the clinic is real", "Whether a provider can be trusted"),
        ("can I stop baclofen before stem cells", "Do not stop"),
        ("Is Novus stem cell clinic safe", "Whether a provider can be trusted"),
        ("stem cells in the spine or in the vein which is better", "No dose, route"),
        ("are stem cells allowed in India for autism", "By India's Supreme Court"),
        ("Is stem cell therapy legal in Germany", "In the EU"),
        ("are stem cell clinics legal in Canada", "Health Canada regards"),
        ("are exosomes legal in the UK", "In the United Kingdom"),
        ("how much is stem cell therapy in Thailand", "Insurers generally"),
        ("Is SB623 approved in Japan", "Japan approved Akuugo"),
        ("does the EU allow stem cell therapy", "In the EU"),
        ("is cord blood therapy approved in Europe for CP", "In the EU"),
        ("What is the NHS position on stem cells for cerebral palsy", "For use in the NHS"),
        ("How much does stem cell therapy for autism cost in Panama", "Families are asked about 3,000 to 20,000"),
        ("how much does Stemirac cost", "Stemirac costs about 140,000"),
        ("metachromatic leukodystrophy Libmeldy price", "No price of it is recorded"),
        ("Parkinson stem cells china price", "Insurers generally"),
        ("Does insurance pay for HSCT in MS in the UK", "The NHS offers HSCT"),
        ("my insurance refused HSCT", "Who pays for these cells is not recorded"),
    ],
)
def test_the_right_row_answers(text: str, opening: str) -> None:
    assert ask(text).lead[0].startswith(opening)


@pytest.mark.parametrize(
    "text", ["HSCT or natalizumab", "HSCT vs natalizumab which is better", "HSCT or natalizumab for relapsing MS"]
)
def test_the_result_of_the_comparison_is_told(text: str) -> None:
    assert "better than fingolimod" in lead(text)  # Kalincik 2023, as its record tells it


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NurOwn", "the primary endpoint was not met"),
        ("Is Neurogen in Mumbai good for autism", "Sharma 2013"),
        ("Cox ACT for CP results", "Twenty of a planned thirty"),
        ("is the geron trial safe", "SCiStar"),
        (
            "Has the Stem Cell Institute Panama published any trial results",
            "None of the studies of that name had a comparison",
        ),
    ],
)
def test_a_study_or_a_house_is_told_by_what_was_found(text: str, told: str) -> None:
    assert told in lead(text)


def test_a_sham_controlled_trial_is_not_called_uncontrolled() -> None:
    assert "had a comparison" not in lead("PISCES trial ReNeuron")  # PISCES III had a sham control
