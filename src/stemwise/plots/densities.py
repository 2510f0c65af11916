"""Curves with what is not known about them: prior to posterior, and effect by dose."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stemwise.errors import InputError
from stemwise.plots import svg
from stemwise.plots.frame import Frame, area, circle, curve, frame, keys

Curve = tuple[Sequence[float], Sequence[float]]


def prior_posterior_svg(
    prior: Curve, posterior: Curve, effect: Curve | None = None, *, interval: tuple[float, float] | None = None,
    x_name: str = "heterogeneity τ", effect_name: str = "effect", null: float | None = 0.0, width: int = 760,
    title: str = "Prior to posterior",
) -> str:  # fmt: skip
    """Densities of tau before and after the data, and below them that of the effect.

    Parameters
    ----------
    prior, posterior : (x, density)
        Densities of tau, each two sequences of one length.
    effect : (x, density), optional
        Posterior density of the mean effect.
    interval : (low, high), optional
        Its interval, shaded.
    """
    top = max((*_finite(prior), *_finite(posterior)))
    low, high = 0.0, max(posterior[0])
    f = frame(width, 190.0, (low, high), (0.0, top * 1.08))
    body = [area(_under(f, posterior), svg.BLUE, 0.25)]
    body += [curve(_places(f, prior), svg.ORANGE, 2.0, "6 4"), curve(_places(f, posterior), svg.BLUE)]
    body += f.axes(x_name, "density")
    legend, y = keys([(svg.ORANGE, 1.0, "prior (dashed)"), (svg.BLUE, 1.0, "posterior")], f.box[3] + 56, width)
    body += legend
    if effect is not None:
        g = frame(width, 190.0, (min(effect[0]), max(effect[0])), (0.0, 1.08 * max(_finite(effect))), top=y + 30)
        if interval is not None:
            inside = [(x, d) for x, d in zip(*effect, strict=True) if interval[0] <= x <= interval[1]]
            if len(inside) > 1:
                body.append(area(_under(g, ([x for x, _ in inside], [d for _, d in inside])), svg.BLUE, 0.25))
        body.append(curve(_places(g, effect), svg.BLUE))
        if null is not None and g.x.low <= null <= g.x.high:
            body.append(svg.line(g.x(null), g.box[1], g.x(null), g.box[3], opacity=0.7))
        body += g.axes(effect_name, "density of the effect")
        y = g.box[3] + 46
    peak = posterior[0][max(range(len(posterior[1])), key=lambda i: posterior[1][i])]
    desc = f"The posterior of {x_name} is highest near {peak:.3g}."
    if interval is not None:
        desc += f" {effect_name}: {svg.number(interval[0], 3)} to {svg.number(interval[1], 3)}."
    return svg.figure(body, width, y + 4, title=title, desc=desc)


def dose_svg(
    dose: Sequence[float], effect: Sequence[float], low: Sequence[float], high: Sequence[float], *,
    points: Sequence[tuple[float, float, float]] = (), ratio: bool = True, reference: float | None = None,
    x_name: str = "dose", y_name: str = "relative risk", width: int = 760, title: str = "Effect by dose",
) -> str:  # fmt: skip
    """Effect by dose with its band; studies' own values as discs.

    Parameters
    ----------
    dose, effect, low, high : sequence of float, shape (m,)
        The curve and its interval, on the scale people read.
    points : sequence of (dose, effect, weight)
        What the studies found; areas follow the weights.
    reference : float, optional
        The dose against which effects are expressed.
    """
    if not len(dose) == len(effect) == len(low) == len(high) or len(dose) < 2:
        raise InputError("the curve's dose, effect and interval differ in number", "give at least two of each")
    values = [v for v in (*effect, *low, *high, 1.0 if ratio else 0.0, *(p[1] for p in points)) if math.isfinite(v)]
    if ratio:
        # A band that flares out must not flatten the curve.
        middle = [math.log(v) for v in (*effect, *(p[1] for p in points), 1.0) if v > 0]
        room = max(max(middle) - min(middle), 0.2)
        top, bottom = math.exp(max(middle) + 1.2 * room), math.exp(min(middle) - 1.2 * room)
        values = [min(max(v, bottom), top) for v in values if v > 0]
    xs = [*dose, *(p[0] for p in points)]
    f = frame(
        width,
        min(0.65 * width, 380),
        (min(xs), max(xs)),
        (min(values) * (0.95 if ratio else 1), max(values) * 1.05),
        log_y=ratio,
    )
    band = [f.at(d, h) for d, h in zip(dose, high, strict=True)]
    band += [f.at(d, v) for d, v in zip(reversed(dose), reversed(low), strict=True)]
    null = 1.0 if ratio else 0.0
    body = [area(band, svg.ORANGE, 0.25), svg.line(f.box[0], f.y(null), f.box[2], f.y(null), dash="4 4", opacity=0.7)]
    most = max((p[2] for p in points), default=1.0) or 1.0
    body += [
        circle(*f.at(d, e), 2.5 + 7 * math.sqrt(w / most), svg.BLUE, opacity=0.45, edge=True) for d, e, w in points
    ]
    body.append(curve([f.at(d, e) for d, e in zip(dose, effect, strict=True)], svg.ORANGE, 2.4))
    if reference is not None and f.x.low <= reference <= f.x.high:
        body.append(circle(*f.at(reference, null), 4, "currentColor"))
    body += f.axes(x_name, y_name)
    parts = [(svg.ORANGE, 1.0, "pooled, with its interval")] + ([(svg.BLUE, 0.6, "studies")] if points else [])
    legend, y = keys(parts, f.box[3] + 58, width)
    desc = " ".join(
        f"At {dose[i]:.3g}: {effect[i]:.3g} ({low[i]:.3g} to {high[i]:.3g})."
        for i in sorted({0, len(dose) // 2, len(dose) - 1})
    )
    return svg.figure(body + legend, width, y + 4, title=title, desc=desc)


def _finite(c: Curve) -> list[float]:
    if len(c[0]) != len(c[1]) or len(c[0]) < 2:
        raise InputError("a density's x and height differ in number", "give two sequences of one length")
    out = [d for d in c[1] if math.isfinite(d)]
    if not out:
        raise InputError("a density has no finite value", "check the prior")
    return out


def _places(f: Frame, c: Curve) -> list[tuple[float, float]]:
    pairs = [(x, d) for x, d in zip(*c, strict=True) if math.isfinite(d) and f.x.low <= x <= f.x.high]
    return [f.at(x, d) for x, d in pairs]


def _under(f: Frame, c: Curve) -> list[tuple[float, float]]:
    line = _places(f, c)
    return [(line[0][0], f.y(f.y.low)), *line, (line[-1][0], f.y(f.y.low))] if line else []
