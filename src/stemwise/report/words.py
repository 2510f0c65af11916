"""Words that every report uses: the sentences that protect, sources, numbers, dates, what matters most."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from stemwise.answer.pooling import each_trial, months_in, people_in, ratio_name, unit_of
from stemwise.evidence.copies import identified, nameless

if TYPE_CHECKING:
    from stemwise.answer.model import Interval, Pool
    from stemwise.evidence.model import Source, Study
    from stemwise.reading.document import Document
    from stemwise.verdict.model import Verdict

PROTECTION = (
    "This report informs; it is not medical advice.",
    "Do not stop a current treatment because of it.",
    "If you were treated and feel unwell, seek medical care now.",
    "It judges wordings, never providers.",
    "No clinician has reviewed the evidence base yet.",
)
"""Said once in each report (DESIGN.md)."""
RESTS = "What is said first of illness and danger rests on"
"""Before the sources of ``Asked.rests``."""


@cache
def reading_limit() -> str:
    """How well pages are read, as measured on real ones (``training/agreement.py`` writes the figures)."""
    text = resources.files("stemwise").joinpath("data/weights/agreement.json").read_text(encoding="utf-8")
    seen = json.loads(text)
    same, left, wrong = (round(100 * seen[key]) for key in ("same_of_three", "left_open", "dangerous"))
    plain = seen["plain"]
    sure, unsure = (round(100 * seen["readings"][name]["same"]) for name in ("sure", "unsure"))
    return (
        f"A program read this page, and it misreads: of {seen['claims']:,} statements on {seen['pages']} real pages (recast in "
        f"other words) whose reading was set down beforehand and from which it had not learned, it put {same} in 100 into the "
        f"same of three classes (fair, unfounded, cannot be checked), left {left} open, and took {wrong} the dangerous way round "
        f"(an unfounded one for fair, or a true caution for unfounded). Where it was sure of its reading, {sure} in 100 were the "
        f'same; where it was not ("{UNSURE_WORDS}"), {unsure}. Plain facts it compares with sources word by word: of '
        f"{plain['false']} false ones written to try it, {plain['false_fair']} passed for fair. Read the page's own words, and "
        f"the source, beside each verdict."
    )


UNSURE_WORDS = "unsure how this is meant"
"""Said beside a verdict whose reading is unsure."""


GRADE_WORDS = {
    "misleading": "much of what it says of treatment goes beyond the evidence or cannot be checked, few limits are named",
    "mixed": "fair statements stand beside ones that go beyond the evidence",
    "balanced": "what it says of treatment mostly keeps to the evidence",
}
LEVEL_WORDS = {
    "culture": "seen in the dish only",
    "animal": "seen in animals only",
    "human-marker": "markers seen in people, no outcome",
    "human-outcome": "outcome seen in people",
    "refuted": "refuted",
}
"""How far a step of a way of action has been shown."""

DESIGN_WORDS = {
    "rct": "randomised trial", "crossover-rct": "randomised cross-over trial", "controlled": "comparison, not randomised",
    "single-arm": "no comparison group", "case-series": "case series, no comparison group",
    "meta-analysis": "meta-analysis", "registry-only": "registered trial",
}  # fmt: skip
MEASURE_WORDS = {
    "MD": "mean difference", "SMD": "difference in standard deviations", "RR": "risk ratio", "OR": "odds ratio",
    "RD": "risk difference", "PR": "share", "HR": "hazard ratio",
}  # fmt: skip
FAVOURS_WORDS = {
    "cells": "in favour of the cells",
    "control": "in favour of the comparison",
    "neither": "no clear difference",
}
OLD_AFTER_DAYS = 365
"""From this age of the evidence a report warns."""

_VERDICT_ORDER = (
    "contradicted", "misquoted", "overstated", "no-human-evidence", "unverifiable", "supported", "not-covered",
)  # fmt: skip
_KIND_ORDER = (
    "safety", "success-rate", "cited-study", "efficacy", "cell-property", "regulatory", "mechanism", "recommendation",
    "testimonial", "disease-fact", "uncertainty", "procedure",
)  # fmt: skip


def verdict_order() -> tuple[str, ...]:
    """Verdicts as a summary counts them, the gravest first."""
    return _VERDICT_ORDER


def most_important(verdicts: Sequence[Verdict], limit: int = 4) -> tuple[Verdict, ...]:
    """The claims a reader should look at first: surely read ones before others, gravest first, then by what is at stake."""
    graver = [v for v in verdicts if v.value not in ("supported", "not-covered") and v.claim.kind != "procedure"]
    graver.sort(key=lambda v: (_KIND_ORDER.index(v.claim.kind), v.claim.start))
    graver.sort(key=lambda v: (v.reading == "unsure", _VERDICT_ORDER.index(v.value)))
    first: dict[str, Verdict] = {}
    for v in graver:
        first.setdefault(v.rule, v)
    return tuple(first.values())[:limit]


def old_evidence(evidence_date: str, today: date | None = None) -> str:
    """A warning where the evidence is older than a year or undated, else an empty string."""
    now = today or date.today()
    try:
        found = date.fromisoformat(evidence_date)
    except ValueError:
        return "The evidence base carries no date: newer studies may exist."
    days = (now - found).days
    if days <= OLD_AFTER_DAYS:
        return ""
    return (
        f"The evidence was last searched on {evidence_date}, more than a year before this report ({now.isoformat()}): "
        "newer studies may exist. Update stemwise."
    )


def number(value: float | None) -> str:
    """A number as a reader needs it: about three figures."""
    if value is None or not math.isfinite(value):
        return "not known"
    size = abs(value)
    text = f"{value:.2f}" if size < 10 else f"{value:.1f}" if size < 1000 else f"{value:.0f}"
    return "0" if text.strip("-0.") == "" else text


def interval(ci: Interval | None) -> str:
    """ "0.10 to 2.30" """
    return f"{number(ci[0])} to {number(ci[1])}" if ci else "interval not known"


def where(source: Source) -> str:
    """Publication and place: "doi:10.1002/x, Table 4"; the address where it was seen where no publication is named."""
    published = identified(source.published_in, source.seen_at) or source.seen_at
    published = published.removeprefix("url:").strip()
    if nameless(published):
        published = "a copy on a machine without a name, not linked"
    return ", ".join(part for part in (published, source.locator) if part)


def source_key(source: Source) -> tuple[str, str]:
    """What makes two sources one entry of a list."""
    return (source.published_in or source.seen_at, source.locator)


def study_source(study: Study) -> Source:
    """The record of a study as a source: its DOI, PMID or registry id."""
    from stemwise.evidence.model import Source as Made

    c = study.citation
    ids = [f"doi:{c.doi}" if c.doi else "", f"pmid:{c.pmid}" if c.pmid else "", *c.registry]
    return Made(next((i for i in ids if i), ""), c.seen_at, "")


def quoted(text: str, start: int, document: Document) -> str:
    """A claim's words; a bare "Yes." or "No." with the question it answers."""
    if text.strip().rstrip(".!,;:").lower() not in BARE:
        return text
    before = document.text[max(0, start - LONGEST_QUESTION) : start].rstrip()
    end = before.rfind("?")
    if end < 0 or len(before) - end > 3:
        return text
    begin = max(before.rfind(mark, 0, end) for mark in ("\n", ". ", "! ", "? "))
    return f"{before[begin + 1 : end + 1].strip()} {text}"


BARE = frozenset(
    {"yes", "no", "yes it is", "no it is not", "of course", "absolutely", "certainly", "definitely", "never"}
)
"""Answers that say nothing without their question."""
LONGEST_QUESTION = 300


def when(pool: Pool) -> str:
    """ "at 4 months", by the trials' own months"""
    months = months_in(pool)
    return f"at {months} months" if months else ""


def measure_words(pool: Pool) -> str:
    """The measure by its name."""
    return ratio_name(pool) or MEASURE_WORDS.get(pool.measure, pool.measure)


def figure_words(pool: Pool, *, brief: bool = False) -> str:
    """The pooled figure with its interval; of two trials that disagree, what each found."""
    name = measure_words(pool)
    if pool.disagree:
        return f"they disagree, so no mean of the two is given: {name} {each_trial(pool)}"
    level = "" if brief else f"{pool.level * 100:.0f} % interval "
    figure = f"{number(pool.estimate)} {'' if brief else unit_of(pool)}".rstrip() + f" ({level}{interval(pool.ci)})"
    return f"{name} {figure}, {FAVOURS_WORDS[pool.favours]}"


def pool_sentence(pool: Pool) -> str:
    """One pool in one sentence, with what the interval allows one to say."""
    trials = "One randomised trial" if pool.k == 1 else f"{pool.k} randomised trials"
    return f"{trials}, {people_in(pool)}: {outcome_words(pool)} {when(pool)}: {figure_words(pool)}.".replace(" :", ":")


def outcome_words(pool: Pool) -> str:
    """The outcome by its name; of a score on which less is better it says so."""
    lower = pool.measure in ("MD", "SMD") and pool.better == "lower"
    return f"{pool.outcome_name}{' (lower is better)' if lower else ''}"


def matters(pool: Pool) -> str:
    """The smallest difference that matters beside the effect, where it is published for this scale."""
    sizes = sorted({abs(m.value) for m in pool.mcid})
    if not sizes or pool.measure != "MD":
        return ""
    span = f"{sizes[0]:g}" if len(sizes) == 1 else f"{sizes[0]:g} to {sizes[-1]:g}"
    chance = ""
    if pool.p_beyond_mcid is not None and not pool.disagree:
        share = 100 * pool.p_beyond_mcid
        shown = "above 99" if share > 99 else "below 1" if share < 1 else f"{share:.0f}"
        chance = f"; the chance that the mean effect is larger than {sizes[0]:g}, if the trials are right, is {shown} %"
    return f"The smallest difference that matters is put at {span} points{chance}."


def counted(n: int, what: str) -> str:
    """ "1 kind of cells", "2 kinds of cells", of "kind* of cells"."""
    return f"{n} {what.replace('*', '' if n == 1 else 's')}"
