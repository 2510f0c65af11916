"""Features that follow from others: a few from order and neighbourhood; the rest are rows of ``data/cues/features.toml``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from stemwise.claims.features import Features
from stemwise.claims.needs import Needs
from stemwise.claims.strength import spoken_of
from stemwise.claims.turns import turn
from stemwise.content import document

NEAR = 9
"""Words between a verb of change and the outcome it changes: one clause."""
LINKS = ("repair", "remyelination", "axons", "protection", "vessels", "homing", "environment", "immunomodulation")
"""Groups that name a step of a way of action."""

_TRIAL_NAME = re.compile(r"\b(?![IVX]+\s)([A-Z][A-Za-z]*[A-Z][A-Za-z-]*(?:-\d)?)\s(?:study|trial|trials|studies)\b")
_ACT = re.compile(
    r"\b(?:repair|regenerat|rebuild|replac|restor|reconnect|rewire|mend|heal|protect|shield|form new|grow new|bridg|remyelinat"
    r"|regrow|fill)\w*"
    r"[^.;]{0,60}?\b(?:brain|nerv|neur|axon|spinal|damage|injur|lost|dead|myelin|connection|lesion|gap)",
    re.I,
)
_BRACKETED = re.compile(r"\([A-Z][^()]{2,60}?\b(?:19|20)\d\d[a-z]?\)")
"""A citation in brackets leans on a study; the sentence is not about it."""
_WEAK_UNCERTAIN = frozenset({"ongoing", "limited", "challenge", "challenges", "investigating", "investigate"})


@cache
def composites() -> tuple[tuple[str, Needs], ...]:
    """Features made of others, the rows of features.toml in their order: the name, and what it needs of the others found."""
    parsed = document("cues/features.toml")
    return tuple((r["id"], Needs.of(r)) for r in parsed["feature"])


def _has(f: Features, *names: str) -> bool:
    return not f.names.isdisjoint(names)


def _near(f: Features, first: str, second: str, distance: int = NEAR) -> bool:
    """A spot of ``first`` and one of ``second`` within ``distance`` words, in either order."""
    there = f.of(second)
    return any(0 < abs(a.first - b.first) <= distance for a in f.of(first) for b in there)


def _clinical_benefit(f: Features) -> bool:
    return _near(f, "better-function", "term:outcome") or (_has(f, "better-function") and _has(f, "effective-for"))


def _mechanism_first(f: Features) -> bool:
    outcome, change = f.first("term:outcome"), f.first("better-function")
    clinical = max(outcome, change) if "clinical-benefit" in f.names else 10**6
    return f.first(*LINKS) < clinical


def _acts(f: Features) -> bool:
    """Something is said to happen in the nervous system of those treated."""
    return _has(f, "moves") or (_has(f, "link", "page-cells") and bool(_ACT.search(f.sentence.text)))


def _property_only(f: Features) -> bool:
    """Told as what the cells are or give off; nothing is said to happen in the nervous system."""
    told = _has(f, "property", "secretion") and _has(f, "told-property")
    in_nerves = _has(f, "repair") and _has(f, "neural-cells")
    return told and not in_nerves and not _has(f, "acts", "remyelination", "axons", "vessels", "homing")


def _study_specific(f: Features) -> bool:
    text = f.sentence.text
    if not _has(f, "study", "study-pointer"):
        pointed = "PMC" in text or "NCT0" in text or "doi.org" in text
        return pointed and _has(f, "study-vague", "study-result")
    units = {q.unit for q in f.quantity}
    if _BRACKETED.search(text) and f.words("study-pointer") in ((), ("et al",)) and not units & {"people", "studies"}:
        return False
    return (
        _has(f, "study-pointer")
        or any(not _is_term(f, name) for name in _TRIAL_NAME.finditer(text))
        or bool(units & {"people", "studies"})
    )


def _is_term(f: Features, name: re.Match[str]) -> bool:
    """Whether capitals before "trials" name no trial but a condition, cells or an agency: MS trials, FDA trials."""
    start, end = (f.sentence.start + at for at in name.span(1))
    return any(
        s.start < end and start < s.end for s in f.spots if s.group.startswith("term:") or s.group == "regulatory"
    )


def _generic_study(f: Features) -> bool:
    """Studies in general: they may lend a claim weight but cannot be looked up."""
    if _has(f, "study-named"):
        return False
    return _has(f, "study-vague") and not {q.unit for q in f.quantity} & {"people", "studies"}


def _uncertainty_main(f: Features) -> bool:
    if not _has(f, "uncertainty") or (_has(f, "clinical-benefit") and not _has(f, "uncertain-firm")):
        return False
    weak = set(f.words("uncertainty")) <= _WEAK_UNCERTAIN
    return not (weak and _has(f, "link", "clinical-benefit", "disease-definition"))


def _harm_reduced(f: Features) -> bool:
    """A benefit whose object is a harm ('fewer infections'), with no risk of the treatment named."""
    harms = f.of("harm")
    changes = f.of("better-function")
    before = [h for h in harms if any(0 < h.first - c.first <= 10 for c in changes)]
    return bool(before) and len(before) == len(harms) and not _has(f, "safe") and "heading:harm" not in f.names


def _outcome_before_differentiation(f: Features) -> bool:
    told = _has(f, "clinical-benefit") and not _has(f, "mechanism-first")
    return told and f.first("better-function") < f.first("differentiation")


def _benefit_main(f: Features) -> bool:
    whom = _has(f, "benefit") and _has(f, "condition", "outcome", "patients")
    return whom or _has(f, "better-function", "promise", "superlative", "effective-for")


DERIVED: tuple[tuple[str, Callable[[Features], bool]], ...] = (
    ("carried-cells", lambda f: f.carried_cells),
    ("carried-cells-subject", lambda f: f.carried_cells and f.first("cells-pronoun") - f.base <= 2),
    ("carried-disease", lambda f: f.carried_disease),
    ("story", lambda f: f.story or "person" in f.heading),
    ("named-person", lambda f: f.named),
    ("page-cells", lambda f: f.page_cells),
    ("provider-page", lambda f: f.provider_page),
    ("story-page", lambda f: f.story_page),
    ("link", lambda f: _has(f, *LINKS)),
    ("clinical-benefit", _clinical_benefit),
    ("mechanism-first", _mechanism_first),
    ("acts", _acts),
    ("acts-in-people", lambda f: _has(f, "acts") and not _has(f, "differentiation")),
    ("property-only", _property_only),
    ("study-specific", _study_specific),
    ("generic-study", _generic_study),
    ("uncertainty-main", _uncertainty_main),
    ("question-like", lambda f: f.sentence.text.rstrip().endswith("?")),
    ("harm-subject", lambda f: f.first("harm", "term:harm") < f.first("null-result")),
    ("regulatory-named", lambda f: _has(f, "regulatory")),
    ("harm-reduced", _harm_reduced),
    ("outcome-before-differentiation", _outcome_before_differentiation),
    ("benefit-main", _benefit_main),
    ("spoken-of", spoken_of),
)  # fmt: skip
"""Name -> what it asks, in an order in which later ones may use earlier ones."""


def derive(f: Features) -> None:
    """Fill ``f.names``: groups found, ``heading:`` groups, and the derived features that hold."""
    turns = turn(f)
    f.names = {g.removeprefix("term:") for g in f.by_group}
    if "term:cell" in f.by_group:
        f.names.add("cells")
    f.names |= {f"heading:{g.removeprefix('term:')}" for g in f.heading}
    f.names |= {q.unit for q in f.quantity if q.unit in ("percent", "of", "people")} | (
        {"number"} if f.quantity else set()
    )
    f.names |= {"standard-care"} if f.carried_care else set()
    f.names |= turns
    f.names |= {"item"} if f.sentence.kind in ("item", "row") else set()
    for name, holds in DERIVED:
        if holds(f):
            f.names.add(name)
    for name, needs in composites():
        if needs.fit(f.names):
            f.names.add(name)
