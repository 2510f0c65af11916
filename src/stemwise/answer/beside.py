"""What stands beside a pool: trials that found no difference, results without a fair comparison, published pools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemwise.answer import frame, people
from stemwise.answer.model import Pool, SideResult
from stemwise.evidence import Library
from stemwise.evidence.model import ArmData, PooledResult, Result, Source, Study
from stemwise.question import Question
from stemwise.terms import vocabulary

NULL = ("null", "negative", "no-difference")
"""No difference in the main result, worse in it, or set up to look at safety and no difference in what cells are hoped to do."""


def missing(trials: Iterable[Study]) -> Iterator[Study]:
    """Of registered trials those with a control group whose result nobody knows: what might have changed a pool."""
    yield from (s for s in trials if s.control_arms and s.primary_result in ("", "not-reported", "not-applicable"))


def null_trials(studies: Iterable[Study], headline: Pool | None) -> Iterator[Study]:
    """Randomised or sham-controlled trials that found no difference on what they set out to show, the largest first.

    A trial whose own first outcome is the headline's, where that shows no benefit, is told there.
    """
    shown = {c.study for c in headline.contributions} if headline and headline.favours != "cells" else set()
    found = {s.id: s for s in studies if s.primary_result in NULL}
    for s in sorted(found.values(), key=lambda s: -(s.n or 0)):
        told = s.id in shown and any(r.primary and headline and r.outcome == headline.outcome for r in s.results)
        if not told and (s.randomised or s.design == "registry-only"):
            yield s


def larger(trials: Iterable[Study], headline: Pool | None) -> Iterator[Study]:
    """Those of the trials that are larger than a headline in favour of the cells, and not in it."""
    if headline is None or headline.favours != "cells":
        return
    inside = {r.study for r in headline.contributions}
    yield from (s for s in trials if s.id not in inside and (s.n or 0) > headline.n)


def apart(studies: Iterable[Study], question: Question, pooled: set[str]) -> Iterable[SideResult]:
    """What stands apart from the pools: single-arm and non-randomised results, and trials without the numbers to pool.

    Those most like what was asked come first, then those with a comparison, then the larger.
    """
    for study in sorted(studies, key=lambda s: (unlike(s, question) != "", not s.controlled, -(s.n or 0))):
        if study.design in ("meta-analysis", "registry-only") or study.id in pooled:
            continue
        for result in study.results[:6]:
            if question.outcome and result.outcome not in _wanted_outcomes(question):
                continue
            text = _in_words(result)
            if text:
                text += unlike(study, question)
                yield SideResult(
                    study.id,
                    study.label,
                    study.design,
                    result.outcome,
                    result.months,
                    text,
                    result.source,
                    _shares(result),
                )


def like(study: Study, question: Question) -> bool:
    """Whether a study is seen to be of what was asked about in every part; of age and severity silence does not exclude."""
    return not unlike(study, question)


def unlike(study: Study, question: Question) -> str:
    """In which parts a study that is not pooled is not what was asked about, or is not known to be."""
    seen = {p: people.like(study, question, p) for p in people.stated(question)}
    other = [_OTHER[p] for p, same in seen.items() if same is False]
    if study.cells and not set(study.cells) & frame.cells_within(question.cell):
        other.insert(0, "other cells")
    untold = [said for p, said in _UNTOLD.items() if p in seen and seen[p] is None]
    told = [f"not what was asked: {', '.join(other)}" if other else "", ", ".join(untold)]
    marks = "; ".join(t for t in told if t)
    return f" [{marks}]" if marks else ""


_UNTOLD = {"form": "form not recorded", "time": "time since the onset not recorded"}


_OTHER = {"severity": "another severity", "time": "another time", "form": "another form", "age": "other ages"}


def _wanted_outcomes(question: Question) -> frozenset[str]:
    families = frame.families_asked(question.outcome)
    return frozenset(t.id for t in vocabulary().all("outcome") if t.family in families or t.id == question.outcome)


def _shares(result: Result) -> tuple[float, ...]:
    return tuple(x for arm in result.arms if (x := _share(result, arm)) is not None)


def _share(result: Result, arm: ArmData) -> float | None:
    """Per cent of a group's people who had the outcome: counted, or as printed."""
    if arm.events is not None and arm.n:
        return float(round(100 * arm.events / arm.n))
    term = frame.outcome(result.outcome)
    counted = result.kind in ("event", "survival") or (term is not None and term.type == "event")
    return arm.rate if counted and arm.mean is None and arm.median is None else None


def _in_words(result: Result) -> str:
    term = frame.outcome(result.outcome)
    name = result.as_printed or (term.label if term else result.outcome)
    parts = []
    for arm in result.arms:
        if arm.events is not None and arm.n:
            parts.append(f"{arm.events} of {arm.n}")
        elif arm.mean is not None:
            spread = f" (SD {arm.sd:g})" if arm.sd is not None else f" (SE {arm.se:g})" if arm.se is not None else ""
            before = f" from {arm.baseline_mean:g}" if arm.baseline_mean is not None else ""
            parts.append(f"{'change ' if result.kind == 'change' else ''}{arm.mean:g}{spread}{before}")
        elif arm.median is not None:
            parts.append(f"median {arm.median:g}")
        elif arm.rate is not None:
            parts.append(f"{arm.rate:g}{' %' if _share(result, arm) is not None else ''}")
    timed = result.months is None or "month" in name
    when = "" if timed else f" at {result.months:g} {'month' if result.months == 1 else 'months'}"
    told = " v ".join(parts)
    if result.p:
        told += f" (p {result.p})" if told else f"p {result.p}"
    return f"{name}{when}: {told}" if told else ""


def published(library: Library, question: Question) -> Iterator[tuple[Study, str, Source]]:
    """Published pools of such cells, as printed."""
    for study, row in _rows(library, question):
        yield study, _row_in_words(row), row.source


def individual(library: Library, question: Question, headline: Pool | None) -> Iterator[tuple[Study, str, Source]]:
    """Published pools of each person's own records that hold more people than our own result rests on."""
    rows = [(s, r) for s, r in _rows(library, question) if r.individual_data and not r.subgroup]
    if headline is not None:
        rows = [(s, r) for s, r in rows if r.outcome == headline.outcome and (r.n or 0) > headline.n]
    for study, row in rows:
        yield study, _row_in_words(row), row.source


def _rows(library: Library, question: Question) -> Iterator[tuple[Study, PooledResult]]:
    for study in library.studies(frame.conditions_within(question.condition), design="meta-analysis"):
        for row in study.pooled:
            other = row.cell and row.cell not in frame.cells_within(question.cell)
            if row.value is not None and not row.harm and row.use and not other:
                yield study, row


def _row_in_words(row: PooledResult) -> str:
    """A published pool: its outcome, measure and interval; a share in per cent; what was not compared, and its note."""
    term = frame.outcome(row.outcome)
    name = row.as_printed or (term.label if term else row.outcome)
    name += f", {vocabulary().name('cell', row.cell)}" if row.cell else ""
    part = f" [{row.subgroup}]" if row.subgroup else ""
    when = f" at {row.months:g} months" if row.months is not None else ""
    ci = f" ({row.ci[0]:g} to {row.ci[1]:g})" if row.ci else ""
    size = "".join((f", {row.k} studies" if row.k else "", f", {row.n} people" if row.n else ""))
    if row.measure == "proportion":
        figure = f"{row.value:g} %{ci}"
    else:
        figure = f"{'change' if row.uncontrolled else row.measure} {row.value:g}{ci}"
    figure += " of the treated, no control group" if row.uncontrolled else ""
    note = f". {row.note.rstrip('.')}" if row.note else ""
    return f"{name}{part}{when}: {figure}{size}{note}"
