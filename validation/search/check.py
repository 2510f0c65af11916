"""Does `multilevel` find the highest hump? Adversarial sets against an own likelihood climbed from many random starts.

`python -m validation.search.check 400` prints, for each structure, how many of the sets were found, and the worst miss.
The likelihood here is written out densely and climbed by SciPy's L-BFGS-B: nothing of the engine is used.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
from scipy import optimize

from stemwise import synthesis as syn

STRUCTURES = ("CS", "HCS", "UN", "AR", "HAR", "nested")
RESTARTS = 30


def dense_g(structure: str, j: int, at: Any) -> Any:
    """G (j, j) from unconstrained coordinates; UN as L L'."""
    if structure == "UN":
        root = np.zeros((j, j))
        root[np.tril_indices(j)] = at
        return root @ root.T
    many = structure in ("HCS", "HAR")
    sd = np.exp(np.clip(at[: j if many else 1], -40, 10)) * np.ones(j)
    turn = 0.5 + 0.5 * math.sin(at[-1])
    if structure in ("CS", "HCS"):
        low = -1 / (j - 1)
        r = np.eye(j) + (low + (1 - low) * turn) * (1 - np.eye(j))
    else:
        r = max(turn, 1e-12) ** np.abs(np.subtract.outer(np.arange(j), np.arange(j)))
    return np.outer(sd, sd) * r


def dense_loglik(y: Any, x: Any, m: Any, restricted: bool) -> float:
    """(Restricted) log-likelihood of y ~ N(X b, M), from its definition."""
    try:
        root = np.linalg.cholesky(m)
    except np.linalg.LinAlgError:
        return -1e10
    z, w = np.linalg.solve(root, y), np.linalg.solve(root, x)
    a = w.T @ w
    r = z - w @ np.linalg.solve(a, w.T @ z)
    out = -0.5 * float(r @ r) - float(np.log(np.diag(root)).sum())
    if restricted:
        out += 0.5 * float(np.linalg.slogdet(x.T @ x)[1] - np.linalg.slogdet(a)[1])
    return out - 0.5 * (y.size - (x.shape[1] if restricted else 0)) * math.log(2 * math.pi)


def adversarial(rng: Any, structure: str) -> tuple[Any, ...]:
    """Few studies, sampling variances over many orders, correlated errors, effects far or near."""
    j = 2 if rng.random() < 0.6 or structure == "nested" else 3
    k = int(rng.integers(4, 10))
    n = k * j
    scale = np.exp(rng.normal(0, rng.choice([0.3, 1.0, 2.0, 3.0]), n))
    v = np.zeros((n, n))
    for i in range(k):
        own = slice(i * j, (i + 1) * j)
        a = rng.normal(size=(j, j + int(rng.integers(0, 4))))
        s = a @ a.T
        d = np.sqrt(np.diag(s))
        r = 0.98 * s / np.outer(d, d) + 0.02 * np.eye(j)
        v[own, own] = r * np.sqrt(np.outer(scale[own], scale[own]))
    spread = rng.choice([0.0, 0.1, 1.0, 5.0])
    y = rng.multivariate_normal(np.zeros(n), v) + spread * (rng.normal(size=n) + np.repeat(rng.normal(size=k), j))
    if rng.random() < 0.3:
        y += np.where(rng.random(n) < 0.5, 3.0, -3.0)
    return y, v, np.tile(np.arange(j), k), np.repeat(np.arange(k), j), j


def best_of_many(rng: Any, y: Any, v: Any, x: Any, inner: Any, outer: Any, j: int, structure: str, ml: bool) -> float:
    """Highest log-likelihood from random starts."""
    same = outer[:, None] == outer

    def covariance(at: Any) -> Any:
        if structure == "nested":
            a, b = np.exp(2 * np.clip(at, -40, 10))
            return v + a * same + b * np.eye(y.size)
        return v + dense_g(structure, j, at)[np.ix_(inner, inner)] * same

    q = {"UN": j * (j + 1) // 2, "HCS": j + 1, "HAR": j + 1}.get(structure, 2)
    best = -math.inf
    for _ in range(RESTARTS):
        start = rng.normal(0, 2, q) if structure == "UN" else rng.uniform(-4, 2, q)
        if structure == "UN":
            start *= math.exp(rng.uniform(-4, 1))
        found = optimize.minimize(lambda at: -dense_loglik(y, x, covariance(at), not ml), start, method="L-BFGS-B")
        best = max(best, -float(found.fun))
    return best


def main(count: int) -> None:
    """Print found and missed, by structure."""
    rng = np.random.default_rng(20261121)
    for structure in STRUCTURES:
        missed, worst, higher = 0, 0.0, 0
        for i in range(count):
            y, v, inner, outer, j = adversarial(rng, structure)
            x, ml = np.equal.outer(inner, np.arange(j)).astype(float), bool(i % 2)
            options: dict[str, Any] = {"inner": inner.tolist(), "outer": outer.tolist(), "structure": structure}
            if structure == "nested":
                options = {"nested": [outer.tolist(), list(range(y.size))]}
            mods = {str(c): x[:, c] for c in range(j)}
            fit = syn.multilevel(y, v, mods=mods, intercept=False, method="ML" if ml else "REML", **options)
            other = best_of_many(rng, y, v, x, inner, outer, j, structure, ml)
            gap = other - fit.loglik
            missed += gap > 1e-5
            higher += gap < -1e-5
            worst = max(worst, gap)
        print(f"{structure}: {count - missed} of {count} found, worst miss {worst:.2g}; {higher} higher than the peer")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
