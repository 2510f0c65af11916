"""Tables: which hold data, and which header stands over each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_SPAN = 50
"""Columns or rows one cell may span; more is a mistake or an attack."""
MAX_LABEL = 80
"""Characters of a header that is repeated before the cells under it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's element, and the column header to name before its text (``""`` for none)."""

    element: Any
    label: str = ""


def rows_of(table: Any) -> list[list[Cell]] | None:
    """The rows of a data table, in order; ``None`` for a table that only lays out a page.

    The header row is a row of its own. Below it each cell but the first carries its column's header, so that a row
    can be read alone: "Cerebral palsy | Success rate: 70 %".
    """
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if _is_layout(table, cells):
        return None
    labels: list[str] = []
    found: list[list[Cell]] = []
    spans: dict[int, int] = {}  # column -> rows still covered by a cell from above
    for row, members in zip(rows, cells, strict=True):
        header = bool(members) and (_in_head(row) or all(cell.tag == "th" for cell in members))
        placed = _place(members, spans)
        if header:
            labels = _labels(placed)
            found.append([Cell(cell) for _, cell in placed])
        else:
            found.append([Cell(cell, labels[at] if 0 < at < len(labels) else "") for at, cell in placed])
    return found


def _is_layout(table: Any, cells: list[list[Any]]) -> bool:
    if table.get("role") in ("presentation", "none") or max((len(row) for row in cells), default=0) < 2:
        return True
    return (
        next(table.iter("h1", "h2", "h3"), None) is not None or next(table.iterdescendants("table"), None) is not None
    )


def _in_head(row: Any) -> bool:
    parent = row.getparent()
    return parent is not None and parent.tag == "thead"


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _place(members: list[Any], spans: dict[int, int]) -> list[tuple[int, Any]]:
    """Each cell with its column, counting cells that reach down from rows above; updates ``spans``."""
    placed: list[tuple[int, Any]] = []
    new: dict[int, int] = {}
    at = 0
    for cell in members:
        while spans.get(at, 0) > 0:
            at += 1
        placed.append((at, cell))
        for column in range(at, at + _span(cell, "colspan")):
            if _span(cell, "rowspan") > 1:
                new[column] = _span(cell, "rowspan") - 1
        at += _span(cell, "colspan")
    for column in list(spans):
        spans[column] -= 1
        if spans[column] <= 0:
            del spans[column]
    spans.update(new)
    return placed


def _labels(placed: list[tuple[int, Any]]) -> list[str]:
    labels: list[str] = []
    for at, cell in placed:
        text = " ".join("".join(cell.itertext()).split())
        labels += [""] * (at - len(labels))
        labels += [text if len(text) <= MAX_LABEL else ""] * _span(cell, "colspan")
    return labels
