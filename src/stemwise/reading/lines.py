"""Blocks of plain text and Markdown, found line by line. The text itself is never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stemwise.reading.document import Block, BlockKind

_BULLET = re.compile(r"(?:[•‣⁃◦▪▫●○■□►▶➤➢✓✔✅★·*+–—-]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])[ \t\u00a0]+")
_HASHES = re.compile(r"(#{1,6})[ \t]+")
_RULE = re.compile(r"[-=_*~ \t]{3,}\Z")
_TABLE_RULE = re.compile(r"[|:+= \t-]{3,}\Z")
# A heading whose line break was lost: "... in this field.Understanding Stem Cells:".
_GLUED = re.compile(r"(?<=[a-z)\]][.!?])(?=[A-Z][a-z])")
_CLOSING = "\"'”’)»]*_"

MAX_HEADING_WORDS = 14
MAX_HEADING_CHARACTERS = 110
MAX_HEADER_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its margins: ``text[start:end]``; ``indent`` counts the characters before it."""

    start: int
    end: int
    indent: int
    body: str


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for raw in text.split("\n"):
        body = raw.strip()
        indent = len(raw) - len(raw.lstrip())
        yield _Line(at + indent, at + indent + len(body), indent, body)
        at += len(raw) + 1


def is_heading(body: str, *, words_before_colon: int = 8) -> bool:
    """A short line without final punctuation, a short question, or a few words before a colon."""
    if len(body) > MAX_HEADING_CHARACTERS or not any(ch.isalpha() for ch in body):
        return False
    words = body.split()
    if len(words) > MAX_HEADING_WORDS or body[0].islower():
        return False
    last = body.rstrip(_CLOSING)[-1:]
    if last == ":":
        return len(words) <= words_before_colon
    if last == "?":
        return body.count("?") == 1 and not any(mark in body for mark in (". ", "! "))
    return last not in {"", ".", "!", ",", ";", "…", "-", "–", "—"} and ". " not in body.replace("Dr. ", "").replace(
        "vs. ", ""
    )


def _is_header_row(body: str, below: str) -> bool:
    """A Markdown table's names of columns, above a line of dashes: no block, unless a cell is long enough to claim."""
    if "|" not in below or "-" not in below or not _TABLE_RULE.match(below):
        return False
    return all(len(cell.split()) <= MAX_HEADER_WORDS for cell in body.split("|"))


def is_wrapped(text: str) -> bool:
    """Whether lines were broken at a margin (a mail, a PDF's text): then neighbours form one paragraph."""
    lengths = [len(line) for line in text.split("\n") if line.strip()]
    if len(lengths) < 4 or max(lengths) > 110:
        return False
    return sum(length >= 45 for length in lengths) >= 0.5 * len(lengths)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Headings, paragraphs, items, rows and quotes of ``text``, in order, without overlap.

    Every line is a block of its own, except where a paragraph plainly runs on: in text wrapped at a margin, or when
    the next line starts with a small letter. An item's block starts after its bullet, a Markdown heading's after its
    hashes.
    """
    return tuple(_Finder(text).blocks())


class _Finder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = list(_lines(text))
        self.wrapped = is_wrapped(text)
        self.found: list[Block] = []
        self.open = False  # whether the last block may take up the next line
        self.above = 0  # length of the line above

    def blocks(self) -> list[Block]:
        for i, line in enumerate(self.lines):
            if not line.body:
                self.open = False
                continue
            self._take(line, self.lines[i + 1].body if i + 1 < len(self.lines) else "")
            self.above = len(line.body)
        return self.found

    def _take(self, line: _Line, below: str) -> None:
        body = line.body
        if _RULE.match(body):
            self._underline(body)
        elif _TABLE_RULE.match(body) and "|" in body:
            self.open = False
        elif hashes := _HASHES.match(body):
            end = line.start + len(body.rstrip("#").rstrip()) if body.rstrip("#").rstrip() else line.end
            self._add("heading", line.start + hashes.end(), max(end, line.start + hashes.end()), len(hashes[1]))
        elif (bullet := _BULLET.match(body)) and not self._runs_on(body, line):
            self._add("item", line.start + bullet.end(), line.end, 1 + min(line.indent // 4, 5), is_open=True)
        elif body.startswith(">"):
            inner = body.lstrip("> \t")
            self._add("quote", line.end - len(inner), line.end)
        elif body.count("|") >= 2 or body.count("\t") >= 1:
            start = line.start + (len(body) - len(body.lstrip("| ")))
            if not _is_header_row(body, below):
                self._add("row", start, max(start, line.start + len(body.rstrip("| "))))
            self.open = False
        elif self._runs_on(body, line):
            last = self.found[-1]
            self.found[-1] = Block(last.kind, last.start, line.end, last.level)
        else:
            self._paragraph(line, below)

    def _runs_on(self, body: str, line: _Line) -> bool:
        if not self.open or not self.found:
            return False
        last = self.found[-1]
        if last.kind == "item":
            if body[0].islower() and not _BULLET.match(body):
                return True
            return line.indent >= 2 and not _BULLET.match(body)
        if _BULLET.match(body):
            return False
        return body[0].islower() or (self.wrapped and self.above >= 45)

    def _underline(self, body: str) -> None:
        """A line of ``===`` or ``---`` makes the line above a heading; alone it only separates."""
        if self.open and self.found and self.found[-1].kind in ("paragraph", "heading") and body[0] in "=-":
            last = self.found[-1]
            if last.end - last.start <= MAX_HEADING_CHARACTERS and "\n" not in self.text[last.start : last.end]:
                self.found[-1] = Block("heading", last.start, last.end, 1 if body[0] == "=" else 2)
        self.open = False

    def _paragraph(self, line: _Line, below: str) -> None:
        unfinished = self.wrapped and bool(below) and len(line.body) >= 45
        if is_heading(line.body) and not unfinished and not below[:1].islower():
            self._add("heading", line.start, line.end, 2, is_open=bool(_RULE.match(below)) if below else False)
            return
        cut = self._glued_heading(line)
        if cut:
            self._add("paragraph", line.start, cut)
            self._add("heading", cut, line.end, 2)
            return
        self._add("paragraph", line.start, line.end, is_open=True)

    def _glued_heading(self, line: _Line) -> int:
        """Where a heading starts that stands glued to the end of the line, or 0."""
        cuts = [m.start() for m in _GLUED.finditer(line.body)]
        if not cuts or line.end - line.start - cuts[-1] > MAX_HEADING_CHARACTERS:
            return 0
        tail = line.body[cuts[-1] :]
        return line.start + cuts[-1] if is_heading(tail, words_before_colon=12) and len(tail.split()) > 1 else 0

    def _add(self, kind: BlockKind, start: int, end: int, level: int = 0, *, is_open: bool = False) -> None:
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        if start < end:
            self.found.append(Block(kind, start, end, level))
            self.open = is_open
        else:
            self.open = False
