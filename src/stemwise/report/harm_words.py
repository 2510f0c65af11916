"""A harm in words, the same in every report: its count, whose people these are, and the published figure beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemwise.answer.bounds import named, parts
from stemwise.answer.harms import foremost
from stemwise.report.paper import whole
from stemwise.report.words import MEASURE_WORDS
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.harm_model import HarmAnswer, HarmCount
    from stemwise.evidence.knowledge import PooledHarm

NOTE, MOST_CASES = 160, 3
ALL_SERIOUS, DEATH = "serious-ae", "death"
DEATHS = (DEATH, "treatment-related-death")


def count_words(c: HarmCount, *, short: bool = False) -> str:
    """The count in sentences (``short``: studies that cannot be added are counted, not named).

    Where randomised groups compare deaths, a short line tells no others: they may be of the illness.
    """
    first, *rest = parts(c, 0 if short else None, alone=not (short and c.harm == DEATH and c.randomised))
    return ". ".join((f"{named(c)}: {first}", *(f"{part[:1].upper()}{part[1:]}" for part in rest)))


NOT_COUNTED = "No numbers of harms of such cells in this condition are at hand, which is no sign of safety."
TOLD = (
    "Facts told here of cells given in this condition name harms; no trials were added up, which is no sign of safety."
)
IN_OTHERS = "In other conditions:"
ELSEWHERE = f"{NOT_COUNTED} {IN_OTHERS}"


def elsewhere_words(c: HarmCount) -> str:
    """A count of other conditions, which are named."""
    of = "" if len(c.conditions) > 1 else f", in {vocabulary().name('condition', c.conditions[0])}"
    return f"{count_words(c, short=True)}{of}"


def of_all_routes(harms: HarmAnswer, route: str) -> str:
    """A note where a route was asked about and some counts, or all, are of every route."""
    if not route or all(c.route for c in harms.counts):
        return ""
    told = "These harms were" if any(c.route for c in harms.counts) else "No harm was"
    alone = "not counted for this route alone" if any(c.route for c in harms.counts) else "counted for this route alone"
    return f"{told} {alone}; what follows is of all routes together:"


def main(harms: HarmAnswer, none: str = NOT_COUNTED) -> tuple[str, ...]:
    """The harms a summary names, the same for every condition, each with its figures.

    Where none was counted: ``none``, then cases.
    """
    lines: list[str] = []
    for condition in dict.fromkeys(c.condition for c in harms.counts):
        chosen = foremost([c for c in harms.counts if c.condition == condition])
        if chosen and chosen[0].harm != ALL_SERIOUS:
            where = f" ({vocabulary().name('condition', condition)})" if condition else ""
            lines.append(f"no count of serious events of any cause is at hand{where}.")
        lines += [_line(c, harms) for c in chosen]
    return tuple(lines) if harms.counts else _documented(harms, none)


def deaths(harms: HarmAnswer) -> tuple[str, ...]:
    """The deaths alone, and that other harms are not told; empty where none were counted."""
    chosen = [c for c in foremost(harms.counts) if c.harm in DEATHS]
    others = any(c.harm not in DEATHS for c in harms.counts)
    left = ("no harm but death is told here; others were counted too.",) if chosen and others else ()
    return (*(_line(c, harms) for c in chosen), *left)


def others(harms: HarmAnswer) -> tuple[HarmCount, ...]:
    """The counts that a summary does not name, serious ones first."""
    named = [c for x in dict.fromkeys(c.condition for c in harms.counts)
             for c in foremost([c for c in harms.counts if c.condition == x])]  # fmt: skip
    return tuple(sorted((c for c in harms.counts if c not in named), key=lambda c: not c.serious))


def _documented(harms: HarmAnswer, none: str) -> tuple[str, ...]:
    """Where nothing was counted: that this is no safety, and documented serious harm of several kinds."""
    by_kind = {c.harm: c for c in reversed(harms.cases)}
    first = [c for c in harms.cases if by_kind[c.harm] is c][:MOST_CASES]
    told = " ".join(f"({n}) {whole(c.what, NOTE)}" for n, c in enumerate(first, 1))
    return (none, f"after cells in other conditions: {told}") if told else (none,)


def _line(c: HarmCount, harms: HarmAnswer) -> str:
    """A count beside the published share of the same harm, the higher first."""
    other = published(c, harms)
    if other is None or not c.n:
        return f"{count_words(c, short=True)}."
    years = f" ({c.years[0]} to {c.years[1]})" if c.years else ""
    mine = f"in the studies at hand{years} {'; '.join(parts(c, 0))}"
    told = f"as published {pooled_figure(other)}"
    first, second = (told, mine) if (other.value or 0.0) >= 100 * c.events / c.n else (mine, told)
    note = f" {whole(other.note, NOTE)}" if other.note else ""
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
    return f"{name}: {pooled_figure(h)}." + (f" {whole(h.note, NOTE)}" if h.note else "")


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
