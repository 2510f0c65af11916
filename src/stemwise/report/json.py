"""Reports as JSON, version 1 (``docs/json.md``, ``docs/schema``)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stemwise import __version__
from stemwise.answer.model import Answer, CourseFact, EffectAnswer
from stemwise.evidence.knowledge import Alternative, DonorHarm, Fact, Fate, Link, PooledHarm, Search, SeriousCase
from stemwise.evidence.model import Study
from stemwise.report.plain import Plain, plain
from stemwise.report.words import PROTECTION, reading_limit

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.asked import Asked
    from stemwise.claims.model import Claim
    from stemwise.verdict.model import PageVerdict, Verdict

SCHEMA = 1
"""Version of the JSON; raised when a field changes its meaning or goes away, not when one is added."""

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
            **_head(made.evidence_date if made else "", made.evidence_hash if made else ""),
            "text": asked.text,
            "lead": list(asked.lead),
            "rests": [plain(r) for r in asked.rests],
            "question": plain(asked.question),
            "answer": plain(asked.answer),
            "page": check_data(asked.page) if asked.page else None,
        }
    )


def write(data: Mapping[str, Any]) -> str:
    """JSON text: two spaces, keys in the order given, no NaN or Infinity, no lone surrogates."""
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _head(evidence_date: str, evidence_hash: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "stemwise": {"version": __version__, "evidence_date": evidence_date, "evidence_hash": evidence_hash},
        "notice": list(PROTECTION),
    }


def explain_data(found: Explanation) -> dict[str, Any]:
    """The data behind ``explain_json``."""
    body = plain(found)
    kept = {k: v for k, v in body.items() if k not in ("evidence_date", "evidence_hash")}
    return {**_head(found.evidence_date, found.evidence_hash), **kept}


def check_data(page: PageVerdict) -> dict[str, Any]:
    """The data behind ``check_json``."""
    d = page.document
    records = Records()
    return {
        **_head(page.evidence_date, page.evidence_hash),
        "document": {
            "source": d.source, "title": d.title, "date": d.date, "text": d.text, "notes": list(d.notes),
        },
        "reading_limit": reading_limit(),
        "grade": {"value": page.grade, "why": page.grade_why},
        "claims": [_claim(v, records) for v in page.verdicts],
        "red_flags": [plain(f) for f in page.red_flags],
        "questions": list(page.questions),
        "evidence": records.tables,
    }  # fmt: skip


def _claim(v: Verdict, records: Records) -> dict[str, Any]:
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
        "reading": v.reading,
        "certainty": v.answer.certainty.level,
        "answer": records.of(v.answer),
        "studies": list(v.studies),
        "sources": [{"label": s.label, "study": s.study, **plain(s.source)} for s in v.sources],
    }


def _question(c: Claim) -> dict[str, Any]:
    q = c.question
    return {
        "condition": q.condition, "cell": q.cell, "source": TISSUE.get(q.cell, ""), "donor": q.donor, "route": q.route,
        "outcome": q.outcome, "months": plain(q.months),
    }  # fmt: skip


# Answers of a page: forty claims rest on the same records, so each record stands once and answers name it by id

TABLES: dict[type, str] = {
    Study: "studies", Fact: "facts", Link: "links", Fate: "fates", PooledHarm: "pooled_harms", SeriousCase: "cases",
    DonorHarm: "donor_harms", CourseFact: "course", Alternative: "alternatives", Search: "searches",
}  # fmt: skip
"""Kind of record -> the part of ``evidence`` in which it stands."""
SAID_ABOVE = ("evidence_date", "evidence_hash")
"""Fields of an answer that the page tells once."""


class Records(Plain):
    """As any result, but with the id of a record in its place; the records are kept: table -> id -> record."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES.values()}

    def of(self, value: Any) -> Any:
        """Any result; of a record its id."""
        table = TABLES.get(type(value))
        return super().of(value) if table is None else self._kept(self.tables[table], value)

    def _kept(self, rows: dict[str, Any], record: Any) -> str:
        name: str = record.id
        if name not in rows:
            rows[name] = plain(record)
        return name

    def rows(self, values: Sequence[Any]) -> list[Any]:
        """A list of like things; each record once."""
        found = super().rows(values)
        return list(dict.fromkeys(found)) if values and type(values[0]) in TABLES else found

    def pairs(self, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Studies with what is told of their result: the words stand with the study."""
        if names[0] != "study":
            return super().pairs(names, rows)
        for study, text, *_ in rows:
            said = self.tables["studies"][self.of(study)].setdefault("told", [])
            if text not in said:
                said.append(text)
        return self.rows([study for study, *_ in rows])

    def answer(self, value: Answer) -> dict[str, Any]:
        """An answer, without what the page tells once."""
        return {k: v for k, v in super().answer(value).items() if k not in SAID_ABOVE}

    def effect(self, value: EffectAnswer) -> dict[str, Any]:
        """An effect; its only pool is the headline, so ``pools`` is left out, and a headline that is exact is told once."""
        again = value.exact is value.headline
        own = replace(value, pools=(), exact=None if again else value.exact)
        found = {k: v for k, v in super().effect(own).items() if k != "pools"}
        return {**found, "apart": list(dict.fromkeys(r.study for r in value.apart))}
