"""The opening of an answer, and the answer that has facts only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stemwise.answer import answer as compute
from stemwise.answer.model import Answer
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import folded

MOST_FACTS = 6


@dataclass(frozen=True, slots=True)
class Opened:
    """What is said before an answer, and the answer with the parts that belong to it (``None``: the lead is all)."""

    lead: tuple[str, ...]
    answer: Answer | None


def care_alone(asked: Question, library: Library) -> Answer:
    """The Answer without effect and course: what else is known of the condition."""
    return replace(compute(asked.but(type="harm"), library), harms=None, missing=(), searches=())


def facts_alone(asked: Question, library: Library, facts: Iterable[Fact]) -> Answer:
    return replace(care_alone(asked, library), alternatives=(), not_for=(), facts=tuple(facts))


def says(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words begins a word of the text; two letters make a whole one (UK is not Ukraine)."""
    said = f" {folded(text)} "
    return any(f" {w} " in said if len(w) < SHORT else f" {w}" in said for w in map(str.strip, words))


SHORT = 4
"""Letters under which a name is told only by the whole word."""
