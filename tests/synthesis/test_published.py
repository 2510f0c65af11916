"""Results printed in papers.

Nobody here has had the papers in hand. Values, pages and tables are as metafor's own tests quote them
(``tests/testthat/test_analysis_example_<data set>.r`` of its repository, read for these numbers); where that file says
that the paper's last digit differs, the comment says so. Data: metadat, through ``validation/metafor``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from stemwise import synthesis as syn

from .reference import load
from .test_multilevel import fit

POOLS, RARE, LEVELS = load("pools")["sets"], load("rare"), load("multilevel")["models"]


def columns(rows: list[dict[str, float]], *names: str) -> dict[str, Any]:
    return {name: [r[name] for r in rows] for name in names or rows[0]}


def rounded(values: Any, digits: int) -> list[float]:
    return [round(float(v), digits) for v in values]


def exp_ci(ci: Any) -> list[float]:
    return rounded(np.exp(list(ci)), 2)


ONE = (
    [-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232],
    [0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040],
)
TWO = (
    "0.1 -0.162 -0.09 -0.049 -0.046 -0.01 -0.431 -0.261 0.134 0.019 0.175 0.056 0.045 0.103 0.121 -0.482 0.29 0.342",
    "0.016 0.015 0.05 0.05 0.032 0.052 0.036 0.024 0.034 0.033 0.031 0.034 0.039 0.167 0.134 0.096 0.016 0.035",
)


@pytest.mark.parametrize(
    ("data", "tau2", "i2", "h2"),
    [
        (
            ONE,  # page 271
            [0.228, 0.148, 0.277, 0.197, 0.223, 0.192, 0.199],
            [77.23, 68.80, 80.44, 74.51, 76.84, 74.05, 74.75],
            [4.39, 3.21, 5.11, 3.92, 4.32, 3.85, 3.96],
        ),
        (
            tuple([float(x) for x in row.split()] for row in TWO),  # page 272
            [0.010, 0.000, 0.013, 0.013, 0.016, 0.010, 0.025],
            [22.93, 0.00, 27.53, 28.45, 32.02, 23.72, 42.67],
            [1.30, 1.00, 1.38, 1.40, 1.47, 1.31, 1.74],
        ),
    ],
)
def test_viechtbauer_2005_seven_estimators(data: Any, tau2: Any, i2: Any, h2: Any) -> None:
    pools = [syn.pool(*data, method=m) for m in ("HS", "HE", "DL", "ML", "REML", "EB", "SJ")]
    assert rounded([p.tau2 for p in pools], 3) == tau2
    assert rounded([p.i2 for p in pools], 2) == i2
    assert rounded([p.h2 for p in pools], 2) == h2


def test_viechtbauer_2007_intervals_of_tau2() -> None:
    # Table II, page 44 (pre-eclampsia, log odds ratios).
    y, v = POOLS["collins1985b.pre.OR"]["yi"], POOLS["collins1985b.pre.OR"]["vi"]
    pools = {m: syn.pool(y, v, method=m) for m in ("DL", "ML", "REML", "SJ")}
    assert rounded([p.tau2 for p in pools.values()], 3) == [0.230, 0.239, 0.301, 0.456]
    assert rounded(pools["DL"].tau2_ci, 3) == [0.072, 2.203]
    assert rounded(pools["ML"].tau2_profile(), 3) == [0.027, 1.131]
    assert rounded(pools["REML"].tau2_profile(), 3) == [0.043, 1.475]


def test_yusuf_1985_peto() -> None:
    # Page 107: odds ratio 0.93 (0.74 to 1.18), the trials of the paper's table 6.
    p = syn.peto(**columns(RARE["tables"]["yusuf1985.6"]["table"], "ai", "n1i", "ci", "n2i"))
    assert exp_ci([p.estimate, *p.ci]) == [0.93, 0.74, 1.18]


def test_normand_1999_risk_differences() -> None:
    # Table III, page 330 (each trial) and Table VII, page 349 (pools), in per cent.
    t = {"ai": [2, 4, 6, 7, 7, 11], "n1i": [39, 44, 107, 103, 110, 154]}
    t |= {"ci": [1, 4, 4, 5, 3, 4], "n2i": [43, 44, 110, 100, 106, 146]}
    e = syn.effect_size("RD", **t)
    y, v = 100 * e.yi, 1e4 * e.vi
    assert rounded(y, 4) == [2.8026, 0.0, 1.9711, 1.7961, 3.5334, 4.4031]
    assert rounded(v, 4) == [17.7575, 37.5657, 8.1323, 10.8998, 8.0114, 6.1320]
    for method in ("EE", "REML", "DL"):
        p = syn.pool(y, v, method=method, test="z")
        assert (round(p.estimate, 2), rounded(p.ci, 1), p.tau2) == (2.94, [0.4, 5.5], 0.0)


def test_normand_1999_length_of_stay() -> None:
    # Table VIII, page 351 (variances from a pooled sd) and Table IX, page 352 (pools).
    c = {k: np.array(x, dtype=float) for k, x in load("effects")["effects"]["normand1999.MD"]["columns"].items()}
    sd = np.sqrt(((c["n1"] - 1) * c["sd1"] ** 2 + (c["n2"] - 1) * c["sd2"] ** 2) / (c["n1"] + c["n2"] - 2))
    e = syn.effect_size("MD", **(c | {"sd1": sd, "sd2": sd}))
    assert rounded(e.vi, 2) == [40.59, 2.05, 15.28, 150.22, 20.19, 1.22, 95.38, 8.03, 20.69]
    for method, want in (
        ("EE", [-3.49, -5.03, -1.96, 0.0]),
        ("DL", [-14.10, -24.45, -3.75, 218.72]),
        ("REML", [-15.12, -32.67, 2.43, 685.20]),
    ):
        p = syn.pool(e.yi, e.vi, method=method, test="z")
        assert rounded([p.estimate, *p.ci, p.tau2], 2) == want


def test_stijnen_2010_proportions() -> None:
    # Table II, page 3050: normal-normal and binomial-normal, control arms, then treated arms.
    rows = RARE["glmm"]["nielweise2007"]["table"]
    arms = [columns(rows, *names) for names in (("ci", "n2i"), ("ai", "n1i"))]
    for arm, plain, exact in zip(
        arms, ((-3.30, 0.24, 0.663), (-4.26, 0.26, 0.393)), ((-3.50, 0.26, 0.81), (-4.81, 0.36, 0.83)), strict=True
    ):
        x, n = arm.values()
        e = syn.effect_size("PLO", xi=x, ni=n)
        p = syn.pool(e.yi, e.vi, test="z")
        assert (round(p.estimate, 2), round(p.se, 2), round(p.tau2, 3)) == plain
        m = syn.count_model("PLO", xi=x, ni=n)
        assert (round(m.estimate, 2), round(m.se, 2), round(m.tau2, 2)) == exact


def test_stijnen_2010_odds_ratios() -> None:
    # Table III, page 3052: exact and approximate conditional model. The paper has tau 0.77 for the second (0.78).
    t = columns(RARE["glmm"]["nielweise2007"]["table"], "ai", "n1i", "ci", "n2i")
    for model, estimate, se, tau in (
        ("exact-conditional", -1.353, 0.351, 0.83),
        ("approximate-conditional", -1.303, 0.339, 0.78),
    ):
        o = syn.count_model("OR", model=model, **t)
        assert (round(o.estimate, 3), round(math.sqrt(o.tau2), 2)) == (estimate, tau)
        assert o.se == pytest.approx(se, abs=6e-4)


def test_stijnen_2010_rates() -> None:
    # Tables VII (page 3054) and VIII (page 3055), events per 1,000 days. The paper has 0.316 for tau2 of the control
    # arms (0.317) and 0.850 for the treated arms' estimate (0.849).
    t = {k: np.array(x) for k, x in columns(RARE["rates"]["nielweise2008"]["table"]).items()}
    for x, days, want in (("x2i", "t2i", (1.401, 0.231, 0.317)), ("x1i", "t1i", (0.849, 0.330, 0.654))):
        m = syn.count_model("IRLN", xi=t[x], ti=t[days] / 1000)
        assert (m.estimate, m.se, m.tau2) == pytest.approx(want, abs=6e-4)
    m = syn.count_model("IRR", **t)
    assert (round(m.estimate, 3), round(m.se, 3), round(math.sqrt(m.tau2), 2)) == (-0.476, 0.238, 0.35)


def test_konstantopoulos_2011() -> None:
    # Table 4, page 70 (two levels, REML) and Table 5, page 71 (three levels, ML).
    p = syn.pool(POOLS["konstantopoulos2011"]["yi"], POOLS["konstantopoulos2011"]["vi"], test="z")
    assert rounded([p.estimate, p.se, p.tau2], 4) == [0.1279, 0.0439, 0.0884]
    o = fit(LEVELS["konstantopoulos2011.nested.ML"])
    assert rounded([o.estimate, o.se, *o.components.values()], 4) == [0.1845, 0.0805, 0.0577, 0.0329]


def test_berkey_1998() -> None:
    # Table II, page 2545: attachment level and probing depth, with year less 1983 as moderator, by ML.
    ref = LEVELS["berkey1998.UN.ML"]
    year = np.repeat([0.0, -1, -4, 4, 5], 2)
    al = np.array(ref["x1"], dtype=float)
    mods = {"al": al, "pd": 1 - al, "al:year": al * year, "pd:year": (1 - al) * year}
    o = syn.multilevel(
        ref["yi"],
        ref["V"],
        inner=ref["g2"],
        outer=ref["g1"],
        structure="UN",
        mods=mods,
        intercept=False,
        method="ML",
        test="z",
    )
    assert rounded(o.beta, 4) == [-0.3351, 0.3479, -0.0108, 0.0010]
    assert rounded([c.se for c in o.coefficients], 4) == [0.0787, 0.0520, 0.0243, 0.0154]
    assert sorted(rounded([x for n, x in o.components.items() if not n.startswith("rho")], 4)) == [0.0080, 0.0250]
    assert rounded([x for n, x in o.components.items() if n.startswith("rho")], 4) == [0.6587]


@pytest.mark.parametrize(
    ("name", "beta", "tau2"),
    [
        # The paper's table has -27.5 for the second mean of the first row and 20.4 for its first variance; 22.6 and
        # 31.1 for the first and last variance of the second.
        ("ishak2007.HAR.0", [-26.0, -27.3, -28.6, -25.8], [20.3, 36.0, 26.4, 30.1]),
        ("ishak2007.HAR.0.97", [-25.9, -27.5, -28.7, -26.5], [22.7, 33.7, 26.1, 31.2]),
    ],
)
def test_ishak_2007(name: str, beta: list[float], tau2: list[float]) -> None:
    # Table 1, columns "Correlated random time effects" and "Multivariate model".
    o = fit(LEVELS[name])
    assert rounded(o.beta, 1) == beta
    assert rounded([x for n, x in o.components.items() if not n.startswith("rho")], 1) == tau2
