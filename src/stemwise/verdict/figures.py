"""Figures a claim gives beside those the study's record holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stemwise.claims.model import Claim
from stemwise.evidence.model import ArmData, Contrast, Study
from stemwise.terms.numerals import NUMERALS

_FIGURE = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?")
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(NUMERALS)})\b", re.I)
_RESULTS = frozenset({"percent", "of", "points", "level"})
"""Units of results; numbers of people are compared in ``resolve.differences``, doses, ages and times are not."""
_SMALL = 3
"""Counts up to this are words of speech ('two groups', 'phase 3')."""
_WORD = "|".join(NUMERALS)
_COUNTED = re.compile(
    rf"\b(\d+|{_WORD}|some|several|a few) (?:(?:out )?of (?:the |these |those |them\b|\d|{_WORD})"
    r"|(?:(?:patients|people|children|participants|others|more) )?(?:had|did|was|were|got|showed|saw|felt|[a-z]+ed)\b)",
    re.I,
)
"""So many of a group ("seven of the ten", "three showed no change")."""


def figures_unseen(claim: Claim, study: Study) -> bool:
    """Whether the claim gives a figure of a result that stands nowhere in the study's record."""
    held = _held(study)
    return any(not any(_same(told, x) for x in held) for told in _told(claim))


def counts_held(claim: Claim, study: Study) -> bool:
    """Whether the claim counts those of a group who changed, or did not, and each count stands in the study's record."""
    counts = [NUMERALS.get(m.group(1).lower(), m.group(1)) for m in _COUNTED.finditer(claim.text)]
    return bool(counts) and all(float(n) in _held(study) for n in counts if str(n).isdigit() and int(n) > _SMALL)


def _told(claim: Claim) -> Iterator[str]:
    """The figures of the claim's results as printed."""
    for q in claim.quantity:
        if q.unit in _RESULTS:
            figures = (m.group().replace(",", "") for m in _FIGURE.finditer(q.text))
            yield from (f for f in figures if float(f) > _SMALL)


def _same(told: str, held: float) -> bool:
    """Equal to the decimals that are told."""
    decimals = len(told.partition(".")[2])
    return bool(abs(round(abs(held), decimals) - float(told)) < 0.5 * 10.0**-decimals + 1e-9)


@lru_cache(maxsize=512)
def _held(study: Study) -> frozenset[float]:
    """Every number of a record: values, counts and shares of them, and the figures of its texts."""
    found = {float(x.replace(",", "")) for t in _texts(study) for x in _FIGURE.findall(t)}
    found |= {float(NUMERALS[x.lower()]) for t in _texts(study) for x in _IN_WORDS.findall(t)}
    p = study.population
    found |= {float(n) for n in (p.n_entered, p.n_analysed, study.n) if n is not None}
    found |= {float(a.n) for a in study.arms if a.n}
    groups = [r.arms for r in study.results] + [h.arms for h in study.harms]
    for arms in groups:
        found |= {x for arm in arms for x in _of_arm(arm)}
        if len(arms) == 2 and arms[0].mean is not None and arms[1].mean is not None:
            found.add(arms[0].mean - arms[1].mean)
    contrasts = [r.contrast for r in study.results if r.contrast]
    found |= {x for c in contrasts for x in _of_contrast(c)}
    for pooled in study.pooled:
        found |= {float(x) for x in (pooled.value, pooled.k, pooled.n, *(pooled.ci or ())) if x is not None}
    return frozenset(found)


def _texts(study: Study) -> Iterator[str]:
    yield from (study.summary, study.primary_note, *study.mentions)
    yield from (r.note for r in study.results)
    yield from (h.note for h in study.harms)


def _of_arm(arm: ArmData) -> Iterator[float]:
    for x in (arm.n, arm.mean, arm.sd, arm.se, arm.median, arm.events, arm.rate, arm.baseline_mean, *(arm.ci or ())):
        if x is not None:
            yield float(x)
    if arm.events is not None and arm.n:
        yield 100.0 * arm.events / arm.n
        yield float(arm.n - arm.events)


def _of_contrast(contrast: Contrast) -> Iterator[float]:
    for x in (contrast.value, *(contrast.ci or ())):
        if x is not None:
            yield float(x)
