"""How a treatment stands: chosen by the condition and the cells, from what the base holds."""

from __future__ import annotations

import pytest

from stemwise import explain
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


GENES = (
    Fact("gene", "stroke", "regulatory", "The agency approved the gene therapy Vesselix for stroke in 2023.", ()),
    Fact("drugs", "als", "disease-fact", "Two medicines are approved for ALS: pills, and the gene therapy Nervix.", ()),
    Fact("tried", "als", "procedure", "Motorix is a gene therapy that is tried in ALS.", ()),
    Fact("blood", "stem-cells", "regulatory", "The agency approved a gene therapy for leukaemia.", ()),
)


@pytest.mark.parametrize(("condition", "told"), [("stroke", ["gene"]), ("als", ["drugs"]), ("autism", [])])
def test_gene_therapies_approved_for_the_condition_stand_beside_the_line_on_cells(
    condition: str, told: list[str]
) -> None:
    chosen = [f.id for f in standing(Question(condition=condition), FACTS, GENES)]
    assert [i for i in chosen if i in {f.id for f in GENES}] == told


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ("duchenne", "Elevidys"),  # FDA, June 2023
        ("spinal-muscular-atrophy", "onasemnogene"),  # FDA, 2019
        ("leukodystrophy", "Skysona"),  # FDA, September 2022
    ],
)
def test_no_line_denies_a_gene_therapy_that_is_approved(condition: str, named: str) -> None:
    told = " ".join(f.statement for f in explain(condition).standing)
    assert named in told
    assert "no regenerative product" not in told
    assert "no stem-cell product" in told


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
