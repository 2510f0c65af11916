"""Facts that speak of what a plain statement speaks of: things no fact tells of, denials beside words of what is wanting."""

from __future__ import annotations

import pytest

from stemwise.content import document
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import weigh
from stemwise.verdict.shelves import THING, stems_of


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("Hydrocephalus", "Hydrocephalus is a build-up of blood in the chambers of the heart that makes the chest swell."),
        ("Guillain-Barré syndrome", "In it the immune system attacks the heart valves after a throat infection."),
        ("Multiple sclerosis", "It is an infection of the joints that wears away the cartilage in the knees."),
        ("Parkinson's disease", "A urine test confirms Parkinson's, so a neurologist rarely needs to look."),
    ],
)  # fmt: skip
def test_a_thing_no_near_fact_tells_of_is_not_borne(condition: str, text: str, library: Library) -> None:
    (found,) = weigh(Document("test", f"# {condition}\n\n{text}"), library).verdicts
    assert found.value == "not-covered"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("Spinal cord injury", "Strong means to repair the injured cord do not exist in spite of much research."),
        ("Spina bifida", "Close to 60% of children operated on for spina bifida in the womb remain unable to walk."),
    ],
)  # fmt: skip
def test_a_denial_is_no_contrary_of_what_is_wanting(condition: str, text: str, library: Library) -> None:
    (found,) = weigh(Document("test", f"# {condition}\n\n{text}"), library).verdicts
    assert found.value == "supported"


def test_words_for_one_thing_are_one() -> None:
    assert stems_of("kidneys") == stems_of("renal") == {f"{THING}kidney"}
    assert stems_of("harms") == stems_of("damaged")
    assert not any(stem.startswith(THING) for stem in stems_of("harms the signals"))


def test_each_word_stands_in_one_row_of_synonyms() -> None:
    rows = document("rules/synonyms.toml")
    words = [word for kind in ("thing", "alike") for row in rows[kind] for word in row]
    assert sorted(words) == sorted(set(words))
