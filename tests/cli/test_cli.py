"""The command line: what it prints, and one clear line for bad input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from stemwise.cli import main

SAMPLE = Path(__file__).parents[2] / "demo" / "sample-page.html"


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    try:
        code = main(list(argv))
    except SystemExit as stop:
        code = int(stop.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["check", "/no/such/file.html"], "no file /no/such/file.html"),
        (["explain", "cerebral-pasly"], "did you mean cerebral-palsy"),
        (["explain", "cerebral-palsy", "--cell", "mscs-x"], "unknown cell"),
        (["explain", "cerebral-palsy", "--route", "intrathekal"], "intrathecal"),
        (["explain", "cerebral-palsy", "--age", "-3"], "age -3"),
        (["explain", "cerebral-palsy", "--months", "0"], "0 months"),
        (["explain", "cerebral-palsy", "--evidence", "/no/such/dir"], "no such evidence folder"),
        (["ask", "   "], "nothing was asked"),
        (["ask", "What is love?"], "names no condition"),
        (["evidence", "show", "no-such-study"], "no study"),
        (["evidence", "list", "no-such-condition"], "no-such-condition"),
        (["check", "http://127.0.0.1/"], "127.0.0.1"),
        (["check", "http://169.254.169.254/latest/meta-data"], "169.254.169.254"),
        (["check", "ftp://example.org/x"], "ftp"),
        (["nonsense"], "--help"),
    ],
)
def test_bad_input_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str], argv: list[str], says: str) -> None:
    code, out, err = run(capsys, *argv)
    assert code == 2
    assert out == ""
    assert says in err
    assert len(err.strip().splitlines()) == 1


def test_a_report_is_written_whole_or_not_at_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("kept")
    code, _, err = run(capsys, "check", str(SAMPLE), "-o", str(place / "report.txt"))
    assert code == 2
    assert "cannot write" in err
    assert place.read_text() == "kept"


def test_a_page_without_claims_is_a_normal_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "The garden is open from nine to five. Roses grow beside the old wall.\n\nThe bakery sells bread on Sundays.\n"
    )
    code, out, _ = run(capsys, "check", str(page))
    assert code == 0
    assert "no claim" in out.lower()


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(
            b"Stem cells cure multiple sclerosis.\n\nThe treatment has no risk whatsoever for patients.\n"
        )

    monkeypatch.setattr(sys, "stdin", Stdin())
    code, out, _ = run(capsys, "check", "-", "--format", "json")
    assert code == 0
    found = json.loads(out)
    assert {c["verdict"] for c in found["claims"]} == {"contradicted"}
    text = found["document"]["text"]
    assert all(text[c["start"] : c["end"]] == c["text"] for c in found["claims"])


def test_own_evidence_is_laid_over_the_base(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "studies" / "cerebral-palsy"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(
        'schema = 1\nid = "mine-2026"\nlabel = "Mine 2026"\ncondition = "cerebral-palsy"\ndesign = "case-series"\n'
        'summary = "my own"\nprimary_result = "not-applicable"\n[citation]\ntitle = "Mine"\nseen_at = "https://example.org"\n'
        "[extraction]\nfirst = 2026-01-02\n"
    )
    code, out, _ = run(capsys, "evidence", "show", "mine-2026", "--evidence", str(tmp_path))
    assert code == 0
    assert "Mine 2026" in out


def test_a_malformed_record_is_named_and_the_rest_loads(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "studies"
    folder.mkdir()
    (folder / "bad.toml").write_text('schema = 1\nid = "bad-2026"\nlabel = \n')
    code, out, err = run(capsys, "evidence", "show", "sun-2017", "--evidence", str(tmp_path))
    assert code == 0
    assert "Sun 2017" in out
    assert "bad.toml" in err


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["explain", "--help"], ["check", "--help"]])
def test_help_starts_without_heavy_imports(argv: list[str]) -> None:
    code = "import sys; from stemwise.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\n"
    code += "print([m for m in ('numpy','scipy','lxml','trafilatura','jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_reports_are_deterministic(capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "check", str(SAMPLE), "--format", "json")[1]
    assert run(capsys, "check", str(SAMPLE), "--format", "json")[1] == first
