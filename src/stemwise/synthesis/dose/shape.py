"""Shapes of a dose-response curve: linear, quadratic, restricted cubic spline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis.notes import Floats, choice, column

SHAPES = ("linear", "quadratic", "spline")
# Harrell 2015, table 2.3: per cents of the doses at which knots stand.
PLACES = {3: (10.0, 50.0, 90.0), 4: (5.0, 35.0, 65.0, 95.0), 5: (5.0, 27.5, 50.0, 72.5, 95.0)}


@dataclass(frozen=True, slots=True)
class Shape:
    """A curve linear in its coefficients. ``knots`` are empty but for a spline."""

    kind: str
    knots: tuple[float, ...] = ()

    @property
    def p(self) -> int:
        """Number of coefficients; the first is of the dose itself."""
        return 1 if self.kind == "linear" else 2 if self.kind == "quadratic" else len(self.knots) - 1

    @property
    def names(self) -> tuple[str, ...]:
        """Of the coefficients."""
        if self.kind == "quadratic":
            return ("dose", "dose^2")
        return ("dose", *(f"spline {j}" for j in range(2, self.p + 1)))

    def basis(self, dose: ArrayLike) -> Floats:
        """(m, p) at each dose."""
        x = column("dose", dose)
        if self.kind == "linear":
            return x[:, None]
        if self.kind == "quadratic":
            return np.column_stack([x, x**2])
        return spline_basis(x, self.knots)


def spline_basis(dose: ArrayLike, knots: ArrayLike) -> Floats:
    """Restricted cubic spline (m, k-1): cubic between the k knots, linear outside them, in Harrell's form divided by the
    square of the knots' range (Harrell 2015, eq. 2.25).
    """
    x, t = column("dose", dose), np.sort(column("knots", knots))
    if t.size < 3 or np.any(np.diff(t) <= 0):
        raise InputError("a spline needs at least three different knots", "give other knots, or a linear shape")
    last, before = t[-1], t[-2]

    def cube(v: Floats) -> Floats:
        return np.asarray(np.maximum(v, 0.0) ** 3)

    parts = [x]
    for knot in t[:-2]:
        tail = cube(x - before) * (last - knot) - cube(x - last) * (before - knot)
        parts.append((cube(x - knot) - tail / (last - before)) / (last - t[0]) ** 2)
    return np.column_stack(parts)


def shape_of(kind: str, dose: Floats, knots: ArrayLike | int | None) -> Shape:
    """The shape asked for; a spline's knots are given, or their number is (3 by default, at Harrell's percentiles)."""
    choice("shape", kind, SHAPES)
    if kind != "spline":
        if knots is not None:
            raise InputError(f"a {kind} shape has no knots", "ask for shape='spline'")
        return Shape(kind)
    if knots is None or isinstance(knots, int):
        number = 3 if knots is None else knots
        if number not in PLACES:
            raise InputError(f"no rule for {number} knots", "ask for 3, 4 or 5, or give their places")
        knots = np.percentile(dose, PLACES[number])
    found = np.sort(column("knots", knots))
    if np.unique(found).size < 3:
        raise InputError("the doses do not differ enough for three knots", "give knots, or take a linear shape")
    return Shape("spline", tuple(float(k) for k in found))
