"""Imports: files in the shapes their makers write, read to the value; drafts stay drafts; junk gets one line and no file.

Every file in tests/exchange/files is invented; the shapes are those of ClinicalTrials.gov API 2, PubMed, RIS and RevMan 5.
"""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.evidence.commands import check
from stemwise.exchange.export import export
from stemwise.exchange.imports import import_file, write_drafts
from stemwise.exchange.imports.moments import is_baseline, months_in, one_month
from stemwise.exchange.imports.toml import dumps

FILES = Path(__file__).parent / "files"
DAY = datetime.date(2026, 11, 22)


def draft(file: str, which: int = 0) -> dict[str, Any]:
    """A draft's record as it comes back from its TOML."""
    return tomllib.loads(import_file(FILES / file, day=DAY).drafts[which].as_toml())


@pytest.mark.parametrize("file", sorted(p.name for p in FILES.iterdir()))
def test_every_draft_fits_the_format_and_is_never_pooled(file: str, tmp_path: Path) -> None:
    found = import_file(FILES / file, day=DAY)
    assert found.drafts
    write_drafts(found.drafts, tmp_path / "mine")
    report = check(tmp_path / "mine")
    assert [p for p in report.problems if p.severity == "error"] == []
    library = Library.load(tmp_path / "mine")
    ids = {d.id for d in found.drafts}
    assert ids.isdisjoint(s.id for s in library.studies())
    assert ids <= {s.id for s in library.studies(drafts=True)}
    assert all(s.draft for s in library.studies(drafts=True) if s.id in ids)


# ClinicalTrials.gov


def test_register_time_points_from_class_titles_and_their_own_denominators() -> None:
    r = draft("NCT09990001.json")
    six, twelve = r["results"][:2]
    assert (six["outcome"], six["months"], six["kind"], six["primary"]) == ("gmfm-66", 6.0, "final", True)
    assert six["arms"][0] == {
        "arm": "uc-msc", "n": 21, "mean": 48.9, "sd": 14.6, "baseline_mean": 45.2, "baseline_sd": 14.1,
    }  # fmt: skip
    assert [(a["n"], a["mean"], a.get("sd")) for a in twelve["arms"]] == [(19, 50.3, 15.0), (18, 49.7, None)]
    # the analysis names 12 months, so it belongs to that row alone
    assert "contrast" not in six
    assert twelve["contrast"]["ci"] == [-6.7, 7.9]
    assert twelve["contrast"]["adjusted"] is True


def test_register_change_counts_medians() -> None:
    r = draft("NCT09990001.json")
    change, events, hours = r["results"][2:]
    assert (change["outcome"], change["kind"], change["months"]) == ("pedi-mobility", "change", 6.0)
    assert change["arms"][1] == {"arm": "placebo", "n": 21, "mean": 3.8, "se": 1.1}
    assert (events["outcome"], events["kind"]) == ("gmfcs-improved", "event")
    assert events["arms"][0] == {"arm": "uc-msc", "n": 19, "events": 3}
    assert hours["arms"][0] == {"arm": "uc-msc", "n": 19, "median": 1250.0, "q1": 980.0, "q3": 1400.0}
    assert "months" not in hours  # three times in the frame, none in a title: said, not guessed
    assert any("3, 6 and 12 months" in x for x in r["not_seen"])
    assert any("Not Yet" in x for x in r["not_seen"])


def test_register_arms_masking_ages_harms() -> None:
    r = draft("NCT09990001.json")
    assert [(a["id"], a["role"]) for a in r["arms"]] == [("uc-msc", "treatment"), ("placebo", "control")]
    assert r["arms"][0]["cell"] == "uc-msc"
    assert r["arms"][1]["control"] == "placebo"
    assert r["masking"] == {"participants": "yes", "providers": "no", "assessors": "yes"}
    assert (r["population"]["age_min"], r["population"]["age_max"], r["population"]["n_randomised"]) == (1.5, 12.0, 42)
    assert r["citation"]["pmid"] == "22222222"  # the publication of results, not the background
    harms = [(h["harm"], h["as_printed"], h["serious"], h["arms"][0]["events"]) for h in r["harms"]]
    assert harms == [
        ("death", "deaths from any cause", True, 0), ("serious-ae", "any serious adverse event", True, 2),
        ("seizure", "Seizure", True, 2), ("fever", "Pyrexia", False, 6), ("fever", "Fever", False, 2),
    ]  # fmt: skip
    assert any("Rash" in x for x in r["not_seen"])  # events counted, people not


def test_register_without_results_is_a_registration(tmp_path: Path) -> None:
    study = json.loads((FILES / "NCT09990001.json").read_text())
    del study["resultsSection"]
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"studies": [study], "nextPageToken": "x"}))
    r = import_file(file, day=DAY).drafts[0].record
    assert (r["design"], r["unreported"]) == ("registry-only", True)
    assert "results" in r["not_seen"]


# References


def test_pubmed_xml() -> None:
    r = draft("pubmed.xml")
    c = r["citation"]
    assert (r["id"], r["label"], r["year"]) == ("muller-os-2021", "Müller-Łoś 2021", 2021)
    assert (r["design"], r["condition"]) == ("rct", "stroke")
    assert c["title"] == "Bone marrow mononuclear cells after stroke: a trial that was made up"
    assert (c["doi"], c["pmid"], c["pmcid"]) == ("10.9999/jit.1", "99990001", "PMC9990001")
    assert c["registry"] == ["NCT09990002"]  # its own registration, not the trial its abstract cites


def test_nbib_two_records_and_a_title_over_two_lines() -> None:
    one, two = draft("pubmed.nbib"), draft("pubmed.nbib", 1)
    assert one["citation"]["title"].endswith("a title that goes on over two lines")
    assert (one["citation"]["registry"], one["design"], one["year"]) == (["NCT09990003"], "case-series", 2018)
    assert one["label"] == "de la Cruz 2018"
    assert (two["design"], two["condition"]) == ("meta-analysis", "autism")


def test_ris_and_what_it_does_not_say() -> None:
    one, two = draft("endnote.ris"), draft("endnote.ris", 1)
    assert (one["citation"]["doi"], one["citation"]["pmid"], one["year"]) == ("10.9999/jit.5", "99990005", 2017)
    assert one["condition"] == "spinal-cord-injury"
    assert two["condition"] == "other"
    assert "condition" in two["not_seen"]


# RevMan and sheets


def test_revman_values_bias_and_no_prose() -> None:
    r = draft("review.rm5")
    death, nihss, hazard = r["results"]
    assert death["arms"] == [{"arm": "cells", "n": 30, "events": 1}, {"arm": "control", "n": 31, "events": 2}]
    assert (death["outcome"], death["months"], death["locator"]) == ("death", 6.0, "analysis 001.01")
    assert nihss["arms"][0] == {"arm": "cells", "n": 29, "mean": 6.2, "sd": 4.1}
    assert nihss["months"] == 6.0  # from the subgroup's name
    assert hazard["contrast"] == {"measure": "HR", "value": 0.87, "ci": [0.4, 1.9], "arms": ["cells", "control"]}
    assert r["bias"]["randomisation"]["judgement"] == "high"  # the worse of sequence generation and concealment
    assert r["bias"]["missing"]["judgement"] == "low"
    assert "Words of the review" not in json.dumps(r, default=str)
    assert any("1 year" in x for x in r["not_seen"])  # not estimable: zeros everywhere
    assert all(x["source_kind"] == "review-table" for x in r["results"])


def test_long_sheet() -> None:
    r = draft("long.csv")
    assert [x["outcome"] for x in r["results"]] == ["nihss", "death"]
    assert r["results"][0]["arms"][0] == {"arm": "bm-mnc", "n": 29, "mean": 6.2, "sd": 4.1}
    assert r["results"][1]["kind"] == "event"
    assert r["results"][0]["locator"] == "Table 2"
    other = draft("long.csv", 1)
    assert "results" not in other  # "NR" is no number


def test_wide_sheet() -> None:
    r = draft("wide.csv", 1)
    assert r["results"][0]["arms"][1] == {"arm": "control", "n": 12, "mean": 6.0, "sd": 3.5}


def test_a_pool_of_an_unknown_measure_is_left_out_with_a_remark(tmp_path: Path) -> None:
    file = tmp_path / "pools.csv"
    lines = ["study,part,outcome,arm,measure,value,ci_low,ci_high", "Doe,pooled,death,,rr,0.8,0.6,1.1"]
    file.write_text("\n".join([*lines, "Doe,pooled,nihss,,Hedges g,0.3,0.1,0.5", "Doe,pooled,nihss,,WMD,3,1,5"]))
    (made,) = import_file(file, day=DAY).drafts
    record = tomllib.loads(made.as_toml())
    assert [p["measure"] for p in record["pooled"]] == ["RR"]
    assert [x for x in record["not_seen"] if "measure" in x] == [
        "line 3 of the sheet: the pool's measure is not known here", "line 4 of the sheet: the pool's measure is not known here"
    ]  # fmt: skip


def test_xlsx_sheet_reads_as_its_csv(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in (FILES / "wide.csv").read_text().splitlines():
        book.active.append([float(c) if c.replace(".", "").isdigit() else c for c in line.split(",")])
    book.save(tmp_path / "wide.xlsx")
    (draft_1, _) = import_file(tmp_path / "wide.xlsx", day=DAY).drafts
    assert draft_1.record["results"][0]["arms"] == draft("wide.csv")["results"][0]["arms"]


def test_what_is_exported_comes_back(tmp_path: Path) -> None:
    library = Library.load()
    (tmp_path / "stroke.csv").write_bytes(export(library, "csv", "stroke"))
    drafts = {d.record["label"]: d.record for d in import_file(tmp_path / "stroke.csv", day=DAY).drafts}
    study = library.study("li-2013-ich")
    back = drafts[study.label]
    for result, row in zip(study.results, back["results"], strict=True):
        assert (row["outcome"], row["months"], row["locator"]) == (result.outcome, result.months, result.source.locator)
        for data, arm in zip(result.arms, row["arms"], strict=True):
            assert (arm.get("mean"), arm.get("sd"), arm["n"], arm.get("events")) == (
                data.mean,
                data.sd,
                data.n,
                data.events,
            )


# A draft never takes a confirmed study's place


def test_a_draft_leaves_the_base_s_study_alone(tmp_path: Path) -> None:
    sheet = tmp_path / "gu.csv"
    sheet.write_text(
        "study,doi,outcome,months,arm,n,mean,sd\ngu-2020,10.1186/s13287-019-1545-x,gmfm-66,6,cells,9,99,1\n"
    )
    library = Library.load()
    (found,) = import_file(sheet, library=library, day=DAY).drafts
    assert found.id == "gu-2020-draft"
    assert "already holds gu-2020" in found.record["note"]
    write_drafts([found], tmp_path / "mine")
    laid = Library.load(tmp_path / "mine")
    assert laid.replaced == ()
    assert laid.study("gu-2020").results == library.study("gu-2020").results


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    found = import_file(FILES / "pubmed.nbib", day=DAY)
    (tmp_path / "roe-2019.toml").write_text("mine")
    with pytest.raises(InputError, match=r"roe-2019\.toml is there already"):
        write_drafts(found.drafts, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["roe-2019.toml"]


# Junk

BOMB = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>'
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><PubmedArticleSet>&x;</PubmedArticleSet>'


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("bomb.xml", BOMB, "defines its own XML entities"),
        ("outside.xml", OUTSIDE, "defines its own XML entities"),
        ("cut.xml", b"<PubmedArticleSet><PubmedArticle>", "not well-formed XML"),
        ("deep.xml", b"<a>" * 5000, "more XML than an export"),
        ("old.xml", b"<clinical_study><id/></clinical_study>", "retired XML"),
        ("page.xml", b"<html><body/></html>", "is a web page"),
        ("feed.xml", b"<rss/>", "XML of another kind"),
        ("none.xml", b"<PubmedArticleSet/>", "holds no PubMed article"),
        ("none.rm5", b"<COCHRANE_REVIEW/>", "names no included study"),
        ("cut.json", b'{"protocolSection": {', "is not valid JSON"),
        ("deep.json", b"[" * 100_000, "is not valid JSON"),
        ("other.json", b'{"a": 1}', "no protocolSection"),
        ("nonct.json", b'{"protocolSection": {}}', "without its NCT number"),
        ("odd.json", b'{"studies": [1, 2]}', "no protocolSection"),
        ("bytes.bin", b"\x89PNG\r\n\x1a\n\x00\x00", "is no text"),
        ("empty.ris", b"", "is empty"),
        ("words.txt", b"Dear all, please find attached", "of no kind this can import"),
        ("untitled.ris", b"TY  - JOUR\nAU  - Doe\nER  - \n", "no reference with a title"),
        ("nostudy.csv", b"a,b\n1,2\n", "has no column 'study'"),
        ("letters.csv", b"study,outcome,arm,n,mean\nDoe,nihss,cells,ten,3\n", "holds 'ten'"),
        ("many.csv", b"study,outcome,arm,n,events\nDoe,death,cells,3,5\n", "5 events of 3 people"),
        ("half.csv", b"study,outcome,arm,n,events\nDoe,death,cells,3.5,1\n", "holds 3.5, which is no count"),
        ("twice.csv", b"study,outcome,arm,n,mean\nDoe,nihss,cells,3,1\nDoe,nihss,cells,3,2\n", "twice for one outcome"),
        ("inf.csv", b"study,outcome,arm,n,mean\nDoe,nihss,cells,3,1e999\n", "no number"),
        ("bad.xlsx", b"PK\x03\x04junk", "not a workbook"),
        ("wide-inf.csv", b"study,outcome,n1,ai,n2,ci\nDoe,death,1e999,3,20,4\n", "no number"),
        ("unknown-code.xml", b'<?xml version="1.0" encoding="foo"?><a/>', "encoding"),
        ("many-bytes.xml", b'<?xml version="1.0" encoding="shift_jis"?><a/>', "encoding"),
    ],
)
def test_junk_gets_one_line(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(InputError) as caught:
        import_file(file, day=DAY)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["title", "value", "groups", "classes", "categories", "measurements", "groupId", "id", "denoms", "counts", "units"]
    ), inner, max_size=4), max_leaves=12,
)  # fmt: skip


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for k, v in inside for p in ((*here, k), *paths(v, (*here, k)))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pick=st.integers(0, 10_000), junk=JSON)
def test_register_json_of_any_shape_gives_a_draft_or_one_line(pick: int, junk: object, tmp_path: Path) -> None:
    study = json.loads((FILES / "NCT09990001.json").read_text())
    places = paths(study)
    *way, last = places[pick % len(places)]
    inner = study
    for step in way:
        inner = inner[step]
    inner[last] = junk
    file = tmp_path / "s.json"
    file.write_text(json.dumps(study))
    try:
        found = import_file(file, day=DAY)
    except InputError:
        return
    tomllib.loads(found.drafts[0].as_toml())


# The parts


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Month 6", (6.0,)), ("26 weeks", (6.0,)), ("Week 52", (12.0,)), ("Day 90", (3.0,)), ("six months after", (6.0,)),
        ("Baseline, 3, 6 and 12 months", (3.0, 6.0, 12.0)), ("Months 3, 6 and 12", (3.0, 6.0, 12.0)),
        ("12 months (1 year)", (12.0,)), ("Baseline", ()), ("Day 0", ()), ("M6", (6.0,)), ("Visit 3 (Week 26)", (6.0,)),
        ("6-month follow-up", (6.0,)), ("Left arm", ()), ("MRS 0 to 2", ()),
    ],
)  # fmt: skip
def test_months_in(text: str, months: tuple[float, ...]) -> None:
    assert months_in(text) == months


def test_open_spans_and_several_times_are_not_guessed() -> None:
    assert one_month("up to 5 years") is None
    assert one_month("", "3 and 6 months", "12 months") is None
    assert is_baseline("Baseline")
    assert not is_baseline("Change from Baseline")


@given(
    st.dictionaries(
        st.text(max_size=6),
        st.text() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(),
    )
)
def test_toml_comes_back_as_it_went(record: dict[str, Any]) -> None:
    assert tomllib.loads(dumps(record)) == record
