"""What is said around a result: trials that found nothing, who took part, how controls fared, larger published pools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stemwise.answer import people
from stemwise.answer.facts import established, of_harm
from stemwise.report import harm_words
from stemwise.report.paper import whole
from stemwise.report.words import pool_sentence, when

if TYPE_CHECKING:
    from stemwise.answer.explain import Beside, Explanation
    from stemwise.answer.model import CourseFact, EffectAnswer, Pool
    from stemwise.evidence.knowledge import Fact
    from stemwise.evidence.model import Study

NAMED = 4
"""Trials that are named in a sentence."""
LONGEST = 240
"""Characters of a trial's own result, or of its people."""
REVIEW, SUMMARY = 300, 420
"""Characters of a review's summary, and of a trial's."""


def no_difference(effect: EffectAnswer, *, listed: bool = False) -> Iterator[str]:
    """The trials that found no difference, the largest first: in their main result, or where they looked at safety first.

    ``listed``: each is told below, so the largest is not told here.
    """
    trials = effect.null_trials
    main = [s for s in trials if s.primary_result != "no-difference"]
    safety = [s for s in trials if s not in main]
    opening = ""
    if effect.headline is not None:
        opening = f"{'Against' if effect.headline.favours == 'cells' else 'Besides'} the result below, "
    none = "found no clear difference between the groups"
    if main:
        which, own = ("this trial", "its") if len(main) == 1 else ("these trials", "their")
        yield _up(f"{opening}{which} {none} in {own} own main result: {_named(main)}.")
    if safety:
        which = "this trial" if len(safety) == 1 else "these trials"
        which = which if not main else "another" if len(safety) == 1 else "others"
        yield _up(f"{'' if main else opening}{which} looked at safety first, and {none}: {_named(safety)}.")
    if trials and trials[0].summary and not listed:
        which = f"The largest of these, {trials[0].label}" if len(trials) > 1 else trials[0].label
        yield f"{which}: {whole(trials[0].summary, SUMMARY)}"


def _up(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _named(trials: Sequence[Study]) -> str:
    names = ", ".join(f"{s.label}{_size(s)}" for s in trials[:NAMED])
    return names + (f" and {len(trials) - NAMED} more" if len(trials) > NAMED else "")


def _size(s: Study) -> str:
    return f" ({s.n} people)" if s.n else ""


def beside(effect: EffectAnswer) -> Iterator[str]:
    """Who took part and what they got, how the controls fared, and a published pool that holds more people."""
    if effect.headline is not None:
        yield from _whom(effect.headline)
        yield from _of_one_trial(effect, effect.headline)
        yield from _controls(effect.headline)
    yield from _individual(effect)


def _whom(pool: Pool) -> Iterator[str]:
    """Of a result that rests on one trial, its people and its treatment."""
    for c in pool.contributions if len(pool.contributions) == 1 else ():
        told = f"{c.people}; given: {c.given}" if c.given and c.people else c.people or c.given
        if told:
            yield f"{c.label} was of: {whole(told, LONGEST).rstrip('.')}."


def _of_one_trial(effect: EffectAnswer, pool: Pool) -> Iterator[str]:
    """A trial that stands alone, in its own words: its result is more than the one figure told of it."""
    for c in pool.contributions if len(pool.contributions) == 1 else ():
        told = {s.id for s in (*effect.null_trials[:1], *effect.matching)}
        if c.summary and c.study not in told:
            yield f"The trial in short: {whole(c.summary, SUMMARY)}"
        if c.printed:
            yield f"Its own figure, adjusted: {c.printed}."
        if c.exact_p is not None and pool.favours != "neither" and c.exact_p >= CHANCE:
            yield f"By an exact test (Fisher) p is {c.exact_p:.3f}: chance alone may have made this difference."


CHANCE = 0.05


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
            f"{whole(study.summary, REVIEW)} {study.primary_note}"
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
    name = f"{beside.cell.name[:1].upper()}{beside.cell.name[1:]}"
    own = f"{name}, another treatment that is never pooled with the cells above: {headline(beside.effect)}"
    pool = beside.effect.headline
    whom = (*_whom(pool), *_of_one_trial(beside.effect, pool)) if pool else ()
    return (" ".join((own, *whom)), *(f"Of this treatment, {said}" for said in harm_words.deaths(beside.harms)))


def known(found: Explanation) -> tuple[str, ...]:
    """What goes before all else where the base follows no trials: a treatment that is established, and comes early."""
    return tuple(s for s in (established(found.known),) if s)


FIRST_KNOWN = 8
"""Facts of cells given in a condition that a summary tells."""


def harms(found: Explanation) -> tuple[str, ...]:
    """The harms a summary names: counted; else cases of elsewhere, after a word on why."""
    return harm_words.main(found.harms, harm_words.TOLD if of_harm(found.known) else harm_words.NOT_COUNTED)


def harm_facts(found: Explanation) -> tuple[Fact, ...]:
    """Of the facts that tell of harm by cells given in the condition those that a summary has not told."""
    return () if found.harms.counts else of_harm(found.known[FIRST_KNOWN:])


def harms_elsewhere(found: Explanation) -> str:
    """What stands above counts of other conditions: that none is at hand, unless harms in this one are told in words."""
    return harm_words.IN_OTHERS if of_harm(found.known) else harm_words.ELSEWHERE


def anyway(found: Explanation) -> tuple[CourseFact, ...]:
    """What a summary tells of the course without the therapy: the figure that fits best, and a second where an age
    was told or the same was counted in another way."""
    shares = tuple(c for c in found.course if c.share is not None)
    same = sum(c.id == shares[0].id for c in shares)
    return () if found.answer.several else shares[: max(same, 1 if found.question.age is None else 2)]


def none_anyway(found: Explanation) -> str:
    """Why no course is told."""
    asked = ", ".join(people.asked_words(found.question))
    if found.answer.several:
        return "it differs by condition and severity; see below."
    fits = f" that fits people like this ({asked})" if asked else ""
    return f"no sourced figure of how many improve anyway{fits}."
