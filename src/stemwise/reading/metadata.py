"""Title and date from what an HTML page says about itself; never guessed from its text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from stemwise.reading.markup import clean

_ISO_DATE = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
# What a reader wants to know is how old the claims are: the last change comes before the first publication.
_DATE_NAMES = (
    "article:modified_time", "og:updated_time", "last-modified", "datemodified", "dcterms.modified",
    "article:published_time", "datepublished", "date", "dc.date", "dcterms.created", "pubdate",
)  # fmt: skip
_JSON_LD = "application/ld+json"
MAX_JSON = 200_000


def title_of(tree: Any) -> str:
    """The Open Graph title, the ``title`` element, or the first ``h1``; without markup, on one line."""
    meta = _metas(tree)
    title = meta.get("og:title") or _text(tree.find(".//title")) or _text(tree.find(".//h1"))
    return clean(title)[:300].strip()


def date_of(tree: Any) -> str:
    """The page's date as ``YYYY-MM-DD``: last change before publication; ``""`` where the page names none."""
    meta = _metas(tree)
    named = [meta[name] for name in _DATE_NAMES if name in meta]
    for value in (*named, *_json_dates(tree), *_time_elements(tree)):
        if found := _ISO_DATE.match(value.strip()):
            return found[0]
    return ""


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        if content := meta.get("content"):
            found.setdefault(name.strip().lower(), content)
    return found


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())


def _json_dates(tree: Any) -> Iterator[str]:
    texts = [s.text for s in tree.iter("script") if s.get("type") == _JSON_LD and s.text and len(s.text) < MAX_JSON]
    for key in ("dateModified", "datePublished"):
        for text in texts:
            try:
                yield from _values(json.loads(text, strict=False), key, 0)
            except (ValueError, RecursionError):
                continue


def _values(node: Any, key: str, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if isinstance(node, dict):
        if isinstance(node.get(key), str):
            yield node[key]
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _values(part, key, depth + 1)


def _time_elements(tree: Any) -> Iterator[str]:
    for element in tree.iter("time"):
        yield element.get("datetime") or ""
