"""One sentence asked: a question gets an Answer, a claim also a verdict, by the same path as a page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stemwise.answer import answer
from stemwise.answer.model import Answer
from stemwise.asked import care, compare, effect, harm, lookup, naming, short, spelling, unfollowed
from stemwise.asked.advised import advised
from stemwise.asked.intents import BEFORE_HARM, EXAMPLE, opened
from stemwise.asked.opening import Opened
from stemwise.asked.urgent import Said, beside, records, refused, urgent
from stemwise.asked.words import asks_for, is_question, part, questions
from stemwise.claims.context import page_context, question
from stemwise.claims.derived import derive
from stemwise.claims.features import Features, Page
from stemwise.claims.model import ClaimKind
from stemwise.claims.passages import Sentence
from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact, SeriousCase
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
    lead: tuple[str, ...] = ()
    """What is said before all else: where to go when someone is ill, what no table can answer, the answer in a sentence."""
    rests: tuple[Fact | SeriousCase, ...] = ()
    """What the base holds of the danger that is told of first."""


def ask(text: str, document: Document, library: Library) -> Asked:
    """Weigh the sentence's claims; answer it where it is a question or makes no claim.

    Raises
    ------
    InputError
        When it names no condition and no cells that stemwise knows of.
    """
    danger = urgent(text)
    if danger.lead:
        return Asked(text, lead=danger.lead, rests=records(danger, library))
    first = beside(text, stated=not is_question(text))
    said = first or Said()
    rests = records(said, library)
    if said.alone:
        return Asked(text, lead=said.lead, rests=rests)
    raised, read = vocabulary().raised(text), replace(document, text=vocabulary().raised(document.text))
    if (page := _claimed(raised, read, library, first)) is not None:
        return replace(page, text=text, lead=said.lead, rests=rests)
    raised, names = spelling.mended(raised, library)
    found = _answered(raised, replace(document, text=raised), library, said=bool(said.lead))
    return replace(found, text=text, lead=(*said.lead, *spelling.lead(names), *found.lead), rests=rests)


def _claimed(text: str, document: Document, library: Library, first: Said | None) -> Asked | None:
    """The verdict on what a sentence claims; none on a question, nor on what someone tells of a child or of themselves."""
    if is_question(text) or (first and not first.weighs):
        return None
    page = weigh(document, library)
    refuted = any(v.value in ("overstated", "contradicted") for v in page.verdicts)
    return Asked(text, page=page) if page.verdicts and (refuted or not first) else None


def _answered(text: str, document: Document, library: Library, *, said: bool = False) -> Asked:
    """The answer to a question; ``said``: something is said before it, so it is not refused."""
    if not asks_for(text, *BEFORE_HARM) and (named := harm.named(text)) is not None:
        asked = question_of(named.rest, Document(document.source, named.rest)).but(type="harm")
        told = harm.opened(asked, named, library)
        return Asked(text, asked, told.answer, lead=told.lead)
    asked, links = question_of(text, document), _links(document)
    found = _first(text, document, asked, library) or opened(text, asked, library, mechanism=bool(links))
    against = () if asks_for(text, "stop-care") else compare.controls(text, asked, library)
    if found is None and not asked.condition and not against:
        found = lookup.opened(text, asked, library)
        if found is not None and not said:
            found = replace(found, lead=(*found.lead, refused()))
    if found is not None:
        return Asked(text, asked if found.answer else None, found.answer, lead=(*against, *found.lead))
    if not asked.condition and not asked.cell and not said and not lookup.answers(text):
        raise InputError(
            f"'{text[:80]}' names no condition or cells known here",
            f"name the condition or the cells, as in: {EXAMPLE}.{lookup.refusal(text, library)} {refused()}",
        )
    if not asked.condition and (tried := naming.tried_in(asked.cell, library)) and asked.type != "harm":
        against = (*against, naming.lead(tried))
        asked = asked.but(condition=tried)
    if not asked.condition and not links and (asked.type != "harm" or not asked.cell):
        lead = (*against, *lookup.nothing(text, library))
        return Asked(text, lead=lead if said else (*lead, refused()))
    more = lookup.beside(text, asked, library) if not links and not against else lookup.Beside()
    made = answer(asked, library, links=links, full=True)
    made = replace(made, facts=more.facts or made.facts)
    lead = _short(text, asked, made, library)
    if made.effects and not any(p.effect.sought for p in made.effects):
        own = unfollowed.opened(text, asked, made, library, said=lead)
        made, lead = own.answer or made, own.lead
    return Asked(text, asked, made, lead=(*against, *more.before, *lead, *more.after))


def _short(text: str, asked: Question, found: Answer, library: Library) -> tuple[str, ...]:
    """Whether cells help and for whom they are advised, before the numbers; that it is of cells, where another may be meant."""
    if not found.effects:
        return ()
    meant = asked.cell or part("words", "given").search(text) or part("words", "helps").search(text)
    of_cells = () if meant else questions()["plain"]["lead_cells"]
    return (*of_cells, *short.lead(text, found.effects, asked), *advised(asked, library))


BEFORE_EFFECT = (
    "self",
    "study-trust",
    "other-parent",
    "with-therapy",
    "stop-care",
    "with-care",
    "join-trial",
    "ask-clinic",
    "clinic",
    "trust",
    "pregnancy",
    "safer-cell",
)
"""Questions for ``intents.py`` though their words may ask of an effect or name other care too."""


def _first(text: str, document: Document, asked: Question, library: Library) -> Opened | None:
    """What a question on other care, or on one side of an effect, is opened with."""
    if asks_for(text, *BEFORE_EFFECT):
        return None
    f = _features(document)
    names = care.named(text, f)
    known = care.approved(text, asked, f, library) or (names and care.told(names, text, asked, library))
    if known or (not asked.cell and asks_for(text, "other-care")):
        return known or None
    return effect.opened(text, asked, library)


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
    return naming.completed(asked, text)


def _features(document: Document) -> Features:
    """The whole text as one sentence: a question is short, and has no blocks."""
    text = document.text
    return Page(text).features(Sentence(text, 0, len(text), 0, "paragraph"))


def _links(document: Document) -> tuple[str, ...]:
    return _features(document).links()
