"""What rows of the program's own content may refer to: names that other content gives, and names that code gives.

The names that code gives stand here because content is checked before any code that uses it is loaded; a test holds each
list against the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stemwise.content.model import Record

KINDS = ("condition", "cell", "route", "donor", "outcome", "harm")
"""Kinds of terms (terms/model.py)."""
CLAIM_KINDS = (
    "efficacy", "safety", "mechanism", "success-rate", "cited-study", "cell-property", "regulatory", "disease-fact",
    "testimonial", "procedure", "recommendation", "uncertainty",
)  # fmt: skip
"""Kinds of claims (claims/model.py)."""
VERDICTS = (
    "supported", "overstated", "contradicted", "no-human-evidence", "unverifiable", "misquoted", "not-covered",
)  # fmt: skip
"""Verdicts (verdict/model.py)."""
STANCES = ("agrees", "contradicts", "overstates")
"""How a claim stands to a fact (answer/model.py)."""
DESIGNS = ("rct", "crossover-rct", "controlled", "single-arm", "case-series", "meta-analysis", "registry-only")
"""Designs of studies (evidence/model.py)."""
LINK_GROUPS = (
    "repair", "axon-regrowth", "remyelination", "immunomodulation", "neuroprotection", "angiogenesis", "homing",
    "microenvironment",
)  # fmt: skip
"""Groups of steps of a way of action (answer/engine.py)."""
BRACES = (
    "effect", "certainty", "course_or_none", "course", "harms", "bound", "cases", "dose", "unshown", "fact_regulatory",
    "fact_price", "fact", "links", "study_result", "study", "differences", "alternatives", "no_gain", "donor", "depends",
    "checkups", "search",
)  # fmt: skip
"""Braced parts of a verdict's sentence (verdict/phrases.py)."""
COMPUTED = (
    "another-outcome", "figures-unseen", "questions-others", "care-attacked", "study-safe", "under-study", "says-safe",
    "only-human-marker", "ahsct", "evidence-clear", "not-sought", "elsewhere", "evidence-leans", "fact-topic-well",
    "fact-topic", "fact-against", "fact-near", "fact-beside", "facts-apart", "search-found-none", "add-on-only",
    "care-named-whole", "care-named-well", "care-without-gain", "care-named", "none-approved", "study-differs",
    "counts-some",
)  # fmt: skip
"""Predicates that are computed (verdict/predicates.py)."""
TURNS = (
    "harm-affirmed", "harm-denied", "untreated-denied", "untreated-course", "other-care-denied", "praise-by-denial",
    "claim-denied", "harm-told", "advises-stop", "other-care-works", "answer-benefit", "answer-approved", "answer-rate",
    "cells-denied", "none-shown", "care-denied", "checks-needless",
)  # fmt: skip
"""Turns of speech (claims/turns.py)."""
DERIVED = (
    "carried-cells", "carried-cells-subject", "carried-disease", "story", "named-person", "page-cells", "provider-page",
    "story-page", "link", "clinical-benefit", "mechanism-first", "acts", "acts-in-people", "property-only",
    "study-specific", "generic-study", "uncertainty-main", "question-like", "harm-subject", "regulatory-named",
    "harm-reduced", "outcome-before-differentiation", "benefit-main", "spoken-of",
)  # fmt: skip
"""Features of a sentence that are computed (claims/derived.py)."""
PLAIN = ("cells", "item", "percent", "people", "of", "number", "carried-study", *KINDS)
"""Features that every sentence with such words, numbers or such a place has (claims/derived.py, claims/context.py)."""
PAGE = ("beyond", "many-diseases", "priced")
"""What a page is by its numbers (verdict/flags.py)."""
MARKS = {
    "is": ("absolute", "strong", "hedged", "benefit", "no-effect", "harm", "neutral"),
    "unit": ("any", "people", "percent", "of", "money"),
    "base": ("study", "alternatives", "course", "links"),
    "fact": STANCES,
    "design": DESIGNS,
    "result": ("positive", "null", "negative", "no-difference", "mixed", "not-reported", "not-applicable"),
    "level": ("culture", "animal", "human-marker", "human-outcome", "refuted"),
    "kind": CLAIM_KINDS,
    "verdict": VERDICTS,
    "route": ("invasive",),
}
"""Marks of a claim and its Answer whose names code gives (verdict/case.py)."""

Files = Mapping[str, Record]


def known(files: Files, records: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """All names by kind. ``files``: the program's own, by path; ``records``: ids of evidence by kind.

    Lenient: what has not the right shape gives no name here, and is a fault of its own.
    """
    found: dict[str, set[str]] = {kind: set(ids) for kind, ids in records.items()}
    for kind in KINDS:
        found[kind] = {str(r.get("id")) for r in _rows(files, "terms/", "term") if r.get("kind") == kind}
    found["family"] = {str(r.get("family")) for r in _rows(files, "terms/", "term") if r.get("family")}
    found["form"] = {str(r.get("id")) for r in _rows(files, "terms/people.toml", "form")}
    found["link group"] = set(LINK_GROUPS)
    found["cue"] = {str(r.get("group")) for r in _rows(files, "cues/", "cue")}
    groups = found["group"] = _ids(files, "rules/words.toml", "words")
    found["predicate"] = {*COMPUTED, *groups, *_ids(files, "rules/predicates.toml", "predicate")}
    features = {*PLAIN, *TURNS, *DERIVED, *found["cue"], *_ids(files, "cues/features.toml", "feature")}
    found["feature"] = features | {f"heading:{name}" for name in features}
    found["term kind"] = {f"term:{kind}" for kind in KINDS}
    found["mark"] = {*_marks(files, found), *(f"{how}:{name}" for how in ("said", "flatly") for name in groups)}
    found["page mark"] = {*PAGE, *_ids(files, "rules/flags.toml", "page")}
    found["flag"] = set(_flags(files))
    found["sign"] = set(_table(files, "rules/urgent_signs.toml", "sign"))
    found["said"] = set(files.get("rules/urgent_says.toml", {}))
    return {kind: frozenset(names) for kind, names in found.items()}


def _marks(files: Files, found: Mapping[str, set[str]]) -> Iterator[str]:
    """Marks of a claim: those by code, cues that claims show, topics that they keep, rules of verdicts."""
    yield from (f"{of}:{name}" for of, names in MARKS.items() for name in names)
    lists = _table(files, "cues/reading.toml", "names")
    hidden, kept = (set(map(str, lists.get(name, ()))) for name in ("hidden", "kept"))
    yield from (f"cue:{name}" for name in found["cue"] - hidden)
    kinds = ("condition", "cell", "outcome", "harm", "link", "heading")
    yield from (f"topic:{name}" for name in (*kept, *kinds, *(f"link:{g}" for g in LINK_GROUPS)))
    yield from (f"topic:{kind}:{name}" for kind in kinds[:4] for name in found[kind])
    yield from (f"rule:{name}" for name in _ids(files, "rules/verdicts.toml", "rule"))


def _flags(files: Files) -> Iterator[str]:
    """Kinds of red flags, of rows and of rules."""
    rows = [r for name in ("word", "claim", "whole") for r in _rows(files, "rules/flags.toml", name)]
    rows += [flag for r in _rows(files, "rules/verdicts.toml", "rule") if isinstance(flag := r.get("flag"), dict)]
    yield from (str(r.get("kind")) for r in rows)


def _ids(files: Files, path: str, name: str) -> set[str]:
    return {str(r["id"]) for r in _rows(files, path, name) if "id" in r}


def _rows(files: Files, path: str, name: str) -> Iterator[Record]:
    """The tables of an array, in every file whose path begins so."""
    for file, parsed in files.items():
        rows: Any = parsed.get(name, ()) if file.startswith(path) else ()
        yield from (r for r in rows if isinstance(r, dict)) if isinstance(rows, list) else ()


def _table(files: Files, path: str, name: str) -> Record:
    found = files.get(path, {}).get(name, {})
    return found if isinstance(found, dict) else {}
