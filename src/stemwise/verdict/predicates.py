"""What a verdict rule may ask of a claim and its Answer: one name, one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from stemwise.answer.model import Answer, EffectAnswer
from stemwise.claims.model import Claim
from stemwise.evidence.knowledge import Fact


_MARKS = re.compile(r"[^a-z0-9%']+")


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with everything known about it: what the rules judge."""

    claim: Claim
    answer: Answer
    topic: Fact | None = None

    def has(self, *phrases: str) -> bool:
        """Whether the claim's text holds any of the phrases; a phrase begins where a word begins and may end within one."""
        text = " " + _MARKS.sub(" ", self.claim.text.lower().replace("’", "'"))
        return any(f" {p.strip()}" in text for p in phrases)

    def cue(self, *groups: str) -> bool:
        """Whether words of any of the cue groups were found in the claim."""
        return any(g in self.claim.cues for g in groups)

    def topic_word(self, name: str) -> bool:
        """Whether the claim's reader noted this of the sentence or its page."""
        return name in self.claim.topics

    def fact(self, stance: str) -> Fact | None:
        """The fact the claim agrees with, overstates or contradicts."""
        return next((a.fact for a in self.answer.assertions if a.stance == stance), None)


def _leans(effect: EffectAnswer | None) -> bool:
    """Randomised trials point to a benefit: some pool does, none points the other way, and the headline is no clear null."""
    if effect is None:
        return False
    return any(e.leans for e in [e for _, e in effect.by_condition] or [effect])


def _study(case: Case) -> str:
    """Design of the study the claim points to; empty when none was found."""
    return case.answer.studies[0].study.design if case.answer.studies else ""


def _primary(case: Case) -> str:
    return case.answer.studies[0].study.primary_result if case.answer.studies else ""


_TELLS_RESULT = (
    "improv", "increas", "showed", "reduc", "gain", "effective", "benefit", "better", "walk", "recover", "regain", "success",
)  # fmt: skip
_OWN_HINTS = ("our ", "we have", "we've", "at the clinic", "in our", "treated by us", "according to the hospital", "the clinic's", "partner hospital")  # fmt: skip

PREDICATES: dict[str, tuple[str, Callable[[Case], bool]]] = {
    "absolute": ("said without room for doubt", lambda c: c.claim.strength == "absolute"),
    "hedged": ("said with a hedge", lambda c: c.claim.strength == "hedged"),
    "benefit": ("speaks for the therapy", lambda c: c.claim.direction == "benefit"),
    "harm": ("names a harm", lambda c: c.claim.direction == "harm"),
    "no-effect": ("says that no effect was seen", lambda c: c.claim.direction == "no-effect"),
    "tells-null": ("tells a neutral result too", lambda c: c.cue("null-result")),
    "tells-result": ("tells a result, not only a design", lambda c: c.has(*_TELLS_RESULT)),
    "bare-number": ("gives a number without a word of cause", lambda c: bool(c.claim.quantity) and not c.cue("absolute") and not c.has("resulted in", "led to", "proved", "proves", "thanks to", "dramatic", "remarkabl")),
    "own-figures": ("the provider speaks of its own patients", lambda c: c.cue("own-figures") or c.has(*_OWN_HINTS)),
    "own-page": ("told by a provider, no study named", lambda c: c.topic_word("provider-page") and not c.cue("study-vague", "study")),
    "own-praise": ("the provider's word on its own cells, not on its patients", lambda c: c.cue("own-figures") and c.has("prove", "effective therapy", "is effective", "works")),
    "own-count": ("the provider's own count of its patients", lambda c: c.has("our patients", "of our", "treated by us", "we have treated", "at our", "in our", "we have seen", "our children", "our experience")),
    "some-people": ("some people, nobody knows who", lambda c: c.has("some patients", "some children", "some people", "many patients", "many families", "others ", "a few have")),
    "study-words": ("speaks of studies", lambda c: c.cue("study-vague", "study")),
    "own-or-vague": ("about the provider's own place or papers", lambda c: c.cue("own-figures") or c.has("accredit", "certif", "iso ", "gmp", "licensed", "registered", "complian", "standards")),
    "quotes-others": ("reports what others claim", lambda c: c.cue("claims-attributed")),
    "questions-others": ("tells critically what others claim", lambda c: (c.cue("questions-others") and not c.cue("own-figures")) or c.topic_word("heading:quotes-claims")),
    "care-advice": ("advises care, or against a rash step", lambda c: c.cue("care-imperative", "advice-against") and not c.cue("push", "superlative")),
    "push": ("pushes the reader to be treated", lambda c: c.cue("push") and not c.cue("caution")),
    "names-treatment": ("speaks of cells or of the treatment", lambda c: c.topic_word("about-treatment") or any(t.startswith("cell:") for t in c.claim.topics)),
    "disparages": ("puts down care that helps", lambda c: c.cue("disparages") and c.cue("standard-care", "care-limits")),
    "care-manages": ("says that other care eases and does not repair", lambda c: c.cue("care-manages") and c.cue("standard-care", "care-limits") and not c.has("unlike stem", "unlike cell", "but stem", "whereas stem", "while stem")),
    "alternatives-known": ("care that helps is in the base", lambda c: bool(c.answer.alternatives)),
    "names-harm": ("names a harm that is not denied", lambda c: c.cue("harm", "harm-event") and not c.cue("negation", "safe")),
    "study-safe": ("a study's own finding on safety", lambda c: c.cue("study-safe") and (c.cue("study", "study-group", "past") or c.claim.kind == "cited-study")),
    "names-result": ("tells what was gained, not only what was done", lambda c: not c.cue("asks-whether") and (c.cue("better-function", "success-rate", "effective-for", "superlative") or "clinical-benefit" in c.claim.topics or "percent" in c.claim.topics)),
    "future": ("of a day to come", lambda c: c.cue("future")),
    "reassures": ("a rule or a licence is told to calm", lambda c: c.cue("reassures")),
    "natural-course": ("what happens without the treatment", lambda c: c.cue("natural-course")),
    "course-known": ("a course without the treatment is in the base", lambda c: bool(c.answer.course)),
    "limits": ("names what the evidence lacks", lambda c: c.cue("evidence-limits", "uncertainty", "null-result")),
    "moves": ("the cells are said to go somewhere in the body or to wake something there", lambda c: c.cue("moves") and "acts" in c.claim.topics),
    "unlike-cells": ("other care is put below cells", lambda c: c.has("unlike stem", "unlike cell", "unlike conventional", "unlike traditional", "but stem", "whereas stem")),
    "small-gain": ("a small gain is told as one", lambda c: c.has("a little", "slight", "modest", "small ", "some improvement", "tended")),
    "caution": ("warns", lambda c: c.cue("caution")),
    "promise": ("promise wording", lambda c: c.cue("promise", "future") and not c.has("exhibiting", "showing", "showed", "shown that", "effective", "improved")),
    "vague": ("nothing measurable is named", lambda c: c.cue("vague")),
    "superlative": ("better than all else", lambda c: c.cue("superlative")),
    "most-effective": ("said to be the most effective or better than others", lambda c: c.has("most effective", "better than", "superior", "best treatment", "best therapy", "more effective than", "best choice", "best option", "far better")),
    "compares": ("compares with other care", lambda c: c.has("better than", "instead of", "unlike", "compared to", "more effective")),
    "animal": ("told of animals or the laboratory", lambda c: c.cue("animal")),
    "in-patients": ("carried over to patients", lambda c: c.has("does work", "therapy works", "treatment works", "enough evidence", "in patients", "in your child", "in children", "in humans", "patients ", "for people")),
    "says-safe": ("says that it is safe", lambda c: c.cue("safe") or (c.cue("harm") and c.cue("negation"))),
    "standard-care": ("names care known to help", lambda c: c.cue("standard-care")),
    "standard-care-only": ("speaks of known care, not of cells", lambda c: c.cue("standard-care", "care-weak") and not any(t.startswith("cell:") for t in c.claim.topics) and not c.topic_word("carried-cells-subject") and not c.cue("disparages") and not c.has("cells", "this therapy", "the treatment", "combined with", "together with", "along with")),
    "advises-care": ("advises to ask, to check, to be careful", lambda c: "advice" in c.claim.topics and not c.cue("superlative", "push", "add-on") and not c.has("should consider stem cell", "choose stem cell", "choose our")),
    "collection-at-birth": ("about taking cells after birth", lambda c: c.cue("collection") and c.has("birth", "umbilical", "cord", "placent", "newborn") and c.has("risk", "painless", "non-invasive", "noninvasive", "no pain", "harm", "safe")),
    "price": ("names a price", lambda c: c.cue("price")),
    "causal-result": ("credits a result to the treatment", lambda c: c.has("has improved", "have improved", "improves", "restores", "restored", "cured", "effective in", "has helped", "reduces", "exhibiting", "patients recover faster")),
    "lasting": ("says that it lasts", lambda c: c.has("permanent", "long-lasting", "lasting", "for life", "lifelong improvement")),
    "property-plain": ("a property of cells, nothing in the body of patients", lambda c: c.has("properties", "property", "capacity", "found", "secrete", "release", "produce", "contain", "divide", "renew", "multiply", "proliferat", "derived", "express", "called", "known as", "type", "source", "collected", "obtained", "younger", "immature", "rich in", "differentiat", "adult", "tissue", "cells that", "are cells", "multipotent") and c.claim.strength != "absolute" and not c.cue("any-cell") and "acts" not in c.claim.topics and not c.has("effect")),
    "link-told": ("names a step of a way of action", lambda c: bool(c.answer.links)),
    "clinical-benefit": ("names a function that gets better", lambda c: "clinical-benefit" in c.claim.topics),
    "link-human-outcome": ("a step shown to help people", lambda c: any(x.level == "human-outcome" for x in c.answer.links)),
    "only-human-marker": ("every step named has at most changed markers in people, and some have", lambda c: bool(c.answer.links) and all(x.level == "human-marker" for x in c.answer.links)),
    "ahsct": ("about blood stem-cell transplantation in MS", lambda c: c.claim.question.cell == "ahsct" and c.claim.question.condition in ("multiple-sclerosis", "nmosd")),
    "evidence-clear": ("the headline pool favours the cells", lambda c: bool(c.answer.effect and c.answer.effect.headline and c.answer.effect.headline.favours == "cells")),
    "evidence-leans": ("randomised trials point to a benefit", lambda c: _leans(c.answer.effect)),
    "fact-contradicts": ("a fact says otherwise", lambda c: c.fact("contradicts") is not None),
    "fact-overstates": ("it goes beyond a fact", lambda c: c.fact("overstates") is not None),
    "fact-agrees": ("a fact says the same", lambda c: c.fact("agrees") is not None),
    "fact-topic": ("a fact about the condition speaks of the same", lambda c: c.topic is not None),
    "study-found": ("the study meant is in the library", lambda c: bool(c.answer.studies)),
    "study-differs": ("the page's numbers differ from the study's", lambda c: bool(c.answer.studies and c.answer.studies[0].differences)),
    "study-null": ("its main comparison showed no difference", lambda c: _primary(c) in ("null", "negative")),
    "study-positive": ("its main comparison was positive", lambda c: _primary(c) == "positive"),
    "study-uncontrolled": ("it had no comparison group", lambda c: _study(c) in ("single-arm", "case-series")),
}  # fmt: skip
"""Name -> (what it asks, the test)."""
