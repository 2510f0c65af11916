"""One sentence asked: a question gets an Answer, a claim also a verdict, by the same path as a page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stemwise.answer import answer
from stemwise.answer.model import Answer
from stemwise.asked import care, compare, effect, harm
from stemwise.asked.intents import BEFORE_HARM, EXAMPLE, opened
from stemwise.asked.opening import Opened
from stemwise.asked.words import asks_for, filled, is_question, part, questions, urgent
from stemwise.claims.context import page_context, question
from stemwise.claims.derived import derive
from stemwise.claims.features import Features, Page
from stemwise.claims.model import ClaimKind
from stemwise.claims.passages import Sentence
from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.question import Question, people_in
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
    found = _weighed(vocabulary().raised(text), replace(document, text=vocabulary().raised(document.text)), library)
    return replace(found, text=text)


def _weighed(text: str, document: Document, library: Library) -> Asked:
    """The verdict on a claim, the answer to a question."""
    if not is_question(text):
        page = weigh(document, library)
        if page.verdicts:
            return Asked(text, page=page)
    if not asks_for(text, *BEFORE_HARM) and (named := harm.named(text)) is not None:
        asked = question_of(named.rest, Document(document.source, named.rest)).but(type="harm")
        told = harm.opened(asked, named, library)
        return Asked(text, asked, told.answer, lead=told.lead)
    asked, links = question_of(text, document), _links(document)
    found = _first(text, document, asked, library) or opened(text, asked, library, mechanism=bool(links))
    against = compare.controls(text, asked, library)
    if found is not None:
        return Asked(text, asked if found.answer else None, found.answer, lead=(*against, *found.lead))
    if not asked.condition and not asked.cell:
        raise InputError(
            f"'{text[:80]}' names no condition or cells known here",
            f"name the condition or the cells, as in: {EXAMPLE}",
        )
    if not asked.condition and not links and asked.type != "harm":
        return Asked(text, lead=filled(questions()["plain"]["lead_nothing"], example=EXAMPLE))
    lead = () if asked.cell or part("words", "given").search(text) else tuple(questions()["plain"]["lead_cells"])
    return Asked(text, asked, answer(asked, library, links=links, full=True), lead=(*against, *lead))


BEFORE_EFFECT = ("stop-care", "with-care", "join-trial", "ask-clinic", "clinic", "trust", "pregnancy", "safer-cell")
"""Questions for ``intents.py`` though their words may ask of an effect or name other care too."""


def _first(text: str, document: Document, asked: Question, library: Library) -> Opened | None:
    """What a question on other care, or on one side of an effect, is opened with."""
    if asks_for(text, *BEFORE_EFFECT):
        return None
    names = care.named(text, _features(document))
    return (names and care.told(names, text, asked, library)) or effect.opened(text, asked, library)


def question_of(text: str, document: Document) -> Question:
    """The Question a sentence asks: its terms, the person it speaks of, and the type its words call for."""
    f = _features(document)
    derive(f)
    gain = part("words", "helps").search(document.text) and not asks_for(document.text, "harms")
    about_harm = bool(f.names & {"safe", "harm"}) and not gain
    kind: ClaimKind = "safety" if about_harm else "efficacy"
    asked, _ = question(f, kind, page_context([f], ""), f.quantity)
    own = "" if part("words", "alone").search(text) else asked.donor
    cell = asked.cell or ("stem-cells" if part("words", "the_cells").search(text) else "")
    asked = asked.but(type="harm" if about_harm else "effect", donor=own, cell=cell)
    return asked.but(**people_in(text, asked.condition))


def _features(document: Document) -> Features:
    """The whole text as one sentence: a question is short, and has no blocks."""
    text = document.text
    return Page(text).features(Sentence(text, 0, len(text), 0, "paragraph"))


def _links(document: Document) -> tuple[str, ...]:
    return _features(document).links()
