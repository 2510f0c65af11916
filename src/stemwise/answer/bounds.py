"""Exact bounds of a share, and what a count allows one to say."""

from __future__ import annotations

import math
from functools import lru_cache

from stemwise.answer.model import HarmCount, HarmPair, Interval
from stemwise.terms import vocabulary

FEW = 10
"""People below which a bound says nothing (0 of 9: up to 28 %)."""
MOST_TOLD = 2
"""Studies that cannot be added and are named in one sentence; a report's list of harms names all."""
BISECTIONS = 46
"""Halvings of an interval of at most 1: the bound is known to 2e-14."""


def per_cent(value: float) -> str:
    """A share with as many decimals as it bears: "33", "3.2", "0.41"."""
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def bound_words(count: HarmCount) -> str:
    """What so many people allow one to say of how often it comes."""
    if count.n < FEW:
        return "too few people to say how often it comes"
    if not count.events:
        return f"up to {per_cent(count.upper)} % cannot be ruled out"
    low, high = (per_cent(x) for x in count.ci)
    return f"{per_cent(100 * count.events / count.n)} % (95 % interval {low} to {high})"


def named(count: HarmCount) -> str:
    """The harm, with the condition where a word for several was asked about."""
    return count.name + (f" ({vocabulary().name('condition', count.condition)})" if count.condition else "")


def seen_words(count: HarmCount) -> str:
    """How many of how many, what that allows one to say, randomised groups beside each other, and what cannot be added.

    Harm that was seen comes first.
    """
    counted = [f"{count.events} of {count.n} treated, {bound_words(count)}"] if count.n else []
    counted += [pair_words(count.randomised)] if count.randomised else []
    told = [told_words(count, MOST_TOLD)] if count.told else []
    return "; ".join(told + counted if told_first(count) else counted + told)


def pair_words(pair: HarmPair) -> str:
    """ "in 1 randomised trial 10 of 95 with cells v 4 of 94 with control (risk ratio 2.47, 95 % interval 0.80 to 7.61)" """
    one = len(pair.studies) == 1
    trials = "1 randomised trial" if one else f"{len(pair.studies)} randomised trials"
    how = "" if one else ", trial by trial,"
    ratio = ""
    if pair.ratio is not None and pair.ci is not None:
        ratio = f" (risk ratio{how} {pair.ratio:.2f}, 95 % interval {pair.ci[0]:.2f} to {pair.ci[1]:.2f})"
    return f"in {trials} {pair.events} of {pair.n} with cells v {pair.control_events} of {pair.control_n} with control{ratio}"


def told_first(count: HarmCount) -> bool:
    """Whether a count of none, in all or in the randomised, stands beside a study that tells of some."""
    none = not count.events or (count.randomised is not None and not count.randomised.events)
    return none and any(t.some for t in count.told)


def told_words(count: HarmCount, most: int | None = None) -> str:
    """The studies that cannot be added, each with its numbers; ``most``: how many are named."""
    more = len(count.told) - (most or len(count.told))
    said = [f"{t.label}: {t.text}" for t in count.told[:most]] + ([f"{more} more"] if more > 0 else [])
    return "; ".join(said)


@lru_cache(maxsize=4096)
def upper_bound(events: int, n: int, level: float = 0.95) -> float:
    """One-sided exact (Clopper-Pearson) upper bound of a proportion; for 0 of n it is 1 - (1 - level)^(1/n)."""
    if events >= n:
        return 1.0
    if events == 0:
        return float(1.0 - (1.0 - level) ** (1.0 / n))
    return _share(events, n, 1 - level)


@lru_cache(maxsize=4096)
def exact_interval(events: int, n: int, level: float = 0.95) -> Interval:
    """Exact two-sided interval of a proportion (Clopper and Pearson 1934)."""
    side = (1 + level) / 2
    return (0.0 if events == 0 else _share(events - 1, n, side)), upper_bound(events, n, side)


def _share(events: int, n: int, chance: float) -> float:
    """The share at which ``events`` or fewer of ``n`` are seen with probability ``chance``.

    Found by bisection on the binomial sum in plain floats: importing a library of special functions for it would cost
    a quarter of a second.
    """
    choose = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(events + 1)]
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        p = (low + high) / 2
        a, b = math.log(p), math.log1p(-p)
        below = math.fsum(math.exp(c + k * a + (n - k) * b) for k, c in enumerate(choose))
        low, high = (p, high) if below > chance else (low, p)
    return (low + high) / 2
