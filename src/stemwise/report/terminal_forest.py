"""A forest plot in text: one line per trial, a bar against the line of no difference, the pool below."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from stemwise.report.paper import Paper, columns, shorten
from stemwise.report.words import interval, measure_words, number, when

if TYPE_CHECKING:
    from stemwise.answer.model import Contribution, Interval, Pool

MOST_ROWS = 14
"""Trials of one forest that are printed."""
NARROWEST = 12
"""Columns below which a bar says nothing; then the numbers stand alone."""
WANTED = 24
"""Columns a bar should have; long labels are shortened for it."""


def forest(paper: Paper, pool: Pool) -> None:
    """Label, group sizes, estimate with interval, and the bar: o a trial, # the pool, . where a new trial may fall."""
    rows = [c for c in pool.contributions if all(map(math.isfinite, (c.shown, *c.ci)))]
    if not rows:
        return
    shown = rows[:MOST_ROWS]
    lines = [(c.label, _people(c), c.shown, c.ci, "o") for c in shown]
    pooled = pool.k > 1 and not pool.disagree and all(map(math.isfinite, (pool.estimate, *pool.ci)))
    outer = pool.prediction if pooled and pool.prediction and all(map(math.isfinite, pool.prediction)) else None
    if pooled:
        lines.append(("Together", f"{pool.n} people", pool.estimate, pool.ci, "#"))
    size_room = max(len(x[1]) for x in lines)
    figures = [f"{number(x[2])} ({interval(x[3])})" for x in lines]
    figure_room = max(map(len, figures))
    free = paper.width - size_room - figure_room - 8
    name_room = min(max(columns(x[0]) for x in lines), max(NARROWEST, free - WANTED))
    axis = Axis([x[3] for x in lines] + ([outer] if outer else []), pool.measure in ("RR", "OR"))
    room = free - name_room
    paper.blank()
    side = "left" if pool.better == "lower" else "right"
    key = f"; {side} of | favours the cells" if room >= NARROWEST else ""
    paper.para(f"{pool.outcome_name} {when(pool)} ({measure_words(pool)}{key})", indent=2)
    for (label, size, value, ci, mark), figure in zip(lines, figures, strict=True):
        bar = axis.bar(value, ci, room, mark, outer if mark == "#" else None) if room >= NARROWEST else ""
        name = shorten(label, name_room)
        pad = " " * (name_room - columns(name))
        paper.raw(f"  {name}{pad}  {size:>{size_room}}  {figure:<{figure_room}}  {bar}".rstrip())
    paper.rest(len(rows) - MOST_ROWS, what="trials")


class Axis:
    """A value's column; ratios on a logarithmic axis. The line of no difference is always on it."""

    def __init__(self, intervals: Iterable[Interval], ratio: bool) -> None:
        self._move: Callable[[float], float] = (lambda x: math.log(max(x, 1e-6))) if ratio else (lambda x: x)
        self.null = 1.0 if ratio else 0.0
        ends = [self._move(x) for ci in intervals for x in ci] + [self._move(self.null)]
        self.low, self.high = min(ends), max(ends)

    def at(self, value: float, room: int) -> int:
        """The column, from 0 to ``room - 1``."""
        share = (self._move(value) - self.low) / ((self.high - self.low) or 1.0)
        return max(0, min(room - 1, round(share * (room - 1))))

    def bar(self, value: float, ci: Interval, room: int, mark: str, outer: Interval | None = None) -> str:
        """One line of the plot."""
        cells = [" "] * room
        for span, ink in ((outer, "."), (ci, "-")):
            if span:
                for i in range(self.at(span[0], room), self.at(span[1], room) + 1):
                    cells[i] = ink
        null = self.at(self.null, room)
        cells[null] = "|" if cells[null] == " " else "+"
        cells[self.at(value, room)] = mark
        return "".join(cells)


def _people(row: Contribution) -> str:
    """Treated against controls; all together where sizes per arm were not seen."""
    return f"{row.n_treated} v {row.n_control}" if row.n_control else f"{row.n_treated} in all"
