"""Plain text for the terminal: expectations, tracks, schedules, fates. Every text names its sources and what was not checked."""

from __future__ import annotations

from collections.abc import Sequence

from stemwise.course.model import Average, Expectation, Person, View
from stemwise.course.paper import CLOSING, Paper
from stemwise.course.tracking import Track, Tracked
from stemwise.terms import vocabulary

__all__ = ["CLOSING", "Paper", "expect_paper", "render_expect", "render_track", "track_paper"]


def render_expect(found: Sequence[Expectation], beside: str = "", width: int = 88, own: str = "") -> str:
    """:func:`expect_paper` as text."""
    return expect_paper(found, beside, width, own).text()


def expect_paper(
    found: Sequence[Expectation], beside: str = "", width: int = 88, own: str = "", pictures: Sequence[str] = ()
) -> Paper:
    """One or several expectations of one person; ``beside`` is what trials of a named therapy found, in words; ``own``
    what a table of the reader's says; ``pictures`` one for each expectation, for HTML."""
    paper = Paper(width)
    first = found[0].person
    paper.say(f"{vocabulary().name('condition', first.condition).capitalize()}: what to expect without the therapy")
    if first.words:
        paper.say(f"For someone like this: {first.words}")
    for i, e in enumerate(found):
        _expectation(paper, e, pictures[i] if pictures else "")
    if own:
        paper.head("YOUR OWN TABLE")
        paper.say(own, 2)
    if beside:
        paper.head("BESIDE IT, WHAT TRIALS OF THE THERAPY FOUND")
        for line in beside.splitlines():
            paper.say(line, 2)
    return paper


def _expectation(paper: Paper, e: Expectation, picture: str) -> None:
    when = f", {e.months:g} months from now" if e.months else ""
    paper.head(f"{e.outcome_name.upper()}{when}", f"{e.outcome_name}{when}")
    if e.missing:
        paper.say(f"{e.missing}.", 2)
    if e.average:
        paper.say(_average(e, e.average), 2)
    else:
        for n in e.notes:
            paper.say(n, 2)
    paper.figure(picture)
    if e.unvalidated:
        what = "No model behind this" if e.average else "No model here"
        paper.say(f"{what} was checked on a second, independent cohort (unvalidated).", 2)
    for v in sorted(e.views, key=lambda v: not v.counts):
        paper.say(_view(v) + paper.cite(v.sources), 2, "- ")
        for c in (*v.cautions, v.model.note, v.model.check):
            if c:
                paper.say(c.rstrip(".") + ".", 6)
    for g in e.gains:
        paper.say(
            f"Would gain {g.mcid:g} points or more anyway: about {g.share:.0f} of 100 {_people(e)} ({g.low:.0f} to "
            f"{g.high:.0f}). A published difference that matters ({g.method}; {g.population}){paper.cite([g.source])}.", 2,
        )  # fmt: skip
    for n in e.notes if e.average else ():
        paper.say(n, 2)
    if e.refused and not e.views:
        paper.say("Models there are, but about others:", 2)
        for r in e.refused[:6]:
            paper.say(f"{r.model.name}: {r.why}.", 4, "- ")
    if more := [r for r in e.refused if r.why.startswith("it needs")] if e.views else []:
        paper.say("With more told there would be more:", 2)
        for r in more:
            paper.say(f"{r.model.name}: {r.why}.", 4, "- ")
    if e.also:
        paper.say("Also published, without figures that make a model for someone like this:", 2)
    for seen in e.also[:5]:
        paper.say(f"{seen.text}{paper.cite([seen.source])}", 4, "- ")


def _people(e: Expectation) -> str:
    """ "such people", where the figures are of such people; else whom they are of."""
    return f"people of {_together(e)}" if _together(e) else "such people"


def _together(e: Expectation) -> str:
    """Whom the figures take together, where none is of the told level alone."""
    counted = [v.lumped for v in e.views if v.counts]
    return counted[0] if counted and all(counted) else ""


def _alone(e: Expectation) -> str:
    """What is missing where the figures take the told level together with others."""
    if not _together(e):
        part = next((v.lumped for v in e.views if v.counts and v.lumped), "")
        return f" A part of it is about {part}." if part else ""
    level = Person(e.person.condition, "", level=e.person.level).words
    return f" No figure for {level} alone was seen; it may be quite different."


def in_one_sentence(e: Expectation) -> str:
    """What is expected, in the words of ``stemwise expect``; empty where the models give no one figure."""
    return _average(e, e.average) if e.average else ""


def _average(e: Expectation, a: Average) -> str:
    if a.kind == "share":
        event = next(v.model.event for v in e.views if v.kind == "share" and v.counts)
        event = f"were {event.removeprefix('was ')}" if event.startswith("was ") else event
        assert a.band90 is not None
        return (
            f"Of 100 {_people(e)} about {a.value:.0f} {event} without the therapy (in 9 of 10 such groups it would be "
            f"{a.band90[0]:.0f} to {a.band90[1]:.0f}).{_alone(e)}"
        )
    low50, high50 = a.band50 or (a.value, a.value)
    if a.kind == "rate":
        low, high = a.band90 or (a.value, a.value)
        span = f"9 of 10 groups of {_people(e)}: {max(low, 0):.1f} to {high:.1f}"
        return f"About {a.value:.1f} a person and year without the therapy ({span}).{_alone(e)}"
    low, high = a.band90 or (a.value, a.value)
    text = f"Change without the therapy: {_spans(e, a.value, (low50, high50), (low, high), '+.1f')}.{_alone(e)}"
    if e.person.score is not None:
        at, *ends = (_held(e.person.score + x, e) for x in (a.value, low50, high50, low, high))
        text = f"Expected score: {_spans(e, at, (ends[0], ends[1]), (ends[2], ends[3]), '.1f')}. {text}"
    return text + (" Lower is better on this scale." if e.better == "lower" else "")


def _spans(e: Expectation, value: float, half: tuple[float, float], most: tuple[float, float], style: str) -> str:
    """A value with its 50 and 90 % bands."""
    at, a, b, c, d = (f"{round(x, 1) + 0.0:{style}}" for x in (value, *half, *most))
    return f"{at} points (half of {_people(e)} {a} to {b}; 9 of 10: {c} to {d})"


def _held(x: float, e: Expectation) -> float:
    return x if e.range is None else min(max(x, e.range[0]), e.range[1])


def _view(v: View) -> str:
    who = f"{v.model.name} ({v.model.population})"
    figures = "; ".join(c.printed for c in v.model.cohorts) if v.kind != "limit" else ""
    seen = f" As published: {figures}." if figures else ""
    if v.kind == "share":
        assert v.ci is not None
        return f"{who}: {v.value:.0f} % ({v.ci[0]:.0f} to {v.ci[1]:.0f} for their average).{seen}"
    if v.kind == "limit":
        return f"{who}: {v.value:g} is the highest score to be expected on average."
    if v.kind == "rate":
        before = dict(v.model.numbers).get("before")
        was = f", after {before:g} in the year before" if before is not None else ""
        return f"{who}: {v.value:.2g} a year{was}.{seen}"
    ci = f" ({v.ci[0]:+.1f} to {v.ci[1]:+.1f} for their average)" if v.ci else ""
    spread = f", spread between people SD {v.sd:.1f}" if v.sd else ""
    return f"{who}: {v.value:+.1f} points{ci}{spread}.{seen}"


def render_track(found: Track, width: int = 88) -> str:
    """:func:`track_paper` as text."""
    return track_paper(found, width).text()


def track_paper(found: Track, width: int = 88, pictures: Sequence[str] = ()) -> Paper:
    """One person's record against the course; ``pictures`` one for each scale, for HTML."""
    paper = Paper(width)
    r = found.record
    who = Person(r.condition, "", level=r.level).words
    who = f", {who}" if who else ""
    paper.say(f"{vocabulary().name('condition', r.condition).capitalize()}{who}: measured scores against the course")
    for i, t in enumerate(found.scales):
        _tracked(paper, t, pictures[i] if pictures else "")
    for n in found.notes:
        paper.gap()
        paper.say(n)
    paper.head("WHAT THIS CANNOT SAY")
    paper.say(
        "Whether a therapy worked in one person. Growth, training, other care, a good or a bad day, the wish to see a change "
        "and the therapy itself all look alike in one series of scores; only a comparison group can tell them apart.", 2,
    )  # fmt: skip
    return paper


VERDICTS = {
    "within": "Growth and measurement error are enough to explain this change.",
    "more": "The change is larger than growth and measurement error usually explain. Why, these scores cannot say.",
    "less": "The change is less good than growth and measurement error usually explain. Why, these scores cannot say.",
    "error": "The change is larger than measurement error explains; how much of it is the usual course was not seen.",
    "unknown": "Nothing can be said beyond the change itself.",
}


def _tracked(paper: Paper, t: Tracked, picture: str) -> None:
    over = f"{len(t.points)} measurements over {t.points[-1][0] - t.points[0][0]:.0f} months"
    paper.head(f"{t.name.upper()}: {over}", f"{t.name}: {over}")
    paper.figure(picture)
    first = t.points[0][0]
    start = min((m for m in t.treated if m < t.points[-1][0]), default=None)
    since = "last score before treatment" if start is not None and start >= first else "first score"
    paper.say(f"Change from the {since} to the last score: {t.change:+.1f} points.", 2)
    paper.say(VERDICTS[t.verdict], 2)
    paper.say("Measured: " + ", ".join(f"{y:g} (month {m:.0f})" for m, y in t.points) + ".", 2)
    if t.growth is not None and t.growth_sd is not None:
        paper.say(
            f"Growth without the therapy explains about {t.growth:+.1f} (spread between people {t.growth_sd:.1f})."
            f"{_alone(t.expectation)}",
            2,
            "- ",
        )
    if abs(t.settling) >= 0.05:
        paper.say(f"The return from an unusual last score before treatment explains about {t.settling:+.1f}.", 2, "- ")
    if t.sem is not None:
        paper.say(f"One measurement is off by {t.sem:.1f} points or more in a third of cases ({t.sem_how}).", 2, "- ")
    if t.left is not None and t.left_band is not None:
        low, high = t.left_band
        paper.say(f"Left over: {t.left:+.1f} (9 of 10: {low:+.1f} to {high:+.1f}).", 2, "- ")
    if t.chance is not None:
        paper.say(
            f"Of 100 {_people(t.expectation)} without the therapy, about {100 * t.chance:.0f} "
            "would show as good a change or a better one.",
            2,
        )
    if t.needed is not None:
        word = "below" if t.better == "lower" else "above"
        paper.say(f"More than growth and error would have been a last score {word} {t.needed:.1f}.", 2)
    if t.next_months:
        paper.say(f"If what is left over stays as it is, a measurement in {t.next_months:g} months would tell.", 2)
    elif t.next_months is None and t.sem is not None and t.verdict == "within":
        paper.say("If what is left over stays as it is, no single further measurement within two years would tell.", 2)
    for n in t.notes:
        paper.say(n.rstrip(".") + ".", 2)
    for v in sorted(t.expectation.views, key=lambda v: not v.counts):
        used = "Course used" if v.counts and t.growth is not None else "Also published, not used"
        paper.say(f"{used}: {_view(v)}{paper.cite(v.sources)} {v.model.check}.", 2)
    paper.cite(t.sources)
