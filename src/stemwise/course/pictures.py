"""Pictures of a course: an expectation, a tracked scale, shares."""

from __future__ import annotations

from stemwise.course.expect import averaged, expected
from stemwise.course.model import Expectation
from stemwise.course.persons import comparable
from stemwise.course.series import NoEffect
from stemwise.course.tracking import Tracked
from stemwise.evidence import Library
from stemwise.plots.bars import Share, share_bar
from stemwise.plots.chances import counts_figure, means_figure
from stemwise.plots.course import Fan, Node, course_figure


def expectation_svg(e: Expectation, library: Library | None = None, width: int = 560) -> str:
    """The bands over the coming months, from every time for which there is a model; shares as bars. Empty without a model,
    and where the models speak of different people."""
    if e.kind == "share":
        return _shares(e, width)
    if comparable(tuple(v.model for v in e.views if v.counts), e.person, e.months or 0.0):
        return ""
    limit = next((v.value for v in e.views if v.kind == "limit"), None)
    start = e.person.score
    nodes = _nodes(e, library)
    if not nodes:
        return ""
    base = start or 0.0
    moved = tuple(
        Node(n.months, base + n.value, _moved(n.band50, base), _moved(n.band90, base)) for n in (Node(0, 0.0), *nodes)
    )
    axis = e.outcome_name if start is not None else f"change of {e.outcome_name}"
    scale = e.range if start is not None else None
    return course_figure(
        [Fan("without the therapy: half, and 9 of 10 people", moved)], [(0.0, start)] if start is not None else (),
        title=f"{axis}: what to expect without the therapy", axis=axis, ceiling=limit if start is not None else None,
        scale=scale, width=width,
    )  # fmt: skip


def _nodes(e: Expectation, library: Library | None) -> tuple[Node, ...]:
    """One node for each time that has a model for someone like this, up to the time asked about."""
    p = e.person
    every = expected(
        p.condition, p.outcome, None, age=p.age, level=p.level, time_since=p.time_since, score=p.score, library=library
    )
    if (open_ended := next((v for v in e.views if v.counts and v.model.form in CONTINUOUS), None)) is not None:
        return _along(e, e.months or open_ended.months or 0.0, library)
    last = e.months or float("inf")
    times = sorted(
        {
            v.model.at
            for v in every.views
            if v.model.at is not None and v.counts and v.kind == "change" and v.model.at <= 1.5 * last
        }
    )
    out = []
    for at in times:
        a = averaged([v for v in every.views if v.model.at == at])
        if a is not None and a.kind == "change":
            out.append(Node(float(at), a.value, a.band50, a.band90))
    return tuple(out)


CONTINUOUS = ("recovery", "growth")
"""Forms that speak of any time, not only of the one at which cohorts were measured."""


def _along(e: Expectation, last: float, library: Library | None) -> tuple[Node, ...]:
    """Nodes at a few times on the way to the last."""
    p, out = e.person, []
    for part in (0.1, 0.25, 0.5, 0.75, 1.0):
        at = expected(
            p.condition, p.outcome, part * last, age=p.age, level=p.level, time_since=p.time_since, score=p.score,
            library=library,
        )  # fmt: skip
        a = at.average
        if a is not None and a.kind == "change":
            out.append(Node(part * last, a.value, a.band50, a.band90))
    return tuple(out)


def _moved(band: tuple[float, float] | None, by: float) -> tuple[float, float]:
    return (by, by) if band is None else (by + band[0], by + band[1])


def _shares(e: Expectation, width: int) -> str:
    shares = [
        Share(f"{v.model.name}: {v.model.event}", v.band90[0], v.band90[1], "anyway")
        for v in sorted(e.views, key=lambda v: not v.counts)
        if v.band90 is not None and not v.set_aside
    ]
    return share_bar(
        [Share(s.label, round(s.low), round(s.high or s.low), s.kind) for s in shares],
        title=f"{e.outcome_name}: shares of people without the therapy (9 of 10 groups lie in the range)",
        width=width - 40,
    )


def series_svg(s: NoEffect) -> str:
    """What a series would report if nothing worked, with what it did report; empty without a model."""
    title = f"{s.outcome_name}: what a series of {s.n} would report if the therapy did nothing"
    if s.kind == "count":
        return counts_figure(s.pmf, title=title, observed=s.observed)
    if s.spread is None:
        return ""
    low, high = s.spread.quantile(0.002), s.spread.quantile(0.998)
    edges = [low + (high - low) * i / 60 for i in range(61)]
    below = [s.spread.cdf(x) for x in edges]
    points = [((a + b) / 2, (q - p) / (b - a)) for a, b, p, q in zip(edges, edges[1:], below, below[1:], strict=False)]
    return means_figure(points, title=title, axis=s.what, observed=s.observed)


def track_svg(t: Tracked, width: int = 560) -> str:
    """Measured scores over what was to be expected without the therapy."""
    nodes = tuple(Node(m, v, None, (low, high)) for m, v, low, high in t.fan)
    fans = [Fan("to be expected without the therapy: 9 of 10 people", nodes)] if nodes else []
    return course_figure(
        fans, t.points, title=f"{t.name}: measured, and to be expected", axis=t.name, treated=t.treated,
        scale=t.expectation.range, width=width,
    )  # fmt: skip
