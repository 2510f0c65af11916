"""The model with random study effects: Laplace's form against lme4, the full one against brute-force integration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special

from stemwise import synthesis as syn
from stemwise.errors import InputError
from stemwise.synthesis.rare.random_studies import TwoRandom, maximum

from .reference import load

TABLES = load("rare")
REF = load("random_studies")
CASES = [(kind, n) for kind in ("OR", "IRR") for n in REF[kind]]


def columns(kind: str, name: str) -> dict[str, Any]:
    rows = (TABLES["glmm"] if kind == "OR" else TABLES["rates"])[name]["table"]
    keys = ("ai", "n1i", "ci", "n2i") if kind == "OR" else ("x1i", "t1i", "x2i", "t2i")
    return {k: np.array([r[k] for r in rows], dtype=float) for k in keys}


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_laplace_agrees_with_rma_glmm(kind: str, name: str) -> None:
    theirs = REF[kind][name]
    ours = maximum(TwoRandom(*columns(kind, name).values(), poisson=kind == "IRR", nodes=1))
    # lme4's search stops up to 4e-4 of log-likelihood below the top (hahn2001), never above it.
    assert -1e-7 < ours.loglik - theirs["ll"] < 5e-4
    near = {"rel": 5e-4, "abs": 3e-4}
    assert ours.theta[1] == pytest.approx(theirs["b"], **near)
    assert ours.theta[3] ** 2 == pytest.approx(theirs["tau2"], **near)
    assert ours.theta[2] ** 2 == pytest.approx(theirs["sigma2"], rel=0.02)
    if name == "hahn2001":
        # Here lme4's Hessian broke (0.0042); the model with fixed study effects has 0.1405.
        assert np.sqrt(ours.cov[1, 1]) == pytest.approx(TABLES["glmm"][name]["UM.FS"]["se"], rel=0.01)
    else:
        assert np.sqrt(ours.cov[1, 1]) == pytest.approx(theirs["se"], rel=0.015)


def brute(t: dict[str, Any], theta: Any) -> float:
    """Log-likelihood by the trapezoid rule over eight standard deviations of both effects."""
    a, mu, sigma, tau = theta
    g = np.linspace(-8, 8, 321)
    z, u = g[:, None], g[None, :]
    total = 0.0
    for x1, n1, x2, n2 in zip(*t.values(), strict=True):
        e1, e2 = a + sigma * z + (mu + tau * u) / 2, a + sigma * z - (mu + tau * u) / 2
        f = x1 * e1 - n1 * np.logaddexp(0, e1) + x2 * e2 - n2 * np.logaddexp(0, e2) - 0.5 * (z * z + u * u)
        c = sum(
            special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(n - x + 1)
            for x, n in ((x1, n1), (x2, n2))
        )
        total += float(special.logsumexp(f)) + 2 * np.log(g[1] - g[0]) - np.log(2 * np.pi) + float(c)
    return total


def test_estimate_and_error_are_those_of_the_integrated_likelihood() -> None:
    t = columns("OR", "nielweise2007")
    fit = maximum(TwoRandom(*t.values()))
    assert fit.loglik == pytest.approx(brute(t, fit.theta), abs=2e-5)
    h = 2e-3
    info, e = np.zeros((4, 4)), h * np.eye(4)
    for i in range(4):
        slope = (brute(t, fit.theta + e[i]) - brute(t, fit.theta - e[i])) / (2 * h)
        assert slope == pytest.approx(0, abs=2e-4)
        for j in range(4):
            corners = [brute(t, fit.theta + s * e[i] + r * e[j]) * s * r for s in (1, -1) for r in (1, -1)]
            info[i, j] = -sum(corners) / (4 * h * h)
    assert np.sqrt(fit.cov[1, 1]) == pytest.approx(np.sqrt(np.linalg.inv(info)[1, 1]), rel=1e-4)


def test_trials_without_events_stay_in_and_words_stand_beside_numbers() -> None:
    t = {"ai": [0, 2, 1, 3, 0], "n1i": [50, 60, 40, 80, 30], "ci": [0, 4, 3, 3, 0], "n2i": [50, 58, 42, 81, 30]}
    fit = syn.count_model("OR", model="random-studies", **t)
    assert fit.informative == fit.k == 5
    assert fit.sigma2 is not None
    assert "random-studies" in [n.code for n in fit.notes]
    alike = {"ai": [5, 5, 5], "n1i": [50, 50, 50], "ci": [5, 6, 5], "n2i": [50, 50, 50]}
    flat = syn.count_model("OR", model="random-studies", **alike)
    assert flat.sigma2 == 0
    assert "studies-alike" in [n.code for n in flat.notes]
    # Without either variance the likelihood is one 2 x 2 table's.
    assert flat.estimate == pytest.approx(np.log(15 * 134 / (135 * 16)), abs=1e-6)
    with pytest.raises(InputError, match="one arm has no event"):
        syn.count_model("OR", model="random-studies", ai=[0, 0, 0], n1i=[9, 9, 9], ci=[1, 2, 1], n2i=[9, 9, 9])
    with pytest.raises(InputError, match="2 studies cannot show"):
        syn.count_model("OR", model="random-studies", ai=[1, 1], n1i=[9, 9], ci=[1, 2], n2i=[9, 9])
    with pytest.raises(InputError, match="measure 'PLO' is not known"):
        syn.count_model("PLO", model="random-studies", xi=[1, 2], ni=[9, 9])
