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


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_as_generated(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == PAGES[name](), "run `make docs`"


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
        if any((w.isupper() and len(w) > 2) or "|" in w or w == "..." for w in words):
            continue
        build_parser().parse_args(words[1:])


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
