"""Cells asked to be compared: with other care (what the trials' controls were), or one kind with another (harms)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from stemwise.answer import answer, frame
from stemwise.answer.bounds import seen_words
from stemwise.answer.counted import counts
from stemwise.answer.harm_model import HarmCount
from stemwise.answer.harms import foremost
from stemwise.asked.opening import Opened, says
from stemwise.asked.plain import facts_on_care
from stemwise.asked.words import filled, part, questions
from stemwise.evidence import Library
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import Kind, folded, tokenise, vocabulary
from stemwise.verdict.shelves import stems_of

MOST, LED = 4, 2
"""Trials named in the lead, and those whose own result is told."""


def controls(text: str, asked: Question, library: Library) -> tuple[str, ...]:
    """What the trials' controls were, where cells are to be weighed against care that is named; else empty."""
    care = _care(text)
    cells = {x.term.id for x in vocabulary().find("cell", tokenise(text))} or {asked.cell}
    if not care or cells == {""}:
        return ()
    row = questions()["comparison"]
    cell = asked.cell or min(cells)
    trials = list(_trials(asked.condition, cell, library))
    met = [(s, said) for s, said in trials if _names(said, care)]
    both = [(s, said) for s, said in met if _beside(s, said, care)]
    against = [pair for pair in met if pair not in both]
    name = _name(cell)
    words = {"care": care, "cells": name, "n": str(len(trials))}
    if against or both:
        lead = filled(row["lead_met"], told=_told(against), **words) if against else ()
        found = tuple(row["result"].format(study=s.label, told=s.summary) for s, _ in against[:LED] if s.summary)
        return (*found, *lead, *(filled(row["lead_both"], told=_told(both), **words) if both else ()))
    none = filled(row["lead"] if trials else row["lead_none"], told=_told(trials), **words)
    return (*none, *_itself(care, asked, library))


def beside_therapy(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """Cells and training together: the studies in which both groups got the training."""
    trials = list(_trials(asked.condition, asked.cell or "stem-cells", library))
    both = [(s, said) for s, said in trials if any(_names(said, care) for care in row["care"])]
    lead = filled(row["lead"], n=str(len(both)), told=_told(both)) if both else tuple(row["lead_none"])
    return Opened(lead, None)


def _itself(care: str, asked: Question, library: Library) -> tuple[str, ...]:
    """What pooled evidence says of the care by itself, where the base holds it for the condition."""
    stems = stems_of(care)
    within = sorted(frame.conditions_within(asked.condition)) if asked.condition else []
    own = [a for c in within or [""] for a in library.alternatives(c) if stems & stems_of(a.name) and a.evidence]
    own.sort(key=lambda a: -len(stems & stems_of(a.name)))
    row = [questions()["comparison"]["own"]]
    if own:
        return filled(row, care=own[0].called, told=own[0].evidence)
    facts = facts_on_care((care,), care, asked, library) if asked.condition else ()
    return filled(row, care=care, told=facts[0].statement) if facts else ()


def _name(cell: str) -> str:
    return vocabulary().spoken("cell", cell)


def _care(text: str) -> str:
    """The care that cells are weighed against: what stands on the other side of "better than"; no kind of cell."""
    for way in questions()["comparison"]["asks"]:
        hit = re.search(way, text, re.I)
        said = (hit["care"] or "").strip() if hit else ""
        if said and not part("comparison", "none").search(said) and not _no_care(said):
            return str(questions()["words"]["called"].get(said.lower(), said))
    return ""


def _no_care(said: str) -> bool:
    """Whether it is no other care: another kind of cell, way, condition or place, or what would be gained."""
    kinds: tuple[Kind, ...] = ("cell", "donor", "route", "condition", "outcome")
    places = [w for names in questions()["places"].values() for w in names]
    return any(vocabulary().find(kind, tokenise(said)) for kind in kinds) or says(said, places)


def _trials(condition: str, cell: str, library: Library) -> Iterator[tuple[Study, str]]:
    """The studies of such cells with a comparison, and what their control groups got; the randomised first."""
    within = frame.cells_within(cell)
    studies = library.studies(frame.conditions_within(condition) if condition else "")
    for s in sorted(studies, key=lambda s: (not s.randomised, -(s.n or 0))):
        if s.controlled and not s.unreported and set(s.cells) & within:
            yield s, " or ".join(dict.fromkeys(a.label or a.control for a in s.control_arms)) or "not seen"


def _beside(study: Study, said: str, care: str) -> bool:
    """Whether all got the care, some with cells on top: then the two are not compared."""
    treated = " ".join(a.label for a in study.treatment_arms)
    return bool(part("comparison", "both").search(said)) or _names(treated, care)


def _names(said: str, care: str) -> bool:
    """Whether a control group is told by the care's own words, or by others for it."""
    told = re.sub(r"\b(?:no|without) \w+", " ", folded(said)).split()
    asked = set(folded(care).split())
    asked |= {w for kin in questions()["comparison"]["kin"] if asked & set(kin) for w in kin}
    return any(len(w) > SHORT and w in told for w in asked)


SHORT = 4


def _told(trials: list[tuple[Study, str]]) -> str:
    rest = len(trials) - MOST
    return "; ".join(f"{s.label}: {said}" for s, said in trials[:MOST]) + (f"; and {rest} more" if rest > 0 else "")


def safer(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """Which of several kinds of cell harms less: what was counted of each."""
    cells = dict.fromkeys(x.term.id for x in vocabulary().find("cell", tokenise(text)))
    told = [f"{_name(c)}: {_counted(asked.but(cell=c, type='harm'), library)}" for c in cells]
    found = answer(asked.but(type="harm", cell=asked.cell or "stem-cells"), library)
    return Opened(filled(row["lead"], told="; ".join(told) or "name them to see what was counted"), found)


def _counted(asked: Question, library: Library) -> str:
    told = [c for c in foremost(counts(asked.but(outcome=""), library)) if "death" not in c.harm]
    return "; ".join(map(_words, told[:1])) or "no serious harm was counted in any trial at hand"


def _words(c: HarmCount) -> str:
    return f"{c.name}: {seen_words(c)}"
