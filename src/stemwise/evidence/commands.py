"""What ``stemwise evidence ...`` prints: functions from a library to text."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from stemwise import content
from stemwise.content import Problem
from stemwise.errors import InputError
from stemwise.evidence import tables
from stemwise.evidence.library import Library
from stemwise.evidence.model import ArmData, HarmRow, PooledResult, Result, Source, Study
from stemwise.evidence.scrutiny import Finding, findings

Format = Literal["text", "json", "csv"]


def list_studies(library: Library, format: Format = "text", condition: str = "") -> str:
    """``evidence list``: all studies (or a condition's), one line each; or JSON, an array with one object per study.

    Raises
    ------
    InputError
        When no study has the condition.
    """
    studies = _of(library, condition) if condition else library.studies(drafts=True)
    if format == "json":
        return json.dumps([as_json(s) for s in studies], ensure_ascii=False, indent=1)
    header = ("id", "year", "condition", "design", "n", "cells", "results", "primary result")
    rows = tuple(
        (s.id, tables.number(s.year), s.condition, s.design, tables.number(s.n), ", ".join(s.cells),
         str(len(s.results) + len(s.pooled)), "draft" if s.draft else s.primary_result)
        for s in studies
    )  # fmt: skip
    title = f"{len(rows)} studies; evidence of {library.evidence_date or 'unknown date'}, {library.evidence_hash}"
    table = tables.Table(title, header, rows, (30, 4, 22, 13, 6, 20, 7, 14))
    return table.as_text()


def as_json(s: Study) -> dict[str, Any]:
    """One study for ``evidence list --format json``. ``None``: not printed or not seen. Numbers are as printed."""
    return {
        "id": s.id, "label": s.label, "year": s.year, "doi": s.citation.doi or None, "pmid": s.citation.pmid or None,
        "pmcid": s.citation.pmcid or None, "nct": s.citation.nct or None, "registry": list(s.citation.registry),
        "condition": s.condition, "design": s.design, "n": s.n, "cells": list(s.cells), "routes": list(s.routes),
        "unreported": s.unreported, "draft": s.draft, "primary_result": s.primary_result or None,
        "results": [_result(s, r) for r in s.results] + [_pooled(s, p) for p in s.pooled],
        "harms": [_harm(s, h) for h in s.harms],
    }  # fmt: skip


def _place(source: Source) -> dict[str, Any]:
    return {"published_in": source.published_in, "seen_at": source.seen_at, "locator": source.locator,
            "source_kind": source.source_kind}  # fmt: skip


def _arms(s: Study, arms: tuple[ArmData, ...]) -> list[dict[str, Any]]:
    rows = []
    for data in arms:
        arm = s.arm(data.arm)
        always = {name: getattr(data, name) for name in ("mean", "sd", "se", "n", "events")}
        rest = ("ci", "median", "q1", "q3", "min", "max", "rate", "baseline_mean", "baseline_sd")
        more = {name: v for name in rest if (v := getattr(data, name)) is not None}
        rows.append({"arm": data.arm, "role": arm.role if arm else None, "cell": (arm.cell or None) if arm else None,
                     **always, **more})  # fmt: skip
    return rows


def _result(s: Study, r: Result) -> dict[str, Any]:
    contrast = asdict(r.contrast) if r.contrast is not None else None
    measure = r.contrast.measure if r.contrast is not None and r.contrast.value is not None else r.kind
    return {"key": r.key, "outcome": r.outcome, "as_printed": r.as_printed, "months": r.months,
            "months_from": r.months_from or None, "measure": measure,
            "kind": r.kind, "primary": r.primary, "p": r.p or None, "arms": _arms(s, r.arms), "contrast": contrast,
            **_place(r.source)}  # fmt: skip


def _pooled(s: Study, p: PooledResult) -> dict[str, Any]:
    return {"key": p.key, "outcome": p.outcome, "as_printed": p.as_printed, "months": p.months, "measure": p.measure,
            "kind": "pooled", "subgroup": p.subgroup or None, "value": p.value, "ci": p.ci, "level": p.level, "k": p.k,
            "n": p.n, "i2": p.i2, "p": p.p or None, "arms": _arms(s, p.arms), **_place(p.source)}  # fmt: skip


def _harm(s: Study, h: HarmRow) -> dict[str, Any]:
    return {"key": h.key, "harm": h.harm, "as_printed": h.as_printed, "serious": h.serious, "p": h.p or None,
            "arms": _arms(s, h.arms), **_place(h.source)}  # fmt: skip


def show(library: Library, study_id: str, format: Format = "text") -> str:
    """``evidence show``: one study, by id or identifier, with the place of every number.

    Raises
    ------
    InputError
        When there is no such study.
    """
    s = library.study(study_id)
    if format == "json":
        return json.dumps(asdict(s), ensure_ascii=False, indent=1)
    lines = [f"{s.label} ({s.id}): {s.design}, {s.condition}{', DRAFT' if s.draft else ''}"]
    lines += [s.citation.title, " ".join(filter(None, (s.citation.journal, tables.number(s.year))))]
    lines += [f"{', '.join(s.identifiers) or 'no identifier seen'}; {s.citation.seen_at}", "", *_para(s.summary)]
    lines += _para(f"Primary comparison: {s.primary_result}. {s.primary_note}")
    if s.controlled and not s.clean_contrast:
        lines += _para(f"No clean contrast: {s.contrast_note}")
    lines += ["", tables.characteristics([s]).as_text(), "", tables.bias([s]).as_text() if s.controlled else "", ""]
    for arm in s.arms:
        lines.append(f"Arm {arm.id} ({arm.role}): {arm.label}, n {tables.number(arm.n) or 'not seen'}")
    for r in s.results:
        lines += ["", *tables.result_lines(r)]
    for p in s.pooled:
        head = f"{p.outcome} {p.subgroup}, {tables.number(p.months) or '?'} months: {tables.pooled_text(p)}"
        lines += ["", head, *([f"  never pooled: {p.use_why}"] if p.use_why else [])]
        lines += [f"  {p.source.locator}, {p.source.source_kind}, {p.source.seen_at}"]
    if s.harms:
        lines += ["", "Harms"]
    for h in s.harms:
        arms = "; ".join(f"{a.arm} {tables.arm_text(a)}" for a in h.arms)
        lines.append(f"  {h.harm} ({h.as_printed}): {arms or 'no counts seen'} [{h.source.locator}]")
    if s.not_seen:
        lines += ["", *_para(f"Not seen: {'; '.join(s.not_seen)}")]
    lines += [f"Extracted {s.extraction.first or '?'}; second extraction {s.extraction.second or 'not yet'}"]
    lines += [f"Read differently: {line}" for line in s.extraction.differences]
    lines += [f"Not confirmed: {line}" for line in s.extraction.not_confirmed]
    lines += [f"Explained: {e.check} {e.result}: {e.why}" for e in s.explained]
    return "\n".join(lines)


def _para(text: str) -> list[str]:
    return textwrap.wrap(text, 110)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What ``evidence check`` found; ``ok`` when nothing is open."""

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...] = ()
    explained: tuple[Finding, ...] = ()
    replaced: tuple[str, ...] = ()
    studies: int = 0
    program: bool = False
    """The problems are of the program's own content: without it no record can be looked at."""

    @property
    def ok(self) -> bool:
        return not self.problems and not self.findings

    def as_text(self) -> str:
        lines = [f"{p.severity}: {p}" for p in self.problems]
        if self.program:
            told = (
                f"{len(self.problems)} problems in the program's own content: mend them first, no record was looked at"
            )
            return "\n".join([*lines, told])
        lines += [f"finding: {f.file}: {f.result}: {f.check}: {f.what}" for f in self.findings]
        lines += [f"replaces the base's {name}" for name in self.replaced]
        open_ = f"{len(self.problems)} problems, {len(self.findings)} open findings"
        lines.append(f"{self.studies} studies checked: {open_}, {len(self.explained)} explained findings")
        if self.findings:
            lines.append(
                "see the source again; if the record is right, explain the finding in it: docs/evidence-check.md"
            )
        return "\n".join(lines)


def check(folder: str | Path | None = None, *, data: str | Path | None = None) -> CheckReport:
    """``evidence check [DIR]``: schema and scrutiny over the base; with a folder, over that folder's files only.

    The program's own content (terms, cues, rules ...) comes first, whatever is checked.

    Raises
    ------
    InputError
        When the folder does not exist or holds no TOML file.
    """
    program = content.load(data=data, checked=False)
    if broken := program.program_problems(anew=True):
        return CheckReport(broken, program=True)
    library = Library.load(folder, data=data)
    prefix = f"{Path(folder)}/" if folder is not None else ""
    found = [f for f in findings(library) if f.file.startswith(prefix)]
    return CheckReport(
        problems=tuple(p for p in library.problems if p.file.startswith(prefix)),
        findings=tuple(f for f in found if not f.explained),
        explained=tuple(f for f in found if f.explained),
        replaced=library.replaced,
        studies=sum(s.file.startswith(prefix) for s in library.studies(drafts=True)),
    )


def table(library: Library, condition: str, part: str = "all", format: Format = "text") -> str:
    """``evidence table CONDITION``: characteristics, risk of bias, results. CSV holds one part: ``results`` by default.

    Raises
    ------
    InputError
        When no study has the condition, or there is no such part.
    """
    studies = _of(library, condition)
    make = {"characteristics": tables.characteristics, "bias": tables.bias, "results": tables.results}
    if part not in ("all", *make):
        raise InputError(f"no part {part!r} of the table", f"choose all, {', '.join(make)}")
    if format == "csv":
        return make["results" if part == "all" else part](studies).as_csv()
    return "\n\n".join(f(studies).as_text() for name, f in make.items() if part in ("all", name))


def _of(library: Library, condition: str) -> tuple[Study, ...]:
    found = library.studies(condition, drafts=True)
    if not found:
        import difflib

        known = sorted({s.condition for s in library.studies(drafts=True)})
        near = difflib.get_close_matches(condition, known, n=2, cutoff=0.6) or known
        raise InputError(f"no study of {condition!r}", f"choose {' or '.join(near)}")
    return found
