"""HTML to a Document. trafilatura judges where the main text lies; the passages are rendered from the page's tree."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from itertools import islice
from typing import Any

from stemwise.errors import InputError
from stemwise.reading.depth import flat_tree, is_deep, most_attributes
from stemwise.reading.document import Document
from stemwise.reading.hidden import drop_hidden
from stemwise.reading.limits import MAX_ATTRIBUTES, MAX_CHARACTERS, MAX_ELEMENTS, too_long
from stemwise.reading.metadata import date_of, title_of
from stemwise.reading.pieces import Piece, assemble
from stemwise.reading.render import Renderer
from stemwise.reading.tidy import tidy

Passage = tuple[Piece, Any]
"""A piece and the element it ended in."""

_COOKIES = re.compile(r"\b(?:we|site|website|page)\b[^.]{0,60}\buses?\b[^.]{0,40}\bcookies\b", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b)[^.]{0,60}\b(?:19|20)\d\d\b|\ball rights reserved\b", re.IGNORECASE)
# What comes after the main text on the pages of most site builders.
_ELSEWHERE = re.compile(
    r"(?:related|recent|latest|similar|popular|recommended|trending|previous|next|archives?|categories|tags?\b"
    r"|filed under|share|follow us|subscribe|newsletter|sign up|leave a|post a|comments?\b"
    r"|\d{1,5} (?:comments|responses)|about the author|you (?:may|might) also|see also|read (?:next|more)"
    r"|more (?:from|posts|articles|stories|news)|contact us|get in touch|advertis|navigation|menu\b|search\b)",
    re.IGNORECASE,
)
_PARTS = ("article", "main", "section", "div", "body")
_LETTERS = re.compile(r"[^\W_]+")
SURE = 25
"""Letters and digits that a passage must share with trafilatura's text to count as found there."""
NEARLY_ALL = 0.9
"""Share of the text found by trafilatura that marks the part of the page that is the main one."""
LITTLE = 200
"""Characters below which a page may have been drawn by scripts."""
MAX_JUDGED = 10_000
"""Elements up to which trafilatura is asked: above, a hostile page could keep it busy for seconds."""
LONG_VALUE = 2_000
"""Characters of an attribute; longer ones hold data, not names."""
DUPLICATE = 80
"""Characters from which an exact repetition is a second copy (for small screens), not a refrain."""


def read_html(html: str, source: str, notes: tuple[str, ...] = ()) -> Document:
    """The Document of an HTML page. Raises InputError when the page cannot be parsed or is no page in size."""
    tree = parse(html, source)
    title, date = title_of(tree), date_of(tree)
    tidied = deepcopy(tree)
    hidden = tidy(tidied)
    passages = _passages(tidied)
    if sum(len(piece.text) for piece, _ in passages) > 2 * MAX_CHARACTERS:
        raise too_long(source)
    kept = _main(passages, main_text(tidied))
    shown = sum(len(piece.text) for piece in kept)
    if shown < LITTLE:
        embedded = _embedded(tree)
        kept = embedded if sum(len(piece.text) for piece in embedded) > 2 * shown else kept
    if hidden:
        notes += (f"text that the page hides from its readers was left out ({hidden:,} characters)",)
    text, blocks = assemble(kept)
    return Document(source, text, title=title, date=date, media="html", blocks=blocks, notes=notes)


def parse(html: str, source: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        # As bytes: lxml refuses strings that declare an encoding.
        data = html.encode("utf-8", "replace")
        if most_attributes(data) > MAX_ATTRIBUTES:
            raise ValueError(f"a tag with more than {MAX_ATTRIBUTES} attributes")
        tree = document_fromstring(data, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
        if is_deep(tree):
            tree = flat_tree(data)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(
            f"{source} cannot be parsed as HTML ({error})", "save the page again, or pass its text"
        ) from None
    if sum(1 for _ in islice(tree.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise InputError(
            f"{source} has more than {MAX_ELEMENTS:,} HTML elements", "pass the text that makes the claims"
        )
    return tree


def _passages(tree: Any) -> list[Passage]:
    """Every passage of a tidied page in order, without link lists, notices and second copies."""
    body = tree.find(".//body")
    renderer = Renderer()
    renderer.render(body if body is not None else tree)
    seen: set[str] = set()
    kept: list[Passage] = []
    for piece, place in zip(renderer.pieces, renderer.places, strict=True):
        if _is_noise(piece) or piece.text in seen:
            continue
        if len(piece.text) >= DUPLICATE:
            seen.add(piece.text)
        kept.append((piece, place))
    return kept


def main_text(tree: Any) -> str:
    """What trafilatura takes for the main text of a tidied tree (settings: docs/reading.md)."""
    from trafilatura.core import bare_extraction

    copied = deepcopy(tree)
    if sum(1 for _ in copied.iter()) > MAX_JUDGED:
        return ""
    for element in copied.iter():
        # It fills spans with empty cells, a hundred by a hundred, and searches class names of any length.
        for name in [n for n, v in element.attrib.items() if n in ("colspan", "rowspan") or len(v) > LONG_VALUE]:
            del element.attrib[name]
    found = bare_extraction(copied, favor_recall=True, include_comments=False, include_tables=True, include_links=False)
    body = getattr(found, "body", None)
    return "" if body is None else "\n".join(body.itertext())


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text)).lower()


def _main(passages: list[Passage], judged: str) -> list[Piece]:
    """From the first to the last passage that trafilatura keeps: inside that stretch nothing is lost.

    The stretch is widened upwards to the page's ``h1``, and downwards over what follows within the same part of the
    page, up to a heading such as "Related posts".
    """
    pieces = [piece for piece, _ in passages]
    found = _letters(judged)
    sure = [i for i, piece in enumerate(pieces) if len(key := _letters(piece.text)) >= SURE and key in found]
    if not sure:
        return pieces
    first = sure[0]
    while first > 0 and pieces[first - 1].kind == "heading":
        first -= 1
    first = next((i for i in range(first) if pieces[i].kind == "heading" and pieces[i].level == 1), first)
    end = _follow_on(passages, sure)
    while end > sure[-1] + 1 and pieces[end - 1].kind == "heading":
        end -= 1
    return pieces[first:end]


def _follow_on(passages: list[Passage], sure: list[int]) -> int:
    """The index after the last passage that belongs to the main text."""
    part = _part([passages[i] for i in sure])
    end = sure[-1] + 1
    while end < len(passages):
        piece, place = passages[end]
        if part is not place and part not in place.iterancestors():
            break
        if (piece.kind == "heading" or len(piece.text) < 60) and _ELSEWHERE.match(piece.text):
            break
        end += 1
    return end


def _part(passages: list[Passage]) -> Any:
    """The innermost part of the page that holds nearly all text of these passages."""
    held: Counter[Any] = Counter()
    for piece, place in passages:
        for element in (place, *place.iterancestors()):
            held[element] += len(piece.text)
    enough = NEARLY_ALL * sum(len(piece.text) for piece, _ in passages)
    around = [e for e, size in held.items() if size >= enough]  # one chain of ancestors, since enough is over half
    around = [e for e in around if e.tag in _PARTS] or around
    return max(around, key=lambda element: sum(1 for _ in element.iterancestors()))


def _is_noise(piece: Piece) -> bool:
    """Menu entries, cookie notices, copyright lines - not a sentence or a reference that happens to be linked."""
    text = piece.text
    if len(text) < 700 and _COOKIES.search(text):
        return True
    if len(text) < 200 and _RIGHTS.search(text):
        return True
    linked = piece.kind != "heading" and piece.linked > 0.8
    return linked and len(text) < 60 and not text.endswith((".", "!", ";"))


def _embedded(tree: Any) -> list[Piece]:
    """The text that a page drawn by scripts carries as JSON for search engines, through trafilatura's baseline."""
    from trafilatura.baseline import baseline

    from stemwise.reading.markup import clean

    copied = deepcopy(tree)
    drop_hidden(copied)
    body, _, _ = baseline(copied)
    return [Piece("paragraph", clean("".join(p.itertext()))) for p in body]
