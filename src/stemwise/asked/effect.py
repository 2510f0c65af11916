"""Questions on an effect that want one thing told first: how often, how long, whom, how given, what a named study found."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from stemwise.answer import answer
from stemwise.answer.explain import explain
from stemwise.answer.frame import conditions_within
from stemwise.asked.opening import MOST_FACTS, Opened
from stemwise.asked.words import filled, part, pattern_of, questions
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import tokenise, vocabulary
from stemwise.verdict.resolve import ENOUGH, named, spaced
from stemwise.verdict.wording import effect_words

SERIES = 2
"""Series without a comparison told in the lead."""


def opened(text: str, asked: Question, library: Library) -> Opened | None:
    """The opening of such a question; ``None`` where it is none, or none that can be met without a condition."""
    if number := part("numbers", "patterns").search(text):
        of_number = library.by_identifier(number.group())
        return (
            _found(of_number, library)
            if of_number
            else Opened(filled(questions()["numbers"]["lead"], number=number.group()), None)
        )
    if part("words", "of_study").search(text) and (study := _study(text, library)):
        return _found(study, library)
    if not asked.condition and not asked.cell and (name := _NAMED.search(text)):
        return Opened(filled(questions()["numbers"]["lead_name"], name=name[1]), None)
    if not (asked.cell or part("words", "given").search(text) or part("words", "effects").search(text)):
        return None
    row = next((row for row in questions()["effect"] if pattern_of(row["asks"]).search(text)), None)
    if row and asked.condition:
        return _told(row, asked, library)
    return Opened(tuple(row["lead_unnamed"]), None) if row and "lead_unnamed" in row else None


def _told(row: dict[str, Any], asked: Question, library: Library) -> Opened:
    told = explain(asked.but(type="effect", cell=asked.cell or "stem-cells"), library)
    effect = told.answer.effect
    windows = [float(p.window) for p in effect.pools] if effect else []
    series = "; ".join(f"{r.label}: {r.text.rstrip('.')}" for r in told.success[:SERIES])
    words = {
        "effect": effect_words(effect).removeprefix("What randomised trials show: ").rstrip(".") if effect else "none",
        "series": series or "none was seen",
        "course": told.course[0].text.rstrip(".") if told.course else "no figure was seen",
        "months": f"{max(windows):g} months" if windows else "",
        "name": vocabulary().name("condition", asked.condition),
    }
    found = answer(asked.but(cell=asked.cell or "stem-cells", type="effect"), library, full=True)
    lead = row["lead"] if windows else row.get("lead_none", row["lead"])
    return Opened(filled(lead, **words), replace(found, facts=_facts(row, asked, library)))


def _facts(row: dict[str, Any], asked: Question, library: Library) -> tuple[Fact, ...]:
    """The facts that such a question calls for by its row's words, of the cells asked of where the row says so."""
    if "facts" not in row:
        return ()
    told = re.compile(row["facts"], re.I)
    subjects = dict.fromkeys((*sorted(conditions_within(asked.condition)), asked.cell, "stem-cells"))
    facts = [f for s in subjects if s for f in library.facts(s) if told.search(f.statement)]
    return tuple(f for f in facts if not row.get("of_cells") or _names_cells(f, asked.cell))[:MOST_FACTS]


def _names_cells(fact: Fact, cell: str) -> bool:
    words = vocabulary()
    found = {x.term.id for x in words.find("cell", tokenise(fact.statement))}
    return any(not cell or cell == id_ or cell in words.ancestors("cell", id_) for id_ in found)


_PHASE = re.compile(r"\bphase [1-4]\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _study(text: str, library: Library) -> Study | None:
    """The one study that a question names; of several of one name the one of the year told."""
    words = f" {spaced(text)} "
    points = [(max((p for p, _ in named(words, s)), default=0), s) for s in library.studies()]
    most = max((p for p, _ in points), default=0)
    called = [s for p, s in points if p == most >= ENOUGH] or _by_short_name(text, library)
    phase = _PHASE.search(text)
    called = [s for s in called if phase and phase.group().lower() in s.label.lower()] or called
    years = {int(y) for y in _YEAR.findall(text)}
    called = [s for s in called if s.year in years] or called
    return called[0] if len(called) == 1 else None


_CALLED = re.compile(r"\b([A-Z][A-Za-z]{3,}) (?:study|trial)\b|\b([A-Z][A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*)\b")


_NAMED = re.compile(r"\b[Tt]he ([A-Z][\w-]+(?: [A-Z][\w-]+){0,2}) (?:study|trial)\b")


def _by_short_name(text: str, library: Library) -> list[Study]:
    """The studies whose name begins with a word that the question calls a study: ACCeNT for ACCeNT-CP."""
    said = {(a or b).lower() for a, b in _CALLED.findall(text)}
    return [s for s in library.studies() if any("-" in n and n.split("-")[0].lower() in said for n in s.names)]


def _found(study: Study, library: Library) -> Opened:
    """What the record says of the study, and the answer it belongs to."""
    told = [f"{study.label}: {study.summary}" if study.summary else study.label]
    if study.primary_note:
        told.append(f"Main result: {study.primary_note}")
    cell = study.cells[0] if len(study.cells) == 1 else "stem-cells"
    asked = Question(condition=study.condition, cell=cell, type="effect")
    return Opened(tuple(told), answer(asked, library, full=True))
