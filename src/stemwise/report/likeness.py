"""How near the trials at hand come to what was asked: said before a result, and beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from stemwise.answer import frame, people
from stemwise.report.around import beside, no_difference
from stemwise.report.words import pool_sentence
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.model import EffectAnswer, Pool
    from stemwise.evidence.model import Study
    from stemwise.question import Question

NAMED = 3
"""Trials that are named in a sentence."""
OF_PEOPLE = {
    "severity": "how severely they were affected",
    "time": "the time since the onset",
    "form": "the form",
    "age": "their ages",
}
DIFFER = {"severity": "severity", "time": "time since the onset", "form": "form", "age": "age"}


def first_of_all(effect: EffectAnswer, question: Question, *, listed: bool = False) -> tuple[str, ...]:
    """What must be said before a headline: that it is of others than was asked; which trials found no difference.

    ``listed``: the trials that found none are told one by one below.
    """
    nothing = " ".join(no_difference(effect, listed=listed))
    said = (*_matching(effect, question), *_people(effect, question), *_treatment(effect, question), *_unseen(effect))
    return (*said, nothing) if nothing else said


def after_all(effect: EffectAnswer) -> tuple[str, ...]:
    """What must be said beside a headline: whom it is of, how controls fared, which trials were left out for their people."""
    return (*beside(effect), *_left_out(effect))


def _left_out(effect: EffectAnswer) -> Iterable[str]:
    out = effect.left_out
    if out is None or effect.headline is None:
        return
    names = _and([s.label for s in out.studies[:NAMED]]) + (" among them" if len(out.studies) > NAMED else "")
    n = _count(out.studies)
    which = "Not in this result is 1 trial" if n == 1 else f"Not in this result are {n} trials"
    then = "It prints no number that could be added." if n == 1 else "They print no number that could be added."
    if out.wider:
        then = f"With {'it' if n == 1 else 'them'}: {pool_sentence(out.wider)}"
    yield f"{which} whose people differ in {' or '.join(DIFFER[p] for p in out.parts)} ({names}). {then}"


def _matching(effect: EffectAnswer, question: Question) -> Iterable[str]:
    """The trials of what was asked, in words, those of exactly that first: what is wider comes after them."""
    for s in sorted(effect.matching[:NAMED], key=lambda s: bool(people.unsure(s, question))):
        size = f" ({s.n} people)" if s.n else ""
        unsure = _and([OF_PEOPLE[p] for p in people.unsure(s, question)])
        of = f"that may be of such people ({unsure}: wider or not recorded)" if unsure else "of just this"
        yield f"A randomised trial {of}, without numbers that could be added, is {s.label}{size}: {s.summary}"


def _people(effect: EffectAnswer, question: Question) -> Iterable[str]:
    """That no trial was of such people, and of whom the nearest were."""
    wide = effect.widened
    nearest = f" The nearest: {_nearest(wide.studies)}." if wide and wide.people else ""
    if effect.none_of_age:
        who = people.of_age(question.age or 0.0)
        then = " What follows is of people of other ages." if effect.headline else ""
        yield f"No trial of these cells in {who} was found.{then}{nearest}"
    elif nearest:
        asked = ", ".join(people.asked_words(question))
        on = " on what was asked" if question.outcome or question.months is not None else ""
        yield f"No randomised trial of such cells with numbers to pool{on} was found of people like this ({asked}).{nearest}"


def _nearest(studies: Sequence[Study]) -> str:
    rest = len(studies) - NAMED
    return "; ".join(f"{s.label}: {people.told(s)}" for s in studies[:NAMED]) + (
        f"; and {rest} more" if rest > 0 else ""
    )


def _treatment(effect: EffectAnswer, question: Question) -> Iterable[str]:
    """That no trial was of this very treatment (or time, or outcome), and of which the result is."""
    cells = frame.cells_within(question.cell)
    spoken = vocabulary().spoken("cell", question.cell) if question.cell else ""
    told = effect.narrative if effect.headline is None else ()
    if told and not any(cells & set(s.cells) for s, _ in told):
        yield f"None of the studies with a comparison is of {spoken}: those named are of other cells."
    if effect.widened is None or not effect.widened.steps or effect.headline is None:
        return
    asked = _and([n for n in (spoken, _routes(question.route), _name("donor", question.donor)) if n])
    what = f" ({asked})" if asked else ""
    yield (
        f"No randomised trial with numbers to pool was found of exactly what was asked{what}. The result below is of "
        f"{_given(effect.headline)}, since we also took in {'; '.join(effect.widened.steps)}."
    )


def _given(pool: Pool) -> str:
    """The cells of a pool's trials, with their routes where these were seen."""
    cells = dict.fromkeys(c for row in pool.contributions for c in row.cell.split(" / ") if c)
    return _and([_name("cell", c) for c in cells]) or "cells of a kind that was not seen"


def _unseen(effect: EffectAnswer) -> Iterable[str]:
    """What the records of the headline's trials do not tell of their people."""
    for part, labels in effect.not_seen:
        names = _and(labels[:NAMED]) + (" and others" if len(labels) > NAMED else "")
        yield f"Whether the people of {names} were like this was not seen: {OF_PEOPLE[part]}."


def _count(studies: Sequence[Study]) -> int:
    """Trials, records of one trial counted once."""
    seen: set[str] = set()
    for s in studies:
        if not seen & set(s.shares_control_with):
            seen.add(s.id)
    return len(seen)


def _name(kind: str, term: str) -> str:
    return vocabulary().name(kind, term) if term else ""  # type: ignore[arg-type]


def _routes(route: str) -> str:
    return " and ".join(_name("route", r) for r in route.split("+") if r)


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
