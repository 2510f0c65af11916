"""JSON reports: valid against the published schemas, finite, complete, the same on every run."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from stemwise import ask, explain
from stemwise.answer.explain import Explanation
from stemwise.answer.model import Part
from stemwise.report import render_ask, render_check, render_explain
from stemwise.report.plain import plain
from stemwise.report.words import PROTECTION
from stemwise.verdict.model import PageVerdict
from tests.report import schemas

DOCS = Path(__file__).parents[2] / "docs"


def strict(text: str) -> Any:
    """Parsed, with no room for NaN or Infinity."""

    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)


def published(name: str) -> dict[str, Any]:
    return dict(json.loads((DOCS / "schema" / f"{name}.json").read_text()))


def assert_valid(name: str, text: str) -> None:
    """Valid against the published schema, and against it with no room for fields it does not name."""
    data = strict(text)
    for schema in (published(name), schemas.closed(published(name))):
        errors = [
            f"{e.json_path}: {e.message[:160]}" for e in jsonschema.Draft202012Validator(schema).iter_errors(data)
        ]
        assert not errors, errors[:5]


@pytest.mark.parametrize("name", sorted(schemas.SCHEMAS))
def test_published_schemas_are_sound_and_as_derived(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(published(name))
    assert (DOCS / "schema" / f"{name}.json").read_text() == schemas.text(name), "run python -m tests.report.schemas"


def test_a_page_is_valid(sample: PageVerdict, nothing_claimed: PageVerdict, hostile: PageVerdict) -> None:
    for page in (sample, nothing_claimed, hostile):
        assert_valid("check-1", render_check(page, "json"))


@pytest.mark.parametrize(
    ("condition", "cell"),
    [
        ("cerebral-palsy", ""),
        ("spinal-cord-injury", "msc"),
        ("stroke", ""),
        ("multiple-sclerosis", "ahsct"),
        ("spina-bifida", ""),
    ],
)
def test_an_explanation_is_valid(condition: str, cell: str) -> None:
    assert_valid("explain-1", render_explain(explain(condition, cell=cell), "json"))


def test_umbrella_words_are_valid(umbrella: Explanation) -> None:
    text = render_explain(umbrella, "json")
    assert_valid("explain-1", text)
    own = strict(text)["answer"]["effect"]["by_condition"]
    assert [x["condition"] for x in own] == ["spinal-cord-injury", "stroke", "cerebral-palsy"]


@pytest.mark.parametrize(
    "sentence", ["Does cord blood help in cerebral palsy?", "Stem cells are completely safe in stroke."]
)
def test_what_is_asked_is_valid(sentence: str) -> None:
    text = render_ask(ask(sentence), "json")
    assert_valid("ask-1", text)
    assert bool(strict(text)["answer"]) is sentence.endswith("?")


def test_claims_carry_what_the_interface_promises(sample: PageVerdict) -> None:
    data = strict(render_check(sample, "json"))
    assert data["schema"] == 1
    assert set(data["stemwise"]) == {"version", "evidence_date", "evidence_hash"}
    assert data["notice"] == list(PROTECTION)
    assert len(data["claims"]) == len(sample.verdicts)
    text = data["document"]["text"]
    for c, v in zip(data["claims"], sample.verdicts, strict=True):
        assert text[c["start"] : c["end"]] == c["text"] == v.claim.text
        assert (c["verdict"], c["rule"], c["why"]) == (v.value, v.rule, v.why)
        assert set(c["question"]) == {"condition", "cell", "source", "donor", "route", "outcome", "months"}
        assert len(c["sources"]) == len(v.sources)


def test_a_page_tells_of_an_effect_what_an_explanation_tells(sample: PageVerdict) -> None:
    """All but ``pools``, of which a claim's effect has one: the headline."""
    told = strict(render_explain(explain("cerebral-palsy", cell="cord-blood"), "json"))["answer"]
    widened = ask("Umbilical cord MSC help in acute stroke.").page
    assert widened
    pages = [strict(render_check(page, "json")) for page in (sample, widened)]
    assert pages[1]["claims"][0]["answer"]["effect"]["widened"]["studies"]
    for answer in (c["answer"] for page in pages for c in page["claims"]):
        assert told.keys() - answer.keys() == {"evidence_date", "evidence_hash"}
        for part in ("effect", "harms"):
            assert not answer[part] or told[part].keys() - answer[part].keys() <= {"pools"}
    for v in sample.verdicts:
        assert all(p.effect.pools in ((), (p.effect.headline,)) for p in v.answer.effects)


def test_every_id_named_by_an_answer_stands_in_the_evidence(sample: PageVerdict) -> None:
    data = strict(render_check(sample, "json"))
    kept = data["evidence"]
    for answer in (c["answer"] for c in data["claims"]):
        for table in ("links", "fates", "facts", "course", "alternatives", "searches"):
            assert set(answer[table]) <= kept[table].keys()
        assert {x["fact"] for x in answer["assertions"]} <= kept["facts"].keys()
        assert {x["study"] for x in answer["studies"]} <= kept["studies"].keys()
        if answer["effect"]:
            for name in ("published", "narrative", "unreported", "null_trials"):
                assert set(answer["effect"][name]) <= kept["studies"].keys()
            for part in filter(None, (answer["effect"]["widened"], answer["effect"]["left_out"])):
                assert set(part["studies"]) <= kept["studies"].keys()
        if answer["harms"]:
            for name, table in (("pooled", "pooled_harms"), ("cases", "cases"), ("donors", "donor_harms")):
                assert set(answer["harms"][name]) <= kept[table].keys()


def test_explain_holds_every_part_of_the_explanation(explained: Explanation) -> None:
    data = strict(render_explain(explained, "json"))
    for name in explained.__slots__:
        if name in ("evidence_date", "evidence_hash"):
            assert data["stemwise"][name] == getattr(explained, name)
        elif isinstance(value := getattr(explained, name), tuple):
            assert len(data[name]) == len(value)
        else:
            assert name in data


def test_numbers_that_are_not_finite_become_null(explained: Explanation) -> None:
    effect = explained.answer.effects[0].effect
    assert effect is not None
    assert effect.headline is not None
    broken = replace(effect.headline, estimate=math.nan, ci=(-math.inf, math.inf))
    changed = replace(
        explained, answer=replace(explained.answer, effects=(Part("", replace(effect, headline=broken)),))
    )
    text = render_explain(changed, "json")
    assert_valid("explain-1", text)
    head = strict(text)["answer"]["effect"]["headline"]
    assert head["estimate"] is None
    assert head["ci"] == [None, None]


def test_numbers_keep_ten_figures() -> None:
    import numpy as np

    assert plain(16.352999999999998) == 16.353
    assert plain((1 / 3, 2e-15, 12345678901.5, 7)) == [0.3333333333, 2e-15, 12345678900.0, 7]
    assert plain(np.float64(0.1)) == 0.1
    assert plain(np.int64(3)) == 3


def test_the_same_page_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "from stemwise import check, explain; from stemwise.report import *\n"
        "print(render_check(check('Cord blood cures cerebral palsy and stroke. It is entirely safe.\\n'), 'json'))\n"
        "print(render_explain(explain('stroke'), 'json'), render_explain(explain('paralysis'), 'json'))\n"
        "print(render_explain(explain('paralysis'), full=True))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout


def test_lone_surrogates_can_be_written_and_keep_offsets(hostile: PageVerdict) -> None:
    text = render_check(hostile, "json")
    text.encode("utf-8")
    assert len(strict(text)["document"]["text"]) == len(hostile.document.text)


def test_every_field_of_a_page_is_documented() -> None:
    page = (DOCS / "json.md").read_text()
    check, told = published("check-1"), published("explain-1")
    defs = check["$defs"]
    names = [*check["properties"], *told["properties"]]
    for part in ("Claim", "PageAnswer", "PageEffect"):
        names += defs[part]["properties"]
    names += defs["Claim"]["properties"]["question"]["properties"]
    names += check["properties"]["document"]["properties"]
    names += check["properties"]["evidence"]["properties"]
    missing = [n for n in dict.fromkeys(names) if f"`{n}`" not in page]
    assert not missing
