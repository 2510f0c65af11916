"""The study a whole page reports on: news of a trial names it once and speaks of it in every paragraph.

What the page gives is added up over all of it: the study's name, its makers and places (``marks`` of the record), the numbers
of people, the journal. A page that fits two studies nearly alike is left open, as in ``resolve``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from stemwise.answer import frame
from stemwise.answer.model import StudyMatch
from stemwise.claims.model import Claim
from stemwise.evidence import Library
from stemwise.evidence.model import Study
from stemwise.terms import Token
from stemwise.verdict.misreport import counts_of, sizes_of
from stemwise.verdict.resolve import named, names_another, spaced

ENOUGH = 6
"""Points needed: two marks and the number of people, or the name and a mark."""
AHEAD = 2
"""Points by which it must lead the next study."""
_MARK, _COUNT, _JOURNAL, _MENTION = 2, 4, 1, 2
_SMALL = 5
"""Numbers of people up to this fit too many studies."""
_GENERIC = frozenset({"nature", "cell", "brain", "stroke", "science", "medicine", "neurology", "pediatrics", "spine"})
"""Journals whose name is a word of its own."""
_ON_A_STUDY = frozenset({"study-specific", "carried-study", "percent"})


def reported(tokens: Iterable[Token], claims: Sequence[Claim], library: Library) -> Study | None:
    """The one study of the library that a page of these words reports on, or ``None``."""
    conditions = Counter(c.question.condition for c in claims if c.question.condition)
    if not conditions or not any(_open_to(c) for c in claims):
        return None
    condition = conditions.most_common(1)[0][0]
    said = [t.text.removesuffix("'s") for t in tokens]
    words, single = " " + " ".join(said) + " ", frozenset(said)
    people = {int(q.value) for c in claims for q in c.quantity if q.unit in ("people", "of") and q.value > _SMALL}
    pointed = _pointed_to(library, frame.conditions_within(condition))
    rows = {s.id: s for word in single & pointed.keys() for s in pointed[word]}.values()
    low = words.lower()
    scored = sorted(((_points(words, low, single, people, s), s.id) for s in rows), reverse=True)
    if not scored or scored[0][0] < ENOUGH or (len(scored) > 1 and scored[1][0] > scored[0][0] - AHEAD):
        return None
    return library.get(scored[0][1])


def on_it(claim: Claim, study: Study) -> StudyMatch | None:
    """The match of a claim on a study's design or result that names no other and gives no number of people of its own."""
    if not _open_to(claim) or names_another(claim):
        return None
    m = claim.mention
    if m and (m.identifiers or m.author or m.studies or (m.year and study.year and abs(m.year - study.year) > 1)):
        return None
    if m and m.n and m.n > _SMALL and m.n not in sizes_of(study) | counts_of(study):
        return None
    return StudyMatch(study, "the study the page reports on")


def _open_to(claim: Claim) -> bool:
    return claim.kind == "cited-study" and not _ON_A_STUDY.isdisjoint(claim.topics)


def _points(words: str, low: str, single: frozenset[str], people: set[int], study: Study) -> int:
    marks = sum(1 for mark in _marks(study) if mark in single or (" " in mark and f" {mark} " in words))
    own = next(iter(named(words, study)), (0, ""))[0]
    if not marks and not own:
        return 0
    points = own + _MARK * min(marks, 3)
    points += _COUNT if people & sizes_of(study) else 0
    journal = _journal(study)
    points += _JOURNAL if journal and f" {journal} " in low else 0
    return points + (_MENTION if any(f" {spaced(p).lower()} " in low for p in study.mentions) else 0)


@lru_cache(maxsize=64)
def _pointed_to(library: Library, conditions: frozenset[str]) -> dict[str, list[Study]]:
    """The first words of marks and names -> their studies: a page without any of them points to none."""
    found: dict[str, list[Study]] = {}
    for study in library.studies(conditions):
        for name in (*study.marks, study.label, *study.names):
            if words := spaced(name).split():
                found.setdefault(words[0], []).append(study)
    return found


@cache
def _marks(study: Study) -> tuple[str, ...]:
    return tuple(spaced(mark) for mark in study.marks)


@cache
def _journal(study: Study) -> str:
    name = spaced(study.citation.journal).lower()
    return "" if name in _GENERIC else name
