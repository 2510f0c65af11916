"""The design file and the command: what is read, what is refused, what is written."""

from __future__ import annotations

import argparse
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from stemwise.course import expected
from stemwise.errors import InputError
from stemwise.trials import commands, read_design

CHILD = """
[trial]
name = "Children with cerebral palsy"
design = "parallel"
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
[measurement]
unmasked = 1.0
[flow]
dropout = 0.1
per_month = 2
[analysis]
responder = 5
mcid = 3
[simulation]
trials = 500
"""


def place(folder: Path, text: str = CHILD) -> str:
    (folder / "d.toml").write_text(text)
    return str(folder / "d.toml")


def run(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parsers(parser.add_subparsers())
    args = parser.parse_args(["simulate", *argv])
    return int(args.run(args))


def test_the_course_comes_from_the_base(tmp_path: Path) -> None:
    d = read_design(place(tmp_path))
    # What `expect` says of the same child: the model by level, not all levels together (+6.9).
    e = expected("cerebral-palsy", "gmfm-66", 12, age=4, level="III", score=45)
    assert e.average is not None
    assert e.average.new is not None
    assert d.mean == pytest.approx(e.average.new.average)
    assert d.mean < 5
    assert d.sd == e.average.sd
    assert d.sources
    assert "checked" in d.notes[0]


def test_all_levels_together_do_not_stand_in_for_the_level_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="tell today's score"):
        read_design(place(tmp_path, CHILD.replace("score = 45\n", "")))
    d = read_design(place(tmp_path, CHILD.replace('level = "III"\nscore = 45\n', "")))
    assert d.mean == pytest.approx(6.9)


def test_lower_is_better_is_turned_round(tmp_path: Path) -> None:
    text = (
        CHILD.replace("cerebral-palsy", "multiple-sclerosis")
        .replace("gmfm-66", "edss")
        .replace("months = 12", "months = 24")
    )
    text = text.replace("score = 45\n", "").replace("age = 4", "age = 37").replace('level = "III"', 'level = "RRMS"')
    d = read_design(place(tmp_path, text))
    assert d.mean == pytest.approx(-0.095, abs=0.02)
    assert any("turned round" in n for n in d.notes)


def test_a_course_of_events(tmp_path: Path) -> None:
    text = """
[trial]
condition = "spinal-cord-injury"
outcome = "ais-improved"
n = 60
[course]
level = "A"
time_since = 0.5
[effect]
share = 0.4
"""
    d = read_design(place(tmp_path, text))
    assert d.share is not None
    assert 0.15 < d.share < 0.3


def test_numbers_of_ones_own(tmp_path: Path) -> None:
    d = read_design(place(tmp_path, '[trial]\ndesign = "dose"\nn = 90\n[course]\nsd = 4\n[effect]\ntrue = [1, 2]\n'))
    assert d.arms == (30, 30, 30)
    assert d.effects == (1.0, 2.0)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('design = "parallel"', 'design = "factorial"', "no design 'factorial'"),
        ("n = 60", "n = 1", "n = 1 in"),
        ("n = 60", "", "no 'n' in"),
        ("n = 60", 'n = "many"', "n = 'many'"),
        ("dropout = 0.1", "dropout = 1.5", "dropout = 1.5"),
        ("dropout = 0.1", "drop_out = 0.1", "unknown key 'drop_out'"),
        ("[flow]", "[flows]", r"unknown table \[flows\]"),
        ("age = 4", "age = 40", "No sourced model"),
        ('level = "III"', 'level = "IX"', "GMFCS is one of"),
        ("true = 2.0", "true = [1.0, 2.0]", "one treated arm"),
        ("true = 2.0", "", "no 'true'"),
        ('outcome = "gmfm-66"', "", "says nothing of what happens anyway"),
        ("trials = 500", "trials = 5", "trials = 5"),
        ("n = 60", "n = 60\nratio = [1, 1, 1]", "ratio needs 2"),
        ('design = "parallel"', 'design = "dose"', "two effects or more"),
        ("[trial]", "[trial", "no valid TOML"),
    ],
)
def test_bad_designs(old: str, new: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        read_design(place(tmp_path, CHILD.replace(old, new, 1)))


def test_more_than_there_is_time_for(tmp_path: Path) -> None:
    text = CHILD.replace("n = 60", "n = 20000").replace("trials = 500", "trials = 900000")
    with pytest.raises(InputError, match="take too long: draw at most 100,000 trials"):
        read_design(place(tmp_path, text))


def test_no_file() -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_design("/no/such/design.toml")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place(tmp_path)) == 0
    out, err = capsys.readouterr()
    assert "WHAT IT WOULD REPORT IF THE THERAPY DID NOTHING" in out
    assert "SOURCES" in out
    assert err == ""
    run(place(tmp_path), "--format", "json", "--trials", "200", "--seed", "3")
    found = json.loads(capsys.readouterr().out)["simulate"]
    assert found["design"]["trials"] == 200
    assert 0 <= found["power"]["value"] <= 1
    run(place(tmp_path), "--format", "svg", "-o", str(tmp_path / "p.svg"))
    assert ET.parse(tmp_path / "p.svg").getroot().tag.endswith("svg")


def test_one_arm_has_no_power_curve(tmp_path: Path) -> None:
    text = '[trial]\ndesign = "single-arm"\nn = 20\n[course]\nsd = 4\nmean = 5\n[effect]\ntrue = 0\n[simulation]\ntrials = 200\n'
    with pytest.raises(InputError, match="no power to draw"):
        run(place(tmp_path, text), "--format", "svg")


def test_a_bar_for_those_who_watch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    run(place(tmp_path))
    assert "of 1,500 trials" in capsys.readouterr().err
