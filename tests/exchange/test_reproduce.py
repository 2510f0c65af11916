"""Reproduction: the arithmetic against R and closed forms, the entries against themselves, the page against the code.

Oracle: metafor 3.8.1 (R 4.2.2), ``rma(yi, vi, method = "DL")`` on ``escalc(measure, ...)`` with the values printed in the
records, 2026-11-22; or the formula named beside a figure.
"""

from __future__ import annotations

import json
import math
import tomllib
from pathlib import Path

import pytest

from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.exchange.reproduce import REASONS, Reproduction, agreement, reproduce
from stemwise.exchange.reproduce.members import effect_of
from stemwise.exchange.reproduce.model import Ours, Published
from stemwise.exchange.reproduce.page import as_json, as_text, markdown

DATA = Path(__file__).parents[2] / "src" / "stemwise" / "data" / "reproductions"
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="module")
def found(library: Library) -> tuple[Reproduction, ...]:
    return reproduce(library)


def one(found: tuple[Reproduction, ...], key: str) -> Reproduction:
    return next(r for r in found if r.id == key)


def test_at_least_twelve_with_a_pool_of_ours(found: tuple[Reproduction, ...]) -> None:
    assert sum(r.first is not None for r in found) >= 12
    assert len({r.published.review for r in found if r.first}) >= 10


def test_a_named_reason_is_true(found: tuple[Reproduction, ...]) -> None:
    """Equal is equal when computed; whatever else is named is not; where nothing is pooled the reason says why."""
    for r in found:
        assert r.reason in REASONS
        assert (r.reason == "equal") == (r.agreement == "equal"), r.id
        assert r.why.endswith("."), r.id
        if r.first is None:
            assert r.reason in ("values-not-visible", "wrong-sign"), r.id


def test_no_number_is_typed() -> None:
    """An entry names studies and results; estimates are computed."""
    known = {"id", "review", "row", "pooled_harm", "label", "method", "reason", "why", "pool"}
    member = {"study", "result", "treated", "control", "arms", "sd_is_se", "complement"}
    ids = []
    for file in DATA.glob("*.toml"):
        for raw in tomllib.loads(file.read_text())["reproduction"]:
            ids.append(raw["id"])
            assert set(raw) <= known
            for pool in raw.get("pool", []):
                assert set(pool) <= {"label", "method", "members"}
                assert all(set(m) <= member for m in pool["members"])
                keys = [(m["study"], m["result"], *m.get("arms", ())) for m in pool["members"]]
                assert len(keys) == len(set(keys))
    assert len(ids) == len(set(ids))


# Figures from elsewhere


def test_eggenberger_serious_events_from_the_same_eight_trials(found: tuple[Reproduction, ...]) -> None:
    """Its Table 4 prints 4 of 344 with cells: the sum over the eight trials, recorded one by one."""
    ours = one(found, "eggenberger-2019-sae").first
    assert ours is not None
    assert (ours.k, ours.n) == (8, 344)
    assert ours.estimate == pytest.approx(100 * 4 / 344)
    # Exact interval: the beta quantiles of Clopper and Pearson, solved by their defining tails.
    low, high = ours.ci[0] / 100, ours.ci[1] / 100
    tail = sum(math.comb(344, i) * low**i * (1 - low) ** (344 - i) for i in range(4))
    assert 1 - tail == pytest.approx(0.025, abs=1e-9)
    tail = sum(math.comb(344, i) * high**i * (1 - high) ** (344 - i) for i in range(5))
    assert tail == pytest.approx(0.025, abs=1e-9)


def test_eggenberger_motor_function_by_hand(found: tuple[Reproduction, ...]) -> None:
    """Hedges' g and DerSimonian-Laird written out from their formulas, on the values of its Table 3."""
    rows = [(7.62, 2.44, 27, 2.96, 1.66, 27), (7.08, 7.36, 18, 3.85, 3.75, 18), (9.1, 6.7, 31, 7.8, 5.1, 32),
            (7.5, 6.8, 32, 6.9, 5.5, 31)]  # fmt: skip
    y, v = [], []
    for m1, s1, n1, m2, s2, n2 in rows:
        df = n1 + n2 - 2
        j = math.exp(math.lgamma(df / 2) - math.log(math.sqrt(df / 2)) - math.lgamma((df - 1) / 2))
        g = j * (m1 - m2) / math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)
        y.append(g)
        v.append(1 / n1 + 1 / n2 + g * g / (2 * (n1 + n2)))
    w = [1 / x for x in v]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    q = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
    tau2 = (q - 3) / (sum(w) - sum(a * a for a in w) / sum(w))
    w = [1 / (x + tau2) for x in v]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    half = 1.959963984540054 / math.sqrt(sum(w))
    r = one(found, "eggenberger-2019-gmfm")
    assert r.first is not None
    assert r.first.estimate == pytest.approx(mean, rel=1e-9)
    assert r.first.ci == pytest.approx((mean - half, mean + half), rel=1e-9)
    assert r.first.tau2 == pytest.approx(tau2, rel=1e-9)
    assert r.ours[1].i2 == 0  # one column read otherwise, and the disagreement is gone
    assert r.ours[1].estimate < r.first.estimate / 2


def test_li_2013_from_its_own_means(found: tuple[Reproduction, ...]) -> None:
    """57.39 (SD 23.51) of 60 against 46.90 (20.29) of 40: d = 10.49/22.30 = 0.470, times J = 1 - 3/391: 0.467."""
    ours = one(found, "autologous-bm-2020-intracerebral").first
    assert ours is not None
    pooled_sd = math.sqrt((59 * 23.51**2 + 39 * 20.29**2) / 98)
    assert ours.estimate == pytest.approx(10.49 / pooled_sd * (1 - 3 / 391), abs=2e-4)
    assert one(found, "autologous-bm-2020-intracerebral").agreement == "differs"


def test_lee_2010_risk_ratio(found: tuple[Reproduction, ...]) -> None:
    """4 of 16 against 21 of 36; the standard error of the log ratio by Katz 1978."""
    ours = one(found, "sctm-2024-death").first
    assert ours is not None
    rr, se = (4 / 16) / (21 / 36), math.sqrt(1 / 4 - 1 / 16 + 1 / 21 - 1 / 36)
    assert ours.estimate == pytest.approx(rr)
    assert ours.ci == pytest.approx((rr * math.exp(-1.959964 * se), rr * math.exp(1.959964 * se)), rel=1e-6)


def test_shares_are_pooled_as_logits(library: Library) -> None:
    e = effect_of(library, {"study": "yamout-2010", "result": "edss-improved@6"}, "proportion")
    assert e.yi == pytest.approx(math.log(5 / 2))
    assert e.vi == pytest.approx(1 / 5 + 1 / 2)
    worse = {"study": "nash-2017", "result": "progression-free@60"}
    kept, lost = (effect_of(library, {**worse, "complement": c}, "proportion") for c in (False, True))
    assert kept.yi == pytest.approx(-lost.yi)
    # 91.3 % (90 % interval 74.7 to 97.2): the spread on the logit from the printed bounds
    width = math.log(97.2 / 2.8) - math.log(74.7 / 25.3)
    assert kept.vi == pytest.approx((width / (2 * 1.6448536269514722)) ** 2)


@pytest.mark.parametrize(
    ("key", "figures"),
    [
        # escalc("SMD", m1i = c(7.62, 7.08, 9.1, 7.5), ...); estimate, interval, tau2, I2
        ("eggenberger-2019-gmfm", (0.7420051912, -0.1311334032, 1.6151437857, 0.7043436937, 89.2336465757)),
        # escalc("PLO", xi = c(7, 4, 3, 10, 5), ni = c(18, 22, 5, 24, 7)); back by plogis, per cent
        ("islam-2023-improved", (40.7883699784, 25.5088368088, 58.0837803431, 0.2744386135, 44.8606790110)),
        # escalc("RR", ai = c(17, 5), n1i = c(50, 11), ci = c(0, 3), n2i = c(20, 20)); back by exp
        ("xu-2019-ais", (3.95956562688, 1.25107063142, 12.53179441664, 0.02466638388, 2.02875831686)),
    ],
)
def test_pools_against_metafor(found: tuple[Reproduction, ...], key: str, figures: tuple[float, ...]) -> None:
    ours = one(found, key).first
    assert ours is not None
    assert (ours.estimate, *ours.ci, ours.tau2, ours.i2) == pytest.approx(figures, rel=1e-8)


# Agreement, errors, output


def published(value: float, ci: tuple[float, float] | None, measure: str = "RR") -> Published:
    from stemwise.evidence import Source

    return Published("r", "R", "row", "what", measure, value, ci, None, None, None, Source())


def ours(estimate: float, ci: tuple[float, float]) -> Ours:
    return Ours("", "", estimate, ci, 1, 10, None, None, ())


@pytest.mark.parametrize(
    ("printed", "mine", "said"),
    [
        ((2.48, (1.27, 4.86)), (2.481, (1.268, 4.8642)), "equal"),
        ((2.48, (1.27, 4.86)), (2.481, (1.20, 4.8642)), "compatible"),
        ((2.48, (1.27, 4.86)), (1.1, (0.9, 1.3)), "differs"),
        ((1.2, None), (1.163, (0.3, 3.0)), "equal"),
        ((3.0, None), (2.4, (0.3, 3.0)), "compatible"),
    ],
)
def test_agreement(
    printed: tuple[float, tuple[float, float] | None], mine: tuple[float, tuple[float, float]], said: str
) -> None:
    assert agreement(published(*printed), ours(*mine)) == said
    assert agreement(published(*printed), None) == "not visible"


def test_wrong_entries_are_named(library: Library) -> None:
    with pytest.raises(InputError, match="no study 'nobody-1900'"):
        effect_of(library, {"study": "nobody-1900", "result": "x"}, "MD")
    with pytest.raises(InputError, match="gu-2020 has no result 'gmfm-66@99'"):
        effect_of(library, {"study": "gu-2020", "result": "gmfm-66@99"}, "MD")
    with pytest.raises(InputError, match="no RR from its values"):
        effect_of(library, {"study": "gu-2020", "result": "cfa@12"}, "RR")
    with pytest.raises(InputError, match="no reproduction of 'nothing'"):
        reproduce(library, "nothing")


def test_text_and_json_say_the_same(found: tuple[Reproduction, ...]) -> None:
    text, rows = as_text(found), json.loads(as_json(found))
    assert len(rows) == len(found)
    assert rows[0]["published"]["source"]["seen_at"].startswith("http")
    assert text.count("\n  published  ") == len(found)
    assert f"{len(found)} published pooled results" in text


def test_one_review_alone(library: Library) -> None:
    assert {r.published.review for r in reproduce(library, "xie-2020")} == {"xie-2020"}


def test_the_page_is_what_the_code_writes(library: Library) -> None:
    assert (DOCS / "reproduction.md").read_text() == markdown(library)
