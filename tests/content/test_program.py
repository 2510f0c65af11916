"""The program's own content (terms, cues, rules ...): a slip is named with file, row, field and remedy, and ends a command."""

from __future__ import annotations

import copy
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from stemwise import api, content
from stemwise.answer.engine import LINK_GROUPS
from stemwise.asked.intents import _MADE
from stemwise.claims.derived import DERIVED
from stemwise.claims.model import ClaimKind, Direction, Strength
from stemwise.claims.turns import TURNS
from stemwise.cli import main
from stemwise.content.schema import asked, check, figures, names
from stemwise.course.forms import FORMS
from stemwise.errors import InputError
from stemwise.evidence import commands
from stemwise.evidence.knowledge import Level
from stemwise.evidence.model import Design
from stemwise.evidence.schema import specs
from stemwise.evidence.schema.named import strangers
from stemwise.exchange.reproduce import _IN_WORDS, REASONS
from stemwise.terms import KINDS
from stemwise.verdict.model import VerdictValue
from stemwise.verdict.phrases import PHRASES
from stemwise.verdict.predicates import COMPUTED

DATA = content.data_dir()
BASE = content.load(checked=False)
FILES = {path: raw for folder in content.DOCUMENTS for path, raw in BASE.documents(folder).items()}
Spoil = Callable[[dict[str, Any]], None]


class Spoilt(content.Content):
    """The shipped content with one of its files changed after parsing."""

    def __init__(self, path: str, raw: dict[str, Any]) -> None:
        self._files = {**FILES, path: raw}

    problems = ()  # type: ignore[assignment]

    def documents(self, folder: str) -> dict[str, Any]:
        return {path: raw for path, raw in self._files.items() if path.startswith(f"{folder}/")}

    def table(self, kind: str) -> tuple[dict[str, Any], ...]:
        return BASE.table(kind)


def told(path: str, spoil: Spoil) -> list[str]:
    raw = copy.deepcopy(FILES[path])
    spoil(raw)
    return [str(p) for p in check.check(Spoilt(path, raw))]


def renamed(rows: str, i: int, key: str, to: str) -> Spoil:
    def spoil(raw: dict[str, Any]) -> None:
        raw[rows][i][to] = raw[rows][i].pop(key)

    return spoil


def given(rows: str, i: int, key: str, value: Any) -> Spoil:
    def spoil(raw: dict[str, Any]) -> None:
        raw[rows][i][key] = value

    return spoil


def twice(rows: str) -> Spoil:
    return lambda raw: raw[rows].append(raw[rows][0])


def growth(raw: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(m for m in raw["model"] if m["form"] == "growth")
    return found


def also(rows: str, **row: Any) -> Spoil:
    return lambda raw: raw[rows].append(row)


def test_the_shipped_content_is_sound() -> None:
    assert [str(p) for p in check.check(BASE)] == []


SLIPS: list[tuple[str, Spoil, str, str]] = [
    # a misspelt field
    ("terms/cells.toml", renamed("term", 0, "words", "wordsz"), "wordsz", "did you mean words"),
    ("cues/strength.toml", renamed("cue", 0, "group", "grup"), "group", "missing"),
    ("cues/kinds.toml", renamed("rule", 0, "none", "non"), "non", "did you mean none"),
    ("rules/verdicts.toml", renamed("rule", 2, "needs", "neds"), "rule 'care-attacked': neds", "did you mean needs"),
    ("rules/opposites.toml", renamed("pair", 0, "one", "on"), "one", "missing"),
    ("rules/page.toml", lambda raw: raw["grade"].update(fewer=0.2), "grade: fewer", "unknown key"),
    ("rules/questions.toml", lambda raw: raw["words"].pop("child"), "words: child", "missing"),
    ("rules/replies.toml", lambda raw: raw["short"].pop("worse"), "short: worse", "missing"),
    ("rules/urgent_signs.toml", lambda raw: raw["sign"].pop("set_aside"), "sign: set_aside", "missing"),
    ("rules/urgent.toml", given("at_once", 0, "says", ["brian"]), "says", "is no said"),
    ("rules/urgent_says.toml", lambda raw: raw["stroke"].update(rests=["no-such"]), "stroke: rests", "is no fact or case"),
    ("terms/people.toml", lambda raw: raw.pop("since"), "since", "missing"),
    # a wrong type
    ("rules/verdicts.toml", given("rule", 2, "needs", "care-attacked"), "needs", "not a list of texts"),
    ("cues/safety.toml", given("cue", 0, "words", 3), "words", "not a list of texts"),
    ("terms/hierarchy.toml", given("window", 0, "low", "2"), "low", "not a number"),
    ("models/stroke.toml", given("model", 0, "outcomes", 7), "outcomes", "not a list of texts"),
    ("rules/synonyms.toml", lambda raw: raw["thing"].append("liver"), "thing", "not a list of texts"),
    ("rules/questions.toml", given("question", 1, "asks", ["(open"]), "asks", "no regular expression"),
    ("rules/questions.toml", given("question", 1, "asks", []), "asks", "is empty"),
    # a name that stands twice
    ("terms/cells.toml", twice("term"), "id", "stands twice"),
    ("cues/strength.toml", twice("cue"), "group", "stands twice"),
    ("cues/features.toml", twice("feature"), "id", "stands twice"),
    ("rules/assertions.toml", twice("assertion"), "id", "stands twice"),
    ("models/stroke.toml", twice("model"), "id", "stands twice"),
    ("rules/words.toml", also("words", id="absolute", what="so", phrases=["so"]), "id", "(first in rules/predicates.toml)"),
    ("rules/predicates.toml", also("predicate", id="not-sought", what="so", all=["is:absolute"]), "id", "stands twice"),
    # what nothing bears the name of
    ("cues/kinds.toml", given("rule", 0, "all", ["no-such-thing"]), "all", "is no feature"),
    ("cues/biology.toml", given("cue", 5, "link", "reparing"), "link", "did you mean repair"),
    ("rules/verdicts.toml", given("rule", 2, "needs", ["care-atacked"]), "needs", "did you mean care-attacked"),
    ("rules/verdicts.toml", given("rule", 0, "says", "So it is. {corse}"), "says", "nothing fills in {corse}"),
    ("rules/verdicts.toml", given("rule", 0, "says", "So it is. {course"), "says", "close each brace"),
    ("rules/verdicts.toml", given("rule", 0, "verdict", "true"), "verdict", "is not known here"),
    ("rules/predicates.toml", given("predicate", 0, "all", ["said:propety"]), "all", "did you mean said:property"),
    ("rules/predicates.toml", given("predicate", 0, "all", ["cue:no-name"]), "all", "is no mark"),
    ("rules/assertions.toml", given("assertion", 0, "fact", "no-such-fact"), "fact", "is no fact"),
    ("rules/assertions.toml", given("assertion", 0, "cells", ["uc-msk"]), "cells", "did you mean uc-msc"),
    ("rules/flags.toml", given("word", 0, "cue", "presure"), "cue", "did you mean pressure"),
    ("rules/flags.toml", given("whole", 0, "all", ["beyonds"]), "all", "did you mean beyond"),
    ("rules/page.toml", given("ask", 0, "kind", "cost"), "kind", "is not known here"),
    ("rules/words.toml", lambda raw: raw["none_approved"].append("strok"), "none_approved", "did you mean stroke"),
    ("rules/questions.toml", given("question", 0, "id", "scales"), "id", "is no question that the program answers"),
    ("rules/questions.toml", given("question", 0, "range", "from {lo} to {high}"), "range", "nothing fills in {lo}"),
    ("rules/questions.toml", given("harm", 0, "harms", ["tumor"]), "harms", "did you mean tumour"),
    ("rules/urgent.toml", given("beside", 0, "with", ["cell"]), "with", "did you mean cells"),
    ("terms/hierarchy.toml", given("hierarchy", 0, "outcomes", ["gmfm66"]), "outcomes", "did you mean gmfm-66"),
    ("terms/imports.toml", given("harm", 0, "term", "fevr"), "term", "did you mean fever"),
    ("models/stroke.toml", given("model", 0, "condition", "strok"), "condition", "did you mean stroke"),
    ("reproductions/stroke.toml", given("reproduction", 0, "review", "nobody-1900"), "review", "is no study"),
    ("cues/turns.toml", lambda raw: raw["lists"].pop("care"), "words", "nothing fills in {care}"),
    ("models/cerebral-palsy.toml", lambda raw: growth(raw)["age90"].pop(), "levels", "give one for each"),
    # a row that would fit everything, and a claim that none would
    ("rules/verdicts.toml", lambda raw: raw["rule"].pop(0), "rule", "no rule is left for every claim"),
    ("cues/features.toml", given("feature", 1, "all", []), "all", "is empty"),
    ("rules/predicates.toml", lambda raw: raw["predicate"][0].pop("all"), "all", "would fit everything"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "spoil", "field", "says"), SLIPS, ids=[f"{i} {s[0]} {s[2]}" for i, s in enumerate(SLIPS)]
)
def test_a_slip_is_named(path: str, spoil: Spoil, field: str, says: str) -> None:
    found = told(path, spoil)
    assert found
    assert all(line.startswith(f"{path}: ") for line in found)
    assert any(f"{field}: " in line and says in line for line in found), found


def test_a_slip_in_one_group_does_not_put_the_blame_on_all_that_name_it() -> None:
    (*found,) = told("cues/strength.toml", renamed("cue", 0, "group", "grup"))
    assert len(found) == 2, found


def test_two_slips_of_one_row_are_both_told() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["rule"][2].update(id=raw["rule"][0]["id"], grave="yes")

    assert len(told("rules/verdicts.toml", spoil)) == 2


def test_a_row_that_no_study_has_is_named() -> None:
    path = "reproductions/stroke.toml"
    raw = copy.deepcopy(FILES[path])
    row = next(r for r in raw["reproduction"] if "row" in r)
    row["row"] = row["row"] + "6"
    (found,) = strangers(Spoilt(path, raw), ())
    assert str(found).startswith(f"{path}: reproduction {row['id']!r}: row: {row['review']} has no row ")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program's own files, without the records."""
    for folder in ("terms", "cues"):
        shutil.copytree(DATA / folder, tmp_path / "data" / folder)
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("slip", "says"),
    [(b"\nx = [", "not valid TOML"), (b"\n# \xff", "is not UTF-8 text"), (b"\nx = 1", "x: unknown key")],
)
def test_a_file_that_cannot_be_used_is_refused_at_the_door(program: Path, slip: bytes, says: str) -> None:
    with (program / "cues/strength.toml").open("ab") as file:
        file.write(slip)
    with pytest.raises(InputError) as caught:
        content.load(data=program)
    assert "\n" not in str(caught.value)
    report = commands.check(data=program).as_text()
    assert any(line.startswith("error: cues/strength.toml: ") and says in line for line in report.splitlines())


def test_a_missing_file_and_a_stranger_are_named(program: Path) -> None:
    (program / "terms/people.toml").rename(program / "terms/peopel.toml")
    found = [str(p) for p in content.load(data=program, checked=False).program_problems()]
    assert "terms/people.toml: is missing: put it back" in found
    assert any(line.startswith("terms/peopel.toml: ") for line in found)


def test_a_content_once_found_sound_is_not_looked_at_again(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in check.FILES:
        if not (program / path).exists():
            (program / path).parent.mkdir(exist_ok=True)
            shutil.copy(DATA / path, program / path)
    for folder in ("facts", "mechanisms", "harms"):
        shutil.copytree(DATA / folder, program / folder)
    content.load(data=program)
    monkeypatch.setattr(check, "check", lambda source: pytest.fail("looked at again"))
    content.load(data=program)
    with (program / "cues/strength.toml").open("a", encoding="utf-8") as file:
        file.write("\n# a comment")
    with pytest.raises(pytest.fail.Exception):
        content.load(data=program)


@pytest.mark.parametrize("argv", [["ask", "Do stem cells help?"], ["check", "-"], ["explain", "stroke"]])
def test_a_command_ends_with_one_line(
    argv: list[str], program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (program / "cues/strength.toml").open("a", encoding="utf-8") as file:
        file.write("\nx = [")
    monkeypatch.setattr(content, "data_dir", lambda: program)
    monkeypatch.setattr("sys.stdin", (DATA / "plans/sample-sizes.toml").open(encoding="utf-8"))
    api.library.cache_clear()
    try:
        assert main(argv) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("stemwise: cues/strength.toml: ")
        assert said.err.count("\n") == 1
        assert main(["evidence", "check"]) == 2
        assert "mend them first" in capsys.readouterr().out
    finally:
        api.library.cache_clear()


def test_the_names_that_code_gives_are_those_of_the_code() -> None:
    assert set(names.COMPUTED) == COMPUTED.keys()
    assert set(names.BRACES) == PHRASES.keys()
    assert set(names.DERIVED) == {name for name, _ in DERIVED}
    assert set(names.TURNS) == set(TURNS)
    assert set(names.LINK_GROUPS) == LINK_GROUPS.keys()
    assert set(names.KINDS) == set(KINDS)
    assert set(names.CLAIM_KINDS) == set(get_args(ClaimKind))
    assert set(names.VERDICTS) == set(get_args(VerdictValue))
    assert set(names.DESIGNS) == set(get_args(Design)) == set(specs.DESIGNS)
    assert set(names.STANCES) == {"agrees", "contradicts", "overstates"}
    assert set(names.MARKS["is"]) == {*get_args(Strength), *get_args(Direction)}
    assert set(names.MARKS["level"]) == set(get_args(Level))
    assert set(asked.ASKED) == _MADE.keys()
    assert set(figures.FORMS) == FORMS.keys()
    assert set(figures.METHODS) == _IN_WORDS.keys()
    assert set(figures.REASONS) == REASONS.keys()
    assert set(figures.SOURCE_KINDS) == set(specs.SOURCE_KINDS)


def test_no_document_of_the_package_is_left_out() -> None:
    shipped = {p.relative_to(DATA).as_posix() for folder in content.DOCUMENTS for p in (DATA / folder).rglob("*.toml")}
    assert shipped == FILES.keys()
    assert all(tomllib.loads((DATA / path).read_text(encoding="utf-8")) for path in shipped)
