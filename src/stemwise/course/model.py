"""What a course model is, and what it says of one person: plain records.

*Cohort*: one published group of people without the therapy. *Model*: cohorts that speak of the same change over the same
time, and the form in which they are put together. *View*: what one model says of one person. *Expectation*: all views
side by side, and their average.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemwise.course.spread import Spread
from stemwise.course.table import CourseRow, per_cent
from stemwise.evidence.model import Source

Kind = Literal["change", "share", "rate", "limit"]
"""Points of a scale; per cent of people; events per person and year; a highest score, without a time."""
Interval = tuple[float, float]

LEVEL_NAMES = {
    "cerebral-palsy": "GMFCS", "spinal-cord-injury": "AIS", "multiple-sclerosis": "form", "stroke": "NIHSS",
}  # fmt: skip
"""What tells people of a condition apart."""
LEVEL_WORDS = {
    "nihss-mild": "0 to 5", "nihss-low": "6 to 11", "nihss-middle": "12 to 19", "nihss-high": "20 or more",
}  # fmt: skip
"""Levels whose ids are no words."""
SMALL = 30
"""People counted for a cohort whose size was not seen: few, so that it weighs little."""
UNVALIDATED = "unvalidated: no second, independent cohort could be seen"


@dataclass(frozen=True, slots=True)
class Person:
    """For whom. ``age`` in years, ``time_since`` in months since injury, stroke or diagnosis; ``level`` as in the models
    (``III``, ``A``, ``relapsing``, ``nihss-low``); ``None`` or an empty string: not told."""

    condition: str
    outcome: str
    age: float | None = None
    level: str = ""
    time_since: float | None = None
    score: float | None = None

    @property
    def words(self) -> str:
        """In a few words."""
        level = LEVEL_WORDS.get(self.level, self.level)
        parts = [f"{LEVEL_NAMES.get(self.condition, 'level')} {level}"] if level else []
        parts += [f"{self.age:g} years old"] if self.age is not None else []
        parts += [f"{self.time_since:g} months after the event"] if self.time_since is not None else []
        parts += [f"now at {self.score:g}"] if self.score is not None else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Cohort:
    """One group as published: a share (a range where only that was seen), or a mean change with its spread.

    ``low`` and ``high`` are per cent. ``sized`` is ``False`` where the number of people was not seen and ``n`` stands in.
    """

    id: str
    label: str
    source: Source
    n: int
    sized: bool = True
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    registry: str = ""
    what: str = ""
    value: float | None = None
    months: float | None = None
    """Over which it changed."""
    start: Interval | None = None
    """Mean and spread of the first scores, and when they were taken (``since``, months after the event), where a model
    needs them to predict the cohort."""
    since: float | None = None

    @property
    def printed(self) -> str:
        """Its figures in a few words."""
        size = f"n {self.n}" if self.sized else "n not seen"
        if self.low is not None and self.high is not None:
            low, high = (per_cent(x, self.n) for x in (self.low, self.high))
            share = low if self.low == self.high else f"{low} to {high}"
            return f"{share} % ({size})"
        if self.mean is not None:
            spread = f" (SD {self.sd:.3g})" if self.sd is not None else ""
            return f"{self.mean:+g}{spread}, {size}"
        return f"{self.value:g} ({size})" if self.value is not None else size


@dataclass(frozen=True, slots=True)
class CourseModel:
    """A model as written in ``data/models``. Ranges are closed; ``months`` is the follow-up it may speak of."""

    id: str
    condition: str
    outcomes: tuple[str, ...]
    form: str
    name: str
    population: str
    event: str
    levels: tuple[str, ...]
    age: Interval | None
    time_since: Interval | None
    score: Interval | None
    months: Interval
    at: float | None
    note: str
    cohorts: tuple[Cohort, ...]
    held_out: tuple[Cohort, ...]
    numbers: tuple[tuple[str, float], ...] = ()
    lists: tuple[tuple[str, tuple[float, ...]], ...] = ()
    mean_age: float | None = None
    """Where only a mean age was printed, in years."""
    more_care: bool = False
    """Its people got more than usual care (intensive training): shown, never averaged and never taken for the course."""
    validated: str = ""
    """What the held-out cohorts showed, in one sentence; empty where none was seen."""

    @property
    def check(self) -> str:
        """Whether it was checked on a cohort it was not built from."""
        return self.validated or UNVALIDATED


@dataclass(frozen=True, slots=True)
class View:
    """What one model says. ``value`` with ``ci`` (95 %) is about such people on average; ``band50`` and ``band90``: one
    person (change: measurement error included), or a further group (share). ``sd`` is the spread between people."""

    model: CourseModel
    kind: Kind
    months: float | None
    value: float
    ci: Interval | None = None
    band50: Interval | None = None
    band90: Interval | None = None
    sd: float | None = None
    mean: Spread | None = None
    new: Spread | None = None
    cautions: tuple[str, ...] = ()
    own: Spread | None = None
    """One person's change where it is not ``new`` with a normal spread around it."""
    set_aside: bool = False
    """A nearer model speaks of such people: shown, never averaged."""
    lumped: str = ""
    """Of whom it speaks where the level is told and it holds others too: "all GMFCS levels together"."""

    @property
    def one(self) -> Spread | None:
        """One person: the further group's mean with the spread between people around it."""
        return self.own or (self.new.wider(self.sd or 0.0) if self.new is not None else None)

    @property
    def counts(self) -> bool:
        """Whether it has a distribution of the usual course."""
        return self.new is not None and not self.model.more_care and not self.set_aside

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where its cohorts were published."""
        return tuple(dict.fromkeys(c.source for c in self.model.cohorts))


@dataclass(frozen=True, slots=True)
class Average:
    """Models of equal weight put together: the bands cover what each of them says."""

    kind: Kind
    value: float
    band50: Interval | None
    band90: Interval | None
    models: int
    new: Spread | None = None
    sd: float | None = None
    """Spread between people; the largest of the models'."""
    one: Spread | None = None
    """One person's change."""


@dataclass(frozen=True, slots=True)
class Gain:
    """The share of such people who would gain a published MCID anyway, in per cent, with a 90 % band."""

    mcid: float
    method: str
    population: str
    share: float
    low: float
    high: float
    source: Source


@dataclass(frozen=True, slots=True)
class Refused:
    """A model that speaks of others, and why."""

    model: CourseModel
    why: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would happen without the therapy, for someone like this.

    ``missing`` is the honest answer where no sourced model exists; then ``views`` is empty. ``average`` is ``None`` where
    the views do not speak of the same thing (several levels, no spread).
    """

    person: Person
    outcome_name: str
    months: float | None
    views: tuple[View, ...]
    average: Average | None
    gains: tuple[Gain, ...]
    refused: tuple[Refused, ...]
    missing: str
    notes: tuple[str, ...]
    better: str = "higher"
    range: Interval | None = None
    sem: float | None = None
    also: tuple[CourseRow, ...] = ()
    """Published rows of the same outcome that no model here is built from: words, or figures that make no model."""

    @property
    def kind(self) -> Kind | None:
        """Of the average, else of the first view."""
        return self.average.kind if self.average else self.views[0].kind if self.views else None

    @property
    def unvalidated(self) -> bool:
        """Whether every model at hand rests on its own cohorts alone."""
        near = [v for v in self.views if v.counts] or self.views
        return bool(near) and not any(v.model.validated for v in near)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Each source once."""
        found = [s for v in self.views for s in v.sources] + [g.source for g in self.gains]
        return tuple(dict.fromkeys(found))
