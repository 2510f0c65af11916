"""Prints the worst differences between this package and the pinned references, for the table in docs/synthesis.md.

python -m validation.agreement        (from the repository root)
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from stemwise import synthesis as syn

HERE = Path(__file__).parent / "metafor"


def load(name: str) -> dict[str, Any]:
    """A pinned file."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def columns(rows: list[dict[str, float]]) -> dict[str, list[float]]:
    """Rows as columns."""
    return {k: [r[k] for r in rows] for k in rows[0]}


def worst(pairs: Iterable[tuple[Any, Any, float]]) -> float:
    """Largest difference, each relative to the larger of the reference and a natural scale."""
    top = 0.0
    for mine, theirs, scale in pairs:
        a, b = np.atleast_1d(np.asarray(mine, dtype=float)), np.atleast_1d(np.asarray(theirs, dtype=float))
        known = np.isfinite(b)
        gap = np.abs(a - b)[known] / np.maximum(np.abs(b[known]), scale)
        top = max(top, float(gap.max()) if gap.size else 0.0)
    return top


def say(what: str, sets: int, **values: float) -> None:
    """One line."""
    print(f"{what:<34}{sets:>5} sets   " + "   ".join(f"{k} {v:.1e}" for k, v in values.items()))


def effects() -> None:
    """Effect sizes."""
    cases = load("effects")["effects"]
    pairs = []
    for c in cases.values():
        e = syn.effect_size(c["measure"], **c["columns"])
        for mine, key in ((e.yi, "yi"), (e.vi, "vi")):
            pairs.append((mine, [np.nan if x is None else x for x in c[key]], 1e-12))
    say("effect sizes", len(cases), all=worst(pairs))
    print("  measures:", len({c["measure"] for c in cases.values()}))


def pools() -> None:
    """Pools, by kind of estimator."""
    sets = load("pools")["sets"]
    found: dict[str, list[Any]] = {}
    null = []
    for name, ref in sets.items():
        scale = float(np.median(ref["vi"]))
        for method in ("REML", "ML", "PM", "EB", "DL", "EE", "HE", "HS", "SJ"):
            for test, key in (("z", "z"), ("hksj", "knha")):
                theirs = ref.get(f"{method}.{key}")
                if not theirs:
                    null.append(f"{name} {method}")
                    continue
                p = syn.pool(ref["yi"], ref["vi"], method=method, test=test)
                kind = "iterated" if method in ("REML", "ML", "PM", "EB") else "closed"
                found.setdefault(f"{kind} tau2", []).append((p.tau2, theirs["tau2"], scale))
                found.setdefault(f"{kind} b, se, ci", []).append(
                    (
                        [p.estimate, p.se, p.ci.low, p.ci.high],
                        [theirs[x] for x in ("b", "se", "lo", "hi")],
                        theirs["se"],
                    )
                )
        if "qprofile" in ref:
            found.setdefault("Q-profile", []).append(
                (list(syn.pool(ref["yi"], ref["vi"]).tau2_ci), ref["qprofile"], scale)
            )
    say("pools", len(sets), **{k: worst(v) for k, v in found.items()})
    print("  data sets:", len({n.split(".")[0] for n in sets}), "  not fitted by metafor:", sorted(set(null)))


def rare() -> None:
    """Mantel-Haenszel, Peto, count models."""
    ref = load("rare")
    common, models, n_models = [], {"b": [], "se": [], "tau2": []}, 0
    for c in ref["tables"].values():
        t = columns(c["table"])
        for m in ("OR", "RR", "RD"):
            o = syn.mantel_haenszel(m, **t)
            common.append(([o.estimate, o.se], [c[f"MH.{m}"]["b"], c[f"MH.{m}"]["se"]], 1e-12))
        o = syn.peto(**t)
        common.append(([o.estimate, o.se], [c["peto"]["b"], c["peto"]["se"]], 1e-12))
    jobs = [(columns(c["table"]), "PLO", "binomial-normal", c["PLO"]) for c in ref["proportions"].values()]
    for c in ref["proportions"].values():
        t = columns(c["table"])
        jobs.append(({"xi": t["xi"], "ti": t["ni"]}, "IRLN", "poisson-normal", c["IRLN"]))
    jobs += [(columns(c["table"]), "IRR", "exact-conditional", c["CM.EL"]) for c in ref["rates"].values()]
    jobs += [(columns(c["table"]), "OR", "approximate-conditional", c["CM.AL"]) for c in ref["glmm"].values()]
    exact = [
        (columns(c["table"]), "OR", "exact-conditional", c["CM.EL"]) for c in ref["glmm"].values() if c.get("CM.EL")
    ]
    for label, todo in (("count models against lme4", jobs), ("exact conditional against metafor", exact)):
        models = {"b": [], "se": [], "tau2": []}
        for t, measure, model, theirs in todo:
            o = syn.count_model(measure, model=model, **t)
            models["b"].append((o.estimate, theirs["b"], theirs["se"]))
            if theirs["se"] > 1e-4:
                models["se"].append((o.se, theirs["se"], 1e-12))
            models["tau2"].append((o.tau2, theirs["tau2"], 0.05))
        say(label, len(todo), **{k: worst(v) for k, v in models.items()})
        n_models += len(todo)
    say("Mantel-Haenszel, Peto", len(ref["tables"]), all=worst(common))


def robust() -> None:
    """Influence, regression, small-study tests."""
    ref = load("robust")
    pairs = []
    for name, c in ref["influence"].items():
        o = syn.influence(c["yi"], c["vi"], method=name.split("|")[1])
        pairs += [(o.rstudent, c["rstudent"], 1.0), (o.cook, c["cook"], 1.0), (o.hat, c["hat"], 1.0)]
        pairs += [(o.dffits, c["dffits"], 1.0), (o.cov_ratio, c["covr"], 1.0)]
    say("influence", len(ref["influence"]), all=worst(pairs))
    pairs = []
    for c in ref["regression"].values():
        o = syn.regress(c["yi"], c["vi"], c["mods"], method=c["method"], test={"z": "z", "knha": "hksj"}[c["test"]])
        pairs += [(o.beta, c["b"], 1e-3), ([x.se for x in o.coefficients], c["se"], 1e-6), (o.tau2, c["tau2"], 1e-3)]
    say("regression", len(ref["regression"]), all=worst(pairs))
    egger = [(syn.egger(c["yi"], c["vi"], force=True).statistic, c["lm"]["z"], 1e-3) for c in ref["bias"].values()]
    begg = [(syn.begg(c["yi"], c["vi"], force=True).p, c["rank"]["p"], 1e-3) for c in ref["bias"].values()]
    say("Egger, Begg", len(ref["bias"]), egger=worst(egger), begg=worst(begg))


def multilevel() -> None:
    """rma.mv and clubSandwich, through the tests' own reader of the models."""
    from tests.synthesis.test_multilevel import FITTED, REF, fit

    found: dict[str, list[Any]] = {"b": [], "se": [], "variances": [], "loglik": [], "CR2 se": [], "CR2 df": []}
    for name in FITTED:
        c = REF[name]
        o = fit(c)
        found["b"].append((o.beta, c["b"], float(np.max(c["se"]))))
        found["se"].append(([x.se for x in o.coefficients], c["se"], 1e-9))
        theirs = c["sigma2"] if c["model"] == "nested" else c["tau2"]
        found["variances"].append(([v for n, v in o.components.items() if not n.startswith("rho")], theirs, 1e-3))
        found["loglik"].append((o.loglik, c["ll"], 1.0))
        if c.get("cr2"):
            r = syn.robust(o, c["g1"])
            found["CR2 se"].append(([x.se for x in r.coefficients], c["cr2"]["se"], 1e-9))
            found["CR2 df"].append(([x.df for x in r.coefficients], c["cr2"]["df"], 1.0))
    say("multilevel, multivariate", len(FITTED), **{k: worst(v) for k, v in found.items()})
    print("  with CR2:", sum(bool(c.get("cr2")) for c in REF.values()))


def more() -> None:
    """Harbord and Peters, correlated effects."""
    ref = load("more")
    found: dict[str, list[Any]] = {"Harbord": [], "Peters": []}
    for c in ref["asymmetry"].values():
        t = columns(c["table"])
        h, p = syn.harbord(**t, force=True), syn.peters(c["yi"], **t, force=True)
        found["Harbord"].append(([h.statistic, h.p], [c["harbord"]["z"], c["harbord"]["p"]], 1e-3))
        found["Peters"].append(([p.statistic, p.p], [c["peters"]["z"], c["peters"]["p"]], 1e-3))
    say("Harbord, Peters", len(ref["asymmetry"]), **{k: worst(v) for k, v in found.items()})
    found = {"tau2": [], "b": [], "se": [], "df": []}
    for c in ref["correlated"].values():
        mods = None if c["x"] is None else {"x": c["x"]}
        o = syn.correlated_effects(c["yi"], c["vi"], c["cluster"], mods=mods, rho=c["rho"])
        found["tau2"].append((o.tau2, c["tau2"], 1e-6))
        for key, field in (("b", "estimate"), ("se", "se"), ("df", "df")):
            found[key].append(([getattr(x, field) for x in o.coefficients], c[key], 1e-6))
    say("correlated effects", len(ref["correlated"]), **{k: worst(v) for k, v in found.items()})


def main() -> None:
    """All of it."""
    for part in (effects, pools, rare, robust, multilevel, more):
        part()


if __name__ == "__main__":
    main()
