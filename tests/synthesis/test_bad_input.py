"""What cannot be pooled is refused in one line that says what to do; nothing ends in a traceback or a silent number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from stemwise import synthesis as syn
from stemwise.errors import InputError

NAN, INF = float("nan"), float("inf")
FOUR = {"ai": [1, 2], "n1i": [9, 9], "ci": [2, 3], "n2i": [9, 9]}
CASES: dict[str, tuple[Callable[[], Any], str]] = {
    "no study": (lambda: syn.pool([], []), "no study"),
    "no effect size": (lambda: syn.effect_size("OR", ai=[], n1i=[], ci=[], n2i=[]), "no study"),
    "variance below zero": (lambda: syn.pool([1.0], [-1.0]), "variance of -1"),
    "variance of zero": (lambda: syn.pool([1.0, 2.0], [0.0, 1.0]), "variance of 0"),
    "missing effect": (lambda: syn.pool([1.0, NAN], [1.0, 1.0]), "missing or infinite"),
    "infinite variance": (lambda: syn.pool([1.0, 2.0], [1.0, INF]), "missing or infinite"),
    "lengths": (lambda: syn.pool([1.0, 2.0, 3.0], [1.0, 1.0]), "3 effects but 2 variances"),
    "a list of one beside longer ones": (lambda: syn.effect_size("OR", **{**FOUR, "n1i": [9]}), "has 1 values where 2"),
    "events above n": (lambda: syn.effect_size("OR", **{**FOUR, "ai": [10, 2]}), "more events than people"),
    "no method": (lambda: syn.pool([1.0, 2.0], [1.0, 1.0], method=None), "method 'NONE'"),  # type: ignore[call-overload]
    "collinear": (
        lambda: syn.regress([1, 2, 3, 4], [1, 1, 1, 1], {"a": [1, 2, 3, 4], "b": [2, 4, 6, 8]}), "collinear"
    ),
    "words as moderators": (lambda: syn.regress([1, 2, 3], [1, 1, 1], [["x"], ["y"], ["z"]]), "not a number"),
    "one cluster": (lambda: syn.multilevel([1, 2], [1, 1], nested=[["a", "a"]]), "one cluster"),
    "V with a hole": (lambda: syn.multilevel([1, 2], [[1, NAN], [NAN, 1]], nested=[["a", "b"]]), "V is missing"),
    "mixed labels": (
        lambda: syn.multilevel([1, 2, 3, 4], [1] * 4, inner=[1, "a", 1, "a"], outer=[1, 1, 2, 2]), "mixes words"
    ),
    "lists as labels": (lambda: syn.multilevel([1, 2], [1, 1], nested=[[[1], [2]]]), "itself a list"),  # type: ignore[list-item]
    "a time that is none": (
        lambda: syn.multilevel([1, 2, 3, 4], [1] * 4, inner=[1, NAN, 1, 2], outer=[1, 1, 2, 2], structure="AR"),
        "time of inner",
    ),
    "variances worlds apart": (
        lambda: syn.multilevel([1, 2, 3], [1e-20, 1, 1], nested=[["a", "b", "c"]]), "variances span"
    ),
    "Baujat of one": (lambda: syn.baujat([1.0], [1.0]), "one study"),
    "an effect no unit gives": (lambda: syn.pool([1e200, 2.0], [1.0, 1.0]), "effect of 1e.200"),
    "variances no unit gives": (lambda: syn.pool([1.0, 2.0], [1e300, 1e300]), "variance of 1e.300"),
    "variances of almost nothing": (lambda: syn.pool([5.0, 6.0], [1e-320, 1e-320]), "no unit gives"),
    "such an effect among levels": (
        lambda: syn.multilevel([1e200, 2, 3], [1, 1, 1], nested=[["a", "b", "c"]]), "effect of 1e.200"
    ),
    "such an effect in a batch": (lambda: syn.pool_many([[1e200, 2.0]], [[1.0, 1.0]]), "beyond"),
    "equal quartiles": (
        lambda: syn.mean_sd_from_quantiles(40, 3, q1=3, q3=3, low=1, high=9), "both quartiles are 3"
    ),
    "an infinite end": (lambda: syn.mean_sd_from_quantiles(40, 3, low=1, high=INF), "missing or infinite"),
    "a correlation of no spread": (lambda: syn.correlation_from_sds(0, 12, 3), "imply no correlation"),
    "a cross-over of nobody": (lambda: syn.crossover_se(2, 2, 0, 0.5), "n is not above zero"),
    "clusters of nobody": (lambda: syn.effective_size(200, 0, 1.0), "cluster_size is not above zero"),
    "a group of nobody": (lambda: syn.sd_from_difference(2.0, 0, 10), "n1 is not above zero"),
    "an addition that is none": (lambda: syn.effect_size("OR", add=NAN, **FOUR), "mends nothing"),
    "an addition below zero where none is made": (
        lambda: syn.effect_size("GEN", add=-1, yi=[1.0], vi=[1.0]), "mends nothing"
    ),
    "words in a batch": (lambda: syn.pool_many([["a"]], [["b"]]), "no table of numbers"),
    "ragged batch": (lambda: syn.pool_many([[1, 2], [3]], [[1, 1], [1]]), "no table of numbers"),  # type: ignore[list-item]
}  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", list(CASES))
def test_one_clear_line(name: str) -> None:
    call, says = CASES[name]
    with pytest.raises(InputError, match=says) as error:
        call()
    assert "\n" not in str(error.value)


def test_one_study_is_shown_as_itself_with_a_note() -> None:
    p = syn.pool([0.4], [0.09], test="t")
    assert (p.estimate, p.test) == (0.4, "z")
    assert [n.code for n in p.notes] == ["single-study"]


def test_a_bare_number_stands_for_every_study() -> None:
    e = syn.effect_size("OR", ai=[1, 2], n1i=9, ci=[2, 3], n2i=9)
    np.testing.assert_array_equal(e.yi, syn.effect_size("OR", **FOUR).yi)
