"""The parts of ``stemwise evidence``: they parse, write whole files, and bad input is one line."""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from stemwise.errors import InputError
from stemwise.exchange.commands import add_parts

FILES = Path(__file__).parent / "files"
PAGE = Path(__file__).parents[2] / "docs" / "exchange.md"


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_parts(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    return int(args.run(args))


def test_import_writes_drafts_and_says_what_they_lack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", str(FILES / "NCT09990001.json"), "-o", str(tmp_path / "mine")) == 0
    said = capsys.readouterr().out
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["nct09990001.toml"]
    assert "1 draft from" in said
    assert "never pooled until confirmed" in said
    assert 'not seen: outcome 4: months (time frame "3, 6 and 12 months")' in said


def test_import_of_junk_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(InputError, match="not valid JSON"):
        run("import", str(tmp_path / "x.json"), "-o", str(tmp_path / "mine"))
    assert not (tmp_path / "mine").exists()


def test_export_to_the_terminal_and_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "hydrocephalus") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert all(r["condition"] == "hydrocephalus" for r in rows)
    assert run("export", "--format", "csl", "-o", str(tmp_path / "base.json")) == 0
    assert len(json.loads((tmp_path / "base.json").read_text())) > 200
    assert [p.name for p in tmp_path.iterdir()] == ["base.json"]


def test_parquet_wants_a_file() -> None:
    with pytest.raises(InputError, match="give a file with -o"):
        run("export", "--format", "parquet")


@pytest.mark.parametrize(
    ("words", "shows"),
    [
        (("reproduce", "zhou-2019"), "Zhou 2019"),
        (("reproduce", "xie-2020", "--format", "json"), '"agreement"'),
        (("map",), "Evidence map"),
        (("map", "--format", "json"), '"spots"'),
        (("map", "--format", "svg"), "<svg"),
        (("bias", "stroke"), "<svg"),
        (("flow", "stroke"), "Stroke"),
        (("flow", "--format", "svg"), "<svg"),
    ],
)
def test_each_part_prints(words: tuple[str, ...], shows: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 0
    assert shows in capsys.readouterr().out


def test_own_drafts_stay_out_of_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", str(FILES / "NCT09990001.json"), "-o", str(tmp_path))
    capsys.readouterr()
    run("map", "--format", "json")
    base = json.loads(capsys.readouterr().out)["spots"]
    run("map", "--format", "json", "--evidence", str(tmp_path))
    assert json.loads(capsys.readouterr().out)["spots"] == base
    run("flow", "cerebral-palsy", "--evidence", str(tmp_path))
    assert "1 imported, not confirmed, never pooled" in capsys.readouterr().out


def test_commands_of_the_page_parse() -> None:
    lines = re.findall(r"^    stemwise evidence ([^\n]*)$", PAGE.read_text(), re.M)
    assert len(lines) >= 9
    parser = argparse.ArgumentParser()
    add_parts(parser.add_subparsers(required=True))
    for line in lines:
        parser.parse_args(shlex.split(line))
