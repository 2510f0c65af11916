"""Words from numbers: every braced part of a rule's sentence is written here, from the Answer alone."""

from __future__ import annotations

from collections.abc import Callable

from stemwise.answer.model import EffectAnswer, Pool
from stemwise.evidence.knowledge import PooledHarm
from stemwise.terms import vocabulary
from stemwise.verdict.predicates import Case


def sentence(says: str, case: Case) -> str:
    """The rule's sentence with its braces filled; parts of which nothing is known fall away."""
    out = says
    for name, write in PHRASES.items():
        mark = "{" + name + "}"
        if mark in out:
            out = out.replace(mark, write(case))
    return " ".join(out.split())


def pool_words(pool: Pool) -> str:
    """One pool in words, with its interval and what it allows one to say."""
    unit = {"MD": "points", "SMD": "standard deviations", "RR": "times as often"}.get(pool.measure, "")
    number = f"{pool.estimate:.2f} {unit} (95 % interval {pool.ci[0]:.2f} to {pool.ci[1]:.2f})"
    trials = "1 randomised trial" if pool.k == 1 else f"{pool.k} randomised trials"
    verdict = {"cells": "in favour of the cells", "control": "in favour of the comparison", "neither": "no clear difference"}
    head = f"{trials} with {pool.n} people, {pool.outcome_name} at {pool.window} months: {number}, {verdict[pool.favours]}"
    if pool.mcid and pool.measure == "MD":
        low, high = min(abs(m.value) for m in pool.mcid), max(abs(m.value) for m in pool.mcid)
        matter = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        head += f"; the smallest change that matters is put at {matter}"
    if pool.steps:
        head += " (widened: " + "; ".join(pool.steps) + ")"
    return head


def _effect(case: Case) -> str:
    effect = case.answer.effect
    if effect is None:
        return ""
    if effect.by_condition:
        parts = [f"{vocabulary().name('condition', c)}: {_of(e)}" for c, e in effect.by_condition]
        return "What randomised trials show: " + " ".join(parts)
    return f"What randomised trials show: {_of(effect)}"


def _of(effect: EffectAnswer) -> str:
    if effect.headline is None:
        told = f" {len(effect.narrative)} controlled studies were found whose numbers could not be seen." if effect.narrative else ""
        return f"no comparison with visible numbers.{told}"
    return f"{pool_words(effect.headline)}; certainty {effect.certainty.level}."


def _certainty(case: Case) -> str:
    effect = case.answer.effect
    if effect is None or not effect.certainty.reasons:
        return ""
    return "Why no surer: " + "; ".join(r.why for r in effect.certainty.reasons) + "."


def _course(case: Case) -> str:
    shares = [f for f in case.answer.course if f.share is not None and f.outcome != "other"] or list(case.answer.course)
    if not shares:
        return "How many improve anyway: no sourced figure in our base for this."
    return f"Without the therapy: {shares[0].text}."


def _harms(case: Case) -> str:
    harms = case.answer.harms
    if harms is None:
        return ""
    rows = [h for h in harms.pooled if h.value is not None and h.measure in ("OR", "RR", "proportion")]
    return f"Pooled: {'; '.join(_pooled(h) for h in rows[:2])}." if rows else ""


def _pooled(h: PooledHarm) -> str:
    name = vocabulary().name("harm", h.harm)
    ci = f" ({h.ci[0]:g} to {h.ci[1]:g})" if h.ci else ""
    if h.measure == "proportion":
        return f"{name} in {h.value:g} %{ci}"
    return f"{name} {h.measure} {h.value:g}{ci}" + (f", {h.k} trials" if h.k else "")


def _bound(case: Case) -> str:
    harms = case.answer.harms
    serious = [c for c in harms.counts if c.serious and c.harm != "death"] if harms else []
    if not serious:
        return ""
    best = max(serious, key=lambda c: c.n)
    return f"{best.name.capitalize()} was seen in {best.events} of {best.n} treated people in our trials, so up to {best.upper:.1f} % cannot be ruled out."


def _cases(case: Case) -> str:
    harms = case.answer.harms
    if harms is None or not harms.cases:
        return ""
    return f"Documented serious harm, for one: {harms.cases[0].what.rstrip('.')}."


def _fact(case: Case) -> str:
    fact = case.fact("contradicts") or case.fact("overstates") or case.fact("agrees") or case.topic
    return fact.statement if fact else ""


def _links(case: Case) -> str:
    rows = case.answer.links[:2]
    levels = {
        "culture": "in the dish only", "animal": "in animals only", "human-marker": "markers in people",
        "human-outcome": "outcomes in people", "refuted": "refuted",
    }  # fmt: skip
    return " ".join(f"{x.name.capitalize()}: {levels[x.level]}." for x in rows)


def _study(case: Case) -> str:
    study = case.answer.studies[0].study
    design = {"rct": "randomised trial", "crossover-rct": "randomised cross-over trial", "single-arm": "series without a comparison group", "case-series": "case series without a comparison group", "meta-analysis": "meta-analysis", "controlled": "non-randomised comparison", "registry-only": "registered trial"}  # fmt: skip
    n = f", {study.n} people" if study.n and study.design != "meta-analysis" else ""
    return f"{study.label} ({design[study.design]}{n})"


def _study_result(case: Case) -> str:
    study = case.answer.studies[0].study
    return (study.primary_note or study.summary).rstrip(".") + "."


def _differences(case: Case) -> str:
    return "; ".join(case.answer.studies[0].differences)


def _alternatives(case: Case) -> str:
    rows = case.answer.alternatives[:3]
    return "Known to help: " + "; ".join(a.name for a in rows) + "." if rows else ""


def _donor(case: Case) -> str:
    rows = [d for d in case.answer.harms.donors if "cord" in d.procedure.lower()] if case.answer.harms else []
    return rows[0].what if rows else ""


def _depends(case: Case) -> str:
    return ""


def _checkups(case: Case) -> str:
    return "Check-ups with a measured scale, before and at fixed months after, are what would show a change."


def _fact_of(wanted: str) -> Callable[[Case], str]:
    def write(case: Case) -> str:
        return next((a.fact.statement for a in case.answer.assertions if a.fact.id == wanted), "") or next(
            (f.statement for f in case.answer.facts if f.id == wanted), ""
        )

    return write


PHRASES: dict[str, Callable[[Case], str]] = {
    "effect": _effect, "certainty": _certainty, "course": _course, "harms": _harms, "bound": _bound, "cases": _cases,
    "fact_regulatory": _fact_of("fda-neuro"), "fact_price": _fact_of("fda-charging"), "fact": _fact, "links": _links,
    "study_result": _study_result, "study": _study, "differences": _differences, "alternatives": _alternatives,
    "donor": _donor, "depends": _depends, "checkups": _checkups,
}  # fmt: skip
"""Brace name -> its writer."""
