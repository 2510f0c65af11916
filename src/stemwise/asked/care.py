"""Other care than cells: which a question names, what is known of it, and what helps instead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from stemwise.answer import frame, people
from stemwise.answer.care import passed
from stemwise.asked import lookup, studies
from stemwise.asked.opening import MOST_FACTS, Opened, care_alone, facts_alone
from stemwise.asked.plain import aspects, facts_on_care
from stemwise.asked.words import asks_for, filled, part, questions
from stemwise.claims.features import Features
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import Kind, folded, tokenise, vocabulary
from stemwise.verdict.shelves import stems_of


def named(text: str, f: Features) -> tuple[str, ...]:
    """Other care that a question names, where it speaks of no cells: a medicine, a procedure, hyperbaric oxygen."""
    if f.of("term:cell") or part("words", "cells").search(text):
        return ()
    said = [w for group in ("drug", "standard-care", "add-on") for w in f.words(group)]
    said += [m.group() for m in part("words", "procedures").finditer(text)]
    words = questions()["words"]
    called = dict.fromkeys(words["called"].get(w.lower(), w.lower()) for w in said)
    return tuple(w for w in called if w not in words["any_care"]) or _unknown(text)


ELSEWHERE = (
    "stop-care",
    "with-care",
    "join-trial",
    "course",
    "insurance",
    "cost",
    "approval",
    "ask-clinic",
    "clinic",
    "trust",
    "other-care",
)
"""Questions whose first words name no treatment."""


def _unknown(text: str) -> tuple[str, ...]:
    """What stands where a question names a treatment ("Does ... help"), though no list of ours holds it."""
    hit = None if asks_for(text, *ELSEWHERE) else part("treatment", "named").search(text)
    name = next((g for g in hit.groups() if g), "") if hit else ""
    words = set(folded(name).split())
    if not words or words & set(questions()["treatment"]["none"]) or aspects(name):
        return ()
    kinds: tuple[Kind, ...] = ("condition", "outcome", "harm", "route")
    tokens = tokenise(name)
    return () if any(vocabulary().find(kind, tokens) for kind in kinds) else (name,)


def told(names: tuple[str, ...], text: str, asked: Question, library: Library) -> Opened | None:
    """What is known of care that a question names; what is known to help instead where the base holds nothing on it."""
    if names == _unknown(text) and studies.called(text, asked, library):
        return None
    rows = questions()["plain"]
    stems = frozenset().union(*(stems_of(name) for name in names))
    found = care_alone(asked, library)
    known = found.alternatives if asked.condition else ()
    care = tuple(a for a in known if stems & stems_of(a.name))
    facts = facts_on_care(names, text, asked, library, own=bool(care))
    called = " and ".join(names)
    if others := tuple(a for a in found.not_for if stems & stems_of(a.name)):
        whom = "; ".join(f"{a.name}: {a.population}" for a in others)
        late = all(passed(a, asked) for a in others)
        lead = filled(
            rows["lead_care_late" if late else "lead_care_others"],
            names=called,
            asked=", ".join(people.asked_words(asked)),
            whom=whom,
        )
        return Opened(lead, replace(found, facts=facts))
    if facts and known and not care and _from_elsewhere(facts, text, asked):
        lead = filled(rows["lead_care_elsewhere"], names=called)
        return Opened(lead, replace(facts_alone(asked, library, facts), alternatives=known))
    if facts or care:
        return Opened(tuple(rows["lead"]), replace(facts_alone(asked, library, facts), alternatives=care))
    if elsewhere := _by_name(names, library):
        lead = lookup.missing(names, elsewhere)
        return Opened((*rows["lead"], *lead), facts_alone(asked, library, elsewhere))
    if not asked.condition:
        return None
    if not known:
        return Opened(filled(rows["lead_care_none"], names=called), None)
    return Opened(filled(rows["lead_care"], names=called), replace(care_alone(asked, library), alternatives=known))


def _by_name(names: tuple[str, ...], library: Library) -> tuple[Fact, ...]:
    """The facts that begin with a name of its own ("Omisirge"), of whatever condition they are."""
    said = {folded(w) for w in lookup.told_apart(names) if lookup.is_own_name(w, library)}
    return tuple(f for f in library.facts() if said & set(folded(f.statement).split()[:OPENING]))[:MOST_FACTS]


OPENING = 2
"""Words within which a fact names what it is on."""


def _from_elsewhere(facts: tuple[Fact, ...], text: str, asked: Question) -> bool:
    """Whether a question on an effect in a condition is met only by facts on something else."""
    within = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    return bool(part("words", "helps").search(text)) and not any(f.subject in within for f in facts)


def approved(text: str, asked: Question, read: Features, library: Library) -> Opened | None:
    """Whether other care that is named is approved; the law on cells does not answer that."""
    if not asks_for(text, "approval") or read.of("term:cell") or part("words", "cells").search(text):
        return None
    called = vocabulary().get("condition", asked.condition).words if asked.condition else ()
    names = {w for w in _words(text) - _words(" ".join(called)) if not _APPROVAL.match(w)}
    facts = library.facts(asked.condition) if asked.condition else library.facts()
    told = [
        f for f in facts if _APPROVAL.search(f.statement) and names & _words(f.statement) and "cell" not in f.statement
    ]
    return Opened((told[0].statement,), facts_alone(asked, library, told[:MOST_FACTS])) if told else None


_APPROVAL = re.compile(r"\bapprov", re.I)


def stopping(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """Care that would be stopped, refused or put off: what is known of that, and of the care named."""
    on_stopping = re.compile(row["facts"], re.I)
    own = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    told = [
        fact
        for fact in library.facts(kind="recommendation")
        if on_stopping.search(" ".join(fact.topics))
        and (fact.subject in own or _words(text) & _words(f"{fact.statement} {fact.drug}"))
    ]
    facts = dict.fromkeys([*told, *_on_named(text, library, asked.condition)])
    return Opened(tuple(row["lead"]), replace(care_alone(asked, library), facts=tuple(facts)[:MOST_FACTS]))


def _words(text: str) -> set[str]:
    """Words of six letters and more that may name a medicine or a therapy."""
    return set(re.findall(r"[a-z]{6,}", text.lower())) - set(questions()["words"]["common"])


def _on_named(text: str, library: Library, condition: str) -> tuple[Fact, ...]:
    """Facts that begin with a medicine or a therapy named in the sentence."""
    words = _words(text)
    facts = library.facts(condition) if condition else library.facts()
    return tuple(f for f in facts if words & _words(" ".join(f.statement.split()[:4])))[:4]


def others(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if not asked.condition:
        return Opened(tuple(row["lead_unnamed"]), None)
    found = care_alone(asked, library)
    known = tuple(sorted(found.alternatives, key=lambda a: not a.helps))
    if not known:
        name = vocabulary().name("condition", asked.condition)
        advice = library.facts(asked.condition, kind="recommendation")[:MOST_FACTS]
        lead = filled(row["lead_unknown"], condition=name)
        return Opened(lead, facts_alone(asked, library, advice) if advice else None)
    names = "; ".join(a.called for a in known if a.helps)
    return Opened(
        filled(row["lead"], names=names) if names else tuple(row["lead_none"]), replace(found, alternatives=known)
    )
