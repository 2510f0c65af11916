"""Check-ups and fates as text and picture."""

from __future__ import annotations

from collections.abc import Sequence

from stemwise.course.fate import FateTable
from stemwise.course.followup import Check, Schedule
from stemwise.course.paper import Paper
from stemwise.plots.fate import Dot, fate_figure
from stemwise.terms import vocabulary

Cells = tuple[str, str, str, str, str]


def render_schedule(s: Schedule, width: int = 88) -> str:
    """:func:`schedule_paper` as text."""
    return schedule_paper(s, width).text()


def schedule_paper(s: Schedule, width: int = 88) -> Paper:
    """The check-ups that would tell, and those that would not."""
    paper = Paper(width)
    who = f" ({s.who})" if s.who else ""
    paper.say(f"{vocabulary().name('condition', s.condition).capitalize()}{who}: which check-ups would tell")
    columns = ("scale", "month", "usual change (9 of 10)", "needed", "seen")
    cells = [_cells(c) for c in s.checks]
    room = max((len(c[0]) for c in (columns, *cells)), default=5)
    paper.head(_line(columns, room), "Check-ups")
    paper.grid(columns, cells, [_line(c, room) for c in cells])
    paper.say(
        "Above 0 is better on every scale here. needed: the gain that is more than error and the usual course in 19 of 20 "
        "people. seen: of 100 people who truly gain the largest published MCID on top of the usual course, how many show as "
        "much.", 2,
    )  # fmt: skip
    paper.head("WHAT FOLLOWS")
    for a in s.advice:
        paper.say(a, 2, "- ")
    paper.cite(s.sources)
    return paper


def _cells(c: Check) -> Cells:
    usual = f"{c.course:+.1f} ({c.band[0]:+.1f} to {c.band[1]:+.1f})" if c.course is not None and c.band else "not seen"
    needed = f"{c.needed:+.1f}" if c.needed is not None else "-"
    seen = f"{100 * c.seen:.0f}" if c.seen is not None else "-"
    return c.name, f"{c.months:g}", usual, needed, seen


def _line(cells: Cells, room: int) -> str:
    name, month, usual, needed, seen = cells
    return f"  {name:<{room}} {month:>5}  {usual:<24} {needed:>7}  {seen:>5}"


def render_fates(tables: Sequence[FateTable], width: int = 88) -> str:
    """Where cells were seen after each route, and what is not known."""
    paper = Paper(width)
    paper.say("Where the cells go, as measured")
    for t in tables:
        paper.head(t.route.upper())
        for s in t.rows:
            f = s.fate
            when = "" if f.time_hours is None else f" at {f.time_hours:g} hours"
            n = f", n {f.n}" if f.n else ""
            note = f" ({f.note})" if f.note else ""
            who = f"{f.species}, {'+'.join(f.cells) or 'cells'}{n}; {f.site}{when}: {f.what}{note}"
            paper.say(who + paper.cite(f.sources), 2, "- ")
        paper.say("Not known: " + "; ".join(t.unknown) + ".", 2)
    return paper.text()


def fate_svg(table: FateTable) -> str:
    """The table of one route as a picture."""
    dots = [Dot(s.fate.site, s.fate.time_hours, s.share, s.people, s.nervous) for s in table.rows]
    return fate_figure(dots, title=f"Where cells were seen after the {table.route} route")
