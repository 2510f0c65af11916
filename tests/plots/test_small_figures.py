"""Share bars, the evidence map, and the strings they are made of."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from stemwise.plots import Share, Spot, evidence_map, share_bar
from stemwise.plots.svg import Scale, esc, fit, number, places_for, width_of, wrap

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [t.text or "" for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_shares_stand_on_one_axis() -> None:
    svg = share_bar([Share("This page says", 60, 70), Share("Same level anyway", 73, None, "anyway")], width=610)
    assert "60 to 70 %" in words(svg)
    assert "73 %" in words(svg)
    bars = [float(r.get("width", 0)) for r in ElementTree.fromstring(svg).iter(f"{SVG}rect")]
    assert bars == pytest.approx([500, 300, 50, 500, 365])  # track, low, range; track, low


def test_a_share_beyond_its_bounds_stays_on_the_axis() -> None:
    svg = share_bar([Share("110 % of children", 110), Share("odd", float("nan"))], width=610)
    assert max(float(r.get("width", 0)) for r in ElementTree.fromstring(svg).iter(f"{SVG}rect")) == 500
    assert share_bar([]) == ""


def test_the_map_tells_direction_by_shape_as_well_as_colour() -> None:
    spots = [
        Spot("gross motor", "6", 2, 60, "cells"),
        Spot("gross motor", "12", 3, 200, "neither"),
        Spot("relapses", "6", 1, 40, "control"),
        Spot("pain", "12", 1, 10, "unknown"),
    ]
    svg = evidence_map(spots, ["3", "6", "12"])
    root = ElementTree.fromstring(svg)
    assert len(list(root.iter(f"{SVG}polygon"))) == 2, "one diamond, and its key"
    areas = sorted(float(c.get("r", 0)) for c in root.iter(f"{SVG}circle") if c.get("fill") == "#8a8f98")
    assert areas[-1] == max(areas)
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert "gross motor, 12: 3 studies, 200 people, could be nothing." in (desc.text or "")
    assert evidence_map([], ["3"]) == ""


def test_labels_are_never_markup() -> None:
    bad = "<script>alert(1)</script>\" onload='x'"
    for svg in (share_bar([Share(bad, 5)], title=bad), evidence_map([Spot(bad, bad, 1, 5)], [bad], title=bad)):
        root = ElementTree.fromstring(svg)
        assert not list(root.iter(f"{SVG}script"))
        assert not [k for e in root.iter() for k in e.attrib if k.startswith("on")]


def test_escaping_takes_out_what_breaks_or_reorders() -> None:
    assert esc("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;"
    assert esc("x\x00\x1b[31m\x9b\ud800") == "x\ufffd\ufffd[31m\ufffd\ufffd"
    assert esc("safe\u202eelbisiv\u2066") == "safeelbisiv"


@pytest.mark.parametrize(
    ("x", "places", "text"),
    [(-1.25, 1, "−1.2"), (-0.001, 2, "0.00"), (12345.6, 0, "12,346"), (float("nan"), 2, "–"), (0.5, 2, "0.50")],
)
def test_numbers(x: float, places: int, text: str) -> None:
    assert number(x, places) == text


def test_decimals_suit_the_size() -> None:
    assert places_for([0.2, -0.5], ratio=False) == 2
    assert places_for([12.0, 3.0], ratio=False) == 1
    assert places_for([1200.0], ratio=False) == 0
    assert places_for([12.0], ratio=True) == 2


def test_text_is_cut_or_wrapped_to_its_room() -> None:
    long = "Gross Motor Function Measure, 66 items"
    cut = fit(long, 100)
    assert cut.endswith("…")
    assert width_of(cut) <= 100
    assert fit(long, 1000) == long
    assert " ".join(wrap(long, 100)) == long
    assert all(width_of(x) <= 100 or " " not in x for x in wrap(long, 100))


@pytest.mark.parametrize(
    ("low", "high", "log"), [(-3, 17, False), (0.21, 4.8, True), (0.9, 1.15, True), (0.01, 900, True)]
)
def test_ticks_are_few_and_inside(low: float, high: float, log: bool) -> None:
    ticks = Scale(low, high, 0, 100, log).ticks()
    assert 1 <= len(ticks) <= 7
    assert all(low * 0.99 <= t <= high * 1.01 or not log for t in ticks)
