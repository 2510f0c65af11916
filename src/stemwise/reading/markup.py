"""Strings that came out of markup: whitespace, invisible characters, and markup that was escaped into text."""

from __future__ import annotations

import re

_INVISIBLE = {ord(ch): None for ch in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"}
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
# Tags that a page shows because it escaped its HTML twice. Prose such as "p<0.05 and n>30" is no tag.
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|body|br|button|code|div|em|figure|font|form|h[1-6]|head|hr|html|i|iframe|img|input|ins|li"
    r"|link|meta|object|ol|p|q|s|script|section|small|span|strong|style|sub|sup|svg|table|tbody|td|th|tr|u|ul|video)"
    r"(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_ELEMENT = re.compile(r"<(script|style)\b[^<>]{0,1000}>[^<]{0,20000}</\1\s{0,5}>", re.IGNORECASE)


def clean(text: str) -> str:
    """``text`` on one line: single spaces, no invisible or control characters, no tags."""
    text = text.translate(_INVISIBLE).translate(_CONTROL)
    if "<" in text:
        text = _without_tags(text)
    return " ".join(text.split())


def _without_tags(text: str) -> str:
    for _ in range(4):  # taking a tag out can leave another one: "<img<b> src=x>"
        text, found = _TAG.subn(" ", _ELEMENT.sub(" ", text))
        if not found:
            return text
    return text.replace("<", " ")
