"""Whether cells help, in a sentence that needs no statistics: not shown, not settled, nobody knows; numbers come after it."""

from __future__ import annotations

from collections.abc import Sequence

from stemwise.answer import frame, people
from stemwise.answer.model import EffectAnswer, Part, Pool
from stemwise.asked.words import pattern_of, replies
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import Term, vocabulary
from stemwise.verdict.wording import effect_words

SURE = ("high", "moderate")
"""Certainty from which an effect is told as shown."""
LARGE = 2.0
"""A ratio is large from the double on, or below the half (GRADE): a mean difference beyond every size said to matter."""


def lead(text: str, effects: Sequence[Part], question: Question) -> tuple[str, ...]:
    """The sentences before an effect: on a cure, on what was not measured, and whether cells help."""
    said = [replies()["short"]["cure"]] if _asks("cures", text) else []
    return (*said, *_unmeasured(effects, question), *_of_other_cells(effects, question), sentence(effects, question))


def _asks(name: str, text: str) -> bool:
    """Whether the question has words of a part of ``[short]``."""
    return bool(pattern_of(replies()["short"][name]).search(text))


def told(effects: Sequence[Part], question: Question) -> str:
    """The sentence with its numbers."""
    numbers = effect_words(effects).removeprefix("What randomised trials show: ")
    if not any(p.effect.headline or p.condition for p in effects):
        return sentence(effects, question)
    return f"{sentence(effects, question)} The numbers: {numbers}"


def sentence(effects: Sequence[Part], question: Question) -> str:
    """Whether cells help; of a word for several conditions each by itself, those of which the same is said together."""
    names: dict[str, list[str]] = {}
    for part in effects:
        own = question.but(condition=part.condition) if part.condition else question
        names.setdefault(_of_one(part.effect, own), []).append(part.condition)
    return " ".join(f"{_named(conditions)}{said}" for said, conditions in names.items())


def _named(conditions: Sequence[str]) -> str:
    told = ", ".join(vocabulary().name("condition", c) for c in conditions if c)
    return f"{_upper(told)}: " if told else ""


def _of_one(effect: EffectAnswer, question: Question) -> str:
    rows = replies()["short"]
    name = vocabulary().name("condition", question.condition)
    if not effect.sought:
        return str(rows["not_sought"].format(name=name))
    asked = ", ".join(people.asked_words(question))
    pool = effect.headline
    if pool is None:
        return _none(effect, question, name)
    wider = effect.left_out.wider if effect.left_out else None
    if wider is not None and (wider.favours, wider.disagree) != (pool.favours, pool.disagree):
        return str(rows["left_out"].format(asked=asked, whole=_of_pool(effect, wider)))
    more = f" {rows['individual']}" if effect.individual and pool.favours == "neither" else ""
    return _of_others(effect, question) + _of_pool(effect, pool) + more


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
        row = _better(effect, pool)
    null = larger or own
    text = replies()["short"][row]
    return str(text.format(trials=_trials(pool), people=_people(pool), study=_study(null) if null else ""))


def _better(effect: EffectAnswer, pool: Pool) -> str:
    """The row for a result in favour of the cells: by how sure it is, and how large."""
    if effect.certainty.level in SURE:
        return "shown"
    if effect.certainty.level != "low":
        return "unsure"
    return "large" if _large(pool) else "low"


def _large(pool: Pool) -> bool:
    """Whether the whole interval is of large effects."""
    low, high = pool.ci
    if pool.measure in ("RR", "OR"):
        return low >= LARGE or high <= 1 / LARGE
    return bool(pool.mcid) and min(abs(low), abs(high)) >= max(abs(m.value) for m in pool.mcid)


def _of_others(effect: EffectAnswer, question: Question) -> str:
    """That no such trial is of the people asked about; of another age, whose age the trials told of are."""
    rows, asked = replies()["short"], ", ".join(people.asked_words(question))
    given_up = effect.widened.people if effect.widened else ()
    if not asked or not (given_up or effect.none_of_age):
        return ""
    on = _on(effect, question)
    if question.age is None or set(given_up) - {"age"}:
        return f"{rows['others'].format(asked=asked, on=on)} "
    who = people.of_age(question.age)
    which, ages = _ages(effect, question.age)
    return f"{rows['other_age'].format(who=who, on=on, which=which, ages=ages)} "


def _ages(effect: EffectAnswer, age: float) -> tuple[str, str]:
    """Whether those told of were older or younger, and their ages where these were printed."""
    rows = replies()["short"]
    told = [s.population for s in effect.widened.studies] if effect.widened else []
    spans = [people.age_span(p) for p in told]
    older = bool(spans) and all(low is not None and low > age for low, _ in spans)
    younger = bool(spans) and all(high is not None and high < age for _, high in spans)
    lows, highs = [p.age_min for p in told if p.age_min is not None], [p.age_max for p in told if p.age_max is not None]
    printed = len(lows) == len(highs) == len(told) > 0
    ages = rows["ages"].format(low=f"{min(lows):.0f}", high=f"{max(highs):.0f}") if printed else ""
    return rows["which"]["older" if older else "younger" if younger else "other"], ages


def _on(effect: EffectAnswer, question: Question) -> str:
    """What was asked of outcome and time, where the result is of it: other results of such cells may exist."""
    pool = effect.headline
    if pool is None:
        return ""
    rows, own = replies()["short"], frame.outcome(pool.outcome)
    of_it = own is not None and own.family in frame.families_asked(question.outcome)
    then = next((w for w in frame.windows() if w.name == pool.window and w.holds(question.months)), None)
    on = rows["on"].format(outcome=vocabulary().name("outcome", question.outcome)) if of_it else ""
    return on + (rows["at"].format(months=question.months) if then else "")


def _none(effect: EffectAnswer, question: Question, name: str) -> str:
    """Why there is no result to be told, and which trial found no difference."""
    rows = replies()["short"]
    if effect.of_others:
        return str(rows["of_others"].format(name=name, asked=", ".join(people.asked_words(question))))
    if effect.null_trials:
        return _of_others(effect, question) + str(rows["null"].format(study=_study(effect.null_trials[0]), name=name))
    compared = [s for s, _ in effect.narrative]
    return str(rows["narrative" if compared else "nothing"].format(name=name, n=len(compared)))


def _unmeasured(effects: Sequence[Part], question: Question) -> tuple[str, ...]:
    """That no result at hand is of what is hoped for (speech, the bladder)."""
    term = frame.outcome(question.outcome)
    heads = [p.effect.headline for p in effects if p.effect.headline is not None]
    if term is None or term.family in COUNTED or not any(p.effect.sought for p in effects):
        return ()
    families = frame.families_asked(question.outcome)
    of_it = [h for h in heads if (own := frame.outcome(h.outcome)) is not None and own.family in families]
    if of_it or (term.type != "lay" and not heads):
        return ()
    rows = replies()["short"]
    none = rows["unmeasured" if term.type == "lay" else "no_numbers"].format(outcome=_lay(term))
    then = (rows["measured"].format(measure=heads[0].outcome_name),) if len(heads) == 1 else ()
    return (" ".join((none, *then)),)


COUNTED = ("death",)
"""What trials count among the harms though they print no result of it."""


def _lay(term: Term) -> str:
    """An outcome as people call it: a scale or a count by what it measures."""
    lay = (t.name for t in vocabulary().all("outcome") if t.type == "lay" and t.families == (term.family,))
    return term.name if term.type == "lay" else next(lay, term.name)


def _of_other_cells(effects: Sequence[Part], question: Question) -> tuple[str, ...]:
    """That no trial told of is of the cells asked about."""
    if not question.cell or len(effects) != 1:
        return ()
    effect = effects[0].effect
    pool = effect.headline
    given = {c for row in pool.contributions for c in row.cell.split(" / ")} if pool else set()
    given = given or {c for s in effect.null_trials[:1] for c in s.cells}
    name = vocabulary().spoken("cell", question.cell)
    other = given and not given & frame.cells_within(question.cell)
    return (replies()["short"]["other_cells"].format(cells=name, on=_on(effect, question)),) if other else ()


def _trials(pool: Pool) -> str:
    return "one trial" if pool.k == 1 else f"{pool.k} trials"


def _people(pool: Pool) -> str:
    """How many took part, and in a single trial who: what one trial found is of such people."""
    who = pool.contributions[0].people if pool.k == 1 else ""
    who = "" if len(who.split()) < TELLING else who
    return f"{pool.n} people{f': {_within(who)}' if who else ''}"


TELLING = 3
"""Words from which a description tells more than the name of the illness."""


def _within(who: str) -> str:
    """A description in the middle of a sentence: "adults with ...", but "ALS", "Parkinson's disease"."""
    first = who.split()[0]
    named = any(first in t.name.split() for t in vocabulary().all("condition"))
    return who if named or not first[1:].islower() else who[:1].lower() + who[1:]


def _study(study: Study) -> str:
    return f"{study.label}, {study.n} people" if study.n else study.label


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]
