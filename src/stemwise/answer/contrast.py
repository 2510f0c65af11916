"""From what a study printed to one effect with its variance. Conversion is code, never hand arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stemwise.answer import people
from stemwise.answer.masking import masked
from stemwise.answer.model import Contribution
from stemwise.evidence.model import Arm, ArmData, Contrast, Result, Study
from stemwise.synthesis.dist import z_quantile

LEVEL = 0.95
Z95 = 1.959963984540054
RATIOS = ("RR", "OR")
Effect = tuple[float, float, tuple[str, ...]]
"""yi, vi, and what was converted on the way."""


def contribution(study: Study, result: Result, measure: str, wanted: Callable[[Arm], bool]) -> Contribution | None:
    """The study's one contrast of ``result`` on the scale of ``measure`` (MD, SMD, RR, OR), or ``None`` without numbers.

    Treatment arms that are ``wanted`` are combined into one (Cochrane Handbook 6.5.2.10), so that no control is counted
    twice; a contrast that is all the source prints is taken as it is.
    """
    arms = [a for a in study.treatment_arms if wanted(a)]
    treated = [(a, d) for a in arms if (d := result.arm(a.id)) is not None]
    control = next((d for a in study.control_arms if (d := result.arm(a.id)) is not None), None)
    if not treated or control is None:
        return _printed_contrast(study, result, measure, arms) if result.contrast is not None else None
    data = [completed(a, d) for a, d in treated]
    control = completed(next(a for a in study.control_arms if a.id == control.arm), control)
    effect = _counts(data, control) if measure == "RR" else None if measure == "OR" else _means(measure, data, control)
    if effect is None:
        return _printed_contrast(study, result, measure, arms) if result.contrast is not None else None
    if any(d.n is None for _, d in treated):
        effect = (*effect[:2], (*effect[2], "size of the arm as randomised, not of this result"))
    raw = f"{' + '.join(map(_printed, data))} v {_printed(control)}"
    sizes = sum(d.n or 0 for d in data), control.n or 0
    row = _row(study, result, [a for a, _ in treated], effect, measure, sizes, raw)
    return replace(
        row, printed=_as_printed(result, measure), exact_p=_exact(data, control) if measure == "RR" else None
    )


def _as_printed(result: Result, measure: str) -> str:
    """The source's own contrast, where it is adjusted and ours is reckoned from the groups."""
    c = result.contrast
    if c is None or not c.adjusted or c.measure != measure or c.value is None or c.ci is None:
        return ""
    return _interval(c)


def _interval(c: Contrast) -> str:
    assert c.value is not None
    assert c.ci is not None
    level = "" if c.level == LEVEL else f", {100 * c.level:g} % interval"
    return f"{c.value:g} ({c.ci[0]:g} to {c.ci[1]:g}{level})"


def _exact(treated: list[ArmData], control: ArmData) -> float:
    """The p of Fisher's exact test, two-sided: the sum over all tables that are no more likely than the one seen."""
    a, n1 = sum(d.events or 0 for d in treated), sum(d.n or 0 for d in treated)
    n2, events = control.n or 0, a + (control.events or 0)
    ways = {x: math.comb(n1, x) * math.comb(n2, events - x) for x in range(max(0, events - n2), min(n1, events) + 1)}
    return sum(w for w in ways.values() if w <= ways[a]) / sum(ways.values())


def averaged(rows: list[Contribution]) -> list[Contribution]:
    """Contrasts of one trial's arms with one control group count once: their mean, with the covariance of shared controls."""
    if len(rows) < 2:
        return rows
    first, m = rows[0], len(rows)
    pairs = sum(math.sqrt(a.vi * b.vi) for i, a in enumerate(rows) for b in rows[:i])
    yi, vi = sum(r.yi for r in rows) / m, (sum(r.vi for r in rows) + 2 * SHARED * pairs) / m**2
    note = f"{m} groups were compared with one control group, and their results averaged"
    return [
        replace(
            first, yi=yi, vi=vi, **_shown(yi, vi, first),
            n_treated=sum(r.n_treated for r in rows), cell=_joined(r.cell for r in rows),
            route=_joined(r.route for r in rows), donor=_joined(r.donor for r in rows), given=_joined(r.given for r in rows),
            raw="; ".join(r.raw for r in rows), notes=(*dict.fromkeys(n for r in rows for n in r.notes), note),
        )
    ]  # fmt: skip


def _shown(yi: float, vi: float, like: Contribution) -> dict[str, Any]:
    """An effect with its interval on the scale that people read."""
    half = Z95 * math.sqrt(vi)
    show = math.exp if abs(like.shown - like.yi) > 1e-12 else float
    return {"shown": show(yi), "ci": (show(yi - half), show(yi + half))}


SHARED = 0.5
"""Correlation of two contrasts with one control group of the same size and spread (Gleser and Olkin 2009)."""


def merge_shared(rows: list[Contribution], partners: dict[str, tuple[str, ...]]) -> list[Contribution]:
    """Records of one trial that share their controls count once: their mean, with the covariance of shared controls."""
    merged: list[Contribution] = []
    for row in rows:
        twin = next((m for m in merged if m.study in partners.get(row.study, ())), None)
        if twin is None:
            merged.append(row)
            continue
        yi = (row.yi + twin.yi) / 2
        vi = (row.vi + twin.vi + 2 * SHARED * math.sqrt(row.vi * twin.vi)) / 4
        note = f"{twin.label} and {row.label} share one control group and are counted as one trial"
        merged[merged.index(twin)] = replace(
            twin, label=f"{twin.label} + {row.label}", yi=yi, vi=vi, **_shown(yi, vi, row),
            n_treated=twin.n_treated + row.n_treated, n_control=max(twin.n_control, row.n_control),
            cell=_joined((twin.cell, row.cell)), raw=f"{twin.raw}; {row.raw}",
            given=_joined((twin.given, row.given)), notes=(*twin.notes, *row.notes, note),
        )  # fmt: skip
    return merged


def completed(arm: Arm, data: ArmData) -> ArmData:
    """The arm's data with its size where the result prints none, and events where it prints a whole share of them.

    Nothing is added where the record says that the number of people is not known.
    """
    n = data.n if data.n is not None or data.n_unknown else arm.n
    events = data.events
    if events is None and data.rate is not None and n:
        exact = data.rate * n / 100
        events = round(exact) if abs(exact - round(exact)) <= 0.0051 * n and 0 <= exact <= n else None
    return replace(data, n=n, events=events)


def _means(measure: str, treated: list[ArmData], control: ArmData) -> Effect | None:
    from stemwise.synthesis import Group, combine_arms, effect_size

    groups = [(d.n, d.mean, spread(d)) for d in (*treated, control)]
    if any(n is None or n < 2 or mean is None or not sd for n, mean, sd in groups):
        return None
    made = [Group(float(n or 0), float(mean or 0.0), float(sd or 0.0)) for n, mean, sd in groups]
    a, b = combine_arms(*made[:-1]), made[-1]
    es = effect_size(measure, m1=[a.mean], sd1=[a.sd], n1=[a.n], m2=[b.mean], sd2=[b.sd], n2=[b.n])
    notes = [f"{len(treated)} treatment arms combined"] if len(treated) > 1 else []
    if any(d.sd is None for d in (*treated, control)):
        notes.append("SD computed from the printed standard error or interval")
    return float(es.yi[0]), float(es.vi[0]), tuple(notes)


def _counts(treated: list[ArmData], control: ArmData) -> Effect | None:
    from stemwise.synthesis import effect_size

    if any(d.events is None or not d.n for d in (*treated, control)):
        return None
    events, n = sum(d.events or 0 for d in treated), sum(d.n or 0 for d in treated)
    if events + (control.events or 0) in (0, n + (control.n or 0)):
        return None
    es = effect_size("RR", ai=[events], n1i=[n], ci=[control.events], n2i=[control.n])
    notes = ("0.5 added to a zero cell",) if bool(es.corrected[0]) else ()
    return float(es.yi[0]), float(es.vi[0]), notes


def spread(data: ArmData) -> float | None:
    """The standard deviation: printed, or from the printed standard error or interval of the mean."""
    if data.sd is not None:
        return data.sd
    if not data.n or data.n < 2:
        return None
    if data.se is not None:
        return data.se * math.sqrt(data.n)
    if data.ci is not None and data.mean is not None:
        from stemwise.synthesis import sd_from_ci

        return float(sd_from_ci(data.ci[0], data.ci[1], data.n, level=data.ci_level))
    return None


def _printed_contrast(study: Study, result: Result, measure: str, arms: list[Arm]) -> Contribution | None:
    c = result.contrast
    assert c is not None
    of = [a for a in arms if a.id in c.arms] if c.arms else arms
    if not of or c.measure != measure or c.value is None or c.ci is None:
        return None
    numbers = (c.value, *c.ci)
    if measure in RATIOS and min(numbers) <= 0:
        return None
    value, low, high = (math.log(x) for x in numbers) if measure in RATIOS else numbers
    vi = ((high - low) / (2 * z_quantile(0.5 + c.level / 2))) ** 2
    if vi <= 0 or not low <= value <= high:
        return None
    note = "adjusted contrast as printed" if c.adjusted else "contrast as printed"
    controls = [a for a in study.control_arms if a.id in c.arms] or list(study.control_arms)
    sizes = sum(a.n or 0 for a in of), sum(a.n or 0 for a in controls)
    notes: tuple[str, ...] = (note,)
    groups = 0
    if not all(sizes):
        sizes, notes = (study.n or 0, 0), (note, "n per arm not seen: all who took part are counted together")
        groups = len(study.arms) if len(study.arms) > len(of) + len(controls) else 0
    raw = f"{c.measure} {_interval(c)}"
    row = replace(_row(study, result, of, (value, vi, notes), measure, sizes, raw), groups=groups)
    return replace(row, ci=c.ci) if c.level == LEVEL else row


def _row(
    study: Study, result: Result, arms: list[Arm], effect: Effect, measure: str, sizes: tuple[int, int], raw: str
) -> Contribution:
    yi, vi, notes = effect
    half = Z95 * math.sqrt(vi)
    show = math.exp if measure in RATIOS else float
    return Contribution(
        study=study.id, label=study.label, outcome=result.outcome, months=result.months, kind=result.kind,
        yi=yi, vi=vi, shown=show(yi), ci=(show(yi - half), show(yi + half)), n_treated=sizes[0], n_control=sizes[1],
        cell=_joined(a.cell for a in arms), route=_joined(a.route for a in arms), donor=_joined(a.donor for a in arms),
        source=result.source, raw=raw, notes=notes, masked=masked(study), people=people.told(study),
        given=_joined(a.label for a in arms), without=_without(study, result), summary=study.summary,
    )  # fmt: skip


def _without(study: Study, result: Result) -> str:
    """What became of the control group, where the result tells it: its own change, its scores before and after, its count."""
    control = next((a for a in study.control_arms if result.arm(a.id) is not None), None)
    if control is None:
        return ""
    data = completed(control, result.arm(control.id) or ArmData(control.id))
    if data.events is not None:
        return f"{data.events} of {data.n}" if data.n else ""
    if data.mean is None or (result.kind != "change" and data.baseline_mean is None):
        return ""
    size = f", {data.n} people" if data.n else ""
    printed = f" ({result.as_printed}{size})" if result.kind == "change" and result.as_printed else size
    before = f"from {data.baseline_mean:g} to " if result.kind != "change" else ""
    return f"{before}{data.mean:{'+g' if result.kind == 'change' else 'g'}}{printed}"


def _joined(values: object) -> str:
    return " / ".join(dict.fromkeys(v for v in values if v))  # type: ignore[attr-defined]


def _printed(d: ArmData) -> str:
    """An arm's numbers as printed, in a few words."""
    if d.events is not None:
        return f"{d.events} of {d.n}"
    spread_text = f"SD {d.sd:g}" if d.sd is not None else f"SE {d.se:g}" if d.se is not None else ""
    if not spread_text and d.ci is not None:
        spread_text = f"CI {d.ci[0]:g} to {d.ci[1]:g}"
    return f"{d.mean:g} ({spread_text}), n {d.n}" if d.mean is not None else "not printed"
