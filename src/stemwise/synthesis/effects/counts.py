"""Measures of events: two groups, one group, rates; and the rule for zero cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stemwise.synthesis.effects.result import Bools, Raw, columns_of, require
from stemwise.synthesis.notes import Floats, Note

Given = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ZeroRule:
    """What is done about zero cells: ``add`` is put on every cell of a study that has a zero one.

    ``to``: ``zero`` (every study with a zero cell; metafor's ``only0``), ``needed`` (only where the measure or its
    variance cannot be computed without), ``all`` (every study, if any has a zero cell: metafor's ``if0all``),
    ``none``. The arcsine difference and Peto's odds ratio need no addition and get none.
    """

    add: float = 0.5
    to: str = "zero"

    def apply(self, stuck: Bools, zero: Bools) -> Bools:
        """The studies to correct, from those that cannot be computed and those with any zero cell."""
        if self.to == "needed":
            return stuck
        if self.to == "zero":
            return zero
        return np.full(zero.shape, bool(zero.any())) if self.to == "all" else np.zeros(zero.shape, dtype=np.bool_)

    def note(self, hit: Bools) -> tuple[Note, ...]:
        """Say which studies were touched."""
        rows = tuple(int(i) for i in np.flatnonzero(hit))
        if not rows:
            return ()
        return (
            Note(
                "zero-cells",
                f"{self.add:g} was added to every cell of {len(rows)} of {hit.size} studies because of a zero cell.",
                "Check the answer with Mantel-Haenszel or a rare-event model, which need no such addition.",
                rows,
            ),
        )


def table(measure: str, given: Given) -> tuple[Floats, Floats, Floats, Floats]:
    """The 2x2 table ai, bi, ci, di from counts, or from events and totals (ai, n1i, ci, n2i)."""
    if given.get("bi") is None and given.get("n1i") is not None:
        a, n1, c, n2 = columns_of(measure, given, ("ai", "n1i", "ci", "n2i"))
        b, d = n1 - a, n2 - c
        require((b >= 0) & (d >= 0), "there are more events than people", "check ai against n1i and ci against n2i")
    else:
        a, b, c, d = columns_of(measure, given, ("ai", "bi", "ci", "di"))
    ok = (a >= 0) & (b >= 0) & (c >= 0) & (d >= 0)
    require(ok, "a count is negative", "counts are zero or more")
    require((a + b > 0) & (c + d > 0), "a group has no participants", "leave the study out")
    return a, b, c, d


def two_by_two(measure: str, given: Given, rule: ZeroRule) -> Raw:
    """OR, RR, RD, AS or PETO, the zero rule applied."""
    a, b, c, d = table(measure, given)
    zero = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    stuck = {
        "OR": zero,
        "RR": (a == 0) | (c == 0) | (((b == 0) & (d == 0)) & (a > 0)),
        "RD": ((a == 0) | (b == 0)) & ((c == 0) | (d == 0)),
        "AS": np.zeros_like(zero),
        "PETO": np.zeros_like(zero),
    }[measure]
    hit = rule.apply(stuck, zero) if measure not in ("AS", "PETO") else stuck
    extra = np.where(hit, rule.add, 0.0)
    y, v = _formula(measure, a + extra, b + extra, c + extra, d + extra)
    notes = rule.note(hit)
    none = (a + c == 0) | (b + d == 0)
    if measure in ("OR", "RR", "PETO") and none.any():
        rows = tuple(int(i) for i in np.flatnonzero(none))
        notes = (
            *notes,
            Note(
                "no-information",
                f"{len(rows)} studies have no event, or nothing but events, in both arms.",
                "They say nothing about a ratio; a risk difference or a binomial-normal model can use them.",
                rows,
            ),
        )
    return Raw(y, v, hit, notes)


def _formula(measure: str, a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats]:
    n1, n2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "OR":
            return np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
        if measure == "RR":
            return np.log((a / n1) / (c / n2)), 1 / a - 1 / n1 + 1 / c - 1 / n2
        if measure == "RD":
            return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3
        if measure == "AS":
            return np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)
        n = n1 + n2
        # Yusuf et al. 1985: observed minus expected over the hypergeometric variance.
        hyper = n1 * n2 * (a + c) * (b + d) / (n**2 * (n - 1))
        return (a - n1 * (a + c) / n) / hyper, 1 / hyper


def proportion(measure: str, given: Given, rule: ZeroRule) -> Raw:
    """PR, PLN, PLO, PAS or PFT of events ``xi`` among ``ni``."""
    x, n = columns_of(measure, given, ("xi", "ni"))
    require((x >= 0) & (n > 0), "a count is negative or ni is zero", "check xi and ni")
    require(x <= n, "there are more events than people", "check xi against ni")
    if measure == "PAS":
        return Raw(np.arcsin(np.sqrt(x / n)), 1 / (4 * n))
    if measure == "PFT":
        y = (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2
        text = "The double arcsine is here for comparison with other software only."
        advice = "Use a binomial-normal model (count_model) or PLO: its back-transformation misleads (Schwarzer 2019)."
        return Raw(y, 1 / (4 * n + 2), notes=(Note("double-arcsine", text, advice),))
    zero = (x == 0) | (x == n)
    hit = rule.apply(x == 0 if measure == "PLN" else zero, zero)
    x, rest = x + np.where(hit, rule.add, 0), n - x + np.where(hit, rule.add, 0)
    n = x + rest
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "PR":
            return Raw(x / n, x * rest / n**3, hit, rule.note(hit))
        if measure == "PLN":
            return Raw(np.log(x / n), 1 / x - 1 / n, hit, rule.note(hit))
        return Raw(np.log(x / rest), 1 / x + 1 / rest, hit, rule.note(hit))


def rate(measure: str, given: Given, rule: ZeroRule) -> Raw:
    """IR or IRLN of ``xi`` events in ``ti`` person-time."""
    x, t = columns_of(measure, given, ("xi", "ti"))
    require((x >= 0) & (t > 0), "a count is negative or the person-time is not above zero", "check xi and ti")
    hit = rule.apply(x == 0, x == 0)
    x = x + np.where(hit, rule.add, 0)
    with np.errstate(divide="ignore"):
        y, v = (x / t, x / t**2) if measure == "IR" else (np.log(x / t), 1 / x)
    return Raw(y, v, hit, rule.note(hit))


def two_rates(measure: str, given: Given, rule: ZeroRule) -> Raw:
    """IRR (log ratio) or IRD (difference) of x1i events in t1i person-time and x2i in t2i."""
    x1, x2, t1, t2 = columns_of(measure, given, ("x1i", "x2i", "t1i", "t2i"))
    require((x1 >= 0) & (x2 >= 0), "a count is negative", "check x1i and x2i")
    require((t1 > 0) & (t2 > 0), "the person-time is not above zero", "check t1i and t2i")
    zero = (x1 == 0) | (x2 == 0)
    stuck = zero if measure == "IRR" else (x1 == 0) & (x2 == 0)
    hit = rule.apply(stuck, zero)
    extra = np.where(hit, rule.add, 0.0)
    x1, x2 = x1 + extra, x2 + extra
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "IRR":
            y, v = np.log((x1 / t1) / (x2 / t2)), 1 / x1 + 1 / x2
        else:
            y, v = x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2
    return Raw(y, v, hit, rule.note(hit))
