"""Printed p-values against those recomputed from the printed means or counts."""

from __future__ import annotations

from collections.abc import Iterator

from stemwise.evidence.model import ArmData, Study
from stemwise.evidence.scrutiny.finding import (
    Finding,
    Pair,
    PrintedP,
    Scale,
    Spread,
    arm_n,
    half_unit,
    pairs,
    printed_p,
    spread,
)
from stemwise.evidence.scrutiny.statistics import chi_squared, fisher, mid_p, student_and_welch, z_of

ID = "p-value"
ROOM = 0.5
"""Allowed distance in normal deviates. Rank tests and covariate adjustment move p by about this much on sound data;
an exchanged SE and SD moves it by several."""

EXACT = 5_000
"""People up to which exact tests of counts are worth their time; trials of cells have hundreds."""


def check(study: Study, scales: dict[str, Scale]) -> Iterator[Finding]:
    """Each pair of arms with a printed p."""
    for row in study.rows:
        for pair in pairs(row):
            printed = printed_p(pair.p)
            what = printed and (_means(study, pair, printed) or _counts(study, pair, printed))
            if what:
                yield Finding(ID, study.id, row.key, what, study.file)


def _gap(printed: PrintedP, low: float, high: float) -> float:
    """Distance in normal deviates between what was printed and the recomputed range; 0 where they meet."""
    return max(z_of(printed.high) - z_of(low), z_of(high) - z_of(printed.low), 0.0)


def _range(a: Spread, b: Spread, sd1: float, sd2: float, room: float) -> tuple[float, float]:
    """Least and largest p of Student's and Welch's test with the means moved by their rounding error."""
    toward = room if a.mean > b.mean else -room
    found = [
        p
        for shift in (-toward, 0.0, toward)
        for p in student_and_welch(a.mean + shift, sd1, a.n, b.mean - shift, sd2, b.n)
    ]
    return min(found), max(found)


def _means(study: Study, pair: Pair, printed: PrintedP) -> str:
    first, second = spread(study, pair.first), spread(study, pair.second)
    if first is None or second is None:
        return ""
    room = half_unit(first.mean, second.mean)
    low, high = _range(first, second, first.sd, second.sd, room)
    if _gap(printed, low, high) <= ROOM:
        return ""
    what = f"printed p {printed.text}, recomputed {_shown(low, high)} (t-test)"
    if first.from_ == second.from_ == "SD":
        other = _range(first, second, first.sd * first.n**0.5, second.sd * second.n**0.5, room)
        hint = "the printed SD be an SE"
    elif first.from_ == second.from_ == "SE":
        other = _range(first, second, first.se, second.se, room)
        hint = "the printed SE be an SD"
    else:
        return what
    if _gap(printed, *other) <= ROOM / 2:
        what += f"; it would be {_shown(*other)} should {hint}"
    return what


def _counts(study: Study, pair: Pair, printed: PrintedP) -> str:
    first, second = _cell(study, pair.first), _cell(study, pair.second)
    if first is None or second is None:
        return ""
    (a, n1), (c, n2) = first, second
    found = [chi_squared(a, n1, c, n2), chi_squared(a, n1, c, n2, corrected=True)]
    if n1 + n2 <= EXACT:
        found += [fisher(a, n1, c, n2), mid_p(a, n1, c, n2)]
    low, high = min(found), max(found)
    if _gap(printed, low, high) <= ROOM / 2:  # counts leave no room for the choice of a model
        return ""
    one_sided = ", as for a one-sided test" if _gap(printed, low / 2, high / 2) <= 0.05 else ""
    return f"printed p {printed.text}, recomputed {_shown(low, high)} from {a}/{n1} v {c}/{n2}{one_sided}"


def _cell(study: Study, arm: ArmData) -> tuple[int, int] | None:
    n = arm_n(study, arm)
    return (arm.events, n) if arm.events is not None and n and arm.events <= n else None


def _shown(low: float, high: float) -> str:
    a, b = f"{low:.2g}", f"{high:.2g}"
    return a if a == b else f"{a} to {b}"
