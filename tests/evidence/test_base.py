"""The shipped base as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stemwise.evidence import Library
from stemwise.evidence.schema.specs import ENTRIES, STUDY
from stemwise.evidence.scrutiny import CHECKS, check


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def test_no_record_is_malformed(library: Library) -> None:
    assert [str(p) for p in library.problems if p.severity == "error"] == []


def test_no_record_draws_a_warning(library: Library) -> None:
    assert [str(p) for p in library.problems if p.severity == "warning"] == []


def test_every_finding_is_explained(library: Library) -> None:
    assert [str(f) for f in check(library)] == []


def test_every_explanation_says_why(library: Library) -> None:
    pairs = [(s.id, s.explained) for s in library.studies(drafts=True)]
    pairs += [(h.id, h.explained) for h in library.pooled_harms()]
    assert [name for name, reasons in pairs for e in reasons if len(e.why) < 20] == []


def test_a_shared_control_is_written_in_both_records(library: Library) -> None:
    pairs = {(s.id, other) for s in library.studies(drafts=True) for other in s.shares_control_with}
    assert {(b, a) for a, b in pairs} == pairs
    assert ("amanat-2021", "zarrabi-2022") in pairs


def test_every_condition_with_a_study_has_a_search_that_names_it(library: Library) -> None:
    named = {s.condition: set(s.included) for s in library.searches() if not s.cell}
    assert [s.id for s in library.studies() if s.id not in named.get(s.condition, ())] == []
    assert [s.found_none for s in library.searches("brain-malformation")] == [True]


def test_a_second_extraction_is_not_before_the_first(library: Library) -> None:
    twice = [s.extraction for s in library.studies() if s.extraction.second]
    assert len(twice) >= 200
    assert all(e.first <= e.second for e in twice)
    known = {(s.id, row.key) for s in library.studies() for row in (*s.rows, *s.pooled)}
    lines = [(s.id, line.partition(": ")[0]) for s in library.studies() for line in s.extraction.not_confirmed]
    assert [line for line in lines if line not in known] == []


def test_every_study_can_be_built(library: Library) -> None:
    assert len(library.studies(drafts=True)) == len(library)
    for kind in ("facts", "links", "fates", "pooled_harms", "cases", "donor_harms", "alternatives", "searches"):
        getattr(library, kind)()


def test_every_check_is_documented() -> None:
    page = Path(__file__).parents[2] / "docs" / "evidence-check.md"
    text = page.read_text(encoding="utf-8")
    assert [name for name in (*CHECKS, "stale") if f"| `{name}` |" not in text] == []


def test_every_entry_and_key_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "evidence-format.md").read_text(encoding="utf-8")
    assert [kind for kind in ENTRIES if f"[[{kind}]]" not in text] == []
    missing = [
        f"{kind}.{key}" for kind, spec in ENTRIES.items() for key in spec.keys if not re.search(rf"\b{key}\b", text)
    ]
    assert missing == []
    assert [key for key in STUDY.keys if not re.search(rf"\b{key}\b", text)] == []
