"""Numbers in plain words: a pool, what happens without the therapy, harms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from stemwise.answer.bounds import named, parts
from stemwise.answer.harm_model import HarmAnswer, HarmCount
from stemwise.answer.harms import foremost
from stemwise.answer.model import CourseFact, EffectAnswer, Part, Pool
from stemwise.answer.pooling import each_trial, months_in, people_in, unit_of
from stemwise.claims.model import Claim
from stemwise.evidence.knowledge import PooledHarm, SeriousCase
from stemwise.terms import Phrases, tokenise, vocabulary

_DIFFERENCES = ("MD", "SMD")
_VERDICT = {
    "cells": "in favour of the cells",
    "control": "in favour of the comparison",
    "neither": "no clear difference",
}


def first_upper(text: str) -> str:
    """The first letter as a capital, the rest as it is (MSC stays MSC)."""
    return text[:1].upper() + text[1:]


def outcome_label(pool: Pool) -> str:
    """The scale's short name where the vocabulary has one."""
    words = vocabulary()
    return words.get("outcome", pool.outcome).label if words.known("outcome", pool.outcome) else pool.outcome_name


def pool_words(pool: Pool) -> str:
    """One pool in words: how many trials and people, the effect with its interval, what it allows one to say."""
    trials = "1 randomised trial" if pool.k == 1 else f"{pool.k} randomised trials"
    months = months_in(pool)
    when = f"at {months} months" if months else "at any time"
    head = f"{trials} with {people_in(pool)}, {outcome_label(pool)} {when}: {_found(pool)}"
    if pool.mcid and pool.measure == "MD":
        low, high = min(abs(m.value) for m in pool.mcid), max(abs(m.value) for m in pool.mcid)
        head += (
            f"; the smallest change that matters is put at {low:g}"
            + ("" if low == high else f" to {high:g}")
            + " points"
        )
    return head


def _found(pool: Pool) -> str:
    """What was found; of two trials that disagree, each by itself."""
    if pool.disagree:
        what = "difference" + (f" in {unit_of(pool)}" if unit_of(pool) else "")
        what = what if pool.measure in _DIFFERENCES else _times(pool).format("how many")
        return f"the two disagree and have no mean ({what}: {each_trial(pool)})"
    return f"{_difference(pool)}, {_VERDICT[pool.favours]}"


def _difference(pool: Pool) -> str:
    low, high = pool.ci
    if pool.measure in _DIFFERENCES:
        size = f"{pool.estimate:.1f} {unit_of(pool)}".rstrip()
        return f"a difference of {size} (95 % interval {low:.1f} to {high:.1f})"
    return f"{_times(pool).format(f'{pool.estimate:.2f}')} (95 % interval {low:.2f} to {high:.2f})"


def _times(pool: Pool) -> str:
    """A ratio in words: an odds ratio tells of odds, not of how often."""
    return "odds {} times as high with cells" if pool.measure == "OR" else "{} times as often with cells"


def effect_words(effects: Sequence[Part]) -> str:
    """What randomised trials show, in one sentence, with the certainty; each condition of a word for several by itself."""
    return " ".join(_of_one(p.effect) for p in effects if not p.condition) or _of_each(effects)


MOST = 3
"""Conditions whose figures a sentence holds; of more it tells in which direction the trials of each point."""


def _of_each(parts: Sequence[Part]) -> str:
    rows = [(vocabulary().name("condition", p.condition), p.effect) for p in parts]
    pools = [(name, e.headline, e.certainty.level) for name, e in rows if e.headline]
    none = [name for name, e in rows if e.headline is None]
    if len(pools) > MOST:
        told = []
        for way, words in _VERDICT.items():
            named = [f"{name} (certainty {level})" for name, pool, level in pools if pool.favours == way]
            told += [f"{words} in {_joined(named)}"] if named else []
    else:
        told = [f"for {name}, {pool_words(pool)} (certainty {level})" for name, pool, level in pools]
    told += [f"for {_joined(none)}, no randomised trial whose numbers we could see and pool"] if none else []
    return f"What randomised trials show: {'; '.join(told)}."


def _joined(names: Sequence[str]) -> str:
    return " and ".join(x for x in (", ".join(names[:-1]), *names[-1:]) if x)


def _of_one(effect: EffectAnswer) -> str:
    if effect.headline is None:
        more = (
            f" {len(effect.narrative)} controlled studies were found whose numbers could not be seen."
            if effect.narrative
            else ""
        )
        return effect.none_found + more
    wider = f" This is wider than what the page says: {effect.headline.steps[0]}." if effect.headline.steps else ""
    return f"What randomised trials show: {pool_words(effect.headline)}; certainty {effect.certainty.level}.{wider}"


_IMPROVED = re.compile(r"improved|changed|responder")


def courses_told(course: Sequence[CourseFact], outcome: str) -> list[CourseFact]:
    """The one course a sentence tells: a sourced share that fits the outcome, improvement first; empty where none does."""
    rows = [c for c in course if c.share is not None and _fits(c.outcome, outcome)]
    return sorted(rows, key=lambda c: not _IMPROVED.search(f"{c.id} {c.outcome}"))[:1]


def course_words(course: Sequence[CourseFact], outcome: str) -> str:
    """How many change without the therapy, where a sourced share fits the outcome; empty where none does."""
    rows = courses_told(course, outcome)
    return f"Without the therapy: {rows[0].text.rstrip('.')}." if rows else ""


def _fits(course_outcome: str, asked: str) -> bool:
    """Whether a course is told beside a claim: of its family of outcomes, or of one that a lay word holds together with it."""
    words = vocabulary()
    wanted = set(_families(asked))
    if course_outcome == "other" or not words.known("outcome", course_outcome):
        return False
    if not wanted or asked == _ANY_SYMPTOM:
        return True
    own = words.get("outcome", course_outcome).family
    return own in wanted or any(own in lay.families and wanted & set(lay.families) for lay in words.all("outcome"))


_ANY_SYMPTOM = "symptoms-lay"


def _families(outcome: str) -> tuple[str, ...]:
    words = vocabulary()
    if not words.known("outcome", outcome):
        return ()
    term = words.get("outcome", outcome)
    return term.families or ((term.family,) if term.family else (outcome,))


def harms_told(harms: HarmAnswer | None, claim: Claim) -> list[PooledHarm]:
    """Pooled harms that bear out a risk, two at most: those the claim names first, never a ratio not above 1."""
    rows = [h for h in harms.pooled if h.value is not None and h.measure in ("OR", "RR", "proportion")] if harms else []
    rows = [h for h in rows if _is_risk(h)]
    named = _named(claim)
    if named:
        rows = [h for h in rows if h.harm in named] or [h for h in rows if h.harm in _ANY_HARM]
    return rows[:2]


_ANY_HARM = frozenset({"any-ae", "serious-ae", "sae"})
"""Harms of no name: told where of the one named no pooled risk is known."""


def _named(claim: Claim) -> set[str]:
    return {t.removeprefix("harm:") for t in claim.topics if t.startswith("harm:")}


def _is_risk(h: PooledHarm) -> bool:
    """A share above nought, or a ratio whose interval lies above 1."""
    if h.value is None:
        return False
    return h.value > 0 if h.measure == "proportion" else h.value > 1 and (h.ci is None or h.ci[0] > 1)


def cases_told(harms: HarmAnswer | None, claim: Claim) -> list[SeriousCase]:
    """The documented case a sentence tells: one of a harm the claim names, else the first."""
    if harms is None or not harms.cases:
        return []
    named = _named(claim)
    return [next((c for c in harms.cases if any(_speaks_of(c, n) for n in named)), harms.cases[0])]


def _speaks_of(case: SeriousCase, harm: str) -> bool:
    return case.harm == harm or _tells_of(case.what, harm)


@lru_cache(maxsize=4096)
def _tells_of(what: str, harm: str) -> bool:
    return bool(_words_for(harm).find(tokenise(what)))


@cache
def _words_for(harm: str) -> Phrases[str]:
    known = vocabulary().known("harm", harm)
    return Phrases((w, w) for w in (vocabulary().get("harm", harm).words if known else ()))


def harm_words(harms: HarmAnswer | None, claim: Claim) -> str:
    """Pooled harms as published, with the people they were seen in."""
    rows = harms_told(harms, claim)
    return f"Pooled over trials: {'; '.join(_pooled(h) for h in rows)}." if rows else ""


def _pooled(h: PooledHarm) -> str:
    name = vocabulary().name("harm", h.harm)
    ci = f" (95 % interval {h.ci[0]:g} to {h.ci[1]:g})" if h.ci else ""
    whom = f", in {h.population.rstrip('.')}" if h.population else ""
    if h.measure == "proportion":
        return f"{name} in {h.value:g} %{ci}{whom}"
    ratio = "odds" if h.measure == "OR" else "risk"
    return f"{name}: {ratio} {h.value:g} times those without cells{ci}" + (f", {h.k} trials" if h.k else "") + whom


def bound_words(harms: HarmAnswer | None) -> str:
    """What a report's summary names first of serious harm, with its bound: 0 of n is not zero."""
    rows = bounds_told(harms)
    return (
        "In the trials of the base: " + "; ".join(f"{named(c)}, {parts(c, 0)[0]}" for c in rows) + "." if rows else ""
    )


def bounds_told(harms: HarmAnswer | None) -> list[HarmCount]:
    """Serious events, a serious harm that came about, and one that nobody had; deaths, which may be of the illness, apart."""
    if harms is None:
        return []
    rows = [c for c in foremost(harms.counts) if c.serious and "death" not in c.harm][:2]
    none = [c for c in harms.counts if c.serious and not c.events and not c.told and c not in rows]
    return [*rows, *sorted(none, key=lambda c: -c.n)[:1]]
