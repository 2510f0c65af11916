"""Each red flag of ``rules/flags.toml`` is raised by a page that should raise it, and not by one beside it."""

from __future__ import annotations

import pytest

from stemwise.content import document
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import weigh

OFFER = "Our clinic gives stem cells to children with cerebral palsy. Our patients walk better after treatment.\n"
PRAISE = "Stem cells cure cerebral palsy. Stem cells restore movement in cerebral palsy.\n"
SOBER = "No stem cell product is approved for cerebral palsy. Ask your doctor before you decide.\n"
CONTENT = document("rules/flags.toml")


TRIED = [
        ("pressure to act", OFFER + "Book now, only three places are left this month.", OFFER + "You may come in any month."),
        ("guarantee", OFFER + "We guarantee results.", SOBER + "No treatment can guarantee a result."),
        ("medical-tourism broker", OFFER + "Your flight, hotel and visa are arranged by us.", SOBER + "People fly far for it."),
        ("unproven add-on", OFFER + "Ozone therapy and exosomes are added to each infusion.", SOBER),
        ("wrong cell biology", PRAISE + "Mesenchymal stem cells from the umbilical cord are pluripotent.", SOBER),
        ("wrong disease facts", PRAISE + "Cerebral palsy is a degenerative disease.", SOBER),
        (
            "animal data presented as human",
            OFFER + "Studies in rats show that the cells turn into new neurons in the brain.",
            SOBER + "In rats some cells reached the brain.",
        ),
        (
            "single-patient result",
            OFFER + "Lidia, 34, improved her walking after the infusion.",
            "Lidia, 34, walked to the hospital. Nobody knows whether cells help in cerebral palsy.",
        ),
        (
            "misreported numbers",
            "A randomised trial by Sun in 2017 gave cord blood to 163 children with cerebral palsy.",
            "A randomised trial by Sun in 2017 gave cord blood to 63 children with cerebral palsy.",
        ),
        ("claims uniqueness", OFFER + "We are the only clinic in the world that offers this.", SOBER),
        ("no or vague source", OFFER + "Many studies prove that stem cells cure cerebral palsy.", SOBER),
        (
            "invasive procedure without risk statement",
            OFFER + "The cells are given by a completely safe lumbar puncture.",
            SOBER + "The cells are given by lumbar puncture.",
        ),
        ("no risks mentioned", PRAISE, PRAISE + "Some children had fever and seizures after the infusion."),
        ("cost not stated", OFFER + PRAISE, OFFER + PRAISE + "A treatment costs $15,000."),
        ("sells treatment", OFFER + PRAISE, PRAISE),
        (
            "many unrelated diseases",
            OFFER + "Stem cells cure autism. Stem cells cure stroke. Stem cells cure multiple sclerosis. Stem cells cure ALS.",
            OFFER + "Stem cells cure autism.",
        ),
        (
            "internal contradiction",
            "Stem cells have no side effects whatsoever. Some children had seizures and fever after the stem cells.",
            "Some children had seizures and fever after the stem cells.",
        ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raises", "does_not"), TRIED, ids=[row[0] for row in TRIED])
def test_a_flag_is_raised_where_it_should_be(kind: str, raises: str, does_not: str, library: Library) -> None:
    assert kind in {f.kind for f in weigh(Document("t", raises), library).red_flags}
    assert kind not in {f.kind for f in weigh(Document("t", does_not), library).red_flags}


def test_every_flag_of_the_file_is_tried_above() -> None:
    assert {row["kind"] for part in ("word", "claim", "whole") for row in CONTENT[part]} == {row[0] for row in TRIED}


@pytest.mark.parametrize(
    ("sentence", "names_risk"),
    [
        ("As with any lumbar puncture, an injection into the spinal fluid can cause headache, fever or back pain in the days "
         "after, and it should not be called non-invasive.", True),
        ("A lumbar puncture is not completely safe: it may cause headache.", True),
        ("A lumbar puncture is usually safe but may cause headache.", True),
        ("An intrathecal injection is not without risk.", True),
        ("The lumbar puncture is painless and carries no risk.", False),
        ("An injection into the spinal fluid is safe and non-invasive.", False),
    ],
)  # fmt: skip
def test_a_fair_word_on_an_invasive_step_names_a_risk(sentence: str, names_risk: bool, library: Library) -> None:
    kinds = {f.kind for f in weigh(Document("t", OFFER + PRAISE + sentence), library).red_flags}
    assert ("no risks mentioned" not in kinds) is names_risk
    assert ("invasive procedure without risk statement" not in kinds) is names_risk
