"""The lists by which the reader goes (``data/cues/reading.toml``): names of groups and features, and single words."""

from __future__ import annotations

from functools import cache
from typing import Any

from stemwise.content import document


@cache
def _lists(table: str) -> dict[str, Any]:
    found: dict[str, Any] = document("cues/reading.toml")[table]
    return found


@cache
def names(of: str) -> frozenset[str]:
    """A list of groups and features."""
    return frozenset(_lists("names")[of])


@cache
def words(of: str) -> tuple[str, ...]:
    """A list of words, as written; a tuple, since ``str.startswith`` takes one."""
    return tuple(_lists("words")[of])
