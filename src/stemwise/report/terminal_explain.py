"""A therapy explained, part by part, in the order a family would ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from stemwise.answer import people
from stemwise.report import around, terminal_harms, terminal_results
from stemwise.report.care_words import NO_GAIN, helping, none_left, not_for, without_gain
from stemwise.report.likeness import after_all, first_of_all
from stemwise.report.paper import Paper, whole
from stemwise.report.words import LEVEL_WORDS, study_source

if TYPE_CHECKING:
    from stemwise.answer.explain import CellCard, Explanation
    from stemwise.answer.model import Answer, CourseFact, Part
    from stemwise.evidence.knowledge import Alternative, Fact, Fate, Link
    from stemwise.question import Question

FEW, SOME, MANY = 4, 8, 12
"""How many items of a long part are printed."""
NO_ETHICS = (
    "Nothing recorded for these cells. For any cells: ask who donated them, whether the donor agreed to this use, and "
    "which ethics committee approved it."
)


def title(found: Explanation) -> str:
    """ "Cells for cerebral palsy: umbilical-cord MSC, into a vein"."""
    from stemwise.terms import vocabulary

    q, words = found.question, vocabulary()
    cell = words.name("cell", q.cell) if q.cell else "stem cells"
    parts = [words.name("route", q.route)] if q.route else []
    parts += people.asked_words(q)
    parts += [f"{q.months:g} months after"] if q.months is not None else []
    return f"{found.condition.name[:1].upper()}{found.condition.name[1:]} and {cell}, explained" + (
        f" ({', '.join(parts)})" if parts else ""
    )


def in_short(paper: Paper, found: Explanation) -> None:
    """What a reader should know in a minute."""
    paper.section("In short")
    for said in found.at_once:
        paper.item(said, style="bold")
    for said in around.known(found):
        paper.item(said, style="bold")
    for f in found.known[: around.FIRST_KNOWN]:
        paper.item(f.statement + paper.refs(f.sources[:1], f.statement))
    for part in found.answer.effects:
        _effect_in_short(paper, part, found.question)
    if found.answer.several:
        paper.item("These are different conditions: their results are never added together.")
    for other in found.beside:
        for said in around.other_treatment(other):
            paper.item(said)
    _without_in_short(paper, found)
    for said in around.harms(found):
        paper.item(f"Harm: {said}")
    for f in around.harm_facts(found):
        paper.item(f"Harm: {f.statement}{paper.refs(f.sources[:1], f.statement)}")
    if known := helping(found.alternatives):
        rest = len(known) - 3
        more = f" and {rest} more" if rest > 0 else ""
        paper.item("Other care that was studied: " + "; ".join(a.called for a in known[:3]) + more + ".")
    for said in (none_left(found.answer), not_for(found.answer)):
        if said:
            paper.item(said)
    if found.standing:
        told = " ".join(f"{f.statement}{paper.refs(f.sources[:1], f.statement)}" for f in found.standing)
        paper.item(f"Approval: {told}")


def _effect_in_short(paper: Paper, part: Part, question: Question) -> None:
    """A condition's main result with what must be said before and beside it; one of several on a single line."""
    own = part.effect
    first, last = first_of_all(own, question), after_all(own)
    if part.condition:
        paper.item(f"{name_of(part.condition)}: {' '.join((*first, around.headline(own), *last))}")
        return
    for said in first:
        paper.item(said, style="bold")
    paper.item(around.headline(own))
    for said in last:
        paper.item(said, style="bold")


def _without_in_short(paper: Paper, found: Explanation) -> None:
    rows = around.anyway(found)
    for c in rows:
        paper.item(f"Without the therapy: {c.text}.{paper.refs([c.source], c.text)}")
    if not rows:
        paper.item(f"Without the therapy: {around.none_anyway(found)}")


def name_of(term: str) -> str:
    """A condition's name as a heading."""
    from stemwise.terms import vocabulary

    return vocabulary().name("condition", term).capitalize()


# The condition, the cells, the routes


def condition(paper: Paper, found: Explanation) -> None:
    paper.section("The condition and its signs")
    if found.answer.several:
        names = ", ".join(name_of(p.condition).lower() for p in found.answer.effects)
        are = "are" if found.condition.name.endswith("conditions") else "is"
        paper.para(
            f"{found.condition.name.capitalize()} {are} a word for several conditions: {names}. Each is answered for itself."
        )
    if not found.facts:
        paper.para("Nothing recorded.")
    _facts(paper, found.facts, MANY)


def cells(paper: Paper, found: Explanation) -> None:
    paper.section("The cells that are tried")
    if not found.cells:
        paper.para(
            "No study of such cells in this condition is in our base."
            + (" What is told of them:" if found.known else "")
        )
        _facts(paper, found.known, MANY)
    single = len(found.cells) == 1
    for card in found.cells[: None if single else MANY]:
        _card(paper, card, single)
    if not single:
        paper.rest(len(found.cells) - MANY)
    own = {f.id for c in found.cells for f in c.facts if f.subject == c.term.id}
    common = [f for f in found.cell_facts if f.id not in own]
    if common:
        paper.blank()
        paper.para("What they are and what they are not:")
        _facts(paper, common, MANY if single else SOME)
    donors = {d.id: d for c in found.cells for d in c.donor_harms} or {d.id: d for d in found.harms.donors}
    if donors:
        paper.blank()
        paper.para("How they are obtained, and at what risk to the donor:")
        terminal_harms.donors(paper, tuple(donors.values()), SOME if single else FEW)
    paper.blank()
    paper.para("Ethics and consent:")
    if not found.ethics:
        paper.item(NO_ETHICS)
    _facts(paper, found.ethics, FEW)


def _card(paper: Paper, card: CellCard, single: bool) -> None:
    studies = "1 study" if card.studies == 1 else f"{card.studies} studies"
    people = "1 person" if card.people == 1 else f"{card.people} people"
    paper.item(
        f"{card.term.name}: {studies}, {card.controlled} with a comparison, {people} known to have been treated."
    )
    own = [f for f in card.facts if f.subject == card.term.id]
    for f in own[: MANY if single else 2]:
        paper.item(f.statement + paper.refs(f.sources[:2], f.statement), indent=4, mark=". ")


def routes(paper: Paper, found: Explanation) -> None:
    paper.section("How they are given")
    if not found.routes:
        paper.para("No route recorded.")
    for r in found.routes:
        plain = r.plain or "What it involves is not recorded."
        paper.item(f"{r.name}: {plain}")


# The way of action


def chain(paper: Paper, found: Explanation) -> None:
    paper.section("How it is meant to work, and how far each step was shown")
    if not found.chain:
        paper.para("No step of a way of action recorded for these cells.")
    for n, link in enumerate(found.chain):
        _link(paper, link, n)
    outcome = any(p.effect.headline for p in found.answer.effects)
    paper.para(
        "function in daily life: see the results below"
        + ("" if outcome else " (no randomised trial with numbers to pool)"),
        first="  -> ",
    )
    if found.fates:
        paper.blank()
        paper.para("Where given cells were found to go:")
        paper.items([_fate(paper, f) for f in found.fates[:SOME]], SOME)
        paper.rest(len(found.fates) - SOME)


def _link(paper: Paper, link: Link, n: int) -> None:
    style = {"human-outcome": "green", "human-marker": "cyan", "refuted": "red"}.get(link.level, "yellow")
    paper.para(f"{link.name} [{LEVEL_WORDS[link.level]}]", first="     " if n == 0 else "  -> ", style=style)
    said = " ".join(p for p in (link.finding or link.what, f"Against: {link.contrary}" if link.contrary else "") if p)
    paper.para(said + paper.refs(link.sources[:2], link.name), indent=5)


def _fate(paper: Paper, f: Fate) -> str:
    about = ", ".join(p for p in (f.site, f.species, f"n {f.n}" if f.n else "", f.note) if p)
    return f"{f.what} ({about}){paper.refs(f.sources[:1], f.what)}"


# Results


def results(paper: Paper, found: Explanation) -> None:
    paper.section("What was gained, against controls")
    _effects(paper, found.answer, others=True)
    terminal_results.breakdowns(paper, "cell", found.by_cell)
    terminal_results.breakdowns(paper, "route", found.by_route)
    _by_dose_and_age(paper, found)
    others = [r for p in found.answer.effects for r in p.effect.apart if r not in found.success]
    if others:
        paper.blank()
        paper.para(
            "Not pooled (without a fair comparison, or trials without numbers to add; no effect can be read off them):"
        )
        terminal_results.apart(paper, others, FEW)


def _effects(paper: Paper, answer: Answer, *, others: bool = False) -> None:
    for part in answer.effects:
        if part.condition:
            paper.blank()
            paper.para(name_of(part.condition), style="bold")
        terminal_results.effect(paper, part.effect, answer.question, others=others)


def _by_dose_and_age(paper: Paper, found: Explanation) -> None:
    paper.blank()
    q = found.question
    asked = ", ".join(people.asked_words(q))
    extra = f" For {asked} none was seen." if asked else ""
    paper.para("By dose, age and severity: too few trials print their numbers by these for a separate result." + extra)


def success(paper: Paper, found: Explanation) -> None:
    paper.section('"Success rates" beside what happens anyway')
    if found.success:
        paper.para("Shares called improved, as printed; nothing here is a fair comparison:")
        terminal_results.apart(paper, found.success, SOME)
    else:
        paper.para("No share called improved was found in the studies at hand.")
    paper.blank()
    shares = [c for c in found.course if c.share is not None]
    paper.para("Without the therapy:")
    if not found.course:
        paper.item("no sourced figure for this.")
    course(paper, shares or found.course, SOME, len(found.course))
    if found.success and shares:
        paper.para("A share means little by itself: only a comparison group shows what the therapy added.")


def course(paper: Paper, rows: Sequence[CourseFact], limit: int, total: int) -> None:
    """What happens without the therapy, one row each."""
    shown = rows[:limit]
    for c in shown:
        paper.item(f"{c.text}.{paper.refs([c.source], c.text)}")
    paper.rest(total - len(shown))


# What helps, what would tell, what is not known


def helps(paper: Paper, found: Explanation) -> None:
    paper.section("What is known to help, and how well")
    _care(paper, found.answer, MANY)


def _care(paper: Paper, answer: Answer, limit: int) -> None:
    """Care that helps, what was tried without a clear gain, what is not for those asked about."""
    if said := none_left(answer):
        paper.para(said)
    alternatives(paper, answer.alternatives, limit)
    if said := not_for(answer):
        paper.para(said)


def alternatives(paper: Paper, rows: Sequence[Alternative], limit: int, *, longest: int | None = None) -> None:
    """Care with pooled evidence: what helps, then under its own heading what showed no clear gain."""
    for heading, kept in (("", helping(rows)), (NO_GAIN, without_gain(rows))):
        if heading and kept:
            paper.para(heading)
        for a in kept[:limit]:
            text = a.evidence or a.what
            said = whole(text, longest) if longest else f"{text} {a.certainty_note}".strip()
            paper.item(f"{a.called}: {said}{paper.refs(a.sources[: 1 if longest else 2], a.name)}")
        paper.rest(len(kept) - limit)


def checkups(paper: Paper, found: Explanation) -> None:
    paper.section("Check-ups that would tell")
    if not found.checkups:
        paper.para("No measured scale recorded for this condition.")
        return
    paper.para(f"The same scale by the same examiner, {found.checkups[0].months}:")
    for c in found.checkups[:SOME]:
        said = f"smallest difference that matters {_span([m.value for m in c.mcid])}; measurement error {c.error}"
        paper.item(f"{c.instrument}: {said}{paper.refs([c.source], c.instrument)}")
    paper.rest(len(found.checkups) - SOME)


def _span(values: Iterable[float]) -> str:
    sizes = sorted({abs(v) for v in values})
    if not sizes:
        return "not seen"
    return f"{sizes[0]:g}" if len(sizes) == 1 else f"{sizes[0]:g} to {sizes[-1]:g}"


def unknown(paper: Paper, found: Explanation) -> None:
    paper.section("What is unknown")
    paper.items(list(found.unknown) or ["Nothing recorded."], MANY)


def unreported(paper: Paper, found: Explanation) -> None:
    if not found.unreported:
        return
    paper.section("Registered trials: results not found by us")
    for s in found.unreported[:SOME]:
        people = f"{s.n} people" if s.n else "number of people not seen"
        paper.item(f"{s.label}: {people}.{paper.refs([study_source(s)], s.label)}")
    paper.rest(len(found.unreported) - SOME)


def published(paper: Paper, found: Explanation) -> None:
    if not found.published:
        return
    paper.section("Published reviews, as printed")
    for s, text, source in found.published[:SOME]:
        paper.item(f"{s.label}: {text}{paper.refs([source], s.label)}")
    paper.rest(len(found.published) - SOME)


def approvals(paper: Paper, found: Explanation) -> None:
    paper.section("Approvals and warnings")
    if not found.approvals:
        paper.para("Nothing recorded.")
    _facts(paper, found.approvals, SOME)


def searches(paper: Paper, found: Explanation) -> None:
    if not found.searches:
        return
    paper.section("Searches")
    paper.items(
        [
            f"{s.date}: {s.what} ({', '.join(s.where)}): "
            + ("no human study found" if s.found_none else f"{len(s.included)} studies taken in")
            for s in found.searches
        ],
        FEW,
    )


def _facts(paper: Paper, facts: Sequence[Fact], limit: int) -> None:
    for f in facts[:limit]:
        paper.item(f.statement + paper.refs(f.sources[:2], f.statement))
    paper.rest(len(facts) - limit)


PARTS = (
    condition, cells, routes, chain, results, success, terminal_harms.section, helps, checkups, unknown, unreported,
    published, approvals, searches,
)  # fmt: skip
"""The parts in order (issue order: condition, cells, routes, action, results, shares, harms, help, check-ups, gaps)."""


# One question


def answered(paper: Paper, answer: Answer, *, led: bool = False) -> None:
    """The answer to one question: what trials show, harms, steps, the course without, what helps."""
    if answer.effects:
        paper.section("What trials show")
        _effects(paper, answer)
    if answer.harms is not None:
        terminal_harms.body(paper, answer.harms, answer.question.route)
    if answer.links:
        paper.section("How far the way of action was shown")
        for n, link in enumerate(answer.links[:SOME]):
            _link(paper, link, n)
    if answer.facts:
        paper.section("What is known")
        _facts(paper, answer.facts, SOME)
    if answer.course:
        paper.section("Without the therapy")
        shares = [c for c in answer.course if c.share is not None]
        course(paper, shares or answer.course, FEW, len(answer.course))
    if answer.alternatives or answer.not_for:
        paper.section("What is known to help, and how well")
        _care(paper, answer, FEW)
    if answer.missing:
        paper.section("What is missing")
        paper.items([m[:1].upper() + m[1:] + "." for m in answer.missing], SOME)
    parts = (answer.effects, answer.harms, answer.links, answer.facts, answer.course, answer.alternatives)
    if not led and not any(parts):
        paper.para("Nothing in the evidence base answers this.")
