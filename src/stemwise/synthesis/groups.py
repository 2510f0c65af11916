"""Subgroups: a pool per group, with own or shared between-study variance, and the test between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.inference import TESTS
from stemwise.synthesis.notes import Note, choice, effects_in, printed
from stemwise.synthesis.pooling import Pool, finish_pool, pool
from stemwise.synthesis.regression import regress
from stemwise.synthesis.tau2 import METHODS, estimate_tau2


@dataclass(frozen=True, slots=True, eq=False)
class Subgroups:
    """Pools by group (in order of first appearance) and the test between them.

    ``q`` is the between-group Wald statistic from the groups' pooled effects, chi-square on ``df``.
    """

    pools: dict[str, Pool]
    q: float
    df: int
    p: float
    common_tau2: bool
    notes: tuple[Note, ...]

    def __str__(self) -> str:
        lines = [f"{name}: {str(p).splitlines()[0]}" for name, p in self.pools.items()]
        text = f"between groups: Q {self.q:.2f} on {self.df} df, p = {self.p:.3g}"
        return printed("\n".join([*lines, text]), self.notes)


def subgroups(
    yi: ArrayLike,
    vi: ArrayLike,
    groups: Sequence[Any],
    *,
    common_tau2: bool = False,
    method: str = "REML",
    test: str | None = None,
    level: float = 0.95,
) -> Subgroups:
    """A pool per group with the test for a difference between groups (Borenstein 2009, ch. 19).

    With ``common_tau2`` one between-study variance is shared by all groups, which suits groups of fewer than five
    studies; the test is then the regression's omnibus test on the group indicators.
    """
    y, v = effects_in(yi, vi)
    labels = [str(g) for g in groups]
    if len(labels) != y.size:
        raise InputError(f"{len(labels)} group labels for {y.size} studies", "give one label per study")
    names = list(dict.fromkeys(labels))
    rows = {n: np.array([i for i, g in enumerate(labels) if g == n]) for n in names}
    notes = []
    small = [n for n in names if rows[n].size < 5]
    if small and not common_tau2:
        notes.append(
            Note(
                "small-subgroup",
                f"{', '.join(small)} has fewer than five studies and its own tau2.",
                "Share one tau2 over the groups (common_tau2=True).",
            )
        )
    if not common_tau2:
        pools = {n: pool(y[r], v[r], method=method, test=test, level=level) for n, r in rows.items()}
        est = np.array([p.estimate for p in pools.values()])
        w = np.array([1 / p.se**2 for p in pools.values()])
        q = float((w * (est - (w @ est) / w.sum()) ** 2).sum())
        df = len(names) - 1
        return Subgroups(pools, q, df, float(dist.chi2_upper(q, df)) if df else 1.0, False, tuple(notes))
    method = choice("method", str(method).upper(), METHODS)
    test = choice("test", test or ("z" if method == "EE" else "hksj-conservative"), TESTS)
    x = np.array([[1.0 if g == n else 0.0 for n in names] for g in labels])
    tau2 = estimate_tau2(y, v, x, method) if y.size > len(names) else 0.0
    pools = {
        n: finish_pool(y[r], v[r], np.ones((r.size, 1)), tau2, method, test if r.size > 1 else "z", level)
        for n, r in rows.items()
    }
    if len(names) == 1 or y.size <= len(names):
        return Subgroups(pools, 0.0, len(names) - 1, 1.0, True, tuple(notes))
    whole = regress(y, v, x[:, 1:], method=method, test=test, level=level)
    return Subgroups(pools, whole.qm, len(names) - 1, whole.qm_p, True, tuple(notes))
