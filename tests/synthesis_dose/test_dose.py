"""Dose-response against Greenland and Longnecker 1992, R (validation/dose) and properties."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemwise.errors import InputError
from stemwise.synthesis import pool
from stemwise.synthesis.dose import DoseResponse, covariance_of, dose_response, pseudo_counts, spline_basis

R: dict[str, Any] = json.loads((Path(__file__).parents[2] / "validation/dose/reference.json").read_text("utf-8"))
D = R["data"]
Z = 1.959963984540054

# Greenland and Longnecker 1992: the case-control study of Rohan and McMichael (1988).
ROHAN = {
    "dose": [0.0, 2.0, 6.0, 11.0],
    "cases": [165, 74, 90, 122],
    "totals": [337, 167, 186, 212],
    "rr": [1.0, 0.80, 1.16, 1.57],
    "low": [math.nan, 0.51, 0.73, 0.99],
    "high": [math.nan, 1.27, 1.85, 2.51],
}
# The same paper, table 3: log relative risk per gram a day and its standard error in 16 case-control studies.
TABLE3 = [
    (0.00434, 0.00247), (0.0109, 0.0041), (0.0284, 0.00564), (0.118, 0.0476), (0.0121, 0.00429), (0.087, 0.0232),
    (0.00311, 0.00373), (0.0, 0.0094), (0.00597, 0.00658), (0.0479, 0.0205), (0.0389, 0.00768), (0.203, 0.0946),
    (-0.00673, 0.00419), (0.0111, 0.00481), (0.0148, 0.00635), (-0.000787, 0.00867),
]  # fmt: skip


def fitted(shape: str, method: str, **more: Any) -> DoseResponse:
    knots = R["knots"] if shape == "spline" else None
    return dose_response(
        D["study"], D["dose"], D["logrr"], D["se"], D["cases"], D["n"], D["kind"], shape=shape, knots=knots,
        method=method, test="z", **more,
    )  # fmt: skip


def test_greenland_1992_alcohol_and_breast_cancer() -> None:
    """The trend as dosresmeta prints it: 0.0454 (0.0207), z 2.1985, p 0.0279, 0.0049 to 0.0859; 1.046477 per gram."""
    se = [(math.log(h) - math.log(low)) / (2 * Z) for low, h in zip(ROHAN["low"], ROHAN["high"], strict=True)]
    r = dose_response(["Rohan"] * 4, ROHAN["dose"], np.log(ROHAN["rr"]), se, ROHAN["cases"], ROHAN["totals"], "cc")
    b, s = float(r.coefficients[0]), math.sqrt(float(r.cov[0, 0]))
    assert (round(b, 4), round(s, 4), round(b / s, 4), round(r.p, 4)) == (0.0454, 0.0207, 2.1985, 0.0279)
    curve = r.at([1.0])
    got = [float(x[0]) for x in curve.shown()]
    assert [round(x, 6) for x in got] == [1.046477, 1.004941, 1.089729]


def test_greenland_1992_table_3_pooled() -> None:
    """The common trend of the 16 studies: 0.00823 (0.00132), interval 0.00564 to 0.01081, z 6.24."""
    p = pool([b for b, _ in TABLE3], [s**2 for _, s in TABLE3], method="EE")
    assert (round(p.estimate, 5), round(p.se, 5), round(p.statistic, 2)) == (0.00823, 0.00132, 6.24)
    assert [round(x, 5) for x in p.ci] == [0.00564, 0.01081]


def test_pseudo_counts_and_covariances_are_the_papers() -> None:
    names = list(dict.fromkeys(D["study"]))
    for name, want in zip(names, R["studies"], strict=True):
        rows = [i for i, s in enumerate(D["study"]) if s == name]
        cases, n, y, se = ([D[c][i] for i in rows] for c in ("cases", "n", "logrr", "se"))
        kind = D["kind"][rows[0]]
        assert pseudo_counts(kind, cases, n, y[1:]) == pytest.approx(want["A"], rel=1e-9)
        assert covariance_of(kind, cases, n, y[1:], se[1:]) == pytest.approx(np.array(want["C"]), rel=1e-9)


def test_the_spline_is_hmiscs() -> None:
    assert spline_basis([0, 5, 17, 33, 61], R["knots"]) == pytest.approx(np.array(R["basis"]), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("shape", R["fits"])
def test_common_effects_are_closed_forms(shape: str) -> None:
    r, want = fitted(shape, "EE"), R["fits"][shape]["ee"]
    assert r.coefficients == pytest.approx(np.atleast_1d(want["b"]), rel=1e-9)
    assert np.sqrt(np.diag(r.cov)) == pytest.approx(np.atleast_1d(want["se"]), rel=1e-9)
    assert r.q == pytest.approx(want["q"], rel=1e-9)


@pytest.mark.parametrize("shape", R["fits"])
def test_random_effects_are_metafors_or_better(shape: str) -> None:
    r, want = fitted(shape, "REML"), R["fits"][shape]["reml"]
    loglik = _loglik(r)
    assert loglik >= want["ll"] - 1e-8
    # rma.mv's optimiser stops at five to six digits of the covariance.
    assert r.coefficients == pytest.approx(np.atleast_1d(want["b"]), rel=2e-5)
    assert np.sqrt(np.diag(r.cov)) == pytest.approx(np.atleast_1d(want["se"]), rel=2e-5)
    top = float(np.abs(r.psi).max())
    assert r.psi == pytest.approx(np.atleast_2d(want["psi"]), rel=1e-3, abs=1e-5 * top)


def _loglik(r: DoseResponse) -> float:
    """The restricted likelihood, written out."""
    total, info, p = 0.0, np.zeros((r.shape.p, r.shape.p)), r.shape.p
    for t in r.trends:
        m = t.cov + r.psi
        e = t.coefficients - r.coefficients
        total += -0.5 * (np.linalg.slogdet(m)[1] + float(e @ np.linalg.solve(m, e)))
        info += np.linalg.inv(m)
    total += -0.5 * float(np.linalg.slogdet(info)[1]) + 0.5 * p * math.log(r.k)
    return total - 0.5 * (r.k - 1) * p * math.log(2 * math.pi)


def test_the_curve_passes_its_reference_and_is_linear_outside_the_knots() -> None:
    r = fitted("spline", "REML")
    c = r.at([0.0, 10.0], reference=10.0)
    assert c.estimate[1] == pytest.approx(0, abs=1e-15)
    assert c.low[1] == c.high[1] == pytest.approx(0, abs=1e-12)
    beyond = r.shape.knots[-1] + np.array([1.0, 2.0, 3.0])
    y = r.at(beyond).estimate
    assert y[2] - y[1] == pytest.approx(y[1] - y[0], rel=1e-9)
    assert 0 <= (r.p_nonlinear or 0) <= 1


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["cc", "ci", "ir"]),
    st.lists(st.tuples(st.integers(1, 200), st.integers(1, 500), st.floats(-2, 2)), min_size=2, max_size=6),
)
def test_pseudo_counts_keep_the_margins_and_give_the_ratios(kind: str, rows: list[tuple[int, int, float]]) -> None:
    cases = [a for a, _, _ in rows]
    totals = [a + b for a, b, _ in rows]
    y = [e for _, _, e in rows[1:]]
    try:
        a = pseudo_counts(kind, cases, totals, y)
    except InputError:
        assert kind == "ci"
        return
    n = np.array(totals, dtype=float)
    odds = a / (n - a) if kind == "cc" else a / n
    assert a.sum() == pytest.approx(sum(cases), rel=1e-9)
    assert np.log(odds[1:] / odds[0]) == pytest.approx(y, abs=1e-6)
    c = covariance_of(kind, cases, totals, y, np.full(len(y), 0.3))
    assert float(np.linalg.eigvalsh(c)[0]) > 0
    assert np.diag(c) == pytest.approx(0.09)


def test_units_of_dose_do_not_matter() -> None:
    r = fitted("quadratic", "REML")
    s = dose_response(
        D["study"],
        np.array(D["dose"]) * 1000,
        D["logrr"],
        D["se"],
        D["cases"],
        D["n"],
        D["kind"],
        shape="quadratic",
        test="z",
    )
    assert s.at([20_000.0]).estimate == pytest.approx(r.at([20.0]).estimate, rel=1e-5)
    assert s.at([20_000.0]).high == pytest.approx(r.at([20.0]).high, rel=1e-4)
    assert s.p == pytest.approx(r.p, rel=1e-4)


def test_a_study_with_too_few_doses_is_named() -> None:
    keep = [i for i, s in enumerate(D["study"]) if s != "S3"] + [i for i, s in enumerate(D["study"]) if s == "S3"][:2]
    columns = [[D[c][i] for i in keep] for c in ("study", "dose", "logrr", "se", "cases", "n", "kind")]
    r = dose_response(*columns, shape="quadratic", test="z")
    assert r.k == 8
    assert "S3" in r.notes[0].message
    assert dose_response(*columns).k == 9


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"se": [0.1, 0.2, 0.2, 0.2]}, "0 reference levels"),
        ({"se": [None, None, 0.2, 0.2]}, "2 reference levels"),
        ({"logrr": [0.1, 0.2, 0.3, 0.4]}, "zero by definition"),
        ({"cases": [999, 1, 1, 1]}, "more cases than people"),
        ({"cases": [-1, 1, 1, 1]}, "negative"),
        ({"kind": "rct"}, "kind 'rct'"),
        ({"shape": "cubic"}, "shape 'cubic'"),
        ({"knots": 3}, "has no knots"),
        ({"shape": "spline", "knots": [1, 2]}, "three knots"),
        ({"logrr": [0, 0.1]}, "2 values where 4"),
    ],
)
def test_bad_input(change: dict[str, Any], says: str) -> None:
    given_: dict[str, Any] = {
        "study": ["A"] * 4, "dose": [0, 1, 2, 3], "logrr": [0, 0.1, 0.2, 0.3], "se": [None, 0.2, 0.2, 0.2],
        "cases": [10, 10, 10, 10], "totals": [50, 50, 50, 50], "kind": "cc",
    }  # fmt: skip
    with pytest.raises(InputError, match=says):
        dose_response(**{**given_, **change})
