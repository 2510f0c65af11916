"""Power against people randomised, with the planned trial on it."""

from __future__ import annotations

from stemwise.plots import svg
from stemwise.plots.frame import circle, curve, frame
from stemwise.trials.simulate import Simulated


def power_svg(s: Simulated, width: int = 520, height: int = 240) -> str:
    """The power curve of the design; empty for one arm alone or without an effect."""
    if not s.curve:
        return ""
    top = max(n for n, _ in s.curve)
    f = frame(width, height, (0, top), (0, 100))
    out = f.axes("people randomised", "trials that report a benefit, per cent")
    left, _, right, _ = f.box
    for wanted in (80, 90):
        out.append(svg.line(left, f.y(wanted), right, f.y(wanted), dash="2 3", opacity=0.5))
    out.append(curve([f.at(n, 100 * p) for n, p in s.curve], svg.BLUE))
    x, y = f.at(s.design.n, 100 * s.power.value)
    out.append(circle(x, y, 5, svg.ORANGE, edge=True))
    biased = ", biases and all" if s.design.unmasked or s.design.informative else ""
    label = f"planned: {s.design.n} people, {100 * s.power.value:.0f} %{biased}"
    anchor = "end" if x > (left + right) / 2 else "start"
    out.append(svg.text(x + (-8 if anchor == "end" else 8), y + 16, label, anchor=anchor, size=11.5))
    needs = [f"{p} per cent power needs {n or 'more than a million'} people" for p, n in ((80, s.n_80), (90, s.n_90))]
    desc = f"{label}. {'; '.join(needs)}."
    return svg.figure(out, width, f.box[3] + 46, title="Power against people randomised", desc=desc)
