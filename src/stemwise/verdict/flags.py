"""Red flags: ways of speaking that should make a reader careful (CODEBOOK's list), each with where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from stemwise.claims.features import page_of
from stemwise.claims.lexicon import Spot
from stemwise.claims.model import RedFlag
from stemwise.reading.document import Document
from stemwise.terms import vocabulary
from stemwise.verdict.model import Verdict
from stemwise.verdict.page import BAD, NOT_TREATMENT, bounds, content
from stemwise.verdict.rules import by_id

_PROMISES = frozenset({"efficacy", "mechanism", "success-rate", "safety"})


def red_flags(document: Document, verdicts: Sequence[Verdict]) -> tuple[RedFlag, ...]:
    """The page's flags in order; each kind once, at its first place."""
    found: list[RedFlag] = []
    offered = _offers(verdicts)
    spots = page_of(document.text).spots
    denials = [s.first for s in spots if s.group == "negation"]
    by_cue = {row["cue"]: row for row in content()["flag"]}
    for spot in spots:
        row = by_cue.get(spot.group)
        if row is None:
            continue
        denied = any(0 < spot.first - at <= _REACH for at in denials)
        if not row.get("only_offered") or (offered and not denied and not _warned(spot, verdicts)):
            found.append(RedFlag(row["kind"], spot.start, spot.end, row["why"]))
    for v in verdicts:
        found += [flag for flag in _of_verdict(v) if offered or flag.kind not in _STORIES]
    found += _of_page(document, verdicts)
    first: dict[str, RedFlag] = {}
    for flag in sorted(found, key=lambda f: f.start):
        first.setdefault(flag.kind, flag)
    return tuple(first.values())


_STORIES = frozenset({"testimonial", "single-patient result"})
"""A story on a page that sells nothing and goes beyond nothing is a report."""
_REACH = 4
"""Words between a denial and the word it denies ("no treatment can guarantee")."""


def _offers(verdicts: Sequence[Verdict]) -> bool:
    """Whether the page offers or praises treatment: its owner speaks of its own, or many claims go beyond the evidence."""
    own = any("provider-page" in v.claim.topics or "own-figures" in v.claim.cues for v in verdicts)
    main = [v for v in verdicts if v.claim.kind not in NOT_TREATMENT]
    beyond = sum(1 for v in main if v.value in BAD or v.value == "unverifiable")
    return own or beyond > bounds().few * len(main)


def _warned(spot: Spot, verdicts: Sequence[Verdict]) -> bool:
    """Whether the words stand in a statement that was found fair, or in a caution."""
    at = [v for v in verdicts if v.claim.start <= spot.start < v.claim.end]
    return any(v.value == "supported" or "caution" in v.claim.cues or "questions-others" in v.claim.cues for v in at)


def _of_verdict(v: Verdict) -> list[RedFlag]:
    c = v.claim
    out = []
    kind, why = by_id()[v.rule].flag
    if v.rule == "fact-contradicts" or v.value == "overstated":
        named = {"cell-property": "wrong cell biology", "disease-fact": "wrong disease facts"}.get(c.kind, "")
        if named and v.value in ("contradicted", "overstated"):
            kind, why = named, "It contradicts or goes beyond what is known."
    if kind:
        out.append(RedFlag(kind, c.start, c.end, why))
    if v.rule == "mechanism-animal" and ({"study-vague", "animal", "study"} & c.cues.keys()):
        why = "Studies of animals or of the dish are told as if of people."
        out.append(RedFlag("animal data presented as human", c.start, c.end, why))
    if v.value == "misquoted":
        out.append(RedFlag("misreported numbers", c.start, c.end, "Numbers differ from the study's."))
    if (
        c.kind == "testimonial"
        and c.direction == "benefit"
        and {"study-result", "clinical-benefit"} & {*c.cues, *c.topics}
    ):
        out.append(
            RedFlag(
                "single-patient result", c.start, c.end, "The result of one person is told as if it showed an effect."
            )
        )
    if "uniqueness" in c.cues and c.kind != "disease-fact":
        out.append(
            RedFlag("claims uniqueness", c.start, c.end, "The provider is said to be the only one or the first.")
        )
    if "study-vague" in c.cues and v.value not in ("supported", "not-covered"):
        out.append(RedFlag("no or vague source", c.start, c.end, "Studies are invoked, none is named."))
    invasive = any(
        vocabulary().known("route", r) and vocabulary().get("route", r).invasive for r in c.question.route.split("+")
    )
    if invasive and c.kind in ("procedure", "safety") and "safe" in c.cues:
        out.append(
            RedFlag("invasive procedure without risk statement", c.start, c.end, "An invasive step is called safe.")
        )
    return out


def _names_risk(v: Verdict) -> bool:
    """A risk is named: as a harm, or in passing by a statement that neither denies it nor is a story's praise."""
    harm = v.claim.kind == "safety" and v.claim.direction == "harm"
    told = {"harm", "harm-event", "harm-grave"} & v.claim.cues.keys() and v.claim.kind in (
        "testimonial",
        "uncertainty",
        "cited-study",
    )
    return harm or (bool(told) and "negation" not in v.claim.cues and "safe" not in v.claim.cues)


def _treated_here(verdicts: Sequence[Verdict]) -> bool:
    """Whether treatment is offered: the owner's own words, or steps of a treatment told as a procedure."""
    own = any("provider-page" in v.claim.topics or "own-figures" in v.claim.cues for v in verdicts)
    return own or any(v.claim.kind in ("procedure", "recommendation") and "procedure" in v.claim.cues for v in verdicts)


def _of_page(document: Document, verdicts: Sequence[Verdict]) -> list[RedFlag]:
    out: list[RedFlag] = []
    if not verdicts:
        return out
    end = len(document.text)
    main = [v for v in verdicts if v.claim.kind not in NOT_TREATMENT]
    beyond = sum(1 for v in main if v.value in BAD or v.value == "unverifiable") > bounds().few * len(main)
    treats = any(v.claim.kind in _PROMISES and v.claim.direction == "benefit" for v in verdicts)
    if treats and beyond and not any(_names_risk(v) for v in verdicts):
        out.append(RedFlag("no risks mentioned", 0, min(end, 1), "No risk of treatment is named anywhere."))
    offers = any("provider-page" in v.claim.topics or "own-figures" in v.claim.cues for v in verdicts)
    priced = any(spot.group == "price" for spot in page_of(document.text).spots)
    if treats and beyond and _treated_here(verdicts) and not priced:
        out.append(RedFlag("cost not stated", 0, min(end, 1), "No price is given."))
    if offers and treats and beyond:
        out.append(RedFlag("sells treatment", 0, min(end, 1), "The page's owner sells what it praises."))
    named = {t for v in verdicts for t in v.claim.topics if t.startswith("condition:")} - {
        "condition:neurological",
        "condition:paralysis",
        "condition:pediatric-neurological",
    }
    if len(named) > bounds().many and treats and beyond:
        out.append(
            RedFlag("many unrelated diseases", 0, min(end, 1), f"{len(named)} diseases are offered the same cells.")
        )
    denies = [v for v in verdicts if v.rule == "safety-absolute"]
    admits = [v for v in verdicts if v.rule == "safety-harm-told"]
    if denies and admits:
        out.append(
            RedFlag(
                "internal contradiction",
                denies[0].claim.start,
                denies[0].claim.end,
                "Risk is denied in one place and named in another.",
            )
        )
    return out
