"""HTML: what is kept, what is dropped, and that no markup comes through."""

from __future__ import annotations

import itertools
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemwise.errors import InputError
from stemwise.reading import read
from stemwise.reading.markup import clean
from stemwise.reading.pieces import Piece, assemble
from stemwise.reading.webpage import read_html

from . import measure

ROOT = Path(__file__).parents[2]
MARKS = json.loads((measure.PAGES / "expected.json").read_text("utf-8"))


def html(body: str, head: str = "") -> str:
    first = "<p>The cells of the child are given by vein.</p>"
    return f"<!doctype html><html><head>{head}</head><body><main>{first}{body}</main></body></html>"


def shown(page: str) -> list[tuple[str, str]]:
    document = read_html(page, "page")
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


@pytest.mark.parametrize("name", sorted(MARKS))
def test_pages_in_the_style_of_clinics(name: str) -> None:
    document = read(str(measure.PAGES / name))
    text = " ".join(document.text.split())
    for kind, strings in MARKS[name].items():
        for string in strings:
            assert (string in text) == (kind != "chrome"), (kind, string)


def test_measurement_in_the_docs_is_current() -> None:
    assert measure.table() in (ROOT / "docs" / "reading.md").read_text("utf-8")


def test_sample_page_carries_no_markup_on() -> None:
    document = read(str(ROOT / "demo" / "sample-page.html"))
    for word in ("script", "onerror", "alert(", "dataLayer", "<", "cookie", "Subscribe", "Related posts", "All rights"):
        assert word not in document.text
    assert document.date == "2026-03-18"
    assert document.title == "Stem Cell Therapy for Cerebral Palsy"
    kinds = [b.kind for b in document.blocks]
    assert {"heading", "paragraph", "item", "row", "quote"} == set(kinds)
    assert "not approved by the FDA" in document.text
    assert "14,900 euros" in document.text


def test_rows_carry_their_headers() -> None:
    page = html("<table><tr><th>Condition<th>Success rate<th>Cases</tr><tr><td>Stroke<td>70 %<td>12</tr></table>")
    assert shown(page)[1:] == [("row", "Stroke | Success rate: 70 % | Cases: 12")]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        # Names of columns are no row of their own, whether marked as headers or only bold.
        ("<tr><td><b>Ability</b><td><b>Gain</b><tr><td>Walking<td>3", [("row", "Walking | Gain: 3")]),
        ("<thead><tr><td>Ability<td>Gain</thead><tr><td>Walking<td>3", [("row", "Walking | Gain: 3")]),
        # A single text over all columns is a title, and the columns keep their names below it.
        (
            "<tr><th>Ability<th>Gain<tr><th colspan=2>After 6 months<tr><td>Walking<td>3",
            [("row", "Ability | Gain"), ("heading", "After 6 months"), ("row", "Walking | Gain: 3")],
        ),
        # What is not told again stays: a header too long to repeat, one without a cell below, headers alone.
        (
            f"<tr><th>Ability<th>{'Gain in points ' * 8}<tr><td>Walking<td>3",
            [("row", f"Ability | {'Gain in points ' * 8}".strip()), ("row", "Walking | 3")],
        ),
        (
            "<tr><th>Ability<th>Cells help<tr><td>Walking<td>",
            [("row", "Ability | Cells help"), ("row", "Walking")],
        ),
        ("<tr><th>Cells<th>help<tr><th>the<th>child", [("row", "Cells | help"), ("row", "the | child")]),
    ],
)
def test_header_rows(table: str, rows: list[tuple[str, str]]) -> None:
    assert shown(html(f"<table>{table}</table>"))[1:] == rows


def test_spanning_cells_keep_the_columns() -> None:
    page = html(
        "<table><tr><th>Arm<th>Month<th>Score</tr><tr><td rowspan=2>Cells<td>3<td>8</tr><tr><td>6<td>9</tr></table>"
    )
    assert [text for kind, text in shown(page) if kind == "row"][1] == "Month: 6 | Score: 9"


def test_definitions_lists_and_breaks() -> None:
    page = html(
        "<dl><dt>Dose</dt><dd>4 million</dd><dt>Is it safe?</dt><dd>Yes.</dd></dl>"
        "<ul><li>One<ul><li>Inner</li></ul></li></ul><p>Benefits:<br>- better sleep<br>- more words</p>"
    )
    assert shown(page)[1:] == [
        ("item", "Dose: 4 million"),
        ("heading", "Is it safe?"),
        ("paragraph", "Yes."),
        ("item", "One"),
        ("item", "Inner"),
        ("paragraph", "Benefits:"),
        ("item", "better sleep"),
        ("item", "more words"),
    ]


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ("1 × 10<sup>6</sup> cells", "1 × 10^6 cells"),
        ("20 m<sup>2</sup> of skin", "20 m² of skin"),
        ("in children<sup>3</sup>.", "in children[3]."),
        ("CD34<sup>+</sup> cells", "CD34+ cells"),
        (
            '<a href="https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9794999/">a study</a> says',
            "a study [PMC9794999] says",
        ),
        ('<a href="https://pubmed.ncbi.nlm.nih.gov/34890069/">a trial</a>', "a trial [PMID 34890069]"),
        ('<a href="https://doi.org/10.1002/sctm.17-0102">it</a>', "it [doi:10.1002/sctm.17-0102]"),
        ('<a href="https://doi.org/10.1002/x">10.1002/X</a> is its number', "10.1002/X is its number"),
        ("no\u00a0risk\u200b at\u00ad all", "no risk at all"),
        ("half<b>way</b>", "halfway"),
        ("p&lt;0.05 and n&gt;30", "p<0.05 and n>30"),
        ("&lt;img src=x onerror=alert(1)&gt;safe &lt;/b&gt;", "safe"),
        ("safe &lt;img&lt;b&gt; src=x onerror=alert(1)&gt;", "safe"),
        ("&lt;a&lt;a&lt;a&lt;a&lt;a&lt;a&gt;&gt;&gt;&gt;&gt;&gt;safe", "a a >>safe"),
        ("&lt;script&gt;steal()&lt;/script&gt;safe", "safe"),
    ],
)
def test_inline(inline: str, text: str) -> None:
    assert shown(html(f"<p>{inline}</p>"))[-1][1] == text


QUESTION, ANSWER = "Are there any side effects?", "No. None at all."


@pytest.mark.parametrize(
    "faq",
    [
        "<h3>{q}</h3><p>{a}</p>",
        "<details><summary>{q}</summary><p>{a}</p></details>",
        "<p><strong>{q}</strong></p><p>{a}</p>",
        "<p><strong>{q}</strong><br>{a}</p>",
        "<dl><dt>{q}</dt><dd>{a}</dd></dl>",
        "<p>{q}</p><p>{a}</p>",
        "<div class='q'>{q}</div><div class='a'>{a}</div>",
        "<button class='accordion' aria-expanded=false>{q}</button><div class='panel' hidden><p>{a}</p></div>",
        "<div itemscope itemtype='https://schema.org/Question'><span itemprop='name'>{q}</span><div>{a}</div></div>",
    ],
)
def test_a_question_stands_as_heading_before_its_answer(faq: str) -> None:
    page = html(faq.format(q=QUESTION, a=ANSWER) + "<p>The cells of the mother are not used.</p>")
    assert shown(page)[1:3] == [("heading", QUESTION), ("paragraph", ANSWER)]


def test_a_question_within_an_item() -> None:
    page = html(f"<ol><li><b>{QUESTION}</b><p>{ANSWER}</p></li></ol>")
    assert shown(page)[1:] == [("heading", QUESTION), ("item", ANSWER)]


def test_hidden_text_is_content_only_where_it_folds() -> None:
    page = html(
        "<h3>What are the risks?</h3><div style='display:none'>Fever may follow.</div>"
        "<p>Cells rest in the vein.</p><span hidden>Template text</span>"
        "<div class='modal popup'><p>Win a trip!</p></div>"
        "<section id='informed-consent'><p>Informed consent is signed by both parents.</p></section>"
    )
    text = read_html(page, "page").text
    assert "Fever may follow." in text
    assert "Informed consent is signed" in text
    assert "Template" not in text
    assert "Win a trip" not in text


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2023-05-06T07:08:09Z">', "2023-05-06"),
        ('<meta name="date" content="2023-05-06"><meta property="og:updated_time" content="2024-01-02">', "2024-01-02"),
        ('<script type="application/ld+json">{"@graph":[{"dateModified":"2022-02-03"}]}</script>', "2022-02-03"),
        ('<meta name="date" content="yesterday">', ""),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script>", ""),
    ],
)  # fmt: skip
def test_dates(head: str, date: str) -> None:
    assert read_html(html("", head), "page").date == date


def test_page_drawn_by_scripts_gives_its_embedded_text() -> None:
    body = "The cells are given by vein and they are said to be safe. " * 8
    page = (
        "<html><head><script type='application/ld+json'>"
        + json.dumps({"@type": "Article", "articleBody": body})
        + "</script></head><body><div id='root'></div></body></html>"
    )
    assert "said to be safe" in read_html(page, "page").text


pieces = st.lists(
    st.builds(
        Piece,
        st.sampled_from(["heading", "paragraph", "item", "row", "quote"]),
        st.text(max_size=20).map(clean),
        st.integers(0, 6),
    )
)


@given(pieces)
def test_assembled_offsets_are_exact(made: list[Piece]) -> None:
    text, blocks = assemble(made)
    assert [(b.kind, text[b.start : b.end], b.level) for b in blocks] == [
        (p.kind, p.text, p.level) for p in made if p.text
    ]
    assert all(a.end < b.start for a, b in itertools.pairwise(blocks))


words = st.sampled_from(
    [
        "the cells",
        "safe &amp; sound",
        "<b>bold</b>",
        "&lt;script&gt;",
        "10<sup>6</sup>",
        "<br>",
        "é",
        "<script>x</script>",
    ]
)
tags = st.sampled_from(
    ["p", "div", "li", "ul", "table", "tr", "td", "dl", "dt", "dd", "h2", "details", "summary", "button", "span", "nav"]
)
trees = st.recursive(
    words,
    lambda inner: st.tuples(tags, st.lists(inner, max_size=4)).map(lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"),
    max_leaves=25,
)


@given(trees)
@settings(max_examples=60, deadline=None)
def test_any_tree_gives_exact_blocks_without_markup(body: str) -> None:
    document = read_html(html(body), "page")
    assert not re.search(r"</?[a-z]", document.text)
    at = 0
    for block in document.blocks:
        assert at <= block.start < block.end
        part = document.text[block.start : block.end]
        assert part == " ".join(part.split())
        at = block.end
    assert read_html(html(body), "page") == document


P = "<p>The cells are safe and the treatment is without risk for the child at every age.</p>"
HOSTILE = {
    "tags": "<" * 300_000,
    "escaped": "<p>" + "&lt;script " * 60_000,
    "nested": "<div class='menu faq'>" * 20_000,
    "spans": "<table>" + "<tr>" + "<th colspan=1000 rowspan=1000>a" * 5_000,
    "tables": "<table><tr><td>a<td>b" * 4_000,
    "definitions": "<dl><dt>a<dd>b" * 4_000,
    "class": "<p class='" + "a-B " * 300_000 + "'>x",
    "style": "<p style='" + "display:" * 100_000 + "'>x",
    "cookies": "<p>" + "we " * 100_000,
    "rights": "<p>" + "copyright " * 15,
    "spaces": "<p>the" + " " * 500_000 + "end",
    "json": "<script type='application/ld+json'>" + '{"a":' * 30_000 + "</script>",
    "breaks": "<p>" + "the cells<br>" * 9_000,
    "buttons": "<button aria-expanded=true class=accordion>the cell</button>" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_soon(name: str) -> None:
    started = time.perf_counter()
    read_html(html(P + HOSTILE[name]), "page")
    assert time.perf_counter() - started < 8


@pytest.mark.parametrize("depth", [90, 120, 250, 300, 3_000, 100_000])
@pytest.mark.parametrize("tag", ["div", "span", "section class=faq", "h3", "blockquote", "table><tr><td", "ul><li"])
@pytest.mark.parametrize("closed", [True, False])
def test_nested_pages_lose_nothing(depth: int, tag: str, closed: bool) -> None:
    ends = "".join(f"</{part.split()[0]}>" for part in reversed(tag.split("><"))) if closed else ""
    inner = "<p>The claim inside.</p><p>Its second line.</p><script>no()</script>"
    page = f"<html><body>{P}{f'<{tag}>' * depth}{inner}{ends * depth}<h2>Below</h2><p>And after it.</p>"
    started = time.perf_counter()
    text = read_html(page, "page").text
    assert time.perf_counter() - started < 8
    lines = [line.strip().removeprefix("• ") for line in text.split("\n")]
    assert [line for line in lines if line][1:] == ["The claim inside.", "Its second line.", "Below", "And after it."]


def test_a_page_nested_throughout_keeps_its_order() -> None:
    page = "<html><body>" + "".join(f"<div><p>Line {i} of the page.</p>" for i in range(2_000))
    lines = [line for line in read_html(page, "page").text.split("\n") if line]
    assert lines == [f"Line {i} of the page." for i in range(2_000)]


def test_what_is_hidden_stays_hidden_however_deep() -> None:
    hidden = "<div style='display:none'>A caution that no one can see on this page.</div><style>b{}</style>"
    for depth in (99, 149, 300):
        text = read_html(f"<html><body>{P}{'<div>' * depth}{hidden}<p>The claim inside.</p>", "page").text
        assert "no one" not in text
        assert "b{}" not in text
        assert "The claim inside." in text


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(InputError, match="nested too deep"):
        read_html("<html><body>" + "<div>" * 450_000 + "The cells are safe.", "page")


@pytest.mark.parametrize("unit", [P, "<div style='color:#fff'>" + P + "</div>", "<tr><th>a<th>b<tr><td>1<td>2"])
def test_time_grows_with_the_page_only(unit: str) -> None:
    def took(times: int) -> float:
        page = html("<table>" * ("<tr>" in unit) + "".join(unit.replace("age", f"age {i}") for i in range(times)))
        return min(_seconds(page) for _ in range(2))

    assert took(2_000) < 4 * 2.5 * took(500)


def _seconds(page: str) -> float:
    started = time.process_time()
    read_html(page, "page")
    return time.process_time() - started


def test_too_many_elements() -> None:
    with pytest.raises(InputError, match="30,000 HTML elements"):
        read_html(html("<b>x</b>" * 40_000), "page")


BARE_BUTTONS = """<html><body><main><h1>Frequently asked</h1>
<p>We offer stem cell therapy in our clinic for children with cerebral palsy and other conditions.</p>
<div><button>Is it safe for my child?</button><div><p>Yes. It is completely safe and has no side effects.</p></div>
<button>Does it cure cerebral palsy?</button><div><p>No. It is not a cure, though many children improve.</p></div></div>
<section><div><div><button>How we treat</button></div><div><p>The cells are given by a drip over two hours.</p></div></div>
<div><div><button>What you pay</button></div><div><p>The price depends on the number of cells.</p></div></div></section>
<p>Write to us about your child at any time of the day.</p><button>Book now</button><button>Read more</button>
</main></body></html>"""


def test_bare_buttons_that_head_a_passage_stay_headings() -> None:
    from stemwise.reading.webpage import read_html

    page = read_html(BARE_BUTTONS, "page.html", ())
    blocks = [(b.kind, page.text[b.start : b.end]) for b in page.blocks]
    for heading, answer in (
        ("Is it safe for my child?", "Yes."), ("Does it cure cerebral palsy?", "No."), ("How we treat", "The cells"),
        ("What you pay", "The price"),
    ):  # fmt: skip
        at = blocks.index(("heading", heading))
        assert blocks[at + 1][1].startswith(answer)
    assert "Book now" not in page.text
    assert "Read more" not in page.text


@pytest.mark.parametrize(
    "first", ["<header>", "<script>", "<style>", "<span>", "<center>", "<!DOCTYPE  HTML>", "Cells <b>"]
)
def test_a_fragment_is_read_as_html_whatever_it_begins_with(first: str, tmp_path: Path) -> None:
    page = tmp_path / "fragment"
    end = f"</{first[1:]}" if first[0] == "<" and first[1] != "!" else ""
    items = "".join(f"<li>Cells were given to {n} children.</li>" for n in range(20, 26))
    page.write_text(f"{first}{end}<p>Cells were given by vein.</p><ul>{items}</ul>")
    text = read(str(page)).text
    assert "Cells were given to 21 children." in text
    assert "<" not in text


@pytest.mark.parametrize(
    "text", ["<a few words> on cells", "<I think so> of cells", "Fewer than <3 of the children had fever."]
)
def test_an_angle_makes_no_html(text: str, tmp_path: Path) -> None:
    page = tmp_path / "note"
    page.write_text(text)
    assert read(str(page)).text == text
