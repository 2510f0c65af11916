"""A person's course as a picture: what to expect with its bands, and the scores that were measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stemwise.plots import svg
from stemwise.plots.frame import area, circle, curve, frame, keys

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """The expected score at a time (months), with a 50 and a 90 % band where there is one."""

    months: float
    value: float
    band50: Band | None = None
    band90: Band | None = None


@dataclass(frozen=True, slots=True)
class Fan:
    """A line of expected scores; ``label`` says whose."""

    label: str
    nodes: tuple[Node, ...]


def course_figure(
    fans: Sequence[Fan],
    measured: Sequence[tuple[float, float]] = (),
    *,
    title: str,
    axis: str,
    treated: Sequence[float] = (),
    ceiling: float | None = None,
    scale: Band | None = None,
    width: int = 560,
    height: int = 260,
) -> str:
    """Fans of expected scores, measured scores as dots, treatments as dashed lines, a ceiling as a dotted one.

    ``scale`` is the range of the instrument: nothing is drawn outside it. Between two times of measurement the lines are
    only drawn, which the description says.
    """
    held = [_held(f, scale) for f in fans]
    ys = [y for f in held for n in f.nodes for y in (n.value, *(n.band90 or ()), *(n.band50 or ()))]
    ys += [y for _, y in measured] + ([ceiling] if ceiling is not None else [])
    xs = [n.months for f in held for n in f.nodes] + [t for t, _ in measured] + list(treated)
    if not ys:
        return ""
    pad = 0.06 * (max(ys) - min(ys) or 1.0)
    low, high = min(ys) - pad, max(ys) + pad
    if scale is not None:
        low, high = max(low, scale[0]), min(high, scale[1])
    f = frame(width, height, (min(0.0, *xs), max(xs)), (low, high))
    out = f.axes("months", axis)
    colours = (svg.BLUE, svg.GREEN, svg.GREY)
    legend: list[tuple[str, float, str]] = []
    for i, fan in enumerate(held):
        colour = colours[i % len(colours)]
        for name, opacity in (("band90", 0.16), ("band50", 0.26)):
            edge = [(n.months, getattr(n, name) or (n.value, n.value)) for n in fan.nodes]
            if any(b[0] != b[1] for _, b in edge):
                upper = [f.at(x, b[1]) for x, b in edge]
                lower = [f.at(x, b[0]) for x, b in reversed(edge)]
                out.append(area(upper + lower, colour, opacity))
        out.append(curve([f.at(n.months, n.value) for n in fan.nodes], colour, 2.0, "5 4"))
        legend.append((colour, 0.7, fan.label))
    _, top, right, bottom = f.box
    for t in treated:
        x = f.x(t)
        out.append(svg.line(x, top, x, bottom, stroke=svg.ORANGE, dash="4 3", width=1.5))
        out.append(svg.text(x + 4, top + 11, "treatment", size=11, fill=svg.ORANGE))
    if ceiling is not None:
        y = f.y(ceiling)
        out.append(svg.line(f.box[0], y, right, y, dash="2 3", opacity=0.7))
        out.append(
            svg.text(
                right, y - 4, f"highest to be expected at this level, on average: {ceiling:g}", anchor="end", size=11
            )
        )
    if len(measured) > 1:
        out.append(curve([f.at(x, y) for x, y in measured], svg.ORANGE, 1.5))
    out += [circle(*f.at(x, y), 4.0, svg.ORANGE, edge=True) for x, y in measured]
    if measured:
        legend.append((svg.ORANGE, 1.0, "measured"))
    shown, end = keys(legend, bottom + 56, width)
    return svg.figure([*out, *shown], width, end, title=title, desc=_described(held, measured, axis))


def _held(fan: Fan, scale: Band | None) -> Fan:
    if scale is None:
        return fan
    low, high = scale

    def at(y: float) -> float:
        return min(max(y, low), high)

    def band(b: Band | None) -> Band | None:
        return None if b is None else (at(b[0]), at(b[1]))

    return Fan(fan.label, tuple(Node(n.months, at(n.value), band(n.band50), band(n.band90)) for n in fan.nodes))


def _described(fans: Sequence[Fan], measured: Sequence[tuple[float, float]], axis: str) -> str:
    parts = []
    for fan in fans:
        last = fan.nodes[-1]
        band = f", 9 of 10 between {last.band90[0]:.1f} and {last.band90[1]:.1f}" if last.band90 else ""
        parts.append(f"{fan.label}: {axis} {last.value:.1f} expected at {last.months:.0f} months{band}.")
    if measured:
        parts.append("Measured: " + ", ".join(f"{y:g} at {x:.0f} months" for x, y in measured) + ".")
    parts.append("Between times of measurement the lines are only drawn.")
    return " ".join(parts)
