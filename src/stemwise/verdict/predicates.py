"""What a verdict rule may ask: rows of ``data/rules/predicates.toml``, phrases of ``words.toml``, and what must be computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from stemwise.answer.model import Answer
from stemwise.content import document
from stemwise.evidence.knowledge import Link, Search
from stemwise.terms import vocabulary
from stemwise.verdict.care import care_meant, care_share, without_gain
from stemwise.verdict.case import Case
from stemwise.verdict.figures import counts_held, figures_unseen

Holds = Callable[[Case], bool]


PHRASES = ("said:", "flatly:")
"""How marks begin that ask for a group of phrases: anywhere in the claim, or in a clause that is said flatly."""


class Asked(NamedTuple):
    """Marks of a case, and groups of phrases, which are looked for only when they are asked."""

    marks: frozenset[str]
    phrases: tuple[tuple[bool, str], ...]
    """Groups of phrases, and whether they must be said flatly."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Asked:
        """From a row's list."""
        phrases = tuple((n.startswith("flatly:"), n.partition(":")[2]) for n in names if n.startswith(PHRASES))
        return cls(frozenset(n for n in names if not n.startswith(PHRASES)), phrases)

    def all_said(self, case: Case) -> bool:
        """Whether a phrase of each group asked is there."""
        return not self.phrases or all(_found(case, *p) for p in self.phrases)

    def any_said(self, case: Case) -> bool:
        """Whether a phrase of any group asked is there."""
        return bool(self.phrases) and any(_found(case, *p) for p in self.phrases)

    def any_in(self, case: Case) -> bool:
        """Whether anything asked is there."""
        return not self.marks.isdisjoint(case.marks) or self.any_said(case)


def _found(case: Case, flat: bool, group: str) -> bool:
    return case.flatly(group) if flat else case.said(group)


@dataclass(frozen=True, slots=True)
class Row:
    """A predicate that is content: what must all be there, of what one, of what none; least shares of a reading."""

    needs: Asked
    one: Asked | None
    none: Asked
    least: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, r: dict[str, Any]) -> Row:
        """From a row of the file."""
        one = Asked.of(r["any"]) if "any" in r else None
        return cls(Asked.of(r.get("all", ())), one, Asked.of(r.get("none", ())), tuple(r.get("least", {}).items()))

    def __call__(self, case: Case) -> bool:
        """Whether it holds of the case."""
        if not (self.needs.marks <= case.marks and self.none.marks.isdisjoint(case.marks)):
            return False
        for how, share in self.least:
            if getattr(case.claim.told, how) < share:
                return False
        one = self.one is None or self.one.any_in(case)
        return one and self.needs.all_said(case) and not self.none.any_said(case)

    @property
    def _plain(self) -> bool:
        return not (self.needs.phrases or self.none.marks or self.none.phrases or self.least)

    @property
    def every(self) -> frozenset[str]:
        """The marks that it comes to, where it asks for nothing but that all of them are there."""
        return self.needs.marks if self._plain and self.one is None else frozenset()

    @property
    def either(self) -> frozenset[str]:
        """The marks that it comes to, where it asks for nothing but that one of them is there."""
        if not self._plain or (self.one and (self.one.phrases or self.needs.marks)):
            return frozenset()
        return self.one.marks if self.one else self.needs.marks if len(self.needs.marks) == 1 else frozenset()


@cache
def _listed(name: str) -> frozenset[str]:
    """A plain list of ``data/rules/words.toml``."""
    return frozenset(document("rules/words.toml")[name])


def _leans(found: Answer) -> bool:
    """Randomised trials of some condition asked about point to a benefit: some pool does, none points the other way."""
    return any(p.effect.leans for p in found.effects)


def _not_sought(found: Answer) -> bool:
    return bool(found.effects) and not any(p.effect.sought for p in found.effects)


def _clear(found: Answer) -> bool:
    """The main result favours the cells, in each condition that a word stands for."""
    heads = [p.effect.headline for p in found.effects]
    return bool(heads) and all(h is not None and h.favours == "cells" for h in heads)


def _another_outcome(case: Case) -> bool:
    """No main result is of the outcome that is claimed."""
    outcome = case.claim.question.outcome
    heads = [p.effect.headline for p in case.answer.effects if p.effect.headline]
    other = [any(step.startswith("another outcome") for step in h.steps) for h in heads]
    return outcome not in ("", "symptoms-lay") and bool(other) and all(other)


def _elsewhere(condition: str) -> bool:
    words = vocabulary()
    return words.known("condition", condition) and "neurological" not in (
        condition, *words.ancestors("condition", condition)
    )  # fmt: skip


def _only_marker(links: tuple[Link, ...]) -> bool:
    """Markers are the most that changed; a step of the condition's own (dopamine cells) speaks for all."""
    own = tuple(x for x in links if x.confined) or links
    return bool(own) and all(x.level == "human-marker" for x in own)


def searches_without(found: Answer) -> tuple[Search, ...]:
    """Recorded searches of the claim's condition and cells that found no study in people; none where another found some."""
    q = found.question
    mine = [s for s in found.searches if s.condition == q.condition]
    named = [s for s in mine if s.cell and s.cell == q.cell] or [s for s in mine if not s.cell]
    return tuple(named) if named and all(s.found_none for s in named) else ()


_FIRM = 0.75
"""Share from which a sentence is read firmly as sold."""


COMPUTED: dict[str, tuple[str, Holds]] = {
    "another-outcome": (
        "names an outcome, not symptoms at large, that no such trial reports",
        _another_outcome,
    ),
    "figures-unseen": (
        "a figure that the study's record does not hold",
        lambda c: bool(c.answer.studies) and figures_unseen(c.claim, c.answer.studies[0].study),
    ),
    "questions-others": (
        "tells critically what others claim",
        lambda c: (c.cue("questions-others") and not c.cue("own-figures")) or c.topic_word("heading:quotes-claims"),
    ),
    "care-attacked": (
        "calls care useless or harmful",
        lambda c: (
            c.cue("care-attacked")
            and not c.cue("hedge", "caution", "denies-claim")
            and {*c.claim.cues.get("negation", ())} <= {"never"}
        ),
    ),
    "study-safe": (
        "a study's own finding on safety",
        lambda c: c.cue("study-safe") and (c.cue("study", "study-group", "past") or c.claim.kind == "cited-study"),
    ),
    "under-study": (
        "says what researchers ask or try, no answer",
        lambda c: (
            (c.cue("under-study") or (c.cue("being-studied") and c.claim.told.sold < _FIRM))
            and not c.cue("contrast", "study-result")
        ),
    ),
    "says-safe": (
        "says that it is safe",
        lambda c: c.cue("safe") or c.topic_word("harm-denied") or (c.cue("harm") and c.cue("negation")),
    ),
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
        lambda c: _clear(c.answer),
    ),
    "not-sought": ("our base follows no trials of the condition", lambda c: _not_sought(c.answer)),
    "elsewhere": ("a condition outside the nervous system", lambda c: _elsewhere(c.claim.question.condition)),
    "evidence-leans": ("randomised trials point to a benefit", lambda c: _leans(c.answer)),
    "fact-topic-well": (
        "a fact about the condition speaks of the same and holds most of its words",
        lambda c: c.topic is not None and c.topic.well and not c.topic.against,
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
    "search-found-none": ("a recorded search found no study in people", lambda c: bool(searches_without(c.answer))),
    "add-on-only": ("names an extra and no cells", lambda c: c.cue("add-on") and not c.claim.question.cell),
    "care-named-whole": ("names care that the base holds by its whole name", lambda c: care_share(c.claim, c.answer) >= 1.0),
    "care-named-well": (
        "names at least half of the name of care that the base holds",
        lambda c: care_share(c.claim, c.answer) >= 0.5,
    ),
    "care-without-gain": (
        "names care that was studied and showed no clear gain",
        lambda c: without_gain(c.claim, c.answer) is not None,
    ),
    "care-named": ("names care that the base holds", lambda c: care_meant(c.claim, c.answer) is not None),
    "none-approved": (
        "no agency is known to have approved cells for the condition",
        lambda c: c.claim.question.condition in _listed("none_approved"),
    ),
    "study-differs": (
        "the page's numbers differ from the study's",
        lambda c: bool(c.answer.studies and c.answer.studies[0].differences),
    ),
    "counts-some": (
        "counts those of a study who changed, or did not, as its record does",
        lambda c: bool(c.answer.studies) and counts_held(c.claim, c.answer.studies[0].study),
    ),
}  # fmt: skip
"""Name -> (what it asks, the test)."""


@cache
def predicates() -> dict[str, tuple[str, Holds]]:
    """Everything that a rule may ask, in words and as a test."""
    rows = {r["id"]: (r["what"], Row.of(r)) for r in document("rules/predicates.toml")["predicate"]}
    groups = {r["id"]: (r["what"], partial(_holds, r["id"])) for r in document("rules/words.toml")["words"]}
    return {**COMPUTED, **rows, **groups}


def _holds(group: str, case: Case) -> bool:
    return case.said(group)
