"""Multilevel and multivariate meta-analysis: nested levels, repeated times, several outcomes; cluster-robust errors."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.inference import TESTS, Interval
from stemwise.synthesis.likelihood import Component, Gaussian, Ints
from stemwise.synthesis.notes import WIDEST, Floats, Note, choice, column, design_in, level_in, printed, require_reach
from stemwise.synthesis.regression import Coefficient, omnibus
from stemwise.synthesis.search import highest, spans
from stemwise.synthesis.structures import STRUCTURES, Intercept, Structured


@dataclass(frozen=True, slots=True, eq=False)
class Multilevel:
    """A fitted model. ``components`` names each variance or correlation with its estimate; ``cov`` (p, p) is of the
    coefficients; ``at_bound`` names parameters that ended on a bound.
    """

    coefficients: tuple[Coefficient, ...]
    cov: Floats = field(repr=False)
    components: dict[str, float]
    at_bound: tuple[str, ...]
    loglik: float
    qe: float
    qe_df: int
    qe_p: float
    qm: float
    qm_df: tuple[float, float]
    qm_p: float
    k: int
    clusters: int
    method: str
    test: str
    level: float
    notes: tuple[Note, ...]
    model: Gaussian = field(repr=False)
    theta: Floats = field(repr=False)

    @property
    def beta(self) -> Floats:
        """Coefficients (p,)."""
        return np.array([c.estimate for c in self.coefficients])

    @property
    def estimate(self) -> float:
        """The first coefficient: the pooled effect of a model without moderators."""
        return self.coefficients[0].estimate

    @property
    def se(self) -> float:
        """Its standard error."""
        return self.coefficients[0].se

    def interval(self, name: str, level: float | None = None) -> Interval:
        """Profile-likelihood interval of one of ``components`` (restricted where the fit is).

        An end that the likelihood never reaches is the parameter's bound: 0 for a variance, that of the structure for a
        correlation.
        """
        from stemwise.synthesis.component_profile import interval, reordered

        names = list(self.components)
        choice("component", name, names)
        level = self.level if level is None else level_in(level)
        model, theta, index = reordered(self.model, self.theta, names.index(name))
        return Interval(*interval(model, theta, index, level), level, "profile likelihood")

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {value:.3g}" for name, value in self.components.items())
        text = f"k = {self.k} in {self.clusters} clusters, {parts}, {self.method}, {self.test}"
        return printed("\n".join([*map(str, self.coefficients), text]), self.notes)


def numbers(labels: Sequence[Hashable], k: int, name: str) -> Ints:
    """Labels as 0, 1, ... in order of first appearance."""
    values = list(labels)
    if len(values) != k:
        raise InputError(f"{name} has {len(values)} labels for {k} effects", "give one label per effect")
    known: dict[Hashable, int] = {}
    try:
        return np.array([known.setdefault(v, len(known)) for v in values], dtype=np.int_)
    except TypeError:
        raise InputError(f"a label of {name} is itself a list", "give one word or number per effect") from None


def multilevel(
    yi: ArrayLike,
    v: ArrayLike,
    *,
    nested: Sequence[Sequence[Hashable]] = (),
    inner: Sequence[Any] | None = None,
    outer: Sequence[Hashable] | None = None,
    structure: str = "CS",
    mods: Any = None,
    intercept: bool = True,
    method: str = "REML",
    test: str = "t",
    level: float = 0.95,
) -> Multilevel:
    """Fit y ~ N(X b, V + random parts).

    ``v`` is (k,) variances or a (k, k) covariance (:func:`covariance` builds one). ``nested``: labels from the
    outermost level inwards, each nested in the former; a random intercept for each (such as study, then effect).
    ``inner`` within ``outer`` with a ``structure`` (CS, HCS, UN, AR, HAR, ID, DIAG) gives several outcomes or times;
    numeric ``inner`` values are the times of AR and HAR. ``test``: ``t`` (on the number of outermost clusters less
    coefficients) or ``z``.

    Raises
    ------
    InputError
        Lengths that differ, a V that is not a covariance, one cluster only, no random part.
    """
    y = column("yi", yi)
    k = y.size
    known = _known(v, k)
    require_reach(y, known if known.ndim == 1 else np.diag(known))
    method = choice("method", str(method).upper(), ("REML", "ML"))
    test = choice("test", test, tuple(t for t in TESTS if t in ("t", "z")))
    level = level_in(level)
    x, names = (np.ones((k, 1)), ("intercept",)) if mods is None else design_in(mods, k, intercept)
    if k <= x.shape[1]:
        raise InputError(f"{k} effects cannot carry {x.shape[1]} coefficients", "use fewer moderators")
    parts, labels, cluster = _parts(y, known, x, nested, inner, outer, structure)
    cluster = _joined(cluster, known)
    clusters = int(cluster.max()) + 1
    if clusters < 2:
        raise InputError("all effects belong to one cluster", "between-cluster variance needs at least two clusters")
    model = Gaussian(y, x, known, cluster, parts, method == "REML")
    best = highest(model, spans(model, y, x, known))
    return _result(model, best, names, labels, y, x, known, cluster, method, test, level)


def _known(v: ArrayLike, k: int) -> Floats:
    out = np.asarray(v, dtype=np.float64)
    if out.ndim == 1:
        out = column("vi", out, k)
        if np.any(out <= 0):
            raise InputError("a sampling variance is not above zero", "check the standard errors")
        if out.size and float(out.max()) > WIDEST * float(out.min()):
            raise InputError(
                f"the variances span from {out.min():.2g} to {out.max():.2g}",
                "double precision cannot weigh such effects together: check for a misplaced unit",
            )
        return out
    if out.shape != (k, k):
        raise InputError(f"V has shape {out.shape} for {k} effects", f"give ({k},) or ({k}, {k})")
    if not np.all(np.isfinite(out)):
        raise InputError("V is missing or infinite in places", "give a number for every pair of effects")
    if not np.allclose(out, out.T, rtol=1e-9, atol=1e-12) or float(np.linalg.eigvalsh(out)[0]) <= 0:
        raise InputError(
            "V is not a covariance matrix", "it must be symmetric and positive definite: check correlations"
        )
    return out


def _parts(
    y: Floats,
    known: Floats,
    x: Floats,
    nested: Sequence[Sequence[Hashable]],
    inner: Sequence[Any] | None,
    outer: Sequence[Hashable] | None,
    structure: str,
) -> tuple[list[Component], list[str], Ints]:
    k = y.size
    q, _ = np.linalg.qr(x)
    spread = float(((y - q @ (q.T @ y)) ** 2).sum()) / max(k - x.shape[1], 1)
    guess = max(spread - float(np.mean(known if known.ndim == 1 else np.diag(known))), 0.1 * spread, 1e-6)
    parts: list[Component] = []
    labels: list[str] = []
    cluster: Ints | None = None
    path: list[tuple[Hashable, ...]] = [()] * k
    for depth, values in enumerate(nested):
        own = numbers(values, k, f"nested[{depth}]")
        path = [(*p, int(o)) for p, o in zip(path, own, strict=True)]
        level = numbers(path, k, f"nested[{depth}]")
        cluster = level if cluster is None else cluster
        parts.append(Intercept(level, guess / max(len(nested), 1)))
        labels.append(f"sigma2.{depth + 1}")
    if inner is not None and outer is not None:
        kind = choice("structure", str(structure).upper(), STRUCTURES)
        parts.append(_structured(inner, outer, kind, guess, k, labels))
        group = numbers(outer, k, "outer")
        cluster = group if cluster is None else _merge(cluster, group)
    if cluster is None:
        raise InputError("the model has no random part", "give nested levels, or inner and outer")
    return parts, labels, cluster


def _structured(
    inner: Sequence[Any], outer: Sequence[Hashable], kind: str, guess: float, k: int, labels: list[str]
) -> Structured:
    values = list(inner)
    if len(values) != k:
        raise InputError(f"inner has {len(values)} labels for {k} effects", "give one label per effect")
    try:
        kinds = sorted(set(values))
    except TypeError:
        raise InputError("inner mixes words and numbers", "give all labels as words, or all as numbers") from None
    place = {v: i for i, v in enumerate(kinds)}
    times = np.zeros(0)
    if kind in ("AR", "HAR"):
        try:
            times = np.array([float(v) for v in kinds])
        except (TypeError, ValueError):
            raise InputError(f"structure {kind} needs numeric times", "give numbers as inner") from None
        if not np.all(np.isfinite(times)):
            raise InputError("a time of inner is missing or infinite", "drop the effect or fill in its time")
    out = Structured(
        np.array([place[v] for v in values], dtype=np.int_), numbers(outer, k, "outer"), kind, guess, times
    )
    many = out.variances > 1
    labels.extend([f"tau2.{kinds[i]}" for i in range(out.variances)] if many else ["tau2"])
    if kind == "UN":
        a, b = np.triu_indices(out.j, 1)
        labels.extend(f"rho.{kinds[i]}.{kinds[j]}" for i, j in zip(a, b, strict=True))
    elif out.correlations:
        labels.append("rho")
    return out


def _merge(a: Ints, b: Ints) -> Ints:
    """Blocks that join whatever either grouping joins."""
    out = a.copy()
    for _ in range(out.size):
        before = out.copy()
        for group in (a, b):
            low = np.full(int(group.max()) + 1, out.size)
            np.minimum.at(low, group, out)
            out = low[group]
        if np.array_equal(out, before):
            break
    return numbers(out.tolist(), out.size, "clusters")


def _joined(cluster: Ints, known: Floats) -> Ints:
    """Clusters joined where V correlates across them."""
    if known.ndim == 1:
        return cluster
    i, j = np.nonzero(known)
    across = cluster[i] != cluster[j]
    if not across.any():
        return cluster
    out = cluster.copy()
    for a, b in zip(i[across], j[across], strict=True):
        if out[a] != out[b]:
            out[out == out[b]] = out[a]
    return numbers(out.tolist(), out.size, "clusters")


def _result(
    model: Gaussian,
    best: Any,
    names: tuple[str, ...],
    labels: list[str],
    y: Floats,
    x: Floats,
    known: Floats,
    cluster: Ints,
    method: str,
    test: str,
    level: float,
) -> Multilevel:
    k, p = x.shape
    clusters = int(cluster.max()) + 1
    state = best.state
    df = math.inf if test == "z" else float(max(clusters - p, 1))
    q = dist.t_quantile(0.5 + level / 2, df)
    coefficients = []
    for name, b, s in zip(names, state.beta, np.sqrt(np.diag(state.cov)), strict=True):
        ci = Interval(float(b - q * s), float(b + q * s), level, test)
        coefficients.append(
            Coefficient(name, float(b), float(s), ci, float(b / s), dist.two_sided(float(b / s), df), df)
        )
    common = Gaussian(y, x, known, cluster, (), False)
    at_zero = common.at(np.zeros(0))
    assert at_zero is not None
    qe = sum(
        float(np.einsum("bn,bn->", r, (np.linalg.inv(s.v) @ r[..., None])[..., 0]))
        for s in common.stacks
        for r in [s.y - s.x @ at_zero.beta]
    )
    which = [j for j, n in enumerate(names) if n != "intercept"]
    qm, qm_df, qm_p = omnibus(state.beta, state.cov, which, df)
    bound = tuple(n for n, b in zip(labels, best.at_bound, strict=True) if b)
    return Multilevel(
        coefficients=tuple(coefficients),
        cov=state.cov,
        components=dict(zip(labels, _natural(model, best.theta), strict=True)),
        at_bound=bound,
        loglik=state.loglik,
        qe=qe,
        qe_df=k - p,
        qe_p=float(dist.chi2_upper(qe, k - p)),
        qm=qm,
        qm_df=qm_df,
        qm_p=qm_p,
        k=k,
        clusters=clusters,
        method=method,
        test=test,
        level=level,
        notes=_notes(best.converged, bound, clusters),
        model=model,
        theta=best.theta,
    )


def _natural(model: Gaussian, theta: Floats) -> list[float]:
    out, at = [], 0
    for component, q in zip(model.components, model.sizes, strict=True):
        part = theta[at : at + q]
        out.extend((component.natural(part) if isinstance(component, Structured) else part).tolist())
        at += q
    return out


def _notes(converged: bool, bound: tuple[str, ...], clusters: int) -> tuple[Note, ...]:
    out = []
    if not converged:
        out.append(Note("not-converged", "The likelihood is flat near its top.", "Take a simpler structure."))
    if bound:
        text = f"{', '.join(bound)} ended on a bound."
        out.append(Note("at-bound", text, "The data cannot tell these components apart; take a simpler structure."))
    if clusters < 10:
        text = f"There are {clusters} clusters."
        out.append(
            Note("few-clusters", text, "Use cluster-robust errors (robust) with their small-sample degrees of freedom.")
        )
    return tuple(out)


def covariance(vi: ArrayLike, cluster: Sequence[Hashable], rho: float, *, times: ArrayLike | None = None) -> Floats:
    """A working V (k, k): correlation ``rho`` within clusters, or ``rho ** |time difference|`` when ``times`` are
    given.

    Vary ``rho`` and say so, and protect the conclusion with cluster-robust errors.
    """
    v = column("vi", vi)
    if not -1 < rho < 1:
        raise InputError(f"a correlation of {rho:g} gives no covariance", "give a number between -1 and 1")
    group = numbers(cluster, v.size, "cluster")
    same = group[:, None] == group
    if times is None:
        r = np.where(same, rho, 0.0)
    else:
        t = column("times", times, v.size)
        r = np.where(same, float(rho) ** np.abs(t[:, None] - t), 0.0)
    np.fill_diagonal(r, 1.0)
    return np.asarray(r * np.sqrt(np.outer(v, v)))
