"""Networks against metafor's rma.mv (validation/network) and netmeta's published output for Senn et al. 2013."""

from __future__ import annotations

import json
import math
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemwise.errors import InputError
from stemwise.synthesis import pool
from stemwise.synthesis.network import (
    Network,
    Trials,
    design_by_treatment,
    network,
    node_split,
    parts,
    rank_probabilities,
    ranking,
    trials_from_arms,
    trials_from_contrasts,
)

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "validation/network/reference.json").read_text("utf-8")
)["networks"]
CLOSED, OPTIMISED = 1e-9, 1e-6


@cache
def trials(name: str) -> Trials:
    r = REFERENCE[name]
    columns = {c: v for c, v in r["arms"].items() if c not in ("study", "treatment")}
    return trials_from_arms(r["measure"], r["arms"]["study"], r["arms"]["treatment"], **columns)


@cache
def fitted(name: str, method: str) -> Network:
    return network(trials(name), reference=REFERENCE[name]["reference"], method=method, test="z")


@pytest.mark.parametrize("name", REFERENCE)
def test_random_effects_are_metafors(name: str) -> None:
    n, want = fitted(name, "REML"), REFERENCE[name]["reml"]
    assert list(n.treatments) == REFERENCE[name]["treatments"]
    # rma.mv's likelihood is sharpened by golden section, good to about 1e-6 of tau2.
    assert n.tau2 == pytest.approx(want["tau2"], rel=5e-6, abs=1e-7)
    assert n.estimates == pytest.approx(want["b"], rel=OPTIMISED, abs=1e-6)
    assert np.sqrt(np.diag(n.cov)) == pytest.approx(want["se"], rel=OPTIMISED)
    assert n.loglik >= want["ll"] - 1e-9
    assert fitted(name, "ML").tau2 == pytest.approx(REFERENCE[name]["ml"]["tau2"], rel=5e-6, abs=1e-7)


@pytest.mark.parametrize("name", REFERENCE)
def test_common_effects_and_moments_are_closed_forms(name: str) -> None:
    n, want = fitted(name, "EE"), REFERENCE[name]["ee"]
    assert n.estimates == pytest.approx(want["b"], rel=CLOSED, abs=1e-10)
    assert np.sqrt(np.diag(n.cov)) == pytest.approx(want["se"], rel=CLOSED)
    assert n.q == pytest.approx(want["q"], rel=CLOSED)
    n, want = fitted(name, "DL"), REFERENCE[name]["dl"]
    assert n.tau2 == pytest.approx(want["tau2"], rel=CLOSED, abs=1e-12)
    assert n.estimates == pytest.approx(want["b"], rel=1e-7, abs=1e-9)
    assert np.sqrt(np.diag(n.cov)) == pytest.approx(want["se"], rel=1e-7)


@pytest.mark.parametrize("name", REFERENCE)
def test_design_by_treatment(name: str) -> None:
    found, want = design_by_treatment(fitted(name, "REML")), REFERENCE[name]["design"]
    assert found.df == want["df"]
    assert found.within == pytest.approx(want["within"], rel=CLOSED, abs=1e-9)
    assert found.within + found.between == pytest.approx(REFERENCE[name]["ee"]["q"], rel=CLOSED)
    assert sum(d.q for d in found.designs) == pytest.approx(found.within, rel=1e-9, abs=1e-9)
    assert sum(d.df for d in found.designs) == found.within_df
    if "wald" in want:
        assert found.tau2 == pytest.approx(want["tau2"], rel=5e-6, abs=1e-6)
        assert found.wald == pytest.approx(want["wald"], rel=2e-5)


@pytest.mark.parametrize("name", [n for n in REFERENCE if "splits" in REFERENCE[n]])
def test_node_splits(name: str) -> None:
    found = {(s.a, s.b): s for s in node_split(fitted(name, "REML"))}
    want = {(s["a"], s["b"]): s for s in REFERENCE[name]["splits"]}
    assert found.keys() == want.keys()
    for pair, s in found.items():
        assert s.difference == pytest.approx(want[pair]["difference"], rel=1e-5, abs=1e-6), pair
        assert s.difference_se == pytest.approx(want[pair]["se"], rel=1e-5), pair
        assert s.direct - s.indirect == pytest.approx(s.difference, abs=1e-12)


def senn_in_pairs(digits: int | None = None) -> Trials:
    """Senn 2013 as all pairwise contrasts; netmeta's copy of it prints effects and standard errors to 4 digits."""
    r = REFERENCE["senn2013"]["arms"]
    rows: dict[str, list[int]] = {}
    for i, s in enumerate(r["study"]):
        rows.setdefault(s, []).append(i)
    study, a, b, y, v = [], [], [], [], []
    for s, found in rows.items():
        for i, p in enumerate(found):
            for q in found[i + 1 :]:
                se = math.sqrt(r["sd"][p] ** 2 / r["n"][p] + r["sd"][q] ** 2 / r["n"][q])
                study.append(s)
                a.append(r["treatment"][p])
                b.append(r["treatment"][q])
                y.append(r["m"][p] - r["m"][q])
                v.append((se if digits is None else round(se, digits)) ** 2)
    return trials_from_contrasts(study, a, b, y, v)


def test_senn_2013_as_netmeta_prints_it() -> None:
    """Q statistics of decomp.design() for Senn2013, to the digits printed (netmeta 3; cttir course slides, week 4)."""
    n = network(senn_in_pairs(4), method="DL", test="z")
    d = design_by_treatment(n)
    assert (round(n.q, 2), n.q_df) == (96.99, 18)
    assert (round(d.within, 2), d.within_df) == (74.46, 11)
    assert (round(d.between, 2), d.df, round(d.between_p, 4)) == (22.53, 7, 0.0021)
    by = {frozenset(x.design): (round(x.q, 2), x.df, round(x.p, 4)) for x in d.designs if x.df}
    assert by == {
        frozenset({"metformin", "placebo"}): (42.16, 2, 0.0),
        frozenset({"placebo", "rosiglitazone"}): (21.27, 5, 0.0007),
        frozenset({"benfluorex", "placebo"}): (4.38, 1, 0.0363),
        frozenset({"miglitol", "placebo"}): (6.45, 2, 0.0398),
        frozenset({"metformin", "rosiglitazone"}): (0.19, 1, 0.6655),
    }


def test_a_network_of_two_treatments_is_a_pool() -> None:
    y, v = [0.3, -0.1, 0.5, 0.2, 0.9], [0.04, 0.09, 0.05, 0.02, 0.08]
    t = trials_from_contrasts(list("vwxyz"), ["B"] * 5, ["A"] * 5, y, v)
    for method in ("REML", "ML", "DL", "EE"):
        n, p = network(t, reference="A", method=method, test="z"), pool(y, v, method=method, test="z")
        c = n.compare("B", "A")
        assert c.estimate == pytest.approx(p.estimate, rel=1e-8)
        assert c.se == pytest.approx(p.se, rel=1e-8)
        assert n.tau2 == pytest.approx(p.tau2, rel=1e-7, abs=1e-12)
        assert n.q == pytest.approx(p.q, rel=1e-10)
        if method != "EE":
            assert tuple(n.tau2_ci or ()) == pytest.approx(tuple(p.tau2_ci or ()), rel=1e-8)
    n, p = network(t, reference="A"), pool(y, v, test="t")
    assert tuple(n.compare("B", "A").ci) == pytest.approx(tuple(p.ci), rel=1e-8)
    assert tuple(n.compare("B", "A").prediction or ()) == pytest.approx(tuple(p.prediction or ()), rel=1e-8)


def test_a_triangle_by_hand() -> None:
    """Bucher: indirect A-C = A-B + B-C, pooled with the direct one by inverse variance (common effect)."""
    t = trials_from_contrasts(["1", "2", "3"], ["A", "B", "A"], ["B", "C", "C"], [0.5, 0.3, 1.0], [0.01, 0.02, 0.03])
    n = network(t, method="EE", reference="C")
    indirect, vi = 0.8, 0.03
    want = (1.0 / 0.03 + indirect / vi) / (1 / 0.03 + 1 / vi)
    c = n.compare("A", "C")
    assert c.estimate == pytest.approx(want, rel=1e-12)
    assert c.se == pytest.approx(math.sqrt(1 / (1 / 0.03 + 1 / vi)), rel=1e-12)
    assert n.q == pytest.approx(0.2**2 / 0.06, rel=1e-10)
    split = {(s.a, s.b): s for s in node_split(n)}[("A", "C")]
    assert (split.direct, split.indirect) == pytest.approx((1.0, 0.8))
    assert split.difference_se == pytest.approx(math.sqrt(0.06))


def test_contrasts_and_arms_say_the_same() -> None:
    n = network(senn_in_pairs(), reference="placebo", test="z")
    assert n.estimates == pytest.approx(fitted("senn2013", "REML").estimates, rel=1e-8)
    assert n.tau2 == pytest.approx(fitted("senn2013", "REML").tau2, rel=1e-8)


@pytest.mark.parametrize("name", ["senn2013", "hasselblad1998"])
def test_the_reference_changes_no_comparison(name: str) -> None:
    t = trials(name)
    one, other = network(t, reference=t.treatments[0]), network(t, reference=t.treatments[-1])
    for c in one.league():
        d = other.compare(c.a, c.b)
        assert (c.estimate, c.se, c.p) == pytest.approx((d.estimate, d.se, d.p), rel=1e-6, abs=1e-9)


def test_sucra_is_the_p_score_and_ranks_add_up() -> None:
    n = fitted("senn2013", "REML")
    found = ranking(n, better="lower")
    assert next(iter(found.scores)) == "rosiglitazone"
    assert list(found.scores)[-1] == "placebo"
    assert sum(found.scores.values()) == pytest.approx(len(n.treatments) / 2)
    names, p = rank_probabilities(n, better="lower", draws=40_000)
    assert p.sum(0) == pytest.approx(np.ones(len(names)))
    assert p.sum(1) == pytest.approx(np.ones(len(names)))
    sucra = np.cumsum(p, axis=1)[:, :-1].mean(axis=1)
    assert sucra == pytest.approx([found.scores[a] for a in names], abs=0.01)
    up = ranking(n, better="higher").scores
    assert all(up[a] == pytest.approx(1 - s) for a, s in found.scores.items())


def test_smd_of_many_arms_against_gleser_and_olkin() -> None:
    """Covariances 1/n0 + g1 g2/(2N) by hand for three arms."""
    t = trials_from_arms("SMD", ["s"] * 3, ["a", "b", "c"], m=[0.0, 1.0, 2.0], sd=[1.0, 2.0, 1.5], n=[10, 20, 30])
    sp = math.sqrt((9 * 1 + 19 * 4 + 29 * 2.25) / 57)
    j = math.exp(math.lgamma(28.5) - math.lgamma(28)) / math.sqrt(28.5)
    g1, g2 = j / sp, 2 * j / sp
    assert t.y == pytest.approx([g1, g2], rel=1e-10)
    assert t.v[0, 1] == pytest.approx(0.1 + g1 * g2 / 120, rel=1e-10)
    assert t.v[1, 1] == pytest.approx(0.1 + 1 / 30 + g2**2 / 120, rel=1e-10)


@pytest.mark.parametrize(
    ("measure", "columns"),
    [
        ("OR", {"x": [4, 6, 3, 9], "n": [20, 22, 30, 31]}),
        ("RR", {"x": [4, 6, 3, 9], "n": [20, 22, 30, 31]}),
        ("RD", {"x": [4, 6, 3, 9], "n": [20, 22, 30, 31]}),
        ("IRR", {"x": [4, 6, 3, 9], "t": [200, 220, 300, 310]}),
        ("MD", {"m": [4, 6, 3, 9], "sd": [1, 2, 3, 4], "n": [20, 22, 30, 31]}),
        ("ROM", {"m": [4, 6, 3, 9], "sd": [1, 2, 3, 4], "n": [20, 22, 30, 31]}),
        ("SMD", {"m": [4, 6, 3, 9], "sd": [1, 2, 3, 4], "n": [20, 22, 30, 31]}),
    ],
)
def test_two_arms_are_the_ordinary_effect_size(measure: str, columns: dict[str, list[float]]) -> None:
    from stemwise.synthesis import effect_size

    t = trials_from_arms(measure, ["p", "p", "q", "q"], ["b", "a", "b", "a"], **columns)
    c = {k: np.array(v, dtype=float) for k, v in columns.items()}
    if measure in ("OR", "RR", "RD"):
        given_ = {"ai": c["x"][::2], "n1i": c["n"][::2], "ci": c["x"][1::2], "n2i": c["n"][1::2]}
    elif measure == "IRR":
        given_ = {"x1i": c["x"][::2], "t1i": c["t"][::2], "x2i": c["x"][1::2], "t2i": c["t"][1::2]}
    else:
        given_ = {f"{k}{i + 1}": c[k][i::2] for k in ("m", "sd", "n") for i in (0, 1)}
    want = effect_size(measure, **given_)
    assert t.y == pytest.approx(want.yi, rel=1e-12)
    assert np.diag(t.v) == pytest.approx(want.vi, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 10), st.booleans())
def test_order_scale_and_sign_do_not_matter(seed: int, scale: float, flip: bool) -> None:
    rng = np.random.default_rng(seed)
    k = 12
    pairs = [("A", "B"), ("B", "C"), ("A", "C"), ("C", "D")] * 3
    y, v = rng.normal(0, 1, k), rng.uniform(0.05, 0.5, k)
    names = [f"s{i}" for i in range(k)]
    a, b = [p for p, _ in pairs], [q for _, q in pairs]
    n = network(trials_from_contrasts(names, a, b, y, v), reference="A")
    order = rng.permutation(k)
    sign = -1.0 if flip else 1.0
    a2, b2 = (b, a) if flip else (a, b)
    t = trials_from_contrasts(
        [names[i] for i in order],
        [a2[i] for i in order],
        [b2[i] for i in order],
        sign * scale * y[order],
        scale**2 * v[order],
    )
    m = network(t, reference="A")
    assert m.estimates == pytest.approx(scale * n.estimates, rel=1e-5, abs=1e-6 * scale)
    assert m.tau2 == pytest.approx(scale**2 * n.tau2, rel=1e-4, abs=1e-6 * scale**2)


def test_a_disconnected_network_names_its_parts() -> None:
    with pytest.raises(InputError, match=r"2 parts.*\(A, B, C\); \(X, Y\)"):
        trials_from_contrasts(["1", "2", "3"], ["A", "B", "X"], ["B", "C", "Y"], [1, 2, 3], [1, 1, 1])
    assert parts("ABCXY", ["AB", "BC", "XY"]) == [("A", "B", "C"), ("X", "Y")]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("1", "A", "A", 1, 1)], "with itself"),
        ([("1", "A", "B", 1, 1), ("1", "B", "A", 1, 1)], "twice"),
        ([("1", "A", "B", 1, 1), ("1", "B", "C", 1, 1)], "no contrast of 'A' and 'C'"),
        ([("1", "A", "B", 1, 0.1), ("1", "B", "C", 1, 0.1), ("1", "A", "C", 1, 0.1)], "do not add up"),
        ([("1", "A", "B", 1, 0.1), ("1", "B", "C", 1, 0.1), ("1", "A", "C", 2, 9)], "contradict each other"),
        ([("1", "A", "B", 1, 0.0)], "sampling variance"),
        ([("1", "A", "B", math.nan, 1)], "missing or infinite"),
    ],
)
def test_bad_contrasts(rows: list[tuple[str, str, str, float, float]], says: str) -> None:
    study, a, b, y, v = zip(*rows, strict=True)
    with pytest.raises(InputError, match=says):
        trials_from_contrasts(study, a, b, y, v)


def test_bad_arms() -> None:
    with pytest.raises(InputError, match="lacks column n"):
        trials_from_arms("OR", ["1", "1"], ["A", "B"], x=[1, 2])
    with pytest.raises(InputError, match="more events than people in row 2"):
        trials_from_arms("OR", ["1", "1"], ["A", "B"], x=[1, 20], n=[10, 10])
    with pytest.raises(InputError, match="two arms of 'A'"):
        trials_from_arms("OR", ["1", "1"], ["A", "A"], x=[1, 2], n=[10, 10])
    with pytest.raises(InputError, match="no treatment of this network"):
        network(trials("senn2013"), reference="nothing")


def test_zero_cells_and_silent_trials_are_named() -> None:
    t = trials_from_arms(
        "OR", ["1", "1", "2", "2", "3", "3", "4"], list("ABABABA"), x=[0, 2, 0, 0, 3, 4, 1], n=[10] * 7
    )
    notes = {n.code: n.message for n in t.notes}
    assert t.studies == ("1", "3")
    assert "2" in notes["no-information"]
    assert "of 1 " in notes["zero-cells"]
    assert "4" in notes["single-arm"]
    assert t.y[0] == pytest.approx(math.log((2.5 / 8.5) / (0.5 / 10.5)))


def test_nothing_can_be_inconsistent_in_a_star() -> None:
    t = trials_from_contrasts(list("1234"), ["A", "B", "A", "B"], ["P"] * 4, [1, 2, 1.5, 2.5], [0.1] * 4)
    d = design_by_treatment(network(t))
    assert d.df == 0
    assert d.wald_p == 1.0
    assert [n.code for n in d.notes] == ["no-loops"]
    assert node_split(network(t)) == ()


def test_one_trial_per_comparison_gives_normal_intervals_and_says_so() -> None:
    n = network(trials_from_contrasts(["1", "2"], ["A", "B"], ["P", "P"], [1.0, 2.0], [0.1, 0.1]))
    assert n.test == "z"
    assert n.tau2 == 0.0
    assert "no-heterogeneity" in [x.code for x in n.notes]


def test_a_thousand_trials_are_quick() -> None:
    rng = np.random.default_rng(3)
    names = [f"T{i:02d}" for i in range(20)]
    truth = dict(zip(names, rng.normal(0, 1, 20), strict=True))
    study, treat, m, sd, size = [], [], [], [], []
    for s in range(1000):
        shift = rng.normal(0, 3)
        for arm in rng.choice(names, 3 if s % 10 == 0 else 2, replace=False):
            study.append(f"s{s}")
            treat.append(str(arm))
            m.append(shift + truth[str(arm)] + rng.normal(0, 0.2 / math.sqrt(2)) + rng.normal(0, 0.1))
            sd.append(1.0)
            size.append(100)
    start = time.perf_counter()
    n = network(trials_from_arms("MD", study, treat, m=m, sd=sd, n=size), reference="T00")
    assert time.perf_counter() - start < 10
    assert n.tau2 == pytest.approx(0.04, rel=0.2)
    for a in names[1:]:
        c = n.compare(a, "T00")
        assert abs(c.estimate - (truth[a] - truth["T00"])) < 4.5 * c.se
