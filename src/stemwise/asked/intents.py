"""What a question is after, where it is not an effect: help at once, stopping care, other care, approval, price, a choice.

Each intent opens the answer with sentences of its own (``lead``) and says which parts of the Answer follow. The order
counts: what may be an emergency comes before everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from stemwise.answer import answer as compute
from stemwise.answer import frame
from stemwise.answer.model import Answer
from stemwise.asked.plain import facts_for, facts_on_care, is_plain
from stemwise.content import load as load_content
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import folded, vocabulary
from stemwise.verdict.shelves import stems_of
from stemwise.verdict.wording import effect_words

EXAMPLE = 'stemwise ask "Does cord blood help in cerebral palsy?"'
MOST_FACTS = 6


@cache
def questions() -> dict[str, Any]:
    """``data/rules/questions.toml``."""
    return load_content().documents("rules")["rules/questions.toml"]


@cache
def part(table: str, name: str) -> re.Pattern[str]:
    return pattern_of(questions()[table][name])


def pattern_of(parts: list[str]) -> re.Pattern[str]:
    """Any of the parts; Python keeps the patterns it has compiled."""
    return re.compile("|".join(f"(?:{part})" for part in parts), re.I)


@cache
def _asked() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    """The questions in the file's order, each with what tells that it is asked."""
    return tuple((pattern_of(row["asks"]), row) for row in questions()["question"])


@dataclass(frozen=True, slots=True)
class Opened:
    """What is said before an answer, and the answer with the parts that belong to it (``None``: the lead is all)."""

    lead: tuple[str, ...]
    answer: Answer | None


def urgent(text: str) -> tuple[str, ...]:
    """What must be said first where someone may be ill now, treated or not; empty where the sentence tells of none."""
    for row in questions()["at_once"]:
        if pattern_of(row["asks"]).search(text):
            return tuple(row["lead"])
    text = part("urgent", "care").sub(" ", text)
    told = {
        name: bool(part("urgent", name).search(text)) for name in ("ill", "person", "given", "what_now", "at_large")
    }
    called = told["person"] or not told["at_large"]
    if not (told["ill"] and called and (told["given"] or told["what_now"])):
        return ()
    asks_of_harm = next(pattern for pattern, row in _asked() if row["id"] == "harms").search(text)
    return () if asks_of_harm and not told["given"] else tuple(questions()["urgent"]["lead"])


BEFORE_HARM = frozenset({"stop-care", "cost", "approval", "clinic"})
"""Questions that are looked for before a harm that is asked after."""


def asks_for(text: str, *ids: str) -> bool:
    """Whether one of these questions is asked."""
    return any(pattern.search(text) for pattern, row in _asked() if row["id"] in ids)


def opened(text: str, asked: Question, library: Library, *, mechanism: bool = False) -> Opened | None:
    """The opening of a question that is after something else than an effect; ``None`` for a plain question.

    ``mechanism``: it speaks of a way of action, which the plain answer shows.
    """
    plain = is_plain(text, asked) and not mechanism
    for pattern, row in _asked():
        if plain and row["id"] != "stop-care" and (told := facts_for(text, asked, library)):
            return Opened(tuple(questions()["plain"]["lead"]), facts_alone(asked, library, told))
        if pattern.search(text) and not (mechanism and row["id"] == "help"):
            found = _MADE[row["id"]](text, asked, library, row)
            if found is not None:
                return found
    if asked.cell and not asked.condition and (told := facts_for(text, asked, library)):
        return Opened(tuple(questions()["plain"]["lead"]), facts_alone(asked, library, told))
    if plain and asked.condition:
        return Opened(tuple(questions()["plain"]["lead_unknown"]), compute(asked, library, full=True))
    return None


def _stopping(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    care = _named(text, library, asked.condition)
    return Opened(tuple(row["lead"]), replace(_empty(asked, library), facts=care))


def _others(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if not asked.condition:
        return Opened(tuple(row["lead_unnamed"]), None)
    found = _empty(asked, library)
    known = tuple(sorted(found.alternatives, key=lambda a: not a.helps))
    if not known:
        name = vocabulary().name("condition", asked.condition)
        advice = library.facts(asked.condition, kind="recommendation")[:MOST_FACTS]
        lead = _filled(row["lead_unknown"], condition=name)
        return Opened(lead, facts_alone(asked, library, advice) if advice else None)
    names = "; ".join(a.name for a in known if a.helps)
    return Opened(
        _filled(row["lead"], names=names) if names else tuple(row["lead_none"]), replace(found, alternatives=known)
    )


def _approval(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    facts = _rulings(asked, library)
    places = [w for names in questions()["places"].values() if _says(text, names) for w in names]
    there = sorted(
        (f for f in facts if _says(f"{f.statement} {' '.join(f.topics)}", places)),
        key=lambda f: (not _says(f.statement, places), "approved" not in f.statement),
    )
    called = _rare(text, list(library.facts(kind="regulatory")))
    if called:
        return Opened(_filled(row["lead"], fact=called[0].statement), facts_alone(asked, library, called[:MOST_FACTS]))
    if (places or part("words", "country").search(text)) and not there:
        return Opened(tuple(row["lead_unknown"]), facts_alone(asked, library, facts))
    chosen = (there or facts)[:MOST_FACTS]
    return (
        Opened(_filled(row["lead"], fact=chosen[0].statement), facts_alone(asked, library, chosen)) if chosen else None
    )


def _rare(text: str, facts: list[Fact]) -> list[Fact]:
    """The rulings that name a product of the question: a word of it that few of them hold."""
    words = {w for w in folded(text).split() if len(w) > LONG and w not in questions()["words"]["common"]}
    held = {w: [f for f in facts if f" {w}" in f" {folded(f.statement)}"] for w in words}
    few = [found for found in held.values() if 0 < len(found) <= FEW]
    return min(few, key=len, default=[])


LONG, FEW = 6, 6
"""Letters of a word, and rulings that hold it, from which and up to which it may be a product's name."""


def _says(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words begins a word of the text; two letters make a whole one (UK is not Ukraine)."""
    said = f" {folded(text)} "
    return any(f" {w} " in said if len(w) < SHORT else f" {w}" in said for w in map(str.strip, words))


SHORT = 4
"""Letters under which a place's name is told only by the whole word."""


def _rulings(asked: Question, library: Library) -> list[Fact]:
    """What is known of the law on cells: of the condition, of the cells asked of and of what these are part of."""
    conditions = sorted(frame.conditions_within(asked.condition)) if asked.condition else []
    kin = [asked.cell, *vocabulary().ancestors("cell", asked.cell)] if asked.cell else []
    subjects = dict.fromkeys([*conditions, *kin, "stem-cells"])
    facts = [f for s in subjects if s for f in library.facts(s, kind="regulatory") if not f.drug]
    return [
        f for f in facts if "cell" in f"{f.statement} {' '.join(f.topics)}".lower() or "regenerative" in f.statement
    ]


def _cost(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    kin = (asked.cell, "stem-cells") if asked.cell else ("stem-cells",)
    kinds = ("procedure", "cell-property", "regulatory", "recommendation")
    price = part("words", "price_fact")
    facts = [f for s in dict.fromkeys(kin) for f in library.facts(s, kind=kinds) if price.search(f.statement)]
    return Opened(tuple(row["lead"]), facts_alone(asked, library, facts[:MOST_FACTS]))


def _clinic(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    facts = library.facts("stem-cells", kind=("regulatory", "recommendation"))
    told = [f for f in facts if "clinic" in f.statement.lower()]
    return Opened(tuple(row["lead"]), facts_alone(asked, library, told[:3]))


def _harms(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if asked.condition and asked.cell:
        return None
    lead = list(row["lead"])
    if not asked.condition:
        lead += row["lead_unnamed"]
    if part("words", "child").search(text):
        lead += row["lead_child"]
    return Opened(tuple(lead), compute(asked.but(type="harm", cell=asked.cell or "stem-cells"), library))


def _helping(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    if asked.condition or not (part("words", "cells").search(text) or asked.cell):
        return None
    from stemwise.answer.effect import effect

    if part("words", "outside").search(text):
        return Opened(tuple(row["lead_outside"]), None)
    lead = list(row["lead"])
    for condition in row["childhood" if part("words", "child").search(text) else "adulthood"]:
        told = effect_words(effect(asked.but(condition=condition, type="effect"), library))
        name = vocabulary().name("condition", condition)
        lead.append(f"{name[:1].upper()}{name[1:]}: {told.removeprefix('What randomised trials show: ').rstrip('.')}.")
    return Opened((*lead, f"Name the condition to be told more: {EXAMPLE}."), None)


def on_care(names: tuple[str, ...], text: str, asked: Question, library: Library) -> Opened | None:
    """What is known of other care that a question names; what is known to help instead where the base holds nothing on it."""
    stems = frozenset().union(*(stems_of(name) for name in names))
    known = _empty(asked, library).alternatives if asked.condition else ()
    care = tuple(a for a in known if stems & stems_of(a.name))
    told = facts_on_care(names, text, asked, library, own=bool(care))
    if not told and not care:
        if not known:
            return None
        lead = _filled(questions()["plain"]["lead_care"], names=" and ".join(names))
        return Opened(lead, replace(_empty(asked, library), alternatives=known))
    return Opened(tuple(questions()["plain"]["lead"]), replace(facts_alone(asked, library, told), alternatives=care))


_MADE: dict[str, Callable[[str, Question, Library, dict[str, Any]], Opened | None]] = {
    "stop-care": _stopping, "other-care": _others, "cost": _cost, "approval": _approval, "clinic": _clinic, "harms": _harms,
    "help": _helping,
}  # fmt: skip
"""What is made of each question of the file."""


def _filled(lead: list[str], **words: str) -> tuple[str, ...]:
    return tuple(line.format(**words) for line in lead)


def _empty(asked: Question, library: Library) -> Answer:
    """The Answer without effect and course: what else is known of the condition."""
    return replace(compute(asked.but(type="harm"), library), harms=None, missing=(), searches=())


def facts_alone(asked: Question, library: Library, facts: Iterable[Fact]) -> Answer:
    return replace(_empty(asked, library), alternatives=(), facts=tuple(facts))


def _named(text: str, library: Library, condition: str) -> tuple[Fact, ...]:
    """Facts that begin with a medicine or a therapy named in the sentence."""
    words = {w for w in re.findall(r"[a-z]{6,}", text.lower()) if w not in questions()["words"]["common"]}
    facts = library.facts(condition) if condition else library.facts()
    return tuple(f for f in facts if words & set(re.findall(r"[a-z]{6,}", " ".join(f.statement.lower().split()[:4]))))[
        :4
    ]
