"""The model files: every figure in them stands in a row or study of the base, and the posteriors agree with outside work."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy import stats

from stemwise.course import changes, library, models, row, shares
from stemwise.course.heldout import checks, counts
from stemwise.course.model import Cohort
from stemwise.course.spread import Spread
from stemwise.errors import InputError
from stemwise.evidence.model import Source

BASE = library.base()
RAW = [m for parsed in BASE.content.documents("models").values() for m in parsed["model"]]


def share(n: int, per_cent: float, **more: object) -> Cohort:
    return Cohort("x", "x", Source(), n, low=per_cent, high=per_cent, **more)  # type: ignore[arg-type]


def test_ids_are_unlike() -> None:
    ids = [m.id for m in models()]
    assert len(ids) == len(set(ids)) >= 40


@pytest.mark.parametrize("raw", RAW, ids=lambda r: r["id"])
def test_every_figure_stands_in_the_row_it_names(raw: dict) -> None:  # type: ignore[type-arg]
    for c in [*raw["cohorts"], *raw["held_out"]]:
        if "row" not in c:
            continue
        found = row(BASE.content, c["row"])
        assert found is not None
        text = " ".join([found.what, found.note, str(found.value)])
        seen = {float(x) for x in re.findall(r"\d+(?:\.\d+)?", text)}
        seen |= {round(100 - x, 2) for x in seen} | {round(x / 2, 1) for x in seen} | {0.0}
        figures = [*c.get("shares", []), *[c[k] for k in ("low", "high") if k in c]]
        for f in figures:
            assert any(abs(float(f) - s) < 0.051 for s in seen), (c["row"], f, sorted(seen))


def test_every_cohort_has_a_source_that_was_seen() -> None:
    for m in models():
        for c in (*m.cohorts, *m.held_out):
            assert c.source.published_in, (m.id, c.id)
            assert c.source.seen_at, (m.id, c.id)


def test_no_held_out_cohort_is_part_of_its_model() -> None:
    for m in models():
        assert not {c.id for c in m.cohorts} & {c.id for c in m.held_out}


def test_shares_agree_with_importance_sampling() -> None:
    """The four AIS A cohorts (Kirshblum 2021, Table 2): quadrature against 400,000 weighted draws from the prior."""
    data = [(482, 15.4), (53, 11.3), (139, 30.2), (187, 27.8)]
    rng = np.random.default_rng(5)
    size = 400_000
    mu, tau = rng.normal(0, shares.MU_SD, size), np.abs(rng.normal(0, shares.TAU, size))
    # The likelihood given (mu, tau) by an own quadrature, so that the weights do not degenerate.
    z, w = np.polynomial.hermite_e.hermegauss(31)
    weight = np.ones(size)
    near = np.abs(mu + 1.3) < 3
    mu, tau, weight = mu[near], tau[near], weight[near]
    for n, per_cent in data:
        p = 1 / (1 + np.exp(-(mu[:, None] + tau[:, None] * z)))
        weight *= stats.binom.pmf(round(n * per_cent / 100), n, p) @ w
    weight /= weight.sum()
    centre, new = shares.posterior([share(n, p) for n, p in data])
    p_mu = 1 / (1 + np.exp(-mu))
    order = np.argsort(p_mu)
    for q in (0.05, 0.5, 0.95):
        drawn = p_mu[order][np.searchsorted(np.cumsum(weight[order]), q)]
        assert centre.quantile(q) == pytest.approx(drawn, abs=0.01)
    again = 1 / (1 + np.exp(-(mu + tau * rng.normal(size=mu.size))))
    assert new.average == pytest.approx(float(weight @ again), abs=0.01)


def test_a_printed_range_is_as_wide_as_it_says() -> None:
    narrow, _ = shares.posterior([share(100, 15)])
    wide, _ = shares.posterior([Cohort("x", "x", Source(), 100, low=10, high=21)])
    low, high = wide.band(0.9)
    assert low < narrow.band(0.9)[0]
    assert high > narrow.band(0.9)[1]


def test_none_of_n_is_not_zero() -> None:
    centre, new = shares.posterior([share(51, 0)])
    assert 0 < centre.quantile(0.5) < 0.03
    # The exact one-sided 95 % bound for 0 of 51 is 5.7 %; a further group may lie above it.
    assert 0.03 < new.quantile(0.95) < 0.15


def test_pooled_spread_of_the_two_placebo_arms() -> None:
    """FREEDOMS: SD 0.94, n 418; FREEDOMS II: SD 1.2, n 355 (Table 2 of the review named in the rows)."""
    m = next(m for m in models() if m.id == "edss-relapsing-two-years")
    assert changes.person_sd(m.cohorts) == pytest.approx(((417 * 0.94**2 + 354 * 1.2**2) / 771) ** 0.5, rel=1e-12)


def test_one_cohort_has_the_closed_form_spread() -> None:
    """k = 1: the posterior of tau is its prior, so Var(mu) = se^2 + E tau^2 and Var(new) = se^2 + 2 E tau^2."""
    mean, new = changes.posterior([Cohort("x", "x", Source(), 25, mean=3.0, sd=5.0)]) or (None, None)
    assert mean is not None
    assert new is not None
    assert mean.average == pytest.approx(3.0)
    assert mean.deviation**2 == pytest.approx(1.0 + 2.5**2, rel=1e-6)
    assert new.deviation**2 == pytest.approx(1.0 + 2 * 2.5**2, rel=1e-6)


def test_counts_of_a_beta_are_beta_binomial() -> None:
    p = (np.arange(4000) + 0.5) / 4000
    w = stats.beta.pdf(p, 3, 7)
    pmf = counts(Spread(w / w.sum(), p, np.zeros(p.size), True), 20)
    assert np.allclose(pmf, stats.betabinom.pmf(np.arange(21), 20, 3, 7), atol=1e-6)


def test_bands_cover_simulated_cohorts() -> None:
    """Cohorts drawn from the prior itself: the 90 % band for a fourth one covers it in 90 of 100 (4 SE of slack)."""
    rng = np.random.default_rng(11)
    inside, runs = 0, 120
    for _ in range(runs):
        mu, tau = rng.normal(-1, 1), abs(rng.normal(0, shares.TAU))
        n = rng.integers(40, 200, 4)
        x = rng.binomial(n, 1 / (1 + np.exp(-rng.normal(mu, tau, 4))))
        _, new = shares.posterior([share(int(a), 100 * b / a) for a, b in zip(n[:3], x[:3], strict=True)])
        pmf = counts(new, int(n[3])).cumsum()
        inside += pmf[x[3]] >= 0.05 and (pmf[x[3] - 1] if x[3] else 0) <= 0.95
    assert inside / runs > 0.9 - 4 * (0.9 * 0.1 / runs) ** 0.5


def test_held_out_registries_are_left_out_together() -> None:
    m = next(m for m in models() if m.id == "ais-a-first-month-to-year")
    found = {c.cohort.id: c for c in checks(m)}
    assert found["ais-a-spiess-2009"].how == "left out"
    assert found["aimetti-2019-a"].how == "held out"
    assert found["aimetti-2019-a"].inside


def test_a_check_that_fails_is_said() -> None:
    """TREASURE took strokes of NIHSS 8-20 only; the alteplase controls are milder, and the check must say so."""
    m = next(m for m in models() if m.id == "mrs-0-1-early")
    held = [c for c in checks(m) if c.how == "held out"]
    assert [c.inside for c in held] == [False]


def test_a_model_that_names_nothing_is_refused() -> None:
    raw = {**RAW[0], "cohorts": [{"row": "no-such-row"}]}
    with pytest.raises(InputError, match="no course row"):
        library._model(raw, BASE, "mine.toml")
