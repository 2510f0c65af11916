"""Ranking treatments, with the warning that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemwise.synthesis import dist
from stemwise.synthesis.network.model import Network
from stemwise.synthesis.notes import Floats, Note, choice


@dataclass(frozen=True, slots=True)
class Ranking:
    """``scores`` by treatment, best first: the P-score, the mean certainty with which it beats each other treatment
    (Rücker and Schwarzer 2015). Under normal estimates it equals SUCRA (Salanti, Ades and Ioannidis 2011).

    ``mean_rank`` is 1 for the best: 1 + (T - 1)(1 - score).
    """

    scores: dict[str, float]
    mean_rank: dict[str, float]
    better: str
    notes: tuple[Note, ...]


def ranking(n: Network, *, better: str) -> Ranking:
    """Rank by P-score; ``better`` says which outcomes are wanted: ``higher`` or ``lower``."""
    sign = 1.0 if choice("better", better, ("higher", "lower")) == "higher" else -1.0
    names = n.treatments
    scores = {}
    for a in names:
        chances = []
        for b in names:
            if b != a:
                d, se = n.contrast(a, b)
                chances.append(float(dist.z_cdf(sign * d / se)))
        scores[a] = float(np.mean(chances))
    ordered = dict(sorted(scores.items(), key=lambda s: -s[1]))
    t = len(names)
    return Ranking(ordered, {a: 1 + (t - 1) * (1 - s) for a, s in ordered.items()}, better, _notes(n, list(ordered)))


def rank_probabilities(
    n: Network, *, better: str, draws: int = 20_000, seed: int = 1
) -> tuple[tuple[str, ...], Floats]:
    """How probable each rank is for each treatment: names and (T, T), rows treatments, columns ranks from best.

    By simulation from the estimates' normal distribution; ``seed`` makes it repeatable.
    """
    sign = -1.0 if choice("better", better, ("higher", "lower")) == "higher" else 1.0
    names = n.treatments
    at = names.index(n.reference)
    rng = np.random.default_rng(seed)
    d = rng.multivariate_normal(n.estimates, n.cov, draws, method="cholesky")
    full = np.insert(d, at, 0.0, axis=1)
    ranks = np.argsort(np.argsort(sign * full, axis=1), axis=1)
    return names, np.array([[float((ranks[:, i] == r).mean()) for r in range(len(names))] for i in range(len(names))])


def _notes(n: Network, order: list[str]) -> tuple[Note, ...]:
    first = order[0]
    near = [b for b in order[1:] if n.compare(first, b).p > 0.05]
    if not near:
        return ()
    names = ", ".join(near[:5]) + (" and others" if len(near) > 5 else "")
    text = f"{first} ranks first, but its difference from {names} may be chance."
    return (Note("rank-uncertain", text, "Read effects with their intervals before ranks."),)
