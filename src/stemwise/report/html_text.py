"""The page's own text cut into pieces, so that each claim can be marked where it stands, however claims overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from stemwise.reading.document import Block

if TYPE_CHECKING:
    from stemwise.reading.document import Document
    from stemwise.verdict.model import Verdict

GRAVITY = ("not-covered", "supported", "unverifiable", "no-human-evidence", "overstated", "misquoted", "contradicted")
"""Which verdict colours a stretch that several claims share: the last."""


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` of the page, and the numbers (from 1) of the claims that hold it.

    ``opens`` are the claims that begin here, ``closes`` those that end here; ``verdict`` is the gravest of them.
    """

    text: str
    start: int
    end: int
    claims: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the page with its pieces, in order."""

    kind: str
    level: int
    pieces: tuple[Piece, ...]


def marked(document: Document, verdicts: Sequence[Verdict]) -> tuple[Paragraph, ...]:
    """The whole text in order: nothing but white space and bullets between blocks is left out."""
    spans = [(max(0, v.claim.start), min(v.claim.end, len(document.text))) for v in verdicts]
    values = [v.value for v in verdicts]
    out = []
    for block in _blocks(document):
        pieces = tuple(_pieces(document.text, block, spans, values))
        out.append(Paragraph(block.kind, block.level, pieces))
    return tuple(out)


def _blocks(document: Document) -> Iterator[Block]:
    """The document's blocks, and what stands between them where that holds words."""
    at = 0
    for block in sorted(document.blocks, key=lambda b: b.start):
        start = max(block.start, at)
        yield from _lines(document.text, at, start)
        if block.end > start:
            yield Block(block.kind, start, block.end, block.level)
            at = block.end
    yield from _lines(document.text, at, len(document.text))


def _lines(text: str, start: int, end: int) -> Iterator[Block]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip(" \t\r\u00a0•-*·▪◦"):
            yield Block("paragraph", at, at + len(line))
        at += len(line) + 1


def _pieces(text: str, block: Block, spans: Sequence[tuple[int, int]], values: Sequence[str]) -> Iterator[Piece]:
    here = [i for i, (a, b) in enumerate(spans) if a < block.end and b > block.start and a < b]
    cuts = {block.start, block.end}
    for i in here:
        cuts |= {min(max(x, block.start), block.end) for x in spans[i]}
    edges = sorted(cuts)
    for a, b in pairwise(edges):
        held = [i for i in here if spans[i][0] < b and spans[i][1] > a]
        yield Piece(
            text=text[a:b],
            start=a,
            end=b,
            claims=tuple(i + 1 for i in held),
            opens=tuple(i + 1 for i in held if _first(spans[i][0], a, block)),
            closes=tuple(i + 1 for i in held if spans[i][1] == b),
            verdict=max((values[i] for i in held), key=GRAVITY.index, default=""),
        )


def _first(start: int, a: int, block: Block) -> bool:
    """Whether a claim that starts at ``start`` is first seen in the piece at ``a``."""
    return start == a or (a == block.start and start < a and a - start < 4)
