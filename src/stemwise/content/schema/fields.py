"""Checks of single values: each takes a value and answers with a fault, or ``None``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from stemwise.content.model import Severity


class Fault(NamedTuple):
    """What is wrong with a value and how to mend it."""

    what: str
    remedy: str
    severity: Severity = "error"


LARGEST = 1e15
"""No count, score or dose reaches this; what does is a slip of the pen, and would overflow the arithmetic."""

Check = Callable[[Any], Fault | None]


def shown(value: Any) -> str:
    """A value for a message, cut short."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def text(value: Any) -> Fault | None:
    """Any text."""
    return None if isinstance(value, str) else Fault(f"{shown(value)} is not text", "put it in quotes")


def required_text(value: Any) -> Fault | None:
    """Text that is not empty."""
    return text(value) or (None if value.strip() else Fault("is empty", "fill it"))


def texts(value: Any) -> Fault | None:
    """A list of texts."""
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return None
    return Fault(f"{shown(value)} is not a list of texts", 'write ["...", "..."]')


def text_or_texts(value: Any) -> Fault | None:
    """A text or a list of texts."""
    return None if isinstance(value, str) else texts(value)


def flag(value: Any) -> Fault | None:
    """``true`` or ``false``."""
    if isinstance(value, bool):
        return None
    return Fault(f"{shown(value)} is neither true nor false", "write true or false, without quotes")


def number(value: Any) -> Fault | None:
    """A number that can stand in a study: finite, below a quadrillion."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST:
        return None
    return Fault(f"{shown(value)} is not a number", "write the number without quotes, or leave the key out")


def not_negative(value: Any) -> Fault | None:
    """A number of at least 0."""
    return number(value) or (None if value >= 0 else Fault(f"{shown(value)} is below 0", "see the source again"))


def count(value: Any) -> Fault | None:
    """A whole number of at least 0."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST:
        return None
    return Fault(f"{shown(value)} is not a count", "write a whole number of at least 0, or leave the key out")


def per_cent(value: Any) -> Fault | None:
    """A number from 0 to 100."""
    if number(value) is None and 0 <= value <= 100:
        return None
    return Fault(f"{shown(value)} is not between 0 and 100", "write per cent as printed")


def level(value: Any) -> Fault | None:
    """A confidence level as a share of 1."""
    if number(value) is None and 0.5 <= value < 1:
        return None
    return Fault(f"{shown(value)} is not a confidence level", "write 0.95 for 95 per cent")


def year(value: Any) -> Fault | None:
    """A year of our time."""
    if isinstance(value, int) and not isinstance(value, bool) and 1950 <= value <= 2100:
        return None
    return Fault(f"{shown(value)} is not a year", "write four digits without quotes, or leave the key out")


def interval(value: Any) -> Fault | None:
    """Two numbers, the lower first."""
    if not isinstance(value, list) or len(value) != 2 or any(number(v) is not None for v in value):
        return Fault(f"{shown(value)} is not an interval", "write [lower, upper]")
    if value[0] > value[1]:
        remedy = "write the lower bound first; keep a misprint in `note` and put the reading in `corrected`"
        return Fault(f"{shown(value)} runs backwards", remedy)
    return None


def printed_interval(value: Any) -> Fault | None:
    """Two numbers in the order printed: scrutiny, not the schema, finds the misprinted ones."""
    fault = interval(value)
    return None if fault is not None and fault.what.endswith("runs backwards") else fault


def date(value: Any) -> Fault | None:
    """A date (TOML dates arrive as ISO text)."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None
    return Fault(f"{shown(value)} is not a date", "write 2026-11-21, without quotes")


def table(value: Any) -> Fault | None:
    """A table."""
    return None if isinstance(value, dict) else Fault(f"{shown(value)} is not a table", "write { key = value }")


def tables(value: Any) -> Fault | None:
    """A list of tables."""
    if isinstance(value, list) and all(isinstance(v, dict) for v in value):
        return None
    return Fault(f"{shown(value)} is not a list of tables", "write [[name]] blocks or [ { ... }, { ... } ]")


def text_or_tables(value: Any) -> Fault | None:
    """A text or a list of tables."""
    return None if isinstance(value, str) else tables(value)


def one_of(*options: str, severity: Severity = "error") -> Check:
    """One of the given words."""

    def check(value: Any) -> Fault | None:
        if not isinstance(value, str):
            return text(value)
        if value in options:
            return None
        return Fault(f"{shown(value)} is not known here", f"use one of {', '.join(o for o in options if o)}", severity)

    return check


def near(value: str, known: Collection[str]) -> str:
    """A remedy that offers the nearest known ids."""
    import difflib

    close = difflib.get_close_matches(value, known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else "take an id of docs/evidence-format.md, or add the term"
