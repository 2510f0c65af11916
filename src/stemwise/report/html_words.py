"""Plain sentences for a reader who knows no statistics; the numbers stand behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stemwise.report.words import number

if TYPE_CHECKING:
    from stemwise.answer.model import HarmCount, Pool
    from stemwise.evidence.knowledge import Figure, PooledHarm

CERTAINTY_PLAIN = {
    "high": "We can be confident: more studies are unlikely to change this much.",
    "moderate": "Probably close to the truth; a new study could still change it.",
    "low": "It may be quite different from the truth; new studies are likely to change it.",
    "very low": "It is little more than a guess: nobody can be sure of the size, or even of the direction, of this effect.",
    "none": "No randomised comparison with visible numbers: nothing can be said of the effect.",
}
"""What a level of certainty means, after GRADE's definitions (Balshem 2011)."""

_SPLIT = re.compile(
    r"(?:What trials found: )?(?=(?:What randomised trials show|Why no surer|Without the therapy"
    r"|Our own pooling of randomised trials|Pooled|How many improve anyway|Known to help|Documented serious harm, for one):)"
)


def lead_and_rest(why: str) -> tuple[str, tuple[str, ...]]:
    """The reason itself, and the numbers that follow it, part by part."""
    parts = [p.strip() for p in _SPLIT.split(why) if p and p.strip()]
    if len(parts) < 2:
        return why, ()
    lead = parts[0]
    return (lead[:-1] + "." if lead.endswith(":") else lead), tuple(parts[1:])


def people(pool: Pool) -> str:
    """ "3 randomised trials with 197 people" """
    trials = "One randomised trial" if pool.k == 1 else f"{pool.k} randomised trials"
    return f"{trials} with {pool.n} people"


def _when(pool: Pool) -> str:
    return "" if pool.window in ("", "any") else f" after {pool.window} months"


def _span(pool: Pool, unit: str) -> str:
    low, high = pool.ci
    if low >= 0:
        return f"between {number(low)} and {number(high)}{unit} more"
    if high <= 0:
        return f"between {number(-high)} and {number(-low)}{unit} less"
    return f"anywhere from {number(-low)}{unit} less to {number(high)}{unit} more"


def pool_plain(pool: Pool) -> str:
    """A pool for a parent: how many, which way, how far it may lie, and what that allows one to say."""
    name, when = pool.outcome_name, _when(pool)
    if pool.measure in ("MD", "SMD"):
        unit = " points" if pool.measure == "MD" else " standard deviations"
        way = "more" if pool.estimate >= 0 else "less"
        scale = " (on this scale less is better)" if pool.better == "lower" else ""
        told = (
            f"{people(pool)}. On {name}{when}, those given cells scored {number(abs(pool.estimate))}{unit} {way} than those "
            f"without them{scale}. The true difference may be {_span(pool, unit)}."
        )
    else:
        often = "happened {} times as often" if pool.measure == "RR" else "had odds {} times as high"
        told = (
            f"{people(pool)}. With cells, {name}{when} {often.format(number(pool.estimate))} as without them; "
            f"the truth may be between {number(pool.ci[0])} and {number(pool.ci[1])} times."
        )
    return f"{told} {MEANS[pool.favours]}"


MEANS = {
    "cells": "Chance alone does not easily explain this; it is in favour of the cells.",
    "control": "Chance alone does not easily explain this; those without cells did better.",
    "neither": "So there is no clear difference: the trials fit with help, with none, and with harm.",
}


def heterogeneity(pool: Pool) -> str:
    """tau2 and I2, where more than one study was pooled."""
    parts = []
    if pool.tau2 is not None:
        parts.append(f"tau² {number(pool.tau2)}")
    if pool.i2 is not None:
        parts.append(f"I² {pool.i2:.0f} %")
    return ", ".join(parts)


def per_cent(value: float) -> str:
    """A share with as many decimals as it needs: "32.9", "0.41", "61"."""
    return (
        f"{value:.0f}"
        if value >= 10 and abs(value - round(value)) < 0.05
        else f"{value:.1f}"
        if value >= 1
        else f"{value:.2g}"
    )


def harm_count(count: HarmCount) -> str:
    """Events of n, beside the control group where one was, and the bound."""
    beside = f", against {count.control_events} of {count.control_n} without cells" if count.control_n else ""
    if count.events == 0:
        bound = f"None seen is not none possible: up to {per_cent(count.upper)} % of people cannot be ruled out."
    else:
        bound = f"Up to {per_cent(count.upper)} % of people cannot be ruled out."
    return f"{count.events} of {count.n} people given cells{beside}. {bound}"


def harm_pooled(harm: PooledHarm) -> str:
    """A published pooled harm with its interval and size."""
    ci = f" ({harm.ci[0]:g} to {harm.ci[1]:g})" if harm.ci else ""
    size = ", ".join(
        part
        for part in (f"{harm.k} studies" if harm.k else "", f"{harm.n:,} people".replace(",", " ") if harm.n else "")
        if part
    )
    if harm.value is None:
        told = f"{harm.events} of {harm.n}" if harm.events is not None and harm.n else "no number printed"
    elif harm.measure == "proportion":
        told = f"in {harm.value:g} %{ci} of people"
    elif harm.measure in ("OR", "RR", "HR", "IRR"):
        told = f"{harm.measure} {harm.value:g}{ci}: {_ratio_words(harm)}"
    else:
        told = f"{harm.measure} {harm.value:g}{ci}".strip()
    return f"{told}; {size}" if size and harm.value is not None else told


def _ratio_words(harm: PooledHarm) -> str:
    if harm.ci is None:
        return "more often with cells" if (harm.value or 0) > 1 else "not more often with cells"
    if harm.ci[0] > 1:
        return "more often with cells"
    return "less often with cells" if harm.ci[1] < 1 else "no clear difference"


def figure_words(figure: Figure) -> str:
    """A pooled figure of an alternative."""
    if figure.value is None:
        return figure.as_printed or figure.note
    ci = f" ({figure.ci[0]:g} to {figure.ci[1]:g})" if figure.ci else ""
    when = f" at {figure.months:g} months" if figure.months is not None else ""
    size = f", {figure.k} studies" if figure.k else ""
    name = figure.as_printed or figure.outcome
    return f"{name}{when}: {figure.measure} {figure.value:g}{ci}{size}"
