"""Effects in text: a pool with its forest, certainty with its reasons, what stands apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stemwise.report.paper import Paper, columns, shorten
from stemwise.report.words import (
    DESIGN_WORDS,
    FAVOURS_WORDS,
    MEASURE_WORDS,
    interval,
    matters,
    number,
    pool_sentence,
    window,
)

if TYPE_CHECKING:
    from stemwise.answer.explain import Breakdown
    from stemwise.answer.model import Certainty, EffectAnswer, Pool, SideResult

MOST_POOLS = 12
MOST_APART = 8
MOST_ROWS = 14
"""Studies of one forest that are printed."""


def effect(paper: Paper, found: EffectAnswer) -> None:
    """Results against controls: the headline with its forest, then every other pool on one line."""
    head = found.headline
    if head is None:
        paper.para("No randomised comparison with visible numbers.")
        narrative(paper, found)
        return
    paper.para(pool_sentence(head), first="Main result: ", style="bold", hang=2)
    if head.steps:
        paper.para("To reach these trials the question was widened: " + "; ".join(head.steps) + ".", indent=2)
    if found.exact is not None and found.exact is not head:
        paper.para("Exactly what was asked: " + pool_sentence(found.exact), indent=2)
    forest(paper, head)
    _beside(paper, head)
    certainty(paper, found.certainty)
    others = [p for p in found.pools if p is not head]
    if others:
        paper.blank()
        paper.para("All results against controls, by time:")
        for p in others[:MOST_POOLS]:
            paper.item(pool_line(p))
        paper.rest(len(others) - MOST_POOLS)
        for p in [p for p in others if p.k > 1][:3]:
            forest(paper, p)
    narrative(paper, found)


def pool_line(pool: Pool) -> str:
    """One pool on one line, its time first."""
    trials = "1 trial" if pool.k == 1 else f"{pool.k} trials"
    widened = f" Widened: {'; '.join(pool.steps)}." if pool.steps else ""
    when = f"{pool.window} months" if pool.window not in ("", "any") else "Any time"
    return (
        f"{when}: {pool.outcome_name}, {trials}, {pool.n} people: "
        f"{MEASURE_WORDS.get(pool.measure, pool.measure)} {number(pool.estimate)} ({interval(pool.ci)}), "
        f"{FAVOURS_WORDS[pool.favours]}.{widened}"
    )


def _beside(paper: Paper, pool: Pool) -> None:
    """Method, prediction, heterogeneity, MCID and the other methods."""
    said = [f"Method: {pool.method}."]
    if pool.prediction:
        said.append(
            f"A new trial may be expected to find between {number(pool.prediction[0])} and {number(pool.prediction[1])}."
        )
    if pool.i2 is not None:
        said.append(f"Disagreement beyond chance (I2): {pool.i2:.0f} %.")
    if pool.others:
        said.append(
            "By other methods: "
            + "; ".join(f"{o.name} {number(o.estimate)} ({interval(o.ci)})" for o in pool.others)
            + "."
        )
    matter = matters(pool)
    if matter:
        said.append(matter)
    paper.para(" ".join(said), indent=2, style="dim")


def certainty(paper: Paper, found: Certainty) -> None:
    """The level and, per GRADE domain, why it is no higher."""
    if found.level == "none":
        return
    why = "; ".join(f"{r.why} ({r.domain})" for r in found.reasons)
    paper.para(f"Certainty: {found.level}." + (f" Why no surer: {why}." if why else ""), indent=2, style="bold")


def narrative(paper: Paper, found: EffectAnswer) -> None:
    """Controlled studies whose numbers were not seen: shown, never pooled."""
    if not found.narrative:
        return
    paper.blank()
    paper.para("Controlled studies whose numbers could not be pooled:")
    paper.items([f"{s.label}: {shorten(text, 200)}" for s, text in found.narrative], 5)


def apart(paper: Paper, rows: Sequence[SideResult], limit: int = MOST_APART) -> None:
    """Non-randomised and uncontrolled results, one per line."""
    texts = [
        f"{r.label} ({DESIGN_WORDS.get(r.design, r.design)}): {r.text}{paper.ref(r.source, r.label) and ' ' + paper.ref(r.source, r.label)}"
        for r in rows[:limit]
    ]
    for text in texts:
        paper.item(text)
    paper.rest(len(rows) - limit)


def breakdowns(paper: Paper, name: str, rows: Sequence[Breakdown]) -> None:
    """The headline outcome by cell or by route."""
    if not rows:
        return
    paper.blank()
    paper.para(f"By {name}:")
    shown = sorted(rows, key=lambda r: r.pool is None)
    with_numbers = [r for r in shown if r.pool is not None]
    for r in with_numbers:
        paper.item(f"{r.name}: {pool_line(r.pool)}" if r.pool else r.name)
    without = [f"{r.name} ({r.studies})" for r in shown if r.pool is None]
    if without:
        paper.item("No randomised number seen (studies at hand): " + "; ".join(without) + ".")


# The forest


def forest(paper: Paper, pool: Pool) -> None:
    """Studies and pool as lines of text: label, group sizes, estimate with interval, and a bar against no difference."""
    rows = [c for c in pool.contributions if all(map(math.isfinite, (c.shown, *c.ci)))]
    if not rows:
        return
    shown = rows[:MOST_ROWS]
    ratio = pool.measure in ("RR", "OR")
    null = 1.0 if ratio else 0.0
    scale = _scale([c.ci for c in shown] + [pool.ci] + ([pool.prediction] if pool.prediction else []), null, ratio)
    table = [(c.label, f"{c.n_treated} v {c.n_control}", f"{number(c.shown)} ({interval(c.ci)})") for c in shown]
    if pool.k > 1:
        table.append(("Together", f"{pool.n} people", f"{number(pool.estimate)} ({interval(pool.ci)})"))
    label, size, figure = (max(columns(row[i]) for row in table) for i in range(3))
    label = min(label, max(12, paper.width // 4))
    left = label + size + figure + 8
    room = paper.width - left
    paper.blank()
    paper.para(
        f"{pool.outcome_name} {window(pool.window)} ({MEASURE_WORDS.get(pool.measure, pool.measure)}; {_side(pool)})",
        indent=2,
    )
    bars = [_bar(c.shown, c.ci, scale, room, null, "o") for c in shown]
    if pool.k > 1:
        bars.append(_bar(pool.estimate, pool.ci, scale, room, null, "#"))
    for (name, sizes, figures), bar in zip(table, bars, strict=True):
        plot = bar if room >= 12 else ""
        name = shorten(name, label)
        paper.raw(f"  {name}{' ' * (label - columns(name))}  {sizes:>{size}}  {figures:<{figure}}  {plot}".rstrip())
    if len(rows) > MOST_ROWS:
        paper.rest(len(rows) - MOST_ROWS, what="trials")


def _side(pool: Pool) -> str:
    better = "right" if pool.better != "lower" else "left"
    return f"the {better} of | favours the cells"


def _scale(cis: Sequence[tuple[float, float]], null: float, ratio: bool) -> Callable[[float], float]:
    """A value -> its place from 0 to 1; ratios on a logarithmic scale; the far ends of wide intervals run off the plot."""
    move: Callable[[float], float] = (lambda x: math.log(max(x, 1e-6))) if ratio else (lambda x: x)
    lows = sorted(move(low) for low, _ in cis)
    highs = sorted(move(high) for _, high in cis)
    low, high = min(lows[0], move(null)), max(highs[-1], move(null))
    span = (high - low) or 1.0
    return lambda x: (move(x) - low) / span


def _bar(
    value: float, ci: tuple[float, float], scale: Callable[[float], float], room: int, null: float, mark: str
) -> str:
    if room < 12:
        return ""

    def at(x: float) -> int:
        return max(0, min(room - 1, round(scale(x) * (room - 1))))

    cells = [" "] * room
    cells[at(null)] = "|"
    for i in range(at(ci[0]), at(ci[1]) + 1):
        cells[i] = "-" if cells[i] == " " else "+"
    cells[at(value)] = mark
    return "".join(cells)
