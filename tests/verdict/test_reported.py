"""Which study a whole page reports on: the records' own words say which, so the expected ids are the records themselves."""

from __future__ import annotations

import pytest

from stemwise.claims import read_claims
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.terms import tokenise
from stemwise.verdict import weigh
from stemwise.verdict.reported import reported

NEWS = (
    "A cell therapy for brain injury.\n"
    "SanBio has told of a trial of its SB623 cells in people with traumatic brain injury.\n"
    "In the trial 61 people were operated on.\n"
    "According to the study, 18 of 46 patients reached the threshold.\n"
    "Post-operative headache was seen in 42.6% of the patients in the study."
)


def of(text: str) -> str:
    document = Document("news", text)
    found = reported(tokenise(text), read_claims(document), Library.load())
    return found.id if found else ""


@pytest.mark.parametrize(
    ("text", "study"),
    [
        (NEWS, "stemtra"),
        # Neither maker nor product: a number of people alone names no study.
        (NEWS.replace("SanBio has", "A company has").replace("its SB623", "its"), ""),
        # The maker alone, with no number that fits: it makes other trials too.
        (NEWS.replace("SB623", "stem").replace("61 people", "97 people"), ""),
        ("Cerebral palsy is a disorder of movement. SanBio and SB623 are names.", ""),
    ],
)
def test_a_page_is_on_a_study_only_where_names_and_numbers_meet(text: str, study: str) -> None:
    assert of(text) == study


def test_later_paragraphs_are_held_against_the_study_the_page_is_on() -> None:
    told = [v for v in weigh(Document("news", NEWS), Library.load()).verdicts if v.claim.kind == "cited-study"]
    assert told
    assert {m.study.id for v in told for m in v.answer.studies} == {"stemtra"}


def test_a_paragraph_with_another_number_of_people_is_not() -> None:
    text = NEWS + "\nAn earlier study enrolled 18 other patients in 2013."
    last = weigh(Document("news", text), Library.load()).verdicts[-1]
    assert "stemtra" not in {m.study.id for m in last.answer.studies}


def test_a_page_that_tells_of_another_study_first_is_on_none(library: Library) -> None:
    """A digest of a pool of trials names MASTERS and its 129 people below: what it says of the pool is not of that trial."""
    text = (
        "What a pool of stroke trials found. They included 30 studies of MSCs in people with ischaemic stroke: 15 randomised "
        "trials and 15 others, 1,217 patients in all.\nIn the randomised trials the patients given cells did better on the "
        "modified Rankin scale.\nMASTERS, a double-blind trial of MultiStem in 129 patients, found no difference from placebo."
    )
    found = {
        v.claim.text[:24]: [m.study.id for m in v.answer.studies] for v in weigh(Document("d", text), library).verdicts
    }
    assert "hess-2017" not in found["In the randomised trials"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("In the Chhabra 2016 trial stem cells made no difference after spinal cord injury.", "study-null-told"),
        (
            "The Chhabra 2016 trial showed that stem cells improved function after spinal cord injury.",
            "study-beyond-result",
        ),
    ],
)
def test_a_trial_of_safety_whose_groups_did_not_differ_is_known(text: str, rule: str, library: Library) -> None:
    """SCIRE on Chhabra 2016: safety first; no difference in any measure at 6 or 12 months."""
    (found,) = weigh(Document("t", text), library).verdicts
    assert found.rule == rule
