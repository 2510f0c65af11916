"""Effect sizes against metafor's escalc on published data sets, and what bad counts do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stemwise.errors import InputError
from stemwise.synthesis import effect_size

from .reference import CLOSED, load

CASES = load("effects")["effects"]


@pytest.mark.parametrize("name", list(CASES))
def test_agrees_with_escalc(name: str) -> None:
    case = CASES[name]
    ours = effect_size(case["measure"], **case["columns"])
    for mine, theirs in ((ours.yi, case["yi"]), (ours.vi, case["vi"])):
        theirs = np.array([math.nan if x is None else x for x in theirs], dtype=float)
        known = np.isfinite(theirs)
        assert known.any()
        np.testing.assert_allclose(mine[known], theirs[known], rtol=CLOSED, atol=1e-13)


def test_hedges_factor_is_exact() -> None:
    # Hedges 1981, exact gamma form: m = 2 gives 1/Gamma(1/2) = 0.5642 where the approximation 1 - 3/(4m-1) gives 0.571.
    one = effect_size("SMD", m1=[1.0], sd1=[1.0], n1=[2], m2=[0.0], sd2=[1.0], n2=[2])
    assert one.yi[0] == pytest.approx(1 / math.sqrt(math.pi), rel=1e-12)


def test_zero_cells_are_marked() -> None:
    e = effect_size("OR", ai=[0, 5], n1i=[10, 10], ci=[2, 4], n2i=[10, 10])
    assert e.corrected.tolist() == [True, False]
    assert e.notes[0].code == "zero-cells"
    assert e.notes[0].studies == (0,)


def test_double_zero_says_nothing_about_a_ratio() -> None:
    e = effect_size("OR", ai=[0, 5], n1i=[10, 10], ci=[0, 4], n2i=[10, 10])
    assert "no-information" in {n.code for n in e.notes}


def test_peto_and_arcsine_need_no_correction() -> None:
    for measure in ("PETO", "AS"):
        e = effect_size(measure, ai=[0], n1i=[10], ci=[2], n2i=[10])
        assert not e.corrected.any()
        assert e.usable.all()


def test_se_taken_for_sd_is_alarming() -> None:
    e = effect_size("SMD", m1=[10.0], sd1=[0.5], n1=[25], m2=[8.0], sd2=[0.5], n2=[25])
    assert e.notes[0].code == "smd-implausible"


def test_pre_post_control_by_hand() -> None:
    # The formula written out: df 58, c = 1 - 3/231, pooled pre-test sd 10, difference of changes 5.
    e = effect_size("PPC", pre1=[50], post1=[60], sd1=[10], n1=[30], pre2=[50], post2=[55], sd2=[10], n2=[30], ri=[0.5])
    c = 1 - 3 / 231
    assert e.yi[0] == pytest.approx(c * 0.5, rel=1e-12)
    base = 2 * 0.5 * 60 / 900
    assert e.vi[0] == pytest.approx(c**2 * base * 58 / 56 * (1 + (c * 0.5) ** 2 / base) - (c * 0.5) ** 2, rel=1e-12)


def test_pre_post_control_by_simulation() -> None:
    # No printed example was seen; 100,000 simulated trials with a true effect of 0.6 sd and correlation 0.7 decide.
    rng = np.random.default_rng(2008)
    n, m, true, r = 12, 100_000, 0.6, 0.7
    pre = rng.normal(0, 1, (2, n, m))
    post = r * pre + math.sqrt(1 - r * r) * rng.normal(0, 1, (2, n, m)) + np.array([true, 0.0])[:, None, None]
    e = effect_size(
        "PPC",
        pre1=pre[0].mean(0),
        post1=post[0].mean(0),
        sd1=pre[0].std(0, ddof=1),
        n1=[n] * m,
        pre2=pre[1].mean(0),
        post2=post[1].mean(0),
        sd2=pre[1].std(0, ddof=1),
        n2=[n] * m,
        ri=[r] * m,
    )
    assert e.yi.mean() == pytest.approx(true, abs=0.005)
    assert e.vi.mean() == pytest.approx(e.yi.var(), rel=0.03)


def test_generic_from_interval() -> None:
    e = effect_size("GEN", yi=[0.5], ci_low=[0.5 - 1.959963984540054 * 0.2], ci_high=[0.5 + 1.959963984540054 * 0.2])
    assert e.vi[0] == pytest.approx(0.04, rel=1e-12)


@pytest.mark.parametrize(
    ("measure", "columns", "word"),
    [
        ("OR", {"ai": [11], "n1i": [10], "ci": [1], "n2i": [10]}, "more events"),
        ("PR", {"xi": [11], "ni": [10]}, "more events"),
        ("MD", {"m1": [1], "sd1": [1], "n1": [10], "m2": [1], "sd2": [1]}, "lacks column n2"),
        ("MD", {"m1": [1, 2], "sd1": [1, 1, 1], "n1": [9, 9], "m2": [1, 1], "sd2": [1, 1], "n2": [9, 9]}, "values"),
        ("ROM", {"m1": [-1], "sd1": [1], "n1": [9], "m2": [1], "sd2": [1], "n2": [9]}, "sign"),
        ("MD", {"m1": [math.nan], "sd1": [1], "n1": [10], "m2": [1], "sd2": [1], "n2": [9]}, "missing"),
        ("XYZ", {}, "not known"),
        ("GEN", {"yi": [1], "vi": [-1]}, "negative"),
    ],
)
def test_bad_input_is_one_clear_line(measure: str, columns: dict[str, list[float]], word: str) -> None:
    with pytest.raises(InputError, match=word):
        effect_size(measure, **columns)
