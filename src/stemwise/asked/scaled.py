"""A scale that is asked after (GMFM, AIS, EDSS), or what a number of its points means: from the vocabulary and the base."""

from __future__ import annotations

import re
from typing import Any

from stemwise import course
from stemwise.asked.naming import condition_told, scales_told
from stemwise.asked.opening import MOST_FACTS, Opened, facts_alone
from stemwise.course.table import Instrument
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import Term, folded, vocabulary
from stemwise.terms.people import scales, severity_told

_POINTS = re.compile(
    r"([1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)[ -](?:[\w-]+ ){0,2}?(?:points?|steps?)\b", re.I
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?")


def opened(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """The scale in words, the smallest difference that matters, and the facts on its levels."""
    if asked.cell:
        return None
    condition = asked.condition or condition_told(text)
    found = [i for t in _meant(scales_told(text)) if (i := course.instrument(library.content, t.id))]
    said = _POINTS.search(text)
    names = _names(text)
    facts = _facts(names, text, condition, library) if names else ()
    if not names:
        return Opened(tuple(row["lead_unnamed"]), None) if said else None
    lead = [_told(i, row) for i in found]
    lead += [_points(_number(said[1]), i, row) for i in found if said and i.mcid]
    if not lead and not facts:
        return None
    own = asked.but(condition=condition, cell="", outcome="")
    lead += [f.statement for f in facts[:1]]
    return Opened(tuple(lead), facts_alone(own, library, facts))


def _meant(terms: tuple[Term, ...]) -> list[Term]:
    """The scales meant: of a name that stands for several versions, each that has a range."""
    out: dict[str, Term] = {}
    for term in terms:
        same = [t for t in vocabulary().all("outcome") if t.label.startswith(f"{term.label}-") and t.range]
        out |= {t.id: t for t in ([term] if term.range or not same else same) if "points" not in t.label}
    return list(out.values())[:2]


def _names(text: str) -> list[str]:
    """The names in the question, of scales that are outcomes and of gradings."""
    said = folded(text).split()
    return [t.label for t in scales_told(text)] + [s.name for s in scales() if s.name.lower() in said]


def _told(i: Instrument, row: dict[str, Any]) -> str:
    """The scale: its range, which way is better, its smallest difference that matters."""
    term = vocabulary().get("outcome", i.id)
    ends = term.range or i.range
    span = row["range"].format(low=f"{ends[0]:g}", high=f"{ends[1]:g}") if ends else row["no_range"]
    text = row["scale"].format(
        label=term.label, name=term.name, span=span, better=row["better"][term.better or i.better]
    )
    return f"{text} {_matters(i, row)}" if i.mcid else text


def _sizes(i: Instrument) -> str:
    sizes = sorted({abs(m.value) for m in i.mcid})
    return f"{sizes[0]:g}" if len(sizes) == 1 else f"{sizes[0]:g} to {sizes[-1]:g}"


def _matters(i: Instrument, row: dict[str, Any]) -> str:
    return str(row["matters"].format(sizes=_sizes(i)))


def _number(text: str) -> float:
    """Commas that part thousands (1,200) are left out; another is a decimal one (2,7)."""
    return float(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", "."))


def _points(value: float, i: Instrument, row: dict[str, Any]) -> str:
    """Whether so many points are less than, among, or more than the differences said to matter."""
    sizes = [abs(m.value) for m in i.mcid]
    way = "below" if value < min(sizes) else "above" if value >= max(sizes) else "among"
    label = vocabulary().get("outcome", i.id).label
    return str(row[way].format(value=f"{value:g}", label=label, sizes=_sizes(i)))


def _facts(names: list[str], text: str, condition: str, library: Library) -> tuple[Fact, ...]:
    """The facts that hold the name, those on the level told first, then those that begin with it."""
    level = severity_told(text, condition) or severity_told(text.upper(), condition)
    held = [f for f in library.facts(condition) if any(re.search(rf"\b{n}\b", f.statement) for n in names)]

    def place(f: Fact) -> tuple[bool, bool, bool]:
        grade = level.split()[-1] if level else ""
        of_level = bool(grade) and re.search(rf"\b(?:level )?{grade}\b", f.statement) is not None
        return not level or level not in f.statement[:40], not of_level, not any(n in f.statement[:40] for n in names)

    return tuple(sorted(held, key=place)[:MOST_FACTS])
