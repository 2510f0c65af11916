"""Ways of speaking tied to facts: each row's example fits it and its counter-example does not; its fact exists and is sourced."""

from __future__ import annotations

import pytest

from stemwise.claims.model import Claim
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict.assertions import Pattern, patterns, sayings_of


def _fits(pattern: Pattern, text: str) -> bool:
    """Whether the row fits the sentence, read as any of its kinds and asked of any of its conditions and cells."""
    from dataclasses import replace

    from stemwise.claims import read_claims

    claims = read_claims(Document("test", text))
    if not claims:
        return False
    claim: Claim = claims[-1]
    kinds = pattern.kinds or {claim.kind}
    q = claim.question
    condition = q.condition if q.condition in pattern.conditions or not pattern.conditions else ""
    cell = q.cell if q.cell in pattern.cells or not pattern.cells else ""
    asked = q.but(
        condition=condition or next(iter(sorted(pattern.conditions)), ""),
        cell=cell or next(iter(sorted(pattern.cells)), ""),
    )
    said = sayings_of(claim.text).within(0, len(claim.text))
    return any(pattern.fits(replace(claim, kind=k, question=asked), said) for k in kinds)


@pytest.mark.parametrize("pattern", patterns(), ids=lambda p: p.id)
def test_example_fits(pattern: Pattern) -> None:
    assert _fits(pattern, pattern.example)


@pytest.mark.parametrize("pattern", patterns(), ids=lambda p: p.id)
def test_counter_example_does_not(pattern: Pattern) -> None:
    assert not _fits(pattern, pattern.counter)


@pytest.mark.parametrize("pattern", patterns(), ids=lambda p: p.id)
def test_fact_exists_with_a_source(pattern: Pattern, library: Library) -> None:
    fact = library.fact(pattern.fact)
    assert fact is not None
    assert fact.sources
