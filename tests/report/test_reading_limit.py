"""What reports say of the reader's errors is what was measured, and stands in each form of a checked page."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib import resources
from pathlib import Path

from stemwise.report import render_check
from stemwise.report.html import check_html
from stemwise.report.words import reading_limit
from stemwise.verdict.model import PageVerdict


def test_its_figures_are_the_measured_ones() -> None:
    seen = json.loads(resources.files("stemwise").joinpath("data/weights/agreement.json").read_text(encoding="utf-8"))
    told = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", reading_limit())]
    shares = [round(100 * seen[name]) for name in ("same_of_three", "left_open", "dangerous")]
    assert told == [seen["claims"], seen["pages"], shares[0], 100, *shares[1:]]
    assert 0 < seen["dangerous"] < seen["left_open"] < seen["same_of_three"] < 1


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
