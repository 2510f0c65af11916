"""What happens without the therapy: published courses, instruments with their error and the differences that matter.

``expected`` says what would happen to someone like this, ``no_effect`` what a series without a comparison would report if
the therapy did nothing, ``track`` reads one person's scores, ``schedule`` which check-ups would tell, ``fates`` where cells
go. Names load on first use: importing the room costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_WHERE = {
    "table": "CourseRow Instrument instrument instruments per_cent row rows",
    "model": "LEVEL_NAMES Average Cohort CourseModel Expectation Gain Person Refused View",
    "expect": "by_event expected outcomes",
    "series": "Group NoEffect no_effect",
    "heldout": "HeldOut checks",
    "library": "models",
    "record": "Measurement Record parse_record read_record",
    "tracking": "Track Tracked track",
    "words": "in_one_sentence render_expect render_track",
    "followup": "Check Schedule schedule",
    "fate": "FateTable Seen fates",
    "sheets": "fate_svg render_fates render_schedule",
    "percentiles": "OnTable Percentiles on_table read_percentiles",
    "pictures": "expectation_svg series_svg track_svg",
}
_HOME = {name: module for module, names in _WHERE.items() for name in names.split()}
__all__ = [
    "LEVEL_NAMES",
    "Average",
    "Check",
    "Cohort",
    "CourseModel",
    "CourseRow",
    "Expectation",
    "FateTable",
    "Gain",
    "Group",
    "HeldOut",
    "Instrument",
    "Measurement",
    "NoEffect",
    "OnTable",
    "Percentiles",
    "Person",
    "Record",
    "Refused",
    "Schedule",
    "Seen",
    "Track",
    "Tracked",
    "View",
    "by_event",
    "checks",
    "expectation_svg",
    "expected",
    "fate_svg",
    "fates",
    "in_one_sentence",
    "instrument",
    "instruments",
    "models",
    "no_effect",
    "on_table",
    "outcomes",
    "parse_record",
    "per_cent",
    "read_percentiles",
    "read_record",
    "render_expect",
    "render_fates",
    "render_schedule",
    "render_track",
    "row",
    "rows",
    "schedule",
    "series_svg",
    "track",
    "track_svg",
]

if TYPE_CHECKING:
    from stemwise.course.expect import by_event, expected, outcomes
    from stemwise.course.fate import FateTable, Seen, fates
    from stemwise.course.followup import Check, Schedule, schedule
    from stemwise.course.heldout import HeldOut, checks
    from stemwise.course.library import models
    from stemwise.course.model import (
        LEVEL_NAMES,
        Average,
        Cohort,
        CourseModel,
        Expectation,
        Gain,
        Person,
        Refused,
        View,
    )
    from stemwise.course.percentiles import OnTable, Percentiles, on_table, read_percentiles
    from stemwise.course.pictures import expectation_svg, series_svg, track_svg
    from stemwise.course.record import Measurement, Record, parse_record, read_record
    from stemwise.course.series import Group, NoEffect, no_effect
    from stemwise.course.sheets import fate_svg, render_fates, render_schedule
    from stemwise.course.table import CourseRow, Instrument, instrument, instruments, per_cent, row, rows
    from stemwise.course.tracking import Track, Tracked, track
    from stemwise.course.words import in_one_sentence, render_expect, render_track


def __getattr__(name: str) -> Any:
    """Load the module that holds ``name`` on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'stemwise.course' has no attribute {name!r}")
    value = getattr(import_module(f"stemwise.course.{_HOME[name]}"), name)
    globals()[name] = value
    return value
