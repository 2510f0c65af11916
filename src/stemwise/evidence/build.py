"""Records as parsed -> dataclasses. Only what the schema passed arrives here; unknown keys are left aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import fields
from typing import Any, TypeVar

from stemwise.evidence import knowledge, model
from stemwise.evidence.model import Source

T = TypeVar("T")
Record = dict[str, Any]

_NAMES: dict[type, frozenset[str]] = {}


def _make(cls: type[T], raw: Record, **given: Any) -> T:
    """``cls`` from the keys of ``raw`` that it knows, lists as tuples; ``given`` comes first."""
    names = _NAMES.get(cls)
    if names is None:
        names = _NAMES[cls] = frozenset(f.name for f in fields(cls))  # type: ignore[arg-type]
    for key, value in raw.items():
        if key in names and key not in given:
            given[key] = tuple(value) if isinstance(value, list) else value
    return cls(**given)


def source(raw: Record) -> Source:
    """The four keys that say where a value comes from."""
    return Source(
        raw.get("published_in", ""), raw.get("seen_at", ""), raw.get("locator", ""), raw.get("source_kind", "")
    )


def row_keys(rows: list[Record], key: Callable[[Record], str]) -> list[str]:
    """A key per row; a second row of the same key gets ``#2``, a third ``#3``."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        name = key(row)
        seen[name] += 1
        keys.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return keys


def _months(row: Record) -> str:
    months = row.get("months")
    return f"{months:g}" if isinstance(months, int | float) else "-"


def result_keys(study: Record) -> list[str]:
    """``outcome@months`` of each ``[[results]]``."""
    return row_keys(study.get("results", []), lambda r: f"{r.get('outcome', '')}@{_months(r)}")


def harm_keys(study: Record) -> list[str]:
    """``harm:fever`` of each ``[[harms]]``."""
    return row_keys(study.get("harms", []), lambda r: f"harm:{r.get('harm', '')}")


def pooled_keys(study: Record) -> list[str]:
    """``pooled:outcome@months`` of each ``[[pooled]]``."""
    return row_keys(study.get("pooled", []), lambda r: f"pooled:{r.get('outcome', '')}@{_months(r)}")


def _arms(row: Record) -> tuple[model.ArmData, ...]:
    return tuple(_make(model.ArmData, arm) for arm in row.get("arms", []))


def _rows(
    cls: type[T], rows: list[Record], keys: list[str], left_out: Collection[str], **more: Callable[[Record], Any]
) -> tuple[T, ...]:
    def parts(row: Record) -> dict[str, Any]:
        return {name: make(row) for name, make in more.items()}

    return tuple(
        _make(cls, row, key=key, source=source(row), arms=_arms(row), **parts(row))
        for row, key in zip(rows, keys, strict=True)
        if key not in left_out
    )


def _contrast(row: Record) -> model.Contrast | None:
    raw = row.get("contrast")
    return _make(model.Contrast, raw) if raw else None


def study(raw: Record, left_out: Collection[str] = ()) -> model.Study:
    """A study; rows whose key is in ``left_out`` (malformed ones) are not taken in."""
    bias = raw.get("bias", {})
    return _make(
        model.Study,
        raw,
        file=raw["_file"],
        citation=_make(model.Citation, raw.get("citation", {})),
        masking=_make(model.Masking, raw.get("masking", {})),
        bias=tuple(_make(model.BiasDomain, bias[d], domain=d) for d in model.DOMAINS if d in bias),
        population=_make(model.Population, raw.get("population", {})),
        arms=tuple(_make(model.Arm, arm) for arm in raw.get("arms", [])),
        results=_rows(model.Result, raw.get("results", []), result_keys(raw), left_out, contrast=_contrast),
        harms=_rows(model.HarmRow, raw.get("harms", []), harm_keys(raw), left_out),
        pooled=_rows(model.PooledResult, raw.get("pooled", []), pooled_keys(raw), left_out),
        extraction=_make(model.Extraction, raw.get("extraction", {})),
        explained=tuple(_make(model.Explained, e) for e in raw.get("explained", [])),
    )


def terms_of(value: Any) -> tuple[str, ...]:
    """Term ids of a key that takes one id, a list, or ids joined with ``+`` or a comma; ``any`` means no limit."""
    parts = value if isinstance(value, list) else str(value).replace(",", "+").split("+") if value else []
    return tuple(p for part in parts if (p := str(part).strip()) and p != "any")


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


def entry(cls: type[T], raw: Record) -> T:
    """A fact, link, harm ... with its sources."""
    given: dict[str, Any] = {"file": raw["_file"]}
    for name in ("cells", "terms", "topics"):
        if name in raw:
            given[name] = terms_of(raw[name])
    if "route" in raw:
        given["routes"] = terms_of(raw["route"])
    if cls is knowledge.Alternative:
        pooled = raw.get("pooled", [])
        rows = [{"note": pooled}] if isinstance(pooled, str) else pooled
        given["pooled"] = tuple(_make(knowledge.Figure, row) for row in rows)
        given["forms"] = _texts(raw.get("forms"))
    if "explained" in raw:
        given["explained"] = tuple(_make(model.Explained, e) for e in raw["explained"])
    if cls is knowledge.Search:
        given.update(where=_texts(raw.get("where")), included=_texts(raw.get("included")))
    else:
        given["sources"] = tuple(source(s) for s in raw.get("sources", []))
    known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    return _make(cls, raw, **{k: v for k, v in given.items() if k in known})
