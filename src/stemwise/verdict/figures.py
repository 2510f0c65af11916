"""Figures a claim gives beside those the study's record holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from stemwise.claims.model import Claim
from stemwise.evidence.model import Study
from stemwise.terms.numerals import NUMERALS

_FIGURE = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?")
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(NUMERALS)})\b", re.I)
_RESULTS = frozenset({"percent", "of", "points", "level"})
"""Units of results; numbers of people are compared in ``resolve.differences``, doses, ages and times are not."""
_SMALL = 3
"""Counts up to this are words of speech ('two groups', 'phase 3')."""
_WORD = "|".join(NUMERALS)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per ?cent)")
_OF = re.compile(r"\b(\d+) of (\d+)\b")
_COUNTED = re.compile(
    rf"\b(\d+|{_WORD}|some|several|a few) (?:(?:out )?of (?:the |these |those |them\b|\d|{_WORD})"
    r"|(?:(?:patients|people|children|participants|others|more) )?(?:had|did|was|were|got|showed|saw|felt|[a-z]+ed)\b)",
    re.I,
)
"""So many of a group ("seven of the ten", "three showed no change")."""


@dataclass(frozen=True, slots=True)
class Held:
    """The figures of a study's record, by what they count: a share is looked for among shares, never among sizes or ages."""

    shares: frozenset[float]
    """In per cent: of arms, pooled, or printed with a sign of per cent; changes too, which may be in per cent."""
    scores: frozenset[float]
    """Means, differences and other figures of results and texts."""
    counted: frozenset[float]
    """People who had or had not an event, and whole figures of texts."""
    sizes: frozenset[float]
    """People of a group, or of all."""


def figures_unseen(claim: Claim, study: Study) -> bool:
    """Whether the claim gives a figure of a result that stands nowhere in the study's record."""
    held = _held(study)
    return any(not _stands(unit, figures, held) for unit, figures in _told(claim))


def counts_held(claim: Claim, study: Study) -> bool:
    """Whether the claim counts those of a group who changed, or did not, and each count stands in the study's record."""
    told = [NUMERALS.get(m.group(1).lower(), m.group(1)) for m in _COUNTED.finditer(claim.text)]
    counts = [float(n) for n in told if str(n).isdigit()]
    held = _held(study)
    return bool(counts) and all(n <= _SMALL or n in held.counted | held.sizes for n in counts) and max(counts) > _SMALL


def _told(claim: Claim) -> Iterator[tuple[str, list[str]]]:
    """The figures of the claim's results as printed, with their unit; words of speech left out."""
    for q in claim.quantity:
        if q.unit in _RESULTS:
            figures = [m.group().replace(",", "") for m in _FIGURE.finditer(q.text)]
            if any(float(f) > _SMALL for f in figures):
                yield q.unit, figures


def _stands(unit: str, figures: list[str], held: Held) -> bool:
    if unit == "of" and len(figures) == 2:
        some, whole = map(float, figures)
        return some in held.counted and (whole in held.sizes or whole in held.counted)
    among = held.shares if unit == "percent" else held.scores
    return all(float(f) <= _SMALL or any(_same(f, x) for x in among) for f in figures)


def _same(told: str, held: float) -> bool:
    """Equal to the decimals that are told."""
    decimals = len(told.partition(".")[2])
    return bool(abs(round(abs(held), decimals) - float(told)) < 0.5 * 10.0**-decimals + 1e-9)


@lru_cache(maxsize=512)
def _held(study: Study) -> Held:
    texts = list(_texts(study))
    printed = {float(x.replace(",", "")) for t in texts for x in _FIGURE.findall(t)}
    in_words = {float(NUMERALS[x.lower()]) for t in texts for x in _IN_WORDS.findall(t)}
    arms = [a for r in study.results for a in r.arms] + [a for h in study.harms for a in h.arms]
    p = study.population
    sizes = {
        float(n) for n in (p.n_entered, p.n_analysed, study.n, *(a.n for a in study.arms), *(a.n for a in arms)) if n
    }
    sizes |= {float(x.n) for x in study.pooled if x.n}
    scores = {float(x) for x in _scores(study) if x is not None}
    events = {float(n) for a in arms if a.events is not None for n in (a.events, (a.n or a.events) - a.events)}
    shares = {x for a in arms if a.events is not None and a.n for x in _both(100.0 * a.events / a.n)}
    shares |= {x for a in arms if a.rate is not None for x in _both(a.rate)}
    shares |= {float(x) for t in texts for x in _PERCENT.findall(t)}
    shares |= {x for t in texts for a, b in _OF.findall(t) if float(b) for x in _both(100.0 * float(a) / float(b))}
    return Held(
        frozenset(shares | scores),
        frozenset(scores | printed),
        frozenset(events | printed | in_words),
        frozenset(sizes),
    )


def _both(share: float) -> tuple[float, float]:
    """A share and that of the others."""
    return share, 100.0 - share


def _texts(study: Study) -> Iterator[str]:
    yield from (study.summary, study.primary_note)
    yield from (row.note for row in study.rows)
    yield from (row.as_printed for row in study.rows)


def _scores(study: Study) -> Iterator[float | None]:
    """What was measured: means and their differences, contrasts, pooled results."""
    for row in study.rows:
        for arm in row.arms:
            yield from (arm.mean, arm.sd, arm.se, arm.median, arm.baseline_mean, *(arm.ci or ()))
        means = [arm.mean for arm in row.arms]
        if len(means) == 2 and means[0] is not None and means[1] is not None:
            yield means[0] - means[1]
    for contrast in (r.contrast for r in study.results if r.contrast):
        yield from (contrast.value, *(contrast.ci or ()))
    for pooled in study.pooled:
        yield from (pooled.value, *(pooled.ci or ()))
