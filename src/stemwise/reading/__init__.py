"""From a file, an address, a PDF or standard input to plain text with blocks (docs/reading.md)."""

from stemwise.reading.document import Block, BlockKind, Document
from stemwise.reading.source import from_text, is_text, read

__all__ = ["Block", "BlockKind", "Document", "from_text", "is_text", "read"]
