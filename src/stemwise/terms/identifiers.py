"""DOIs in running text: where one ends, its own brackets kept ("10.1016/S0140-6736(16)30169-6")."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>?#]{2,200}")
_OPENS = {")": "(", "]": "[", "}": "{"}


def dois(text: str) -> Iterator[tuple[int, str]]:
    """The DOIs of a text, each with its place."""
    for found in _DOI.finditer(text):
        yield found.start(), _ended(found.group())


def doi_in(text: str) -> str:
    """The first DOI of a text, "" for none."""
    return next((doi for _, doi in dois(text)), "")


def _ended(doi: str) -> str:
    """Without what closes the sentence around it: a bracket that was not opened within, stops at the end."""
    opened: list[str] = []
    for i, sign in enumerate(doi):
        if sign in _OPENS.values():
            opened.append(sign)
        elif sign in _OPENS and (not opened or opened.pop() != _OPENS[sign]):
            doi = doi[:i]
            break
    return doi.rstrip(".,;:!/")
