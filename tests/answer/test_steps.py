"""Steps of ways of action: one that is confined to a condition speaks of that condition alone."""

from __future__ import annotations

import pytest

from stemwise import check
from stemwise.answer.engine import steps
from stemwise.evidence import Library


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.mark.parametrize(
    ("cell", "condition", "told"),
    [
        ("", "parkinsons", True),
        ("esc", "parkinsons", True),
        ("msc", "parkinsons", False),
        ("", "multiple-sclerosis", False),
        ("", "stroke", False),
    ],
)
def test_dopamine_cells_are_a_step_in_parkinsons_disease_only(
    library: Library, cell: str, condition: str, told: bool
) -> None:
    ids = [x.id for x in steps(("repair",), library, cell, frozenset({condition}))]
    assert ("dopamine-neuron-replacement" in ids) == told
    assert ids


def test_the_verdict_follows_the_condition() -> None:
    text = "# {}\nIn {} stem cells replace the lost neurons."
    found = {
        name: check(text.format(name, name)).verdicts[0].rule for name in ("Parkinson's disease", "multiple sclerosis")
    }
    assert found == {
        "Parkinson's disease": "mechanism-human-marker",
        "multiple sclerosis": "mechanism-animal",
    }


def test_steps_of_other_cells_are_not_told_of_transplantation() -> None:
    """AHSCT replaces an immune system: what mesenchymal or neural cells are meant to do in the brain is no step of it."""
    for text in (
        "AHSCT repairs damaged axons in multiple sclerosis.",
        "Blood stem-cell transplantation protects nerve cells in MS.",
    ):
        assert check(text).verdicts[0].claim.question.cell == "ahsct"
        assert {x.id for x in check(text).verdicts[0].answer.links} <= {"immune-reset"}


def test_new_neurons_are_told_of_neural_cells_only(library: Library) -> None:
    """Grafted neural cells that become neurons say nothing of the cells mostly sold, or of cells not named."""
    made = "neuronal-replacement-nsc"
    told = {
        c: [x.id for x in steps(("repair",), library, c, frozenset({"stroke"}))]
        for c in ("", "stem-cells", "msc", "nsc")
    }
    assert [c for c, ids in told.items() if made in ids] == ["nsc"]
    assert all(told.values())
