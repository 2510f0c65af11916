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


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells in order. ``heads`` says what a row of headers is: "" for none, or see :func:`rows_of`."""

    cells: list[Cell]
    heads: str = ""


def rows_of(table: Any) -> list[Row] | None:
    """The rows of a data table, in order; ``None`` for a table that only lays out a page.

    Each cell but the first carries its column's header, so that a row can be read alone: "Cerebral palsy | Success
    rate: 70 %". A row of headers that is told again in this way is ``"told"``; one with a single short text is a
    ``"title"`` of the rows below it; any other is a row like the rest, so that nothing is lost.
    """
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if _is_layout(table, cells):
        return None
    headers = [
        bool(members) and (_in_head(row) or all(cell.tag == "th" for cell in members))
        for row, members in zip(rows, cells, strict=True)
    ]
    if cells and not any(headers):
        headers[0] = len(cells[0]) > 1 and all(map(_is_bold, cells[0])) and not all(map(_is_bold, cells[-1]))
    labels: list[str] = []
    found: list[Row] = []
    spans: dict[int, int] = {}  # column -> rows still covered by a cell from above
    for number, members in enumerate(cells):
        placed = _place(members, spans)
        if not headers[number]:
            found.append(Row([Cell(cell, labels[at] if 0 < at < len(labels) else "") for at, cell in placed]))
            continue
        texts = [text for _, cell in placed if (text := _text(cell))]
        if len(texts) == 1 and len(texts[0]) <= MAX_LABEL:
            found.append(Row([Cell(cell) for _, cell in placed], "title"))
            continue
        labels = _labels(placed)
        below = cells[number + 1] if number + 1 < len(cells) and not headers[number + 1] else []
        found.append(Row([Cell(cell) for _, cell in placed], "told" if _is_told(placed, below) else ""))
    return found


def _is_told(placed: list[tuple[int, Any]], below: list[Any]) -> bool:
    """Whether the row below, of data, has a cell with text under each of these headers, all short enough to repeat."""
    under = {at for at, cell in _place(below, {}) if _text(cell)}
    covered = {at for at, cell in placed if _text(cell)}
    return bool(below) and covered - {0} <= under and all(len(_text(cell)) <= MAX_LABEL for _, cell in placed)


def _is_bold(cell: Any) -> bool:
    """Whether all of a cell's text is bold, as in tables made without header cells."""
    text = _text(cell)
    bold = next(cell.iter("b", "strong"), None)
    return bool(text) and bold is not None and _text(bold) == text


def _text(cell: Any) -> str:
    return " ".join("".join(cell.itertext()).split())


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
        text = _text(cell)
        labels += [""] * (at - len(labels))
        labels += [text if len(text) <= MAX_LABEL else ""] * _span(cell, "colspan")
    return labels
