"""One sentence asked: a question gets an Answer, a claim also a verdict, by the same path as a page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stemwise.answer import answer
from stemwise.answer.model import Answer
from stemwise.asked import effect, harm
from stemwise.asked.intents import BEFORE_HARM, EXAMPLE, Opened, asks_for, on_care, opened, part, questions, urgent
from stemwise.claims.context import page_context, question
from stemwise.claims.derived import derive
from stemwise.claims.features import Features, Page
from stemwise.claims.model import ClaimKind
from stemwise.claims.passages import Sentence
from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.question import Question
from stemwise.reading.document import Document
from stemwise.verdict.model import PageVerdict
from stemwise.verdict.weigh import weigh


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a sentence: ``page`` where it makes claims; ``answer`` to ``question`` where it asks one."""

    text: str
    question: Question | None = None
    answer: Answer | None = None
    page: PageVerdict | None = None
    lead: tuple[str, ...] = ()
    """What is said before all else: where to go when someone is ill, what no table can answer, the answer in a sentence."""


def ask(text: str, document: Document, library: Library) -> Asked:
    """Weigh the sentence's claims; answer it where it is a question or makes no claim.

    Raises
    ------
    InputError
        When it names no condition and no cells that stemwise knows of.
    """
    if lead := urgent(text):
        return Asked(text, lead=lead)
    if not _asks(text):
        page = weigh(document, library)
        if page.verdicts:
            return Asked(text, page=page)
    if not asks_for(text, *BEFORE_HARM) and (named := harm.named(text)) is not None:
        asked = question_of(named.rest, Document(document.source, named.rest)).but(type="harm")
        told = harm.opened(asked, named, library)
        return Asked(text, asked, told.answer, lead=told.lead)
    asked, links = question_of(text, document), _links(document)
    found = _first(text, document, asked, library) or opened(text, asked, library, mechanism=bool(links))
    if found is not None:
        return Asked(text, asked if found.answer else None, found.answer, lead=found.lead)
    if not asked.condition and not asked.cell:
        raise InputError(
            f"'{text[:80]}' names no condition or cells known here",
            f"name the condition or the cells, as in: {EXAMPLE}",
        )
    return Asked(text, asked, answer(asked, library, links=links, full=True))


def _first(text: str, document: Document, asked: Question, library: Library) -> Opened | None:
    """What a question on other care, or on one side of an effect, is opened with; stopping care is for ``intents.py``."""
    if asks_for(text, "stop-care"):
        return None
    care = _care_named(text, document)
    return on_care(care, text, asked, library) if care else effect.opened(text, asked, library)


_ASKING = re.compile(
    r"(?:what|who|whom|which|why|how|(?:when|where) (?:is|are|do|does|did|can|will|should|to)|is|are|was|were|do|does|did|can"
    r"|could|will|would|should|may|has|have|had|best|success rates?|life expectancy|differences?|risks?|side effects?|costs?"
    r"|prices?|chances?|odds)\b",
    re.I,
)
_TURNED = re.compile(
    r"\b(?:can|will|does|is|are|should|could|would) (?:he|she|it|they|that|this|we|i|my \w+)\b(?! \w+ed\b)|\bvs\b|\bwhich is\b",
    re.I,
)
"""A question in the middle of a line: 'my son has ... can he walk'."""


def _asks(text: str) -> bool:
    """Whether a sentence is a question: by its mark, or, being one, by how it begins."""
    text = text.strip()
    alone = len(re.findall(r"[.!;](?:\s|$)", text)) <= 1
    return text.endswith("?") or (alone and bool(_ASKING.match(text) or (text[-1:].isalpha() and _TURNED.search(text))))


def _care_named(text: str, document: Document) -> tuple[str, ...]:
    """Other care that a question names, where it speaks of no cells: a medicine, a procedure, hyperbaric oxygen."""
    if part("words", "cells").search(text):
        return ()
    f = _features(document)
    said = [w for group in ("drug", "standard-care", "add-on") for w in f.words(group)]
    said += [m.group() for m in part("words", "procedures").finditer(text)]
    words = questions()["words"]
    named = (words["called"].get(w.lower(), w.lower()) for w in said)
    return tuple(w for w in dict.fromkeys(named) if w not in words["any_care"])


def question_of(text: str, document: Document) -> Question:
    """The Question a sentence asks: its terms, and the type its words call for."""
    f = _features(document)
    derive(f)
    about_harm = bool(f.names & {"safe", "harm"})
    kind: ClaimKind = "safety" if about_harm else "efficacy"
    asked, _ = question(f, kind, page_context([f], ""), f.quantity)
    return asked.but(type="harm" if about_harm else "effect")


def _features(document: Document) -> Features:
    """The whole text as one sentence: a question is short, and has no blocks."""
    text = document.text
    return Page(text).features(Sentence(text, 0, len(text), 0, "paragraph"))


def _links(document: Document) -> tuple[str, ...]:
    return _features(document).links()
