"""Mantel-Haenszel and Peto pools of 2x2 tables, and Mantel-Haenszel of rates, without continuity correction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.effects.counts import table
from stemwise.synthesis.effects.result import columns_of, require
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Floats, Note, choice, level_in


@dataclass(frozen=True, slots=True)
class TablePool:
    """A common effect over k tables; ratios are on the log scale. ``informative`` counts the tables that decide it.

    ``q`` (with ``q_p``) is the Breslow-Day test (OR), else None; ``cmh`` the Cochran-Mantel-Haenszel statistic without
    continuity correction, with its p.
    """

    estimate: float
    se: float
    ci: Interval
    statistic: float
    p: float
    k: int
    informative: int
    measure: str
    method: str
    q: float | None
    q_df: int
    q_p: float | None
    cmh: float | None
    cmh_p: float | None
    notes: tuple[Note, ...]


def mantel_haenszel(measure: str, *, level: float = 0.95, **columns: Any) -> TablePool:
    """Pool OR, RR, RD (2x2 tables) or IRR, IRD (rates) by Mantel and Haenszel's weights, no cell touched.

    Variances: OR Robins, Breslow and Greenland 1986; RR and IRR Greenland and Robins 1985; RD Sato, Greenland and
    Robins 1989; IRD Greenland and Robins 1985.

    Raises
    ------
    InputError
        No events in a whole arm (the ratio does not exist); bad counts.
    """
    name = choice("measure", str(measure).upper(), ("OR", "RR", "RD", "IRR", "IRD"))
    level = level_in(level)
    if name in ("IRR", "IRD"):
        x1, x2, t1, t2 = columns_of(name, columns, ("x1i", "x2i", "t1i", "t2i"))
        require(
            (x1 >= 0) & (x2 >= 0) & (t1 > 0) & (t2 > 0), "a count or person-time is not possible", "check the columns"
        )
        estimate, variance = _rates(name, x1, x2, t1, t2)
        return _pool(estimate, variance, name, "Mantel-Haenszel", level, x1.size, int(((x1 + x2) > 0).sum()), ())
    a, b, c, d = table(name, columns)
    if name != "RD" and (a.sum() == 0 or c.sum() == 0):
        raise InputError(
            "one arm has no event in any study, so no ratio can be estimated",
            "give the upper bound of its risk, a risk difference, or Peto's odds ratio",
        )
    n = a + b + c + d
    estimate, variance = {"OR": _odds, "RR": _risk, "RD": _difference}[name](a, b, c, d, n)
    if not variance > 0:
        raise InputError(
            "the tables hold too few events for a standard error", "give the risks with exact bounds instead"
        )
    informative = (a + c > 0) & (b + d > 0) if name == "OR" else (a + c > 0) | np.full(a.shape, name == "RD")
    q = q_p = None
    if name == "OR" and informative.sum() > 1:
        q = breslow_day(a, b, c, d, math.exp(estimate))
        q_p = float(dist.chi2_upper(q, informative.sum() - 1))
    hyper = (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * np.maximum(n - 1, 1))
    cmh = float((a - (a + b) * (a + c) / n).sum() ** 2 / hyper.sum()) if hyper.sum() > 0 else None
    return _pool(
        estimate,
        variance,
        name,
        "Mantel-Haenszel",
        level,
        a.size,
        int(informative.sum()),
        _silent(informative),
        q,
        q_p,
        cmh,
    )


def _pool(
    estimate: float,
    variance: float,
    measure: str,
    method: str,
    level: float,
    k: int,
    informative: int,
    notes: tuple[Note, ...],
    q: float | None = None,
    q_p: float | None = None,
    cmh: float | None = None,
) -> TablePool:
    se = math.sqrt(variance)
    half = dist.z_quantile(0.5 + level / 2) * se
    z = estimate / se
    return TablePool(
        estimate=estimate,
        se=se,
        ci=Interval(estimate - half, estimate + half, level, "z"),
        statistic=z,
        p=dist.two_sided(z, math.inf),
        k=k,
        informative=informative,
        measure=measure,
        method=method,
        q=q,
        q_df=informative - 1,
        q_p=q_p,
        cmh=cmh,
        cmh_p=None if cmh is None else float(dist.chi2_upper(cmh, 1)),
        notes=notes,
    )


def _silent(informative: Any) -> tuple[Note, ...]:
    rows = tuple(int(i) for i in np.flatnonzero(~informative))
    if not rows:
        return ()
    return (
        Note(
            "no-information",
            f"{len(rows)} of {informative.size} studies have no event in either arm; they do not move a ratio.",
            "Report them beside it; a risk difference or a beta-binomial model uses them.",
            rows,
        ),
    )


def _odds(a: Floats, b: Floats, c: Floats, d: Floats, n: Floats) -> tuple[float, float]:
    r, s = a * d / n, b * c / n
    p, q = (a + d) / n, (b + c) / n
    top, bottom = float(r.sum()), float(s.sum())
    if top == 0 or bottom == 0:
        raise InputError("every study has its events on one side only", "use Peto's odds ratio or a conditional model")
    variance = (
        (p * r).sum() / (2 * top**2) + (p * s + q * r).sum() / (2 * top * bottom) + (q * s).sum() / (2 * bottom**2)
    )
    return math.log(top / bottom), float(variance)


def _risk(a: Floats, b: Floats, c: Floats, d: Floats, n: Floats) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    r, s = float((a * n2 / n).sum()), float((c * n1 / n).sum())
    p = (n1 * n2 * (a + c) / n**2 - a * c / n).sum()
    return math.log(r / s), float(p / (r * s))


def _difference(a: Floats, b: Floats, c: Floats, d: Floats, n: Floats) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    weight = n1 * n2 / n
    rd = float((a * n2 / n - c * n1 / n).sum() / weight.sum())
    p = (n1**2 * c - n2**2 * a + n1 * n2 * (n2 - n1) / 2) / n**2
    q = (a * (n2 - c) + c * (n1 - a)) / (2 * n)
    return rd, float((rd * p.sum() + q.sum()) / weight.sum() ** 2)


def _rates(measure: str, x1: Floats, x2: Floats, t1: Floats, t2: Floats) -> tuple[float, float]:
    t = t1 + t2
    r, s = float((x1 * t2 / t).sum()), float((x2 * t1 / t).sum())
    if measure == "IRR":
        if r == 0 or s == 0:
            raise InputError(
                "one arm has no event in any study, so no rate ratio exists", "give an upper bound instead"
            )
        return math.log(r / s), float((t1 * t2 * (x1 + x2) / t**2).sum() / (r * s))
    weight = float((t1 * t2 / t).sum())
    variance = ((t1 * t2 / t) ** 2 * (x1 / t1**2 + x2 / t2**2)).sum() / weight**2
    return (r - s) / weight, float(variance)


def breslow_day(a: Floats, b: Floats, c: Floats, d: Floats, odds_ratio: float) -> float:
    """Breslow and Day's (1980) homogeneity statistic at a common odds ratio, uninformative tables left out."""
    keep = (a + c > 0) & (b + d > 0)
    a, n1, n2, m = a[keep], (a + b)[keep], (c + d)[keep], (a + c)[keep]
    # Expected events A solve A (n2 - m + A) = psi (n1 - A)(m - A).
    if abs(odds_ratio - 1) < 1e-12:
        expected = n1 * m / (n1 + n2)
    else:
        p, q, r = 1 - odds_ratio, n2 - m + odds_ratio * (n1 + m), -odds_ratio * n1 * m
        root = np.sqrt(q * q - 4 * p * r)
        expected = (-q + root) / (2 * p)
    variance = 1 / (1 / expected + 1 / (n1 - expected) + 1 / (m - expected) + 1 / (n2 - m + expected))
    return float(((a - expected) ** 2 / variance).sum())


def peto(*, level: float = 0.95, **columns: Any) -> TablePool:
    """Peto's one-step odds ratio (Yusuf et al. 1985): observed less expected over the hypergeometric variance.

    Good for rare events, balanced arms and small effects; with unequal arms or a strong effect it is biased, and says
    so.
    """
    level = level_in(level)
    a, b, c, d = table("PETO", columns)
    n, n1, n2 = a + b + c + d, a + b, c + d
    v = n1 * n2 * (a + c) * (b + d) / (n**2 * np.maximum(n - 1, 1))
    total = float(v.sum())
    if total == 0:
        raise InputError("no study has an event", "give the upper bound of the risk in each arm instead")
    o_e = a - n1 * (a + c) / n
    estimate = float(o_e.sum()) / total
    informative = v > 0
    notes = _silent(informative)
    uneven = tuple(int(i) for i in np.flatnonzero(informative & (np.maximum(n1, n2) > 2 * np.minimum(n1, n2))))
    if uneven:
        text = f"In {len(uneven)} of {informative.size} studies one arm is more than twice the size of the other."
        advice = "Peto's odds ratio is biased there; use Mantel-Haenszel."
        notes += (Note("peto-unbalanced", text, advice, uneven),)
    if abs(estimate) > 1:
        advice = "Peto's odds ratio understates it; use Mantel-Haenszel or a conditional model."
        notes += (Note("peto-strong", "The effect is strong.", advice),)
    q = float((o_e[informative] ** 2 / v[informative]).sum()) - estimate**2 * total
    k = int(informative.sum())
    return _pool(
        estimate,
        1 / total,
        "OR",
        "Peto",
        level,
        a.size,
        k,
        notes,
        q,
        float(dist.chi2_upper(q, k - 1)) if k > 1 else None,
    )
