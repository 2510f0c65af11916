"""A sample page weighed, a page that tries to break a terminal, and therapies explained: each made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemwise import check, explain
from stemwise.answer.explain import Explanation
from stemwise.verdict.model import PageVerdict

ROOT = Path(__file__).parents[2]

HOSTILE = (
    "Stem cells\x1b[2J\x1b]0;owned\x07 are completely safe for children with cerebral palsy \u202eesrever\u202c and "
    "carry\x9b31m no risk</script><script>alert(1)</script> at all.\n\n"
    "Our success\u200b rate in cerebral palsy is 70 %\u2066 within\x00 six months\ud800.\n"
)
"""Escape sequences, a C1 control, bidirectional marks, a hidden space, a null, a lone surrogate, markup."""


@pytest.fixture(scope="session")
def sample() -> PageVerdict:
    return check(str(ROOT / "demo" / "sample-page.html"))


@pytest.fixture(scope="session")
def hostile(sample: PageVerdict) -> PageVerdict:
    """The sample's verdicts with hostile words put in wherever a page's words are printed."""
    from dataclasses import replace

    document = replace(sample.document, text=HOSTILE, title=HOSTILE[:80], source=f"x{HOSTILE[:40]}", notes=(HOSTILE,))
    verdicts = tuple(
        replace(v, claim=replace(v.claim, text=HOSTILE[:150], start=0, end=150), why=v.why + HOSTILE)
        for v in sample.verdicts
    )
    flags = tuple(replace(f, start=0, end=60) for f in sample.red_flags)
    return replace(sample, document=document, verdicts=verdicts, red_flags=flags)


@pytest.fixture(scope="session")
def nothing_claimed() -> PageVerdict:
    return check("The weather was mild in May.\n\nThe car park is behind the house.\n")


@pytest.fixture(scope="session")
def explained() -> Explanation:
    return explain("cerebral-palsy", cell="uc-msc")


@pytest.fixture(scope="session")
def umbrella() -> Explanation:
    return explain("paralysis")
