"""Measures of continuous outcomes: two groups, one group twice, one mean, correlations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stemwise.synthesis.dist import hedges_j
from stemwise.synthesis.effects.result import Raw, columns_of, require
from stemwise.synthesis.notes import Floats, Note

Given = Mapping[str, object]
TWO = ("m1", "sd1", "n1", "m2", "sd2", "n2")
IMPLAUSIBLE_SMD = 3.0
"""Above this a standard deviation is most often a standard error in disguise (EXAMPLES: the SE-taken-for-SD alarm)."""


def two_groups(measure: str, given: Given) -> tuple[Floats, ...]:
    """m1, sd1, n1, m2, sd2, n2, checked."""
    m1, sd1, n1, m2, sd2, n2 = columns_of(measure, given, TWO)
    require((n1 >= 1) & (n2 >= 1), "a group has no participants", "n1 and n2 count people and are at least 1")
    require((sd1 >= 0) & (sd2 >= 0), "a standard deviation is negative", "check sd1 and sd2")
    if measure in ("SMD", "SMDH"):
        require((sd1 > 0) & (sd2 > 0), "a standard deviation is zero", "leave it empty where it was not printed")
    return m1, sd1, n1, m2, sd2, n2


def md(given: Given) -> Raw:
    """Mean difference m1 - m2, variance sd1^2/n1 + sd2^2/n2."""
    m1, sd1, n1, m2, sd2, n2 = two_groups("MD", given)
    return Raw(m1 - m2, sd1**2 / n1 + sd2**2 / n2)


def smd(given: Given) -> Raw:
    """Standardised mean difference, exact Hedges factor; variance 1/n1 + 1/n2 + g^2/(2(n1+n2)) (Hedges 1982)."""
    m1, sd1, n1, m2, sd2, n2 = two_groups("SMD", given)
    df = n1 + n2 - 2
    with np.errstate(all="ignore"):
        sp = np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
        g = hedges_j(df) * (m1 - m2) / sp
        v = 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))
    return Raw(g, v, notes=alarm(g))


def smdh(given: Given) -> Raw:
    """SMD over the root mean of both variances, for unequal variances (Bonett 2008), with the Hedges factor on both."""
    m1, sd1, n1, m2, sd2, n2 = two_groups("SMDH", given)
    with np.errstate(all="ignore"):
        s2 = (sd1**2 + sd2**2) / 2
        j = hedges_j(n1 + n2 - 2)
        g = j * (m1 - m2) / np.sqrt(s2)
        v = g**2 * (sd1**4 / (n1 - 1) + sd2**4 / (n2 - 1)) / (8 * s2**2)
        v = v + (sd1**2 / (n1 - 1) + sd2**2 / (n2 - 1)) / s2
    return Raw(g, j**2 * v, notes=alarm(g))


def rom(given: Given) -> Raw:
    """Log ratio of means (Hedges, Gurevitch and Curtis 1999); both means of one sign."""
    m1, sd1, n1, m2, sd2, n2 = two_groups("ROM", given)
    require(
        m1 * m2 > 0, "the means differ in sign or are zero", "a ratio of means needs both means on one side of zero"
    )
    return Raw(np.log(m1 / m2), sd1**2 / (n1 * m1**2) + sd2**2 / (n2 * m2**2))


def alarm(g: Floats) -> tuple[Note, ...]:
    """Name the studies whose SMD is implausibly large."""
    wild = tuple(int(i) for i in np.flatnonzero(np.abs(g) > IMPLAUSIBLE_SMD))
    if not wild:
        return ()
    return (
        Note(
            "smd-implausible",
            f"{len(wild)} studies have a standardised difference above {IMPLAUSIBLE_SMD:g}.",
            "Look whether a standard error was taken for a standard deviation.",
            wild,
        ),
    )


def paired(measure: str, given: Given) -> tuple[Floats, ...]:
    """m1, sd1, m2, sd2, ni, ri, checked: one group measured twice, ``ri`` the correlation of its two measurements."""
    out = columns_of(measure, given, ("m1", "sd1", "m2", "sd2", "ni", "ri"))
    require(np.abs(out[5]) <= 1, "the correlation ri lies outside -1 to 1", "give Pearson's r of the two measurements")
    require(out[4] >= 1, "ni is below 1", "ni counts the people measured twice")
    return out


def mc(given: Given) -> Raw:
    """Mean change m1 - m2."""
    m1, sd1, m2, sd2, n, r = paired("MC", given)
    return Raw(m1 - m2, (sd1**2 + sd2**2 - 2 * r * sd1 * sd2) / n)


def smcc(given: Given) -> Raw:
    """Change over the standard deviation of the changes (Gibbons, Hedeker and Davis 1993)."""
    m1, sd1, m2, sd2, n, r = paired("SMCC", given)
    with np.errstate(all="ignore"):
        g = hedges_j(n - 1) * (m1 - m2) / np.sqrt(sd1**2 + sd2**2 - 2 * r * sd1 * sd2)
        return Raw(g, 1 / n + g**2 / (2 * n), notes=alarm(g))


def smcr(given: Given) -> Raw:
    """Change over the standard deviation of the first measurement, sd1 (Becker 1988)."""
    m1, sd1, m2, _, n, r = paired("SMCR", {"sd2": 0.0, **given})
    with np.errstate(all="ignore"):
        g = hedges_j(n - 1) * (m1 - m2) / sd1
        return Raw(g, 2 * (1 - r) / n + g**2 / (2 * n), notes=alarm(g))


def ppc(given: Given) -> Raw:
    """Pre-post-control, change difference over the pooled pre-test sd (Morris 2008, d_ppc2 and its variance).

    Columns: pre1, post1, sd1 (pre-test), n1 and pre2, post2, sd2, n2; ``ri`` the pre-post correlation.
    """
    names = ("pre1", "post1", "sd1", "n1", "pre2", "post2", "sd2", "n2", "ri")
    a, b, sd1, n1, c, d, sd2, n2, r = columns_of("PPC", given, names)
    require(n1 + n2 > 4, "a trial has 4 or fewer participants", "its variance does not exist")
    df = n1 + n2 - 2
    sp = np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
    j = 1 - 3 / (4 * df - 1)
    g = j * ((b - a) - (d - c)) / sp
    base = 2 * (1 - r) * (n1 + n2) / (n1 * n2)
    return Raw(g, j**2 * base * df / (df - 2) * (1 + g**2 / base) - g**2, notes=alarm(g))


def mn(given: Given) -> Raw:
    """One mean."""
    m, sd, n = columns_of("MN", given, ("mi", "sdi", "ni"))
    require(n >= 1, "ni is below 1", "ni counts people")
    return Raw(m, sd**2 / n)


def correlation(measure: str, given: Given) -> tuple[Floats, Floats]:
    """ri, ni, checked."""
    r, n = columns_of(measure, given, ("ri", "ni"))
    require(np.abs(r) <= 1, "the correlation ri lies outside -1 to 1", "give Pearson's r")
    require(n > 3, "ni is 3 or less", "a correlation needs at least 4 pairs")
    return r, n


def cor(given: Given) -> Raw:
    """Raw correlation, variance (1 - r^2)^2 / (n - 1)."""
    r, n = correlation("COR", given)
    return Raw(r, (1 - r**2) ** 2 / (n - 1))


def zcor(given: Given) -> Raw:
    """Fisher's z, variance 1/(n - 3)."""
    r, n = correlation("ZCOR", given)
    with np.errstate(divide="ignore"):
        return Raw(np.arctanh(r), 1 / (n - 3))
