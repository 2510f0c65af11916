"""Make a parsed page ready: take away what is no content, open what is folded, name headings as headings.

Works on the tree in place. What is main text is not decided here (:mod:`stemwise.reading.webpage`).
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Any

from stemwise.reading.elements import Sizes, remove, tokens_of
from stemwise.reading.hidden import drop_hidden
from stemwise.reading.names import (
    CHROME,
    CHROME_ROLES,
    FOLD,
    FOLD_TITLE,
    HEADINGS,
    MAYBE_CHROME,
    NO_CONTENT,
    NOT_CHROME,
)

_KEEP_ALWAYS = ("html", "body", "main", "article")
_COOKIE_TEXT = re.compile(r"\bcookies?\b", re.IGNORECASE)
_UI_WORDS = re.compile(
    r"(?:(?:open|close|toggle|show|main|mobile|site)\s)?(?:menu|navigation|search|close|open|next|previous|prev|play|pause"
    r"|more|less|share|read more|show more|show less|learn more|back to top|accept|accept all|language)\Z",
    re.IGNORECASE,
)
_OPENING = ("aria-expanded", "aria-controls", "data-target", "data-bs-target", "data-toggle", "data-bs-toggle")
MOST_OF_PAGE = 0.3
"""Share of the page's text above which an element is no chrome, whatever its class says."""
MAX_TRIGGER = 250
"""Characters of an accordion's title; what is longer is content."""


def tidy(tree: Any) -> int:
    """Remove chrome and open folded content in ``tree`` (an lxml HTML tree), in place.

    Returns the characters of passages left out because the page hides them.
    """
    for node in [node for node in tree.iter() if not isinstance(node.tag, str) or node.tag in NO_CONTENT]:
        remove(node)
    sizes = Sizes(tree)
    for element in sizes.elements:
        if element.tag not in _KEEP_ALWAYS and _is_chrome(element, sizes):
            remove(element)
    hidden = drop_hidden(tree)
    _name_tabs(tree)
    sizes = Sizes(tree)
    heads = _panel_heads(sizes)
    for element in sizes.elements:
        _name_headings(element, sizes, heads)
    return hidden


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_chrome(element: Any, sizes: Sizes) -> bool:
    tag, tokens, size = element.tag, tokens_of(element), sizes.text[element]
    sure = tokens & CHROME or tag in ("nav", "footer", "aside") or element.get("role") in CHROME_ROLES
    maybe = tokens & MAYBE_CHROME or tag == "form" or "consent" in tokens
    if not (sure or maybe) or tokens & NOT_CHROME:
        return False
    # A wrapper is often named after a part of it ("has-sidebar", "modal-enabled"); one nav was never closed.
    if size > MOST_OF_PAGE * sizes.page and (tag != "footer" or size > 2 * MOST_OF_PAGE * sizes.page):
        return False
    if tag not in ("nav", "footer") and next(element.iter("h1", "main", "article"), None) is not None:
        return False
    if tag in ("footer", "aside"):  # of a quotation; set apart within an article
        inside = ("blockquote",) if tag == "footer" else ("main", "article")
        return not any(parent.tag in inside for parent in element.iterancestors())
    if sure:
        return True
    if "consent" in tokens:  # but not "informed-consent"
        return bool(_COOKIE_TEXT.search("".join(element.itertext())))
    return size < (600 if tag == "form" else 120) or sizes.link_share(element) > 0.5


def _name_tabs(tree: Any) -> None:
    """Give each tab panel its tab's text as a heading; the row of tabs itself goes."""
    tabs = [e for e in tree.iter("button", "a", "div", "li", "span") if e.get("role") == "tab"]
    panels = {
        e.get("id"): e for e in tree.iter() if e.get("id") and (e.get("role") == "tabpanel" or tokens_of(e) & FOLD)
    }
    for tab in tabs:
        target = tab.get("aria-controls") or (tab.get("href") or "").lstrip("#")
        panel = panels.get(target)
        if panel is None or tab in list(panel.iterancestors()):
            continue
        heading = panel.makeelement("h4")
        heading.text = _text(tab)
        heading.tail, panel.text = panel.text, None
        panel.insert(0, heading)
        if tab.getparent() is not None:
            remove(tab)


def _name_headings(element: Any, sizes: Sizes, heads: frozenset[Any]) -> None:
    """Summaries, accordion triggers and FAQ questions become ``h4``; other buttons go."""
    tag = element.tag
    if tag == "details":
        element.tag = "div"
    elif tag == "summary":
        _as_heading(element, sizes)
    elif tag == "button" or element.get("role") == "button":
        _settle_button(element, sizes, heads)
    elif tag in ("div", "span", "a", "strong", "p", "label") and _is_fold_title(element, sizes):
        _as_heading(element, sizes)
    elif tag == "label":
        element.tag = "span"


def _as_heading(element: Any, sizes: Sizes) -> None:
    if any(parent.tag in HEADINGS or parent.tag == "dt" for parent in element.iterancestors()):
        element.tag = "span"
    elif next(element.iter(*HEADINGS), None) is not None or sizes.text[element] > MAX_TRIGGER:
        element.tag = "div"
    else:
        element.tag = "h4"


def _settle_button(element: Any, sizes: Sizes, heads: frozenset[Any]) -> None:
    opens = any(element.get(name) for name in _OPENING)
    titles = any(parent.tag in (*HEADINGS, "dt", "summary") for parent in element.iterancestors())
    if not (opens or titles or tokens_of(element) & FOLD or element in heads):
        if element.tag == "button" or sizes.text[element] <= MAX_TRIGGER:
            remove(element)
    elif sizes.text[element] == 0 or _UI_WORDS.match(" ".join("".join(element.itertext()).split())[:60]):
        remove(element)
    else:
        _as_heading(element, sizes)


def _panel_heads(sizes: Sizes) -> frozenset[Any]:
    """Bare buttons that are headings of what follows them: questions, and rows of buttons each with a passage after it."""
    opening = [
        e
        for e in sizes.elements
        if _is_button(e) and 0 < sizes.text[e] <= MAX_TRIGGER and len(_text(e).split()) >= 2 and _opens_text(e, sizes)
    ]
    around = {e: list(islice(e.iterancestors(), ITEM_DEPTH)) for e in opening}
    inside = Counter(parent for parents in around.values() for parent in parents)
    return frozenset(
        e for e in opening if _asks(_text(e)) or any(inside[p] >= 2 and p.tag != "body" for p in around[e])
    )


ITEM_DEPTH = 3
"""How many boxes may stand between an accordion's button and the box that holds all its items, that one included."""


def _asks(text: str) -> bool:
    """A question of several words."""
    return len(text.split()) >= 3 and text.rstrip("\"'”’) ").endswith("?")


def _is_button(element: Any) -> bool:
    return bool(element.tag == "button" or element.get("role") == "button")


def _opens_text(element: Any, sizes: Sizes) -> bool:
    """Whether a passage, and no further button, comes right after a button or after the box around it alone."""
    after = element.getnext()
    if after is None and element.getparent() is not None and len(element.getparent()) == 1:
        after = element.getparent().getnext()
    if (element.tail or "").strip():
        return True
    return after is not None and not _is_button(after) and after.tag not in HEADINGS and sizes.text.get(after, 0) > 1


def _is_fold_title(element: Any, sizes: Sizes) -> bool:
    """The part of an accordion or FAQ that stays visible, by microdata or class."""
    size = sizes.text[element]
    if not 0 < size <= MAX_TRIGGER:
        return False
    parent = element.getparent()
    if parent is not None and "Question" in (parent.get("itemtype") or ""):
        return bool(element.get("itemprop") == "name")
    tokens = tokens_of(element)
    return bool(tokens & FOLD and (tokens & FOLD_TITLE or element.get("aria-expanded")))
