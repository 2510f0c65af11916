"""Two small figures for the middle of a text: one interval, and shares of people side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from stemwise.plots import svg
from stemwise.plots.forest import described, diamond, direction_words, prediction_bar, scale_of
from stemwise.plots.model import Forest, PoolLike, Row, forest_of


def interval_bar(pool: PoolLike | Forest, *, width: int = 340, title: str = "") -> str:
    """The pool alone on its axis: diamond, prediction interval, MCID band, no difference, and the two directions."""
    f = pool if isinstance(pool, Forest) else forest_of(pool, title)
    if f.estimate is None and len(f.rows) == 1:
        only = f.rows[0]
        f = Forest(
            f.title, f.measure, (only,), only.estimate, only.low, only.high, f.level, f.prediction, f.better, f.mcid
        )
    if f.estimate is None:
        return ""
    alone = Forest(
        f.title, f.measure, (Row("", f.estimate, f.low, f.high),), f.estimate, f.low, f.high, f.level,
        f.prediction, f.better, f.mcid,
    )  # fmt: skip
    scale = scale_of(alone, 4, width - 4)
    out: list[str] = []
    if band := alone.mcid_band:
        a, b = scale(band[0]), scale(band[1])
        out.append(svg.rect(a, 4, max(b - a, 3), 26, svg.GREEN, opacity=0.28))
    out.append(svg.line(4, 17, width - 4, 17, opacity=0.3))
    if alone.null is not None:
        out.append(svg.line(scale(alone.null), 2, scale(alone.null), 32, opacity=0.75))
    if alone.prediction:
        out += prediction_bar(scale, 17, alone)
    out += diamond(scale, 17, alone, 7)
    left, right, _ = direction_words(alone)
    out.append(svg.text(2, 46, left, size=11))
    out.append(svg.text(width - 2, 46, right, size=11, anchor="end"))
    return svg.figure(out, width, 52, title=title or f.title, desc=described(alone))


@dataclass(frozen=True, slots=True)
class Share:
    """A share of people in per cent, as a point or a range; ``kind`` sets the colour."""

    label: str
    low: float
    high: float | None = None
    kind: Literal["claimed", "anyway", "trial"] = "claimed"


_SHARE_COLOURS = {"claimed": svg.ORANGE, "anyway": svg.BLUE, "trial": svg.GREEN}


def share_bar(shares: Sequence[Share], *, width: int = 520, title: str = "") -> str:
    """Shares of people on one 0-100 % axis: "60 to 70 % claimed" above "x % improve anyway"."""
    rows = [s for s in shares if math.isfinite(s.low)]
    if not rows:
        return ""
    room = width - 110
    out, y = [], 0.0
    for s in rows:
        low, high = sorted((_hold(s.low), _hold(s.high if s.high is not None else s.low)))
        lines = svg.wrap(s.label, width, 12.5)
        for words in lines:
            y += 16
            out.append(svg.text(0, y, words, size=12.5))
        y += 6
        out.append(svg.rect(0, y, room, 14, svg.GREY, opacity=0.22, rx=3))
        out.append(svg.rect(0, y, room * low / 100, 14, _SHARE_COLOURS[s.kind], rx=3))
        if high > low:
            more = room * (high - low) / 100
            out.append(svg.rect(room * low / 100, y, more, 14, _SHARE_COLOURS[s.kind], opacity=0.5))
        out.append(svg.text(room + 8, y + 12, _shown(s), bold=True))
        y += 22
    desc = " ".join(f"{s.label}: {_shown(s)}." for s in rows)
    return svg.figure(out, width, y + 2, title=title or "Shares of people", desc=desc)


def _hold(x: float) -> float:
    return min(max(x, 0.0), 100.0)


def _shown(s: Share) -> str:
    return f"{s.low:g} %" if s.high is None or s.high == s.low else f"{s.low:g} to {s.high:g} %"
