"""Reports as data: everything an Answer or a Verdict holds, as plain JSON (schemas: ``docs/schema``)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from stemwise import __version__
from stemwise.evidence.model import Study
from stemwise.report.words import PROTECTION
from stemwise.terms import Term

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.claims.model import Claim
    from stemwise.verdict.asked import Asked
    from stemwise.verdict.model import PageVerdict, Verdict

SCHEMA = 1
"""Version of the JSON; raised when a field changes its meaning or goes away, not when one is added."""
DIGITS = 10
"""Significant digits of a number: far more than any printed table has, few enough to be the same on every machine."""

PAIRS: dict[tuple[str, str], tuple[str, ...]] = {
    ("EffectAnswer", "published"): ("study", "result", "source"),
    ("EffectAnswer", "narrative"): ("study", "note"),
    ("EffectAnswer", "by_condition"): ("condition", "effect"),
    ("Explanation", "published"): ("study", "result", "source"),
}
"""Fields that hold tuples of unlike things -> the names these get."""
STUDY_FIELDS = (
    "id", "label", "condition", "design", "year", "n", "title", "journal", "identifiers", "seen_at", "summary", "unreported",
)  # fmt: skip
"""What stands of a study in a report; ``stemwise evidence show ID --format json`` has the whole record."""
TERM_FIELDS = ("id", "name", "short", "plain", "includes")

TISSUE = {
    "bm-msc": "bone marrow", "bm-mnc": "bone marrow", "uc-msc": "umbilical cord", "ad-msc": "fat", "svf": "fat",
    "placental-msc": "placenta", "placental": "placenta", "cord-blood": "umbilical-cord blood", "amniotic": "amnion",
    "pb-mnc": "blood", "fetal": "fetus", "esc": "embryo", "oec": "nose", "schwann": "nerve",
}  # fmt: skip
"""The tissue a kind of cell comes from, where its name says so."""


def check_json(page: PageVerdict) -> str:
    """A weighed page (``docs/schema/check-1.json``)."""
    return write(check_data(page))


def explain_json(found: Explanation) -> str:
    """A therapy explained (``docs/schema/explain-1.json``)."""
    return write(explain_data(found))


def ask_json(asked: Asked) -> str:
    """A sentence asked (``docs/schema/ask-1.json``): a ``page`` as in check, or a ``question`` with its ``answer``."""
    made = asked.page or asked.answer
    return write(
        {
            "schema": SCHEMA,
            "stemwise": _base(made.evidence_date if made else "", made.evidence_hash if made else ""),
            "notice": list(PROTECTION),
            "text": asked.text,
            "question": plain(asked.question),
            "answer": plain(asked.answer),
            "page": check_data(asked.page) if asked.page else None,
        }
    )


def write(data: Mapping[str, Any]) -> str:
    """JSON text: two spaces, keys in the order given, no NaN or Infinity, no lone surrogates."""
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def check_data(page: PageVerdict) -> dict[str, Any]:
    """The data behind ``check_json``."""
    d = page.document
    return {
        "schema": SCHEMA,
        "stemwise": _base(page.evidence_date, page.evidence_hash),
        "notice": list(PROTECTION),
        "document": {
            "source": d.source, "title": d.title, "date": d.date, "text": d.text, "notes": list(d.notes),
        },
        "grade": {"value": page.grade, "why": page.grade_why},
        "claims": [claim_data(v) for v in page.verdicts],
        "red_flags": [plain(f) for f in page.red_flags],
        "questions": list(page.questions),
    }  # fmt: skip


def claim_data(v: Verdict) -> dict[str, Any]:
    """One claim with its verdict."""
    c = v.claim
    return {
        "id": c.id,
        "text": c.text,
        "start": c.start,
        "end": c.end,
        "kind": c.kind,
        "question": _question(c),
        "quantity": [plain(q) for q in c.quantity],
        "strength": c.strength,
        "direction": c.direction,
        "verdict": v.value,
        "shown_as": v.shown_as,
        "rule": v.rule,
        "why": v.why,
        "certainty": v.answer.certainty.level,
        "answer": plain(v.answer),
        "studies": list(v.studies),
        "sources": [{"label": s.label, "study": s.study, **plain(s.source)} for s in v.sources],
    }


def explain_data(found: Explanation) -> dict[str, Any]:
    """The data behind ``explain_json``."""
    head = {"schema": SCHEMA, "stemwise": _base(found.evidence_date, found.evidence_hash), "notice": list(PROTECTION)}
    body = plain(found)
    return {**head, **{k: v for k, v in body.items() if k not in ("evidence_date", "evidence_hash")}}


def _base(evidence_date: str, evidence_hash: str) -> dict[str, str]:
    return {"version": __version__, "evidence_date": evidence_date, "evidence_hash": evidence_hash}


def _question(c: Claim) -> dict[str, Any]:
    q = c.question
    return {
        "condition": q.condition, "cell": q.cell, "source": TISSUE.get(q.cell, ""), "donor": q.donor, "route": q.route,
        "outcome": q.outcome, "months": plain(q.months),
    }  # fmt: skip


def plain(value: Any) -> Any:
    """Any result as dictionaries, lists, strings and finite numbers; what is not finite becomes null."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, tuple | list):
        return [plain(x) for x in value]
    if isinstance(value, Study):
        return _study(value)
    if isinstance(value, Term):
        return {name: plain(getattr(value, name)) for name in TERM_FIELDS}
    if is_dataclass(value):
        return {name: write_field(getattr(value, name)) for name, write_field in _plan(type(value))}
    if isinstance(value, Mapping):
        return {str(k): plain(x) for k, x in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(x) for x in value)
    return plain(float(value))  # a NumPy number


_PLANS: dict[type, tuple[tuple[str, Callable[[Any], Any]], ...]] = {}


def _plan(cls: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Field names of a dataclass with their writers, found once; where a record's file lies is our own affair."""
    if cls not in _PLANS:
        names = [f.name for f in fields(cls) if f.name != "file"]
        _PLANS[cls] = tuple((n, _named(PAIRS[cls.__name__, n]) if (cls.__name__, n) in PAIRS else plain) for n in names)
    return _PLANS[cls]


def _named(names: tuple[str, ...]) -> Callable[[Any], Any]:
    return lambda rows: [dict(zip(names, map(plain, row), strict=True)) for row in rows]


def _study(s: Study) -> dict[str, Any]:
    c = s.citation
    return {
        "id": s.id, "label": s.label, "condition": s.condition, "design": s.design, "year": s.year, "n": s.n,
        "title": c.title, "journal": c.journal, "identifiers": list(s.identifiers), "seen_at": c.seen_at,
        "summary": s.summary, "unreported": s.unreported,
    }  # fmt: skip
