"""Trials of a network from what each arm reported."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis.dist import hedges_j
from stemwise.synthesis.network.trials import Block, Trials, joined, labels_of
from stemwise.synthesis.notes import Floats, Note, choice, column

COLUMNS = {"MD": ("m", "sd", "n"), "SMD": ("m", "sd", "n"), "ROM": ("m", "sd", "n"), "IRR": ("x", "t")}
COLUMNS |= dict.fromkeys(("OR", "RR", "RD"), ("x", "n"))


def trials_from_arms(
    measure: str, study: Sequence[Hashable], treatment: Sequence[Hashable], *, add: float = 0.5, **columns: ArrayLike
) -> Trials:
    """Trials from arms: one row per arm, with ``m, sd, n`` (MD, SMD, ROM), events ``x`` of ``n`` (OR, RR, RD), or events
    ``x`` in person-time ``t`` (IRR). Ratios are on the log scale.

    Contrasts of one trial share the base arm, whose variance is their covariance (Rücker 2012; for SMD Gleser and Olkin
    2009). In a trial with a zero cell ``add`` is put on every cell of every arm, and the notes name it; a trial without
    an event, or with nothing else, in any arm says nothing of a ratio and is left out, and named.

    Raises
    ------
    InputError
        Unknown measure, missing column, impossible values, a treatment twice in a trial, a disconnected network.
    """
    name = choice("measure", str(measure).upper(), tuple(COLUMNS))
    needed = COLUMNS[name]
    absent = [c for c in needed if columns.get(c) is None]
    if absent:
        raise InputError(f"measure {name} lacks column {', '.join(absent)}", f"it needs {', '.join(needed)}")
    first = column(needed[0], columns[needed[0]])
    given = {c: column(c, columns[c], first.size) for c in needed}
    studies, treatments = labels_of(study, first.size, "study"), labels_of(treatment, first.size, "treatment")
    _possible(name, given)
    rows: dict[str, list[int]] = {}
    for i, s in enumerate(studies):
        rows.setdefault(s, []).append(i)
    blocks: list[Block] = []
    lost: dict[str, list[str]] = {"single-arm": [], "no-information": [], "zero-cells": []}
    for s, found in rows.items():
        order = sorted(found, key=lambda i: treatments[i])
        arms = tuple(treatments[i] for i in order)
        if len(set(arms)) < len(arms):
            twice = next(a for a in arms if arms.count(a) > 1)
            raise InputError(f"trial {s!r} has two arms of {twice!r}", "combine them, or name them differently")
        if len(arms) < 2:
            lost["single-arm"].append(s)
            continue
        values = {c: given[c][order] for c in needed}
        if name in ("OR", "RR", "RD", "IRR"):
            values, kind = _zero(name, values, add)
            if kind:
                lost[kind].append(s)
            if kind == "no-information":
                continue
        blocks.append(_smd(s, arms, values) if name == "SMD" else _plain(name, s, arms, values))
    return joined(blocks, _notes(lost, add))


def _possible(measure: str, g: dict[str, Floats]) -> None:
    checks: list[tuple[object, str]] = []
    if "sd" in g:
        checks += [(g["sd"] > 0, "a standard deviation is not above zero"), (g["n"] >= 1, "an arm has no participants")]
    if measure == "SMD":
        checks.append((g["n"] >= 2, "an arm has fewer than two participants"))
    if measure == "ROM":
        checks.append((g["m"] > 0, "a mean is not above zero"))
    if "x" in g:
        checks.append((g["x"] >= 0, "a count is negative"))
        other = "t" if "t" in g else "n"
        checks.append(
            (g[other] > 0, "an arm has no participants" if other == "n" else "a person-time is not above zero")
        )
    if "x" in g and "n" in g:
        checks.append((g["x"] <= g["n"], "there are more events than people"))
    for ok, what in checks:
        bad = np.flatnonzero(~np.asarray(ok))
        if bad.size:
            raise InputError(f"{what} in row {bad[0] + 1}", "check that arm")


def _zero(measure: str, v: dict[str, Floats], add: float) -> tuple[dict[str, Floats], str]:
    """The trial's counts, corrected where they must be, and what was done."""
    x = v["x"]
    if measure == "IRR":
        if not x.any():
            return v, "no-information"
        return ({"x": x + add, "t": v["t"]}, "zero-cells") if (x == 0).any() else (v, "")
    rest = v["n"] - x
    if measure != "RD" and (not x.any() or not rest.any()):
        return v, "no-information"
    stuck = (x == 0).any() or ((rest == 0).any() and measure != "RR") or (measure == "RR" and (rest == 0).all())
    if not stuck:
        return v, ""
    return {"x": x + add, "n": v["n"] + 2 * add}, "zero-cells"


def _plain(measure: str, study: str, arms: tuple[str, ...], g: dict[str, Floats]) -> Block:
    """Each arm has its own value and variance; contrasts share the base arm's."""
    if measure == "MD":
        value, variance = g["m"], g["sd"] ** 2 / g["n"]
    elif measure == "ROM":
        value, variance = np.log(g["m"]), g["sd"] ** 2 / (g["n"] * g["m"] ** 2)
    elif measure == "OR":
        value, variance = np.log(g["x"] / (g["n"] - g["x"])), 1 / g["x"] + 1 / (g["n"] - g["x"])
    elif measure == "RR":
        value, variance = np.log(g["x"] / g["n"]), 1 / g["x"] - 1 / g["n"]
    elif measure == "RD":
        p = g["x"] / g["n"]
        value, variance = p, p * (1 - p) / g["n"]
    else:
        value, variance = np.log(g["x"] / g["t"]), 1 / g["x"]
    return Block(study, arms, value[1:] - value[0], variance[0] + np.diag(variance[1:]))


def _smd(study: str, arms: tuple[str, ...], g: dict[str, Floats]) -> Block:
    """Hedges' g over the SD pooled over all arms; variances 1/n0 + 1/n + g^2/(2N), covariances 1/n0 + g g'/(2N)."""
    n, total = g["n"], float(g["n"].sum())
    df = total - n.size
    pooled = np.sqrt(((n - 1) * g["sd"] ** 2).sum() / df)
    d = float(hedges_j(df)) * (g["m"][1:] - g["m"][0]) / pooled
    return Block(study, arms, d, 1 / n[0] + np.diag(1 / n[1:]) + np.outer(d, d) / (2 * total))


def _notes(lost: dict[str, list[str]], add: float) -> tuple[Note, ...]:
    out = []
    if lost["single-arm"]:
        text = f"{', '.join(lost['single-arm'])}: one arm only, left out."
        out.append(Note("single-arm", text, "A network is made of comparisons within trials."))
    if lost["no-information"]:
        text = f"{', '.join(lost['no-information'])}: no event, or nothing but events, in any arm; left out of a ratio."
        out.append(Note("no-information", text, "Report such trials beside the network."))
    if lost["zero-cells"]:
        text = f"{add:g} was added to every cell of {', '.join(lost['zero-cells'])} because of a zero cell."
        out.append(Note("zero-cells", text, "See whether conclusions hold without these trials."))
    return tuple(out)
