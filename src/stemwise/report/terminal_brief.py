"""A therapy explained in a page or two: what a parent needs, and how much more there is with ``--full``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemwise.report import terminal_explain, terminal_harms, terminal_results
from stemwise.report.paper import Paper, whole
from stemwise.report.words import counted, study_source

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.answer.model import EffectAnswer

FEW, SOME = 3, 5
LONGEST = 180
"""Characters of a line of care that are printed."""


def brief(paper: Paper, found: Explanation) -> None:
    """Results with their certainty, the course, harms, what helps, what is unknown; then what is left out, counted."""
    _results(paper, found)
    _course(paper, found)
    _harms(paper, found)
    _helps(paper, found)
    if recorded(found):
        paper.section("What is unknown")
        paper.items(list(found.unknown), FEW)
    _left_out(paper, found)


def recorded(found: Explanation) -> bool:
    """Whether anything of the therapy in this condition is in the base: a study, a share, care that helps."""
    effects = [p.effect for p in found.answer.effects]
    return any(e.headline or e.apart or e.narrative for e in effects) or bool(
        found.cells or found.course or found.alternatives
    )


def _results(paper: Paper, found: Explanation) -> None:
    if not found.answer.effects or not recorded(found):
        return
    paper.section("How sure that is")
    for part in found.answer.effects:
        _sure(paper, part.condition, part.effect)


def _sure(paper: Paper, condition: str, effect: EffectAnswer) -> None:
    if condition:
        paper.blank()
        paper.para(terminal_explain.name_of(condition), style="bold")
    if effect.headline is None:
        paper.para(effect.none_found)
        for s, text in effect.narrative[:FEW]:
            paper.item(f"{s.label}: {whole(text, LONGEST)}{paper.refs([study_source(s)], s.label)}")
        paper.rest(len(effect.narrative) - FEW)
        return
    paper.para(
        f"Trials: {', '.join(c.label for c in effect.headline.contributions)}."
        + terminal_results.pool_refs(paper, effect.headline)
    )
    if effect.headline.steps:
        paper.para("To find any we also took in: " + "; ".join(effect.headline.steps) + ".")
    terminal_results.certainty(paper, effect.certainty)
    others = [p for p in effect.pools if p is not effect.headline]
    for p in others[:FEW]:
        paper.item(terminal_results.pool_line(p) + terminal_results.pool_refs(paper, p))
    paper.rest(len(others) - FEW)


def _course(paper: Paper, found: Explanation) -> None:
    shares = [c for c in found.course if c.share is not None] or list(found.course)
    if not shares and not found.success:
        return
    paper.section("What happens anyway, and success rates")
    terminal_explain.course(paper, shares, FEW, len(found.course))
    if found.success:
        paper.para("Shares called improved in studies without a fair comparison:")
        terminal_results.apart(paper, found.success, FEW)


def _harms(paper: Paper, found: Explanation) -> None:
    terminal_harms.few(paper, found, FEW, 2)


def _helps(paper: Paper, found: Explanation) -> None:
    if not found.alternatives:
        return
    paper.section("What is known to help, and how well")
    terminal_explain.alternatives(paper, found.alternatives, SOME, longest=LONGEST)


def _left_out(paper: Paper, found: Explanation) -> None:
    parts = (
        (len(found.facts), "fact* of the condition"), (len(found.cells), "kind* of cells"),
        (len(found.routes), "way* of giving them"), (len(found.chain), "step* of the way of action"),
        (len(found.checkups), "scale* for check-ups"), (len(found.unreported), "registered trial*, results not found by us"),
        (len(found.published), "result* of reviews"), (len(found.approvals), "rule* or warning*"),
        (len(found.searches), "record* of searches"),
    )  # fmt: skip
    told = ", ".join(counted(n, what) for n, what in parts if n)
    if not recorded(found) and not found.known:
        paper.blank()
        paper.para(f"No study of cells in {found.condition.name} is recorded here, and nothing of its course.")
    paper.blank()
    paper.para(f"Left out here: {told or 'nothing'}. More: --full. All: --format html, or json.")
