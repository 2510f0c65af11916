"""Worst relative difference of each group over the sets of ``sets.R``: `python -m validation.heldout.compare sets.json`."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from stemwise import synthesis as syn
from stemwise.errors import InputError

TESTS = {"z": "z", "t": "t", "knha": "hksj"}
PREDICTIONS = {"z": "normal", "t": "t(k-1)", "knha": "t(k-1)"}
NAMES = {"m1i": "m1", "sd1i": "sd1", "m2i": "m2", "sd2i": "sd2"}


class Worst:
    """Counts and worst differences, and what could not be compared."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
        self.said: Counter[str] = Counter()

    def add(self, group: str, ours: Any, theirs: Any, floor: float = 1e-8) -> None:
        """Numbers side by side; relative, absolute below ``floor``."""
        pairs = zip(np.atleast_1d(np.asarray(ours, float)), np.atleast_1d(np.asarray(theirs, float)), strict=True)
        for a, b in pairs:
            if np.isfinite(b):
                n, worst = self.seen[group]
                self.seen[group] = n + 1, max(worst, abs(a - b) / max(abs(b), floor))


def columns(rows: list[dict[str, float]]) -> dict[str, list[float]]:
    return {c: [r[c] for r in rows] for c in rows[0]}


def pools(w: Worst, s: dict[str, Any], y: Any, v: Any) -> None:
    for f in s["fits"]:
        p = syn.pool(y, v, method=f["method"], test=TESTS[f["test"]])
        moment = f["method"] in ("DL", "HE", "HS", "SJ", "EE")
        kind = "closed" if moment else "PM, EB" if f["method"] in ("PM", "EB") else "REML, ML"
        w.add(f"{kind}: estimate, error", [p.estimate, p.se], [f["b"], f["se"]])
        w.add(f"{kind}: interval", [p.ci.low, p.ci.high], [f["lo"], f["hi"]], 1e-3)
        w.add(f"{kind}: tau2, I2", [p.tau2, p.i2, p.h2], [f["tau2"], f["i2"], f["h2"]], 1e-3)
        w.add(f"{kind}: p, Q, likelihood", [p.p, p.q, p.loglik], [f["p"], f["q"], f["ll"]], 1e-3)
        if "pi_lo" in f:
            w.add(f"{kind}: prediction", list(p.predict(PREDICTIONS[f["test"]])), [f["pi_lo"], f["pi_hi"]], 1e-3)
        if kind == "PM, EB" and p.tau2 > 0:
            w.add("PM, EB: Q at our tau2 against k - 1", q_at(y, v, p.tau2), p.k - 1)
        if "qp" in f and p.tau2_ci:
            w.add("Q-profile", list(p.tau2_ci), f["qp"], 1e-5)
            for end, level in zip(p.tau2_ci, (0.975, 0.025), strict=True):
                if end > 0:
                    w.add(
                        "Q-profile: Q at our ends against chi-square", q_at(y, v, end), stats.chi2.ppf(level, p.k - 1)
                    )
        if "pl" in f:
            w.add("profile likelihood of tau2", list(p.tau2_profile()), f["pl"], 1e-5)


def q_at(y: Any, v: Any, tau2: float) -> float:
    weight = 1 / (v + tau2)
    return float(weight @ (y - weight @ y / weight.sum()) ** 2)


def more(w: Worst, s: dict[str, Any], y: Any, v: Any) -> None:
    if "reg" in s:
        r, q = syn.regress(y, v, {"x": s["x"]}, test="hksj"), s["reg"]
        w.add("regression", [c.estimate for c in r.coefficients], q["b"], 1e-4)
        w.add("regression", [c.se for c in r.coefficients], q["se"])
        w.add("regression", [r.tau2, r.qm, r.qm_p, r.qe], [q["tau2"], q["qm"], q["qmp"], q["qe"]], 1e-5)
    if "egger" in s:
        e = syn.egger(y, v, force=True)
        w.add("Egger", [e.statistic, e.p], [s["egger"]["t"], s["egger"]["p"]], 1e-5)
        mixed = syn.egger(y, v, model="mixed", force=True)
        w.add("Egger, mixed", mixed.statistic, s["egger_mixed"]["z"], 1e-4)
        b = syn.begg(y, v, force=True)
        w.add("Begg", [b.statistic, b.p], [s["begg"]["tau"], s["begg"]["p"]], 1e-6)
    for name in ("L0", "R0"):
        if f"tf{name}" in s:
            t, q = syn.trim_and_fill(y, v, estimator=name, test="z", force=True), s[f"tf{name}"]
            w.add("trim and fill: number", t.k0, q["k0"], 1.0)
            w.add("trim and fill: pool", t.filled.estimate, q["b"], 1e-3)
    if "inf" in s:
        i, q = syn.influence(y, v), s["inf"]
        for ours, key in ((i.rstudent, "rstudent"), (i.hat, "hat"), (i.cook, "cook")):
            w.add("influence", ours, q[key], 1e-4)
    if "sel" in s:
        try:
            m = syn.selection_model(y, v, side="greater", force=True)
            w.add("selection: likelihood", m.loglik, s["sel"]["ll"])
        except InputError as error:
            w.said[f"selection: {error.problem[:60]}"] += 1


def counts(w: Worst, s: dict[str, Any], t: dict[str, list[float]]) -> None:
    for m in ("OR", "RR", "RD"):
        if f"MH{m}" in s:
            p = syn.mantel_haenszel(m, **t)
            w.add("Mantel-Haenszel", [p.estimate, p.se], [s[f"MH{m}"]["b"], s[f"MH{m}"]["se"]])
    if "peto" in s:
        p = syn.peto(**t)
        w.add("Peto", [p.estimate, p.se], [s["peto"]["b"], s["peto"]["se"]])
    for key, name in (("UM.FS", "unconditional"), ("CM.AL", "approximate-conditional")):
        if key in s:
            c = syn.count_model("OR", model=name, **t)
            w.add("count models", [c.estimate, c.se, c.tau2], [s[key]["b"], s[key]["se"], s[key]["tau2"]], 1e-2)


def nested(w: Worst, s: dict[str, Any], y: Any, v: Any) -> None:
    q = s["mv"]
    fit = syn.multilevel(y, v, nested=[q["g"], list(range(s["k"]))], test="z")
    if abs(fit.loglik - q["ll"]) > 1e-7:
        w.said["multilevel: ours higher" if fit.loglik > q["ll"] else "multilevel: theirs higher"] += 1
        return
    w.add("multilevel: estimate, error", [fit.estimate, fit.se], [q["b"], q["se"]], 1e-3)
    w.add("multilevel: variances", list(fit.components.values()), q["sigma2"], 1e-3)
    if "cr2" in q:
        c = syn.robust(fit, q["g"]).coefficients[0]
        w.add("CR2", [c.se, c.df], [q["cr2"]["se"], q["cr2"]["df"]])


def main(place: str) -> None:
    w = Worst()
    for s in json.loads(Path(place).read_text(encoding="utf-8")):
        y, v, t = np.array(s["yi"], float), np.array(s["vi"], float), columns(s["data"])
        given = {NAMES.get(c, c): values for c, values in t.items()}
        if "sd1" in given:
            given["n1"], given["n2"] = given.pop("n1i"), given.pop("n2i")
        e = syn.effect_size(s["measure"], **given)
        w.add("effect sizes", e.yi, y)
        w.add("effect sizes", e.vi, v)
        pools(w, s, y, v)
        more(w, s, y, v)
        counts(w, s, t)
        if "mv" in s:
            nested(w, s, y, v)
    for group, (n, worst) in sorted(w.seen.items()):
        print(f"| {group} | {n} | {worst:.1e} |")
    for what, n in w.said.items():
        print(f"{n} x {what}")


if __name__ == "__main__":
    main(sys.argv[1])
