"""Studies told otherwise than their records: what each record says was read in its file."""

from __future__ import annotations

import pytest

from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import weigh

TOLD = [
    ("The TREASURE trial of MultiStem in stroke met its primary endpoint.", "misquoted", "did not show a difference"),
    ("NurOwn met its primary endpoint in the phase 3 trial in ALS.", "misquoted", "NurOwn phase 3 2022"),
    ("The MIST trial failed to meet its primary endpoint in multiple sclerosis.", "misquoted", "showed a difference"),
    ("Sun 2017 found that cord blood tripled the GMFM score in cerebral palsy.", "overstated", "Sun 2017"),
    (
        "In the TREASURE trial in stroke MultiStem beat placebo on the primary outcome.",
        "misquoted",
        "did not show a difference",
    ),
    ("The MIST trial in multiple sclerosis failed its primary endpoint.", "misquoted", "showed a difference"),
    ("The MASTERS-2 trial in stroke met its primary endpoint.", "not-covered", "was not seen"),
    ("Steinberg 2016 was a randomised controlled trial in stroke.", "misquoted", "had no comparison group"),
    ("The study by Sun 2017 in cerebral palsy tested mesenchymal cells from fat.", "misquoted", "the study gave"),
    ("The TREASURE trial in stroke, published in 2014, had 206 patients.", "misquoted", "published in 2024"),
    ("The TREASURE trial in stroke, published in 2024, had 206 patients.", "supported", "TREASURE 2024"),
    ("Steinberg 2016 was not a randomised trial in stroke.", "supported", "Steinberg 2016"),
]


@pytest.mark.parametrize(("text", "value", "says"), TOLD)
def test_a_study_is_held_to_its_record(text: str, value: str, says: str, library: Library) -> None:
    (verdict,) = weigh(Document("test", text), library).verdicts
    assert verdict.value == value
    assert says in verdict.why


def test_a_name_in_the_sentence_beats_the_study_before_it(library: Library) -> None:
    page = (
        "# Stem cells for many diseases\n\nSrivastava 2019 gave bone marrow cells to people with spinal cord injury. "
        "TREASURE met its primary endpoint. In the MASTERS trial of 2017, MultiStem did not improve the primary outcome."
    )
    found = [
        v.answer.studies[0].study.id if v.answer.studies else ""
        for v in weigh(Document("test", page), library).verdicts
    ]
    assert found == ["srivastava-2019", "treasure-2024", "hess-2017"]


def test_an_unknown_author_is_no_known_study(library: Library) -> None:
    page = (
        "In 2017 Sun gave 63 children with cerebral palsy their own cord blood. The study by Smith in 2019 found more."
    )
    last = weigh(Document("test", page), library).verdicts[-1]
    assert all(m.study.id != "sun-2017" for m in last.answer.studies)


STOPPED = [
    "Baclofen must be stopped two weeks before the infusion of stem cells.",
    "All seizure medicine should be paused during stem cell treatment.",
    "There is no need to tell your neurologist about the stem cells.",
    "Not a single patient has ever died of stem cells.",
    "Zero complications in more than 3,000 stem cell procedures.",
    "Children with cerebral palsy under two must be treated with stem cells or the window closes forever.",
    "Thrombectomy is dangerous and should be refused in stroke.",
    "Cooling newborns with HIE is useless.",
    "Hyperbaric oxygen has no risks for children with cerebral palsy.",
    "The FDA approved cord blood for cerebral palsy in 2021.",
    "About 90 percent of ALS cases are inherited.",
    "The risk of death with AHSCT for MS is about one in five.",
]


@pytest.mark.parametrize("text", STOPPED)
def test_what_could_hurt_is_never_called_fair(text: str, library: Library) -> None:
    verdicts = weigh(Document("test", text), library).verdicts
    assert verdicts
    assert all(v.value in ("contradicted", "overstated", "misquoted", "no-human-evidence") for v in verdicts), [
        (v.value, v.rule) for v in verdicts
    ]


SOUND = [
    "Baclofen must not be stopped suddenly in cerebral palsy.",
    "Tell your neurologist about the stem cells before you decide.",
    "Never stop your epilepsy medicine without asking your doctor.",
    "Blood-thinning medicines should be paused before the lumbar puncture.",
    "After the stem cells the dressing can come off the next day.",
    "Epilepsy can follow infectious disease such as meningitis.",
    "Riluzole is taken for years by people with ALS.",
    "Serious infection occurs in fewer than 1 in 10 stem cell infusions.",
    "Adverse events were more common with stem cells (p less than 0.01).",
    "About 10 percent of very small babies have cerebral palsy.",
    "The results of Steinberg 2016 in stroke were tested in a randomised trial.",
    "In the TREASURE trial in stroke blinding was successful.",
    "In the MIST trial, HSCT slowed progression of multiple sclerosis better than drug therapy.",
]


@pytest.mark.parametrize("text", SOUND)
def test_what_is_sound_is_never_called_false(text: str, library: Library) -> None:
    verdicts = weigh(Document("test", text), library).verdicts
    assert all(v.value not in ("contradicted", "misquoted", "overstated") for v in verdicts), [
        (v.value, v.rule) for v in verdicts
    ]
