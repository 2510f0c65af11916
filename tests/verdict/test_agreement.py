"""Agreement with pages coded by hand (where they are beside the repository) and what the starting pages must show."""

from __future__ import annotations

import re

import pytest

from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import PageVerdict, Verdict, weigh
from tests.verdict.coded import CODED, SHARED, Scores, score

pytestmark = pytest.mark.skipif(not CODED.is_file(), reason="the coded pages are not beside the repository")


@pytest.fixture(scope="module")
def scores(library: Library) -> Scores:
    return score(library)


@pytest.fixture(scope="module")
def seeds(library: Library) -> list[PageVerdict]:
    files = sorted((SHARED / "seeds").glob("*.txt"))
    return [weigh(Document(f.name, f.read_text(encoding="utf-8")), library) for f in files]


def test_agreement(scores: Scores, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\nAgreement with the coded pages:", *scores.lines(), sep="\n  ")
    assert scores.treatment_found / scores.treatment >= 0.85
    assert scores.bins / scores.found >= 0.80
    assert scores.dangerous == []


def _of(seeds: list[PageVerdict], part: str) -> list[Verdict]:
    found = [v for page in seeds for v in page.verdicts if part in v.claim.text]
    assert found, part
    return found


def test_success_rate_with_what_happens_anyway(seeds: list[PageVerdict]) -> None:
    (v,) = _of(seeds, "60 to 70%")
    assert (v.claim.kind, v.value) == ("success-rate", "overstated")
    assert "no comparison is given" in v.why
    assert "Without the therapy:" in v.why
    assert all(word in v.why for word in ("age", "dose", "severity"))


@pytest.mark.parametrize(
    "part", ["no danger whatsoever", "entirely safe", "have not been linked to any serious negative effects"]
)
def test_denied_risk_is_contradicted_with_numbers(seeds: list[PageVerdict], part: str) -> None:
    v = next(v for v in _of(seeds, part) if v.claim.strength == "absolute")
    assert (v.claim.kind, v.value) == ("safety", "contradicted")
    assert re.search(r"up to [\d.]+ % cannot be ruled out|\d+ of \d+ treated .*?[\d.]+ % \(95 % interval", v.why)
    assert "Documented serious harm" in v.why


def test_study_of_63_children_is_recognised_and_its_main_result_told(seeds: list[PageVerdict]) -> None:
    told = [
        v
        for part in ("63 cerebral palsy patients", "the dose improved the brain connectivity")
        for v in _of(seeds, part)
    ]
    assert all(v.answer.studies[0].study.id == "sun-2017" for v in told)
    assert told[0].value == "supported"
    assert told[1].value == "overstated"
    assert "no difference" in told[1].why
    assert "dose" in told[1].why


def test_seventeen_cases_are_recognised_as_uncontrolled(seeds: list[PageVerdict]) -> None:
    design, result = _of(seeds, "17 cases")[0], _of(seeds, "1.3 level")[0]
    assert {design.answer.studies[0].study.id, result.answer.studies[0].study.id} == {"abi-chahine-2016"}
    assert (design.value, result.value) == ("supported", "overstated")
    assert "nobody was compared with untreated people" in result.why
    assert "GMFCS" in result.why


def test_nine_studies_are_recognised(seeds: list[PageVerdict], library: Library) -> None:
    (v,) = _of(seeds, "meta-analysis encompassing 9 studies")
    assert v.answer.studies[0].study.id == "qu-2022"
    assert v.value == "supported"
    assert "randomised trials show" in v.why


def test_broken_address_still_names_the_study(library: Library) -> None:
    text = 'A meta-analysis compared stem cells in cerebral palsy.[3]) the control group." url="https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9794999/"]'
    verdicts = weigh(Document("test", text), library).verdicts
    assert any(m.study.id == "qu-2022" for v in verdicts for m in v.answer.studies)


@pytest.mark.parametrize(
    "part",
    [
        "tissue-derived mesenchymal stem cells are pluripotent",
        "no definitive treatment approved",
        "degeneration of brain cells",
    ],
)
def test_wrong_facts_are_contradicted_from_sources(seeds: list[PageVerdict], part: str) -> None:
    (v,) = _of(seeds, part)
    assert v.value == "contradicted"
    assert v.sources


def test_sickle_cell_is_never_said_to_lack_human_evidence(seeds: list[PageVerdict]) -> None:
    assert {v.value for v in _of(seeds, "sickle cell")} <= {"not-covered", "supported"}


@pytest.mark.parametrize(
    "part",
    [
        "should not be considered to be non-invasive",
        "still developing",
        "optimal dosages",
        "Ethical considerations",
        "Regular check-ups",
    ],
)
def test_cautions_are_supported(seeds: list[PageVerdict], part: str) -> None:
    assert [v.value for v in _of(seeds, part)] == ["supported"]


@pytest.mark.parametrize("part", ["increase in energy", "less pain and improved motion"])
def test_stories_are_testimonials(seeds: list[PageVerdict], part: str) -> None:
    (v,) = _of(seeds, part)
    assert (v.claim.kind, v.value) == ("testimonial", "unverifiable")
    assert "One person's story" in v.why


@pytest.mark.parametrize(
    "part",
    [
        "replace lost neural cells",
        "remyelinate damaged axons",
        "bridge axons",
        "neurotrophic factors",
        "neovascularization",
    ],
)
def test_ways_of_action_show_their_level(seeds: list[PageVerdict], part: str) -> None:
    found = [v for v in _of(seeds, part) if v.claim.kind in ("mechanism", "cell-property")]
    assert found
    for v in found:
        if v.claim.kind == "mechanism":
            assert v.value in ("no-human-evidence", "overstated", "supported")
            assert any(
                word in v.why for word in ("animals only", "dish only", "markers in people", "outcomes in people")
            ), v.why


def test_best_choice_is_answered_with_trials(seeds: list[PageVerdict]) -> None:
    (v,) = _of(seeds, "remains the best choice")
    assert (v.claim.kind, v.value) == ("recommendation", "contradicted")


def test_transplantation_is_not_answered_with_other_cells(library: Library) -> None:
    text = "Haematopoietic stem cell transplantation slows disease progression in multiple sclerosis."
    (v,) = weigh(Document("test", text), library).verdicts
    assert v.answer.effects
    assert v.answer.effects[0].effect.headline is not None
    assert {c.cell for c in v.answer.effects[0].effect.headline.contributions} == {"ahsct"}
    other = "Mesenchymal stem cells slow disease progression in multiple sclerosis."
    (v,) = weigh(Document("test", other), library).verdicts
    pool = v.answer.effects[0].effect.headline if v.answer.effects else None
    assert pool is None or "ahsct" not in {c.cell for c in pool.contributions}
