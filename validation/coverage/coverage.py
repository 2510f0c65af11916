"""Simulated coverage of 95 per cent intervals and prediction intervals. Writes coverage.json beside itself.

    python validation/coverage/coverage.py [repeats]

Normal outcomes: mean 0.3, k of 2 to 20, tau2 from 0 to large against variances of about 0.1, equal or spread 16-fold.
Rare events: k trials of 50 + 50, 0 to 2 expected events per arm, odds ratio 1 or 2, common over trials.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from stemwise import synthesis as syn
from stemwise.errors import InputError
from stemwise.synthesis.confidence import new_setting

TRUE = 0.3
METHODS = (
    ("default", "REML", "hksj-conservative"),
    ("plain Hartung-Knapp", "REML", "hksj"),
    ("z", "REML", "z"),
    ("DL z", "DL", "z"),
)


def normal(rng: np.random.Generator, m: int) -> list[dict[str, object]]:
    """Coverage of the mean and of a new setting's effect."""
    out = []
    for k in (2, 3, 5, 10, 20):
        for spread in (1.0, 4.0):
            for tau2 in (0.0, 0.02, 0.1, 0.5):
                v = 0.1 * spread ** rng.uniform(-1, 1, (m, k))
                theta = TRUE + rng.normal(0, np.sqrt(tau2), (m, k))
                y = rng.normal(theta, np.sqrt(v))
                new = TRUE + rng.normal(0, np.sqrt(tau2), m)
                row: dict[str, object] = {"k": k, "variances": "equal" if spread == 1 else "16-fold", "tau2": tau2}
                for label, method, test in METHODS:
                    p = syn.pool_many(y, v, method=method, test=test)
                    low, high = p.ci
                    row[label] = round(float(((low <= TRUE) & (high >= TRUE)).mean()), 4)
                    if label == "default" and k >= 3:
                        a, b = p.prediction
                        row["prediction"] = round(float(((a <= new) & (b >= new)).mean()), 4)
                out.append(row)
    return out


def confidence(rng: np.random.Generator, m: int) -> list[dict[str, object]]:
    """Prediction over tau2's confidence distribution beside t(k-2), on the same sets."""
    out = []
    for k in (3, 5, 10, 20):
        for spread in (1.0, 4.0):
            for tau2 in (0.0, 0.02, 0.1, 0.5):
                v = 0.1 * spread ** rng.uniform(-1, 1, (m, k))
                y = rng.normal(TRUE, np.sqrt(v + tau2))
                new = TRUE + rng.normal(0, np.sqrt(tau2), m)
                low, high = syn.pool_many(y, v).prediction
                at = [new_setting(a, b).cdf(float(x)) for a, b, x in zip(y, v, new, strict=True)]
                row: dict[str, object] = {"k": k, "variances": "equal" if spread == 1 else "16-fold", "tau2": tau2}
                row["t(k-2)"] = round(float(((low <= new) & (high >= new)).mean()), 4)
                row["confidence"] = round(float(np.mean([0.025 <= p <= 0.975 for p in at])), 4)
                out.append(row)
    return out


def small_bayes(rng: np.random.Generator, m: int) -> list[dict[str, object]]:
    """The half-normal(0.5) Bayesian pool at k = 2 to 5."""
    out = []
    for k in (2, 3, 5):
        for tau2 in (0.0, 0.1, 0.5):
            hit = new_hit = 0
            for _ in range(m):
                v = 0.1 * 2.0 ** rng.uniform(-1, 1, k)
                y = rng.normal(TRUE, np.sqrt(v + tau2))
                b = syn.bayes(y, v, syn.HalfNormal(0.5))
                hit += TRUE in b.ci
                new_hit += float(rng.normal(TRUE, np.sqrt(tau2))) in b.prediction
            out.append({"k": k, "tau2": tau2, "mean": round(hit / m, 3), "prediction": round(new_hit / m, 3)})
    return out


def rare(rng: np.random.Generator, m: int) -> list[dict[str, object]]:
    """Odds ratios of rare events; trials in which a method refuses are counted apart."""
    out = []
    n = 50
    for k in (3, 5, 10):
        for events in (0.5, 1.0, 2.0):
            for odds in (1.0, 2.0):
                risk = events / n
                treated = odds * risk / (1 - risk + odds * risk)
                hit: dict[str, list[bool]] = {"Mantel-Haenszel": [], "Peto": [], "0.5 added, default pool": []}
                for _ in range(m):
                    t = {"ai": rng.binomial(n, treated, k), "n1i": np.full(k, n)}
                    t |= {"ci": rng.binomial(n, risk, k), "n2i": np.full(k, n)}
                    for label, do in (
                        ("Mantel-Haenszel", lambda t=t: syn.mantel_haenszel("OR", **t)),
                        ("Peto", lambda t=t: syn.peto(**t)),
                        ("0.5 added, default pool", lambda t=t: _corrected(t)),
                    ):
                        try:
                            hit[label].append(bool(np.log(odds) in do().ci))
                        except InputError:
                            continue
                row: dict[str, object] = {"k": k, "expected events per arm": events, "odds ratio": odds}
                for label, hits in hit.items():
                    row[label] = round(float(np.mean(hits)), 3)
                    row[f"{label}, refused"] = round(1 - len(hits) / m, 3)
                out.append(row)
    return out


def _corrected(t: dict[str, np.ndarray]) -> syn.Pool:
    e = syn.effect_size("OR", **t)
    return syn.pool(e.yi, e.vi)


def main() -> None:
    """Simulate and write."""
    m = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rng = np.random.default_rng(20261121)
    out = {
        "repeats": {"normal": m, "bayes": m // 20, "rare": m // 20, "confidence": m // 4},
        "normal": normal(rng, m),
        "bayes": small_bayes(rng, m // 20),
        "rare": rare(rng, m // 20),
        "confidence": confidence(np.random.default_rng(20190528), m // 4),
    }
    Path(__file__).with_name("coverage.json").write_text(json.dumps(out, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
