"""A claim with everything known about it, and the marks by which rules ask of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from stemwise.answer.model import Answer
from stemwise.claims.model import Claim
from stemwise.content import document
from stemwise.evidence.knowledge import Fact
from stemwise.terms import vocabulary
from stemwise.verdict.clauses import plain, said_flatly
from stemwise.verdict.topics import Topic


@cache
def phrase_groups() -> dict[str, re.Pattern[str]]:
    """Groups of phrases (``data/rules/words.toml``): each begins where a word begins and may end within one."""
    rows = document("rules/words.toml")["words"]
    return {r["id"]: re.compile(" (?:" + "|".join(re.escape(plain(p)[1:-1]) for p in r["phrases"]) + ")") for r in rows}


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with everything known about it: what the rules judge."""

    claim: Claim
    answer: Answer
    topic: Topic | None = None
    marks: frozenset[str] = field(init=False)
    """What rows of ``data/rules/predicates.toml`` ask for, phrases apart."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", marks(self.claim, self.answer))

    def said(self, group: str) -> bool:
        """Whether the claim's text holds a phrase of the group (``data/rules/words.toml``)."""
        return bool(phrase_groups()[group].search(plain(self.claim.text)))

    def flatly(self, group: str) -> bool:
        """Whether a clause of it that is said flatly holds a phrase of the group."""
        return said_flatly(self.claim.text, phrase_groups()[group])

    def cue(self, *groups: str) -> bool:
        """Whether words of any of the cue groups were found in the claim."""
        return not self.claim.cues.keys().isdisjoint(groups)

    def topic_word(self, name: str) -> bool:
        """Whether the claim's reader noted this of the sentence or its page."""
        return name in self.claim.topics

    def fact(self, stance: str) -> Fact | None:
        """The fact the claim agrees with, overstates or contradicts."""
        return next((a.fact for a in self.answer.assertions if a.stance == stance), None)


def marks(claim: Claim, answer: Answer) -> frozenset[str]:
    """What rows of ``data/rules/predicates.toml`` and ``flags.toml`` may ask of a claim and its Answer, phrases apart."""
    return frozenset([*_of_claim(claim), *_of_answer(answer)])


def _of_claim(claim: Claim) -> list[str]:
    """Its kind, how it is said, its cues, its topics (a term's by its kind too), units of its numbers."""
    found = [f"kind:{claim.kind}", f"is:{claim.strength}", f"is:{claim.direction}"]
    found += [f"cue:{group}" for group in claim.cues]
    for topic in claim.topics:
        found.append(f"topic:{topic}")
        if ":" in topic:
            found.append(f"topic:{topic[: topic.index(':')]}")
    if claim.quantity:
        found.append("unit:any")
        found += [f"unit:{q.unit}" for q in claim.quantity]
    if claim.question.route and _invasive(claim.question.route):
        found.append("route:invasive")
    return found


@cache
def _invasive(routes: str) -> bool:
    """Whether any of the routes, joined by ``+``, goes into the body otherwise than by a vein."""
    words = vocabulary()
    return any(words.known("route", r) and words.get("route", r).invasive for r in routes.split("+"))


def _of_answer(answer: Answer) -> list[str]:
    """What the base holds on it: facts by stance, the study meant, steps of a way of action, course and other care."""
    held = {
        "alternatives": answer.alternatives,
        "course": answer.course,
        "links": answer.links,
        "study": answer.studies,
    }
    found = [f"base:{name}" for name, what in held.items() if what]
    found += [f"fact:{a.stance}" for a in answer.assertions]
    found += [f"level:{link.level}" for link in answer.links]
    if answer.studies:
        study = answer.studies[0].study
        found += [f"design:{study.design}", f"result:{study.primary_result}"]
    return found
