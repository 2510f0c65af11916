"""A page's grade and its questions, from verdicts made up for each side of every bound (``data/rules/page.toml``)."""

from __future__ import annotations

import pytest

from stemwise.answer.model import Answer
from stemwise.claims.model import Claim, RedFlag, Told
from stemwise.evidence import Library
from stemwise.question import Question
from stemwise.reading.document import Document
from stemwise.verdict import weigh
from stemwise.verdict.model import Verdict
from stemwise.verdict.page import grade, questions_to_ask

SOUND, SOLD, OPEN = Told(1.0, 0.0, 0.0), Told(0.0, 1.0, 0.0), Told(0.0, 0.0, 1.0)


def made(rule: str, value: str, told: Told, kind: str = "efficacy", direction: str = "benefit") -> Verdict:
    claim = Claim("c", "text", 0, 4, kind, Question(), "strong", direction, told=told)  # type: ignore[arg-type]
    return Verdict(claim, value, rule, "why", Answer(Question(), "", ""))  # type: ignore[arg-type]


BEYOND = made("efficacy-strong", "overstated", SOLD)
CAUTION = made("uncertainty", "supported", SOUND, "uncertainty", "neutral")
PLAIN = made("efficacy-hedged-borne", "supported", SOUND)
OPEN_STORY = made("testimonial", "unverifiable", OPEN, "testimonial")
GRAVE = made("advises-stop", "contradicted", SOLD, "recommendation")
STUDY = made("study-uncertain", "supported", SOUND, "cited-study")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], "balanced"),
        ([BEYOND, PLAIN, PLAIN, PLAIN], "balanced"),  # one in four
        ([BEYOND, PLAIN, PLAIN], "misleading"),  # more than a quarter, no caution
        ([BEYOND, BEYOND, CAUTION], "mixed"),  # one caution for two
        ([BEYOND, BEYOND, BEYOND, CAUTION], "misleading"),  # one caution for three
        ([GRAVE, *[CAUTION] * 9], "mixed"),  # one grave claim among many cautions
        ([BEYOND, *[CAUTION] * 9], "balanced"),
        ([OPEN_STORY, PLAIN], "balanced"),  # half told openly counts 0.3: 0.15 of a claim
        ([OPEN_STORY] * 4, "misleading"),  # stories alone: 0.3 each
    ],
)
def test_each_side_of_every_bound(verdicts: list[Verdict], expected: str) -> None:
    assert grade(verdicts)[0] == expected


def test_questions_are_called_for() -> None:
    asked = questions_to_ask([BEYOND], (RedFlag("cost not stated", 0, 1, ""),))
    assert [("randomised trial" in q, "cost" in q) for q in asked[:2]] == [(True, False), (False, True)]
    assert not any("randomised trial" in q for q in questions_to_ask([PLAIN], ()))
    assert questions_to_ask([], ()) == ()


def test_a_very_long_text_is_weighed_in_part_and_says_so(library: Library) -> None:
    text = "\n\n".join(f"Stem cells improve walking in {n} children with cerebral palsy." for n in range(1010))
    found = weigh(Document("long", text), library)
    assert len(found.verdicts) == 1000
    assert "Only its first 1,000 statements were weighed" in found.grade_why
