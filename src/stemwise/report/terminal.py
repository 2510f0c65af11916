"""The three jobs as plain text: a page weighed, a therapy explained, one sentence asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from stemwise.report import terminal_check as check_parts
from stemwise.report import terminal_explain as explain_parts
from stemwise.report.paper import Paper
from stemwise.report.words import PROTECTION, RESTS, old_evidence

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.asked import Asked
    from stemwise.verdict.model import PageVerdict


def check_text(page: PageVerdict, *, color: bool = False, width: int = 88, today: date | None = None) -> str:
    """A weighed page: the summary first, then each claim, red flags, questions to ask, sources."""
    paper = Paper(width, color)
    paper.title(f"What this page says, weighed: {page.document.title or page.document.source or 'text'}")
    check_parts.summary(paper, page)
    protection(paper, page.evidence_date, today)
    check_parts.claims(paper, page.verdicts, page.document)
    check_parts.red_flags(paper, page)
    check_parts.questions(paper, page)
    paper.source_list()
    evidence(paper, page.evidence_date, page.evidence_hash)
    return paper.text()


def explain_text(
    found: Explanation, *, color: bool = False, width: int = 88, today: date | None = None, full: bool = True
) -> str:
    """A therapy explained, in the order a family would ask; not ``full``: a page or two."""
    paper = Paper(width, color)
    paper.more = paper.more if full else "--full"
    paper.title(explain_parts.title(found))
    explain_parts.in_short(paper, found)
    protection(paper, found.evidence_date, today)
    if full:
        for part in explain_parts.PARTS:
            part(paper, found)
    else:
        from stemwise.report.terminal_brief import brief

        brief(paper, found)
    paper.source_list()
    evidence(paper, found.evidence_date, found.evidence_hash)
    return paper.text()


def ask_text(asked: Asked, *, color: bool = False, width: int = 88, today: date | None = None) -> str:
    """A sentence asked: the verdict on what it claims, or the answer to what it asks."""
    paper = Paper(width, color)
    paper.title(asked.text)
    made = asked.page or asked.answer
    for n, said in enumerate(asked.lead):
        paper.blank()
        paper.para(said, style="" if n else "bold")
    if asked.rests:
        paper.blank()
        paper.para(RESTS + paper.refs(r.sources[0] for r in asked.rests), style="dim")
    if made is None:
        if not asked.lead:
            paper.para("Nothing in the evidence base answers this.")
        protection(paper, "", today, dated=False)
        paper.source_list()
        return paper.text()
    if asked.page is not None:
        check_parts.claims(paper, asked.page.verdicts, asked.page.document, heading=False)
        check_parts.red_flags(paper, asked.page, whole_page=False)
    if asked.answer is not None:
        explain_parts.answered(paper, asked.answer, led=bool(asked.lead))
    protection(paper, made.evidence_date, today)
    paper.source_list()
    evidence(paper, made.evidence_date, made.evidence_hash)
    return paper.text()


def protection(paper: Paper, evidence_date: str, today: date | None, *, dated: bool = True) -> None:
    """The sentences that protect, once; and a warning of old evidence."""
    paper.blank()
    paper.para(" ".join(PROTECTION), style="bold")
    warning = old_evidence(evidence_date, today) if dated else ""
    if warning:
        paper.blank()
        paper.para(warning, first="Warning: ", style="yellow")


def evidence(paper: Paper, evidence_date: str, evidence_hash: str) -> None:
    """The last line: what the report rests on."""
    from stemwise import __version__

    paper.blank()
    paper.para(
        f"Evidence up to {evidence_date or 'an unknown date'} ({evidence_hash}), stemwise {__version__}.", style="dim"
    )
