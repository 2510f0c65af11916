"""How a treatment stands: chosen by the condition and the cells, from what the base holds."""

from __future__ import annotations

import pytest

from stemwise.answer.approval import standing
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question

FACTS = (
    Fact("study", "stroke", "regulatory", "The agency approved in May the first study of the cells in stroke.", ()),
    Fact("court", "stroke", "regulatory", "The agency asked courts to stop two clinics from selling cells.", ()),
    Fact("none", "stroke", "regulatory", "No cell product is approved for stroke: the list of 2021 has none.", ()),
    Fact("given", "stroke", "regulatory", "Utopia gave a marrow MSC product a conditional approval in 2018.", ()),
    Fact("other", "stroke", "regulatory", "The agency has not approved HSCT for stroke.", ()),
    Fact("all", "stem-cells", "regulatory", "No regenerative product is approved for any neurological disorder.", ()),
)


@pytest.mark.parametrize(
    ("condition", "cell", "chosen"),
    [
        ("stroke", "", ["none", "given"]),
        ("stroke", "bm-msc", ["none", "given"]),
        ("stroke", "nsc", ["none"]),  # what stands of marrow cells is nothing of neural ones
        ("stroke", "ahsct", ["other"]),
        ("als", "", ["all"]),
        ("als", "ahsct", []),
    ],
)
def test_the_standing_is_of_the_condition_and_the_cells(condition: str, cell: str, chosen: list[str]) -> None:
    assert [f.id for f in standing(Question(condition=condition, cell=cell), FACTS)] == chosen
