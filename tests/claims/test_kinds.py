"""Every kind rule has an example it fits and that is read as its kind, and a counter-example it does not fit."""

from __future__ import annotations

import pytest

from stemwise.claims.derived import DERIVED, composites
from stemwise.claims.kinds import KindRule, kind_of, rules
from stemwise.claims.lexicon import groups
from stemwise.claims.names import names
from stemwise.claims.turns import TURNS
from tests.claims.read import last_features

_PLAIN = {"cells", "harm", "item", "percent", "people", "of", "number", "carried-study", "condition", "cell", "outcome", "route",
          "donor"}  # fmt: skip
KNOWN = _PLAIN | set(TURNS) | set(groups()) | {name for name, _ in DERIVED} | {name for name, _ in composites()}
"""Every feature a sentence can have, headings apart."""


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
    used = {n for r in rules() for n in r.needs.named} | {n for _, needs in composites() for n in needs.named}
    assert {n for n in used if {n, n.removeprefix("heading:")}.isdisjoint(KNOWN)} == set()


def test_the_lists_of_the_reader_name_known_features() -> None:
    of_features = names("kept") | names("asserts") | names("not_of_study")
    assert {n for n in of_features if {n, n.removeprefix("heading:")}.isdisjoint(KNOWN)} == set()
    of_groups = names("hidden") | {n for n in names("list_of") if not n.startswith("term:")}
    assert of_groups - groups().keys() == set()
