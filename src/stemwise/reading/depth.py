"""Pages nested deeper than a tree is followed: read again as a stream of tags, and kept flat enough to lose nothing.

libxml2 drops whatever lies below 256 elements, and with its limit lifted below 2,048. Its stream of tags has no such
limit: from it a tree is built in which the wrappers that are too deep are missing and their text is not.
"""

from __future__ import annotations

import re
from typing import Any

from stemwise.reading.limits import MAX_ELEMENTS, MAX_NESTED_TAGS, MAX_PLAIN_DEPTH, MAX_TREE_DEPTH
from stemwise.reading.names import BLOCK, NO_CONTENT, WRAPPERS

_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "base", "source", "track", "area", "wbr", "embed"))
_ROOTS = ("html", "head", "body")
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HIDING = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)


def is_deep(tree: Any) -> bool:
    """Whether some element of ``tree`` lies below MAX_PLAIN_DEPTH others."""
    return bool(tree.xpath("boolean(" + "/*" * (MAX_PLAIN_DEPTH + 1) + ")"))


def flat_tree(html: bytes) -> Any:
    """The lxml tree of ``html`` (UTF-8) with at most MAX_TREE_DEPTH elements above each other; linear in its length.

    Below MAX_PLAIN_DEPTH, wrappers go and their text stays, cut where a block began or ended. Below MAX_TREE_DEPTH
    all elements go; what is never content is left out there together with its text. Raises ValueError when more than
    MAX_NESTED_TAGS elements begin.
    """
    from lxml.html import HTMLParser

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, target=_Flattener())
    parser.feed(html)
    return parser.close()


def most_attributes(html: bytes) -> int:
    """The attributes of the tag that has most of them; linear in the length of ``html``, as no tree is built."""
    from lxml.html import HTMLParser

    parser = HTMLParser(encoding="utf-8", target=_AttributeCount())
    parser.feed(html)
    return int(parser.close())


class _AttributeCount:
    """A parser target that keeps the largest number of attributes."""

    most = 0

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        self.most = max(self.most, len(attrib))

    def close(self) -> int:
        return self.most


class _Flattener:
    """A parser target. ``open`` holds, for each open element of the page, its tag in the tree or ``""`` for none."""

    def __init__(self) -> None:
        from lxml.etree import TreeBuilder
        from lxml.html import html_parser

        self.builder: Any = TreeBuilder(element_factory=html_parser.makeelement)
        self.open: list[str] = []
        self.depth = 0
        self.skipping = 0  # open elements inside one whose text is left out, itself included
        self.begun = 0
        self.elements = 0
        self.broken = True  # whether nothing was written since the last break

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        self.begun += 1
        if self.begun > MAX_NESTED_TAGS:
            raise ValueError
        if self.skipping or (self.depth >= MAX_TREE_DEPTH and _is_left_out(tag, attrib)):
            self.skipping += 1
        elif self._is_kept(tag, attrib):
            self.elements += 1
            tag = tag if _NAME.match(tag) else "span"
            named = {name: _UNFIT.sub(" ", value) for name, value in attrib.items() if _NAME.match(name)}
            self.builder.start(tag, named)
            self.open.append(tag)
            self.depth += 1
            self.broken = False
        else:
            self._break(tag)
            self.open.append("")

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        kept = self.open.pop()
        if kept:
            self.builder.end(kept)
            self.depth -= 1
            self.broken = False
        else:
            self._break(tag)

    def data(self, text: str) -> None:
        if not self.skipping:
            self.builder.data(_UNFIT.sub(" ", text))
            self.broken = self.broken and not text.strip()

    def close(self) -> Any:
        if self.begun > MAX_NESTED_TAGS:  # here, since lxml also closes after an error and shows the last one
            raise ValueError(f"more than {MAX_NESTED_TAGS:,} elements, nested too deep")
        return self.builder.close()

    def _is_kept(self, tag: str, attrib: dict[str, str]) -> bool:
        if self.elements > MAX_ELEMENTS:  # the page will be refused
            return False
        if tag in _ROOTS or self.depth < MAX_PLAIN_DEPTH:
            return True
        if self.depth >= MAX_TREE_DEPTH:
            return False
        return tag not in WRAPPERS or "style" in attrib or "hidden" in attrib

    def _break(self, tag: str) -> None:
        """Where a block began or ended, a line ends: one for any number of them."""
        if not self.broken and (tag in BLOCK or tag in _VOID):
            self.builder.start("br", {})
            self.builder.end("br")
            self.elements += 1
            self.broken = True


def _is_left_out(tag: str, attrib: dict[str, str]) -> bool:
    """Never content, or not displayed: below MAX_TREE_DEPTH no finer judgement is made."""
    return tag in NO_CONTENT or "hidden" in attrib or bool(_HIDING.search(attrib.get("style", "")[:500]))
