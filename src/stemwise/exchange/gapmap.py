"""The evidence map: which cells were studied in which condition, in how many people, and how sure the answer is.

Counts are of studies of people (reviews and registrations without results are left out). Certainty is that of the headline
answer to exactly this condition and kind of cell; where an answer had to be widened to other cells there is none.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import asdict, dataclass

from stemwise.answer.effect import effect
from stemwise.answer.model import CertaintyLevel, EffectAnswer
from stemwise.answer.model import Pool as AnswerPool
from stemwise.evidence import Library, Study
from stemwise.plots import svg
from stemwise.question import Question
from stemwise.terms import vocabulary

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("MSC", ("msc",)),
    ("marrow and blood cells", ("bm-mnc", "pb-mnc", "cd34")),
    ("cord blood", ("cord-blood",)),
    ("AHSCT", ("ahsct",)),
    ("neural", ("nsc",)),
    ("glial (OEC, Schwann)", ("oec", "schwann")),
    ("embryonic, iPSC, fetal", ("esc", "ipsc", "fetal")),
    ("exosomes", ("exosomes",)),
    ("other", ()),
)
"""Kinds of cells by the ids they stand for (with everything narrower); the last takes what no other takes."""

SIGNS: dict[CertaintyLevel, str] = {
    "high": "⊕⊕⊕⊕",
    "moderate": "⊕⊕⊕○",
    "low": "⊕⊕○○",
    "very low": "⊕○○○",
    "none": "",
}
SHADES: dict[CertaintyLevel, tuple[str, float]] = {
    "high": (svg.BLUE, 1.0),
    "moderate": (svg.BLUE, 0.72),
    "low": (svg.BLUE, 0.45),
    "very low": (svg.ORANGE, 0.5),
    "none": (svg.GREY, 0.25),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """One condition and kind of cell. ``people`` sums the studies' participants as recorded (``unsized`` name none).

    ``outcome``, ``estimate``, ``k`` and ``favours`` are of the headline; empty without one.
    """

    condition: str
    column: str
    studies: int
    controlled: int
    randomised: int
    people: int
    unsized: int
    certainty: CertaintyLevel
    outcome: str = ""
    measure: str = ""
    estimate: float | None = None
    ci: tuple[float, float] | None = None
    k: int = 0
    favours: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """The map: ``spots`` by row and column, empty places left out; ``searched`` rows in which a search found nothing."""

    evidence_date: str
    evidence_hash: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    spots: tuple[Spot, ...]
    searched: tuple[str, ...]

    def at(self, condition: str, column: str) -> Spot | None:
        """The spot at a place, or ``None``."""
        return next((s for s in self.spots if s.condition == condition and s.column == column), None)

    def as_json(self) -> str:
        """One object; ``spots`` is an array with one object per place."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """A table: studies, people, certainty."""
        names = [vocabulary().name("condition", r) for r in self.rows]
        cells = [[_short(self.at(r, c)) for c in self.columns] for r in self.rows]
        wide = [max(len(c), *(len(row[i]) for row in cells)) for i, c in enumerate(self.columns)]
        left = max(map(len, names), default=0)
        lines = ["Evidence map: studies/people and certainty of the pooled randomised answer, where there is one", ""]
        lines.append("  ".join([" " * left, *(c.ljust(w) for c, w in zip(self.columns, wide, strict=True))]).rstrip())
        for r, name, row in zip(self.rows, names, cells, strict=True):
            tail = "searched, no study found" if r in self.searched else ""
            body = [name.ljust(left), *(c.ljust(w) for c, w in zip(row, wide, strict=True))]
            lines.append(("  ".join(body).rstrip() + (f"  {tail}" if tail else "")).rstrip())
        signs = "+ very low, ++ low, +++ moderate, ++++ high; no sign: nothing to pool."
        lines += ["", f"Certainty by GRADE's domains, computed: {signs}"]
        lines.append(f"Evidence of {self.evidence_date}, {self.evidence_hash}.")
        return "\n".join(lines)

    def as_svg(self) -> str:
        """Size by people, colour and sign by certainty, the number is studies."""
        return _figure(self)


def _short(spot: Spot | None) -> str:
    if spot is None:
        return "."
    return f"{spot.studies}/{spot.people} {'+' * SIGNS[spot.certainty].count('⊕')}".strip()


def evidence_map(library: Library) -> EvidenceMap:
    """The map of the whole base; conditions with most studies first."""
    studies = [s for s in library.studies() if s.design not in ("meta-analysis", "registry-only")]
    counted = Counter(s.condition for s in studies)
    searched = {s.condition for s in library.searches() if not s.cell} - set(counted)
    rows = (*sorted(counted, key=lambda c: (-counted[c], c)), *sorted(searched))
    spots = []
    for row in rows:
        here = [s for s in studies if s.condition == row]
        for column, cells in COLUMNS:
            inside = [s for s in here if _takes(s, cells)]
            if inside:
                spots.append(_spot(library, row, column, cells, inside))
    columns = tuple(c for c, _ in COLUMNS if any(s.column == c for s in spots))
    return EvidenceMap(
        library.evidence_date, library.evidence_hash, rows, columns, tuple(spots), tuple(sorted(searched))
    )


def _within(cells: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(vocabulary().within("cell", c) for c in cells)) if cells else frozenset()


def _takes(study: Study, cells: tuple[str, ...]) -> bool:
    """Whether the study gave such cells; a study of two kinds stands in both columns."""
    if cells:
        return bool(_within(cells) & set(study.cells))
    named = frozenset().union(*(_within(c) for _, c in COLUMNS))
    return not named & set(study.cells)


def _spot(library: Library, row: str, column: str, cells: tuple[str, ...], studies: list[Study]) -> Spot:
    sizes = [s.n for s in studies]
    found = [p for c in cells for p in [_headline(library, row, c)] if p is not None]
    best = max(found, key=lambda p: p[0].n, default=None)
    pool = best[0] if best else None
    return Spot(
        row, column, len(studies), sum(s.controlled for s in studies), sum(s.randomised for s in studies),
        sum(n for n in sizes if n is not None), sizes.count(None), best[1] if best else "none",
        pool.outcome_name if pool else "", pool.measure if pool else "", pool.estimate if pool else None,
        pool.ci if pool else None, pool.k if pool else 0, pool.favours if pool else "",
    )  # fmt: skip


def _headline(library: Library, condition: str, cell: str) -> tuple[AnswerPool, CertaintyLevel] | None:
    """The headline for exactly these cells with its certainty; ``None`` where it was widened to others."""
    found: EffectAnswer = effect(Question(condition=condition, cell=cell), library)
    if found.headline is None:
        return None
    inside = vocabulary().within("cell", cell)
    given = {c for r in found.headline.contributions for c in r.cell.split(" / ") if c}
    return (found.headline, found.certainty.level) if given and given <= inside else None


# The figure

_WIDTH, _NAMES, _STEP = 820.0, 178.0, 58.0


def _figure(m: EvidenceMap) -> str:
    if not m.rows or not m.columns:
        return svg.figure([svg.text(8, 24, "No study of people in this base.")], 320, 40, title="Evidence map")
    cell = (_WIDTH - _NAMES) / len(m.columns)
    most = max(s.people for s in m.spots)
    top = 44.0
    out: list[str] = []
    for i, name in enumerate(m.columns):
        lines = svg.wrap(name, cell - 4, 11.5)[:3]
        out += [
            svg.text(_NAMES + cell * (i + 0.5), 13 + 13 * j, w, anchor="middle", size=11.5) for j, w in enumerate(lines)
        ]
    for i, row in enumerate(m.rows):
        y = top + _STEP * i
        out.append(svg.line(0, y, _WIDTH, y, opacity=0.2))
        names = svg.wrap(vocabulary().name("condition", row), _NAMES - 10)[:2]
        out += [svg.text(0, y + _STEP / 2 + 4 + 15 * (j - (len(names) - 1) / 2), w) for j, w in enumerate(names)]
        if row in m.searched:
            out.append(svg.text(_NAMES + 8, y + _STEP / 2 + 4, "searched, no study found", size=11.5, faint=True))
    for s in m.spots:
        x = _NAMES + cell * (m.columns.index(s.column) + 0.5)
        out += _mark(
            x, top + _STEP * (m.rows.index(s.condition) + 0.5) - 5, s, 7 + 13 * math.sqrt(s.people / max(most, 1))
        )
    bottom = top + _STEP * len(m.rows)
    out.append(svg.line(0, bottom, _WIDTH, bottom, opacity=0.2))
    out += _key(bottom + 26)
    return svg.figure(out, _WIDTH, bottom + 58, title="Evidence map: conditions by kinds of cells", desc=_described(m))


def _mark(x: float, y: float, s: Spot, r: float) -> list[str]:
    fill, opacity = SHADES[s.certainty]
    hover = svg.esc(_said(s))
    circle = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" fill-opacity="{opacity:g}" stroke="{fill}" '
        f'stroke-width="1.2"><title>{hover}</title></circle>'
    )
    signs = (
        [svg.text(x, y + r + 10, SIGNS[s.certainty], anchor="middle", size=9, faint=True)] if SIGNS[s.certainty] else []
    )
    return [circle, svg.text(x, y + 4, s.studies, anchor="middle", size=11.5, bold=True), *signs]


def _key(y: float) -> list[str]:
    out, x = [], 8.0
    for level in ("high", "moderate", "low", "very low", "none"):
        fill, opacity = SHADES[level]
        out.append(
            f'<circle cx="{x:.1f}" cy="{y - 4:.1f}" r="6" fill="{fill}" fill-opacity="{opacity:g}" stroke="{fill}"/>'
        )
        words = f"{level} certainty" if level != "none" else "nothing to pool"
        words = f"{words} {SIGNS[level]}".strip()
        out.append(svg.text(x + 11, y, words, size=11))
        x += 22 + svg.width_of(words, 11) + 8
    return [
        *out,
        svg.text(2, y + 20, "number: studies; larger: more people; colour and sign: certainty", size=11, faint=True),
    ]


def _said(s: Spot) -> str:
    words = (
        f"{vocabulary().name('condition', s.condition)}, {s.column}: {s.studies} studies ({s.controlled} controlled), "
    )
    words += f"{s.people} people, "
    if s.certainty == "none":
        return words + "nothing to pool."
    return words + f"{s.certainty} certainty for {s.outcome}."


def _described(m: EvidenceMap, most: int = 60) -> str:
    return " ".join(_said(s) for s in m.spots[:most])
