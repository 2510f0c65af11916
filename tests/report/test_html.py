"""HTML reports: one harmless file, claims marked exactly where they stand, every part, every source."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stemwise import ask
from stemwise.answer.explain import Explanation
from stemwise.claims.model import RedFlag
from stemwise.reading.document import Block, Document
from stemwise.report.html import ask_html, check_html
from stemwise.report.html_check import _held
from stemwise.report.html_figures import Figures
from stemwise.report.html_links import publication
from stemwise.report.html_text import marked
from stemwise.report.html_words import lead_and_rest
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
