"""The compiled index: fresh when a source changed, silent when only times did, never required."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from stemwise import content
from stemwise.content import index
from stemwise.errors import InputError

STUDY_FILE = "studies/cerebral-palsy/doe-2020.toml"


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the compilations that happen from here on."""
    calls: list[int] = []
    real = index.compiled

    def counting(*args: object, **more: object) -> object:
        calls.append(1)
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "compiled", counting)
    return calls


def test_tables_hold_the_records_as_written(data: Path) -> None:
    loaded = content.load(data=data)
    (study,) = loaded.table("study")
    assert study["_file"] == STUDY_FILE
    assert study["results"][0]["arms"][1]["mean"] == 48.0
    assert study["extraction"]["first"] == "2026-11-20"
    assert [f["id"] for f in loaded.table("fact")] == ["f1"]
    assert loaded.problems == ()
    assert "terms/all.toml" in loaded.documents("terms")


def test_the_index_gives_what_the_sources_give(data: Path) -> None:
    first = content.load(data=data)
    again = content.load(data=data)
    assert (data / "index.json").exists()
    for kind in content.KINDS:
        assert first.table(kind) == again.table(kind)
    assert first.evidence_hash == again.evidence_hash


def test_unchanged_sources_are_not_compiled_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content.load(data=data)
    calls = compiled(monkeypatch)
    content.load(data=data)
    assert not calls


def test_one_reading_serves_a_process(data: Path, monkeypatch: pytest.MonkeyPatch, study_text: str) -> None:
    monkeypatch.setattr(index, "_OPENED", {})
    first = content.load(data=data).table("study")
    assert content.load(data=data).table("study")[0] is first[0]
    (data / STUDY_FILE).write_text(study_text.replace("mean = 52.0", "mean = 53.5"), encoding="utf-8")
    assert content.load(data=data).table("study")[0]["results"][0]["arms"][0]["mean"] == 53.5


def test_other_times_alone_do_not_compile(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content.load(data=data)
    for file in data.rglob("*.toml"):
        os.utime(file, (1, 1))
    calls = compiled(monkeypatch)
    content.load(data=data)
    content.load(data=data)
    assert not calls


def test_a_changed_source_is_seen(data: Path, study_text: str) -> None:
    before = content.load(data=data)
    (data / STUDY_FILE).write_text(study_text.replace("mean = 52.0", "mean = 53.0"), encoding="utf-8")
    after = content.load(data=data)
    assert after.table("study")[0]["results"][0]["arms"][0]["mean"] == 53.0
    assert after.evidence_hash != before.evidence_hash


def test_terms_do_not_change_the_evidence_hash(data: Path) -> None:
    before = content.load(data=data).evidence_hash
    with (data / "terms/all.toml").open("a", encoding="utf-8") as file:
        file.write('[[term]]\nid = "fever2"\nname = "fever"\nkind = "harm"\n')
    assert content.load(data=data).evidence_hash == before


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe", b'{"format": 1}\n', b'{"format":1,"crc":0,"sections":[]}\nx']
)
def test_a_broken_index_is_built_anew(data: Path, damage: bytes) -> None:
    good = content.load(data=data).evidence_hash
    (data / "index.json").write_bytes(damage)
    assert content.load(data=data).evidence_hash == good


def test_a_truncated_index_is_built_anew(data: Path) -> None:
    content.load(data=data)
    place = data / "index.json"
    place.write_bytes(place.read_bytes()[:-40])
    assert len(content.load(data=data).table("study")) == 1


def test_without_a_place_to_write_the_sources_are_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    loaded = content.load(data=data)
    assert len(loaded.table("study")) == 1
    assert loaded.derived("x", lambda: [1]) == [1]
    assert not (data / "index.json").exists()


def test_a_package_that_cannot_be_written_uses_the_cache(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = __import__("tempfile").mkstemp

    def only_cache(dir: Path, **more: str) -> tuple[int, str]:
        if Path(dir) == data:
            raise PermissionError(13, "no")
        made: tuple[int, str] = real(dir=dir, **more)
        return made

    content.load(data=data)  # as when the wheel was built
    for file in data.rglob("*.toml"):
        os.utime(file, (1, 1))  # as when it was installed
    monkeypatch.setattr("tempfile.mkstemp", only_cache)
    content.load(data=data)
    assert list(Path(os.environ["XDG_CACHE_HOME"], "stemwise").glob("content-*.json"))
    calls = compiled(monkeypatch)
    monkeypatch.setattr(index, "read_tree", lambda root: pytest.fail("the sources were read again"))
    assert len(content.load(data=data).table("study")) == 1
    assert not calls


def test_derived_values_are_kept_until_a_source_changes(data: Path) -> None:
    assert content.load(data=data).derived("n", lambda: {"n": 1}) == {"n": 1}
    assert content.load(data=data).derived("n", lambda: {"n": 2}) == {"n": 1}
    with (data / "facts/cells.toml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    assert content.load(data=data).derived("n", lambda: {"n": 3}) == {"n": 3}


@pytest.mark.parametrize(
    ("body", "field", "what"),
    [
        (b'id = "x"\nsummary = "open\nn = 3', "line 2", "not valid TOML"),
        (b'id = "x"\nlabel = "\xff"', "byte 18", "is not UTF-8"),
        (b"schema = 1\n[[fact]]\nsubject = 3", "fact[0]", "has no id"),
        (b'[[fact]]\nid = "f2"\n[[fact]]\nid = "f2"', "fact[1]", "already used"),
        (b'[[fakt]]\nid = "x"', "fakt", "no known kind"),
        (b'condition = "stroke"', "id", "has no id"),
        (b"a = " + b"[" * 5000, "", "nested too deeply"),
    ],
)
def test_a_malformed_file_is_named_and_the_rest_loads(data: Path, body: bytes, field: str, what: str) -> None:
    (data / "facts/zz.toml").write_bytes(body)
    loaded = content.load(data=data)
    problem = next(p for p in loaded.problems if p.file == "facts/zz.toml")
    assert field in problem.field
    assert what in problem.what
    assert problem.remedy
    assert "f1" in [f["id"] for f in loaded.table("fact")]
    assert len(loaded.table("study")) == 1


def test_a_huge_file_is_refused_unread(data: Path) -> None:
    (data / "facts/zz.toml").write_bytes(b"#" * (content.MAX_BYTES + 1))
    assert "too many" in str(content.load(data=data).problems[0])


def test_an_overlay_replaces_by_id_and_says_so(data: Path, tmp_path: Path, study_text: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "doe-2020.toml").write_text(study_text.replace("Doe 2020", "Doe 2020, mine"), encoding="utf-8")
    (mine / "roe-2021.toml").write_text(study_text.replace("doe-2020", "roe-2021"), encoding="utf-8")
    base = content.load(data=data)
    laid = content.load(mine, data=data)
    assert {s["id"]: s["label"] for s in laid.table("study")} == {"doe-2020": "Doe 2020, mine", "roe-2021": "Doe 2020"}
    assert laid.replaced == ("study doe-2020",)
    assert laid.evidence_hash != base.evidence_hash
    assert sorted(f.name for f in mine.iterdir()) == ["doe-2020.toml", "roe-2021.toml"], "nothing is written there"


def test_an_overlay_that_is_no_folder_is_one_clear_line(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such evidence folder"):
        content.load(tmp_path / "nowhere", data=data)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="no TOML file"):
        content.load(empty, data=data)
    with pytest.raises(InputError, match="no such folder"):
        content.load(data=tmp_path / "nowhere")


def test_links_out_of_the_folder_are_not_followed(data: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.toml").write_text('[[fact]]\nid = "outside"', encoding="utf-8")
    try:
        (data / "facts/link").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    assert "outside" not in [f["id"] for f in content.load(data=data).table("fact")]


def test_reading_250_studies_takes_less_than_a_tenth_of_a_second(data: Path, study_text: str) -> None:
    row = study_text[study_text.index("[[results]]") : study_text.index("[[harms]]")]
    long = study_text.replace("[[harms]]", row * 6 + "[[harms]]")  # about 6 KB, as the shipped records are
    for i in range(250):
        body = long.replace("doe-2020", f"doe-{i}")
        (data / f"studies/cerebral-palsy/doe-{i}.toml").write_text(body, encoding="utf-8")
    content.load(data=data)
    best = 1.0
    for _ in range(3):
        start = time.perf_counter()
        assert len(content.load(data=data).table("study")) == 251
        best = min(best, time.perf_counter() - start)
    assert best < 0.1


@pytest.mark.parametrize("folder", ["terms", "cues", "rules", "weights", "models"])
def test_an_overlay_changes_no_words_or_rules_and_says_so(data: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / "mine" / folder).mkdir(parents=True)
    (tmp_path / "mine" / folder / "own.toml").write_text('[[term]]\nid = "x"\n', encoding="utf-8")
    laid = content.load(tmp_path / "mine", data=data)
    (problem,) = laid.problems
    assert f"{folder}/own.toml" in problem.file
    assert "ignored" in problem.what
    assert problem.remedy
    assert laid.documents(folder) == content.load(data=data).documents(folder)


def test_without_a_home_the_cache_is_left_out(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert len(content.load(data=data).table("study")) == 1
