"""The log-linear model against its closed form, and its weights against the practice pages they were made from."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.special import softmax

from stemwise.claims import loglinear
from stemwise.claims.reader import entered, opened
from stemwise.claims.signs import signs
from stemwise.reading.document import Document

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src" / "stemwise" / "data" / "weights" / "sentences.json"
TINY = {
    "groups": {"claim": ["claim", "none"], "kind": ["efficacy", "safety", "procedure"], "told": ["open", "sold"]},
    "bias": [10, -10, 0, 5, -5, 20, -20],
    "lift": [[100, 100], [100, 100], [100, 100]],
    "signs": {"improv": [50, -50, 120, -20, -40, -30, 30], "risk": [30, -30, -60, 150, -10, 60, -60]},
}


@pytest.mark.parametrize("found", [[], ["improv"], ["risk", "improv"], ["unheard", "risk"]])
def test_shares_are_the_softmax_of_summed_weights(found: list[str]) -> None:
    """Berger 1996, eq. 10, computed by SciPy."""
    rows = [TINY["signs"][s] for s in found if s in TINY["signs"]]  # type: ignore[index]
    score = (np.array(TINY["bias"]) + np.sum(rows, axis=0)) / 100 if rows else np.array(TINY["bias"]) / 100
    shares = loglinear.from_json(TINY).shares(found)
    assert list(shares["claim"].values()) == pytest.approx(softmax(score[:2]))
    assert list(shares["kind"].values()) == pytest.approx(softmax(score[2:5]))
    assert list(shares["told"].values()) == pytest.approx(softmax(score[5:]))


def test_kind_and_telling_are_held_against_each_other() -> None:
    """The margins of the joint table, computed cell by cell: what is never told one way is read less where it is told so."""
    lift = [[200, 50], [10, 150], [100, 100]]
    alone = loglinear.from_json(TINY).shares(["improv"])
    shares = loglinear.from_json(TINY | {"lift": lift}).shares(["improv"])
    kind, told = list(alone["kind"].values()), list(alone["told"].values())
    cells = [[k * t * lift[i][j] / 100 for j, t in enumerate(told)] for i, k in enumerate(kind)]
    whole = sum(map(sum, cells))
    assert list(shares["kind"].values()) == pytest.approx([sum(row) / whole for row in cells])
    assert list(shares["told"].values()) == pytest.approx([sum(row[j] for row in cells) / whole for j in range(2)])
    assert shares["claim"] == alone["claim"]


def test_a_share_is_never_lost_to_overflow() -> None:
    labels = {"claim": ["x", "y"], "kind": ["a"], "told": ["b"]}
    signs = {"s": [200_000, -200_000, 0, 0]}
    model = loglinear.from_json({"groups": labels, "bias": [0] * 4, "lift": [[100]], "signs": signs})
    assert model.shares(["s"])["claim"] == {"x": 1.0, "y": 0.0}


def test_weights_are_those_of_the_practice_pages() -> None:
    from training.fit import stamp

    head = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert head["stamp"] == stamp(), "the practice pages have changed: make train"


def test_every_practice_claim_lies_in_its_page() -> None:
    from training.corpus import TOLD, pages

    found = pages()
    assert len(found) >= 100
    for page in found:
        for claim in page.claims:
            assert 0 <= claim["start"] < claim["end"] <= len(page.text), page.id
            assert claim["verdict"] in TOLD


def test_signs_name_the_words_their_pairs_and_what_the_rules_say() -> None:
    features, context = opened(Document("test", "Stem cells improve walking in cerebral palsy."))
    kind = entered(features[0], context)
    found = set(signs(features[0], kind, ""))
    assert {"rule:efficacy", "before:", "first:stem", "improv", "improv walkin", "cue:cells"} <= found


def test_a_fit_finds_the_sign_that_decides() -> None:
    """Two kinds told apart by one sign: its weight has the sign that the odds have."""
    from training.corpus import Row
    from training.fit import fit

    rows = [Row("p", frozenset({"safe"}), "safety", "sold", 1.0)] * 20
    rows += [Row("p", frozenset({"walk"}), "efficacy", "sound", 1.0)] * 20 + [
        Row("p", frozenset({"menu"}), "", "", 1.0)
    ] * 20
    shares = loglinear.from_json(fit(rows)).shares(["safe"])
    assert shares["kind"]["safety"] > 0.8
    assert shares["told"]["sold"] > 0.8
    assert loglinear.from_json(fit(rows)).shares(["menu"])["claim"]["none"] > 0.6
    assert math.isclose(sum(shares["kind"].values()), 1.0)
