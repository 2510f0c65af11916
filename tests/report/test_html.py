"""HTML reports: one harmless file, claims marked exactly where they stand, every part, every source."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemwise import ask, explain
from stemwise.answer.explain import Explanation
from stemwise.answer.harm_model import HarmCount, HarmShare, HarmStudy
from stemwise.answer.model import Part
from stemwise.claims.model import RedFlag
from stemwise.evidence.model import Source
from stemwise.reading.document import Block, Document
from stemwise.report.html import ask_html, check_html, clean, explain_html
from stemwise.report.html_check import _held
from stemwise.report.html_figures import Figures
from stemwise.report.html_links import References, publication, safe_url
from stemwise.report.html_text import marked
from stemwise.report.html_words import harm_count, lead_and_rest, pool_plain, pool_told
from stemwise.report.words import PROTECTION
from stemwise.verdict.model import SHOWN_AS, PageVerdict
from tests.report.page import Page, harmless

ATTACK = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> </style><style>*{display:none}</style> </title> <svg onload=alert(3)>"
    " <a href='javascript:alert(4)'>x</a> data:text/html;base64,PHNjcmlwdD4= \" onmouseover=\"alert(5) {{ 7*7 }} {% raw %} "
    "\u202egnp.exe\u202c \u2066iso\u2069 \u200f\x00\x1b[2J\x85\ud800 &lt;b&gt; <!-- ]]> --> &#106;avascript:"
)


# Check


def test_check_is_one_harmless_file(sample: PageVerdict) -> None:
    page = harmless(check_html(sample))
    assert page.sections[:2] == ["summary", "text"]
    for sentence in PROTECTION:
        assert page.words.count(sentence) == 1
    assert sample.evidence_date in page.words
    assert sample.evidence_hash in page.words


def test_every_claim_is_marked_exactly_where_it_stands(sample: PageVerdict) -> None:
    page = Page(check_html(sample))
    for number, v in enumerate(sample.verdicts, 1):
        pieces = [m for m in page.marks if number in m[0]]
        assert "".join(m[3] for m in pieces) == v.claim.text
        assert (pieces[0][1], pieces[-1][2]) == (v.claim.start, v.claim.end)
        assert sample.document.text[v.claim.start : v.claim.end] == v.claim.text
        assert f"t{number}" in page.ids
        assert f"c{number}" in page.ids
        assert f"#c{number}" in page.links


def test_each_card_has_verdict_rule_reason_and_sources(sample: PageVerdict) -> None:
    html = check_html(sample)
    for number, v in enumerate(sample.verdicts, 1):
        card = html[html.index(f'<article id="c{number}"') :]
        card = Page(card[: card.index("</article>") + 10].replace("<article", "<article", 1)).words
        assert v.shown_as in card
        assert v.rule in card
        assert lead_and_rest(v.why)[0] in card
        assert (
            "supported" not in card.replace(v.rule, "").replace(v.claim.text, "").lower()
            or "supported" in v.why.lower()
        )
    names = {publication(s.source.published_in)[0] for v in sample.verdicts for s in v.sources if s.source.published_in}
    text = Page(html).words
    assert names
    for name in names:
        assert name in text


def test_summary_counts_verdicts_and_names_what_matters(sample: PageVerdict) -> None:
    html = check_html(sample)
    summary = Page(html[html.index('<section id="summary"') : html.index("</section>") + 10]).words
    for value, n in Counter(v.value for v in sample.verdicts).items():
        assert f"{n} {SHOWN_AS[value]}" in summary
    assert sample.grade_why in summary
    assert 3 <= summary.count("“") + html[: html.index("</section>")].count("<q>") <= 5


def test_one_plot_for_each_pool(sample: PageVerdict) -> None:
    html = check_html(sample)
    pools = {
        replace(p, steps=())
        for v in sample.verdicts
        for e in (p.effect for p in v.answer.effects)
        for p in (e.headline, e.exact)
        if p is not None
    }
    drawn = re.findall(r'<div class="wide">(<svg.*?</svg>)', html, re.S)
    assert len(drawn) == len(set(drawn)) == len(pools)
    assert len(html) < 700_000


def test_hostile_words_stay_words(sample: PageVerdict, hostile: PageVerdict) -> None:
    for attacked in (hostile, attacked_everywhere(sample)):
        page = harmless(check_html(attacked))
        assert page.tags["script"] == page.tags["img"] == 0
    assert "<script>alert(1)</script>" in page.words
    assert "{{ 7*7 }}" in page.words


ELSEWHERE = {"published_in": "url:javascript:alert(1)", "seen_at": "data:text/html,x"}


def attacked_everywhere(page: PageVerdict) -> PageVerdict:
    """The attack as title, source, date, text, claims, reasons, flags and questions."""
    text = f"{ATTACK}\n\n{ATTACK}"
    verdicts = tuple(
        replace(
            v, why=f"{ATTACK} {v.why}", rule=v.rule,
            claim=replace(v.claim, text=text[7 * i : 7 * i + 90], start=7 * i, end=7 * i + 90, carried=(ATTACK,)),
            sources=tuple(replace(s, label=ATTACK, source=replace(s.source, **ELSEWHERE)) for s in v.sources),
        )
        for i, v in enumerate(page.verdicts[:20])
    )  # fmt: skip
    document = Document("javascript:alert(1)//" + ATTACK, text, title=ATTACK, date=ATTACK, notes=(ATTACK,))
    flags = tuple(replace(f, kind=ATTACK, why=ATTACK, start=3, end=9) for f in page.red_flags)
    return replace(page, document=document, verdicts=verdicts, red_flags=flags, questions=(ATTACK,), grade_why=ATTACK)


def test_a_page_without_claims_is_a_normal_report(nothing_claimed: PageVerdict) -> None:
    page = harmless(check_html(nothing_claimed))
    assert "No claims were found" in page.words
    assert "The car park is behind the house." in page.words


def test_old_evidence_is_warned_of(sample: PageVerdict) -> None:
    day = date.fromisoformat(sample.evidence_date)
    assert "Old evidence" not in check_html(sample, today=day + timedelta(days=300))
    assert "Old evidence" in check_html(sample, today=day + timedelta(days=400))


# Marks


def verdicts_at(page: PageVerdict, spans: list[tuple[int, int]], text: str) -> PageVerdict:
    made = [
        replace(
            page.verdicts[i % len(page.verdicts)], claim=replace(page.verdicts[0].claim, start=a, end=b, text=text[a:b])
        )
        for i, (a, b) in enumerate(spans)
    ]
    return replace(page, verdicts=tuple(made))


TEXT = "Head line\n\nOne two three four five.\n• first item\n• second item\nloose line"
BLOCKS = (Block("heading", 0, 9, 1), Block("paragraph", 11, 35), Block("item", 38, 48, 1), Block("item", 51, 62, 1))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda p: (min(p), max(p))), max_size=7
    )
)
def test_overlapping_claims_lose_no_character(sample: PageVerdict, spans: list[tuple[int, int]]) -> None:
    page = verdicts_at(sample, spans, TEXT)
    found = marked(Document("x", TEXT, blocks=BLOCKS), page.verdicts)
    assert [p.kind for p in found] == ["heading", "paragraph", "item", "item", "paragraph"]
    covered = {(p.start, p.end) for b in found for p in b.pieces}
    assert "".join(p.text for b in found for p in b.pieces) == TEXT.replace("\n", "").replace("• ", "")
    for number, (a, b) in enumerate(spans, 1):
        inside = [p for block in found for p in block.pieces if number in p.claims]
        assert all(a <= p.start and p.end <= b for p in inside)
        shown = "".join(p.text for p in inside)
        assert shown == "".join(TEXT[max(a, s) : min(b, e)] for s, e in sorted(covered) if s < b and e > a and a < b)
        assert sum(number in p.opens for p in inside) == sum(number in p.closes for p in inside) == bool(inside)


def test_claims_of_one_span_have_a_label_each(sample: PageVerdict) -> None:
    page = verdicts_at(sample, [(11, 35), (11, 35), (15, 20)], TEXT)
    page = replace(page, document=Document("x", TEXT, blocks=BLOCKS), red_flags=())
    found = harmless(check_html(page))
    assert [m[0] for m in found.marks] == [[1, 2], [1, 2, 3], [1, 2]]
    assert {"t1", "t2", "t3"} <= set(found.ids)
    assert [link for link in found.links if re.fullmatch(r"#c[123]", link)].count("#c2") >= 1


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


# Explain

PARTS = ("summary", "condition", "cells", "routes", "action", "results", "success", "harms", "helps", "checkups", "unknown",
         "unreported", "reviews", "searches", "sources")  # fmt: skip


@pytest.mark.parametrize("cell", ["", "ahsct"])
@pytest.mark.parametrize("condition", ["multiple-sclerosis", "stroke", "autism"])
def test_explain_is_one_harmless_file_with_every_part(condition: str, cell: str) -> None:
    page = harmless(explain_html(explain(condition, cell=cell)))
    assert tuple(page.sections) == PARTS
    for sentence in PROTECTION:
        assert page.words.count(sentence) == 1


def test_explain_shows_every_part_of_the_explanation(explained: Explanation) -> None:
    html = explain_html(explained)
    page = harmless(html)
    assert tuple(page.sections) == PARTS
    words = page.words
    said = [f.statement for f in (*explained.facts, *explained.cell_facts, *explained.approvals)]
    said += [x.name[1:] for x in explained.chain] + [f.what for f in explained.fates]
    said += [c.what for c in explained.harms.cases] + [d.what for d in explained.harms.donors]
    said += [f.text for f in explained.course] + [a.name for a in explained.alternatives]
    said += [c.instrument for c in explained.checkups] + [u[1:] for u in explained.unknown]
    said += [s.label for s in explained.unreported] + [text for _, text, _ in explained.published]
    said += [r.text for r in explained.success] + [s.what for s in explained.searches]
    said += [b.name[1:] for b in (*explained.by_cell, *explained.by_route)]
    for text in said:
        assert " ".join(text.split()) in words, text
    assert explained.answer.effects[0].effect
    for pool in explained.answer.effects[0].effect.pools:
        for c in pool.contributions:
            assert c.label in words
            assert (publication(c.source.published_in)[1] or c.label) in html


def test_umbrella_conditions_show_each_answer(umbrella: Explanation) -> None:
    html = explain_html(umbrella)
    page = harmless(html)
    summary = Page(html[html.index('<section id="summary"') : html.index("</section>") + 10]).words
    assert len(umbrella.answer.effects) == 3
    for part in umbrella.answer.effects:
        assert part.condition.split("-")[0].capitalize() in summary
        if part.effect.headline:
            assert pool_told(part.effect.headline) in summary
    assert len(re.findall(r'id="fig\d+"', html)) == len({i for i in page.ids if i.startswith("fig")})


def test_hostile_evidence_stays_words(explained: Explanation) -> None:
    """A user's own records are laid over the base: their labels reach tables and SVG."""
    effect = explained.answer.effects[0].effect
    assert effect
    assert effect.headline
    rows = tuple(replace(c, label=ATTACK, raw=ATTACK, notes=(ATTACK,)) for c in effect.headline.contributions)
    head = replace(
        effect.headline, contributions=rows, outcome_name=ATTACK, outcome="no-term", method=ATTACK, steps=(ATTACK,)
    )
    found = replace(
        explained,
        answer=replace(explained.answer, effects=(Part("", replace(effect, headline=head, exact=effect.headline)),)),
        facts=tuple(
            replace(f, statement=ATTACK, sources=(Source("javascript:1", "data:x", ATTACK),)) for f in explained.facts
        ),
        course=tuple(replace(f, text=f"improved: {ATTACK}") for f in explained.course),
        success=tuple(replace(r, label=ATTACK, text=f"improved: 3 of 4 {ATTACK}") for r in explained.success),
        chain=tuple(replace(x, name=ATTACK, finding=ATTACK) for x in explained.chain),
        unknown=(ATTACK, ""),
    )
    page = harmless(explain_html(found))
    assert page.tags["script"] == page.tags["img"] == 0
    assert "<script>alert(1)</script>" in page.words
    assert "Exactly what was asked" in page.words


def test_a_widened_question_points_to_its_exact_match(sample: PageVerdict, explained: Explanation) -> None:
    assert explained.answer.effects[0].effect
    wide, exact = explained.answer.effects[0].effect.headline, explained.answer.effects[0].effect.pools[0]
    assert wide
    assert wide != exact
    first = sample.verdicts[0]
    effect = replace(explained.answer.effects[0].effect, headline=wide, exact=exact)
    page = harmless(
        check_html(
            replace(
                sample,
                verdicts=(replace(first, answer=replace(first.answer, effects=(Part("", effect),))),),
                red_flags=(),
            )
        )
    )
    assert {"#fig1", "#fig2"} <= set(page.links)
    assert "Exact match 2" in page.words


# Ask


def test_a_question_gets_an_answer_and_a_claim_a_verdict() -> None:
    answer = harmless(ask_html(ask("Does cord blood help in cerebral palsy?")))
    assert "trials" in answer.sections
    assert "Certainty:" in answer.words
    claim = harmless(ask_html(ask("Stem cells are completely safe for children with cerebral palsy.")))
    assert SHOWN_AS["contradicted"] in claim.words


# Cost


def test_jinja_loads_only_when_a_report_is_written() -> None:
    code = "import sys, stemwise.report.html, stemwise.report.html_check; raise SystemExit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_figures_are_numbered_once_however_they_were_reached(explained: Explanation) -> None:
    assert explained.answer.effects[0].effect
    pool = explained.answer.effects[0].effect.headline
    assert pool
    figures = Figures()
    first = figures.of(replace(pool, steps=("a", "b")))
    assert figures.of(replace(pool, steps=("b",))) is first
    assert first.steps == ("b",)
    assert len(figures.all()) == 1


def test_what_protects_stands_at_the_top_too(sample: PageVerdict) -> None:
    from stemwise.report import render_check

    text = render_check(sample, "html")
    assert "No medical advice: stop no current treatment" in text[: text.index("<main")]


def test_a_bare_yes_is_quoted_with_its_question() -> None:
    from stemwise import check
    from stemwise.report import render_check

    page = check(
        "# Questions\n\nIs stem cell therapy safe for children with cerebral palsy?\n\nYes.\n\n"
        "Do stem cells cure cerebral palsy?\n\nYes, stem cells cure cerebral palsy in every child.\n"
    )
    assert "Yes." in [v.claim.text.strip() for v in page.verdicts]
    for v in page.verdicts:
        if v.claim.text.strip() == "Yes.":
            assert "safe for children with cerebral palsy? Yes." in render_check(page, "html")
            assert "safe for children with cerebral palsy? Yes." in " ".join(render_check(page).split())


def test_quoted_words() -> None:
    from stemwise.reading import from_text
    from stemwise.report.words import quoted

    text = "We treat children. Is it safe?\n\nYes.\n\nNo."
    page = from_text(text)
    assert quoted("Yes.", text.index("Yes."), page) == "Is it safe? Yes."
    assert quoted("No.", text.index("No."), page) == "No."
    assert quoted("Yes, it is safe.", text.index("Yes."), page) == "Yes, it is safe."


def test_a_reply_without_evidence_tells_no_date_of_it() -> None:
    page = ask_html(ask("My daughter lost words after the stem cell treatment."))
    assert "evidence up to" not in page
    assert "Old evidence" not in page


def test_the_gravest_verdict_colours_a_shared_stretch(sample: PageVerdict) -> None:
    """ "Show them by their gravest": a false sentence inside a fair one is not painted fair."""
    page = verdicts_at(sample, [(11, 35), (15, 22), (18, 30)], TEXT)
    values = ("supported", "contradicted", "overstated")
    told = [replace(v, value=value) for v, value in zip(page.verdicts, values, strict=True)]
    found = marked(Document("x", TEXT, blocks=BLOCKS), told)
    painted = {p.text: p.verdict for block in found for p in block.pieces}
    assert [painted[x] for x in ("One ", "two", " thr", "ee four ", "five.")] == [
        "supported", "contradicted", "contradicted", "overstated", "supported",
    ]  # fmt: skip
    assert painted["Head line"] == ""


def test_a_flag_on_the_first_words_is_shown_with_their_claim(sample: PageVerdict) -> None:
    """A flag of one character is of the page as a whole; one that begins with the text stands where it says."""
    page = replace(verdicts_at(sample, [(0, 9)], TEXT), document=Document("x", TEXT, blocks=BLOCKS))
    flags = (RedFlag("words", 0, 4, "why"), RedFlag("page", 0, 1, "why"))
    assert [f.of_page for f in flags] == [False, True]
    assert [_held(f, page) for f in flags] == [1, 0]
