"""The report as JSON (schema version 1): numbers as they were computed, and as they are read."""

from __future__ import annotations

import json
import math
from typing import Any

from stemwise import __version__
from stemwise.pool_command.analysis import Analysis, Bayesian
from stemwise.pool_command.sentences import methods_sentence, results_sentence
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.notes import Note
from stemwise.synthesis.pooling import Pool

SCHEMA = 1


def as_json(a: Analysis) -> str:
    """Indented JSON; what is not finite is null. docs/pool.md names every field."""
    return json.dumps(_finite(form_of(a)), indent=2, ensure_ascii=False, allow_nan=False)


def form_of(a: Analysis) -> dict[str, Any]:
    """The report as plain dictionaries."""
    s = a.studies
    return {
        "schema": SCHEMA,
        "stemwise": __version__,
        "table": {"source": a.source, "columns": dict(s.roles.columns), "said": list(a.said)},
        "measure": a.measure,
        "measure_name": a.scale.name,
        "scale": a.scale.pooled,
        "studies": [
            {
                "label": s.labels[i],
                "line": s.table.lines[i],
                "yi": float(s.yi[i]),
                "vi": float(s.vi[i]),
                "n": float(s.n[i]),
                "weight": float(a.pool.weights[i]),
                "corrected": s.corrected[i],
                "shown": a.scale.back(float(s.yi[i])),
            }
            for i in range(s.k)
        ],
        "pool": _pool(a, a.pool),
        "sensitivity": [
            {
                "method": v.name, "estimate": v.estimate, "ci": list(v.ci), "p": v.p, "tau2": v.tau2,
                "shown": _shown(a, v.estimate, v.ci),
            }
            for v in a.variants
        ],
        "bayes": [_bayes(a, b) for b in a.bayes],
        "subgroups": None
        if a.groups is None
        else {
            "by": a.settings.by,
            "groups": {n: _pool(a, p) for n, p in a.groups.pools.items()},
            "q": a.groups.q,
            "df": a.groups.df,
            "p": a.groups.p,
            "common_tau2": a.groups.common_tau2,
        },
        "regression": _regression(a),
        "leave_one_out": [{"left_out": n, **_brief(a, p)} for n, p in zip(s.labels, a.without, strict=False)],
        "cumulative": [{"added": n, **_brief(a, p)} for n, p in a.cumulative],
        "small_study": [{"test": t.name, "statistic": t.statistic, "df": t.df, "p": t.p} for t in a.small_study],
        "beyond": None
        if a.beyond is None
        else {
            "threshold": a.settings.mcid,
            "above": a.beyond.above,
            "mean_effect": a.beyond.mean_effect,
            "new_setting": a.beyond.new_setting,
        },
        "notes": [_note(a, n) for n in a.notes],
        "sentences": {"methods": methods_sentence(a), "results": results_sentence(a)},
    }  # fmt: skip


def _shown(a: Analysis, estimate: float, ci: Interval, prediction: Interval | None = None) -> dict[str, Any]:
    out: dict[str, Any] = {"estimate": a.scale.back(estimate), "ci": list(a.scale.shown(ci) or ())}
    if prediction is not None:
        out["prediction"] = list(a.scale.shown(prediction) or ())
    return out


def _brief(a: Analysis, p: Pool) -> dict[str, Any]:
    return {
        "k": p.k, "estimate": p.estimate, "se": p.se, "ci": list(p.ci), "p": p.p, "tau2": p.tau2, "i2": p.i2, "q": p.q,
        "shown": _shown(a, p.estimate, p.ci),
    }  # fmt: skip


def _pool(a: Analysis, p: Pool) -> dict[str, Any]:
    return {
        "method": p.method,
        "test": p.test,
        "level": p.level,
        "k": p.k,
        "estimate": p.estimate,
        "se": p.se,
        "ci": list(p.ci),
        "statistic": p.statistic,
        "df": p.df,
        "p": p.p,
        "tau2": p.tau2,
        "tau2_ci": None if p.tau2_ci is None else list(p.tau2_ci),
        "i2": p.i2,
        "h2": p.h2,
        "q": p.q,
        "q_df": p.q_df,
        "q_p": p.q_p,
        "prediction": None if p.prediction is None else list(p.prediction),
        "shown": _shown(a, p.estimate, p.ci, p.prediction),
    }


def _bayes(a: Analysis, b: Bayesian) -> dict[str, Any]:
    p = b.pool
    return {
        "prior": b.name,
        "why": b.why,
        "estimate": p.estimate,
        "sd": p.sd,
        "ci": list(p.ci),
        "prediction": list(p.prediction),
        "tau": {"median": p.tau.median, "mean": p.tau.mean, "ci": list(p.tau.ci)},
        "above_null": p.probability_beyond(0.0)[0],
        "shown": _shown(a, p.estimate, p.ci, p.prediction),
    }


def _regression(a: Analysis) -> dict[str, Any] | None:
    r = a.regression
    if r is None:
        return None
    return {
        "coefficients": [
            {"name": c.name, "estimate": c.estimate, "se": c.se, "ci": list(c.ci), "statistic": c.statistic, "df": c.df, "p": c.p}
            for c in r.coefficients
        ],
        "tau2": r.tau2,
        "r2": r.r2,
        "qe": r.qe,
        "qe_df": r.qe_df,
        "qe_p": r.qe_p,
        "qm": r.qm,
        "qm_df": list(r.qm_df),
        "qm_p": r.qm_p,
    }  # fmt: skip


def _note(a: Analysis, n: Note) -> dict[str, Any]:
    return {
        "code": n.code, "level": n.level, "message": n.message, "advice": n.advice,
        "studies": [a.studies.labels[i] for i in n.studies],
    }  # fmt: skip


def _finite(x: Any) -> Any:
    if isinstance(x, dict):
        return {k: _finite(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [_finite(v) for v in x]
    if isinstance(x, float):
        return x if math.isfinite(x) else None
    return bool(x) if isinstance(x, bool) else x
