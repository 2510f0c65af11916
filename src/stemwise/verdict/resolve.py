"""Which study of the library a page means, from what it gives: an identifier, a name, or numbers that fit only one."""

from __future__ import annotations

from stemwise.answer import frame
from stemwise.answer.model import StudyMatch
from stemwise.claims.model import Claim, Mention
from stemwise.evidence import Library
from stemwise.evidence.model import Study
from stemwise.terms import folded, tokenise

ENOUGH = 4
"""Points needed without an identifier: a number of participants alone (3) is not enough, with the cells (1) it is."""


def resolve(claim: Claim, library: Library) -> StudyMatch | None:
    """The study meant, if it is in the library and the match is unambiguous."""
    m = claim.mention
    if m is None:
        return None
    for identifier in m.identifiers:
        study = library.by_identifier(identifier)
        if study is not None:
            return StudyMatch(study, identifier, differences(claim, study))
    scored = sorted(
        ((_score(claim, m, s), s) for s in _candidates(claim, library)), key=lambda pair: -pair[0][0]
    )
    if not scored or scored[0][0][0] < ENOUGH or (len(scored) > 1 and scored[1][0][0] == scored[0][0][0]):
        return None
    (_, why), study = scored[0]
    return StudyMatch(study, ", ".join(why), differences(claim, study))


def _candidates(claim: Claim, library: Library) -> list[Study]:
    condition = claim.question.condition
    return list(library.studies(frame.conditions_within(condition) if condition else ""))


def _score(claim: Claim, m: Mention, study: Study) -> tuple[int, list[str]]:
    points, why = 0, []
    text = folded(claim.text)
    if m.author and study.label.lower().startswith(m.author.lower()):
        points, why = points + 4, [*why, f"author {m.author}"]
    for name in study.names:
        if f" {folded(name)} " in f" {text} ":
            points, why = points + 4, [*why, name]
            break
    if m.n is not None and m.n in _sizes(study) and study.design != "meta-analysis":
        points, why = points + 3, [*why, f"{m.n} people"]
    if any(folded(p) in text for p in study.mentions):
        points, why = points + 2, [*why, "as pages speak of it"]
    if m.studies is not None and study.design == "meta-analysis" and m.studies in {p.k for p in study.pooled} | _stated_k(study):
        points, why = points + 3, [*why, f"{m.studies} studies pooled"]
    if m.year is not None and study.year is not None and abs(m.year - study.year) <= (0 if study.design == "meta-analysis" else 1):
        points, why = points + 1, [*why, str(study.year)]
    cells = frame.cells_within(claim.question.cell)
    if claim.question.cell not in ("", "stem-cells") and set(study.cells) & cells:
        points, why = points + 1, [*why, "the same cells"]
    return points, why


def _sizes(study: Study) -> set[int]:
    p = study.population
    return {n for n in (p.n_randomised, p.n_analysed, study.n) if n is not None}


def _stated_k(study: Study) -> set[int]:
    """Numbers of studies named in the record's mentions ("9 studies")."""
    return {int(t.text) for m in study.mentions if "stud" in m or "trial" in m for t in tokenise(m) if t.text.isdigit()}


def differences(claim: Claim, study: Study) -> tuple[str, ...]:
    """Where the page's numbers differ from the record's."""
    found = []
    sizes = _sizes(study) | {a.n for a in study.arms if a.n}
    m = claim.mention
    if m and m.n is not None and sizes and study.design != "meta-analysis" and m.n not in sizes and m.n > 3:
        if m.n > max(sizes) or all(abs(m.n - s) > 2 for s in sizes) and m.n not in _counts(study):
            found.append(f"the page says {m.n} people, the study had {study.n or max(sizes)}")
    return tuple(found)


def _counts(study: Study) -> set[int]:
    """Every count the record holds: a page may well speak of a part of the study."""
    rows = [d for r in (*study.results, *study.harms) for d in r.arms]
    return {v for d in rows for v in (d.events, d.n) if v is not None}
