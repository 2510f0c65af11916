"""What a series would report if nothing worked: a bar for each count, or a curve of means, and what was reported."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stemwise.plots import svg
from stemwise.plots.frame import area, curve, frame


def counts_figure(
    chances: Sequence[float], *, title: str, observed: float | None = None, width: int = 520, height: int = 150
) -> str:
    """Bars of P(0), P(1) ... P(n people improved); those as good as ``observed`` or better stand out."""
    n = len(chances) - 1
    if n < 1:
        return ""
    last = max((i for i, p in enumerate(chances) if p > 5e-4), default=n)
    right = max(last, math.ceil(observed) if observed is not None else 0)
    f = frame(width, height, (-0.6, right + 0.6), (0.0, 100 * max(chances)))
    out = f.axes(f"people of {n} reported as improved", "of 100 such series without any effect")
    bottom = f.box[3]
    for i in range(right + 1):
        top, left = f.y(100 * chances[i]), f.x(i - 0.4)
        colour = svg.ORANGE if observed is not None and i >= observed - 1e-9 else svg.BLUE
        out.append(svg.rect(left, top, f.x(i + 0.4) - left, bottom - top, colour, opacity=0.85))
    if observed is not None:
        out += _reported(f.x(observed), f.box, f"reported: {observed:g}")
    desc = f"Most often {max(range(n + 1), key=lambda i: chances[i])} of {n}."
    return svg.figure(out, width, bottom + 46, title=title, desc=_told(desc, observed))


def means_figure(
    points: Sequence[tuple[float, float]], *, title: str, axis: str, observed: float | None = None, width: int = 520,
    height: int = 150,
) -> str:  # fmt: skip
    """The density of the mean that such a series would report: ``points`` are (mean, density)."""
    if len(points) < 2:
        return ""
    xs = [x for x, _ in points] + ([observed] if observed is not None else [])
    f = frame(width, height, (min(xs), max(xs)), (0.0, 1.05 * max(d for _, d in points)))
    line = [f.at(x, d) for x, d in points]
    bottom = f.box[3]
    out = [o for o in f.axes(axis, "") if o]
    out.append(area([(line[0][0], bottom), *line, (line[-1][0], bottom)], svg.BLUE, 0.25))
    out.append(curve(line, svg.BLUE))
    if observed is not None:
        out += _reported(f.x(observed), f.box, f"reported: {observed:g}")
    best = max(points, key=lambda p: p[1])[0]
    return svg.figure(out, width, bottom + 46, title=title, desc=_told(f"Most likely {best:.1f}.", observed))


def _reported(x: float, box: tuple[float, float, float, float], words: str) -> list[str]:
    left, top, right, bottom = box
    anchor = "end" if x > (left + right) / 2 else "start"
    return [
        svg.line(x, top, x, bottom, stroke=svg.ORANGE, width=2, dash="4 3"),
        svg.text(x + (-5 if anchor == "end" else 5), top + 11, words, anchor=anchor, size=11.5),
    ]


def _told(desc: str, observed: float | None) -> str:
    return desc if observed is None else f"{desc} Reported: {observed:g}."
