"""The page as a whole: what it is about, its grade, and the questions to ask the provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stemwise.claims.model import RedFlag
from stemwise.verdict.model import Grade, Verdict

NOT_TREATMENT = frozenset({"disease-fact", "procedure"})
BAD = frozenset({"overstated", "contradicted", "no-human-evidence", "misquoted"})
CAUTION_RULES = frozenset(
    {
        "uncertainty", "safety-harm-told", "study-null-told", "study-null-unknown", "study-limits", "study-faithful",
        "efficacy-null",
        "regulatory-fact", "quoted-to-question", "questioned-claim", "advice-wise", "mechanism-denied",
    }
)  # fmt: skip
"""Rules of supported claims that name a limit, a risk or a study faithfully."""
UNCHECKED = 0.3
"""How much a statement that cannot be checked counts beside one that goes beyond the evidence."""
DETAIL = 0.5
"""How much another study told faithfully counts beside a caution."""
FEW = 0.25
"""Share of treatment claims up to which a page is still balanced."""
GRAVE = frozenset({"advises-stop", "safety-absolute", "answer-approved", "other-care-denied", "fact-contradicts"})
"""Rules of which one keeps a page from being balanced, whatever stands beside it."""
SOBER = 0.5
"""Share from which a sentence reads as a report or a caution."""
LEAST, BESIDE = 1, 0.5
"""Cautions, in all and for each claim that goes beyond the evidence, from which a page is mixed."""


def subject(verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """The condition and the cells most claims are about (ids, empty where none is named)."""
    conditions = Counter(v.claim.question.condition for v in verdicts if v.claim.question.condition)
    cells = Counter(v.claim.question.cell for v in verdicts if v.claim.question.cell not in ("", "stem-cells"))
    return (
        conditions.most_common(1)[0][0] if conditions else "",
        cells.most_common(1)[0][0] if cells else "stem-cells" if verdicts else "",
    )


def grade(verdicts: Sequence[Verdict], flags: Sequence[RedFlag]) -> tuple[Grade, str]:
    """misleading, mixed or balanced, with the count it rests on."""
    main = [v for v in verdicts if v.claim.kind not in NOT_TREATMENT]
    if not main:
        return "balanced", "The page makes no claim about treatment with cells."
    beyond = sum(1 for v in main if v.value in BAD)
    unchecked = sum(1 for v in main if v.value == "unverifiable")
    bad = sum(map(_weight, main))
    care = sum(1 for v in main if v.rule in CAUTION_RULES)
    faithful = (v for v in main if v.claim.kind == "cited-study" and v.value == "supported")
    studies = sum(1 for v in faithful if v.rule not in CAUTION_RULES)
    counts = _counted(len(main), beyond + unchecked, sum(1 for v in main if v.value == "not-covered"), care)
    if bad <= FEW * len(main):
        return ("mixed" if any(map(_grave, main)) else "balanced"), counts
    told = [v for v in main if v.value != "unverifiable" or v.claim.kind != "testimonial"]
    if len(told) < len(main) and _sober(verdicts) and sum(1 for v in told if v.value in BAD) <= FEW * len(main):
        return "mixed", counts
    limits = care + DETAIL * studies
    return ("mixed" if limits >= LEAST and limits >= BESIDE * bad else "misleading"), counts


def _counted(about: int, beyond: int, left_open: int, care: int) -> str:
    if about == left_open:
        return f"Our evidence covers none of {about} statements about treatment: the grade goes by how they are told."
    told = f"Of {about} statements about treatment {beyond} go beyond the evidence or cannot be checked; "
    if left_open:
        told += f"{left_open} {'is' if left_open == 1 else 'are'} outside our evidence, weighed only by the way of telling; "
    return told + f"{care} name a limit, a risk or a study faithfully."


def _weight(v: Verdict) -> float:
    """How far a statement speaks against the page: half by its verdict, half by how it is told, so that what may have been
    misread counts less."""
    judged = 1.0 if v.value in BAD else UNCHECKED if v.value == "unverifiable" else 0.0
    return 0.5 * (judged + v.claim.told.sold + UNCHECKED * v.claim.told.open)


def _grave(v: Verdict) -> bool:
    """Whether a claim can do harm by itself; what reads as a report of another's claim cannot, advice to stop care can."""
    praises = v.claim.direction == "benefit" and v.claim.told.sound < SOBER
    return v.rule in GRAVE and (praises or v.rule == "advises-stop")


def _sober(verdicts: Sequence[Verdict]) -> bool:
    """Whether a story doubts or warns: an own doubt, a harm told, advice to see a doctor; and promises nothing beside."""
    doubts = sum(
        1 for v in verdicts if {"doubts", "harm-grave", "care-imperative", "uncertainty"} & v.claim.cues.keys()
    )
    promises = any(v.rule in ("advice-superlative", "safety-absolute", "fact-contradicts") for v in verdicts)
    sells = any("provider-page" in v.claim.topics or "own-figures" in v.claim.cues for v in verdicts)
    own = any("doubts" in v.claim.cues for v in verdicts)
    return own and doubts >= 2 and not promises and not sells


_ASKED = (
    (
        "success-rate",
        None,
        "What counts as success, who measured it, and how did untreated people fare in the same time?",
    ),
    ("safety", BAD, "How many people were followed, for how long, by whom, and what went wrong?"),
    ("efficacy", BAD, "Which randomised trial, in people like us, showed this, and by how many points on which scale?"),
    ("mechanism", BAD, "In which patients was this way of action seen, and how was it measured?"),
    (
        "cell-property",
        BAD,
        "What exactly is in the infusion: which cells, from whom, how many, tested how, and who released the batch?",
    ),
    ("testimonial", None, "May we see what happened to all patients treated, not to chosen ones?"),
    ("regulatory", None, "Which agency has approved this product for this condition? May we see the letter?"),
    ("procedure", None, "Is this a trial approved by an ethics committee, and why does it cost money to take part?"),
    ("cited-study", None, "Were the cells in the study the same as yours, in dose and route too?"),
    ("recommendation", BAD, "What would you advise if cells were not on offer: which rehabilitation, which drugs?"),
)


def questions_to_ask(verdicts: Sequence[Verdict], flags: Sequence[RedFlag]) -> tuple[str, ...]:
    """Questions to the provider, each called for by a claim or a flag on the page."""
    asked = [
        text
        for kind, values, text in _ASKED
        if any(v.claim.kind == kind and (values is None or v.value in values) for v in verdicts)
    ]
    kinds = {f.kind for f in flags}
    if "cost not stated" in kinds:
        asked.append(
            "What does it cost in all, with travel and repeat treatments, and what is paid back if it does not help?"
        )
    if "no risks mentioned" in kinds or "minimises risk" in kinds:
        asked.append("Which risks do you tell people of in writing before they consent?")
    if verdicts:
        asked.append(
            "Who treats complications after we are home, and would this treatment shut us out of a later trial?"
        )
    return tuple(asked)
