"""Rare events in 2x2 tables: the best model the tables can carry, and in words why not a better one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stemwise.errors import InputError
from stemwise.synthesis.effects.counts import table
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Note, level_in
from stemwise.synthesis.rare.bounds import clopper_pearson
from stemwise.synthesis.rare.models import count_model
from stemwise.synthesis.rare.tables import peto


@dataclass(frozen=True, slots=True)
class RareEvents:
    """What rare events in two arms allow to be said.

    ``model`` names the rung that held: ``exact-conditional`` (or a lower count model), ``Peto``, or ``bounds`` where
    no effect can be estimated and ``estimate`` is None. ``treated`` and ``control`` are exact intervals of the arms'
    summed risks, studies lumped; ``notes`` say what was tried and left.
    """

    model: str
    estimate: float | None
    ci: Interval | None
    tau2: float | None
    treated: Interval
    control: Interval
    events: tuple[int, int]
    people: tuple[int, int]
    k: int
    notes: tuple[Note, ...]


def rare_events(*, level: float = 0.95, **columns: Any) -> RareEvents:
    """Pool the log odds ratio of rare events from ``ai, n1i, ci, n2i`` (or ``ai, bi, ci, di``), stepping down with
    reasons.

    The exact conditional model comes first; where one arm has no event in any study it has no finite maximum and
    Peto's odds ratio is given; where there is no event at all, only the bounds of each arm's risk are.
    """
    level = level_in(level)
    a, b, c, d = table("OR", columns)
    n1, n2 = int((a + b).sum()), int((c + d).sum())
    x1, x2 = int(a.sum()), int(c.sum())
    lump = Note("lumped", "The arms' risks are of all studies lumped together.", level="info")
    common = {
        "treated": clopper_pearson(x1, n1, level),
        "control": clopper_pearson(x2, n2, level),
        "events": (x1, x2),
        "people": (n1, n2),
        "k": int(a.size),
    }
    if x1 + x2 == 0 or x1 + x2 == n1 + n2:
        what = "No event was seen in either arm" if x1 + x2 == 0 else "Everyone had the event"
        note = Note("no-events", f"{what}, so no effect can be estimated.", "Read the upper bound of each arm's risk.")
        return RareEvents("bounds", None, None, None, notes=(note, lump), **common)  # type: ignore[arg-type]
    try:
        fit = count_model("OR", level=level, **columns)
    except InputError as error:
        why = Note("model-left", f"The count models were left: {error.problem}.", "Peto's odds ratio was used.")
        p = peto(level=level, **columns)
        notes = (why, *p.notes, lump)
        return RareEvents("Peto", p.estimate, p.ci, None, notes=notes, **common)  # type: ignore[arg-type]
    return RareEvents(fit.model, fit.estimate, fit.ci, fit.tau2, notes=(*fit.notes, lump), **common)  # type: ignore[arg-type]
