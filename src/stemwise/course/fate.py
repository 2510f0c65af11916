"""Where cells go and for how long, as measured in people and animals: a table per route, what was seen in the nervous
system, and what is not known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stemwise.course.model import Interval
from stemwise.evidence import Library, base
from stemwise.evidence.knowledge import Fate

ROUTES = ("intravenous", "intra-arterial", "intrathecal", "intraspinal")
NERVOUS = ("brain", "cord", "mening", "nerv")
"""Words of a site that belong to the nervous system."""
_RANGE = re.compile(r"(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?) per cent")
_PEOPLE = re.compile(r"\d+ of \d+ \(\d")
_ONE = re.compile(r"(\d+(?:\.\d+)?) per cent")


@dataclass(frozen=True, slots=True)
class Seen:
    """One measurement. ``share`` is the printed per cent of what was given (or of the tissue's DNA, see the words)."""

    fate: Fate
    people: bool
    nervous: bool
    share: Interval | None


@dataclass(frozen=True, slots=True)
class FateTable:
    """One route: rows by time, people first; ``known`` and ``unknown`` in sentences computed from the rows."""

    route: str
    rows: tuple[Seen, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]


def fates(route: str = "", library: Library | None = None) -> tuple[FateTable, ...]:
    """The table of each route (or of one)."""
    library = library or base()
    wanted = (route,) if route else ROUTES
    return tuple(_table(r, library) for r in wanted)


def _table(route: str, library: Library) -> FateTable:
    rows = [_seen(f) for f in library.fates() if route in f.routes]
    rows.sort(
        key=lambda s: (not s.people, s.fate.time_hours if s.fate.time_hours is not None else float("inf"), s.fate.id)
    )
    return FateTable(route, tuple(rows), tuple(_known(rows)), tuple(_unknown(route, rows)))


def _seen(f: Fate) -> Seen:
    site = f.site.lower()
    return Seen(f, "human" in f.species.lower(), any(w in site for w in NERVOUS), _share(f.what))


def _share(what: str) -> Interval | None:
    """The first printed share; ranges as they are. A share of people ("8 of 18 (44 per cent)") is none of cells."""
    if _PEOPLE.search(what):
        return None
    if found := _RANGE.search(what):
        return float(found.group(1)), float(found.group(2))
    found = _ONE.search(what)
    return (float(found.group(1)), float(found.group(1))) if found else None


def _known(rows: list[Seen]) -> list[str]:
    out = []
    people = [s for s in rows if s.people]
    first = [s for s in people if s.share and not s.nervous and s.fate.time_hours is not None]
    for s in first[:4]:
        low, high = s.share or (0.0, 0.0)
        share = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        out.append(f"{s.fate.site}: {share} per cent {_when(s.fate.time_hours)} ({_n(s.fate)})")
    for s in (s for s in people if s.nervous):
        out.append(f"nervous system ({s.fate.site}), {_when(s.fate.time_hours)}: {s.fate.what} ({_n(s.fate)})")
    return out


def _unknown(route: str, rows: list[Seen]) -> list[str]:
    people = [s for s in rows if s.people]
    nervous = [s for s in people if s.nervous]
    out = []
    if not people:
        out.append(f"no measurement in people after the {route} route is in the base")
    elif not nervous:
        out.append(f"nothing was seen in the nervous system of people after the {route} route")
    elif not any(s.share for s in nervous):
        out.append("no figure says what share of the cells reached the nervous system of a person")
    timed = [s.fate.time_hours for s in nervous if s.fate.time_hours is not None]
    if timed:
        out.append(
            f"in people, what happens in the nervous system later than {_when(max(timed)).removeprefix('after ')}"
        )
    if people:
        out.append("a label shows where the label is: it does not show that the cells live")
    return out


def _when(hours: float | None) -> str:
    if hours is None:
        return "at a time not told"
    if hours == 0:
        return "right after"
    return f"after {hours:g} hours" if hours < 72 else f"after {hours / 24:g} days"


def _n(f: Fate) -> str:
    cells = "+".join(f.cells) or "cells"
    return f"{f.species}, {cells}{f', n {f.n}' if f.n else ''}"
