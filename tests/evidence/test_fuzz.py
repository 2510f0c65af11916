"""No record, however wrong, stops the library, the scrutiny or the commands."""

from __future__ import annotations

import copy
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from stemwise import content
from stemwise.evidence import Library, commands, extraction
from stemwise.evidence.scrutiny import findings

JUNK: list[Any] = [
    -1, 0, 3.5, "x", "", [], {}, [1, 2], [2, 1], ["a"], [{}], {"a": 1}, True, 1e308, float("nan"), float("inf"),
    "2026-01-01", [[1]], 10**30,
]  # fmt: skip


class Wrong(content.Content):
    """A content of records that were spoilt after parsing."""

    def __init__(self, base: content.Content, records: dict[str, list[dict[str, Any]]]) -> None:
        self._base = base
        self._records = records
        self.replaced = ()

    def table(self, kind: str) -> tuple[dict[str, Any], ...]:
        return tuple(self._records.get(kind, ()))

    def own(self, kind: str) -> tuple[dict[str, Any], ...]:
        return self.table(kind)

    def documents(self, folder: str) -> dict[str, Any]:
        return self._base.documents(folder)

    evidence_hash = "0"  # type: ignore[assignment]
    problems = ()  # type: ignore[assignment]

    def derived(self, name: str, compute: Any) -> Any:
        return compute()


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, below in keys for p in ((*above, key), *paths(below, (*above, key)))]


def spoilt(record: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    record = copy.deepcopy(record)
    for _ in range(draw.randint(1, 3)):
        path = draw.choice([p for p in paths(record) if p not in (("id",), ("_file",))])
        place: Any = record
        for key in path[:-1]:
            place = place[key]
        if draw.random() < 0.2:
            del place[path[-1]]
        else:
            place[path[-1]] = copy.deepcopy(draw.choice(JUNK))
    return record


@pytest.mark.parametrize("seed", range(8))
def test_spoilt_records(data: Path, study_text: str, seed: int) -> None:
    draw = random.Random(seed)
    base = content.load(data=data)
    study = {**tomllib.loads(study_text.replace("2026-11-20", '"2026-11-20"')), "_file": "x/doe-2020.toml"}
    many = [{**spoilt(study, draw), "id": f"doe-{i}"} for i in range(60)]
    others = {kind: [spoilt(r, draw) for r in base.table(kind)] for kind in ("fact", "search")}
    library = Library(Wrong(base, {"study": many, **others}))
    studies = library.studies(drafts=True)
    assert len(library.problems) > 20
    assert all(p.remedy for p in library.problems)
    assert all(str(f) for f in findings(library))
    commands.list_studies(library)
    commands.list_studies(library, "json")
    for s in studies:
        commands.show(library, s.id)
        hash(s)
    for condition in {s.condition for s in studies}:
        commands.table(library, condition)
    extraction.compare_all(studies, extraction.blank_sheet(studies))
    library.facts()
    library.searches()
