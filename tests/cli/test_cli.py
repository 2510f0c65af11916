"""The command line: what it prints, and one clear line for bad input."""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stemwise import explain
from stemwise.cli import build_parser, main

SAMPLE = Path(__file__).parents[2] / "demo" / "sample-page.html"


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    try:
        code = main(list(argv))
    except SystemExit as stop:
        code = int(stop.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


LONG = "abc" * 1_600


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
        (["explain", "stroke", "--since", "banana"], "give 48h, 2d, '3 weeks', '4 years', or a number of months"),
        (["explain", "stroke", "--since", "2000"], "'2000' is no time since the onset"),
        (["explain", "stroke", "--since=-3"], "'-3' is no time since the onset"),
        (["expect", "stroke", "--since", "soon"], "'soon' is no time since the onset"),
        (["explain", "cerebral-palsy", "--severity", "severe"], "'GMFCS I' (mildest) to 'GMFCS V' (most severe)"),
        (["explain", "spinal-cord-injury", "--severity", "mild"], "'AIS D' (mildest) to 'AIS A' (most severe)"),
        (["explain", "autism", "--severity", "moderate"], "no scale is known"),
        (["explain", "multiple-sclerosis", "--form", "chronic"], "give relapsing"),
        (["explain", "stroke", "--form", "strange"], "ischaemic, haemorrhagic, acute, subacute, chronic"),
        (["ask", "   "], "nothing was asked"),
        (["ask", "What is love?"], "names no condition"),
        (["evidence", "show", "no-such-study"], "no study"),
        (["evidence", "list", "no-such-condition"], "no-such-condition"),
        (["check", "http://127.0.0.1/"], "127.0.0.1"),
        (["check", "http://169.254.169.254/latest/meta-data"], "169.254.169.254"),
        (["check", "ftp://example.org/x"], "ftp"),
        (["nonsense"], "--help"),
        (["explain", "stroke", "--ages", "3"], "`stemwise explain --help`"),
        (["evidence", "list", "--all"], "`stemwise evidence list --help`"),
    ],
)
def test_bad_input_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str], argv: list[str], says: str) -> None:
    code, out, err = run(capsys, *argv)
    assert code == 2
    assert out == ""
    assert says in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("argv", "title"),
    [
        (["alzheimer"], "Alzheimer's disease and stem cells, explained"),
        (["stroke", "--cell", "bone-marrow"], "Stroke and bone-marrow cells, explained"),
        (["stroke", "--cell", "bone marrow"], "Stroke and bone-marrow cells, explained"),
        (["stroke", "--since", "2d"], "explained (2 days after the onset)"),
        (["stroke", "--since", "7h"], "explained (7 hours after the onset)"),
        (["stroke", "--since", "3 weeks"], "explained (3 weeks after the onset)"),
        (["stroke", "--since", "4 years"], "explained (4 years after the onset)"),
        (["stroke", "--since", "0.07"], "explained (about 2 days after the onset)"),
        (["stroke", "--since", "18"], "explained (18 months after the onset)"),
        (["stroke", "--form", "acute"], "explained (the first weeks)"),
        (["spinal-cord-injury", "--form", "chronic"], "explained (the chronic stage)"),
        (["stroke", "--form", "acute ischaemic"], "explained (ischaemic stroke, the first weeks)"),
        (["stroke", "--form", "chronic", "--since", "48"], "explained (4 years after the onset)"),
    ],
)
def test_what_people_type_is_understood(capsys: pytest.CaptureFixture[str], argv: list[str], title: str) -> None:
    code, out, _ = run(capsys, "explain", *argv)
    assert code == 0
    assert title in " ".join(out.split("=====")[0].split())


def test_marrow_stands_for_both_kinds_of_its_cells() -> None:
    assert {c.term.id for c in explain("stroke", cell="bone-marrow").cells} == {"bm-msc", "bm-mnc"}


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


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _parsers(below)


def test_every_option_says_what_it_is() -> None:
    every = [(p.prog, a) for p in _parsers(build_parser()) for a in p._actions]
    assert len(every) > 100
    assert [(prog, a.dest) for prog, a in every if not a.help and not isinstance(a, argparse._SubParsersAction)] == []


@pytest.mark.parametrize("command", ["explain", "check", "ask"])
@pytest.mark.parametrize("place", ["/no-such-folder/x.html", "/tmp/", ""])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    command: str, place: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the work was begun")

    monkeypatch.setattr(f"stemwise.api.{command}", work)
    assert main([command, "stroke", "-o", place]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "argv",
    [
        ["explain", LONG], ["explain", "stroke", "--cell", LONG], ["explain", "stroke", "--severity", LONG],
        ["explain", "stroke", "--form", LONG], ["explain", "stroke", "--age", LONG], ["explain", "stroke", "--since", LONG],
        ["pool", LONG], ["check", LONG], ["ask", LONG], ["ask", LONG + LONG], ["evidence", "show", LONG],
    ],
)  # fmt: skip
def test_one_line_stays_a_line_whatever_it_quotes(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(argv)
    except SystemExit as stop:
        code = stop.code
    line = capsys.readouterr().err
    assert (code, line.count("\n")) == (2, 1)
    assert len(line) < 1200


@pytest.mark.parametrize("text", ["?", " ... ", "!?!", "\u3000"])
def test_a_question_without_a_word_is_no_page(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", text]) == 2
    assert "nothing was asked: write a sentence" in capsys.readouterr().err


def test_a_question_in_another_language_is_no_page(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Ich habe gehört, dass Stammzellen bei Multipler Sklerose helfen und dass es nicht gefährlich ist. Ist das wahr? "
    text += "Mein Sohn ist vier Jahre alt und wir haben schon viel versucht, aber nichts hat ihm geholfen."
    assert main(["ask", text]) == 2
    said = capsys.readouterr().err
    assert "seems to be in German" in said
    assert "page" not in said
