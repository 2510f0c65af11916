"""Which keys each kind of record knows, what each must be, and which it must have."""

from __future__ import annotations

from dataclasses import dataclass, field

from stemwise.content.schema.fields import (
    Check,
    count,
    date,
    flag,
    interval,
    level,
    not_negative,
    number,
    one_of,
    per_cent,
    printed_interval,
    required_text,
    table,
    tables,
    text,
    text_or_tables,
    text_or_texts,
    texts,
    year,
)
from stemwise.evidence.knowledge import LEVELS
from stemwise.evidence.model import DOMAINS

DESIGNS = ("rct", "crossover-rct", "controlled", "single-arm", "case-series", "meta-analysis", "registry-only")
SOURCE_KINDS = ("registry", "article", "review-table", "abstract", "summary", "press")
MEASURES = ("MD", "SMD", "RR", "OR", "RD", "HR", "IRR", "ROM", "proportion", "rate")
CONTROLS = ("placebo", "sham", "usual-care", "rehabilitation", "delayed", "active", "natural-history")
FACTS = ("disease-fact", "cell-property", "procedure", "regulatory", "recommendation")
SEEN = one_of("yes", "no", "not-seen")


@dataclass(frozen=True, slots=True)
class Spec:
    """Keys with their checks; ``terms``: keys that hold term ids, by kind; ``required``: keys that must be there."""

    keys: dict[str, Check]
    required: tuple[str, ...] = ()
    terms: dict[str, str] = field(default_factory=dict)


SOURCE = Spec(
    {"published_in": required_text, "seen_at": required_text, "locator": required_text,
     "source_kind": one_of(*SOURCE_KINDS)},
    required=("published_in", "seen_at", "locator", "source_kind"),
)  # fmt: skip

CITATION = Spec(
    dict.fromkeys(("title", "journal", "doi", "pmid", "pmcid", "seen_at", "funding", "conflicts"), text)
    | {"registry": texts}
)
MASKING = Spec(dict.fromkeys(("participants", "providers", "assessors"), SEEN))
BIAS = Spec(dict.fromkeys(DOMAINS, table))
BIAS_DOMAIN = Spec(
    {"judgement": one_of("low", "some", "high", "not-seen"), "support": text, "seen_at": text, "locator": text},
    required=("judgement",),
)
POPULATION = Spec(
    {"description": text, "severity": text, "locator": text, "seen_at": text, "note": text,
     "age_min": not_negative, "age_max": not_negative, "age_mean": not_negative, "age_sd": not_negative,
     "time_since_months_min": not_negative, "time_since_months_max": not_negative,
     "n_randomised": count, "n_enrolled": count, "n_analysed": count}
)  # fmt: skip
ARM = Spec(
    {"id": required_text, "role": one_of("treatment", "control"), "label": text, "cell": text, "route": text,
     "donor": one_of("autologous", "allogeneic", "sibling", severity="warning"),
     "control": one_of(*CONTROLS, severity="warning"), "dose_text": text, "part_of": text, "note": text,
     "cells_per_infusion": not_negative, "cells_per_kg": not_negative, "infusions": count,
     "interval_days": not_negative, "n": count},
    required=("id", "role"), terms={"cell": "cell", "route": "route"},
)  # fmt: skip
ARM_DATA = Spec(
    {"arm": required_text, "n": count, "n_unknown": flag, "mean": number, "sd": not_negative, "se": not_negative, "ci": interval,
     "ci_level": level, "median": number, "q1": number, "q3": number, "min": number, "max": number,
     "events": count, "rate": number, "baseline_mean": number, "baseline_sd": not_negative, "note": text},
    required=("arm",),
)  # fmt: skip
CONTRAST = Spec(
    {"measure": one_of(*MEASURES, "p-only"), "value": number, "ci": interval, "level": level, "se": not_negative,
     "p": text, "arms": texts, "adjusted": flag, "note": text},
    required=("measure",),
)  # fmt: skip
RESULT = Spec(
    {"outcome": required_text, "as_printed": text, "months": not_negative, "months_from": text,
     "kind": one_of("change", "final", "event", "rate", "survival"), "primary": flag, "p": text, "note": text,
     "corrected": text, "use": flag, "use_why": text, "arms": tables, "contrast": table, **SOURCE.keys},
    required=("outcome", "kind", *SOURCE.required), terms={"outcome": "outcome"},
)  # fmt: skip
HARM = Spec(
    {"harm": required_text, "as_printed": text, "what": text, "serious": flag, "months": not_negative, "p": text, "note": text,
     "corrected": text, "arms": tables, **SOURCE.keys},
    required=("harm", *SOURCE.required), terms={"harm": "harm"},
)  # fmt: skip
POOLED = Spec(
    {"outcome": required_text, "harm": text, "as_printed": text, "subgroup": text, "months": not_negative,
     "measure": one_of(*MEASURES), "value": number, "ci": printed_interval, "level": level, "p": text, "k": count,
     "n": count, "events": count, "i2": per_cent, "tau2": not_negative, "model": text, "cell": text, "route": text,
     "note": text, "corrected": text, "use": flag, "use_why": text, "uncontrolled": flag, "individual_data": flag,
     "arms": tables, "included": texts, **SOURCE.keys},
    required=("outcome", "measure", *SOURCE.required),
    terms={"outcome": "outcome|harm", "harm": "harm", "cell": "cell", "route": "route"},
)  # fmt: skip
EXTRACTION = Spec({"first": date, "second": date, "differences": texts, "not_confirmed": texts}, required=("first",))
EXPLAINED = Spec({"check": required_text, "result": required_text, "why": required_text}, ("check", "result", "why"))

STUDY = Spec(
    {"schema": count, "id": required_text, "label": required_text, "condition": required_text,
     "design": one_of(*DESIGNS), "year": year, "names": texts, "mentions": texts, "marks": texts, "clean_contrast": flag,
     "contrast_note": text, "shares_control_with": texts, "overlaps": texts, "unreported": flag, "draft": flag, "summary": text,
     "note": text,
     "primary_result": one_of("positive", "null", "negative", "no-difference", "mixed", "not-reported", "not-applicable"),
     "primary_note": text, "not_seen": texts, "citation": table, "masking": table, "bias": table,
     "population": table, "arms": tables, "results": tables, "harms": tables, "pooled": tables,
     "extraction": table, "explained": tables},
    required=("schema", "id", "label", "condition", "design", "summary", "primary_result", "citation", "extraction"),
    terms={"condition": "condition"},
)  # fmt: skip

_ENTRY: dict[str, Check] = {"id": required_text, "note": text, "sources": tables}
_NUMBERS: dict[str, Check] = {
    "value": number, "ci": interval, "level": level, "n": count, "k": count, "events": count,
}  # fmt: skip

FIGURE = Spec(
    {**_NUMBERS, "outcome": required_text, "as_printed": text, "measure": one_of(*MEASURES), "i2": per_cent,
     "months": not_negative, "p": text, "note": text},
    required=("outcome", "measure"), terms={"outcome": "outcome|harm"},
)  # fmt: skip
"""A pooled figure of an alternative; its source is the alternative's."""

ENTRIES: dict[str, Spec] = {
    "fact": Spec(
        {**_ENTRY, "subject": required_text, "kind": one_of(*FACTS, severity="warning"), "statement": required_text,
         "topics": texts, "year": year, "agency": text, "drug": text, "second": date, "not_confirmed": text},
        required=("subject", "kind", "statement", "sources"),
    ),
    "link": Spec(
        {**_ENTRY, "name": required_text, "cells": text_or_texts, "what": required_text, "level": one_of(*LEVELS),
         "condition": text, "confined": flag, "finding": text, "contrary": text, "terms": texts, "second": date,
         "not_confirmed": text},
        required=("name", "what", "level", "sources"), terms={"cells": "cell", "condition": "condition"},
    ),
    "fate": Spec(
        {**_ENTRY, "species": text, "cells": text_or_texts, "route": text, "site": text, "time_hours": not_negative,
         "what": required_text, "n": count, "second": date},
        required=("what", "sources"), terms={"cells": "cell", "route": "route"},
    ),
    "pooled_harm": Spec(
        {**_ENTRY, **_NUMBERS, "harm": required_text, "cells": text_or_texts, "route": text, "population": text,
         "condition": text, "measure": one_of(*MEASURES), "i2": per_cent, "study": text, "second": date,
         "explained": tables},
        required=("harm", "measure", "sources"),
        terms={"harm": "harm", "cells": "cell", "route": "route", "condition": "condition"},
    ),
    "case": Spec(
        {**_ENTRY, "year": year, "harm": required_text, "cells": text_or_texts, "route": text, "setting": text,
         "condition": text, "ages": one_of("children", "adults"), "what": required_text, "outcome": text,
         "denominator": text, "second": date},
        required=("harm", "what", "sources"), terms={"harm": "harm", "cells": "cell", "route": "route"},
    ),
    "donor_harm": Spec(
        {**_ENTRY, "procedure": required_text, "to_whom": text, "what": required_text, "numbers": text, "second": date},
        required=("procedure", "what", "sources"),
    ),
    "alternative": Spec(
        {**_ENTRY, "condition": required_text, "name": required_text, "what": text, "population": text,
         "whom": text, "forms": text_or_texts, "severity": text, "age_min": not_negative, "age_max": not_negative,
         "time_since_months_min": not_negative, "time_since_months_max": not_negative,
         "evidence": text, "pooled": text_or_tables, "certainty_note": text, "helps": flag,
         "second": date, "not_confirmed": text},
        required=("condition", "name", "sources"), terms={"condition": "condition"},
    ),
    "course": Spec(
        {**_ENTRY, **_NUMBERS, "condition": required_text, "population": text, "outcome": required_text,
         "kind": text, "baseline": lambda v: None, "level": text, "months": not_negative, "share": per_cent,
         "age_years": text, "time_since": text,
         "sd": not_negative, "se": not_negative, "ci_level": level, "what": text, "second": date},
        required=("condition", "outcome", "sources"), terms={"condition": "condition", "outcome": "outcome"},
    ),
    "instrument": Spec(
        {**_ENTRY, "name": required_text, "range": interval, "direction": text, "mcid": tables, "error": tables,
         "second": date}
    ),
    "search": Spec(
        {"id": required_text, "condition": required_text, "cell": text, "what": required_text, "date": date,
         "where": text_or_texts, "found": count, "included": texts, "excluded": text, "note": text},
        required=("condition", "what", "date", "where"), terms={"condition": "condition", "cell": "cell"},
    ),
}  # fmt: skip
"""The kinds of ``[[entry]]`` files. Every one but a search carries ``sources``; a search is its own source."""
