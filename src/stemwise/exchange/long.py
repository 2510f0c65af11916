"""The base in long form: one row per arm value, contrast or pooled result, each with its source.

The columns of :data:`COLUMNS` are also those that an extraction sheet may use (``exchange.imports``), so that what is
exported can be edited in a spreadsheet and read back as drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemwise.errors import InputError
from stemwise.evidence import ArmData, HarmRow, Library, PooledResult, Result, Source, Study

Cell = str | int | float | bool | None
Row = dict[str, Cell]

TYPES: dict[str, type] = {
    "study": str, "label": str, "condition": str, "design": str, "year": int, "title": str, "doi": str, "pmid": str,
    "pmcid": str, "registry": str, "part": str, "key": str, "outcome": str, "as_printed": str, "what": str,
    "subgroup": str, "months": float, "months_from": str, "kind": str, "primary": bool, "serious": bool,
    "arm": str, "role": str, "arm_label": str, "cell": str, "donor": str, "route": str, "control": str, "n": int,
    "n_unknown": bool, "mean": float, "sd": float, "se": float, "ci_low": float, "ci_high": float, "ci_level": float,
    "median": float,
    "q1": float, "q3": float, "min": float, "max": float, "events": int, "rate": float, "baseline_mean": float,
    "baseline_sd": float, "measure": str, "value": float, "adjusted": bool, "k": int, "i2": float, "model": str, "p": str,
    "use": bool, "use_why": str, "published_in": str, "seen_at": str, "locator": str, "source_kind": str, "note": str,
    "corrected": str, "draft": bool,
}  # fmt: skip
COLUMNS = tuple(TYPES)
"""``part`` is ``result``, ``harm``, ``contrast`` or ``pooled``; ``arm`` of a contrast holds both arms, first v second."""


def chosen(library: Library, condition: str = "", *, drafts: bool = False) -> tuple[Study, ...]:
    """The studies of a condition (all without one), by id.

    Raises
    ------
    InputError
        When no study has the condition.
    """
    found = library.studies(condition, drafts=drafts)
    if not found:
        known = sorted({s.condition for s in library.studies(drafts=True)})
        raise InputError(
            f"no study of {condition or 'any condition'!r}", f"choose {', '.join(known) or 'another base'}"
        )
    return found


def long_rows(studies: Iterable[Study]) -> list[Row]:
    """Every number of the studies, one row each arm, contrast or pooled result; a study without any has no row."""
    return [row for s in studies for row in _of(s)]


def _of(s: Study) -> Iterator[Row]:
    c = s.citation
    head: Row = {
        "study": s.id, "label": s.label, "condition": s.condition, "design": s.design, "year": s.year, "title": c.title,
        "doi": c.doi, "pmid": c.pmid, "pmcid": c.pmcid, "registry": "; ".join(c.registry), "draft": s.draft,
    }  # fmt: skip
    for r in s.results:
        yield from _result(head, s, r)
    for h in s.harms:
        what: Row = {**head, **_harm(h), **_place(h.source)}
        yield from ({**what, **_arm(s, a)} for a in h.arms)
    for p in s.pooled:
        yield {**head, **_pooled(p), **_place(p.source)}


def _result(head: Row, s: Study, r: Result) -> Iterator[Row]:
    what: Row = {
        **head, "part": "result", "key": r.key, "outcome": r.outcome, "as_printed": r.as_printed, "months": r.months,
        "months_from": r.months_from, "kind": r.kind, "primary": r.primary, "p": r.p, "use": r.use,
        "use_why": r.use_why, "note": r.note, "corrected": r.corrected, **_place(r.source),
    }  # fmt: skip
    yield from ({**what, **_arm(s, a)} for a in r.arms)
    if r.contrast is not None:
        c = r.contrast
        yield {
            **what, "part": "contrast", "arm": " v ".join(c.arms), "measure": c.measure, "value": c.value,
            "se": c.se, "adjusted": c.adjusted, "p": c.p or r.p, **_interval(c.ci, c.level),
        }  # fmt: skip
    if not r.arms and r.contrast is None:
        yield what


def _harm(h: HarmRow) -> Row:
    return {"part": "harm", "key": h.key, "outcome": h.harm, "as_printed": h.as_printed, "what": h.what, "months": h.months,
            "kind": "event", "serious": h.serious, "p": h.p, "note": h.note, "corrected": h.corrected}  # fmt: skip


def _pooled(p: PooledResult) -> Row:
    return {
        "part": "pooled", "key": p.key, "outcome": p.harm or p.outcome, "as_printed": p.as_printed,
        "subgroup": p.subgroup, "months": p.months, "cell": p.cell, "route": p.route, "n": p.n, "events": p.events,
        "measure": p.measure, "value": p.value, "k": p.k, "i2": p.i2, "model": p.model, "p": p.p, "use": p.use,
        "use_why": p.use_why, "note": p.note, "corrected": p.corrected, **_interval(p.ci, p.level),
    }  # fmt: skip


def _arm(s: Study, a: ArmData) -> Row:
    arm = s.arm(a.arm)
    who: Row = {"arm": a.arm}
    if arm is not None:
        who |= {"role": arm.role, "arm_label": arm.label, "cell": arm.cell, "donor": arm.donor, "route": arm.route,
                "control": arm.control}  # fmt: skip
    names = (
        "n",
        "mean",
        "sd",
        "se",
        "median",
        "q1",
        "q3",
        "min",
        "max",
        "events",
        "rate",
        "baseline_mean",
        "baseline_sd",
    )
    note: Row = {"note": a.note} if a.note else {}
    note |= {"n_unknown": True} if a.n_unknown else {}
    return {**who, **{name: getattr(a, name) for name in names}, **_interval(a.ci, a.ci_level), **note}


def _interval(ci: tuple[float, float] | None, level: float) -> Row:
    return {} if ci is None else {"ci_low": ci[0], "ci_high": ci[1], "ci_level": level}


def _place(source: Source) -> Row:
    return {"published_in": source.published_in, "seen_at": source.seen_at, "locator": source.locator,
            "source_kind": source.source_kind}  # fmt: skip
