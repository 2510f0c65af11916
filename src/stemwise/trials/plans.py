"""Published sample-size statements (``data/plans``), recomputed: what the simulation is checked against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stemwise.evidence.model import Source
from stemwise.trials.closed import power_shares, power_shares_corrected, power_t
from stemwise.trials.design import Design


@dataclass(frozen=True, slots=True)
class Plan:
    """One printed statement. ``arms``: people per arm, control first, as they enter the calculation (losses and the design
    effect taken off). ``why``: why it cannot be recomputed; then it is shown and not checked."""

    id: str
    name: str
    arms: tuple[float, float]
    alpha: float
    power: float | None
    difference: float | None = None
    sd: float | None = None
    shares: tuple[float, float] | None = None
    at_least: bool = False
    corrected: bool = False
    note: str = ""
    why: str = ""
    source: Source = field(default_factory=Source)

    def recomputed(self) -> float | None:
        """Power by the closed form that the plan used; ``None`` where a part of it was not seen."""
        if self.shares is not None:
            power = power_shares_corrected if self.corrected else power_shares
            return power(*self.arms, *self.shares, self.alpha)
        if self.difference is None or self.sd is None:
            return None
        return power_t(*self.arms, self.difference, self.sd, self.alpha)

    def design(self, trials: int) -> Design:
        """The same trial for the simulation; a harm that is to become rarer is turned round: those spared are counted."""
        small, large = (round(n) for n in self.arms)
        ratio = (float(small), float(large))
        if self.shares is not None:
            p0, p1 = self.shares if self.shares[1] > self.shares[0] else (1 - p for p in self.shares)
            return Design("parallel", small + large, (p1,), ratio=ratio, share=p0, alpha=self.alpha, trials=trials)
        assert self.difference is not None
        assert self.sd is not None
        return Design("parallel", small + large, (self.difference,), ratio=ratio, sd=self.sd, alpha=self.alpha,
                      trials=trials)  # fmt: skip


def plans() -> tuple[Plan, ...]:
    """All statements, those that cannot be recomputed last."""
    from stemwise.evidence import base

    files = base().content.documents("plans")
    return tuple(_plan(raw) for parsed in files.values() for raw in parsed.get("plan", ()))


def _plan(raw: dict[str, Any]) -> Plan:
    kept = (1 - raw.get("loss", 0.0)) / raw.get("design_effect", 1.0)
    arms = raw["n"] if "n" in raw else (raw["total"] / 2, raw["total"] / 2)
    shares = raw.get("shares")
    return Plan(
        id=raw["id"], name=raw["name"], arms=(arms[0] * kept, arms[1] * kept), alpha=raw["alpha"], power=raw.get("power"),
        difference=raw.get("difference"), sd=raw.get("sd"), shares=(shares[0], shares[1]) if shares else None,
        at_least=raw.get("at_least", False), corrected=raw.get("corrected", False), note=raw.get("note", ""),
        why=raw.get("why", ""), source=Source(**raw["sources"][0]),
    )  # fmt: skip
