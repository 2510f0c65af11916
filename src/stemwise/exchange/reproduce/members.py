"""Members of a pool: a study's printed values to one effect with its variance, by the rooms that do this for answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from stemwise.answer.contrast import contribution
from stemwise.errors import InputError
from stemwise.evidence import ArmData, HarmRow, Library, Result, Study

RATIOS = ("RR", "OR", "HR")
PROPORTIONS = ("proportion", "rate")
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Effect:
    """``yi`` with variance ``vi`` on the scale of pooling; ``events`` (per cent of ``n``) where it is a proportion."""

    study: Study
    result: str
    yi: float
    vi: float
    n: int
    raw: str
    notes: tuple[str, ...] = ()
    events: float | None = None


def effect_of(library: Library, raw: Mapping[str, Any], measure: str) -> Effect:
    """The effect of one member of a pool.

    ``raw`` has ``study`` and ``result`` (a result's key, or ``harm:...``), and may have ``treated``, ``control`` (ids of the
    arms to compare), ``arms`` (of a proportion), ``sd_is_se``, ``complement`` (100 per cent less the printed share).

    Raises
    ------
    InputError
        No such study, result or arm, or values that make no effect: the entry is wrong.
    """
    study = library.study(str(raw["study"]))
    if study.draft:
        raise InputError(f"{study.id} is a draft", "confirm it first; drafts are never pooled")
    row = _row(study, str(raw["result"]))
    make = _proportion if measure in PROPORTIONS else _contrast
    return make(study, row, raw, measure)


def _row(study: Study, key: str) -> Result:
    found = next((r for r in study.rows if r.key == key), None)
    if found is None:
        known = ", ".join(r.key for r in study.rows)
        raise InputError(f"{study.id} has no result {key!r}", f"it has {known}")
    if isinstance(found, HarmRow):
        return Result(
            key=found.key, outcome=found.harm, source=found.source, kind="event", arms=found.arms, note=found.note
        )
    return found


def _contrast(study: Study, row: Result, raw: Mapping[str, Any], measure: str) -> Effect:
    wanted = [*raw.get("treated", [a.id for a in study.treatment_arms])]
    controls = [raw["control"]] if "control" in raw else [a.id for a in study.control_arms]
    arms = tuple(a for a in row.arms if a.arm in (*wanted, *controls))
    notes: tuple[str, ...] = ()
    if raw.get("sd_is_se"):
        arms = tuple(replace(a, sd=None, se=a.sd) for a in arms)
        notes = ("printed SD read as standard error",)
    found = contribution(study, replace(row, arms=arms), measure, lambda arm: arm.id in wanted)
    if found is None:
        raise InputError(f"{study.id} {row.key}: no {measure} from its values", "mend the entry of the reproduction")
    return Effect(
        study, row.key, found.yi, found.vi, found.n_treated + found.n_control, found.raw, (*found.notes, *notes)
    )


def _proportion(study: Study, row: Result, raw: Mapping[str, Any], measure: str) -> Effect:
    wanted = raw.get("arms", [a.id for a in study.treatment_arms])
    data = [a for a in row.arms if a.arm in wanted]
    if not data:
        raise InputError(f"{study.id} {row.key}: no arm {', '.join(wanted)}", "mend the entry of the reproduction")
    if all(d.events is not None for d in data):
        return _counted(study, row, data, bool(raw.get("complement")))
    if len(data) == 1 and data[0].rate is not None:
        return _rated(study, row, data[0], bool(raw.get("complement")))
    raise InputError(f"{study.id} {row.key}: neither counts nor a share", "mend the entry of the reproduction")


def _size(study: Study, data: ArmData) -> int:
    arm = study.arm(data.arm)
    n = data.n or (arm.n if arm else None)
    if not n:
        raise InputError(f"{study.id}: the size of arm {data.arm} was not seen", "mend the entry of the reproduction")
    return n


def _counted(study: Study, row: Result, data: list[ArmData], complement: bool) -> Effect:
    """Events of n: the logit, half an event added on both sides where it is all or none."""
    n = sum(_size(study, d) for d in data)
    events = sum(d.events or 0 for d in data)
    x = n - events if complement else events
    add = 0.5 if x in (0, n) else 0.0
    notes = ("0.5 added to a zero cell",) if add else ()
    yi = math.log((x + add) / (n - x + add))
    return Effect(study, row.key, yi, 1 / (x + add) + 1 / (n - x + add), n, f"{events} of {n}", notes, float(x))


def _rated(study: Study, row: Result, data: ArmData, complement: bool) -> Effect:
    """A printed share: the logit; its variance from the printed interval, else as if it were a count of n."""
    p = (data.rate or 0.0) / 100
    n = data.n or getattr(study.arm(data.arm), "n", None) or 0  # a printed interval needs no number of people
    text = f"{data.rate:g} %" + (f" of {n}" if n else "")
    if data.ci is not None and data.ci[0] > 0 and data.ci[1] < 100 and 0 < p < 1:
        quantile = Z95 if data.ci_level == 0.95 else _quantile(data.ci_level)
        low, high = (math.log(b / (100 - b)) for b in data.ci)
        vi, notes = ((high - low) / (2 * quantile)) ** 2, ("spread from the printed interval",)
        text += f" ({data.ci[0]:g} to {data.ci[1]:g})"
    else:
        n = _size(study, data)
        p = min(max(p, 0.5 / (n + 1)), (n + 0.5) / (n + 1))
        vi, notes = 1 / (n * p * (1 - p)), ("spread as if the share were a count",)
    logit = math.log(p / (1 - p))
    shown = 1 - p if complement else p
    return Effect(study, row.key, -logit if complement else logit, vi, n, text, notes, shown * n)


def _quantile(level: float) -> float:
    from stemwise.synthesis.dist import z_quantile

    return float(z_quantile(0.5 + level / 2))


def shown_on(measure: str) -> Callable[[float], float]:
    """From the scale of pooling to the scale that is printed."""
    if measure in RATIOS:
        return math.exp
    if measure in PROPORTIONS:
        return lambda y: 100 / (1 + math.exp(-y))
    return float
