"""Files of ``models/``, ``plans/`` and ``reproductions/``: what is computed from the records, and which records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stemwise.content.model import Record
from stemwise.content.schema.fields import (
    Check,
    Fault,
    count,
    date,
    flag,
    interval,
    not_negative,
    number,
    one_of,
    required_text,
    shown,
    text,
)
from stemwise.content.schema.spec import Also, Rows, Table, words

FORMS = ("share", "change", "rate", "drift", "limit", "proportional", "recovery", "growth", "decline", "steps")
"""Forms of a course model (course/forms.py)."""
METHODS = ("DL", "REML", "PM", "EE", "SUM")
"""Ways of pooling (exchange/reproduce)."""
REASONS = (
    "equal", "different-data", "se-as-sd", "wrong-sign", "confounded-control", "not-its-own-numbers",
    "values-not-visible",
)  # fmt: skip
"""Why ours differs from what was printed (exchange/reproduce/model.py)."""
SOURCE_KINDS = ("registry", "article", "review-table", "abstract", "summary", "press")


def numbers(value: Any) -> Fault | None:
    """A list of numbers."""
    if isinstance(value, list) and value and all(number(v) is None for v in value):
        return None
    return Fault(f"{shown(value)} is not a list of numbers", "write [1.0, 2.0]")


def pair(value: Any) -> Fault | None:
    """Two numbers, in any order."""
    return numbers(value) or (None if len(value) == 2 else Fault(f"{shown(value)} is no pair", "write two numbers"))


class _OneOf(Also):
    """One of several ways of saying the same must be there."""

    def __init__(self, *keys: tuple[str, ...]) -> None:
        self._ways = keys

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        if not any(all(key in raw for key in way) for way in self._ways):
            said = ", or ".join(" and ".join(f"`{key}`" for key in way) for way in self._ways)
            yield self._ways[0][0], Fault("missing", f"give {said}")


NEEDS: dict[str, tuple[str, ...]] = {
    "share": ("at",), "limit": ("levels",), "proportional": ("slope", "ceiling", "plus"),
    "growth": ("age90",), "decline": ("peak", "until"), "steps": ("steps", "shares"),
}  # fmt: skip
"""What a form of a model cannot do without."""
TOGETHER = {"limit": ("levels", "cohorts"), "growth": ("levels", "age90"), "steps": ("steps", "shares")}
"""Lists of a model that are read side by side."""


class _Model(Also):
    """What the form of a model needs, and which of its lists go together."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        for key in NEEDS.get(str(raw.get("form")), ()):
            if key not in raw:
                yield key, Fault(f"missing in a model of the form {raw['form']}", f"add it: {key} = ...")
        one, other = TOGETHER.get(str(raw.get("form")), ("", ""))
        lists = [raw[key] for key in (one, other) if isinstance(raw.get(key), list)]
        if len(lists) == 2 and len(lists[0]) != len(lists[1]):
            yield one, Fault(f"holds {len(lists[0])}, and {other} {len(lists[1])}", "give one for each")


_NUMBERS: dict[str, Check] = dict.fromkeys(
    ("before", "slope", "ceiling", "plus", "error", "until", "at", "mean_age"), number
)
_LISTS: dict[str, Check] = dict.fromkeys(
    ("groups", "start", "narrowness", "regained", "weeks", "age90", "peak", "steps", "shares"), numbers
)
COHORT = Table(
    {"row": required_text, "study": required_text, "result": required_text, "control": text, "registry": text, "what": text,
     "shares": numbers, "low": number, "high": number, "n": count, "start": pair, "since": not_negative,
     "months": not_negative},
    refs={"row": "course", "study": "study"}, also=_OneOf(("row",), ("study", "result")),
)  # fmt: skip
MODEL = Table(
    {"id": required_text, "condition": required_text, "outcomes": words, "form": one_of(*FORMS), "name": required_text,
     "event": text, "population": required_text, "levels": words, "age": interval, "time_since": interval, "score": interval,
     "months": interval, "note": text, "more_care": flag, "cohorts": Rows(COHORT, ()), "held_out": Rows(COHORT, ()),
     **_NUMBERS, **_LISTS},
    ("id", "condition", "outcomes", "form", "name", "population", "months", "cohorts"),
    {"condition": "condition", "outcomes": "outcome"}, also=_Model(),
)  # fmt: skip

SOURCE = Table(
    {"published_in": required_text, "seen_at": required_text, "locator": required_text,
     "source_kind": one_of(*SOURCE_KINDS)},
    ("published_in", "seen_at", "locator", "source_kind"),
)  # fmt: skip
PLAN = Table(
    {"id": required_text, "name": required_text, "condition": text, "outcome": required_text, "n": pair,
     "total": count, "loss": not_negative, "design_effect": not_negative, "difference": number, "sd": not_negative,
     "shares": pair, "alpha": not_negative, "power": not_negative, "at_least": flag, "corrected": flag, "note": text,
     "second": date, "why": text, "sources": Rows(SOURCE, ())},
    ("id", "name", "condition", "outcome", "alpha", "sources"), {"condition": "condition"},
    also=_OneOf(("n",), ("total",)),
)  # fmt: skip

MEMBER = Table(
    {"study": required_text, "result": required_text, "arms": words, "control": text, "treated": words, "sd_is_se": flag,
     "complement": flag},
    ("study", "result"), {"study": "study"},
)  # fmt: skip
POOL = Table({"label": text, "method": one_of(*METHODS), "members": Rows(MEMBER, ())}, ("label", "members"))
REPRODUCTION = Table(
    {"id": required_text, "review": required_text, "label": text, "pooled_harm": required_text, "row": required_text,
     "method": one_of(*METHODS), "reason": one_of(*REASONS), "why": required_text, "pool": Rows(POOL, ())},
    ("id", "reason", "why"), {"review": "study", "pooled_harm": "pooled_harm"},
    also=_OneOf(("review", "row"), ("pooled_harm",)),
)  # fmt: skip
