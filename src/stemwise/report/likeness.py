"""How near the trials at hand come to what was asked: said before a result, and beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from stemwise.answer import frame, people
from stemwise.report.words import pool_sentence
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.model import Answer, EffectAnswer, Pool
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


def first_of_all(effect: EffectAnswer, question: Question) -> tuple[str, ...]:
    """What must be said before a headline: that it is of others than was asked; that larger trials found no difference."""
    said = [*_people(effect, question), *_treatment(effect, question), *_unseen(effect)]
    if effect.larger_null and effect.headline:
        names = ", ".join(f"{s.label} ({s.n} people)" for s in effect.larger_null)
        said.append(
            f"Found no difference on what they set out to show, in more people, and are not in the result below, since their "
            f"numbers could not be seen or pooled with it: {names}."
        )
    return tuple(said)


def after_all(effect: EffectAnswer) -> tuple[str, ...]:
    """What must be said beside a headline: the trials that were left out for their people, and what is found with them."""
    out = effect.left_out
    if out is None or effect.headline is None:
        return ()
    one = _count(out.studies) == 1
    who = (
        "1 trial was left out of this since its"
        if one
        else f"{_count(out.studies)} trials were left out of this since their"
    )
    names = _and([s.label for s in out.studies[:NAMED]]) + (" among them" if len(out.studies) > NAMED else "")
    then = "The main result is the same with them."
    if out.wider:
        then = f"With {'it' if one else 'them'}: {pool_sentence(out.wider)}"
    return (f"{who} people differ in {' or '.join(DIFFER[p] for p in out.parts)} ({names}). {then}",)


def not_for(answer: Answer) -> str:
    """Care that is left out since it is for others than those asked about; empty where there is none."""
    if not answer.not_for:
        return ""
    asked = ", ".join(people.asked_words(answer.question))
    named = "; ".join(f"{a.name} ({_lowered(a.population)})" if a.population else a.name for a in answer.not_for)
    return f"Not for {asked}, or studied only in others, and left out here: {named}."


def _lowered(text: str) -> str:
    """A text in the middle of a sentence; a name in capitals stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _people(effect: EffectAnswer, question: Question) -> Iterable[str]:
    """That no trial was of such people, and of whom the nearest were."""
    wide = effect.widened
    nearest = f" The nearest: {_nearest(wide.studies)}." if wide and wide.people else ""
    if effect.none_of_age:
        who = "children" if question.age is None or question.age < CHILD else f"people of {question.age:g} years"
        then = " What follows is of people of other ages." if effect.headline else ""
        yield f"No trial of these cells in {who} was found.{then}{nearest}"
    elif nearest:
        asked = ", ".join(people.asked_words(question))
        yield f"No randomised trial with visible numbers was found of people like this ({asked}).{nearest}"


CHILD = 18


def _nearest(studies: Sequence[Study]) -> str:
    rest = len(studies) - NAMED
    return "; ".join(f"{s.label}: {people.told(s)}" for s in studies[:NAMED]) + (
        f"; and {rest} more" if rest > 0 else ""
    )


def _treatment(effect: EffectAnswer, question: Question) -> Iterable[str]:
    """That no trial was of this very treatment (or time, or outcome), and of which the result is."""
    cells = frame.cells_within(question.cell)
    told = effect.narrative if effect.headline is None else ()
    if told and not any(cells & set(s.cells) for s, _ in told):
        yield f"None of the studies with a comparison is of {_name('cell', question.cell)}: those named are of other cells."
    if effect.widened is None or not effect.widened.steps or effect.headline is None:
        return
    asked = _and(
        [n for n in (_name("cell", question.cell), _routes(question.route), _name("donor", question.donor)) if n]
    )
    what = f" ({asked})" if asked else ""
    yield (
        f"No randomised trial with visible numbers was found of exactly what was asked{what}. The result below is of "
        f"{_given(effect.headline)} (widened to {'; '.join(effect.widened.steps)})."
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
