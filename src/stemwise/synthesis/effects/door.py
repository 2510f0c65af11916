"""One door to every effect size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from stemwise.errors import InputError
from stemwise.synthesis.dist import z_quantile
from stemwise.synthesis.effects import continuous, counts
from stemwise.synthesis.effects.counts import ZeroRule
from stemwise.synthesis.effects.result import EffectSizes, Raw, columns_of, finish, require
from stemwise.synthesis.notes import choice

CONTINUOUS: dict[str, Callable[[Mapping[str, object]], Raw]] = {
    "MD": continuous.md,
    "SMD": continuous.smd,
    "SMDH": continuous.smdh,
    "ROM": continuous.rom,
    "MC": continuous.mc,
    "SMCC": continuous.smcc,
    "SMCR": continuous.smcr,
    "PPC": continuous.ppc,
    "MN": continuous.mn,
    "COR": continuous.cor,
    "ZCOR": continuous.zcor,
}
COUNTED: dict[str, Callable[[str, Mapping[str, object], ZeroRule], Raw]] = {
    **dict.fromkeys(("OR", "RR", "RD", "AS", "PETO"), counts.two_by_two),
    **dict.fromkeys(("PR", "PLN", "PLO", "PAS", "PFT"), counts.proportion),
    **dict.fromkeys(("IR", "IRLN"), counts.rate),
    **dict.fromkeys(("IRR", "IRD"), counts.two_rates),
}
MEASURES = (*CONTINUOUS, *COUNTED, "GEN")


def effect_size(measure: str, *, add: float = 0.5, zero: str = "zero", **columns: Any) -> EffectSizes:
    """Effects and sampling variances of ``measure`` from the columns a paper prints.

    Columns carry the field's names: ``m1, sd1, n1, m2, sd2, n2`` (MD, SMD, SMDH, ROM); ``m1, sd1, m2, sd2, ni, ri``
    (MC, SMCC, SMCR); ``pre1, post1, sd1, n1, pre2, post2, sd2, n2, ri`` (PPC); ``ai, bi, ci, di`` or ``ai, n1i, ci,
    n2i`` (RR, OR, RD, AS, PETO); ``xi, ni`` (PR, PLN, PLO, PAS, PFT); ``xi, ti`` (IR, IRLN); ``x1i, x2i, t1i, t2i``
    (IRR, IRD); ``mi, sdi, ni`` (MN); ``ri, ni`` (COR, ZCOR); ``yi`` with ``vi``, ``sei`` or ``ci_low, ci_high``
    (GEN). Each holds k numbers.

    Ratios are on the log scale. ``zero`` and ``add`` are the rule for zero cells (:class:`ZeroRule`); the result
    marks the studies it touched. PFT is for comparison with other software only: its back-transformation is
    misleading when sizes differ (Schwarzer 2019).

    Raises
    ------
    InputError
        Unknown measure, missing column, unequal lengths, counts that cannot be, more events than people.
    """
    name = choice("measure", str(measure).upper(), MEASURES)
    choice("zero rule", zero, ("needed", "zero", "all", "none"))
    if not (isfinite(add) and add > 0):
        raise InputError(f"adding {add:g} to zero cells mends nothing", "give a number above zero, such as 0.5")
    if name == "GEN":
        return finish(name, generic(columns))
    if name in CONTINUOUS:
        return finish(name, CONTINUOUS[name](columns))
    return finish(name, COUNTED[name](name, columns, ZeroRule(add, zero)))


def generic(given: Mapping[str, object]) -> Raw:
    """Ready-made effects ``yi`` with ``vi``, ``sei``, or a normal interval ``ci_low``, ``ci_high`` at ``level``
    (0.95).
    """
    if given.get("vi") is not None:
        y, v = columns_of("GEN", given, ("yi", "vi"))
    elif given.get("sei") is not None:
        y, se = columns_of("GEN", given, ("yi", "sei"))
        require(se >= 0, "a standard error is negative", "check sei")
        v = se**2
    else:
        y, low, high = columns_of("GEN", given, ("yi", "ci_low", "ci_high"))
        require(
            (low <= y) & (y <= high), "the interval does not contain the effect", "check the log scale and the order"
        )
        level = float(given.get("level", 0.95))  # type: ignore[arg-type]
        v = ((high - low) / (2 * z_quantile(0.5 + level / 2))) ** 2
    require(v >= 0, "a sampling variance is negative", "check vi")
    return Raw(y, v)
