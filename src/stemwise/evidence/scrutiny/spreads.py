"""Standard errors printed as standard deviations, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from stemwise.evidence.model import Result, Study
from stemwise.evidence.scrutiny.finding import Finding, Scale, Spread, spread

ID = "se-as-sd"
IMPLAUSIBLE = 2.0
"""A standardised difference beyond this is larger than nearly any treatment's; an SE taken for an SD at n = 20 makes
it 4.5 times what it is."""


def check(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Implausible standardised differences, SDs wider than the scale allows, SDs far apart within one outcome."""
    for row in study.results:
        spreads = [s for arm in row.arms if (s := spread(study, arm)) is not None]
        scale = scales.get(row.outcome)
        narrow = _too_narrow(spreads, scale) if row.kind == "final" else ""
        for what in filter(None, (_standardised(spreads), _too_wide(spreads, scale), narrow)):
            yield Finding(ID, study.id, row.key, what, study.file)
    yield from _over_time(study)


def _standardised(spreads: list[Spread]) -> str:
    if len(spreads) != 2:
        return ""
    a, b = spreads
    pooled = (((a.n - 1) * a.sd**2 + (b.n - 1) * b.sd**2) / (a.n + b.n - 2)) ** 0.5
    if pooled == 0:
        return "both spreads are 0"
    d = (a.mean - b.mean) / pooled
    if abs(d) <= IMPLAUSIBLE:
        return ""
    root = (a.n * b.n) ** 0.25
    hint = f"; {d / root:.1f} should the printed {a.from_} be an SE" if a.from_ == b.from_ == "SD" else ""
    return f"standardised difference {d:.1f} is implausible{hint}"


def _too_wide(spreads: list[Spread], scale: Scale | None) -> str:
    """No SD exceeds half the range by more than sqrt(n/(n-1)) (Popoviciu 1935)."""
    if scale is None or scale.range is None:
        return ""
    half = (scale.range[1] - scale.range[0]) / 2
    for s in spreads:
        if s.sd > 2 * half * (s.n / (s.n - 1)) ** 0.5:  # twice: a change can span the range both ways
            return f"SD {s.sd:.3g} (from {s.from_}) is wider than the scale {scale.range} allows"
    return ""


def _too_narrow(spreads: list[Spread], scale: Scale | None) -> str:
    """Patients of one study rarely stand within a twentieth of the scale of each other; their mean's SE does."""
    if scale is None or scale.range is None:
        return ""
    length = scale.range[1] - scale.range[0]
    for s in spreads:
        if s.from_ == "SD" and s.n >= 9 and 0 < s.sd < 0.05 * length and s.sd * s.n**0.5 < 0.5 * length:
            return f"SD {s.sd:.3g} is narrow for a scale of {length:g}; were it an SE, the SD is {s.sd * s.n**0.5:.3g}"
    return ""


def between(studies: Iterable[Study]) -> Iterator[Finding]:
    """An SD that is a third or less of what other studies of the outcome have, and fits them as an SE."""
    groups: dict[tuple[str, str], list[tuple[Study, Result, Spread]]] = {}
    for study in studies:
        for row in study.results:
            for arm in row.arms:
                s = spread(study, arm)
                if s is not None and s.sd > 0 and row.outcome != "other":
                    groups.setdefault((row.outcome, row.kind), []).append((study, row, s))
    for rows in groups.values():
        for study, row, s in rows:
            others = [o.sd for other, _, o in rows if other.id != study.id]
            if s.from_ != "SD" or s.n < 9 or len({other.id for other, _, _ in rows}) < 4:
                continue
            typical = median(others)
            if s.sd * 3 < typical and 0.5 < s.sd * s.n**0.5 / typical < 2:
                what = (
                    f"SD {s.sd:.3g}, other studies about {typical:.3g}: were it an SE, the SD is {s.sd * s.n**0.5:.3g}"
                )
                yield Finding(ID, study.id, row.key, what, study.file)


def _over_time(study: Study) -> Iterator[Finding]:
    """One outcome's SDs at several times should be alike; one that is smaller by sqrt(n) looks like an SE."""
    groups: dict[tuple[str, str, str], list[tuple[Result, Spread]]] = {}
    for row in study.results:
        for arm in row.arms:
            s = spread(study, arm)
            if s is not None and s.from_ == "SD" and s.sd > 0:
                groups.setdefault((row.outcome, row.kind, row.as_printed), []).append((row, s))
    for rows in groups.values():
        if len(rows) < 3:
            continue
        for row, s in rows:
            typical = median(o.sd for r, o in rows if o is not s)
            if s.sd * 3 < typical and 0.5 < s.sd * s.n**0.5 / typical < 2:
                what = f"SD {s.sd:.3g} stands among SDs of about {typical:.3g}: an SE would be {typical / s.n**0.5:.3g}"
                yield Finding(ID, study.id, row.key, what, study.file)
