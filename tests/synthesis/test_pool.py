"""Pools against metafor on 120 sets from published data, the notes, and bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stemwise.errors import InputError
from stemwise.synthesis import pool
from stemwise.synthesis.marginal import Marginal
from stemwise.synthesis.tau2 import METHODS

from .reference import CLOSED, OPTIMISED, close, load

SETS = load("pools")["sets"]
ITERATED = {"REML", "ML", "PM", "EB"}


def tolerance(method: str) -> float:
    return OPTIMISED if method in ITERATED else CLOSED


@pytest.mark.parametrize("name", list(SETS))
def test_agrees_with_metafor(name: str) -> None:
    ref = SETS[name]
    for method in METHODS:
        for test, theirs_name in (("z", "z"), ("hksj", "knha")):
            theirs = ref.get(f"{method}.{theirs_name}")
            if not theirs:
                continue
            ours = pool(ref["yi"], ref["vi"], method=method, test=test)
            tol = tolerance(method)
            # Where both programs hold tau2 at its bound or within rounding of it, absolute agreement decides.
            scale = float(np.median(ref["vi"]))
            if close(ours.tau2, theirs["tau2"], tol, 1e-7 * scale):
                for mine, key in ((ours.estimate, "b"), (ours.se, "se"), (ours.ci.low, "lo"), (ours.ci.high, "hi")):
                    assert close(mine, theirs[key], tol, 1e-6 * theirs["se"]), (method, test, key)
                assert close(ours.q, theirs["q"], 1e-8)
                assert close(ours.i2, theirs["i2"], 10 * tol, 1e-5), (method, "i2")
                assert close(ours.loglik, theirs["ll"], 1e-6, 1e-6), method
            else:
                # A disagreement is allowed only where our likelihood is higher: metafor stopped short.
                assert method in ("REML", "ML"), (method, ours.tau2, theirs["tau2"])
                assert ours.loglik >= theirs["ll"] - 1e-12, (method, ours.tau2, theirs["tau2"])


@pytest.mark.parametrize("name", list(SETS))
def test_q_profile_and_prediction_agree_with_metafor(name: str) -> None:
    ref = SETS[name]
    ours = pool(ref["yi"], ref["vi"], test="z")
    scale = float(np.median(ref["vi"]))
    if "qprofile" not in ref:
        assert (
            name == "normand1999.MD"
        )  # metafor's REML does not converge on this set; ours is checked by the grid below
        return
    if None not in ref["qprofile"]:
        for mine, theirs in zip(ours.tau2_ci, ref["qprofile"], strict=True):
            # metafor's bounds come from uniroot at a tolerance of 1e-13 on tau2.
            assert close(mine, theirs, OPTIMISED, 1e-6 * scale)
    if ours.k >= 3 and close(ours.tau2, ref["REML.z"]["tau2"], OPTIMISED, 1e-7 * scale):
        for mine, theirs in zip(ours.predict("normal"), ref["pi_normal"], strict=True):
            assert close(mine, theirs, OPTIMISED, 1e-6)


@pytest.mark.parametrize("name", list(SETS))
def test_reml_is_the_global_maximum(name: str) -> None:
    ref = SETS[name]
    y, v = np.array(ref["yi"]), np.array(ref["vi"])
    for method in ("REML", "ML"):
        m = Marginal(y, v, np.ones((y.size, 1)), method == "REML")
        grid = np.concatenate([[0.0], np.geomspace(1e-6 * v.min(), max(m.ceiling(), v.min()), 1500)])
        ours = pool(y, v, method=method)
        assert ours.loglik >= m.at(grid).loglik.max() - 1e-10


def test_bcg_as_metafor_prints_it() -> None:
    # R: rma(yi, vi) on the log risk ratios of dat.bcg, metafor 3.8.1.
    ref = SETS["bcg.RR"]
    p = pool(ref["yi"], ref["vi"], test="z")
    assert (round(p.estimate, 4), round(p.se, 4), round(p.tau2, 4)) == (-0.7145, 0.1798, 0.3132)


def test_equal_variances_have_a_closed_form() -> None:
    y, v = np.array([0.1, 0.9, -0.4, 1.5]), np.full(4, 0.2)
    want = y.var(ddof=1) - 0.2
    for method in ("REML", "PM", "DL", "HE", "EB"):
        assert pool(y, v, method=method).tau2 == pytest.approx(want, rel=1e-12)
    assert pool(y, v, method="ML").tau2 == pytest.approx(y.var() - 0.2, rel=1e-12)


def test_prediction_is_refused_below_three() -> None:
    p = pool([0.1, 0.4], [0.1, 0.2])
    assert p.prediction is None
    with pytest.raises(InputError, match="at least 3"):
        p.predict()


def test_one_study_is_shown_as_itself() -> None:
    p = pool([0.5], [0.04])
    assert (p.estimate, p.se, p.k, p.test) == (0.5, 0.2, 1, "z")
    assert p.notes[0].code == "single-study"


def test_conservative_floor_is_never_narrower_than_t() -> None:
    y, v = [0.1, 0.11, 0.12], [0.2, 0.3, 0.1]
    assert pool(y, v, test="hksj").se < pool(y, v, test="t").se == pool(y, v).se
    assert {"hksj-floor", "few-studies", "df-tiny"} <= {n.code for n in pool(y, v).notes}


def test_probability_beyond_a_threshold() -> None:
    p = pool([0.1, 0.5, 0.9, 0.4], [0.05, 0.05, 0.05, 0.05])
    at = p.probability_beyond(p.ci.low)
    assert at.mean_effect == pytest.approx(0.975, abs=1e-12)
    assert at.new_setting is not None
    assert 0.5 < at.new_setting < 0.975


@pytest.mark.parametrize(
    ("y", "v", "word"),
    [
        ([], [], "no study"),
        ([1.0], [0.0], "above zero"),
        ([1.0, 2.0], [0.1], "2 effects but 1"),
        ([math.nan, 2.0], [0.1, 0.1], "missing"),
        ([1.0, 2.0], [0.1, math.inf], "infinite"),
        ([1.0, 2.0], [1e-20, 1.0], "span"),
    ],
)
def test_bad_input_is_one_clear_line(y: list[float], v: list[float], word: str) -> None:
    with pytest.raises(InputError, match=word):
        pool(y, v)


def test_equal_effects_are_not_taken_for_certainty() -> None:
    p = pool([0.3, 0.3, 0.3], [0.1, 0.2, 0.3], test="hksj")
    assert (p.scale, p.tau2) == (1.0, 0.0)
    assert p.ci.high - p.ci.low > 0.5
