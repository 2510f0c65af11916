"""Cutting a document into sentences, each with its place: block, list, heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stemwise.claims.names import words
from stemwise.reading.document import Block, BlockKind, Document

_STOPS = re.compile(r"[.!?]+[\"”’)\]]*(?:\[\d{1,3}\])*")
_LETTERS = re.compile(r"(?:[^\W\d_][\W\d_]*){2}")
MAX_SENTENCE = 1200
"""A longer stretch without an end of sentence is cut: no table dump passes as one sentence."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]`` of the document; ``heading`` is the nearest heading above, ``block`` the block's number."""

    text: str
    start: int
    end: int
    block: int
    kind: str
    heading: str = ""
    lead: str = ""
    """The sentence that introduces a list ("The benefits are:"), for the list's items."""
    asked: str = ""
    """The question just before it, in a heading or a sentence: what 'Yes' or 'No' answers."""


def sentences(document: Document) -> list[Sentence]:
    """All sentences and list items in order; headings are not among them but are remembered beside what follows."""
    out: list[Sentence] = []
    heading = lead = asked = ""
    for number, block in enumerate(document.blocks or _lines(document.text)):
        if block.kind == "heading":
            heading, lead = document.text[block.start : block.end].strip(), ""
            lead = heading if heading.endswith(":") else ""
            asked = heading if heading.endswith("?") else ""
            continue
        found = list(_cut(document.text, block.start, block.end))
        if len(found) > 1 and block.kind == "item" and _is_label(document.text[slice(*found[0])]):
            del found[0]
        for start, end in found:
            shown = lead if block.kind == "item" else ""
            text = document.text[start:end]
            out.append(Sentence(text, start, end, number, block.kind, heading, shown, asked))
            asked = text if text.endswith("?") else asked if _is_short_answer(text) else ""
        if block.kind != "item" and found:
            last = document.text[found[-1][0] : found[-1][1]]
            lead = last if last.rstrip().endswith(":") else ""
    return out


def _is_short_answer(text: str) -> bool:
    """'No.', 'Yes!': what follows still answers."""
    return len(text.split()) <= 2


def _is_label(text: str) -> bool:
    """Whether an item's first words only name what follows ("Immune regulation.")."""
    return text.rstrip().endswith((".", ":")) and len(text.split()) <= 4


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentence bounds within a block, without surrounding blanks."""
    begin = start
    for stop in _STOPS.finditer(text, start, end):
        if stop.end() - begin < 2 or not _ends(text, stop, end):
            continue
        yield from _trim(text, begin, stop.end())
        begin = stop.end()
    yield from _trim(text, begin, end)


def _ends(text: str, stop: re.Match[str], end: int) -> bool:
    after = text[stop.end() : stop.end() + 2]
    before = re.split(r"[\s(]", text[max(0, stop.start() - 12) : stop.start()])[-1].lower()
    if stop.end() >= end or not after.strip():
        return True
    if text[max(0, stop.start() - 2) : stop.start()] == "MS":
        return True
    if stop.group()[0] == "." and (before in words("short") or (len(before) == 1 and before.isalpha())):
        return False
    if before in words("short_before_number") and text[stop.end() : stop.end() + 6].lstrip()[:1].isdigit():
        return False
    if after[0].isspace():
        rest = text[stop.end() : stop.end() + 6].lstrip()
        return not rest or not rest[0].islower() or stop.group()[0] in "!?"
    run_on = after[0].isupper() and len(before) > 2 and before.isalpha() and text[stop.end() - 1] in ".!?"
    return run_on or after[0] == "["


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] in _BULLETS):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not _LETTERS.search(text, start, min(end, start + MAX_SENTENCE)):
        return
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        yield start, cut
        start = cut + 1
    yield start, end


_BULLETS = "•-*–—·▪►➤→‣●○◦✓✔✅☑❖"
_MAX_HEADING = 90
_LEAD_WORDS = 5
"""A line with a colon of so many words says something ("Patients can look forward to:"); a shorter one is a heading."""


def _lines(text: str) -> Iterator[Block]:
    """Blocks of a bare text: one a line.

    A short line without a full stop is a heading, or an item where a line with a colon led to it.
    """
    listing, last = False, -1
    for line in re.finditer(r"[^\n]+", text):
        raw = line.group().strip()
        if not raw:
            continue
        listing = listing and (line.start() - last <= 1 or text[last - 1] == ":")
        last = line.end()
        item = raw[0] in _BULLETS or raw[:3].rstrip(" ").rstrip(".)").isdigit()
        short = len(raw) < _MAX_HEADING and raw[-1] not in ".!…,;" and len(raw.split()) <= 14
        listed = listing and short and raw[-1] not in ":?"
        kind: BlockKind = "item" if item or listed else "heading" if short and raw[-1] != ":" else "paragraph"
        if short and raw[-1] == ":" and not item and len(raw.split()) < _LEAD_WORDS:
            kind = "heading"
        listing = raw[-1] == ":" or (listing and (item or listed))
        yield Block(kind, line.start(), line.end())
