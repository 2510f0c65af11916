"""How sure anyone can be: GRADE's domains, each reason computed from the studies and said in words."""

from __future__ import annotations

from collections.abc import Sequence

from stemwise.answer.masking import seen_only
from stemwise.answer.model import HETEROGENEOUS, LEVELS, Certainty, Contribution, Pool, Reason
from stemwise.evidence.model import Study

ENOUGH = 400
"""Participants below which a continuous outcome is imprecise by GRADE's rule of thumb (Guyatt 2011, GRADE 6).

Of far fewer the certainty falls by two levels (GRADE Guidance 34, 2022): here of less than half where the interval holds what
would not matter, of less than a quarter wherever it lies.
"""


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
    unmasked = [r for r in pool.contributions if not r.masked]
    parts = []
    if _weight(unmasked) >= 50:
        only = seen_only(studies[r.study] for r in unmasked if r.study in studies)
        parts.append(f"{_weight(unmasked):.0f} % of the weight comes from trials {_unclear(UNMASKED, only)}")
    unsure = {
        word: [r for r in pool.contributions if _groups_made(studies.get(r.study)) == word] for word in GROUPS_MADE
    }
    if sum(map(_weight, unsure.values())) >= 50:
        told = []
        for word, rows in unsure.items():
            only = seen_only(studies[r.study] for r in rows if r.study in studies) if word == "not-seen" else ""
            if _weight(rows) >= 0.5:
                told.append(f"{_weight(rows):.0f} % from trials {_unclear(GROUPS_MADE[word], only)}")
        parts.append(", ".join(told))
    parts += _faults(pool, studies)
    return Reason("risk of bias", min(len(parts), 2), "; ".join(parts)) if parts else None


FAULTS = {
    "deviations": "in how the treatment was given, or since people knew who got cells",
    "missing": "since people or results are missing",
    "reporting": "in which results were told",
}
"""Faults that a record knows of, beside how groups were made and who measured."""


def _faults(pool: Pool, studies: dict[str, Study]) -> list[str]:
    """Known faults of trials that hold most of the weight."""
    told = []
    for domain, what in FAULTS.items():
        rows = [
            r for r in pool.contributions if r.study in studies and studies[r.study].bias_of(domain).judgement == "high"
        ]
        if _weight(rows) >= 50:
            told.append(f"{_weight(rows):.0f} % from trials with a high risk of bias {what}")
    return told


def _weight(rows: Sequence[Contribution]) -> float:
    return sum(r.weight for r in rows)


def _unclear(what: str, only: str) -> str:
    """What is not known, and that no more than an abstract was seen where that is why."""
    return f"{what} (we saw {only})" if only else what


UNMASKED = "of which we do not know whether those who measured knew who had got cells"
GROUPS_MADE = {
    "high": "with a high risk of bias in how groups were made",
    "some": "with some concern about how groups were made",
    "not-seen": "of which we do not know how groups were made",
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
    below = bool(matter) and not crosses and min(abs(pool.ci[0]), abs(pool.ci[1])) < min(matter)
    if below:
        parts.append("the interval reaches below the smallest difference that matters")
    down = 2 if pool.n < ENOUGH / (2 if crosses or below else 4) else 1
    return Reason("imprecision", down, "; ".join(parts)) if parts else None


def _unreported(pool: Pool, unreported: tuple[Study, ...]) -> Reason | None:
    missing = sum(s.n or 0 for s in unreported)
    if missing == 0 or missing < 0.5 * pool.n:
        return None
    return Reason(
        "unreported evidence",
        1,
        f"registered trials with {missing} people planned or enrolled: results not found by us",
    )
