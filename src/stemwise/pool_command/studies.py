"""From a table's columns to studies with effects; whatever is left out, is said."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis.effects.door import effect_size
from stemwise.synthesis.effects.result import EffectSizes
from stemwise.synthesis.notes import Floats, Note
from stemwise.tables import Roles, Table

RENAMED = {"n1": "n1i", "n2": "n2i"}
"""Sizes of the arms of a 2x2 table, by the names effect_size knows."""


@dataclass(frozen=True, slots=True, eq=False)
class Studies:
    """k studies that can be pooled: ``labels``, ``yi`` and ``vi`` (k,), participants ``n`` (NaN where not known).

    ``table`` holds their rows only; ``raw`` the numbers their effects were computed from, by role; ``counted`` the same
    of every complete row, those without an effect of their own included (Mantel and Haenszel can use them).
    """

    labels: tuple[str, ...]
    yi: Floats
    vi: Floats
    n: Floats
    years: Floats | None
    corrected: tuple[bool, ...]
    table: Table
    roles: Roles
    raw: dict[str, Floats]
    counted: dict[str, Floats]
    notes: tuple[Note, ...]

    @property
    def k(self) -> int:
        """Number of studies."""
        return len(self.labels)


def studies_of(table: Table, roles: Roles, *, zero: str, add: float) -> Studies:
    """Effects of every row that has what its measure needs.

    Raises
    ------
    InputError
        A cell that is no number, impossible values (with the row of the file), no row that can be used.
    """
    raw = {r: np.array(table.numbers(roles.columns[r])) for r in roles.form}
    labels = _labels(table, roles)
    whole = ~np.isnan(np.vstack(list(raw.values()))).any(axis=0)
    notes = list(_incomplete(table, roles, raw, labels, whole))
    rows = np.flatnonzero(whole)
    if not rows.size:
        raise InputError(
            f"no row of {table.source} has {', '.join(roles.columns[r] for r in roles.form)}", "fill them in"
        )
    kept = table.keep([int(i) for i in rows])
    raw = {r: c[rows] for r, c in raw.items()}
    names = [labels[i] for i in rows]
    effects = _effects(kept, roles, raw, zero, add)
    notes += [n for n in effects.notes if n.code != "not-estimable"]
    use = np.flatnonzero(effects.usable)
    notes += _unusable(roles, names, effects)
    if not use.size:
        raise InputError(f"no study of {table.source} has an effect that can be pooled", "see its events and variances")
    place = {int(old): new for new, old in enumerate(use)}
    notes = [_moved(n, place) for n in notes]
    kept, names = kept.keep([int(i) for i in use]), [names[i] for i in use]
    counted = raw
    raw = {r: c[use] for r, c in raw.items()}
    notes += _repeated(names)
    return Studies(
        labels=tuple(names),
        yi=effects.yi[use],
        vi=effects.vi[use],
        n=_people(kept, roles, raw),
        years=_years(kept, roles),
        corrected=tuple(bool(c) for c in effects.corrected[use]),
        table=kept,
        roles=roles,
        raw=raw,
        counted=counted,
        notes=tuple(notes),
    )


def _effects(table: Table, roles: Roles, raw: dict[str, Floats], zero: str, add: float) -> EffectSizes:
    given: dict[str, Any] = dict(raw)
    measure = "GEN" if roles.ready_made else roles.measure
    if "ratio" in given:
        for r in ("ratio", "ci_low", "ci_high"):
            bad = np.flatnonzero(given[r] <= 0)
            if bad.size:
                line = table.lines[int(bad[0])]
                raise InputError(
                    f"{table.source}, line {line}: {given[r][bad[0]]:g} in column {roles.columns[r]!r} is no ratio",
                    "ratios and their limits are above zero; for logarithms name the column yi",
                )
        given = {"yi": np.log(given["ratio"]), "ci_low": np.log(given["ci_low"]), "ci_high": np.log(given["ci_high"])}
    if "ai" in given:
        given = {RENAMED.get(r, r): c for r, c in given.items()}
    return _row_named(table, measure, given, {"zero": zero, "add": add})


def _row_named(table: Table, measure: str, given: dict[str, Any], options: dict[str, Any]) -> EffectSizes:
    """Errors of the engine count rows; people count lines of their file."""
    try:
        return effect_size(measure, **options, **given)
    except InputError as error:
        what, sign, row = error.problem.rpartition(" in row ")
        if not sign or not row.isdigit():
            raise
        line = table.lines[int(row) - 1]
        raise InputError(f"{table.source}, line {line}: {what}", error.remedy) from None


def _labels(table: Table, roles: Roles) -> list[str]:
    name, year = roles.columns.get("study"), roles.columns.get("year")
    names = table.text(name) if name else ("",) * table.size
    years = table.text(year) if year else ("",) * table.size
    out = []
    for i, (a, b) in enumerate(zip(names, years, strict=True)):
        label = a or f"line {table.lines[i]}"
        label = f"study {label}" if label.isdigit() else label
        out.append(f"{label} {b}" if b and b not in label else label)
    return out


def _incomplete(table: Table, roles: Roles, raw: dict[str, Floats], labels: list[str], whole: Any) -> list[Note]:
    lost = [int(i) for i in np.flatnonzero(~whole)]
    if not lost:
        return []
    parts = []
    for i in lost[:8]:
        lacks = ", ".join(roles.columns[r] for r in roles.form if math.isnan(raw[r][i]))
        parts.append(f"{labels[i]} (line {table.lines[i]}: {lacks})")
    more = f" and {len(lost) - 8} more" if len(lost) > 8 else ""
    text = f"{len(lost)} of {table.size} rows lack a value and were left out: {'; '.join(parts)}{more}."
    return [Note("incomplete", text, "A result that was not reported is often a poor one: say so in the review.")]


def _unusable(roles: Roles, names: list[str], effects: EffectSizes) -> list[Note]:
    lost = [names[int(i)] for i in np.flatnonzero(~effects.usable)]
    if not lost:
        return []
    shown = ", ".join(lost[:8]) + (f" and {len(lost) - 8} more" if len(lost) > 8 else "")
    text = f"{len(lost)} of {len(names)} studies have no {roles.measure} with a variance above zero: {shown}."
    return [Note("not-estimable", text, "They were left out; pool them with a rare-event model or report them apart.")]


def _moved(note: Note, place: dict[int, int]) -> Note:
    studies = tuple(place[i] for i in note.studies if i in place)
    return Note(note.code, note.message, note.advice, studies, note.level)


def _repeated(names: list[str]) -> list[Note]:
    twice = [n for n, c in Counter(names).items() if c > 1]
    if not twice:
        return []
    text = f"{', '.join(twice[:6])} {'occurs' if len(twice) == 1 else 'occur'} more than once."
    advice = "Effects of one study are not independent; a plain pool is too sure of them. Keep one, or use a multilevel model."
    rows = tuple(i for i, n in enumerate(names) if n in twice)
    return [Note("repeated-study", text, advice, rows)]


def _people(table: Table, roles: Roles, raw: dict[str, Floats]) -> Floats:
    if {"ai", "bi", "ci", "di"} <= raw.keys():
        return np.asarray(raw["ai"] + raw["bi"] + raw["ci"] + raw["di"])
    for names in (("n1", "n2"), ("ni",)):
        columns = [raw[r] if r in raw else _maybe(table, roles, r) for r in names]
        if all(c is not None for c in columns):
            return np.asarray(sum(c for c in columns if c is not None))
    return np.full(table.size, np.nan)


def _maybe(table: Table, roles: Roles, role: str) -> Floats | None:
    name = roles.columns.get(role)
    return np.array(table.numbers(name)) if name is not None and table.is_numeric(name) else None


def _years(table: Table, roles: Roles) -> Floats | None:
    name = roles.columns.get("year")
    if name is None or not table.is_numeric(name):
        return None
    years = np.array(table.numbers(name))
    return None if np.isnan(years).any() else years
