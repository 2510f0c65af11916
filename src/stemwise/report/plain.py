"""Results as plain data: dictionaries, lists, strings, finite numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from stemwise.answer.model import Answer, Certainty, EffectAnswer, Part
from stemwise.evidence.model import Study
from stemwise.terms import Term

DIGITS = 10
"""Significant digits of a number: far more than any printed table has, few enough to be the same on every machine."""

PAIRS: dict[tuple[str, str], tuple[str, ...]] = {
    ("EffectAnswer", "published"): ("study", "result", "source"),
    ("EffectAnswer", "narrative"): ("study", "note"),
    ("EffectAnswer", "individual"): ("study", "result", "source"),
    ("EffectAnswer", "not_seen"): ("part", "trials"),
    ("Explanation", "published"): ("study", "result", "source"),
}
"""Fields that hold tuples of unlike things -> the names these get."""
TERM_FIELDS = ("id", "name", "short", "plain", "includes")
NOTHING = EffectAnswer((), None, Certainty("none"))
"""What is told of several conditions together."""
LEFT_OUT = frozenset({"file"})
"""Fields that are no reader's affair: where a record's file lies."""


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls) if f.name not in LEFT_OUT)


class Plain:
    """Turns results into plain data; a number that is not finite becomes ``None``."""

    def of(self, value: Any) -> Any:
        """Any result."""
        if value is None or isinstance(value, str | bool | int):
            return value
        if isinstance(value, float):
            return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
        if isinstance(value, tuple | list):
            return self.rows(value)
        if isinstance(value, Study):
            return study(value)
        if isinstance(value, Term):
            return {name: self.of(getattr(value, name)) for name in TERM_FIELDS}
        if isinstance(value, EffectAnswer):
            return self.effect(value)
        if isinstance(value, Answer):
            return self.answer(value)
        if is_dataclass(value):
            return self.fields(value)
        if isinstance(value, Mapping):
            return {str(k): self.of(x) for k, x in value.items()}
        if isinstance(value, set | frozenset):
            return sorted(self.of(x) for x in value)
        return self.of(float(value))  # a NumPy number

    def rows(self, values: Sequence[Any]) -> list[Any]:
        """A list of like things."""
        return [self.of(x) for x in values]

    def fields(self, value: Any) -> dict[str, Any]:
        """A dataclass, by the names of its fields."""
        cls: Any = type(value)
        return {name: self._field(PAIRS.get((cls.__name__, name)), getattr(value, name)) for name in _names(cls)}

    def _field(self, names: tuple[str, ...] | None, value: Any) -> Any:
        return self.pairs(names, value) if names else self.of(value)

    def pairs(self, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Tuples of unlike things, under their names."""
        return [dict(zip(names, map(self.of, row), strict=True)) for row in rows]

    def answer(self, value: Answer) -> dict[str, Any]:
        """An answer, whose effects stand under one name (version 1 of the JSON)."""
        made = self.fields(replace(value, effects=())) | {"effects": self.effects(value.effects)}
        return {("effect" if name == "effects" else name): x for name, x in made.items()}

    def effects(self, parts: tuple[Part, ...]) -> dict[str, Any] | None:
        """The effect in one condition; of several each one's own, and nothing of them together."""
        if parts and parts[0].condition:
            return {**self.effect(NOTHING), "by_condition": [self.fields(p) for p in parts]}
        return self.effect(parts[0].effect) if parts else None

    def effect(self, value: EffectAnswer) -> dict[str, Any]:
        """The effect in one condition."""
        return {**self.fields(value), "by_condition": []}


_WHOLE = Plain()


def plain(value: Any) -> Any:
    """Any result as plain data, records and all."""
    return _WHOLE.of(value)


def study(s: Study) -> dict[str, Any]:
    """What stands of a study in a report; ``stemwise evidence show ID --format json`` has the whole record."""
    c = s.citation
    return {
        "id": s.id, "label": s.label, "condition": s.condition, "design": s.design, "year": s.year, "n": s.n,
        "title": c.title, "journal": c.journal, "identifiers": list(s.identifiers), "seen_at": c.seen_at,
        "summary": s.summary, "unreported": s.unreported,
    }  # fmt: skip
