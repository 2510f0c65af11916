"""A rectangle with two axes, for plots of points and curves; and words that do not run into each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stemwise.plots import svg

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """``x`` and ``y`` map values to places; the rectangle is (left, top) to (right, bottom) in user units."""

    x: svg.Scale
    y: svg.Scale

    @property
    def box(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom."""
        return self.x.left, min(self.y.left, self.y.right), self.x.right, max(self.y.left, self.y.right)

    def at(self, px: float, py: float) -> Point:
        """The place of a point."""
        return self.x(px), self.y(py)

    def axes(self, x_name: str, y_name: str) -> list[str]:
        """Both axes with ticks; the y axis is named above it, so that nobody turns their phone."""
        left, top, right, bottom = self.box
        out = [svg.line(left, bottom, right, bottom, opacity=0.6), svg.line(left, top, left, bottom, opacity=0.6)]
        for t in self.x.ticks(5 if right - left > 260 else 4):
            out.append(svg.line(self.x(t), bottom, self.x(t), bottom + 4, opacity=0.6))
            out.append(svg.text(self.x(t), bottom + 17, tick(t), anchor="middle", size=11, faint=True))
        for t in self.y.ticks(5):
            out.append(svg.line(left - 4, self.y(t), left, self.y(t), opacity=0.6))
            out.append(svg.text(left - 7, self.y(t) + 4, tick(t), anchor="end", size=11, faint=True))
        out.append(svg.text(0, top - 9, y_name, size=12))
        out.append(svg.text((left + right) / 2, bottom + 35, svg.fit(x_name, right), anchor="middle", size=12))
        return out


def frame(
    width: float, height: float, x: tuple[float, float], y: tuple[float, float], *, log_x: bool = False,
    log_y: bool = False, top: float = 24.0, down: bool = False, left: float = 48.0,
) -> Frame:  # fmt: skip
    """A frame in a figure of ``width`` with ``height`` for the rectangle; ``down``: y grows downwards."""
    x_low, x_high = _wide(*x, log_x)
    y_low, y_high = _wide(*y, log_y)
    bottom = top + height
    ends = (top, bottom) if down else (bottom, top)
    return Frame(svg.Scale(x_low, x_high, left, width - 12, log_x), svg.Scale(y_low, y_high, *ends, log_y))


def _wide(low: float, high: float, log: bool) -> tuple[float, float]:
    """Ends apart from each other."""
    if high > low * (1 + 1e-9) if log else high - low > 1e-12 * max(abs(low), abs(high), 1e-300):
        return low, high
    return (low / 1.5, high * 1.5) if log else (low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0))


def tick(value: float) -> str:
    """A tick's number."""
    return f"{value:g}".replace("-", "−")


def circle(x: float, y: float, r: float, fill: str, *, opacity: float = 1.0, edge: bool = False) -> str:
    """A disc; ``edge`` draws a thin rim in the colour of the text."""
    extra = (f' fill-opacity="{opacity:g}"' if opacity < 1 else "") + (
        ' stroke="currentColor" stroke-width="1"' if edge else ""
    )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"{extra}/>'


def area(points: Sequence[Point], fill: str, opacity: float) -> str:
    """A filled area, see-through."""
    return f'<polygon points="{_list(points)}" fill="{fill}" fill-opacity="{opacity:g}"/>'


def curve(points: Sequence[Point], stroke: str, width: float = 2.0, dash: str = "") -> str:
    """A line through points."""
    extra = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{_list(points)}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{extra}/>'


def _list(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def keys(parts: Sequence[tuple[str, float, str]], y: float, room: float) -> tuple[list[str], float]:
    """A legend of (colour, opacity, words), over as many lines as it takes; and where it ends."""
    out, x = [], 0.0
    for colour, opacity, words in parts:
        need = 16 + 1.08 * svg.width_of(words, 11.5) + 16
        if x > 0 and x + need > room:
            x, y = 0.0, y + 17
        out.append(svg.rect(x, y - 9, 10, 10, colour, opacity=opacity))
        out.append(svg.text(x + 15, y, svg.fit(words, room - 15, 11.5), size=11.5))
        x += need
    return out, y + 8


def labels(
    points: Sequence[tuple[float, float, str]], box: tuple[float, float, float, float], *, avoid: Sequence[Point] = (),
    size: float = 11.0,
) -> list[str]:  # fmt: skip
    """Words beside points, the most important first; one that would lie on another, on a mark to ``avoid`` or outside is
    left out.
    """
    left, top, right, bottom = box
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in avoid]
    out = []
    for x, y, words in points:
        words = svg.fit(words, (right - left) * 0.45, size)
        w = svg.width_of(words, size) * 1.06
        for dx, dy, anchor in ((8, 4, "start"), (-8, 4, "end"), (0, -9, "middle"), (0, 17, "middle")):
            x0 = x + dx - (w if anchor == "end" else w / 2 if anchor == "middle" else 0)
            spot = (x0, y + dy - size, x0 + w, y + dy + 2)
            inside = spot[0] >= left and spot[2] <= right and spot[1] >= top - 4 and spot[3] <= bottom
            if inside and not any(_meet(spot, t) for t in taken):
                taken.append(spot)
                out.append(svg.text(x + dx, y + dy, words, anchor=anchor, size=size))
                break
    return out


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
