"""Rows that stand twice: within a study, between studies, and studies that stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemwise.evidence.model import ArmData, Study
from stemwise.evidence.scrutiny.finding import Finding, Scale, decimals

ID = "duplicate"
Print = tuple[tuple[float | None, ...], ...]


def check(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Two rows of one study with the same values in every arm."""
    seen: dict[tuple[str, Print], str] = {}
    for row in study.results:
        values = _print(row.arms)
        if values is None:
            continue
        key = (row.kind, values)
        if key in seen:
            yield Finding(ID, study.id, row.key, f"the same values as {seen[key]}", study.file)
        seen.setdefault(key, row.key)


def between(studies: Iterable[Study]) -> Iterator[Finding]:
    """The same values or the same identifier in two studies."""
    values: dict[Print, tuple[str, str]] = {}
    names: dict[str, str] = {}
    for study in studies:
        for name in study.identifiers:
            if names.setdefault(name.lower(), study.id) != study.id:
                what = f"{name} also stands in {names[name.lower()]}"
                yield Finding(ID, study.id, "study", what, study.file)
        for row in study.results:
            key = _print(row.arms)
            if key is None or len(row.arms) < 2:
                continue
            first = values.setdefault(key, (study.id, row.key))
            if first[0] != study.id:
                yield Finding(ID, study.id, row.key, f"the same values as {first[0]} {first[1]}", study.file)


def _print(arms: tuple[ArmData, ...]) -> Print | None:
    """The values of a row as its fingerprint; ``None`` where they could agree by chance (few or round numbers)."""
    rows = tuple((a.mean, a.sd, a.se, a.median, a.baseline_mean) for a in arms)
    given = [v for row in rows for v in row if v is not None]
    digits = sum(decimals(v) + len(str(int(abs(v)))) for v in given)
    return rows if len(given) >= 2 and digits >= 8 else None
