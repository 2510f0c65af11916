"""Results print well: a few lines that hold the numbers, never the arrays they were computed from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from stemwise import synthesis as syn

Y = np.array([0.3, 0.1, 0.6, -0.2, 0.5, 0.4, 0.2, 0.35, 0.1, 0.45, 0.0, 0.7])
V = np.array([0.04, 0.09, 0.05, 0.06, 0.08, 0.03, 0.07, 0.05, 0.1, 0.04, 0.06, 0.09])
GROUPS = list("aabbccaabbcc")
RESULTS: dict[str, Callable[[], Any]] = {
    "pool": lambda: syn.pool(Y, V),
    "bayes": lambda: syn.bayes(Y, V, syn.HalfNormal(0.5)),
    "regress": lambda: syn.regress(Y, V, {"year": np.arange(12.0)}),
    "subgroups": lambda: syn.subgroups(Y, V, GROUPS),
    "trim and fill": lambda: syn.trim_and_fill(Y, V),
    "multilevel": lambda: syn.multilevel(Y, V, nested=[GROUPS]),
    "robust": lambda: syn.robust(syn.multilevel(Y, V, nested=[GROUPS]), GROUPS),
    "multiverse": lambda: syn.multiverse((Y, V)),
}


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_a_result_prints_in_a_few_lines(name: str) -> None:
    found = RESULTS[name]()
    assert len(str(found).splitlines()) <= 6
    assert all(len(line) <= 260 for line in str(found).splitlines())
    assert "array(" not in str(found)
    assert len(repr(found).splitlines()) == 1


def test_the_numbers_stand_in_it() -> None:
    found = syn.bayes(Y, V, syn.HalfNormal(0.5))
    for value in (found.estimate, found.ci.low, found.ci.high, found.prediction.low, found.tau.median):
        assert f"{value:.3f}" in str(found)
    by_group = syn.subgroups(Y, V, GROUPS)
    for name, part in by_group.pools.items():
        assert f"{name}: {part.estimate:.3f}" in str(by_group)
    slope = syn.regress(Y, V, {"year": np.arange(12.0)})
    assert "intercept" in str(slope)
    assert f"year {slope.coefficients[1].estimate:.3f}" in str(slope)
