"""A log-linear model of sentences: weights of signs, learned from coded pages (``training/``), read from ``data/weights``.

Multinomial logistic regression, known to the field as maximum entropy (Berger, Della Pietra & Della Pietra 1996, eq. 10):
the share of a label is the exponential of the sum of its signs' weights, divided by the sum over labels.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from operator import mul
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LogLinear:
    """``weights[row[sign], label]`` and ``bias[label]`` in hundredths; labels of one group are shares of one whole.

    ``lift[kind, told]`` says how much oftener a kind is told a way than chance would have it: each of the two answers is held
    against the other.
    """

    groups: dict[str, tuple[str, ...]]
    row: dict[str, int]
    weights: NDArray[np.int32]
    bias: NDArray[np.int64]
    lift: tuple[tuple[float, ...], ...]

    def shares(self, signs: Iterable[str]) -> dict[str, dict[str, float]]:
        """For each group of labels, each label's share (they add to 1)."""
        known = [at for at in map(self.row.get, signs) if at is not None]
        score = ((self.bias + np.add.reduce(self.weights.take(known, 0), 0, dtype=np.int64)) / 100.0).tolist()
        found: dict[str, list[float]] = {}
        at = 0
        for group, labels in self.groups.items():
            part = score[at : at + len(labels)]
            top = max(part)
            grown = [math.exp(x - top) for x in part]
            whole = sum(grown)
            found[group] = [g / whole for g in grown]
            at += len(labels)
        found["kind"], found["told"] = self._agreed(found["kind"], found["told"])
        return {group: dict(zip(labels, found[group], strict=True)) for group, labels in self.groups.items()}

    def _agreed(self, kinds: list[float], told: list[float]) -> tuple[list[float], list[float]]:
        """Kind and way of telling as the margins of their joint shares."""
        rows = [k * sum(map(mul, told, lift)) for k, lift in zip(kinds, self.lift, strict=True)]
        columns = [t * sum(map(mul, kinds, lift)) for t, lift in zip(told, self._turned, strict=True)]
        whole = sum(rows)
        return [row / whole for row in rows], [column / whole for column in columns]

    @cached_property
    def _turned(self) -> tuple[tuple[float, ...], ...]:
        """``lift`` by the way of telling first."""
        return tuple(zip(*self.lift, strict=True))


def from_json(parsed: dict[str, Any]) -> LogLinear:
    """The model as ``training/fit.py`` writes it: for each sign its weights in hundredths, label by label."""
    groups = {name: tuple(labels) for name, labels in parsed["groups"].items()}
    rows = parsed["signs"]
    return LogLinear(
        groups,
        {sign: i for i, sign in enumerate(rows)},
        np.array(list(rows.values()), dtype=np.int32),
        np.array(parsed["bias"], dtype=np.int64),
        tuple(tuple(x / 100.0 for x in row) for row in parsed["lift"]),
    )


@cache
def model() -> LogLinear:
    """The model that ships with the package."""
    text = resources.files("stemwise").joinpath("data/weights/sentences.json").read_text(encoding="utf-8")
    return from_json(json.loads(text))
