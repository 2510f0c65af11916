"""A weighed page, part by part: summary, claims, red flags, questions to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemwise.report.paper import Paper, columns, shorten
from stemwise.report.words import GRADE_WORDS, UNSURE_WORDS, most_important, quoted, reading_limit, verdict_order
from stemwise.verdict.model import SHOWN_AS

if TYPE_CHECKING:
    from stemwise.reading.document import Document
    from stemwise.verdict.model import PageVerdict, Verdict

STYLE = {
    "contradicted": "bold red", "misquoted": "bold red", "overstated": "bold yellow", "no-human-evidence": "bold yellow",
    "unverifiable": "bold magenta", "supported": "bold green", "not-covered": "dim",
}  # fmt: skip
GRADE_STYLE = {"misleading": "bold red", "mixed": "bold yellow", "balanced": "bold green"}
ABOUT_EFFECTS = ("efficacy", "success-rate", "cited-study", "testimonial", "recommendation", "uncertainty")
LONGEST_QUOTE = 480
"""Characters of a claim that are printed; the whole stands in the JSON."""


def summary(paper: Paper, page: PageVerdict) -> None:
    """What a reader should know in a minute."""
    about = _about(page)
    if about:
        paper.para(about)
    paper.section("Summary")
    if not page.verdicts:
        paper.para(
            "No claim about cell therapy, or about the conditions known here, was found on this page. "
            "That is no judgement of the page: there was nothing to weigh."
        )
        notes(paper, page)
        return
    paper.para(
        f"{page.grade}: {GRADE_WORDS[page.grade]}. {page.grade_why}",
        first="Grade: ",
        style=GRADE_STYLE[page.grade],
        hang=7,
    )
    counts = Counter(v.value for v in page.verdicts)
    claims_word = "claim" if len(page.verdicts) == 1 else "claims"
    paper.para(
        f"{len(page.verdicts)} {claims_word} were found." if len(page.verdicts) != 1 else f"1 {claims_word} was found."
    )
    for value in verdict_order():
        if counts[value]:  # type: ignore[index]
            _count(paper, value, counts[value], max(counts.values()))  # type: ignore[index]
    paper.blank()
    paper.para(reading_limit(), style="dim")
    first = most_important(page.verdicts)
    if first:
        paper.blank()
        paper.para("Look at these first:")
        for v in first:
            paper.item(
                f'{v.shown_as}: "{shorten(quoted(v.claim.text, v.claim.start, page.document), 120)}" (claim {_number(v)})'
            )
    notes(paper, page)


def _about(page: PageVerdict) -> str:
    from stemwise.terms import vocabulary

    words = vocabulary()
    parts = [page.document.source] if page.document.title and page.document.source else []
    if page.document.date:
        parts.append(f"dated {page.document.date}")
    if page.condition:
        parts.append(f"mostly on {words.name('condition', page.condition)}")
    if page.cell:
        parts.append(f"cells: {words.name('cell', page.cell)}")
    return "; ".join(parts)


def notes(paper: Paper, page: PageVerdict) -> None:
    """What the reading of the page had to leave out."""
    for note in page.document.notes:
        paper.item(note, mark="Note: ", indent=0)


def _count(paper: Paper, value: str, count: int, most: int) -> None:
    room = max(8, min(24, paper.width - 40))
    bar = "#" * max(1, round(room * count / most))
    paper.raw(f"  {SHOWN_AS[value]:<24} {count:>4}  {bar}", style=STYLE[value])


def claims(paper: Paper, verdicts: Sequence[Verdict], document: Document, *, heading: bool = True) -> None:
    """Each claim in the order of the page."""
    if heading and verdicts:
        paper.section("Claim by claim")
    for v in verdicts:
        paper.blank()
        claim(paper, v, document)


def claim(paper: Paper, v: Verdict, document: Document) -> None:
    """One claim: verdict and rule, the page's words, the reason, sources."""
    mark = f"{_number(v):>3}  "
    name = f"{v.shown_as.upper()}"
    details = f"{v.claim.kind}, rule {v.rule}" + (f", {UNSURE_WORDS}" if v.reading == "unsure" else "")
    if columns(mark + name + details) + 4 <= paper.width:
        paper.para(f"{name}  ({details})", first=mark, style=STYLE[v.value])
    else:
        paper.para(name, first=mark, style=STYLE[v.value])
        paper.para(f"({details})", indent=5, style="dim")
    paper.para(f'"{shorten(quoted(v.claim.text, v.claim.start, document), LONGEST_QUOTE)}"', indent=5, style="dim")
    marks = dict.fromkeys(m for s in v.sources if (m := paper.ref(s.source, s.label)))
    paper.para(v.why, indent=5)
    tail = [_certainty(v)] if _certainty(v) else []
    if marks:
        tail.append(f"Sources: {' '.join(marks)}")
    elif v.value != "not-covered":
        tail.append("No source: the verdict rests on the wording alone.")
    if tail:
        paper.para(" ".join(tail), indent=5, style="dim")


def _certainty(v: Verdict) -> str:
    """Said where the claim is about an effect and the reason has not said it already."""
    level = v.answer.certainty.level
    if level == "none" or v.claim.kind not in ABOUT_EFFECTS or "certainty " in v.why:
        return ""
    return f"Certainty of the evidence on the effect: {level}."


def _number(v: Verdict) -> str:
    """ "12" of "c12"."""
    return v.claim.id.removeprefix("c")


def red_flags(paper: Paper, page: PageVerdict, *, whole_page: bool = True) -> None:
    """Ways of speaking that should make a reader careful, with the words; ``whole_page``: also what is missing from it."""
    flags = [f for f in page.red_flags if whole_page or not f.of_page]
    if not flags:
        return
    paper.section("Red flags")
    for flag in flags:
        quote = ""
        if not flag.of_page:
            quote = f' "{shorten(page.document.text[flag.start : flag.end], 100)}"'
        paper.item(f"{flag.kind}: {flag.why}{quote}")


def questions(paper: Paper, page: PageVerdict) -> None:
    """What to ask the provider."""
    if not page.questions:
        return
    paper.section("Questions to ask the provider")
    for n, text in enumerate(page.questions, 1):
        paper.item(text, mark=f"{n:>2}. ", indent=1)
