"""A reader's own percentile table (reference curves that may not be shipped here) laid beside the models.

A CSV with the columns ``age`` (years), ``level`` where levels differ, and one column per percentile: ``p5``, ``p50``,
``p95`` ... Between ages and percentiles it is read off in straight lines; outside the table nothing is.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from stemwise.course.persons import level_of
from stemwise.errors import InputError

MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Percentiles:
    """``rows``: (level, age) and one score per percentile of ``p`` (per cent), all rising."""

    source: str
    p: tuple[float, ...]
    rows: tuple[tuple[str, float, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class OnTable:
    """Where a score stands on the table today, and where the same percentile and the table's spread lie later."""

    source: str
    percentile: float
    clipped: bool
    later_age: float
    same_percentile: float
    spread: tuple[tuple[float, float], ...]
    """(percentile, score) at the later age."""

    @property
    def words(self) -> str:
        """In two sentences."""
        edge = " (the table's edge)" if self.clipped else ""
        low, high = self.spread[0], self.spread[-1]
        return (
            f"Your own table ({self.source}): the score stands at about the {self.percentile:.0f}th percentile today{edge}; the "
            f"same percentile at {self.later_age:.1f} years is {self.same_percentile:.1f}. At that age the table runs from "
            f"{low[1]:.1f} (percentile {low[0]:g}) to {high[1]:.1f} (percentile {high[0]:g}). It was not checked here, and a "
            "child's percentile commonly moves within a year."
        )


def read_percentiles(path: str | Path, condition: str) -> Percentiles:
    """The table from a file.

    Raises
    ------
    InputError
        A file that cannot be read; no age or percentile column; scores that fall as percentiles rise.
    """
    place = Path(path)
    try:
        if place.stat().st_size > MAX_BYTES:
            raise InputError(f"{place} is too large for a percentile table", "give a CSV of ages and percentiles")
        lines = place.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"cannot read {place} ({error.strerror})", "give the path of a CSV file") from None
    except UnicodeDecodeError:
        raise InputError(f"{place} is not UTF-8 text", "save the table as CSV (UTF-8)") from None
    table = list(csv.DictReader(line for line in lines if line.strip() and not line.startswith("#")))
    names = [n for n in (table[0] if table else {}) if n]
    found = sorted((float(m.group(1)), n) for n in names if (m := re.fullmatch(r"\s*p_?(\d+(?:\.\d+)?)\s*", n.lower())))
    age = next((n for n in names if n.strip().lower() in ("age", "age_years", "years")), None)
    level = next((n for n in names if n.strip().lower() in ("level", "gmfcs")), None)
    if age is None or len(found) < 2:
        raise InputError(f"{place} is no percentile table", "it needs a column `age` and two or more like p5, p50, p95")
    rows = []
    for i, r in enumerate(table, 2):
        try:
            scores = tuple(float(r[n]) for _, n in found)
            years = float(r[age])
        except (TypeError, ValueError):
            raise InputError(
                f"{place}, row {i}: something that is no number", "fill in every age and percentile"
            ) from None
        if any(b < a for a, b in pairwise(scores)):
            raise InputError(f"{place}, row {i}: scores fall as percentiles rise", "mend the row")
        rows.append((level_of(condition, r[level]) if level else "", years, scores))
    return Percentiles(place.name, tuple(p for p, _ in found), tuple(sorted(rows)))


def on_table(table: Percentiles, level: str, age: float, score: float, months: float) -> OnTable:
    """Read a score off the table, today and ``months`` later.

    Raises
    ------
    InputError
        A level or an age that the table does not hold; nothing is extrapolated.
    """
    own = [(a, s) for lv, a, s in table.rows if lv in ("", level)]
    if not own:
        raise InputError(f"{table.source} has no rows for level {level or '(none told)'}", "tell a level that it holds")
    ages = np.array([a for a, _ in own])
    later = age + months / 12
    for a in (age, later):
        if not ages.min() <= a <= ages.max():
            remedy = f"it runs from {ages.min():g} to {ages.max():g} years; nothing is extrapolated"
            raise InputError(f"{table.source} does not reach {a:.1f} years", remedy)
    scores = np.array([s for _, s in own])
    now = np.array([np.interp(age, ages, scores[:, j]) for j in range(len(table.p))])
    then = np.array([np.interp(later, ages, scores[:, j]) for j in range(len(table.p))])
    p = float(np.interp(score, now, table.p))
    clipped = not now[0] <= score <= now[-1]
    same = float(np.interp(p, table.p, then))
    return OnTable(
        table.source, p, clipped, later, same, tuple((float(a), float(b)) for a, b in zip(table.p, then, strict=True))
    )
