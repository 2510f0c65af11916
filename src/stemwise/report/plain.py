"""Results as plain data: dictionaries, lists, strings, finite numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
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

_PLANS: dict[type, tuple[tuple[str, Callable[[Any], Any]], ...]] = {}


def plain(value: Any) -> Any:
    """Any result as plain data; a number that is not finite becomes ``None``."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, tuple | list):
        return [plain(x) for x in value]
    if isinstance(value, Study):
        return study(value)
    if isinstance(value, Term):
        return {name: plain(getattr(value, name)) for name in TERM_FIELDS}
    if isinstance(value, EffectAnswer):
        return {**_fields(value), "by_condition": []}
    if isinstance(value, Answer):
        return {("effect" if k == "effects" else k): v for k, v in _fields(value).items()}
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(k): plain(x) for k, x in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(x) for x in value)
    return plain(float(value))  # a NumPy number


def _fields(value: Any) -> dict[str, Any]:
    return {name: convert(getattr(value, name)) for name, convert in _plan(type(value))}


def effects(parts: tuple[Part, ...]) -> dict[str, Any] | None:
    """The effect in one condition; of several each one's own, and nothing of them together (version 1 of the JSON)."""
    if parts and parts[0].condition:
        return {**plain(NOTHING), "by_condition": [_fields(p) for p in parts]}
    own: dict[str, Any] | None = plain(parts[0].effect) if parts else None
    return own


def study(s: Study) -> dict[str, Any]:
    """What stands of a study in a report; ``stemwise evidence show ID --format json`` has the whole record."""
    c = s.citation
    return {
        "id": s.id, "label": s.label, "condition": s.condition, "design": s.design, "year": s.year, "n": s.n,
        "title": c.title, "journal": c.journal, "identifiers": list(s.identifiers), "seen_at": c.seen_at,
        "summary": s.summary, "unreported": s.unreported,
    }  # fmt: skip


def _plan(cls: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Field names of a dataclass with their converters, found once per class."""
    if cls not in _PLANS:
        names = [f.name for f in fields(cls) if f.name not in LEFT_OUT]
        _PLANS[cls] = tuple((n, _converter(cls.__name__, n)) for n in names)
    return _PLANS[cls]


def _converter(cls: str, name: str) -> Callable[[Any], Any]:
    if (cls, name) == ("Answer", "effects"):
        return effects
    return _named(PAIRS[cls, name]) if (cls, name) in PAIRS else plain


def _named(names: tuple[str, ...]) -> Callable[[Any], Any]:
    return lambda rows: [dict(zip(names, map(plain, row), strict=True)) for row in rows]
