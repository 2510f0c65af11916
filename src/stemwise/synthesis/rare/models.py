"""Models of the counts themselves: no cell corrected, every study in, and words where a model cannot be fitted."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.effects.counts import table
from stemwise.synthesis.effects.result import columns_of, require
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Floats, Note, choice, level_in
from stemwise.synthesis.rare import unconditional
from stemwise.synthesis.rare.quadrature import Binomial, Hypergeometric, Likelihood, Poisson, marginal


@dataclass(frozen=True, slots=True)
class CountModel:
    """A random-effects model of counts by maximum likelihood; ``estimate`` is on the log or logit scale.

    ``lr_p`` is the likelihood-ratio p of tau2 = 0 (half-half mixture of chi-squares); ``ladder`` says which models were
    tried before this one and why they were left; ``sigma2`` the variance of the studies' own risks (``random-studies``).
    """

    estimate: float
    se: float
    ci: Interval
    statistic: float
    p: float
    tau2: float
    tau2_se: float | None
    loglik: float
    lr: float
    lr_p: float
    k: int
    informative: int
    model: str
    measure: str
    notes: tuple[Note, ...]
    sigma2: float | None = None


def fit_kernel(kernel: Likelihood, start: float) -> tuple[float, float, float, Floats, float]:
    """Maximum over mu and tau >= 0: mu, tau, log-likelihood, information (2, 2), and the log-likelihood at tau = 0.

    The likelihood is profiled over tau on a grid first, so that a second hump is not missed, then polished by Newton.
    """
    common, at_zero = _profile(kernel, 0.0, start)
    best = (at_zero, common, 0.0)
    for tau in (0.05, 0.15, 0.3, 0.5, 0.8, 1.2, 1.8, 2.7, 4.0):
        mu, value = _profile(kernel, tau, best[1])
        if value > best[0]:
            best = (value, mu, tau)
        elif tau > max(4 * best[2], 1.0):
            break
    value, mu, tau = _golden(kernel, best) if best[2] > 0 else _near_zero(kernel, best)
    mu, tau, value = _polish(kernel, mu, tau, value)
    return mu, tau, value, _information(kernel, mu, tau), at_zero


def _profile(kernel: Likelihood, tau: float, mu: float) -> tuple[float, float]:
    """Best mu at one tau, by secant-corrected Newton on the gradient with bracketing."""
    low, high = -math.inf, math.inf
    step = 1e-4
    for _ in range(80):
        here = marginal(kernel, mu, tau)
        g = float(here.gradient[0])
        low, high = (mu, high) if g > 0 else (low, mu)
        slope = (float(marginal(kernel, mu + step, tau).gradient[0]) - g) / step
        move = float(np.clip(-g / slope, -2, 2)) if slope < 0 else math.copysign(0.5, g)
        new = mu + move
        if not low < new < high and math.isfinite(low) and math.isfinite(high):
            new = 0.5 * (low + high)
        if abs(new - mu) < 1e-10 * (1 + abs(mu)):
            return new, here.value
        if abs(new) > 40:
            raise _NoMaximumError
        mu = new
    return mu, marginal(kernel, mu, tau).value


class _NoMaximumError(Exception):
    """The likelihood rises without end."""


def _near_zero(kernel: Likelihood, best: tuple[float, float, float]) -> tuple[float, float, float]:
    value, mu, _ = best
    for tau in (0.025, 0.0125, 0.005):
        m, v = _profile(kernel, tau, mu)
        if v > value:
            return _golden(kernel, (v, m, tau))
    return value, mu, 0.0


def _golden(kernel: Likelihood, best: tuple[float, float, float]) -> tuple[float, float, float]:
    value, mu, tau = best
    low, high = tau / 2, tau * 2
    ratio = (math.sqrt(5) - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    (ma, fa), (mb, fb) = _profile(kernel, a, mu), _profile(kernel, b, mu)
    for _ in range(8):
        if fa > fb:
            high, b, fb, mb = b, a, fa, ma
            a = high - ratio * (high - low)
            ma, fa = _profile(kernel, a, mb)
        else:
            low, a, fa, ma = a, b, fb, mb
            b = low + ratio * (high - low)
            mb, fb = _profile(kernel, b, ma)
    top = max((fa, ma, a), (fb, mb, b), (value, mu, tau))
    return top[0], top[1], top[2]


def _information(kernel: Likelihood, mu: float, tau: float) -> Floats:
    """Observed information of (mu, tau) by central differences of the exact gradient."""
    h = 1e-5
    rows = []
    for d in (np.array([h, 0.0]), np.array([0.0, h])):
        up, down = marginal(kernel, mu + d[0], tau + d[1]), marginal(kernel, mu - d[0], tau - d[1])
        rows.append((up.gradient - down.gradient) / (2 * h))
    out = -np.array(rows)
    return np.asarray((out + out.T) / 2)


def _polish(kernel: Likelihood, mu: float, tau: float, value: float) -> tuple[float, float, float]:
    for _ in range(20):
        info = _information(kernel, mu, tau)
        g = marginal(kernel, mu, tau).gradient
        if tau == 0.0:
            break
        if np.any(np.linalg.eigvalsh(info) <= 0):
            break
        step = np.linalg.solve(info, g)
        new_mu, new_tau = mu + float(step[0]), abs(tau + float(step[1]))
        new = marginal(kernel, new_mu, new_tau).value
        if new < value - 1e-9:
            break
        mu, tau, value = new_mu, new_tau, new
        if float(np.abs(step).max()) < 1e-9:
            break
    return mu, tau, value


def count_model(measure: str, *, model: str = "auto", level: float = 0.95, **columns: Any) -> CountModel:
    """Pool counts by a generalised linear mixed model.

    ``measure`` OR (2x2 columns): ``exact-conditional`` (noncentral hypergeometric; Stijnen, Hamza and Özdemir 2010),
    ``unconditional`` (a free risk for each study) or ``approximate-conditional`` (binomial; events rare in both arms).
    ``random-studies`` (OR, IRR; named only) takes the studies' own risks as normal too, so that trials without events
    are informative (Turner et al. 2000, with arms at plus and minus one half; Jackson et al. 2018). PLO
    (``xi, ni``): ``binomial-normal``. IRR (``x1i, x2i, t1i, t2i``): exact conditional
    binomial. IRLN (``xi, ti``): ``poisson-normal``. ``auto`` takes the exact model and steps down, saying why.

    Raises
    ------
    InputError
        No events at all, or in a whole arm; a model that does not fit the measure; no maximum.
    """
    name = choice("measure", str(measure).upper(), ("OR", "PLO", "IRR", "IRLN"))
    level = level_in(level)
    if model == "random-studies":
        return _random_studies(name, columns, level)
    tried: list[Note] = []
    for candidate, build in _candidates(name, model, columns):
        try:
            kernel, start, k, notes = build()
            mu, tau, value, info, at_zero = fit_kernel(kernel, start)
        except _NoMaximumError:
            tried.append(Note("model-left", f"The {candidate} model has no finite maximum.", "A simpler one was used."))
            continue
        except _TooLargeError as error:
            tried.append(Note("model-left", f"The {candidate} model was left: {error}.", "A simpler one was used."))
            continue
        return _result(name, candidate, mu, tau, value, info, at_zero, k, kernel.k, level, (*tried, *notes))
    raise InputError(
        "none of the count models could be fitted: " + " ".join(n.message for n in tried),
        "give Mantel-Haenszel, Peto, or the exact bounds of each arm's risk",
    )


class _TooLargeError(Exception):
    """An exact support too large to enumerate."""


Built = tuple[Likelihood, float, int, tuple[Note, ...]]


def _candidates(name: str, model: str, columns: dict[str, Any]) -> list[tuple[str, Callable[[], Built]]]:
    offered: dict[str, Callable[[], Built]]
    if name == "OR":
        offered = {
            "exact-conditional": lambda: _exact(columns),
            "unconditional": lambda: _unconditional(columns),
            "approximate-conditional": lambda: _approximate(columns),
        }
    elif name == "IRR":
        offered = {"exact-conditional": lambda: _rate_ratio(columns)}
    elif name == "PLO":
        offered = {"binomial-normal": lambda: _proportion(columns)}
    else:
        offered = {"poisson-normal": lambda: _rate(columns)}
    if model == "auto":
        return list(offered.items())
    choice("model", model, tuple(offered))
    return [(model, offered[model])]


def _tables(columns: dict[str, Any]) -> tuple[Floats, Floats, Floats, Floats, int, tuple[Note, ...]]:
    a, b, c, d = table("OR", columns)
    k = a.size
    keep = (a + c > 0) & (b + d > 0)
    if a.sum() == 0 or c.sum() == 0:
        raise InputError(
            "one arm has no event in any study, so no odds ratio is finite", "give the upper bound of its risk"
        )
    if b.sum() == 0 or d.sum() == 0:
        raise InputError("one arm has nothing but events, so no odds ratio is finite", "count the other outcome")
    lost = tuple(int(i) for i in np.flatnonzero(~keep))
    notes: tuple[Note, ...] = ()
    if lost:
        text = f"{len(lost)} of {k} studies have no event in either arm; given their margins they say nothing."
        notes = (Note("no-information", text, "Report them beside the odds ratio.", lost),)
    return a[keep], b[keep], c[keep], d[keep], k, notes


def _exact(columns: dict[str, Any]) -> Built:
    a, b, c, d, k, notes = _tables(columns)
    width = float(np.minimum(a + b, a + c).max())
    if width * a.size > 2e5:
        raise _TooLargeError(f"its tables allow up to {width:.0f} event splits each")
    return Hypergeometric(a, a + b, c + d, a + c), _start(a, b, c, d), k, notes


def _unconditional(columns: dict[str, Any]) -> Built:
    a, b, c, d, k, notes = _tables(columns)
    return unconditional.start(a, a + b, c, c + d), _start(a, b, c, d), k, notes


def _approximate(columns: dict[str, Any]) -> Built:
    a, b, c, d, k, notes = _tables(columns)
    offset = np.log((a + b) / (c + d))
    text = "The approximate conditional model takes events as rare in both arms."
    risk = float((a.sum() + c.sum()) / (a + b + c + d).sum())
    if risk > 0.1:
        notes += (Note("not-rare", f"{text} Here {100 * risk:.0f} % had one.", "Use the exact model."),)
    return Binomial(a, a + c, offset), _start(a, b, c, d), k, notes


def _start(a: Floats, b: Floats, c: Floats, d: Floats) -> float:
    return math.log((a.sum() + 0.5) * (d.sum() + 0.5) / ((b.sum() + 0.5) * (c.sum() + 0.5)))


def _rate_ratio(columns: dict[str, Any]) -> Built:
    x1, x2, t1, t2 = columns_of("IRR", columns, ("x1i", "x2i", "t1i", "t2i"))
    require((x1 >= 0) & (x2 >= 0) & (t1 > 0) & (t2 > 0), "a count or person-time is not possible", "check the columns")
    if x1.sum() == 0 or x2.sum() == 0:
        raise InputError(
            "one arm has no event in any study, so no rate ratio is finite", "give the upper bound of its rate"
        )
    keep = x1 + x2 > 0
    x1, x2, t1, t2 = x1[keep], x2[keep], t1[keep], t2[keep]
    start = math.log(x1.sum() / t1.sum() / (x2.sum() / t2.sum()))
    return Binomial(x1, x1 + x2, np.log(t1 / t2)), start, int(keep.size), ()


def _proportion(columns: dict[str, Any]) -> Built:
    x, n = columns_of("PLO", columns, ("xi", "ni"))
    require((x >= 0) & (x <= n) & (n > 0), "there are more events than people, or nobody", "check xi and ni")
    if x.sum() in (0, n.sum()):
        what = "no event" if x.sum() == 0 else "nothing but events"
        raise InputError(f"there is {what} in {n.sum():.0f} people, so the logit is infinite", "give the exact bound")
    return Binomial(x, n, np.zeros_like(x)), math.log((x.sum() + 0.5) / ((n - x).sum() + 0.5)), int(x.size), ()


def _rate(columns: dict[str, Any]) -> Built:
    x, t = columns_of("IRLN", columns, ("xi", "ti"))
    require((x >= 0) & (t > 0), "a count or person-time is not possible", "check xi and ti")
    if x.sum() == 0:
        raise InputError("there is no event, so the log rate is infinite", "give the exact upper bound of the rate")
    return Poisson(x, t), math.log(x.sum() / t.sum()), int(x.size), ()


def _random_studies(measure: str, columns: dict[str, Any], level: float) -> CountModel:
    from stemwise.synthesis.rare import random_studies

    choice("measure", measure, ("OR", "IRR"))
    if measure == "OR":
        a, b, c, d = table("OR", columns)
        _tables(columns)
        likelihood = random_studies.TwoRandom(a, a + b, c, c + d)
    else:
        _rate_ratio(columns)
        x1, x2, t1, t2 = columns_of("IRR", columns, ("x1i", "x2i", "t1i", "t2i"))
        likelihood = random_studies.TwoRandom(x1, t1, x2, t2, poisson=True)
    k = int(likelihood.x1.size)
    if k < 3:
        raise InputError(
            f"{k} studies cannot show how the studies' own risks vary", "use the exact or unconditional model"
        )
    fit = random_studies.maximum(likelihood)
    notes = [Note("random-studies", "The studies' own risks are taken as normal on the model's scale.", level="info")]
    if fit.theta[2] == 0:
        text = "The studies' own risks were found alike (variance zero), so people were lumped over studies."
        notes.append(Note("studies-alike", text, "Check it against the exact model, which assumes nothing of them."))
    if fit.flat:
        text = "The likelihood is too flat in the two variances for their standard errors."
        notes.append(Note("tau-flat", text, "The standard error of the effect takes both as known."))
    tau_se = fit.cov[fit.order.index(3), fit.order.index(3)] if 3 in fit.order else None
    cov = np.diag([fit.cov[1, 1], 1.0 if tau_se is None else tau_se])
    # A tau without a standard error of its own enters as zero; it is put back below.
    out = _result(
        measure,
        "random-studies",
        float(fit.theta[1]),
        float(fit.theta[3]) if tau_se is not None else 0.0,
        fit.loglik,
        np.linalg.inv(cov),
        fit.at_zero,
        k,
        k,
        level,
        tuple(notes),
    )
    return replace(out, tau2=float(fit.theta[3] ** 2), sigma2=float(fit.theta[2] ** 2))


def _result(
    measure: str,
    model: str,
    mu: float,
    tau: float,
    value: float,
    info: Floats,
    at_zero: float,
    k: int,
    informative: int,
    level: float,
    notes: tuple[Note, ...],
) -> CountModel:
    tau2_se = None
    if tau > 0 and np.all(np.linalg.eigvalsh(info) > 0):
        cov = np.linalg.inv(info)
        variance, tau2_se = float(cov[0, 0]), 2 * tau * math.sqrt(float(cov[1, 1]))
    else:
        if tau > 0:
            notes += (
                Note(
                    "tau-flat",
                    "The likelihood is too flat in tau for its standard error.",
                    "The standard error of the effect takes tau as known.",
                ),
            )
        variance = 1 / float(info[0, 0])
    if not variance > 0 or variance > 1e4:
        raise InputError(
            "the likelihood is flat in the effect, so it has no standard error", "use exact bounds instead"
        )
    if informative < 5:
        text = f"{informative} informative studies estimate tau poorly, and the interval is normal."
        notes += (Note("few-studies", text, "Show the exact or Mantel-Haenszel result beside it."),)
    se = math.sqrt(variance)
    half = dist.z_quantile(0.5 + level / 2) * se
    lr = max(0.0, 2 * (value - at_zero))
    return CountModel(
        estimate=mu,
        se=se,
        ci=Interval(mu - half, mu + half, level, "z"),
        statistic=mu / se,
        p=dist.two_sided(mu / se, math.inf),
        tau2=tau**2,
        tau2_se=tau2_se,
        loglik=value,
        lr=lr,
        lr_p=0.5 * float(dist.chi2_upper(lr, 1)) if lr > 0 else 1.0,
        k=k,
        informative=informative,
        model=model,
        measure=measure,
        notes=notes,
    )
