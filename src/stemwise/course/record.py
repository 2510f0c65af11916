"""The record of one person: dated scores, treatments and who it is, from a CSV file.

# condition: cerebral-palsy
# level: GMFCS III
# born: 2020-03-01
date,scale,score,event
2024-01-10,gmfm-66,41.2,
2024-03-02,,,treatment
2024-09-10,gmfm-66,47.0,
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from stemwise.course.persons import condition_id, level_of
from stemwise.errors import InputError
from stemwise.terms import vocabulary

DAYS = 365.25 / 12
MAX_BYTES = 2_000_000
NAMES = {
    "date": ("date", "day", "when"),
    "scale": ("scale", "outcome", "instrument", "test", "measure"),
    "score": ("score", "value", "points", "result"),
    "event": ("event", "treatment", "note", "comment"),
}
KEYS = ("condition", "level", "born", "event-date", "scale")
"""Lines ``# key: value`` above the table; ``event-date`` is the day of the injury, stroke or diagnosis."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One score; ``months`` from the first line of the record."""

    date: dt.date
    months: float
    outcome: str
    score: float


@dataclass(frozen=True, slots=True)
class Record:
    """Scores and treatments of one person, in months from ``start``."""

    condition: str
    level: str
    born: dt.date | None
    event_date: dt.date | None
    start: dt.date
    measurements: tuple[Measurement, ...]
    treatments: tuple[float, ...]
    source: str = ""

    def age_at(self, months: float) -> float | None:
        """Years, at that time of the record."""
        return None if self.born is None else ((self.start - self.born).days / DAYS + months) / 12

    def since_at(self, months: float) -> float | None:
        """Months since the injury, stroke or diagnosis, at that time of the record."""
        return None if self.event_date is None else (self.start - self.event_date).days / DAYS + months


def read_record(path: str | Path, given: Mapping[str, str] | None = None) -> Record:
    """A record from a file; ``given`` (condition, level, born, event-date, scale) goes before what the file says.

    Raises
    ------
    InputError
        A file that cannot be read; columns that are missing; dates that are none, or out of order; scores that are no
        numbers, or lie outside their scale; two scores of one scale on one day.
    """
    place = Path(path)
    try:
        if place.stat().st_size > MAX_BYTES:
            raise InputError(f"{place} is larger than a record of one person can be", "give a CSV of dated scores")
        text = place.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {place} ({error.strerror})", "give the path of a CSV file") from None
    except UnicodeDecodeError:
        raise InputError(f"{place} is not UTF-8 text", "save the table as CSV (UTF-8)") from None
    return parse_record(text, given, str(place))


def parse_record(text: str, given: Mapping[str, str] | None = None, source: str = "record") -> Record:
    """A record from the text of a CSV."""
    said = {k: v for k, v in (given or {}).items() if v}
    lines = text.splitlines()
    for line in lines:
        if line.startswith("#") and ":" in line:
            key, _, value = line.lstrip("# ").partition(":")
            if key.strip().lower() in KEYS:
                said.setdefault(key.strip().lower(), value.strip())
    if not text.strip():
        raise InputError(f"{source} is empty", "write a line `date,scale,score,event` and the measurements below it")
    if "condition" not in said:
        raise InputError(
            f"{source} does not name the condition", "write a line `# condition: cerebral-palsy`, or --condition"
        )
    condition = condition_id(said["condition"])
    numbered = [(i, line) for i, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    rows = _table(numbered, source)
    dated = [(i, _date(r["date"], source, i), r) for i, r in rows]
    if not dated:
        raise InputError(f"{source} holds no measurement", "write one line per measurement: date,scale,score")
    for (_, a, _), (i, b, _) in pairwise(dated):
        if b < a:
            raise InputError(f"{source}, line {i}: {b} comes after {a}", "put the lines in the order of their dates")
    start = dated[0][1]
    measured, treated = _lines(dated, start, said.get("scale", ""), source)
    record = Record(
        condition, level_of(condition, said.get("level", "")), _day(said, "born", source), _day(said, "event-date", source),
        start, measured, treated, source,
    )  # fmt: skip
    for name, day in (("born", record.born), ("event-date", record.event_date)):
        if day is not None and day > start:
            raise InputError(f"{source}: {name} {day} lies after the first line ({start})", "mend one of the two dates")
    return record


def _table(numbered: Sequence[tuple[int, str]], source: str) -> list[tuple[int, dict[str, str]]]:
    if not numbered:
        raise InputError(f"{source} is empty", "write a table with the columns date,scale,score,event")
    head = numbered[0][1]
    mark = max(",;\t", key=head.count)
    columns = [h.strip().lower() for h in next(csv.reader([head], delimiter=mark))]
    where = {role: columns.index(n) for role, names in NAMES.items() for n in names if n in columns}
    for role in ("date", "score"):
        if role not in where:
            raise InputError(f"{source} has no column {role!r}", f"its columns are {', '.join(columns) or 'none'}")
    out = []
    for i, line in numbered[1:]:
        cells = [c.strip() for c in next(csv.reader([line], delimiter=mark))]
        out.append((i, {role: cells[j] if j < len(cells) else "" for role, j in where.items()}))
    return out


def _date(text: str, source: str, line: int) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{source}, line {line}: {text!r} is no date", "write dates as 2024-03-15") from None


def _day(said: Mapping[str, str], key: str, source: str) -> dt.date | None:
    if not said.get(key):
        return None
    try:
        return dt.date.fromisoformat(said[key])
    except ValueError:
        raise InputError(f"{source}: {key} {said[key]!r} is no date", "write dates as 2024-03-15") from None


def _lines(
    dated: Sequence[tuple[int, dt.date, dict[str, str]]], start: dt.date, default: str, source: str
) -> tuple[tuple[Measurement, ...], tuple[float, ...]]:
    measured: list[Measurement] = []
    treated: list[float] = []
    for i, day, r in dated:
        months = (day - start).days / DAYS
        if not r["score"]:
            if not r.get("event"):
                raise InputError(f"{source}, line {i}: neither a score nor an event", "fill in one of them")
            if r["event"].lower().startswith(("treat", "infus", "cells", "inject", "therap", "transplant")):
                treated.append(months)
            continue
        measured.append(_measurement(i, day, months, r, default, source))
        if any(m.outcome == measured[-1].outcome and m.date == day for m in measured[:-1]):
            raise InputError(f"{source}, line {i}: a second score of {measured[-1].outcome} on {day}", "keep one a day")
    return tuple(measured), tuple(treated)


def _measurement(i: int, day: dt.date, months: float, r: Mapping[str, str], default: str, source: str) -> Measurement:
    name = r.get("scale", "") or default
    if not name:
        raise InputError(f"{source}, line {i}: no scale", "add a column `scale` (gmfm-66, edss ...)")
    term = vocabulary().resolve("outcome", name)
    if term.id == "gmfm-unspecified" and name.strip().lower() == "gmfm":
        raise InputError(f"{source}, line {i}: GMFM-66 or GMFM-88?", "write gmfm-66 or gmfm-88: their scores differ")
    try:
        score = float(r["score"].replace(",", "."))
    except ValueError:
        raise InputError(f"{source}, line {i}: {r['score']!r} is no score", "give a number") from None
    if not abs(score) < 1e6:
        raise InputError(f"{source}, line {i}: {r['score']!r} is no score", "give a number")
    if term.range and not term.range[0] <= score <= term.range[1]:
        raise InputError(
            f"{source}, line {i}: {score:g} is outside {term.label}",
            f"the scale goes from {term.range[0]:g} to {term.range[1]:g}",
        )
    return Measurement(day, months, term.id, score)
