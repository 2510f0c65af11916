"""The multiverse: every subset of studies, measure, estimator and test, as a distribution of conclusions;
permutations.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stemwise.errors import InputError
from stemwise.synthesis import batch, dist
from stemwise.synthesis.inference import TESTS
from stemwise.synthesis.notes import Floats, Note, choice, effects_in, level_in, printed
from stemwise.synthesis.pooling import pool
from stemwise.synthesis.tau2 import METHODS

MOST = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Specification:
    """One way to analyse, over all subsets: arrays (m,) aligned with ``Multiverse.subsets``.

    ``positive``, ``negative``, ``inconclusive`` are shares of subsets whose interval lies above, below, or across the
    null.
    """

    label: str
    method: str
    test: str
    estimate: Floats = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    positive: float
    negative: float
    inconclusive: float


@dataclass(frozen=True, slots=True, eq=False)
class Multiverse:
    """All specifications. ``subsets`` (m,) are bit masks of the studies kept (bit i: study i); ``sizes`` (m,) their
    number.

    ``exhaustive`` says whether every subset was taken or a random sample of them.
    """

    specifications: tuple[Specification, ...]
    subsets: NDArray[np.int64] = field(repr=False)
    sizes: NDArray[np.int_] = field(repr=False)
    exhaustive: bool
    null: float
    notes: tuple[Note, ...]

    def shares(self) -> dict[str, float]:
        """Shares of conclusions over everything tried, each analysis counting once."""
        n = len(self.specifications)
        names = ("positive", "negative", "inconclusive")
        return {c: sum(getattr(s, c) for s in self.specifications) / n for c in names}

    def quantiles(self, at: Sequence[float] = (0.0, 0.025, 0.25, 0.5, 0.75, 0.975, 1.0)) -> Floats:
        """Quantiles of the pooled estimate over everything tried."""
        return np.asarray(np.quantile(np.concatenate([s.estimate for s in self.specifications]), at))

    def without(self, study: int) -> dict[str, float]:
        """Shares of conclusions over the subsets that leave ``study`` out."""
        rows = (self.subsets >> study) & 1 == 0
        low = np.concatenate([s.low[rows] for s in self.specifications])
        high = np.concatenate([s.high[rows] for s in self.specifications])
        up, down = float((low > self.null).mean()), float((high < self.null).mean())
        return {"positive": up, "negative": down, "inconclusive": 1 - up - down}

    def __str__(self) -> str:
        low, middle, high = self.quantiles((0.0, 0.5, 1.0))
        shares = ", ".join(f"{100 * share:.0f} % {name}" for name, share in self.shares().items())
        found = f"{middle:.3f} [{low:.3f}, {high:.3f}]"
        text = f"{self.subsets.size} subsets by {len(self.specifications)} analyses: {found}, {shares}"
        return printed(text, self.notes)


class _Subsets:
    """Subsets of one set of effects as a source of pools."""

    def __init__(self, y: Floats, v: Floats, masks: NDArray[np.int64]) -> None:
        self.y, self.v, self.masks = y, v, masks
        self.k = np.bitwise_count(masks).astype(np.int_)

    def chunks(self) -> list[Any]:
        """Plain slices."""
        size, m = max(64, batch.CELLS // self.y.size), self.masks.size
        return [slice(i, min(i + size, m)) for i in range(0, m, size)]

    def block(self, rows: Any) -> tuple[Floats, Floats]:
        """Studies left out get y = 0, v = inf."""
        kept = (self.masks[rows] >> np.arange(self.y.size)[:, None]) & 1 == 1
        return np.where(kept, self.y[:, None], 0.0), np.where(kept, self.v[:, None], np.inf)


def multiverse(
    effects: Mapping[str, tuple[ArrayLike, ArrayLike]] | tuple[ArrayLike, ArrayLike],
    *,
    methods: Sequence[str] = ("REML", "PM", "DL", "EE"),
    tests: Sequence[str] = ("hksj-conservative", "hksj", "z"),
    smallest: int = 2,
    most: int = MOST,
    null: float = 0.0,
    level: float = 0.95,
    seed: int = 1,
) -> Multiverse:
    """Pool every subset of at least ``smallest`` studies under every measure, estimator and test.

    ``effects`` is one (yi, vi) pair or several by name (such as OR and RR of the same trials, in the same order). Up
    to ``most`` subsets are taken exhaustively (2^20: 20 studies); beyond that as many are drawn at random, the full
    set among them.
    """
    named = dict(effects) if isinstance(effects, Mapping) else {"": effects}
    data = {label: effects_in(*pair) for label, pair in named.items()}
    sizes = {y.size for y, _ in data.values()}
    if len(sizes) != 1:
        raise InputError("the measures differ in their number of studies", "give the same trials in the same order")
    k, level = sizes.pop(), level_in(level)
    if k < 2 or k > 62:
        raise InputError(f"a multiverse of {k} studies cannot be made", "it takes 2 to 62 studies")
    for method in methods:
        choice("method", method, METHODS)
    for test in tests:
        choice("test", test, TESTS)
    masks, exhaustive = _masks(k, max(smallest, 2), most, seed)
    found: list[Specification] = []
    for label, (y, v) in data.items():
        for method in methods:
            raw = batch.pool_source(_Subsets(y, v, masks), method, "hksj", level, None)
            bare = _unscaled(y, v, masks, raw)
            found.extend(_specification(label, method, t, raw, bare, level, null) for t in tests)
    notes: tuple[Note, ...] = ()
    if not exhaustive:
        text = f"{masks.size} of 2^{k} subsets were drawn at random."
        notes = (Note("sampled", text, level="info"),)
    return Multiverse(tuple(found), masks, np.bitwise_count(masks).astype(np.int_), exhaustive, null, notes)


def _unscaled(y: Floats, v: Floats, masks: NDArray[np.int64], raw: batch.PoolMany) -> Floats:
    """Standard errors without the Hartung-Knapp factor, also where that is zero (all effects of a subset equal)."""
    flat = raw.scale <= 0
    out: Floats = raw.se / np.sqrt(np.where(flat, 1.0, raw.scale))
    for i in np.flatnonzero(flat):
        kept = (masks[i] >> np.arange(y.size)) & 1 == 1
        out[i] = 1 / math.sqrt(float((1 / (v[kept] + raw.tau2[i])).sum()))
    return out


def _masks(k: int, smallest: int, most: int, seed: int) -> tuple[NDArray[np.int64], bool]:
    if 2**k <= most:
        masks = np.arange(1, 2**k, dtype=np.int64)
        return masks[np.bitwise_count(masks) >= smallest], True
    rng = np.random.default_rng(seed)
    masks = rng.integers(1, 2**k, most, dtype=np.int64)
    masks[0] = 2**k - 1
    return np.unique(masks[np.bitwise_count(masks) >= smallest]), False


def _specification(
    label: str, method: str, test: str, raw: batch.PoolMany, bare: Floats, level: float, null: float
) -> Specification:
    se = {"hksj": raw.se, "hksj-conservative": bare * np.sqrt(np.maximum(raw.scale, 1.0))}.get(test, bare)
    df = np.full(raw.k.size, np.inf) if test == "z" else raw.k - 1.0
    values, where = np.unique(df, return_inverse=True)
    half = np.array([dist.t_quantile(0.5 + level / 2, float(d)) for d in values])[where] * se
    low, high = raw.estimate - half, raw.estimate + half
    up, down = float((low > null).mean()), float((high < null).mean())
    return Specification(label, method, test, raw.estimate, low, high, up, down, 1 - up - down)


@dataclass(frozen=True, slots=True)
class Permutation:
    """A sign-permutation test. ``floor`` is the smallest p it can reach; ``exact`` whether all sign patterns were
    tried.
    """

    p: float
    statistic: float
    tried: int
    exact: bool
    floor: float
    notes: tuple[Note, ...]


def permutation_test(
    yi: ArrayLike, vi: ArrayLike, *, method: str = "REML", most: int = 1 << 17, seed: int = 1
) -> Permutation:
    """Test of no effect by flipping the studies' signs (Follmann and Proschan 1999), tau2 estimated anew each time.

    Exact while the 2^(k-1) patterns (a pattern and its mirror are one) do not exceed ``most``, sampled beyond. The
    smallest two-sided p is 2/2^k, so with five studies or fewer it cannot fall below .05, whatever the data.
    """
    y, v = effects_in(yi, vi)
    method = choice("method", str(method).upper(), METHODS)
    k = y.size
    if k < 2:
        raise InputError("one study allows no permutation test", "it needs at least 2 studies")
    exact = k - 1 <= int(math.log2(most))
    if exact:
        bits = (np.arange(2 ** (k - 1))[:, None] >> np.arange(k)) & 1
    else:
        bits = np.random.default_rng(seed).integers(0, 2, (most, k))
        bits[0] = 0
    many = batch.pool_many((1 - 2 * bits) * y, v, method=method, test="z")
    z = np.abs(many.estimate / many.se)
    observed = pool(y, v, method=method, test="z").statistic
    p = float((z >= abs(observed) * (1 - 1e-9)).mean())
    floor = 2.0 / 2**k if exact else 1.0 / most
    notes: tuple[Note, ...] = ()
    if floor > 0.05:
        text = f"With {k} studies the smallest p this test can give is {floor:.3g}."
        notes = (Note("permutation-floor", text, "It cannot be significant at .05; that is no evidence of no effect."),)
    return Permutation(p, observed, int(z.size), exact, floor, notes)
