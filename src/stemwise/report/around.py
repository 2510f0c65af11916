"""What is said around a result: trials that found nothing, who took part, how controls fared, larger published pools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from stemwise.answer import people
from stemwise.report import harm_words
from stemwise.report.paper import shorten
from stemwise.report.words import pool_sentence, when

if TYPE_CHECKING:
    from stemwise.answer.explain import Beside, Explanation
    from stemwise.answer.model import CourseFact, EffectAnswer, Pool
    from stemwise.evidence.model import Study

NAMED = 4
"""Trials that are named in a sentence."""
LONGEST = 240
"""Characters of a trial's own result, or of its people."""
SUMMARY = 300
"""Characters of a published pool's summary."""


def no_difference(effect: EffectAnswer) -> Iterator[str]:
    """The trials that found no difference in their own main result, the largest first."""
    trials = effect.null_trials
    if not trials:
        return
    names = ", ".join(f"{s.label}{_size(s)}" for s in trials[:NAMED])
    more = f" and {len(trials) - NAMED} more" if len(trials) > NAMED else ""
    yield f"Found no clear difference between the groups in their own main result: {names}{more}."
    if told := trials[0].primary_note:
        yield f"{f'The largest, {trials[0].label}' if len(trials) > 1 else 'It'}: {shorten(told, LONGEST)}"


def _size(s: Study) -> str:
    return f" ({s.n} people)" if s.n else ""


def beside(effect: EffectAnswer) -> Iterator[str]:
    """Who took part and what they got, how the controls fared, and a published pool that holds more people."""
    if effect.headline is not None:
        yield from _whom(effect.headline)
        yield from _controls(effect.headline)
    yield from _individual(effect)


def _whom(pool: Pool) -> Iterator[str]:
    """Of a result that rests on one trial, its people and its treatment."""
    for c in pool.contributions if len(pool.contributions) == 1 else ():
        told = f"{c.people}; given: {c.given}" if c.given and c.people else c.people or c.given
        if told:
            yield f"{c.label} was of: {shorten(told, LONGEST).rstrip('.')}."


def _controls(pool: Pool) -> Iterator[str]:
    told = [f"{c.label} {c.without}" for c in pool.contributions if c.without]
    if told:
        yield f"Without cells, in their control groups {when(pool)}: {'; '.join(told)}."


def _individual(effect: EffectAnswer) -> Iterator[str]:
    for study in {s.id: s for s, _, _ in effect.individual}.values():
        n = max((r.n or 0 for r in study.pooled if r.individual_data), default=0)
        than = "more than in our own result" if effect.headline else "where we could pool none"
        yield (
            f"A published pool of each person's own records ({study.label}; {n} people, {than}): "
            f"{shorten(study.summary, SUMMARY)} {study.primary_note}"
        )


def headline(effect: EffectAnswer) -> str:
    """The main result with its certainty, or why there is none."""
    if effect.headline is not None:
        return f"{pool_sentence(effect.headline)} Certainty: {effect.certainty.level}."
    n = len(effect.narrative)
    count = "1 study with controls prints" if n == 1 else f"{n} studies with controls print"
    return effect.none_found + (f" {count} no numbers that could be pooled." if n else "")


def other_treatment(beside: Beside) -> tuple[str, ...]:
    """A treatment that stands beside the cells: its main result, then the deaths known of it."""
    deaths = tuple(c for c in beside.harms.counts if c.harm in ("death", "treatment-related-death"))
    name = f"{beside.cell.name[:1].upper()}{beside.cell.name[1:]}"
    own = f"{name}, another treatment that is never pooled with the cells above: {headline(beside.effect)}"
    whom = tuple(_whom(beside.effect.headline)) if beside.effect.headline else ()
    harm = harm_words.main(replace(beside.harms, counts=deaths))
    return (" ".join((own, *whom)), *(f"Of this treatment, {said}" for said in harm))


def anyway(found: Explanation) -> tuple[CourseFact, ...]:
    """What a summary tells of the course without the therapy: the figure that fits best, and a second where an age was told."""
    shares = tuple(c for c in found.course if c.share is not None)
    return () if found.condition.includes else shares[: 1 if found.question.age is None else 2]


def none_anyway(found: Explanation) -> str:
    """Why no course is told."""
    asked = ", ".join(people.asked_words(found.question))
    if found.condition.includes:
        return "it differs by condition and severity; see below."
    fits = f" that fits people like this ({asked})" if asked else ""
    return f"no sourced figure of how many improve anyway{fits}."
