"""What a planned trial would find, many thousand times over: power, error, exaggeration, and benefits that are not there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from stemwise.trials.closed import smallest
from stemwise.trials.design import Design
from stemwise.trials.engine import Drawn, draw

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of simulated trials with its 95 % Monte-Carlo interval (Wilson 1927)."""

    value: float
    ci: Interval


@dataclass(frozen=True, slots=True)
class Simulated:
    """Results of ``design.trials`` trials.

    ``power``: report a benefit; ``harm``: report harm; both two-sided at alpha. ``type_1``: report either with no effect, no
    bias and dropout by chance; ``false_benefit``: report a benefit with no effect but the design's biases in place;
    ``alone``: the treated arm, looked at without its control, gains on its own start with no effect at all (``None`` for
    events). ``exaggeration``: mean estimate of trials that report a benefit over the true effect.
    """

    design: Design
    true: float
    power: Rate
    harm: Rate
    type_1: Rate
    false_benefit: Rate
    alone: Rate | None
    estimate: float
    estimate_sd: float
    estimate_90: Interval
    bias: float
    coverage: Rate
    exaggeration: float | None
    beyond_mcid: Rate | None
    responders: tuple[float, ...]
    responders_null: tuple[float, ...]
    analysed: tuple[float, ...]
    n_80: int | None
    n_90: int | None
    months: float | None
    pooled: Rate | None
    curve: tuple[tuple[int, float], ...]
    """(people randomised, power) for the true effect, without bias."""
    seconds: float


def simulate(design: Design, progress: Callable[[int, int], None] | None = None) -> Simulated:
    """Draw and analyse every trial; ``progress`` hears of (done, all)."""
    from time import perf_counter

    start = perf_counter()
    done = 0

    def tick(m: int) -> None:
        nonlocal done
        done += m
        if progress is not None:
            progress(done, 3 * design.trials)

    real, null = draw(design, tick=tick), draw(design, null=True, tick=tick)
    fair = draw(replace(design, unmasked=0.0, informative=0.0, seed=design.seed + 1), null=True, tick=tick)
    true = _true(design)
    estimate, sd = float(real.estimate.mean()), float(real.estimate.std(ddof=1))
    better = real.better
    shown = float(real.estimate[better].mean()) if better.any() else None
    per_n = _per_n(design, fair)
    return Simulated(
        design=design, true=true, power=rate(better), harm=rate(real.worse), type_1=rate(fair.better | fair.worse),
        false_benefit=rate(null.better), alone=None if design.share is not None else rate(null.alone_better),
        estimate=estimate, estimate_sd=sd, estimate_90=_band(real), bias=estimate - true, coverage=_covered(real, true),
        exaggeration=shown / true if shown is not None and true > 0 else None,
        beyond_mcid=rate(real.estimate >= design.mcid) if design.mcid is not None else None,
        responders=_means(real.responders) if _counts(design) else (),
        responders_null=_means(null.responders) if _counts(design) else (),
        analysed=_means(real.n), n_80=_size(design, true, per_n, 0.8), n_90=_size(design, true, per_n, 0.9),
        months=design.n / design.per_month + design.months if design.per_month else None,
        pooled=_pooled(real, design), curve=_curve(design, true, per_n), seconds=perf_counter() - start,
    )  # fmt: skip


def rate(hits: object) -> Rate:
    """A share of trials with Wilson's interval."""
    x = np.asarray(hits, dtype=bool)
    n, p, z = x.size, float(x.mean()), 1.959963984540054
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Rate(p, (max(0.0, middle - half), min(1.0, middle + half)))


def _true(d: Design) -> float:
    """The contrast the estimate aims at: treated minus control, highest dose by the trend for dose arms."""
    from stemwise.trials.engine import _contrast

    if d.kind == "single-arm":
        return d.effects[0] - d.share if d.share is not None else d.mean + d.effects[0]
    base = d.share if d.share is not None else 0.0
    extra = [0.0, *(e - base for e in d.effects)]
    return float(np.array(extra) @ _contrast(len(extra)))


def _counts(d: Design) -> bool:
    return d.share is not None or d.responder is not None


def _means(x: object) -> tuple[float, ...]:
    return tuple(float(v) for v in np.asarray(x).mean(0))


def _band(drawn: Drawn) -> Interval:
    low, high = np.quantile(drawn.estimate, [0.05, 0.95])
    return float(low), float(high)


def _covered(drawn: Drawn, true: float) -> Rate:
    return rate(np.abs(drawn.estimate - true) <= drawn.critical * drawn.se)


def _per_n(d: Design, fair: Drawn) -> float:
    """Variance of the estimate times people randomised; the trial's own noise, without effect and bias."""
    return float(fair.estimate.var(ddof=1)) * d.n


def _power(d: Design, true: float, per_n: float, n: int) -> float:
    """Noncentral t with the simulated spread: holds for every design that ends in one contrast."""
    from scipy.special import nctdtr, ndtr, ndtri, stdtrit

    nc = abs(true) / math.sqrt(per_n / n) if per_n > 0 else math.inf
    if d.share is not None:
        return float(ndtr(nc - ndtri(1 - d.alpha / 2)))
    df = max(n * d.kept - len(d.arms), 1.0)
    return float(1 - nctdtr(df, nc, stdtrit(df, 1 - d.alpha / 2))) if nc < 30 else 1.0


def _size(d: Design, true: float, per_n: float, wanted: float) -> int | None:
    if true == 0 or d.kind == "single-arm":
        return None
    return smallest(lambda n: _power(d, true, per_n, n), wanted, first=2 * len(d.arms))


def _curve(d: Design, true: float, per_n: float) -> tuple[tuple[int, float], ...]:
    if true == 0 or d.kind == "single-arm":
        return ()
    top = max(2 * d.n, (_size(d, true, per_n, 0.9) or 0) * 5 // 4)
    top = min(top, 20 * d.n)
    places = sorted({max(2 * len(d.arms), round(top * i / 40)) for i in range(1, 41)})
    return tuple((n, _power(d, true, per_n, n)) for n in places)


def _pooled(drawn: Drawn, d: Design) -> Rate | None:
    """Pools of ``d.pool`` such trials each (REML, conservative Hartung-Knapp): the share that reports a benefit."""
    if d.pool < 2:
        return None
    from stemwise.synthesis import pool_many

    sets = drawn.estimate.size // d.pool
    if sets == 0:
        return None
    shape = (sets, d.pool)
    y = drawn.estimate[: sets * d.pool].reshape(shape)
    v = np.maximum(drawn.se[: sets * d.pool].reshape(shape) ** 2, 1e-12)
    low, _ = pool_many(y, v, level=1 - d.alpha).ci
    return rate(low > 0)
