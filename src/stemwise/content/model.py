"""What content is: kinds of records, folders, and a problem with a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

KINDS = (
    "study", "fact", "alternative", "course", "instrument", "pooled_harm", "case", "donor_harm", "link", "fate",
    "search",
)  # fmt: skip
FOLDERS = ("studies", "facts", "alternatives", "courses", "harms", "mechanisms", "searches")
"""Folders of ``data/`` that hold evidence; their records make the evidence hash. Other folders hold documents."""
DOCUMENTS = ("terms", "cues", "rules", "weights", "models", "plans", "reproductions")
"""Folders of ``data/`` that hold no evidence: how pages are read and judged, and what is computed from the records."""

MAX_BYTES = 4_000_000
"""A larger TOML file is no record; it is refused unread."""

Record = dict[str, Any]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a content file, where, and how to mend it.

    An ``error`` leaves out what it names (file, record or row); a ``warning`` leaves nothing out.
    """

    file: str
    field: str
    what: str
    remedy: str
    severity: Severity = "error"

    def as_row(self) -> list[str]:
        """As a list of texts: what an index keeps."""
        return [self.file, self.field, self.what, self.remedy, self.severity]

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.field, self.what, self.remedy) if part)
