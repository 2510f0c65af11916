"""What the short part says of whom and what its result is, in the terminal and on the page."""

from __future__ import annotations

import html
import re

import pytest

from stemwise import explain
from stemwise.report import render_explain


def short(report: str, form: str) -> str:
    """The short part of an explanation, on one line."""
    if form == "html":
        part = report[report.index("In one minute") : report.index('<nav aria-label="Parts')]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())
    return " ".join(report[report.index("IN SHORT") : report.index("This report informs")].split())


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"condition": "spinal-cord-injury", "cell": "nsc"}, "The result below is of bone-marrow mononuclear cells"),
        (
            {"condition": "spinal-cord-injury", "cell": "exosomes"},
            "The result below is of bone-marrow mononuclear cells",
        ),
        ({"condition": "spinal-cord-injury", "severity": "AIS D"}, "people like this (AIS D)"),
        ({"condition": "multiple-sclerosis", "cell": "ahsct", "form": "PPMS"}, "Relapsing-remitting MS"),
        ({"condition": "stroke", "since": 60}, "people like this (5 years after the onset)"),
        ({"condition": "cerebral-palsy", "age": 25}, "No trial of these cells in people of 25 years was found"),
        (
            {"condition": "cerebral-palsy", "age": 1, "cell": "msc"},
            "of such cells with numbers to pool was found of people like",
        ),
        ({"condition": "cerebral-palsy", "age": 8}, "whose people differ in age"),
    ],
)
def test_what_the_result_is_not_of_stands_in_the_short_part(asked: dict[str, object], said: str, form: str) -> None:
    assert said in short(render_explain(explain(**asked), form), form)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["text", "html"])
def test_what_was_asked_and_found_is_not_hedged(form: str) -> None:
    told = short(render_explain(explain("multiple-sclerosis", cell="ahsct"), form), form)
    assert "No randomised trial" not in told
    assert "left out" not in told


@pytest.mark.parametrize("form", ["text", "html"])
def test_all_groups_of_a_trial_are_not_told_as_the_two_compared(form: str) -> None:
    """Srivastava 2019: 193 people in three groups; how many were in each was not printed in what we saw."""
    told = short(render_explain(explain("spinal-cord-injury"), form), form)
    assert "193 people in 3 groups, of which two are compared" in told


@pytest.mark.parametrize("form", ["text", "html"])
def test_two_figures_of_one_harm_stand_together_the_higher_first(form: str) -> None:
    """Sormani 2017: 2.1 % of 764; ours of other studies is lower, and differs. Six events in 1474 people are no pooled share."""
    told = short(render_explain(explain("multiple-sclerosis", cell="ahsct"), form), form)
    assert told.index("2.1 %") < told.index("1 of 24 (4.2 %) in Atkins 2016") < told.index("none of 1092 in 5 more")
    assert "they count other studies" in told
    told = short(render_explain(explain("cerebral-palsy", cell="cord-blood"), form), form)
    assert "9 of 544 treated in 4 studies without a fair comparison" in told  # 12 of 598 in all, 3 of 54 in two trials
    assert "0.41 %" not in told


def test_a_share_that_stayed_the_same_is_not_what_happens_anyway() -> None:
    """85.9 % kept their GMFCS level (Huroy 2022): set beside "85 % improve" it would be read for the contrary."""
    for form in ("text", "html"):
        told = short(render_explain(explain("cerebral-palsy"), form), form)
        assert "about 15 were rated at a better GMFCS level" in told
        assert "85.9" not in told


def test_a_share_printed_in_per_cent_is_told_in_per_cent() -> None:
    told = " ".join(render_explain(explain("cerebral-palsy")).split())
    assert "relaxation of the extremities: 83 %" in told


def test_a_route_that_was_asked_about_has_its_own_counts() -> None:
    told = " ".join(render_explain(explain("cerebral-palsy", route="intrathecal")).split())
    harms = told[told.index("HARMS") :]
    assert harms.index("into the spinal fluid") < harms.index("of all routes together")
    assert "13 of 843" not in harms[: harms.index("of all routes together")]
