"""One person's scores: closed forms, people simulated without any therapy, and records that cannot be read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import numpy as np
import pytest

from stemwise.course import parse_record, read_record, track
from stemwise.course.record import Measurement
from stemwise.errors import InputError

CHILD = """# condition: cerebral-palsy
# level: GMFCS III
# born: 2020-03-01
date,scale,score,event
2024-01-10,gmfm-66,41.2,
2024-03-02,,,treatment
2025-01-10,gmfm-66,49.0,
"""


def test_two_points_have_a_closed_form() -> None:
    """left = change - rate t; its variance is 2 SEM^2 + (spread of growth)^2 (everything normal, d flat)."""
    t = track(parse_record(CHILD), sem=1.5).scales[0]
    a = t.expectation.average
    assert a is not None
    assert a.one is not None
    # The model speaks of exactly this span.
    growth_sd = math.sqrt(a.one.deviation**2 - 2 * 1.5**2)
    left = 7.8 - a.one.average
    assert t.left == pytest.approx(left, abs=1e-3)
    assert t.left_band is not None
    half = (t.left_band[1] - t.left_band[0]) / 2
    assert half == pytest.approx(1.6448536 * math.sqrt(2 * 1.5**2 + growth_sd**2), rel=1e-3)
    assert t.verdict == "within"


def test_without_an_error_in_points_the_measured_spread_is_used() -> None:
    t = track(parse_record(CHILD)).scales[0]
    assert t.sem is None
    # 41.2 points at 3.86 years, level III: the curve gains 41.2 (f(4.86) / f(3.86) - 1) = 2.0, f(a) = 1 - 10^(-a / 3.7).
    curve = 41.2 * ((1 - 10 ** (-4.863 / 3.7)) / (1 - 10 ** (-3.861 / 3.7)) - 1)
    assert curve == pytest.approx(1.93, abs=0.1)
    # Two sources of what comes beyond a curve, 0 and 3.1, count nearly alike: between one and two points more.
    assert t.left is not None
    assert 7.8 - t.left == pytest.approx(curve + 1.5, abs=0.5)
    assert t.needed == pytest.approx(41.2 + 1.6448536 * (t.growth_sd or 0) + curve + 1.4, abs=1.5)


def test_people_without_therapy_are_seldom_called_more() -> None:
    """Twenty points each, growth drawn from the course, no effect: "more" in about 5 of 100 (one-sided 95 % band)."""
    rng = np.random.default_rng(4)
    record = parse_record(CHILD)
    base = track(record, sem=1.5).scales[0].expectation
    assert base.average is not None
    assert base.average.one is not None
    months = np.concatenate([np.linspace(0, 6, 8), np.linspace(7, 18, 12)])
    wide = base.average.one.deviation**2
    sd = math.sqrt(wide - 2 * 1.5**2) / 12
    more, runs = 0, 150
    for _ in range(runs):
        y = 40 + rng.normal(base.average.one.average / 12, sd) * months + rng.normal(0, 1.5, months.size)
        ms = tuple(
            Measurement(dt.date(2024, 1, 10), float(m), "gmfm-66", float(v)) for m, v in zip(months, y, strict=True)
        )
        one = dataclasses.replace(record, measurements=ms, treatments=(6.5,))
        more += track(one, sem=1.5).scales[0].verdict == "more"
    assert 0.05 - 4 * (0.0475 / runs) ** 0.5 < more / runs < 0.05 + 4 * (0.0475 / runs) ** 0.5


def test_a_real_jump_is_seen_with_many_points_and_never_called_an_effect() -> None:
    lines = [f"20{22 + i // 12}-{i % 12 + 1:02d}-01,edss,{5.0 if i < 12 else 2.5}," for i in range(24)]
    lines.insert(12, "2022-12-15,,,treatment")
    text = "# condition: multiple-sclerosis\n# level: RRMS\ndate,scale,score,event\n" + "\n".join(lines)
    t = track(parse_record(text), sem=0.3).scales[0]
    assert t.verdict == "more"
    assert t.chance is not None
    assert t.chance < 0.05
    assert t.next_months == 0.0
    from stemwise.course import render_track

    words = render_track(track(parse_record(text), sem=0.3))
    assert "cannot say" in words
    assert "worked in one person" in words


def test_an_unusual_last_score_settles() -> None:
    """4, 4, 4, then 6 on the day of treatment, then 4.5: the fall is the return to the person's own line."""
    rows = [
        "2022-01-01,edss,4,",
        "2022-05-01,edss,4,",
        "2022-09-01,edss,4,",
        "2023-01-01,edss,6,",
        "2023-01-02,,,treatment",
    ]
    text = "# condition: multiple-sclerosis\ndate,scale,score,event\n" + "\n".join([*rows, "2024-06-01,edss,4.5,"])
    t = track(parse_record(text), sem=0.7).scales[0]
    assert t.change == pytest.approx(-1.5)
    assert t.settling < -0.5
    assert t.verdict == "within"


def test_several_scales_and_mixed_gmfm() -> None:
    text = CHILD + "2025-02-01,gmfm-88,50,\n2025-06-01,gmfm-88,52,\n2025-07-01,quest,60,\n"
    found = track(parse_record(text))
    assert [s.outcome for s in found.scales] == ["gmfm-66", "gmfm-88"]
    assert any("different scales" in n for n in found.notes)
    assert any("measured once" in n for n in found.notes)
    # GMFM-88: an error in points was published (SEM 1.6), no course over this time.
    assert found.scales[1].sem == 1.6
    assert found.scales[1].verdict in ("error", "within")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2025-01-10,gmfm-66,49.0,\n", "", "one measurement"),
        ("2025-01-10,gmfm-66,49.0", "2025-01-10,gmfm-88,49.0", "one measurement each"),
        ("2025-01-10,gmfm-66,49.0", "2023-01-10,gmfm-66,49.0", "order of their dates"),
        ("2025-01-10,gmfm-66,49.0", "2025-01-10,gmfm-66,149.0", "outside"),
        ("2025-01-10,gmfm-66,49.0", "2025-01-10,gmfm-66,better", "no score"),
        ("2025-01-10,gmfm-66,49.0", "10.1.2025,gmfm-66,49.0", "no date"),
        ("2025-01-10,gmfm-66,49.0", "2025-01-10,gmfm,49.0", "GMFM-66 or GMFM-88"),
        ("2025-01-10,gmfm-66,49.0", "2024-01-10,gmfm-66,49.0", "order of their dates|a second score"),
        ("2025-01-10,gmfm-66,49.0", "2025-01-10,,,", "neither a score nor an event"),
        ("GMFCS III", "GMFCS VII", "GMFCS is one of"),
        ("2020-03-01", "2024-03-01", "after the first line"),
        ("# condition: cerebral-palsy", "", "does not name the condition"),
        ("date,scale,score,event", "day,scale,mark,event", "no column 'score'"),
    ],
)
def test_bad_records(old: str, new: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        track(parse_record(CHILD.replace(old, new)))


def test_files_that_cannot_be_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="cannot read"):
        read_record(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_record(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text("# condition: stroke\n")
    with pytest.raises(InputError, match="empty"):
        read_record(tmp_path / "b.csv")


def test_semicolons_and_decimal_commas() -> None:
    text = CHILD.replace("41.2", '"41,2"').replace(",", ";").replace('"41;2"', "41,2")
    assert track(parse_record(text)).scales[0].change == pytest.approx(7.8)
