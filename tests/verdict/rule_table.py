"""The generated parts of docs/claims.md and docs/verdicts.md (``make docs``)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stemwise.claims.kinds import rules as kind_rules
from stemwise.claims.lexicon import groups
from stemwise.verdict.assertions import patterns
from stemwise.verdict.predicates import predicates
from stemwise.verdict.rules import rules

DOCS = Path(__file__).parents[2] / "docs"
MARK = "<!-- generated below -->\n"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ").strip()


def _asked(names: Iterable[str]) -> str:
    return "; ".join(predicates()[n][0] for n in names)


def kind_table() -> str:
    """Kind rules in their order, with example and counter-example."""
    rows = ["| rule | kind | example | not |", "| --- | --- | --- | --- |"]
    rows += [f"| `{r.id}` | {r.kind} | {_cell(r.example)} | {_cell(r.counter)} |" for r in kind_rules()]
    cues = ["", "## Word groups", "", "| group | what it says |", "| --- | --- |"]
    cues += [f"| `{g}` | {_cell(c.what)} |" for g, c in sorted(groups().items())]
    return "\n".join(rows + cues) + "\n"


def verdict_table() -> str:
    """Verdict rules in their order, with what they need in words; then the ways of speaking tied to facts."""
    rows = ["| rule | for | needs | but not | verdict | example | not |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for r in rules():
        kinds = ", ".join(sorted(r.kinds)) or "any kind"
        verdict = f"instead of supported: {r.verdict}" if r.instead else r.verdict
        asked = f"{_asked(r.needs)} | {_asked(r.none)} | {verdict}"
        rows.append(f"| `{r.id}` | {kinds} | {asked} | {_cell(r.example)} | {_cell(r.counter)} |")
    tied = [
        "",
        "## Ways of speaking tied to facts",
        "",
        "| id | stance | fact | example | not |",
        "| --- | --- | --- | --- | --- |",
    ]
    tied += [f"| `{p.id}` | {p.stance} | `{p.fact}` | {_cell(p.example)} | {_cell(p.counter)} |" for p in patterns()]
    return "\n".join(rows + tied) + "\n"


PAGES = {"claims.md": kind_table, "verdicts.md": verdict_table}


def page(name: str) -> str:
    """The page as it should stand: its hand-written head and the generated tables."""
    head = (DOCS / name).read_text(encoding="utf-8").split(MARK)[0]
    return head + MARK + PAGES[name]()
