"""Plain sentences for a reader who knows no statistics; the numbers stand behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from stemwise.answer.bounds import parts
from stemwise.answer.pooling import each_trial, months_in, people_in, unit_of
from stemwise.report.words import number
from stemwise.verdict.wording import outcome_label

if TYPE_CHECKING:
    from stemwise.answer.harm_model import HarmCount
    from stemwise.answer.model import Certainty, Pool
    from stemwise.evidence.knowledge import Figure, PooledHarm

CERTAINTY_PLAIN = {
    "high": "We can be confident: more studies are unlikely to change this much.",
    "moderate": "Probably close to the truth; a new study could still change it.",
    "low": "It may be quite different from the truth; new studies are likely to change it.",
    "very low": "It is little more than a guess: nobody can be sure of the size, or even of the direction, of this effect.",
    "none": "No randomised trial whose numbers we could see and pool: nothing can be said of the effect.",
}
"""What a level of certainty means, after GRADE's definitions (Balshem 2011)."""

DOTS = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○", "none": "○○○○"}

_SPLIT = re.compile(
    r"(?:What trials found: )?(?=(?:What randomised trials show|Why no surer|Without the therapy"
    r"|Our own pooling of randomised trials|Pooled over trials|How many improve anyway|Known to help"
    r"|Documented serious harm, for one):|No randomised trial was found whose"
    r"|No randomised result for this|Trials were not looked for)"
)


_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
ENOUGH = 60
"""Characters from which on a reason stands alone; a shorter first sentence ("This is Sun 2017.") takes the next along."""


def lead_and_rest(why: str) -> tuple[str, tuple[str, ...]]:
    """The reason in a sentence or two, and what follows it, part by part; why no surer stands with the certainty."""
    head, *rest = [p.strip() for p in _SPLIT.split(why) if p and p.strip()] or [why]
    sentences = _SENTENCE.split(head)
    lead = sentences.pop(0)
    while sentences and len(lead) < ENOUGH:
        lead += " " + sentences.pop(0)
    follows = [" ".join(sentences)] if sentences else []
    follows += [p for p in rest if not p.startswith("Why no surer")]
    return (lead[:-1] + "." if lead.endswith(":") else lead), tuple(follows)


def plain(value: float) -> str:
    """A number with as few figures as its size bears: "28", "3.2", "0.42"."""
    size = abs(value)
    return number(value) if size < 1 else f"{value:.1f}" if size < 10 else f"{value:.0f}"


def trials(pool: Pool) -> str:
    """ "3 randomised trials, 197 people" """
    return f"{'1 randomised trial' if pool.k == 1 else f'{pool.k} randomised trials'}, {people_in(pool)}"


def _unit(pool: Pool) -> str:
    return f" {unit_of(pool)}".rstrip()


def _span(pool: Pool, unit: str) -> str:
    low, high = pool.ci
    if low >= 0:
        return f"between {plain(low)} and {plain(high)}{unit} higher"
    if high <= 0:
        return f"between {plain(-high)} and {plain(-low)}{unit} lower"
    return f"anywhere from {plain(-low)}{unit} lower to {plain(high)}{unit} higher"


def pool_plain(pool: Pool, name: str = "") -> str:
    """A pool for a parent: which way, on how many it rests, how far it may lie, what that allows one to say."""
    months = months_in(pool)
    when = f" after {months} months" if months else ""
    like = " and scales like it" if pool.measure == "SMD" else ""
    head = f"{up(name or outcome_label(pool))}{like}{when}:"
    unit = _unit(pool)
    if pool.disagree:
        scale = unit.strip() if pool.measure in ("MD", "SMD") else "times as often with cells"
        told = f" (with cells against without{f', {scale}' if scale else ''})"
        return f"{head} two trials disagree{told}: {each_trial(pool)}. No mean of the two is given ({trials(pool)})."
    if pool.measure in ("MD", "SMD"):
        way = "higher" if pool.estimate >= 0 else "lower"
        scale = " (here lower is better)" if pool.better == "lower" else ""
        told = f"on average {plain(abs(pool.estimate))}{unit} {way} with cells than without them{scale}"
        truth = f"The true difference may be {_span(pool, unit)}."
    else:
        often = "{} times as often" if pool.measure == "RR" else "odds {} times as high"
        told = f"{often.format(number(pool.estimate))} with cells as without them"
        truth = f"The truth may be between {number(pool.ci[0])} and {number(pool.ci[1])} times."
    return f"{head} {told} ({trials(pool)}). {truth} {MEANS[pool.favours]}"


def pool_told(pool: Pool) -> str:
    """The same with the outcome's full name, for a summary that stands alone."""
    return pool_plain(pool, pool.outcome_name)


def up(text: str) -> str:
    """The first letter as a capital, save where the second is one already ("mRS", "MSC")."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def mattering(pool: Pool) -> str:
    """From which size on a difference matters to people, where that is published for the scale."""
    sizes = sorted({abs(m.value) for m in pool.mcid})
    if not sizes or pool.measure != "MD":
        return ""
    span = f"{sizes[0]:g}" if len(sizes) == 1 else f"{sizes[0]:g} to {sizes[-1]:g}"
    return f"By published yardsticks a difference starts to matter at {span}{_unit(pool)}."


def domains(certainty: Certainty) -> str:
    """The reasons in a few words: "risk of bias, inconsistency and imprecision"."""
    names = [r.domain for r in certainty.reasons]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


MEANS = {
    "cells": "Chance alone does not easily explain this; it is in favour of the cells.",
    "control": "Chance alone does not easily explain this; those without cells did better.",
    "neither": "So there is no clear difference: by these trials the cells may help, do nothing, or harm.",
}


def heterogeneity(pool: Pool) -> str:
    """tau2 and I2, where more than one study was pooled."""
    parts = []
    if pool.tau2 is not None:
        parts.append(f"tau² {number(pool.tau2)}")
    if pool.i2 is not None:
        parts.append(f"I² {pool.i2:.0f} %")
    return ", ".join(parts)


def harm_count(count: HarmCount) -> str:
    """The randomised groups beside each other, the others with their share, what cannot be added, and whose count it is."""
    return " ".join(f"{up(part)}." for part in parts(count))


def numbers_first(rows: Iterable[PooledHarm]) -> tuple[PooledHarm, ...]:
    """Pooled harms with a number before those told in words only."""
    return tuple(sorted(rows, key=lambda p: p.value is None and p.events is None))


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
