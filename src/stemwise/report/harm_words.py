"""A harm in words, the same in every report: its count, whose people these are, and the published figure beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemwise.answer.bounds import MOST_TOLD, bound_words, named, pair_words, told_first, told_words
from stemwise.report.paper import shorten
from stemwise.report.words import MEASURE_WORDS
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.model import HarmAnswer, HarmCount
    from stemwise.evidence.knowledge import PooledHarm

MOST_CONDITIONS = 3
NOTE = 160
ALL_SERIOUS, CAUSED = "serious-ae", "treatment-related-sae"
DEATH, CAUSED_DEATH = "death", "treatment-related-death"
OF_NO_KIND = frozenset({ALL_SERIOUS, CAUSED, DEATH, CAUSED_DEATH, "neutropenia"})
"""Serious harms that do not name what happened, or (low white cells) that belong to the chemotherapy itself."""


def count_words(c: HarmCount, *, short: bool = False) -> str:
    """Randomised groups beside each other, all who were treated, and what cannot be added (``short``: how many studies).

    A count of none never stands before a study that tells of some.
    """
    pair = pair_words(c.randomised) if c.randomised else ""
    own = f"{c.events} of {c.n} treated, {base_words(c)}; {bound_words(c)}" if c.n else ""
    if c.randomised and ((c.randomised.studies == c.studies and c.randomised.ratio) or (short and c.harm == DEATH)):
        own = ""
    if told_first(c) or not (pair or own):
        parts = [told_words(c, MOST_TOLD if short else None), pair, f"All that can be added: {own}" if own else ""]
    else:
        more = f"{len({t.study for t in c.told})} more could not be added" if short else f"{APART}: {told_words(c)}"
        parts = [pair, f"All at hand: {own}" if pair and own else own, more if c.told else ""]
    first, *rest = [part for part in parts if part]
    return ". ".join((f"{named(c)}: {first}", *(part[:1].upper() + part[1:] for part in rest)))


APART = "Not added, since people are not counted alike"


ELSEWHERE = (
    "No trial at hand of such cells in this condition counted harms, which is no sign of safety. In other conditions:"
)


def elsewhere_words(c: HarmCount) -> str:
    """A count of other conditions, which are named."""
    of = "" if len(c.conditions) > 1 else f", in {vocabulary().name('condition', c.conditions[0])}"
    return f"{count_words(c)}{of}"


def base_words(c: HarmCount) -> str:
    """How many studies, in which conditions where these are several, by which route where one was asked about."""
    if not c.studies:
        return ""
    words = vocabulary()
    parts = ["1 study" if len(c.studies) == 1 else f"{len(c.studies)} studies"]
    if len(c.conditions) > 1:
        names = [words.name("condition", x) for x in c.conditions]
        more = f" and {len(names) - MOST_CONDITIONS} more conditions" if len(names) > MOST_CONDITIONS else ""
        parts.append(f"in {', '.join(names[:MOST_CONDITIONS])}{more}")
    if c.route:
        parts.append(" or ".join(words.name("route", r) for r in c.route.split("+")))
    return ", ".join(parts)


def of_all_routes(harms: HarmAnswer, route: str) -> str:
    """A note where a route was asked about and some counts, or all, are of every route."""
    if not route or all(c.route for c in harms.counts):
        return ""
    told = "These harms were" if any(c.route for c in harms.counts) else "No harm was"
    alone = "not counted for this route alone" if any(c.route for c in harms.counts) else "counted for this route alone"
    return f"{told} {alone}; what follows is of all routes together:"


def main(harms: HarmAnswer) -> tuple[str, ...]:
    """The harms a summary names, the same for every condition, each with its figures; none where none was counted."""
    lines: list[str] = []
    for condition in dict.fromkeys(c.condition for c in harms.counts):
        chosen = _chosen([c for c in harms.counts if c.condition == condition])
        if chosen and chosen[0].harm != ALL_SERIOUS:
            where = f" ({vocabulary().name('condition', condition)})" if condition else ""
            lines.append(f"serious events of any cause were not counted{where}.")
        lines += [_line(c, harms) for c in chosen]
    return tuple(lines)


def _chosen(counts: Sequence[HarmCount]) -> list[HarmCount]:
    """Serious events of any cause; death, where the treatment caused it or randomised groups compare it; one harm by name.

    Deaths of a deadly disease without a comparison would read as deaths by the cells. By name: the serious harm that
    came to most people, one that is told without their number before all others.
    """
    by_harm: dict[str, HarmCount] = {}
    for c in counts:
        by_harm.setdefault(c.harm, c)
    death = by_harm.get(DEATH)
    compared = death if death and death.randomised else None
    named = [c for c in by_harm.values() if c.serious and c.harm not in OF_NO_KIND and (c.events or told_first(c))]
    first = max(named, key=lambda c: (told_first(c), c.events), default=None)
    chosen = (by_harm.get(ALL_SERIOUS) or by_harm.get(CAUSED), by_harm.get(CAUSED_DEATH) or compared, first)
    return [c for c in chosen if c]


def _line(c: HarmCount, harms: HarmAnswer) -> str:
    """A count beside the published share of the same harm, the higher first."""
    other = published(c, harms)
    if other is None or not c.n:
        return f"{count_words(c, short=True)}."
    years = f", {c.years[0]} to {c.years[1]}" if c.years else ""
    share = 100 * c.events / c.n
    mine = f"in the studies at hand {c.events} of {c.n}, {bound_words(c)}, {base_words(c)}{years}"
    told = f"as published {pooled_figure(other)}"
    first, second = (told, mine) if (other.value or 0.0) >= share else (mine, told)
    note = f" {shorten(other.note, NOTE)}" if other.note else ""
    return f"{named(c)}: {first}; {second}. {DIFFER}{note}"


DIFFER = "The two differ since they count other studies, of other years or under other definitions."


def published(count: HarmCount, harms: HarmAnswer) -> PooledHarm | None:
    """The published share of the same harm, where a review pooled one: with an interval, of the condition counted."""
    for h in harms.pooled:
        alike = not h.condition or not count.conditions or h.condition in count.conditions
        if h.harm == count.harm and h.measure == "proportion" and h.value is not None and h.ci and alike:
            return h
    return None


def beside(count: HarmCount, harms: HarmAnswer) -> str:
    """The published share for the line of a count."""
    other = published(count, harms)
    return f" As published: {pooled_figure(other)}." if other else ""


def of_others(harms: HarmAnswer) -> tuple[PooledHarm, ...]:
    """Published figures without those of one study whose people are in the counts already."""
    counted = {(c.harm, study) for c in harms.counts for study in (*c.studies, *(t.study for t in c.told))}
    return tuple(h for h in harms.pooled if (h.harm, h.study) not in counted)


def pooled_words(h: PooledHarm) -> str:
    """A published figure with the harm's name and what its source says of it."""
    name = vocabulary().name("harm", h.harm) if vocabulary().known("harm", h.harm) else h.harm
    return f"{name}: {pooled_figure(h)}." + (f" {shorten(h.note, NOTE)}" if h.note else "")


def pooled_figure(h: PooledHarm) -> str:
    """ "2.1 % (1.3 to 3.4) (15 studies, 764 people, multiple sclerosis)" """
    ci = f" ({h.ci[0]:g} to {h.ci[1]:g})" if h.ci else ""
    if h.value is None:
        figure = f"{h.events} of {h.n}" if h.events is not None and h.n else "no figure"
    elif h.measure == "proportion":
        figure = f"{h.value:g} %{ci}"
    else:
        figure = f"{MEASURE_WORDS.get(h.measure, h.measure)} {h.value:g}{ci}"
    size = [f"{h.k} studies" if h.k and f"{h.k} studies" not in h.population else "", f"{h.n} people" if h.n else ""]
    base = ", ".join(p for p in (*size, h.population) if p)
    return figure + (f" ({base})" if base else "")
