"""Export: every number with its source, nothing invented, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import re
import sys

import pytest

from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.exchange.export import export
from stemwise.exchange.long import COLUMNS
from stemwise.exchange.references import tex


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_one_row_per_arm_value_with_its_source(small: Library) -> None:
    rows = table(export(small, "csv"))
    assert len(rows) == 6  # two results and one harm, two arms each (the record in tests/evidence/conftest.py)
    first = rows[0]
    assert (first["study"], first["outcome"], first["arm"]) == ("doe-2020", "gmfm-66", "cells")
    assert (first["mean"], first["sd"], first["n"], first["se"]) == ("52", "10", "20", "")
    assert (first["locator"], first["source_kind"]) == ("Table 2", "article")
    harm = rows[-1]
    assert (harm["part"], harm["outcome"], harm["arm"], harm["events"]) == ("harm", "fever", "control", "0")
    assert all(r["published_in"] and r["seen_at"] and r["locator"] for r in rows)


def test_whole_base_twice_is_the_same() -> None:
    one, two = (export(Library.load(), f) for f in ("csv", "csv"))
    assert one == two
    rows = table(one)
    library = Library.load()
    arms = sum(len(r.arms) for s in library.studies() for r in s.rows)
    assert sum(r["part"] in ("result", "harm") and r["arm"] != "" for r in rows) == arms
    assert sum(r["part"] == "pooled" for r in rows) == sum(len(s.pooled) for s in library.studies())
    assert all(r["published_in"] and r["locator"] for r in rows)
    assert list(rows[0]) == list(COLUMNS)


def test_a_condition_alone() -> None:
    rows = table(export(Library.load(), "csv", "cerebral-palsy"))
    assert {r["condition"] for r in rows} == {"cerebral-palsy"}
    with pytest.raises(InputError, match="no study of 'gout'"):
        export(Library.load(), "csv", "gout")
    with pytest.raises(InputError, match="no export format"):
        export(Library.load(), "docx")  # type: ignore[arg-type]


def test_parquet_holds_the_same_values() -> None:
    pa = pytest.importorskip("pyarrow.parquet")
    library = Library.load()
    data = export(library, "parquet", "stroke")
    read = pa.read_table(io.BytesIO(data))
    rows = table(export(library, "csv", "stroke"))
    assert read.num_rows == len(rows)
    means = [None if r["mean"] == "" else float(r["mean"]) for r in rows]
    assert read.column("mean").to_pylist() == means
    assert read.schema.metadata[b"evidence_hash"].decode() == library.evidence_hash


def test_parquet_without_pyarrow_says_so(monkeypatch: pytest.MonkeyPatch, small: Library) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match="needs the package pyarrow"):
        export(small, "parquet")


def test_bibtex_is_balanced_and_escaped() -> None:
    text = export(Library.load(), "bibtex").decode()
    keys = re.findall(r"^@(?:article|misc)\{([^,]+),$", text, re.M)
    assert len(keys) == len(set(keys)) == len(Library.load().studies())
    for entry in re.split(r"\n(?=@)", text):
        plain = entry.replace(r"\{", "").replace(r"\}", "")
        assert plain.count("{") == plain.count("}"), entry
    assert tex("50% of A&B_c {x}") == r"50\% of A\&B\_c \{x\}"


def test_csl_items_have_what_csl_asks_for() -> None:
    items = json.loads(export(Library.load(), "csl"))
    assert all(i["id"] and i["type"] in ("article-journal", "document") and i["title"] for i in items)
    gu = next(i for i in items if i["id"] == "gu-2020")
    assert gu["DOI"] == "10.1186/s13287-019-1545-x"
    assert gu["issued"] == {"date-parts": [[2020]]}
    known = {
        "id",
        "type",
        "title",
        "container-title",
        "issued",
        "DOI",
        "PMID",
        "PMCID",
        "URL",
        "number",
        "keyword",
        "note",
    }
    assert all(set(i) <= known for i in items)
