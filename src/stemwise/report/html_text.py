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
    blocks = tuple(_blocks(document))
    cut = [[(a, b, held) for a, b, held in _pieces(block, spans)] for block in blocks]
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for pieces in cut:
        for a, b, held in pieces:
            for i in held:
                first.setdefault(i, a)
                last[i] = b
    return tuple(
        Paragraph(
            block.kind,
            block.level,
            tuple(
                Piece(
                    text=document.text[a:b],
                    start=a,
                    end=b,
                    claims=tuple(i + 1 for i in held),
                    opens=tuple(i + 1 for i in held if first[i] == a),
                    closes=tuple(i + 1 for i in held if last[i] == b),
                    verdict=max((verdicts[i].value for i in held), key=GRAVITY.index, default=""),
                )
                for a, b, held in pieces
            ),
        )
        for block, pieces in zip(blocks, cut, strict=True)
    )


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


def _pieces(block: Block, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """The block cut wherever a claim begins or ends: start, end, the claims (from 0) that hold the piece."""
    here = [i for i, (a, b) in enumerate(spans) if a < block.end and b > block.start and a < b]
    cuts = {block.start, block.end}
    for i in here:
        cuts |= {min(max(x, block.start), block.end) for x in spans[i]}
    for a, b in pairwise(sorted(cuts)):
        yield a, b, [i for i in here if spans[i][0] < b and spans[i][1] > a]
