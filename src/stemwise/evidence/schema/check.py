"""The schema run over a whole content: what is wrong, and what is left out because of it."""

from __future__ import annotations

import difflib
from typing import Any

from stemwise import content as content_index
from stemwise.content import Content, Problem
from stemwise.content.schema.fields import tables, texts
from stemwise.evidence.schema.named import strangers
from stemwise.evidence.schema.report import Record, Report, Terms
from stemwise.evidence.schema.specs import ENTRIES, EXPLAINED, FIGURE, SOURCE
from stemwise.evidence.schema.study import check_study


def compute(content: Content) -> Record:
    """Every schema problem of a content, as JSON values: ``problems``, ``refused``, ``left_out`` (see ``Found``)."""
    terms = known_terms(content)
    studies = {raw["id"] for raw in content.table("study")}
    sought, own = _sought(content), {raw["_file"] for raw in content.own("study")}
    problems: list[Problem] = []
    refused: list[str] = []
    left_out: dict[str, list[str]] = {}
    for kind in content_index.KINDS:
        for raw in content.table(kind):
            report = Report(raw["_file"], terms)
            if kind == "study":
                check_study(raw, report)
            else:
                check_entry(kind, raw, report)
            _included(raw, studies, report)
            if kind == "study" and raw["_file"] in own:
                _found_by(raw, sought, report)
            problems += report.problems
            if report.refused:
                refused.append(f"{kind} {raw['id']}")
            elif report.bad:
                left_out[raw["id"]] = sorted(report.bad)
    problems += strangers(content, refused)
    return {"problems": [p.as_row() for p in problems], "refused": refused, "left_out": left_out}


def _sought(content: Content) -> set[tuple[str, str]]:
    """Condition and id of every study that a search for any cells found."""
    searches = [raw for raw in content.own("search") if isinstance(raw.get("condition"), str) and not raw.get("cell")]
    return {(raw["condition"], x) for raw in searches if texts(raw.get("included")) is None for x in raw["included"]}


def _found_by(raw: Record, sought: set[tuple[str, str]], report: Report) -> None:
    """How a study of the base was found is on record: a search of its condition names it."""
    condition = raw.get("condition")
    if isinstance(condition, str) and not raw.get("draft") and (condition, raw["id"]) not in sought:
        remedy = f"add {raw['id']!r} to `included` of a search without `cell` in searches/{condition}.toml"
        report.add("id", f"no search of {condition} names it", remedy, "warning")


def _included(raw: Record, studies: set[str], report: Report) -> None:
    """The studies that a search, a pooled result, a shared control or an overlap names must be in the base."""
    rows = raw.get("pooled", []) if tables(raw.get("pooled")) is None else []
    lists = [(key, raw.get(key)) for key in ("included", "shares_control_with", "overlaps")]
    lists += [("study", [raw["study"]])] if "study" in raw else []
    lists += [(f"pooled[{i}].included", row.get("included")) for i, row in enumerate(rows)]
    for where, named in lists:
        for name in named if isinstance(named, list) else []:
            if isinstance(name, str) and name not in studies:
                report.add(f"{raw['id']}: {where}", f"{name!r} is no study here", near_study(name, studies), "warning")


def near_study(name: str, studies: set[str]) -> str:
    """A remedy that offers the nearest study ids."""
    close = difflib.get_close_matches(name, studies, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else "add the study's record, or name it in `note`"


def known_terms(content: Content) -> Terms:
    """Term ids by kind, from the content's own ``terms/``, else from the package's."""
    documents = content.documents("terms") or content_index.load().documents("terms")
    found: dict[str, set[str]] = {}
    for document in documents.values():
        for term in document.get("term", []):
            if isinstance(term, dict) and "id" in term:
                found.setdefault(str(term.get("kind", "")), set()).add(str(term["id"]))
    return {kind: frozenset(ids) for kind, ids in found.items()}


def check_entry(kind: str, raw: Record, report: Report) -> None:
    """A fact, link, harm, alternative, course, instrument or search."""
    spec = ENTRIES[kind]
    before = len(report.problems)
    report.fields(raw, spec)
    for i in range(before, len(report.problems)):
        problem = report.problems[i]
        where = f"{kind} {raw['id']}: {problem.field}"
        report.problems[i] = Problem(problem.file, where, problem.what, problem.remedy, problem.severity)
    name = f"{kind} {raw['id']}"
    events, n = raw.get("events"), raw.get("n")
    if isinstance(events, int) and isinstance(n, int) and events > n:
        report.add(f"{name}: events", f"{events} events in {n} people", "see the source again")
    for i, row in enumerate(raw["explained"] if tables(raw.get("explained")) is None else []):
        report.fields(row, EXPLAINED, f"{name}: explained[{i}]")
    value, ci = raw.get("value"), raw.get("ci", [])
    if _is_number(value) and _is_interval(ci) and not ci[0] <= value <= ci[1]:
        what = f"{ci} does not contain {value}"
        report.add(f"{name}: ci", what, "see the source again; explain in `note`", "warning")
    if kind == "alternative" and tables(raw.get("pooled")) is None:
        for i, row in enumerate(raw["pooled"]):
            report.fields(row, FIGURE, f"{name}: pooled[{i}]")
    for key in ("sources", "mcid", "error"):
        rows = raw.get(key, [])
        if key not in raw or tables(rows) is not None:
            continue
        if not rows and key == "sources":
            report.add(f"{name}: sources", "empty (no source, no value)", "add where it was seen")
        for i, row in enumerate(rows):
            # an MCID or an error carries its source in a table `source`, or flat beside its value
            where = row if key == "sources" else row.get("source", {k: v for k, v in row.items() if k in SOURCE.keys})
            report.fields(where if isinstance(where, dict) else {}, SOURCE, f"{name}: {key}[{i}]")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_interval(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_number(v) for v in value)
