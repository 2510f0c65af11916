"""What a record may and must hold. Each problem names file, field, what is wrong and the remedy."""

from __future__ import annotations

from typing import NamedTuple

from stemwise.content import Content, Problem

VERSION = 7
"""Raised when a check changes: stored problems of another version are computed anew."""


class Found(NamedTuple):
    """``refused``: ``kind id`` of records left out whole; ``left_out``: study id -> keys of rows left out."""

    problems: tuple[Problem, ...]
    refused: frozenset[str]
    left_out: dict[str, frozenset[str]]


def problems_of(content: Content) -> Found:
    """All schema problems of a content; computed once per state of the sources and kept in the index."""

    def compute() -> dict[str, object]:
        from stemwise.evidence.schema import check  # only needed when a source changed

        return check.compute(content)

    stored = content.derived(f"schema-{VERSION}", compute)
    return Found(
        tuple(Problem(*row) for row in stored["problems"]),
        frozenset(stored["refused"]),
        {key: frozenset(rows) for key, rows in stored["left_out"].items()},
    )
