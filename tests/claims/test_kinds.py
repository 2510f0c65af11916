"""Every kind rule has an example it fits and that is read as its kind, and a counter-example it does not fit."""

from __future__ import annotations

import pytest

from stemwise.claims.derived import composites
from stemwise.claims.kinds import KindRule, kind_of, rules
from stemwise.claims.lexicon import groups
from tests.claims.read import last_features


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_example_is_read_as_the_rule_says(rule: KindRule) -> None:
    f = last_features(rule.example, rule.context)
    first = kind_of(f)
    assert rule.fits(f.names), sorted(f.names)
    assert first is not None
    assert first.kind == rule.kind, first.id


@pytest.mark.parametrize("rule", [r for r in rules() if r.counter], ids=lambda r: r.id)
def test_counter_example_is_not(rule: KindRule) -> None:
    f = last_features(rule.counter, rule.context)
    assert not rule.fits(f.names), sorted(f.names)


def test_every_rule_has_both() -> None:
    assert [r.id for r in rules() if not (r.example and r.counter)] == []


def test_rule_ids_are_unique() -> None:
    ids = [r.id for r in rules()]
    assert len(ids) == len(set(ids))


def test_rules_name_known_features() -> None:
    """A feature that nothing produces makes a rule that never fits, or a guard that never guards."""
    from stemwise.claims.derived import DERIVED
    from stemwise.claims.turns import TURNS

    made = {
        "cells",
        "harm",
        "item",
        "percent",
        "people",
        "of",
        "number",
        "carried-study",
        "condition",
        "cell",
        "outcome",
        "route",
        "donor",
    }
    made |= set(TURNS) | set(groups()) | {name for name, _ in DERIVED} | {c.id for c in composites()}
    used = {n for r in rules() for n in r.all | r.any | r.none} | {
        n for c in composites() for n in c.all | c.any | c.none
    }
    unknown = {n for n in used if n.removeprefix("heading:") not in made and n not in made}
    assert unknown == set()
