"""What would happen without the therapy, for someone like this: every model that speaks of it, and their average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from stemwise.course import table
from stemwise.course.forms import FORMS
from stemwise.course.heldout import judged
from stemwise.course.library import models
from stemwise.course.model import Average, CourseModel, Expectation, Gain, Person, Refused, View
from stemwise.course.persons import BY_LEVEL, checked, comparable, condition_id, level_of, lumped, mismatch, untold
from stemwise.course.spread import Spread, mixed
from stemwise.evidence import Library, base
from stemwise.synthesis.dist import z_cdf
from stemwise.terms import vocabulary


def expected(
    condition: str,
    outcome: str,
    months: float | None = None,
    *,
    age: float | None = None,
    level: str = "",
    time_since: float | None = None,
    score: float | None = None,
    library: Library | None = None,
) -> Expectation:
    """The course without the therapy.

    Parameters
    ----------
    condition, outcome : str
        Term ids, or names the vocabulary knows.
    months : float, optional
        From now; ``None``: each model at its own time.
    age : float, optional
        Years.
    level : str
        ``III``, ``GMFCS III``, ``AIS A``, ``RRMS``, ``NIHSS 7``.
    time_since : float, optional
        Months since injury, stroke or diagnosis.
    score : float, optional
        Today's score on the outcome's scale.

    Raises
    ------
    InputError
        An unknown condition, outcome or level; an impossible age, time or score.
    """
    library = library or base()
    which = condition_id(condition)
    term = vocabulary().resolve("outcome", outcome)
    scale = table.instrument(library.content, term.id)
    span = (scale.range if scale else None) or term.range
    person = Person(which, term.id, age, level_of(which, level), time_since, score)
    checked(person, months, span, term.label)
    views, refused = _views(person, months, library)
    why_not = comparable(tuple(v.model for v in views if v.counts), person, months)
    average = None if why_not else averaged(views)
    better = (scale.better if scale else "") or term.better or "higher"
    notes = [f"The models are not averaged: {why_not}."] if why_not else []
    if not average and not why_not and (needed := _more(views, refused, person, months)):
        notes.append(needed)
    if average and average.models > 1:
        notes.append("Several models: they count alike, and the bands cover what each of them says.")
    sem = scale.sem if scale else None
    return Expectation(
        person=person, outcome_name=term.label, months=months, views=views, average=average,
        gains=_gains(views, scale, better) if average else (), refused=refused,
        missing="" if views else _missing(person, term.label, months, refused, library), notes=tuple(notes),
        better=better, range=span, sem=sem[0] if sem else None, also=_also(person, library),
    )  # fmt: skip


def by_event(e: Expectation) -> tuple[Expectation, ...]:
    """One for each event counted, where models count different ones and are not averaged; the largest cohorts first."""
    if e.average:
        return (e,)
    counted = [v for v in e.views if v.counts and v.kind == "share"]
    parts = [tuple(v for v in counted if v.model.event == x) for x in dict.fromkeys(v.model.event for v in counted)]
    alike = [p for p in parts if not comparable(tuple(v.model for v in p), e.person, e.months)]
    size = {id(p): sum(c.n for v in p for c in v.model.cohorts) for p in alike}
    return tuple(replace(e, views=p, average=averaged(p), notes=()) for p in sorted(alike, key=lambda p: -size[id(p)]))


def _nearest(views: tuple[View, ...], person: Person, needing: bool) -> tuple[View, ...]:
    """Models that take levels together are set aside where one of the level told has a distribution, or would have one
    if more were told (``needing``): then nothing stands in for it."""
    if not needing and not any(v.counts and not v.lumped for v in views):
        return views
    return tuple(
        replace(v, set_aside=True, cautions=(*v.cautions, f"about {v.lumped}: shown, not taken for the level told"))
        if v.counts and v.lumped and not v.model.levels
        else v
        for v in views
    )


def _more(views: Sequence[View], refused: Sequence[Refused], person: Person, months: float | None) -> str:
    """What to tell where the only figures take levels together, and a model by level wants more."""
    aside = next((v.lumped for v in views if v.set_aside and v.lumped), "")
    if not aside or not any(r.why == _needs(r.model) for r in refused):
        return ""
    told = (("the age", person.age), ("today's score", person.score), ("the months", months))
    wanted = " and ".join([name for name, value in told if value is None][:2])
    return f"What is known is about {aside}, not about the level told alone; tell {wanted} for the model by level."


def _also(person: Person, library: Library) -> tuple[table.CourseRow, ...]:
    """Rows of the outcome that no model uses, for the age and the level told (a row over several levels is for all of them)."""
    used = {c.id for m in models(library) for c in (*m.cohorts, *m.held_out)}
    rows = table.rows(library.content, frozenset({person.condition}), frozenset({person.outcome}))
    return tuple(r for r in rows if r.id not in used and r.holds_age(person.age) and r.holds_level(person.level))


def outcomes(condition: str, library: Library | None = None) -> tuple[str, ...]:
    """The outcomes of a condition that have a model, in the order of the files."""
    which = condition_id(condition)
    return tuple(dict.fromkeys(m.outcomes[0] for m in models(library) if m.condition == which))


def _views(person: Person, months: float | None, library: Library) -> tuple[tuple[View, ...], tuple[Refused, ...]]:
    views: list[View] = []
    refused: list[Refused] = []
    for model in models(library):
        if model.condition != person.condition or person.outcome not in model.outcomes:
            continue
        why = mismatch(model, person, months) or ("" if _told(model, person) else "it is about grades mixed together")
        view = None if why else FORMS[model.form](model, person, months)
        if view is None:
            refused.append(Refused(model, why or _needs(model)))
        else:
            cautions = (*view.cautions, *untold(model, person))
            views.append(replace(view, model=judged(model), cautions=cautions, lumped=lumped(model, person)))
    needing = bool(person.level) and any(
        r.why == _needs(r.model) and r.model.form in BY_LEVEL and not mismatch(r.model, person, months) for r in refused
    )
    return _nearest(tuple(views), person, needing), tuple(refused)


def _told(model: CourseModel, person: Person) -> bool:
    """A model over mixed grades is for people whose grade is not told."""
    return "mixed" not in model.levels or not person.level


def _needs(model: CourseModel) -> str:
    return {
        "proportional": "it needs the first score",
        "limit": "it needs the level",
        "drift": "it needs the months",
        "recovery": "it needs the time since the stroke, and speaks of the first 26 weeks",
        "growth": "it needs age, level and today's score",
        "decline": "it needs the level and the months",
    }.get(model.form, "no spread was printed")


def _missing(person: Person, name: str, months: float | None, refused: Sequence[Refused], library: Library) -> str:
    head = f"No sourced model of {name} in {vocabulary().name('condition', person.condition)}"
    if refused:
        return f"{head} for someone like this{f' over {months:g} months' if months else ''}"
    others = [vocabulary().get("outcome", o).label for o in outcomes(person.condition, library)]
    return f"{head}; there are models of {', '.join(others)}" if others else head


def averaged(views: Sequence[View]) -> Average | None:
    """Views with a distribution, of one kind, put together with equal weights; ``None`` without any."""
    usable = [v for v in views if v.counts]
    if not usable or len({v.kind for v in usable}) > 1:
        return None
    new = mixed([v.new for v in usable if v.new is not None])
    kind = usable[0].kind
    if kind == "share":
        return Average(
            "share", 100 * new.quantile(0.5), _hundred(new.band(0.5)), _hundred(new.band(0.9)), len(usable), new
        )
    one = mixed([v.one for v in usable if v.one is not None])
    widest = max(v.sd or 0.0 for v in usable)
    if kind == "rate":
        return Average("rate", new.average, new.band(0.5), new.band(0.9), len(usable), new, widest)
    return Average("change", one.average, one.band(0.5), one.band(0.9), len(usable), new, widest, one)


def _hundred(band: tuple[float, float]) -> tuple[float, float]:
    return 100 * band[0], 100 * band[1]


def gaining(views: Sequence[View], threshold: float, better: str) -> Spread:
    """The share of such people whose change reaches ``threshold`` in the better direction, in a further group of them."""
    parts = []
    for v in views:
        if v.new is None or not v.counts or v.kind != "change" or not v.sd:
            continue
        sign = 1.0 if better == "higher" else -1.0
        if v.own is not None:
            parts.append(_reaching(v.own, v.new, sign * threshold))
            continue
        mean, weight = v.new.nodes()
        share = z_cdf((sign * mean - threshold) / v.sd)
        parts.append(Spread(weight, share, np.zeros(share.size), True))
    return mixed(parts)


def _reaching(own: Spread, new: Spread, threshold: float) -> Spread:
    """The share of people whose change reaches the threshold, where groups' means differ as in ``new``."""
    below = np.array([own.cdf(threshold - m) for m in _moves(new)])
    return Spread(
        np.full(below.size, 1 / below.size), below if threshold < 0 else 1 - below, np.zeros(below.size), True
    )


@lru_cache(maxsize=16)
def _moves(new: Spread) -> tuple[float, ...]:
    """By how much groups' means differ from their average, in ten equal parts; the same for every threshold."""
    return tuple(new.quantile(q) - new.average for q in (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95))


def _gains(views: Sequence[View], scale: table.Instrument | None, better: str) -> tuple[Gain, ...]:
    if scale is None or not any(v.kind == "change" and v.counts for v in views):
        return ()
    out = []
    for m in scale.mcid:
        if m.value > 0:
            found = gaining(views, m.value, better)
            low, high = found.band(0.9)
            out.append(Gain(m.value, m.method, m.population, 100 * found.average, 100 * low, 100 * high, m.source))
    return tuple(out)
