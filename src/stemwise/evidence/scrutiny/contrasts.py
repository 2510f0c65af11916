"""A printed contrast against the arms it compares: wrong sign, wrong arms, wrong counts."""

from __future__ import annotations

from collections.abc import Iterator

from stemwise.evidence.model import ArmData, Contrast, Result, Study
from stemwise.evidence.scrutiny.finding import Finding, Scale, arm_n, decimals, spread

ID = "contrast"


def check(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Contrasts whose two arms are also printed. An adjusted one may differ in size, hardly in direction."""
    for row in study.results:
        contrast = row.contrast
        if contrast is None or contrast.value is None or len(contrast.arms) != 2:
            continue
        first, second = row.arm(contrast.arms[0]), row.arm(contrast.arms[1])
        if first is None or second is None:
            continue
        found = _recomputed(study, row, contrast, first, second)
        if found is None:
            continue
        value, room = found
        far = abs(contrast.value - value) > room
        if not far or (contrast.adjusted and not _opposite(contrast, value)):
            continue
        what = f"printed {contrast.measure} {contrast.value:g}, the arms give {value:.3g}"
        yield Finding(ID, study.id, row.key, what, study.file)


def _recomputed(
    study: Study, row: Result, contrast: Contrast, first: ArmData, second: ArmData
) -> tuple[float, float] | None:
    """The contrast from the arms, and how far rounding may move it."""
    printed = contrast.value or 0.0
    if contrast.measure == "MD" and first.mean is not None and second.mean is not None:
        unit = 10.0 ** -min(decimals(first.mean, second.mean), decimals(printed))
        return first.mean - second.mean, 1.5 * unit
    if contrast.measure == "SMD" and (a := spread(study, first)) and (b := spread(study, second)):
        pooled = (((a.n - 1) * a.sd**2 + (b.n - 1) * b.sd**2) / (a.n + b.n - 2)) ** 0.5
        return ((a.mean - b.mean) / pooled, 0.1 + 10.0 ** -decimals(printed)) if pooled else None
    n1, n2 = arm_n(study, first), arm_n(study, second)
    if first.events is None or second.events is None or not n1 or not n2:
        return None
    unit = 10.0 ** -decimals(printed)
    p1, p2 = first.events / n1, second.events / n2
    if contrast.measure == "RD":
        whole = 100.0 if abs(printed) > 1 else 1.0
        return whole * (p1 - p2), unit
    if contrast.measure == "RR" and p2 > 0:
        return p1 / p2, max(unit, 0.05 * printed)
    if contrast.measure == "OR" and 0 < p2 < 1 and p1 < 1:
        return p1 / (1 - p1) / (p2 / (1 - p2)), max(unit, 0.05 * printed)
    return None


def _opposite(contrast: Contrast, value: float) -> bool:
    """Whether printed and recomputed lie on different sides of no effect, with the interval excluding no effect."""
    null = 1.0 if contrast.measure in ("RR", "OR") else 0.0
    printed = contrast.value if contrast.value is not None else null
    excludes = contrast.ci is not None and not contrast.ci[0] <= null <= contrast.ci[1]
    return excludes and (printed - null) * (value - null) < 0
