"""The two commands as a reader runs them: text, JSON, SVG, files, and one clear line for what is wrong."""

from __future__ import annotations

import argparse
import json
import xml.etree.ElementTree as ET

import pytest

from stemwise.course import commands
from stemwise.errors import InputError


def run(*argv: str, beside: object = None) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parsers(parser.add_subparsers(), beside)  # type: ignore[arg-type]
    args = parser.parse_args(argv)
    return int(args.run(args))


CHILD = ("expect", "cerebral-palsy", "--gmfcs", "III", "--age", "4", "--score", "45", "--months", "12")


def test_the_example_of_the_design(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*CHILD) == 0
    out = capsys.readouterr().out
    assert "GMFM-66, 12 months from now" in out
    assert "Expected score: 48.3" in out
    assert "unvalidated" in out
    assert "SOURCES" in out
    assert "no medical advice" in out


def test_json_has_no_distributions(capsys: pytest.CaptureFixture[str]) -> None:
    run(*CHILD, "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == 1
    assert found["expect"][0]["average"]["band90"][0] == pytest.approx(-6.8, abs=0.1)
    assert "new" not in found["expect"][0]["average"]


@pytest.mark.parametrize(
    "argv", [CHILD, ("expect", "spinal-cord-injury", "--outcome", "ais-improved", "--ais", "A", "--months", "12")]
)
def test_pictures_are_xml(argv: tuple[str, ...], tmp_path) -> None:  # type: ignore[no-untyped-def]
    place = tmp_path / "x.svg"
    run(*argv, "--format", "svg", "-o", str(place))
    assert ET.fromstring(place.read_text()).tag.endswith("svg")


def test_everything_known_of_a_condition(capsys: pytest.CaptureFixture[str]) -> None:
    run("expect", "stroke")
    out = capsys.readouterr().out
    assert "MRS 0-1" in out
    assert "FMA-UE" in out


@pytest.mark.parametrize("form", ["RRMS", "relapsing", "relapsing-remitting MS"])
def test_forms_of_ms(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("expect", "multiple-sclerosis", "--form", form, "--outcome", "arr", "--score", "2", "--months", "12")
    out = capsys.readouterr().out
    assert "About 1.2 a person and year" in out
    assert "scaled to 2 in the year before" in out


def test_levels_of_the_other_conditions(capsys: pytest.CaptureFixture[str]) -> None:
    run("expect", "stroke", "--nihss", "25", "--outcome", "mrs-0-2")
    assert "NIHSS 20 or more" in capsys.readouterr().out
    run("expect", "spinal-cord-injury", "--ais", "c", "--outcome", "ais-improved")
    assert "AIS C" in capsys.readouterr().out


def test_checkups(capsys: pytest.CaptureFixture[str]) -> None:
    run("expect", "multiple-sclerosis", "--checkups")
    assert "which check-ups would tell" in capsys.readouterr().out


def test_no_sourced_model(capsys: pytest.CaptureFixture[str]) -> None:
    run("expect", "cerebral-palsy", "--outcome", "gmfm-66", "--age", "11", "--months", "12")
    out = capsys.readouterr().out
    assert "No sourced model" in out
    assert "it is about ages 1 to 6" in out


def test_a_therapy_laid_beside(capsys: pytest.CaptureFixture[str]) -> None:
    seen: dict[str, object] = {}

    def beside(**asked: object) -> tuple[str, dict[str, object]]:
        seen.update(asked)
        return "MD 1.9 (-1.0 to 4.8), certainty low", {"estimate": 1.9}

    run(*CHILD, "--therapy", "uc-msc", beside=beside)
    assert "certainty low" in capsys.readouterr().out
    assert seen["severity"] == "GMFCS III"
    assert seen["outcome"] == "gmfm-66"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("expect", "cerebral-palsy", "--ais", "A"), "does not belong"),
        (("expect", "autism"), "no sourced model"),
        (("expect", "cerebral-palsy", "--score", "140"), "outside"),
        (("expect", "autism", "--outcome", "cars", "--format", "svg"), "nothing to draw"),
        (("track", "/no/such/file.csv"), "cannot read"),
    ],
)
def test_bad_input(argv: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        run(*argv)


def test_track(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    record = tmp_path / "r.csv"
    record.write_text(
        "date,scale,score,event\n2024-01-10,gmfm-66,41.2,\n2024-03-02,,,cells\n2025-01-10,gmfm-66,49.0,\n"
    )
    run("track", str(record), "--condition", "cerebral-palsy", "--born", "2020-03-01")
    assert "cannot say" in capsys.readouterr().out.lower()
    run("track", str(record), "--condition", "cerebral-palsy", "--format", "svg")
    assert ET.fromstring(capsys.readouterr().out).tag.endswith("svg")
    run("track", str(record), "--condition", "cerebral-palsy", "--format", "json")
    assert json.loads(capsys.readouterr().out)["track"]["scales"][0]["name"] == "GMFM-66"
