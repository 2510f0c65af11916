"""The base, or one condition of it, as files for other programs. The same base gives the same bytes.

Parquet needs the optional package pyarrow; nothing else does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Literal

from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.exchange.long import COLUMNS, TYPES, Cell, Row, chosen, long_rows
from stemwise.exchange.references import bibtex, csl_json

Format = Literal["csv", "parquet", "bibtex", "csl"]
FORMATS: tuple[Format, ...] = ("csv", "parquet", "bibtex", "csl")


def export(library: Library, format: Format = "csv", condition: str = "", *, drafts: bool = False) -> bytes:
    """The studies in one format: ``csv`` and ``parquet`` hold values (long form), ``bibtex`` and ``csl`` references.

    Parameters
    ----------
    condition : str
        A condition's id; all conditions without one.
    drafts : bool
        Whether imported drafts, which are not confirmed, are written too (marked in the column ``draft``).

    Raises
    ------
    InputError
        No study of that condition, an unknown format, or pyarrow missing.
    """
    if format not in FORMATS:
        raise InputError(f"no export format {format!r}", f"choose {', '.join(FORMATS)}")
    studies = chosen(library, condition, drafts=drafts)
    if format == "bibtex":
        return bibtex(studies).encode()
    if format == "csl":
        return csl_json(studies).encode()
    rows = long_rows(studies)
    return _csv(rows).encode() if format == "csv" else _parquet(rows, library)


def _csv(rows: Sequence[Row]) -> str:
    """RFC 4180 with line feeds; numbers as short as they go, nothing for what was not seen."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_text(row.get(name)) for name in COLUMNS] for row in rows)
    return out.getvalue()


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    # Text that a spreadsheet would run as a formula is disarmed.
    return f"'{value}" if value[:1] in ("=", "+", "@") or (value[:1] == "-" and not value[1:2].isdigit()) else value


def _parquet(rows: Sequence[Row], library: Library) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise InputError(
            "writing Parquet needs the package pyarrow, which is not installed", "pip install pyarrow"
        ) from None
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    about = {"evidence_hash": library.evidence_hash, "evidence_date": library.evidence_date}
    schema = pa.schema([(name, kinds[kind]) for name, kind in TYPES.items()], metadata=about)
    columns = [pa.array([_typed(row.get(n), t) for row in rows], kinds[t]) for n, t in TYPES.items()]
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return out.getvalue()


def _typed(value: Cell, kind: type) -> Cell:
    """A value of the column's type; an empty text is nothing."""
    if value is None or value == "":
        return None
    return float(value) if kind is float else value
