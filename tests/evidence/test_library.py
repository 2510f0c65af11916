"""Records become studies; what cannot be right is left out, named and mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemwise.errors import InputError
from stemwise.evidence import Library, identifier
from stemwise.evidence.commands import show

STUDY_FILE = "studies/cerebral-palsy/doe-2020.toml"


def with_change(data: Path, old: str, new: str) -> Library:
    file = data / STUDY_FILE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return Library.load(data=data)


def test_a_study_as_written(data: Path) -> None:
    study = Library.load(data=data).study("doe-2020")
    assert (study.design, study.year, study.n, study.randomised, study.controlled) == ("rct", 2020, 40, True, True)
    assert study.cells == ("uc-msc",)
    assert study.routes == ("intravenous", "intrathecal")
    assert [r.key for r in study.results] == ["gmfm-66@6", "responder@6"]
    result = study.results[0]
    assert result.source.locator == "Table 2"
    arm = result.arm("control")
    assert arm is not None
    assert (arm.mean, arm.sd, arm.se, arm.n, arm.events) == (48.0, 10.0, None, 20, None)
    assert study.harms[0].key == "harm:fever"
    assert study.bias_of("missing").judgement == "not-seen"
    assert not study.double_extracted
    assert hash(study)


def test_look_ups(data: Path) -> None:
    library = Library.load(data=data)
    assert [s.id for s in library.studies("cerebral-palsy", cell={"msc", "uc-msc"}, outcome="responder")] == [
        "doe-2020"
    ]
    assert library.studies("stroke") == ()
    assert library.studies(cell="bm-msc") == ()
    assert library.studies(outcome="mrs") == ()
    assert [s.id for s in library.randomised()] == ["doe-2020"]
    assert library.studies(design="single-arm") == ()
    assert library.get("nobody") is None
    assert [f.id for f in library.facts("uc-msc", topic="potency")] == ["f1"]
    assert library.facts("uc-msc", topic="other") == ()
    assert library.evidence_date == "2026-11-20"


@pytest.mark.parametrize(
    "text",
    ["10.1000/abc.1", "https://doi.org/10.1000/ABC.1", "doi:10.1000/abc.1.", "PMID: 12345", "12345", "pmc777",
     "https://pubmed.ncbi.nlm.nih.gov/12345/", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC777/", "NCT01234567",
     "https://clinicaltrials.gov/study/NCT01234567"],
)  # fmt: skip
def test_any_usual_identifier_finds_the_study(data: Path, text: str) -> None:
    found = Library.load(data=data).by_identifier(text)
    assert found is not None
    assert found.id == "doe-2020"


@pytest.mark.parametrize(
    "text",
    ["https://doi.org/10.1016/S0140-6736(16)30169-6", "(doi:10.1016/s0140-6736(16)30169-6).", "10.1016/S0140-6736(16)30169-6)?",
     "https://doi.org/10.1016/S0140-6736%2816%2930169-6?via=ihub"],
)  # fmt: skip
def test_the_brackets_of_a_doi_are_its_own(text: str) -> None:
    assert identifier(text) == "10.1016/s0140-6736(16)30169-6"


def test_identifiers_that_are_none() -> None:
    assert identifier("") == ""
    assert identifier("10.1000/abc") != identifier("10.1000/abc2")


def test_an_unknown_study_offers_the_nearest(data: Path) -> None:
    with pytest.raises(InputError, match="did you mean doe-2020"):
        Library.load(data=data).study("doe-2002")


def test_a_search_that_found_none(data: Path) -> None:
    library = Library.load(data=data)
    (search,) = library.searches("spina-bifida", cell="uc-msc")
    assert search.found_none
    assert (search.date, search.where, search.found) == ("2026-11-19", ("PubMed",), 31)
    assert library.searches("stroke") == ()


def test_a_search_names_studies_of_the_base(data: Path) -> None:
    file = data / "searches/all.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("included = []", 'included = ["doe-2002"]'), encoding="utf-8"
    )
    library = Library.load(data=data)
    assert str(library.problems[0]).endswith("'doe-2002' is no study here: did you mean doe-2020?")
    (search,) = library.searches("spina-bifida")
    assert not search.found_none


def test_a_value_kept_out_of_pools_says_why(data: Path) -> None:
    library = with_change(data, 'p = "0.21"', 'use = false\nuse_why = "surely a standard error"')
    assert library.problems == ()
    results = library.study("doe-2020").results
    assert [(r.use, r.use_why) for r in results] == [(False, "surely a standard error"), (True, "")]
    assert "  never pooled: surely a standard error" in show(library, "doe-2020")


def test_what_a_study_shares_and_what_was_not_confirmed(data: Path, study_text: str) -> None:
    other = study_text.replace("doe-2020", "roe-2021").replace("10.1000/ABC.1", "10.1000/other")
    (data / "studies/cerebral-palsy/roe-2021.toml").write_text(other, encoding="utf-8")
    searches = data / "searches/all.toml"
    searches.write_text(searches.read_text(encoding="utf-8").replace('["doe-2020"]', '["doe-2020", "roe-2021"]'))
    library = with_change(data, "clean_contrast = true", 'clean_contrast = true\nshares_control_with = ["roe-2021"]')
    assert library.problems == ()
    assert library.study("doe-2020").shares_control_with == ("roe-2021",)
    library = with_change(data, "first = 2026-11-20", 'first = 2026-11-20\nnot_confirmed = ["gmfm-66@6: cells.sd"]')
    assert library.study("doe-2020").extraction.not_confirmed == ("gmfm-66@6: cells.sd",)


def test_a_study_of_the_base_that_no_search_names_is_a_warning_and_one_laid_over_it_is_none(
    data: Path, tmp_path: Path, study_text: str
) -> None:
    other = study_text.replace("doe-2020", "roe-2021")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/roe-2021.toml").write_text(other, encoding="utf-8")
    assert Library.load(tmp_path / "mine", data=data).problems == ()
    (data / "studies/cerebral-palsy/roe-2021.toml").write_text(other, encoding="utf-8")
    (problem,) = Library.load(data=data).problems
    assert (problem.severity, problem.what) == ("warning", "no search of cerebral-palsy names it")
    assert "searches/cerebral-palsy.toml" in problem.remedy


def test_a_fact_of_no_known_kind_is_a_warning(data: Path) -> None:
    file = data / "facts/cells.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('kind = "cell-property"', 'kind = "no-such-kind"'))
    (problem,) = Library.load(data=data).problems
    assert (problem.severity, problem.field) == ("warning", "fact f1: kind")


def test_a_fact_read_a_second_time_and_what_was_not_confirmed(data: Path) -> None:
    facts = data / "facts/cells.toml"
    once = facts.read_text(encoding="utf-8")
    assert [(f.second, f.not_confirmed) for f in Library.load(data=data).facts()] == [("", "")]
    read = 'topics = ["potency"]\nsecond = 2026-11-21\nnot_confirmed = "That all are."'
    facts.write_text(once.replace('topics = ["potency"]', read), encoding="utf-8")
    library = Library.load(data=data)
    assert library.problems == ()
    assert [(f.second, f.not_confirmed) for f in library.facts()] == [("2026-11-21", "That all are.")]
    facts.write_text(once.replace('topics = ["potency"]', 'second = "yes"'), encoding="utf-8")
    (problem,) = Library.load(data=data).problems
    assert problem.field.endswith("second")
    assert "is not a date" in problem.what


def test_a_draft_is_only_seen_when_asked_for(data: Path) -> None:
    library = with_change(data, 'id = "doe-2020"', 'id = "doe-2020"\ndraft = true')
    assert library.studies() == ()
    assert [s.draft for s in library.studies(drafts=True)] == [True]


ROW = "results[0] gmfm-66@6"


@pytest.mark.parametrize(
    ("old", "new", "field", "what", "left"),
    [
        ("months = 6", 'months = "six"', f"{ROW.replace('@6', '@-')}.months", "is not a number", "row"),
        ("months = 6", "months = -6", "results[0] gmfm-66@-6.months", "below 0", "row"),
        ("events = 9", "events = 21", "results[1] responder@6.arms[0].events", "21 events in 20 people", "row"),
        ("sd = 10.0", "sd = -10.0", f"{ROW}.arms[0].sd", "below 0", "row"),
        ("mean = 52.0", 'mean = "52"', f"{ROW}.arms[0].mean", "is not a number", "row"),
        ("mean = 52.0", "mean = inf", f"{ROW}.arms[0].mean", "is not a number", "row"),
        ("n = 20, mean", "n = 20.5, mean", f"{ROW}.arms[0].n", "is not a count", "row"),
        ("sd = 10.0", "ci = [55.0, 49.0]", f"{ROW}.arms[0].ci", "runs backwards", "row"),
        ("sd = 10.0", "median = 5, q1 = 6, q3 = 7", f"{ROW}.arms[0].median", "is below q1", "row"),
        ('{ arm = "cells", n = 20, mean', '{ arm = "sells", n = 20, mean', f"{ROW}.arms[0].arm", "no arm of", "row"),
        ('locator = "Table 2"\n', "", f"{ROW}.locator", "no source, no value", "row"),
        ('seen_at = "https://example.org/1"\nlocator = "Table 2"', 'seen_at = ""\nlocator = "Table 2"',
         f"{ROW}.seen_at", "is empty", "row"),
        ('locator = "Table 2"\nsource_kind = "article"', 'locator = "Table 2"\nsource_kind = "press"',
         f"{ROW}.source_kind", "press never carries numbers", "row"),
        ('kind = "final"', 'kind = "finale"', f"{ROW}.kind", "is not known here", "row"),
        ('design = "rct"', 'design = "trial"', "design", "is not known here", "study"),
        ("year = 2020", 'year = "2020"', "year", "is not a year", "study"),
        ("n_randomised = 40", 'n_randomised = "40"', "population.n_randomised", "is not a count", "study"),
        ('role = "control"', 'role = "controls"', "arms[1].role", "is not known here", "study"),
        ('summary = "Forty children, cells or saline."\n', "", "summary", "missing", "study"),
        ('id = "control"\nrole', 'id = "cells"\nrole', "arms", "used twice", "study"),
        ('outcome = "gmfm-66"', 'outcome = "gmfm-99"', "results[0] gmfm-99@6.outcome", "no known outcome", "none"),
        ('cell = "uc-msc"', 'cell = "uc-msk"', "arms[0].cell", "no known cell", "none"),
        ('route = "intravenous+intrathecal"', 'route = "intravenous+nose"', "arms[0].route", "'nose'", "none"),
        ("clean_contrast = true", "clean_contrast = true\nclever = 1", "clever", "unknown key", "none"),
        ("clean_contrast = true\n", "", "clean_contrast", "missing", "none"),
        ('id = "doe-2020"', 'id = "doe-2021"', "id", "is not the file's name", "none"),
        ("[citation]", "[bias]\nmissing = { judgement = 'low' }\n[citation]", "bias.missing.support", "missing",
         "none"),
        ('locator = "abstract"\n', "", "population.locator", "missing", "none"),
        ('p = "0.21"', 'use = false', f"{ROW}.use_why", "belong together", "none"),
        ('p = "0.21"', 'use_why = "SE"', f"{ROW}.use_why", "belong together", "none"),
        ('p = "0.21"', 'use = "no"', f"{ROW}.use", "neither true nor false", "row"),
        ("clean_contrast = true", 'clean_contrast = true\nshares_control_with = ["doe-2002"]',
         "doe-2020: shares_control_with", "is no study here", "none"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_remedy(
    data: Path, old: str, new: str, field: str, what: str, left: str
) -> None:
    library = with_change(data, old, new)
    problem = next(p for p in library.problems if p.field == field)
    assert what in problem.what
    assert problem.remedy
    assert str(problem).startswith(f"{STUDY_FILE}: {field}: ")
    assert problem.severity == ("warning" if left == "none" else "error")
    studies = library.studies()
    assert len(studies) == (0 if left == "study" else 1)
    if left == "row":
        assert len(studies[0].results) == 1
    assert [f.id for f in library.facts()] == ["f1"]


def test_the_nearest_key_and_term_are_offered(data: Path) -> None:
    library = with_change(data, "sd = 10.0", "sdd = 10.0")
    assert "did you mean sd" in str(library.problems[0])
    library = with_change(data, 'cell = "uc-msc"', 'cell = "uc-msk"')
    assert "did you mean uc-msc?" in " ".join(map(str, library.problems))


def test_a_misprinted_interval_of_a_review_is_kept_as_printed(data: Path) -> None:
    text = (data / STUDY_FILE).read_text(encoding="utf-8")
    pooled = """[[pooled]]
outcome = "gmfm-66"
measure = "SMD"
value = 0.45
ci = [1.11, 0.21]
published_in = "doi:10.1000/abc.1"
seen_at = "https://example.org/1"
locator = "abstract"
source_kind = "abstract"
"""
    (data / STUDY_FILE).write_text(text.replace("[extraction]", pooled + "[extraction]"), encoding="utf-8")
    library = Library.load(data=data)
    assert not library.problems
    assert library.study("doe-2020").pooled[0].ci == (1.11, 0.21)


def test_an_entry_without_a_source_is_left_out(data: Path) -> None:
    (data / "facts/more.toml").write_text(
        '[[fact]]\nid = "f2"\nsubject = "x"\nkind = "procedure"\nstatement = "z"\nsources = []\n', encoding="utf-8"
    )
    library = Library.load(data=data)
    assert [f.id for f in library.facts()] == ["f1"]
    assert "no source, no value" in str(library.problems[0])


def test_an_overlay_is_checked_by_the_same_schema(data: Path, tmp_path: Path, study_text: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "roe-2021.toml").write_text(
        study_text.replace("doe-2020", "roe-2021").replace('cell = "uc-msc"', 'cell = "xyz"'), encoding="utf-8"
    )
    library = Library.load(mine, data=data)
    assert [s.id for s in library.studies()] == ["doe-2020", "roe-2021"]
    assert [p.file for p in library.problems] == [f"{mine}/roe-2021.toml"]
