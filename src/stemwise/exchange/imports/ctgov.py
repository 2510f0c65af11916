"""ClinicalTrials.gov, API version 2: what the protocol says. Results are read by ``ctgov_results``, harms by ``ctgov_harms``.

Every field may be absent and every value may be text; nothing is taken for granted.
"""

from __future__ import annotations

import datetime
import re

from stemwise.errors import InputError
from stemwise.exchange.imports import ctgov_harms, ctgov_results
from stemwise.exchange.imports.ctgov_arms import Arms
from stemwise.exchange.imports.draft import Record, make, term_in, year_in
from stemwise.exchange.imports.values import Json, count, table, tables, text, texts


def records(name: str, data: object, day: datetime.date) -> list[Record]:
    """The records of a study, of a list of studies, or of a page of the API (``{"studies": [...]}``).

    Raises
    ------
    InputError
        JSON of another kind.
    """
    if isinstance(data, dict) and isinstance(data.get("studies"), list):
        data = data["studies"]
    studies = data if isinstance(data, list) else [data]
    good = [s for s in studies if isinstance(s, dict) and isinstance(s.get("protocolSection"), dict)]
    if not good or len(good) < len(studies):
        raise InputError(
            f"{name} is JSON, but not a study of ClinicalTrials.gov (no protocolSection)",
            "download the study as JSON from the site or its API, version 2",
        )
    return [_record(name, s, day) for s in good]


def _record(name: str, study: Json, day: datetime.date) -> Record:
    protocol = study["protocolSection"]
    part = {k: v for k, v in protocol.items() if isinstance(v, dict)}
    ids, status = part.get("identificationModule", {}), part.get("statusModule", {})
    nct = str(ids.get("nctId", "")).upper()
    if not re.fullmatch(r"NCT\d{8}", nct):
        raise InputError(f"{name}: a study without its NCT number", "download it anew from ClinicalTrials.gov")
    title = text(ids.get("briefTitle")) or text(ids.get("officialTitle"))
    results = study.get("resultsSection")
    results = results if isinstance(results, dict) else {}
    seen_at = f"https://clinicaltrials.gov/study/{nct}"
    arms = Arms(part.get("armsInterventionsModule", {}))
    rows, lost = ctgov_results.rows(results, arms, nct, seen_at)
    harms, lost_harms = ctgov_harms.rows(results, arms, nct, seen_at)
    conditions = texts(part.get("conditionsModule", {}).get("conditions"))
    condition = term_in("condition", *conditions, title)
    started = text(table(status.get("startDateStruct")).get("date"))
    posted = text(table(status.get("resultsFirstPostDateStruct")).get("date"))
    not_seen = [*lost, *lost_harms, *arms.doubts]
    not_seen += [] if condition else [f"condition (the register says {', '.join(conditions) or 'nothing'})"]
    not_seen += [] if rows else ["results"]
    acronym = text(ids.get("acronym"))
    return make(
        id=nct.lower(), label=f"{nct} ({acronym or text(_sponsor(part).get('name')) or 'register'})",
        condition=condition, design=_design(part, arms, bool(rows)), day=day,
        year=year_in(posted) or year_in(started),
        citation={"title": title, "registry": [nct], "seen_at": seen_at, "pmid": _publication(part),
                  "funding": text(_sponsor(part).get("name"))},
        names=[acronym] if acronym else [],
        unreported=None if rows else _finished(status),
        masking=_masking(part), population=_population(part, title, seen_at),
        arms=arms.as_rows(), results=rows, harms=harms, not_seen=not_seen,
        notes=[
            f"Imported from ClinicalTrials.gov ({text(status.get('overallStatus')) or 'status not given'}).",
            "Ids of terms were matched by words; as_printed holds the register's own." if rows or harms else "",
            *arms.notes,
        ],
    )  # fmt: skip


def _sponsor(part: Json) -> Json:
    return table(part.get("sponsorCollaboratorsModule", {}).get("leadSponsor"))


def _finished(status: Json) -> bool:
    return text(status.get("overallStatus")).upper() in ("COMPLETED", "TERMINATED", "UNKNOWN")


def _design(part: Json, arms: Arms, reported: bool) -> str:
    if not reported:
        return "registry-only"
    info = table(part.get("designModule", {}).get("designInfo"))
    allocation, model = (text(info.get(k)).upper() for k in ("allocation", "interventionModel"))
    if allocation == "RANDOMIZED":
        return "crossover-rct" if model == "CROSSOVER" else "rct"
    if allocation == "NON_RANDOMIZED":
        return "controlled" if arms.controls else "single-arm"
    return "single-arm" if model == "SINGLE_GROUP" or not arms.controls else "controlled"


def _masking(part: Json) -> Record:
    info = table(table(part.get("designModule", {}).get("designInfo")).get("maskingInfo"))
    if not info.get("masking"):
        return {}
    who = {w.upper() for w in texts(info.get("whoMasked"))}
    open_label = text(info["masking"]).upper() == "NONE"
    if not who and not open_label:
        return {}
    keys = {"participants": "PARTICIPANT", "providers": "CARE_PROVIDER", "assessors": "OUTCOMES_ASSESSOR"}
    return {key: "yes" if name in who else "no" for key, name in keys.items()}


def _population(part: Json, title: str, seen_at: str) -> Record:
    rules = part.get("eligibilityModule", {})
    enrolled = table(part.get("designModule", {}).get("enrollmentInfo"))
    actual = text(enrolled.get("type")).upper() == "ACTUAL"
    people = count(enrolled.get("count"))
    allocation = text(table(part.get("designModule", {}).get("designInfo")).get("allocation")).upper()
    found: Record = {
        "description": f"As registered: {', '.join(texts(part.get('conditionsModule', {}).get('conditions'))) or title}",
        "age_min": _years(rules.get("minimumAge")), "age_max": _years(rules.get("maximumAge")),
        "n_randomised" if allocation == "RANDOMIZED" else "n_enrolled": people if actual else None,
        "locator": "registry, eligibility and enrolment" if actual else "registry, eligibility (enrolment planned only)",
        "seen_at": seen_at,
    }  # fmt: skip
    return {k: v for k, v in found.items() if v is not None}


def _years(value: object) -> float | None:
    """An age limit in years: "2 Years", "18 Months"."""
    hit = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(year|month|week|day)s?", text(value).lower())
    if not hit:
        return None
    return round(float(hit[1]) / {"year": 1, "month": 12, "week": 365.25 / 7, "day": 365.25}[hit[2]], 2)


def _publication(part: Json) -> str:
    """The PMID of the one publication of results that the register names; nothing where it names several."""
    named = part.get("referencesModule", {}).get("references")
    ids = {text(r.get("pmid")) for r in tables(named) if text(r.get("type")).upper() == "RESULT"}
    ids -= {""}
    return ids.pop() if len(ids) == 1 else ""
