"""Strings of SVG: escaping, text, numbers, scales. No plotting library: importing one costs a second.

Text and rules take the colour of the page around them (``currentColor``), marks take mid-tones that stand out on white
and on black alike, so a figure needs no style sheet and no dark twin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BLUE = "#2a7fb8"
"""Study and pool marks. These four stay apart for colour-blind readers (after Okabe and Ito 2008), and in grey."""
ORANGE = "#d9730d"
GREEN = "#1d9a78"
GREY = "#8a8f98"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SIZE = 13.0
"""Font size in user units; a figure is drawn at about its printed width, so this is what a reader sees."""

_WIDTHS = {
    0.3: "ijlI|' ", 0.35: ".,:;![]", 0.41: "ftr()-", 0.64: "0123456789", 0.84: "w−=+<>←→", 0.98: "mMW%@…",
}  # fmt: skip
_WIDTH = {ch: width for width, chars in _WIDTHS.items() for ch in chars}
"""Em widths as in DejaVu Sans and Verdana, the widest fonts ``FONT`` may end in: what fits there fits anywhere."""


def esc(text: object) -> str:
    """Text made safe for SVG and HTML, as content and inside quotes; characters XML does not allow become U+FFFD."""
    out = []
    for ch in str(text):
        if ch in _ENTITIES:
            out.append(_ENTITIES[ch])
        elif (ch < " " and ch not in "\t\n\r") or "\x7f" <= ch <= "\x9f" or "\ud800" <= ch <= "\udfff":
            out.append("\ufffd")
        elif ch in BIDI or ch in "\ufffe\uffff":
            continue
        else:
            out.append(ch)
    return "".join(out)


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""Marks that reorder the text around them: a page could use them to make a report read backwards."""


def number(x: float, places: int = 2) -> str:
    """A number with a fixed count of decimals and a true minus sign; "not finite" values as a dash."""
    if not math.isfinite(x):
        return "–"
    if abs(x) >= 1e9:
        return f"{x:.3g}".replace("-", "−")
    text = f"{x:,.{places}f}" if abs(x) >= 10000 else f"{x:.{places}f}"
    if text.startswith("-"):
        text = text[1:] if float(text.replace(",", "")) == 0 else "−" + text[1:]
    return text


def places_for(values: Sequence[float], ratio: bool) -> int:
    """Decimals that suit the values: two for ratios and small effects, one for points on a scale."""
    finite = [abs(v) for v in values if math.isfinite(v)]
    if ratio or not finite or max(finite) < 3:
        return 2
    return 1 if max(finite) < 1000 else 0


def width_of(text: str, size: float = SIZE) -> float:
    """How wide a text is at most, in user units (bold: a tenth more)."""
    return size * sum(_WIDTH.get(c, 0.7 if c.isupper() else 0.62) for c in text)


def fit(text: str, room: float, size: float = SIZE) -> str:
    """The text, cut with an ellipsis where it would be wider than ``room``."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, size: float = SIZE) -> list[str]:
    """The text in lines no wider than ``room``."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def two_lines(text: str, room: float, size: float = SIZE) -> list[str]:
    """The text in one line or two; what does not fit in two ends in an ellipsis."""
    lines = wrap(text, room, size)
    return [fit(x, room, size) for x in [*lines[:1], " ".join(lines[1:])] if x]


def text(
    x: float, y: float, content: object, *, anchor: str = "start", size: float = SIZE, bold: bool = False,
    faint: bool = False, fill: str = "currentColor",
) -> str:  # fmt: skip
    """A line of text; ``y`` is its baseline."""
    extra = (f' text-anchor="{anchor}"' if anchor != "start" else "") + (' font-weight="600"' if bold else "")
    extra += ' opacity=".75"' if faint else ""
    extra += f' font-size="{size:g}"' if size != SIZE else ""
    extra += f' fill="{fill}"' if fill != "currentColor" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{extra}>{esc(content)}</text>'


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = "currentColor", width: float = 1.0, dash: str = "",
    opacity: float = 1.0,
) -> str:  # fmt: skip
    """A straight line."""
    extra = (f' stroke-dasharray="{dash}"' if dash else "") + (f' opacity="{opacity:g}"' if opacity < 1 else "")
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{stroke}" stroke-width="{width:g}"{extra}/>'


def rect(x: float, y: float, w: float, h: float, fill: str, *, opacity: float = 1.0, rx: float = 0.0) -> str:
    """A filled rectangle."""
    extra = (f' opacity="{opacity:g}"' if opacity < 1 else "") + (f' rx="{rx:g}"' if rx else "")
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(w, 0):.1f}" height="{h:.1f}" fill="{fill}"{extra}/>'


def polygon(points: Sequence[tuple[float, float]], fill: str) -> str:
    """A filled polygon."""
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="{fill}"/>'


def figure(body: Sequence[str], width: float, height: float, *, title: str, desc: str = "") -> str:
    """The whole figure: scales with its box, is read out as one image with a title and a description.

    No ids: a report may hold the same figure twice.
    """
    described = f"<desc>{esc(desc)}</desc>" if desc else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{esc(title)}" font-family="{FONT}" font-size="{SIZE:g}" '
        f'fill="currentColor"><title>{esc(title)}</title>{described}{"".join(body)}</svg>'
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` on ``left`` to ``right``; logarithmic for ratios (all values above 0)."""

    low: float
    high: float
    left: float
    right: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """The place of a value, held inside the scale."""
        a, b, v = (self._t(self.low), self._t(self.high), self._t(min(max(value, self.low), self.high)))
        return self.left + (v - a) / (b - a) * (self.right - self.left)

    def _t(self, value: float) -> float:
        return math.log(value) if self.log else value

    def ticks(self, most: int = 6) -> list[float]:
        """Round values inside the scale."""
        return _log_ticks(self.low, self.high, most) if self.log else _ticks(self.low, self.high, most)


def _ticks(low: float, high: float, most: int) -> list[float]:
    raw = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(i * step, 10) for i in range(first, math.floor(high / step + 1e-9) + 1)]


def _log_ticks(low: float, high: float, most: int) -> list[float]:
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    if last - first >= most:
        step = math.ceil((last - first) / (most - 1))
        return [10.0**e for e in range(math.ceil(first / step) * step, last + 1, step)]
    for base in ((1, 2, 5), (1, 3), (1,), (1, 1.5, 2, 3, 5, 7)):
        found = [
            m * 10.0**e
            for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
            for m in base
            if low * 0.999 <= m * 10.0**e <= high * 1.001
        ]
        if 3 <= len(found) <= most:
            return found
    middle = [v for v in (0.25, 0.5, 0.8, 1, 1.25, 2, 4) if low <= v <= high]
    return middle[:: max(1, math.ceil(len(middle) / most))] or [low, high]
