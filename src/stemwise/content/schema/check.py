"""The program's own content held against what it must be: every file, every row, every name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from stemwise.content.model import DOCUMENTS, Problem, Record
from stemwise.content.schema import asked, cues, figures, rules, terms, urgent
from stemwise.content.schema.names import COMPUTED, known
from stemwise.content.schema.spec import Found, Rows, Table, Walk

FILES: dict[str, Table] = {**terms.FILES, **cues.FILES, **rules.FILES, **asked.FILES, **urgent.FILES}
"""Files that hold what no other file does."""


def _several(name: str, row: Table) -> Table:
    """A file of rows with the version of their format."""
    return Table({"schema": _version, name: Rows(row)}, (name,))


def _version(value: object) -> None:
    """Any: the version of a format is for people."""


FOLDERS: dict[str, Table] = {
    "terms": terms.VOCABULARY,
    "cues": cues.GROUPS,
    "models": _several("model", figures.MODEL),
    "plans": _several("plan", figures.PLAN),
    "reproductions": _several("reproduction", figures.REPRODUCTION),
}
"""Folders any further file of which holds rows of one kind."""
RECORDS = ("fact", "course", "study", "pooled_harm", "link", "case")
"""Kinds of evidence that the program's own content names."""


def check(content: Source) -> list[Problem]:
    """Everything that is wrong, in the order of the files.

    Where a file cannot be read, or a row gives no name, what refers to it is not looked at: it is not at fault.
    """
    broken = [p for p in content.problems if p.file.split("/")[0] in DOCUMENTS]
    files = {path: raw for folder in (*FOLDERS, "rules") for path, raw in content.documents(folder).items()}
    ids = {kind: [r["id"] for r in content.table(kind)] for kind in RECORDS}
    computed = {("rules", "predicate", name): "verdict/predicates.py" for name in COMPUTED}
    walk = Walk(known(files, ids), computed)
    found = [*broken, *_missing(files, {p.file for p in broken})]
    for path, raw in files.items():
        spec = _table_of(path)
        if spec is None:
            found.append(
                Problem(path, "", "is no file that the program reads", f"name it as one of {_known_files(path)}")
            )
        else:
            found += _problems(path, walk.faults(path, raw, spec))
    if not (broken or walk.unnamed):
        for path, raw in files.items():
            if spec := _table_of(path):
                found += _problems(path, walk.strangers(raw, spec))
    return found


class Source(Protocol):
    """What is asked of a content."""

    @property
    def problems(self) -> tuple[Problem, ...]: ...

    def documents(self, folder: str) -> dict[str, Record]: ...

    def table(self, kind: str) -> tuple[Record, ...]: ...


def _table_of(path: str) -> Table | None:
    return FILES.get(path) or FOLDERS.get(path.partition("/")[0])


def _known_files(path: str) -> str:
    folder = path.partition("/")[0]
    return ", ".join(name for name in FILES if name.startswith(f"{folder}/"))


def _missing(files: Mapping[str, Record], broken: set[str]) -> list[Problem]:
    """Files that the program needs, where any of them is there; a folder of a few terms is no installation."""
    if files.keys().isdisjoint(FILES):
        return []
    return [Problem(p, "", "is missing", "put it back") for p in FILES if p not in files and p not in broken]


def _problems(path: str, found: list[Found]) -> list[Problem]:
    return [Problem(path, f.where, f.fault.what, f.fault.remedy) for f in found]
