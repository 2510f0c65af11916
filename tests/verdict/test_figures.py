"""Figures a page gives of a study, beside its record: what stands there, to the decimals told, and what does not."""

from __future__ import annotations

import pytest

from stemwise.claims import read_claims
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict.figures import figures_unseen


@pytest.mark.parametrize(
    ("study", "text", "unseen"),
    [
        ("sun-2017", "A randomised trial gave 63 children with cerebral palsy their own cord blood in 2017.", False),
        ("sun-2017", "In the cord blood trial 64 of 71 children with cerebral palsy improved.", True),
        (
            "amanat-2021",
            "The trial of 72 children with cerebral palsy showed a gain of 8.07 points on the GMFM-66.",
            False,
        ),
        (
            "amanat-2021",
            "The trial of 72 children with cerebral palsy showed a gain of 8.1 points on the GMFM-66.",
            False,
        ),
        (
            "amanat-2021",
            "The trial of 72 children with cerebral palsy showed a gain of 30 points on the GMFM-66.",
            True,
        ),
        ("stemtra", "STEMTRA 2021 found that 61% of people with brain injury improved.", True),
        ("amanat-2021", "Amanat 2021 found that 72% of children with cerebral palsy improved.", True),
        ("treasure-2024", "In TREASURE 206 people were treated within 36 hours of a stroke, in 2 phases.", False),
    ],
)
def test_a_figure_stands_in_the_record_or_not(library: Library, study: str, text: str, unseen: bool) -> None:
    """Sun 2017: 63 children; Amanat 2021: 72 children, GMFM-66 +8.07; TREASURE: 206 people, 18 to 36 hours (the papers).

    61 and 72 are the numbers of people of their trials, no shares.
    """
    record = library.get(study)
    assert record is not None
    claim = read_claims(Document("test", text))[-1]
    assert figures_unseen(claim, record) is unseen
