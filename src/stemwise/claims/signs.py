"""The signs of a sentence that the log-linear model weighs: its features, its words, and what stands before it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from stemwise.claims.features import Features

STEM = 6
"""Letters of a word that count: 'improve', 'improved' and 'improvement' are one sign."""


def signs(f: Features, kind: str, before: str) -> Iterator[str]:
    """Signs of a sentence: ``kind`` is what the rules call it and ``before`` the sentence before it ("" for no claim)."""
    yield f"rule:{kind}"
    yield f"before:{before}"
    yield f"length:{min(6, len(f.tokens) // 6)}"
    for name in f.names:
        yield f"cue:{name}"
    stems = [t.lower[:STEM] for t in f.tokens]
    if stems:
        yield f"first:{stems[0]}"
    yield from dict.fromkeys(stems)
    yield from dict.fromkeys(map(" ".join, pairwise(stems)))
