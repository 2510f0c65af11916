"""Plain text and Markdown: the text as it stands, blocks by lines."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemwise.errors import InputError
from stemwise.reading import from_text, is_text, read
from stemwise.reading.document import Document
from stemwise.reading.lines import blocks_of, is_heading

PAGE = """About the therapy:
Cells can calm inflammation. They were tried in children.Advantages of Donor Cells for Patients with Paralysis:
- They are easy to get
- They do not
  need surgery
1. First step

What are the risks?
There are some. 3 of 10 had fever.
Name\tShare
| fever | 3 % |
> a quoted line
"""


def shown(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def test_blocks_by_lines() -> None:
    assert shown(from_text(PAGE)) == [
        ("heading", "About the therapy:"),
        ("paragraph", "Cells can calm inflammation. They were tried in children."),
        ("heading", "Advantages of Donor Cells for Patients with Paralysis:"),
        ("item", "They are easy to get"),
        ("item", "They do not\n  need surgery"),
        ("item", "First step"),
        ("heading", "What are the risks?"),
        ("paragraph", "There are some. 3 of 10 had fever."),
        ("row", "Name\tShare"),
        ("row", "fever | 3 %"),
        ("quote", "a quoted line"),
    ]


def test_markdown_hashes_and_underlines() -> None:
    document = from_text("# Cells #\n\nTitle\n=====\n\nSmall\n---\n\n* one\n    * two\n", markdown=True)
    assert document.media == "markdown"
    assert [(b.kind, b.level) for b in document.blocks] == [
        ("heading", 1), ("heading", 1), ("heading", 2), ("item", 1), ("item", 2),
    ]  # fmt: skip
    assert document.title == "Cells"


def test_names_of_markdown_columns_are_no_row() -> None:
    table = "| Ability | Children improved |\n| --- | ---: |\n| Walking | 70 % |\n"
    assert shown(from_text(table)) == [("row", "Walking | 70 %")]
    claim = "| Stem cells improved the walking of our children | Share |\n|---|---|\n| Walking | 70 % |\n"
    assert len(shown(from_text(claim))) == 2


def test_wrapped_text_is_joined() -> None:
    text = (
        "This letter was broken at a margin, so that one paragraph\n"
        "Stands on several lines, and some of them begin with a big\n"
        "Letter. It is still the same paragraph to whoever reads it.\n\n"
        "A second paragraph follows after the empty line, as usual,\n"
        "and it ends here.\n"
    )
    assert [kind for kind, _ in shown(from_text(text))] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Final Words", True),
        ("Is this therapy safe?", True),
        ("About Cerebral Palsy:", True),
        ("The treatment is safe.", False),
        ("The key benefits that this therapy can offer to its many patients are:", False),
        ("Call us today!", False),
        ("and so it went on", False),
        ("12 %", False),
    ],
)
def test_headings(line: str, heading: bool) -> None:
    assert is_heading(line) is heading


@given(st.text(alphabet=st.sampled_from("aB .?:-*#=|>\t\n\r•1)§é"), max_size=200))
def test_blocks_are_ordered_and_exact(text: str) -> None:
    at = 0
    for block in blocks_of(text):
        assert at <= block.start < block.end <= len(text)
        part = text[block.start : block.end]
        assert part == part.strip()
        at = block.end


@given(st.text(max_size=300))
def test_every_letter_stands_in_a_block(text: str) -> None:
    inside = "".join(text[b.start : b.end] for b in blocks_of(text))
    missing = set(text) - set(inside)
    assert not any(ch.isalpha() for ch in missing if text.count(ch) > 2 and not ch.isascii())


@given(st.text(alphabet="the cells\r\n .-", min_size=1, max_size=100))
def test_from_text_keeps_the_text(text: str) -> None:
    text += "x"
    assert from_text(text).text == text


def test_file_newlines_as_python_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"\xef\xbb\xbfOne\r\n\r\nTwo cells\rThree\n")
    document = read(str(path))
    assert document.text == path.read_text(encoding="utf-8-sig")
    assert document.media == "text"
    assert document.source == str(path)


@pytest.mark.parametrize("stream", [io.StringIO("Cells are safe."), io.BytesIO(b"Cells are safe.")])
def test_standard_input(stream: io.IOBase) -> None:
    document = read("-", stdin=stream)  # type: ignore[arg-type]
    assert (document.source, document.text) == ("standard input", "Cells are safe.")


def test_markdown_file(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Cells\n\nThey **help**.\n", encoding="utf-8")
    assert read(str(path)).media == "markdown"


SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages are not here")
def test_seeds_are_kept_as_they_stand() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        document = read(str(path))
        assert document.text == path.read_text(encoding="utf-8")
        kinds = {b.kind for b in document.blocks}
        assert "paragraph" in kinds
    assert {b.kind for b in document.blocks} == {"heading", "paragraph", "item"}


def test_empty_text_is_refused() -> None:
    with pytest.raises(InputError, match="holds no text"):
        from_text(" \n ")


@pytest.mark.parametrize(
    "source",
    ["Stem cells cure MS in phase v.2", "See https://example.org: cells cure MS", "word " * 60, "x" * 1001, "a\nb"],
)
def test_a_text_is_no_name(source: str) -> None:
    assert is_text(source)


@pytest.mark.parametrize(
    "source", ["page.html", "my page about cells.html", "https://example.org/a b c d", "-", "x" * 300, "Stem cells"]
)
def test_a_name_is_no_text(source: str) -> None:
    assert not is_text(source)


def test_a_file_whose_name_reads_like_a_sentence(tmp_path: Path) -> None:
    page = tmp_path / "what they say of cells"
    page.write_text("Cells.")
    assert not is_text(str(page))
