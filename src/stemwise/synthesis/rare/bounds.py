"""Exact bounds of a proportion or a rate, above all for "0 of n"."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import special

from stemwise.errors import InputError
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import level_in


@dataclass(frozen=True, slots=True)
class Bound:
    """None of ``n`` people had the event: with probability ``level`` the risk is below ``upper``.

    ``rule_of_three`` is the usual 3/n (only meaningful at 95 per cent), ``one_in`` the upper bound as one in so many.
    """

    n: int
    upper: float
    level: float
    rule_of_three: float
    one_in: float

    def __str__(self) -> str:
        return f"0 of {self.n}: a risk of up to {100 * self.upper:.2g} % (1 in {self.one_in:.0f}) is not excluded"


def upper_bound(n: int, level: float = 0.95) -> Bound:
    """One-sided exact upper bound of a risk when 0 of ``n`` had the event: 1 - (1 - level)^(1/n)."""
    if n < 1:
        raise InputError("there is nobody to bound a risk from", "give the number of people, at least 1")
    upper = 1 - (1 - level_in(level)) ** (1 / n)
    return Bound(int(n), upper, level, 3 / n, 1 / upper)


def clopper_pearson(events: float, n: float, level: float = 0.95) -> Interval:
    """Exact two-sided interval of a proportion (Clopper and Pearson 1934)."""
    if not 0 <= events <= n or n <= 0:
        raise InputError(f"{events:g} events in {n:g} people cannot be", "check events and total")
    tail = (1 - level_in(level)) / 2
    low = 0.0 if events == 0 else float(special.betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(special.betaincinv(events + 1, n - events, 1 - tail))
    return Interval(low, high, level, "Clopper-Pearson")


def exact_rate(events: float, time: float, level: float = 0.95) -> Interval:
    """Exact two-sided interval of a Poisson rate (Garwood 1936)."""
    if events < 0 or time <= 0:
        raise InputError(f"{events:g} events in {time:g} person-time cannot be", "check events and person-time")
    tail = (1 - level_in(level)) / 2
    low = 0.0 if events == 0 else float(special.gammaincinv(events, tail)) / time
    return Interval(low, float(special.gammaincinv(events + 1, 1 - tail)) / time, level, "Garwood")
