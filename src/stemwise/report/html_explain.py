"""What the page of an explained therapy shows, in the order a family would ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stemwise.answer import frame, people
from stemwise.answer.pooling import months_in
from stemwise.plots import Share, share_bar
from stemwise.report import around
from stemwise.report.html_figures import NARROW, WIDE, Drawing, Figure, Figures, over_time, side_by_side
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.answer.model import CourseFact, EffectAnswer, Pool, SideResult
    from stemwise.evidence.knowledge import Alternative
    from stemwise.evidence.model import Study

MAIN = 4
"""Outcomes that get forest plots; the rest stand in a table."""
BARS = 8
LADDER = ("culture", "animal", "human-marker", "human-outcome")
_CALLED = re.compile(r"improv|gain|better|recover|respon|increase|relax|free|NEDA|success", re.I)
_NOT_CALLED = re.compile(
    r"worse|stable or|deteriorat|new T2|no change|not improved|adverse|\bdied|\bp [<0]|relapsed", re.I
)
_BETTER = re.compile(
    r"improved|better|recovered|left AIS|became (motor )?incomplete|incomplete at|no or slight|at AIS [DE]\b"
)
_NOT_BETTER = re.compile(r"\bsame\b|stayed|no change|stable|stability", re.I)


@dataclass(frozen=True, slots=True)
class OutcomePart:
    """One outcome: its course over the time points and a forest plot for each."""

    name: str
    when: str
    over_time: Drawing | None
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ConditionPart:
    """The results in one condition: the headline, the main outcomes, the rest as rows."""

    condition: str
    effect: EffectAnswer
    headline: Figure | None
    exact: Figure | None
    outcomes: tuple[OutcomePart, ...]
    rows: tuple[Pool, ...]


def view(e: Explanation, figures: Figures) -> dict[str, Any]:
    """The template's variables."""
    words = vocabulary()
    cell = words.name("cell", e.question.cell) if e.question.cell else "stem cells"
    asked = [words.name("route", e.question.route)] if e.question.route else []
    asked += people.asked_words(e.question)
    asked += [f"{e.question.months:g} months"] if e.question.months is not None else []
    return {
        "e": e,
        "title": f"{cell[0].upper()}{cell[1:]} for {e.condition.name}",
        "asked": tuple(asked),
        "parts": tuple(_parts(e, figures)),
        "by_cell": side_by_side(e.by_cell, "By kind of cell"),
        "by_route": side_by_side(e.by_route, "By route"),
        "ladder": LADDER,
        "shares": _drawn_shares(_shares(e.success, e.course)),
        "when": e.checkups[0].months if len({c.months for c in e.checkups}) == 1 else "",
        "cell_facts": tuple(f for f in e.cell_facts if len(e.cells) != 1 or f not in e.cells[0].facts),
        "helps": _one_each(e.alternatives),
        "worst": (*around.harms(e), *(f.statement for f in around.harm_facts(e))),
        "people_unreported": sum(s.n or 0 for s in e.unreported),
        "published": _published(e),
    }  # fmt: skip


def _parts(e: Explanation, figures: Figures) -> list[ConditionPart]:
    names, asked = vocabulary(), e.question.condition
    return [
        _part(names.name("condition", p.condition), p.condition or asked, p.effect, figures) for p in e.answer.effects
    ]


def _part(name: str, condition: str, effect: EffectAnswer, figures: Figures) -> ConditionPart:
    head = figures.of(effect.headline, name) if effect.headline else None
    exact = figures.of(effect.exact, name) if effect.exact and effect.exact != effect.headline else None
    if head is not None:
        head.exact = exact
    apart = [replace(p, steps=()) for p in (effect.headline, effect.exact) if p]
    groups = _by_outcome([p for p in effect.pools if replace(p, steps=()) not in apart], condition)
    main = groups[:MAIN]
    outcomes = tuple(
        OutcomePart(
            _label(g[0]),
            _times(g),
            over_time(sorted([*g, *_same(effect.headline, g[0])], key=_month)),
            tuple(figures.of(p, name) for p in sorted(g, key=_month)),
        )
        for g in main
    )
    return ConditionPart(name, effect, head, exact, outcomes, tuple(p for g in groups[MAIN:] for p in g))


def _label(pool: Pool) -> str:
    return pool.outcome_name + (" and scales like it" if pool.measure == "SMD" else "")


def _times(pools: Sequence[Pool]) -> str:
    months = [m for p in sorted(pools, key=_month) if (m := months_in(p))]
    return f"at {', '.join(months)} months" if months else ""


def _same(head: Pool | None, pool: Pool) -> list[Pool]:
    """The headline, where it is the same outcome by the same measure."""
    return [head] if head and (head.outcome, head.measure) == (pool.outcome, pool.measure) else []


def _month(pool: Pool) -> float:
    found = re.search(r"\d+(\.\d+)?", pool.window)
    return float(found.group()) if found else 999.0


def _by_outcome(pools: Sequence[Pool], condition: str) -> list[list[Pool]]:
    """Pools of one outcome and measure together, by the condition's hierarchy of outcomes, then by people."""
    groups: dict[tuple[str, str], list[Pool]] = {}
    for p in pools:
        groups.setdefault((p.outcome, p.measure), []).append(p)
    order = frame.hierarchy(condition)

    def key(group: list[Pool]) -> tuple[float, ...]:
        term = frame.outcome(group[0].outcome)
        family, place = order.rank(term) if term else (99, 99)
        return (family, place, -max(p.n for p in group))

    return sorted(groups.values(), key=key)


def _shares(success: Sequence[SideResult], course: Sequence[CourseFact]) -> list[Share]:
    """Shares told by studies without a comparison, above published shares of people who got better anyway.

    A share that stayed the same is no counterpart, and stays in the list below the figure.
    """
    told = [Share(_shown(r), s, kind="claimed") for r in success if (s := _share(r)) is not None]
    anyway = [
        Share(f"Without the therapy: {f.text}", f.share, kind="anyway")
        for f in course
        if f.share is not None and _BETTER.search(f.text) and not _NOT_BETTER.search(f.text)
    ]
    return [*told[:BARS], *anyway[:BARS]] if told else []


def _drawn_shares(shares: Sequence[Share]) -> Drawing | None:
    title = "Shares called improved, and what happens anyway"
    return (
        Drawing(share_bar(shares, width=WIDE, title=title), share_bar(shares, width=NARROW, title=title))
        if shares
        else None
    )


def _shown(r: SideResult) -> str:
    return f"{r.label}: {r.text}"


def _share(r: SideResult) -> float | None:
    """The share called a success; ``None`` where groups are compared or the words tell of something else."""
    called = _CALLED.search(r.text) and not _NOT_CALLED.search(r.text)
    return r.shares[0] if called and len(r.shares) == 1 else None


def _one_each(alternatives: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """Three for a summary; of several conditions, the first of each."""
    helping = [a for a in alternatives if a.helps]
    first = list({a.condition: a for a in reversed(helping)}.values())[::-1]
    return tuple(first if len(first) > 1 else helping)[:3]


def _published(e: Explanation) -> tuple[tuple[Study, tuple[tuple[str, Any], ...]], ...]:
    """Published reviews, each once with all its figures."""
    by_id: dict[str, tuple[Study, list[tuple[str, Any]]]] = {}
    for study, text, source in e.published:
        by_id.setdefault(study.id, (study, []))[1].append((text, source))
    return tuple((study, tuple(rows)) for study, rows in by_id.values())
