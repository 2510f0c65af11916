"""Which results answer a question: exact first, then widened in one fixed order, each step named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from stemwise.answer import frame, people
from stemwise.evidence import Library
from stemwise.evidence.model import Arm, Result, Study
from stemwise.question import Question
from stemwise.terms import vocabulary


@dataclass(frozen=True, slots=True)
class Scope:
    """What counts as an answer at one step of widening; ``steps`` says in words how it was reached."""

    question: Question
    cells: frozenset[str]
    steps: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """In which parts people may differ from those asked about."""

    def fits(self, study: Study) -> bool:
        """Whether some treatment arm of the study is what the scope asks for, in people like those asked about."""
        return people.fits(study, self.question) and any(self.arm_fits(a) for a in study.treatment_arms)

    def arm_fits(self, arm: Arm) -> bool:
        """Whether one treatment arm is what the scope asks for; what the source does not say does not exclude."""
        q = self.question
        asked_routes = set(q.route.split("+")) - {""}
        return (
            (not arm.cell or arm.cell in self.cells)
            and (not q.donor or arm.donor in ("", q.donor))
            and (not asked_routes or "local" in asked_routes or bool(asked_routes & set(arm.routes)))
        )


def scopes(question: Question) -> Iterator[Scope]:
    """The question as asked, then wider in one fixed order: donor, route, people, cell, time, outcome.

    Of people: severity, time since the onset, form, age. A wider step of the order is taken only when every narrower one
    has been tried: people of other ages come before another kind of cell, another kind before another time.
    """
    for outcome in _or_any(question.outcome, ""):
        for months in _or_any(question.months, None):
            asked = question.but(outcome=outcome, months=months)
            late = tuple(_late_steps(question, asked))
            for treatments in _by_cell(asked):
                for others in people.widened(question):
                    apart = tuple(people.step(part, question) for part in others)
                    for scope in treatments:
                        like = people.without(scope.question, others)
                        yield replace(scope, question=like, steps=(*scope.steps, *late, *apart), others=others)


def _or_any(value: Any, anything: Any) -> list[Any]:
    return [value] if value == anything else [value, anything]


def _late_steps(question: Question, asked: Question) -> Iterator[str]:
    """In words, how far time and outcome were widened."""
    if asked.months != question.months:
        yield f"another time than {question.months:g} months"
    if asked.outcome != question.outcome:
        name = vocabulary().name("outcome", question.outcome)
        yield f"another outcome than {name}, of which no such trial prints numbers to pool"


def _by_cell(question: Question) -> Iterator[tuple[Scope, ...]]:
    """The treatment as asked with any donor and any route, then step by step broader kinds of cell."""
    words = vocabulary()
    as_asked = tuple(_of_cell(question))
    yield as_asked
    last = as_asked[-1]
    for wider in words.ancestors("cell", question.cell) if question.cell not in ("", frame.ALONE) else []:
        label = "any kind of cell" if wider == "stem-cells" else words.name("cell", wider)
        step = f"{label}, not only {words.name('cell', question.cell)}"
        cells, asked = frame.cells_within(wider), last.question.but(cell=wider)
        yield (Scope(asked, cells, (*last.steps, step)),)


def _of_cell(question: Question) -> Iterator[Scope]:
    """The cells asked about: as asked, from any donor, by any route."""
    words = vocabulary()
    scope = Scope(question, frame.cells_within(question.cell))
    yield scope
    if question.donor:
        step = f"cells from any donor, not only {words.name('donor', question.donor)}"
        scope = replace(scope, question=scope.question.but(donor=""), steps=(*scope.steps, step))
        yield scope
    if question.route:
        step = "any route, not only " + " and ".join(words.name("route", r) for r in question.route.split("+"))
        scope = replace(scope, question=scope.question.but(route=""), steps=(*scope.steps, step))
        yield scope


def studies(library: Library, condition: str, allowed: Callable[[Study], bool]) -> list[Study]:
    """Studies of the condition itself that pass ``allowed``; unconfirmed drafts never."""
    return [s for s in library.studies(frozenset({condition})) if allowed(s)]


def best_results(study: Study, outcome: str, window: frame.Window | None, kind: str) -> list[Result]:
    """The one result for an outcome and time point; with it, of printed contrasts, those of other arms with the same control."""
    best = best_result(study, outcome, window, kind)
    if best is None or best.arms or best.contrast is None:
        return [best] if best else []
    own = best.contrast
    return [
        r
        for r in study.results
        if (r.outcome, r.kind, r.months, r.primary) == (outcome, kind, best.months, best.primary)
        and r.contrast
        and (r is best or (own.arms and r.contrast.arms[1:] == own.arms[1:] and r.contrast.arms != own.arms))
        and r.contrast.measure == own.measure
    ]


def best_result(study: Study, outcome: str, window: frame.Window | None, kind: str) -> Result | None:
    """The one result of a study for an outcome and time point: nearest to the nominal month, primary first."""
    found = [
        r
        for r in study.results
        if r.outcome == outcome and r.kind == kind and (window is None or window.holds(r.months))
    ]
    if not found:
        return None
    centre = window.centre if window else max((r.months or 0.0) for r in found)
    return min(found, key=lambda r: (not r.primary, abs((r.months or 0.0) - centre)))
