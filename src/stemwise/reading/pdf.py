"""PDF to a Document. The file is parsed in a process of its own, with bounds on time and memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from typing import Any

from stemwise.errors import InputError
from stemwise.reading.document import Document
from stemwise.reading.limits import MAX_PDF_BYTES, MAX_PDF_PAGES, MB, PDF_SECONDS
from stemwise.reading.lines import blocks_of, is_heading
from stemwise.reading.markup import clean
from stemwise.reading.pieces import Piece, assemble

_TEXT = "open it, copy the text into a file and pass that"
_FAILURES = {
    "encrypted": ("is protected by a password", "save a copy without the password and pass that"),
    "broken": ("is broken: it cannot be read as a PDF", f"download it again, or {_TEXT}"),
    "memory": ("needs too much memory to read", _TEXT),
    "time": (f"takes longer than {PDF_SECONDS} seconds to read", _TEXT),
    "empty": (
        "holds no text, perhaps only scanned pictures",
        "use a copy with text (OCR), or type the text into a file",
    ),
}
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\Z", re.IGNORECASE)


def read_pdf(data: bytes, source: str, *, seconds: float = PDF_SECONDS) -> Document:
    """The Document of a PDF. Raises InputError: too large, broken, encrypted, no text, too slow.

    Lines that a page was set in are joined to paragraphs, words broken at a line's end are joined, and lines that
    repeat on most pages (running titles) and page numbers are left out.
    """
    if len(data) > MAX_PDF_BYTES:
        raise InputError(f"{source} is larger than {MAX_PDF_BYTES // MB} MB", _TEXT)
    found = _in_own_process(data, source, seconds)
    pages: list[str] = found["pages"]
    if not any(ch.isalnum() for page in pages for ch in page):
        raise _failure("empty", source)
    notes: list[str] = []
    if found["total"] > len(pages):
        notes.append(f"only the first {len(pages)} of {found['total']} pages were read (at most {MAX_PDF_PAGES})")
    if found["unread"]:
        notes.append(f"pages that could not be read: {', '.join(map(str, found['unread'][:20]))}")
    pieces = _pieces(_without_running_titles(pages))
    text, blocks = assemble(pieces)
    title = clean(found["title"])[:300] or next((p.text for p in pieces[:3] if p.kind == "heading"), "")
    return Document(source, text, title, found["date"], "pdf", blocks, tuple(notes))


def _failure(kind: str, source: str) -> InputError:
    problem, remedy = _FAILURES.get(kind, _FAILURES["broken"])
    return InputError(f"{source} {problem}", remedy)


def _in_own_process(data: bytes, source: str, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "stemwise.reading.pdf_process"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise _failure("time", source) from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        found = {"failure": "memory" if done.returncode < 0 else "broken"}
    if "failure" in found:
        raise _failure(str(found["failure"]), source)
    return dict(found)


def _without_running_titles(pages: list[str]) -> list[str]:
    split = [[line.strip() for line in page.split("\n")] for page in pages]
    edges: Counter[str] = Counter()
    for lines in split:
        filled = [line for line in lines if line]
        edges.update({re.sub(r"\d+", "#", line) for line in (*filled[:2], *filled[-2:])})
    running = {line for line, count in edges.items() if len(pages) >= 3 and count > 0.6 * len(pages)}
    without = [
        "\n".join(s for s in lines if re.sub(r"\d+", "#", s) not in running and not _PAGE_NUMBER.match(s))
        for lines in split
    ]
    return without if any(page.strip() for page in without) else pages


def _pieces(pages: list[str]) -> list[Piece]:
    """Blocks of the pages' lines, as in plain text, with a paragraph's lines joined."""
    text = "\n".join(pages)
    pieces: list[Piece] = []
    for block in blocks_of(text):
        body = _joined(text[block.start : block.end])
        runs_on = (
            block.kind == "paragraph" and pieces and pieces[-1].kind in ("paragraph", "item") and body[:1].islower()
        )
        if runs_on and pieces[-1].text[-1] not in ".!?:":
            last = pieces.pop()
            body, block_kind, level = _joined(f"{last.text}\n{body}"), last.kind, last.level
        else:
            block_kind, level = block.kind, block.level
        if block_kind == "heading" and not is_heading(body) and block.level == 2:
            block_kind, level = "paragraph", 0
        pieces.append(Piece(block_kind, body, level))
    return pieces


def _joined(text: str) -> str:
    """One line; a word broken with a hyphen is joined when both halves are small letters."""
    return clean(re.sub(r"(?<=[a-z])[-\u00ad]\n\s{0,20}(?=[a-z])", "", text))
