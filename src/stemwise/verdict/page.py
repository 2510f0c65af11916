"""The page as a whole: what it is about, its grade, and the questions to ask the provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from stemwise.claims.model import RedFlag
from stemwise.content import document
from stemwise.verdict.model import Grade, Verdict
from stemwise.verdict.rules import by_id

NOT_TREATMENT = frozenset({"disease-fact", "procedure"})
BAD = frozenset({"overstated", "contradicted", "no-human-evidence", "misquoted"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a grade rests on, as ``data/rules/page.toml`` has it and explains it."""

    unchecked: float
    detail: float
    few: float
    sober: float
    least: float
    beside: float
    many: int


@cache
def bounds() -> Bounds:
    """The numbers of the grade."""
    return Bounds(**document("rules/page.toml")["grade"])


def subject(verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """The condition and the cells most claims are about, by their ids: no condition where none is named, else any cells.

    Cells that claims name themselves come first, those of cited studies and those carried from other sentences last.
    """
    conditions = Counter(v.claim.question.condition for v in verdicts if v.claim.question.condition)
    told = [v.claim for v in verdicts if v.claim.question.cell not in ("", "stem-cells")]
    own = [c for c in told if "cell" not in c.carried and c.kind != "cited-study"]
    cells = Counter(c.question.cell for c in own or told)
    return (
        conditions.most_common(1)[0][0] if conditions else "",
        cells.most_common(1)[0][0] if cells else "stem-cells" if verdicts else "",
    )


def grade(verdicts: Sequence[Verdict]) -> tuple[Grade, str]:
    """misleading, mixed or balanced, with the count it rests on."""
    main = [v for v in verdicts if v.claim.kind not in NOT_TREATMENT]
    if not main:
        return "balanced", "The page makes no claim about treatment with cells."
    beyond = sum(1 for v in main if v.value in BAD)
    unchecked = sum(1 for v in main if v.value == "unverifiable")
    bad, few = sum(map(_weight, main)), bounds().few
    care = sum(1 for v in main if by_id()[v.rule].caution)
    faithful = (v for v in main if v.claim.kind == "cited-study" and v.value == "supported")
    studies = sum(1 for v in faithful if not by_id()[v.rule].caution)
    counts = _counted(len(main), beyond + unchecked, sum(1 for v in main if v.value == "not-covered"), care)
    if bad <= few * len(main):
        return ("mixed" if any(map(_grave, main)) else "balanced"), counts
    told = [v for v in main if v.value != "unverifiable" or v.claim.kind != "testimonial"]
    if len(told) < len(main) and _sober(verdicts) and sum(1 for v in told if v.value in BAD) <= few * len(main):
        return "mixed", counts
    limits = care + bounds().detail * studies
    return ("mixed" if limits >= max(bounds().least, bounds().beside * bad) else "misleading"), counts


def _counted(about: int, beyond: int, left_open: int, care: int) -> str:
    if about == left_open:
        return f"Our evidence covers none of {about} statements about treatment: the grade goes by their wording alone."
    told = f"Of {about} statements about treatment {beyond} go beyond the evidence or cannot be checked; "
    if left_open:
        told += f"{left_open} {'is' if left_open == 1 else 'are'} outside our evidence, where only the wording counts; "
    return told + f"{care} name a limit, a risk or a study faithfully."


def _weight(v: Verdict) -> float:
    """How far a statement speaks against the page: half by its verdict, half by how it is told, so that what may have been
    misread counts less."""
    unchecked = bounds().unchecked
    judged = 1.0 if v.value in BAD else unchecked if v.value == "unverifiable" else 0.0
    return 0.5 * (judged + v.claim.told.sold + unchecked * v.claim.told.open)


def _grave(v: Verdict) -> bool:
    """Whether a claim can do harm by itself; what reads as a report of another's claim cannot, advice to stop care can."""
    praises = v.claim.direction == "benefit" and v.claim.told.sound < bounds().sober
    return by_id()[v.rule].grave and (praises or v.rule == "advises-stop")


def _sober(verdicts: Sequence[Verdict]) -> bool:
    """Whether a story doubts or warns: an own doubt, a harm told, advice to see a doctor; and promises nothing beside."""
    doubts = sum(
        1 for v in verdicts if {"doubts", "harm-grave", "care-imperative", "uncertainty"} & v.claim.cues.keys()
    )
    promises = any(by_id()[v.rule].grave or v.rule == "advice-superlative" for v in verdicts)
    sells = any("provider-page" in v.claim.topics or "own-figures" in v.claim.cues for v in verdicts)
    own = any("doubts" in v.claim.cues for v in verdicts)
    return own and doubts >= 2 and not promises and not sells


def questions_to_ask(verdicts: Sequence[Verdict], flags: Sequence[RedFlag]) -> tuple[str, ...]:
    """Questions to the provider, each called for by a kind of claim, one that goes too far, or a flag on the page."""
    kinds = {v.claim.kind for v in verdicts}
    beyond = {v.claim.kind for v in verdicts if v.value in BAD}
    raised = {f.kind for f in flags}
    return tuple(
        ask["text"]
        for ask in document("rules/page.toml")["ask"]
        if verdicts
        and ("kind" not in ask or ask["kind"] in (beyond if ask.get("beyond") else kinds))
        and ("flags" not in ask or not raised.isdisjoint(ask["flags"]))
    )
