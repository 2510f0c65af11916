"""tau2 of many sets at once by the estimators that need no likelihood. Arrays as in ``batch_kernel.py``: (k, m), a missing
study with y = 0 and v = inf.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemwise.synthesis.batch_kernel import paule_mandel
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.tau2 import estimate_tau2


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """Effects and variances (k, m) with the number of studies of each set (m,)."""

    y: Floats
    v: Floats
    k: NDArray[np.int_]

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which studies are not missing."""
        return np.asarray(self.v < np.inf)

    @property
    def df(self) -> NDArray[np.int_]:
        """k - 1, at least 1."""
        return np.maximum(self.k - 1, 1)

    def squares(self) -> Floats:
        """Sum of squares about the plain mean of each set."""
        mean = self.y.sum(0) / np.maximum(self.k, 1)
        return np.asarray((np.where(self.there, self.y - mean, 0.0) ** 2).sum(0))

    def q(self, w: Floats) -> Floats:
        """Sum of squares about the mean weighted by ``w``."""
        return np.asarray((w * (self.y - (w * self.y).sum(0) / w.sum(0)) ** 2).sum(0))


def _common(s: Sets) -> Floats:
    return np.zeros(s.k.size)


def _paule_mandel(s: Sets) -> Floats:
    return paule_mandel(s.y, s.v, s.df.astype(np.float64))


def _der_simonian_laird(s: Sets) -> Floats:
    w = 1 / s.v
    sw = w.sum(0)
    return np.asarray((s.q(w) - s.df) / (sw - (w * w).sum(0) / sw))


def _hunter_schmidt(s: Sets) -> Floats:
    w = 1 / s.v
    return np.asarray((s.q(w) - s.k) / w.sum(0))


def _hedges(s: Sets) -> Floats:
    return np.asarray(s.squares() / s.df - np.where(s.there, s.v, 0.0).sum(0) / np.maximum(s.k, 1))


def _sidik_jonkman(s: Sets) -> Floats:
    crude = s.squares() / np.maximum(s.k, 1)
    return np.where(crude > 0, crude * s.q(1 / (s.v + crude)) / s.df, 0.0)


CLOSED: dict[str, Callable[[Sets], Floats]] = {
    "EE": _common,
    "DL": _der_simonian_laird,
    "HS": _hunter_schmidt,
    "HE": _hedges,
    "SJ": _sidik_jonkman,
}
"""Those in closed form: some twenty times as fast as those that iterate."""
WRITTEN = CLOSED | {"PM": _paule_mandel, "EB": _paule_mandel}


def moment_tau2(y: Floats, v: Floats, k: NDArray[np.int_], method: str) -> Floats:
    """tau2 of each set, (m,). An estimator that is not written for arrays is asked set by set."""
    if y.shape[0] < 2:
        return np.zeros(k.size)
    if method in WRITTEN:
        return np.where(k < 2, 0.0, np.maximum(WRITTEN[method](Sets(y, v, k)), 0.0))
    return np.array([_one(y[:, i], v[:, i], method) for i in range(k.size)])


def _one(y: Floats, v: Floats, method: str) -> float:
    there = v < np.inf
    return estimate_tau2(y[there], v[there], np.ones((int(there.sum()), 1)), method)
