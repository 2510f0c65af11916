"""Selection models: how the pool changes if significant results were likelier to be published (Hedges and Vevea 1996)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Floats, Note, choice, effects_in, level_in
from stemwise.synthesis.pooling import pool

FEWEST = 10


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A step-function selection model by maximum likelihood.

    ``weights`` are the relative chances of publication beyond each step (the first interval has 1); ``lr``, ``lr_df``,
    ``lr_p`` test no selection; ``unadjusted`` is the same model without selection.
    """

    estimate: float
    se: float
    ci: Interval
    p: float
    tau2: float
    weights: tuple[float, ...]
    steps: tuple[float, ...]
    loglik: float
    lr: float
    lr_df: int
    lr_p: float
    unadjusted: float
    k: int
    notes: tuple[Note, ...]


def selection_model(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    steps: Sequence[float] = (0.025,),
    side: str | None = None,
    level: float = 0.95,
    force: bool = False,
) -> Selection:
    """Step-function selection on one-sided p-values; one step at .025 is the three-parameter model (McShane et al.
    2016).

    ``side`` is the direction that helps publication, ``greater`` or ``less``; by default that of the unadjusted pool.

    Raises
    ------
    InputError
        Fewer than ten studies (unless ``force``), or an interval of p-values without a study.
    """
    y, v = effects_in(yi, vi)
    level = level_in(level)
    notes: tuple[Note, ...] = ()
    if y.size < FEWEST:
        text = f"{y.size} studies are too few for a selection model"
        if not force or y.size < 4:
            raise InputError(text, f"it needs at least {FEWEST}; look for unreported trials instead")
        notes = (Note("too-few-for-bias", f"{text}.", "Read nothing into it."),)
    cuts = np.array(sorted(steps), dtype=np.float64)
    if cuts.size == 0 or cuts[0] <= 0 or cuts[-1] >= 1:
        raise InputError(
            "the steps are not one-sided p-values between 0 and 1", "give for example (0.025,) or (0.025, 0.5)"
        )
    start = pool(y, v, method="ML", test="z")
    side = choice("side", side or ("greater" if start.estimate >= 0 else "less"), ("greater", "less"))
    sign = 1.0 if side == "greater" else -1.0
    model = _Steps(sign * y, v, cuts)
    counts = np.bincount(model.place, minlength=cuts.size + 1)
    if (counts == 0).any():
        raise InputError(
            f"no study has a p-value in interval {int(np.argmin(counts)) + 1} of {counts.size}",
            "its weight cannot be estimated: take fewer steps",
        )
    unit = float(np.sqrt(np.median(v)))
    guesses = [np.zeros(cuts.size), np.linspace(-1, -2, cuts.size)]
    begin = [np.array([sign * start.estimate / unit, t, *w]) for t in (start.tau / unit, 0.3, 1.0) for w in guesses]
    found = [climb(lambda q: model.loglik(q[0] * unit, abs(q[1]) * unit, q[2:]), b) for b in begin]
    found += [_without_tau(model, unit, b) for b in begin]
    value, at = max(found, key=lambda f: f[0])
    return _result(model, at, value, unit, sign, (start.estimate, start.loglik), cuts, level, notes)


class _Steps:
    """The likelihood, for results that are published the likelier the larger they are."""

    def __init__(self, y: Floats, v: Floats, cuts: Floats) -> None:
        self.y, self.v, self.se = y, v, np.sqrt(v)
        p = special.ndtr(-y / self.se)
        self.place = np.searchsorted(cuts, p, side="left")
        self.edge = self.se[:, None] * -special.ndtri(cuts)

    def loglik(self, mu: float, tau: float, log_weight: Floats) -> float:
        """Log-likelihood at the mean, tau and the log weights beyond the first interval."""
        if np.abs(log_weight).max() > 30 or tau > 1e6:
            return -math.inf
        eta = np.sqrt(self.v + tau * tau)
        above = special.ndtr((mu - self.edge) / eta[:, None])
        share = np.diff(np.column_stack([np.zeros(self.y.size), above, np.ones(self.y.size)]), axis=1)
        weight = np.concatenate([[1.0], np.exp(log_weight)])
        z = (self.y - mu) / eta
        each = np.log(weight)[self.place] - 0.5 * z * z - np.log(eta) - np.log(np.maximum(share @ weight, 1e-300))
        return float(each.sum()) - 0.5 * self.y.size * math.log(2 * math.pi)


def _without_tau(model: _Steps, unit: float, begin: Floats) -> tuple[float, Floats]:
    value, at = climb(lambda q: model.loglik(q[0] * unit, 0.0, q[1:]), np.delete(begin, 1))
    return value, np.insert(at, 1, 0.0)


def climb(f: Callable[[Floats], float], x: Floats, rounds: int = 100) -> tuple[float, Floats]:
    """Damped Newton on central differences for a few well-scaled parameters; every accepted step rises."""
    value, damp = f(x), 1e-3
    for _ in range(rounds):
        g, h = differences(f, x)
        eigen, vectors = np.linalg.eigh(-h)
        size = np.maximum(np.abs(eigen), 1e-6)
        step = vectors @ ((vectors.T @ g) / (size + damp))
        step *= min(1.0, 2.0 / float(np.abs(step).max() + 1e-300))
        new = f(x + step)
        if new >= value:
            x, value, damp = x + step, new, damp / 10
            if float(np.abs(step).max()) < 1e-9:
                break
        else:
            damp = damp * 10 if damp > 1e-6 else 1e-3
            if damp > 1e8:
                break
    return value, x


def differences(f: Callable[[Floats], float], x: Floats, h: float = 1e-4) -> tuple[Floats, Floats]:
    """Gradient (fourth order) and Hessian (second order) of ``f`` by central differences."""
    n = x.size
    e = np.eye(n) * h
    up, down = np.array([f(x + d) for d in e]), np.array([f(x - d) for d in e])
    far_up, far_down = np.array([f(x + 2 * d) for d in e]), np.array([f(x - 2 * d) for d in e])
    g = (8 * (up - down) - (far_up - far_down)) / (12 * h)
    here, out = f(x), np.empty((n, n))
    for i in range(n):
        out[i, i] = (up[i] - 2 * here + down[i]) / h**2
        for j in range(i):
            corners = f(x + e[i] + e[j]) - f(x + e[i] - e[j]) - f(x - e[i] + e[j]) + f(x - e[i] - e[j])
            out[i, j] = out[j, i] = corners / (4 * h**2)
    return g, out


def _result(
    model: _Steps,
    at: Floats,
    value: float,
    unit: float,
    sign: float,
    plain: tuple[float, float],
    cuts: Floats,
    level: float,
    notes: tuple[Note, ...],
) -> Selection:
    tau = abs(float(at[1])) * unit
    free = np.array([j for j in range(at.size) if j != 1 or tau > 1e-6 * unit])

    def on(q: Floats) -> float:
        full = at.copy()
        full[free] = q
        return model.loglik(full[0] * unit, abs(full[1]) * unit, full[2:])

    information = -differences(on, at[free])[1]
    if float(np.linalg.eigvalsh(information)[0]) <= 0:
        raise InputError("the selection model's likelihood is flat", "the data cannot tell selection from the effect")
    se = unit * math.sqrt(float(np.linalg.inv(information)[0, 0]))
    estimate = sign * float(at[0]) * unit
    half = dist.z_quantile(0.5 + level / 2) * se
    lr = max(0.0, 2 * (value - plain[1]))
    text = "A selection model rests on its assumed form of selection."
    notes += (Note("selection", text, "Show it as a sensitivity analysis only.", level="info"),)
    return Selection(
        estimate=estimate,
        se=se,
        ci=Interval(estimate - half, estimate + half, level, "z"),
        p=dist.two_sided(estimate / se, math.inf),
        tau2=tau**2,
        weights=(1.0, *(float(w) for w in np.exp(at[2:]))),
        steps=tuple(float(c) for c in cuts),
        loglik=value,
        lr=lr,
        lr_df=int(cuts.size),
        lr_p=float(dist.chi2_upper(lr, cuts.size)),
        unadjusted=plain[0],
        k=int(model.y.size),
        notes=notes,
    )
