"""The trials of a network: every trial's contrasts against its first treatment, with their covariance.

Vocabulary: a *design* is the set of treatments a trial compares; *treatments* are sorted by name throughout, and within
a trial the first of them is its base. A contrast "a v b" is the effect of a less that of b.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from stemwise.errors import InputError
from stemwise.synthesis.likelihood import Ints
from stemwise.synthesis.notes import Floats, Note, effects_in

CONSISTENT = 0.1
"""How far the effects of one multi-arm trial may be from adding up, in their smallest standard error: papers round."""


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """k contrasts of n trials between T treatments.

    ``y`` (k,) effects of ``other`` less ``base`` (both (k,), positions in ``treatments``); ``v`` (k, k) their
    covariance, block-diagonal over ``trial`` (k,), which numbers the trials named in ``studies`` (n,).
    """

    treatments: tuple[str, ...]
    studies: tuple[str, ...]
    trial: Ints
    base: Ints
    other: Ints
    y: Floats
    v: Floats
    notes: tuple[Note, ...] = ()

    @property
    def k(self) -> int:
        """Number of contrasts: the sum over trials of arms less one."""
        return int(self.y.size)

    @property
    def designs(self) -> tuple[tuple[int, ...], ...]:
        """The design of each trial (n,): its treatments' positions in order."""
        arms: list[set[int]] = [set() for _ in self.studies]
        for t, a, b in zip(self.trial.tolist(), self.base.tolist(), self.other.tolist(), strict=True):
            arms[t] |= {a, b}
        return tuple(tuple(sorted(a)) for a in arms)

    def edges(self) -> dict[tuple[str, str], int]:
        """How many trials compare each pair directly, pairs in order."""
        out: dict[tuple[str, str], int] = {}
        for design in self.designs:
            for i, a in enumerate(design):
                for b in design[i + 1 :]:
                    pair = (self.treatments[a], self.treatments[b])
                    out[pair] = out.get(pair, 0) + 1
        return dict(sorted(out.items()))

    def x(self, reference: int) -> Floats:
        """The design matrix (k, T-1) of effects against ``reference``."""
        full = np.zeros((self.k, len(self.treatments)))
        rows = np.arange(self.k)
        full[rows, self.other] += 1.0
        full[rows, self.base] -= 1.0
        return np.delete(full, reference, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One trial before it is joined: treatments sorted, ``y`` (m-1,) against the first, ``v`` (m-1, m-1)."""

    study: str
    treatments: tuple[str, ...]
    y: Floats
    v: Floats


def joined(blocks: Sequence[Block], notes: Sequence[Note] = ()) -> Trials:
    """All trials as one network.

    Raises
    ------
    InputError
        No trial; a covariance that is none; a network in parts, with the treatments of each named.
    """
    if not blocks:
        raise InputError("there is no trial that compares two treatments", "give at least two arms per trial")
    names = sorted({t for b in blocks for t in b.treatments})
    place = {t: i for i, t in enumerate(names)}
    trial, base, other = [], [], []
    k = sum(b.y.size for b in blocks)
    v, at = np.zeros((k, k)), 0
    for n, b in enumerate(blocks):
        m = b.y.size
        if not np.all(np.isfinite(b.v)) or float(np.linalg.eigvalsh(b.v)[0]) <= 0:
            raise InputError(
                f"the variances of trial {b.study!r} contradict each other",
                "check its standard errors: those of a multi-arm trial must come from one set of arms",
            )
        v[at : at + m, at : at + m] = b.v
        trial += [n] * m
        base += [place[b.treatments[0]]] * m
        other += [place[t] for t in b.treatments[1:]]
        at += m
    found = Trials(
        treatments=tuple(names),
        studies=tuple(b.study for b in blocks),
        trial=np.array(trial, dtype=np.int_),
        base=np.array(base, dtype=np.int_),
        other=np.array(other, dtype=np.int_),
        y=np.concatenate([b.y for b in blocks]),
        v=v,
        notes=tuple(notes),
    )
    separate = parts(names, [b.treatments for b in blocks])
    if len(separate) > 1:
        shown = "; ".join(f"({', '.join(p)})" for p in separate)
        raise InputError(
            f"the network falls into {len(separate)} parts that no trial joins: {shown}",
            "treatments of different parts cannot be compared; analyse each part by itself",
        )
    return found


def parts(treatments: Iterable[str], designs: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """The connected parts of a network, each a sorted tuple of treatments, largest first."""
    root = {t: t for t in treatments}

    def find(t: str) -> str:
        while root[t] != t:
            root[t] = root[root[t]]
            t = root[t]
        return t

    for design in designs:
        for t in design[1:]:
            root[find(t)] = find(design[0])
    groups: dict[str, list[str]] = {}
    for t in root:
        groups.setdefault(find(t), []).append(t)
    return sorted((tuple(sorted(g)) for g in groups.values()), key=lambda g: (-len(g), g))


def trials_from_contrasts(
    study: Sequence[Hashable], treat1: Sequence[Hashable], treat2: Sequence[Hashable], yi: ArrayLike, vi: ArrayLike
) -> Trials:
    """Trials from pairwise effects: row i says that ``treat1`` less ``treat2`` was ``yi`` with variance ``vi``.

    A trial with m arms gives all its m(m-1)/2 contrasts. Their variances are sums of two arms' (v_ab = s_a + s_b), which
    gives the arms' and so the covariances, s of the shared arm (Rücker and Schwarzer 2014, sec. 2).

    Raises
    ------
    InputError
        Lengths that differ, a treatment against itself, a pair that is missing, comes twice or does not add up with the
        trial's others, a disconnected network.
    """
    y, v = effects_in(yi, vi)
    columns = [[str(x) for x in c] for c in (study, treat1, treat2)]
    for name, c in zip(("study", "treat1", "treat2"), columns, strict=True):
        if len(c) != y.size:
            raise InputError(f"{name} has {len(c)} labels for {y.size} effects", "give one label per effect")
    rows: dict[str, list[int]] = {}
    for i, s in enumerate(columns[0]):
        rows.setdefault(s, []).append(i)
    return joined([_block(s, r, columns[1], columns[2], y, v) for s, r in rows.items()])


def _block(study: str, rows: list[int], a: list[str], b: list[str], y: Floats, v: Floats) -> Block:
    names = sorted({x for i in rows for x in (a[i], b[i])})
    m = len(names)
    pairs: dict[tuple[str, str], tuple[float, float]] = {}
    for i in rows:
        if a[i] == b[i]:
            raise InputError(f"trial {study!r} compares {a[i]!r} with itself", "give two different treatments")
        pair, sign = ((b[i], a[i]), 1.0) if b[i] < a[i] else ((a[i], b[i]), -1.0)
        if pair in pairs:
            raise InputError(
                f"trial {study!r} compares {pair[0]!r} and {pair[1]!r} twice", "give each trial its own name"
            )
        pairs[pair] = (sign * float(y[i]), float(v[i]))  # the later name less the earlier
    if len(pairs) != m * (m - 1) // 2:
        absent = next((p, q) for j, p in enumerate(names) for q in names[j + 1 :] if (p, q) not in pairs)
        raise InputError(
            f"trial {study!r} has {m} treatments but no contrast of {absent[0]!r} and {absent[1]!r}",
            "give all its pairs (the covariance follows from them), or its arms to trials_from_arms",
        )
    effect = np.array([pairs[(names[0], t)][0] for t in names[1:]])
    if m == 2:
        return Block(study, tuple(names), effect, np.array([[pairs[(names[0], names[1])][1]]]))
    full = np.concatenate([[0.0], effect])
    room = CONSISTENT * min(x for _, x in pairs.values()) ** 0.5
    for (p, q), (d, _) in pairs.items():
        gap = abs(full[names.index(q)] - full[names.index(p)] - d)
        if gap > room:
            raise InputError(
                f"the effects of trial {study!r} do not add up ({p!r} v {q!r} is off by {gap:.3g})", "check their signs"
            )
    arms = _arm_variances(names, pairs)
    return Block(study, tuple(names), effect, arms[0] + np.diag(arms[1:]))


def _arm_variances(names: list[str], pairs: dict[tuple[str, str], tuple[float, float]]) -> Floats:
    """s (m,) from v_ab = s_a + s_b by least squares, exact for three arms."""
    design = np.zeros((len(pairs), len(names)))
    for i, (p, q) in enumerate(pairs):
        design[i, names.index(p)] = design[i, names.index(q)] = 1.0
    return np.asarray(np.linalg.lstsq(design, np.array([v for _, v in pairs.values()]), rcond=None)[0])


def labels_of(values: Sequence[Any], k: int, name: str) -> list[str]:
    """Labels as strings, one per row."""
    if len(values) != k:
        raise InputError(f"{name} has {len(values)} labels for {k} rows", "give one label per arm")
    return [str(x) for x in values]
