"""Question -> Answer: what the evidence base says, part by part, and what is missing."""

from __future__ import annotations

from functools import lru_cache

from stemwise import course
from stemwise.answer import frame
from stemwise.answer.care import sorted_out
from stemwise.answer.effect import effect
from stemwise.answer.harms import harms
from stemwise.answer.model import Answer, CourseFact
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Link, Search
from stemwise.question import Question
from stemwise.terms import vocabulary

LINK_GROUPS: dict[str, tuple[str, ...]] = {
    "repair": (
        "dopamine-neuron-replacement", "neuronal-replacement-msc", "neuronal-replacement-nsc", "engraftment",
        "endogenous-neurogenesis",
    ),
    "axon-regrowth": ("axon-regrowth", "axon-bridging", "synaptogenesis", "inhibitory-factor-removal"),
    "remyelination": ("remyelination", "oligodendrocyte-replacement"),
    "immunomodulation": ("immunomodulation", "anti-inflammation"),
    "neuroprotection": ("neuroprotection",),
    "angiogenesis": ("angiogenesis",),
    "homing": ("homing", "engraftment"),
    "microenvironment": ("microenvironment", "inhibitory-factor-removal", "mitochondrial-transfer", "neurotrophic-secretion"),
}  # fmt: skip
"""A page's ways of speaking (cue groups with a link) -> the steps of ways of action whose evidence answers them."""


@lru_cache(maxsize=512)
def answer(question: Question, library: Library, *, links: tuple[str, ...] = (), full: bool = False) -> Answer:
    """What the base says to a question; ``links`` are the cue links a claim speaks of; ``full`` pools every time point."""
    wants_effect = bool(question.condition) and question.type in ("effect", "comparison", "course")
    found_effect = effect(question, library, full=full) if wants_effect else None
    words = vocabulary()
    conditions = frame.conditions_within(question.condition) if question.condition else frozenset()
    searches = tuple(s for c in conditions for s in library.searches(c, cell="") if _covers(s, question.cell))
    care, not_for = sorted_out((a for c in sorted(conditions) for a in library.alternatives(c)), question)
    missing = []
    if found_effect and found_effect.headline is None:
        name = words.name("condition", question.condition)
        missing.append(
            f"no randomised comparison with visible numbers for {name}"
            if found_effect.sought
            else f"trials in {name}: they were not looked for"
        )
    return Answer(
        question=question,
        evidence_date=library.evidence_date,
        evidence_hash=library.evidence_hash,
        effect=found_effect,
        harms=harms(question, library) if question.type in ("harm", "comparison") else None,
        links=steps(links, library, question.cell, conditions) if links else (),
        course=courses(question, library) if wants_effect else (),
        alternatives=care,
        not_for=not_for,
        searches=searches,
        missing=tuple(missing),
    )


def steps(
    names: tuple[str, ...], library: Library, cell: str = "", conditions: frozenset[str] = frozenset()
) -> tuple[Link, ...]:
    """The links of ways of action behind a page's words, each once; only those known for such cells where any are.

    A confined link (dopamine cells) is one of its own condition's alone.
    """
    ids = dict.fromkeys(i for n in names for i in LINK_GROUPS.get(n, (n,)))
    by_id = {x.id: x for x in library.links() if not x.confined or x.condition in conditions}
    found = tuple(by_id[i] for i in ids if i in by_id)
    words = vocabulary()
    kin = {cell, *words.ancestors("cell", cell)} if cell else set()
    narrow = words.within("cell", cell) if cell and cell != "stem-cells" else frozenset()
    mine = tuple(x for x in found if not x.cells or set(x.cells) & (kin | narrow))
    if cell in ("", "stem-cells"):
        mine = tuple(x for x in found if x.id not in ("neuronal-replacement-nsc",))
    return mine or found


def courses(question: Question, library: Library) -> tuple[CourseFact, ...]:
    """What happens without the therapy: for the age and level told as ``stemwise expect`` says it, then as published."""
    conditions = frame.conditions_within(question.condition)
    families = frame.families_asked(question.outcome)
    level = question.severity.split()[-1] if question.severity else ""
    rows = [r for r in course.rows(library.content, conditions) if r.holds_age(question.age) and r.holds_level(level)]
    kept = [
        r
        for r in rows
        if (not families or _family(r.outcome) in families)
        and (
            question.months is None
            or r.months is None
            or abs(r.months - question.months) <= max(6.0, question.months / 2)
        )
    ]
    order = sorted(kept or rows, key=lambda r: (_anyway(r)[:2], _turn(r.condition, question.condition), _anyway(r)[2]))
    published = (
        CourseFact(r.id, _told(r), r.outcome, r.months, r.value if r.kind == "share" else None, r.source) for r in order
    )
    counted = bool(order) and not _anyway(order[0])[0]
    return (*_expected(question, library, anyone=len(conditions) == 1 and not counted), *published)


def _expected(question: Question, library: Library, *, anyone: bool) -> tuple[CourseFact, ...]:
    """The share who improve anyway, where the models of the course give one: for the age or level told, or for ``anyone``.

    Anyone is asked about where no such share was published as it is: beside a share called improved, one that stayed the
    same misleads.
    """
    own = course.LEVEL_NAMES.get(question.condition, "")
    level = question.severity if own and question.severity.startswith(f"{own} ") else ""
    told = question.age is not None or bool(level)
    if not (told or anyone) or question.condition not in course.LEVEL_NAMES:
        return ()
    families = frame.families_asked(question.outcome)
    found = []
    for outcome in course.outcomes(question.condition, library):
        if "improved" not in outcome or (families and _family(outcome) not in families):
            continue
        asked = [question.months] if question.months is not None else [None, YEAR]
        for months in asked:
            e = course.expected(
                question.condition, outcome, months, age=question.age, level=level, library=library
            )  # fmt: skip
            if e.average and e.average.kind == "share":
                text = course.in_one_sentence(e).rstrip(".")
                text = text if told else _of_whom(text, e)
                source = next(s for v in e.views if v.counts for s in v.sources)
                found.append(CourseFact(f"expect-{outcome}", text, outcome, months, round(e.average.value), source))
                break
    return tuple(found)


def _of_whom(text: str, e: course.Expectation) -> str:
    """The sentence for no one in particular: of those who were studied, and over which time."""
    views = [v for v in e.views if v.counts]
    who = "; ".join(dict.fromkeys(v.model.population for v in views))
    times = {v.months for v in views if v.months is not None}
    when = f", over {next(iter(times)):g} months" if len(times) == 1 else ""
    return text.replace("such people", f"people like those studied ({who})") + when


YEAR = 12.0
"""Months over which the course is told where the models of different times have no figure in common."""


def _anyway(row: course.CourseRow) -> tuple[bool, bool, int]:
    """Shares of people who improve anyway first, other shares next, the largest cohorts before small ones.

    "Changed" is no "improved": such a row is a share like any other.
    """
    return "improved" not in row.outcome or row.kind != "share", row.kind != "share", -(row.n or 0)


def _turn(condition: str, asked: str) -> int:
    """An umbrella word's conditions in the order in which it names them."""
    words = vocabulary()
    included = words.get("condition", asked).includes if words.known("condition", asked) else ()
    return included.index(condition) if condition in included else len(included)


def _told(row: course.CourseRow) -> str:
    """One row in words: how many, what, of whom."""
    who = row.population + (f", {row.baseline}" if row.baseline and row.baseline not in row.population else "")
    timed = row.months is None or "month" in row.what or "year" in row.what or " y" in row.what
    when = "" if timed else f" by {row.months:g} months"
    people = f" (n {row.n})" if row.n else ""
    if row.value is None:
        return f"{who}: {row.what}{people}"
    if row.kind == "share":
        what = row.what
        for opening in ("per cent ", "of ", "who ", "whose "):
            what = what.removeprefix(opening)
        return f"{course.per_cent(row.value, row.n)} % {what}{when}; {who}{people}"
    return f"{who}: {row.what}, {row.value:g}{when}{people}"


def _family(outcome: str) -> str:
    term = frame.outcome(outcome)
    return term.family if term else ""


def _covers(search: Search, cell: str) -> bool:
    return not search.cell or search.cell == cell or search.cell in vocabulary().ancestors("cell", cell)
