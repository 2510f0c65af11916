"""What a series without a comparison would report if the therapy did nothing: "x of n improved", "a mean change of 1.3".

The distribution holds three things: how uncertain the course is, how further groups of such people differ, and the chance
of few people. It does not hold what makes series look better still: unmasked raters, families who wait for a gain, and who
is counted. Those come on top.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemwise.course.expect import averaged, expected, gaining
from stemwise.course.heldout import count_band, counts
from stemwise.course.model import Expectation, Interval
from stemwise.course.spread import Floats, Spread, binomial, mixed
from stemwise.errors import InputError
from stemwise.evidence import Library, base
from stemwise.evidence.model import Source

STEPS = 200
"""Quantiles at which groups of a mixed series are added up; the models are taken to err together, which is the wider."""
MOST = 10_000
"""People in a series at most; larger ones are registries."""
ON_TOP = "Unmasked ratings, hopes, and who is counted come on top: real series report more than this even where nothing works."


@dataclass(frozen=True, slots=True)
class Group:
    """Part of a series: ``n`` people alike in what is told of them (None or empty: not told)."""

    n: int
    level: str = ""
    age: float | None = None
    time_since: float | None = None


@dataclass(frozen=True, slots=True)
class NoEffect:
    """The distribution of what the series would report. ``expected`` and the bands are people (``count``) or points (``mean``).

    ``chance`` is P(as good as observed, or better); ``None`` where nothing was observed. ``missing`` says that no sourced
    model exists; then the numbers are NaN.
    """

    condition: str
    outcome: str
    outcome_name: str
    what: str
    n: int
    kind: str
    expected: float
    band50: Interval
    band90: Interval
    observed: float | None
    chance: float | None
    missing: str
    unvalidated: bool
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    pmf: tuple[float, ...] = ()
    """P(0), P(1) ... P(n) of a count."""
    spread: Spread | None = None
    """Of a mean."""

    @property
    def words(self) -> str:
        """One or two sentences."""
        if self.missing:
            return f"{self.missing}: what such a series would report without an effect cannot be computed."
        return _words(self)


def no_effect(
    condition: str,
    outcome: str,
    n: int | Sequence[Group],
    months: float | None = None,
    *,
    level: str = "",
    age: float | None = None,
    time_since: float | None = None,
    threshold: float | None = None,
    before: float | None = None,
    observed: float | None = None,
    library: Library | None = None,
) -> NoEffect:
    """What a series of ``n`` people (or of groups) would report without any effect.

    Parameters
    ----------
    condition, outcome, months, level, age, time_since : as for :func:`expected`
    n : int or sequence of Group
        People followed up; groups where levels, ages or times are told apart.
    threshold : float, optional
        For a scale: "improved" means a gain of at least this many points; then people are counted (0: any gain at
        all). Without it the mean change is meant.
    before : float, optional
        The mean at the start, for what is scaled by it (relapses in the year before).
    observed : float, optional
        What the series reported: people improved, or the mean change in points (as printed, with its sign).

    Raises
    ------
    InputError
        An unknown condition, outcome or level; more people improved than followed; no people.
    """
    library = library or base()
    for name, value in (("threshold", threshold), ("observed", observed)):
        if value is not None and not math.isfinite(value):
            raise InputError(f"{name} of {value:g}", "give a number")
    groups = (Group(n, level, age, time_since),) if isinstance(n, int) else tuple(n)
    total = sum(g.n for g in groups)
    if not groups or min(g.n for g in groups) < 1 or total > MOST:
        raise InputError(f"a series of {total} people", f"give how many were followed up, 1 to {MOST} in all")
    found = [
        expected(
            condition, outcome, months, age=g.age, level=g.level, time_since=g.time_since, score=before, library=library
        )
        for g in groups
    ]
    first = found[0]
    empty = next((e for e in found if not any(v.counts for v in e.views)), None)
    counted = threshold is not None or (empty is None and next(v for v in first.views if v.counts).kind == "share")
    if empty is not None:
        why = empty.missing or f"No sourced model of {empty.outcome_name} with a spread for someone like this"
        return _nothing(first, total, why, observed)
    return _count(found, groups, threshold, observed) if counted else _mean(found, groups, observed)


def _nothing(e: Expectation, n: int, why: str, observed: float | None) -> NoEffect:
    nan = math.nan
    return NoEffect(
        e.person.condition, e.person.outcome, e.outcome_name, "", n, "none", nan, (nan, nan), (nan, nan), observed, None,
        why, False, (), (),
    )  # fmt: skip


def _cautions(found: Sequence[Expectation]) -> tuple[str, ...]:
    out = [c for e in found for v in e.views if v.counts for c in v.cautions]
    out += [f"not of the level told alone: about {v.lumped}" for e in found for v in e.views if v.counts and v.lumped]
    if any(e.average is None for e in found):
        out.insert(0, "Models of different people count alike here, because not enough is told of the series.")
    if found[0].person.outcome == "responder":
        out.insert(0, "The series may count as improved what these models do not: each model says what it counts.")
    return tuple(dict.fromkeys([*out, ON_TOP]))


def _count(
    found: Sequence[Expectation], groups: Sequence[Group], threshold: float | None, observed: float | None
) -> NoEffect:
    n = sum(g.n for g in groups)
    if observed is not None and not 0 <= observed <= n:
        raise InputError(f"{observed:g} of {n} people improved", "the count cannot be above the people followed up")
    shares = [_share(e, threshold) for e in found]
    pmf = counts(shares[0], n) if len(groups) == 1 else _together(shares, groups)
    pmf = pmf / pmf.sum()
    e = found[0]
    events = {v.model.event for x in found for v in x.views if v.kind == "share"}
    what = events.pop() if len(events) == 1 else f"improved ({e.outcome_name}, as each model counts it)"
    if threshold is not None:
        what = f"gained {threshold:g} points or more of {e.outcome_name}"
        what = f"gained anything at all on {e.outcome_name}" if threshold == 0 else what
    tail = float(pmf[math.ceil(observed - 1e-9) :].sum()) if observed is not None else None
    return NoEffect(
        e.person.condition, e.person.outcome, e.outcome_name, what, n, "count", float(pmf @ np.arange(n + 1)),
        count_band(pmf, 0.5), count_band(pmf, 0.9), observed, tail, "", all(x.unvalidated for x in found),
        _cautions(found), tuple(dict.fromkeys(s for x in found for s in x.sources)), tuple(map(float, pmf)),
    )  # fmt: skip


def _share(e: Expectation, threshold: float | None) -> Spread:
    usable = [v for v in e.views if v.counts]
    if threshold is not None:
        changes = [v for v in usable if v.kind == "change"]
        if not changes:
            raise InputError(
                f"{e.outcome_name} has no course in points", "leave the threshold out, or name an outcome on a scale"
            )
        return gaining(changes, threshold, e.better)
    return mixed([v.new for v in usable if v.kind == "share" and v.new is not None])


def _together(shares: Sequence[Spread], groups: Sequence[Group]) -> NDArray[np.float64]:
    """P(count) over groups whose shares lie at the same quantile."""
    u = (np.arange(STEPS) + 0.5) / STEPS
    total: Floats = np.zeros((STEPS, 1)) + 1.0
    for s, g in zip(shares, groups, strict=True):
        each = binomial(g.n, np.array([s.quantile(float(q)) for q in u])).T
        total = np.array([np.convolve(a, b) for a, b in zip(total, each, strict=True)])
    return np.asarray(total.mean(0))


def _mean(found: Sequence[Expectation], groups: Sequence[Group], observed: float | None) -> NoEffect:
    n = sum(g.n for g in groups)
    e = found[0]
    parts = []
    for x, g in zip(found, groups, strict=True):
        usable = [v for v in x.views if v.counts and v.kind in ("change", "rate")]
        parts.append((averaged(usable), g.n / n))
    known = [(a, w) for a, w in parts if a is not None and a.new is not None]
    spread = known[0][0].new if len(known) == 1 else _sum(known)
    assert spread is not None
    chance_sd = math.sqrt(sum(w**2 * (a.sd or 0.0) ** 2 / (w * n) for a, w in known))
    spread = spread.wider(chance_sd)
    tail = None
    if observed is not None:
        below = spread.cdf(observed)
        tail = below if e.better == "lower" else 1 - below
    return NoEffect(
        e.person.condition, e.person.outcome, e.outcome_name, _measured(e), n, "mean",
        spread.average, spread.band(0.5), spread.band(0.9), observed, tail, "", all(x.unvalidated for x in found),
        _cautions(found), tuple(dict.fromkeys(s for x in found for s in x.sources)), (), spread,
    )  # fmt: skip


def _measured(e: Expectation) -> str:
    rate = any(v.counts and v.kind == "rate" for v in e.views)
    return f"{e.outcome_name} in the year after" if rate else f"mean change of {e.outcome_name}"


def _sum(known: Sequence[tuple[object, float]]) -> Spread:
    """The weighted sum of groups' means, at the same quantile."""
    u = (np.arange(STEPS) + 0.5) / STEPS
    mean = np.zeros(STEPS)
    for a, w in known:
        new = getattr(a, "new", None)
        assert isinstance(new, Spread)
        mean += w * np.array([new.quantile(float(q)) for q in u])
    return Spread(np.full(STEPS, 1 / STEPS), mean, np.zeros(STEPS))


def _words(s: NoEffect) -> str:
    if s.kind == "count":
        least, most = (int(x) for x in s.band90)
        text = (
            f"If the therapy did nothing, about {s.expected:.0f} of {s.n} such people would still be reported to have "
            f"{_past(s.what)} (90 of 100 such series: {least} to {most})."
        )
        if s.observed is not None:
            text += f" {s.observed:g} of {s.n} were reported; {_chance(s.chance or 0.0)}"
        return text
    style = "+.1f" if s.what.startswith("mean change") else ".1f"
    low, high = s.band90 if style == "+.1f" else (max(s.band90[0], 0.0), s.band90[1])
    text = (
        f"If the therapy did nothing, such a series of {s.n} would report a {s.what} of about {s.expected:{style}} "
        f"(90 of 100 such series: {low:{style}} to {high:{style}})."
    )
    if s.observed is not None:
        text += f" {s.observed:{'+g' if style == '+.1f' else 'g'}} was reported; {_chance(s.chance or 0.0)}"
    return text


def _past(what: str) -> str:
    for verb, past in (("was ", "been "),):
        if what.startswith(verb):
            return past + what.removeprefix(verb)
    return what


def _chance(p: float) -> str:
    if p < 0.001:
        return "as much or better would be seen in fewer than 1 of 1000 such series without any effect."
    if p < 0.05:
        return f"as much or better would be seen in about {round(1000 * p)} of 1000 such series without any effect."
    return f"as much or better would be seen in about {round(100 * p)} of 100 such series without any effect."
