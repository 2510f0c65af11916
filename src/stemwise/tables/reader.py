"""Reading a table from a file: by its name's ending, in bounds, every fault with its line."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from stemwise.errors import InputError
from stemwise.tables.model import Cell, Table, as_number, words

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
MOST_CELL = 20_000
"""Characters in one cell: above it a quotation mark was left open, or the file is no table."""
UNPACKED = 50 * 1024 * 1024
"""A workbook is a zip archive; one that unpacks to more than this is refused unopened."""
MOST_TAGS = 2_000_000
"""XML tags in a workbook, four to a cell: a row is held in memory whole, some 300 bytes to a tag."""
KINDS = {
    ".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet",
    ".pq": "parquet",
}  # fmt: skip
DELIMITERS = (",", ";", "\t", "|")


def read_table(place: str | Path, *, sheet: str | None = None) -> Table:
    """A table from a CSV, TSV, XLSX or Parquet file, or from standard input (``-``, as CSV).

    Parameters
    ----------
    place : str or Path
        The file.
    sheet : str, optional
        Sheet of a workbook, by name or number from 1; the first by default.

    Raises
    ------
    InputError
        No such file, too large, unknown ending, an optional package that is not installed, no heading or no rows,
        rows of unequal length, two columns of one name.
    """
    if str(place) == "-":
        return _delimited("standard input", _standard_input(), None)
    if not str(place).strip():
        raise InputError("no file is named", "give a table: a CSV, TSV, XLSX or Parquet file")
    path = Path(place)
    kind = KINDS.get(path.suffix.lower())
    if os.path.isdir(path):
        raise InputError(f"{place} is a folder", "give a table: a CSV, TSV, XLSX or Parquet file")
    if not os.path.exists(path):  # also where the name is too long for any file
        raise InputError(f"there is no file {place}", "check the name and the folder")
    if kind is None:
        raise InputError(f"{path.name} is no kind of table this can read", "give a CSV, TSV, XLSX or Parquet file")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path.name} is larger than {MOST_BYTES >> 20} MB", "keep only the columns of the analysis")
    if sheet is not None and kind != "xlsx":
        raise InputError(f"{path.name} has no sheets", "leave out --sheet")
    try:
        if kind == "xlsx":
            return _workbook(path, sheet)
        if kind == "parquet":
            return _parquet(path)
        return _delimited(path.name, path.read_bytes(), "\t" if kind == "tsv" else None)
    except OSError as error:
        raise InputError(f"{place} cannot be read ({error.strerror or 'damaged file'})", "check the file") from None


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise InputError("standard input is closed", "give a file")
    try:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"standard input cannot be read ({error.strerror or error})", "give a file") from None


def _delimited(source: str, data: bytes, delimiter: str | None) -> Table:
    if len(data) > MOST_BYTES:
        raise InputError(f"{source} is larger than {MOST_BYTES >> 20} MB", "keep only the columns of the analysis")
    text, remarks = _decoded(source, data)
    delimiter = delimiter or _delimiter(text)
    if delimiter not in (",", "\t"):
        remarks.append(f"Cells are separated by {delimiter!r}.")
    rows = _records(source, text, delimiter)
    table = _table(source, rows, remarks)
    # Where cells are not separated by commas, a comma inside a number is a decimal sign, if no cell speaks against it.
    if delimiter != "," and _commas(table):
        return Table(
            source, table.names, table.cells, table.lines, True,
            (*table.remarks, "A comma inside a number is read as the decimal sign."),
        )  # fmt: skip
    return table


def _decoded(source: str, data: bytes) -> tuple[str, list[str]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), []
    if b"\x00" in data[:4096]:
        raise InputError(f"{source} is not text", "save the table as CSV, or give it its own ending (.xlsx, .parquet)")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), ["The file is not UTF-8; it was read as Windows-1252."]


def _delimiter(text: str) -> str:
    """The separator that the heading uses most; commas where there is only one column."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    bare, quoted = [], False
    for ch in heading:
        quoted = quoted != (ch == '"')
        if not quoted:
            bare.append(ch)
    counts = {d: bare.count(d) for d in DELIMITERS}
    best = max(DELIMITERS, key=lambda d: counts[d])
    return best if counts[best] else ","


def _records(source: str, text: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    old = csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=False)
    at = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield at, [cell.strip() for cell in row]
            at = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{source}, line {at}: the row cannot be read ({error})", "look for a quotation mark that was left open"
        ) from None
    finally:
        csv.field_size_limit(old)


def _commas(table: Table) -> bool:
    found = False
    for name in table.names:
        for cell in table.cells[name]:
            if isinstance(cell, str) and cell and as_number(cell, True) is not None:
                found = found or "," in cell
                if "." in cell and as_number(cell) is not None and as_number(cell) == as_number(cell):
                    return False
    return found


def _table(source: str, rows: Iterable[tuple[int, list[Cell]]], remarks: list[str]) -> Table:
    """The first row is the heading; later rows may be shorter by empty cells at their end, never longer."""
    it = iter(rows)
    _, heading = next(it, (0, []))
    names = [words(c) for c in heading]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise InputError(f"{source} is empty", "give a table with column names in its first row")
    if len(names) > MOST_COLUMNS:
        raise InputError(f"{source} has more than {MOST_COLUMNS} columns", "keep only the columns of the analysis")
    _check_names(source, names)
    width = len(names)
    lines: list[int] = []
    kept: list[list[Cell]] = []
    for at, row in it:
        if len(row) > width and any(words(c) for c in row[width:]):
            raise InputError(
                f"{source}, line {at}: {len(row)} cells where the heading names {width} columns",
                "put text that holds the separator in quotation marks",
            )
        if len(kept) == MOST_ROWS:
            raise InputError(f"{source} has more than {MOST_ROWS:,} rows", "split it")
        lines.append(at)
        kept.append([*row[:width], *([None] * (width - len(row)))])
    if not kept:
        raise InputError(f"{source} has a heading but no rows", "give one row per study")
    cells = {n: tuple(row[j] for row in kept) for j, n in enumerate(names)}
    return Table(source, tuple(names), cells, tuple(lines), False, tuple(remarks))


def _check_names(source: str, names: list[str]) -> None:
    for j, name in enumerate(names):
        if not name:
            names[j] = f"column {j + 1}"
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise InputError(f"{source} has two columns named {twice!r}", "give each column its own name")
    if len(names) > 1 and all(as_number(n) is not None for n in names):
        raise InputError(f"the first row of {source} holds numbers only", "put column names in the first row")


def _workbook(path: Path, sheet: str | None) -> Table:
    import zipfile

    try:
        import openpyxl
    except ImportError:
        raise InputError(
            "reading XLSX needs the package openpyxl, which is not installed", "pip install openpyxl"
        ) from None
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(i.file_size for i in archive.infolist()) > UNPACKED:
                raise InputError(f"{path.name} unpacks to more than {UNPACKED >> 20} MB", "save the sheet as CSV")
            if sum(archive.read(i).count(b"<") for i in archive.infolist()) > MOST_TAGS:
                raise InputError(f"{path.name} has more than {MOST_TAGS // 4:,} cells", "save the sheet as CSV")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except InputError:
        raise
    except Exception as error:
        # openpyxl raises many kinds on a damaged workbook, from zipfile's to the XML parser's.
        what = f"{path.name} is not a workbook that can be read ({type(error).__name__})"
        raise InputError(what, "save the sheet as CSV") from None
    try:
        chosen = _sheet_name(path.name, book.sheetnames, sheet)
        many = len(book.sheetnames) > 1
        remarks = [f"Sheet {chosen!r} of {len(book.sheetnames)} was read."] if many else []
        rows = book[chosen].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        return _table(f"{path.name}", _sheet_rows(path.name, rows), remarks)
    finally:
        book.close()


def _sheet_name(source: str, names: list[str], sheet: str | None) -> str:
    if sheet is None:
        return names[0]
    if sheet in names:
        return sheet
    if sheet.isdigit() and 1 <= int(sheet) <= len(names):
        return names[int(sheet) - 1]
    raise InputError(f"{source} has no sheet {sheet!r}", f"it has {', '.join(names)}")


def _sheet_rows(source: str, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[Cell]]]:
    empty = 0
    for at, row in enumerate(rows, 1):
        filled = len(row) - row.count(None)  # a row is padded to the most columns there may be
        row = row[:filled] if row[:filled].count(None) == 0 else row
        cells = [_plain(c) for c in row]
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        empty = empty + 1 if not cells else 0
        if empty > 1000:  # sheets formatted to their last row hold a million empty ones
            return
        bad = next((c for c in cells if isinstance(c, str) and c.startswith("#") and c.rstrip("!?").isupper()), None)
        if bad in ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!"):
            raise InputError(f"{source}, row {at}: a formula gave {bad}", "mend the formula, or put its value")
        if cells:
            yield at, cells


def _parquet(path: Path) -> Table:
    try:
        from pyarrow import parquet
    except ImportError:
        raise InputError(
            "reading Parquet needs the package pyarrow, which is not installed", "pip install pyarrow"
        ) from None
    try:
        file = parquet.ParquetFile(path)
        if file.metadata.num_rows > MOST_ROWS:
            raise InputError(f"{path.name} has more than {MOST_ROWS:,} rows", "split it")
        if file.metadata.num_columns > MOST_COLUMNS:
            raise InputError(f"{path.name} has more than {MOST_COLUMNS} columns", "keep only those of the analysis")
        data = file.read()
    except InputError:
        raise
    except Exception as error:
        # pyarrow's errors are its own classes, from bad magic bytes to unknown codecs.
        what = f"{path.name} is not a Parquet file that can be read ({type(error).__name__})"
        raise InputError(what, "save it anew") from None
    names: list[Cell] = [str(n) for n in data.column_names]
    columns = [c.to_pylist() for c in data.columns]
    rows = ((i + 2, [_plain(c) for c in row]) for i, row in enumerate(zip(*columns, strict=True)))
    table = _table(path.name, [(1, names), *rows], [])
    return Table(table.source, table.names, table.cells, tuple(i - 1 for i in table.lines))


def _plain(cell: object) -> Cell:
    if cell is None or isinstance(cell, str):
        return cell.strip() if isinstance(cell, str) else None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return float(cell)
    try:
        return float(cell)  # type: ignore[arg-type]  # Decimal and NumPy numbers
    except (TypeError, ValueError):
        return str(cell)
