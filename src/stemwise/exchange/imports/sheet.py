"""Extraction sheets (CSV, TSV, XLSX): rows of values to drafts.

Long form: a row per arm, with the columns that ``evidence export --format csv`` writes (``study``, ``outcome``, ``arm`` ...).
Wide form: a row per comparison, with columns named as meta-analysis programs name them (``m1, sd1, n1, m2, sd2, n2``;
``ai, n1, ci, n2``; an effect with its interval).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stemwise.errors import InputError
from stemwise.exchange.imports.draft import MOST_DRAFTS, MOST_ROWS, Record, make, slug, term_in, year_in
from stemwise.exchange.imports.match import harm_in, outcome_in
from stemwise.tables import read_table
from stemwise.tables.model import Table, as_number, shown, words
from stemwise.terms import vocabulary

_OTHER_NAMES = {
    "trial": "study", "author": "study", "authors": "study", "study_id": "study", "outcome_name": "outcome",
    "group": "arm", "time": "months", "timepoint": "months", "time_point": "months", "month": "months",
    "follow_up_months": "months", "total": "n", "sample_size": "n", "std": "sd", "stdev": "sd", "event": "events",
    "standard_deviation": "sd", "standard_error": "se", "nct": "registry", "nct_id": "registry", "url": "seen_at",
    "page": "locator", "source": "locator", "cell_type": "cell", "ci_lower": "ci_low", "ci_upper": "ci_high",
    "lower": "ci_low", "upper": "ci_high", "comments": "note", "comment": "note",
}  # fmt: skip
_NUMBERS = (
    "mean", "sd", "se", "median", "q1", "q3", "min", "max", "rate", "baseline_mean", "baseline_sd",
)  # fmt: skip
_COUNTS = ("n", "events")
_DESIGNS = ("rct", "crossover-rct", "controlled", "single-arm", "case-series", "meta-analysis", "registry-only")
_KINDS = ("change", "final", "event", "rate", "survival")
_SOURCES = ("registry", "article", "review-table", "abstract", "summary")
_CONTROL = re.compile(r"control|placebo|sham|usual|standard|rehab|saline", re.I)
_MEASURES = ("MD", "SMD", "RR", "OR", "RD", "HR", "IRR", "ROM")


def records(path: Path, day: datetime.date) -> list[Record]:
    """One draft per study of the sheet, in order of first appearance.

    Raises
    ------
    InputError
        No column for the study, a cell that is no number where one belongs, a table that is neither long nor wide.
    """
    sheet = _Sheet(read_table(path))
    if not sheet.has("study"):
        raise InputError(
            f"{sheet.table.source} has no column 'study'", f"name one of {', '.join(sheet.table.names)} so"
        )
    read = _long if sheet.has("arm") else _wide
    rows: dict[str, list[int]] = {}
    for i in range(sheet.table.size):
        if name := sheet.text("study", i):
            rows.setdefault(name, []).append(i)
    if not rows:
        raise InputError(f"{sheet.table.source} names no study", "fill the column 'study'")
    if len(rows) > MOST_DRAFTS:
        raise InputError(f"{sheet.table.source} names {len(rows)} studies, more than {MOST_DRAFTS}", "split it")
    return [_study(sheet, name, at, read, day) for name, at in rows.items()]


class _Sheet:
    """A table whose columns go by the names of the format."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._names: dict[str, str] = {}
        for name in table.names:
            key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
            self._names.setdefault(_OTHER_NAMES.get(key, key), name)

    def has(self, key: str) -> bool:
        return key in self._names

    def text(self, key: str, row: int) -> str:
        """A cell as words; the apostrophe that keeps a spreadsheet from running a cell is taken off."""
        if key not in self._names:
            return ""
        cell = words(self.table.cells[self._names[key]][row])
        return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "@", "-") else cell

    def number(self, key: str, row: int) -> float | None:
        """A cell as a number; ``None`` where it is empty or says missing."""
        if key not in self._names:
            return None
        return self.value(self._names[key], row)

    def value(self, column: str, row: int) -> float | None:
        """A cell as a number, by the column's own name."""
        cell = self.table.cells[column][row]
        value = as_number(cell, self.table.decimal_comma)
        if value is None or abs(value) >= 1e15:
            what = f"holds {shown(cell)}, which is no number"
            raise self.fault(row, column, what, "give a plain number, or leave it empty")
        return None if value != value else value

    def interval(self, row: int) -> list[float] | None:
        """The bounds of a row as they stand, where both are given: ``evidence check`` finds those that run backwards."""
        low, high = self.number("ci_low", row), self.number("ci_high", row)
        return None if low is None or high is None else [low, high]

    def count(self, key: str, row: int) -> int | None:
        value = self.number(key, row)
        if value is None:
            return None
        if value < 0 or value != int(value):
            raise self.fault(row, key, f"holds {value:g}, which is no count", "give a whole number of at least 0")
        return int(value)

    def fault(self, row: int, key: str, what: str, remedy: str) -> InputError:
        where = f"{self.table.source}, line {self.table.lines[row]}: column {self._names.get(key, key)!r}"
        return InputError(f"{where} {what}", remedy)


def _study(
    sheet: _Sheet, name: str, at: list[int], read: Callable[[_Sheet, list[int]], dict[str, Any]], day: datetime.date
) -> Record:
    def first(key: str) -> str:
        return next((t for i in at if (t := sheet.text(key, i))), "")

    design = first("design").lower()
    condition = first("condition").lower()
    known = vocabulary().known("condition", condition)
    found = condition if known else term_in("condition", condition, first("title"))
    parts = read(sheet, at)
    not_seen = parts.pop("not_seen")
    not_seen += [] if found else ["condition" + (f" (the sheet says {condition})" if condition else "")]
    controlled = any(a["role"] == "control" for a in parts["arms"])
    if design not in _DESIGNS:
        not_seen.append(
            "design" + (f" (the sheet says {design})" if design else "") + "; taken for the weakest that fits"
        )
        design = "meta-analysis" if parts.get("pooled") else "controlled" if controlled else "single-arm"
    if not sheet.has("locator"):
        not_seen.append("where in the source each value stands")
    label = first("label") or name
    return make(
        id=slug(name), label=label, condition=found, design=design, day=day,
        year=year_in(first("year")) or year_in(label),
        citation={"title": first("title"), "doi": first("doi"), "pmid": first("pmid"), "pmcid": first("pmcid"),
                  "registry": [r for r in re.split(r"[;,\s]+", first("registry")) if r],
                  "seen_at": first("seen_at") or sheet.table.source},
        not_seen=not_seen, notes=[f"Imported from the sheet {sheet.table.source}."], **parts,
    )  # fmt: skip


def _place(sheet: _Sheet, i: int) -> Record:
    doi, pmid = sheet.text("doi", i), sheet.text("pmid", i)
    kind = sheet.text("source_kind", i)
    published = sheet.text("published_in", i) or (f"doi:{doi}" if doi else f"pmid:{pmid}" if pmid else "")
    return {
        "published_in": published or sheet.text("label", i) or sheet.text("study", i),
        "seen_at": sheet.text("seen_at", i) or sheet.table.source,
        "locator": sheet.text("locator", i) or f"line {sheet.table.lines[i]} of the sheet",
        "source_kind": kind if kind in _SOURCES else "summary",
    }


def _head(sheet: _Sheet, i: int, kind: str) -> Record:
    """Outcome, months, kind and remarks of a row."""
    printed = sheet.text("outcome", i)
    term = (
        printed
        if vocabulary().known("outcome", printed)
        else outcome_in(printed, sheet.text("as_printed", i), kind=kind)
    )
    asked = sheet.text("kind", i).lower()
    row: Record = {
        "outcome": term or "other", "as_printed": sheet.text("as_printed", i) or printed, "months": sheet.number("months", i),
        "months_from": sheet.text("months_from", i), "kind": asked if asked in _KINDS else kind,
        "primary": True if sheet.text("primary", i).lower() in ("yes", "true", "1") else None,
        "p": sheet.text("p", i), "note": sheet.text("note", i), "corrected": sheet.text("corrected", i),
    }  # fmt: skip
    if sheet.text("use", i).lower() in ("no", "false", "0") and sheet.text("use_why", i):
        row |= {"use": False, "use_why": sheet.text("use_why", i)}
    if row["months"] is not None and row["months"] < 0:
        raise sheet.fault(i, "months", f"holds {row['months']:g}", "months are counted from 0")
    return {k: v for k, v in row.items() if v not in (None, "")}


def _values(sheet: _Sheet, i: int) -> Record:
    """The numbers of an arm."""
    row: Record = {k: v for k in _COUNTS if (v := sheet.count(k, i)) is not None}
    row |= {k: x for k in _NUMBERS if (x := sheet.number(k, i)) is not None}
    row |= {"n_unknown": True} if sheet.text("n_unknown", i).lower() in ("yes", "true", "1") else {}
    if ci := sheet.interval(i):
        if ci[0] > ci[1]:
            raise sheet.fault(i, "ci_low", f"holds {ci[0]:g}, above the upper bound {ci[1]:g}", "see the source again")
        level = sheet.number("ci_level", i)
        row |= {"ci": ci} | ({"ci_level": level} if level and level != 0.95 else {})
    if row.get("events", 0) > row.get("n", float("inf")):
        raise sheet.fault(i, "events", f"holds {row['events']} events of {row['n']} people", "see the source again")
    for key in ("sd", "se", "baseline_sd"):
        if row.get(key, 0) < 0:
            raise sheet.fault(i, key, f"holds {row[key]:g}", "a spread is at least 0")
    return row


def _long(sheet: _Sheet, at: list[int]) -> dict[str, Any]:
    arms: dict[str, Record] = {}
    results: dict[tuple[str, ...], Record] = {}
    harms: dict[tuple[str, ...], Record] = {}
    pooled: list[Record] = []
    lost: list[str] = []
    for i in at:
        part = sheet.text("part", i) or "result"
        if part == "pooled":
            if pool := _pooled(sheet, i):
                pooled.append(pool)
            else:
                lost.append(f"line {sheet.table.lines[i]} of the sheet: the pool's measure is not known here")
            continue
        if not sheet.text("arm", i) or (part != "contrast" and not _values(sheet, i).keys() - {"n"}):
            lost.append(f"line {sheet.table.lines[i]} of the sheet: no arm or no number")
            continue
        key = tuple(sheet.text(k, i) for k in ("key", "outcome", "as_printed", "months", "kind", "locator", "subgroup"))
        if part == "contrast":
            row = results.setdefault(key, {**_head(sheet, i, "final"), **_place(sheet, i)})
            row["contrast"] = _contrast(sheet, i)
            continue
        arm = _arm(sheet, i, arms)
        data = {"arm": arm, **_values(sheet, i)}
        into = harms if part == "harm" else results
        if key not in into:
            into[key] = _harm(sheet, i) if part == "harm" else {**_head(sheet, i, _guess(data)), **_place(sheet, i)}
        rows = into[key].setdefault("arms", [])
        if any(r["arm"] == arm for r in rows):
            raise sheet.fault(
                i, "arm", f"names {arm!r} twice for one outcome and time", "one row per arm; mend months or outcome"
            )
        rows.append(data)
    return _bounded(sheet, arms, list(results.values()), list(harms.values()), pooled, lost)


def _guess(data: Record) -> str:
    return "event" if "events" in data else "rate" if "rate" in data and "mean" not in data else "final"


def _arm(sheet: _Sheet, i: int, arms: dict[str, Record]) -> str:
    name = sheet.text("arm", i)
    key = slug(name, "arm")
    if key not in arms:
        role = sheet.text("role", i).lower()
        if role not in ("treatment", "control"):
            role = "control" if _CONTROL.search(name) else "treatment"
        row: Record = {"id": key, "role": role, "label": sheet.text("arm_label", i) or name}
        for field, kind in (("cell", "cell"), ("route", "route"), ("donor", "donor")):
            said = sheet.text(field, i)
            sound = said and all(vocabulary().known(kind, p) for p in said.split("+"))  # type: ignore[arg-type]
            term = said if sound else term_in(kind, said, name)  # type: ignore[arg-type]
            if term and role == "treatment":
                row[field] = term
        if role == "control" and sheet.text("control", i):
            row["control"] = sheet.text("control", i)
        arms[key] = row
    return key


def _harm(sheet: _Sheet, i: int) -> Record:
    printed = sheet.text("outcome", i)
    harm = harm_in(printed, sheet.text("as_printed", i))
    row: Record = {"harm": harm or "other", "as_printed": sheet.text("as_printed", i) or printed}
    if sheet.text("serious", i):
        row["serious"] = sheet.text("serious", i).lower() in ("yes", "true", "1")
    more = {"months": sheet.number("months", i), "p": sheet.text("p", i), "note": sheet.text("note", i)}
    more["what"] = sheet.text("what", i)
    return row | {k: v for k, v in more.items() if v not in (None, "")} | _place(sheet, i)


def _contrast(sheet: _Sheet, i: int) -> Record:
    measure = sheet.text("measure", i).upper()
    row: Record = {"measure": measure if measure in _MEASURES else "p-only", "p": sheet.text("p", i)}
    value = sheet.number("value", i)
    if row["measure"] != "p-only" and value is not None:
        row["value"] = value
        row |= {"ci": ci} if (ci := sheet.interval(i)) else {}
        level = sheet.number("ci_level", i)
        row |= {"level": level} if level and level != 0.95 else {}
    row["arms"] = [slug(a, "arm") for a in re.split(r"\s+v\s+", sheet.text("arm", i)) if a]
    row |= {"adjusted": True} if sheet.text("adjusted", i).lower() in ("yes", "true") else {}
    return {k: v for k, v in row.items() if v not in ("", [])}


def _pooled(sheet: _Sheet, i: int) -> Record:
    """A row of a published pool; empty where what was pooled is not known."""
    measure = sheet.text("measure", i)
    known = next((m for m in (measure.upper(), measure.lower()) if m in (*_MEASURES, "proportion", "rate")), "")
    if not known:
        return {}
    head = {k: v for k, v in _head(sheet, i, "final").items() if k not in ("kind", "months_from", "primary")}
    row: Record = {**head, "measure": known}
    row |= {k: sheet.text(k, i) for k in ("subgroup", "model") if sheet.text(k, i)}
    row |= {k: x for k in ("value", "i2") if (x := sheet.number(k, i)) is not None}
    row |= {k: v for k in ("k", "n", "events") if (v := sheet.count(k, i)) is not None}
    row |= {"ci": ci} if (ci := sheet.interval(i)) else {}
    row |= {k: sheet.text(k, i) for k in ("cell", "route") if vocabulary().known(k, sheet.text(k, i))}
    return row | _place(sheet, i)


def _wide(sheet: _Sheet, at: list[int]) -> dict[str, Any]:
    from stemwise.tables.roles import roles_of

    roles = roles_of(sheet.table)
    treated: Record = {"id": "cells", "role": "treatment", "label": "first group of the sheet"}
    if cell := next((c for i in at if (c := term_in("cell", sheet.text("cell", i)))), ""):
        treated["cell"] = cell
    arms = {"cells": treated, "control": {"id": "control", "role": "control", "label": "second group of the sheet"}}
    results = [_compared(sheet, i, roles.columns, roles.measure) for i in at]
    lost = [] if sheet.has("outcome") else ["outcome"]
    lost += [] if sheet.has("months") else ["months"]
    good = [r for r in results if r]
    lost += [f"{len(results) - len(good)} rows without numbers"] if len(good) < len(results) else []
    return _bounded(sheet, arms, good, [], [], lost)


def _compared(sheet: _Sheet, i: int, columns: dict[str, str], measure: str) -> Record:
    """A row of two groups, or of an effect with its interval."""
    told = {role: name for role, name in columns.items() if role not in ("study", "year", "group")}
    given = {role: v for role, name in told.items() if (v := sheet.value(name, i)) is not None}
    if {"m1", "n1", "m2", "n2"} <= given.keys():
        arms = [_mean_of(sheet, i, given, j, arm) for j, arm in ((1, "cells"), (2, "control"))]
        return {**_head(sheet, i, "final"), **_place(sheet, i), "arms": arms}
    if {"ai", "ci"} <= given.keys():
        n1 = given["n1"] if "n1" in given else given["ai"] + given.get("bi", 0)
        n2 = given["n2"] if "n2" in given else given["ci"] + given.get("di", 0)
        counts = [_whole(sheet, i, x) for x in (given["ai"], n1, given["ci"], n2)]
        if counts[0] > counts[1] or counts[2] > counts[3]:
            raise sheet.fault(i, "study", "heads a row with more events than people", "see the source again")
        arms = [
            {"arm": "cells", "n": counts[1], "events": counts[0]},
            {"arm": "control", "n": counts[3], "events": counts[2]},
        ]
        return {**_head(sheet, i, "event"), **_place(sheet, i), "arms": arms}
    return _ready_made(sheet, i, given, measure)


def _mean_of(sheet: _Sheet, i: int, given: dict[str, float], j: int, arm: str) -> Record:
    row: Record = {"arm": arm, "n": _whole(sheet, i, given[f"n{j}"]), "mean": given[f"m{j}"]}
    sd = given.get(f"sd{j}")
    if sd is not None and sd < 0:
        raise sheet.fault(i, "study", f"heads a row with a standard deviation of {sd:g}", "a spread is at least 0")
    return row if sd is None else {**row, "sd": sd}


def _whole(sheet: _Sheet, i: int, value: float) -> int:
    if value < 0 or value != int(value):
        raise sheet.fault(
            i, "study", f"heads a row with {value:g} people or events", "give whole numbers of at least 0"
        )
    return int(value)


def _ready_made(sheet: _Sheet, i: int, given: dict[str, float], measure: str) -> Record:
    """An effect with its interval; a ratio only as printed, not as a logarithm."""
    value, low, high = (given.get(k) for k in ("ratio" if "ratio" in given else "yi", "ci_low", "ci_high"))
    plain = "ratio" in given or measure in ("MD", "SMD", "RD")
    if (
        value is None
        or low is None
        or high is None
        or not plain
        or measure not in _MEASURES
        or not low <= value <= high
    ):
        return {}
    contrast = {"measure": measure, "value": value, "ci": [low, high], "arms": ["cells", "control"]}
    return {**_head(sheet, i, "final"), **_place(sheet, i), "contrast": contrast}


def _bounded(
    sheet: _Sheet,
    arms: dict[str, Record],
    results: list[Record],
    harms: list[Record],
    pooled: list[Record],
    lost: list[str],
) -> dict[str, Any]:
    if max(len(results), len(harms), len(pooled)) > MOST_ROWS:
        raise InputError(f"{sheet.table.source}: a study has more than {MOST_ROWS} results", "split the sheet")
    return {"arms": list(arms.values()), "results": results, "harms": harms, "pooled": pooled, "not_seen": lost}
