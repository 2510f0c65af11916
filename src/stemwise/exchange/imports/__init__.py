"""Other people's files to drafts of study records: marked, never pooled until confirmed, and saying what they lack."""

from stemwise.exchange.imports.door import import_file
from stemwise.exchange.imports.draft import Draft, Import
from stemwise.exchange.imports.write import write_drafts

__all__ = ["Draft", "Import", "import_file", "write_drafts"]
