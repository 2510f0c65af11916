"""Forests on any scale, and the cumulative forest: the pool as studies were added."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stemwise.errors import InputError
from stemwise.plots.forest import forest_svg
from stemwise.plots.model import Forest, Row


@dataclass(frozen=True, slots=True)
class ScaledForest(Forest):
    """A forest of any measure: ratios by ``ratio``, no effect at ``null_at`` (None: there is none)."""

    ratio: bool = False
    null_at: float | None = 0.0

    @property
    def log(self) -> bool:
        """Whether the axis is logarithmic."""
        return self.ratio

    @property
    def null(self) -> float | None:
        """No effect."""
        return self.null_at


def cumulative_svg(
    labels: Sequence[str], estimates: Sequence[float], intervals: Sequence[tuple[float, float]], *, measure: str = "effect",
    ratio: bool = False, null: float | None = 0.0, level: float = 0.95, width: int = 760, title: str = "Cumulative",
) -> str:  # fmt: skip
    """The pool after each further study, first to last from above; on the scale people read.

    Raises
    ------
    InputError
        Lengths that differ, or nothing that is finite.
    """
    if not len(labels) == len(estimates) == len(intervals):
        raise InputError("labels, estimates and intervals differ in number", "give one of each per step")
    rows = tuple(
        Row(label, e, low, high)
        for label, e, (low, high) in zip(labels, estimates, intervals, strict=True)
        if all(map(math.isfinite, (e, low, high)))
    )
    if not rows:
        raise InputError("there is nothing to draw", "give finite estimates")
    forest = ScaledForest(title=title, measure=measure, rows=rows, level=level, better="", ratio=ratio, null_at=null)
    return forest_svg(forest, width=width)
