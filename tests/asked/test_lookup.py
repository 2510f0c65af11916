"""What is left of a question decides whether facts answer it: a rare word must be held, and what is not held is said."""

from __future__ import annotations

import pytest

from stemwise import ask
from stemwise.asked import Asked
from stemwise.asked.residue import left


def shown(asked: Asked) -> str:
    facts = asked.answer.facts if asked.answer else ()
    return " ".join((*asked.lead, *(f.statement for f in facts)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("does cord blood help my 3 year old with cerebral palsy", ()),
        ("is duke still giving cord blood to kids with CP", ("duke",)),
        ("can stem cells help erection after spinal cord injury", ("erection",)),
        ("C5 complete 2 years ago, any hope with stem cells", ()),
    ],
)
def test_what_is_understood_is_taken_out(text: str, words: tuple[str, ...]) -> None:
    assert left(text, effect=True) == words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Is Stemirac available in Europe?", "Stemirac"),
        ("Is the ISSCR saying anything about clinics?", "International Society for Stem Cell Research"),
        ("european hospital exemption", "hospital exemption"),
        ("Keio university iPS spinal cord trial result", "Keio"),
        ("Michael J Fox stem cells", "Michael J. Fox"),
        ("I read of a woman who grew nose tissue in her spine after stem cells", "nasal tissue"),
        ("HSCT in Mexico Clinica Ruiz", "Ruiz-Argüelles"),
        ("How is it done? is there anesthesia", "anaesthesia"),
        ("how long must we stay in hospital", "four to six weeks"),
        ("NeuroGen Brain and spine institute autism results", "Sharma 2013"),
    ],
)
def test_the_last_look_up_finds_what_the_base_holds(text: str, word: str) -> None:
    assert word in shown(ask(text))


def test_a_name_of_the_question_that_no_fact_speaks_of_is_said() -> None:
    assert any("Europe" in line and "None of them" in line for line in ask("Is Stemirac available in Europe?").lead)


@pytest.mark.parametrize(
    "text",
    [
        "how long does a stem cell infusion take",
        "can we fly home the day after stem cell treatment",
        "what tests should be done before stem cells",
        "my mom wants to sell her house for my stem cells",
        "what is in the infusion",
    ],
)
def test_facts_beside_the_point_are_no_answer(text: str) -> None:
    asked = ask(text)
    assert asked.answer is None
    assert any("For which illness" in line for line in asked.lead)


def test_an_aspect_is_answered_before_a_definition() -> None:
    asked = ask("Is cerebral palsy getting worse over time?")
    assert asked.answer is not None
    assert "does not grow" in asked.answer.facts[0].statement


@pytest.mark.parametrize("text", ["will it help his speech and his hand?", "my child", "does it work for her"])
def test_the_illness_is_asked_back(text: str) -> None:
    assert any("For which illness" in line for line in ask(text).lead)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kernicterus stem cell", "Kernicterus"),
        ("near drowning brain injury stem cells my 3 year old", "Near drowning"),
        ("hearing loss after cmv stem cells", "Hearing loss"),
        ("optic nerve hypoplasia beike", "Optic nerve hypoplasia"),
        ("ADHD stem cells", "ADHD"),
        ("can stem cells help kids with Angelman syndrome", "Angelman syndrome"),
    ],
)
def test_an_illness_that_is_not_followed_is_named(text: str, name: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith(f"{name} is not among the illnesses")
    assert any("approved" in line for line in asked.lead)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("is duke still giving cord blood to kids with cp", "Duke"),
        ("is cord blood banking worth it if my first child has autism", "privately should choose a bank"),
        ("Is there a Cochrane review on stem cells for stroke?", "Cochrane"),
        ("HIE cooling and stem cells", "within 6 hours"),
    ],
)
def test_what_is_asked_beside_an_effect_is_answered_first(text: str, word: str) -> None:
    assert word in ask(text).lead[0]


def test_where_it_is_asked_outright_whether_cells_help_that_comes_first() -> None:
    said = ask("can stem cells help erection after spinal cord injury").lead
    assert said[0].startswith("Not settled")
    assert "erection" in said[-1]


@pytest.mark.parametrize(
    ("text", "word"),
    [("stem cell patches lifewave for MS", "lifewave"), ("fecal transplant autism", "fecal")],
)
def test_a_word_on_which_nothing_is_held_is_said_before_the_effect(text: str, word: str) -> None:
    asked = ask(text)
    assert asked.lead[0].startswith(f'On "{word}" nothing was found')
    assert asked.answer is not None
    assert asked.answer.effects


@pytest.mark.parametrize(
    "text",
    [
        "does cord blood help my 3 year old with cerebral palsy",
        "My father had a stroke 3 months ago and cannot speak. Would stem cells help him speak?",
        "my lovely grandson has CP, would you recommend cord blood",
        "wich stem cell is good for cp",
        "I'm a doctor, a patient asks about intravenous MSC for chronic stroke",
    ],
)
def test_words_of_asking_are_not_looked_for(text: str) -> None:
    said = " ".join(ask(text).lead)
    assert "nothing was found" not in said
    assert "found by these words" not in said


@pytest.mark.parametrize(
    "text",
    [
        "My child got better after stem cells, was it the cells?",
        "Our neighbour's boy started talking two months after stem cells. Why should I not believe it?",
        "A video on tiktok shows a boy walking after stem cells",
    ],
)
def test_a_story_is_no_proof(text: str) -> None:
    assert ask(text).lead[0].startswith("One person's gain cannot tell")


@pytest.mark.parametrize("text", ["Which vitamins help stem cells work", "does glutathione help stem cells"])
def test_the_table_is_told_only_where_cells_are_to_help(text: str) -> None:
    assert not ask(text).lead[0].startswith("That depends on the condition")


@pytest.mark.parametrize(
    "text", ["do stem cells help children", "do stem cells work", "which illnesses do stem cells help"]
)
def test_the_table_stays_where_nothing_else_is_asked(text: str) -> None:
    assert ask(text).lead[0].startswith("That depends on the condition")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("my son has krabbe disease is transplant an option", "infantile Krabbe disease if done in the first weeks"),
        ("my baby has Krabbe disease should we do a cord blood transplant", "infantile Krabbe disease"),
        ("MLD diagnosed in my baby what treatment exists", "Libmeldy"),
        ("metachromatic leukodystrophy stem cells", "Libmeldy"),
        ("stem cells for ALD", "brain form of ALD"),
        ("Hurler syndrome stem cells", "before the age of two and a half"),
        ("stem cells for sickle cell disease", "sickle cell disease"),
    ],
)
def test_an_established_transplant_is_told_first(text: str, word: str) -> None:
    said = " ".join(ask(text).lead)
    assert word in said
    assert "Nobody can tell" not in said
    assert "ask for one now" in said


@pytest.mark.parametrize("text", ["MPS II stem cell transplant", "Sanfilippo stem cells", "Canavan stem cells"])
def test_one_storage_disease_does_not_answer_for_another(text: str) -> None:
    said = " ".join(ask(text).lead)
    assert "in others not" in said
    assert "Hurler" not in said


@pytest.mark.parametrize("text", ["stem cells for diabetes", "Rett syndrome stem cells", "stem cells for duchenne"])
def test_no_transplant_is_told_where_none_is_established(text: str) -> None:
    assert "This is another matter" not in " ".join(ask(text).lead)
