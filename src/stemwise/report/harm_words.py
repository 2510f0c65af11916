"""A harm in words, the same in every report: its count, whose people these are, and the published figure beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemwise.answer.harms import bound_words
from stemwise.report.paper import shorten
from stemwise.report.words import MEASURE_WORDS, per_cent
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.model import HarmAnswer, HarmCount
    from stemwise.evidence.knowledge import PooledHarm

MOST_CONDITIONS = 3
NOTE = 160


def count_words(c: HarmCount) -> str:
    """ "13 of 843 treated, 12 studies; up to 2.4 % cannot be ruled out" """
    control = f" (with control {c.control_events} of {c.control_n})" if c.control_n else ""
    return f"{c.name}: {c.events} of {c.n} treated{control}, {base_words(c)}; {bound_words(c)}"


ELSEWHERE = "No harm was counted in trials of such cells in this condition. In other conditions:"


def elsewhere_words(c: HarmCount) -> str:
    """A count of other conditions, which are named."""
    of = "" if len(c.conditions) > 1 else f", in {vocabulary().name('condition', c.conditions[0])}"
    return f"{count_words(c)}{of}"


def base_words(c: HarmCount) -> str:
    """How many studies, in which conditions where these are several, by which route where one was asked about."""
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


def main(harms: HarmAnswer) -> str:
    """The serious harm counted in the most people: the count and the published share, the higher first."""
    serious = [c for c in harms.counts if c.serious and c.harm != "death"] or [c for c in harms.counts if c.serious]
    serious = [c for c in serious if c.route] or serious
    if not serious:
        return ""
    most = max(serious, key=lambda c: c.n)
    other = published(most, harms)
    if other is None:
        return f"{count_words(most)}."
    years = f", {most.years[0]} to {most.years[1]}" if most.years else ""
    share = 100 * most.events / most.n
    base = "; ".join([*([f"{per_cent(share)} %"] if share else []), bound_words(most), f"{base_words(most)}{years}"])
    mine = f"in the studies at hand {most.events} of {most.n} ({base})"
    told = f"as published {pooled_figure(other)}"
    first, second = (told, mine) if (other.value or 0.0) >= share else (mine, told)
    note = f" {shorten(other.note, NOTE)}" if other.note else ""
    return f"{most.name}: {first}; {second}. {APART}{note}"


APART = "The two differ since they count other studies, of other years or under other definitions."


def published(count: HarmCount, harms: HarmAnswer) -> PooledHarm | None:
    """The published share of the same harm, where there is one."""
    rows = (h for h in harms.pooled if h.harm == count.harm and h.measure == "proportion" and h.value is not None)
    return next(rows, None)


def beside(count: HarmCount, harms: HarmAnswer) -> str:
    """The published share for the line of a count."""
    other = published(count, harms)
    return f" As published: {pooled_figure(other)}." if other else ""


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
