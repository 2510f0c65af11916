"""A question in the field's form: population, intervention, comparator, outcome, time."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

QuestionType = Literal["effect", "harm", "course", "mechanism", "fact", "comparison"]


@dataclass(frozen=True, slots=True)
class Question:
    """PICO-T. Empty string or ``None``: not asked about (any).

    ``condition``, ``cell``, ``route``, ``outcome`` are term ids; ``donor`` is autologous, allogeneic or sibling;
    ``age`` in years, ``months`` after treatment; ``severity`` as the field writes it (``GMFCS III``, ``AIS A``, ``EDSS 4``);
    ``form`` and ``phase`` are ids of ``terms/people.toml``; ``since`` in months after the injury or stroke, told instead of
    ``phase`` where it is known. ``people_in`` reads these from a sentence.
    """

    condition: str = ""
    cell: str = ""
    donor: str = ""
    route: str = ""
    dose: str = ""
    outcome: str = ""
    months: float | None = None
    age: float | None = None
    severity: str = ""
    form: str = ""
    phase: str = ""
    since: float | None = None
    comparator: str = ""
    type: QuestionType = "effect"

    def but(self, **changes: object) -> Question:
        """The same question with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def stated(self) -> dict[str, object]:
        """The parts that are asked about, by name."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) not in ("", None)}


def people_in(text: str, condition: str) -> dict[str, object]:
    """What a sentence tells of the person it asks about, as parts of a Question: age, severity, form, time since.

    ``question.but(**people_in(text, question.condition))``; parts that are not told are left out.
    """
    from stemwise.terms import people

    since = people.since_told(text, condition)
    told = {
        "age": people.age_told(text),
        "severity": people.severity_told(text, condition),
        "form": next(iter(people.forms_told(text, condition)), ""),
        "phase": "" if since is not None else next(iter(people.phases_told(text, condition)), ""),
        "since": since,
    }
    return {name: value for name, value in told.items() if value not in ("", None)}
