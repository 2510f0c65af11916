"""How much of each kind of passage an extraction keeps on the pages of ``pages/``, and how much chrome it lets in.

``python -m tests.reading.measure`` prints the table of docs/reading.md.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

PAGES = Path(__file__).parent / "pages"
KINDS = ("paragraph", "heading", "item", "table", "accordion", "definition", "testimonial", "chrome")
Counts = dict[str, tuple[int, int]]


def trafilatura_alone(**settings: bool) -> Callable[[str], str]:
    def run(html: str) -> str:
        from trafilatura import extract

        return extract(html, include_comments=False, include_tables=True, **settings) or ""

    return run


def trafilatura_on_tidied(html: str) -> str:
    from stemwise.reading.tidy import tidy
    from stemwise.reading.webpage import main_text, parse

    tree = parse(html, "page")
    tidy(tree)
    return main_text(tree)


def stemwise(html: str) -> str:
    from stemwise.reading.webpage import read_html

    return read_html(html, "page").text


METHODS: dict[str, Callable[[str], str]] = {
    "trafilatura, fast": trafilatura_alone(fast=True),
    "trafilatura": trafilatura_alone(),
    "trafilatura, favouring recall": trafilatura_alone(favor_recall=True),
    "trafilatura on the tidied tree": trafilatura_on_tidied,
    "stemwise.reading": stemwise,
}


def kept(method: Callable[[str], str]) -> Counts:
    """For each kind: how many of the marked strings are in the text, of how many."""
    found: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for name, marks in json.loads((PAGES / "expected.json").read_text("utf-8")).items():
        text = " ".join(method((PAGES / name).read_text("utf-8")).split())
        for kind, strings in marks.items():
            found[kind] += sum(" ".join(s.split()) in text for s in strings)
            total[kind] += len(strings)
    return {kind: (found[kind], total[kind]) for kind in KINDS}


def table() -> str:
    """The measurement as a Markdown table, one row for each method."""
    lines = ["| method | " + " | ".join(KINDS) + " |", "| --- |" + " --- |" * len(KINDS)]
    for name, method in METHODS.items():
        counts = kept(method)
        lines.append(f"| {name} | " + " | ".join(f"{counts[k][0]}/{counts[k][1]}" for k in KINDS) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
