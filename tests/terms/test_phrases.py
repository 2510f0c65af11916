"""The phrase finder and the vocabulary."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemwise.errors import InputError
from stemwise.terms import Phrases, tokenise, vocabulary


def found(pattern: str, text: str) -> list[str]:
    tokens = tokenise(text)
    return [text[tokens[h.first].start : tokens[h.last - 1].end] for h in Phrases([(pattern, pattern)]).find(tokens)]


@pytest.mark.parametrize(
    ("pattern", "text", "hits"),
    [
        ("stem cell*", "Stem-cells and a stem cell", ["Stem-cells", "stem cell"]),
        ("side|adverse effect*", "side effects, adverse effect", ["side effects", "adverse effect"]),
        ("no ~ risk", "no known serious risk", ["no known serious risk"]),
        ("no ~ risk", "no one of us here knew the risk", []),
        ("no ~ risk", "There is no. The risk", []),
        ("MS", "ms and MS", ["MS"]),
        ("wharton's jelly", "Wharton’s jelly", ["Wharton’s jelly"]),
        ("cell", "cells", []),
    ],
)
def test_pattern_language(pattern: str, text: str, hits: list[str]) -> None:
    assert found(pattern, text) == hits


@given(st.text(max_size=300))
def test_tokens_are_slices_of_the_text(text: str) -> None:
    assert all(text[t.start : t.end] == t.text for t in tokenise(text))


def test_linear_on_hostile_text() -> None:
    table = Phrases([("no ~ no ~ no ~ risk", 1), ("a ~ a ~ b", 2)])
    tokens = tokenise("no " * 20_000 + "a " * 20_000)
    start = time.perf_counter()
    table.find(tokens)
    assert time.perf_counter() - start < 20  # seconds for 40,000 words: minutes would mean a blow-up


@pytest.mark.parametrize(
    ("kind", "words", "term"),
    [
        ("condition", "cp", "cerebral-palsy"), ("condition", "Cerebral Palsy", "cerebral-palsy"),
        ("condition", "MS", "multiple-sclerosis"),
        ("condition", "sci", "spinal-cord-injury"), ("cell", "UC-MSC", "uc-msc"), ("cell", "Wharton's jelly", "uc-msc"),
        ("cell", "HSCT", "ahsct"), ("route", "lumbar puncture", "intrathecal"),
    ],
)  # fmt: skip
def test_resolving_what_people_write(kind: str, words: str, term: str) -> None:
    assert vocabulary().resolve(kind, words).id == term  # type: ignore[arg-type]


def test_unknown_words_offer_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean multiple-sclerosis"):
        vocabulary().resolve("condition", "multipel sclerosis")


def test_a_roman_numeral_is_no_route() -> None:
    tokens = tokenise("GMFCS level IV, given by IV infusion")
    assert [f.term.id for f in vocabulary().find("route", tokens)] == ["intravenous"]


def test_every_parent_and_umbrella_names_a_term() -> None:
    words = vocabulary()
    for kind in ("condition", "cell", "route", "donor", "outcome", "harm"):
        for term in words.all(kind):  # type: ignore[arg-type]
            assert all(words.known(kind, p) for p in (*term.parents, *term.includes)), term.id  # type: ignore[arg-type]


def test_the_longest_term_wins() -> None:
    tokens = tokenise("umbilical cord mesenchymal stem cells")
    assert [f.term.id for f in vocabulary().find("cell", tokens)] == ["uc-msc"]
