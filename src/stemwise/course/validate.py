"""``python -m stemwise.course.validate``: every model against cohorts it was not built from, and what was never checked."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from stemwise.course.heldout import HeldOut, checks
from stemwise.course.library import models
from stemwise.course.series import NoEffect, no_effect
from stemwise.evidence import base

SERIES = (
    # (study, outcome, months, level, time since, observed of n or mean of n)
    ("koda-2024", "spinal-cord-injury", "uems", 12.0, "A", None),
    ("saitoh-2025", "cerebral-palsy", "gmfm-66", 12.0, "", None),
    ("petrou-2021", "multiple-sclerosis", "edss-improved", None, "progressive", None),
    ("mohyeddin-bonab-2012", "multiple-sclerosis", "edss-stable", 12.0, "progressive", None),
)
"""Uncontrolled series of the base, laid beside what they would have reported without an effect."""


def held_out() -> tuple[HeldOut, ...]:
    """All checks, in the order of the models."""
    return tuple(c for m in models() for c in checks(m))


def unchecked() -> tuple[str, ...]:
    """Models without a second cohort."""
    return tuple(m.id for m in models() if not checks(m))


def series() -> tuple[tuple[str, NoEffect], ...]:
    """The published series, with their own figures read from the base."""
    out = []
    for study_id, condition, outcome, months, level, since in SERIES:
        study = base().get(study_id)
        if study is None:
            continue
        result = next(
            (r for r in study.results if r.outcome == outcome and (months is None or r.months == months)), None
        )
        data = result.arms[0] if result is not None and result.arms else None
        observed = None if data is None else data.events if data.events is not None else data.mean
        if data is None or observed is None or data.n is None:
            continue
        at = months if months is not None else None
        found = no_effect(condition, outcome, data.n, at, level=level, time_since=since, observed=float(observed))
        out.append((study.label, found))
    return tuple(out)


def report() -> str:
    """The table as text."""
    rows = held_out()
    lines = ["Course models against cohorts they were not built from (90 % bands)", ""]
    lines.append(f"{'model':<32} {'cohort':<32} {'how':<9} {'printed':>8} {'predicted':>9}  band            inside")
    for c in rows:
        lines.append(
            f"{c.model[:32]:<32} {c.cohort.id[:32]:<32} {c.how:<9} {c.observed:>8.2f} {c.predicted:>9.2f}  "
            f"{c.band[0]:6.2f} to {c.band[1]:6.2f} {'yes' if c.inside else 'NO'}"
        )
    lines += ["", *(_coverage(rows, how) for how in ("held out", "left out"))]
    lines += ["", f"Unvalidated, no second cohort seen ({len(unchecked())} of {len(models())} models):"]
    lines += [f"  {m}" for m in unchecked()]
    lines += ["", "Published series without a comparison, beside what they would report if nothing worked"]
    lines += [f"  {label}: {s.words}{' (unvalidated model)' if s.unvalidated else ''}" for label, s in series()]
    return "\n".join(lines) + "\n"


def _coverage(rows: Sequence[HeldOut], how: str) -> str:
    some = [c for c in rows if c.how == how]
    return f"{how}: {sum(c.inside for c in some)} of {len(some)} cohorts inside the 90 % band"


if __name__ == "__main__":
    sys.stdout.write(report())
