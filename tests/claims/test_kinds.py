"""Every kind rule has an example it fits and that is read as its kind, and a counter-example it does not fit."""

from __future__ import annotations

import pytest

from stemwise.claims.kinds import KindRule, kind_of, rules
from tests.claims.read import last_features


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_example_is_read_as_the_rule_says(rule: KindRule) -> None:
    f = last_features(rule.example, rule.context)
    first = kind_of(f)
    assert rule.fits(f.names), sorted(f.names)
    assert first is not None
    assert first.kind == rule.kind, first.id


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_counter_example_is_not(rule: KindRule) -> None:
    f = last_features(rule.counter, rule.context)
    assert not rule.fits(f.names), sorted(f.names)
