"""Numbers in plain words: a pool, what happens without the therapy, harms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemwise.answer.model import CourseFact, EffectAnswer, HarmAnswer, Pool
from stemwise.evidence.knowledge import PooledHarm
from stemwise.terms import vocabulary

_UNIT = {"MD": "points", "SMD": "standard deviations"}
_VERDICT = {
    "cells": "in favour of the cells",
    "control": "in favour of the comparison",
    "neither": "no clear difference",
}
_FAMILIES = {
    "gmfcs": "motor", "gmfm": "motor", "ais": "motor", "asia": "motor", "uems": "motor", "lems": "motor",
    "fma": "motor", "arat": "motor",
    "mrs": "motor", "nihss": "motor", "barthel": "motor", "edss": "motor", "fim": "motor", "scim": "motor", "pedi": "motor",
    "t25fw": "motor", "6mwt": "motor", "motor": "motor", "symptoms": "", "quality": "", "spasticity": "motor", "daily": "motor",
    "relapse": "relapses", "arr": "relapses", "neda": "relapses", "gd": "relapses", "bladder": "bladder", "sensation": "motor",
}  # fmt: skip
"""What the first word of an outcome's id is about: a course is told only beside an outcome of its own kind."""


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
    when = f"at {pool.window} months" if pool.window not in ("any", "") else "at any time"
    head = f"{trials} with {pool.n} people, {outcome_label(pool)} {when}: {_difference(pool)}, {_VERDICT[pool.favours]}"
    if pool.mcid and pool.measure == "MD":
        low, high = min(abs(m.value) for m in pool.mcid), max(abs(m.value) for m in pool.mcid)
        head += (
            f"; the smallest change that matters is put at {low:g}"
            + ("" if low == high else f" to {high:g}")
            + " points"
        )
    return head


def _difference(pool: Pool) -> str:
    low, high = pool.ci
    if pool.measure in _UNIT:
        return f"a difference of {pool.estimate:.1f} {_UNIT[pool.measure]} (95 % interval {low:.1f} to {high:.1f})"
    return f"{pool.estimate:.2f} times as often with cells (95 % interval {low:.2f} to {high:.2f})"


def effect_words(effect: EffectAnswer) -> str:
    """What randomised trials show, in one sentence, with the certainty; an umbrella word gives each condition's own."""
    if effect.by_condition:
        rows = [(vocabulary().name("condition", c), e) for c, e in effect.by_condition]
        told = [
            f"for {name}, {pool_words(e.headline)} (certainty {e.certainty.level})" for name, e in rows if e.headline
        ]
        none = [name for name, e in rows if e.headline is None]
        rest = [f"for {' and '.join(none)}, no comparison with visible numbers"] if none else []
        return "What randomised trials show: " + "; ".join(told + rest) + "."
    if effect.headline is None:
        more = (
            f" {len(effect.narrative)} controlled studies were found whose numbers could not be seen."
            if effect.narrative
            else ""
        )
        return f"No randomised comparison with visible numbers was found.{more}"
    wider = f" This is wider than what the page says: {effect.headline.steps[0]}." if effect.headline.steps else ""
    return f"What randomised trials show: {pool_words(effect.headline)}; certainty {effect.certainty.level}.{wider}"


def course_words(course: Sequence[CourseFact], outcome: str) -> str:
    """How many change without the therapy, where a sourced share fits the outcome; empty where none does."""
    rows = [c for c in course if c.share is not None and _fits(c.outcome, outcome)]
    rows.sort(key=lambda c: not re.search(r"improved|changed|responder", f"{c.id} {c.outcome}"))
    if not rows:
        return ""
    return f"Without the therapy: {rows[0].text.rstrip('.')}."


def _fits(course_outcome: str, asked: str) -> bool:
    about = _family(course_outcome)
    wanted = _family(asked)
    return course_outcome != "other" and (not wanted or not about or about == wanted)


def _family(outcome: str) -> str:
    return _FAMILIES.get(outcome.split("-")[0], outcome)


def harm_words(harms: HarmAnswer | None) -> str:
    """Pooled harms as published, two at most."""
    rows = [h for h in harms.pooled if h.value is not None and h.measure in ("OR", "RR", "proportion")] if harms else []
    return f"Pooled over trials: {'; '.join(_pooled(h) for h in rows[:2])}." if rows else ""


def _pooled(h: PooledHarm) -> str:
    name = vocabulary().name("harm", h.harm)
    ci = f" (95 % interval {h.ci[0]:g} to {h.ci[1]:g})" if h.ci else ""
    if h.measure == "proportion":
        return f"{name} in {h.value:g} %{ci}"
    ratio = "odds" if h.measure == "OR" else "risk"
    return f"{name}: {ratio} {h.value:g} times those without cells{ci}" + (f", {h.k} trials" if h.k else "")


def bound_words(harms: HarmAnswer | None) -> str:
    """The largest count of a serious harm with its upper bound: 0 of n is not zero."""
    serious = [c for c in harms.counts if c.serious and c.harm != "death"] if harms else []
    if not serious:
        return ""
    best = max(serious, key=lambda c: c.n)
    return (
        f"{first_upper(best.name)} was seen in {best.events} of {best.n} treated people in our trials, "
        f"so up to {best.upper:.1f} % cannot be ruled out."
    )
