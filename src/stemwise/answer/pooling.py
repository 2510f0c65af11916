"""Combining contributions: one headline method by k, fixed in advance; the others beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from stemwise.answer import frame
from stemwise.answer.model import Contribution, Interval, Mcid, OtherMethod, Pool

Floats = tuple[float, ...]
FEW = 4
"""Up to four studies the headline is exact Bayes; from five on REML with Hartung-Knapp (DESIGN.md, Answers, rule 5)."""
PRIOR_SCALE = {"SMD": 0.5, "RR": 0.5, "OR": 0.5}
"""Half-normal prior scales for tau (Röver et al. 2021, for log ratios and SMD); a mean difference has its own by its unit."""


def make_pool(
    rows: Sequence[Contribution],
    measure: str,
    outcome: str,
    window: str,
    *,
    mcid: tuple[Mcid, ...] = (),
    steps: tuple[str, ...] = (),
) -> Pool:
    """Pool ``rows`` (at least one) on the scale of ``measure``."""
    term = frame.outcome(outcome)
    better = term.better if term else "higher"
    yi, vi = tuple(r.yi for r in rows), tuple(r.vi for r in rows)
    found = _headline(yi, vi, measure, tuple(r.n_treated + r.n_control for r in rows))
    show = math.exp if measure in ("RR", "OR") else float
    low, high = rows[0].ci if len(rows) == 1 else (show(found.ci[0]), show(found.ci[1]))
    null = show(0.0)
    sign = 1.0 if better == "higher" else -1.0
    favours = "neither"
    if low > null or high < null:
        favours = "cells" if (show(found.estimate) - null) * sign > 0 else "control"
    weights = _weights(vi, found.tau2)
    small = min((abs(m.value) for m in mcid), default=None) if measure == "MD" else None
    return Pool(
        measure=measure,  # type: ignore[arg-type]
        outcome=outcome,
        outcome_name=term.name if term else outcome,
        window=window,
        contributions=tuple(_weighted(r, w) for r, w in zip(rows, weights, strict=True)),
        k=len({r.study for r in rows}),
        n=sum(r.n_treated + r.n_control for r in rows),
        estimate=show(found.estimate),
        ci=(low, high),
        level=0.95,
        method=found.method,
        prediction=tuple(show(x) for x in found.prediction) if found.prediction else None,  # type: ignore[arg-type]
        tau2=found.tau2,
        i2=found.i2,
        better=better,
        favours=favours,  # type: ignore[arg-type]
        others=tuple(
            OtherMethod(o.name, show(o.estimate), (show(o.ci[0]), show(o.ci[1])), o.tau2) for o in found.others
        ),
        mcid=mcid,
        p_beyond_mcid=found.beyond(sign * small, sign > 0) if small is not None and found.beyond else None,
        notes=tuple(dict.fromkeys(n for r in rows for n in (f"{r.label}: {x}" for x in r.notes))) + found.notes,
        steps=steps,
    )


class _Found:
    """A headline with what stands beside it, on the scale of yi."""

    def __init__(self, estimate: float, ci: Interval, method: str) -> None:
        self.estimate, self.ci, self.method = estimate, ci, method
        self.prediction: Interval | None = None
        self.tau2: float | None = None
        self.i2: float | None = None
        self.others: list[OtherMethod] = []
        self.notes: tuple[str, ...] = ()
        self.beyond: Callable[[float, bool], float] | None = None
        """Probability that the mean effect lies beyond a threshold (above or below it)."""


@lru_cache(maxsize=512)
def _headline(yi: Floats, vi: Floats, measure: str, sizes: tuple[int, ...]) -> _Found:
    """The headline of these numbers, computed once: questions that are worded apart often pool the same studies."""
    from stemwise import synthesis as syn

    if len(yi) == 1:
        half = 1.959963984540054 * math.sqrt(vi[0])
        found = _Found(yi[0], (yi[0] - half, yi[0] + half), "one study, shown as itself")
        found.beyond = lambda x, above: 0.5 * math.erfc(-((yi[0] - x) / math.sqrt(2 * vi[0])) * (1 if above else -1))
        return found
    reml = syn.pool(yi, vi, method="REML", test="hksj-conservative")
    if len(yi) <= FEW:
        found = _bayes(yi, vi, measure, sizes)
        found.i2 = reml.i2
        others = [("REML, Hartung-Knapp (conservative)", reml)]
    else:
        found = _Found(
            reml.estimate, (reml.ci.low, reml.ci.high), "random effects (REML) with conservative Hartung-Knapp interval"
        )
        found.tau2, found.i2 = reml.tau2, reml.i2
        found.beyond = lambda threshold, above: reml.probability_beyond(threshold, above=above).mean_effect
        found.prediction = (reml.prediction.low, reml.prediction.high) if reml.prediction else None
        others = []
    others += [
        ("Paule-Mandel, Hartung-Knapp (conservative)", syn.pool(yi, vi, method="PM", test="hksj-conservative")),
        ("common effect", syn.pool(yi, vi, method="EE", test="z")),
    ]
    found.others = [OtherMethod(name, p.estimate, (p.ci.low, p.ci.high), p.tau2) for name, p in others]
    return found


def _bayes(yi: Floats, vi: Floats, measure: str, sizes: tuple[int, ...]) -> _Found:
    from stemwise import synthesis as syn

    scale = PRIOR_SCALE.get(measure) or _md_scale(vi, sizes)
    result = syn.bayes(yi, vi, prior=syn.HalfNormal(scale))
    found = _Found(
        result.estimate,
        (result.ci.low, result.ci.high),
        f"exact Bayes (normal-normal, half-normal({scale:.2g}) prior for tau)",
    )
    found.tau2 = result.tau2
    found.beyond = lambda threshold, above: result.probability_beyond(threshold, above=above)[0]
    found.prediction = (result.prediction.low, result.prediction.high)
    return found


def _md_scale(vi: Floats, sizes: tuple[int, ...]) -> float:
    """A quarter of the unit information standard deviation, sqrt(sum n / sum 1/v): on the SMD scale this is 0.5.

    Röver, Bender, Dias et al. 2021, Research Synthesis Methods 12:448, section 2.5 (unit information).
    """
    return 0.25 * math.sqrt(sum(sizes) / sum(1.0 / v for v in vi))


def _weights(vi: Floats, tau2: float | None) -> list[float]:
    raw = [1.0 / (v + (tau2 or 0.0)) for v in vi]
    total = sum(raw)
    return [100.0 * w / total for w in raw]


def _weighted(row: Contribution, weight: float) -> Contribution:
    from dataclasses import replace

    return replace(row, weight=weight)


def people_in(pool: Pool) -> str:
    """ "193 people"; where only the size of a whole trial was seen, in how many groups these were."""
    more = max((c.groups for c in pool.contributions), default=0)
    if not more:
        return f"{pool.n} people"
    where = "" if pool.k == 1 else "one trial with all its "
    return f"{pool.n} people in {where}{more} groups, of which two are compared"


def months_in(pool: Pool) -> str:
    """The trials' own months: "4", "3 to 6.4"; the window of the pool where none was seen."""
    own = sorted({round(c.months, 1) for c in pool.contributions if c.months is not None})
    if not own:
        return "" if pool.window in ("", "any") else pool.window
    return " to ".join(f"{m:g}" for m in dict.fromkeys((own[0], own[-1])))


def each_trial(pool: Pool) -> str:
    """What each trial found: "8.07 (1.62 to 14.52) in Amanat 2021, 1.20 (-1.45 to 3.85) in Sun 2022"."""
    return ", ".join(f"{c.shown:.2f} ({c.ci[0]:.2f} to {c.ci[1]:.2f}) in {c.label}" for c in pool.contributions)


def unit_of(pool: Pool) -> str:
    """What a difference is counted in: points of a scale; nothing where the outcome is a time, a volume or a distance."""
    if pool.measure == "SMD":
        return "standard deviations"
    term = frame.outcome(pool.outcome)
    return "points" if pool.measure == "MD" and term is not None and term.range else ""


def ratio_name(pool: Pool) -> str:
    """What a ratio is of: people with an event, or a rate of events (lesions, relapses) where that was counted."""
    term = frame.outcome(pool.outcome)
    return "rate ratio" if pool.measure == "RR" and term is not None and term.type == "rate" else ""
