"""The multiverse plot: every analysis a row, its answers over all subsets of studies, and what they conclude."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stemwise.errors import InputError
from stemwise.plots import svg
from stemwise.plots.frame import circle, keys, tick


@dataclass(frozen=True, slots=True)
class Universe:
    """One analysis over all subsets: quantiles of its estimate (least, 2.5 %, median, 97.5 %, most) on the scale people
    read; shares of subsets whose interval lies ``above``, ``below`` or across no effect; ``whole`` the estimate from all
    studies.
    """

    label: str
    quantiles: tuple[float, float, float, float, float]
    above: float
    below: float
    whole: float


def multiverse_svg(
    rows: Sequence[Universe], *, x_name: str = "pooled effect", null: float | None = 0.0, ratio: bool = False,
    width: int = 760, title: str = "Multiverse",
) -> str:  # fmt: skip
    """Each analysis: thin line all estimates, thick line the middle 95 %, tick the median, disc all studies together;
    at the right (below on a phone) the shares of conclusions.
    """
    if not rows:
        raise InputError("there is nothing to draw", "give at least one analysis")
    values = [v for r in rows for v in (r.quantiles[0], r.quantiles[4], r.whole)] + ([null] if null is not None else [])
    values = [v for v in values if math.isfinite(v) and (v > 0 or not ratio)]
    low, high = min(values), max(values)
    if ratio:
        low, high = low / 1.05, high * 1.05
    else:
        pad = 0.04 * ((high - low) or 1.0)
        low, high = low - pad, high + pad
    phone = width < 560
    names = 0.0 if phone else min(max(svg.width_of(r.label, 12) for r in rows) + 14, 0.34 * width)
    shares = 0.0 if phone else 150.0
    scale = svg.Scale(low, high, names + 4, width - shares - 8, ratio)
    step, y = (50.0 if phone else 24.0), (16.0 if phone else 20.0)
    bottom = y + step * len(rows) - (6 if phone else 8)
    body = [svg.line(scale(null), 4, scale(null), bottom, opacity=0.7)] if null is not None and not phone else []
    for r in rows:
        body.append(svg.text(0, y + 4, svg.fit(r.label, width if phone else names - 6, 12), size=12))
        at = y + 16 if phone else y
        if null is not None and phone:
            # Beside the estimates only: a rule through names and shares would be read as part of them.
            body.append(svg.line(scale(null), at - 8, scale(null), at + 8, opacity=0.7))
        body += _row(scale, at, r)
        body += _shares(r, 6, at + 10, width - 12) if phone else _shares(r, width - shares + 6, at - 6, shares - 8)
        y += step
    body.append(svg.line(scale.left, bottom, scale.right, bottom, opacity=0.6))
    for t in scale.ticks(5):
        body.append(svg.text(scale(t), bottom + 17, tick(t), anchor="middle", size=11, faint=True))
    middle, below = (scale.left + scale.right) / 2, bottom + 35
    for words in svg.wrap(x_name, 2 * min(middle, width - middle), 12):
        body.append(svg.text(middle, below, words, anchor="middle", size=12))
        below += 15
    side = "no effect" if null is None else f"{null:g}"
    parts = [(svg.BLUE, 1.0, f"interval above {side}"), (svg.GREY, 0.5, "across it"), (svg.ORANGE, 1.0, "below it")]
    legend, y = keys(parts, below + 8, width)
    desc = " ".join(
        f"{r.label}: {100 * r.above:.0f} % above, {100 * r.below:.0f} % below, median {r.quantiles[2]:.3g}."
        for r in rows
    )
    return svg.figure(body + legend, width, y + 4, title=title, desc=desc)


def _row(scale: svg.Scale, y: float, r: Universe) -> list[str]:
    least, early, median, late, most = r.quantiles
    out = [svg.line(scale(least), y, scale(most), y, width=1.2, opacity=0.7)]
    out.append(svg.line(scale(early), y, scale(late), y, stroke=svg.BLUE, width=5))
    out.append(svg.line(scale(median), y - 6, scale(median), y + 6, width=2))
    return [*out, circle(scale(r.whole), y, 4, svg.ORANGE, edge=True)]


def _shares(r: Universe, left: float, y: float, room: float) -> list[str]:
    out, x = [], left
    for share, colour, dark in (
        (r.below, svg.ORANGE, 1.0),
        (1 - r.above - r.below, svg.GREY, 0.35),
        (r.above, svg.BLUE, 1.0),
    ):
        wide = room * max(share, 0.0)
        if wide > 0.2:
            out.append(svg.rect(x, y, wide, 12, colour, opacity=dark))
            words = f"{100 * share:.0f} %"
            if wide > svg.width_of(words, 10) + 4:
                ink = "currentColor" if colour == svg.GREY else "#111"
                out.append(svg.text(x + wide / 2, y + 9.5, words, anchor="middle", size=10, fill=ink))
        x += wide
    return out
