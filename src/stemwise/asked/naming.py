"""What a question tells in words of its own: a scale of one condition, an age in months, cells tried in one condition."""

from __future__ import annotations

import re
from collections import Counter

from stemwise.answer import frame
from stemwise.asked.words import asks_for, pattern_of, replies
from stemwise.evidence import Library
from stemwise.question import Question, people_in
from stemwise.terms import Term, tokenise, vocabulary
from stemwise.terms.people import scales


def completed(asked: Question, text: str) -> Question:
    """The question with the condition that a scale or a level names, and with months only where they are a measuring time."""
    condition = _narrower(asked.condition, condition_told(text))
    asked = _no_harm(asked, text) if condition != asked.condition else asked
    asked = asked.but(cell=_meant(asked.cell, condition, text))
    found = asked.but(condition=condition, months=_measured(asked.months, text), **people_in(text, condition))
    return _of_person(found, text)


def _narrower(named: str, told: str) -> str:
    """The condition named, or the one that a level or a scale tells where that is a part of it: C6 beside "paralysed"."""
    return told if not named or told in vocabulary().get("condition", named).includes else named


def _no_harm(asked: Question, text: str) -> Question:
    """The question without a harm that is the name of an illness in it: a bleed in the brain of some years ago."""
    rows = [r for r in replies()["naming"]["condition"] if r.get("harm") and r["harm"] == asked.outcome]
    named = any(pattern_of(row["asks"]).search(text) for row in rows) and not asks_for(text, "harms")
    return asked.but(outcome="", type="effect") if named else asked


def _meant(cell: str, condition: str, text: str) -> str:
    """The cells, or those that are meant by words for any: a stem-cell transplant in MS is one of blood stem cells."""
    rows = replies()["naming"]["cell"] if cell == "stem-cells" else []
    return next((r["id"] for r in rows if r["condition"] == condition and pattern_of(r["asks"]).search(text)), cell)


def _of_person(asked: Question, text: str) -> Question:
    """What only tells of the person: the scale of a severity is no outcome; months may be an age."""
    term = frame.outcome(asked.outcome)
    own = term is not None and asked.severity and term.label == asked.severity.split()[0]
    old = (
        pattern_of(replies()["naming"]["months_old"]).search(text)
        if asked.age is None and asked.months is None
        else None
    )
    return asked.but(
        outcome="" if own else asked.outcome, age=int(old[1] or old[2] or old[3]) / 12 if old else asked.age
    )


def condition_told(text: str) -> str:
    """The condition of a scale, or of a level of the spine, that a question names."""
    for row in replies()["naming"]["condition"]:
        if pattern_of(row["asks"]).search(text):
            return str(row["id"])
    return next((t.conditions[0] for t in scales_told(text)), "") or _graded(text)


def _graded(text: str) -> str:
    """The condition of a grading that is no outcome: AIS, GMFCS."""
    none = replies()["naming"]["no_scale"]
    return next(
        (s.condition for s in scales() if any(w not in none and re.search(rf"\b{w}\b", text) for w in s.called)), ""
    )


def scales_told(text: str) -> tuple[Term, ...]:
    """The scales that a question names, in capitals or not, each of one condition first of all."""
    found = vocabulary().find("outcome", tokenise(text.upper())) or vocabulary().find("outcome", tokenise(text))
    none = replies()["naming"]["no_scale"]
    kept = [x.term for x in found if x.term.type == "score" and x.term.conditions and x.term.short not in none]
    return tuple(dict.fromkeys(kept))


def _measured(months: float | None, text: str) -> float | None:
    """Months after treatment; none where they are an age, a wait or the time since an illness began."""
    if months is None:
        return None
    rows, n = replies()["naming"], f"{months:g}"
    ways = ([p.replace("{n}", n) for p in rows[name]] for name in ("other_time", "measured"))
    other, own = (bool(pattern_of(p).search(text)) for p in ways)
    return months if own and not other else None


def tried_in(cell: str, library: Library) -> str:
    """The one condition in which such cells were mostly tried; empty where they were tried in several, or stand for many."""
    if not cell or cell == "stem-cells" or vocabulary().within("cell", cell) != {cell}:
        return ""
    seen = Counter[str]()
    for s in library.studies():
        if cell in s.cells and vocabulary().known("condition", s.condition):
            seen[s.condition] += s.n or 1
    most = seen.most_common(1)
    return most[0][0] if most and most[0][1] > MOSTLY * seen.total() else ""


def lead(condition: str) -> str:
    """The line that says in which condition the cells were tried."""
    return str(replies()["naming"]["lead_tried"].format(name=vocabulary().name("condition", condition)))


MOSTLY = 0.8
"""Share of the people in trials of such cells from which on they were tried in one condition."""
