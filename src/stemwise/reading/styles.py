"""What an element's own ``style`` says about whether its text can be seen. Style sheets are not read."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
LONGEST_STYLE = 2_000
"""Characters of a style attribute that are read."""
FAR = 500
"""Pixels beyond the edge of the page from which text is out of sight."""
ALIKE = 24
"""Difference of each of red, green and blue (0-255) up to which letters cannot be told from their ground."""
SMALLEST_TEXT = 2.5
"""Pixels up to which letters cannot be read."""

_NAMED: dict[str, Colour] = {
    "white": WHITE, "snow": (255, 250, 250), "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "black": (0, 0, 0), "red": (255, 0, 0),
    "green": (0, 128, 0), "blue": (0, 0, 255), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "yellow": (255, 255, 0), "silver": (192, 192, 192), "navy": (0, 0, 128), "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211), "orange": (255, 165, 0),
}  # fmt: skip
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-f])")
_RGB = re.compile(
    r"rgba?\(\s{0,5}(\d{1,3})[\s,]{1,5}(\d{1,3})[\s,]{1,5}(\d{1,3})(?:[\s,/]{1,5}([\d.]{1,8}%?))?\s{0,5}\)"
)
_WORD = re.compile(r"[a-z]+")
_LENGTH = re.compile(r"(-?(?:\d{1,7}(?:\.\d{0,6})?|\.\d{1,6}))(px|pt|em|rem|%|vw|vh|cm|mm|in|)(?![\w%])")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, "cm": 37.8, "mm": 3.78, "in": 96.0}
_CLIP = re.compile(r"rect\((?:[\s,]{0,3}[01](?:px)?){4}\s{0,3}\)")
_INSET = re.compile(r"inset\(\s{0,3}(?:[5-9]\d|100)%|circle\(\s{0,3}0|polygon\(\s{0,3}0[^1-9]{0,40}\)")
_SCALED_AWAY = re.compile(r"scale(?:3d|x|y)?\(\s{0,3}0(?:\.0\d{0,4})?\s{0,3}[,)]")
_MOVED = re.compile(r"translate(?:3d|x|y)?\(([^)]{0,60})\)")


def declared(style: str) -> dict[str, str]:
    """Properties and values of a style attribute, in small letters; the last declaration counts."""
    found: dict[str, str] = {}
    for part in style[:LONGEST_STYLE].lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def colour(value: str) -> Colour | None:
    """The colour a value names, ``None`` where it names none that is known here (or a picture, or a gradient)."""
    if "url(" in value or "gradient" in value:
        return None
    if found := _HEX.search(value):
        digits = found[1]
        parts = [d * 2 for d in digits[:3]] if len(digits) < 5 else [digits[i : i + 2] for i in (0, 2, 4)]
        alpha = digits[3:] * 2 if len(digits) == 4 else digits[6:]
        return None if alpha and int(alpha[:2], 16) == 0 else (int(parts[0], 16), int(parts[1], 16), int(parts[2], 16))
    if found := _RGB.search(value):
        return None if _is_nought(found[4]) else (int(found[1]), int(found[2]), int(found[3]))
    return next((_NAMED[word] for word in _WORD.findall(value) if word in _NAMED), None)


def is_transparent(value: str) -> bool:
    """Whether a colour lets everything through."""
    if value == "transparent":
        return True
    rgb, digits = _RGB.search(value), _HEX.search(value)
    if rgb:
        return _is_nought(rgb[4])
    alpha = "" if digits is None else digits[1][3:] if len(digits[1]) == 4 else digits[1][6:]
    return bool(alpha) and int(alpha, 16) == 0


def alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))


def font_pixels(value: str) -> float | None:
    """A font size in pixels (``em`` and ``%`` of 16), ``None`` for words such as ``medium`` and for ``calc()``."""
    found = _LENGTH.match(value)
    return float(found[1]) * _PIXELS[found[2]] if found and found[2] in _PIXELS else None


def is_relative(value: str) -> bool:
    """Whether a font size is a share of the surrounding one."""
    return value.endswith("%") or (value.endswith("em") and not value.endswith("rem"))


def is_folded(style: dict[str, str]) -> bool:
    """Not shown for now, as accordions and tabs do with what they will open."""
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    clipped = style.get("overflow", style.get("overflow-y", "")) in ("hidden", "clip")
    return clipped and any(_at_most(style.get(name, ""), 2) for name in ("height", "max-height", "width", "max-width"))


def is_out_of_sight(style: dict[str, str]) -> bool:
    """See-through, cut away, scaled to nothing, or beyond the edge of the page."""
    if _is_nought(style.get("opacity")) and not ({"transform", "transition", "animation"} & style.keys()):
        return True  # with one of these it fades in
    if style.get("position") in ("absolute", "fixed"):
        if any(_is_far(style.get(name, "")) for name in ("left", "top", "right", "bottom")):
            return True
        if _CLIP.search(style.get("clip", "")):
            return True
    moved = style.get("transform", "")
    if _SCALED_AWAY.search(moved) or any(_is_far(p) for m in _MOVED.findall(moved) for p in m.split(",")):
        return True
    names = ("text-indent", "margin-left", "margin-top")
    return any(_is_far(style.get(name, "")) for name in names) or bool(_INSET.match(style.get("clip-path", "")))


def _is_nought(value: str | None) -> bool:
    try:
        return value is not None and float(value.removesuffix("%")) < (2 if value.endswith("%") else 0.02)
    except ValueError:
        return False


def _at_most(value: str, pixels: float) -> bool:
    found = _LENGTH.match(value)
    return found is not None and found[2] in ("", "px") and 0 <= float(found[1]) <= pixels


def _is_far(value: str) -> bool:
    found = _LENGTH.match(value.strip())
    if found is None or not found[1].startswith("-"):
        return False
    if found[2] in ("vw", "vh"):
        return float(found[1]) <= -100
    return found[2] != "%" and float(found[1]) * _PIXELS[found[2]] <= -FAR
