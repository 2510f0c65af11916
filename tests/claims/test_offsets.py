"""Reading claims: exact offsets, no exception and linear time on any text, the same result twice."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemwise.claims import read_claims
from stemwise.reading.document import Document

_PIECES = st.sampled_from(
    ["Stem cells", "cerebral palsy", "cure", "no", "not", "risk", "improve", "motor function", "63 children", "study",
     "(", ")", ".", "!",
     "?", "\n", "\n\n", "•", "Dr.", "e.g.", "MS", "$5,000", "50%", "…", "—", "é", "🙂", "\t", "we", "she", "1.3",
     "et al", ":", ";", ",", "9" * 320, "9" * 320 + "%", "1 in", "0." + "9" * 320, "children", "studies", "percent"]
)  # fmt: skip


def _check(text: str) -> None:
    document = Document("test", text)
    claims = read_claims(document)
    for claim in claims:
        assert document.text[claim.start : claim.end] == claim.text
        assert claim.text.strip()
    assert [c.id for c in claims] == [f"c{i + 1}" for i in range(len(claims))]
    assert read_claims(document) == claims


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    _check(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=60).map(" ".join))
def test_text_made_of_what_rules_look_for(text: str) -> None:
    _check(text)


@pytest.mark.parametrize(
    "piece",
    ["no ", "((((", "not ", "stem cells ", "1 of ", "one ", "a.", "9", "9 ", "cure ", "• ", "Dr. ", "\n",
     "improve motor function ", "10.1000/", "He said ",
     "99 x x x x ", "1,000", "Éé", "study of 63 children "],
)  # fmt: skip
def test_hostile_input_takes_linear_time(piece: str) -> None:
    """100 KB in a few seconds, and twice the length in at most about three times the time."""
    text = (piece * 100_000)[:100_000]
    half, whole = _seconds(text[:50_000]), _seconds(text)
    assert whole < 6
    assert whole < 4 * half + 0.3


def _seconds(text: str) -> float:
    """Processor seconds, the least of three runs: what else the machine does must not fail the test."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        read_claims(Document("test", text))
        taken.append(time.process_time() - start)
    return min(taken)


def test_order_is_the_documents() -> None:
    text = "Stem cells improve motor function in cerebral palsy. The procedure is safe. More research is needed on stem cells."
    claims = read_claims(Document("test", text))
    assert [c.kind for c in claims] == ["efficacy", "safety", "uncertainty"]
    assert [c.start for c in claims] == sorted(c.start for c in claims)
