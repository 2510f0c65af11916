"""What a verdict rule may ask of a claim and its Answer: one name, one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from stemwise.answer.model import Answer, EffectAnswer
from stemwise.claims.model import Claim
from stemwise.content import load as load_content
from stemwise.evidence.knowledge import Fact, Link, Search
from stemwise.terms import vocabulary
from stemwise.verdict.care import care_meant, care_share, without_gain
from stemwise.verdict.figures import counts_held, figures_unseen
from stemwise.verdict.topics import Topic

_MARKS = re.compile(r"[^a-z0-9%']+")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """Groups of phrases: each begins where a word begins and may end within one."""
    rows = load_content().documents("rules")["rules/words.toml"]["words"]
    return {
        r["id"]: re.compile(" (?:" + "|".join(re.escape(_MARKS.sub(" ", p)) for p in r["phrases"]) + ")") for r in rows
    }


@cache
def _listed(name: str) -> frozenset[str]:
    """A plain list of ``data/rules/words.toml``."""
    return frozenset(load_content().documents("rules")["rules/words.toml"][name])


@lru_cache(maxsize=64)
def _plain(text: str) -> str:
    """The text as phrases are looked for in it: small letters, marks as blanks."""
    return " " + _MARKS.sub(" ", text.lower().replace("’", "'"))


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with everything known about it: what the rules judge."""

    claim: Claim
    answer: Answer
    topic: Topic | None = None

    def said(self, group: str) -> bool:
        """Whether the claim's text holds a phrase of the group (``data/rules/words.toml``)."""
        return bool(_words()[group].search(_plain(self.claim.text)))

    def cue(self, *groups: str) -> bool:
        """Whether words of any of the cue groups were found in the claim."""
        return not self.claim.cues.keys().isdisjoint(groups)

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


def _another_outcome(case: Case) -> bool:
    effect, outcome = case.answer.effect, case.claim.question.outcome
    told = effect.headline.steps if effect and effect.headline else ()
    return outcome not in ("", "symptoms-lay") and any(step.startswith("another outcome") for step in told)


def _elsewhere(condition: str) -> bool:
    words = vocabulary()
    return words.known("condition", condition) and "neurological" not in (
        condition, *words.ancestors("condition", condition)
    )  # fmt: skip


def _only_marker(links: tuple[Link, ...]) -> bool:
    """Markers are the most that changed; a step of the condition's own (dopamine cells) speaks for all."""
    own = tuple(x for x in links if x.confined) or links
    return bool(own) and all(x.level == "human-marker" for x in own)


def _primary(case: Case) -> str:
    return case.answer.studies[0].study.primary_result if case.answer.studies else ""


_RESULT_TOPICS = frozenset({"clinical-benefit", "percent"})


def _names_result(case: Case) -> bool:
    """What was gained is told; a study's question ("asked whether ...") is no result."""
    told = case.cue("better-function", "success-rate", "effective-for", "superlative")
    return not case.cue("asks-whether") and (told or not _RESULT_TOPICS.isdisjoint(case.claim.topics))


def _property_plain(case: Case) -> bool:
    acts = "acts" in case.claim.topics or case.cue("any-cell") or case.said("property-plain-2")
    return case.said("property-plain") and case.claim.strength != "absolute" and not acts


def _standard_care_only(case: Case) -> bool:
    """Care alone: no cells named or meant, nothing combined with them, and the care is not put down."""
    cells = any(t.startswith("cell:") for t in case.claim.topics) or case.topic_word("carried-cells-subject")
    apart = not cells and not case.said("standard-care-only")
    return apart and case.cue("standard-care", "care-weak") and not case.cue("disparages")


def searches_without(found: Answer) -> tuple[Search, ...]:
    """Recorded searches of the claim's condition and cells that found no study in people; none where another found some."""
    q = found.question
    mine = [s for s in found.searches if s.condition == q.condition]
    named = [s for s in mine if s.cell and s.cell == q.cell] or [s for s in mine if not s.cell]
    return tuple(named) if named and all(s.found_none for s in named) else ()


_ALL = re.compile(r"\b(?:all|every|everyone|always|nobody|no one|never|none)\b", re.I)
_ONLY = re.compile(r"\b(?:only|exclusively|solely|nowhere else)\b", re.I)


_READS = 0.5
"""Share from which a sentence is taken to be told that way (claims/loglinear.py)."""

_FIRM = 0.75
_SURE = 0.9

PREDICATES: dict[str, tuple[str, Callable[[Case], bool]]] = {
    "absolute": ("said without room for doubt", lambda c: c.claim.strength == "absolute"),
    "reads-sound": ("reads as a plain fact, a caution or a faithful report", lambda c: c.claim.told.sound >= _READS),
    "reads-surely-sound": ("reads surely as a plain fact, a caution or a faithful report", lambda c: c.claim.told.sound >= _SURE),
    "reads-firmly-sold": ("reads firmly as more than studies in people bear", lambda c: c.claim.told.sold >= _FIRM),
    "reads-sold": ("reads as more than studies in people bear", lambda c: c.claim.told.sold >= _READS),
    "reads-open": ("reads as a story, a promise or a provider's own word", lambda c: c.claim.told.open >= _READS),
    "hedged": ("said with a hedge", lambda c: c.claim.strength == "hedged"),
    "benefit": ("speaks for the therapy", lambda c: c.claim.direction == "benefit"),
    "harm": ("names a harm", lambda c: c.claim.direction == "harm"),
    "doubt-denied": ("praises by denying a doubt", lambda c: c.topic_word("praise-by-denial")),
    "claim-denied": ("says that a claim is wrong", lambda c: c.topic_word("claim-denied")),
    "spoken-of": ("speaks of a hope, a question or what is sold, and does not assert it", lambda c: c.topic_word("spoken-of")),
    "advises-cells": ("advises cells, or says that others do", lambda c: c.cue("advises-cells")),
    "denied-of-treatment": ("denies an effect of the cells or of any treatment", lambda c: c.cue("denied-of-treatment")),
    "asks-whether": ("asks, and does not assert", lambda c: c.cue("asks-whether")),
    "another-outcome": (
        "names an outcome, not symptoms at large, that no such trial reports",
        _another_outcome,
    ),
    "accuses-others": ("says that others hide what they know", lambda c: c.cue("accuses-others")),
    "study-known": ("its main result is in the base", lambda c: _primary(c) in ("positive", "null", "negative", "mixed")),
    "figures-unseen": (
        "a figure that the study's record does not hold",
        lambda c: bool(c.answer.studies) and figures_unseen(c.claim, c.answer.studies[0].study),
    ),
    "stops-care": ("speaks of stopping care", lambda c: c.cue("stops-care") and not c.cue("negation", "advice-against")),
    "harm-affirmed": ("denies that it is free of harm", lambda c: c.topic_word("harm-affirmed")),
    "no-effect": ("says that no effect was seen", lambda c: c.claim.direction == "no-effect"),
    "tells-null": ("tells a neutral result too", lambda c: c.cue("null-result")),
    "bare-number": (
        "gives a number without a word of cause",
        lambda c: bool(c.claim.quantity) and not c.cue("absolute") and not c.said("bare-number"),
    ),
    "own-figures": ("the provider speaks of its own patients", lambda c: c.cue("own-figures") or c.said("own-figures")),
    "own-page": (
        "told by a provider, no study named",
        lambda c: c.topic_word("provider-page") and not c.cue("study-vague", "study"),
    ),
    "own-praise": (
        "the provider's word on its own cells, not on its patients",
        lambda c: c.cue("own-figures") and c.said("own-praise"),
    ),
    "study-words": ("speaks of studies", lambda c: c.cue("study-vague", "study")),
    "own-or-vague": ("about the provider's own place or papers", lambda c: c.cue("own-figures") or c.said("own-or-vague")),
    "quotes-others": ("reports what others claim", lambda c: c.cue("claims-attributed")),
    "questions-others": (
        "tells critically what others claim",
        lambda c: (c.cue("questions-others") and not c.cue("own-figures")) or c.topic_word("heading:quotes-claims"),
    ),
    "care-advice": (
        "advises care, or against a rash step",
        lambda c: c.cue("care-imperative", "advice-against") and not c.cue("push", "superlative"),
    ),
    "push": ("pushes the reader to be treated", lambda c: c.cue("push") and not c.cue("caution")),
    "names-treatment": (
        "speaks of cells or of the treatment",
        lambda c: c.topic_word("about-treatment") or any(t.startswith("cell:") for t in c.claim.topics),
    ),
    "disparages": (
        "puts down care that helps",
        lambda c: c.cue("disparages") and c.cue("standard-care", "care-limits") and not c.cue("denies-claim"),
    ),
    "care-attacked": (
        "calls care useless or harmful",
        lambda c: (
            c.cue("care-attacked")
            and not c.cue("hedge", "caution", "denies-claim")
            and {*c.claim.cues.get("negation", ())} <= {"never"}
        ),
    ),
    "care-manages": (
        "says that other care eases and does not repair",
        lambda c: c.cue("care-manages") and c.cue("standard-care", "care-limits") and not c.said("care-manages"),
    ),
    "alternatives-known": ("care that helps is in the base", lambda c: bool(c.answer.alternatives)),
    "betters": ("says that something gets better", lambda c: c.cue("better-function", "works")),
    "betters-undenied": (
        "says that something gets better, and denies nothing",
        lambda c: c.cue("better-function", "works") and not c.cue("negation"),
    ),
    "gain-told": ("words of a gain", lambda c: c.cue("gain-words", "effective-for")),
    "names-harm": ("names a harm that is not denied", lambda c: c.cue("harm", "harm-event") and not c.cue("negation", "safe")),
    "study-safe": (
        "a study's own finding on safety",
        lambda c: c.cue("study-safe") and (c.cue("study", "study-group", "past") or c.claim.kind == "cited-study"),
    ),
    "names-result": (
        "tells what was gained, not only what was done",
        _names_result,
    ),
    "under-study": (
        "says what researchers ask or try, no answer",
        lambda c: (
            (c.cue("under-study") or (c.cue("being-studied") and c.claim.told.sold < _FIRM))
            and not c.cue("contrast", "study-result")
        ),
    ),
    "future": ("of a day to come", lambda c: c.cue("future")),
    "reassures": ("a rule or a licence is told to calm", lambda c: c.cue("reassures")),
    "natural-course": (
        "what happens without the treatment",
        lambda c: c.cue("natural-course") or c.topic_word("untreated-course"),
    ),
    "course-known": ("a course without the treatment is in the base", lambda c: bool(c.answer.course)),
    "limits": ("names what the evidence lacks", lambda c: c.cue("evidence-limits", "uncertainty", "null-result")),
    "moves": (
        "the cells are said to go somewhere in the body or to wake something there",
        lambda c: c.cue("moves") and "acts" in c.claim.topics,
    ),
    "caution": ("warns", lambda c: c.cue("caution")),
    "promise": ("promise wording", lambda c: c.cue("promise", "future") and not c.said("promise")),
    "vague": ("nothing measurable is named", lambda c: c.cue("vague")),
    "superlative": ("better than all else", lambda c: c.cue("superlative")),
    "animal": ("told of animals or the laboratory", lambda c: c.cue("animal")),
    "says-safe": (
        "says that it is safe",
        lambda c: c.cue("safe") or c.topic_word("harm-denied") or (c.cue("harm") and c.cue("negation")),
    ),
    "standard-care": ("names care known to help", lambda c: c.cue("standard-care")),
    "standard-care-only": (
        "speaks of known care, not of cells",
        _standard_care_only,
    ),
    "advises-care": (
        "advises to ask, to check, to be careful",
        lambda c: "advice" in c.claim.topics and not c.cue("superlative", "push", "add-on") and not c.said("advises-care"),
    ),
    "collection-at-birth": (
        "about taking cells after birth",
        lambda c: c.cue("collection") and c.said("collection-at-birth") and c.said("collection-at-birth-2"),
    ),
    "price": ("names a price", lambda c: c.cue("price")),
    "property-plain": (
        "a property of cells, nothing in the body of patients",
        _property_plain,
    ),
    "link-told": ("names a step of a way of action", lambda c: bool(c.answer.links)),
    "outcome-named": ("names an outcome", lambda c: any(t.startswith("outcome:") for t in c.claim.topics)),
    "clinical-benefit": ("names a function that gets better", lambda c: "clinical-benefit" in c.claim.topics),
    "link-human-outcome": ("a step shown to help people", lambda c: any(x.level == "human-outcome" for x in c.answer.links)),
    "only-human-marker": (
        "of every step named no more than markers have changed in people",
        lambda c: _only_marker(c.answer.links),
    ),
    "ahsct": (
        "about blood stem-cell transplantation in MS",
        lambda c: c.claim.question.cell == "ahsct" and c.claim.question.condition in ("multiple-sclerosis", "nmosd"),
    ),
    "evidence-clear": (
        "the headline pool favours the cells",
        lambda c: bool(c.answer.effect and c.answer.effect.headline and c.answer.effect.headline.favours == "cells"),
    ),
    "not-sought": ("our base follows no trials of the condition", lambda c: bool(c.answer.effect and not c.answer.effect.sought)),
    "elsewhere": ("a condition outside the nervous system", lambda c: _elsewhere(c.claim.question.condition)),
    "evidence-leans": ("randomised trials point to a benefit", lambda c: _leans(c.answer.effect)),
    "fact-contradicts": ("a fact says otherwise", lambda c: c.fact("contradicts") is not None),
    "fact-overstates": ("it goes beyond a fact", lambda c: c.fact("overstates") is not None),
    "fact-agrees": ("a fact says the same", lambda c: c.fact("agrees") is not None),
    "fact-topic-well": (
        "a fact about the condition speaks of the same and holds most of its words",
        lambda c: c.topic is not None and c.topic.well and not c.topic.against,
    ),
    "counts": (
        "gives a number of people, a share or a sum of money",
        lambda c: any(q.unit in ("people", "percent", "of", "money") for q in c.claim.quantity),
    ),
    "fact-topic": (
        "a fact about the condition speaks of the same",
        lambda c: c.topic is not None and c.topic.same and not c.topic.against,
    ),
    "fact-against": ("the nearest fact says otherwise", lambda c: c.topic is not None and c.topic.against),
    "fact-near": (
        "facts about the condition are near and tell of all things it speaks of",
        lambda c: c.topic is not None and c.topic.near and not c.topic.against,
    ),
    "fact-beside": ("a fact about the condition is near", lambda c: c.topic is not None),
    "facts-apart": (
        "no fact about the condition holds a good part of what it says",
        lambda c: c.topic is None or not c.topic.near,
    ),
    "other-care-denied": ("praises the cells by denying the effect of other care", lambda c: c.topic_word("other-care-denied")),
    "untreated-denied": ("says that nobody improves without the treatment", lambda c: c.topic_word("untreated-denied")),
    "search-found-none": ("a recorded search found no study in people", lambda c: bool(searches_without(c.answer))),
    "add-on-only": ("names an extra and no cells", lambda c: c.cue("add-on") and not c.claim.question.cell),
    "answer-approved": ("says yes to the question of approval", lambda c: c.topic_word("answer-approved")),
    "advises-stop": ("treatment that helps is to be stopped for the cells", lambda c: c.topic_word("advises-stop")),
    "names-cells": (
        "names cells, or speaks on of them",
        lambda c: any(t.startswith("cell:") for t in c.claim.topics) or c.topic_word("carried-cells-subject"),
    ),
    "denied": ("a negation stands in it", lambda c: c.cue("negation")),
    "care-named-whole": ("names care that the base holds by its whole name", lambda c: care_share(c.claim, c.answer) >= 1.0),
    "care-named-well": (
        "names at least half of the name of care that the base holds",
        lambda c: care_share(c.claim, c.answer) >= 0.5,
    ),
    "says-all": ("of all, of each, of none", lambda c: bool(_ALL.search(c.claim.text))),
    "says-only": ("of one only", lambda c: bool(_ONLY.search(c.claim.text))),
    "care-without-gain": (
        "names care that was studied and showed no clear gain",
        lambda c: without_gain(c.claim, c.answer) is not None,
    ),
    "care-named": ("names care that the base holds", lambda c: care_meant(c.claim, c.answer) is not None),
    "care-denied": ("says of other care alone that it does not help", lambda c: c.topic_word("care-denied")),
    "none-approved": (
        "no agency is known to have approved cells for the condition",
        lambda c: c.claim.question.condition in _listed("none_approved"),
    ),
    "none-shown": ("says that no study has shown it", lambda c: c.topic_word("none-shown")),
    "checks-needless": ("calls checks or care round the treatment needless", lambda c: c.topic_word("checks-needless")),
    "drug": ("names a medicine", lambda c: c.cue("drug")),
    "add-on": ("names an unproven extra", lambda c: c.cue("add-on")),
    "study-found": ("the study meant is in the library", lambda c: bool(c.answer.studies)),
    "study-differs": (
        "the page's numbers differ from the study's",
        lambda c: bool(c.answer.studies and c.answer.studies[0].differences),
    ),
    "counts-some": (
        "counts those of a study who changed, or did not, as its record does",
        lambda c: bool(c.answer.studies) and counts_held(c.claim, c.answer.studies[0].study),
    ),
    "study-null": ("its main comparison showed no difference", lambda c: _primary(c) in ("null", "negative")),
    "study-positive": ("its main comparison was positive", lambda c: _primary(c) == "positive"),
    "study-review": ("it pools other studies", lambda c: _study(c) == "meta-analysis"),
    "result-as-effect": ("a study is said to have shown a gain", lambda c: c.cue("better-function") and c.cue("study-result")),
    "study-uncontrolled": ("it had no comparison group", lambda c: _study(c) in ("single-arm", "case-series")),
}  # fmt: skip
"""Name -> (what it asks, the test)."""


def predicate(name: str) -> tuple[str, Callable[[Case], bool]]:
    """What a rule may ask, in words and as a test: one of :data:`PREDICATES`, else a phrase of that group (``words.toml``)."""
    return PREDICATES.get(name) or _said()[name]


@cache
def _said() -> dict[str, tuple[str, Callable[[Case], bool]]]:
    """Group of phrases -> that the claim holds one of them."""
    rows = load_content().documents("rules")["rules/words.toml"]["words"]
    return {r["id"]: (r["what"], partial(_holds, r["id"])) for r in rows}


def _holds(group: str, case: Case) -> bool:
    return case.said(group)
