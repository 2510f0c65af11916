"""A clause is said flatly when nothing in it denies, hedges, asks or quotes, whatever stands in the rest of the sentence."""

from __future__ import annotations

import re

import pytest

from stemwise.verdict.clauses import said_flatly

WALK = re.compile(" (?:children walk|know better)")


@pytest.mark.parametrize(
    "text",
    [
        "The trial showed no difference, but our children walk.",
        "More research is needed; with us children walk within weeks.",
        "Although no study has proven it, our children walk.",
        "Doctors call it unproven, yet the parents know better.",
    ],
)
def test_a_clause_beside_a_denial_is_flat(text: str) -> None:
    assert said_flatly(text, WALK)


@pytest.mark.parametrize(
    "text",
    [
        "No trial has shown that children walk or speak after the cells.",
        "It is not known whether children walk sooner.",
        "Clinics promise that children walk within weeks.",
        "Few children walk after the cells, and most do not.",
        "The cells may help children walk.",
        "The trial was small, but the parents improved their mood.",
    ],
)
def test_a_clause_that_leaves_room_is_not(text: str) -> None:
    assert not said_flatly(text, WALK)


@pytest.mark.parametrize(
    "text",
    [
        "It is wrong that families with MS pay for experimental cells which trials have not yet proved to be safe and effective.",
        "The trial will tell whether the cells, given into a vein, are safe and effective.",
    ],
)
def test_a_clause_without_a_subject_of_its_own_is_as_open_as_the_one_it_goes_on(text: str) -> None:
    assert not said_flatly(text, re.compile("safe and effective"))
