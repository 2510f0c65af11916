"""Covariance of a study's log relative risks, which share one reference group (Greenland and Longnecker 1992).

Vocabulary: ``cases`` and ``totals`` (m,) per dose level with the reference first; totals are cases and controls (kind
``cc``), people (``ci``) or person-time (``ir``). ``logrr`` (m-1,) are the adjusted log relative risks of the others.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis.notes import Floats, choice, column

KINDS = ("cc", "ci", "ir")


def pseudo_counts(kind: str, cases: ArrayLike, totals: ArrayLike, logrr: ArrayLike) -> Floats:
    """Cases (m,) that give the adjusted relative risks and keep both margins (their appendix).

    The margins fix all counts once the reference's is known, and the sum of cases rises with it; so the one root is found
    by bisection (cc) or at once (ci, ir), where Newton's method may leave the range.

    Raises
    ------
    InputError
        Counts that cannot be; relative risks that no counts with these margins give.
    """
    choice("kind", kind, KINDS)
    a, n = column("cases", cases), column("totals", totals)
    ratio = np.exp(np.concatenate([[0.0], column("logrr", logrr)]))
    _checked(kind, a, n, ratio)
    total = float(a.sum())
    if kind != "cc":
        found = n * ratio * (total / float((n * ratio).sum()))
        if kind == "ci" and np.any(found >= n):
            raise InputError(
                "the relative risks ask for more cases than people in a dose group", "check totals and relative risks"
            )
        return np.asarray(found)

    def at(logit: float) -> Floats:
        odds = math.exp(logit) * ratio
        return np.asarray(n * odds / (1 + odds))

    low, high = -700.0, 700.0 - math.log(float(ratio.max()))
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if float(at(middle).sum()) < total else (low, middle)
    return at(0.5 * (low + high))


def _checked(kind: str, a: Floats, n: Floats, ratio: Floats) -> None:
    if not a.size == n.size == ratio.size:
        raise InputError(
            f"{a.size} cases, {n.size} totals and {ratio.size - 1} relative risks",
            "give one fewer relative risk than levels",
        )
    if a.size < 2:
        raise InputError("a study has no dose level besides its reference", "it says nothing about dose; leave it out")
    if np.any(a < 0) or np.any(n <= 0) or not a.sum() > 0:
        raise InputError("a count is negative, or a dose group is empty", "check cases and totals")
    if kind != "ir" and (np.any(a > n) or not a.sum() < n.sum()):
        raise InputError("there are more cases than people in a dose group", "totals hold cases and controls together")


def covariance_of(kind: str, cases: ArrayLike, totals: ArrayLike, logrr: ArrayLike, se: ArrayLike) -> Floats:
    """Covariance (m-1, m-1) of the log relative risks: the given standard errors with the correlations of the
    pseudo-counts, s0 / sqrt((s0 + sx)(s0 + sz)), s being 1/A + 1/B (cc), 1/A - 1/N (ci) or 1/A (ir) of each level.
    """
    a = pseudo_counts(kind, cases, totals, logrr)
    n = column("totals", totals)
    s = 1 / a + (1 / (n - a) if kind == "cc" else -1 / n if kind == "ci" else 0.0)
    error = column("se", se, a.size - 1)
    if np.any(error <= 0):
        raise InputError("a standard error is not above zero", "leave it out for the reference level only")
    spread = np.sqrt(s[0] + s[1:])
    r = s[0] / np.outer(spread, spread)
    np.fill_diagonal(r, 1.0)
    return np.asarray(r * np.outer(error, error))
