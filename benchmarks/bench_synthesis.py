"""Synthesis: speed as ratios against named peers in one run. Peers that are not installed are said to be missing.

    python -m benchmarks.bench_synthesis

metafor is called through Rscript, its own loop timed inside R. PyMARE and statsmodels are timed where importable.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from stemwise import synthesis as syn

SETS, K = 200_000, 10


def best(task: Callable[[], Any], repeats: int = 5) -> float:
    """Shortest of several runs, in seconds: the one least disturbed by the machine's other work."""
    task()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def random_sets(m: int, k: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Sets with tau2 of 0 to 0.5 and variances of 0.01 to 0.2, as log ratios and SMDs have."""
    rng = np.random.default_rng(seed)
    tau2 = rng.choice([0, 0.02, 0.1, 0.5], m)[:, None]
    v = rng.uniform(0.01, 0.2, (m, k))
    return rng.normal(0, np.sqrt(v + tau2)), v


def line(what: str, ours: str, peer: str = "", ratio: str = "") -> None:
    """One row of the report."""
    print(f"{what:<52}{ours:>22}{peer:>34}{ratio:>12}")


def in_r(code: str) -> float | None:
    """Seconds that R reports for ``code``, which must leave them in ``secs``."""
    if shutil.which("Rscript") is None:
        return None
    script = f"suppressMessages(library(metafor)); {code}; cat(secs)"
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    try:
        return float(done.stdout.strip().split()[-1])
    except (IndexError, ValueError):
        return None


def one_pool() -> None:
    """REML, Hartung-Knapp, Q-profile and prediction for ten studies."""
    y, v = (x[3] for x in random_sets(10, K))
    each = best(lambda: [syn.pool(y, v) for _ in range(200)]) / 200
    theirs = in_r(
        "set.seed(1); v <- runif(10, .01, .2); y <- rnorm(10, 0, sqrt(v + .1)); n <- 100; "
        "secs <- system.time(for (i in 1:n) { r <- rma(y, v, test = 'knha'); confint(r); predict(r) })[[3]] / n"
    )
    peer = f"metafor {1e6 * theirs:,.0f} us" if theirs else "metafor missing"
    line("one full pool of ten studies", f"{1e6 * each:,.0f} us", peer, f"{theirs / each:,.0f} x" if theirs else "")


def many_pools() -> None:
    """Batches of REML pools."""
    y, v = random_sets(SETS, K)
    ours = best(lambda: syn.pool_many(y, v), 3) / SETS
    line(f"{SETS:,} REML pools of ten, all cores", f"{1 / ours:,.0f} /s")
    single = best(lambda: syn.pool_many(y, v, workers=1), 3) / SETS
    line(f"{SETS:,} REML pools of ten, one process", f"{1 / single:,.0f} /s")
    theirs = in_r(
        "set.seed(1); n <- 300; V <- matrix(runif(10 * n, .01, .2), n); Y <- matrix(rnorm(10 * n, 0, sqrt(V + .1)), n); "
        "secs <- system.time(for (i in 1:n) try(rma(Y[i, ], V[i, ]), silent = TRUE))[[3]] / n"
    )
    if theirs:
        line("  against", "", f"metafor {1 / theirs:,.0f} /s", f"{theirs / ours:,.0f} x")
    _pymare(y, v, ours)
    _statsmodels(y, v, ours)


def _pymare(y: np.ndarray, v: np.ndarray, ours: float) -> None:
    try:
        estimators = importlib.import_module("pymare.estimators")
    except ImportError:
        line("  against", "", "PyMARE missing")
        return
    m = 20_000
    x = np.ones((K, 1))
    yt, vt = np.ascontiguousarray(y[:m].T), np.ascontiguousarray(v[:m].T)
    fit = estimators.VarianceBasedLikelihoodEstimator(method="REML")
    looped = best(lambda: fit.fit(y=yt, v=vt, X=x), 2) / m
    line("  against (its REML, one vectorised call)", "", f"PyMARE {1 / looped:,.0f} /s", f"{looped / ours:,.0f} x")
    fast = estimators.DerSimonianLaird()
    theirs = best(lambda: fast.fit(y=yt, v=vt, X=x), 2) / m
    mine = best(lambda: syn.pool_many(y, v, method="DL"), 3) / SETS
    line("DL pools of ten", f"{1 / mine:,.0f} /s", f"PyMARE {1 / theirs:,.0f} /s", f"{theirs / mine:,.1f} x")


def _statsmodels(y: np.ndarray, v: np.ndarray, ours: float) -> None:
    try:
        meta = importlib.import_module("statsmodels.stats.meta_analysis")
    except ImportError:
        line("  against", "", "statsmodels missing")
        return
    theirs = best(lambda: [meta.combine_effects(y[i], v[i], method_re="iterated") for i in range(100)], 2) / 100
    line("  against (Paule-Mandel; it has no REML)", "", f"statsmodels {1 / theirs:,.0f} /s", f"{theirs / ours:,.0f} x")


def multiverse() -> None:
    """Every subset of twenty studies."""
    y, v = (x[0] for x in random_sets(4, 20))
    seconds = best(lambda: syn.multiverse((y, v), methods=("REML",)), 2)
    line("all 2^20 subsets of 20 studies, REML, three tests", f"{seconds:.2f} s")


def big_multilevel() -> None:
    """Five thousand effects in a thousand studies."""
    rng = np.random.default_rng(2)
    study = np.repeat(np.arange(1000), 5)
    v = rng.uniform(0.02, 0.2, 5000)
    y = rng.normal(0, 0.3, 1000)[study] + rng.normal(0, 0.2, 5000) + rng.normal(0, np.sqrt(v))
    effect = list(range(5000))
    seconds = best(lambda: syn.multilevel(y, v, nested=[study.tolist(), effect]), 2)
    theirs = in_r(
        "set.seed(2); s <- rep(1:1000, each = 5); v <- runif(5000, .02, .2); "
        "y <- rnorm(1000, 0, .3)[s] + rnorm(5000, 0, .2) + rnorm(5000, 0, sqrt(v)); e <- 1:5000; "
        "secs <- system.time(rma.mv(y, v, random = ~ 1 | s/e, sparse = TRUE))[[3]]"
    )
    peer = f"metafor, sparse {theirs:.1f} s" if theirs else "metafor missing"
    line("three-level model, 5,000 effects", f"{seconds:.2f} s", peer, f"{theirs / seconds:,.0f} x" if theirs else "")


def global_optimum() -> None:
    """Share of adversarial sets at the global maximum of a fine grid."""
    rng = np.random.default_rng(3)
    m, k = 100_000, 6
    v = 10.0 ** rng.uniform(-6, 2, (m, k))
    y = rng.normal(0, 1, (m, k)) * np.sqrt(v) * 10.0 ** rng.uniform(-1, 1, (m, 1))
    y[::3, 0] += 10.0 ** rng.uniform(-2, 2, y[::3].shape[0])
    start = time.perf_counter()
    found = syn.pool_many(y, v)
    seconds = time.perf_counter() - start

    def loglik(t: np.ndarray) -> np.ndarray:
        w = 1 / (v + t[:, None])
        sw = w.sum(1)
        mu = (w * y).sum(1) / sw
        return np.asarray(0.5 * np.log(w).sum(1) - 0.5 * np.log(sw) - 0.5 * (w * (y - mu[:, None]) ** 2).sum(1))

    top = loglik(np.zeros(m))
    for exponent in np.linspace(-8, 5, 600):
        top = np.maximum(top, loglik(np.full(m, 10.0**exponent)))
    good = float((loglik(found.tau2) >= top - 1e-8).mean())
    line(
        "global optimum on 100,000 adversarial sets",
        f"{100 * good:.3f} %",
        f"in {seconds:.1f} s, {found.searched} searched",
    )


def main() -> None:
    """Run all."""
    line("what", "stemwise", "peer", "ratio")
    for part in (one_pool, many_pools, multiverse, big_multilevel, global_optimum):
        part()


if __name__ == "__main__":
    main()
