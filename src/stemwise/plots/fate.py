"""Where cells were seen and when: organs down the side, time along the bottom, one dot a measurement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stemwise.plots import svg
from stemwise.plots.frame import circle, keys, labels


@dataclass(frozen=True, slots=True)
class Dot:
    """A measurement: where, when (hours; ``None``: not told), how much (per cent; ``None``: seen, not measured), in whom."""

    site: str
    hours: float | None
    share: tuple[float, float] | None
    people: bool
    nervous: bool = False


def fate_figure(dots: Sequence[Dot], *, title: str, width: int = 560) -> str:
    """Dots grow with the share; filled for people, pale for animals. Measurements without a time stand at the right."""
    sites = sorted({d.site for d in dots}, key=lambda s: (not any(d.nervous for d in dots if d.site == s), s))
    if not sites:
        return ""
    left, right, top, step = 150.0, width - 150.0, 20.0, 30.0
    most = max([d.hours for d in dots if d.hours is not None] + [24.0])
    place = svg.Scale(0.0, math.log1p(most), left, right)
    bottom = top + step * len(sites)
    out = []
    for i, site in enumerate(sites):
        y = top + step * (i + 0.5)
        bold = any(d.nervous for d in dots if d.site == site)
        out.append(svg.text(left - 12, y + 4, svg.fit(site, left - 16), anchor="end", bold=bold))
        out.append(svg.line(left, y, right + 95, y, opacity=0.2))
    for hours, name in ((0, "at once"), (2, "2 h"), (24, "1 day"), (240, "10 days"), (2400, "100 days")):
        if hours <= most * 1.01:
            x = place(math.log1p(hours))
            out.append(svg.text(x, bottom + 16, name, anchor="middle", size=11, faint=True))
    if any(d.hours is None for d in dots):
        out.append(svg.text(right + 85, bottom + 16, "time not told", anchor="middle", size=11, faint=True))
    words: list[tuple[float, float, str]] = []
    for d in sorted(dots, key=lambda d: d.people):
        x = place(math.log1p(d.hours)) if d.hours is not None else right + 85
        y = top + step * (sites.index(d.site) + 0.5)
        radius = 5.0 if d.share is None else 4.0 + 9.0 * math.sqrt(min(max(d.share), 100.0) / 100)
        out.append(circle(x, y, radius, svg.BLUE if d.people else svg.GREY, opacity=0.85 if d.people else 0.5))
        if d.share is not None and d.people:
            low, high = d.share
            words.append((x + radius - 5, y - 8, f"{low:g} %" if low == high else f"{low:g} to {high:g} %"))
    out += labels(words, (left, 0.0, float(width), bottom), size=10.5)
    shown, end = keys([(svg.BLUE, 0.85, "people"), (svg.GREY, 0.5, "animals")], bottom + 38, width)
    desc = " ".join(_said(d) for d in dots)
    return svg.figure([*out, *shown], width, end, title=title, desc=desc)


def _said(d: Dot) -> str:
    when = "at a time not told" if d.hours is None else f"at {d.hours:g} hours"
    much = "seen" if d.share is None else f"{d.share[0]:g} to {d.share[1]:g} per cent"
    return f"{'People' if d.people else 'Animals'}, {d.site} {when}: {much}."
