"""Pages of the room as one HTML file, the words a parent reads, and imports that never run in a circle."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path

import pytest

import stemwise
from stemwise.course import commands, expected
from stemwise.course.growth import grown
from stemwise.course.model import Person
from stemwise.course.paper import Paper
from stemwise.course.pictures import expectation_svg
from stemwise.course.record import parse_record
from stemwise.course.tracking import track
from stemwise.course.words import render_expect, render_track
from stemwise.errors import InputError
from stemwise.trials import commands as trials

RECORD = """# condition: cerebral-palsy
# level: III
# born: 2020-03-01
date,scale,score,event
2023-03-05,gmfm-66,41.2,
2023-09-04,gmfm-66,44.0,
2024-03-10,,,infusion of cord blood
2025-03-03,gmfm-66,50.3,
"""
DESIGN = """[trial]
condition = "cerebral-palsy"
outcome = "gmfm-66"
months = 12
n = 60
[course]
age = 4
level = "III"
score = 45
[effect]
true = 2.0
"""
PAGES = {
    "expect": ("expect", "cerebral-palsy", "--gmfcs", "III", "--age", "4", "--score", "45", "--months", "12"),
    "shares": ("expect", "stroke", "--nihss", "14", "--months", "3"),
    "check-ups": ("expect", "multiple-sclerosis", "--checkups"),
    "track": ("track", "RECORD"),
    "simulate": ("simulate", "DESIGN", "--trials", "500"),
}


def run(folder: Path, *argv: str) -> str:
    parser = argparse.ArgumentParser()
    known = parser.add_subparsers()
    commands.add_parsers(known)
    trials.add_parsers(known)
    (folder / "r.csv").write_text(RECORD)
    (folder / "d.toml").write_text(DESIGN)
    names = {"RECORD": str(folder / "r.csv"), "DESIGN": str(folder / "d.toml")}
    args = parser.parse_args([names.get(a, a) for a in argv] + ["-o", str(folder / "out")])
    assert args.run(args) == 0
    return (folder / "out").read_text()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_else(name: str, tmp_path: Path) -> None:
    page = run(tmp_path, *PAGES[name], "--format", "html")
    assert page.startswith("<!doctype html>")
    assert page.count("<h1>") == 1
    assert not re.search(r"<script|<link|<img|@import|url\(|\bsrc=", page)
    assert ("<svg" in page) == (name != "check-ups")
    assert "no medical advice" in page
    # Every number of a source leads to one that is listed, with the address where it was read.
    assert set(re.findall(r'href="#s(\d+)"', page)) <= set(re.findall(r'<li id="s(\d+)">', page))
    assert 'read at <a href="http' in page
    for tag in ("section", "ul", "li", "table", "p", "figure", "div"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag


@pytest.mark.parametrize("name", PAGES)
def test_page_and_text_say_the_same(name: str, tmp_path: Path) -> None:
    def words(text: str) -> set[str]:
        return set(re.findall(r"[a-z]{3,}", text.lower()))

    page = run(tmp_path, *PAGES[name], "--format", "html").partition("<body>")[2]
    page = re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL)
    text = run(tmp_path, *PAGES[name]).partition("SOURCES")[0]
    assert words(re.sub(r"-\n *", "-", text)) - words(re.sub(r"<[^>]*>", " ", page)) == set()


def test_text_is_escaped() -> None:
    paper = Paper()
    paper.say("<b>a & b</b>")
    paper.head("X")
    paper.table([("<i>", "1 < 2")])
    page = paper.html()
    assert "<h1>&lt;b&gt;a &amp; b&lt;/b&gt;</h1>" in page
    assert "&lt;i&gt;" in page
    assert "1 &lt; 2" in page


def test_the_surplus_of_a_trial_grows_over_its_year() -> None:
    """Beyond the curve: half of a year's after six months, and no more after two years than after one."""

    def beyond(months: float) -> float:
        e = expected("cerebral-palsy", "gmfm-66", months, age=4, level="III", score=45)
        v = next(v for v in e.views if v.model.form == "growth")
        curve = grown(v.model, Person("cerebral-palsy", "gmfm-66", 4, "III", None, 45), months)
        assert curve is not None
        return v.value - curve

    assert beyond(6) == pytest.approx(beyond(12) / 2)
    assert beyond(24) == pytest.approx(beyond(12))


def test_what_is_used_comes_first_and_what_would_help_is_named() -> None:
    e = expected("cerebral-palsy", "gmfm-66", 12, age=4, level="III", score=45)
    words = render_expect([e])
    assert words.index("growing towards") < words.index("placebo arm")
    without = " ".join(render_expect([expected("cerebral-palsy", "gmfm-66", 12, age=4, level="III")]).split())
    assert "With more told there would be more" in without
    assert "it needs age, level and today's score" in without


def test_no_picture_of_models_about_different_people() -> None:
    e = expected("stroke", "fma-ue", 3, level="NIHSS 14")
    assert e.average is None
    assert expectation_svg(e) == ""
    words = " ".join(render_expect([e]).split())
    assert words.index("speak of different people") < words.index("As published")


def test_grammar_of_shares_and_no_minus_nought() -> None:
    for e in (
        expected("cerebral-palsy", "gmfcs-improved", 12, level="III"),
        expected("spinal-cord-injury", "uems", 12, level="A", time_since=0.5),
    ):
        words = render_expect([e])
        assert "-0.0" not in words
        assert "about 15 was" not in words


def test_a_record_says_from_where_it_counts_and_of_whom() -> None:
    treated = " ".join(render_track(track(parse_record(RECORD))).split())
    assert "Cerebral palsy, GMFCS III" in treated
    assert "from the last score before treatment" in treated
    assert treated.count("Course used:") == 1
    assert "Also published, not used: GMFM-66 in the placebo arm" in treated
    untreated = " ".join(render_track(track(parse_record(RECORD.replace("infusion of cord blood", "holiday")))).split())
    assert "from the first score" in untreated


def test_errors_name_what_was_typed() -> None:
    for level, condition, what in (
        ("GMFCS VI", "cerebral-palsy", "no GMFCS level 'VI'"), ("NIHSS 50", "stroke", "no NIHSS of 50"),
        ("AIS F", "spinal-cord-injury", "no AIS 'F'"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=what):
            expected(condition, "gmfm-66", level=level)
    with pytest.raises(InputError, match="is empty"):
        parse_record("")


@pytest.mark.parametrize("room", ["course", "trials"])
def test_no_import_runs_in_a_circle(room: str) -> None:
    place = Path(stemwise.__file__).parent / room
    needs: dict[str, set[str]] = {}
    for file in place.glob("*.py"):
        if file.stem == "__init__":
            continue
        found = [n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.ImportFrom) and n.module]
        inside = f"stemwise.{room}"
        needs[file.stem] = {n.module.split(".")[2] for n in found if n.module and n.module.startswith(inside + ".")}
        needs[file.stem] |= {
            a.name for n in found if n.module == inside for a in n.names if (place / f"{a.name}.py").exists()
        }
    while free := [m for m, others in needs.items() if not others & needs.keys()]:
        for m in free:
            del needs[m]
    assert not needs, f"a circle among {sorted(needs)}"
