"""Do direct and indirect evidence agree? The design-by-treatment model and node splitting."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stemwise.synthesis import dist
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.likelihood import Gaussian, Ints
from stemwise.synthesis.network.model import Network, Shared, fit, fit_at_tau2
from stemwise.synthesis.network.trials import Trials
from stemwise.synthesis.notes import Floats, Note


@dataclass(frozen=True, slots=True)
class DesignQ:
    """Heterogeneity among the trials of one design."""

    design: tuple[str, ...]
    trials: int
    q: float
    df: int
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Inconsistency:
    """Cochran's Q (common effects) split into ``within`` designs and ``between`` them (Krahn, Binder and König 2013),
    and the global test of the design-by-treatment interaction with random effects (``wald``, chi-square on ``df``;
    Higgins et al. 2012, White et al. 2012), ``tau2`` being that of the interaction model.

    ``df`` is zero where no loop of evidence lets inconsistency show.
    """

    within: float
    within_df: int
    within_p: float
    between: float
    df: int
    between_p: float
    wald: float
    wald_p: float
    tau2: float
    designs: tuple[DesignQ, ...]
    notes: tuple[Note, ...]


def design_by_treatment(n: Network) -> Inconsistency:
    """Test consistency of the whole network: each design gets its own effects."""
    t = n.trials
    x = t.x(t.treatments.index(n.reference))
    free, owners = _per_design(t)
    df = free.shape[1] - x.shape[1]
    full = fit(t, free, "EE")
    common = fit(t, x, "EE")
    within_df = t.k - free.shape[1]
    # With tau2 of the interaction model, the drop of Q from one model to the other is the Wald statistic.
    random = fit(t, free, n.method)
    wald = max(0.0, _q_at(t, x, random.tau2) - random.q) if df else 0.0
    between = max(0.0, common.q - full.q) if df else 0.0
    notes: tuple[Note, ...] = ()
    if not df:
        text = "No loop of direct evidence from different designs: inconsistency cannot show itself."
        notes = (Note("no-loops", text, "Judge transitivity by the trials' characteristics."),)
    return Inconsistency(
        within=full.q,
        within_df=within_df,
        within_p=_p(full.q, within_df),
        between=between,
        df=df,
        between_p=_p(between, df),
        wald=wald,
        wald_p=_p(wald, df),
        tau2=random.tau2,
        designs=_designs(t, owners),
        notes=notes,
    )


def _p(q: float, df: int) -> float:
    return float(dist.chi2_upper(q, df)) if df > 0 else 1.0


def _per_design(t: Trials) -> tuple[Floats, list[tuple[int, ...]]]:
    """The design matrix with effects of their own for each design, and the design of each contrast."""
    owners = [t.designs[i] for i in t.trial.tolist()]
    columns = sorted({(d, o) for d, o in zip(owners, t.other.tolist(), strict=True)})
    place = {c: j for j, c in enumerate(columns)}
    x = np.zeros((t.k, len(columns)))
    for i, key in enumerate(zip(owners, t.other.tolist(), strict=True)):
        x[i, place[key]] = 1.0
    return x, owners


def _q_at(t: Trials, x: Floats, tau2: float) -> float:
    return fit_at_tau2(Gaussian(t.y, x, t.v, t.trial, (Shared(0.1),), False), tau2).q


def _designs(t: Trials, owners: list[tuple[int, ...]]) -> tuple[DesignQ, ...]:
    out = []
    for design in sorted(set(owners)):
        rows = np.array([i for i, o in enumerate(owners) if o == design])
        trials = len(set(t.trial[rows].tolist()))
        m = len(design) - 1
        q, df = 0.0, (trials - 1) * m
        if df:
            y, v = t.y[rows], t.v[np.ix_(rows, rows)]
            x = (t.other[rows][:, None] == np.array(design[1:])).astype(np.float64)
            inverse = np.linalg.inv(v)
            b = np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ y)
            q = float((y - x @ b) @ inverse @ (y - x @ b))
        out.append(DesignQ(tuple(t.treatments[i] for i in design), trials, q, df, _p(q, df)))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Split:
    """``a`` less ``b`` from ``direct`` trials (those with both) and from the rest of the network, and their ``difference``
    with its interval and p; ``tau2`` is that of the model with both.
    """

    a: str
    b: str
    trials: int
    direct: float
    direct_se: float
    indirect: float
    indirect_se: float
    difference: float
    difference_se: float
    ci: Interval
    p: float
    tau2: float


def node_split(n: Network) -> tuple[Split, ...]:
    """Direct against indirect evidence for every comparison that has both (Dias et al. 2010).

    Trials with both treatments get an extra effect, shared evenly by the two arms, so that in multi-arm trials neither is
    preferred (White 2015's symmetrical form); tau2 is estimated anew each time. The test is that of the network.
    """
    t = n.trials
    reference = t.treatments.index(n.reference)
    x = t.x(reference)
    out = []
    for (a, b), trials in t.edges().items():
        i, j = t.treatments.index(a), t.treatments.index(b)
        extra = _extra(t, i, j)
        wide = np.column_stack([x, extra])
        if np.linalg.matrix_rank(wide) < wide.shape[1]:
            continue  # all evidence is direct
        found = fit(t, wide, n.method)
        row = np.zeros(wide.shape[1])
        others = [k for k in range(len(t.treatments)) if k != reference]
        for k, sign in ((i, 1.0), (j, -1.0)):
            if k != reference:
                row[others.index(k)] = sign
        both = row.copy()
        both[-1] = 1.0
        free = t.k - wide.shape[1]
        df = math.inf if n.test == "z" or free < 1 else float(free)
        scale = max(1.0, found.q / free) if n.test.startswith("hksj") and free > 0 else 1.0
        gap, se = float(found.beta[-1]), math.sqrt(float(found.cov[-1, -1]) * scale)
        half = dist.t_quantile(0.5 + n.level / 2, df) * se
        out.append(
            Split(
                a=a,
                b=b,
                trials=trials,
                direct=float(both @ found.beta),
                direct_se=math.sqrt(float(both @ found.cov @ both) * scale),
                indirect=float(row @ found.beta),
                indirect_se=math.sqrt(float(row @ found.cov @ row) * scale),
                difference=gap,
                difference_se=se,
                ci=Interval(gap - half, gap + half, n.level, n.test),
                p=dist.two_sided(gap / se, df),
                tau2=found.tau2,
            )
        )
    return tuple(out)


def _extra(t: Trials, a: int, b: int) -> Floats:
    """+1/2 on arm a and -1/2 on arm b in trials with both, as contrasts (k,)."""
    has = np.array([a in d and b in d for d in t.designs])[t.trial]

    def offset(arm: Ints) -> Floats:
        return np.asarray(0.5 * (arm == a) - 0.5 * (arm == b))

    return np.asarray(np.where(has, offset(t.other) - offset(t.base), 0.0))
