"""Parts of the HTML reports: links, numbered sources, plain sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemwise.answer.explain import Explanation
from stemwise.answer.harm_model import HarmCount, HarmShare, HarmStudy
from stemwise.evidence.model import Source
from stemwise.report.html import clean
from stemwise.report.html_links import References, publication, safe_url
from stemwise.report.html_words import harm_count, lead_and_rest, pool_plain

# Links


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", " \tjavascript:alert(1)", "//evil.example/x",
    "file:///etc/passwd", "https://", "https://user:word@host.example/", "https://host.example/a b", "ftp://x.example/",
    "https://host.example/\u202egnp", 'https://host.example/"onmouseover=', "https://[::1", "vbscript:x", "http:evil", "",
    "https://host.example/<svg>", "https://host.example/a\\b", "https://host.example/\ud800",
])  # fmt: skip
def test_what_is_no_plain_web_address_is_no_link(address: str) -> None:
    assert safe_url(address) == ""
    assert publication(address)[1] == ""
    assert publication(f"url:{address}")[1] == ""


@pytest.mark.parametrize(("published", "url"), [
    ("doi:10.1002/sctm.17-0102", "https://doi.org/10.1002/sctm.17-0102"),
    ("doi:10.1016/s0140-6736(20)31974-2", "https://doi.org/10.1016/s0140-6736(20)31974-2"),
    ("doi:10.1/a b<c>", "https://doi.org/10.1/a%20b%3Cc%3E"),
    ("pmid:39033213", "https://pubmed.ncbi.nlm.nih.gov/39033213"),
    ("NCT01147653", "https://clinicaltrials.gov/study/NCT01147653"),
    ("url:https://example.org/a?b=1", "https://example.org/a?b=1"),
    ("url:javascript:alert(1)", ""), ("a book, 1999", ""),
])  # fmt: skip
def test_publications_lead_where_they_were_published(published: str, url: str) -> None:
    assert publication(published)[1] == url


def test_a_source_is_numbered_once() -> None:
    refs = References()
    a, b = (
        Source("doi:10.1/a", "https://x.example/1", "Table 1"),
        Source("doi:10.1/a", "https://x.example/1", "Table 2"),
    )
    numbers = [entry.number for s in (a, b, a) if (entry := refs.to(s))]
    assert numbers == [1, 2, 1]
    assert refs.to(Source()) is None


# Words


def test_none_seen_is_not_none_possible() -> None:
    told = harm_count(counted(0, 120))
    assert "0 of 120" in told
    assert "up to 2.5 % cannot be ruled out" in told
    assert "too few people" in harm_count(counted(1, 1))


def counted(events: int, n: int) -> HarmCount:
    one = HarmStudy("a", "A", events, n)
    alone = HarmShare(events, n, (one,), upper=2.465, ci=(0.0, 3.03))
    return HarmCount("death", "death", True, events, n, ("a",), alone=alone)


def test_plain_sentences_say_what_the_interval_allows(explained: Explanation) -> None:
    assert explained.answer.effects[0].effect
    pool = explained.answer.effects[0].effect.headline
    assert pool is not None
    held = replace(pool, i2=0.0, measure="MD", estimate=3.0, ci=(-1.0, 7.0), favours="neither", better="higher")
    assert "3.0 points higher with cells" in pool_plain(held)
    assert "from 1.0 points lower to 7.0 points higher" in pool_plain(held)
    assert "no clear difference" in pool_plain(held)
    below = replace(held, estimate=-3.0, ci=(-5.0, -1.0), favours="cells", better="lower")
    assert "3.0 points lower with cells" in pool_plain(below)
    assert "(here lower is better)" in pool_plain(below)
    assert "between 1.0 and 5.0 points lower" in pool_plain(below)
    ratio = replace(held, measure="RR", estimate=1.5, ci=(0.8, 2.9))
    assert "1.50 times as often with cells" in pool_plain(ratio)


def test_reasons_are_split_and_nothing_but_the_certainty_is_left_out() -> None:
    why = "Told as settled; it is not. What randomised trials show: 3 trials. Why no surer: few people."
    assert lead_and_rest(why) == ("Told as settled; it is not.", ("What randomised trials show: 3 trials.",))
    assert lead_and_rest("One sentence only.") == ("One sentence only.", ())
    assert (
        lead_and_rest("No treatment is free of risk: Pooled over trials: fever.")[0] == "No treatment is free of risk."
    )


@given(st.text())
def test_clean_leaves_nothing_that_reorders_or_breaks(text: str) -> None:
    shown = clean(text + "\u202e\x00\ud800")
    assert isinstance(shown, str)
    assert not set(shown) & set("\u202e\x00\ud800\u2066\x1b")
    shown.encode("utf-8")
