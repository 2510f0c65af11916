"""What happens without the therapy: published courses, instruments with their error and the differences that matter.

``expected`` says what would happen to someone like this, ``no_effect`` what a series without a comparison would report if
the therapy did nothing, ``track`` reads one person's scores, ``schedule`` which check-ups would tell, ``fates`` where cells
go. Names load on first use: importing the room costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_WHERE = {
    "table": "CourseRow Instrument instrument instruments row rows",
    "model": "Average Cohort CourseModel Expectation Gain Person Refused View",
    "expect": "expected outcomes",
    "series": "Group NoEffect no_effect",
    "heldout": "HeldOut checks",
    "library": "models",
    "record": "Measurement Record parse_record read_record",
    "tracking": "Track Tracked track",
    "words": "render_expect render_track",
    "pictures": "expectation_svg track_svg",
}
_HOME = {name: module for module, names in _WHERE.items() for name in names.split()}
__all__ = [
    "Average", "Cohort", "CourseModel", "CourseRow", "Expectation", "Gain", "Group", "HeldOut", "Instrument", "Measurement",
    "NoEffect", "Person", "Record", "Refused", "Track", "Tracked", "View", "checks", "expectation_svg", "expected",
    "instrument", "instruments", "models", "no_effect", "outcomes", "parse_record", "read_record", "render_expect",
    "render_track", "row", "rows", "track", "track_svg",
]  # fmt: skip

if TYPE_CHECKING:
    from stemwise.course.expect import expected, outcomes
    from stemwise.course.heldout import HeldOut, checks
    from stemwise.course.library import models
    from stemwise.course.model import Average, Cohort, CourseModel, Expectation, Gain, Person, Refused, View
    from stemwise.course.pictures import expectation_svg, track_svg
    from stemwise.course.record import Measurement, Record, parse_record, read_record
    from stemwise.course.series import Group, NoEffect, no_effect
    from stemwise.course.table import CourseRow, Instrument, instrument, instruments, row, rows
    from stemwise.course.tracking import Track, Tracked, track
    from stemwise.course.words import render_expect, render_track


def __getattr__(name: str) -> Any:
    """Load the module that holds ``name`` on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'stemwise.course' has no attribute {name!r}")
    value = getattr(import_module(f"stemwise.course.{_HOME[name]}"), name)
    globals()[name] = value
    return value
