"""Recovery of the arm after stroke: groups that recover each in its own way (van der Vliet 2020, Ann Neurol 87:383).

y(t) = a + r_k (66 - a)(1 - exp(-t / tau_k)) + error, t in weeks; logit(a / 66) ~ N(start_k, 1 / narrowness_k); group k with
probability groups_k; scores held to 0-66. One score tells much of the group and the start (exact Bayes on nodes).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from stemwise.course.model import CourseModel
from stemwise.course.shares import expit
from stemwise.course.spread import Floats, Spread
from stemwise.synthesis.dist import z_cdf

WEEKS = 365.25 / 12 / 7
"""Weeks in a month."""
_Z = np.linspace(-3.5, 3.5, 71)
_W = np.exp(-0.5 * _Z**2)
_W = _W / _W.sum()


class Paths(NamedTuple):
    """Possible courses with their prior weight: start (points), share regained, time constant (weeks)."""

    weight: Floats
    start: Floats
    regained: Floats
    weeks: Floats
    error: float
    top: float

    def at(self, week: float) -> Floats:
        """The true score at a week."""
        return np.asarray(self.start + self.regained * (self.top - self.start) * (1 - np.exp(-week / self.weeks)))


def paths(model: CourseModel) -> Paths:
    """All courses of the model, before any score is known."""
    lists, numbers = dict(model.lists), dict(model.numbers)
    top = numbers["ceiling"]
    shape = (len(lists["groups"]), _Z.size)
    centre, spread = np.array(lists["start"]), np.array(lists["narrowness"]) ** -0.5
    start = top * expit(centre[:, None] + spread[:, None] * _Z)
    weight = np.array(lists["groups"])[:, None] * _W
    wide = [np.broadcast_to(np.array(lists[k])[:, None], shape).ravel() for k in ("regained", "weeks")]
    return Paths(weight.ravel() / weight.sum(), start.ravel(), wide[0], wide[1], numbers["error"] ** -0.5, top)


def known(all_paths: Paths, score: float, week: float) -> Paths:
    """The courses after one score: weighed by how well each explains it (at the ends of the scale: that or beyond)."""
    z = (score - all_paths.at(week)) / all_paths.error
    if score <= 0:
        likelihood = z_cdf(z)
    elif score >= all_paths.top:
        likelihood = 1 - z_cdf(z)
    else:
        likelihood = np.exp(-0.5 * z**2)
    weight = all_paths.weight * np.maximum(likelihood, 1e-300)
    return all_paths._replace(weight=weight / weight.sum())


def held(mean: Floats, sd: float, top: float) -> tuple[Floats, Floats]:
    """Mean and spread of a normal score held to 0..top."""
    low, high = -mean / sd, (top - mean) / sd
    p1 = 1 - z_cdf(high)
    d0, d1 = (np.exp(-0.5 * x**2) / math.sqrt(2 * math.pi) for x in (low, high))
    inside = z_cdf(high) - z_cdf(low)
    first = mean * inside + sd * (d0 - d1) + top * p1
    second = (mean**2 + sd**2) * inside + sd * (2 * mean * (d0 - d1) + sd * (low * d0 - high * d1)) + top**2 * p1
    return first, np.sqrt(np.maximum(second - first**2, 1e-6))


def changed(model: CourseModel, week: float, later: float, score: float | None) -> Spread:
    """One person's change between two weeks; without a score, of the people of the source, measured twice."""
    prior = paths(model)
    if score is not None:
        found = known(prior, score, week)
        mean, sd = held(found.at(later), found.error, found.top)
        return Spread(found.weight, mean - score, sd)
    first, first_sd = held(prior.at(week), prior.error, prior.top)
    last, last_sd = held(prior.at(later), prior.error, prior.top)
    return Spread(prior.weight, last - first, np.hypot(first_sd, last_sd))


def group(model: CourseModel, week: float, later: float, start: tuple[float, float]) -> float:
    """The mean change of a cohort whose first scores had this mean and spread."""
    scores = np.clip(start[0] + start[1] * _Z[::5], 0, dict(model.numbers)["ceiling"])
    weight = _W[::5] / _W[::5].sum()
    return float(sum(w * changed(model, week, later, float(x)).average for w, x in zip(weight, scores, strict=True)))
