"""A tidied tree as pieces: headings, paragraphs, items, rows, quotes, each with its text on one line."""

from __future__ import annotations

import re
from typing import Any

from stemwise.reading.document import BlockKind
from stemwise.reading.limits import MAX_TREE_DEPTH
from stemwise.reading.lines import is_heading
from stemwise.reading.markup import clean
from stemwise.reading.names import BLOCK
from stemwise.reading.pieces import Piece
from stemwise.reading.tables import rows_of

_HEADING = re.compile(r"h([1-6])\Z")
_BOLD = frozenset(("b", "strong"))
_BULLET = re.compile(r"[•‣◦▪●■►➤✓✔·]\s*|[-–*]\s+")
# Addresses that name a study, so that a link "in one study" stays a citation when the markup goes.
_STUDY_LINKS = (
    (re.compile(r"/(PMC\d{4,9})", re.I), "{}"),
    (re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{5,9})", re.I), "PMID {}"),
    (re.compile(r"doi\.org/(10\.\d{4,9}/[^\s?#\"'<>]{1,200})", re.I), "doi:{}"),
    (re.compile(r"\b(NCT\d{8})\b", re.I), "{}"),
)
_POWER = re.compile(r"(?:^|[^\d.,])10\Z|\d\s{0,2}[x×·*]\s{0,2}10\Z")
_UNIT = re.compile(r"(?:^|[\s\d/])(?:k|c|m|µ)?m\Z")
_SUPERSCRIPT = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


class Renderer:
    """Walks a tree once; ``pieces`` is the result, ``places`` holds for each the element it ended in."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.places: list[Any] = []
        self._place: Any = None
        self._parts: list[str] = []
        self._size = 0  # characters in the open block; of them in links, in bold
        self._linked = 0
        self._bold = 0
        self._kind: BlockKind = "paragraph"
        self._level = 0

    def walk(self, element: Any, depth: int = 0, lists: int = 0) -> None:
        """Render ``element`` with all it holds; ``lists`` counts the lists around it."""
        tag = element.tag
        if depth > MAX_TREE_DEPTH or not isinstance(tag, str):
            return
        if tag == "br":
            self._parts.append("\n")
        elif tag == "table":
            self.flush()
            self._table(element, depth, lists)
        elif tag == "dl":
            self.flush()
            self._definitions(element, depth, lists)
        elif tag in BLOCK:
            self._block(element, depth, lists)
        else:
            self._inline(element, depth, lists)

    def render(self, element: Any, depth: int = 0, lists: int = 0) -> None:
        """Render what ``element`` holds, and close the last block."""
        self._children(element, depth, lists)
        self.flush()

    def _children(self, element: Any, depth: int, lists: int) -> None:
        self._add(element.text, element)
        for child in element:
            self.walk(child, depth + 1, lists)
            self._add(child.tail, element)

    def _block(self, element: Any, depth: int, lists: int) -> None:
        self.flush()
        outer = self._kind, self._level
        heading = _HEADING.match(element.tag)
        if heading:
            self._kind, self._level = "heading", int(heading[1])
        elif element.tag == "li":
            self._kind, self._level = "item", max(lists, 1)
        elif element.tag == "blockquote":
            self._kind, self._level = "quote", 0
        self._children(element, depth, lists + (element.tag in ("ul", "ol")))
        self.flush()
        self._kind, self._level = outer

    def _inline(self, element: Any, depth: int, lists: int) -> None:
        at, parts_before = self._size, len(self._parts)
        pieces_before = len(self.pieces)
        if element.tag == "sup":
            self._add(_raised(clean("".join(element.itertext())), "".join(self._parts[-3:])))
            return
        if element.tag == "q":
            self._add("“")
        self._children(element, depth, lists)
        if element.tag == "q":
            self._add("”")
        if len(self.pieces) != pieces_before:  # blocks stood inside: nothing inline to measure
            return
        if element.tag == "a" and _leads_away(element):
            self._linked += self._size - at
            self._cite(element.get("href") or "", "".join(self._parts[parts_before:]))
        elif element.tag in _BOLD:
            self._bold += self._size - at

    def _cite(self, href: str, shown: str) -> None:
        for pattern, form in _STUDY_LINKS:
            found = pattern.search(href[:500])
            if found:
                name = found[1].rstrip("/.,)")
                if name.lower() not in shown.lower():
                    self._add(f" [{form.format(name)}]")
                return

    def _add(self, text: str | None, place: Any = None) -> None:
        if text:
            self._place = place if place is not None else self._place
            self._parts.append(text.replace("\n", " "))
            self._size += len(text.strip())

    def _put(self, piece: Piece, place: Any) -> None:
        self.pieces.append(piece)
        self.places.append(place)

    def flush(self) -> None:
        """Close the open block: one piece, or one per line where the page broke its lines by hand."""
        if not self._parts:
            return
        raw = "".join(self._parts)
        share = min(1.0, self._linked / max(self._size, 1))
        bold = self._bold >= 0.9 * max(self._size, 1)
        self._parts, self._size, self._linked, self._bold = [], 0, 0, 0
        for line in _joined([clean(line) for line in raw.split("\n")]):
            self._put(self._piece(line, share, bold), self._place)

    def _piece(self, line: str, share: float, bold: bool) -> Piece:
        kind, level = self._kind, self._level
        if kind == "paragraph":
            bullet = _BULLET.match(line)
            if bullet and len(line) > bullet.end():
                return Piece("item", line[bullet.end() :], 1, share)
            if bold and len(line) <= 110 and not line.endswith((".", "!", ";", ",")):
                return Piece("heading", line, 5, share)
        if (
            line.endswith("?")
            and share <= 0.8
            and (kind == "paragraph" or (kind == "item" and bold))
            and is_heading(line)
        ):
            return Piece("heading", line, 5)  # a question alone: what follows answers it
        return Piece(kind, line, level, share)

    def _definitions(self, element: Any, depth: int, lists: int) -> None:
        """A term and its short definition are one item ("Success rate: 70 %"); a question is a heading."""
        term = ""
        for child in element.iter("dt", "dd"):
            if next((p for p in child.iterancestors("dl")), None) is not element:
                continue
            inner = Renderer()
            inner.render(child, depth + 1, lists)
            if child.tag == "dt":
                self._term(term, element)
                term = " ".join(p.text for p in inner.pieces)
            elif term and len(inner.pieces) == 1 and not term.endswith("?"):
                only = inner.pieces[0]
                self._put(Piece("item", f"{term.rstrip(':')}: {only.text}", lists + 1, only.linked), child)
                term = ""
            else:
                self._term(term, element)
                term = ""
                self.pieces += inner.pieces
                self.places += inner.places
        self._term(term, element)

    def _term(self, term: str, place: Any) -> None:
        if term:
            self._put(Piece("heading", term, 4), place)

    def _table(self, element: Any, depth: int, lists: int) -> None:
        rows = rows_of(element)
        if rows is None:  # a table used for layout: its cells are passages
            self.render(element, depth, lists)
            return
        caption = element.find("caption")
        if caption is not None:
            self._block(caption, depth, lists)
        for line in rows:
            if line.heads == "told":
                continue
            texts, linked = [], 0.0
            for cell in line.cells:
                if cell.element is None:
                    continue
                inner = Renderer()
                inner.render(cell.element, depth + 2, lists)
                text = " ".join(p.text for p in inner.pieces)
                linked += sum(p.linked * len(p.text) for p in inner.pieces)
                if text:
                    texts.append(f"{cell.label}: {text}" if cell.label else text)
            row = " | ".join(texts)
            share = min(1.0, linked / max(len(row), 1))
            if row:
                self._put(Piece("heading", row, 6) if line.heads else Piece("row", row, 0, share), element)


def _joined(lines: list[str]) -> list[str]:
    """Lines broken by hand; one that starts with a small letter only continues the line above."""
    found: list[str] = []
    for line in lines:
        if not line:
            continue
        if found and line[0].islower() and found[-1][-1] not in ".!?:":
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _leads_away(link: Any) -> bool:
    """Whether a link leaves the place: anchors of accordions and tabs do not."""
    href = (link.get("href") or "").strip().lower()
    return bool(href) and not href.startswith(("#", "javascript:"))


def _raised(text: str, before: str) -> str:
    """A superscript in plain letters: a power (10^6), a square (m²), or a note ([3])."""
    digits = text.replace(" ", "")
    if not digits or not all(ch in "0123456789-−–," for ch in digits) or not any(ch.isdigit() for ch in digits):
        return text
    if _POWER.search(before[-12:]):
        return f"^{digits}"
    if _UNIT.search(before[-6:]) and digits in ("2", "3", "-1", "−1", "-2", "−2"):
        return digits.translate(_SUPERSCRIPT)
    return f"[{digits}]"
