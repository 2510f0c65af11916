"""One sentence asked: a question gets an Answer, a claim also a verdict, by the same path as a page."""

from __future__ import annotations

from dataclasses import dataclass

from stemwise.answer import answer
from stemwise.answer.model import Answer
from stemwise.claims.context import page_context, question
from stemwise.claims.features import Page, derive
from stemwise.claims.model import ClaimKind
from stemwise.claims.passages import sentences
from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.question import Question
from stemwise.reading.document import Document
from stemwise.terms import vocabulary
from stemwise.verdict.model import PageVerdict
from stemwise.verdict.weigh import weigh


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a sentence: ``page`` where it makes claims; ``answer`` to ``question`` where it asks one."""

    text: str
    question: Question | None = None
    answer: Answer | None = None
    page: PageVerdict | None = None


def ask(text: str, document: Document, library: Library) -> Asked:
    """Weigh the sentence's claims; answer it where it is a question or makes no claim.

    Raises
    ------
    InputError
        When it names no condition and no cells that stemwise knows of.
    """
    if not text.rstrip().endswith("?"):
        page = weigh(document, library)
        if page.verdicts:
            return Asked(text, page=page)
    asked = question_of(text, document)
    if not asked.condition and not asked.cell:
        known = ", ".join(t.id for t in vocabulary().all("condition") if not t.outside)
        raise InputError(f"'{text[:80]}' names no condition or cells known here", f"name one, such as {known}")
    links = _links(text, document)
    return Asked(text, asked, answer(asked, library, links=links, full=True))


def question_of(text: str, document: Document) -> Question:
    """The Question a sentence asks: its terms, and the type its words call for."""
    page = Page(document.text)
    features = [page.features(s) for s in sentences(document)]
    if not features:
        raise InputError(f"'{text[:80]}' is no sentence", 'ask in words: stemwise ask "Does cord blood help in cerebral palsy?"')
    f = features[0]
    derive(f)
    kind: ClaimKind = "safety" if f.names & {"safe", "harm"} else "mechanism" if "link" in f.names and "clinical-benefit" not in f.names else "efficacy"
    asked, _ = question(f, kind, page_context(features, ""), f.quantity)
    return asked.but(type="harm" if kind == "safety" else "effect")


def _links(text: str, document: Document) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for s in sentences(document) for x in Page(document.text).features(s).links()))
