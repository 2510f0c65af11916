"""Exact bounds of a share, and whether studies are alike enough for one number to stand for all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from stemwise.answer.model import Interval
from stemwise.errors import InputError

GROSS = 0.5
"""I2 from which on studies differ by too much to be added."""
BISECTIONS = 46
"""Halvings of an interval of at most 1: the bound is known to 2e-14."""

Table = tuple[int, int, int, int]
"""Events of n with cells, events of n with control."""


def shares_differ(counts: Sequence[tuple[int, int]]) -> bool:
    """Whether (events, n) of several studies differ by more than chance explains: I2 of Pearson's X2 of homogeneity."""
    events, n = (sum(column) for column in zip(*counts, strict=True))
    if events in (0, n):
        return False
    p = events / n
    return _gross(sum(m * (e / m - p) ** 2 for e, m in counts) / (p * (1 - p)), len(counts) - 1)


def ratios_differ(tables: Sequence[Table]) -> bool:
    """Whether the trials' risk ratios differ by more than chance explains: I2 of Cochran's Q of those that saw an event."""
    told = [t for t in tables if t[0] or t[2]]
    if len(told) < 2:
        return False
    from stemwise.synthesis import effect_size, pool

    a, n1, c, n2 = zip(*told, strict=True)
    found = effect_size("RR", ai=a, n1i=n1, ci=c, n2i=n2)
    return _gross(pool(found.yi, found.vi, method="EE").q, len(told) - 1)


def _gross(q: float, freedom: int) -> bool:
    return q > 0 and 1 - freedom / q >= GROSS


def ratio(tables: Sequence[Table]) -> tuple[float, Interval] | tuple[None, None]:
    """Mantel and Haenszel's risk ratio over the trials; none where a side saw no event."""
    from stemwise.synthesis import mantel_haenszel

    a, n1, c, n2 = zip(*tables, strict=True)
    try:
        found = mantel_haenszel("RR", ai=a, n1i=n1, ci=c, n2i=n2)
    except InputError:
        return None, None
    return math.exp(found.estimate), (math.exp(found.ci.low), math.exp(found.ci.high))


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
