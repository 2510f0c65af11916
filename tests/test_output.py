"""Where results go: files whole or not at all, links followed, pipes and devices never replaced, streams that fail."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stemwise.cli import main
from stemwise.errors import InputError
from stemwise.output import write

ASKED = "Stem cells improve motor function in cerebral palsy."
unix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and links of Unix")


def problem(place: Path | str) -> str:
    with pytest.raises(InputError) as caught:
        write("new", str(place))
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    return str(caught.value)


def test_a_file_is_replaced_and_keeps_its_rights(tmp_path: Path) -> None:
    place = tmp_path / "report.txt"
    place.write_text("old")
    place.chmod(0o640)
    write("new", str(place))
    assert place.read_text() == "new\n"
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [place]


def test_bytes_stand_as_they_are(tmp_path: Path) -> None:
    write(b"\x89PNG", str(tmp_path / "x.png"))
    assert (tmp_path / "x.png").read_bytes() == b"\x89PNG"


def test_a_name_of_the_greatest_length(tmp_path: Path) -> None:
    write("new", str(tmp_path / ("a" * 255)))
    assert (tmp_path / ("a" * 255)).read_text() == "new\n"


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("kept")
    assert "is a folder" in problem(tmp_path)
    assert "is a folder" in problem(f"{tmp_path}/new/")
    for here in (".", "/", ".."):
        assert "is a folder" in problem(here)
    assert "there is no folder" in problem(tmp_path / "missing" / "x.txt")
    assert "cannot write" in problem(file / "x.txt")
    assert "cannot write" in problem(tmp_path / ("a" * 300))
    assert "cannot write" in problem("a\0b")
    assert "names no file" in problem("")
    assert file.read_text() == "kept"
    assert list(tmp_path.iterdir()) == [file]


@unix
def test_links_are_followed(tmp_path: Path) -> None:
    for name in ("there", "not-yet-there"):
        link = tmp_path / f"to-{name}"
        link.symlink_to(name)
    (tmp_path / "there").write_text("old")
    for name in ("there", "not-yet-there"):
        write("new", str(tmp_path / f"to-{name}"))
        assert (tmp_path / f"to-{name}").is_symlink()
        assert (tmp_path / name).read_text() == "new\n"
    (tmp_path / "round").symlink_to("round")
    assert "cannot write" in problem(tmp_path / "round")


@unix
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    for place in (pipe, tmp_path / "link"):
        found: list[str] = []
        reader = threading.Thread(target=lambda into=found: into.append(pipe.read_text()))
        reader.start()
        write("new", str(place))
        reader.join(5)
        assert found == ["new\n"]
        assert pipe.is_fifo()


@pytest.mark.parametrize(
    "argv",
    [
        ["ask", ASKED],
        ["expect", "cerebral-palsy"],
        ["evidence", "map"],
        ["evidence", "list"],
        ["evidence", "bias", "stroke"],
        ["pool", "{table}"],
        ["pool", "{table}", "--plot", "{missing}/forest.svg"],
    ],
)
def test_every_command_follows_one_policy(capsys: pytest.CaptureFixture[str], tmp_path: Path, argv: list[str]) -> None:
    table = tmp_path / "t.csv"
    table.write_text("study,yi,vi\nA,0.5,0.1\nB,-0.2,0.04\n")
    missing = tmp_path / "missing"
    words = [w.format(table=table, missing=missing) for w in argv]
    for place, says in ((missing / "x", "there is no folder"), (table / "x", "cannot write"), ("", "names no file")):
        if "--plot" not in words or place == missing / "x":
            assert main([*words, "-o", str(place)]) == 2
            out, err = capsys.readouterr()
            assert (out, len(err.splitlines())) == ("", 1)
            assert says in err
    assert not missing.exists()


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command line as a shell runs it; ``S`` stands for stemwise."""
    line = command.replace("S ", f"'{sys.executable}' -m stemwise ", 1)
    return subprocess.run(["bash", "-c", line], capture_output=True, env={**os.environ, **environment}, timeout=60)


@unix
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("S ask 'cord blood in stroke?' > {full}", b"cannot write to standard output"),
        ("S --help > {full}", b"cannot write to standard output"),
        ("S --version > {full}", b"cannot write to standard output"),
        ("S ask 'cord blood in stroke?' >&-", b"standard output is closed"),
        ("S check - <&-", b"standard input is closed"),
        ("S pool - <&-", b"standard input is closed"),
        ("S check - 0> {file}", b"standard input cannot be read"),
    ],
)
def test_streams_that_are_closed_or_full(tmp_path: Path, command: str, says: bytes, unbuffered: str) -> None:
    if "{full}" in command and not os.path.exists("/dev/full"):
        pytest.skip("no such device here")
    done = shell(command.format(full="/dev/full", file=tmp_path / "f"), PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@unix
def test_a_reader_that_goes_away_is_no_error() -> None:
    done = shell("set -o pipefail; S evidence export | head -c 5")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"study", b"")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_signs_that_a_terminal_lacks(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    """Text for people gets a question mark; what programs read is UTF-8."""
    for machine, expected in ((False, "? < 1\n".encode(encoding)), (True, "τ² ≤ 1\n".encode())):
        kept = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding=encoding, newline="\n"))
        write("τ² ≤ 1" if machine else "≤ < 1", machine=machine)
        assert kept.getvalue() == expected


ESCAPE = "\x1b]0;pwn\x07\x1b[31mRED\u202e"
"""Sets a terminal's title, its colour, and turns the line around."""


def test_what_a_strangers_file_holds_does_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"study,yi,{ESCAPE}\nA,1,2\n", encoding="utf-8")
    records = tmp_path / "mine"
    records.mkdir()
    (records / "x.toml").write_text('[[fact]]\nid = "x"\n"k\\u001b]0;pwn\\u0007" = 1\n', encoding="utf-8")
    for argv in (["pool", str(table)], ["explain", ESCAPE], ["evidence", "check", str(records)], ["ask", f"{ESCAPE}?"]):
        assert main(argv) == 2
        said = capsys.readouterr()
        assert not {"\x1b", "\x07", "\u202e"} & {*said.out, *said.err}, argv
        assert "pwn" in said.out + said.err or argv[0] == "ask"


def test_our_own_colours_reach_it_and_lines_stay_lines(capsys: pytest.CaptureFixture[str]) -> None:
    write("\x1b[1;36mHEAD\x1b[0m\nA \x1b[2J\x1b[8m is hidden")
    assert capsys.readouterr().out == "\x1b[1;36mHEAD\x1b[0m\nA \ufffd[2J\ufffd[8m is hidden\n"
    write('{"a": "\x1b"}', machine=True)
    assert capsys.readouterr().out == '{"a": "\x1b"}\n'


def test_an_argument_that_is_no_text(tmp_path: Path) -> None:
    """A byte that is no UTF-8 comes from the command line as half a sign."""
    place = tmp_path / "x"
    write("cells \udcff", str(place))
    assert place.read_text() == "cells ?\n"
