"""The forms a model can have: one function each, from the model and the person to a view.

A new kind of model is a data file and, at most, one function here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from stemwise.course import changes, growth, recovery, shares
from stemwise.course.model import SMALL, Cohort, CourseModel, Person, View
from stemwise.course.spread import Spread

Form = Callable[[CourseModel, Person, float | None], View | None]
_KNOWN: dict[tuple[str, tuple[Cohort, ...]], tuple[Spread, Spread] | None] = {}


def _posterior(model: CourseModel) -> tuple[Spread, Spread] | None:
    """Computed once: a model's cohorts do not depend on the person."""
    key = model.form, model.cohorts
    if key not in _KNOWN:
        _KNOWN[key] = shares.posterior(model.cohorts) if model.form == "share" else changes.posterior(model.cohorts)
    return _KNOWN[key]


def share(model: CourseModel, person: Person, months: float | None) -> View | None:
    """Per cent of such people with the event; the bands are for a further group of them."""
    found = _posterior(model)
    assert found is not None
    centre, new = found
    cautions = [*_one(model), *_unsized(model)]
    if months is not None and model.at is not None and months < 0.75 * model.at:
        cautions.append(f"measured after {model.at:g} months: over {months:g} months the share is at most this")
    if any(c.low != c.high for c in model.cohorts):
        cautions.append("only a range was printed: the band covers it")
    return View(
        model, "share", model.at, 100 * centre.quantile(0.5), _percent(centre.band(0.95)), _percent(new.band(0.5)),
        _percent(new.band(0.9)), None, centre, new, tuple(cautions),
    )  # fmt: skip


def change(model: CourseModel, person: Person, months: float | None) -> View | None:
    """Points of change; the bands are for one person."""
    found = _posterior(model)
    sd = changes.person_sd(model.cohorts)
    if found is None or sd is None:
        return None
    mean, new = found
    one = new.wider(sd)
    return View(
        model, "change", model.at, mean.average, mean.band(0.95), one.band(0.5), one.band(0.9), sd, mean, new,
        (*_care(model), *_one(model), *_unsized(model)),
    )  # fmt: skip


def rate(model: CourseModel, person: Person, months: float | None) -> View | None:
    """Events per person and year, after the ``before`` of the people who were chosen: regression to the mean.

    For someone with another number in the year before (the person's score), the same fall in proportion.
    """
    found = _posterior(model)
    sd = changes.person_sd(model.cohorts)
    before = dict(model.numbers).get("before")
    if found is None or sd is None:
        return None
    factor = person.score / before if person.score is not None and before else 1.0
    mean, new = (Spread(x.weight, factor * x.mean, factor * x.sd) for x in found)
    told = [] if factor == 1.0 else [f"scaled to {person.score:g} in the year before, by the fall in the source"]
    return View(
        model,
        "rate",
        model.at,
        mean.average,
        mean.band(0.95),
        None,
        None,
        factor * sd,
        mean,
        new,
        (*_one(model), *told),
    )


def drift(model: CourseModel, person: Person, months: float | None) -> View | None:
    """A mean rate per year times the time; without a spread between people there is no band for one person."""
    if months is None:
        return None
    rates = [c.mean or 0.0 for c in model.cohorts]
    points = [r * months / 12 for r in rates]
    ci = (min(points), max(points)) if len(points) > 1 else None
    caution = "a mean rate: the spread between people was not seen, so there is no band for one person"
    return View(model, "change", months, sum(points) / len(points), ci, cautions=(caution,))


def limit(model: CourseModel, person: Person, months: float | None) -> View | None:
    """The highest score to be expected at the person's level; no time."""
    which = dict(zip(model.levels, model.cohorts, strict=True))
    if person.level not in which:
        return None
    top = which[person.level].value
    return None if top is None else View(model, "limit", None, top, cautions=("bounds growth, does not time it",))


def proportional(model: CourseModel, person: Person, months: float | None) -> View | None:
    """gain = slope (ceiling - first score) + plus (Prabhakaran 2008; as written in the model's source)."""
    if person.score is None:
        return None
    a = dict(model.numbers)
    gain = a["slope"] * (a["ceiling"] - person.score) + a["plus"]
    gain = min(gain, a["ceiling"] - person.score)
    caution = "for those who recover in proportion; the spread around the rule was not seen, so there is no band"
    return View(model, "change", model.at, gain, cautions=(caution,))


def arm(model: CourseModel, person: Person, months: float | None) -> View | None:
    """Groups that recover each in its own way (:mod:`stemwise.course.recovery`), up to week 26 after the stroke.

    ``new``, the mean of a further group, differs as groups of one cohort do (half-normal, as for changes); ``own`` is one
    person, error of the later measurement included.
    """
    if person.time_since is None:
        return None
    week = person.time_since * recovery.WEEKS
    later = LAST_WEEK if months is None else week + months * recovery.WEEKS
    if later > LAST_WEEK + 1 or week >= LAST_WEEK:
        return None
    own = recovery.changed(model, week, later, person.score)
    mean, sd = own.average, own.deviation
    new = changes.further(mean, sd)
    cautions = [] if person.score is not None else ["no first score told: over all people of the source"]
    return View(
        model, "change", (later - week) / recovery.WEEKS, mean, None, own.band(0.5), own.band(0.9), sd, None, new,
        tuple(cautions), own,
    )  # fmt: skip


LAST_WEEK = 26.0
"""Until when the arms of the source were measured."""


def towards(model: CourseModel, person: Person, months: float | None) -> View | None:
    """Growth towards the child's own limit (:mod:`stemwise.course.growth`).

    The cohorts are deviations from such a curve: none where it was fitted (a row without a value), what was printed beyond
    it elsewhere; put together as mean changes are. They were measured over the model's own time: entered as growing evenly
    over it, and not beyond.
    """
    at = months if months is not None else model.at
    gain = growth.grown(model, person, at) if at is not None else None
    found, sd = _posterior(model), changes.person_sd(model.cohorts)
    if gain is None or found is None or sd is None:
        return None
    part = min(at / model.at, 1.0) if at is not None and model.at else 1.0
    mean, new = (x.times(part).moved(gain) for x in found)
    one = new.wider(sd)
    cautions = (
        f"the curve alone: {gain:+.1f}; untreated children of a trial gained more than theirs, and both count",
        "the child's own score stands for its own limit; its error and a good or bad day carry over",
    )
    return View(
        model, "change", at, mean.average, mean.band(0.95), one.band(0.5), one.band(0.9), sd, mean, new, cautions,
    )  # fmt: skip


def decline(model: CourseModel, person: Person, months: float | None) -> View | None:
    """Points lost after a peak; no spread was printed."""
    points = growth.declined(model, person, months) if months is not None else None
    if points is None:
        return None
    return View(
        model, "change", months, points, cautions=("an average decline, spread evenly; no band for one person",)
    )


def steps(model: CourseModel, person: Person, months: float | None) -> View | None:
    """A printed distribution of change in steps: of 100 such people so many at each."""
    lists = dict(model.lists)
    points, weight = (np.array(lists[k]) for k in ("steps", "shares"))
    weight = weight / weight.sum()
    own = Spread(weight, points, np.zeros(points.size))
    new = changes.further(own.average, own.deviation)
    return View(
        model, "change", model.at, own.average, None, stepped(own, 0.5), stepped(own, 0.9), own.deviation, None, new,
        (), own,
    )  # fmt: skip


def stepped(own: Spread, level: float) -> tuple[float, float]:
    """The steps between which the share lies."""
    total, points = np.cumsum(own.weight), own.mean
    low, high = (int(np.searchsorted(total, q)) for q in ((1 - level) / 2, (1 + level) / 2))
    return float(points[low]), float(points[min(high, points.size - 1)])


FORMS: dict[str, Form] = {
    "share": share, "change": change, "rate": rate, "drift": drift, "limit": limit, "proportional": proportional,
    "recovery": arm, "growth": towards, "decline": decline, "steps": steps,
}  # fmt: skip


def _percent(band: tuple[float, float]) -> tuple[float, float]:
    return 100 * band[0], 100 * band[1]


def _care(model: CourseModel) -> list[str]:
    return ["more than usual care: shown, not counted as the usual course"] if model.more_care else []


def _one(model: CourseModel) -> list[str]:
    if len(model.cohorts) > 1:
        return []
    return ["one cohort: the bands are widened by how much such cohorts usually differ"]


def _unsized(model: CourseModel) -> list[str]:
    missing = sum(not c.sized for c in model.cohorts)
    if not missing:
        return []
    what = "its size was" if len(model.cohorts) == 1 else f"the size of {missing} cohorts was"
    return [f"{what} not seen and is counted as {SMALL} people"]
