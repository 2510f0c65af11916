"""The documents are true: generated pages are as generated, links lead somewhere, commands shown exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stemwise.cli import build_parser
from tests.docs_pages import PAGES

ROOT = Path(__file__).parents[1]
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PYTHON = [code for path in TEXTS for code in re.findall(r"^```python\n(.*?)^```$", path.read_text(), re.M | re.S)]
PLACEHOLDERS = re.compile(r"\s\.\.\.(\s|$)|\w\|\w")
"""A choice of words (list|show), and dots for what is left out: an outline, no command."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_as_generated(name: str) -> None:
    written = PAGES[name]() == (ROOT / "docs" / name).read_text()
    assert written, "where the change is meant, run `make docs` and read what changed; else mend the content"


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_shown_exist(path: Path) -> None:
    """Every ``stemwise ...`` line parses; what follows a comment mark or a pipe is not the command."""
    for line in re.findall(r"^(?:\s{4}|\$ )(?:\$ )?(stemwise [^\n]*)$", path.read_text(), re.M):
        words = shlex.split(re.split(r"\s{2,}|\s[|#]\s?", line)[0])
        if not PLACEHOLDERS.search(line):
            build_parser().parse_args(words[1:])


@pytest.mark.parametrize("code", PYTHON, ids=lambda code: code.splitlines()[0])
def test_python_shown_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, "docs", "exec"), {})


def test_every_verdict_is_explained_to_readers() -> None:
    from stemwise.verdict import SHOWN_AS

    readme = (ROOT / "README.md").read_text()
    assert all(f"| {shown} | `{value}` |" in readme for value, shown in SHOWN_AS.items())


def test_every_statement_of_the_seeds_has_a_home() -> None:
    """No statement is left without a claim or a verdict, and none lies outside the evidence."""
    page = (ROOT / "docs" / "seeds.md").read_text()
    assert "| no claim |" not in page
    assert "| outside our evidence |" not in page


def test_no_registry_address_and_no_workplace_is_named() -> None:
    names = re.compile(r"https?://[^ ]*(pypi|pythonhosted|registry\.npm|npmjs|deb\.debian)")
    for path in [*ROOT.glob("*.lock"), *ROOT.glob("*.toml"), ROOT / "Makefile", *TEXTS]:
        assert not names.search(path.read_text()), path


def test_the_help_of_evidence_names_all_its_parts() -> None:
    import argparse

    def commands(parser: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser]:
        return next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))

    top = commands(build_parser())
    said = next(a.help or "" for a in top._choices_actions if a.dest == "evidence")
    assert set(commands(top.choices["evidence"]).choices) <= set(re.findall(r"\w+", said))
