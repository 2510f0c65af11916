"""A page in two dresses: plain text for the terminal, and one HTML file that needs nothing else."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stemwise.evidence.copies import identified, is_copy, nameless
from stemwise.evidence.model import Source

CLOSING = (
    "This informs; it is no medical advice. Do not stop a current treatment because of it; if you were treated and feel "
    "unwell, seek care now."
)
_STYLE = """
:root { --ink: #1d2730; --soft: #55626e; --line: #dfe3e6; --accent: #1b5e7d; }
* { box-sizing: border-box; }
body { margin: 0; background: #f5f4f0; color: var(--ink); font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto,
  "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1.25rem 2rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .4rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .6rem; }
section { background: #fff; border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.35rem; margin: 1.1rem 0; }
p { margin: 0 0 .65rem; }
.who { color: var(--soft); }
.lead { font-size: 1.08rem; }
ul, ol { margin: 0 0 .65rem; padding-left: 1.2rem; }
li { margin: 0 0 .55rem; }
.note { display: block; color: var(--soft); font-size: .9rem; line-height: 1.5; }
table { border-collapse: collapse; width: 100%; margin: 0 0 .65rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); }
th { font-weight: 400; width: 62%; }
td { font-variant-numeric: tabular-nums; }
.grid { overflow-wrap: normal; }
.grid th { width: auto; padding-right: .9rem; }
.grid thead th { font-weight: 600; border-top: 0; }
.grid td { white-space: nowrap; }
figure { margin: .4rem 0 1rem; }
figure svg { display: block; width: 100%; max-width: 38rem; height: auto; }
.wide { overflow-x: auto; }
.sources { font-size: .86rem; }
footer { color: var(--soft); font-size: .92rem; }
a { color: var(--accent); }
@media (max-width: 30rem) {
  main { padding: 1rem .75rem; } section { padding: .9rem .9rem; }
  .grid { font-size: .84rem; } .grid th { padding-right: .6rem; } .grid td { white-space: normal; }
}
@media print { body { background: #fff; } section { border: 0; padding: 0; } }
"""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page: ``head``, ``say``, ``item``, ``note``, ``table`` or ``figure``."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()


class Paper:
    """Lines wrapped to a width and the same as blocks, with a numbered list of sources at the end."""

    def __init__(self, width: int = 88) -> None:
        self.width = min(max(width, 40), 120)
        self.lines: list[str] = []
        self.blocks: list[Block] = []
        self.sources: list[Source] = []

    def head(self, text: str, shown: str = "") -> None:
        """A heading with an empty line above it; ``shown`` where it is not set in capitals."""
        if self.lines:
            self.lines.append("")
        self.lines.append(text)
        self.blocks.append(Block("head", shown or (text.capitalize() if text.isupper() else text)))

    def gap(self) -> None:
        """An empty line."""
        if self.lines:
            self.lines.append("")
        self.blocks.append(Block("head"))

    def say(self, text: str, indent: int = 0, mark: str = "") -> None:
        """A paragraph; ``mark`` stands before its first line. Deeper than an item it is a note to it."""
        first = " " * indent + mark
        self.lines += textwrap.wrap(text, self.width, initial_indent=first, subsequent_indent=" " * len(first)) or [""]
        self.blocks.append(Block("item" if mark else "note" if indent >= 6 else "say", text))

    def table(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values, the values in one column."""
        room = min(max(len(a) for a, _ in rows), self.width - 28)
        for name, value in rows:
            if len(name) <= room:
                self.lines.append(f"  {name:<{room}}  {value}")
            else:
                self.lines += textwrap.wrap(name, self.width, initial_indent="  ", subsequent_indent="  ")
                self.lines.append(f"  {'':<{room}}  {value}")
        self.blocks.append(Block("table", rows=tuple(rows)))

    def grid(self, columns: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[str]) -> None:
        """A table with a head; ``lines`` is how it looks in text."""
        self.lines += lines
        self.blocks.append(Block("table", rows=tuple(map(tuple, rows)), columns=tuple(columns)))

    def figure(self, svg: str) -> None:
        """A picture; the text has none."""
        if svg:
            self.blocks.append(Block("figure", svg))

    def cite(self, sources: Iterable[Source]) -> str:
        """The numbers of sources, as ``[1, 2]``."""
        numbers = []
        for s in dict.fromkeys(sources):
            if s not in self.sources:
                self.sources.append(s)
            numbers.append(self.sources.index(s) + 1)
        return f" [{', '.join(map(str, sorted(numbers)))}]" if numbers else ""

    def text(self) -> str:
        """Everything, with the sources and the closing words."""
        lines = list(self.lines)
        if self.sources:
            lines += ["", "SOURCES"]
            for i, s in enumerate(self.sources, 1):
                first = f"  {i}. "
                said = f"{_named(s)} ({s.locator}; {s.source_kind}); {_copied(s) or f'read at {s.seen_at}'}"
                lines += textwrap.wrap(said, self.width, initial_indent=first, subsequent_indent=" " * len(first))
        lines += ["", *textwrap.wrap(CLOSING, self.width)]
        return "\n".join(lines) + "\n"

    def html(self) -> str:
        """The same as one HTML page without scripts or anything fetched."""
        body = _sections(self.blocks)
        title = html.escape(next((b.text for b in self.blocks if b.kind == "say"), "stemwise"))
        if self.sources:
            listed = "".join(f'<li id="s{i}">{_listed(s)}</li>' for i, s in enumerate(self.sources, 1))
            body += f'<section class="sources"><h2>Sources</h2><ol>{listed}</ol></section>'
        return (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
            f"<body><main>{body}<footer><p>{html.escape(CLOSING)}</p></footer></main></body></html>\n"
        )


def _sections(blocks: Sequence[Block]) -> str:
    """The blocks as sections: what stands before the first heading is the title and who is meant."""
    out: list[str] = []
    section = listed = lead = False
    for i, b in enumerate(blocks):
        if listed and b.kind not in ("item", "note"):
            out.append("</li></ul>")
            listed = False
        if b.kind == "head":
            heading = f"<h2>{html.escape(b.text)}</h2>" if b.text else ""
            out.append(f"{'</section>' if section else ''}<section>{heading}")
            section = lead = True
        elif b.kind == "say" and not section:
            out.append(f"<h1>{_linked(b.text)}</h1>" if i == 0 else f'<p class="who">{_linked(b.text)}</p>')
        elif b.kind == "item":
            out.append(f"{'</li>' if listed else '<ul>'}<li>{_linked(b.text)}")
            listed = True
        elif b.kind == "note" and listed:
            out.append(f'<span class="note">{_linked(b.text)}</span>')
        elif b.kind == "table":
            out.append(_table(b))
        elif b.kind == "figure":
            out.append(f"<figure>{b.text}</figure>")
        else:
            out.append(f"{'<p class=lead>' if lead else '<p>'}{_linked(b.text)}</p>")
            lead = False
    return "".join(out) + ("</li></ul>" if listed else "") + ("</section>" if section else "")


def _table(b: Block) -> str:
    head = "".join(f'<th scope="col">{html.escape(c)}</th>' for c in b.columns)
    rows = "".join(
        f'<tr><th scope="row">{html.escape(r[0])}</th>{"".join(f"<td>{html.escape(c)}</td>" for c in r[1:])}</tr>'
        for r in b.rows
    )
    kind = ' class="grid"' if b.columns else ""
    top = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f'<div class="wide"><table{kind}>{top}<tbody>{rows}</tbody></table></div>'


def _linked(text: str) -> str:
    """Escaped, with the numbers of sources as links."""

    def links(found: re.Match[str]) -> str:
        return "[" + ", ".join(f'<a href="#s{n}">{n}</a>' for n in found.group(1).split(", ")) + "]"

    return re.sub(r"\[(\d+(?:, \d+)*)\]", links, html.escape(text, quote=False))


def _listed(s: Source) -> str:
    where = html.escape(s.seen_at)
    link = (
        f'read at <a href="{where}">{where}</a>'
        if s.seen_at.startswith(("http://", "https://"))
        else f"read at {where}"
    )
    named = html.escape(_named(s))
    return f"{named} ({html.escape(s.locator)}; {html.escape(s.source_kind)}); {_copied(s) or link}"


def _named(s: Source) -> str:
    """The publication, by an identifier where an address holds one; never a machine's bare number."""
    found = identified(s.published_in, s.seen_at).removeprefix("url:")
    return "a text on a machine without a name" if nameless(found) else found


def _copied(s: Source) -> str:
    """ "read as a copy", where what was read is one: a nameless machine always, a mirror where the publication is named."""
    known = not identified(s.published_in, s.seen_at).startswith(("url:", "http"))
    return "read as a copy" if nameless(s.seen_at) or (known and is_copy(s.seen_at)) else ""
