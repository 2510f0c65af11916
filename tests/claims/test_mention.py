"""What in a sentence points to a study: identifiers with their own brackets, authors as names are written."""

from __future__ import annotations

import pytest

from stemwise.claims.mention import mention
from tests.claims.read import last_features


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("Read https://doi.org/10.1016/S0140-6736(16)30169-6 first.", "10.1016/S0140-6736(16)30169-6"),
        ("As shown (doi:10.1016/S1474-4422(11)70305-2).", "10.1016/S1474-4422(11)70305-2"),
        ("See [the trial](https://doi.org/10.1002/sctm.16-0474), then ask.", "10.1002/sctm.16-0474"),
        ("A registrant of seven digits: 10.1234567/abc.", "10.1234567/abc"),
    ],
)
def test_a_doi_ends_where_it_ends(text: str, doi: str) -> None:
    found = mention(text, ())
    assert found
    assert found.identifiers == (doi,)


def test_identifiers_come_in_their_order() -> None:
    found = mention("NCT01234567 was published as 10.1002/sctm.16-0474 (PMID: 28286842).", ())
    assert found
    assert found.identifiers == ("NCT01234567", "10.1002/sctm.16-0474", "28286842")


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("McDonald et al. found a difference.", "McDonald"),
        ("Müller et al. treated eight people.", "Müller"),
        ("O'Brien and colleagues saw none.", "O'Brien"),
        ("Ruiz-Argüelles, et al. say so.", "Ruiz-Argüelles"),
        ("Gu et al. randomised 39 children.", "Gu"),
        ("In a study by McKay in 2019 nothing changed.", "McKay"),
    ],
)
def test_authors_as_their_names_are_written(text: str, author: str) -> None:
    found = mention(text, ())
    assert found
    assert found.author == author


def test_capitals_alone_are_no_author() -> None:
    assert mention("The FDA and colleagues abroad warn of it.", ()) is None


@pytest.mark.parametrize("name", ["STEMTRA", "MASTERS-2", "SCiStar"])
def test_capitals_before_trial_name_one(name: str) -> None:
    assert "study-specific" in last_features(f"The {name} trial showed that cells help.").names


@pytest.mark.parametrize("words", ["MS trials", "CP trials", "FDA trials", "MSC studies"])
def test_a_condition_a_cell_or_an_agency_names_no_trial(words: str) -> None:
    assert "study-specific" not in last_features(f"{words} show that cells help.").names


def test_a_price_is_no_year() -> None:
    assert "study-specific" not in last_features("Study results: cells for $2,000 help.").names
