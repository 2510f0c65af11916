"""Rare events: Mantel-Haenszel, Peto and count models against metafor and lme4; exact bounds; words instead of
numbers.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from stemwise import synthesis as syn
from stemwise.errors import InputError

from .reference import close, load

REF = load("rare")
LME4 = 2e-4
"""lme4 stops its optimiser at about 1e-5 on tau; the worst difference seen is 3e-5 relative on tau2 (woods2010 PLO)."""


def cols(rows: list[dict[str, float]]) -> dict[str, Any]:
    return {k: [r[k] for r in rows] for k in rows[0]}


@pytest.mark.parametrize("name", list(REF["tables"]))
def test_mantel_haenszel_and_peto_agree_with_metafor(name: str) -> None:
    case = REF["tables"][name]
    t = cols(case["table"])
    for measure in ("OR", "RR", "RD"):
        theirs, ours = case[f"MH.{measure}"], syn.mantel_haenszel(measure, **t)
        assert close(ours.estimate, theirs["b"], 1e-9, 1e-12)
        assert close(ours.se, theirs["se"], 1e-9)
        if measure == "OR":
            assert close(ours.q or 0.0, theirs["bd"], 1e-6, 1e-8)
            assert close(ours.cmh or 0.0, theirs["cmh"], 1e-9)
    ours = syn.peto(**t)
    assert close(ours.estimate, case["peto"]["b"], 1e-9)
    assert close(ours.se, case["peto"]["se"], 1e-9)


@pytest.mark.parametrize("name", list(REF["rates"]))
def test_rates_agree_with_metafor(name: str) -> None:
    case = REF["rates"][name]
    t = cols(case["table"])
    for measure in ("IRR", "IRD"):
        theirs, ours = case[f"MH.{measure}"], syn.mantel_haenszel(measure, **t)
        assert close(ours.estimate, theirs["b"], 1e-9)
        assert close(ours.se, theirs["se"], 1e-9)
    ours = syn.count_model("IRR", **t)
    assert close(ours.estimate, case["CM.EL"]["b"], LME4)
    assert close(ours.tau2, case["CM.EL"]["tau2"], LME4, 1e-6)


@pytest.mark.parametrize("name", list(REF["proportions"]))
def test_proportion_models_agree_with_lme4(name: str) -> None:
    case = REF["proportions"][name]
    t = cols(case["table"])
    for measure, given in (("PLO", t), ("IRLN", {"xi": t["xi"], "ti": t["ni"]})):
        theirs, ours = case[measure], syn.count_model(measure, **given)
        assert close(ours.estimate, theirs["b"], LME4)
        assert close(ours.se, theirs["se"], LME4)
        assert close(ours.tau2, theirs["tau2"], LME4, 1e-6)


@pytest.mark.parametrize("name", list(REF["glmm"]))
def test_conditional_models_agree_with_metafor(name: str) -> None:
    case = REF["glmm"][name]
    t = cols(case["table"])
    for model, key in (
        ("approximate-conditional", "CM.AL"),
        ("unconditional", "UM.FS"),
        ("exact-conditional", "CM.EL"),
    ):
        theirs = case.get(key)
        if not theirs:
            continue
        ours = syn.count_model("OR", model=model, **t)
        # The exact model in metafor integrates numerically and differentiates twice; 1e-3 is what that leaves.
        # On li2007 lme4's unconditional fit stops 2.4e-4 short on the estimate.
        tol = {"CM.AL": LME4, "UM.FS": 5e-4}.get(key, 1e-3)
        assert close(ours.estimate, theirs["b"], tol)
        assert close(ours.tau2, theirs["tau2"], 5 * tol, 2e-4)
        if theirs["se"] < 1e-4:
            # metafor's numerical Hessian broke at tau = 0; there the model is a conditional logistic regression, whose
            # standard error is within a few per cent of the unconditional one.
            assert key == "CM.EL"
            assert ours.se == pytest.approx(case["UM.FS"]["se"], rel=0.02)
            continue
        assert close(ours.se, theirs["se"], tol)


def test_quadrature_is_converged() -> None:
    from stemwise.synthesis.rare.quadrature import Hypergeometric, marginal

    t = {k: np.array(v, dtype=float) for k, v in cols(REF["glmm"]["nielweise2007"]["table"]).items()}
    keep = t["ai"] + t["ci"] > 0
    a, n1, c, n2 = (t[k][keep] for k in ("ai", "n1i", "ci", "n2i"))
    kernel = Hypergeometric(a, n1, n2, a + c)
    for tau in (0.1, 0.8, 3.0):
        few, many = marginal(kernel, -1.2, tau, 41), marginal(kernel, -1.2, tau, 161)
        assert few.value == pytest.approx(many.value, abs=1e-6)
        h = 1e-5
        slope = (marginal(kernel, -1.2, tau + h).value - marginal(kernel, -1.2, tau - h).value) / (2 * h)
        assert few.gradient[1] == pytest.approx(slope, abs=1e-6)


def test_hypergeometric_matches_scipy() -> None:
    from stemwise.synthesis.rare.quadrature import Hypergeometric

    k = Hypergeometric(np.array([3.0]), np.array([20.0]), np.array([30.0]), np.array([9.0]))
    value, *_ = k(np.array([[0.7]]))
    want = stats.nchypergeom_fisher.logpmf(3, 50, 20, 9, math.exp(0.7))
    assert value[0, 0] == pytest.approx(want, rel=1e-9)


def test_beta_binomial_maximises_scipys_likelihood() -> None:
    t = cols(REF["proportions"]["hannum2020"]["table"])
    o = syn.beta_binomial("PLO", **t)

    def loglik(logit: float, rho: float) -> float:
        p, s = 1 / (1 + math.exp(-logit)), (1 - rho) / rho
        return float(stats.betabinom.logpmf(t["xi"], t["ni"], p * s, (1 - p) * s).sum())

    top = loglik(o.estimate, o.rho)
    assert o.loglik == pytest.approx(top, abs=1e-8)
    for d in (-1e-3, 1e-3):
        assert loglik(o.estimate + d, o.rho) < top
        assert loglik(o.estimate, o.rho + d) < top


def test_double_zero_studies_move_the_beta_binomial() -> None:
    base = {"ai": [1, 2, 3], "n1i": [50, 60, 70], "ci": [4, 3, 6], "n2i": [50, 60, 70]}
    more = {"ai": [1, 2, 3, 0], "n1i": [50, 60, 70, 80], "ci": [4, 3, 6, 0], "n2i": [50, 60, 70, 80]}
    assert syn.beta_binomial("OR", **base).control != syn.beta_binomial("OR", **more).control
    o = syn.count_model("OR", **more)
    assert (o.k, o.informative) == (4, 3)
    assert o.notes[0].studies == (3,)


def test_nobody_had_it() -> None:
    b = syn.upper_bound(30)
    assert b.upper == pytest.approx(1 - 0.05 ** (1 / 30), rel=1e-12)
    assert b.rule_of_three == pytest.approx(0.1)
    ci = syn.clopper_pearson(0, 10)
    assert ci.low == 0.0
    assert ci.high == pytest.approx(0.3084971, abs=1e-7)  # R: binom.test(0, 10)
    ci = syn.clopper_pearson(3, 20)
    assert tuple(ci) == pytest.approx((0.03207094, 0.3789268), abs=1e-7)  # R: binom.test(3, 20)
    rate = syn.exact_rate(5, 10)
    assert tuple(rate) == pytest.approx((0.1623486, 1.166833), abs=1e-6)  # R: poisson.test(5, 10)


@pytest.mark.parametrize("call", [lambda t: syn.count_model("OR", **t), lambda t: syn.mantel_haenszel("OR", **t)])
def test_an_arm_without_events_gets_words(call: Any) -> None:
    t = {"ai": [0, 0], "n1i": [20, 30], "ci": [1, 2], "n2i": [20, 30]}
    with pytest.raises(InputError, match="one arm has no event"):
        call(t)
    assert syn.peto(**t).estimate < 0
    assert syn.mantel_haenszel("RD", **t).estimate == pytest.approx(-3 / 50, abs=0.01)


def test_all_zero_is_refused() -> None:
    t = {"ai": [0, 0], "n1i": [20, 30], "ci": [0, 0], "n2i": [20, 30]}
    with pytest.raises(InputError):
        syn.peto(**t)
    with pytest.raises(InputError, match="logit is infinite"):
        syn.count_model("PLO", xi=[0, 0], ni=[10, 12])


def test_the_ladder_steps_down_in_words() -> None:
    full = syn.rare_events(**cols(REF["glmm"]["nielweise2007"]["table"]))
    assert full.model == "exact-conditional"
    arm = syn.rare_events(ai=[0, 0], n1i=[20, 30], ci=[1, 2], n2i=[20, 30])
    assert arm.model == "Peto"
    assert "no event" in arm.notes[0].message
    none = syn.rare_events(ai=[0, 0], n1i=[20, 30], ci=[0, 0], n2i=[25, 30])
    assert (none.model, none.estimate) == ("bounds", None)
    # One of the two arms' exact bounds by hand: two-sided 95 per cent of 0 in 50.
    assert none.treated.high == pytest.approx(1 - 0.025 ** (1 / 50), rel=1e-9)


def test_unconditional_gradient_is_the_profiles_slope() -> None:
    from stemwise.synthesis.rare import unconditional

    t = {k: np.array(v, dtype=float) for k, v in cols(REF["glmm"]["li2007"]["table"]).items()}
    kernel = unconditional.start(t["ai"], t["n1i"], t["ci"], t["n2i"])
    h = 1e-5
    for tau in (0.0, 0.5):
        here = kernel.at(-0.5, tau)
        slope = (kernel.at(-0.5 + h, tau).value - kernel.at(-0.5 - h, tau).value) / (2 * h)
        assert here.gradient[0] == pytest.approx(slope, rel=1e-5)


def test_peto_warns_where_it_is_biased() -> None:
    even = syn.peto(ai=[1, 2], n1i=[50, 60], ci=[2, 3], n2i=[50, 60])
    assert not even.notes
    uneven = syn.peto(ai=[1, 2, 0], n1i=[50, 60, 99], ci=[4, 3, 0], n2i=[150, 60, 20])
    note = next(n for n in uneven.notes if n.code == "peto-unbalanced")
    assert (note.level, note.studies) == ("warning", (0,))  # the third study has no event and carries no weight
    strong = syn.peto(ai=[9, 8], n1i=[50, 60], ci=[1, 1], n2i=[50, 60])
    assert any(n.code == "peto-strong" and n.level == "warning" for n in strong.notes)
