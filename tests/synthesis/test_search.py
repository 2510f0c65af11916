"""The highest hump of likelihoods with several variances: against metafor from many starts, and against fine grids."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stemwise import synthesis as syn
from stemwise.synthesis.structures import partials_of, root_of

PINNED = json.loads((Path(__file__).parents[2] / "validation/search/un_case.json").read_text(encoding="utf-8"))
IN, OUT = [0, 1] * 6, [i for i in range(6) for _ in range(2)]


def blocks(s: list[list[float]]) -> Any:
    """(k, 2, 2) from variance, covariance, variance."""
    return np.array([[[a, c], [c, b]] for a, c, b in s])


def fit(y: Any, s: Any, structure: str, method: str) -> syn.Multilevel:
    k = len(s)
    v = np.zeros((2 * k, 2 * k))
    for i in range(k):
        v[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = s[i]
    inner, outer = [0, 1] * k, [i for i in range(k) for _ in range(2)]
    mods = {"a": [1.0, 0.0] * k, "b": [0.0, 1.0] * k}
    return syn.multilevel(
        y, v, inner=inner, outer=outer, structure=structure, mods=mods, intercept=False, method=method
    )


@pytest.mark.parametrize("name", list(PINNED["fits"]))
def test_a_set_whose_second_hump_is_higher(name: str) -> None:
    structure, method = name.split(".")
    theirs = PINNED["fits"][name]
    ours = fit(PINNED["y"], blocks(PINNED["s"]), structure, method)
    # rma.mv reaches an edge only from within: ours may lie above it, by no more than that.
    assert -1e-9 < ours.loglik - theirs["ll"] < 2e-6
    np.testing.assert_allclose(ours.beta, theirs["b"], rtol=1e-4)


def grid_top(y: Any, s: Any, structure: str, restricted: bool) -> float:
    """Highest log-likelihood over a grid of both standard deviations and the correlation, from the definition."""
    k = len(s)
    z = np.asarray(y).reshape(k, 2)
    sd = np.append(0.0, np.geomspace(1e-3, 8, 60))
    low = 0.0 if structure.endswith("AR") else -1.0
    rho = low + (1 - low) * (0.5 - 0.5 * np.cos(np.linspace(0, math.pi, 41)))
    pairs = np.array([(a, a) for a in sd] if structure in ("CS", "AR") else list(itertools.product(sd, sd)))
    best = -math.inf
    for r in rho:
        off = r * pairs[:, 0] * pairs[:, 1]
        a = s[:, 0, 0] + pairs[:, :1] ** 2
        b = s[:, 1, 1] + pairs[:, 1:] ** 2
        c = s[:, 0, 1] + off[:, None]
        det = a * b - c * c
        # Inverse of each 2 x 2 block, and the weighted sums they give.
        w11, w22, w12 = b / det, a / det, -c / det
        s11, s22, s12 = w11.sum(1), w22.sum(1), w12.sum(1)
        t1, t2 = (w11 * z[:, 0] + w12 * z[:, 1]).sum(1), (w12 * z[:, 0] + w22 * z[:, 1]).sum(1)
        total = (w11 * z[:, 0] ** 2 + 2 * w12 * z[:, 0] * z[:, 1] + w22 * z[:, 1] ** 2).sum(1)
        whole = s11 * s22 - s12**2
        fitted = (s22 * t1**2 - 2 * s12 * t1 * t2 + s11 * t2**2) / whole
        value = -0.5 * np.log(det).sum(1) - 0.5 * (total - fitted) - k * math.log(2 * math.pi)
        if restricted:
            value += -0.5 * np.log(whole) + math.log(k) + math.log(2 * math.pi)
        best = max(best, float(value.max()))
    return best


@pytest.mark.parametrize("structure", ["CS", "HCS", "UN", "AR", "HAR"])
@pytest.mark.parametrize("seed", range(3))
def test_no_knot_of_a_fine_grid_lies_higher(structure: str, seed: int) -> None:
    rng = np.random.default_rng([seed, len(structure)])
    k = 5
    scale = np.exp(rng.normal(0, 2, (k, 2)))
    r = rng.uniform(-0.98, 0.98, k)
    off = r * np.sqrt(scale.prod(1))
    s = blocks(np.column_stack([scale[:, 0], off, scale[:, 1]]).tolist())
    y = np.concatenate([rng.multivariate_normal(np.zeros(2), m) for m in s]) + rng.choice([-1.5, 1.5], 2 * k)
    for method in ("REML", "ML"):
        ours = fit(y, s, structure, method).loglik
        top = grid_top(y, s, structure, method == "REML")
        assert top - 1e-9 <= ours < top + 0.3


def test_partial_correlations_and_their_factor_are_each_others_inverse() -> None:
    partial = np.array([0.3, -0.9, 0.5, 0.99, -0.2, 0.7])
    root = root_of(partial, 4)
    np.testing.assert_allclose(np.diag(root @ root.T), 1.0, rtol=1e-14)
    np.testing.assert_allclose(partials_of(3 * root * [1, -1, 1, -1]), partial, rtol=1e-9)
