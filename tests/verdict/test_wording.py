"""What a verdict's sentence tells, and that it can be followed to its sources."""

from __future__ import annotations

import pytest

from stemwise import check
from stemwise.answer.model import Pool
from stemwise.evidence import base
from stemwise.evidence.knowledge import SeriousCase
from stemwise.reading import from_text
from stemwise.terms import vocabulary
from stemwise.verdict import weigh
from stemwise.verdict.wording import _speaks_of, pool_words


def pool(measure: str, outcome: str) -> Pool:
    return Pool(measure, outcome, outcome, "6", (), 1, 60, 2.0, (1.2, 3.3), 0.95, "one study, shown as itself")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "outcome", "told"),
    [
        ("RR", "death", "2.00 times as often with cells (95 % interval 1.20 to 3.30)"),
        ("OR", "mrs", "odds 2.00 times as high with cells (95 % interval 1.20 to 3.30)"),
        ("MD", "gmfm-66", "a difference of 2.0 points (95 % interval 1.2 to 3.3)"),
        ("MD", "fvc", "a difference of 2.0 (95 % interval 1.2 to 3.3)"),
        ("SMD", "gmfm-66", "a difference of 2.0 standard deviations (95 % interval 1.2 to 3.3)"),
    ],
)
def test_an_effect_is_told_in_its_own_unit(measure: str, outcome: str, told: str) -> None:
    assert told in pool_words(pool(measure, outcome))


def test_an_umbrella_word_is_answered_with_the_sources_of_each_condition() -> None:
    library = base()
    (v,) = weigh(from_text("Stem cells improve movement in paralysis."), library).verdicts
    told = {
        c
        for c in ("spinal-cord-injury", "stroke", "cerebral-palsy")
        if f"for {vocabulary().name('condition', c)}," in v.why
    }
    cited = {s.condition for i in v.studies if (s := library.get(i))}
    assert len(told) > 1
    assert cited == told
    assert {s.study for s in v.sources} == set(v.studies)
    surer = v.why.partition("Why no surer: ")[2]
    assert all(f"for {vocabulary().name('condition', c)}, " in surer for c in told)


def test_a_word_within_a_word_is_no_harm() -> None:
    studied = SeriousCase("x", "seizure", "Two women who were studied for a year had seizures.", ())
    assert not _speaks_of(studied, "death")
    assert _speaks_of(studied, "seizure")
    assert _speaks_of(SeriousCase("y", "death", "A boy bled into the brain and did not live.", ()), "death")


@pytest.mark.parametrize(
    "text",
    [
        "Baclofen pump helps children with cerebral palsy.",
        "Physiotherapy does nothing in cerebral palsy.",
        "Constraint-induced movement therapy helps children with one-sided cerebral palsy.",
    ],
)
def test_care_that_is_told_can_be_followed_to_its_source(text: str) -> None:
    (v,) = check(text).verdicts
    told = v.why.split("Known to help: ")[1].split(".")[0].split("; ")
    cited = [s.label for s in v.sources if s.source.seen_at or s.source.published_in]
    assert told
    assert all(any(name.startswith(label) for label in cited) for name in told), (told, cited)
