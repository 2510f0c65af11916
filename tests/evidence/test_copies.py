"""What a reader is pointed to: publications by their identifiers, copies as copies, no machine by its numbers."""

from __future__ import annotations

import re

import pytest

from stemwise import explain
from stemwise.course import expected, render_expect
from stemwise.course.words import expect_paper
from stemwise.evidence.copies import identified, is_copy, nameless
from stemwise.report import render_explain

NUMBERS = re.compile(r"https?://\d{1,3}(\.\d{1,3}){3}")


@pytest.mark.parametrize(
    "address",
    ["http://47.251.13.51:8081/32632977", "http://[2001:db8::1]/x", "url:http://101.37.83.79/livenewss/news/1"],
)
def test_machines_without_a_name(address: str) -> None:
    assert nameless(address)
    assert is_copy(address)


@pytest.mark.parametrize(
    ("address", "copy"),
    [
        ("https://proxy.weglot.com/wg_8/en/es/pubmed.ncbi.nlm.nih.gov/34427475", True),
        ("http://arxiver.lazybrains.com/author/429220", True),
        ("https://rp.liu233w.com/https/en.m.wikipedia.org/w/index.php", True),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC6998370", False),
        ("https://bmcneurol.biomedcentral.com/articles/10.1186/s12883-020-01721-4/tables/3", False),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/ana.25842", False),
        ("", False),
    ],
)
def test_copies(address: str, copy: bool) -> None:
    assert is_copy(address) is copy
    assert not nameless(address)


def test_identifiers_held_in_an_address() -> None:
    assert identified("url:https://proxy.weglot.com/wg/nl/en/pubmed.ncbi.nlm.nih.gov/17601467", "") == "pmid:17601467"
    assert identified("url:https://pmc.ncbi.nlm.nih.gov/articles/PMC3594802", "") == "pmcid:PMC3594802"
    assert identified("", "https://doi.org/10.1002/x.1") == "doi:10.1002/x.1"
    assert identified("doi:10.1/x", "http://47.251.13.51:8081/1") == "doi:10.1/x"
    assert identified("url:https://example.org/a", "") == "url:https://example.org/a"


@pytest.mark.parametrize(
    "condition", ["cerebral-palsy", "stroke", "multiple-sclerosis", "spinal-cord-injury", "autism"]
)
def test_no_report_shows_a_bare_number_as_an_address(condition: str) -> None:
    found = explain(condition)
    for format in ("text", "html"):
        assert not NUMBERS.search(render_explain(found, format))


def test_the_course_names_the_publication_and_says_that_a_copy_was_read() -> None:
    found = [expected("cerebral-palsy", "gmfm-66", age=4)]
    text = " ".join(render_expect(found).split())
    assert not NUMBERS.search(text)
    assert not NUMBERS.search(expect_paper(found).html())
    assert "doi:10.1001/jama.288.11.1357 (abstract; article); read as a copy" in text
