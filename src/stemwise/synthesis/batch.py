"""Thousands to millions of pools in one call: the same numbers as ``pool``, on all cores, in bounded memory."""

from __future__ import annotations

import mmap
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stemwise.errors import InputError
from stemwise.synthesis import batch_kernel as kernel
from stemwise.synthesis import dist
from stemwise.synthesis.batch_moments import CLOSED, moment_tau2
from stemwise.synthesis.inference import FLAT, PREDICTIONS, TESTS, Interval, prediction_reach
from stemwise.synthesis.notes import LARGEST, WIDEST, Floats, choice, level_in
from stemwise.synthesis.tau2 import METHODS

CELLS = 163_840
"""Studies in flight per chunk and thread, about 1.3 MB for each of the few arrays held."""

NAMES = ("estimate", "se", "tau2", "i2", "q", "scale")
WORTH_FORKING = 1_000_000
"""Studies below which starting a second process costs more than it saves (some 20 ms)."""
LIGHT = 20
"""How many times as many the methods in closed form take in the same time."""


@dataclass(frozen=True, slots=True, eq=False)
class PoolMany:
    """Pools of m sets, each array (m,). Sets of one study are shown as themselves (z); empty sets are NaN.

    ``searched`` counts the sets whose likelihood needed the branch and bound to be certain of its global maximum.
    """

    estimate: Floats
    se: Floats
    tau2: Floats
    i2: Floats
    q: Floats
    scale: Floats
    k: NDArray[np.int_]
    method: str
    test: str
    level: float
    searched: int

    @property
    def df(self) -> Floats:
        """Degrees of freedom of each test; infinite for z."""
        return np.where((self.k > 1) & (self.test != "z"), self.k - 1.0, np.inf)

    def _reach(self, df: Floats) -> Floats:
        values, where = np.unique(df, return_inverse=True)
        return np.array([dist.t_quantile(0.5 + self.level / 2, float(d)) for d in values])[where]

    @property
    def ci(self) -> tuple[Floats, Floats]:
        """Lower and upper ends."""
        half = self._reach(self.df) * self.se
        return self.estimate - half, self.estimate + half

    @property
    def prediction(self) -> tuple[Floats, Floats]:
        """Prediction intervals by t on k-2; NaN below three studies."""
        return self.predict()

    def predict(self, method: str = "t(k-2)", level: float | None = None) -> tuple[Floats, Floats]:
        """Prediction intervals as :meth:`Pool.predict`; NaN below three studies. ``confidence`` needs the data and takes
        a millisecond a set: pool those one by one.
        """
        choice("prediction", method, PREDICTIONS)
        if method == "confidence":
            raise InputError("a batch keeps no data for the confidence method", "use pool(y, v).predict('confidence')")
        level = self.level if level is None else level_in(level)
        half = np.full(self.k.size, np.nan)
        for k in np.unique(self.k[self.k >= 3]):
            own = self.k == k
            half[own] = prediction_reach(self.se[own], self.tau2[own], int(k), 1, method, level)
        return self.estimate - half, self.estimate + half

    @property
    def p(self) -> Floats:
        """Two-sided p-values."""
        from scipy import special

        t = -np.abs(self.estimate / self.se)
        df = self.df
        with np.errstate(invalid="ignore"):
            p = np.where(np.isinf(df), special.ndtr(t), special.stdtr(np.where(np.isinf(df), 1.0, df), t))
        return np.asarray(2 * p)

    def __len__(self) -> int:
        return int(self.k.size)

    def one(self, i: int) -> tuple[float, Interval]:
        """Estimate and interval of one set."""
        low, high = self.ci
        return float(self.estimate[i]), Interval(float(low[i]), float(high[i]), self.level, self.test)


def pool_many(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    offsets: ArrayLike | None = None,
    method: str = "REML",
    test: str | None = None,
    level: float = 0.95,
    workers: int | None = None,
) -> PoolMany:
    """Pool m sets at once.

    ``yi`` and ``vi`` are (m, k) with NaN where a study is missing (``vi`` may be (k,), shared by all sets), or flat
    arrays with ``offsets`` (m + 1,): set i is ``yi[offsets[i]:offsets[i + 1]]``. Large jobs are forked over
    ``workers`` processes (default: all cores; threads gain nothing here, each NumPy call being too short), which
    share input and result with this one; memory beyond those is some 10 MB a worker.

    Raises
    ------
    InputError
        Shapes that do not match; infinite effects; a variance that is present but not above zero.
    """
    method = choice("method", str(method).upper(), METHODS)
    test = choice("test", test or ("z" if method == "EE" else "hksj-conservative"), TESTS)
    level = level_in(level)
    source = _Flat(yi, vi, offsets) if offsets is not None else _Matrix(yi, vi)
    return pool_source(source, method, test, level, workers)


class Source(Protocol):
    """Where sets come from: their sizes ``k`` (m,), a division into chunks, and the block of a chunk."""

    k: NDArray[np.int_]

    def chunks(self) -> list[Any]:
        """Row selections that cover every set once."""
        ...

    def block(self, rows: Any) -> tuple[Floats, Floats]:
        """Effects and variances of some sets, (k, rows), missing ones as (0, inf)."""
        ...


def pool_source(source: Source, method: str, test: str, level: float, workers: int | None) -> PoolMany:
    """Pool every set of a source, on all cores where that pays."""
    chunks = source.chunks()
    workers = min((os.cpu_count() or 1) if workers is None else max(workers, 1), len(chunks))
    worth = WORTH_FORKING * (LIGHT if method in CLOSED else 1)
    if int(source.k.sum()) < worth or not hasattr(os, "fork") or threading.active_count() > 1:
        workers = 1
    columns = np.frombuffer(mmap.mmap(-1, max(1, 8 * (len(NAMES) * source.k.size + workers)))) if workers > 1 else None
    table = np.empty((len(NAMES), source.k.size)) if columns is None else columns[workers:].reshape(len(NAMES), -1)

    def run(part: list[Any]) -> int:
        searched = 0
        for rows in part:
            found, extra = _pools(*source.block(rows), method, test)
            for line, name in zip(table, NAMES, strict=True):
                line[rows] = found[name]
            searched += extra
        return searched

    parts = [chunks[i::workers] for i in range(workers)]
    searched = run(chunks) if columns is None else _forked(run, parts, columns[:workers])
    results = dict(zip(NAMES, table, strict=True))
    return PoolMany(**results, k=source.k, method=method, test=test, level=level, searched=searched)


def _forked(run: Callable[[list[Any]], int], parts: list[list[Any]], counts: Floats) -> int:
    """Run each part in a child that writes into shared memory; the last one here. A child that fails is redone here."""
    context = multiprocessing.get_context("fork")

    def child(i: int) -> None:
        counts[i] = 1 + run(parts[i])

    counts[:] = 0
    children = [context.Process(target=child, args=(i,)) for i in range(len(parts) - 1)]
    for process in children:
        process.start()
    child(len(parts) - 1)
    for i, process in enumerate(children):
        process.join()
        if counts[i] == 0:
            child(i)
    return int(counts.sum()) - len(parts)


def _numbers(what: str, values: ArrayLike) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        problem = f"the {what} are no table of numbers"
        raise InputError(
            problem, "give rows of one length with NaN for a missing study, or flat arrays and offsets"
        ) from None


class _Matrix:
    """Sets as the rows of a matrix."""

    def __init__(self, yi: ArrayLike, vi: ArrayLike) -> None:
        y, v = _numbers("effects", yi), _numbers("variances", vi)
        if y.ndim != 2 or (v.shape != y.shape and v.shape != y.shape[1:]):
            raise InputError(f"effects have shape {y.shape}, variances {v.shape}", "give (sets, studies) for both")
        self.shared = v.ndim == 1
        self.y, self.v = y, v
        total = float(y.sum() + v.sum()) if y.size else 0.0
        self.complete = bool(np.isfinite(total))
        if not self.complete:
            there = ~np.isnan(y) & ~np.isnan(v)
            if np.isinf(y[there]).any() or np.isinf(np.broadcast_to(v, y.shape)[there]).any():
                raise InputError("an effect or a variance is infinite", "use NaN for a missing study")
            self.k = there.sum(1)
        else:
            self.k = np.full(y.shape[0], y.shape[1])
        if v.size and float(v.min() if self.complete else np.nanmin(v)) <= 0:
            raise InputError(
                "a sampling variance is not above zero", "correct it, or make it NaN to leave the study out"
            )

    def chunks(self) -> list[Any]:
        """Row slices, or index arrays sorted by size when studies are missing."""
        size = max(64, CELLS // max(self.y.shape[1], 1))
        m = self.k.size
        if self.complete:
            return [slice(i, min(i + size, m)) for i in range(0, m, size)]
        order = np.argsort(self.k, kind="stable")
        return [order[i : i + size] for i in range(0, m, size)]

    def block(self, rows: Any) -> tuple[Floats, Floats]:
        """Effects and variances of some sets, (k, rows), missing ones as (0, inf)."""
        y = np.ascontiguousarray(self.y[rows].T)
        v = np.repeat(self.v[:, None], y.shape[1], axis=1) if self.shared else np.ascontiguousarray(self.v[rows].T)
        if not self.complete:
            gone = np.isnan(y) | np.isnan(v)
            y[gone], v[gone] = 0.0, np.inf
            most = int(self.k[rows].max()) if y.shape[1] else 0
            if most < y.shape[0]:
                # Present studies first, so that a chunk of small sets is a small block.
                front = np.argsort(gone, axis=0, kind="stable")[:most]
                y, v = np.take_along_axis(y, front, 0), np.take_along_axis(v, front, 0)
        return y, v


class _Flat:
    """Sets laid end to end."""

    def __init__(self, yi: ArrayLike, vi: ArrayLike, offsets: ArrayLike) -> None:
        self.y, self.v = _numbers("effects", yi), _numbers("variances", vi)
        self.offsets = np.asarray(offsets, dtype=np.int64)
        o = self.offsets
        if self.y.ndim != 1 or self.y.shape != self.v.shape:
            raise InputError(
                f"effects have shape {self.y.shape}, variances {self.v.shape}", "give one variance per effect"
            )
        if o.ndim != 1 or o.size < 1 or o[0] < 0 or o[-1] > self.y.size or np.any(np.diff(o) < 0):
            raise InputError(
                "offsets do not rise from 0 to the number of effects", "give m + 1 non-decreasing positions"
            )
        if not np.all(np.isfinite(self.y)) or not np.all(np.isfinite(self.v)):
            raise InputError("an effect or a variance is missing or infinite", "leave the study out of the flat arrays")
        if np.any(self.v <= 0):
            raise InputError("a sampling variance is not above zero", "correct it or leave the study out")
        self.k = np.diff(o)

    def chunks(self) -> list[Any]:
        """Index arrays of sets of like size."""
        order = np.argsort(self.k, kind="stable")
        return list(self._cut(order))

    def _cut(self, order: NDArray[np.int_]) -> Iterator[NDArray[np.int_]]:
        i = 0
        while i < order.size:
            # The largest set of a chunk decides its block; take as many as fit.
            size = max(64, CELLS // max(int(self.k[order[i]]), 1))
            j = min(i + size, order.size)
            if self.k[order[j - 1]] > 2 * self.k[order[i]] + 4:
                j = i + int(np.searchsorted(self.k[order[i:j]], 2 * self.k[order[i]] + 4, side="right"))
            yield order[i:j]
            i = j

    def block(self, rows: Any) -> tuple[Floats, Floats]:
        """As for a matrix."""
        k = self.k[rows]
        most = int(k.max()) if k.size else 0
        place = np.arange(most)[:, None]
        inside = place < k
        at = np.where(inside, self.offsets[:-1][rows] + place, 0)
        if self.y.size == 0:
            return np.zeros(inside.shape), np.full(inside.shape, np.inf)
        return np.where(inside, self.y[at], 0.0), np.where(inside, self.v[at], np.inf)


def _pools(y: Floats, v: Floats, method: str, test: str) -> tuple[dict[str, Floats], int]:
    """All results of one chunk, (k, m)."""
    there = v < np.inf
    k = there.sum(0)
    low = v.min(0) if v.shape[0] else np.ones(k.size)
    high = np.where(there, v, 0.0).max(0, initial=0.0)
    if max(np.abs(y).max(initial=0.0), high.max(initial=0.0)) > LARGEST or low.min(initial=1.0) < 1 / LARGEST:
        raise InputError(
            f"an effect or a variance is beyond {LARGEST:g}, or a variance is below {1 / LARGEST:g}",
            "no unit gives such numbers: check them",
        )
    if np.any(high > WIDEST * low):
        raise InputError(
            f"a set's variances differ by more than a factor of {WIDEST:g}",
            "double precision cannot weigh such studies together: check for a misplaced unit",
        )
    out = {name: np.empty(k.size) for name in NAMES}
    width = max(64, kernel.CELLS // max(v.shape[0], 1))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        whole, searched = _likeliest(y, v, k, method)
        for i in range(0, k.size, width):
            c = slice(i, i + width)
            tau2 = moment_tau2(y[:, c], v[:, c], k[c], method) if whole is None else whole[c]
            for name, values in _finish(y[:, c], v[:, c], k[c], tau2, method, test).items():
                out[name][c] = values
    return out, searched


def _finish(y: Floats, v: Floats, k: NDArray[np.int_], tau2: Floats, method: str, test: str) -> dict[str, Floats]:
    """Everything that follows from tau2."""
    w = 1 / v
    sw = w.sum(0)
    typical = (k - 1) / (sw - (w * w).sum(0) / sw)
    r = y - (w * y).sum(0) / sw
    r *= r
    r *= w
    q = r.sum(0)
    np.add(v, tau2, out=w)
    np.reciprocal(w, out=w)
    sw = w.sum(0)
    mu = np.multiply(w, y, out=r).sum(0) / sw
    np.subtract(y, mu, out=r)
    r *= r
    r *= w
    factor = r.sum(0) / np.maximum(k - 1, 1)
    scale = np.ones_like(mu)
    if test == "hksj":
        scale = np.where((k > 1) & (factor >= FLAT), factor, 1.0)
    elif test == "hksj-conservative":
        scale = np.where(k > 1, np.maximum(factor, 1.0), 1.0)
    if method == "EE":
        i2 = np.where((k > 1) & (q > 0), 100 * np.maximum(0.0, 1 - (k - 1) / q), 0.0)
    else:
        i2 = np.where(k > 1, 100 * tau2 / (tau2 + typical), 0.0)
    found = {"estimate": mu, "se": np.sqrt(scale / sw), "tau2": tau2, "i2": i2, "q": q, "scale": scale}
    if (k == 0).any():
        found = {name: np.where(k == 0, np.nan, values) for name, values in found.items()}
    return found


def _likeliest(y: Floats, v: Floats, k: NDArray[np.int_], method: str) -> tuple[Floats | None, int]:
    """tau2 of each set by likelihood, and the number that needed the branch and bound; None for other methods."""
    if method not in ("REML", "ML") or y.shape[0] < 2:
        return None, 0
    tau2, searched = kernel.solve(y, v, method == "REML")
    return np.where(k < 2, 0.0, tau2), searched
