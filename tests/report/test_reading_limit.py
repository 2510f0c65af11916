"""What reports say of the reader's errors is what was measured, and stands in each form of a checked page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from importlib import resources
from pathlib import Path

import pytest

from stemwise.claims.model import Told
from stemwise.report import render_check
from stemwise.report.html import check_html
from stemwise.report.words import UNSURE_WORDS, most_important, reading_limit
from stemwise.verdict.model import CLASS_OF, SHOWN_AS, PageVerdict, Verdict


def test_its_figures_are_the_measured_ones() -> None:
    seen = json.loads(resources.files("stemwise").joinpath("data/weights/agreement.json").read_text(encoding="utf-8"))
    told = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", reading_limit())]
    shares = [round(100 * seen[name]) for name in ("same_of_three", "left_open", "dangerous")]
    sure, unsure = (round(100 * seen["readings"][name]["same"]) for name in ("sure", "unsure"))
    plain = [seen["plain"]["false"], seen["plain"]["false_fair"]]
    assert told == [seen["claims"], seen["pages"], shares[0], 100, *shares[1:], sure, 100, unsure, *plain]
    assert 0 < seen["dangerous"] < seen["left_open"] < seen["same_of_three"] < 1
    assert sum(r["share"] for r in seen["readings"].values()) == pytest.approx(1 - seen["left_open"], abs=0.002)


def test_every_form_of_a_checked_page_holds_it(sample: PageVerdict) -> None:
    flat = " ".join(render_check(sample).split())
    assert reading_limit() in flat
    assert json.loads(render_check(sample, "json"))["reading_limit"] == reading_limit()
    assert reading_limit() in unescape(check_html(sample))


def test_the_docs_tell_the_same() -> None:
    seen = json.loads(resources.files("stemwise").joinpath("data/weights/agreement.json").read_text(encoding="utf-8"))
    page = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
    for name, row in (("same_of_three", "verdict in three bins"), ("left_open", "not covered")):
        line = next(x for x in page.splitlines() if x.startswith(f"| {row}"))
        assert line.split("|")[2].strip() == f"{seen[name]:.3f}"


def read_as(sample: PageVerdict, value: str, **told: float) -> Verdict:
    """A verdict of the sample page as if its sentence were told so."""
    first = next(v for v in sample.verdicts if v.claim.kind != "procedure")
    return replace(first, value=value, claim=replace(first.claim, told=Told(**told)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "told", "expected"),
    [
        ("supported", (0.95, 0.03, 0.02), "sure"),
        ("supported", (0.6, 0.3, 0.1), "fair"),
        ("supported", (0.3, 0.6, 0.1), "unsure"),
        ("overstated", (0.3, 0.6, 0.1), "fair"),
        ("unverifiable", (0.05, 0.05, 0.9), "sure"),
        ("not-covered", (0.95, 0.03, 0.02), None),
    ],
)
def test_a_reading_is_as_sure_as_the_sentence_is_told_that_way(
    sample: PageVerdict, value: str, told: tuple[float, float, float], expected: str | None
) -> None:
    assert read_as(sample, value, sound=told[0], sold=told[1], open=told[2]).reading == expected


def test_every_verdict_but_not_covered_has_a_class() -> None:
    assert set(SHOWN_AS) - set(CLASS_OF) == {"not-covered"}


def test_an_unsure_verdict_is_marked_and_never_shown_first(sample: PageVerdict) -> None:
    unsure = read_as(sample, "contradicted", sound=0.8, sold=0.1, open=0.1)
    sure = replace(read_as(sample, "overstated", sound=0.0, sold=1.0, open=0.0), rule="another")
    assert most_important((unsure, sure))[0] is sure
    page = replace(sample, verdicts=(unsure, sure))
    assert UNSURE_WORDS in " ".join(render_check(page).split("CLAIM BY CLAIM")[1].split())
    assert [c["reading"] for c in json.loads(render_check(page, "json"))["claims"]] == ["unsure", "sure"]
    html = check_html(page)
    assert html.count("(?)</a>") == 1
    assert f'unsure">{UNSURE_WORDS}' in html


def test_a_study_named_by_its_identifier_is_not_unsure(sample: PageVerdict) -> None:
    named = [v for v in sample.verdicts if v.answer.studies and v.claim.mention and v.claim.mention.identifiers]
    assert named
    for v in named:
        assert replace(v, claim=replace(v.claim, told=Told(1 / 3, 1 / 3, 1 / 3))).reading == "fair"
