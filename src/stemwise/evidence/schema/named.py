"""Rows of studies that course models and reproductions name (``data/models``, ``data/reproductions``)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from stemwise.content import Content, Problem
from stemwise.content.schema.spec import near
from stemwise.evidence.build import harm_keys, pooled_keys, result_keys

Record = dict[str, Any]


def strangers(content: Content, refused: Collection[str]) -> Iterator[Problem]:
    """Each row that is named and no study has; a study that is ``refused`` is not asked."""
    studies = {raw["id"]: raw for raw in content.table("study") if f"study {raw['id']}" not in refused}
    for folder, rows in (("models", "model"), ("reproductions", "reproduction")):
        for path, parsed in content.documents(folder).items():
            for row in parsed.get(rows, ()):
                yield from _of(f"{rows} {row.get('id')!r}", path, row, studies)


def _of(name: str, path: str, row: Record, studies: dict[str, Record]) -> Iterator[Problem]:
    for where, study, key in _pairs(row):
        raw = studies.get(study)
        if raw is not None and key not in (known := _keys(raw)):
            yield Problem(path, f"{name}: {where}", f"{study} has no row {key!r}", near(key, known))


def _pairs(row: Record) -> Iterator[tuple[str, str, str]]:
    """Field, study and key of the row, in a table and all tables within it."""
    for of, field in (("study", "result"), ("review", "row")):
        if of in row and field in row:
            yield field, row[of], row[field]
    for value in row.values():
        for inner in value if isinstance(value, list) else ():
            if isinstance(inner, dict):
                yield from _pairs(inner)


def _keys(study: Record) -> set[str]:
    return {*result_keys(study), *harm_keys(study), *pooled_keys(study)}
