"""What the evidence commands print, and the second extractor's sheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from stemwise.errors import InputError
from stemwise.evidence import Library, commands, extraction


def test_list_as_json_has_the_published_shape(data: Path) -> None:
    (study,) = json.loads(commands.list_studies(Library.load(data=data), "json"))
    wanted = {"id": "doe-2020", "year": 2020, "doi": "10.1000/ABC.1", "pmid": "12345", "nct": "NCT01234567",
              "condition": "cerebral-palsy", "design": "rct", "n": 40}  # fmt: skip
    assert {key: study[key] for key in wanted} == wanted
    first, second = study["results"]
    assert (first["outcome"], first["months"], first["measure"]) == ("gmfm-66", 6, "final")
    assert (first["published_in"], first["seen_at"], first["locator"]) == (
        "doi:10.1000/abc.1", "https://example.org/1", "Table 2")  # fmt: skip
    arm = first["arms"][0]
    assert {key: arm[key] for key in ("arm", "mean", "sd", "se", "n", "events")} == {
        "arm": "cells", "mean": 52.0, "sd": 10.0, "se": None, "n": 20, "events": None}  # fmt: skip
    assert second["arms"][1]["events"] == 6
    assert study["harms"][0]["harm"] == "fever"


def test_list_as_text(data: Path) -> None:
    library = Library.load(data=data)
    text = commands.list_studies(library)
    assert text.startswith("1 studies; evidence of 2026-11-20")
    assert "doe-2020" in text
    assert "null" in text.splitlines()[-1]
    with pytest.raises(InputError, match="choose cerebral-palsy"):
        commands.list_studies(library, condition="cerebral")


def test_show_gives_every_number_its_place(data: Path) -> None:
    library = Library.load(data=data)
    text = commands.show(library, "10.1000/abc.1")
    for part in ("52 (SD 10), n 20", "Table 2", "https://example.org/1", "9 of 20", "fever", "p 0.21", "not yet"):
        assert part in text
    assert json.loads(commands.show(library, "doe-2020", "json"))["results"][0]["source"]["locator"] == "Table 2"
    with pytest.raises(InputError, match="no study 'nobody'"):
        commands.show(library, "nobody")


def test_table_in_three_parts(data: Path) -> None:
    library = Library.load(data=data)
    text = commands.table(library, "cerebral-palsy")
    assert [part in text for part in ("Characteristics", "Risk of bias", "Results, as printed")] == [True] * 3
    rows = list(csv.DictReader(io.StringIO(commands.table(library, "cerebral-palsy", format="csv"))))
    assert [r["outcome"] for r in rows] == ["gmfm-66", "responder"]
    assert "cells: 52 (SD 10), n 20" in rows[0]["arms"]
    assert "randomisation" in commands.table(library, "cerebral-palsy", "bias", "csv")
    with pytest.raises(InputError, match="no part"):
        commands.table(library, "cerebral-palsy", "colours")


def test_check_of_the_base_and_of_a_folder(data: Path, tmp_path: Path, study_text: str) -> None:
    report = commands.check(data=data)
    assert report.ok
    assert "1 studies checked: 0 problems, 0 open findings" in report.as_text()
    mine = tmp_path / "mine"
    mine.mkdir()
    bad = study_text.replace("doe-2020", "roe-2021").replace("10.1000/ABC.1", "10.1/r")
    bad = bad.replace("PMC777", "PMC1").replace("NCT01234567", "NCT07654321").replace('"12345"', '"99"')
    (mine / "roe-2021.toml").write_text(
        bad.replace("mean = 52.0, sd = 10.0", "mean = 52.0, sde = 1.0"), encoding="utf-8"
    )
    report = commands.check(mine, data=data)
    assert not report.ok
    assert report.studies == 1
    text = report.as_text()
    assert "roe-2021.toml: results[0] gmfm-66@6.arms[0].sde: unknown key: did you mean se or sd?" in text


def test_a_formula_in_a_cell_is_disarmed() -> None:
    from stemwise.evidence.tables import Table

    assert "'=cmd" in Table("t", ("a",), (("=cmd()",),), (9,)).as_csv()


# The second extractor


def filled(sheet: str, **values: str) -> str:
    rows = list(csv.DictReader(io.StringIO(sheet)))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for r in rows:
        r["value"] = values.get(f"{r['result']} {r['arm']}.{r['field']}", values.get(r["field"], ""))
        writer.writerow(r)
    return out.getvalue()


def test_the_blank_sheet_holds_keys_and_places_but_no_value(data: Path) -> None:
    study = Library.load(data=data).study("doe-2020")
    rows = list(csv.DictReader(io.StringIO(extraction.blank_sheet(study))))
    assert len(rows) == 6 + 1 + 4 + 4  # two arms of n, mean, sd; p; two arms of n, events; harm
    assert {r["value"] for r in rows} == {""}
    assert rows[0] == {"study": "doe-2020", "result": "gmfm-66@6", "as_printed": "", "arm": "cells", "field": "n",
                       "value": "", "seen_at": "https://example.org/1", "locator": "Table 2"}  # fmt: skip


def test_compare_counts_agreement_over_what_both_saw(data: Path) -> None:
    study = Library.load(data=data).study("doe-2020")
    sheet = filled(extraction.blank_sheet(study), **{"gmfm-66@6 cells.mean": "52.0", "gmfm-66@6 control.mean": "84",
                   "n": "20", "p": "p = .21", "sd": "not-seen"})  # fmt: skip
    sheet += "doe-2020,gmfm-66@12,,cells,mean,60,,\n"
    result = extraction.compare(study, sheet)
    assert result.both == 9  # six n, two means, p
    assert [str(d).split(" (")[0] for d in result.differing] == [
        "doe-2020 gmfm-66@6 control.mean: 48 first, 84 second"]  # fmt: skip
    assert result.agreement == pytest.approx(8 / 9)
    assert len(result.first_only) == 6  # two sd, four events
    assert result.second_only == ("doe-2020 gmfm-66@12 cells mean",)
    assert extraction.compare_all([study], sheet).both == 9
    assert "88.9% agreement: 8 of 9 values" in str(result)


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [((0.5, 5.9), "[0.50, 5.9]", True), ((0.5, 5.9), "0.5 ; 5.8", False), (0.3, "0.30", True), (0.3, "abc", False),
     ("<0.001", "p < .001", True), ("0.05", "0.50", False),
     (73.0, "73%", True), (0.73, "73%", False), ((9.7, 24.5), "9.7%;24.5%", True)],
)  # fmt: skip
def test_same(first: extraction.Value, second: str, equal: bool) -> None:
    assert extraction.same(first, second) is equal


def test_a_sheet_that_is_none(data: Path, tmp_path: Path) -> None:
    study = Library.load(data=data).study("doe-2020")
    with pytest.raises(InputError, match="no column"):
        extraction.compare(study, "a,b\n1,2\n")
    with pytest.raises(InputError, match="cannot read"):
        extraction.compare(study, tmp_path / "none.csv")
