"""Plots are XML that parses, hold what they were given where it belongs, and survive odd labels and one study."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest

from stemwise.errors import InputError
from stemwise.plots.densities import dose_svg, prior_posterior_svg
from stemwise.plots.funnel import baujat_svg, funnel_svg
from stemwise.plots.network import network_svg
from stemwise.plots.scaled import cumulative_svg
from stemwise.plots.universe import Universe, multiverse_svg

NS = "{http://www.w3.org/2000/svg}"
ODD = "<b>\"Müller\" & 'Ö' 医\u202e</b>"


def parsed(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text)
    assert root.tag == f"{NS}svg"
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for number in re.findall(r'c[xy]="([^"]+)"', text):
        assert math.isfinite(float(number))
        assert -1 <= float(number) <= max(width, height)
    return root


def circles(root: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(c.get("cx", 0)), float(c.get("cy", 0))) for c in root.iter(f"{NS}circle")]


def funnel(width: int) -> str:
    return funnel_svg([0.1, -0.4, 1.2], [0.1, 0.3, 0.6], estimate=0.05, names=[ODD, "B", "C"], ratio=True, width=width)


def dose(width: int) -> str:
    x = [0.0, 5.0, 10.0]
    return dose_svg(
        x, [1.0, 1.2, 1.5], [1.0, 1.1, 1.2], [1.0, 1.4, 2.0], points=[(5.0, 1.3, 2.0)], reference=0.0, width=width
    )


def universe(width: int) -> str:
    return multiverse_svg([Universe(ODD, (0.1, 0.2, 0.4, 0.8, 2.0), 0.1, 0.6, 0.5)], ratio=True, null=1.0, width=width)


DRAWN = {
    "funnel": funnel,
    "baujat": lambda w: baujat_svg([1.0, 0.2], [0.5, 0.0], [ODD, "B"], width=w),
    "cumulative": lambda w: cumulative_svg([ODD, "B"], [0.5, 0.6], [(0.1, 2.0), (0.3, 1.1)], ratio=True, null=1.0, width=w),
    "multiverse": universe,
    "network": lambda w: network_svg([ODD, "B", "C"], {(ODD, "B"): 3, ("C", "B"): 1}, {ODD: 10, "B": 5}, width=w),
    "dose": dose,
    "prior": lambda w: prior_posterior_svg(([0, 1], [1, 0.1]), ([0, 1], [2, 0]), ([-1, 1], [0.5, 0.6]), width=w),
}  # fmt: skip


@pytest.mark.parametrize("width", [320, 380, 760])
@pytest.mark.parametrize("kind", DRAWN)
def test_every_plot_is_sound_at_every_width(kind: str, width: int) -> None:
    text = DRAWN[kind](width)
    root = parsed(text)
    assert float(root.get("width", 0)) == width
    assert root.find(f"{NS}title") is not None
    assert root.find(f"{NS}desc") is not None
    assert "<b>" not in text
    assert "nan" not in text.lower().replace("finance", "")
    # Letters of 10 units at a phone's width are still read.
    assert min(float(s) for s in re.findall(r'font-size="([\d.]+)"', text)) >= 10


@pytest.mark.parametrize("kind", DRAWN)
def test_the_same_plot_twice_is_the_same_text(kind: str) -> None:
    assert DRAWN[kind](500) == DRAWN[kind](500)


def test_precise_studies_are_at_the_top_of_a_funnel() -> None:
    points = circles(parsed(funnel_svg([0.0, 0.0], [0.1, 0.5])))
    assert points[0][1] < points[1][1]


def test_a_ratio_funnel_is_placed_as_its_logarithms() -> None:
    points = circles(parsed(funnel_svg([-1.0, 0.0, 1.0], [0.2, 0.2, 0.2], ratio=True)))
    assert points[1][0] - points[0][0] == pytest.approx(points[2][0] - points[1][0], abs=0.2)


def test_baujat_puts_discord_right_and_influence_up() -> None:
    points = circles(parsed(baujat_svg([0.1, 2.0], [0.1, 0.9])))
    assert points[1][0] > points[0][0]
    assert points[1][1] < points[0][1]


def test_lines_of_a_network_are_as_thick_as_its_trials_are_many() -> None:
    root = parsed(network_svg(["A", "B", "C"], {("A", "B"): 8, ("B", "C"): 1}))
    widths = [float(p.get("stroke-width", 0)) for p in root.iter(f"{NS}path")]
    assert widths[0] > 3 * widths[1]


@pytest.mark.parametrize(
    "bad",
    [
        lambda: funnel_svg([], []),
        lambda: funnel_svg([1.0], [0.0]),
        lambda: funnel_svg([1.0], [0.1, 0.2]),
        lambda: baujat_svg([math.nan], [1.0]),
        lambda: cumulative_svg(["A"], [1.0], []),
        lambda: multiverse_svg([]),
        lambda: network_svg([], {}),
        lambda: network_svg(["A"], {("A", "B"): 1}),
        lambda: dose_svg([1.0], [1.0], [1.0], [1.0]),
        lambda: prior_posterior_svg(([0.0], [1.0]), ([0.0], [1.0])),
    ],
)
def test_nothing_to_draw_is_said(bad) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError):
        bad()


def test_one_study_and_flat_data() -> None:
    parsed(funnel_svg([0.5], [0.2], estimate=0.5))
    parsed(baujat_svg([0.0], [0.0]))
    parsed(multiverse_svg([Universe("a", (1.0, 1.0, 1.0, 1.0, 1.0), 1.0, 0.0, 1.0)]))
    parsed(network_svg(["A"], {}))
