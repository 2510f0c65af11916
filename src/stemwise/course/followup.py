"""Which check-ups would tell: for each scale and month, the change that is more than error and the usual course.

A check-up tells when a person who truly gained a published MCID on top of the usual course would, four times in five, show
more than growth and measurement error do in 19 of 20 people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from stemwise.course import table
from stemwise.course.expect import expected
from stemwise.course.library import models
from stemwise.course.model import Interval, Person
from stemwise.course.persons import condition_id, level_of
from stemwise.evidence import Library, base
from stemwise.evidence.model import Source
from stemwise.synthesis.dist import z_cdf
from stemwise.terms import vocabulary

_Figures = tuple[float | None, Interval | None, float | None, float | None, float | None, float | None, float | None]
MONTHS = (1.0, 3.0, 6.0, 12.0, 24.0)
Z95 = 1.6448536269514722
ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Check:
    """One scale at one month. Points are gains (turned round where lower is better).

    ``course`` is the usual change with its 90 % band (``None``: no sourced model at that month); ``error`` the smallest
    change that measurement error does not explain (one-sided 95 %; ``None``: no error in points was seen); ``needed`` what is
    more than both; ``seen`` the chance that a true gain of ``mcid`` on top shows it; ``twice`` the same when each check-up is
    measured twice.
    """

    outcome: str
    name: str
    months: float
    course: float | None
    band: Interval | None
    error: float | None
    needed: float | None
    mcid: float | None
    seen: float | None
    twice: float | None
    tells: bool
    why: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """All check-ups of a condition; ``advice`` in sentences computed from them."""

    condition: str
    who: str
    checks: tuple[Check, ...]
    advice: tuple[str, ...]
    sources: tuple[Source, ...]


def schedule(
    condition: str,
    *,
    level: str = "",
    age: float | None = None,
    time_since: float | None = None,
    months: tuple[float, ...] = MONTHS,
    library: Library | None = None,
) -> Schedule:
    """The check-ups for someone like this.

    Raises
    ------
    InputError
        An unknown condition or level.
    """
    library = library or base()
    which = condition_id(condition)
    level = level_of(which, level)
    sources: list[Source] = []
    checks = []
    for outcome in _scales(which, library):
        scale = table.instrument(library.content, outcome)
        for m in months:
            check = _check(which, outcome, m, scale, level, age, time_since, library, sources)
            checks.append(check)
    known = tuple(c for c in checks if c.needed is not None)
    who = Person(which, "", age, level, time_since).words
    return Schedule(which, who, known, _advice(known, checks), tuple(dict.fromkeys(sources)))


def _scales(condition: str, library: Library) -> list[str]:
    """Scales of the condition with an error in points, an MCID or a course."""
    words = vocabulary()
    own = [i for i in table.instruments(library.content) if words.known("outcome", i)]
    own = [
        i for i in own if condition in words.get("outcome", i).conditions and words.get("outcome", i).type == "score"
    ]
    modelled = [
        m.outcomes[0]
        for m in models(library)
        if m.condition == condition and m.form in ("change", "recovery", "growth")
    ]
    return list(dict.fromkeys([*own, *modelled]))


def _check(
    condition: str, outcome: str, months: float, scale: table.Instrument | None, level: str, age: float | None,
    time_since: float | None, library: Library, sources: list[Source],
) -> Check:  # fmt: skip
    e = expected(condition, outcome, months, level=level, age=age, time_since=time_since, library=library)
    sign = -1.0 if e.better == "lower" else 1.0
    a = e.average if e.average is not None and e.average.kind == "change" else None
    sem = scale.sem if scale else None
    mcids = sorted(m.value for m in scale.mcid if m.value > 0) if scale else []
    mcid = mcids[-1] if mcids else None
    error = Z95 * math.sqrt(2) * sem[0] if sem else None
    if a is not None and a.one is not None and a.band90 is not None:
        one = a.one
        sources += e.sources
        mean, spread = sign * one.average, one.deviation
        band = (sign * a.band90[0], sign * a.band90[1])
        needed = max(mean + Z95 * spread, error or 0.0)
        less = math.sqrt(max(spread**2 - sem[0] ** 2, 0.25 * spread**2)) if sem else None
        seen = _chance(mean, spread, needed, mcid)
        twice = _chance(mean, less, mean + Z95 * less, mcid) if less is not None else None
        result: _Figures = (mean, (min(band), max(band)), error, needed, mcid, seen, twice)
        why = "course and error" if sem else "course (it holds the error of measurement)"
    elif sem is not None and error is not None:
        result = (None, None, error, error, mcid, _chance(0.0, sem[0] * math.sqrt(2), error, mcid),
                  _chance(0.0, sem[0], Z95 * sem[0], mcid))  # fmt: skip
        why = "error only: the usual course over this time was not seen"
    else:
        result = (None, None, None, None, mcid, None, None)
        why = "neither an error in points nor a course was seen"
    if scale and result[3] is not None:
        sources += [m.source for m in scale.mcid] + ([sem[2]] if sem else [])
    tells = result[5] is not None and result[5] >= ENOUGH
    return Check(outcome, e.outcome_name, months, *result, tells, why)


def _chance(mean: float, spread: float, needed: float, mcid: float | None) -> float | None:
    return None if mcid is None else float(z_cdf((mean + mcid - needed) / spread))


def _advice(known: tuple[Check, ...], every: list[Check]) -> tuple[str, ...]:
    out = []
    for name in dict.fromkeys(c.name for c in known):
        some = [c for c in known if c.name == name]
        with_course = [c for c in some if c.course is not None]
        telling = [c for c in some if c.tells and c.course is not None]
        if telling:
            when = ", ".join(f"{c.months:g}" for c in telling)
            out.append(
                f"{name}: a check-up at month {when} would show a gain of the largest published MCID ({telling[0].mcid:g})."
            )
        elif with_course and with_course[0].mcid is not None:
            best = max(with_course, key=lambda c: c.seen or 0.0)
            out.append(
                f"{name}: no single check-up would show a gain of the largest published MCID ({best.mcid:g}); at best, at "
                f"month {best.months:g}, {100 * (best.seen or 0):.0f} of 100 people who had it would show it."
            )
        elif with_course:
            when = ", ".join(f"{c.months:g}" for c in with_course)
            out.append(f"{name}: the usual course is known at month {when}; no MCID was seen to set against it.")
        else:
            out.append(
                f"{name}: only measurement error is known ({some[0].error:.1f} points or more are beyond it); growth over the "
                "same time is not, so a larger change still needs a comparison."
            )
    missing = [n for n in dict.fromkeys(c.name for c in every) if n not in {c.name for c in known}]
    if missing:
        out.append(f"Neither an error in points nor a course was seen for {', '.join(missing)}.")
    out.append(
        "Measure twice before anything is begun, some weeks apart, by the same rater who is not told what was given: the error "
        "of the starting point falls by three tenths, and a bad day is not taken for the person's level."
    )
    return tuple(out)
