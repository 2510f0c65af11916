"""Check-ups, fates, one's own percentiles, and the validation report."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from scipy import stats

from stemwise.course import (
    expected,
    fate_svg,
    fates,
    on_table,
    read_percentiles,
    render_fates,
    render_schedule,
    schedule,
    validate,
)
from stemwise.errors import InputError


def test_a_checkup_worked_out_by_hand() -> None:
    """EDSS, progressive, a year: needed = 1.645 SD above the mean; a true point more shows in ndtr((1 - 1.645 s) / s)."""
    s = schedule("multiple-sclerosis", level="progressive")
    check = next(c for c in s.checks if c.outcome == "edss" and c.months == 12)
    a = expected("multiple-sclerosis", "edss", 12, level="progressive").average
    assert a is not None
    assert a.one is not None
    sd = a.one.deviation
    assert check.needed == pytest.approx(-a.one.average + 1.6448536 * sd, abs=1e-3)
    assert check.seen == pytest.approx(stats.norm.cdf((1.0 - 1.6448536 * sd) / sd), abs=1e-3)


def test_error_alone() -> None:
    """GMFM-88, SEM 1.6: a change above 1.645 sqrt(2) 1.6 = 3.72 points is beyond error."""
    s = schedule("cerebral-palsy", months=(6.0,))
    check = next(c for c in s.checks if c.outcome == "gmfm-88")
    assert check.course is None
    assert check.needed == pytest.approx(1.6448536 * math.sqrt(2) * 1.6)
    assert not check.tells
    assert "error only" in check.why


def test_measuring_twice_helps() -> None:
    s = schedule("cerebral-palsy", months=(6.0,))
    check = next(c for c in s.checks if c.outcome == "gmfm-88")
    assert check.seen is not None
    assert check.twice is not None
    assert check.twice > check.seen


@pytest.mark.parametrize(
    "condition", ["cerebral-palsy", "spinal-cord-injury", "stroke", "multiple-sclerosis", "autism"]
)
def test_every_condition_has_advice(condition: str) -> None:
    text = render_schedule(schedule(condition))
    assert "Measure twice" in text
    assert "no medical advice" in text


def test_fates_are_those_of_the_base() -> None:
    table = fates("intravenous")[0]
    lung = next(s for s in table.rows if s.fate.id == "gholamrezanezhad-2011-lung-start")
    assert lung.share == (27.0, 33.5)
    assert lung.people
    assert not lung.nervous
    assert any("no figure says what share" in u for u in table.unknown)
    # "Tissues of 8 of 18 (44 per cent)" is a share of people, not of cells.
    assert next(s for s in table.rows if s.fate.id == "von-bahr-2012").share is None
    # People stand before animals.
    assert [s.people for s in table.rows] == sorted((s.people for s in table.rows), reverse=True)


def test_a_label_is_not_a_living_cell() -> None:
    text = render_fates(fates())
    assert "does not show that the cells live" in text
    assert "SOURCES" in text
    for t in fates():
        if t.rows:
            assert ET.fromstring(fate_svg(t)).tag.endswith("svg")


TABLE = "level,age,p5,p50,p95\nIII,2,20,35,50\nIII,6,40,55,70\n"


def test_ones_own_percentiles(tmp_path: Path) -> None:
    place = tmp_path / "curves.csv"
    place.write_text(TABLE)
    found = on_table(read_percentiles(place, "cerebral-palsy"), "III", 4.0, 45.0, 12)
    assert found.percentile == pytest.approx(50)
    assert found.same_percentile == pytest.approx(50.0)
    assert found.spread[0] == (5.0, 35.0)
    assert "not checked" in found.words


@pytest.mark.parametrize(
    ("text", "level", "age", "words"),
    [
        (TABLE, "III", 9.0, "does not reach"),
        (TABLE, "II", 4.0, "no rows for level II"),
        (TABLE.replace("50\n", "10\n"), "III", 4.0, "fall as percentiles rise"),
        (TABLE.replace("20", "x"), "III", 4.0, "no number"),
        ("age,score\n2,3\n", "III", 4.0, "no percentile table"),
        ("", "III", 4.0, "no percentile table"),
    ],
)
def test_bad_tables(text: str, level: str, age: float, words: str, tmp_path: Path) -> None:
    place = tmp_path / "curves.csv"
    place.write_text(text)
    with pytest.raises(InputError, match=words):
        on_table(read_percentiles(place, "cerebral-palsy"), level, age, 45.0, 12)


def test_bands_cover_what_they_should() -> None:
    """Over all checks at least eight of ten lie inside the 90 % bands; each that does not is listed in docs/course.md."""
    rows = validate.held_out()
    assert len(rows) >= 30
    assert sum(c.inside for c in rows) / len(rows) >= 0.8
    outside = {(c.model, c.cohort.id) for c in rows if not c.inside}
    docs = (Path(__file__).parents[2] / "docs" / "course.md").read_text()
    for model, cohort in outside:
        assert model in docs, model
        assert cohort in docs, cohort


def test_the_report_lists_what_was_never_checked() -> None:
    text = validate.report()
    for name in validate.unchecked():
        assert name in text
    assert len(validate.series()) >= 3
