"""Forest plots of a report: each pool is drawn once, numbered, and pointed to from wherever it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stemwise.answer.model import Pool
from stemwise.answer.pooling import months_in
from stemwise.plots import Forest, Row, forest_svg
from stemwise.report.words import when
from stemwise.terms import vocabulary

if TYPE_CHECKING:
    from stemwise.answer.explain import Breakdown
    from stemwise.answer.model import Certainty, EffectAnswer, Part

WIDE, NARROW = 740, 340


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure in two layouts: for a page and for a phone (SVG, safe as it stands)."""

    wide: str
    narrow: str


@dataclass(slots=True)
class Figure:
    """A numbered forest plot of one pool, however it was reached.

    ``steps`` are the widenings that every use of it shares; ``uses`` the claims (from 1) that rest on it, by the
    certainty it has for them; ``exact`` the figure of the exact match, where this one is widened.
    """

    number: int
    pool: Pool
    drawing: Drawing
    steps: tuple[str, ...]
    condition: str = ""
    uses: dict[Certainty, list[int]] = field(default_factory=dict)
    exact: Figure | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One condition's effect with its figures: what answers, and the exact match where that was widened."""

    condition: str
    effect: EffectAnswer
    figure: Figure | None
    exact: Figure | None


@dataclass(slots=True)
class Figures:
    """The forest plots of one report."""

    by_pool: dict[Pool, Figure] = field(default_factory=dict)

    def panels(self, effects: Sequence[Part], claim: int = 0) -> tuple[Panel, ...]:
        """A panel for each condition."""
        names = vocabulary()
        return tuple(self._panel(names.name("condition", p.condition), p.effect, claim) for p in effects)

    def _panel(self, condition: str, effect: EffectAnswer, claim: int) -> Panel:
        head = effect.headline
        if head is None:
            return Panel(condition, effect, None, None)
        figure = self.of(head, condition)
        claims = figure.uses.setdefault(effect.certainty, [])
        if claim and claim not in claims:
            claims.append(claim)
        exact = self.of(effect.exact, condition) if effect.exact is not None and effect.exact != head else None
        figure.exact = figure.exact or exact
        return Panel(condition, effect, figure, exact)

    def of(self, pool: Pool, condition: str = "") -> Figure:
        """The figure of a pool, drawn when first asked for."""
        key = replace(pool, steps=())
        figure = self.by_pool.get(key)
        if figure is None:
            figure = Figure(len(self.by_pool) + 1, key, drawn(key), pool.steps, condition)
            self.by_pool[key] = figure
        figure.steps = tuple(s for s in figure.steps if s in pool.steps)
        return figure

    def all(self) -> tuple[Figure, ...]:
        """Every figure so far, in order."""
        return tuple(self.by_pool.values())


def cells_of(pool: Pool) -> str:
    """The cells of a pool in a few words."""
    names = vocabulary()
    found = list(dict.fromkeys(c.cell for c in pool.contributions if c.cell))
    words = [names.name("cell", c) for c in found]
    return " and ".join(words) if len(words) < 3 else "several kinds of cells"


def drawn(pool: Pool | Forest, title: str = "") -> Drawing:
    """Both layouts of a pool."""
    if isinstance(pool, Pool) and pool.disagree:
        rows = tuple(Row(c.label, c.shown, *c.ci) for c in pool.contributions)
        return _rows_drawn(pool, rows, title or f"{pool.outcome_name} {when(pool)}")
    return Drawing(forest_svg(pool, width=WIDE, title=title), forest_svg(pool, width=NARROW, title=title))


def over_time(pools: Sequence[Pool]) -> Drawing | None:
    """One outcome at its time points, a row for each; nothing where there is only one."""
    first = pools[0]
    rows = tuple(_row(f"{months_in(p)} months, {_trials(p.k)}", p) for p in pools if not p.disagree)
    return _rows_drawn(first, rows, f"{first.outcome_name} over time") if len(rows) > 1 else None


def side_by_side(parts: Sequence[Breakdown], title: str) -> Drawing | None:
    """Breakdowns on one axis, where at least two of them share outcome, measure and time."""
    groups: dict[tuple[str, str, str], list[tuple[str, Pool]]] = {}
    for b in parts:
        if b.pool is not None and not b.pool.disagree:
            groups.setdefault((b.pool.outcome, b.pool.measure, b.pool.window), []).append((b.name, b.pool))
    most = max(groups.values(), key=len, default=[])
    if len(most) < 2:
        return None
    rows = tuple(_row(f"{name}, {_trials(p.k)}", p) for name, p in most)
    pool = most[0][1]
    return _rows_drawn(pool, rows, f"{title}: {pool.outcome_name} {when(pool)}")


def _trials(k: int) -> str:
    return "1 trial" if k == 1 else f"{k} trials"


def _row(label: str, pool: Pool) -> Row:
    return Row(label, pool.estimate, pool.ci[0], pool.ci[1])


def _rows_drawn(pool: Pool, rows: tuple[Row, ...], title: str) -> Drawing:
    mcid = tuple(m.value for m in pool.mcid)
    return drawn(Forest(title, pool.measure, rows, better=pool.better, mcid=mcid, level=pool.level))
