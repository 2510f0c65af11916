"""Evidence that is not one study: facts, ways of action, pooled and documented harms, alternatives, searches.

``cells``, ``routes`` and ``terms`` are term ids; ``("any",)`` is written as an empty tuple. Numbers are as printed:
a proportion is in per cent, as the sources print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemwise.evidence.model import Explained, Interval, Source

Level = Literal["culture", "animal", "human-marker", "human-outcome", "refuted"]
LEVELS: tuple[Level, ...] = ("culture", "animal", "human-marker", "human-outcome", "refuted")


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about a cell, a condition or an approval, in our words. ``topics`` are what claims are matched by.

    ``second`` is the ISO date on which an independent second reader found that the sources bear it, empty until then;
    ``not_confirmed`` says what part of it that reader could not see.
    """

    id: str
    subject: str
    kind: str
    statement: str
    sources: tuple[Source, ...]
    topics: tuple[str, ...] = ()
    year: int | None = None
    agency: str = ""
    drug: str = ""
    second: str = ""
    not_confirmed: str = ""
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a way of action, with the highest level at which it was shown."""

    id: str
    name: str
    what: str
    level: Level
    sources: tuple[Source, ...]
    cells: tuple[str, ...] = ()
    condition: str = ""
    confined: bool = False
    """It is a step in its condition only."""
    finding: str = ""
    contrary: str = ""
    terms: tuple[str, ...] = ()
    second: str = ""
    """ISO date of the second, independent reading."""
    not_confirmed: str = ""
    """What part of it that reader could not see."""
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """Where infused cells go and how long they last, as measured ``time_hours`` after they were given."""

    id: str
    what: str
    sources: tuple[Source, ...]
    species: str = ""
    cells: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    site: str = ""
    time_hours: float | None = None
    n: int | None = None
    second: str = ""
    """ISO date of the second, independent reading."""
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class PooledHarm:
    """A harm's rate or ratio over many people. A ``proportion`` is in per cent; ``events`` of ``n`` where printed.

    ``second`` is the ISO date of the second, independent reading. ``condition``: the one condition (a term id) of whose
    people this is the rate; empty for a rate over several, or over none in particular. ``study``: the id of the one
    study it comes from, where it is no pooling and that study's record counts the same people.
    """

    id: str
    harm: str
    sources: tuple[Source, ...]
    cells: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    population: str = ""
    condition: str = ""
    measure: str = ""
    value: float | None = None
    ci: Interval | None = None
    level: float = 0.95
    k: int | None = None
    n: int | None = None
    events: int | None = None
    i2: float | None = None
    study: str = ""
    second: str = ""
    explained: tuple[Explained, ...] = ()
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class SeriousCase:
    """A documented serious harm: what happened to whom. ``denominator`` says of how many, or that it is not known.

    ``ages``: whether it came to children or adults; empty where the report does not tell.
    """

    id: str
    harm: str
    what: str
    sources: tuple[Source, ...]
    year: int | None = None
    cells: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    setting: str = ""
    condition: str = ""
    ages: str = ""
    outcome: str = ""
    denominator: str = ""
    second: str = ""
    """ISO date of the second, independent reading."""
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class DonorHarm:
    """A harm of obtaining cells (harvest, mobilisation, lipoaspiration), to whom it comes and how often."""

    id: str
    procedure: str
    what: str
    sources: tuple[Source, ...]
    to_whom: str = ""
    numbers: str = ""
    second: str = ""
    """ISO date of the second, independent reading."""
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed pooled figure; one given in words only stands in ``note``."""

    outcome: str = ""
    as_printed: str = ""
    measure: str = ""
    value: float | None = None
    ci: Interval | None = None
    level: float = 0.95
    months: float | None = None
    p: str = ""
    k: int | None = None
    n: int | None = None
    events: int | None = None
    i2: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Care that is known to help (or not), from pooled evidence."""

    id: str
    condition: str
    name: str
    sources: tuple[Source, ...]
    what: str = ""
    population: str = ""
    whom: str = ""
    """For whom it is, in a few words, where its name does not say so: "after a blocked vessel"."""
    forms: tuple[str, ...] = ()
    """Forms of the condition that it is for; of this and what follows, what was not seen does not exclude."""
    severity: str = ""
    age_min: float | None = None
    age_max: float | None = None
    """Years; 0: before or at birth."""
    time_since_months_min: float | None = None
    time_since_months_max: float | None = None
    evidence: str = ""
    pooled: tuple[Figure, ...] = ()
    certainty_note: str = ""
    helps: bool = True
    """``False``: it was tried and showed no clear gain; it is never told as care that is known to help."""
    second: str = ""
    """ISO date of the second, independent reading."""
    not_confirmed: str = ""
    """What part of it that reader could not see."""
    note: str = ""
    file: str = ""
    studied_in: str = ""
    """Told by an answer, not by the record: in whom it was studied, where those asked about are others."""

    @property
    def called(self) -> str:
        """Its name, and for whom it is, or in whom it was studied."""
        studied = f"studied in {lowered(self.studied_in)}" if self.studied_in else ""
        about = "; ".join(part for part in (self.whom, studied) if part)
        return f"{self.name} ({about})" if about else self.name


def lowered(text: str) -> str:
    """A text in the middle of a sentence; a name in capitals stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class Search:
    """A dated search: what was looked for, where, and what came of it. ``cell`` is empty for any cell.

    ``included`` are study ids; an empty tuple says that no human study of the question was found. ``found`` is the
    number of records looked at.
    """

    id: str
    condition: str
    what: str
    date: str
    cell: str = ""
    where: tuple[str, ...] = ()
    found: int | None = None
    included: tuple[str, ...] = ()
    excluded: str = ""
    note: str = ""
    file: str = ""

    @property
    def found_none(self) -> bool:
        """Whether this search found no human study: what a verdict of no human evidence rests on."""
        return not self.included
