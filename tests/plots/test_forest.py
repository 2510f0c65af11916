"""The forest plot: geometry from closed forms, words for those who do not see it, nothing of a label as markup."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from stemwise.plots import Forest, Row, forest_svg, interval_bar
from stemwise.plots.forest import NARROW, direction_words, scale_of
from stemwise.plots.svg import Scale, width_of

SVG = "{http://www.w3.org/2000/svg}"
ROWS = (Row("Sun 2022", 1.2, -1.4, 3.8, 65.0, 28, 31), Row("Amanat 2021", 8.1, 1.6, 14.5, 35.0, 36, 36))
MD = Forest("GMFM-66 at 12 months", "MD", ROWS, 3.2, -2.4, 10.5, prediction=(-6.3, 14.5), mcid=(0.8, 1.6))
RR = Forest("independent", "RR", (Row("A 2020", 2.0, 0.5, 8.0, 100.0, 10, 10),), better="higher")
HOSTILE = "</text><script>alert(1)</script><svg onload=alert(1)>&\"'"
WIDTHS = (760, 380)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [t.text or "" for t in parsed(svg).iter(f"{SVG}text")]


def squares(svg: str) -> list[tuple[float, float]]:
    """(centre, side) of the studies' squares: the marks as high as they are wide, in the colour of studies."""
    found = []
    for r in parsed(svg).iter(f"{SVG}rect"):
        w, h = float(r.get("width", 0)), float(r.get("height", 0))
        if r.get("fill") == "#2a7fb8" and math.isclose(w, h, abs_tol=0.11):
            found.append((float(r.get("x", 0)) + w / 2, w))
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_every_study_stands_with_its_numbers(width: int) -> None:
    words = " ".join(texts(forest_svg(MD, width=width)))
    for part in (
        "Sun 2022",
        "1.2 (−1.4 to 3.8)",
        "Amanat 2021",
        "8.1 (1.6 to 14.5)",
        "3.2 (−2.4 to 10.5)",
        "−6.3 to 14.5",
    ):
        assert part in words
    assert "28 v 31" in words


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_leaves_the_figure(width: int) -> None:
    root = parsed(forest_svg(MD, width=width))
    _, _, w, h = map(float, root.get("viewBox", "").split())
    assert w == width
    for t in root.iter(f"{SVG}text"):
        assert 0 <= float(t.get("x", -1)) <= w
        assert 0 < float(t.get("y", -1)) <= h
    for r in root.iter(f"{SVG}rect"):
        assert float(r.get("x", -1)) >= -0.1
        assert float(r.get("x", 0)) + float(r.get("width", 0)) <= w + 0.1


def test_marks_stand_at_their_values() -> None:
    """Distances on the axis are in proportion to differences of value (linear) or of logarithms (ratio)."""
    (a, _), (b, _) = squares(forest_svg(MD))
    points = re.search(r'<polygon points="([^"]+)" fill="#d9730d"', forest_svg(MD))
    assert points
    low, middle, high, _ = (float(p.split(",")[0]) for p in points[1].split())
    unit = (b - a) / (8.1 - 1.2)
    assert middle - a == pytest.approx((3.2 - 1.2) * unit, abs=0.3)
    assert high - low == pytest.approx((10.5 + 2.4) * unit, abs=0.3)

    scale = scale_of(RR, 0, 100)
    assert scale(2.0) - scale(1.0) == pytest.approx(scale(4.0) - scale(2.0))


def test_area_grows_with_weight() -> None:
    (_, more), (_, less) = squares(forest_svg(MD))
    assert more > less


def test_one_study_is_shown_as_itself() -> None:
    one = Forest("one", "MD", ROWS[:1])
    assert "<polygon" not in forest_svg(one)
    assert "together" not in " ".join(texts(forest_svg(one)))


@pytest.mark.parametrize(
    ("measure", "better", "left", "right"),
    [
        ("MD", "higher", "← better without cells", "better with cells →"),
        ("MD", "lower", "← better with cells", "better without cells →"),
        ("RR", "lower", "← better with cells", "better without cells →"),
        ("PR", "higher", "", ""),
    ],
)
def test_the_two_sides_are_named(measure: str, better: str, left: str, right: str) -> None:
    assert direction_words(Forest("t", measure, ROWS, better=better))[:2] == (left, right)


def test_mcid_is_a_band_on_the_better_side() -> None:
    assert MD.mcid_band == (0.8, 1.6)
    assert Forest("t", "MD", ROWS, better="lower", mcid=(1.6, 0.8)).mcid_band == (-1.6, -0.8)
    assert Forest("t", "SMD", ROWS, mcid=(0.8,)).mcid_band is None, (
        "an MCID in points is no MCID in standard deviations"
    )
    assert Forest("t", "RR", ROWS, mcid=(0.8,)).mcid_band is None
    assert "smallest difference that matters (0.8 to 1.6)" in " ".join(texts(forest_svg(MD)))


def test_an_interval_off_the_axis_ends_in_an_arrow() -> None:
    wild = Row("Tiny 2010", 2.0, -400.0, 404.0, 1.0, 2, 2)
    svg = forest_svg(Forest("t", "MD", (*ROWS, wild), 2.0, -1.0, 5.0))
    assert svg.count('fill="currentColor"/>') >= 2  # arrow heads at both ends
    assert "2.0 (−400.0 to 404.0)" in " ".join(texts(svg)), "the numbers are told whole"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_label_is_never_markup(width: int) -> None:
    bad = Forest(HOSTILE, "MD", (Row(HOSTILE, 1.0, 0.0, 2.0, 100.0, 3, 3),))
    svg = forest_svg(bad, width=width, title=HOSTILE)
    root = parsed(svg)
    assert {e.tag for e in root.iter()} <= {
        f"{SVG}{t}" for t in ("svg", "title", "desc", "text", "path", "rect", "polygon")
    }
    assert not [k for e in root.iter() for k in e.attrib if k.startswith("on") or "href" in k]
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == HOSTILE


def test_it_is_read_out_as_one_image() -> None:
    root = parsed(forest_svg(MD))
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("aria-label") == title.text == "GMFM-66 at 12 months"
    said = desc.text or ""
    assert "Together: 3.2 (−2.4 to 10.5)" in said
    assert "A new study may find −6.3 to 14.5" in said
    assert "values above 0 are better with cells" in said


def test_narrow_figures_stack() -> None:
    assert forest_svg(MD, width=NARROW - 1) != forest_svg(MD, width=NARROW)
    assert "people" in texts(forest_svg(MD, width=NARROW))
    assert "people" not in texts(forest_svg(MD, width=NARROW - 1))


def test_a_figure_may_stand_twice_on_a_page() -> None:
    assert forest_svg(MD) == forest_svg(MD)
    assert not [e for e in parsed(forest_svg(MD)).iter() if e.get("id")], "ids would clash"


@pytest.mark.parametrize("width", WIDTHS)
def test_words_do_not_run_into_each_other(width: int) -> None:
    """Texts on one baseline keep apart, measured in the widest of the fonts asked for."""
    long = Row("mesenchymal stromal cells of the umbilical cord, 2 trials", 3.2, -2.4, 10.5, 50.0, 400, 380)
    by_line: dict[str, list[tuple[float, float]]] = {}
    for t in parsed(forest_svg(Forest("t", "MD", (*ROWS, long), 3.2, -2.4, 10.5), width=width)).iter(f"{SVG}text"):
        x, wide = float(t.get("x", 0)), width_of(t.text or "", float(t.get("font-size", 13)))
        start = x - {"end": wide, "middle": wide / 2}.get(t.get("text-anchor", ""), 0)
        by_line.setdefault(t.get("y", ""), []).append((start, start + wide))
    for spans in by_line.values():
        spans.sort()
        assert all(a[1] <= b[0] + 1 for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "forest",
    [
        Forest("none", "MD", ()),
        Forest("flat", "MD", (Row("a", 0.0, 0.0, 0.0),)),
        Forest("huge", "MD", (Row("a", 1e9, 1e8, 2e9),)),
        Forest("tiny", "SMD", (Row("a", 1e-7, -1e-7, 3e-7),)),
        Forest("ratio", "OR", (Row("a", 1e-4, 1e-9, 50.0), Row("b", 300.0, 2.0, 1e6)), 1.0, 1e-3, 1e3),
        Forest("long", "MD", tuple(Row("A very long name of a trial " * 3 + str(i), i, i - 1, i + 1, 1) for i in range(60))),
    ],
    ids=lambda f: f.title,
)  # fmt: skip
@pytest.mark.parametrize("width", WIDTHS)
def test_odd_values_still_draw(forest: Forest, width: int) -> None:
    svg = forest_svg(forest, width=width)
    parsed(svg)
    assert "nan" not in svg
    assert "inf" not in re.sub(r"<(title|desc)[^>]*>.*?</\1>", "", svg)


def test_interval_bar_shows_the_pool_or_the_one_study() -> None:
    assert interval_bar(MD).count("<polygon") == 1
    assert interval_bar(Forest("one", "MD", ROWS[:1])).count("<polygon") == 1
    assert interval_bar(Forest("none", "MD", ())) == ""


@pytest.mark.parametrize("logs", [(300, -300), (1500, -1500), (-720, -700), (709, 710), (0, 600)])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_ratio_of_any_size_is_drawn(logs: tuple[float, float], width: int) -> None:
    """What a number cannot hold is at the end of the axis; ticks are few and apart."""
    held = [math.exp(max(min(x, 709), -745)) for x in logs]
    rows = tuple(Row(f"S{i}", x, x / 1e3, min(x * 1e3, 1e308), 50.0) for i, x in enumerate(held))
    drawn = forest_svg(Forest("wide", "OR", rows, 1.0, min(held), max(held)), width=width)
    places = [float(x) for x in re.findall(r'(?:x|cx|x1)="([-\d.einfa]+)"', drawn)]
    assert all(math.isfinite(x) for x in places)
    assert max(len(t) for t in texts(drawn)) < 60


@pytest.mark.parametrize(("low", "high"), [(1e-290, 1e290), (1e-9, 1e9), (1e-3, 1e7), (1e200, 1e290)])
def test_ticks_of_a_wide_log_axis(low: float, high: float) -> None:
    ticks = Scale(low, high, 0, 500, log=True).ticks(5)
    steps = [b / a for a, b in pairwise(ticks)]
    assert 3 <= len(ticks) <= 5
    assert all(low <= t <= high for t in ticks)
    assert max(steps) == pytest.approx(min(steps), rel=1e-6)
