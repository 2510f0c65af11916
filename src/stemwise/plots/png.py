"""A figure as PNG: the same SVG, drawn by resvg (``pip install resvg-py``) on white, at a density fit for print."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from stemwise.errors import InputError
from stemwise.output import write

DENSITY = 3.0
"""Pixels to a user unit: a figure 760 wide is 2280 pixels, 19 cm at 300 dots per inch."""
MARGIN = 12.0
"""White about a figure, in its units."""
FAMILIES = ("DejaVu Sans", "Verdana", "Liberation Sans", "Arial", "Helvetica", "Noto Sans", "Open Sans", "Roboto")
"""Fonts a figure may be set in, the first that this machine has. All are at most as wide as ``svg.width_of`` reckons."""
SIGNS = "0−≥τ²–"
"""What a figure's font must be able to write."""


def as_png(figure: str, *, density: float = DENSITY, background: str = "white") -> bytes:
    """Bytes of a PNG of an SVG ``figure`` (text), ``density`` pixels to each of its units.

    Raises
    ------
    InputError
        The package resvg-py is missing; or this machine has no font, so that a figure would lose its words.
    """
    draw = _resvg()
    family = _family(draw)
    made = draw.svg_to_bytes(
        svg_string=_with_margin(figure),
        zoom=density,
        background=background,
        sans_serif_family=family,
        font_family=family,
    )
    return bytes(made)


def ready() -> None:
    """Refuse early what :func:`as_png` would refuse."""
    _family(_resvg())


def save(figure: str, place: str | Path) -> None:
    """Write a figure to a file whose name ends in .svg or .png."""
    kind = Path(place).suffix.lower()
    if kind not in (".svg", ".png"):
        raise InputError(f"{place} is no name of a figure", "give a file that ends in .svg or .png")
    write(as_png(figure) if kind == ".png" else figure.encode("utf-8"), str(place))


def _with_margin(figure: str) -> str:
    """A figure of ours with room about it: on a page of its own its words would stand at the very edge."""
    found = re.match(r'(<svg [^>]*?)viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+" height="[\d.]+"', figure)
    if found is None:
        return figure
    wide, high = float(found[2]) + 2 * MARGIN, float(found[3]) + 2 * MARGIN
    box = f'viewBox="{-MARGIN:g} {-MARGIN:g} {wide:g} {high:g}" width="{wide:g}" height="{high:g}"'
    return f"{found[1]}{box}{figure[found.end() :]}"


def _resvg() -> Any:
    try:
        import resvg_py
    except ImportError:
        raise InputError(
            "a PNG needs the package resvg-py, which is not installed",
            "pip install resvg-py, or ask for .svg",
        ) from None
    return resvg_py


@cache
def _family(draw: Any) -> str:
    """The first of ``FAMILIES`` that leaves ink, or whatever the machine has."""

    def drawn(words: str, family: str) -> bytes:
        figure = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="24"><text x="2" y="18" font-size="14" '
            f'font-family="{family}">{words}</text></svg>'
        )
        return bytes(draw.svg_to_bytes(svg_string=figure, sans_serif_family=family, font_family=family))

    # A family that is not there falls back to another or to nothing: it is told from a name no font has.
    blank, fallback = drawn("", "serif"), drawn(SIGNS, "No Such Family")
    for family in FAMILIES:
        if drawn(SIGNS, family) not in (blank, fallback):
            return family
    if fallback != blank:
        return "sans-serif"
    raise InputError(
        "this machine has no font, so a PNG would have no words",
        "install one (such as fonts-dejavu-core), or ask for .svg",
    )
