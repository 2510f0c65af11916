"""How sure anyone can be: GRADE's domains, each reason computed from the studies and said in words."""

from __future__ import annotations

from stemwise.answer.model import Certainty, CertaintyLevel, Pool, Reason
from stemwise.evidence.model import Study

LEVELS: tuple[CertaintyLevel, ...] = ("very low", "low", "moderate", "high")
ENOUGH = 400
"""Participants below which a continuous outcome is imprecise by GRADE's rule of thumb (Guyatt 2011, GRADE 6)."""
HETEROGENEOUS = 50.0
"""I2 in per cent from which inconsistency may be substantial (Cochrane Handbook 10.10.2)."""


def certainty(pool: Pool | None, studies: dict[str, Study], unreported: tuple[Study, ...]) -> Certainty:
    """Start high (the pool is randomised), go down with each reason; never below very low."""
    if pool is None:
        return Certainty("none")
    reasons = [
        r
        for r in (
            _bias(pool, studies),
            _inconsistency(pool),
            _indirectness(pool),
            _imprecision(pool),
            _unreported(pool, unreported),
        )
        if r
    ]
    return Certainty(LEVELS[max(0, 3 - sum(r.down for r in reasons))], tuple(reasons))


def _bias(pool: Pool, studies: dict[str, Study]) -> Reason | None:
    unmasked = sum(r.weight for r in pool.contributions if not r.masked)
    unsure = {
        word: sum(r.weight for r in pool.contributions if _groups_made(studies.get(r.study)) == word)
        for word in GROUPS_MADE
    }
    parts = []
    if unmasked >= 50:
        parts.append(f"{unmasked:.0f} % of the weight comes from trials where masked assessment was not seen")
    if sum(unsure.values()) >= 50:
        told = [f"{share:.0f} % from trials {GROUPS_MADE[word]}" for word, share in unsure.items() if share >= 0.5]
        parts.append(", ".join(told))
    return Reason("risk of bias", len(parts), "; ".join(parts)) if parts else None


GROUPS_MADE = {
    "high": "with a high risk of bias in how groups were made",
    "some": "with some concern about how groups were made",
    "not-seen": "where it was not seen how groups were made",
}
"""Judgements on the making of groups that lower the certainty: a known fault, a doubt, and what we could not see."""


def _groups_made(study: Study | None) -> str:
    """The judgement on how the groups of a trial were made."""
    return study.bias_of("randomisation").judgement if study is not None else "not-seen"


def _inconsistency(pool: Pool) -> Reason | None:
    if pool.k < 2 or pool.i2 is None or pool.i2 < HETEROGENEOUS:
        return None
    return Reason("inconsistency", 1, f"the trials disagree more than chance explains (I2 {pool.i2:.0f} %)")


def _indirectness(pool: Pool) -> Reason | None:
    if not pool.steps:
        return None
    return Reason(
        "indirectness", 1 if len(pool.steps) == 1 else 2, "the question was widened: " + "; ".join(pool.steps)
    )


def _imprecision(pool: Pool) -> Reason | None:
    null = 1.0 if pool.measure in ("RR", "OR") else 0.0
    crosses = pool.ci[0] <= null <= pool.ci[1]
    parts = []
    if crosses:
        parts.append("the interval holds both benefit and none")
    if pool.n < ENOUGH:
        parts.append(f"only {pool.n} people took part")
    matter = [abs(m.value) for m in pool.mcid] if pool.measure == "MD" else []
    if matter and not crosses and min(abs(pool.ci[0]), abs(pool.ci[1])) < min(matter):
        parts.append("the interval reaches below the smallest difference that matters")
    down = 2 if crosses and pool.n < ENOUGH / 2 else 1
    return Reason("imprecision", down, "; ".join(parts)) if parts else None


def _unreported(pool: Pool, unreported: tuple[Study, ...]) -> Reason | None:
    missing = sum(s.n or 0 for s in unreported)
    if missing == 0 or missing < 0.5 * pool.n:
        return None
    return Reason(
        "unreported evidence", 1, f"{missing} people took part in registered trials whose results were not seen"
    )
