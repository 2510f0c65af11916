"""Rows of published natural history and instruments, as written in ``data/courses``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stemwise.content import Content
from stemwise.evidence.model import Source

ADULT, GROWN = 16.0, 18.0
"""Where no ages were printed: figures of people who are not called children say nothing below the one, figures of children
nothing from the other on."""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One published figure of what happens without the therapy.

    ``kind``: ``share`` (per cent of people), ``change`` or ``rate`` or a limit; ``value`` as printed; ``months`` of follow-up.
    ``sd`` is the spread between people, ``se`` the error of the mean; neither stands in for the other.
    """

    id: str
    condition: str
    outcome: str
    kind: str
    what: str
    population: str
    baseline: str
    level: str
    months: float | None
    value: float | None
    n: int | None
    ci: tuple[float, float] | None
    source: Source
    sd: float | None = None
    se: float | None = None
    events: int | None = None
    note: str = ""
    age: tuple[float, float] | None = None
    """Ages in years, where they were printed as a range."""
    time_since: str = ""
    """Time since the onset at the start, as printed."""

    def holds_age(self, years: float | None) -> bool:
        """Whether people of that age can be among them; without a printed range, children and adults are told apart."""
        if years is None:
            return True
        if self.age:
            return self.age[0] <= years <= self.age[1]
        return not (years >= GROWN if "child" in self.population else years < ADULT)

    def holds_level(self, level: str) -> bool:
        """Whether people of that level are among them; a row over several levels ("I-V") holds each of them."""
        own = self.level.upper()
        return not level or not own or own == level.upper() or "-" in own

    @property
    def text(self) -> str:
        """One sentence: who, what, how many."""
        who = self.population + (f", {self.baseline}" if self.baseline and self.baseline not in self.population else "")
        number = f"{self.value:g}: " if self.value is not None else ""
        if self.kind == "share" and self.value is not None:
            number = f"{per_cent(self.value, self.n)} %: "
        people = f" (n {self.n})" if self.n else ""
        return f"{who}: {number}{self.what}{people}"


@dataclass(frozen=True, slots=True)
class Mattering:
    """A published smallest difference that matters: value, how it was found, in whom."""

    value: float
    method: str
    population: str
    source: Source


@dataclass(frozen=True, slots=True)
class Instrument:
    """A scale: range, direction, measurement error, and every published MCID (they differ; all are kept)."""

    id: str
    name: str
    range: tuple[float, float] | None
    better: str
    mcid: tuple[Mattering, ...]
    error: tuple[tuple[str, float, Source], ...]

    @property
    def sem(self) -> tuple[float, str, Source] | None:
        """Standard error of one measurement, how it was found, where: printed, or from the smallest detectable change.

        SDC = 1.96 sqrt(2) SEM (de Vet 2006). ``None`` where neither was seen: an ICC alone gives no error in points.
        """
        for kind, value, source in self.error:
            if kind == "SEM":
                return value, "as printed", source
        for kind, value, source in self.error:
            if kind == "SDC":
                return value / SDC_PER_SEM, "from the smallest detectable change", source
        return None


MANY = 1000
"""People from which a share bears a third figure."""


def per_cent(value: float, n: int | None) -> str:
    """A share with the figures its size bears: two, three from a thousand people on ("47", "3.2", "85.9", "100")."""
    digits = 3 if n is not None and n >= MANY else 2
    return f"{value:.0f}" if value >= 99.5 else f"{float(f'{value:.{digits}g}'):g}"


SDC_PER_SEM = 1.959963984540054 * 2**0.5
"""Smallest detectable change at 95 % over the standard error of measurement."""


@lru_cache(maxsize=256)
def rows(content: Content, conditions: frozenset[str], outcomes: frozenset[str] = frozenset()) -> tuple[CourseRow, ...]:
    """The course rows of the conditions, limited to ``outcomes`` where given."""
    table = (r for r in content.table("course") if r.get("condition") in conditions)
    return tuple(_row(r) for r in table if not outcomes or r.get("outcome") in outcomes)


def row(content: Content, row_id: str) -> CourseRow | None:
    """The row of that id, or ``None``."""
    return next((_row(r) for r in content.table("course") if r["id"] == row_id), None)


def instruments(content: Content) -> dict[str, Instrument]:
    """All instruments by outcome id."""
    return {r["id"]: _instrument(r) for r in content.table("instrument")}


def instrument(content: Content, outcome: str) -> Instrument | None:
    """The instrument of one outcome, or ``None``."""
    return next((_instrument(r) for r in content.table("instrument") if r["id"] == outcome), None)


def _source(raw: Mapping[str, Any]) -> Source:
    keys = ("published_in", "seen_at", "locator", "source_kind")
    return Source(**{k: str(raw.get(k, "")) for k in keys})  # type: ignore[arg-type]


def _row(raw: Mapping[str, Any]) -> CourseRow:
    value = raw.get("value")
    if value is None and raw.get("share") is not None:
        value = raw["share"]
    if value is None and raw.get("events") is not None and raw.get("n"):
        value = round(100.0 * raw["events"] / raw["n"], 1)
    ci = raw.get("ci")
    return CourseRow(
        id=raw["id"], condition=raw.get("condition", ""), outcome=raw.get("outcome", ""), kind=raw.get("kind", ""),
        what=raw.get("what", ""), population=raw.get("population", ""), baseline=raw.get("baseline", ""),
        level=str(raw.get("level", "")), months=raw.get("months"), value=value if isinstance(value, int | float) else None,
        n=raw.get("n"), ci=(float(ci[0]), float(ci[1])) if ci else None,
        source=_source((raw.get("sources") or [{}])[0]), sd=raw.get("sd"), se=raw.get("se"), events=raw.get("events"),
        note=raw.get("note", ""), time_since=raw.get("time_since", ""),
        age=_ages(raw.get("age_years")) or _named_ages(raw.get("population", "")),
    )  # fmt: skip


def _ages(printed: object) -> tuple[float, float] | None:
    """ "1.3-13", "21-84 months", "up to 21" as years; ``None`` for anything else (a mean, a lower bound alone)."""
    text = str(printed or "")
    if found := re.fullmatch(r"up to (\d+(?:\.\d+)?)", text):
        return 0.0, float(found[1])
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)( months)?", text)
    if found is None:
        return None
    unit = 12.0 if found[3] else 1.0
    return float(found[1]) / unit, float(found[2]) / unit


def _named_ages(population: str) -> tuple[float, float] | None:
    """The ages in "children of 16 months to 13 years", as years."""
    found = re.search(r"\bof (\d+(?:\.\d+)?)( months)? to (\d+(?:\.\d+)?) (years|months)\b", population)
    if found is None:
        return None
    last = 12.0 if found[4] == "months" else 1.0
    return float(found[1]) / (12.0 if found[2] else last), float(found[3]) / last


def _instrument(raw: Mapping[str, Any]) -> Instrument:
    span = raw.get("range")
    return Instrument(
        id=raw["id"],
        name=raw.get("name", raw["id"]),
        range=(float(span[0]), float(span[1])) if span else None,
        better="lower" if str(raw.get("direction", "")).startswith("lower") else "higher",
        mcid=tuple(
            Mattering(float(m["value"]), m.get("method", ""), m.get("population", ""), _source(m.get("source", m)))
            for m in raw.get("mcid", ())
            if isinstance(m.get("value"), int | float)
        ),
        error=tuple(
            (e.get("kind", ""), float(e["value"]), _source(e.get("source", e)))
            for e in raw.get("error", ())
            if isinstance(e.get("value"), int | float)
        ),
    )
