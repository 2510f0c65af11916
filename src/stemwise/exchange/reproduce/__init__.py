"""Published pooled results beside ours, from the same or the overlapping studies.

What to pool is content (``data/reproductions/*.toml``); every number is computed when asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.exchange.reproduce.members import PROPORTIONS, Effect, effect_of, shown_on
from stemwise.exchange.reproduce.model import REASONS, Agreement, Member, Ours, Published, Reproduction
from stemwise.terms import vocabulary

__all__ = ["REASONS", "Member", "Ours", "Published", "Reproduction", "reproduce"]

_IN_WORDS = {
    "DL": "random effects (DerSimonian-Laird), z", "REML": "random effects (REML), z", "PM": "random effects (Paule-Mandel), z",
    "EE": "common effect, z", "SUM": "sum of the counts, exact interval",
}  # fmt: skip


def reproduce(library: Library, only: str = "") -> tuple[Reproduction, ...]:
    """Every reproduction, or those of one review, in the order of the files.

    Raises
    ------
    InputError
        No reproduction of that review; an entry that names what the base does not hold.
    """
    files = library.content.documents("reproductions")
    rows = [r for name in sorted(files) for r in files[name].get("reproduction", [])]
    found = tuple(_one(library, r) for r in rows if not only or only in (r.get("review"), r["id"]))
    if not found:
        known = ", ".join(dict.fromkeys(str(r.get("review", r["id"])) for r in rows))
        raise InputError(f"no reproduction of {only or 'anything'!r}", f"there are {known or 'none'}")
    return found


def _one(library: Library, raw: Mapping[str, Any]) -> Reproduction:
    published = _published(library, raw)
    method = str(raw.get("method", "DL"))
    ours = tuple(
        _pool(library, pool, published.measure, str(pool.get("method", method))) for pool in raw.get("pool", [])
    )
    return Reproduction(
        str(raw["id"]),
        published,
        ours,
        agreement(published, ours[0] if ours else None),
        str(raw["reason"]),
        str(raw["why"]),
    )


def _published(library: Library, raw: Mapping[str, Any]) -> Published:
    """The printed row: a pooled result of a review's record, or an entry of the pooled harms."""
    if "pooled_harm" in raw:
        harm = next((h for h in library.pooled_harms() if h.id == raw["pooled_harm"]), None)
        if harm is None:
            raise InputError(f"reproduction {raw['id']}: no pooled harm {raw['pooled_harm']!r}", "mend the entry")
        label = str(raw.get("label", harm.id))
        return Published(
            str(raw.get("review", harm.id)), label, harm.id, _name(harm.harm), harm.measure, harm.value, harm.ci, harm.k, harm.n,
            harm.i2, harm.sources[0],
        )  # fmt: skip
    review = library.study(str(raw["review"]))
    row = next((p for p in review.pooled if p.key == raw["row"]), None)
    if row is None:
        raise InputError(
            f"reproduction {raw['id']}: {review.id} has no row {raw['row']!r}", ", ".join(p.key for p in review.pooled)
        )
    named = row.as_printed or _name(row.harm or row.outcome)
    when = f", {row.months:g} months" if row.months is not None and "month" not in named + row.subgroup else ""
    what = f"{named}{f' ({row.subgroup})' if row.subgroup else ''}{when}"
    return Published(
        review.id, review.label, row.key, what, row.measure, row.value, row.ci, row.k, row.n, row.i2, row.source
    )


def _name(term: str) -> str:
    """What a term id stands for, in words."""
    words = vocabulary()
    return words.name("outcome" if words.known("outcome", term) else "harm", term)


def _pool(library: Library, raw: Mapping[str, Any], measure: str, method: str) -> Ours:
    effects = [effect_of(library, m, measure) for m in raw["members"]]
    label = str(raw.get("label", ""))
    return _summed(effects, label) if method == "SUM" else _modelled(effects, measure, method, label)


def _modelled(effects: list[Effect], measure: str, method: str, label: str) -> Ours:
    from stemwise.synthesis import pool

    found = pool([e.yi for e in effects], [e.vi for e in effects], method=method, test="z")
    show = shown_on(measure)
    several = len(effects) > 1
    words = _IN_WORDS[method] + (" (logit)" if measure in PROPORTIONS else "") if several else "one study as it is"
    return Ours(
        label, words, show(found.estimate), (show(found.ci.low), show(found.ci.high)), len(effects),
        sum(e.n for e in effects), found.i2 if several else None, found.tau2 if several else None,
        tuple(_member(e, measure, float(w)) for e, w in zip(effects, found.weights, strict=True)),
    )  # fmt: skip


def _summed(effects: list[Effect], label: str) -> Ours:
    """All events over all people, with the exact (Clopper-Pearson) interval: what a review's totals are."""
    from stemwise.synthesis import clopper_pearson

    events, n = sum(e.events or 0.0 for e in effects), sum(e.n for e in effects)
    bound = clopper_pearson(round(events), n)
    return Ours(
        label, _IN_WORDS["SUM"], 100 * events / n, (100 * bound.low, 100 * bound.high), len(effects), n, None, None,
        tuple(_counted(e, 100 * e.n / n) for e in effects),
    )  # fmt: skip


def _counted(e: Effect, weight: float) -> Member:
    from stemwise.synthesis import clopper_pearson

    events = e.events or 0.0
    bound = clopper_pearson(round(events), e.n)
    ci = (100 * bound.low, 100 * bound.high)
    return Member(e.study.id, e.study.label, e.result, e.raw, 100 * events / e.n, ci, weight)


def _member(e: Effect, measure: str, weight: float) -> Member:
    show = shown_on(measure)
    half = 1.959963984540054 * e.vi**0.5
    return Member(
        e.study.id, e.study.label, e.result, e.raw, show(e.yi), (show(e.yi - half), show(e.yi + half)), weight, e.notes
    )


def agreement(published: Published, ours: Ours | None) -> Agreement:
    """How ours stands to what was printed (see ``Agreement``)."""
    if ours is None or published.value is None:
        return "not visible"
    printed = [published.value, *(published.ci or ())]
    mine = [ours.estimate, *(ours.ci if published.ci else ())]
    places = _places(printed)
    if all(abs(a - b) <= 0.5 * 10**-places + 1e-9 for a, b in zip(printed, mine, strict=True)):
        return "equal"
    return "compatible" if ours.ci[0] <= published.value <= ours.ci[1] else "differs"


def _places(printed: list[float]) -> int:
    """Decimals of the printed numbers: the most that any of them shows."""
    return max(len(f"{x:.10g}".partition(".")[2]) for x in printed)
