"""The shipped base as a whole."""

from __future__ import annotations

import time

import pytest

from stemwise import content
from stemwise.evidence import Library
from stemwise.evidence.scrutiny import check


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def test_no_record_is_malformed(library: Library) -> None:
    assert [str(p) for p in library.problems if p.severity == "error"] == []


@pytest.mark.xfail(reason="a few records still hold keys that the format does not know", strict=False)
def test_no_record_draws_a_warning(library: Library) -> None:
    assert [str(p) for p in library.problems if p.severity == "warning"] == []


@pytest.mark.xfail(reason="the open findings are being explained, one by one, in the records", strict=False)
def test_every_finding_is_explained(library: Library) -> None:
    assert [str(f) for f in check(library)] == []


def test_every_study_can_be_built(library: Library) -> None:
    assert len(library.studies(drafts=True)) == len(library)
    for kind in ("facts", "links", "fates", "pooled_harms", "cases", "donor_harms", "alternatives", "searches"):
        getattr(library, kind)()


def test_reading_the_index_takes_under_a_tenth_of_a_second() -> None:
    content.load()
    best = 1.0
    for _ in range(3):
        start = time.perf_counter()
        loaded = content.load()
        for kind in content.KINDS:
            loaded.table(kind)
        best = min(best, time.perf_counter() - start)
    assert best < 0.1
