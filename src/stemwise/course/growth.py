"""Growth of gross motor function towards a limit, and its decline after a peak, by GMFCS level.

Curve: f(age) = 1 - exp(-age ln 10 / age90), the simplest one with a limit and a rate; it has reached nine tenths at
``age90`` (Rosenbaum 2002 prints that age per level; the limits were not seen and are not needed: a child's own score stands
for its own limit).
"""

from __future__ import annotations

import math

from stemwise.course.model import CourseModel, Person


def reached(age: float, age90: float) -> float:
    """Share of the limit at an age in years."""
    return 1 - 10 ** (-age / age90)


def grown(model: CourseModel, person: Person, months: float) -> float | None:
    """Points from now on: the child's score, times what the curve of its level gains; ``None`` where a part is not told."""
    by_level = dict(zip(model.levels, dict(model.lists)["age90"], strict=True))
    if person.level not in by_level or person.age is None or person.score is None:
        return None
    age90 = by_level[person.level]
    return person.score * (reached(person.age + months / 12, age90) / reached(person.age, age90) - 1)


def declined(model: CourseModel, person: Person, months: float) -> float | None:
    """Points lost from now on, spread evenly from the peak to ``until`` years; none before the peak or after ``until``."""
    peaks, until = dict(model.lists)["peak"], dict(model.numbers)["until"]
    which = {k: (p, c.mean) for k, p, c in zip(model.levels, peaks, model.cohorts, strict=True)}
    if person.level not in which or person.age is None:
        return None
    peak, total = which[person.level]
    years = min(person.age + months / 12, until) - max(person.age, peak)
    if years <= 0 or total is None or math.isclose(peak, until):
        return None
    return total * years / (until - peak)
