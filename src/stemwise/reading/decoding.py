"""Bytes to text: what kind of file it is, and in which encoding."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from stemwise.errors import InputError
from stemwise.reading.names import BLOCK, NO_CONTENT, WRAPPERS

Kind = Literal["html", "pdf", "text"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"PK\x03\x04", "a zip archive (perhaps a Word or OpenDocument file)", "save it as PDF, HTML or plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", "save it as PDF, HTML or plain text"),
    (b"{\\rtf", "a rich-text file", "save it as PDF, HTML or plain text"),
    (b"\x89PNG", "a picture", "copy the text it shows into a file"),
    (b"\xff\xd8\xff", "a picture", "copy the text it shows into a file"),
    (b"GIF8", "a picture", "copy the text it shows into a file"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\x7fELF", "a program", "pass a page: HTML, PDF, Markdown or plain text"),
)
_TAG = re.compile(r"<(?:(!doctype\s+html)|([a-z][a-z0-9]*))(?=[\s/>])", re.I)
_ELEMENTS = {name for name in BLOCK | NO_CONTENT | WRAPPERS if len(name) > 1} | {"p", "title"}
"""What a page may begin with: "<a" and "<i" begin plain text too."""
_END_TAG = re.compile(r"</(?:a|b|div|em|h[1-6]|li|p|section|span|strong|td)>", re.I)
MARKED_UP = 5
"""End tags in the first bytes from which a text is HTML, whatever it begins with."""
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_:.-]{2,40})""", re.I)
# The WHATWG encoding standard: browsers read these labels as windows-1252.
_AS_1252 = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii"})
# Encodings of pages; Python's others (punycode, unicode_escape, zlib ...) are no page's.
_ENCODING = re.compile(
    r"(?:utf-?(?:8|16|32)|windows-|cp\d|iso|latin|ascii|us-ascii|koi8|gb|big5|euc|shift|mac)[\w-]{0,20}\Z"
)
SNIFF = 4096
DETECT = 200_000
"""Bytes that charset detection looks at."""


def kind_of(data: bytes, source: str) -> Kind:
    """What ``data`` is, by its first bytes. Raises InputError for known binary formats."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, what, remedy in _BINARY:
        if data.startswith(magic):
            raise InputError(f"{source} is {what}, not a page of text", remedy)
    head = data[:SNIFF]
    start = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", errors="ignore")
    start = start.removeprefix("\ufeff").removeprefix("ï»¿").lstrip()
    while start.startswith(("<!--", "<?xml")):
        _, closed, rest = start.partition("-->" if start.startswith("<!--") else "?>")
        if not closed:
            break
        start = rest.lstrip()
    first = _TAG.match(start)
    if first and (first[1] or first[2].lower() in _ELEMENTS):
        return "html"
    return "html" if len(_END_TAG.findall(start)) >= MARKED_UP else "text"


def decode(data: bytes, source: str, *, declared: str = "", html: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text of ``data`` and notes on how it was read; newlines are normalised to ``\\n``.

    The order: a byte-order mark, the declared encoding (HTTP header, then the page's own meta element), UTF-8, and
    last what charset-normalizer finds. Raises InputError for binary data and for text no encoding fits.
    """
    notes: tuple[str, ...] = ()
    text = _by_mark(data)
    if text is None:
        if b"\0" in data[:SNIFF] or data.count(b"\0") > 0:
            raise InputError(
                f"{source} holds NUL bytes, so it is not a text file", "pass HTML, PDF, Markdown or text saved as UTF-8"
            )
        names = [declared, _meta_charset(data) if html else "", "utf-8"]
        text = next((t for name in names if name and (t := _strict(data, name)) is not None), None)
    if text is None:
        text, name = _detected(data, source)
        notes = (f"the page's encoding was not declared; read as {name}",)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_binary(text, source)
    if text.count("â€") >= 3:
        notes += ("the page was saved with a wrong encoding: signs such as â€™ stand for quotation marks",)
    return text, notes


def _by_mark(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data, name)
    return None


def _meta_charset(data: bytes) -> str:
    found = _META_CHARSET.search(data[:SNIFF])
    return found[1].decode("ascii") if found else ""


def _strict(data: bytes, name: str) -> str | None:
    name = name.strip().strip("\"'").lower()
    if not _ENCODING.match(name):
        return None
    try:
        return data.decode("windows-1252" if name in _AS_1252 else name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _detected(data: bytes, source: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # 30 ms to import, and rarely needed

    best = from_bytes(data[:DETECT], preemptive_behaviour=False).best()
    if best is not None:
        text = data.decode(best.encoding, errors="replace")
        if text.count("\ufffd") <= len(text) / 1000:
            return text, best.encoding
    raise InputError(f"{source} is in no encoding that can be recognised", "save it as UTF-8 text, or pass HTML or PDF")


_ODD = re.compile("[\x00-\x08\x0b\r\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
"""Characters that text does not hold; tabs, line ends, form feeds and escapes it may."""


def _refuse_binary(text: str, source: str) -> None:
    sample = text[:50_000]
    odd = len(_ODD.findall(sample))
    if "\0" in text or odd > 0.02 * max(len(sample), 50):
        raise InputError(f"{source} holds binary data, not text", "pass HTML, PDF, Markdown or plain text")
