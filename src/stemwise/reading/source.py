"""The one door: ``read`` takes whatever a person has, and gives a Document."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import IO, Any

from stemwise.errors import InputError
from stemwise.reading.decoding import decode, kind_of
from stemwise.reading.document import Document
from stemwise.reading.language import require_english
from stemwise.reading.limits import MAX_BYTES, MAX_CHARACTERS, MAX_PDF_BYTES, MB, too_long
from stemwise.reading.lines import blocks_of

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20})://")
_ENDINGS = frozenset(
    ("csv", "doc", "docx", "epub", "gif", "htm", "html", "jpeg", "jpg", "json", "markdown", "md", "mdown", "mht", "mhtml", "odt",
     "parquet", "pdf", "png", "ppt", "pptx", "rtf", "text", "toml", "tsv", "txt", "webp", "xhtml", "xls", "xlsx", "xml", "zip")
)  # fmt: skip
"""Ends of file names that are not ends of web addresses ('md', Moldova's, is Markdown here)."""
_MARKDOWN = (".md", ".markdown", ".mdown")
_ACCEPTED = "pass a file (HTML, PDF, Markdown or plain text), an http(s) address, or - for standard input"


def read(source: str, *, stdin: IO[Any] | None = None) -> Document:
    """Read a page: a file's path, an http(s) address, or ``-`` for standard input.

    ``stdin`` replaces ``sys.stdin`` (a binary or text stream). What it is - HTML, PDF or plain text - is seen from its
    content. Raises InputError, one line, for whatever cannot be read: missing, empty, too large, binary, encrypted,
    not English, or an address that leads into a private network.
    """
    if source == "-":
        return _from_bytes(_from_stream(stdin), "standard input")
    if _SCHEME.match(source):
        from stemwise.reading.fetch import download  # http.client and ssl: 30 ms, and only for addresses

        page = download(source)
        return _from_bytes(page.data, page.url, declared=page.charset)
    return _from_bytes(_from_file(source), source, markdown=source.lower().endswith(_MARKDOWN))


def is_text(source: str) -> bool:
    """Whether a string is the text itself: line breaks, great length, or several words that name no file and no address."""
    if "\n" in source or len(source) > LONGEST_NAME:
        return True
    named = os.path.exists(source) or source.rpartition(".")[2].lower() in _ENDINGS
    return len(source.split()) >= A_SENTENCE and not _SCHEME.match(source) and not named


LONGEST_NAME = 1000
"""Characters beyond which nothing is the name of a file."""
A_SENTENCE = 4
"""Words from which on a line is a sentence."""


def from_text(text: str, source: str = "text", *, markdown: bool = False, notes: tuple[str, ...] = ()) -> Document:
    """A Document of plain text or Markdown, kept exactly as it stands. Raises InputError as :func:`read` does."""
    if "\0" in text:
        raise InputError(f"{source} holds NUL characters, so it is not text", "pass plain text")
    _require_content(text, source)
    blocks = blocks_of(text)
    title = text[blocks[0].start : blocks[0].end] if blocks and blocks[0].kind == "heading" else ""
    return Document(source, text, title=title, media="markdown" if markdown else "text", blocks=blocks, notes=notes)


def _from_bytes(data: bytes, source: str, *, declared: str = "", markdown: bool = False) -> Document:
    if not data.strip():
        raise InputError(f"{source} is empty", _ACCEPTED)
    kind = kind_of(data, source)
    if kind == "pdf":
        from stemwise.reading.pdf import read_pdf

        document = read_pdf(data, source)
        _require_content(document.text, source)
        return document
    if len(data) > MAX_BYTES:
        raise _too_large(source, MAX_BYTES)
    text, notes = decode(data, source, declared=declared, html=kind == "html")
    if kind == "text" or markdown:
        return from_text(text, source, markdown=markdown, notes=notes)
    from stemwise.reading.webpage import read_html  # lxml and trafilatura: 0.2 s

    document = read_html(text, source, notes)
    _require_content(document.text, source)
    return document


def _require_content(text: str, source: str) -> None:
    if not any(ch.isalnum() for ch in text[:MAX_CHARACTERS]):
        raise InputError(
            f"{source} holds no text", "pass a page with text; a page drawn by scripts must be saved from a browser"
        )
    if len(text) > MAX_CHARACTERS:
        raise too_long(source)
    require_english(text, source)


def _too_large(source: str, limit: int) -> InputError:
    return InputError(f"{source} is larger than {limit // MB} MB", "save the page's text alone and pass that")


def _from_file(source: str) -> bytes:
    if not source.strip():
        raise InputError("no file is named", _ACCEPTED)
    path = Path(source).expanduser()
    try:
        if path.is_dir():
            raise InputError(f"{source} is a directory", "pass one file; check one page at a time")
        if path.exists() and not path.is_file():  # a pipe or device may keep its reader waiting for ever
            raise InputError(
                f"{source} is a pipe or a device, not a file", "pass a file, or - to read from standard input"
            )
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_PDF_BYTES:
                raise _too_large(source, MAX_BYTES)
            return _bounded(file, source)
    except FileNotFoundError:
        hint = f"for a page on the web write https://{source}" if _is_address(source) else _ACCEPTED
        raise InputError(f"there is no file {source}", hint) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, InputError):
            raise
        raise InputError(f"{source[:200]} cannot be read ({reason})", _ACCEPTED) from None


def _is_address(source: str) -> bool:
    """Whether a name without a file may be a web address: it has a path, or its end is not a file's."""
    found = re.match(r"[\w-]+(?:\.[\w-]+)*\.([A-Za-z]{2,63})(/|:\d|\Z)", source)
    return found is not None and (bool(found[2]) or found[1].lower() not in _ENDINGS)


def _from_stream(stdin: IO[Any] | None) -> bytes:
    stream: Any = stdin if stdin is not None else sys.stdin
    if stream is None:
        raise InputError("standard input is closed", _ACCEPTED)
    try:
        return _bounded(getattr(stream, "buffer", stream), "standard input")
    except OSError as error:
        raise InputError(f"standard input cannot be read ({error.strerror or error})", _ACCEPTED) from None


def _bounded(stream: IO[Any], source: str) -> bytes:
    """All of ``stream``, but never more than the limit plus one chunk in memory."""
    chunks: list[bytes] = []
    size = 0
    while chunk := stream.read(1 << 16):
        data = chunk.encode("utf-8", "surrogateescape") if isinstance(chunk, str) else bytes(chunk)
        chunks.append(data)
        size += len(data)
        limit = MAX_PDF_BYTES if b"%PDF-" in chunks[0][:1024] else MAX_BYTES
        if size > limit:
            raise _too_large(source, limit)
    return b"".join(chunks)
