"""Whether cells help, in a sentence that needs no statistics: not shown, not settled, nobody knows; numbers come after it."""

from __future__ import annotations

from stemwise.answer import frame, people
from stemwise.answer.model import EffectAnswer, Pool
from stemwise.asked.words import pattern_of, replies
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import vocabulary
from stemwise.verdict.wording import effect_words

SURE = ("high", "moderate")
"""Certainty from which an effect is told as shown."""


def lead(text: str, effect: EffectAnswer, question: Question) -> tuple[str, ...]:
    """The sentences before an effect: on a cure, on what was not measured, and whether cells help."""
    said = [replies()["short"]["cure"]] if _asks("cures", text) else []
    return (*said, *_unmeasured(effect, question), *_of_other_cells(effect, question), sentence(effect, question))


def _asks(name: str, text: str) -> bool:
    """Whether the question has words of a part of ``[short]``."""
    return bool(pattern_of(replies()["short"][name]).search(text))


def told(effect: EffectAnswer, question: Question) -> str:
    """The sentence with its numbers."""
    numbers = effect_words(effect).removeprefix("What randomised trials show: ")
    if effect.headline is None and not effect.by_condition:
        return sentence(effect, question)
    return f"{sentence(effect, question)} The numbers: {numbers}"


def sentence(effect: EffectAnswer, question: Question) -> str:
    """Whether cells help; of an umbrella word each condition by itself."""
    if effect.by_condition:
        return " ".join(
            f"{_upper(vocabulary().name('condition', c))}: {_of_one(e, question.but(condition=c))}"
            for c, e in effect.by_condition
        )
    return _of_one(effect, question)


def _of_one(effect: EffectAnswer, question: Question) -> str:
    rows = replies()["short"]
    name = vocabulary().name("condition", question.condition)
    if not effect.sought:
        return str(rows["not_sought"].format(name=name))
    asked = ", ".join(people.asked_words(question))
    pool = effect.headline
    if pool is None:
        return _none(effect, name, asked)
    wider = effect.left_out.wider if effect.left_out else None
    if wider is not None and (wider.favours, wider.disagree) != (pool.favours, pool.disagree):
        return str(rows["left_out"].format(asked=asked, whole=_of_pool(effect, wider)))
    more = f" {rows['individual']}" if effect.individual and pool.favours == "neither" else ""
    return _of_pool(effect, pool) + more + _others(effect, asked)


def _of_pool(effect: EffectAnswer, pool: Pool) -> str:
    """What one result allows one to say, beside the trials that found no difference."""
    larger = next((s for s in effect.null_trials if (s.n or 0) > pool.n), None)
    inside = {c.study for c in pool.contributions}
    own = next((s for s in effect.null_trials if s.id in inside), None)
    if pool.disagree:
        row = "disagree"
    elif pool.favours != "cells":
        row = "worse" if pool.favours == "control" else "none"
    elif larger or own:
        row = "larger" if larger else "within"
    else:
        row = "shown" if effect.certainty.level in SURE else "unsure"
    null = larger or own
    text = replies()["short"][row]
    return str(text.format(trials=_trials(pool), people=pool.n, study=_study(null) if null else ""))


def _others(effect: EffectAnswer, asked: str) -> str:
    """That the trials were of other people than those asked about."""
    other = effect.none_of_age or (effect.widened is not None and effect.widened.people)
    return f" {replies()['short']['others'].format(asked=asked)}" if other and asked else ""


def _none(effect: EffectAnswer, name: str, asked: str) -> str:
    """Why there is no result to be told, and which trial found no difference."""
    rows = replies()["short"]
    if effect.of_others:
        return str(rows["of_others"].format(name=name, asked=asked))
    if effect.null_trials:
        return str(rows["null"].format(study=_study(effect.null_trials[0]), name=name))
    compared = [s for s, _ in effect.narrative]
    return str(rows["narrative" if compared else "nothing"].format(name=name, n=len(compared)))


def _unmeasured(effect: EffectAnswer, question: Question) -> tuple[str, ...]:
    """That no result at hand is of what is hoped for (speech, sleep)."""
    term = frame.outcome(question.outcome)
    heads = [e.headline for _, e in effect.parts if e.headline is not None]
    if term is None or term.type != "lay" or not effect.sought:
        return ()
    families = frame.families_asked(question.outcome)
    of_it = [h for h in heads if (own := frame.outcome(h.outcome)) is not None and own.family in families]
    return () if of_it else (replies()["short"]["unmeasured"].format(outcome=term.name),)


def _of_other_cells(effect: EffectAnswer, question: Question) -> tuple[str, ...]:
    """That no trial told of is of the cells asked about."""
    if not question.cell or effect.by_condition:
        return ()
    pool = effect.headline
    given = {c for row in pool.contributions for c in row.cell.split(" / ")} if pool else set()
    given = given or {c for s in effect.null_trials[:1] for c in s.cells}
    name = vocabulary().name("cell", question.cell).split(" (")[0]
    other = given and not given & frame.cells_within(question.cell)
    return (replies()["short"]["other_cells"].format(cells=name),) if other else ()


def _trials(pool: Pool) -> str:
    return "one trial" if pool.k == 1 else f"{pool.k} trials"


def _study(study: Study) -> str:
    return f"{study.label}, {study.n} people" if study.n else study.label


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]
