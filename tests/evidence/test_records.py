"""What a reader relies on in the shipped records: directions, overlaps, plain words, harms under their own names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from stemwise import course
from stemwise.evidence import Library
from stemwise.terms import vocabulary

INTERNAL = re.compile(
    r"no term (id )?fits|nearest (harm |route )?term|nearest taken|term id|this session|look-?ups? budget|extractor"
    r"|source_kind|run-together|to be settled|entered as|outcome is other",
    re.IGNORECASE,
)
GAIN = re.compile(r"\b(improvement|reduction)\b", re.IGNORECASE)
TABLES = ("study", "fact", "link", "fate", "pooled_harm", "case", "donor_harm", "alternative", "course", "search")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if not value.startswith("http"):
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


@pytest.mark.parametrize("table", TABLES)
def test_no_text_speaks_of_the_work_behind_it(library: Library, table: str) -> None:
    found = [(r["id"], t[:80]) for r in library.content.table(table) for t in texts(r) if INTERNAL.search(t)]
    assert found == []


def test_a_gain_is_not_filed_under_a_scale_on_which_less_is_better(library: Library) -> None:
    """A reduction of 22.9 mL under a volume would be read as a larger infarct."""
    words = vocabulary()
    wrong = [
        (s.id, r.key)
        for s in library.studies(drafts=True)
        for r in s.results
        if r.use
        and GAIN.search(r.as_printed)
        and words.known("outcome", r.outcome)
        and words.get("outcome", r.outcome).better == "lower"
        and any((a.mean or a.median or 0) > 0 or a.rate is not None for a in r.arms)
    ]
    assert wrong == []


def test_a_subgroup_of_a_trial_is_not_pooled_in_place_of_the_trial(library: Library) -> None:
    trial = library.study("cudkowicz-2022")
    assert [r.as_printed[:17] for r in trial.results if r.use] == ["clinical response"]
    assert all(r.use_why for r in trial.results if not r.use)


def test_overlapping_cohorts_name_studies_and_never_one_another(library: Library) -> None:
    pairs = {(s.id, other) for s in library.studies(drafts=True) for other in s.overlaps}
    assert {("burt-2015", "burt-2021"), ("burman-hsct-48", "silfverberg-2023")} <= pairs
    assert [p for p in pairs if p[::-1] in pairs or library.get(p[1]) is None] == []


def test_an_unknown_overlap_is_reported(library: Library) -> None:
    from stemwise.evidence.schema.check import _included
    from stemwise.evidence.schema.report import Report

    report = Report("x.toml", {})
    _included({"id": "x", "overlaps": ["burt-2021", "bert-2021"]}, {"burt-2021"}, report)
    assert [p.field for p in report.problems] == ["x: overlaps"]


def test_a_pooled_harm_says_of_which_condition_it_is(library: Library) -> None:
    harms = {h.id: h for h in library.pooled_harms()}
    assert harms["sormani-2017-trm"].condition == "multiple-sclerosis"
    assert harms["thompson-2020-fever"].condition == ""
    assert harms["mou-2023-tachycardia"].harm == "tachycardia"


def test_a_share_of_people_reads_after_its_number(library: Library) -> None:
    rows = [r for r in library.content.table("course") if r.get("kind") == "share" and ("value" in r or "share" in r)]
    assert len(rows) > 50
    bad = [
        (r["id"], r["what"]) for r in rows if not re.match(r"(?!per cent)[a-z]+ ", r["what"]) or r["what"].endswith(".")
    ]
    assert bad == []
    doubled = [r["id"] for r in rows if "n" in r and re.search(rf"\b{r['n']}\b", r.get("population", ""))]
    assert doubled == []


def test_each_condition_opens_with_plain_care(library: Library) -> None:
    first = {c: [a.name for a in library.alternatives(c)][:3] for c in ("als", "cerebral-palsy", "stroke")}
    assert first["als"] == ["Riluzole", "Edaravone", "Care by an ALS team"]
    assert first["cerebral-palsy"][0] == "Goal-directed and task-specific training"
    assert first["stroke"] == ["Stroke unit", "Aspirin in the first days", "Clot-dissolving drug (alteplase)"]


def test_ways_of_action_fates_and_care_tell_of_their_second_reading(library: Library) -> None:
    care = {a.id: a for a in library.alternatives()}
    assert all(care[i].second and "Cochrane" in care[i].not_confirmed for i in ("ms-cladribine", "ms-alemtuzumab"))
    assert care["neonatal-cooling"].second == "2026-11-22"
    assert "JAMA Pediatrics" in care["neonatal-cooling"].not_confirmed
    steps = {x.id: x for x in library.links()}
    assert all(x.second or not x.not_confirmed for x in (*care.values(), *steps.values()))
    assert steps["neurotrophic-secretion"].level == "animal"
    assert steps["neurotrophic-secretion-primed"].level == "human-marker"
    assert {f.second for f in library.fates() if f.id == "von-bahr-2012"} == {"2026-11-21"}


def test_what_matters_on_a_scale_is_what_people_were_asked(library: Library) -> None:
    scales = course.instruments(library.content)
    assert [m.value for m in scales["pedi-mobility"].mcid] == [6, 11.5, 15]  # doi:10.1093/ptj/83.10.888
    assert [m.value for m in scales["fim"].mcid] == [22]  # PubMed 16401435: of the total
    assert scales["mas"].mcid == ()  # Chen 2019: from the spread alone, after a stroke
    assert scales["quest"].mcid == ()
    assert scales["quest"].sem is not None
    assert scales["quest"].sem[0] == 5.0
    assert {abs(m.value) for m in scales["sdmt"].mcid} == {3, 4}
