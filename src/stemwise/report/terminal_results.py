"""Effects in text: a pool with its forest, certainty with its reasons, what stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemwise.answer.pooling import people_in
from stemwise.report.likeness import after_all, first_of_all
from stemwise.report.paper import Paper, whole
from stemwise.report.terminal_forest import forest
from stemwise.report.words import (
    DESIGN_WORDS,
    figure_words,
    interval,
    matters,
    number,
    pool_sentence,
    study_source,
    when,
)

if TYPE_CHECKING:
    from stemwise.answer.explain import Breakdown
    from stemwise.answer.model import Certainty, EffectAnswer, Pool, SideResult
    from stemwise.question import Question

MOST_POOLS = 12
MOST_APART = 8
MOST_NARRATIVE = 5
MOST_FORESTS = 3
MOST_SUMMARY = 420
"""Characters of a trial's summary."""


def effect(paper: Paper, found: EffectAnswer, question: Question, *, others: bool = False) -> None:
    """Results against controls: the headline with its forest, then every other pool on one line.

    ``others``: what was found in another form or stage than was asked about is told too, marked as no evidence for it.
    """
    head = found.headline
    for said in first_of_all(found, question, listed=True):
        paper.para(said, style="bold")
    for s in found.null_trials:
        paper.item(f"{s.label}: {whole(s.summary, MOST_SUMMARY)}{paper.refs([study_source(s)], s.label)}")
    if head is None:
        paper.para(found.none_found)
        if others:
            _of_others(paper, found.of_others)
        narrative(paper, found)
        return
    paper.para(pool_sentence(head) + pool_refs(paper, head), first="Main result: ", style="bold", hang=2)
    for said in after_all(found):
        paper.para(said, indent=2, style="bold")
    if head.steps:
        paper.para("To find any trial we also took in: " + "; ".join(head.steps) + ".", indent=2)
    if found.exact is not None and found.exact is not head:
        paper.para("Exactly what was asked: " + pool_sentence(found.exact) + pool_refs(paper, found.exact), indent=2)
    forest(paper, head)
    _beside(paper, head)
    certainty(paper, found.certainty)
    _others(paper, [p for p in found.pools if p is not head])
    narrative(paper, found)


def _of_others(paper: Paper, pools: Sequence[Pool]) -> None:
    """What was found in another form or stage, marked."""
    if not pools:
        return
    paper.blank()
    paper.para("Found in others; not what was asked, and no evidence for it:")
    for p in pools[:MOST_POOLS]:
        paper.item(pool_line(p) + pool_refs(paper, p))
    paper.rest(len(pools) - MOST_POOLS)


def _others(paper: Paper, pools: Sequence[Pool]) -> None:
    """Every other pool on one line; a small forest for those of several trials."""
    if not pools:
        return
    paper.blank()
    paper.para("Other results against controls:")
    for p in pools[:MOST_POOLS]:
        paper.item(pool_line(p) + pool_refs(paper, p))
    paper.rest(len(pools) - MOST_POOLS)
    for p in [p for p in pools if p.k > 1][:MOST_FORESTS]:
        forest(paper, p)


def pool_refs(paper: Paper, pool: Pool) -> str:
    """ " [3] [4]": the sources of a pool's studies."""
    return "".join(dict.fromkeys(paper.refs([c.source], c.label) for c in pool.contributions))


def pool_line(pool: Pool) -> str:
    """One pool on one line, with its time."""
    trials = "1 trial" if pool.k == 1 else f"{pool.k} trials"
    widened = f" Also took in: {'; '.join(pool.steps)}." if pool.steps else ""
    name = " ".join(part for part in (pool.outcome_name, when(pool)) if part)
    return f"{name}, {trials}, {people_in(pool)}: {figure_words(pool, brief=True)}.{widened}"


def _beside(paper: Paper, pool: Pool) -> None:
    """Method, prediction, heterogeneity, MCID and the other methods; no mean of two trials that disagree."""
    said = []
    if not pool.disagree:
        said.append(f"Method: {pool.method}.")
        if pool.prediction:
            low, high = map(number, pool.prediction)
            said.append(f"The next trial may well find anything between {low} and {high}.")
    if pool.i2 is not None:
        said.append(f"Disagreement beyond chance (I2): {pool.i2:.0f} %.")
    if pool.others and not pool.disagree:
        told = "; ".join(f"{o.name} {number(o.estimate)} ({interval(o.ci)})" for o in pool.others)
        said.append(f"By other methods: {told}.")
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
    for s, text in found.narrative[:MOST_NARRATIVE]:
        paper.item(f"{s.label}: {whole(text, 200)}{paper.refs([study_source(s)], s.label)}")
    paper.rest(len(found.narrative) - MOST_NARRATIVE)


def apart(paper: Paper, rows: Sequence[SideResult], limit: int = MOST_APART) -> None:
    """Non-randomised and uncontrolled results, one per line."""
    for r in rows[:limit]:
        design = DESIGN_WORDS.get(r.design, r.design)
        paper.item(f"{r.label} ({design}): {r.text}{paper.refs([r.source], r.label)}")
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
        paper.item(
            "No randomised trial with numbers to pool (in brackets: studies at hand): " + "; ".join(without) + "."
        )
