"""A published pooled result, ours beside it, and why they differ where they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemwise.evidence import Source

Interval = tuple[float, float]
Agreement = Literal["equal", "compatible", "differs", "not visible"]
"""``equal``: estimate and interval as printed, to rounding. ``compatible``: the printed estimate lies in our
interval. ``not visible``: nothing to pool, because no included study's values were seen.
"""

REASONS = {
    "equal": "the same studies give the same result",
    "different-data": "other studies, or other values of the same studies",
    "se-as-sd": "a standard error was, very probably, taken for a standard deviation",
    "wrong-sign": "a sign is turned",
    "confounded-control": "the arms differ in more than the cells",
    "not-its-own-numbers": "the printed effect does not follow from the study's own values",
    "values-not-visible": "the included studies' values could not be seen",
}
"""Why ours differs. Each entry names one; a test holds that ``equal`` is equal when computed, and that the rest are not."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the review printed, on the scale of its measure (proportions in per cent)."""

    review: str
    label: str
    row: str
    what: str
    measure: str
    value: float | None
    ci: Interval | None
    k: int | None
    n: int | None
    i2: float | None
    source: Source


@dataclass(frozen=True, slots=True)
class Member:
    """One study's part in a pool of ours: ``shown`` with its interval, and what it rests on as printed."""

    study: str
    label: str
    result: str
    raw: str
    shown: float
    ci: Interval
    weight: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ours:
    """A pool of ours: ``estimate`` and ``ci`` on the scale of the published measure; ``i2`` in per cent."""

    label: str
    method: str
    estimate: float
    ci: Interval
    k: int
    n: int
    i2: float | None
    tau2: float | None
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Reproduction:
    """One published pooled result and what our studies give. ``ours[0]`` is the one to compare; the rest say why."""

    id: str
    published: Published
    ours: tuple[Ours, ...]
    agreement: Agreement
    reason: str
    why: str

    @property
    def first(self) -> Ours | None:
        """The pool to compare."""
        return self.ours[0] if self.ours else None

    @property
    def because(self) -> str:
        """The reason in words."""
        return REASONS[self.reason]
