"""Which plots a pool has, and what each is drawn from."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from stemwise.errors import InputError
from stemwise.output import ready
from stemwise.plots.forest import forest_svg
from stemwise.plots.model import Forest, Row
from stemwise.plots.scaled import ScaledForest, cumulative_svg
from stemwise.pool_command.analysis import IN_TURN, Analysis
from stemwise.pool_command.scale import number
from stemwise.pool_command.sections import spread
from stemwise.synthesis.dist import z_quantile

KINDS = ("forest", "subgroups", "funnel", "baujat", "cumulative", "multiverse", "prior")


def plan(asked: list[str]) -> list[tuple[str, str]]:
    """(kind, file) of each ``--plot``; refused before anything is computed if it cannot be written."""
    out = []
    for text in asked:
        kind, sign, place = text.partition("=")
        if sign and kind.isalpha() and kind not in KINDS:
            raise InputError(f"--plot {kind}=... is no kind of plot", f"write one of {', '.join(KINDS)}")
        if not sign or kind not in KINDS:
            place = text
            stem = Path(place).stem.lower()
            kind = next((k for k in KINDS if k in stem), "forest")
        if Path(place).suffix.lower() not in (".svg", ".png"):
            raise InputError(f"{place} is no SVG or PNG file", "give a name that ends in .svg or .png")
        if Path(place).suffix.lower() == ".png":
            from stemwise.plots import png

            png.ready()
        ready(place)
        out.append((kind, place))
    return out


def possible(a: Analysis) -> tuple[str, ...]:
    """The kinds of plot this analysis bears."""
    k = a.studies.k
    has = {
        "forest": True, "subgroups": a.groups is not None and len(a.groups.pools) > 1, "funnel": k >= 3,
        "baujat": 3 <= k <= IN_TURN,
        "cumulative": bool(a.cumulative), "multiverse": 3 <= k <= 14, "prior": bool(a.bayes),
    }  # fmt: skip
    return tuple(kind for kind in KINDS if has[kind])


def draw(a: Analysis, kind: str, width: int = 760) -> str:
    """One plot as SVG.

    Raises
    ------
    InputError
        A plot that this analysis has too few studies for, or that nobody asked the numbers of.
    """
    if kind not in possible(a) and not (kind == "multiverse" and 14 < a.studies.k <= 62):
        remedy = {
            "subgroups": "name a column with --by", "cumulative": f"it needs a column of years and three to {IN_TURN:,} studies",
            "prior": "it stands beside 2 to 5 studies, or name a --prior",
            "baujat": f"it needs three to {IN_TURN:,} studies",
        }.get(kind, "it needs at least three studies")  # fmt: skip
        raise InputError(f"there is no {kind} plot of these {a.studies.k} studies", remedy)
    if kind == "forest":
        return forest_svg(_forest(a), width=width)
    if kind == "subgroups":
        return forest_svg(_groups(a), width=width)
    if kind == "cumulative":
        return _cumulative(a, width)
    from stemwise.pool_command.more_figures import baujat_plot, funnel_plot, multiverse_plot, prior_plot

    return {"funnel": funnel_plot, "baujat": baujat_plot, "multiverse": multiverse_plot, "prior": prior_plot}[kind](
        a, width
    )


def title(a: Analysis) -> str:
    """What a plot is of."""
    return f"{a.scale.name.capitalize()}: {a.source}"


def _base(a: Analysis, rows: tuple[Row, ...], name: str) -> ScaledForest:
    return ScaledForest(
        title=name, measure=a.scale.short if a.scale.short != "SMDH" else "SMD", rows=rows, level=a.pool.level, better="",
        ratio=a.scale.log, null_at=a.scale.null,
    )  # fmt: skip


def _forest(a: Analysis) -> Forest:
    s, p = a.studies, a.pool
    z = z_quantile(0.5 + p.level / 2)
    rows = []
    for i, label in enumerate(s.labels):
        y, half = float(s.yi[i]), z * math.sqrt(float(s.vi[i]))
        sizes = [int(s.raw[r][i]) if r in s.raw else None for r in ("n1", "n2")]
        if {"bi", "di"} <= s.raw.keys():
            sizes = [int(s.raw["ai"][i] + s.raw["bi"][i]), int(s.raw["ci"][i] + s.raw["di"][i])]
        back = a.scale.back
        rows.append(Row(label, back(y), back(y - half), back(y + half), float(p.weights[i]), *sizes))
    if any(r.n_treated is not None and max(r.n_treated, r.n_control or 0) > 999 for r in rows):
        # The plot has room for three digits; the table of studies has the numbers anyway.
        rows = [replace(r, n_treated=None, n_control=None) for r in rows]
    base = _base(a, tuple(rows), title(a))
    if p.k < 2:
        return base
    low, high = a.scale.shown(p.ci) or (math.nan, math.nan)
    return ScaledForest(
        title=base.title, measure=base.measure, rows=base.rows, estimate=a.scale.back(p.estimate), low=low, high=high,
        level=p.level, prediction=a.scale.shown(p.prediction), better="", method=p.method, ratio=base.ratio,
        null_at=base.null_at,
    )  # fmt: skip


def _groups(a: Analysis) -> Forest:
    assert a.groups is not None
    rows = []
    for name, p in a.groups.pools.items():
        low, high = a.scale.shown(p.ci) or (math.nan, math.nan)
        rows.append(Row(f"{name} (k = {p.k})", a.scale.back(p.estimate), low, high))
    return _base(a, tuple(rows), f"{a.scale.name.capitalize()} by {a.settings.by}")


def _cumulative(a: Analysis, width: int) -> str:
    pools = [p for _, p in a.cumulative]
    return cumulative_svg(
        [f"+ {n}" for n, _ in a.cumulative], [a.scale.back(p.estimate) for p in pools],
        [a.scale.shown(p.ci) or (math.nan, math.nan) for p in pools], measure=a.scale.short, ratio=a.scale.log,
        null=a.scale.null, level=a.pool.level, width=width, title=f"{a.scale.name.capitalize()}, study by study",
    )  # fmt: skip


def caption(a: Analysis, kind: str) -> str:
    """One line below a plot."""
    p = a.pool
    return {
        "forest": f"Each study with its {100 * p.level:g} % interval; the diamond is the pool: "
        f"{number(a.scale.back(p.estimate))} ({spread(a, p.ci)}).",
        "subgroups": "The pool of each group.",
        "funnel": "Effect against standard error; shades show where p would be above 0.10, 0.05 and 0.01.",
        "baujat": "Right: a study that disagrees with the rest. Up: a study that moves the pool.",
        "cumulative": "The pool as studies were added, year by year.",
        "multiverse": "The pool of every subset of studies by several methods: how much the answer hangs on choices.",
        "prior": "Prior and posterior of the between-study standard deviation, and the posterior of the effect.",
    }[kind]  # fmt: skip
