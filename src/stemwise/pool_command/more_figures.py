"""Plots of a pool beyond its forest."""

from __future__ import annotations

import numpy as np

from stemwise.plots.densities import prior_posterior_svg
from stemwise.plots.funnel import baujat_svg, funnel_svg
from stemwise.plots.universe import Universe, multiverse_svg
from stemwise.pool_command.analysis import Analysis
from stemwise.synthesis.deletion import baujat
from stemwise.synthesis.subsets import multiverse


def funnel_plot(a: Analysis, width: int) -> str:
    """Effects against standard errors."""
    s = a.studies
    pooled = a.scale.pooled if not a.scale.log else a.scale.name
    return funnel_svg(
        s.yi.tolist(), np.sqrt(s.vi).tolist(), estimate=a.pool.estimate, null=0.0 if a.scale.null is not None else None,
        names=s.labels, x_name=pooled, ratio=a.scale.log, width=width, title=f"Funnel plot: {a.source}",
    )  # fmt: skip


def baujat_plot(a: Analysis, width: int) -> str:
    """Who disagrees, and who moves the pool."""
    found = baujat(a.studies.yi, a.studies.vi, method=a.pool.method)
    return baujat_svg(
        found.x.tolist(), found.y.tolist(), a.studies.labels, width=width, title=f"Baujat plot: {a.source}"
    )


def multiverse_plot(a: Analysis, width: int) -> str:
    """Every subset by several methods."""
    whole = a.pool.k
    found = multiverse((a.studies.yi, a.studies.vi), level=a.pool.level, most=1 << 14)
    full = int(np.argmax(found.sizes))
    rows = []
    for s in found.specifications:
        q = np.quantile(s.estimate, (0.0, 0.025, 0.5, 0.975, 1.0))
        least, early, median, late, most = [a.scale.back(float(v)) for v in q]
        every = a.scale.back(float(s.estimate[full]))
        rows.append(
            Universe(f"{s.method}, {s.test}", (least, early, median, late, most), s.positive, s.negative, every)
        )
    size = found.subsets.size
    subsets = (
        f"{size:,} subsets"
        if found.exhaustive
        else f"a random sample of {size:,} of the {2**whole - whole - 1:,} subsets"
    )
    name = f"{a.scale.name}, pooled from {subsets} of {whole} studies"
    return multiverse_svg(
        rows, x_name=name, null=a.scale.null, ratio=a.scale.log, width=width, title=f"Multiverse: {a.source}"
    )


def prior_plot(a: Analysis, width: int) -> str:
    """From what was believed of tau to what is, and the effect."""
    b = a.bayes[0].pool
    far = b.tau.ci.high * 1.6
    tau = np.linspace(far / 400, far, 400)
    order = np.argsort(b.tau.tau)
    posterior = np.exp(np.interp(tau, b.tau.tau[order], b.tau.log_density[order]))
    prior = np.exp(b.prior.log_density(tau))
    reach = b.ci.high - b.ci.low
    effect = np.linspace(b.ci.low - 0.4 * reach, b.ci.high + 0.4 * reach, 400)
    return prior_posterior_svg(
        (tau.tolist(), prior.tolist()), (tau.tolist(), posterior.tolist()), (effect.tolist(), b.mu.density(effect).tolist()),
        interval=(b.ci.low, b.ci.high), effect_name=a.scale.pooled, null=0.0 if a.scale.null is not None else None,
        width=width, title=f"Prior to posterior: {a.bayes[0].name}",
    )  # fmt: skip
