"""Fit the weights of ``claims/loglinear.py`` to the practice pages: ``python -m training.fit`` writes them anew."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse

from training.corpus import PAGES, VARIANTS, Page, Row, examples, pages, rows, variants

WEIGHTS = Path(__file__).parents[1] / "src" / "stemwise" / "data" / "weights" / "sentences.json"
PENALTY = 4.0
"""Half the inverse variance of a weight: a ridge, chosen by agreement on pages left out (``training/agreement.py``)."""
SEEN = 2
"""Sentences in which a sign must stand to have a weight."""
THIN = 5.0
"""Sentences added to each pair of kind and telling, so that none is ruled out."""
SMALL = 0.05
"""Signs whose weights all lie nearer to nought than this are left out."""


def fit(data: list[Row]) -> dict[str, Any]:
    """Weights of three questions: is it a claim, of which kind, how is it told."""
    claims = [r for r in data if r.kind]
    asked = {
        "claim": ([("claim" if r.kind else "none") for r in data], data),
        "kind": ([r.kind for r in claims], claims),
        "told": ([r.told for r in claims if r.told], [r for r in claims if r.told]),
    }
    counts = Counter(s for r in data for s in r.signs)
    known = sorted(s for s, n in counts.items() if n >= SEEN)
    place = {s: i for i, s in enumerate(known)}
    groups, blocks, bias = {}, [], []
    for name, (labels, sample) in asked.items():
        groups[name] = sorted(set(labels))
        weights, constant = _regression(sample, labels, groups[name], place)
        blocks.append(weights)
        bias.append(constant)
    table = np.rint(100 * np.hstack(blocks)).astype(int)
    kept = {s: table[i].tolist() for s, i in place.items() if np.abs(table[i]).max() >= 100 * SMALL}
    head = {"groups": groups, "bias": np.rint(100 * np.hstack(bias)).astype(int).tolist()}
    return head | {"lift": _lift(data, groups["kind"], groups["told"]), "signs": kept}


def _lift(data: list[Row], kinds: list[str], told: list[str]) -> list[list[int]]:
    """How much oftener than by chance a kind is told a way, in hundredths; the square root, since the signs tell part of it."""
    count = np.full((len(kinds), len(told)), THIN)
    for row in data:
        if row.kind and row.told:
            count[kinds.index(row.kind), told.index(row.told)] += row.weight
    chance = np.outer(count.sum(axis=1), count.sum(axis=0)) / count.sum()
    return [[int(x) for x in line] for line in np.rint(100 * np.sqrt(count / chance))]


def _regression(
    sample: list[Row], labels: list[str], names: list[str], place: dict[str, int]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Multinomial logistic regression with a ridge: weights (signs x labels) and the constants."""
    # in one order, so that sums and with them the weights are the same each time
    held = [sorted(place[s] for s in r.signs if s in place) for r in sample]
    ends = np.cumsum([0, *map(len, held)])
    x = sparse.csr_matrix((np.ones(ends[-1]), np.concatenate(held), ends), shape=(len(sample), len(place)))
    y = np.eye(len(names))[[names.index(label) for label in labels]]
    w = np.array([r.weight for r in sample])[:, None]
    shape = (len(place), len(names))

    def loss(flat: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        weights, constant = flat[: -len(names)].reshape(shape), flat[-len(names) :]
        score = x @ weights + constant
        score -= score.max(axis=1, keepdims=True)
        share = np.exp(score)
        share /= share.sum(axis=1, keepdims=True)
        off = w * (share - y)
        value = -float((w * y * np.log(share + 1e-300)).sum()) + 0.5 * PENALTY * float((weights**2).sum())
        return value, np.concatenate([(x.T @ off + PENALTY * weights).ravel(), off.sum(axis=0)])

    start = np.zeros(shape[0] * shape[1] + len(names))
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return found[: -len(names)].reshape(shape), found[-len(names) :]


def stamp(roots: tuple[Path, ...] = (PAGES, VARIANTS)) -> str:
    """Sixteen hex digits of the practice pages and variants: weights made from others are stale."""
    read = sorted(p for root in roots for p in root.rglob("*") if p.suffix in (".txt", ".jsonl"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in read)).hexdigest()[:16]


def written(found: dict[str, Any], corpus: list[Page]) -> str:
    """The file: one sign a line."""
    head = {"pages": len(corpus), "claims": sum(len(p.claims) for p in corpus), "stamp": stamp()}
    head |= {name: found[name] for name in ("groups", "bias", "lift")}
    lines = [
        f"{json.dumps(s, ensure_ascii=False)}: {json.dumps(w, separators=(',', ':'))}"
        for s, w in found["signs"].items()
    ]
    return json.dumps(head)[:-1] + ', "signs": {\n' + ",\n".join(lines) + "\n}}\n"


def main() -> None:
    """Fit and write."""
    corpus = pages()
    found = fit([*(row for page in corpus for row in rows(page)), *variants(), *examples()])
    WEIGHTS.write_text(written(found, corpus), encoding="utf-8")
    print(f"{len(found['signs'])} signs from {len(corpus)} pages -> {WEIGHTS.name}")


if __name__ == "__main__":
    main()
