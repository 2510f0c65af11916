"""The contour-enhanced funnel plot (Peters et al. 2008) and Baujat's plot (Baujat et al. 2002)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from stemwise.errors import InputError
from stemwise.plots import svg
from stemwise.plots.frame import Point, area, circle, curve, frame, keys, labels

# Two-sided p of 0.10, 0.05 and 0.01, and how dark the band beyond each is.
CONTOURS = (
    (1.6449, 1.9600, 0.42, "0.05 < p < 0.10"),
    (1.9600, 2.5758, 0.24, "0.01 < p < 0.05"),
    (2.5758, math.inf, 0.1, "p < 0.01"),
)


def funnel_svg(
    yi: Sequence[float], sei: Sequence[float], *, estimate: float | None = None, null: float | None = 0.0,
    names: Sequence[str] = (), x_name: str = "effect", ratio: bool = False, width: int = 760, title: str = "Funnel plot",
) -> str:  # fmt: skip
    """Effects against their standard errors, precise studies at the top.

    Parameters
    ----------
    yi, sei : sequence of float, shape (k,)
        Effects and standard errors on the scale on which they were pooled.
    estimate : float, optional
        The pool; the dashed triangle around it holds 95 % of studies if all share it.
    null : float, optional
        No effect, around which the shades show p; None leaves them out.
    ratio : bool
        Effects are logarithms; the axis is labelled with the ratios.
    """
    _same(yi, sei)
    k = len(yi)
    if not k or not all(math.isfinite(v) for v in (*yi, *sei)) or min(sei) <= 0:
        raise InputError("a funnel needs finite effects and standard errors above zero", "leave such studies out")
    deep = max(sei) * 1.06
    points = [*yi, *([null] if null is not None else []), *([estimate] if estimate is not None else [])]
    # Wide enough for the triangle, but not so wide that the studies crowd in the middle.
    spread = max(max(points) - min(points), 2 * deep)
    middle = estimate if estimate is not None else (max(points) + min(points)) / 2
    low = min(min(points), max(middle - 1.96 * deep, min(points) - 0.35 * spread)) - 0.03 * spread
    high = max(max(points), min(middle + 1.96 * deep, max(points) + 0.35 * spread)) + 0.03 * spread
    show: Callable[[float], float] = math.exp if ratio else float
    f = frame(width, min(width * 0.75, 460), (show(low), show(high)), (0.0, deep), log_x=ratio, down=True)
    body: list[str] = []
    if null is not None:
        for a, b, dark, _ in CONTOURS:
            for side in (-1, 1):
                shape = _wedge(a, b, deep, (high - null) if side > 0 else (null - low))
                body.append(area([f.at(show(null + side * x), s) for x, s in shape], svg.GREY, dark))
        body.append(svg.line(f.x(show(null)), f.box[1], f.x(show(null)), f.box[3], opacity=0.7))
    if estimate is not None:
        reach = [min(deep, gap / 1.96) for gap in (estimate - low, high - estimate)]
        tips = [(estimate - 1.96 * reach[0], reach[0]), (estimate, 0.0), (estimate + 1.96 * reach[1], reach[1])]
        body.append(curve([f.at(show(x), s) for x, s in tips], "currentColor", 1.2, "5 4"))
        body.append(
            svg.line(f.x(show(estimate)), f.box[1], f.x(show(estimate)), f.box[3], stroke=svg.ORANGE, width=1.6)
        )
    places = [f.at(show(y), s) for y, s in zip(yi, sei, strict=True)]
    body += [circle(x, y, 4.2, svg.BLUE, opacity=0.85, edge=True) for x, y in places]
    if names:
        far = sorted(range(k), key=lambda i: -abs(yi[i] - middle) / sei[i])
        body += labels([(*places[i], names[i]) for i in far[: 6 if width < 500 else 12]], f.box, avoid=places)
    body += f.axes(x_name, "standard error")
    parts = [(svg.GREY, dark, words) for _, _, dark, words in CONTOURS] if null is not None else []
    parts += [(svg.ORANGE, 1.0, "the pool")] if estimate is not None else []
    legend, y = keys(parts, f.box[3] + 58, width)
    desc = f"{k} studies; standard errors from {min(sei):.3g} to {max(sei):.3g}."
    if estimate is not None:
        left = sum(v < estimate for v in yi)
        desc += f" {left} lie left of the pool and {k - left} right of it."
    return svg.figure(body + legend, width, y + 4, title=title, desc=desc)


def _wedge(a: float, b: float, deep: float, edge: float) -> list[Point]:
    """The band between a*s and b*s (s up to ``deep``, x up to ``edge``), as (x, s) from the apex."""
    if edge <= 0:
        return [(0.0, 0.0)]
    out = [(0.0, 0.0), (a * deep, deep) if a * deep <= edge else (edge, edge / a)]
    if a * deep < edge < b * deep:
        out.append((edge, deep))
    out.append((b * deep, deep) if b * deep <= edge else (edge, edge / b))
    return out


def baujat_svg(
    x: Sequence[float], y: Sequence[float], names: Sequence[str] = (), *, width: int = 760, title: str = "Baujat plot"
) -> str:
    """Each study's part of the heterogeneity against how far it moves the pool (:func:`stemwise.synthesis.baujat`)."""
    _same(x, y)
    keep = [i for i in range(len(x)) if math.isfinite(x[i]) and math.isfinite(y[i])]
    if not keep:
        raise InputError("there is nothing to draw", "give finite coordinates")
    f = frame(
        width,
        min(width * 0.7, 420),
        (0.0, 1.12 * max(x[i] for i in keep)),
        (0.0, 1.12 * max(y[i] for i in keep)),
        left=54,
    )
    places = {i: f.at(x[i], y[i]) for i in keep}
    body = [circle(*places[i], 4.6, svg.BLUE, opacity=0.85, edge=True) for i in keep]
    top_x, top_y = max(x[i] for i in keep) or 1.0, max(y[i] for i in keep) or 1.0
    order = sorted(keep, key=lambda i: -(x[i] / top_x + y[i] / top_y))
    if names:
        body += labels(
            [(*places[i], names[i]) for i in order[: 8 if width < 500 else 20]], f.box, avoid=list(places.values())
        )
    body += f.axes("part of the heterogeneity", "influence on the pool")
    leader = f" {names[order[0]]} stands out most." if names else ""
    return svg.figure(body, width, f.box[3] + 46, title=title, desc=f"{len(keep)} studies.{leader}")


def _same(a: Sequence[float], b: Sequence[float]) -> None:
    if len(a) != len(b):
        raise InputError(f"{len(a)} and {len(b)} coordinates", "give one pair per study")
