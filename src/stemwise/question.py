"""A question in the field's form: population, intervention, comparator, outcome, time."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

QuestionType = Literal["effect", "harm", "course", "mechanism", "fact", "comparison"]


@dataclass(frozen=True, slots=True)
class Question:
    """PICO-T. Empty string or ``None``: not asked about (any).

    ``condition``, ``cell``, ``route``, ``outcome`` are term ids; ``donor`` is autologous, allogeneic or sibling;
    ``age`` in years, ``months`` after treatment; ``severity`` as the field writes it (``GMFCS III``, ``AIS A``, ``EDSS 4``).
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
    comparator: str = ""
    type: QuestionType = "effect"

    def but(self, **changes: object) -> Question:
        """The same question with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def stated(self) -> dict[str, object]:
        """The parts that are asked about, by name."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) not in ("", None)}
