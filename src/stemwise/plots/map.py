"""The evidence map: what was measured, when, in how many people, and which way it pointed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from stemwise.plots import svg

Favours = Literal["cells", "control", "neither", "unknown"]
_WORDS = {
    "cells": "better with cells",
    "neither": "could be nothing",
    "control": "better without cells",
    "unknown": "not pooled",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the map: ``k`` studies with ``n`` people, and what they allow one to say."""

    row: str
    column: str
    k: int
    n: int
    favours: Favours = "unknown"


def evidence_map(spots: Sequence[Spot], columns: Sequence[str], *, width: int = 620, title: str = "") -> str:
    """A grid of marks: area by people, the number inside is studies, colour and shape by direction."""
    rows = list(dict.fromkeys(s.row for s in spots))
    if not rows or not columns:
        return ""
    names = min(max(svg.width_of(r) for r in rows) + 12, width * 0.46)
    cell, step = (width - names) / len(columns), 46.0
    most = max(max((s.n for s in spots), default=1), 1)
    out = [
        svg.text(names + cell * (i + 0.5), 14, svg.fit(c, cell), anchor="middle", size=12, faint=True)
        for i, c in enumerate(columns)
    ]
    for i, row in enumerate(rows):
        y = 24 + step * i
        out.append(svg.line(0, y, width, y, opacity=0.2))
        lines = svg.wrap(row, names - 8)[:2]
        out += [svg.text(0, y + step / 2 + 4 + 15 * (j - (len(lines) - 1) / 2), w) for j, w in enumerate(lines)]
    for s in spots:
        if s.column in columns:
            x = names + cell * (list(columns).index(s.column) + 0.5)
            out += _mark(x, 24 + step * (rows.index(s.row) + 0.5), s, 8 + 11 * math.sqrt(s.n / most))
    bottom = 24 + step * len(rows)
    out.append(svg.line(0, bottom, width, bottom, opacity=0.2))
    keys, y = _key([s.favours for s in spots], width, bottom + 22)
    desc = " ".join(f"{s.row}, {s.column}: {s.k} studies, {s.n} people, {_WORDS[s.favours]}." for s in spots)
    return svg.figure(out + keys, width, y + 8, title=title or "Evidence map", desc=desc)


def _mark(x: float, y: float, s: Spot, r: float) -> list[str]:
    hover = f"<title>{svg.esc(f'{s.k} studies, {s.n} people: {_WORDS[s.favours]}')}</title>"
    if s.favours == "cells":
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{svg.BLUE}">{hover}</circle>'
    elif s.favours == "control":
        points = f"{x:.1f},{y - r:.1f} {x + r:.1f},{y:.1f} {x:.1f},{y + r:.1f} {x - r:.1f},{y:.1f}"
        shape = f'<polygon points="{points}" fill="{svg.ORANGE}">{hover}</polygon>'
    else:
        dash = ' stroke-dasharray="3 3"' if s.favours == "unknown" else ""
        shape = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{svg.GREY}" fill-opacity=".2" '
            f'stroke="{svg.GREY}" stroke-width="1.6"{dash}>{hover}</circle>'
        )
    solid = s.favours in ("cells", "control")
    ink = "#fff" if solid else "currentColor"
    return [shape, svg.text(x, y + 4, s.k, anchor="middle", size=12, bold=True, fill=ink)]


def _key(used: Sequence[str], width: float, y: float) -> tuple[list[str], float]:
    out, x = [], 8.0
    for favours in ("cells", "neither", "control", "unknown"):
        if favours not in used:
            continue
        need = 20 + svg.width_of(_WORDS[favours], 11.5) + 16
        if x > 8 and x + need > width:
            x, y = 8.0, y + 20
        out += _mark(x, y - 4, Spot("", "", 0, 0, favours), 6)[:1]
        out.append(svg.text(x + 12, y, _WORDS[favours], size=11.5))
        x += need
    note = "number: studies; area: people"
    if x + svg.width_of(note, 11.5) > width:
        x, y = 2.0, y + 20
    return [*out, svg.text(x, y, note, size=11.5, faint=True)], y
