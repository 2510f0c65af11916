"""Sentences of the reports, held to numbers worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from stemwise.answer.effect import effect
from stemwise.answer.model import Mcid
from stemwise.answer.pooling import make_pool
from stemwise.evidence import base
from stemwise.evidence.model import Source
from stemwise.question import Question
from stemwise.report.words import matters


@pytest.mark.parametrize(("outcome", "sign", "small"), [("gmfm-66", 1, 5.0), ("updrs", -1, 5.0), ("updrs", -1, -5.0)])
def test_the_printed_chance_is_that_the_gain_is_larger(outcome: str, sign: int, small: float) -> None:
    """A gain of 6 with variance 2, and 5 that matter: Phi(1 / sqrt 2) = 76 %, on scales that rise and on scales that fall."""
    head = effect(Question(condition="cerebral-palsy"), base()).headline
    assert head is not None
    row = replace(head.contributions[0], yi=6.0 * sign, vi=2.0, shown=6.0 * sign, printed="", exact_p=None)
    made = make_pool((row,), "MD", outcome, "12", mcid=(Mcid(outcome, small, "", "", Source()),))
    share = 100 * 0.5 * math.erfc(-1 / 2)
    assert round(share) == 76
    assert f"larger than 5, if the trials are right, is {share:.0f} %" in matters(made)


def test_a_chance_near_certainty_is_not_told_as_certain() -> None:
    head = effect(Question(condition="cerebral-palsy"), base()).headline
    assert head is not None
    for gain, told in ((40.0, "above 99 %"), (-40.0, "below 1 %")):
        row = replace(head.contributions[0], yi=gain, vi=2.0, shown=gain, printed="", exact_p=None)
        made = make_pool((row,), "MD", "gmfm-66", "12", mcid=(Mcid("gmfm-66", 5.0, "", "", Source()),))
        assert told in matters(made)
