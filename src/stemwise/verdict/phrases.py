"""Words from numbers: every braced part of a rule's sentence is written here, from the Answer alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from stemwise.content import document
from stemwise.evidence.knowledge import Alternative, Fact, Link
from stemwise.terms import Phrases, tokenise, vocabulary
from stemwise.verdict.care import care_meant, without_gain
from stemwise.verdict.case import Case
from stemwise.verdict.predicates import searches_without
from stemwise.verdict.shelves import stems_of
from stemwise.verdict.wording import MOST, bound_words, cases_told, course_words, effect_words, first_upper, harm_words

REASONS = 2
"""Reasons for low certainty told to a reader in a sentence, one for each condition of an umbrella word; the report lists all."""


_BRACED = re.compile(r"\{(\w+)\}")
_MARKS = ".,;:"
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


def sentence(says: str, case: Case) -> str:
    """The rule's sentence with its braces filled; parts of which nothing is known fall away."""
    out = _BRACED.sub(lambda brace: PHRASES[brace.group(1)](case), says)
    out = " ".join(out.split())
    for mark in _MARKS:
        out = out.replace(f" {mark}", mark)
    return _TWO_STOPS.sub(".", out)


def _effect(case: Case) -> str:
    return effect_words(case.answer.effects)


def _certainty(case: Case) -> str:
    told = []
    for part in case.answer.effects[:MOST]:
        why = [r.why for r in part.effect.certainty.reasons]
        name = vocabulary().name("condition", part.condition)
        told += [f"for {name}, {w}" for w in why[:1]] if part.condition else why[:REASONS]
    return f"Why no surer: {'; '.join(told)}." if told else ""


def _course(case: Case) -> str:
    return course_words(case.answer.course, case.claim.question.outcome)


def _course_or_none(case: Case) -> str:
    return _course(case) or "How many improve anyway: no sourced figure in our base for this."


def _harms(case: Case) -> str:
    return harm_words(case.answer.harms, case.claim)


def _bound(case: Case) -> str:
    return bound_words(case.answer.harms)


def _dose(case: Case) -> str:
    """What is known of dose and route, where cells are spoken of."""
    told = case.claim.question.cell or any(t.startswith("cell:") for t in case.claim.topics)
    return "No dose, route or number of infusions has been shown to be the right one." if told else ""


def _cases(case: Case) -> str:
    rows = cases_told(case.answer.harms, case.claim)
    return f"Documented serious harm, for one: {rows[0].what.rstrip('.')}." if rows else ""


def told_fact(case: Case) -> Fact | None:
    """The fact that is told; of a plain statement that agrees with one by its form the one that shares more of its words."""
    fact = case.fact("contradicts") or case.fact("overstates")
    agrees, topic = case.fact("agrees"), case.topic
    if fact is None and agrees and topic and topic.near and not topic.against and case.claim.kind == "disease-fact":
        fact = max((agrees, topic.fact), key=lambda f: len(stems_of(f.statement) & stems_of(case.claim.text)))
    return fact or agrees or (topic.fact if topic else None)


def _fact(case: Case) -> str:
    fact = told_fact(case)
    return fact.statement if fact else ""


def told_links(case: Case) -> list[Link]:
    """Two steps of the way of action, and one not seen in people where these two were."""
    rows = list(case.answer.links[:2])
    if all(x.level.startswith("human") for x in rows):
        rows += [x for x in case.answer.links[2:] if not x.level.startswith("human")][:1]
    return rows


def _links(case: Case) -> str:
    rows = told_links(case)
    levels = {
        "culture": "in the dish only", "animal": "in animals only", "human-marker": "markers in people",
        "human-outcome": "outcomes in people", "refuted": "refuted",
    }  # fmt: skip
    return " ".join(f"{first_upper(x.name)}: {levels[x.level]}." for x in rows)


def _unshown(case: Case) -> str:
    """That a way of action was not shown in people; where a part of it was, by markers, that not all was."""
    seen = any(x.level.startswith("human") for x in told_links(case))
    return "Not all of this has been shown in people:" if seen else "This has not been shown in people."


_DESIGN = {
    "rct": "randomised trial",
    "crossover-rct": "randomised cross-over trial",
    "single-arm": "series without a comparison group",
    "case-series": "case series without a comparison group",
    "meta-analysis": "meta-analysis",
    "controlled": "non-randomised comparison",
    "registry-only": "registered trial",
}


def _study(case: Case) -> str:
    study = case.answer.studies[0].study
    n = f", {study.n} people" if study.n and study.design != "meta-analysis" else ""
    return f"{study.label} ({_DESIGN[study.design]}{n})"


def _study_result(case: Case) -> str:
    study = case.answer.studies[0].study
    return (study.primary_note or study.summary).rstrip(".") + "."


def _differences(case: Case) -> str:
    return "; ".join(case.answer.studies[0].differences)


def care_told(case: Case) -> list[Alternative]:
    """The care that a sentence tells of: the one meant first."""
    meant = care_meant(case.claim, case.answer)
    rows = [a for a in case.answer.alternatives if a.helps and a is not meant]
    return [*([meant] if meant else []), *rows][:3]


def _alternatives(case: Case) -> str:
    rows = care_told(case)
    return "Known to help: " + "; ".join(a.called for a in rows) + "." if rows else ""


def _no_gain(case: Case) -> str:
    care = without_gain(case.claim, case.answer)
    return f"{care.name}: {care.evidence}" if care else ""


def _donor(case: Case) -> str:
    rows = [d for d in case.answer.harms.donors if "cord" in d.procedure.lower()] if case.answer.harms else []
    return rows[0].what if rows else ""


def _search(case: Case) -> str:
    """The search that found no study in people: when and where it looked."""
    rows = searches_without(case.answer)
    if not rows:
        return ""
    where = f" in {'; '.join(rows[0].where)}" if rows[0].where else ""
    return f"searched on {rows[0].date}{where}."


@cache
def _modifiers() -> dict[str, Phrases[str]]:
    """What may change an effect (``rules/modifiers.toml``): its name, and the words by which pools name subgroups of it."""
    rows = document("rules/modifiers.toml")["modifier"]
    return {r["name"]: Phrases((w, w) for w in r["words"]) for r in rows}


@lru_cache(maxsize=256)
def _modifies(subgroups: frozenset[str]) -> tuple[str, ...]:
    """The modifiers by which subgroups are named."""
    shown = [tokenise(s) for s in sorted(subgroups)]
    return tuple(name for name, words in _modifiers().items() if any(words.find(s) for s in shown))


def _depends(case: Case) -> str:
    """What is known of age, dose and severity: subgroups that published pools of the condition report, else that none do."""
    if not case.answer.effects:
        return ""
    pooled = (x for p in case.answer.effects for study, _, _ in p.effect.published for x in study.pooled)
    known = _modifies(frozenset(p.subgroup for p in pooled if p.subgroup))
    unknown = [name for name in _modifiers() if name not in known]
    told = f"Published pools compare subgroups by {_and(known)}, between trials and not within them. " if known else ""
    return told + (f"Too few trials report results by {_and(unknown)} to say more." if unknown else "")


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _checkups(case: Case) -> str:
    return "Check-ups with a measured scale, before and at fixed months after, are what would show a change."


def _fact_of(wanted: str) -> Callable[[Case], str]:
    def write(case: Case) -> str:
        return next((a.fact.statement for a in case.answer.assertions if a.fact.id == wanted), "") or next(
            (f.statement for f in case.answer.facts if f.id == wanted), ""
        )

    return write


PHRASES: dict[str, Callable[[Case], str]] = {
    "effect": _effect, "certainty": _certainty, "course_or_none": _course_or_none, "course": _course, "harms": _harms,
    "bound": _bound, "cases": _cases, "dose": _dose, "unshown": _unshown,
    "fact_regulatory": _fact_of("fda-neuro"), "fact_price": _fact_of("fda-charging"), "fact": _fact, "links": _links,
    "study_result": _study_result, "study": _study, "differences": _differences, "alternatives": _alternatives,
    "no_gain": _no_gain, "donor": _donor, "depends": _depends, "checkups": _checkups, "search": _search,
}  # fmt: skip
"""Brace name -> its writer."""
