"""One person's dated scores against the course: how much growth, error and a bad day explain, and what they do not.

y(t) = L + g t + d [after treatment] + e, with e ~ N(0, SEM^2), g ~ N(course, spread of growth between people), L and d flat.
Everything is normal, so the posterior is exact. ``d`` is what growth and error leave over: in one person it is never an
effect, because training, other care, hope and the therapy look alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stemwise.course import table
from stemwise.course.expect import expected
from stemwise.course.model import Expectation, Interval
from stemwise.course.record import Measurement, Record
from stemwise.course.spread import Floats
from stemwise.errors import InputError
from stemwise.evidence import Library, base
from stemwise.evidence.model import Source
from stemwise.synthesis.dist import z_cdf
from stemwise.terms import vocabulary

Bools = NDArray[np.bool_]
Z90 = 1.6448536269514722
CHECKS = (1.0, 3.0, 6.0, 9.0, 12.0, 18.0, 24.0)
"""Months ahead at which a next measurement is tried."""
VAGUE = 1e6


@dataclass(frozen=True, slots=True)
class Tracked:
    """One scale of the record. Points are on the scale; ``better`` gives the direction; all bands are 90 %.

    ``change`` = ``growth`` + ``settling`` + ``left``: from the last score before treatment to the last score.
    ``settling`` is the return from an unusual last score to the person's own line (regression to the mean).
    """

    outcome: str
    name: str
    points: tuple[tuple[float, float], ...]
    treated: tuple[float, ...]
    better: str
    sem: float | None
    sem_how: str
    change: float
    growth: float | None
    growth_sd: float | None
    settling: float
    left: float | None
    left_band: Interval | None
    chance: float | None
    """Share of people without the therapy who would show at least as good a change."""
    needed: float | None
    """The last score that would have been more than 19 of 20 people without the therapy reach."""
    next_months: float | None
    verdict: str
    """``more``, ``within``, ``less`` or ``unknown``."""
    fan: tuple[tuple[float, float, float, float], ...]
    """(months, expected score, low, high) without the therapy, 90 %."""
    expectation: Expectation
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """All scales of a record."""

    record: Record
    scales: tuple[Tracked, ...]
    notes: tuple[str, ...]


def track(record: Record, *, sem: float | None = None, library: Library | None = None) -> Track:
    """Read a record of one person.

    Parameters
    ----------
    record : Record
        From :func:`stemwise.course.record.read_record`.
    sem : float, optional
        Standard error of one measurement in points, where no published one was seen or a better one is known.

    Raises
    ------
    InputError
        One measurement only; two scales with one measurement each; a score outside its scale.
    """
    library = library or base()
    if sem is not None and not 0 < sem < 1e6:
        raise InputError(f"a measurement error of {sem:g}", "give points above 0")
    by_scale: dict[str, list[Measurement]] = {}
    for m in record.measurements:
        by_scale.setdefault(m.outcome, []).append(m)
    usable = {o: ms for o, ms in by_scale.items() if len(ms) > 1}
    if not usable:
        raise InputError(*_too_few(by_scale))
    notes = [f"{_name(o)} was measured once: nothing is said of it." for o in by_scale if o not in usable]
    if sum(o.startswith("gmfm") for o in by_scale) > 1:
        notes.append("The GMFM forms are different scales: their scores are never compared with each other.")
    scales = tuple(_scale(o, ms, record, sem, library) for o, ms in usable.items())
    return Track(record, scales, tuple(notes))


def _name(outcome: str) -> str:
    return vocabulary().get("outcome", outcome).label


def _too_few(by_scale: dict[str, list[Measurement]]) -> tuple[str, str]:
    if len(by_scale) > 1:
        names = " and ".join(_name(o) for o in by_scale)
        return f"one measurement each of {names}", "different scales cannot be compared: measure one of them twice"
    return "one measurement shows no change", "add a second one of the same scale"


def _scale(outcome: str, ms: Sequence[Measurement], record: Record, sem: float | None, library: Library) -> Tracked:
    scale = table.instrument(library.content, outcome)
    error, how = _error(sem, scale)
    t = np.array([m.months for m in ms])
    y = np.array([m.score for m in ms])
    start = min((x for x in record.treatments if x < t[-1]), default=None)
    cut = start if start is not None and np.any(t <= start) else t[0]
    before = t <= cut
    if start is not None and cut != start:
        start = None
    last_before = int(np.flatnonzero(before)[-1])
    span = float(t[-1] - t[last_before])
    e = expected(
        record.condition, outcome, span, age=record.age_at(float(t[last_before])), level=record.level,
        time_since=record.since_at(float(t[last_before])), score=float(y[last_before]), library=library,
    )  # fmt: skip
    rate, rate_sd, notes = _growth(e, span, error)
    if start is None:
        notes.append(
            "No treatment stands between two measurements: the scores are compared with the course from the first one on."
        )
    result = Tracked(
        outcome=outcome, name=e.outcome_name, points=tuple(zip(map(float, t), map(float, y), strict=True)),
        treated=record.treatments, better=e.better, sem=error, sem_how=how, change=float(y[-1] - y[last_before]),
        growth=None, growth_sd=None, settling=0.0, left=None, left_band=None, chance=None, needed=None, next_months=None,
        verdict="unknown", fan=(), expectation=e, notes=tuple(notes), sources=_sources(e, scale, how),
    )  # fmt: skip
    return _weighed(result, t, y, before, rate, rate_sd) if error is not None else _unweighed(result)


def _error(sem: float | None, scale: table.Instrument | None) -> tuple[float | None, str]:
    if sem is not None:
        return sem, "as given"
    found = scale.sem if scale else None
    return (found[0], found[1]) if found else (None, "")


def _sources(e: Expectation, scale: table.Instrument | None, how: str) -> tuple[Source, ...]:
    own = (scale.sem[2],) if scale and scale.sem and how != "as given" else ()
    return tuple(dict.fromkeys((*e.sources, *own)))


def _growth(e: Expectation, span: float, error: float | None) -> tuple[float, float, list[str]]:
    """Points a month without the therapy and their spread between people; a vague one where nothing was sourced.

    The spread of measured changes holds the error of two measurements; it is taken out, but never more than three
    quarters of the variance (an error from elsewhere need not be this cohort's).
    """
    a = e.average
    if a is None or a.kind != "change" or a.one is None:
        why = e.missing or "no model gives a spread between people"
        return 0.0, VAGUE, [f"{why}: growth is known only from this person's own earlier scores."]
    at = max((v.months or span for v in e.views if v.new is not None), default=span)
    wide = a.one.deviation**2
    true = max(wide - 2 * (error or 0.0) ** 2, 0.25 * wide)
    return a.one.average / at, math.sqrt(true) / at, []


def _fit(t: Floats, after: Floats, rate: float, rate_sd: float, sem: float, y: Floats) -> tuple[Floats, Floats]:
    """Posterior mean and covariance of (L, g, d); time from the last score before treatment."""
    x = np.column_stack([np.ones(t.size), t, after])
    prior = np.diag([VAGUE**-2, rate_sd**-2, VAGUE**-2])
    cov = np.linalg.inv(x.T @ x / sem**2 + prior)
    mean = cov @ (x.T @ y / sem**2 + prior @ np.array([0.0, rate, 0.0]))
    return np.asarray(mean), np.asarray(cov, dtype=np.float64)


def _weighed(r: Tracked, t: Floats, y: Floats, before: Bools, rate: float, rate_sd: float) -> Tracked:
    assert r.sem is not None
    origin = float(t[before][-1])
    shift = float(y[before][-1])
    time, after = t - origin, (~before).astype(float)
    if rate_sd >= VAGUE and before.sum() < 2:
        return _error_only(r, t, y, before)
    mean, cov = _fit(time, after, rate, rate_sd, r.sem, y - shift)
    left, sd = float(mean[2]), math.sqrt(float(cov[2, 2]))
    pre_mean, pre_cov = _fit(time[before], after[before], rate, rate_sd, r.sem, y[before] - shift)
    span = float(time[-1])
    sign = 1.0 if r.better == "higher" else -1.0
    line = _line(pre_mean, pre_cov, span, r.sem)
    needed = shift + line[0] + sign * Z90 * line[1]
    return replace(
        r, growth=float(mean[1]) * span, growth_sd=math.sqrt(float(cov[1, 1])) * span, settling=float(mean[0]),
        left=left, left_band=(left - Z90 * sd, left + Z90 * sd), chance=float(z_cdf(-sign * left / sd)), needed=needed,
        next_months=_next(time, after, rate, rate_sd, r.sem, left, sd),
        verdict="more" if sign * left > Z90 * sd else "less" if sign * left < -Z90 * sd else "within",
        fan=_fan(pre_mean, pre_cov, span, r.sem, origin, shift),
    )  # fmt: skip


def _line(mean: Floats, cov: Floats, at: float, sem: float) -> tuple[float, float]:
    """Expected score without the therapy, and its spread, measurement error included."""
    x = np.array([1.0, at])
    return float(x @ mean[:2]), math.sqrt(float(x @ cov[:2, :2] @ x) + sem**2)


def _fan(
    mean: Floats, cov: Floats, span: float, sem: float, origin: float, shift: float
) -> tuple[tuple[float, float, float, float], ...]:
    out = []
    for at in np.linspace(0, span, 9):
        m, s = _line(mean, cov, float(at), sem)
        out.append((origin + float(at), shift + m, shift + m - Z90 * s, shift + m + Z90 * s))
    return tuple(out)


def _next(time: Floats, after: Floats, rate: float, rate_sd: float, sem: float, left: float, sd: float) -> float | None:
    """Months until a further measurement would tell, if what is left over stays as it is; 0: it tells already."""
    if abs(left) > Z90 * sd:
        return 0.0
    for ahead in CHECKS:
        more_t, more_after = np.append(time, time[-1] + ahead), np.append(after, 1.0)
        cov = _fit(more_t, more_after, rate, rate_sd, sem, np.zeros(more_t.size))[1]
        if abs(left) > Z90 * math.sqrt(float(cov[2, 2])):
            return ahead
    return None


def _error_only(r: Tracked, t: Floats, y: Floats, before: Bools) -> Tracked:
    """No growth is known: measurement error alone is weighed, and it is said."""
    assert r.sem is not None
    sd = r.sem * math.sqrt(2)
    sign = 1.0 if r.better == "higher" else -1.0
    shift = float(y[before][-1])
    verdict = "error" if abs(r.change) > Z90 * sd else "within"
    note = "Only measurement error is weighed here: how people change without the therapy over this time was not seen."
    return replace(
        r, left_band=(r.change - Z90 * sd, r.change + Z90 * sd), needed=shift + sign * Z90 * sd,
        verdict=verdict, notes=(*r.notes, note),
    )  # fmt: skip


def _unweighed(r: Tracked) -> Tracked:
    """No measurement error in points: the course alone, whose spread of measured changes holds that error."""
    a = r.expectation.average
    if a is None or a.kind != "change" or a.one is None or a.band90 is None:
        note = "Neither the measurement error in points nor a course was seen: nothing can be said beyond the change itself."
        return replace(r, notes=(*r.notes, note))
    one = a.one
    sign = 1.0 if r.better == "higher" else -1.0
    chance = one.cdf(r.change) if sign < 0 else 1 - one.cdf(r.change)
    mid, sd = one.average, one.deviation
    first = r.points[-1][1] - r.change
    start = r.points[-1][0]
    needed = first + one.quantile(0.95 if sign > 0 else 0.05)
    note = "The error of this scale in points was not seen; it is part of the spread of the course's measured changes."
    origin = next((t for t, y in reversed(r.points[:-1]) if y == first), r.points[0][0])
    fan = tuple(
        (origin + f * (start - origin), first + f * mid, first + f * a.band90[0], first + f * a.band90[1])
        for f in (0.0, 1.0)
    )
    return replace(
        r, growth=mid, growth_sd=sd, left=r.change - mid, left_band=(r.change - a.band90[1], r.change - a.band90[0]),
        chance=chance, needed=needed, verdict="more" if chance < 0.05 else "less" if chance > 0.95 else "within",
        fan=fan, notes=(*r.notes, note),
    )  # fmt: skip
