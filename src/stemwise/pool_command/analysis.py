"""Everything `stemwise pool` computes, in one result that the text, the page and the JSON share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from stemwise.errors import InputError
from stemwise.pool_command.priors import priors_for
from stemwise.pool_command.scale import SCALES, Scale
from stemwise.pool_command.studies import RENAMED, Studies, studies_of
from stemwise.synthesis.bayesian import BayesPool, bayes
from stemwise.synthesis.bias import Asymmetry, begg, egger, harbord, peters
from stemwise.synthesis.deletion import cumulative, leave_one_out
from stemwise.synthesis.groups import Subgroups, subgroups
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Note
from stemwise.synthesis.pooling import Beyond, Pool, pool
from stemwise.synthesis.rare.models import count_model
from stemwise.synthesis.rare.tables import mantel_haenszel, peto
from stemwise.synthesis.regression import Regression, regress
from stemwise.tables import Table, roles_of

FEW = (2, 5)
"""Numbers of studies for which the exact Bayesian pool stands beside the chosen method."""
BIAS_FROM = 10
IN_TURN = 1000
"""Most studies for what takes long: leaving out or adding each in turn grows with their square, the exact model for
counts takes milliseconds a study."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line asked for."""

    measure: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    method: str = "REML"
    test: str | None = None
    level: float = 0.95
    by: str | None = None
    mods: tuple[str, ...] = ()
    zero: str = "zero"
    add: float = 0.5
    prior: str | None = None
    mcid: float | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """The pool by another method: ``tau2`` None where the method has none."""

    name: str
    estimate: float
    ci: Interval
    p: float | None
    tau2: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Bayesian:
    """An exact Bayesian pool with the name of its prior, and why it was taken."""

    name: str
    why: str
    pool: BayesPool


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All results; optional parts are None or empty where there are too few studies or nobody asked."""

    settings: Settings
    studies: Studies
    measure: str
    scale: Scale
    pool: Pool
    variants: tuple[Variant, ...]
    bayes: tuple[Bayesian, ...]
    without: tuple[Pool, ...]
    cumulative: tuple[tuple[str, Pool], ...]
    small_study: tuple[Asymmetry, ...]
    groups: Subgroups | None
    regression: Regression | None
    beyond: Beyond | None
    said: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def source(self) -> str:
        """Name of the table."""
        return self.studies.table.source


def analyse(table: Table, settings: Settings) -> Analysis:
    """Pool a table and put beside it what a careful reader would ask for.

    Raises
    ------
    InputError
        Columns, values or options that cannot be; every message names the line of the file.
    """
    roles = roles_of(table, settings.measure, settings.columns)
    for name in (settings.by, *settings.mods):
        if name is not None:
            table.column(name)
    studies = studies_of(table, roles, zero=settings.zero, add=settings.add)
    how: dict[str, Any] = {"method": settings.method, "test": settings.test, "level": settings.level}
    main = pool(studies.yi, studies.vi, **how)
    said = list(table.remarks) + list(roles.said)
    groups = _groups(studies, settings, how)
    regression, words = _regression(studies, settings, how)
    small, blocked = _small_study(studies, roles.measure)
    notes = _distinct([
        *studies.notes, *main.notes, *(groups.notes if groups else ()), *(regression.notes if regression else ()), *blocked,
        *_too_many(studies.k),
    ])  # fmt: skip
    if settings.by is None and "group" in roles.columns:
        said.append(f"Column {roles.columns['group']!r} may hold subgroups: --by {roles.columns['group']} pools by it.")
    return Analysis(
        settings=settings,
        studies=studies,
        measure=roles.measure,
        scale=SCALES[roles.measure],
        pool=main,
        variants=_variants(studies, roles.measure, main, settings),
        bayes=_bayes(studies, roles.measure, settings),
        without=leave_one_out(studies.yi, studies.vi, **how) if 2 < studies.k <= IN_TURN else (),
        cumulative=_cumulative(studies, how),
        small_study=small,
        groups=groups,
        regression=regression,
        beyond=None if settings.mcid is None else _beyond(main, settings.mcid, SCALES[roles.measure]),
        said=tuple(said + words),
        notes=notes,
    )


def _beyond(main: Pool, mcid: float, scale: Scale) -> Beyond:
    """A threshold is given on the scale people read."""
    if scale.log and mcid <= 0:
        raise InputError(f"--mcid {mcid:g} is no {scale.name}", "a ratio is above zero")
    if not scale.log and scale.back(0.3) != 0.3:
        raise InputError(f"--mcid is not understood for {scale.pooled}", "leave it out")
    value = float(np.log(mcid)) if scale.log else mcid
    return main.probability_beyond(value, above=value > 0)


def _variants(s: Studies, measure: str, main: Pool, settings: Settings) -> tuple[Variant, ...]:
    """REML, Paule-Mandel and the common effect side by side; Mantel-Haenszel, Peto and an exact model for counts."""
    if s.k < 2:
        return ()
    out = []
    for method in dict.fromkeys((main.method, "REML", "PM", "EE")):
        test = None if method == "EE" and main.method != "EE" else settings.test
        p = pool(s.yi, s.vi, method=method, test=test, level=settings.level)
        name = f"common effect (EE), {p.test}" if method == "EE" else f"{method}, {p.test}"
        out.append(Variant(name, p.estimate, p.ci, p.p, None if method == "EE" else p.tau2))
    out += _counts(s, measure, settings.level)
    return tuple(out)


def _counts(s: Studies, measure: str, level: float) -> list[Variant]:
    """Methods that take the counts as they are; one that cannot be had is left out, as it is only for comparison."""
    given: dict[str, Any] = (
        {RENAMED.get(r, r): c for r, c in s.counted.items()} if "ai" in s.counted else dict(s.counted)
    )
    tries: list[tuple[str, Callable[[], Any]]] = []
    if s.roles.ready_made:
        return []
    if measure in ("OR", "RR", "RD", "IRR", "IRD"):
        tries.append(("Mantel-Haenszel, no correction", lambda: mantel_haenszel(measure, level=level, **given)))
    if measure in ("OR", "PETO"):
        tries.append(("Peto, no correction", lambda: peto(level=level, **given)))
    if any(s.corrected) and s.k <= IN_TURN and measure in ("OR", "IRR", "PLO", "IRLN"):
        tries.append(("", lambda: count_model(measure, level=level, **given)))
    out = []
    for name, make in tries:
        try:
            found = make()
        except InputError:
            continue
        tau2 = getattr(found, "tau2", None)
        out.append(Variant(name or f"{found.model}, no correction", found.estimate, found.ci, found.p, tau2))
    return out


def _bayes(s: Studies, measure: str, settings: Settings) -> tuple[Bayesian, ...]:
    if settings.prior is None and not FEW[0] <= s.k <= FEW[1]:
        return ()
    chosen = priors_for(s, measure, settings.prior)
    return tuple(Bayesian(name, why, bayes(s.yi, s.vi, p, level=settings.level)) for name, why, p in chosen)


def _cumulative(s: Studies, how: dict[str, Any]) -> tuple[tuple[str, Pool], ...]:
    if s.years is None or not 2 < s.k <= IN_TURN:
        return ()
    order = np.argsort(s.years, kind="stable")
    pools = cumulative(s.yi, s.vi, s.years, **how)
    return tuple((s.labels[int(i)], p) for i, p in zip(order, pools, strict=True))


def _too_many(k: int) -> tuple[Note, ...]:
    if k <= IN_TURN:
        return ()
    text = f"No study was left out or added in turn and no exact model for counts fitted: here are {k:,} studies"
    return (Note("too-many-in-turn", f"{text}, and this is done for up to {IN_TURN:,}.", level="info"),)


def _small_study(s: Studies, measure: str) -> tuple[tuple[Asymmetry, ...], tuple[Note, ...]]:
    """Tests of funnel asymmetry from ten studies; below that the reason why not."""
    if s.k < BIAS_FROM:
        text = (
            f"Tests for small-study effects were not made: they need at least {BIAS_FROM} studies, and here are {s.k}."
        )
        advice = "Look for registered trials without results instead."
        return (), (Note("small-study-blocked", text, advice, level="info"),) if s.k > 1 else ()
    given: dict[str, Any] = {RENAMED.get(r, r): c for r, c in s.raw.items()}
    tries: list[Callable[[], Asymmetry]] = [lambda: egger(s.yi, s.vi), lambda: begg(s.yi, s.vi)]
    if measure == "OR" and {"ai", "n1i"} <= given.keys():
        tries = [lambda: harbord(**given), lambda: peters(s.yi, **given), *tries]
    out: list[Asymmetry] = []
    notes: list[Note] = []
    for make in tries:
        try:
            out.append(make())
        except InputError as error:
            notes.append(Note("small-study-blocked", f"A test for small-study effects was not made: {error.problem}."))
    if measure in ("OR", "RR", "HR", "IRR"):
        text = "Egger's and Begg's tests are too often positive for ratios of counts."
        notes.append(Note("egger-ratio", text, "Prefer Harbord's or Peters' (odds ratios from counts).", level="info"))
    return tuple(out), tuple(notes)


def _groups(s: Studies, settings: Settings, how: dict[str, Any]) -> Subgroups | None:
    if settings.by is None:
        return None
    labels = [g or "(not given)" for g in s.table.text(settings.by)]
    names = set(labels)
    if len(names) == s.k and s.k > 1:
        raise InputError(f"column {settings.by!r} differs in every study", "choose a column that forms groups")
    # Small groups cannot estimate a tau2 each.
    few = min(labels.count(n) for n in names) < 5
    return subgroups(s.yi, s.vi, labels, common_tau2=few and len(names) > 1, **how)


def _regression(s: Studies, settings: Settings, how: dict[str, Any]) -> tuple[Regression | None, list[str]]:
    if not settings.mods:
        return None, []
    columns: dict[str, Any] = {}
    said = []
    for name in settings.mods:
        if s.table.is_numeric(name):
            values = s.table.numbers(name)
            if any(v != v for v in values):
                raise InputError(
                    f"moderator {name!r} is missing for some studies", "fill it in, or leave those rows out"
                )
            columns[name] = values
            continue
        words = s.table.text(name)
        if "" in words:
            raise InputError(f"moderator {name!r} is missing for some studies", "fill it in, or leave those rows out")
        kinds = sorted(set(words))
        if len(kinds) > 20 or len(kinds) < 2:
            raise InputError(f"moderator {name!r} has {len(kinds)} different values", "give a number, or 2 to 20 kinds")
        said.append(f"Moderator {name!r} is compared with {kinds[0]!r}.")
        columns |= {f"{name}: {kind}": [float(w == kind) for w in words] for kind in kinds[1:]}
    return regress(s.yi, s.vi, columns, **how), said


def _distinct(notes: list[Note]) -> tuple[Note, ...]:
    """Each remark once."""
    return tuple({(n.code, n.message): n for n in notes}.values())
