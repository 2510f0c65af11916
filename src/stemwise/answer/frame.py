"""The fixed frame of answers: time windows and the outcome hierarchy, both data (``data/terms/hierarchy.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from stemwise.content import document
from stemwise.terms import Term, vocabulary


@dataclass(frozen=True, slots=True)
class Window:
    """A time point: results from ``low`` (inclusive) to ``high`` (exclusive) months count for it."""

    name: str
    low: float
    high: float

    def holds(self, months: float | None) -> bool:
        """Whether a result at ``months`` counts for this window."""
        return months is not None and self.low <= months < self.high

    @property
    def centre(self) -> float:
        """The nominal month."""
        return float(self.name)


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Families of outcomes in order, and the order of outcomes within them."""

    families: tuple[str, ...]
    outcomes: tuple[str, ...]

    def rank(self, outcome: Term) -> tuple[int, int]:
        """Smaller is nearer to the question "does it work?"."""
        family = self.families.index(outcome.family) if outcome.family in self.families else len(self.families)
        place = self.outcomes.index(outcome.id) if outcome.id in self.outcomes else len(self.outcomes)
        return family, place


@cache
def windows() -> tuple[Window, ...]:
    """The time points, in order."""
    rows = document("terms/hierarchy.toml")["window"]
    return tuple(Window(r["name"], float(r["low"]), float(r["high"])) for r in rows)


@cache
def hierarchy(condition: str) -> Hierarchy:
    """The hierarchy of a condition; an empty one where none is set."""
    rows = document("terms/hierarchy.toml")["hierarchy"]
    row = next((r for r in rows if r["condition"] == condition), None)
    return Hierarchy(tuple(row["families"]), tuple(row["outcomes"])) if row else Hierarchy((), ())


def outcome(term_id: str) -> Term | None:
    """An outcome term, or ``None``."""
    words = vocabulary()
    return words.get("outcome", term_id) if words.known("outcome", term_id) else None


def families_asked(term_id: str) -> tuple[str, ...]:
    """The outcome families a question's outcome stands for (a lay outcome may stand for several, or for none)."""
    term = outcome(term_id)
    if term is None:
        return ()
    return term.families if term.type == "lay" else (term.family,)


def cells_within(cell: str) -> frozenset[str]:
    """The cells a question's cell covers. Haematopoietic transplantation replaces an immune system after chemotherapy:
    it is another treatment, and counts only where it is asked for."""
    inside = vocabulary().within("cell", cell or "stem-cells")
    return inside if cell == ALONE else inside - {ALONE}


ALONE = "ahsct"
"""The treatment that stands for itself and for no other."""


def conditions_within(condition: str) -> frozenset[str]:
    """The conditions an umbrella word covers."""
    return vocabulary().within("condition", condition)
