"""Every verdict rule can be reached: its example gets its verdict by it, on the shipped evidence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, get_args

import pytest

from stemwise import explain
from stemwise.claims.lexicon import groups
from stemwise.claims.model import Direction, Strength
from stemwise.claims.names import names
from stemwise.content import document
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Level
from stemwise.evidence.model import Design
from stemwise.reading.document import Document
from stemwise.verdict import weigh
from stemwise.verdict.model import Verdict
from stemwise.verdict.predicates import PHRASES as ASKED
from stemwise.verdict.predicates import predicates
from stemwise.verdict.rules import Rule, rules

ROWS = document("rules/predicates.toml")["predicate"]


def _marks(row: dict[str, Any]) -> list[str]:
    return [mark for part in ("all", "any", "none") for mark in row.get(part, ())]


def _found(rule: Rule, sentence: str, library: Library) -> dict[str, Verdict]:
    """The verdicts on a sentence after the rule's context, by rule."""
    text = f"{rule.context}\n{sentence}" if rule.context else sentence
    page = weigh(Document("test", text), library)
    return {v.rule: v for v in page.verdicts if v.claim.start >= len(text) - len(sentence)}


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_example_gets_the_verdict_by_the_rule(rule: Rule, library: Library) -> None:
    found = _found(rule, rule.example, library)
    assert rule.id in found, {r: v.claim.kind for r, v in found.items()}
    assert found[rule.id].value == rule.verdict


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_counter_does_not(rule: Rule, library: Library) -> None:
    """An unsound sentence near a fair one is called fair by no rule; a fair one near an unsound one does not get its rule."""
    found = _found(rule, rule.counter, library)
    if rule.verdict == "supported":
        assert "supported" not in {v.value for v in found.values()}, list(found)
    else:
        assert rule.id not in found


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_sentence_reads_well(rule: Rule, library: Library) -> None:
    text = f"{rule.context}\n{rule.example}" if rule.context else rule.example
    for v in weigh(Document("test", text), library).verdicts:
        assert v.why == v.why.strip()
        assert not re.search(r"\.\.|\s[.,;]|\{|\}|  |None|nan|: :|::", v.why), v.why
        assert v.why[0].isupper() or v.why[0] == "'"
        assert v.why[-1] in ".", v.why


def test_a_rule_instead_never_calls_a_claim_fair() -> None:
    assert {r.verdict for r in rules() if r.instead} & {"supported"} == set()


def test_a_verdict_by_shared_words_is_never_surely_read(library: Library) -> None:
    text = "Duchenne muscular dystrophy is a genetic disease of boys in which the muscles waste away."
    (found,) = weigh(Document("test", text), library).verdicts
    assert found.claim.told.sound > 0.9
    assert (found.rule, found.by_words, found.reading) == ("disease-topic", True, "fair")
    assert replace(found, by_words=False).reading == "sure"


def test_every_predicate_is_asked_by_a_rule() -> None:
    asked = {name for rule in rules() for name in (*rule.needs, *rule.none)}
    by_rows = {mark.partition(":")[2] for row in ROWS for mark in _marks(row) if mark.startswith(ASKED)}
    assert predicates().keys() - asked - by_rows == set()
    assert [name for name, (what, _) in predicates().items() if not what] == []


def test_predicates_ask_for_marks_that_claims_can_show(library: Library) -> None:
    """A mark that nothing sets is a rule that never fits, or a bar that never bars."""
    shown = {
        "cue": groups().keys() - names("hidden"),
        "topic": names("kept") | {"cell", "outcome", "condition", "harm", "link"},
        "is": {*get_args(Strength), *get_args(Direction)},
        "unit": {"any", "people", "percent", "of", "money"},
        "base": {"study", "alternatives", "course", "links"},
        "fact": {"agrees", "contradicts", "overstates"},
        "design": {*get_args(Design)},
        "result": {s.primary_result for s in library.studies()},
        "level": {*get_args(Level)},
    }
    asked = {mark for row in ROWS for mark in _marks(row) if not mark.startswith(ASKED)}
    assert {m for m in asked if m.partition(":")[2] not in shown[m.partition(":")[0]]} == set()


def test_where_no_approval_is_known_the_base_tells_of_none() -> None:
    """The list in words.toml must give way when the base learns of an approval."""
    listed = document("rules/words.toml")["none_approved"]
    told = [(c, f.statement) for c in listed for f in explain(c, cell="msc").standing]
    assert {c for c, _ in told} >= {"cerebral-palsy", "autism", "multiple-sclerosis", "stroke"}
    assert [row for row in told if not re.search(r"\bno\b|\bnot\b", row[1], re.I)] == []
