"""Beta-binomial pools of proportions and of two arms: double-zero studies count, nothing is corrected (Kuss 2015)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.effects.counts import table
from stemwise.synthesis.effects.result import columns_of, require
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Floats, Note, choice, level_in


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """``estimate`` is the logit of the mean proportion (PLO) or the log odds ratio (OR).

    ``rho`` is the intraclass correlation (0: plain binomial), ``control`` the logit of the control arm's risk (OR
    only).
    """

    estimate: float
    se: float
    ci: Interval
    p: float
    rho: float
    control: float | None
    loglik: float
    k: int
    measure: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    x: Floats
    n: Floats
    design: Floats

    def at(self, par: Floats) -> tuple[float, Floats]:
        """Log-likelihood and gradient in (beta, logit rho)."""
        p = special.expit(self.design @ par[:-1])
        p = np.clip(p, 1e-15, 1 - 1e-15)
        s = math.exp(-par[-1])  # (1 - rho) / rho
        a, b, x, n = p * s, (1 - p) * s, self.x, self.n
        choose = special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(n - x + 1)
        value = choose + special.betaln(x + a, n - x + b) - special.betaln(a, b)
        da = special.digamma(x + a) - special.digamma(n + s) - special.digamma(a) + special.digamma(s)
        db = special.digamma(n - x + b) - special.digamma(n + s) - special.digamma(b) + special.digamma(s)
        by_eta = (da - db) * s * p * (1 - p)
        by_rho = -s * (p * da + (1 - p) * db)
        return float(value.sum()), np.append(self.design.T @ by_eta, by_rho.sum())

    def information(self, par: Floats) -> Floats:
        """Observed information by central differences of the exact gradient."""
        h = 1e-5
        rows = [(self.at(par + e)[1] - self.at(par - e)[1]) / (2 * h) for e in np.eye(par.size) * h]
        return np.asarray(-(np.array(rows) + np.array(rows).T) / 2)

    def climb(self, par: Floats) -> tuple[float, Floats]:
        """Damped Newton from ``par``; every accepted step rises."""
        value, g = self.at(par)
        damp = 1e-3
        for _ in range(200):
            info = self.information(par)
            low = float(np.linalg.eigvalsh(info)[0])
            step = np.linalg.solve(info + (damp + max(0.0, -2 * low)) * np.eye(par.size), g)
            new = par + np.clip(step, -2, 2)
            new[-1] = min(max(new[-1], -18.0), 8.0)
            v, gradient = self.at(new)
            if v >= value:
                done = float(np.abs(new - par).max()) < 1e-10
                par, value, g, damp = new, v, gradient, damp / 10
                if done:
                    break
            else:
                damp *= 10
                if damp > 1e12:
                    break
        return value, par


def beta_binomial(measure: str, *, level: float = 0.95, **columns: Any) -> BetaBinomial:
    """Maximum-likelihood beta-binomial pool: ``PLO`` of ``xi`` among ``ni``, or ``OR`` of 2x2 tables.

    The odds ratio compares the arms' mean risks over studies (a marginal effect), not within studies; it is offered for
    tables with so many zeros that within-study models have nothing to go on.

    Raises
    ------
    InputError
        No events at all or in a whole arm; bad counts.
    """
    name = choice("measure", str(measure).upper(), ("PLO", "OR"))
    level = level_in(level)
    if name == "PLO":
        x, n = columns_of("PLO", columns, ("xi", "ni"))
        require((x >= 0) & (x <= n) & (n > 0), "there are more events than people, or nobody", "check xi and ni")
        data, k, arms = _Data(x, n, np.ones((x.size, 1))), x.size, [(x, n)]
    else:
        a, b, c, d = table("OR", columns)
        k = a.size
        design = np.column_stack([np.ones(2 * k), np.repeat([1.0, 0.0], k)])
        data = _Data(np.concatenate([a, c]), np.concatenate([a + b, c + d]), design)
        arms = [(a, a + b), (c, c + d)]
    for events, people in arms:
        if events.sum() in (0, people.sum()):
            raise InputError(
                f"an arm has {events.sum():.0f} events in {people.sum():.0f} people", "give its exact bound"
            )
    logits = [math.log(float(e.sum() / (m.sum() - e.sum()))) for e, m in arms]
    beta = np.array(logits if name == "PLO" else [logits[1], logits[0] - logits[1]])
    value, par = max((data.climb(np.append(beta, r)) for r in (-8.0, -4.0, -2.0, -0.5)), key=lambda found: found[0])
    at_zero = par[-1] < -12 or value < _binomial(data, beta) + 1e-8
    notes: tuple[Note, ...] = ()
    if at_zero:
        value, par = _binomial(data, beta), np.append(beta, -18.0)
        p = special.expit(data.design @ beta)
        cov = np.linalg.inv(data.design.T @ ((data.n * p * (1 - p))[:, None] * data.design))
        notes = (
            Note(
                "rho-zero", "The studies vary no more than chance allows.", "The pool is the plain one.", level="info"
            ),
        )
    else:
        cov = np.linalg.inv(data.information(par))
    j = 0 if name == "PLO" else 1
    estimate, se = float(par[j]), math.sqrt(float(cov[j, j]))
    half = dist.z_quantile(0.5 + level / 2) * se
    return BetaBinomial(
        estimate=estimate,
        se=se,
        ci=Interval(estimate - half, estimate + half, level, "z"),
        p=dist.two_sided(estimate / se, math.inf),
        rho=0.0 if at_zero else float(special.expit(par[-1])),
        control=float(par[0]) if name == "OR" else None,
        loglik=value,
        k=int(k),
        measure=name,
        notes=notes,
    )


def _binomial(data: _Data, beta: Floats) -> float:
    p = special.expit(data.design @ beta)
    choose = special.gammaln(data.n + 1) - special.gammaln(data.x + 1) - special.gammaln(data.n - data.x + 1)
    return float((choose + data.x * np.log(p) + (data.n - data.x) * np.log1p(-p)).sum())
