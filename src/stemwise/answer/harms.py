"""Harms: published rates, counts over the base's own trials, documented serious cases, donors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from stemwise.answer import frame, people
from stemwise.answer.bounds import told_first
from stemwise.answer.counted import counts
from stemwise.answer.harm_model import HarmAnswer, HarmCount
from stemwise.evidence import Library
from stemwise.evidence.knowledge import SeriousCase
from stemwise.question import Question
from stemwise.terms import people as terms_people
from stemwise.terms import vocabulary


def harms(question: Question, library: Library) -> HarmAnswer:
    """What went wrong, for the cells and route asked about (everything, where not asked)."""
    harm = question.outcome if vocabulary().known("harm", question.outcome) else ""
    conditions = frame.conditions_within(question.condition) if question.condition else frozenset()
    routes = set(question.route.split("+")) - {"", "local"}
    pooled = tuple(
        p
        for p in library.pooled_harms()
        if _for_cells(p.cells, question.cell)
        and (not p.condition or not conditions or p.condition in conditions)
        and (not routes or not p.routes or set(p.routes) & routes)
    )
    cases = tuple(c for c in library.cases() if _for_cells(c.cells, question.cell))
    own = counts(question, library)
    return HarmAnswer(
        pooled=tuple(sorted(pooled, key=lambda p: (p.harm != harm, p.condition not in conditions, -(p.n or 0)))),
        counts=own,
        elsewhere=() if own or not question.condition else _elsewhere(question.but(condition=""), library),
        cases=_nearest_first(cases, question, library),
        donors=tuple(d for d in library.donor_harms() if d.procedure in _by_donors(question.cell)),
    )


OF_NO_KIND = frozenset({"serious-ae", "treatment-related-sae", "death", "treatment-related-death", "neutropenia"})
"""Serious harms that do not name what happened, or (low white cells) that belong to the chemotherapy itself."""


def foremost(counts: Sequence[HarmCount]) -> list[HarmCount]:
    """Serious events of any cause; death, where the treatment caused it or randomised groups compare it; one harm by name.

    Deaths of a deadly disease without a comparison would read as deaths by the cells. By name: the serious harm that
    came to most people, one that is told without their number before all others.
    """
    by_harm: dict[str, HarmCount] = {}
    for c in counts:
        by_harm.setdefault(c.harm, c)
    death = by_harm.get("death")
    compared = death if death and death.randomised else None
    named = [c for c in by_harm.values() if c.serious and c.harm not in OF_NO_KIND and (c.events or told_first(c))]
    first = max(named, key=lambda c: (told_first(c), c.events), default=None)
    chosen = (
        by_harm.get("serious-ae") or by_harm.get("treatment-related-sae"),
        by_harm.get("treatment-related-death") or compared,
        first,
    )
    return [c for c in chosen if c]


@lru_cache(maxsize=128)
def _elsewhere(question: Question, library: Library) -> tuple[HarmCount, ...]:
    """Counts of all conditions, what came before what did not; deaths of another illness say nothing of this one."""
    found = counts(question, library)
    kept = (c for c in found if c.harm != "death")
    return tuple(sorted(kept, key=lambda c: (not c.serious, not c.events)))


def _nearest_first(cases: Iterable[SeriousCase], asked: Question, library: Library) -> tuple[SeriousCase, ...]:
    """Cases most like those asked about first: the harm, the condition, children or adults, the route, the cells, the year.

    Where no age, route or cells were asked about, those of the condition's studies stand in.
    """
    conditions = frame.conditions_within(asked.condition) if asked.condition else frozenset()
    studies = library.studies(conditions) if conditions else ()
    ages = _ages(asked, library)
    routes = set(asked.route.split("+")) - {"", "local"} or {r for s in studies for r in s.routes}
    cells = frame.cells_within(asked.cell) if asked.cell else {c for s in studies for c in s.cells}

    def unlike(case: SeriousCase) -> tuple[bool, ...]:
        return (
            case.harm != asked.outcome, case.condition not in conditions, bool(ages) and case.ages != ages,
            not routes & set(case.routes), not cells & set(case.cells),
        )  # fmt: skip

    return tuple(sorted(cases, key=lambda c: (unlike(c), -(c.year or 0))))


CHILD, ADULT = (0.0, 0.5, 8.0), (40.0,)
"""Ages that stand for children and for adults."""


def _ages(asked: Question, library: Library) -> str:
    """Children or adults, as asked, else as most of the condition's studies have it, else by the condition, where it tells."""
    if asked.age is not None:
        return "children" if asked.age < terms_people.data()["ages"]["grown"] else "adults"
    return _usual_ages(asked.condition, library)


@lru_cache(maxsize=64)
def _usual_ages(condition: str, library: Library) -> str:
    votes: Counter[str] = Counter()
    for study in library.studies(frame.conditions_within(condition)) if condition else ():
        for name, ages in (("children", CHILD), ("adults", ADULT)):
            votes[name] += any(people.like(study, Question(condition, age=a), "age") for a in ages)
    if votes["children"] == votes["adults"]:
        return "children" if condition in terms_people.data()["ages"]["childhood"] else ""
    return max(votes, key=lambda name: votes[name])


def _for_cells(told: tuple[str, ...], asked: str) -> bool:
    """Whether a harm told of some cells bears on those asked about. Transplantation is a treatment of its own, both ways."""
    if asked == "ahsct":
        return "ahsct" in told
    if not told:
        return True
    words = vocabulary()
    kin = frame.cells_within(asked) | set(words.ancestors("cell", asked) if asked else ()) | {"stem-cells"}
    return bool(set(told) & kin)


def _by_donors(cell: str) -> frozenset[str]:
    """The procedures by which the cells are had of donors: of every kind where the word stands for several, or none is named."""
    words = vocabulary()
    kinds = frame.cells_within(cell) if cell else {t.id for t in words.all("cell")}
    return frozenset(p for kind in kinds for p in words.get("cell", kind).procedures)
