"""The schema of a study record: its tables, and what its values must be to each other."""

from __future__ import annotations

from typing import Any

from stemwise.content.schema.fields import number, table, tables
from stemwise.evidence.build import harm_keys, pooled_keys, result_keys
from stemwise.evidence.model import CONTROLLED
from stemwise.evidence.schema import specs
from stemwise.evidence.schema.report import Report

Record = dict[str, Any]


def check_study(raw: Record, report: Report) -> None:
    """Report everything that is wrong with one study record."""
    report.fields(raw, specs.STUDY)
    if report.has_errors():
        return
    for key, spec in (("citation", specs.CITATION), ("masking", specs.MASKING), ("population", specs.POPULATION)):
        report.fields(raw.get(key, {}), spec, key)
    report.fields(raw["extraction"], specs.EXTRACTION, "extraction")
    for i, row in enumerate(raw.get("explained", [])):
        report.fields(row, specs.EXPLAINED, f"explained[{i}]")
    for i, arm in enumerate(raw.get("arms", [])):
        report.fields(arm, specs.ARM, f"arms[{i}]")
    _bias(raw.get("bias", {}), report)
    _whole(raw, report)
    if report.has_errors():
        return
    for name, keys, spec in (
        ("results", result_keys(raw), specs.RESULT),
        ("harms", harm_keys(raw), specs.HARM),
        ("pooled", pooled_keys(raw), specs.POOLED),
    ):
        for i, (row, key) in enumerate(zip(raw.get(name, []), keys, strict=True)):
            report.row = key
            _row(row, spec, raw, f"{name}[{i}] {key}", report)
    report.row = ""


def _bias(bias: Record, report: Report) -> None:
    report.fields(bias, specs.BIAS, "bias")
    for domain, row in bias.items():
        if domain in specs.BIAS.keys and table(row) is None:
            report.fields(row, specs.BIAS_DOMAIN, f"bias.{domain}")
            if row.get("judgement") not in ("not-seen", None):
                for key in ("support", "seen_at", "locator"):
                    if not row.get(key):
                        remedy = 'say what supports the judgement and where, or judge "not-seen"'
                        report.add(f"bias.{domain}.{key}", "missing", remedy, "warning")


def _whole(raw: Record, report: Report) -> None:
    """What the record as a whole owes: its file name, its arms, its contrast, the place of its numbers."""
    path = raw["_file"].split("/")
    if path[-1].removesuffix(".toml") != raw["id"]:
        report.add("id", f"{raw['id']!r} is not the file's name", f"name the file {raw['id']}.toml", "warning")
    ids = [arm.get("id") for arm in raw.get("arms", [])]
    for arm_id in {i for i in ids if ids.count(i) > 1}:
        report.add("arms", f"the arm id {arm_id!r} is used twice", "give each arm its own id")
    if raw["design"] in CONTROLLED:
        if len(ids) < 2:
            what = "a controlled design with fewer than two arms"
            report.add("arms", what, "add the arms, or mend `design`", "warning")
        if "clean_contrast" not in raw:
            report.add("clean_contrast", "missing", "say whether the arms differ in the cells alone", "warning")
        elif not raw["clean_contrast"] and not raw.get("contrast_note"):
            report.add("contrast_note", "missing", "say why the contrast is not clean", "warning")
    population = raw.get("population", {})
    if set(population) - {"description", "seen_at", "locator", "note"}:
        for key in ("locator", "seen_at"):
            if not population.get(key):
                report.add(f"population.{key}", "missing (no source, no value)", "fill it from the source", "warning")
    ages = [population[k] for k in ("age_min", "age_mean", "age_max") if number(population.get(k)) is None]
    if ages != sorted(ages):
        report.add("population", f"ages {ages} are out of order", "see the source again", "warning")


def _row(row: Record, spec: specs.Spec, study: Record, where: str, report: Report) -> None:
    report.fields(row, spec, where)
    arms = row.get("arms", [])
    if tables(arms) is None:
        known = {arm.get("id") for arm in study.get("arms", [])}
        for i, arm in enumerate(arms):
            report.fields(arm, specs.ARM_DATA, f"{where}.arms[{i}]")
            name = arm.get("arm")
            if known and isinstance(name, str) and name not in known:
                remedy = f"use one of {', '.join(sorted(map(str, known)))}"
                report.add(f"{where}.arms[{i}].arm", f"{name!r} is no arm of this study", remedy)
            _impossible(arm, f"{where}.arms[{i}]", report)
        names = [arm.get("arm") for arm in arms]
        if len(names) != len(set(map(str, names))):
            report.add(f"{where}.arms", "an arm stands twice", "one entry per arm; another subgroup is another result")
    if row.get("source_kind") == "press" and (arms or "contrast" in row or "value" in row):
        report.add(f"{where}.source_kind", "press never carries numbers", "find the publication or the registry entry")
    if (row.get("use") is False) != bool(row.get("use_why")):
        what = "`use = false` and `use_why` belong together"
        report.add(f"{where}.use_why", what, "write both or neither", "warning")
    contrast = row.get("contrast")
    if contrast is not None and table(contrast) is None:
        report.fields(contrast, specs.CONTRAST, f"{where}.contrast")
    if not (arms or contrast or row.get("p") or row.get("note") or spec is specs.POOLED):
        report.add(where, "holds no value", "add arms or a contrast, or move it to `not_seen`", "warning")


def _impossible(arm: Record, where: str, report: Report) -> None:
    """Values that cannot be true of one arm."""
    events, n = arm.get("events"), arm.get("n")
    if isinstance(events, int) and isinstance(n, int) and events > n:
        report.add(f"{where}.events", f"{events} events in {n} people", "see the source again")
    for low, high in (("min", "q1"), ("q1", "median"), ("median", "q3"), ("q3", "max"), ("min", "max")):
        a, b = arm.get(low), arm.get(high)
        if isinstance(a, int | float) and isinstance(b, int | float) and a > b:
            report.add(f"{where}.{high}", f"{high} {b} is below {low} {a}", "see the source again")
