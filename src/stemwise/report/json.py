"""Reports as JSON, version 1 (``docs/json.md``, ``docs/schema``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stemwise import __version__
from stemwise.report.plain import NOTHING, plain
from stemwise.report.words import PROTECTION, reading_limit

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.answer.harm_model import HarmAnswer
    from stemwise.answer.model import Answer, EffectAnswer, Part
    from stemwise.asked import Asked
    from stemwise.claims.model import Claim
    from stemwise.evidence.model import Study
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
        "answer": _answer(v.answer, records),
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


class Records:
    """The records that a page's answers name, each once: table -> id -> record."""

    def __init__(self) -> None:
        names = (
            "studies",
            "facts",
            "links",
            "fates",
            "pooled_harms",
            "cases",
            "donor_harms",
            "course",
            "alternatives",
            "searches",
        )
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in names}

    def ids(self, table: str, records: Iterable[Any]) -> list[str]:
        """The ids of ``records``, which are kept."""
        rows = self.tables[table]
        out = []
        for r in records:
            if r.id not in rows:
                rows[r.id] = plain(r)
            out.append(r.id)
        return list(dict.fromkeys(out))

    def told(self, told: Iterable[tuple[Study, str]]) -> list[str]:
        """Studies with what is told of their result in words."""
        out = []
        for study, text in told:
            out += self.ids("studies", [study])
            said = self.tables["studies"][study.id].setdefault("told", [])
            if text not in said:
                said.append(text)
        return list(dict.fromkeys(out))


def _answer(a: Answer, records: Records) -> dict[str, Any]:
    return {
        "question": plain(a.question),
        "effect": _effects(a.effects, records),
        "harms": _harms(a.harms, records) if a.harms else None,
        "links": records.ids("links", a.links),
        "fates": records.ids("fates", a.fates),
        "facts": records.ids("facts", a.facts),
        "assertions": [
            {"id": x.id, "stance": x.stance, "fact": records.ids("facts", [x.fact])[0], "why": x.why}
            for x in a.assertions
        ],
        "studies": [
            {"study": records.ids("studies", [m.study])[0], "by": m.by, "differences": list(m.differences)}
            for m in a.studies
        ],
        "course": records.ids("course", a.course),
        "alternatives": records.ids("alternatives", a.alternatives),
        "not_for": records.ids("alternatives", a.not_for),
        "searches": records.ids("searches", a.searches),
        "missing": list(a.missing),
    }


def _effects(parts: Sequence[Part], records: Records) -> dict[str, Any] | None:
    """The effect; of several conditions each one's own, and nothing of them together."""
    if parts and parts[0].condition:
        own = [{"condition": p.condition, "effect": _effect(p.effect, records)} for p in parts]
        return {**_effect(NOTHING, records), "by_condition": own}
    return _effect(parts[0].effect, records) if parts else None


def _effect(e: EffectAnswer, records: Records) -> dict[str, Any]:
    return {
        "headline": plain(e.headline),
        "exact": plain(e.exact) if e.exact is not e.headline else None,
        "certainty": plain(e.certainty),
        "leans": e.leans,
        "larger_null": records.ids("studies", e.larger_null),
        "null_trials": records.ids("studies", e.null_trials),
        "matching": records.ids("studies", e.matching),
        "of_others": [plain(p) for p in e.of_others],
        "individual": records.told((s, text) for s, text, _ in e.individual),
        "none_of_age": e.none_of_age,
        "apart": list(dict.fromkeys(r.study for r in e.apart)),
        "published": records.told((s, text) for s, text, _ in e.published),
        "narrative": records.told(e.narrative),
        "unreported": records.ids("studies", e.unreported),
        "by_condition": [],
    }


def _harms(h: HarmAnswer, records: Records) -> dict[str, Any]:
    return {
        "pooled": records.ids("pooled_harms", h.pooled),
        "counts": [plain(c) for c in h.counts],
        "elsewhere": [plain(c) for c in h.elsewhere],
        "cases": records.ids("cases", h.cases),
        "donors": records.ids("donor_harms", h.donors),
    }
