"""Put pieces of text together to a text with exact blocks: the one place where offsets of HTML and PDF are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stemwise.reading.document import Block, BlockKind

BULLET = "• "
"""Written before a list item, outside its block, as in the plain-text pages this project starts from."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block before it has a place. ``linked`` is the share of its characters that are link text, 0 to 1."""

    kind: BlockKind
    text: str
    level: int = 0
    linked: float = 0.0


def assemble(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Text and blocks of ``pieces``; ``text[b.start:b.end]`` is the piece's text for each block ``b``.

    List items and table rows follow each other on lines; everything else is set apart by an empty line.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    before: BlockKind | None = None
    for piece in pieces:
        if not piece.text:
            continue
        gap = "" if before is None else "\n" if before == piece.kind and piece.kind in ("item", "row") else "\n\n"
        if piece.kind == "item":
            gap += "  " * (max(piece.level, 1) - 1) + BULLET
        parts += (gap, piece.text)
        start = at + len(gap)
        at = start + len(piece.text)
        blocks.append(Block(piece.kind, start, at, piece.level))
        before = piece.kind
    return "".join(parts), tuple(blocks)
