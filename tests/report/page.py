"""A report as a browser would read it, and everything that makes it safe and self-contained."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser

VOID = {"meta", "br", "rect", "path", "polygon", "circle", "line", "link", "img"}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "span", "h1", "h2", "h3", "h4", "bdi", "main",
    "section", "ul", "ol", "li", "b", "strong", "small", "em", "i", "q", "nav", "details", "summary", "dl", "div", "dt", "dd",
    "mark", "article", "blockquote", "code", "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "br", "footer",
    "svg", "desc", "text", "rect", "path", "polygon", "g", "circle",
}  # fmt: skip
LOADING = {"style", "src", "srcset", "srcdoc", "action", "formaction", "background", "poster", "data"}


class Page(HTMLParser):
    """What a browser would make of a report: elements, attributes, ids, links, text by element."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.anchors: list[dict[str, str]] = []
        self.marks: list[tuple[list[int], int, int, str]] = []
        self.sections: list[str] = []
        self.text: list[str] = []
        self._inside: list[str] = []
        self.feed(html)
        self.close()
        assert self._inside == [], f"left open: {self._inside}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        found = {k: v or "" for k, v in attrs}
        self.attributes += [(tag, k, v) for k, v in found.items()]
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "section":
            self.sections.append(found["id"])
        if tag == "a":
            self.anchors.append(found)
            self.links.append(found["href"])
        if tag == "mark":
            numbers = [int(n) for n in found["data-claims"].split()]
            self.marks.append((numbers, int(found["data-start"]), int(found["data-end"]), ""))
        if tag not in VOID:
            self._inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._inside.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._inside.pop() == tag, f"</{tag}> closes what it did not open"

    def handle_data(self, data: str) -> None:
        if "style" in self._inside:
            return
        self.text.append(data)
        if "mark" in self._inside:
            numbers, start, end, text = self.marks[-1]
            self.marks[-1] = (numbers, start, end, text + data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def harmless(html: str) -> Page:
    """Assert everything that makes a report safe and self-contained; returns it parsed."""
    html.encode("utf-8")
    page = Page(html)
    assert set(page.tags) <= KNOWN, set(page.tags) - KNOWN
    assert page.tags["style"] == 1
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in LOADING, name
        assert "javascript:" not in value.lower() or name == "aria-label", (tag, name, value)
        if name in ("href", "xlink:href"):
            assert tag == "a"
            assert re.match(r"(#[\w-]+|https?://[^\s/@]+(/\S*)?)$", value), value
    for anchor in page.anchors:
        if anchor["href"].startswith("http"):
            assert {"noopener", "noreferrer"} <= set(anchor.get("rel", "").split()), anchor
    ids = Counter(page.ids)
    assert max(ids.values()) == 1, [i for i, n in ids.items() if n > 1]
    for link in page.links:
        assert not link.startswith("#") or link[1:] in ids, link
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert style
    assert not re.search(r"url\(|@import|expression|</", style[1])
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = next(v for t, n, v in page.attributes if t == "meta" and n == "content" and "default-src" in v)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    for svg in re.findall(r"<svg.*?</svg>", html, re.S):
        ET.fromstring(svg)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", html)
    return page
