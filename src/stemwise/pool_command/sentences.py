"""One sentence for the methods section and one for the results section, with the numbers in them."""

from __future__ import annotations

import math

from stemwise import __version__
from stemwise.pool_command.analysis import Analysis
from stemwise.pool_command.scale import number, p_text, per_cent, places, plural, small
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.tau2 import ESTIMATORS

TESTS = {
    "hksj-conservative": "the Hartung-Knapp-Sidik-Jonkman method with its scale factor held at 1 or above",
    "hksj": "the Hartung-Knapp-Sidik-Jonkman method",
    "t": "a t distribution on k - 1 degrees of freedom",
    "z": "a normal distribution",
}


def methods_sentence(a: Analysis) -> str:
    """What was done."""
    p, k = a.pool, a.studies.k
    if k == 1:
        own = f"its {a.scale.name} is given with a normal {per_cent(p.level)} interval"
        return f"One study was available; {own} (stemwise {__version__})."
    on = f" (pooled as {a.scale.pooled})" if a.scale.pooled != a.scale.name else ""
    parts = [f"{plural(a.scale.name).capitalize()}{on} from {k} studies were pooled"]
    if p.method == "EE":
        parts[0] += (
            f" under a common effect by inverse variance, with a {per_cent(p.level)} interval from {TESTS[p.test]}"
        )
    else:
        parts[0] += (
            f" in a random-effects model, the between-study variance estimated by {ESTIMATORS[p.method].words} "
            f"with its Q-profile interval, and the {per_cent(p.level)} confidence interval taken from {TESTS[p.test]}"
        )
    if p.prediction is not None:
        parts.append("the prediction interval rests on t with k - 2 degrees of freedom")
    hit = sum(a.studies.corrected)
    if hit:
        parts.append(
            f"{a.settings.add:g} was added to the cells of {hit} {'study' if hit == 1 else 'studies'} with a zero cell"
        )
    if a.bayes:
        parts.append(f"an exact Bayesian pool with a {a.bayes[0].name} prior for tau stands beside it")
    if a.settings.by is not None and a.groups is not None:
        shared = "one shared" if a.groups.common_tau2 else "their own"
        parts.append(f"subgroups by {a.settings.by} were compared by a Wald test with {shared} between-study variance")
    if a.regression is not None:
        parts.append(f"meta-regression was made on {', '.join(a.settings.mods)}")
    if a.small_study:
        parts.append(f"small-study effects were tested by {_and([t.name for t in a.small_study])}")
    return "; ".join(parts) + f" (stemwise {__version__})."


def results_sentence(a: Analysis) -> str:
    """What was found."""
    p, k = a.pool, a.studies.k
    digits = places(a.scale.shown(p.ci) or (), a.scale.log)
    n = float(a.studies.n.sum())
    people = "" if math.isnan(n) else f" with {n:,.0f} participants"
    head = f"In {k} {'study' if k == 1 else 'studies'}{people} the {'' if k == 1 else 'pooled '}{a.scale.name} was "
    head += f"{number(a.scale.back(p.estimate), digits)} ({per_cent(p.level)} CI {_to(a, p.ci, digits)}"
    head += f", {p_text(p.p)})" if a.scale.null is not None else ")"
    if k == 1:
        return head + "."
    parts = [head]
    if p.method == "EE":
        parts.append(f"heterogeneity: Q = {number(p.q)} on {p.q_df} df, {p_text(p.q_p)}, I² = {number(p.i2, 0)} %")
    else:
        around = f" ({per_cent(p.level)} CI {small(p.tau2_ci.low)} to {small(p.tau2_ci.high)})" if p.tau2_ci else ""
        parts.append(f"between-study variance was τ² = {small(p.tau2)}{around}, I² = {number(p.i2, 0)} %")
    if p.prediction is not None:
        parts.append(f"a new setting may see {_to(a, p.prediction, digits)} ({per_cent(p.level)} prediction interval)")
    if a.bayes:
        b = a.bayes[0].pool
        parts.append(
            f"the exact Bayesian estimate was {number(a.scale.back(b.estimate), digits)} "
            f"({per_cent(b.level)} credible interval {_to(a, b.ci, digits)})"
        )
    if a.groups is not None and a.groups.df:
        parts.append(f"the test between subgroups by {a.settings.by} gave {p_text(a.groups.p)}")
    if a.small_study:
        first = a.small_study[0]
        parts.append(f"{first.name}'s test for small-study effects gave {p_text(first.p)}")
    return "; ".join(parts) + "."


def _to(a: Analysis, interval: Interval, digits: int) -> str:
    low, high = a.scale.shown(interval) or (math.nan, math.nan)
    return f"{number(low, digits)} to {number(high, digits)}"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
