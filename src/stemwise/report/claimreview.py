"""schema.org ClaimReview drafts (https://schema.org/ClaimReview): complete only once a named person has reviewed them.

A program must not publish ratings in nobody's name. Without a reviewer each review is a draft that says so, without
author and without rating. No author is ever given to a claim: wordings are judged, never providers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from stemwise import __version__
from stemwise.errors import InputError
from stemwise.output import harmless
from stemwise.report.words import PROTECTION, old_evidence, where

if TYPE_CHECKING:
    from stemwise.verdict.model import PageVerdict, Verdict

RATING = {"contradicted": 1, "misquoted": 1, "no-human-evidence": 2, "overstated": 2, "supported": 5}
"""How well the wording keeps to the evidence, 1 to 5; what cannot be checked has a name and no number."""
BEST, WORST = 5, 1
LEFT_OUT_KINDS = ("procedure", "disease-fact")
"""Kinds of claim that are no claim about what the cells do; no review is drafted of them."""
DRAFT = (
    "Draft written by a program. It needs a named reviewer, who checks the verdict against its sources, before it is "
    "complete or may be published."
)
COMPLETE = "The rating is of the wording against the evidence, not of the treatment and not of a provider."


def claim_reviews(
    page: PageVerdict, *, reviewer: Mapping[str, str] | None = None, today: date | None = None
) -> str:  # fmt: skip
    """JSON-LD, one ClaimReview per claim about treatment; safe to stand inside an HTML ``script`` element.

    Raises
    ------
    InputError
        A reviewer without a name, or without the web address at which the review stands.
    """
    person = _person(reviewer)
    day = (today or date.today()).isoformat()
    kept = [v for v in page.verdicts if reviewed(v)]
    graph = [_cover(page, len(kept), person, day, today)] + [_review(v, page, person, day) for v in kept]
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph}, indent=2, ensure_ascii=False, allow_nan=False
    )
    return _embeddable(text) + "\n"


def reviewed(v: Verdict) -> bool:
    """Whether a claim gets a review: none whose reading is unsure, or whose verdict rests on shared words."""
    sure = v.reading != "unsure" and not v.by_words
    return v.value != "not-covered" and v.claim.kind not in LEFT_OUT_KINDS and sure


def _person(reviewer: Mapping[str, str] | None) -> dict[str, str] | None:
    if not reviewer:
        return None
    name, url = harmless(reviewer.get("name", "")).strip(), reviewer.get("url", "").strip()
    if not name:
        raise InputError(
            "the reviewer has no name", "give the name of the person who reviewed the verdicts (--reviewer NAME)"
        )
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable() or " " in url:
        raise InputError(
            f"no web address for the review by {name}", "give the page at which it stands (--reviewer-url https://...)"
        )
    return {"@type": "Person", "name": name, "url": url}


def _cover(
    page: PageVerdict, kept: int, person: dict[str, str] | None, day: str, today: date | None
) -> dict[str, Any]:  # fmt: skip
    """What the reviews are, how many claims got none, and the sentences that protect."""
    left_out = len(page.verdicts) - kept
    said = [
        COMPLETE if person else DRAFT,
        f"{kept} claims reviewed; {left_out} left out (procedures, facts about a disease, outside the evidence base, or not "
        "read surely).",
        *PROTECTION,
    ]
    if warning := old_evidence(page.evidence_date, today):
        said.append(warning)
    return {
        "@type": "CreativeWork",
        "name": "Claims weighed against human studies" + ("" if person else " (draft)"),
        "creativeWorkStatus": "Published" if person else "Draft",
        "description": " ".join(said),
        "dateCreated": day,
        "version": f"stemwise {__version__}, evidence {page.evidence_date} ({page.evidence_hash})",
    }


def _review(v: Verdict, page: PageVerdict, person: dict[str, str] | None, day: str) -> dict[str, Any]:
    claimed = harmless(v.claim.text)
    out: dict[str, Any] = {
        "@type": "ClaimReview",
        "@id": f"#claim-{v.claim.id}",
        "claimReviewed": claimed,
        "itemReviewed": {"@type": "Claim", "text": claimed, "appearance": _appearance(page)},
        "reviewBody": v.why,
        "citation": _citations(v),
    }
    if person is None:
        return {**out, "creativeWorkStatus": "Draft", "description": DRAFT, "dateCreated": day}
    rating: dict[str, Any] = {
        "@type": "Rating", "alternateName": v.shown_as, "bestRating": BEST, "worstRating": WORST, "ratingExplanation": v.why,
    }  # fmt: skip
    if v.value in RATING:
        rating["ratingValue"] = RATING[v.value]
    return {
        **out,
        "creativeWorkStatus": "Published",
        "description": COMPLETE,
        "author": person,
        "datePublished": day,
        "url": f"{person['url'].split('#')[0]}#claim-{v.claim.id}",
        "reviewRating": rating,
    }


def _appearance(page: PageVerdict) -> dict[str, str]:
    """Where the claim stands: the address when it is one, else the name of what was read; never a path of this machine."""
    d = page.document
    out = {"@type": "WebPage" if d.source.startswith(("http://", "https://")) else "CreativeWork"}
    if out["@type"] == "WebPage":
        out["url"] = d.source
    out["name"] = harmless(d.title) or d.source.replace("\\", "/").rsplit("/", 1)[-1] or "text"
    if d.date:
        out["datePublished"] = d.date
    return out


def _citations(v: Verdict) -> Sequence[str]:
    return list(dict.fromkeys(text for s in v.sources if (text := where(s.source))))


def _embeddable(text: str) -> str:
    """The same JSON with nothing that could end a script element or start markup, and no lone surrogates."""
    for bad in "<>&\u2028\u2029":
        text = text.replace(bad, f"\\u{ord(bad):04x}")
    return text.encode("utf-8", "replace").decode("utf-8")
