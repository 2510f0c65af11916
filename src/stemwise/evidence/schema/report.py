"""The problems of one record as the schema finds them, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stemwise.content import Problem, Severity
from stemwise.content.schema.fields import Fault, near, text_or_texts
from stemwise.evidence.schema.specs import SOURCE, Spec

Record = dict[str, Any]
Terms = dict[str, frozenset[str]]

NO_LIMIT = frozenset({"", "any", "other", "not-seen"})
"""Words that stand where no term id fits, or none was seen."""


@dataclass(slots=True)
class Report:
    """Collects the problems of one record; ``bad`` holds the keys of rows with an error, ``refused`` the record's."""

    file: str
    terms: Terms
    problems: list[Problem] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    refused: bool = False
    row: str = ""
    """Key of the row being checked; empty: an error concerns the whole record."""

    def add(self, where: str, what: str, remedy: str, severity: Severity = "error") -> None:
        self.problems.append(Problem(self.file, where, what, remedy, severity))
        if severity == "error":
            if self.row:
                self.bad.add(self.row)
            else:
                self.refused = True

    def has_errors(self) -> bool:
        """Whether the record as a whole is refused."""
        return self.refused

    def fault(self, where: str, fault: Fault | None) -> bool:
        """Record a fault, if there is one; ``True`` when there was."""
        if fault is not None:
            self.add(where, *fault)
        return fault is not None

    def fields(self, raw: Record, spec: Spec, where: str = "") -> None:
        """Unknown keys, missing keys, wrong values, unknown terms of one table."""
        prefix = f"{where}." if where else ""
        for key, value in raw.items():
            check = spec.keys.get(key)
            if check is None:
                if key != "_file":
                    self.add(f"{prefix}{key}", "unknown key", _key_remedy(key, spec), "warning")
            elif not self.fault(f"{prefix}{key}", check(value)) and key in spec.terms:
                self.term(f"{prefix}{key}", value, spec.terms[key])
        for key in spec.required:
            if key not in raw:
                what = "missing (no source, no value)" if key in SOURCE.keys else "missing"
                self.add(f"{prefix}{key}", what, "fill it from the source")

    def term(self, where: str, value: Any, kinds: str) -> None:
        """Term ids: one, a list, or joined with ``+``; ``kinds`` are alternatives joined with ``|``."""
        known = frozenset().union(*(self.terms.get(kind, frozenset()) for kind in kinds.split("|")))
        if not known or text_or_texts(value) is not None:
            return
        parts = value if isinstance(value, list) else value.replace(",", "+").split("+")
        for part in (p.strip() for p in parts):
            if part not in known and part not in NO_LIMIT and not part.startswith("other ("):
                self.add(where, f"{part!r} is no known {kinds.replace('|', ' or ')}", near(part, known), "warning")


def _key_remedy(key: str, spec: Spec) -> str:
    remedy = near(key, spec.keys)
    return remedy if remedy.startswith("did you") else "put it into `note`, or see docs/evidence-format.md"
