"""A study that a question names: by its number, author and year, acronym, product, or who led it; what its record says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stemwise.answer import answer
from stemwise.answer.frame import cells_within, conditions_within
from stemwise.answer.masking import masked
from stemwise.answer.model import Answer
from stemwise.asked.naming import tried_in
from stemwise.asked.opening import Opened
from stemwise.asked.words import asks_for, filled, part, questions, replies
from stemwise.evidence import Library
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import folded, tokenise, vocabulary
from stemwise.verdict.resolve import ENOUGH, named, spaced

MOST = 4
"""Studies of one name that are told."""
BARE = 4
"""Words up to which a line is no more than a name."""
ELSEWHERE = ("approval", "cost", "insurance")
"""Questions in which a product's name is asked after for something else than its trials."""
OPEN = ("single-arm", "case-series")
"""Designs without a comparison."""
SHORT = 3
"""Letters of the shortest name of a person or a product that is looked for among others."""

_PHASE = re.compile(r"\bphase [1-4]\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CALLED = re.compile(r"\b([A-Z][A-Za-z]{3,}) (?:study|trial)\b|\b([A-Z][A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*)\b")
_NAMED = re.compile(r"\b[Tt]he ([A-Z][\w-]+(?: [A-Z][\w-]+){0,2}) (?:study|trial)\b")


def opened(text: str, asked: Question, library: Library) -> Opened | None:
    """What the records say of the studies that a question names; that none is at hand where it names one by its number."""
    if number := part("numbers", "patterns").search(text):
        of_number = library.by_identifier(number.group())
        lead = filled(questions()["numbers"]["lead"], number=number.group())
        return _found(of_number, library) if of_number else Opened(lead, None)
    found = () if asks_for(text, *ELSEWHERE) else called(text, asked, library)
    if found and (_of_it(text, found[0]) or (len(found) > 1 and len({s.condition for s in found}) == 1)):
        return _found(found[0], library) if len(found) == 1 else _several(found, asked, library)
    if not asked.condition and not asked.cell and (name := _NAMED.search(text)):
        return Opened(filled(questions()["numbers"]["lead_name"], name=name[1]), None)
    return None


def called(text: str, asked: Question, library: Library) -> tuple[Study, ...]:
    """The studies that a question calls by name, those of the year, phase and condition it tells; the larger first."""
    words = f" {spaced(text)} "
    points = [(max((p for p, _ in named(words, s)), default=0), s) for s in library.studies()]
    most = max((p for p, _ in points), default=0)
    found = [s for p, s in points if p == most >= ENOUGH] or _by_short_name(text, library)
    found = found or [s for s in library.studies() if _is_called(text, s)]
    if condition := asked.condition or tried_in(asked.cell, library):
        found = [s for s in found if s.condition in conditions_within(condition)]
    phase, years = _PHASE.search(text), {int(y) for y in _YEAR.findall(text)}
    for kept in (
        [s for s in found if phase and phase.group().lower() in s.label.lower()],
        [s for s in found if s.year in years],
        [s for s in found if asked.cell and set(s.cells) & cells_within(asked.cell)],
    ):
        found = kept or found
    return tuple(sorted(found, key=lambda s: (not (s.randomised or s.unreported), -(s.n or 0))))


def _of_it(text: str, study: Study) -> bool:
    """Whether the question is on the study itself: by words of studies, its year, or no more than its name."""
    year = study.year is not None and str(study.year) in text
    house = part("words", "of_house").search(text)
    return bool(part("words", "of_study").search(text) or house) or year or len(text.split()) < BARE


def _is_called(text: str, study: Study) -> bool:
    """Whether it is called by its label in any letters, by a name of its own, or, as a study, by who led it."""
    said = f" {folded(text)} "
    label = folded(study.label.split(" (")[0])
    if _YEAR.search(label) and f" {label} " in said:
        return True
    bare = len(text.split()) <= BARE or part("words", "of_study").search(text) or part("words", "of_house").search(text)
    names = (*study.names, *(study.marks if bare else ()))
    return any(len(n) > SHORT and f" {folded(n)} " in said and (n[:1] in text or _as_study(n, said)) for n in names)


def _as_study(name: str, said: str) -> bool:
    """Whether a name in small letters is called a study: 'the geron trial'."""
    return any(f" {folded(name)} {word} " in said for word in ("trial", "study", "trials", "studies"))


def _by_short_name(text: str, library: Library) -> list[Study]:
    """The studies whose name begins with a word that the question calls a study: ACCeNT for ACCeNT-CP."""
    said = {(a or b).lower() for a, b in _CALLED.findall(text) if not vocabulary().find("cell", tokenise(a or b))}
    return [s for s in library.studies() if any("-" in n and n.split("-")[0].lower() in said for n in s.names)]


def _found(study: Study, library: Library) -> Opened:
    """What the record says of the study, how it was made and paid for, and the answer it belongs to."""
    told = [f"{study.label}: {study.summary}" if study.summary else study.label]
    if study.primary_note:
        told.append(f"Main result: {study.primary_note}")
    return Opened((*told, _made(study)), _of(study.condition, (study,), library))


def _made(study: Study) -> str:
    rows = replies()["study"]
    size = f", {study.n} people" if study.n else ""
    blind = f", {rows['masked']}" if study.controlled and masked(study) else ""
    paid = study.citation.funding.rstrip(".") or rows["unpaid"]
    return str(rows["made"].format(what=f"{rows['design'][study.design]}{size}{blind}", paid=paid))


def _several(found: tuple[Study, ...], asked: Question, library: Library) -> Opened:
    """Each study of one name with its result, the larger first; the answer follows where all are of one condition."""
    rows = replies()["study"]
    told = [f"{s.label}: {s.summary or s.primary_note}" for s in found[:MOST]]
    rest = len(found) - MOST
    lead = [rows["several"], *told, *([rows["rest"].format(n=rest)] if rest > 0 else [])]
    conditions = {s.condition for s in found}
    made = _of(conditions.pop(), found, library) if len(conditions) == 1 else None
    return Opened((*_in_short(found, made), *lead, *([rows["below"]] if made else [])), made)


def _in_short(found: tuple[Study, ...], made: Answer | None) -> tuple[str, ...]:
    """Before the studies of one name: what the largest found, or that none of them had a comparison."""
    rows = replies()["study"]
    if all(s.design in OPEN for s in found):
        return (rows["uncontrolled"],)
    null = {s.id for p in made.effects for s in p.effect.null_trials} if made else set()
    size = f" ({found[0].n} people)" if found[0].n else ""
    return (rows["no_difference"].format(study=f"{found[0].label}{size}"),) if found[0].id in null else ()


def _of(condition: str, studies: Iterable[Study], library: Library) -> Answer:
    cells = {c for s in studies for c in s.cells}
    asked = Question(condition=condition, cell=cells.pop() if len(cells) == 1 else "stem-cells", type="effect")
    return answer(asked, library, full=True)
