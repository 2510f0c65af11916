"""Text that a page keeps from its readers' eyes, as far as its own markup says so, and what only waits to be opened.

Whoever reads the page does not see such text, so it can neither be its claim nor its caution. A hidden part that a
control, a class name or its place shows to be an accordion's or a tab's is content and stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from stemwise.reading.elements import Sizes, remove, tokens_of
from stemwise.reading.names import FADES, FOLD, HEADINGS
from stemwise.reading.styles import (
    SMALLEST_TEXT,
    WHITE,
    Colour,
    alike,
    colour,
    declared,
    font_pixels,
    is_folded,
    is_out_of_sight,
    is_relative,
    is_transparent,
)

LONG_HIDDEN = 300
"""Characters from which hidden text beside a control is taken for a folded passage: templates are shorter."""
PASSAGE = 40
"""Characters from which hidden text is worth a note: labels for screen readers are shorter."""
BESIDE = 25
"""Characters of plainly visible text that show that white letters beside it stand on white."""
NEIGHBOURS = 40
"""Parts of a passage that are looked at for such text."""
_KEEP_ALWAYS = ("html", "body", "main", "article")
_CONTROLS = ("aria-expanded", "aria-controls", "onclick", "data-target", "data-bs-target", "data-toggle")


def drop_hidden(tree: Any) -> int:
    """Take hidden text out of ``tree``, in place; the characters of the passages among it."""
    targets, sizes = fold_targets(tree), Sizes(tree)
    gone = 0
    removed: set[Any] = set()
    for element in sizes.elements:
        if element.getparent() in removed:
            removed.add(element)
        elif element.tag not in _KEEP_ALWAYS and _is_hidden(element, targets, sizes):
            removed.add(element)
            if sizes.text[element] >= PASSAGE and sizes.link_share(element) < 0.3:
                gone += sizes.text[element]
            remove(element)
    return gone + _drop_unreadable(tree)


def fold_targets(tree: Any) -> frozenset[str]:
    """The ids that some control on the page opens."""
    found: set[str] = set()
    for element in tree.iter("button", "a", "div", "span", "h2", "h3", "h4", "h5", "li", "summary", "label"):
        for name in ("aria-controls", "data-target", "data-bs-target", "data-toggle-target", "href"):
            value = element.get(name) or ""
            if name == "aria-controls":
                found.update(value.split())
            elif value.startswith("#") and len(value) > 1:
                found.add(value[1:])
    return frozenset(found)


def _is_hidden(element: Any, targets: frozenset[str], sizes: Sizes) -> bool:
    """Hidden for good: not a panel that a control, a class name or its place shows to be foldable."""
    given = element.get("style")
    style = declared(given) if given else {}
    folded = element.get("hidden") is not None or element.get("aria-hidden") == "true" or is_folded(style)
    if not folded and not (style and is_out_of_sight(style)):
        return False
    if element.get("id") in targets or element.get("role") in ("tabpanel", "region"):
        return False
    parent, before = element.getparent(), element.getprevious()
    tokens = tokens_of(element)
    if tokens & FOLD or (parent is not None and tokens_of(parent) & FOLD):
        return False
    if not folded:
        return not (tokens & FADES or any(name.startswith(("data-aos", "data-framer")) for name in element.attrib))
    if sizes.text[element] >= LONG_HIDDEN and sizes.link_share(element) < 0.3 and _is_beside_control(element):
        return False
    return not (before is not None and (before.tag in HEADINGS or before.tag == "dt" or before.get("aria-expanded")))


def _is_beside_control(element: Any) -> bool:
    """Whether something to press stands right before or after ("Read more")."""
    near = [element.getprevious(), element.getnext()]
    for neighbour in near:
        if neighbour is None:
            continue
        for part in (neighbour, *neighbour.iterchildren()):
            if part.tag in ("button", "summary", "label") or part.get("role") == "button":
                return True
            if any(part.get(name) for name in _CONTROLS) or tokens_of(part) & FOLD:
                return True
            if part.tag == "a" and (part.get("href") or "#").startswith(("#", "javascript:")):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks at a place in the page, as far as the elements around it say."""

    tiny: bool = False
    ink: Colour | None = None
    ground: Colour | None = None  # the background named nearest
    clear: bool = False  # the ink is transparent

    @property
    def unreadable(self) -> bool:
        return (
            self.tiny
            or self.clear
            or (self.ink is not None and self.ground is not None and alike(self.ink, self.ground))
        )


def _drop_unreadable(tree: Any) -> int:
    """Take out text too small to read or in the colour of its ground: text by text, as a part within may differ."""
    if tree.find(".//*[@style]") is None and tree.find(".//font") is None:
        return 0
    looks: dict[Any, _Look] = {}
    gone = 0
    for element in tree.iter():
        parent = element.getparent()
        around = looks[parent] if parent is not None else _Look()
        look = looks[element] = _look(element, around)
        if look.unreadable:
            gone += _long(element.text)
            element.text = " " if element.text else None
        if around.unreadable:
            gone += _long(element.tail)
            element.tail = " " if element.tail else None
    return gone


def _look(element: Any, around: _Look) -> _Look:
    """``around`` as ``element`` changes it."""
    look = around
    ground = element.get("bgcolor")
    if ground:
        look = replace(look, ground=colour(ground.lower()))
    if element.tag == "font" and element.get("color"):
        look = replace(look, ink=colour(element.get("color").lower()), clear=False)
    given = element.get("style")
    if not given:
        # A size of nought on a container only closes the gaps between parts that have a size by their class.
        return replace(look, tiny=False) if look.tiny and element.get("class") and _closes_gaps(element) else look
    style = declared(given)
    ground = style.get("background-color") or style.get("background")
    if ground and ground not in ("none", "inherit", "transparent"):
        look = replace(look, ground=colour(ground))
    ink = style.get("color")
    if ink and ink != "inherit":
        clear = is_transparent(ink) and not any("text" in style.get(n, "") for n in _CLIPS)
        look = replace(look, ink=colour(ink), clear=clear)
        if look.ink and look.ground is None and not ground and alike(look.ink, WHITE) and _stands_on_white(element):
            look = replace(look, ground=WHITE)
    size = style.get("font-size", "")
    if size and not (look.tiny and is_relative(size)):
        pixels = font_pixels(size)
        look = replace(look, tiny=pixels is not None and pixels <= SMALLEST_TEXT)
    return look


_CLIPS = ("background-clip", "-webkit-background-clip", "background")


def _closes_gaps(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and font_pixels(declared(parent.get("style") or "").get("font-size", "")) == 0


def _stands_on_white(element: Any) -> bool:
    """Whether text beside it has no colour of its own: on a dark ground that could not be read, so this one is hidden.

    A style sheet may give the ground of an element with a class; then nothing is known.
    """
    if element.get("class") or element.get("id") or element.tag == "a":
        return False
    parent = element.getparent()
    if parent is None:
        return False
    beside = len((parent.text or "").strip())
    for other in islice(parent, NEIGHBOURS):
        beside += len((other.tail or "").strip())
        if other is not element and not any(other.get(n) for n in ("style", "class", "id", "color")):
            beside += len((other.text or "").strip())
        if beside >= BESIDE:
            return True
    return False


def _long(text: str | None) -> int:
    size = len(text.strip()) if text else 0
    return size if size >= PASSAGE else 0
