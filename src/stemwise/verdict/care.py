"""Care known to help that a claim names, by the words of its name."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from stemwise.answer.model import Answer
from stemwise.claims.model import Claim
from stemwise.content import document
from stemwise.evidence.knowledge import Alternative
from stemwise.terms import vocabulary

_WORD = re.compile(r"[a-z]{4,}")
HALF = 0.5
_STEM = 6
"""Letters of a word that count."""


def care_meant(claim: Claim, answer: Answer) -> Alternative | None:
    """The care known to help whose name the claim gives most of; ``None`` where cells are named."""
    return _named(claim, answer)[1]


def care_share(claim: Claim, answer: Answer) -> float:
    """The share of that name's words that the claim gives."""
    return _named(claim, answer)[0]


def without_gain(claim: Claim, answer: Answer) -> Alternative | None:
    """Care that was studied and showed no clear gain, where the claim gives half of its name and no care that helps."""
    share, care = _named(claim, answer, helps=False)
    return care if share >= HALF and _named(claim, answer)[0] < share else None


def _named(claim: Claim, answer: Answer, *, helps: bool = True) -> tuple[float, Alternative | None]:
    if any(t.startswith("cell:") for t in claim.topics):
        return 0.0, None
    said = _words(claim.text)
    shares = [
        (len(said & words) / len(words), a)
        for a in answer.alternatives
        if a.helps == helps and (words := _words(a.name)) and said & words - _condition_words(a.condition)
    ]
    best = max(shares, key=lambda pair: pair[0], default=None)
    return best if best and best[0] > 0 else (0.0, None)


@cache
def _condition_words(condition: str) -> frozenset[str]:
    """The words of a condition's names: they name no care."""
    known = vocabulary().known("condition", condition)
    return _words(" ".join(vocabulary().get("condition", condition).words)) if known else frozenset()


@cache
def _common() -> frozenset[str]:
    return frozenset(document("rules/words.toml")["any_care"])


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(w.rstrip("s")[:_STEM] for w in _WORD.findall(text.lower()) if w not in _common())
