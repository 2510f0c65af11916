"""The documents are true: generated pages are as generated, links lead somewhere, commands shown exist."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from stemwise import api
from stemwise.cli import build_parser, main
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


@pytest.mark.parametrize(
    "command", re.findall(r"^\$ stemwise ([^\n#]*demo/[^\n#]*)", (ROOT / "README.md").read_text(), re.M)
)
def test_commands_of_the_readme_run_on_the_files_that_are_here(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    words = [str(tmp_path / w) if w == "report.html" else w for w in shlex.split(command)]
    assert main(words) == 0
    assert not capsys.readouterr().err


def test_what_is_imported_is_declared_and_explained() -> None:
    """Packages that the code itself imports stand in pyproject.toml and in docs/dependencies.md."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    named = (*project["dependencies"], *optional["tables"], *optional["png"])
    declared = {re.split(r"[>=]", d)[0].replace("-", "_") for d in named}
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            found |= {n.split(".")[0] for n in names}
    assert found - set(sys.stdlib_module_names) - {"stemwise"} == declared
    explained = (ROOT / "docs" / "dependencies.md").read_text().replace("-", "_")
    assert all(name in explained for name in declared)


def test_signatures_shown_are_those_of_the_functions() -> None:
    page = (ROOT / "docs" / "python.md").read_text()
    for name in ("explain", "check", "ask"):
        parts = inspect.signature(getattr(api, name)).parameters.values()
        told = ", ".join(str(p.replace(annotation=p.empty)) for p in parts if p.kind is p.POSITIONAL_OR_KEYWORD)
        only = ", ".join(str(p.replace(annotation=p.empty)) for p in parts if p.kind is p.KEYWORD_ONLY)
        assert f"`stemwise.{name}({told}, *, {only})`".replace("'", '"') in page
