"""Times since the onset as people say them, and words that tell of the person."""

from __future__ import annotations

import pytest

from stemwise.terms import tokenise
from stemwise.terms.people import of_person, time_told


@pytest.mark.parametrize(
    ("months", "told"),
    [
        (1200, "100 years"),
        (1194, "100 years"),
        (132, "11 years"),
        (30, "2.5 years"),
        (12, "12 months"),
        (5.5, "5.5 months"),
    ],
)
def test_months_and_years(months: float, told: str) -> None:
    assert time_told(months) == told


@pytest.mark.parametrize(
    ("text", "condition", "told"),
    [
        ("a child with spastic diplegia", "cerebral-palsy", "spastic diplegia"),
        ("my son is spastic", "cerebral-palsy", "spastic"),
        ("he became less spastic", "cerebral-palsy", ""),
        ("muscles that are spastic", "cerebral-palsy", ""),
        ("a non-verbal girl", "autism", "non verbal"),
        ("the first verbal contact", "autism", ""),
        ("a complete injury of the cord", "spinal-cord-injury", "complete injury"),
    ],
)
def test_words_that_tell_of_the_person(text: str, condition: str, told: str) -> None:
    tokens = tokenise(text)
    assert " ".join(tokens[i].text for i in sorted(of_person(tokens, condition))) == told
