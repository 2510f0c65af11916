"""Trials drawn and analysed in numbers: arrays of (trials, people), never one trial at a time.

A person's change = course + what the group's course differs + own deviation + effect + bias of unmasked assessment +
measurement error. Who drops out may depend on how the person does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemwise.trials.design import Design

Floats = NDArray[np.float64]
CHUNK = 2_000_000
"""People drawn at once: some 16 MB an array."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Results of m trials: ``estimate`` (m,) of the main contrast, its ``se`` and ``df``; per arm (m, arms) the numbers with
    a final measurement, mean changes and shares of responders; ``alone`` and ``alone_se`` the treated arm against its own
    start. ``significant`` compares |estimate / se| with t at the design's alpha."""

    estimate: Floats
    se: Floats
    df: Floats
    n: Floats
    mean: Floats
    responders: Floats
    alone: Floats
    alone_se: Floats
    alpha: float

    @property
    def t(self) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.nan_to_num(self.estimate / self.se)

    @property
    def critical(self) -> Floats:
        return critical(self.df, self.alpha)

    @property
    def better(self) -> NDArray[np.bool_]:
        """Trials that report a benefit."""
        return self.t > self.critical

    @property
    def worse(self) -> NDArray[np.bool_]:
        """Trials that report harm."""
        return self.t < -self.critical

    @property
    def alone_better(self) -> NDArray[np.bool_]:
        """Treated arms that would report a gain over their own start, had there been no control."""
        n = self.n[:, -1]
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.nan_to_num(self.alone / self.alone_se)
        return t > critical(np.maximum(n - 1, 1), self.alpha)


def critical(df: Floats, alpha: float) -> Floats:
    """Two-sided critical t for each df (infinite: z)."""
    from scipy.special import ndtri, stdtrit

    values, where = np.unique(df, return_inverse=True)
    found = np.where(
        np.isinf(values), ndtri(1 - alpha / 2), stdtrit(np.where(np.isinf(values), 1e9, values), 1 - alpha / 2)
    )
    return np.asarray(found[where])


def draw(design: Design, null: bool = False, tick: Callable[[int], None] | None = None) -> Drawn:
    """All trials of a design; ``null`` sets every effect to nothing (bias stays). ``tick`` hears of trials done."""
    rng = np.random.default_rng([design.seed, int(null)])
    step = max(1, CHUNK // max(design.n, 1))
    parts = []
    for first in range(0, design.trials, step):
        m = min(step, design.trials - first)
        parts.append(_chunk(design, null, m, rng))
        if tick is not None:
            tick(m)
    return _joined(parts, design.alpha)


def _joined(parts: list[Drawn], alpha: float) -> Drawn:
    def of(name: str) -> Floats:
        return np.concatenate([getattr(p, name) for p in parts])

    return Drawn(
        of("estimate"), of("se"), of("df"), of("n"), of("mean"), of("responders"), of("alone"), of("alone_se"), alpha
    )


def _chunk(d: Design, null: bool, m: int, rng: np.random.Generator) -> Drawn:
    if d.share is not None:
        return _events(d, null, m, rng)
    return _crossover(d, null, m, rng) if d.kind == "cross-over" else _points(d, null, m, rng)


def _people(d: Design, null: bool, m: int, rng: np.random.Generator, arm: int, group: Floats) -> tuple[Floats, Floats]:
    """Measured changes and who has a final measurement (1 or 0), (m, n) each, of one arm; arm 0 is the control."""
    n = d.arms[arm] if d.kind != "single-arm" else d.n
    treated = arm > 0 or d.kind == "single-arm"
    effect = 0.0 if null or not treated else d.effects[arm - 1 if d.kind != "single-arm" else 0]
    own = 0.0 if null or not treated else d.effect_spread
    rehab = d.kind == "add-on" and (d.rehab_for == "both" or treated)
    spread = math.sqrt(d.sd**2 + own**2 + (d.rehab_sd**2 if rehab else 0.0))
    z = rng.standard_normal((m, n))
    mean = d.mean + effect + (d.rehab_gain if rehab else 0.0) + (d.unmasked if treated else 0.0)
    change = group[:, None] + mean + spread * z
    if d.error:
        change += math.sqrt(2) * d.error * rng.standard_normal((m, n))
    return change, _kept(d, z, rng)


def _kept(d: Design, z: Floats, rng: np.random.Generator) -> Floats:
    """1 where a final measurement exists. Dropout follows a probit with correlation ``informative`` to doing badly."""
    if d.kept >= 1:
        return np.ones(z.shape)
    kept = np.ones(z.shape, dtype=bool)
    if d.dropout:
        from scipy.special import ndtri

        latent = -d.informative * z + math.sqrt(1 - d.informative**2) * rng.standard_normal(z.shape)
        kept = latent < ndtri(1 - d.dropout)
    if d.missing:
        kept &= rng.random(z.shape) >= d.missing
    return kept.astype(np.float64)


def _points(d: Design, null: bool, m: int, rng: np.random.Generator) -> Drawn:
    group = d.uncertainty * rng.standard_normal(m)
    stats = []
    for arm in range(len(d.arms)):
        x, kept = _people(d, null, m, rng, arm, group)
        n = kept.sum(1)
        safe = np.maximum(n, 1)
        mean = (x * kept).sum(1) / safe
        ss = (((x - mean[:, None]) * kept) ** 2).sum(1)
        up = ((x >= (d.responder if d.responder is not None else np.inf)) * kept).sum(1) / safe
        stats.append((n, mean, ss, up))
    n, mean, ss, up = (np.stack(a, axis=1) for a in zip(*stats, strict=True))
    alone_se = np.sqrt(ss[:, -1] / np.maximum(n[:, -1] - 1, 1) / np.maximum(n[:, -1], 1))
    if d.kind == "single-arm":
        return Drawn(mean[:, 0], alone_se, np.maximum(n[:, 0] - 1, 1), n, mean, up, mean[:, 0], alone_se, d.alpha)
    weight = _contrast(len(d.arms))
    df = np.maximum(n.sum(1) - n.shape[1], 1)
    variance = ss.sum(1) / df
    estimate = mean @ weight
    se = np.sqrt(variance * (weight**2 / np.maximum(n, 1)).sum(1))
    return Drawn(estimate, se, df, n, mean, up, mean[:, -1], alone_se, d.alpha)


def _contrast(arms: int) -> Floats:
    """Treated minus control; with dose arms the linear trend, scaled to the highest dose against control."""
    if arms == 2:
        return np.array([-1.0, 1.0])
    x = np.arange(arms) - (arms - 1) / 2
    return np.asarray(x / (x @ x) * (arms - 1))


def _crossover(d: Design, null: bool, m: int, rng: np.random.Generator) -> Drawn:
    """Two sequences, two periods: half the people get the therapy first. Three scores a person, each with error."""
    group = d.uncertainty * rng.standard_normal(m)[:, None]
    effect = 0.0 if null else d.effects[0]
    halves = (d.n // 2, d.n - d.n // 2)
    stats = []
    for first, n in zip((True, False), halves, strict=True):
        a = math.sqrt(d.correlation) * d.sd * rng.standard_normal((m, n))
        b = [math.sqrt(1 - d.correlation) * d.sd * rng.standard_normal((m, n)) for _ in range(2)]
        gain = [d.mean + group + a + b[0], d.mean + group + a + b[1]]
        own = effect + (d.effect_spread * rng.standard_normal((m, n)) if d.effect_spread and not null else 0.0)
        when = 0 if first else 1
        gain[when] = gain[when] + own + d.unmasked
        if first and d.carry_over:
            gain[1] = gain[1] + d.carry_over * own
        if d.error:
            e = [d.error * rng.standard_normal((m, n)) for _ in range(3)]
            gain = [gain[0] + e[1] - e[0], gain[1] + e[2] - e[1]]
        kept = _kept(d, a / (d.sd or 1.0), rng)
        diff = gain[0] - gain[1]
        treated = gain[when]
        count = kept.sum(1)
        safe = np.maximum(count, 1)
        mean = (diff * kept).sum(1) / safe
        ss = (((diff - mean[:, None]) * kept) ** 2).sum(1)
        level = (treated * kept).sum(1) / safe
        ss_treated = (((treated - level[:, None]) * kept) ** 2).sum(1)
        up = ((treated >= (d.responder if d.responder is not None else np.inf)) * kept).sum(1) / safe
        stats.append((count, mean, ss, up, level, ss_treated))
    n_, mean_, ss_, up_, level_, ss_t = (np.stack(a, axis=1) for a in zip(*stats, strict=True))
    df = np.maximum(n_.sum(1) - 2, 1)
    estimate = 0.5 * (mean_[:, 0] - mean_[:, 1])
    se = 0.5 * np.sqrt(ss_.sum(1) / df * (1 / np.maximum(n_, 1)).sum(1))
    total = np.maximum(n_.sum(1), 1)
    alone = (level_ * n_).sum(1) / total
    alone_se = np.sqrt(ss_t.sum(1) / df / total)
    return Drawn(estimate, se, df, np.stack([n_.sum(1)] * 2, axis=1), level_, up_, alone, alone_se, d.alpha)


def _events(d: Design, null: bool, m: int, rng: np.random.Generator) -> Drawn:
    """Counts of people with the event; two-sided z pooled under the null (dose: the linear trend of shares).

    One arm alone is set against the known course: what a reader can do, and the series itself does not.
    """
    assert d.share is not None
    single = d.kind == "single-arm"
    shares = [d.share, *([d.share] * len(d.effects) if null else d.effects)]
    if single:
        shares = shares[1:]
    sizes = (d.n,) if single else d.arms
    n = np.stack([rng.binomial(size, d.kept, m) if d.kept < 1 else np.full(m, size) for size in sizes], axis=1).astype(
        float
    )
    biased = [min(max(p + (d.unmasked if i or single else 0.0), 0.0), 1.0) for i, p in enumerate(shares)]
    x = np.stack([rng.binomial(n[:, i].astype(np.int64), p) for i, p in enumerate(biased)], axis=1).astype(float)
    p = x / np.maximum(n, 1)
    df = np.full(m, np.inf)
    last = p[:, -1]
    alone_se = np.sqrt(np.maximum(last * (1 - last), 1e-12) / np.maximum(n[:, -1], 1))
    if single:
        se = np.sqrt(d.share * (1 - d.share) / np.maximum(n[:, 0], 1))
        return Drawn(last - d.share, se, df, n, p, p, last, alone_se, d.alpha)
    weight = _contrast(len(sizes))
    pooled = x.sum(1) / np.maximum(n.sum(1), 1)
    se = np.sqrt(pooled * (1 - pooled) * (weight**2 / np.maximum(n, 1)).sum(1))
    return Drawn(p @ weight, se, df, n, p, p, last, alone_se, d.alpha)
