"""A fact bears no claim that says the contrary in its own words."""

from __future__ import annotations

import pytest

from stemwise import check
from stemwise.verdict.measures import in_digits, measures
from stemwise.verdict.opposites import contrary, sides


@pytest.mark.parametrize(
    ("claim", "fact", "against"),
    [
        ("It strikes men more often than women.", "Women have it more often than men.", True),
        ("It strikes women more often than men.", "Women have it more often than men.", False),
        ("Mostly men fall ill.", "It strikes women two to three times as often as men.", True),
        ("It mostly affects boys.", "In girls it is rare, boys are struck most.", True),
        ("It is common.", "It strikes women two to three times as often as men.", False),
        ("The level falls with age.", "The level rises with age.", True),
        ("Low birth weight raises the risk.", "A low weight at birth raises the risk.", False),
        ("Folic acid raises the risk.", "Folic acid lowers the risk.", True),
        ("It destroys sensory nerve cells.", "It destroys motor neurons.", True),
        ("It is dominant.", "It is passed on when both parents carry the fault.", True),
        ("Cells of the cerebellum die.", "Cells of the substantia nigra die.", True),
        ("Clinics do not need a licence.", "Whoever treats needs a licence.", True),
        ("Pain in arms and legs.", "Pain in legs and arms.", False),
    ],
)
def test_the_contrary_is_seen(claim: str, fact: str, against: bool) -> None:
    assert contrary(sides(claim), sides(fact)) == against


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("About nine in ten cases", "About 90 per cent cases"),
        ("two thirds of children", "66 per cent of children"),
        ("half of people", "50 per cent of people"),
        ("a five percent chance", "a 5 percent chance"),
        ("three times as often", "3 times as often"),
        ("two to five years", "2 to 5 years"),
        ("twenty-five per cent", "25 per cent"),
        ("No two years are alike", "No two years are alike"),
        ("1 in 10,000 births", "0.01 per cent births"),
        ("one in a hundred", "1 per cent"),
        ("12 of 30 patients", "12 of 30 patients"),
        ("one of the signs", "one of the signs"),
    ],
)
def test_numbers_in_words_are_read(text: str, digits: str) -> None:
    assert in_digits(text) == digits
    assert measures(text) == measures(digits)


@pytest.mark.parametrize(
    ("said", "contrary_said"),
    [
        ("Women have multiple sclerosis two to three times as often as men.",
         "Men have multiple sclerosis two to three times as often as women."),
        ("Each child of a parent with Huntington's disease has a 50 per cent chance of inheriting the gene.",
         "Each child of a parent with Huntington's disease has a five percent chance of inheriting the gene."),
        ("Autonomic dysreflexia after spinal cord injury is a sudden and dangerous rise of blood pressure.",
         "Autonomic dysreflexia after spinal cord injury is a sudden and dangerous drop in blood pressure."),
        ("The weakness of myasthenia gravis grows with use and eases with rest.",
         "The weakness of myasthenia gravis eases with use and grows with rest."),
    ],
)  # fmt: skip
def test_a_true_statement_is_fair_and_its_contrary_is_not(said: str, contrary_said: str) -> None:
    assert check(f"# About the condition\n{said}").verdicts[0].value == "supported"
    assert check(f"# About the condition\n{contrary_said}").verdicts[0].value != "supported"
