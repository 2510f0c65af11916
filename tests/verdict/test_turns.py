"""Sentences easily read the wrong way round get a verdict that is safe for the reader (``turns.toml``)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import weigh

GROUPS = tomllib.loads(Path(__file__).with_name("turns.toml").read_text(encoding="utf-8"))["group"]
ROWS = [(s, g["allowed"]) for g in GROUPS for s in g["sentences"]]


@pytest.mark.parametrize(("text", "allowed"), ROWS, ids=[s[:50] for s, _ in ROWS])
def test_no_verdict_is_dangerous(text: str, allowed: list[str], library: Library) -> None:
    verdicts = weigh(Document("test", text), library).verdicts
    assert all(v.value in allowed for v in verdicts), [(v.value, v.rule) for v in verdicts]
    assert verdicts
