"""Tables as people have them: separators, decimal commas, encodings, spreadsheets; and faults named by their line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from stemwise.errors import InputError
from stemwise.tables import read_table

PLAIN = "study,yi,vi\nA,0.5,0.1\nB,-0.2,0.04\n"


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("comma.csv", PLAIN),
        ("tab.tsv", PLAIN.replace(",", "\t")),
        ("tab.txt", PLAIN.replace(",", "\t")),
        ("bar.csv", PLAIN.replace(",", "|")),
        ("semicolon.csv", PLAIN.replace(",", ";")),
        ("european.csv", PLAIN.replace(",", ";").replace(".", ",")),
        ("bom.csv", b"\xef\xbb\xbf" + PLAIN.encode()),
        ("excel.csv", PLAIN.encode("utf-16")),
        ("windows.csv", PLAIN.replace("\n", "\r\n")),
        ("old-mac.csv", PLAIN.replace("\n", "\r")),
        ("blank-lines.csv", "\n" + PLAIN.replace("\n", "\n\n")),
        ("trailing.csv", PLAIN.replace("\n", ",,\n")),
        ("quoted.csv", '"study","yi","vi"\n"A","0.5","0.1"\n"B","-0.2","0.04"\n'),
    ],
)
def test_the_same_table_however_it_is_written(tmp_path: Path, name: str, content: str | bytes) -> None:
    table = read_table(put(tmp_path, name, content))
    assert table.names == ("study", "yi", "vi")
    assert table.numbers("yi") == (0.5, -0.2)
    assert table.numbers("vi") == (0.1, 0.04)
    assert table.text("study") == ("A", "B")


def test_spreadsheet_and_parquet(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    book = openpyxl.Workbook()
    book.active.append(["study", "yi", "vi"])
    book.active.append(["A", 0.5, 0.1])
    book.active.append([])
    book.active.append(["B", -0.2, 0.04])
    second = book.create_sheet("other")
    second.append(["x"])
    second.append([3])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.numbers("yi") == (0.5, -0.2)
    assert table.lines == (2, 4)
    assert any("Sheet" in r for r in table.remarks)
    assert read_table(tmp_path / "t.xlsx", sheet="other").numbers("x") == (3.0,)
    assert read_table(tmp_path / "t.xlsx", sheet="2").numbers("x") == (3.0,)
    with pytest.raises(InputError, match="no sheet"):
        read_table(tmp_path / "t.xlsx", sheet="third")
    parquet.write_table(arrow.table({"study": ["A", "B"], "yi": [0.5, None]}), tmp_path / "t.parquet")
    values = read_table(tmp_path / "t.parquet").numbers("yi")
    assert values[0] == 0.5
    assert math.isnan(values[1])


def test_numbers_as_printed(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "t.csv", 'a\n"1,234.5"\n−0.5\n+2\nNA\n1e-3\n"—"\n'))
    values = table.numbers("a")
    assert values[:3] == (1234.5, -0.5, 2.0)
    assert math.isnan(values[3])
    assert values[4] == 0.001
    assert math.isnan(values[5])


def test_year_is_no_decimal(tmp_path: Path) -> None:
    assert read_table(put(tmp_path, "t.csv", "study;year;x\nA;1999;1,5\n")).text("year") == ("1999",)


def test_a_point_speaks_against_decimal_commas(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "t.tsv", "n\tx\n1,234\t0.5\n"))
    assert table.numbers("n") == (1234.0,)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", "", "is empty"),
        ("heading.csv", "study,yi\n", "no rows"),
        ("long.csv", "a,b\n1,2\n1,2,3\n", "line 3: 3 cells"),
        ("twice.csv", "a,a\n1,2\n", "two columns named 'a'"),
        ("numbers.csv", "1,2\n3,4\n", "numbers only"),
        ("binary.csv", b"PK\x03\x04\x00\x00\x00", "is not text"),
        ("open.csv", 'a,b\n"' + "x" * 30_000, "quotation mark"),
        ("table.doc", "a", "no kind of table"),
        ("broken.xlsx", b"not a zip", "is not a workbook"),
        ("broken.parquet", b"not parquet", "is not a Parquet file"),
    ],
)
def test_faults_are_one_clear_line(tmp_path: Path, name: str, content: str | bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_table(put(tmp_path, name, content))
    assert "\n" not in str(caught.value)


def test_a_word_among_numbers_names_its_line(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "t.csv", "x\n1\n\n<0.5\n"))
    with pytest.raises(InputError, match=r"line 4: column 'x' holds '<0.5'"):
        table.numbers("x")


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read_table(tmp_path / "absent.csv")
    with pytest.raises(InputError, match="folder"):
        read_table(tmp_path)


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name, package in (("t.xlsx", "openpyxl"), ("t.parquet", "pyarrow")):
        with pytest.raises(InputError, match=f"package {package}.*pip install"):
            read_table(put(tmp_path, name, "x"))


def test_a_workbook_that_unpacks_to_very_much_is_refused_unopened(tmp_path: Path) -> None:
    """A million empty cells in a row weigh 5 KB packed and, opened, 300 MB."""
    import zipfile

    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.save(tmp_path / "t.xlsx")
    for sheet, says in (
        (b"<c/>" * 4_000_000, "more than 500,000 cells"),
        (b" " * 60_000_000, "unpacks to more than 50 MB"),
    ):
        with zipfile.ZipFile(tmp_path / "t.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w", 8) as new:
            for name in old.namelist():
                new.writestr(name, b"<x>" + sheet + b"</x>" if name.endswith("sheet1.xml") else old.read(name))
        assert (tmp_path / "b.xlsx").stat().st_size < 200_000
        with pytest.raises(InputError, match=says):
            read_table(tmp_path / "b.xlsx")


def test_a_row_may_have_holes(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["a", "b", "c"], [1, None, 3], [None, None, 5], [6]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").cells["c"] == (3.0, 5.0, None)


def test_names_that_name_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file is named"):
        read_table("")
    with pytest.raises(InputError, match="there is no file"):
        read_table("a" * 300 + ".csv")
