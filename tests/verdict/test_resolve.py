"""Signs by which a study is told from others: whole words, and names that are names."""

from __future__ import annotations

import pytest

from stemwise.claims import read_claims
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict.resolve import _RANDOMISED, names_one


@pytest.mark.parametrize("text", ["Children in Evesham were treated.", "A clinic in Horsham gave cells."])
def test_a_town_is_no_sham(text: str) -> None:
    assert not _RANDOMISED.search(text)


@pytest.mark.parametrize("text", ["a sham-controlled trial", "a randomized trial", "placebo was given", "double-blind"])
def test_words_of_randomised_trials(text: str) -> None:
    assert _RANDOMISED.search(text)


@pytest.mark.parametrize(("name", "is_one"), [("STEMTRA", True), ("NEWTRIAL", True), ("AHSCT", False), ("GMFM", False)])
def test_a_term_in_capitals_names_no_trial(name: str, is_one: bool, library: Library) -> None:
    claim = read_claims(Document("x", f"The {name} trial showed that stem cells improve walking after stroke."))[0]
    assert names_one(claim, library) == is_one
