"""Titles of registers, reviews and sheets to term ids: a few patterns the vocabulary of pages does not need, then its words.

Registers code adverse events with MedDRA, whose words differ from those of pages (pyrexia, convulsion).
"""

from __future__ import annotations

import re

from stemwise.exchange.imports.draft import term_in
from stemwise.terms import vocabulary

_OUTCOMES = (
    (r"\bpedi\b.*\bmobility\b", "pedi-mobility"),
    (r"\bpedi\b.*\bsocial\b", "pedi-social"),
    (r"\bgmfm\b.*\b(dimension )?d\b|\bgmfm-?d\b", "gmfm-d"),
    (r"\bgmfm\b.*\b(dimension )?e\b|\bgmfm-?e\b", "gmfm-e"),
    (r"\b(death|deaths|mortality|died)\b", "death"),
    (r"\b(mrs|rankin)\b.*\b0\s*(-|–|to)\s*1\b", "mrs-0-1"),
    (r"\b(mrs|rankin)\b.*\b0\s*(-|–|to)\s*2\b", "mrs-0-2"),
)
_IMPROVED = {"gmfcs": "gmfcs-improved", "edss": "edss-improved", "mrs": "mrs-improved"}
_HARMS = (
    (r"pyrexia|hyperthermia|febrile", "fever"),
    (r"seizure|convulsion|epilep", "seizure"),
    (r"nausea|vomiting", "nausea-vomiting"),
    (r"thrombosis|embol", "thromboembolism"),
    (r"infusion related|infusion site|injection site", "infusion-site-reaction"),
    (r"hypersensitivity|anaphyla|allerg|urticaria", "allergy"),
    (r"haemorrhage|hemorrhage|haematoma|hematoma", "haemorrhage"),
    (r"meningism|meningitis aseptic|neck stiffness", "meningismus"),
    (r"neoplasm|carcinoma|tumou?r|malignan", "tumour"),
    (r"diarrh|constipation|gastro", "gastrointestinal"),
    (r"pneumonia|bronchi|respiratory tract", "respiratory"),
    (r"infection|sepsis|viraemia|urosepsis", "infection"),
    (r"an(a)?emia", "anaemia"),
    (r"neutropenia", "neutropenia"),
    (r"irritab", "irritability"),
    (r"insomnia", "insomnia"),
    (r"\brash\b", "rash"),
    (r"headache", "headache"),
    (r"back pain", "back-pain"),
)


def outcome_in(*titles: str, kind: str = "") -> str:
    """The outcome that the titles name, most telling title first; empty without one. Counts take events, not scores."""
    for title in titles:
        if found := _pattern(_OUTCOMES, title, "outcome"):
            return found
    found = term_in("outcome", *titles)
    if kind == "event" and found in _IMPROVED and re.search(r"improv", " ".join(titles), re.I):
        return _IMPROVED[found]
    return found


def harm_in(*titles: str) -> str:
    """The harm that a MedDRA term or a heading names; empty without one."""
    for title in titles:
        if vocabulary().known("harm", title):
            return title
        if found := _pattern(_HARMS, title, "harm"):
            return found
    return term_in("harm", *titles)


def _pattern(table: tuple[tuple[str, str], ...], title: str, kind: str) -> str:
    hit = next((term for words, term in table if re.search(words, title, re.I)), "")
    return hit if hit and vocabulary().known("outcome" if kind == "outcome" else "harm", hit) else ""
