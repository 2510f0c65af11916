"""A table as it was read: column names, cells as text or numbers, and how numbers are taken from them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from stemwise.errors import InputError

Cell = str | float | None
"""What a file holds: text as printed, a number (spreadsheets, Parquet), or nothing."""

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", ".", "-", "–", "—", "nr", "not reported", "#n/a"})
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """``names`` in file order; ``cells`` by name, each of ``size`` entries; ``lines`` the line (row) of each entry in
    the file, counted from 1; ``remarks`` what the reader had to decide.
    """

    source: str
    names: tuple[str, ...]
    cells: dict[str, tuple[Cell, ...]]
    lines: tuple[int, ...]
    decimal_comma: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of rows below the heading."""
        return len(self.lines)

    def column(self, name: str) -> tuple[Cell, ...]:
        """A column as it is in the file."""
        if name not in self.cells:
            raise InputError(f"{self.source} has no column {name!r}", f"it has {', '.join(self.names)}")
        return self.cells[name]

    def text(self, name: str) -> tuple[str, ...]:
        """A column as words; whole numbers without a decimal point, nothing as an empty string."""
        return tuple(words(c) for c in self.column(name))

    def numbers(self, name: str) -> tuple[float, ...]:
        """A column as numbers; missing cells are NaN.

        Raises
        ------
        InputError
            A cell that is neither a number nor a usual sign for a missing value; an infinite number.
        """
        return tuple(self._number(name, c, at) for c, at in zip(self.column(name), self.lines, strict=True))

    def is_numeric(self, name: str) -> bool:
        """Whether every cell of the column is a number or missing, and at least one is a number."""
        try:
            return any(not math.isnan(x) for x in self.numbers(name))
        except InputError:
            return False

    def _number(self, name: str, cell: Cell, line: int) -> float:
        value = as_number(cell, self.decimal_comma)
        if value is None:
            raise InputError(
                f"{self.source}, line {line}: column {name!r} holds {shown(cell)}, which is not a number",
                "give a plain number, or leave the cell empty if it was not reported",
            )
        if math.isinf(value):
            raise InputError(f"{self.source}, line {line}: column {name!r} is infinite", "give a finite number")
        return value

    def keep(self, rows: Sequence[int]) -> Table:
        """Some of the rows."""
        cells = {n: tuple(c[i] for i in rows) for n, c in self.cells.items()}
        return Table(
            self.source, self.names, cells, tuple(self.lines[i] for i in rows), self.decimal_comma, self.remarks
        )


def as_number(cell: Cell, decimal_comma: bool = False) -> float | None:
    """A cell as a number, NaN where it says missing, None where it is neither.

    A true minus sign, a leading plus and thousands separated by commas or thin spaces are understood; per cent signs,
    "<" and units are not: they change what the number means.
    """
    if cell is None:
        return math.nan
    if isinstance(cell, (int, float)):
        return float(cell)
    text = cell.strip()
    if text.lower() in MISSING:
        return math.nan
    text = text.replace("−", "-").replace("\u2009", "").replace("\u202f", "").replace("\u00a0", "")
    if decimal_comma and _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    elif not decimal_comma and _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def words(cell: Cell) -> str:
    """A cell as words."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return " ".join(str(cell).split())


def shown(cell: Cell) -> str:
    """A cell in quotes, cut where it is long."""
    text = words(cell)
    return repr(text if len(text) <= 40 else text[:39] + "…")
