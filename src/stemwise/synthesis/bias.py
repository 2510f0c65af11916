"""Small-study effects: tests of funnel asymmetry, trim and fill, PET-PEESE. Blocked or flagged where k forbids.

Below ten studies such tests have little power and an odd reading tempts (Sterne et al. 2011): they are refused unless
asked for with ``force=True``, and then the note stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.effects.counts import table
from stemwise.synthesis.notes import Floats, Note, choice, column, effects_in, printed
from stemwise.synthesis.pooling import Pool, pool
from stemwise.synthesis.regression import regress

FEWEST = 10
ABSOLUTE = 3


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """A test of small-study effects: ``slope`` is the coefficient tested, ``limit`` the effect at zero standard error."""

    name: str
    statistic: float
    df: float
    p: float
    slope: float
    limit: float | None
    limit_se: float | None
    k: int
    notes: tuple[Note, ...]


def _gate(k: int, force: bool, fewest: int = FEWEST) -> tuple[Note, ...]:
    if k >= fewest:
        return ()
    text = f"{k} studies are too few for a test of small-study effects."
    if not force or k < ABSOLUTE:
        raise InputError(text[:-1], f"it needs at least {fewest}; look for unreported trials instead")
    return (Note("too-few-for-bias", text, "Read nothing into it; look for unreported trials instead."),)


def _weighted_line(y: Floats, x: Floats, w: Floats) -> tuple[Floats, Floats, float]:
    """Weighted least squares of y on (1, x): coefficients, standard errors, residual df."""
    design = np.column_stack([np.ones(y.size), x])
    inverse = np.linalg.inv(design.T @ (w[:, None] * design))
    b = inverse @ (design.T @ (w * y))
    r = y - design @ b
    df = y.size - 2
    return b, np.sqrt(np.diag(inverse) * float(w @ (r * r)) / df), float(df)


def _differ(what: str, x: Floats) -> None:
    """Refuse what is one value throughout but for rounding: nothing can be seen to go with it."""
    if np.ptp(x) <= 1e-12 * np.abs(x).max():
        raise InputError(f"all studies have the same {what}", "asymmetry shows only where studies differ in it")


def _line(name: str, y: Floats, x: Floats, w: Floats, notes: tuple[Note, ...], limit: bool) -> Asymmetry:
    _differ("effect", y)
    _differ("precision", x)
    b, se, df = _weighted_line(y, x, w)
    t = float(b[1] / se[1])
    at_zero, its_se = (float(b[0]), float(se[0])) if limit else (None, None)
    return Asymmetry(name, t, df, dist.two_sided(t, df), float(b[1]), at_zero, its_se, int(y.size), notes)


def egger(yi: ArrayLike, vi: ArrayLike, *, model: str = "classical", force: bool = False) -> Asymmetry:
    """Egger's test: the effect regressed on its standard error.

    ``classical``: weighted least squares with a multiplicative dispersion, t on k-2 (Egger et al. 1997). ``mixed``:
    REML meta-regression, z (Sterne and Egger 2005). For ratios of counts prefer :func:`harbord` or :func:`peters`.
    """
    y, v = effects_in(yi, vi)
    notes = _gate(y.size, force)
    choice("model", model, ("classical", "mixed"))
    se = np.sqrt(v)
    if model == "classical":
        return _line("Egger", y, se, 1 / v, notes, True)
    _differ("precision", se)
    fit = regress(y, v, {"sei": se}, method="REML", test="z")
    c, a = fit["sei"], fit["intercept"]
    return Asymmetry("Egger, mixed", c.statistic, math.inf, c.p, c.estimate, a.estimate, a.se, y.size, notes)


def peters(
    yi: ArrayLike, *, ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike, force: bool = False
) -> Asymmetry:
    """Peters' test (2006): log odds ratio on 1/n, weighted by the events' information a'd'/n."""
    y = column("yi", yi)
    a, b, c, d = table("OR", {"ai": ai, "n1i": n1i, "ci": ci, "n2i": n2i})
    n, events = a + b + c + d, a + c
    weight = events * (n - events) / n
    keep = weight > 0
    return _line("Peters", y[keep], 1 / n[keep], weight[keep], _gate(int(keep.sum()), force), True)


def harbord(*, ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike, force: bool = False) -> Asymmetry:
    """Harbord's test (2006): efficient score over its variance, on 1/sqrt(V), weighted by V."""
    a, b, c, d = table("OR", {"ai": ai, "n1i": n1i, "ci": ci, "n2i": n2i})
    n = a + b + c + d
    v = (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * np.maximum(n - 1, 1))
    keep = v > 0
    z = (a - (a + b) * (a + c) / n)[keep]
    v = v[keep]
    return _line("Harbord", z / v, 1 / np.sqrt(v), v, _gate(int(keep.sum()), force), True)


def begg(yi: ArrayLike, vi: ArrayLike, *, force: bool = False) -> Asymmetry:
    """Begg and Mazumdar's rank test (1994): Kendall's tau of standardised effects and variances.

    The p-value is exact for k below 50 without ties, else normal with the variance corrected for ties.
    """
    y, v = effects_in(yi, vi)
    notes = _gate(y.size, force)
    _differ("effect", y)
    _differ("precision", v)
    w = 1 / v
    centre = float(w @ y / w.sum())
    z = (y - centre) / np.sqrt(v - 1 / w.sum())
    tau, p = kendall(z, v)
    return Asymmetry("Begg", tau, math.inf, p, tau, None, None, y.size, notes)


def kendall(x: Floats, y: Floats) -> tuple[float, float]:
    """Kendall's tau-b and its two-sided p; neither x nor y may be one value throughout."""
    k = x.size
    tx, ty = _ties(x), _ties(y)
    pairs = k * (k - 1) / 2
    in_x, in_y, in_both = (float((t * (t - 1)).sum() / 2) for t in (tx, ty, _ties(np.column_stack([x, y]))))
    s = pairs - in_x - in_y + in_both - 2 * discordant(x, y)
    tau = s / math.sqrt((pairs - in_x) * (pairs - in_y))
    if k < 50 and tx.max() == 1 and ty.max() == 1:
        return tau, _kendall_exact(k, s)
    v0 = k * (k - 1) * (2 * k + 5)
    vt, vu = ((t * (t - 1) * (2 * t + 5)).sum() for t in (tx, ty))
    v1 = 2 * in_x * in_y / (k * (k - 1))
    v2 = (tx * (tx - 1) * (tx - 2)).sum() * (ty * (ty - 1) * (ty - 2)).sum() / (9 * k * (k - 1) * (k - 2))
    variance = (v0 - vt - vu) / 18 + v1 + v2
    return tau, float(2 * special.ndtr(-abs(s) / math.sqrt(variance)))


def discordant(x: Floats, y: Floats) -> int:
    """Pairs in which x and y go opposite ways, in k log k steps (Knight 1966: sort by x, then count the exchanges that
    sort y). The exchanges are counted bit by bit of y's ranks: among ranks alike in all higher bits, those with the bit
    that stand before those without it.
    """
    rank = np.unique(y, return_inverse=True)[1][np.lexsort((y, x))]
    found = 0
    for bit in reversed(range(int(rank.max()).bit_length())):
        rank = rank[np.argsort(rank >> (bit + 1), kind="stable")]
        higher, ones = rank >> (bit + 1), (rank >> bit) & 1
        before = np.cumsum(ones) - ones
        start = before[np.searchsorted(higher, higher)]
        found += int((before - start)[ones == 0].sum())
    return found


def _ties(x: Floats) -> Floats:
    """How often each value (or row) stands there."""
    return np.asarray(np.unique(x, axis=0, return_counts=True)[1], dtype=np.float64)


def _kendall_exact(k: int, s: float) -> float:
    """Two-sided exact p from the distribution of the number of inversions."""
    probability = np.ones(1)
    for n in range(2, k + 1):
        probability = np.convolve(probability, np.full(n, 1 / n))
    concordant = round((s + k * (k - 1) / 2) / 2)
    pairs = k * (k - 1) // 2
    tail = min(concordant, pairs - concordant)
    return min(1.0, 2 * float(probability[: tail + 1].sum()))


@dataclass(frozen=True, slots=True, eq=False)
class TrimFill:
    """``k0`` studies imputed on ``side``; ``filled`` is the pool with them, ``yi``/``vi`` the filled data."""

    k0: int
    side: str
    filled: Pool
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    estimator: str
    notes: tuple[Note, ...]

    def __str__(self) -> str:
        text = f"{self.k0} filled in on the {self.side} ({self.estimator}): {str(self.filled).splitlines()[0]}"
        return printed(text, self.notes)


def trim_and_fill(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    side: str | None = None,
    estimator: str = "L0",
    method: str = "REML",
    test: str | None = None,
    force: bool = False,
) -> TrimFill:
    """Duval and Tweedie's trim and fill (2000). A sensitivity analysis, not a corrected result.

    ``side`` is where studies are thought missing (``left`` or ``right``; by default by the sign of Egger's slope).
    """
    y, v = effects_in(yi, vi)
    notes = _gate(y.size, force)
    choice("estimator", estimator, ("L0", "R0"))
    if side is None:
        _differ("precision", v)
        slope = regress(y, v, {"sei": np.sqrt(v)}, method=method, test="z")["sei"].estimate
        side = "right" if slope < 0 else "left"
    choice("side", side, ("left", "right"))
    flip = -1.0 if side == "right" else 1.0
    order = np.argsort(flip * y, kind="stable")
    s, w = (flip * y)[order], v[order]
    k, k0, before = s.size, 0, -1
    for _ in range(100):
        if k0 == before:
            break
        centre = pool(s[: k - k0], w[: k - k0], method=method, test="z").estimate
        r = s - centre
        ranks = np.argsort(np.argsort(np.abs(r), kind="stable"), kind="stable") + 1.0
        signed = np.sign(r) * ranks
        before = k0
        if estimator == "R0":
            k0 = int(max(0, k - (np.max(-signed[signed < 0]) if (signed < 0).any() else 0) - 1))
        else:
            tn = float(signed[signed > 0].sum())
            k0 = max(0, round((4 * tn - k * (k + 1)) / (2 * k - 1)))
        k0 = min(k0, k - 1)
    centre = pool(s[: k - k0], w[: k - k0], method=method, test="z").estimate
    new = 2 * centre - s[k - k0 :]
    all_y = np.concatenate([flip * s, flip * new]) if k0 else flip * s
    all_v = np.concatenate([w, w[k - k0 :]]) if k0 else w
    text = "Trim and fill assumes that asymmetry comes from unpublished studies alone."
    notes += (Note("trim-fill", text, "Show it as a sensitivity analysis only.", level="info"),)
    return TrimFill(k0, side, pool(all_y, all_v, method=method, test=test), all_y, all_v, estimator, notes)


@dataclass(frozen=True, slots=True)
class PetPeese:
    """PET and PEESE estimates of the effect at infinite precision; ``chosen`` names the one the rule picks."""

    pet: float
    pet_se: float
    pet_p: float
    peese: float
    peese_se: float
    chosen: str
    estimate: float
    k: int
    notes: tuple[Note, ...]


def pet_peese(yi: ArrayLike, vi: ArrayLike, *, force: bool = False) -> PetPeese:
    """PET-PEESE (Stanley and Doucouliagos 2014): PEESE where PET's intercept differs from zero at one-sided 5 per
    cent.
    """
    y, v = effects_in(yi, vi)
    notes = _gate(y.size, force)
    _differ("precision", v)
    a, sa, df = _weighted_line(y, np.sqrt(v), 1 / v)
    b, sb, _ = _weighted_line(y, v, 1 / v)
    p = dist.two_sided(float(a[0] / sa[0]), df)
    chosen = "PEESE" if p < 0.1 else "PET"
    text = "PET-PEESE is unreliable under strong heterogeneity or with few studies."
    notes += (Note("pet-peese", text, "Show it as a sensitivity analysis only.", level="info"),)
    return PetPeese(
        float(a[0]),
        float(sa[0]),
        p,
        float(b[0]),
        float(sb[0]),
        chosen,
        float(b[0] if chosen == "PEESE" else a[0]),
        y.size,
        notes,
    )


def funnel_tests(yi: ArrayLike, vi: ArrayLike, **options: Any) -> tuple[Asymmetry, ...]:
    """Egger (both kinds) and Begg together."""
    return (egger(yi, vi, **options), egger(yi, vi, model="mixed", **options), begg(yi, vi, **options))
