"""What happens without the therapy: published courses, instruments with their error and the differences that matter."""

from stemwise.course.table import CourseRow, Instrument, instrument, instruments, rows

__all__ = ["CourseRow", "Instrument", "instrument", "instruments", "rows"]
