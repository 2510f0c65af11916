"""Claim x Answer: what can be said of a claim, by which rule, on which sources; and the page as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemwise.answer.model import Answer
from stemwise.claims.model import Claim, RedFlag
from stemwise.evidence.model import Source
from stemwise.reading.document import Document

VerdictValue = Literal[
    "supported", "overstated", "contradicted", "no-human-evidence", "unverifiable", "misquoted", "not-covered"
]
Grade = Literal["misleading", "mixed", "balanced"]
SHOWN_AS: dict[str, str] = {
    "supported": "fairly worded",
    "overstated": "overstated",
    "contradicted": "contradicted by evidence",
    "no-human-evidence": "not shown in people",
    "unverifiable": "cannot be checked",
    "misquoted": "study misquoted",
    "not-covered": "outside our evidence",
}
"""How a verdict is named to readers: "supported" must never read as an endorsement."""
Reading = Literal["sure", "fair", "unsure"]
CLASS_OF: dict[str, Literal["sound", "sold", "open"]] = {
    "supported": "sound", "overstated": "sold", "contradicted": "sold", "no-human-evidence": "sold", "misquoted": "sold",
    "unverifiable": "open",
}  # fmt: skip
"""A verdict's class, by the way of telling that goes with it; what is not covered has none."""
SURE, FAIR = 0.9, 0.5
"""Shares of the verdict's class among the ways a sentence may be told, from which its reading is sure, or fair."""


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as a report lists it: a short label and the record it belongs to."""

    label: str
    source: Source
    study: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one claim: ``why`` is one plain sentence written by ``rule`` from the numbers of ``answer``."""

    claim: Claim
    value: VerdictValue
    rule: str
    why: str
    answer: Answer
    sources: tuple[CitedSource, ...] = ()
    studies: tuple[str, ...] = ()
    by_words: bool = False
    """It rests on words that the claim shares with a fact (``Rule.by_words``)."""

    @property
    def shown_as(self) -> str:
        return SHOWN_AS[self.value]

    @property
    def reading(self) -> Reading | None:
        """How surely the sentence was read: whether it is told the way the verdict takes it; ``None`` for not covered.

        The rules and the evidence judge what was read; this says how likely it was read right
        (``data/weights/agreement.json`` holds how often each of the three agreed with people). It is fair at least where a
        study of the base is named by its identifier: what that study found is known. It is fair at most where the verdict
        rests on fewer shared words than most: they bear false statements nearly as often as true ones (docs/claims.md).
        """
        if self.value not in CLASS_OF:
            return None
        share: float = getattr(self.claim.told, CLASS_OF[self.value])
        named = bool(self.answer.studies and self.claim.mention and self.claim.mention.identifiers)
        return "sure" if share >= SURE and not self.by_words else "fair" if share >= FAIR or named else "unsure"


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """A page weighed: its claims with verdicts, red flags, grade, and the questions to ask the provider."""

    document: Document
    verdicts: tuple[Verdict, ...]
    red_flags: tuple[RedFlag, ...]
    grade: Grade
    grade_why: str
    evidence_date: str
    evidence_hash: str
    condition: str = ""
    cell: str = ""
    questions: tuple[str, ...] = ()
    """Questions to ask the provider, each called for by something on the page."""
