"""What happens without the therapy, for people like those asked about; else for people like those of the trials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from stemwise import course
from stemwise.answer import frame, people
from stemwise.answer.model import CourseFact, Part
from stemwise.answer.nearness import months_told, same_stage
from stemwise.course.persons import LEVELS
from stemwise.evidence import Library
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import people as told
from stemwise.terms import vocabulary
from stemwise.terms.people import Span

Outcomes = Mapping[str, str]
"""Condition -> the outcome of the result that is shown."""


def courses(question: Question, library: Library, shown: Iterable[Part] = ()) -> tuple[CourseFact, ...]:
    """For the age, level and time told as ``stemwise expect`` says it, then as published; what fits the ``shown`` result first.

    A figure of another form, stage, age or level than asked about is left out; empty where none fits.
    """
    conditions = frame.conditions_within(question.condition)
    families = frame.families_asked(question.outcome)
    rows = [r for r in course.rows(library.content, conditions) if _of_such_people(r, question)]
    kept = [
        r
        for r in rows
        if (not families or _family(r.outcome) in families)
        and (
            question.months is None
            or r.months is None
            or abs(r.months - question.months) <= max(6.0, question.months / 2)
        )
    ]
    heads = {p.condition or question.condition: p.effect.headline for p in shown if p.effect.headline}
    outcomes = {condition: head.outcome for condition, head in heads.items()}
    trials = [library.study(c.study) for head in heads.values() for c in head.contributions]
    order = sorted(kept or rows, key=_nearest(question, outcomes, trials))
    published = (
        CourseFact(r.id, _told(r), r.outcome, r.months, r.value if r.kind == "share" else None, r.source) for r in order
    )
    counted = bool(order) and _better(order[0], outcomes)
    return (*_expected(question, library, anyone=len(conditions) == 1 and not counted), *published)


def _of_such_people(row: course.CourseRow, question: Question) -> bool:
    """Whether a row is of people like those asked about; form and stage must be told where they are asked about."""
    levels = _levels(question)
    asked = people.stated(question)
    if "time" in asked and not same_stage(months_told(row.time_since), question):
        return False
    if "form" in asked and question.condition in told.data()["apart"]["forms"]:
        kinds = told.kinds_of_form(question.condition, question.form)
        if not kinds & _forms(row):
            return False
    return row.holds_age(question.age) and (not levels or any(map(row.holds_level, levels)))


def _levels(question: Question) -> tuple[str, ...]:
    """The levels asked about, each by itself: "AIS B-D" is B, C and D."""
    spans = told.severity_spans(question.severity, question.condition)
    scales = {s.name: s for s in told.scales(question.condition)}
    if not spans or not scales[next(iter(spans))].levels:
        return (question.severity.split()[-1],) if question.severity else ()
    name, (low, high) = next(iter(spans.items()))
    return scales[name].levels[int(low) : int(high) + 1]


def _nearest(
    question: Question, outcomes: Outcomes, trials: list[Study]
) -> Callable[[course.CourseRow], tuple[float, ...]]:
    """The order of rows: shares of the outcome shown or improved (a share of nought, of few people, after others), of people like
    the trials', of near ages, of large cohorts."""

    def key(row: course.CourseRow) -> tuple[float, ...]:
        width = row.age[1] - row.age[0] if row.age and question.age is not None else 0.0
        aged = question.age is not None and row.age is None
        others, alike = _unlike(row, trials)
        return (
            not _better(row, outcomes),
            others,
            row.kind != "share",
            row.kind == "share" and not row.value,
            -alike,
            row.outcome != outcomes.get(row.condition),
            aged,
            width,
            _turn(row.condition, question.condition),
            -(row.n or 0),
        )

    return key


def _better(row: course.CourseRow, outcomes: Outcomes) -> bool:
    """A share of people who improve anyway, or whose outcome is the one shown. "Changed" is no "improved"."""
    shown = row.outcome == outcomes.get(row.condition)
    return row.kind == "share" and row.value is not None and ("improved" in row.outcome or shown)


def _unlike(row: course.CourseRow, trials: list[Study]) -> tuple[int, int]:
    """In how many parts a row is of others than every trial took, and in how many it is seen to be of such people."""
    mine = [_beside(row, s) for s in trials if s.condition == row.condition]
    stage, levels, forms, ages = (_any(part) for part in zip(*mine, strict=True)) if mine else (None,) * 4
    return (stage, levels, forms, ages).count(False), (stage, levels, forms).count(True)


@lru_cache(maxsize=8192)
def _beside(row: course.CourseRow, study: Study) -> tuple[bool | None, ...]:
    """Whether a row's people are of a trial's stage, severity, form and ages; ``None`` where one of the two does not say."""
    levels = told.severity_spans(_text(row), row.condition, record=True)
    return (
        _share_a_stage(months_told(row.time_since), people.time_span(study)),
        _share_levels(levels, people.severity_span(study)),
        _share(_forms(row), _forms_of(study)),
        _share_ages(row.age, people.age_span(study.population)),
    )


def _any(found: Iterable[bool | None]) -> bool | None:
    """Whether one says yes; ``None`` where nothing is known."""
    known = [x for x in found if x is not None]
    return any(known) if known else None


def _share(a: frozenset[str], b: frozenset[str]) -> bool | None:
    return bool(a & b) if a and b else None


def _share_a_stage(a: Span | None, b: Span | None) -> bool | None:
    stages = [told.phase_span(row["id"]) for row in told.data()["phase"]]
    return None if a is None or b is None else any(people.overlap(s, a) and people.overlap(s, b) for s in stages)


def _share_levels(a: dict[str, Span], b: dict[str, Span]) -> bool | None:
    both = a.keys() & b.keys()
    return any(people.overlap(a[name], b[name]) for name in both) if both else None


def _share_ages(a: Span | None, b: tuple[float | None, float | None]) -> bool | None:
    low, high = b
    return None if a is None or low is None or high is None else people.overlap(a, (low, high))


def _forms(row: course.CourseRow) -> frozenset[str]:
    return frozenset(told.forms_told(_text(row), row.condition, record=True))


def _forms_of(study: Study) -> frozenset[str]:
    found = told.forms_told(study.population.description, study.condition, record=True)
    return frozenset(k for f in found for k in told.kinds_of_form(study.condition, f))


def _text(row: course.CourseRow) -> str:
    return f"{row.population}, {row.baseline}"


def _expected(question: Question, library: Library, *, anyone: bool) -> tuple[CourseFact, ...]:
    """The share who improve anyway, where the models of the course give one: for the age, level or time told, or for ``anyone``.

    Anyone is asked about where no such share was published as it is: beside a share called improved, one that stayed the
    same misleads.
    """
    asked = people.stated(question)
    level = _level(question)
    placed = question.age is not None or bool(level) or question.since is not None
    untold = ("form" in asked and not level) or ("time" in asked and question.since is None)
    if not (placed or anyone) or untold or question.condition not in course.LEVEL_NAMES:
        return ()
    families = frame.families_asked(question.outcome)
    found = []
    for outcome in course.outcomes(question.condition, library):
        if "improved" not in outcome or (families and _family(outcome) not in families):
            continue
        times = [question.months] if question.months is not None else [None, YEAR]
        for months in times:
            e = course.expected(
                question.condition, outcome, months, age=question.age, level=level, time_since=question.since, library=library
            )  # fmt: skip
            told = [fact for x in course.by_event(e) if (fact := _as_expected(x))]
            if told:
                found += told
                break
    return tuple(found)


def _as_expected(e: course.Expectation) -> CourseFact | None:
    """The share that ``stemwise expect`` gives, as a sentence."""
    if e.average is None or e.average.kind != "share":
        return None
    text = _of_whom(course.in_one_sentence(e).rstrip("."), e)
    source = next(s for v in e.views if v.counts for s in v.sources)
    outcome = e.person.outcome
    return CourseFact(f"expect-{outcome}", text, outcome, e.months, round(e.average.value), source)


def _level(question: Question) -> str:
    """The level that the models of the course know: the condition's own scale, or its form."""
    own = course.LEVEL_NAMES.get(question.condition, "")
    if question.form in LEVELS.get(question.condition, ()):
        return question.form
    one = len(_levels(question)) == 1
    return question.severity if own and one and question.severity.startswith(f"{own} ") else ""


def _of_whom(text: str, e: course.Expectation) -> str:
    """The sentence with those who were studied in place of "such people", and over which time."""
    if "such people" not in text:
        return text
    views = [v for v in e.views if v.counts]
    who = "; ".join(dict.fromkeys(v.model.population for v in views))
    times = {v.months for v in views if v.months is not None}
    when = f"; over {next(iter(times)):g} months" if len(times) == 1 else ""
    return text.replace("such people", f"people like those studied ({who}{when})")


YEAR = 12.0
"""Months over which the course is told where the models of different times have no figure in common."""


def _turn(condition: str, asked: str) -> int:
    """An umbrella word's conditions in the order in which it names them."""
    words = vocabulary()
    included = words.get("condition", asked).includes if words.known("condition", asked) else ()
    return included.index(condition) if condition in included else len(included)


def _told(row: course.CourseRow) -> str:
    """One row in words: how many, what, of whom."""
    who = row.population + (f", {row.baseline}" if row.baseline and row.baseline not in row.population else "")
    timed = row.months is None or any(unit in f" {row.what}" for unit in UNITS)
    when = "" if timed else f" by {row.months:g} months"
    size = f" (n {row.n})" if row.n else ""
    if row.value is None:
        return f"{who}: {row.what}{size}"
    if row.kind == "share":
        what = row.what
        for opening in ("per cent ", "of ", "who ", "whose "):
            what = what.removeprefix(opening)
        return f"{course.per_cent(row.value, row.n)} % {what}{when}; {who}{size}"
    return f"{who}: {row.what}, {row.value:g}{when}{size}"


UNITS = ("day", "week", "month", "year", " y")
"""Words by which a row's own sentence tells its time."""


def _family(outcome: str) -> str:
    term = frame.outcome(outcome)
    return term.family if term else ""
