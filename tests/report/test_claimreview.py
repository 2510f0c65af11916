"""ClaimReview: a draft without a named reviewer, complete with one, safe inside a page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from stemwise.errors import InputError
from stemwise.report import render_check
from stemwise.verdict.model import SHOWN_AS, PageVerdict

TODAY = date(2026, 12, 1)
REVIEWER = {"name": "A. Reviewer", "url": "https://example.org/reviews/12"}


def graph(page: PageVerdict, **more: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    data = json.loads(render_check(page, "claimreview", today=TODAY, **more))
    assert data["@context"] == "https://schema.org"
    return data["@graph"][0], data["@graph"][1:]


def test_without_a_reviewer_each_is_a_draft(sample: PageVerdict) -> None:
    cover, reviews = graph(sample)
    assert cover["creativeWorkStatus"] == "Draft"
    assert "needs a named reviewer" in cover["description"]
    assert reviews
    for r in reviews:
        assert r["@type"] == "ClaimReview"
        assert r["creativeWorkStatus"] == "Draft"
        assert "needs a named reviewer" in r["description"]
        assert not {"reviewRating", "author", "datePublished", "url", "publisher"} & r.keys()


def test_with_a_reviewer_each_is_complete(sample: PageVerdict) -> None:
    cover, reviews = graph(sample, reviewer=REVIEWER)
    assert cover["creativeWorkStatus"] == "Published"
    for r in reviews:
        # the properties that schema.org's ClaimReview examples and search engines ask for
        assert {"claimReviewed", "itemReviewed", "author", "reviewRating", "datePublished", "url"} <= r.keys()
        assert r["author"] == {"@type": "Person", **REVIEWER}
        assert r["datePublished"] == "2026-12-01"
        assert r["url"].startswith("https://example.org/reviews/12#claim-c")
        rating = r["reviewRating"]
        assert rating["alternateName"] in SHOWN_AS.values()
        assert (rating["worstRating"], rating["bestRating"]) == (1, 5)
        assert ("ratingValue" in rating) is (rating["alternateName"] != "cannot be checked")
        assert r["itemReviewed"]["appearance"]
    assert len({r["url"] for r in reviews}) == len(reviews)


def test_what_is_left_out_is_counted(sample: PageVerdict) -> None:
    cover, reviews = graph(sample)
    kept = [
        v
        for v in sample.verdicts
        if v.value != "not-covered"
        and v.claim.kind not in ("procedure", "disease-fact")
        and v.reading != "unsure"
        and not v.by_words
    ]
    assert [r["claimReviewed"] for r in reviews] == [" ".join(v.claim.text.split("\n")) for v in kept]
    assert f"{len(kept)} claims reviewed; {len(sample.verdicts) - len(kept)} left out" in cover["description"]


def test_no_claim_is_given_an_author_and_no_path_is_told(sample: PageVerdict) -> None:
    """Wordings are judged, never providers; where a file lay on this machine is nobody's affair."""
    _, reviews = graph(sample, reviewer=REVIEWER)
    assert all("author" not in r["itemReviewed"] for r in reviews)
    assert str(sample.document.source).rsplit("/", 1)[0] not in json.dumps(reviews)


def test_it_can_stand_in_a_script_element(hostile: PageVerdict) -> None:
    text = render_check(hostile, "claimreview", today=TODAY)
    assert not set("<>&\u2028\u2029") & set(text)
    text.encode("utf-8")
    reviews = json.loads(text)["@graph"][1:]
    assert any("</script>" in r["claimReviewed"] for r in reviews)
    assert all(r["claimReviewed"].isprintable() for r in reviews)


def test_a_page_without_claims_gives_no_review(nothing_claimed: PageVerdict) -> None:
    cover, reviews = graph(nothing_claimed)
    assert not reviews
    assert "0 claims reviewed; 0 left out" in cover["description"]


@pytest.mark.parametrize(
    "reviewer",
    [
        {"name": "", "url": "https://example.org"},
        {"name": "A. Reviewer"},
        {"name": "A. Reviewer", "url": "javascript:alert(1)"},
        {"name": "A. Reviewer", "url": "example.org"},
        {"name": "A. Reviewer", "url": "https:///x"},
        {"name": "A. Reviewer", "url": "https://exa mple.org"},
    ],
)
def test_a_reviewer_needs_a_name_and_an_address(sample: PageVerdict, reviewer: dict[str, str]) -> None:
    with pytest.raises(InputError):
        render_check(sample, "claimreview", reviewer=reviewer)


@pytest.mark.parametrize("format", ["xml", "claimreviews", ""])
def test_unknown_formats_are_refused(sample: PageVerdict, format: str) -> None:
    with pytest.raises(InputError, match="choose one of"):
        render_check(sample, format)
