"""Which study of the library a page means, from what it gives: an identifier, a name, or numbers that fit only one.

A wrong resolution is worse than none: two candidates with the same points leave the mention open, and a study of other
cells than the page names loses points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from stemwise.answer import frame
from stemwise.answer.model import StudyMatch
from stemwise.claims.mention import mention
from stemwise.claims.model import Claim, Mention, Quantity
from stemwise.evidence import Library
from stemwise.evidence.model import Study
from stemwise.terms import KINDS, tokenise, vocabulary
from stemwise.verdict.misreport import differences, sizes_of

ENOUGH = 4
"""Points needed without an identifier: a number of participants alone (3) is not enough, with the cells (1) it is."""
COMMON = 30
"""Up to so many people a number says less: many small studies have the same."""
OTHER_YEAR = 2
"""Points a study loses that is not of the year the page gives: a name or a number alone is then not enough."""
_BARE_COUNT = re.compile(
    r"^[\w-]+ (?:[\w-]+ )?(?:patients|children|cases|people|participants|infants|subjects|studies|individuals)$"
)
_ACRONYM = re.compile(r"[A-Z]{4,}[A-Za-z]*(?:-[A-Z0-9]+)?\b")
"""A trial's name at the head of a label: four capitals and more."""
_CALLED = re.compile(r"\b[A-Z]{4,}[A-Za-z]*(?:-[A-Z0-9]+)?(?= (?:trial|study)\b)")
"""A trial's name, which the base may not hold."""
_SURNAME = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*")
"""A label that is no more than a surname names a group, not one of its studies."""
_RANDOMISED = re.compile(r"\b(?:randomi[sz]ed|placebo|double.blind|sham)\b", re.I)


_PHASE = re.compile(r"\bphase ([1-4])\b", re.I)
_ANOTHER = re.compile(
    r"\b(?:another|earlier|previous|prior|second|separate|different|other|older|similar|later)\s(?:\w+\s)?"
    r"(?:study|trial|studies|trials|paper)\b",
    re.I,
)


def names_another(claim: Claim) -> bool:
    """Whether the claim turns to another study than the one spoken of so far."""
    return _ANOTHER.search(claim.text) is not None


_OF_STUDIES = frozenset({"efficacy", "success-rate", "uncertainty", "safety"})
"""Kinds of claims that may tell of a study they name."""


def names_one(claim: Claim, library: Library) -> bool:
    """Whether the claim calls a study by a name: its author, a name in capitals before "trial", or one that a record holds."""
    called = {m.group() for m in _CALLED.finditer(claim.text)}
    if (claim.mention and claim.mention.author) or called - _terms():
        return True
    words = " " + spaced(claim.text) + " "
    index = _index(library, frozenset())
    near = {i for word in words.split() for i in index.by_word.get(word, ())}
    return any(any(named(words, index.studies[i])) for i in near)


def resolve(claim: Claim, library: Library, before: tuple[Claim, ...] = ()) -> StudyMatch | None:
    """The study meant, if it is in the library and the match is unambiguous.

    ``before``: claims that speak of the same study just before; what they give counts too.
    """
    told = " ".join([*(c.text for c in before), claim.text])
    quantity = tuple(q for c in (*before, claim) for q in c.quantity)
    m = mention(told, quantity) if before else claim.mention
    if m is None and claim.kind != "cited-study" and not (claim.kind in _OF_STUDIES and names_one(claim, library)):
        return None
    for identifier in m.identifiers if m else ():
        study = library.by_identifier(identifier) or _wrong_address(identifier, library)
        if study is not None:
            return StudyMatch(study, identifier, differences(claim, study))
    words = " " + spaced(told) + " "
    candidates = _candidates(claim, words, quantity, m, library)
    called = [s for s in candidates if any(named(words, s))]
    if not called and "condition" in claim.carried and names_one(claim, library):
        called = [s for s in library.studies() if any(points > ENOUGH for points, _ in named(words, s))]
    candidates = called or candidates
    scored = sorted(((_score(claim, words, quantity, m, s), s) for s in candidates), key=lambda pair: -pair[0][0])
    if not scored or scored[0][0][0] < ENOUGH or (len(scored) > 1 and scored[1][0][0] == scored[0][0][0]):
        return None
    (_, why), study = scored[0]
    return StudyMatch(study, ", ".join(why), differences(claim, study))


def _wrong_address(identifier: str, library: Library) -> Study | None:
    """The study whose record says that pages give this address for it, though it is another's or leads nowhere."""
    return next((s for s in library.studies() if identifier in s.mentions), None)


def _candidates(
    claim: Claim, told: str, quantity: tuple[Quantity, ...], m: Mention | None, library: Library
) -> list[Study]:
    """Studies on the condition that share a name's first word or a number with the text: no others can have points."""
    condition = claim.question.condition
    index = _index(library, frame.conditions_within(condition) if condition else frozenset())
    found = {i for word in set(told.split()) for i in index.by_word.get(word, ())}
    found |= {i for word in set(told.lower().split()) for i in index.by_lower.get(word, ())}
    found |= {i for q in quantity if q.unit in ("people", "studies") for i in index.by_number.get(int(q.value), ())}
    if m and m.author:
        found |= set(index.by_lower.get(spaced(m.author).lower().split()[0], ()))
    return [index.studies[i] for i in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Index:
    """Studies by the first words of their names and of the ways pages speak of them, and by their numbers."""

    studies: tuple[Study, ...]
    by_word: dict[str, list[int]]
    by_lower: dict[str, list[int]]
    by_number: dict[int, list[int]]


@lru_cache(maxsize=256)
def _index(library: Library, conditions: frozenset[str]) -> _Index:
    index = _Index(library.studies(conditions), {}, {}, {})
    for i, study in enumerate(index.studies):
        for name in (study.label, *study.names):
            if words := spaced(name).split():
                index.by_word.setdefault(words[0], []).append(i)
        for said in (study.label, *study.mentions):
            if words := spaced(said).lower().split():
                index.by_lower.setdefault(words[0], []).append(i)
        for number in sizes_of(study) | {p.k for p in study.pooled if p.k} | _stated_k(study):
            index.by_number.setdefault(number, []).append(i)
    return index


def _score(
    claim: Claim, told: str, quantity: tuple[Quantity, ...], m: Mention | None, study: Study
) -> tuple[int, list[str]]:
    """Points for what the text (its words parted by blanks) and the record share, with the reasons in words."""
    rows = [*named(told, study), *_counted(told, quantity, study)]
    if m and m.author and f"{study.label} ".lower().startswith(f"{m.author} ".lower()):
        rows.append((4, f"author {m.author}"))
    if not rows:
        return 0, []  # what follows never reaches ENOUGH alone
    rows += _cells(claim, study)
    if m and m.year and study.year:
        near = abs(m.year - study.year) <= (0 if study.design == "meta-analysis" else 1)
        rows.append((1, str(study.year)) if near else (-OTHER_YEAR, f"not {m.year}"))
    if study.design in ("rct", "crossover-rct") and _RANDOMISED.search(told):
        rows.append((1, "randomised"))
    if (phase := _PHASE.search(told)) and f"phase {phase.group(1)}" in " ".join((study.label, *study.names)):
        rows.append((1, phase.group()))
    return sum(points for points, _ in rows), [why for points, why in rows if points > 0]


def named(told: str, study: Study) -> Iterator[tuple[int, str]]:
    """A trial's own name in its own capitals ('MIST', not 'mist'), or the record's label ('Petrou 2020')."""
    label = study.label.split(" (")[0]
    if not _SURNAME.fullmatch(label) and f" {spaced(label)} " in told:
        yield 7, label
        return
    acronym = _ACRONYM.match(label)
    if acronym and acronym.group() not in _terms() and f" {spaced(acronym.group())} " in told:
        yield (6 if "-" in acronym.group() else 5), acronym.group()
        return
    for name in study.names:
        if f" {spaced(name)} " in told:
            yield 4, name
            return


@cache
def _terms() -> frozenset[str]:
    """Words of the vocabulary in capitals (HSCT, GMFM): no trial's name, though a label may begin with one."""
    words = vocabulary()
    return frozenset(w for kind in KINDS for t in words.all(kind) for w in (t.short, *t.words) if w.isupper())


def _counted(told: str, quantity: tuple[Quantity, ...], study: Study) -> Iterator[tuple[int, str]]:
    """Numbers of people or of studies, and the ways pages speak of the study."""
    people = {int(q.value) for q in quantity if q.unit == "people"}
    counted = False
    if study.design != "meta-analysis" and (n := next(iter(people & sizes_of(study)), None)) is not None and n > 3:
        counted = True
        yield 3 if n > COMMON else 2, f"{n} people"
    if study.design == "meta-analysis":
        studies = {int(q.value) for q in quantity if q.unit == "studies"}
        if k := next(iter(studies & ({p.k for p in study.pooled if p.k} | _stated_k(study))), None):
            counted = True
            yield 3, f"{k} studies pooled"
    text = told.lower()
    found = [p for p in study.mentions if f" {spaced(p).lower()} " in text]
    if found:
        bare = all(_BARE_COUNT.match(p.lower()) for p in found)
        yield (
            (0 if bare and counted else 2 if bare or len(max(found, key=len).split()) < 4 else 4),
            "as pages speak of it",
        )


def _cells(claim: Claim, study: Study) -> Iterator[tuple[int, str]]:
    named = claim.question.cell
    if named in ("", "stem-cells") or not study.cells:
        return
    inside = frame.cells_within(named)
    if any(c in inside or c == named for c in study.cells):
        yield 1, "the same cells"
    elif "cell" not in claim.carried and not any(named in frame.cells_within(c) for c in study.cells):
        yield -3, "other cells"


@lru_cache(maxsize=20_000)
def spaced(phrase: str) -> str:
    """The words of a phrase with single blanks between them."""
    return " ".join(t.text for t in tokenise(phrase))


def _stated_k(study: Study) -> set[int]:
    """Numbers of studies named in the record's mentions ("9 studies")."""
    return {int(t.text) for m in study.mentions if "stud" in m or "trial" in m for t in tokenise(m) if t.text.isdigit()}
