"""Plain paper for the terminal: wrapped to a width, coloured only when asked, with a numbered list of sources.

Every string that comes in is made harmless first: a page's text may hold escape sequences or characters that turn the
line around, and neither may reach a reader's terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from stemwise.claims.passages import sentences
from stemwise.output import harmless
from stemwise.reading.document import Document
from stemwise.report.words import source_key, where

if TYPE_CHECKING:
    from stemwise.evidence.model import Source

NARROW, WIDE = 40, 120
"""Widths outside these are brought to the nearest of them."""
MORE = "--format json"
"""Where everything stands that a text report shortens."""

LONGEST_LABEL = 72
"""A longer label of a source is a whole statement; it stands in the text above and is not said again in the list."""

_STYLES = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36",
}  # fmt: skip


def columns(text: str) -> int:
    """Columns that printable ``text`` takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )  # fmt: skip


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word with an ellipsis: for names and quotes, no results (``whole``)."""
    text = " ".join(harmless(text).split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 3]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.") + "..."


def whole(text: str, limit: int) -> str:
    """The first sentences, whole, that fit in ``limit`` characters, and the first one in any case.

    A result cut within a sentence may say the opposite: "Serious adverse events ..." of events that were alike.
    """
    text = " ".join(harmless(text).split())
    if len(text) <= limit:
        return text
    ends = [s.end for s in sentences(Document("", text))] or [len(text)]
    return text[: max((e for e in ends if e <= limit), default=ends[0])]


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns; a longer word is broken, a web address or DOI is not."""
    lines: list[str] = []
    line, used = "", 0
    for word in harmless(text).split():
        size = columns(word)
        while size > width and not word.startswith(("http://", "https://", "doi:")):
            if line:
                lines.append(line)
                line, used = "", 0
            head = _fitting(word, width)
            lines.append(head)
            word = word[len(head) :]
            size = columns(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = word, size
        else:
            line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    if line:
        lines.append(line)
    return lines


def _fitting(word: str, width: int) -> str:
    end = width
    while columns(word[:end]) > width:
        end -= 1
    return word[: max(1, end)]


class Paper:
    """Lines written one after another; ``text()`` is the whole."""

    def __init__(self, width: int = 88, color: bool = False) -> None:
        self.width = max(NARROW, min(WIDE, width))
        self.color = color
        self.more = MORE
        """Where the rest stands that is left out of a list."""
        self._lines: list[str] = []
        self._sources: dict[tuple[str, str], tuple[int, str, Source]] = {}

    def ink(self, text: str, style: str = "") -> str:
        """``text`` in a style (words such as "bold red"), where colour is wanted."""
        if not self.color or not style or not text:
            return text
        codes = ";".join(_STYLES[s] for s in style.split())
        return f"\x1b[{codes}m{text}\x1b[0m"

    def blank(self) -> None:
        """One empty line, never two."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def title(self, text: str) -> None:
        """The report's first line, underlined."""
        lines = wrap(text, self.width)
        self._lines += [self.ink(x, "bold") for x in lines]
        self._lines.append("=" * min(self.width, max(map(columns, lines), default=0)))

    def section(self, text: str) -> None:
        """A heading."""
        self.blank()
        self._lines += [self.ink(x, "bold cyan") for x in wrap(text.upper(), self.width)]

    def para(self, text: str, *, indent: int = 0, style: str = "", first: str = "", hang: int = 0) -> None:
        """A wrapped paragraph; ``first`` stands before its first line, later lines are ``hang`` deeper."""
        deep = min(indent, self.width // 3)
        lead = harmless(first)
        after = deep + max(hang, columns(lead) if lead else 0)
        lines = wrap(text, self.width - after) or [""]
        pad = " " * (after - deep - columns(lead))
        self._lines.append((" " * deep + lead + pad + self.ink(lines[0], style)).rstrip())
        self._lines += [" " * after + self.ink(x, style) for x in lines[1:]]

    def item(self, text: str, *, indent: int = 2, style: str = "", mark: str = "- ") -> None:
        """One item of a list."""
        self.para(text, indent=indent, first=mark, style=style)

    def items(self, texts: Sequence[str], limit: int, *, indent: int = 2, what: str = "") -> None:
        """Up to ``limit`` items and a count of the rest."""
        for text in texts[:limit]:
            self.item(text, indent=indent)
        self.rest(len(texts) - limit, indent=indent, what=what)

    def rest(self, count: int, *, indent: int = 2, what: str = "") -> None:
        """ "and 12 more: --format json", where anything was left out."""
        if count > 0:
            self.para(f"and {count} more{' ' + what if what else ''}: {self.more}", indent=indent, style="dim")

    def raw(self, text: str, *, style: str = "") -> None:
        """One line kept as it is (a plot): made harmless and cut at the width, never wrapped."""
        kept = harmless(text)
        self._lines.append(self.ink(kept if columns(kept) <= self.width else _fitting(kept, self.width), style))

    def ref(self, source: Source, label: str = "") -> str:
        """ "[7]": the source's number in the list at the end; empty where nothing says where it is."""
        key = source_key(source)
        if not key[0].strip():
            return ""
        if key not in self._sources:
            name = " ".join(harmless(label).split())
            self._sources[key] = (len(self._sources) + 1, name if len(name) <= LONGEST_LABEL else "", source)
        return f"[{self._sources[key][0]}]"

    def refs(self, sources: Iterable[Source], label: str = "") -> str:
        """ " [3] [4]" with a space before, or nothing."""
        marks = dict.fromkeys(m for s in sources if (m := self.ref(s, label)))
        return "".join(f" {m}" for m in marks)

    def source_list(self) -> None:
        """The sources referred to, by number, with publication and locator."""
        if not self._sources:
            return
        self.section("Sources")
        for n, label, source in self._sources.values():
            name = f"{label.rstrip('.')}. " if label else ""
            self.para(name + where(source), first=f"{f'[{n}]':>6} ")

    def text(self) -> str:
        """Everything written, ending in a line break."""
        return "\n".join(self._lines).rstrip("\n") + "\n"
