"""A trial as it would be planned: who, how many, what would happen anyway, what the therapy would add, what goes wrong.

Written in a TOML file (docs/course.md lists every key). Points are changes on the outcome's scale, better upwards: a scale
where lower is better is turned round.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from stemwise.errors import InputError
from stemwise.evidence.model import Source

Kind = Literal["parallel", "cross-over", "dose", "add-on", "single-arm"]
KINDS: tuple[Kind, ...] = ("parallel", "cross-over", "dose", "add-on", "single-arm")
MAX_PEOPLE, MAX_TRIALS = 20_000, 1_000_000
MAX_DRAWN = 2_000_000_000
"""People drawn in all: some three minutes here."""
KEYS: dict[str, set[str]] = {
    "trial": {"design", "name", "condition", "outcome", "months", "n", "ratio"},
    "course": {"mean", "sd", "uncertainty", "share", "age", "level", "time_since", "score", "correlation"},
    "effect": {"true", "spread", "share", "carry_over"},
    "rehabilitation": {"gain", "sd", "given_to"},
    "measurement": {"error", "unmasked"},
    "flow": {"dropout", "missing", "informative", "per_month"},
    "analysis": {"alpha", "mcid", "responder", "pool"},
    "simulation": {"trials", "seed"},
}


@dataclass(frozen=True, slots=True)
class Design:
    """A planned trial. Spreads are standard deviations of true change; measurement error comes on top.

    ``effects`` are the true gains of the treated arms over control (several for dose arms). With ``share`` set the outcome
    is an event: ``share`` of people have it anyway, ``effects`` are then the treated arms' shares.
    """

    kind: Kind
    n: int
    effects: tuple[float, ...]
    name: str = ""
    outcome: str = "points"
    months: float = 12.0
    ratio: tuple[float, ...] = (1.0, 1.0)
    mean: float = 0.0
    sd: float = 1.0
    uncertainty: float = 0.0
    correlation: float = 0.5
    share: float | None = None
    effect_spread: float = 0.0
    carry_over: float = 0.0
    rehab_gain: float = 0.0
    rehab_sd: float = 0.0
    rehab_for: Literal["both", "treated"] = "both"
    error: float = 0.0
    unmasked: float = 0.0
    dropout: float = 0.0
    missing: float = 0.0
    informative: float = 0.0
    per_month: float | None = None
    alpha: float = 0.05
    mcid: float | None = None
    responder: float | None = None
    pool: int = 0
    trials: int = 10_000
    seed: int = 1
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def arms(self) -> tuple[int, ...]:
        """People randomised to each arm, control first; one arm without a control."""
        if self.kind == "single-arm":
            return (self.n,)
        total = sum(self.ratio)
        sizes = [max(2, round(self.n * r / total)) for r in self.ratio]
        sizes[0] += self.n - sum(sizes)
        return tuple(sizes)

    @property
    def kept(self) -> float:
        """Share of people with a final measurement."""
        return (1 - self.dropout) * (1 - self.missing)

    @property
    def spread(self) -> float:
        """Standard deviation of a measured change in the control arm."""
        rehab = self.rehab_sd if self.rehab_for == "both" else 0.0
        return math.sqrt(self.sd**2 + rehab**2 + 2 * self.error**2)


def read_design(path: str | Path) -> Design:
    """A design from a TOML file.

    Raises
    ------
    InputError
        A file that cannot be read, an unknown key, a number that cannot be, or a course that has no sourced model.
    """
    place = Path(path)
    try:
        raw = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot read {place} ({error.strerror})", "give the path of a design in TOML") from None
    except UnicodeDecodeError:
        raise InputError(f"{place} is not UTF-8 text", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{place} is no valid TOML ({error})", "mend the line") from None
    return design_from(raw, str(place))


def design_from(raw: Mapping[str, Any], where: str = "design") -> Design:
    """A design from parsed TOML."""
    for table, content in raw.items():
        if table not in KEYS or not isinstance(content, dict):
            raise InputError(f"{where}: unknown table [{table}]", f"use {', '.join(KEYS)}")
        if unknown := set(content) - KEYS[table]:
            raise InputError(
                f"{where}: unknown key {sorted(unknown)[0]!r} in [{table}]", f"use {', '.join(sorted(KEYS[table]))}"
            )
    part = {k: dict(raw.get(k, {})) for k in KEYS}
    trial = part["trial"]
    kind = trial.get("design", "parallel")
    if kind not in KINDS:
        raise InputError(f"{where}: no design {kind!r}", f"use one of {', '.join(KINDS)}")
    read = _Reader(where)
    course = _course(part, kind, where, read)
    effects = _effects(part, kind, course, where, read)
    ratio = tuple(float(x) for x in trial.get("ratio", [1.0] * (len(effects) + 1)))
    if len(ratio) != len(effects) + 1 or min(ratio) <= 0:
        raise InputError(f"{where}: ratio needs {len(effects) + 1} numbers above 0", "one per arm, control first")
    design = Design(
        kind=kind, n=int(read(trial, "n", 2, MAX_PEOPLE, None, "trial")), effects=effects, ratio=ratio,
        name=str(trial.get("name", "")), months=read(trial, "months", 0.1, 600, 12.0, "trial"),
        effect_spread=read(part["effect"], "spread", 0, 1e6, 0.0, "effect"),
        carry_over=read(part["effect"], "carry_over", 0, 1, 0.0, "effect"),
        rehab_gain=read(part["rehabilitation"], "gain", -1e6, 1e6, 0.0, "rehabilitation"),
        rehab_sd=read(part["rehabilitation"], "sd", 0, 1e6, 0.0, "rehabilitation"),
        rehab_for=_choice(part["rehabilitation"].get("given_to", "both"), ("both", "treated"), f"{where}: given_to"),
        unmasked=read(part["measurement"], "unmasked", -1e6, 1e6, 0.0, "measurement"),
        dropout=read(part["flow"], "dropout", 0, 0.95, 0.0, "flow"),
        missing=read(part["flow"], "missing", 0, 0.95, 0.0, "flow"),
        informative=read(part["flow"], "informative", -0.99, 0.99, 0.0, "flow"),
        per_month=read(part["flow"], "per_month", 0, 1e5, 0.0, "flow") or None,
        alpha=read(part["analysis"], "alpha", 1e-6, 0.5, 0.05, "analysis"),
        mcid=read(part["analysis"], "mcid", 0, 1e6, 0.0, "analysis") or None,
        responder=read(part["analysis"], "responder", -1e6, 1e6, 0.0, "analysis") or None,
        pool=int(read(part["analysis"], "pool", 0, 100, 0, "analysis")),
        trials=int(read(part["simulation"], "trials", 100, MAX_TRIALS, 10_000, "simulation")),
        seed=int(read(part["simulation"], "seed", 0, 2**31, 1, "simulation")), **course,
    )  # fmt: skip
    affordable(design)
    if min(design.arms) < 2:
        raise InputError(
            f"{where}: {design.n} people are too few for {len(design.arms)} arms", "plan at least two an arm"
        )
    if design.kind == "cross-over" and len(effects) != 1:
        raise InputError(f"{where}: a cross-over compares two treatments here", "give one effect")
    return design


def affordable(design: Design) -> Design:
    """The design itself.

    Raises
    ------
    InputError
        More people times trials than a session has time for.
    """
    if design.n * design.trials > MAX_DRAWN:
        most = MAX_DRAWN // design.n
        raise InputError(
            f"{design.trials:,} trials of {design.n:,} people take too long", f"draw at most {most:,} trials"
        )
    return design


class _Reader:
    """Numbers within bounds, each error naming its place."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __call__(
        self, table: Mapping[str, Any], key: str, low: float, high: float, default: float | None, name: str
    ) -> float:
        value = table.get(key, default)
        if value is None:
            raise InputError(f"{self.where}: no {key!r} in [{name}]", f"give a number from {low:g} to {high:g}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise InputError(f"{self.where}: {key} = {value!r} in [{name}]", f"give a number from {low:g} to {high:g}")
        return float(value)


def _choice(value: Any, allowed: tuple[str, ...], what: str) -> Any:
    if value not in allowed:
        raise InputError(f"{what} = {value!r}", f"use {' or '.join(allowed)}")
    return value


def _effects(
    part: Mapping[str, dict[str, Any]], kind: str, course: Mapping[str, Any], where: str, read: _Reader
) -> tuple[float, ...]:
    given = part["effect"]
    key = "share" if course.get("share") is not None else "true"
    if key not in given:
        raise InputError(f"{where}: no {key!r} in [effect]", "say what the therapy would truly do (0 for nothing)")
    values = given[key] if isinstance(given[key], list) else [given[key]]
    low, high = (0.0, 1.0) if key == "share" else (-1e6, 1e6)
    effects = tuple(read({key: v}, key, low, high, None, "effect") for v in values)
    if kind == "dose" and len(effects) < 2:
        raise InputError(f"{where}: dose arms need two effects or more", "true = [1.0, 2.0], lowest dose first")
    if kind != "dose" and len(effects) != 1:
        raise InputError(f"{where}: a {kind} design has one treated arm", 'give one effect, or design = "dose"')
    return effects


def _course(part: Mapping[str, dict[str, Any]], kind: str, where: str, read: _Reader) -> dict[str, Any]:
    """What happens anyway: numbers of one's own, or the course of the base for the people named."""
    c, trial = part["course"], part["trial"]
    error = read(part["measurement"], "error", 0, 1e6, 0.0, "measurement")
    more = {"correlation": read(c, "correlation", 0, 0.99, 0.5, "course"), "error": error}
    if "share" in c:
        if kind not in ("parallel", "dose", "add-on", "single-arm"):
            raise InputError(f"{where}: a {kind} of events is not simulated", "use points, or a parallel design")
        name = str(trial.get("outcome", "events"))
        return {**more, "share": read(c, "share", 0, 1, None, "course"), "outcome": name}
    if "sd" in c:
        return {
            **more, "mean": read(c, "mean", -1e6, 1e6, 0.0, "course"), "sd": read(c, "sd", 0, 1e6, None, "course"),
            "uncertainty": read(c, "uncertainty", 0, 1e6, 0.0, "course"), "outcome": str(trial.get("outcome", "points")),
        }  # fmt: skip
    return {**more, **_from_base(c, trial, error, where)}


def _from_base(c: Mapping[str, Any], trial: Mapping[str, Any], error: float, where: str) -> dict[str, Any]:
    from stemwise.course import expected

    if not trial.get("condition") or not trial.get("outcome"):
        remedy = "give mean and sd (or share), or a condition and an outcome in [trial] to take the course of the base"
        raise InputError(f"{where}: [course] says nothing of what happens anyway", remedy)
    e = expected(
        str(trial["condition"]), str(trial["outcome"]), trial.get("months", 12.0), age=c.get("age"),
        level=str(c.get("level", "")), time_since=c.get("time_since"), score=c.get("score"),
    )  # fmt: skip
    a = e.average
    if a is None or a.new is None:
        why = e.missing or (e.notes[0] if e.notes else f"no model of {e.outcome_name} gives a spread")
        raise InputError(f"{where}: {why.rstrip('.')}", "or give mean and sd (or share) in [course]")
    notes = [f"Course without the therapy: {v.model.name} ({v.model.check})" for v in e.views if v.counts]
    used = tuple(dict.fromkeys(s for v in e.views if v.counts for s in v.sources))
    notes += [f"It is about {v.lumped}: no figure for the level told alone." for v in e.views if v.counts and v.lumped][
        :1
    ]
    found = {"outcome": e.outcome_name, "sources": used}
    if a.kind == "share":
        return {**found, "share": a.new.average, "notes": tuple(notes)}
    sign = -1.0 if e.better == "lower" else 1.0
    sd = math.sqrt(max((a.sd or 0.0) ** 2 - 2 * error**2, 0.25 * (a.sd or 0.0) ** 2))
    if sign < 0:
        notes.append("Lower is better on this scale: points are turned round, so that a gain is above 0.")
    return {**found, "mean": sign * a.new.average, "sd": sd, "uncertainty": a.new.deviation, "notes": tuple(notes)}
