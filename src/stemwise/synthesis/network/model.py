"""The network model: y ~ N(X d, V + tau2 S), S with one half between contrasts of one trial (Lu and Ades 2004; White et
al. 2012): one between-trial variance for all comparisons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.likelihood import Gaussian, Ints, maximise
from stemwise.synthesis.network.trials import Trials
from stemwise.synthesis.notes import Floats, Note, choice, level_in

METHODS = ("REML", "ML", "DL", "EE")
TESTS = ("t", "z", "hksj-conservative")


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """The variance component of a network: tau2 on the diagonal, tau2/2 beside it within a trial."""

    guess: float

    @property
    def start(self) -> Floats:
        """(1,)."""
        return np.array([self.guess])

    @property
    def lower(self) -> Floats:
        """Zero."""
        return np.zeros(1)

    @property
    def upper(self) -> Floats:
        """None."""
        return np.full(1, np.inf)

    def blocks(self, theta: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """tau2 S for each trial, and S."""
        b, n = rows.shape
        s = np.broadcast_to(0.5 * (np.eye(n) + 1.0), (b, n, n))
        return theta[0] * s, s[None]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A design fitted to the trials: ``beta`` (p,), ``cov`` (p, p), ``tau2``, log-likelihood, and Q at that tau2."""

    beta: Floats
    cov: Floats
    tau2: float
    loglik: float
    q: float


def fit(t: Trials, x: Floats, method: str) -> Fitted:
    """Fit a design by REML, ML, DL (Jackson, White and Riley 2012's moments, univariate) or EE (tau2 = 0)."""
    model = Gaussian(t.y, x, t.v, t.trial, (Shared(0.1),), method == "REML")
    if method == "EE" or t.k <= x.shape[1]:
        return fit_at_tau2(model, 0.0)
    moments = dl(model)
    if method == "DL":
        return fit_at_tau2(model, moments)
    # The likelihood in one variance may have a second hump: climbs start below, at and above the moments' value.
    scale = max(moments, float(np.diag(t.v).min()))
    starts = [np.array([s]) for s in (0.0, 0.1 * scale, scale, 10 * scale)]
    return fit_at_tau2(model, float(maximise(model, starts).theta[0]))


def fit_at_tau2(model: Gaussian, tau2: float) -> Fitted:
    """The coefficients at a given tau2."""
    theta = np.array([tau2])
    state = model.at(theta, slopes=False)
    assert state is not None
    return Fitted(state.beta, state.cov, tau2, state.loglik, quadratic(model, tau2, state.beta))


def quadratic(model: Gaussian, tau2: float, beta: Floats) -> float:
    """(y - X b)' M(tau2)^-1 (y - X b)."""
    total = 0.0
    for s in model.stacks:
        m, _ = model.covariance(np.array([tau2]), s)
        r = s.y - s.x @ beta
        total += float((r * np.linalg.solve(m, r[..., None])[..., 0]).sum())
    return total


def dl(model: Gaussian) -> float:
    """Generalised DerSimonian-Laird: (Q - df) / tr(P S), P at tau2 = 0, not below zero."""
    state = model.at(np.zeros(1), slopes=False)
    assert state is not None
    trace, inner = 0.0, np.zeros((model.p, model.p))
    for s in model.stacks:
        m, dm = model.covariance(np.zeros(1), s)
        inverse = np.linalg.inv(m)
        trace += float(np.einsum("bnm,bmn->", inverse, dm[0]))
        wx = inverse @ s.x
        inner += np.einsum("bnp,bnm,bmq->pq", wx, dm[0], wx, optimize=True)
    trace -= float(np.trace(state.cov @ inner))
    excess = quadratic(model, 0.0, state.beta) - (model.k - model.p)
    return max(0.0, float(excess / trace))


@dataclass(frozen=True, slots=True)
class Comparison:
    """``a`` less ``b``: positive where a's outcome is higher. ``direct`` is the number of trials with both."""

    a: str
    b: str
    estimate: float
    se: float
    ci: Interval
    p: float
    prediction: Interval | None
    direct: int


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A fitted network. ``estimates`` (T-1,) are effects against ``reference`` in the order of ``treatments`` without it,
    ``cov`` (T-1, T-1) their covariance (times the Hartung-Knapp factor ``scale`` if that test is used).

    ``q``, ``q_df``, ``q_p`` test heterogeneity and inconsistency together; ``tau2_ci`` is the Q-profile interval;
    ``i2`` in per cent; ``df`` those of the intervals (infinite for z).
    """

    treatments: tuple[str, ...]
    reference: str
    estimates: Floats
    cov: Floats
    tau2: float
    tau2_ci: Interval | None
    i2: float
    q: float
    q_df: int
    q_p: float
    df: float
    scale: float
    loglik: float
    method: str
    test: str
    level: float
    notes: tuple[Note, ...]
    trials: Trials

    def contrast(self, a: str, b: str) -> tuple[float, float]:
        """Estimate and standard error of ``a`` less ``b``."""
        w = self._row(a) - self._row(b)
        return float(w @ self.estimates), math.sqrt(max(float(w @ self.cov @ w), 0.0))

    def _row(self, t: str) -> Floats:
        if t not in self.treatments:
            raise InputError(f"{t!r} is no treatment of this network", f"it has {', '.join(self.treatments)}")
        others = [x for x in self.treatments if x != self.reference]
        return np.array([1.0 if x == t else 0.0 for x in others])

    def compare(self, a: str, b: str) -> Comparison:
        """Any two treatments, compared directly or not. The prediction interval uses t on the degrees of freedom of Q
        less one, as a pool's uses k - 2.
        """
        if a == b:
            raise InputError(f"{a!r} is compared with itself", "name two treatments")
        d, se = self.contrast(a, b)
        half = dist.t_quantile(0.5 + self.level / 2, self.df) * se
        prediction = None
        if self.method != "EE" and self.q_df > 1:
            reach = dist.t_quantile(0.5 + self.level / 2, self.q_df - 1.0) * math.sqrt(se**2 + self.tau2)
            prediction = Interval(d - reach, d + reach, self.level, "t(df-1)")
        return Comparison(
            a=a,
            b=b,
            estimate=d,
            se=se,
            ci=Interval(d - half, d + half, self.level, self.test),
            p=dist.two_sided(d / se, self.df),
            prediction=prediction,
            direct=self.trials.edges().get((min(a, b), max(a, b)), 0),
        )

    def league(self) -> tuple[Comparison, ...]:
        """Every ordered pair: row treatment less column treatment, rows in order."""
        return tuple(self.compare(a, b) for a in self.treatments for b in self.treatments if a != b)

    def against_reference(self) -> tuple[Comparison, ...]:
        """Each treatment less the reference."""
        return tuple(self.compare(t, self.reference) for t in self.treatments if t != self.reference)

    def __str__(self) -> str:
        lines = [
            f"{len(self.treatments)} treatments, {len(self.trials.studies)} trials, {self.method}, tau2 = {self.tau2:.4g}"
        ]
        lines += [
            f"  {c.a} v {c.b}: {c.estimate:.3f} [{c.ci.low:.3f}, {c.ci.high:.3f}]" for c in self.against_reference()
        ]
        return "\n".join([*lines, *(f"  {n.level}: {n}" for n in self.notes)])


def network(
    trials: Trials, *, reference: str | None = None, method: str = "REML", test: str | None = None, level: float = 0.95
) -> Network:
    """Network meta-analysis of contrasts.

    Parameters
    ----------
    trials : Trials
        From :func:`trials_from_contrasts` or :func:`trials_from_arms`.
    reference : str, optional
        The treatment against which effects are expressed; by default the one in most trials. It changes no comparison.
    method : str
        REML (default), ML, DL for random effects, EE for a common effect.
    test : str, optional
        ``t`` on contrasts less parameters (default), ``z`` (default for EE, and what other programs give), or
        ``hksj-conservative``.
    level : float
        Of the intervals.
    """
    method = choice("method", str(method).upper(), METHODS)
    test = choice("test", test or ("z" if method == "EE" else "t"), TESTS)
    level = level_in(level)
    names = trials.treatments
    if reference is None:
        counts = [sum(i in d for d in trials.designs) for i in range(len(names))]
        reference = names[int(np.argmax(counts))]
    if reference not in names:
        raise InputError(f"the reference {reference!r} is no treatment of this network", f"it has {', '.join(names)}")
    x = trials.x(names.index(reference))
    found = fit(trials, x, method)
    free = trials.k - x.shape[1]
    common = fit(trials, x, "EE")
    notes = list(trials.notes) + _notes(trials, free, test, method)
    if free < 1 and test != "z":
        test = "z"
    scale = max(1.0, found.q / free) if test.startswith("hksj") else 1.0
    ci = Interval(*_profile(trials, x, free, level), level, "Q-profile") if free > 0 and method != "EE" else None
    return Network(
        treatments=names,
        reference=reference,
        estimates=found.beta,
        cov=found.cov * scale,
        tau2=found.tau2,
        tau2_ci=ci,
        i2=100 * max(0.0, 1 - free / common.q) if free > 0 and common.q > 0 else 0.0,
        q=common.q,
        q_df=free,
        q_p=float(dist.chi2_upper(common.q, free)) if free > 0 else 1.0,
        df=math.inf if test == "z" else float(free),
        scale=scale,
        loglik=found.loglik,
        method=method,
        test=test,
        level=level,
        notes=tuple(notes),
        trials=trials,
    )


def _profile(t: Trials, x: Floats, free: int, level: float) -> tuple[float, float]:
    """tau2 at which the generalised Q meets its chi-square quantiles (Viechtbauer 2007; Jackson 2013 for networks)."""
    model = Gaussian(t.y, x, t.v, t.trial, (Shared(0.1),), True)

    def q(tau2: float) -> float:
        return fit_at_tau2(model, tau2).q

    def root(target: float) -> float:
        if q(0.0) <= target:
            return 0.0
        low, high = 0.0, float(np.diag(t.v).max())
        while q(high) > target:
            low, high = high, high * 4
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if q(middle) > target else (low, middle)
            if high - low <= 1e-12 * high:
                break
        return 0.5 * (low + high)

    tail = (1 - level) / 2
    return root(dist.chi2_quantile(1 - tail, free)), root(dist.chi2_quantile(tail, free))


def _notes(t: Trials, free: int, test: str, method: str) -> list[Note]:
    out = []
    if free < 1:
        text = "Every comparison rests on a single piece of evidence; heterogeneity cannot be estimated."
        out.append(Note("no-heterogeneity", text, "Intervals are normal and assume that trials share one effect."))
    elif free <= 3 and method != "EE":
        text = f"Heterogeneity rests on {free} degree{'s' if free > 1 else ''} of freedom."
        out.append(Note("df-tiny", text, "Read tau2's interval, not its estimate."))
    if test == "z" and method != "EE" and 0 < free < 20:
        out.append(
            Note("z-few-studies", f"A z interval is too narrow with {free} degrees of freedom.", "Use test='t'.")
        )
    single = sum(1 for n in t.edges().values() if n == 1)
    if single and len(t.treatments) > 2 and single == len(t.edges()):
        out.append(
            Note("single-trials", "Every comparison was made in one trial only.", "Results hang on single trials.")
        )
    return out
