"""The forest plot: studies as squares sized by weight, the pool as a diamond, the prediction interval as a bar.

Two layouts of one figure: columns as journals print them, and stacked (each study's words above its interval) for a
phone. ``width`` decides.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

from stemwise.plots import svg
from stemwise.plots.model import MEASURES, Forest, PoolLike, Row, forest_of

NARROW = 560
"""Below this width (user units, about pixels) the words go above the intervals."""


def forest_svg(pool: PoolLike | Forest, *, width: int = 760, title: str = "") -> str:
    """A forest plot as a string of SVG.

    Parameters
    ----------
    pool : Pool or Forest
        What was pooled; a study whose numbers are not finite is left out.
    width : int
        In pixels: 760 suits a page or a journal, 380 a phone.
    title : str
        In place of the outcome and time.
    """
    forest = pool if isinstance(pool, Forest) else forest_of(pool, title)
    width = max(width, 280)
    draw = _Columns(forest, width) if width >= NARROW else _Stacked(forest, width)
    body, height = draw.drawn()
    return svg.figure(body, width, height, title=title or forest.title, desc=described(forest))


def described(f: Forest) -> str:
    """The plot in words, for those who do not see it."""
    places = _places(f)
    parts = [f"{_measure(f)}; {direction_words(f)[2]}".strip("; ") + "."]
    parts += [f"{r.label}: {_effect(r.estimate, r.low, r.high, places)}." for r in f.rows]
    if f.estimate is not None:
        parts.append(f"Together: {_effect(f.estimate, f.low, f.high, places)}.")
    if f.prediction:
        parts.append(f"A new study may find {_range(f.prediction, places)}.")
    if f.mcid_band:
        parts.append(f"Smallest difference that matters: {_band(f.mcid_band)}.")
    return " ".join(parts)


def direction_words(f: Forest) -> tuple[str, str, str]:
    """What left and right of the null mean, and a sentence that says so; empty where neither is better."""
    if f.null is None or f.better not in ("higher", "lower"):
        return "", "", ""
    with_, without = f"better with {f.cells}", f"better without {f.cells}"
    right_better = f.better == "higher"
    left, right = (without, with_) if right_better else (with_, without)
    return f"← {left}", f"{right} →", f"values {'above' if right_better else 'below'} {f.null:g} are {with_}"


def _measure(f: Forest) -> str:
    return MEASURES.get(f.measure, f.measure)


def _places(f: Forest) -> int:
    values = [x for r in f.rows for x in (r.estimate, r.low, r.high)] + [f.low, f.high]
    return svg.places_for(values, f.log or f.measure == "SMD")


def _range(ci: tuple[float, float], places: int) -> str:
    return f"{svg.number(ci[0], places)} to {svg.number(ci[1], places)}"


def _effect(estimate: float, low: float, high: float, places: int) -> str:
    return f"{svg.number(estimate, places)} ({_range((low, high), places)})"


def _band(band: tuple[float, float]) -> str:
    low, high = sorted(abs(b) for b in band)
    return f"{low:g}" if math.isclose(low, high) else f"{low:g} to {high:g}"


FARTHEST = 600.0
"""How far a log axis reaches from 1 (in logarithms): with its margin it stays within what a number can hold."""


def _log(value: float) -> float:
    return min(max(math.log(value), -FARTHEST), FARTHEST)


def scale_of(f: Forest, left: float, right: float) -> svg.Scale:
    """The axis: pool, null, MCID, every estimate and the usual interval; a far wider one is cut and ends in an arrow."""
    change = _log if f.log else float
    back = math.exp if f.log else float
    core = [r.estimate for r in f.rows] + ([f.low, f.high] if f.estimate is not None else [])
    core += [f.null] if f.null is not None else []
    core += list(f.mcid_band or ())
    core += [statistics.median(ends) for ends in zip(*((r.low, r.high) for r in f.rows), strict=True)]
    points = [change(v) for v in core if math.isfinite(v) and (v > 0 or not f.log)] or [0.0]
    every = points + [change(v) for r in f.rows for v in (r.low, r.high) if math.isfinite(v) and (v > 0 or not f.log)]
    every += [change(v) for v in f.prediction or () if v > 0 or not f.log]
    span = (max(points) - min(points)) or max(abs(points[0]), 1.0)
    low, high = max(min(every), min(points) - 0.6 * span), min(max(every), max(points) + 0.6 * span)
    pad = 0.06 * ((high - low) or 1.0)
    return svg.Scale(back(low - pad), back(high + pad), left, right, f.log)


def interval(scale: svg.Scale, y: float, row: Row, biggest: float) -> list[str]:
    """A study's line and square; arrows where the line leaves the axis."""
    out = [svg.line(scale(row.low), y, scale(row.high), y, width=1.4)]
    for value, edge, way in ((row.low, scale.left, 1), (row.high, scale.right, -1)):
        if value < scale.low or value > scale.high:
            out.append(svg.polygon([(edge, y), (edge + 7 * way, y - 4), (edge + 7 * way, y + 4)], "currentColor"))
    side = 5 + 9 * math.sqrt(max(row.weight, 0.0) / biggest) if biggest > 0 else 8.0
    return [*out, svg.rect(scale(row.estimate) - side / 2, y - side / 2, side, side, svg.BLUE)]


def diamond(scale: svg.Scale, y: float, f: Forest, half: float = 8.0) -> list[str]:
    """The pool."""
    assert f.estimate is not None
    a, m, b = scale(f.low), scale(f.estimate), scale(f.high)
    return [svg.polygon([(a, y), (m, y - half), (b, y), (m, y + half)], svg.ORANGE)]


def prediction_bar(scale: svg.Scale, y: float, f: Forest) -> list[str]:
    """The prediction interval: where the true effect of a new study may lie."""
    assert f.prediction is not None
    a, b = scale(f.prediction[0]), scale(f.prediction[1])
    return [svg.rect(a, y - 2.5, b - a, 5, svg.ORANGE, opacity=0.45, rx=2.5)]


def backdrop(f: Forest, scale: svg.Scale, top: float, bottom: float) -> list[str]:
    """Behind everything: the MCID band and the line of no difference."""
    out = []
    if band := f.mcid_band:
        a, b = scale(band[0]), scale(band[1])
        wide = max(b - a, 3.0)
        out.append(svg.rect((a + b - wide) / 2, top, wide, bottom - top, svg.GREEN, opacity=0.28))
    if f.null is not None:
        out.append(svg.line(scale(f.null), top, scale(f.null), bottom, width=1.2, opacity=0.7))
    return out


def axis(f: Forest, scale: svg.Scale, y: float) -> tuple[list[str], float]:
    """Ticks, and what the two sides mean; and where it ends."""
    out = [svg.line(scale.left, y, scale.right, y, opacity=0.6)]
    ticks = scale.ticks(5 if scale.right - scale.left > 180 else 4)
    for t in ticks:
        out.append(svg.line(scale(t), y, scale(t), y + 4, opacity=0.6))
        out.append(svg.text(scale(t), y + 17, f"{t:g}".replace("-", "−"), anchor="middle", size=11, faint=True))
    left, right, _ = direction_words(f)
    if not left:
        return out, y + 24
    room = scale.right - scale.left
    if svg.width_of(left + right, 11.5) + 16 < room:
        out.append(svg.text(scale.left, y + 34, left, size=11.5))
        out.append(svg.text(scale.right, y + 34, right, size=11.5, anchor="end"))
        return out, y + 42
    out.append(svg.text(scale.left, y + 34, left, size=11.5))
    out.append(svg.text(scale.right, y + 50, right, size=11.5, anchor="end"))
    return out, y + 58


def legend(f: Forest, left: float, y: float, room: float) -> tuple[list[str], float]:
    """What the band, the diamond and the bar are, in one or two lines."""
    parts = []
    if f.mcid_band:
        parts.append((svg.GREEN, 0.45, f"smallest difference that matters ({_band(f.mcid_band)})"))
    if f.estimate is not None:
        parts.append((svg.ORANGE, 1.0, f"all studies together, {f.level * 100:g} % interval"))
    if f.prediction:
        parts.append((svg.ORANGE, 0.45, "where a new study may fall"))
    out, x = [], left
    for colour, opacity, words in parts:
        need = 16 + svg.width_of(words, 11.5) + 14
        if x > left and x + need > left + room:
            x, y = left, y + 17
        out.append(svg.rect(x, y - 9, 10, 10, colour, opacity=opacity))
        out.append(svg.text(x + 15, y, words, size=11.5))
        x += need
    return out, y + (8 if parts else 0)


def _biggest(f: Forest) -> float:
    return max((r.weight for r in f.rows), default=0.0)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Study, sizes, interval, numbers, weight, side by side."""

    f: Forest
    width: int

    def drawn(self) -> tuple[list[str], float]:
        f, places, biggest = self.f, _places(self.f), _biggest(self.f)
        weighted = f.estimate is not None and any(r.weight for r in f.rows)
        sized = any(r.sizes for r in f.rows)
        texts = [_effect(r.estimate, r.low, r.high, places) for r in f.rows]
        texts += [_effect(f.estimate, f.low, f.high, places)] if f.estimate is not None else []
        numbers = max([1.1 * svg.width_of(t) for t in texts] + [112])
        names = min(max([svg.width_of(r.label) for r in f.rows] + [118]) + 8, self.width * (0.28 if sized else 0.36))
        labels = [svg.two_lines(r.label, names) for r in f.rows]
        step = 34.0 if any(len(x) > 1 for x in labels) else 25.0
        left = names + (66 if sized else 0) + 10
        ends = self.width - (46 if weighted else 0)
        scale = scale_of(f, left, ends - numbers - 12)
        out = [svg.text(0, 14, f.heading, bold=True), svg.line(0, 22, self.width, 22, opacity=0.4)]
        out.append(svg.text(ends, 14, f"{f.measure} ({f.level * 100:g} % CI)", anchor="end", bold=True))
        if sized:
            out.append(svg.text(left - 12, 14, "people", anchor="end", size=11, faint=True))
        if weighted:
            out.append(svg.text(self.width, 14, "weight", anchor="end", size=11, faint=True))
        y = 40.0
        bottom = y + step * (len(f.rows) + (f.estimate is not None) + bool(f.prediction)) - 10
        out += backdrop(f, scale, 24, bottom)
        for row, label, numbers_text in zip(f.rows, labels, texts, strict=False):
            out += [svg.text(0, y + 4 + 15 * i - 7.5 * (len(label) - 1), words) for i, words in enumerate(label)]
            out.append(svg.text(left - 12, y + 4, row.sizes, anchor="end", size=12, faint=True))
            out += interval(scale, y, row, biggest)
            out.append(svg.text(ends, y + 4, numbers_text, anchor="end"))
            if weighted:
                out.append(svg.text(self.width, y + 4, f"{row.weight:.0f} %", anchor="end", size=12, faint=True))
            y += step
        if f.estimate is not None:
            out.append(svg.text(0, y + 4, svg.fit(f"All {len(f.rows)} together", names), bold=True))
            out += diamond(scale, y, f)
            out.append(svg.text(ends, y + 4, texts[-1], anchor="end", bold=True))
            y += step
        if f.prediction:
            out.append(svg.text(0, y + 4, svg.fit("Prediction interval", names), faint=True))
            out += prediction_bar(scale, y, f)
            out.append(svg.text(ends, y + 4, _range(f.prediction, places), anchor="end", faint=True))
            y += step
        ticks, y = axis(f, scale, y - 8)
        keys, y = legend(f, 0, y + 14, self.width)
        return out + ticks + keys, y


@dataclass(frozen=True, slots=True)
class _Stacked:
    """Each study's name and numbers on one line, its interval below, over the full width."""

    f: Forest
    width: int

    def drawn(self) -> tuple[list[str], float]:
        f, places, step, biggest = self.f, _places(self.f), 44.0, _biggest(self.f)
        scale = scale_of(f, 6, self.width - 6)
        measure = f"{f.measure} ({f.level * 100:g} % CI)"
        out = [svg.text(0, 12, f.heading, size=11.5, faint=True)]
        out.append(svg.text(self.width, 12, measure, anchor="end", size=11.5, faint=True))
        y = 34.0
        for row in f.rows:
            sizes = f" ({row.sizes})" if row.sizes else ""
            words, y = self._words(y, row.label, _effect(row.estimate, row.low, row.high, places), sizes)
            out += [*words, *backdrop(f, scale, y + 5, y + 26), *interval(scale, y + 15, row, biggest)]
            y += step
        if f.estimate is not None:
            numbers = _effect(f.estimate, f.low, f.high, places)
            words, y = self._words(y, f"All {len(f.rows)} together", numbers, "", bold=True)
            out += [*words, *backdrop(f, scale, y + 5, y + 26), *diamond(scale, y + 16, f)]
            y += step
        if f.prediction:
            words, y = self._words(y, "A new study may find", _range(f.prediction, places), "")
            out += [*words, *backdrop(f, scale, y + 5, y + 26), *prediction_bar(scale, y + 15, f)]
            y += step
        ticks, y = axis(f, scale, y - 8)
        keys, y = legend(f, 0, y + 14, self.width)
        return out + ticks + keys, y

    def _words(self, y: float, label: str, numbers: str, sizes: str, bold: bool = False) -> tuple[list[str], float]:
        """Name and numbers, and the last baseline: a long name takes a second line."""
        room = self.width - (1.1 if bold else 1.0) * svg.width_of(numbers) - 12
        names = svg.two_lines(label, room) or [""]
        if svg.width_of(names[-1] + sizes) <= room:
            names[-1] += sizes
        out = [svg.text(self.width, y, numbers, anchor="end", bold=bold)]
        out += [svg.text(0, y + 16 * i, words, bold=bold) for i, words in enumerate(names)]
        return out, y + 16 * (len(names) - 1)
