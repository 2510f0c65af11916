"""The graph of a network of treatments: lines as thick as the trials are many, discs as large as the people are many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from stemwise.errors import InputError
from stemwise.plots import svg
from stemwise.plots.frame import circle


def network_svg(
    treatments: Sequence[str], edges: Mapping[tuple[str, str], float], people: Mapping[str, float] | None = None, *,
    reference: str | None = None, numbers: bool = True, width: int = 560, title: str = "Network of treatments",
) -> str:  # fmt: skip
    """Treatments on a circle, joined where trials compared them.

    Parameters
    ----------
    treatments : sequence of str
        In the order in which they go round, clockwise from the top.
    edges : mapping of (a, b) to number of trials
        Each pair once, in either order.
    people : mapping of treatment to number, optional
        Areas of the discs.
    reference : str, optional
        Drawn in the second colour.
    numbers : bool
        Write the number of trials on each line.
    """
    names = list(treatments)
    if not names:
        raise InputError("the network has no treatment", "give at least two")
    strange = next((t for pair in edges for t in pair if t not in names), None)
    if strange is not None:
        raise InputError(f"{strange!r} is compared but not among the treatments", "name every treatment")
    phone = width < 460
    size = 11.5 if phone else 13.0
    widest = min(max(svg.width_of(n, size) for n in names), 0.3 * width)
    radius = max(min((width - 2 * widest - 40) / 2, 190.0), 70.0)
    tall = max(radius, 150.0)  # a phone is narrow, not low
    cx, cy = width / 2, tall + 44
    angle = {n: 2 * math.pi * i / len(names) - math.pi / 2 for i, n in enumerate(names)}
    place = {n: (cx + radius * math.cos(a), cy + tall * math.sin(a)) for n, a in angle.items()}
    body, on_top = [], []
    most = max(edges.values(), default=1.0) or 1.0
    for (a, b), trials in edges.items():
        (x1, y1), (x2, y2) = place[a], place[b]
        body.append(svg.line(x1, y1, x2, y2, stroke=svg.GREY, width=1.2 + 7 * trials / most, opacity=0.75))
        if numbers and math.hypot(x2 - x1, y2 - y1) > 40:
            # Off the middle, so that numbers of crossing lines do not meet in the centre.
            t = 0.36 if abs(angle[a] - angle[b]) > 2 else 0.5
            x, y = x1 + t * (x2 - x1), y1 + t * (y2 - y1)
            on_top.append(circle(x, y, 8.5, "#fff", edge=True))
            on_top.append(svg.text(x, y + 4, f"{trials:g}", anchor="middle", size=10.5, fill="#111"))
    body += on_top
    largest = max(people.values(), default=1.0) if people else 1.0
    for n in names:
        r = 5 + (8 if phone else 11) * math.sqrt(people.get(n, 0.0) / largest) if people and largest > 0 else 9.0
        body.append(circle(*place[n], r, svg.ORANGE if n == reference else svg.BLUE, edge=True))
        x, y = cx + (radius + r + 7) * math.cos(angle[n]), cy + (tall + r + 7) * math.sin(angle[n])
        sideways = math.cos(angle[n])
        anchor = "middle" if abs(sideways) < 0.25 else "start" if sideways > 0 else "end"
        room = 2 * min(x, width - x) if anchor == "middle" else width - x if anchor == "start" else x
        lift = 0 if math.sin(angle[n]) < -0.9 else 10 if math.sin(angle[n]) > 0.9 else 4
        body.append(svg.text(x, y + lift, svg.fit(n, room, size), anchor=anchor, size=size))
    parts = [f"{a} and {b}: {t:g} {'trial' if t == 1 else 'trials'}." for (a, b), t in edges.items()]
    return svg.figure(body, width, cy + tall + 44, title=title, desc=" ".join(parts))
