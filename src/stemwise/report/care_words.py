"""Other care in words: what helps and what does not, what is begun early, what is for others, and where nothing is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stemwise.answer import care, people
from stemwise.evidence.knowledge import lowered
from stemwise.terms import people as terms
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.model import Answer
    from stemwise.evidence.knowledge import Alternative

NO_GAIN = "Tried, and no clear gain was found:"


def helping(rows: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Care that is known to help."""
    return tuple(a for a in rows if a.helps)


def without_gain(rows: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Care that was tried and showed no clear gain."""
    return tuple(a for a in rows if not a.helps)


def not_for(answer: Answer) -> str:
    """Care that is not told as known to help those asked about, and why; empty where there is none."""
    question = answer.question
    passed = tuple(a for a in answer.not_for if care.passed(a, question))
    late = tuple(a for a in passed if not care.long_passed(a, question))
    others = tuple(a for a in answer.not_for if a not in passed)
    said = []
    if late:
        fresh = people.time_asked(question)[0] < terms.phase_span("acute")[1]
        at_once = "at once " if fresh else ""
        names = "; ".join(_named(a, f"begun in the first {terms.time_told(_last(a))}") for a in late)
        when = people.time_words(question)
        said.append(f"Some care is begun early; ask {at_once}what of it still applies ({when}): {names}.")
    if others:
        asked = ", ".join(people.asked_words(question))
        names = "; ".join(_named(a) for a in others)
        said.append(f"Not for {asked}, or studied only in others, and left out here: {names}.")
    return " ".join(said)


def _named(a: Alternative, *more: str) -> str:
    about = "; ".join((*([lowered(a.population)] if a.population else []), *more))
    return f"{a.name} ({about})" if about else a.name


def _last(a: Alternative) -> float:
    return a.time_since_months_max or 0.0


def none_left(answer: Answer) -> str:
    """What is said where no care that helps is left to tell: that it stands elsewhere; empty where some is."""
    question = answer.question
    if not question.condition or helping(answer.alternatives):
        return ""
    asked = ", ".join(people.asked_words(question))
    name = vocabulary().name("condition", question.condition)
    who = f"{name} ({asked})" if asked else name
    return (
        f"No other care for {who} was weighed here; that does not mean that nothing helps. What does stands in the guidelines "
        "of those who treat it: ask them."
    )
