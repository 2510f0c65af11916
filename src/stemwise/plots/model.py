"""What a forest plot needs to know, and nothing of where it comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Interval = tuple[float, float]
RATIOS = ("RR", "OR", "HR")
MEASURES = {
    "MD": "mean difference", "SMD": "standardised mean difference", "RR": "risk ratio", "OR": "odds ratio",
    "HR": "hazard ratio", "RD": "risk difference", "PR": "proportion",
}  # fmt: skip


class RowLike(Protocol):
    """A study's contrast on the scale people read (``stemwise.answer.model.Contribution`` is one)."""

    @property
    def label(self) -> str: ...
    @property
    def shown(self) -> float: ...
    @property
    def ci(self) -> Interval: ...
    @property
    def weight(self) -> float: ...
    @property
    def n_treated(self) -> int: ...
    @property
    def n_control(self) -> int: ...
    @property
    def cell(self) -> str: ...
    @property
    def route(self) -> str: ...


class McidLike(Protocol):
    """A published smallest difference that matters."""

    @property
    def value(self) -> float: ...


class PoolLike(Protocol):
    """A pool of studies (``stemwise.answer.model.Pool`` is one)."""

    @property
    def measure(self) -> str: ...
    @property
    def outcome_name(self) -> str: ...
    @property
    def window(self) -> str: ...
    @property
    def contributions(self) -> Sequence[RowLike]: ...
    @property
    def k(self) -> int: ...
    @property
    def n(self) -> int: ...
    @property
    def estimate(self) -> float: ...
    @property
    def ci(self) -> Interval: ...
    @property
    def level(self) -> float: ...
    @property
    def method(self) -> str: ...
    @property
    def prediction(self) -> Interval | None: ...
    @property
    def better(self) -> str: ...
    @property
    def mcid(self) -> Sequence[McidLike]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One study: estimate with interval on the scale people read, weight in per cent, group sizes."""

    label: str
    estimate: float
    low: float
    high: float
    weight: float = 0.0
    n_treated: int | None = None
    n_control: int | None = None

    @property
    def sizes(self) -> str:
        """ "32 v 31", or nothing where sizes are not known."""
        return f"{self.n_treated} v {self.n_control}" if self.n_treated and self.n_control else ""


@dataclass(frozen=True, slots=True)
class Forest:
    """Studies and their pool. ``better`` is the direction that is better for the person; empty where neither is.

    ``mcid`` are published smallest differences that matter, as positive numbers on the scale of the measure.
    """

    title: str
    measure: str
    rows: tuple[Row, ...]
    estimate: float | None = None
    low: float = math.nan
    high: float = math.nan
    level: float = 0.95
    prediction: Interval | None = None
    better: str = "higher"
    mcid: tuple[float, ...] = ()
    method: str = ""
    cells: str = "cells"
    control: str = "control"
    heading: str = "Study"
    """What the rows are: studies, or kinds of cells, routes, months."""

    @property
    def log(self) -> bool:
        return self.measure in RATIOS

    @property
    def null(self) -> float | None:
        """No difference: 1 for ratios, 0 for differences, nothing for a proportion."""
        return 1.0 if self.log else None if self.measure == "PR" else 0.0

    @property
    def mcid_band(self) -> Interval | None:
        """From the smallest to the largest published MCID, on the better side."""
        sizes = sorted(abs(m) for m in self.mcid if math.isfinite(m) and m)
        if not sizes or self.log or self.measure in ("SMD", "PR"):
            return None
        return (sizes[0], sizes[-1]) if self.better != "lower" else (-sizes[-1], -sizes[0])


def forest_of(pool: PoolLike, title: str = "") -> Forest:
    """A pool as a forest. Labels that occur twice (a trial with several arms) are told apart by cell or route."""
    rows = [c for c in pool.contributions if all(map(math.isfinite, (c.shown, *c.ci)))]
    labels = [c.label for c in rows]
    cells = {c.cell for c in rows}

    def name(c: RowLike) -> str:
        twice = labels.count(c.label) > 1
        return f"{c.label} ({c.cell if len(cells) > 1 else c.route or c.cell})" if twice else c.label

    when = f" at {pool.window} months" if pool.window and pool.window != "any" else ""
    return Forest(
        title=title or f"{pool.outcome_name}{when}",
        measure=pool.measure,
        rows=tuple(Row(name(c), c.shown, *c.ci, c.weight, c.n_treated, c.n_control) for c in rows),
        estimate=pool.estimate if pool.k > 1 and all(map(math.isfinite, (pool.estimate, *pool.ci))) else None,
        low=pool.ci[0],
        high=pool.ci[1],
        level=pool.level,
        prediction=pool.prediction if pool.prediction and all(map(math.isfinite, pool.prediction)) else None,
        better=pool.better,
        mcid=tuple(m.value for m in pool.mcid),
        method=pool.method,
    )
