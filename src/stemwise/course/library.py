"""The models of ``data/models``, with their cohorts looked up in ``data/courses`` and ``data/studies``.

A model file names rows and control arms; the figures stay where they were written down. ``held_out`` cohorts are never
part of a model: they are what it is checked on (``validate``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from stemwise.course import table
from stemwise.course.model import SMALL, Cohort, CourseModel, Interval
from stemwise.errors import InputError
from stemwise.evidence import Library, base
from stemwise.evidence.model import ArmData, Study

NUMBERS = ("before", "slope", "ceiling", "plus", "error", "until")
LISTS = ("groups", "start", "narrowness", "regained", "weeks", "age90", "peak", "steps", "shares")

_CACHE: dict[str, tuple[CourseModel, ...]] = {}


def models(library: Library | None = None) -> tuple[CourseModel, ...]:
    """All models, in the order of their files. A model whose only cohorts must not be used (``use = false``) is left out.

    Raises
    ------
    InputError
        A model file that names a row or study that does not exist.
    """
    library = library or base()
    key = library.evidence_hash
    if key not in _CACHE:
        files = library.content.documents("models")
        found = [_model(raw, library, f) for f, parsed in files.items() for raw in parsed.get("model", ())]
        _CACHE[key] = tuple(m for m in found if m.cohorts)
    return _CACHE[key]


def _model(raw: Mapping[str, Any], library: Library, file: str) -> CourseModel:
    where = f"{file}, model {raw['id']}"
    return CourseModel(
        id=raw["id"], condition=raw["condition"], outcomes=tuple(raw["outcomes"]), form=raw["form"], name=raw["name"],
        population=raw["population"], event=raw.get("event", ""), levels=tuple(raw.get("levels", ())),
        age=_pair(raw.get("age")), time_since=_pair(raw.get("time_since")), score=_pair(raw.get("score")),
        months=_pair(raw["months"]) or (0.0, 0.0), at=raw.get("at"), note=raw.get("note", ""),
        cohorts=_cohorts(raw["cohorts"], library, where), held_out=_cohorts(raw.get("held_out", ()), library, where),
        more_care=bool(raw.get("more_care", False)), mean_age=raw.get("mean_age"),
        numbers=tuple((k, float(raw[k])) for k in NUMBERS if k in raw),
        lists=tuple((k, tuple(map(float, raw[k]))) for k in LISTS if k in raw),
    )  # fmt: skip


def _pair(value: Any) -> Interval | None:
    return (float(value[0]), float(value[1])) if value else None


def _cohorts(raws: Sequence[Mapping[str, Any]], library: Library, where: str) -> tuple[Cohort, ...]:
    found = (_cohort(c, library, where) for c in raws)
    return tuple(c for c in found if c is not None)


def _cohort(raw: Mapping[str, Any], library: Library, where: str) -> Cohort | None:
    return _from_row(raw, library, where) if "row" in raw else _from_study(raw, library, where)


def _from_row(raw: Mapping[str, Any], library: Library, where: str) -> Cohort:
    row = table.row(library.content, raw["row"])
    if row is None:
        raise InputError(f"{where}: no course row {raw['row']!r}", "give the id of a row in data/courses")
    n = raw.get("n", row.n)
    low, high = _range(raw, row)
    se = row.se
    if se is None and row.ci is not None:
        se = (row.ci[1] - row.ci[0]) / (2 * 1.959963984540054)
    sd = row.sd if row.sd is not None else se * math.sqrt(n) if se is not None and n else None
    return Cohort(
        id=row.id, label=row.id, source=row.source, n=int(n or SMALL), sized=bool(n), low=low, high=high,
        mean=row.value if row.kind in ("change", "rate") else None, sd=sd, se=se, registry=raw.get("registry", ""),
        what=raw.get("what", row.population), value=row.value, months=raw.get("months", row.months),
        start=_pair(raw.get("start")), since=raw.get("since"),
    )  # fmt: skip


def _range(raw: Mapping[str, Any], row: table.CourseRow) -> tuple[float | None, float | None]:
    """Per cent of people: a printed range, the sum of printed shares, counted people, or the printed value."""
    if "low" in raw:
        return float(raw["low"]), float(raw["high"])
    if "shares" in raw:
        return (total := float(sum(raw["shares"]))), total
    if row.kind != "share" or row.value is None:
        return None, None
    share = 100 * row.events / row.n if row.events is not None and row.n else row.value
    return share, share


def _from_study(raw: Mapping[str, Any], library: Library, where: str) -> Cohort | None:
    """The control arm of a trial; ``None`` where its values are kept as printed and must not be used."""
    study = library.get(raw.get("study", ""))
    if study is None:
        raise InputError(f"{where}: no study {raw.get('study')!r}", "give the id of a study in data/studies")
    result = next((r for r in study.results if r.key == raw["result"]), None)
    arm = next((a for a in study.control_arms if raw.get("control", a.control) == a.control), None)
    data = result.arm(arm.id) if result is not None and arm is not None else None
    if result is None or arm is None or data is None:
        keys = ", ".join(r.key for r in study.results)
        raise InputError(f"{where}: {study.id} has no control arm with {raw['result']!r}", f"its results: {keys}")
    if not result.use:
        return None
    n = data.n or arm.n
    share = _share(data, n)
    sd = data.sd if data.sd is not None else _spread(data, n)
    return Cohort(
        id=f"{study.id} {result.key}", label=f"{study.label}, control arm", source=result.source, n=int(n or SMALL),
        sized=bool(n), low=share, high=share, mean=data.mean, sd=sd, se=data.se,
        what=raw.get("what", _who(study)), value=data.mean, months=raw.get("months", result.months),
        start=_pair(raw.get("start")), since=raw.get("since"),
    )  # fmt: skip


def _share(data: ArmData, n: int | None) -> float | None:
    if data.events is not None and n:
        return 100 * data.events / n
    return data.rate


def _spread(data: ArmData, n: int | None) -> float | None:
    se = data.se if data.se is not None else None
    if se is None and data.ci is not None:
        se = (data.ci[1] - data.ci[0]) / (2 * 1.959963984540054)
    return se * math.sqrt(n) if se is not None and n else None


def _who(study: Study) -> str:
    return f"{study.population.description}{f', {study.population.severity}' if study.population.severity else ''}"
