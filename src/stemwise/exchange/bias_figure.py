"""Risk of bias as a traffic light: a row per controlled study, a column per domain; what was not seen is grey, not green."""

from __future__ import annotations

from collections import Counter

from stemwise.errors import InputError
from stemwise.evidence import DOMAINS, Library, Study
from stemwise.plots import svg
from stemwise.terms import vocabulary

RED = "#b3372f"
LOOK = {
    "low": (svg.GREEN, "+", "low risk"),
    "some": (svg.ORANGE, "–", "some concerns"),
    "high": (RED, "×", "high risk"),
    "not-seen": (svg.GREY, "?", "not seen"),
}
"""Colour, sign and words of a judgement; the signs tell them apart without colour."""
_NAMES, _CELL, _STEP, _TOP = 190.0, 92.0, 24.0, 30.0


def bias_svg(library: Library, condition: str) -> str:
    """The figure of one condition's controlled studies, and a bar of shares per domain below.

    Raises
    ------
    InputError
        No controlled study of the condition.
    """
    studies = library.controlled(condition)
    if not studies:
        known = sorted({s.condition for s in library.controlled()})
        raise InputError(f"no controlled study of {condition!r}", f"choose {', '.join(known) or 'another base'}")
    width = _NAMES + _CELL * len(DOMAINS)
    out = [
        svg.text(_NAMES + _CELL * (i + 0.5), 18, d, anchor="middle", size=12, faint=True) for i, d in enumerate(DOMAINS)
    ]
    for j, s in enumerate(studies):
        out += _row(s, _TOP + _STEP * j, width)
    y = _TOP + _STEP * len(studies) + 14
    bars, y = _bars(studies, y, width)
    keys, y = _key(studies, y + 18)
    name = vocabulary().name("condition", condition)
    return svg.figure(
        [*out, *bars, *keys], width, y + 10, title=f"Risk of bias by study and domain: {name}", desc=_said(studies)
    )


def _row(s: Study, y: float, width: float) -> list[str]:
    mark = "" if s.randomised else " *"
    out = [
        svg.line(0, y, width, y, opacity=0.15),
        svg.text(0, y + 16, svg.fit(f"{s.label}{mark}", _NAMES - 8, 12), size=12),
    ]
    for i, domain in enumerate(DOMAINS):
        judged = s.bias_of(domain)
        x = _NAMES + _CELL * (i + 0.5)
        fill, sign, words = LOOK[judged.judgement]
        hover = f"{s.label}, {domain}: {words}" + (f" ({judged.support})" if judged.support else "")
        faint = ' fill-opacity="0.3"' if judged.judgement == "not-seen" else ""
        out.append(
            f'<circle cx="{x:.1f}" cy="{y + 12:.1f}" r="8.5" fill="{fill}"{faint}><title>{svg.esc(hover)}</title></circle>'
        )
        ink = "currentColor" if judged.judgement == "not-seen" else "#fff"
        out.append(svg.text(x, y + 16, sign, anchor="middle", size=12, bold=True, fill=ink))
    return out


def _bars(studies: tuple[Study, ...], y: float, width: float) -> tuple[list[str], float]:
    """Shares of the studies per domain."""
    out = [svg.line(0, y - 14, width, y - 14, opacity=0.15)]
    room = width - _NAMES
    for domain in DOMAINS:
        counts = Counter(s.bias_of(domain).judgement for s in studies)
        out.append(svg.text(0, y + 12, domain, size=12))
        x = _NAMES
        for judgement, (fill, _, words) in LOOK.items():
            part = room * counts[judgement] / len(studies)  # type: ignore[index]
            if part:
                opacity = 0.3 if judgement == "not-seen" else 1.0
                hover = svg.esc(f"{domain}: {counts[judgement]} of {len(studies)} {words}")  # type: ignore[index]
                out.append(f"<g><title>{hover}</title>{svg.rect(x, y, part, 15, fill, opacity=opacity)}</g>")
            x += part
        y += 20
    return out, y


def _key(studies: tuple[Study, ...], y: float) -> tuple[list[str], float]:
    out, x = [], 8.0
    for judgement, (fill, sign, words) in LOOK.items():
        faint = ' fill-opacity="0.3"' if judgement == "not-seen" else ""
        ink = "currentColor" if judgement == "not-seen" else "#fff"
        out.append(f'<circle cx="{x:.1f}" cy="{y - 4:.1f}" r="7" fill="{fill}"{faint}/>')
        out.append(svg.text(x, y, sign, anchor="middle", size=11, bold=True, fill=ink))
        out.append(svg.text(x + 12, y, words, size=11.5))
        x += 30 + svg.width_of(words, 11.5)
    if any(not s.randomised for s in studies):
        out.append(svg.text(x, y, "* not randomised", size=11.5, faint=True))
    return out, y


def _said(studies: tuple[Study, ...]) -> str:
    parts = []
    for domain in DOMAINS:
        counts = Counter(s.bias_of(domain).judgement for s in studies)
        told = ", ".join(f"{counts[j]} {LOOK[j][2]}" for j in LOOK if counts[j])  # type: ignore[index]
        parts.append(f"{domain}: {told}.")
    return f"{len(studies)} controlled studies. " + " ".join(parts)
