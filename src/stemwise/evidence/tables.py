"""The base as tables: characteristics, risk of bias, results; as text or CSV."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from stemwise.evidence.model import DOMAINS, Arm, ArmData, Contrast, Interval, PooledResult, Result, Study

PARTS = ("characteristics", "bias", "results")
JUDGED = {"low": "low", "some": "some", "high": "HIGH", "not-seen": "?"}


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of texts; ``widths`` caps each column in characters when shown as text."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    def as_text(self) -> str:
        """Columns side by side, long cells wrapped."""
        if not self.rows:
            return f"{self.title}\n(none)"
        wide = [min(cap, max(len(row[i]) for row in (self.header, *self.rows))) for i, cap in enumerate(self.widths)]
        lines = [self.title, *_wrapped(self.header, wide), "  ".join("-" * w for w in wide)]
        for row in self.rows:
            lines += _wrapped(row, wide)
        return "\n".join(lines)

    def as_csv(self) -> str:
        """RFC 4180, one header line; a cell that a spreadsheet would run as a formula is disarmed."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows([f"'{cell}" if cell[:1] in ("=", "+", "@") else cell for cell in row] for row in self.rows)
        return out.getvalue()


def _wrapped(row: tuple[str, ...], wide: list[int]) -> list[str]:
    cells = [textwrap.wrap(cell, w) or [""] for cell, w in zip(row, wide, strict=True)]
    height = max(map(len, cells))
    padded = [cell + [""] * (height - len(cell)) for cell in cells]
    return ["  ".join(cell[i].ljust(w) for cell, w in zip(padded, wide, strict=True)).rstrip() for i in range(height)]


def characteristics(studies: Iterable[Study]) -> Table:
    """Who was studied, what was given, what the control got."""
    header = ("study", "design", "n", "population", "age (years)", "severity", "cells", "route", "dose", "control")
    rows = tuple(
        (
            s.id, s.design, number(s.n), s.population.description, _ages(s), s.population.severity, ", ".join(s.cells),
            ", ".join(s.routes), "; ".join(a.dose_text for a in s.treatment_arms if a.dose_text), _controls(s),
        )
        for s in studies
    )  # fmt: skip
    return Table("Characteristics", header, rows, (20, 13, 5, 26, 11, 14, 12, 14, 28, 14))


def bias(studies: Iterable[Study]) -> Table:
    """Risk of bias by domain, masking and the contrast, for the designs with a comparison group."""
    header = ("study", *DOMAINS, "masked", "clean contrast")
    rows = tuple(
        (s.id, *(JUDGED[s.bias_of(d).judgement] for d in DOMAINS), _masked(s), "yes" if s.clean_contrast else "no")
        for s in studies
        if s.controlled
    )
    return Table("Risk of bias (low, some, HIGH; ? = not seen)", header, rows, (24, 13, 10, 8, 11, 9, 34, 14))


def results(studies: Iterable[Study]) -> Table:
    """Every result as printed, with the place of it."""
    header = ("study", "outcome", "months", "kind", "arms", "contrast", "p", "locator", "seen_at")
    rows: list[tuple[str, ...]] = []
    for s in studies:
        for r in s.results:
            arms = "; ".join(f"{a.arm}: {arm_text(a)}" for a in r.arms)
            rows.append((s.id, r.outcome, number(r.months), r.kind, arms, contrast_text(r.contrast), r.p,
                         r.source.locator, r.source.seen_at))  # fmt: skip
        for p in s.pooled:
            name = f"pooled {p.subgroup}".strip()
            rows.append((s.id, p.outcome, number(p.months), name, "", pooled_text(p), p.p,
                         p.source.locator, p.source.seen_at))  # fmt: skip
    return Table("Results, as printed", header, tuple(rows), (20, 18, 6, 10, 44, 26, 8, 14, 40))


def number(value: float | None) -> str:
    """A number as short as it goes; empty where there is none."""
    return "" if value is None else f"{value:.10g}"


def interval(ci: Interval | None, level: float = 0.95) -> str:
    """`` (95% CI 0.5 to 5.9)``, or nothing."""
    return f" ({level:.0%} CI {number(ci[0])} to {number(ci[1])})" if ci is not None else ""


def arm_text(a: ArmData) -> str:
    """What is printed of an arm, in one phrase."""
    parts = []
    if a.mean is not None:
        spread = f" (SD {number(a.sd)})" if a.sd is not None else f" (SE {number(a.se)})" if a.se is not None else ""
        parts.append(f"{number(a.mean)}{spread}{interval(a.ci, a.ci_level)}")
    if a.median is not None:
        quartiles = f" [{number(a.q1)}, {number(a.q3)}]" if a.q1 is not None or a.q3 is not None else ""
        parts.append(f"median {number(a.median)}{quartiles}")
    if a.min is not None or a.max is not None:
        parts.append(f"range {number(a.min)} to {number(a.max)}")
    if a.baseline_mean is not None:
        parts.append(f"from {number(a.baseline_mean)}")
    if a.events is not None:
        parts.append(f"{a.events} of {number(a.n) or '?'}")
    elif a.n is not None:
        parts.append(f"n {a.n}")
    if a.rate is not None:
        parts.insert(0, f"rate {number(a.rate)}{interval(a.ci, a.ci_level) if a.mean is None else ''}")
    return ", ".join(parts) or "no number seen"


def contrast_text(c: Contrast | None) -> str:
    """A printed contrast in one phrase."""
    if c is None:
        return ""
    adjusted = ", adjusted" if c.adjusted else ""
    if c.value is None:
        return f"p {c.p}{adjusted}" if c.p else ""
    return f"{c.measure} {number(c.value)}{interval(c.ci, c.level)}{f', p {c.p}' if c.p else ''}{adjusted}"


def pooled_text(p: PooledResult) -> str:
    """A pooled result in one phrase."""
    value = f"{p.measure} {number(p.value)}{interval(p.ci, p.level)}" if p.value is not None else p.measure
    counts = [f"{name} {number(v)}" for name, v in (("k", p.k), ("n", p.n)) if v is not None]
    return ", ".join([value, *counts, *([f"I2 {number(p.i2)}%"] if p.i2 is not None else [])])


def result_lines(r: Result) -> list[str]:
    """A result on a few lines: what, by arm, contrast, place."""
    when = f"{number(r.months)} months" if r.months is not None else "time not seen"
    since = f" from {r.months_from}" if r.months_from and r.months_from != "not-seen" else ""
    head = f"{r.outcome}, {when}{since}, {r.kind}{', primary' if r.primary else ''}{f', p {r.p}' if r.p else ''}"
    body = [f"  {a.arm}: {arm_text(a)}" for a in r.arms]
    if r.contrast is not None:
        body.append(f"  {' v '.join(r.contrast.arms) or 'contrast'}: {contrast_text(r.contrast)}")
    for name, text in (("note", r.note), ("corrected", r.corrected), ("never pooled", r.use_why)):
        if text:
            body.append(f"  {name}: {text}")
    return [head, *body, f"  {r.source.locator}, {r.source.source_kind}, {r.source.seen_at}"]


def _ages(s: Study) -> str:
    p = s.population
    span = f"{number(p.age_min)}-{number(p.age_max)}" if p.age_min is not None or p.age_max is not None else ""
    return " ".join(filter(None, (span, f"mean {number(p.age_mean)}" if p.age_mean is not None else "")))


def _controls(s: Study) -> str:
    def name(arm: Arm) -> str:
        return arm.control or arm.label

    return ", ".join(dict.fromkeys(name(a) for a in s.control_arms))


def _masked(s: Study) -> str:
    who = ("participants", "providers", "assessors")
    yes = [name for name in who if getattr(s.masking, name) == "yes"]
    unseen = all(getattr(s.masking, name) == "not-seen" for name in who)
    return ", ".join(yes) or ("?" if unseen else "no one")
