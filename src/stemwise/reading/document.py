"""What reading yields: plain text with the blocks it was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "row", "quote"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of ``Document.text``: ``text[start:end]``, of one kind.

    ``level`` is the heading's level (1-6) or the list item's depth (from 1), else 0.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A page as text. All offsets in stemwise are character offsets into ``text``."""

    source: str
    text: str
    title: str = ""
    date: str = ""
    media: Literal["html", "pdf", "markdown", "text"] = "text"
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    """What a reader of the report should know: truncated pages, unreadable PDF pages."""
