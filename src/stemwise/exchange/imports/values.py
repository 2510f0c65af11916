"""Values of JSON that may hold anything where anything was promised: texts, numbers as text, tables, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stemwise.tables.model import as_number

Json = Mapping[str, Any]


def text(value: object) -> str:
    """A value as words on one line; empty for what is no text."""
    if isinstance(value, str):
        return " ".join(value.split())
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def texts(value: object) -> list[str]:
    """A list of texts, empty ones left out."""
    return [t for v in value if (t := text(v))] if isinstance(value, Sequence) and not isinstance(value, str) else []


def number(value: object) -> float | None:
    """A number written as text ("1,234", "12.5"); ``None`` for "NA", a dash, "<0.1" and nothing."""
    found = as_number(text(value))
    return found if found is not None and abs(found) < 1e15 else None  # NaN compares false, and so is None


def count(value: object) -> int | None:
    """A whole number of at least 0."""
    found = number(value)
    return int(found) if found is not None and found >= 0 and found == int(found) else None


def table(value: object) -> Mapping[str, Any]:
    """A table, or an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[Json]:
    """A list of tables; what is none is passed over."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
