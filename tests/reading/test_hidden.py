"""Text that a page hides from its readers is left out, and said to be; what only waits to be opened stays."""

from __future__ import annotations

import time

import pytest

from stemwise.reading.webpage import read_html

CAUTION = "The treatment is not proven and has risks that a doctor must explain to you."


def page_with(body: str) -> str:
    first, last = "<p>The cells of the child are given by vein.</p>", "<p>The last part of the page is told here.</p>"
    return f"<html><body><main>{first}{body}{last}</main></body></html>"


@pytest.mark.parametrize(
    "style",
    [
        "font-size:0",
        "font-size: 1px",
        "font-size:2PX !important",
        "font-size:.1em",
        "opacity:0",
        "opacity: 0%",
        "visibility:hidden",
        "display:none",
        "color:#fff;background:#fff",
        "color:white;background-color:#ffffff",
        "color:rgb(255,255,255);background:rgba(255,255,255,1)",
        "color:#fefefe;background:#fff",
        "color:#000;background:black",
        "color:transparent",
        "color:rgba(0,0,0,0)",
        "color:#fff",
        "position:absolute;left:-9999px",
        "position:fixed; top:-200em",
        "position:absolute;left:-100vw",
        "text-indent:-9999px",
        "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
        "clip-path:inset(50%)",
        "height:1px;width:1px;overflow:hidden",
        "transform:scale(0)",
    ],
)
def test_hidden_by_its_style(style: str) -> None:
    beside = "<p>Most of these children had a scan of the brain.</p>"
    document = read_html(page_with(f'{beside}<p style="{style}">{CAUTION}</p>'), "page")
    assert CAUTION not in document.text
    assert document.notes == (f"text that the page hides from its readers was left out ({len(CAUTION)} characters)",)


@pytest.mark.parametrize(
    "style",
    [
        "font-size:12px",
        "font-size:0.9em",
        "font-size:small",
        "opacity:0.9",
        "opacity:0;transform:translateY(20px)",
        "color:#fff;background:#000",
        "color:#fff;background:url(white.jpg)",
        "color:#333;background:#fff",
        "color:transparent;-webkit-background-clip:text;background:linear-gradient(red,blue)",
        "margin-left:-15px",
        "position:absolute;left:-50px",
        "height:1px",
        "width:100%;overflow:hidden",
        "color",
        ":;;:",
    ],
)
def test_shown_in_spite_of_its_style(style: str) -> None:
    document = read_html(page_with(f'<p style="{style}">{CAUTION}</p>'), "page")
    assert CAUTION in document.text
    assert document.notes == ()


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        # The nearest size and colours count, wherever they were named.
        ("<div style='background:#fff'><p style='color:#fff'>{}</p></div>", False),
        ("<div style='color:#fff;background:#fff'><p style='color:#000'>{}</p></div>", True),
        ("<div style='font-size:1px'><p style='font-size:2em'>{}</p></div>", False),
        ("<div style='font-size:0'><p style='font-size:14px'>{}</p></div>", True),
        ("<div style='font-size:0'><div class='col'>{}</div></div>", True),
        ("<table><tr><td bgcolor='#ffffff'><font color='white'>{}</font></table>", False),
        # White letters on a ground that a style sheet may give; white letters in the middle of a black line.
        ("<div class='hero'><h1 style='color:#fff'>Our cells</h1><p style='color:#fff'>{}</p></div>", True),
        ("<p>Cells are given to the child by a doctor. <span style='color:#fff'>{}</span></p>", False),
        # What folds, and what only looks like it.
        ("<div class='accordion'><h3>Risks</h3><div class='panel' style='display:none'>{}</div></div>", True),
        ("<h3>Risks</h3><div style='max-height:0;overflow:hidden'>{}</div>", True),
        ("<h3>Risks</h3><div style='position:absolute;left:-9999px'>{}</div>", False),
        ("<div class='fade-in aos' style='opacity:0'>{}</div>", True),
        ("<li role=tab aria-controls=t1>Risks</li><div id=t1 role=tabpanel style='opacity:0'>{}</div>", True),
        ("<div style='display:none'>{0} {0} {0} {0} {0}</div><p>And so on.</p>", False),
        ("<div style='display:none'>{0} {0} {0} {0} {0}</div><a href='#' onclick='open()'>Read more</a>", True),
    ],
)
def test_where_it_stands(body: str, kept: bool) -> None:
    document = read_html(page_with(body.format(CAUTION)), "page")
    assert (CAUTION in document.text) is kept
    assert bool(document.notes) is not kept


def test_a_short_page_does_not_bring_hidden_text_back() -> None:
    hidden = f"<p style='display:none'>{CAUTION * 5}</p>"
    assert "proven" not in read_html(f"<html><body><p>The cells are safe.</p>{hidden}</body></html>", "page").text


def test_labels_and_menus_need_no_note() -> None:
    body = (
        "<span hidden>Opens in a new tab</span><nav style='display:none'><a href=/a>" + "Treatments " * 9 + "</a></nav>"
    )
    assert read_html(page_with(body), "page").notes == ()


@pytest.mark.parametrize(
    "unit",
    [
        "<i style='color:#fff'></i>",
        "<p style='" + "font-size:1px;" * 5 + "'>x</p>",
        "<p hidden><b>x</b></p>",
        "<p style='transform:" + "translate(" * 20 + "'>x</p>",
    ],
)
def test_many_styles_end_soon(unit: str) -> None:
    started = time.perf_counter()
    read_html(page_with("<div>" + unit * 9_000), "page")
    assert time.perf_counter() - started < 8
