"""Where a page tells a study otherwise than its record does: people, year, design, cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from stemwise.answer import frame
from stemwise.claims.model import Claim
from stemwise.content import document
from stemwise.evidence.model import ArmData, Study
from stemwise.terms import vocabulary

_PUBLISHED = re.compile(
    r"\b(?:published|appeared|printed) (?:in|of) (?:\w+ ){0,2}((?:19|20)\d\d)\b"
    r"|\b(?:trial|study) of ((?:19|20)\d\d)\b(?! \w+(?:s|n)\b)",
    re.I,
)
_CONTROLLED = re.compile(
    r"\b(?:is|was) (?:a|an) (?:(?!by\b|in\b|of\b|to\b)\w+[ ,-]+){0,3}"
    r"(?:randomi[sz]ed|placebo[- ]controlled|double[- ]blind|sham[- ]controlled)\b"
    r"|\b(?:is|was) a (?:\w+[ ,-]+){0,3}trial with (?:a )?(?:placebo|sham)\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|without|unlike|lack\w*|n't|than|larger|future"
    r"|before|after|followed|earlier|later|cited|control group|needed|planned|plan|next|begin\w*|start\w*)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:is|was) (?:a|an) (?:\w+[ ,-]+){0,3}(?:uncontrolled|without (?:a |any )?control group)\b|\bhad no control group\b",
    re.I,
)
_UNCONTROLLED = frozenset({"single-arm", "case-series"})
ROUNDED = 0.15
"""Share by which a number told as a round one may differ."""
YEARS = 1
"""Years by which a paper in print and ahead of print may differ."""


def differences(claim: Claim, study: Study) -> tuple[str, ...]:
    """Where the page tells the study otherwise than the record, in words."""
    return (
        *_people(claim, study),
        *_of_all(claim, study),
        *_year(claim, study),
        *_design(claim, study),
        *_cells(claim, study),
    )


def _people(claim: Claim, study: Study) -> Iterator[str]:
    m = claim.mention
    sizes = sizes_of(study) | {a.n for a in study.arms if a.n}
    if m is None or m.n is None or m.n <= 3 or not sizes or study.design == "meta-analysis" or m.n in sizes:
        return
    if _about(claim) and any(abs(m.n - s) <= ROUNDED * s for s in sizes):
        return
    beyond = m.n > max(sizes)
    if beyond or (all(abs(m.n - s) > 2 for s in sizes) and m.n not in counts_of(study)):
        yield f"the page says {m.n} people, the study had {study.population.n_entered or study.n or max(sizes)}"


def _of_all(claim: Claim, study: Study) -> Iterator[str]:
    """A count of one arm told as one of all people of the study."""
    whole = {n for n in sizes_of(study) if n is not None}
    arms = [d for r in study.results for d in r.arms if d.events is not None and d.n]
    for q in claim.quantity:
        if q.unit != "of" or q.high not in whole or any(d.n == q.high for d in arms):
            continue
        if mine := next((d for d in arms if d.events == q.value), None):
            yield f"the page says {q.text}, the study had {mine.events} of {mine.n} in that group"
            return


def _about(claim: Claim) -> bool:
    """Whether the page says that its number of people is a round one ('about 200', 'just over 200')."""
    told = next((q.text for q in claim.quantity if q.unit == "people"), "")
    before = claim.text.partition(told)[0] if told else ""
    return bool(_round_words().search(before))


@cache
def _round_words() -> re.Pattern[str]:
    words = document("rules/words.toml")["round"]
    return re.compile(rf"\b(?:{'|'.join(words)})\s(?:(?:a|the|some)\s)?$", re.I)


def _year(claim: Claim, study: Study) -> Iterator[str]:
    for m in _PUBLISHED.finditer(claim.text):
        year = int(m.group(1) or m.group(2))
        if study.year and abs(year - study.year) > YEARS and not _DENIED.search(claim.text):
            yield f"the page says {year}, it was published in {study.year}"
            return


def _design(claim: Claim, study: Study) -> Iterator[str]:
    if study.randomised and _OPEN.search(claim.text):
        yield "the page tells of no control group, the study was randomised"
    elif study.design in _UNCONTROLLED and _CONTROLLED.search(claim.text) and not _DENIED.search(claim.text):
        yield "the page calls it a controlled trial, it had no comparison group"


def _cells(claim: Claim, study: Study) -> Iterator[str]:
    """Cells named in the sentence, where it names one kind and the study gave another."""
    told = {t.removeprefix("cell:") for t in claim.topics if t.startswith("cell:")} - {"stem-cells"}
    if (
        len(told) != 1
        or not study.cells
        or "cell" in claim.carried
        or claim.kind != "cited-study"
        or _DENIED.search(claim.text)
    ):
        return
    (cell,) = told
    words = vocabulary()
    loose = words.get("cell", cell).loose
    kin = {cell, *loose, *frame.cells_within(cell), *words.ancestors("cell", cell)}
    if not any(c in kin or cell in frame.cells_within(c) for c in study.cells):
        given = ", ".join(words.name("cell", c) for c in study.cells)
        yield f"the page says {words.name('cell', cell)}, the study gave {given}"


def sizes_of(study: Study) -> set[int]:
    """Numbers of people in the whole study."""
    p = study.population
    return {n for n in (p.n_entered, p.n_analysed, study.n) if n is not None}


def counts_of(study: Study) -> set[int]:
    """Every count the record holds: a page may well speak of a part of the study."""
    rows: list[ArmData] = [d for r in study.results for d in r.arms] + [d for h in study.harms for d in h.arms]
    return {v for d in rows for v in (d.events, d.n) if v is not None}
