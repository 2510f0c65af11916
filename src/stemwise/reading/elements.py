"""What several steps ask of a parsed page: how much text an element holds, what it is called, and to take it out."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")


class Sizes:
    """Characters of text, and of link text, in every element: counted once, from the leaves up."""

    def __init__(self, tree: Any) -> None:
        self.elements: list[Any] = list(tree.iter())
        self.text: dict[Any, int] = {}
        self.links: dict[Any, int] = {}
        for element in reversed(self.elements):
            size = len((element.text or "").strip())
            links = 0
            for child in element:
                size += self.text[child] + len((child.tail or "").strip())
                links += self.links[child]
            self.text[element] = size
            self.links[element] = size if element.tag == "a" else links
        body = tree.find(".//body")
        self.page = self.text[body if body is not None else tree]

    def link_share(self, element: Any) -> float:
        return self.links[element] / max(self.text[element], 1)


def tokens_of(element: Any) -> frozenset[str]:
    """The words in an element's class and id, in small letters."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(token.lower() for token in _TOKEN.findall(names[:1000]))


def remove(element: Any) -> None:
    """Take an element out and leave the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} {element.tail}"
        else:
            parent.text = f"{parent.text or ''} {element.tail}"
    parent.remove(element)
