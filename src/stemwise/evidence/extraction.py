"""Extracting twice: a sheet of keys for a second reader who does not see the first one's values, and the comparison.

The sheet is CSV: ``study, result, as_printed, arm, field, value, seen_at, locator``. The second extractor fills
``value`` from the source; empty or ``not-seen`` means that it could not be seen.
"""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stemwise.errors import InputError
from stemwise.evidence.model import ArmData, Contrast, HarmRow, PooledResult, Result, Source, Study

COLUMNS = ("study", "result", "as_printed", "arm", "field", "value", "seen_at", "locator")
ARM_FIELDS = (
    "n", "mean", "sd", "se", "ci", "median", "q1", "q3", "min", "max", "events", "rate", "baseline_mean", "baseline_sd",
)  # fmt: skip
CONTRAST_FIELDS = ("value", "ci", "se")
POOLED_FIELDS = ("value", "ci", "k", "n", "events", "i2", "tau2")
NOT_SEEN = ("", "not-seen", "not seen", "-")

Value = float | str | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One extracted value with its key and its place. ``arm`` is an arm's id, ``contrast``, ``pooled`` or ``row``."""

    study: str
    result: str
    arm: str
    field: str
    value: Value
    as_printed: str = ""
    source: Source = dataclasses.field(default_factory=Source)

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.result, self.arm, self.field)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that the two extractors read differently."""

    cell: Cell
    second: str

    def __str__(self) -> str:
        c = self.cell
        return (
            f"{c.study} {c.result} {c.arm}.{c.field}: {shown(c.value)} first, {self.second} second ({c.source.seen_at})"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """``agreed`` and ``differing``: both saw a value. ``first_only``: the second could not see it. ``second_only``:
    keys the record does not have."""

    agreed: tuple[Cell, ...] = ()
    differing: tuple[Difference, ...] = ()
    first_only: tuple[Cell, ...] = ()
    second_only: tuple[str, ...] = ()

    @property
    def both(self) -> int:
        """How many values both extractors saw."""
        return len(self.agreed) + len(self.differing)

    @property
    def agreement(self) -> float | None:
        """Share of the values both saw on which they agree; ``None`` where there is none."""
        return len(self.agreed) / self.both if self.both else None

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(
            self.agreed + other.agreed,
            self.differing + other.differing,
            self.first_only + other.first_only,
            self.second_only + other.second_only,
        )

    def __str__(self) -> str:
        share = "no value seen by both" if self.agreement is None else f"{self.agreement:.1%} agreement"
        tail = f"{len(self.first_only)} seen by the first only, {len(self.second_only)} by the second only"
        lines = [f"{share}: {len(self.agreed)} of {self.both} values; {tail}", *map(str, self.differing)]
        return "\n".join(lines)


def cells(study: Study) -> Iterator[Cell]:
    """Every value of a record, in the order of the file."""
    rows: tuple[Result | HarmRow | PooledResult, ...] = (*study.rows, *study.pooled)
    for row in rows:
        for arm, name, value in _values(row):
            yield Cell(study.id, row.key, arm, name, value, row.as_printed, row.source)


def _values(row: Result | HarmRow | PooledResult) -> Iterator[tuple[str, str, Value]]:
    parts: list[tuple[str, ArmData | Contrast | PooledResult, tuple[str, ...]]] = [
        (arm.arm, arm, ARM_FIELDS) for arm in row.arms
    ]
    if isinstance(row, Result) and row.contrast is not None:
        parts.append(("contrast", row.contrast, CONTRAST_FIELDS))
    if isinstance(row, PooledResult):
        parts.append(("pooled", row, POOLED_FIELDS))
    for name, part, fields in parts:
        for key in fields:
            value = getattr(part, key)
            if value is not None:
                yield name, key, value
    if isinstance(row, Result) and row.contrast is not None and row.contrast.p:
        yield "contrast", "p", row.contrast.p
    if row.p:
        yield "row", "p", row.p


def blank_sheet(studies: Study | Iterable[Study]) -> str:
    """CSV with a line for each value of the records, the values left out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for study in [studies] if isinstance(studies, Study) else studies:
        for c in cells(study):
            writer.writerow([c.study, c.result, c.as_printed, c.arm, c.field, "", c.source.seen_at, c.source.locator])
    return out.getvalue()


def compare(study: Study, sheet: str | Path) -> Comparison:
    """The record against a filled sheet (a path, or the CSV text itself); lines of other studies are passed over.

    Raises
    ------
    InputError
        When the sheet cannot be read or lacks a column.
    """
    filled = {
        (row["result"], row["arm"], row["field"]): row["value"] for row in _lines(sheet) if row["study"] == study.id
    }
    agreed, differing, first_only = [], [], []
    for cell in cells(study):
        second = filled.pop(cell.key, "").strip()
        if second.lower() in NOT_SEEN:
            first_only.append(cell)
        elif same(cell.value, second):
            agreed.append(cell)
        else:
            differing.append(Difference(cell, second))
    extra = [" ".join((study.id, *key)) for key, value in filled.items() if value.strip().lower() not in NOT_SEEN]
    return Comparison(tuple(agreed), tuple(differing), tuple(first_only), tuple(extra))


def compare_all(studies: Iterable[Study], sheet: str | Path) -> Comparison:
    """``compare`` added up over the studies that the sheet mentions."""
    named = {row["study"] for row in _lines(sheet)}
    total = Comparison()
    for study in studies:
        if study.id in named:
            total += compare(study, sheet)
    return total


def same(first: Value, second: str) -> bool:
    """Whether a recorded value and a text say the same: numbers by value, p-values without spaces and leading zeros.

    A per-cent sign is part of the print, not of the value: ``73%`` is 73, and not 0.73.
    """
    if isinstance(first, str):
        return _plain_p(first) == _plain_p(second)
    wanted = first if isinstance(first, tuple) else (first,)
    try:
        read = [float(part) for part in second.strip("[]() ").replace("%", "").replace(";", ",").split(",")]
    except ValueError:
        return False
    return len(read) == len(wanted) and all(
        abs(a - b) <= 1e-9 * max(1.0, abs(a)) for a, b in zip(wanted, read, strict=True)
    )


def shown(value: Value) -> str:
    """A value as it would stand in a sheet."""
    if isinstance(value, tuple):
        return "[" + ", ".join(f"{v:g}" for v in value) + "]"
    return value if isinstance(value, str) else f"{value:g}"


def _plain_p(text: str) -> str:
    plain = text.lower().replace(" ", "").removeprefix("p").removeprefix("=")
    return plain.replace("0.", ".", 1) if plain.lstrip("<>").startswith("0.") else plain


def _lines(sheet: str | Path) -> list[dict[str, str]]:
    text = sheet if isinstance(sheet, str) and "\n" in sheet else _read(Path(sheet))
    reader = csv.DictReader(io.StringIO(text))
    missing = [c for c in ("study", "result", "arm", "field", "value") if c not in (reader.fieldnames or [])]
    if missing:
        raise InputError(f"the sheet has no column {', '.join(missing)}", "start from a blank sheet of this program")
    return [{k: v or "" for k, v in row.items() if k is not None and not isinstance(v, list)} for row in reader]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the sheet {path}", "give a CSV file in UTF-8") from error
