"""Two stages: a trend within each study by generalised least squares, then a (multivariate) pool of the trends."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis import dist
from stemwise.synthesis.dose.counts import KINDS, covariance_of
from stemwise.synthesis.dose.random import random_effects
from stemwise.synthesis.dose.shape import Shape, shape_of
from stemwise.synthesis.notes import Floats, Note, choice, column, level_in, printed
from stemwise.synthesis.pooling import pool


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """One study's curve: coefficients (p,), their covariance (p, p), and how ill it fits (Q on df)."""

    study: str
    coefficients: Floats
    cov: Floats
    q: float
    df: int


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The curve at doses (m,): log relative risk against ``reference`` with its interval; ``shown`` exponentiates."""

    dose: Floats
    estimate: Floats
    low: Floats
    high: Floats
    reference: float
    level: float

    def shown(self) -> tuple[Floats, Floats, Floats]:
        """Relative risks with their intervals."""
        return np.exp(self.estimate), np.exp(self.low), np.exp(self.high)


@dataclass(frozen=True, slots=True, eq=False)
class DoseResponse:
    """The pooled curve. ``psi`` (p, p) is the covariance of the studies' coefficients around it (zero for EE), ``p`` tests
    all coefficients, ``p_nonlinear`` all but the first (None for a linear shape).
    """

    shape: Shape
    coefficients: Floats
    cov: Floats
    psi: Floats
    p: float
    p_nonlinear: float | None
    q: float
    q_df: int
    q_p: float
    df: float
    trends: tuple[Trend, ...]
    method: str
    test: str
    level: float
    notes: tuple[Note, ...]

    @property
    def k(self) -> int:
        """Number of studies."""
        return len(self.trends)

    def at(self, dose: ArrayLike, reference: float = 0.0) -> Curve:
        """The curve at any doses, against a reference dose."""
        x = self.shape.basis(dose) - self.shape.basis([reference])
        y = x @ self.coefficients
        half = dist.t_quantile(0.5 + self.level / 2, self.df) * np.sqrt(np.maximum(((x @ self.cov) * x).sum(1), 0.0))
        return Curve(column("dose", dose), y, y - half, y + half, reference, self.level)

    def __str__(self) -> str:
        parts = [
            f"{n} {b:.4g} [{b - h:.4g}, {b + h:.4g}]"
            for n, b, h in zip(
                self.shape.names,
                self.coefficients,
                dist.t_quantile(0.5 + self.level / 2, self.df) * np.sqrt(np.diag(self.cov)),
                strict=True,
            )
        ]
        text = f"{', '.join(parts)}; {self.k} studies, {self.method}, {self.test}"
        return printed(text, self.notes)


def trend(shape: Shape, study: str, dose: Floats, logrr: Floats, cov: Floats) -> Trend:
    """One study's curve through its reference (first dose): generalised least squares without intercept."""
    x = shape.basis(dose[1:]) - shape.basis(dose[:1])
    inverse = np.linalg.inv(cov)
    information = x.T @ inverse @ x
    spread = np.linalg.inv(information)
    b = spread @ (x.T @ inverse @ logrr)
    r = logrr - x @ b
    return Trend(study, b, np.asarray(spread), float(r @ inverse @ r), int(logrr.size - b.size))


def dose_response(
    study: Sequence[Hashable],
    dose: ArrayLike,
    logrr: ArrayLike,
    se: Sequence[float | None] | ArrayLike,
    cases: ArrayLike,
    totals: ArrayLike,
    kind: str | Sequence[str],
    *,
    shape: str = "linear",
    knots: ArrayLike | int | None = None,
    method: str = "REML",
    test: str | None = None,
    level: float = 0.95,
) -> DoseResponse:
    """Dose-response meta-analysis.

    One row per study and dose level. Exactly one row of each study is its reference: its ``se`` is missing (None, NaN) or
    zero, and its ``logrr`` is 0. ``kind`` is cc, ci or ir, for all or for each row. ``totals`` are cases and controls,
    people, or person-time.

    ``method``: any of :func:`stemwise.synthesis.pool` for a linear shape; REML, ML or EE for the others, the studies'
    coefficients then having an unstructured covariance. ``test``: as there (linear; default hksj-conservative); ``t`` on
    studies less coefficients (default) or ``z`` for the others.

    A study with fewer doses than coefficients cannot enter the second stage; it is left out, and named.

    Raises
    ------
    InputError
        No or several references, impossible counts, unequal lengths, too few studies.
    """
    method, level = str(method).upper(), level_in(level)
    x = column("dose", dose)
    rows = _rows(study, x.size)
    y, a, n = column("logrr", logrr, x.size), column("cases", cases, x.size), column("totals", totals, x.size)
    error, kinds = _errors(se, x.size), _kinds(kind, x.size)
    form = shape_of(shape, x, knots)
    trends, thin = [], []
    for name, found in rows.items():
        order = _reference_first(name, found, error, y)
        if len(order) - 1 < form.p:
            thin.append(name)
            continue
        cov = _covariance(name, kinds, a, n, y, error, order)
        trends.append(trend(form, name, x[order], y[order[1:]], cov))
    if not trends:
        raise InputError(f"no study has {form.p + 1} dose levels, as a {form.kind} shape needs", "take a linear shape")
    notes = []
    if thin:
        text = f"{', '.join(thin)}: too few dose levels for {form.p} coefficients; left out."
        notes.append(Note("few-doses", text, "A linear shape can use them."))
    return _pooled(form, trends, method, test, level, notes)


def _rows(study: Sequence[Hashable], m: int) -> dict[str, list[int]]:
    names = [str(s) for s in study]
    if len(names) != m:
        raise InputError(f"study has {len(names)} labels for {m} rows", "give one label per row")
    rows: dict[str, list[int]] = {}
    for i, s in enumerate(names):
        rows.setdefault(s, []).append(i)
    return rows


def _errors(se: Sequence[float | None] | ArrayLike, m: int) -> Floats:
    """Standard errors with NaN where there is none."""
    try:
        out = np.array([math.nan if v is None else float(v) for v in se], dtype=np.float64)  # type: ignore[union-attr, arg-type]
    except (TypeError, ValueError):
        raise InputError("column 'se' holds something that is not a number", "leave it empty for references") from None
    if out.size != m or np.any(np.isinf(out)) or np.any(out < 0):
        raise InputError(f"column 'se' does not hold {m} standard errors", "give one per row, none for references")
    return np.where(out == 0, math.nan, out)


def _kinds(kind: str | Sequence[str], m: int) -> list[str]:
    kinds = [kind] * m if isinstance(kind, str) else [str(k) for k in kind]
    if len(kinds) != m:
        raise InputError(f"kind has {len(kinds)} entries for {m} rows", "give one, or one per row")
    return [choice("kind", k, KINDS) for k in kinds]


def _reference_first(name: str, rows: list[int], error: Floats, y: Floats) -> list[int]:
    references = [i for i in rows if math.isnan(error[i])]
    if len(references) != 1:
        raise InputError(
            f"study {name!r} has {len(references)} reference levels",
            "leave se empty for exactly one level of each study",
        )
    if y[references[0]] != 0:
        raise InputError(
            f"the reference of study {name!r} has a log relative risk of {y[references[0]]:g}",
            "it is zero by definition",
        )
    if len(rows) < 2:
        raise InputError(f"study {name!r} has only its reference", "leave it out")
    return references + [i for i in rows if i != references[0]]


def _covariance(
    name: str, kinds: list[str], a: Floats, n: Floats, y: Floats, error: Floats, order: list[int]
) -> Floats:
    try:
        return covariance_of(kinds[order[0]], a[order], n[order], y[order[1:]], error[order[1:]])
    except InputError as problem:
        raise InputError(f"study {name!r}: {problem.problem}", problem.remedy) from None


def _pooled(
    form: Shape, trends: list[Trend], method: str, test: str | None, level: float, notes: list[Note]
) -> DoseResponse:
    p, k = form.p, len(trends)
    if p == 1:
        one = pool(
            [t.coefficients[0] for t in trends], [t.cov[0, 0] for t in trends], method=method, test=test, level=level
        )
        return DoseResponse(
            shape=form,
            coefficients=np.array([one.estimate]),
            cov=np.array([[one.se**2]]),
            psi=np.array([[one.tau2]]),
            p=one.p,
            p_nonlinear=None,
            q=one.q,
            q_df=one.q_df,
            q_p=one.q_p,
            df=one.df,
            trends=tuple(trends),
            method=one.method,
            test=one.test,
            level=level,
            notes=(*notes, *one.notes),
        )
    choice("method", method, ("REML", "ML", "EE"))
    test = choice("test", test or ("z" if method == "EE" or k == 1 else "t"), ("t", "z"))
    common = _fixed(trends)
    psi, (beta, cov), more = np.zeros((p, p)), common, list[Note]()
    if method != "EE" and k > 1:
        if k < 3:
            raise InputError(
                f"{k} studies cannot carry the covariance of {p} coefficients", "use method='EE' or a linear shape"
            )
        each = np.array([t.coefficients for t in trends]), np.array([t.cov for t in trends])
        psi, beta, cov, _, more = random_effects(*each, method)
    q, q_df = _q(trends, common[0]), p * (k - 1)
    df = math.inf if test == "z" else float(max(k - p, 1))
    return DoseResponse(
        shape=form,
        coefficients=beta,
        cov=cov,
        psi=psi,
        p=_wald(beta, cov, df),
        p_nonlinear=_wald(beta[1:], cov[1:, 1:], df),
        q=q,
        q_df=q_df,
        q_p=float(dist.chi2_upper(q, q_df)) if q_df else 1.0,
        df=df,
        trends=tuple(trends),
        method=method,
        test=test,
        level=level,
        notes=(*notes, *more),
    )


def _wald(b: Floats, cov: Floats, df: float) -> float:
    statistic = float(b @ np.linalg.solve(cov, b))
    return dist.f_upper(statistic / b.size, b.size, df)


def _fixed(trends: list[Trend]) -> tuple[Floats, Floats]:
    """Pool by the studies' inverse covariances."""
    inverses = [np.linalg.inv(t.cov) for t in trends]
    cov = np.linalg.inv(np.sum(inverses, axis=0))
    return cov @ np.sum([w @ t.coefficients for w, t in zip(inverses, trends, strict=True)], axis=0), cov


def _q(trends: list[Trend], beta: Floats) -> float:
    gaps = [t.coefficients - beta for t in trends]
    return sum(float(g @ np.linalg.solve(t.cov, g)) for g, t in zip(gaps, trends, strict=True))
