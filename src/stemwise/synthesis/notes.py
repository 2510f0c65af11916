"""What a result says beside its numbers: typed notes with advice, and the checks of what comes in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stemwise.errors import InputError

Floats = NDArray[np.float64]
WIDEST = 1e14
"""Largest ratio of variances that is pooled: beyond it tr P loses its last digits to cancellation."""


LARGEST = 1e50
"""Largest effect and variance, and one over it the smallest variance: beyond it products of weights leave double precision."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark every view of a result shows alike.

    ``code`` is stable and for machines; ``message`` says what was found, ``advice`` what to do about it; ``studies``
    are the 0-based positions touched; ``level`` is ``info`` (done and said) or ``warning`` (read with care).
    """

    code: str
    message: str
    advice: str = ""
    studies: tuple[int, ...] = ()
    level: str = "warning"

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


def printed(text: str, notes: Sequence[Note]) -> str:
    """How a result prints: its numbers, then a line for each note."""
    return "\n".join([text, *(f"  {n.level}: {n}" for n in notes)])


def column(name: str, values: ArrayLike, k: int | None = None) -> Floats:
    """One column of numbers as a float array of length ``k`` (scalars are repeated); NaN and inf are refused."""
    try:
        x = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"column {name!r} holds something that is not a number", "give numbers only") from None
    if x.ndim == 0:
        x = np.full(1 if k is None else k, float(x))
    if x.ndim != 1:
        raise InputError(f"column {name!r} has {x.ndim} dimensions", "give one number per study")
    if k is not None and x.size != k:
        raise InputError(f"column {name!r} has {x.size} values where {k} are expected", "give one value per study")
    bad = np.flatnonzero(~np.isfinite(x))
    if bad.size:
        raise InputError(
            f"column {name!r} is missing or infinite in row {bad[0] + 1}", "drop the study or fill in the value"
        )
    return x


def effects_in(yi: ArrayLike, vi: ArrayLike) -> tuple[Floats, Floats]:
    """Effects and sampling variances, checked: equal lengths, at least one study, every variance above zero."""
    y = column("yi", yi)
    v = column("vi", vi)
    if y.size != v.size:
        raise InputError(f"{y.size} effects but {v.size} variances", "give one variance per effect")
    if y.size == 0:
        raise InputError("there is no study to pool", "give at least one effect and its variance")
    bad = np.flatnonzero(v <= 0)
    if bad.size:
        raise InputError(
            f"study {bad[0] + 1} has a sampling variance of {v[bad[0]]:g}",
            "a variance must be above zero: check the standard error, or give the study's counts to a rare-event model",
        )
    if float(v.max()) > WIDEST * float(v.min()):
        raise InputError(
            f"the variances span from {v.min():.2g} to {v.max():.2g}",
            "double precision cannot weigh such studies together: check for a misplaced unit or a zero standard error",
        )
    require_reach(y, v)
    return y, v


def require_reach(y: Floats, v: Floats) -> None:
    """Refuse effects and variances that no unit of measurement gives, and that double precision cannot weigh."""
    bad = np.flatnonzero((np.abs(y) > LARGEST) | (v > LARGEST) | (v < 1 / LARGEST))
    if bad.size:
        raise InputError(
            f"study {bad[0] + 1} has an effect of {y[bad[0]]:g} with a variance of {v[bad[0]]:g}",
            "no unit gives such numbers: check them, and the columns they come from",
        )


def design_in(mods: Any, k: int, intercept: bool = True) -> tuple[Floats, tuple[str, ...]]:
    """A design matrix (k, p) and its column names from a mapping of columns, a vector or a matrix of moderators."""
    if isinstance(mods, dict):
        names = tuple(str(n) for n in mods)
        parts = [column(n, values, k) for n, values in mods.items()]
        x = np.column_stack(parts) if parts else np.empty((k, 0))
    else:
        try:
            x = np.asarray(mods, dtype=np.float64)
        except (TypeError, ValueError):
            raise InputError("a moderator is not a number", "turn words into indicators of 0 and 1") from None
        x = x[:, None] if x.ndim == 1 else x
        if x.ndim != 2 or x.shape[0] != k:
            raise InputError(f"moderators have shape {x.shape}", f"give {k} rows, one per study")
        if not np.all(np.isfinite(x)):
            row = int(np.flatnonzero(~np.all(np.isfinite(x), axis=1))[0])
            raise InputError(f"a moderator is missing in row {row + 1}", "drop the study or fill in the value")
        names = tuple(f"x{j + 1}" for j in range(x.shape[1]))
    if intercept:
        x = np.column_stack([np.ones(k), x])
        names = ("intercept", *names)
    scale = np.sqrt((x**2).sum(axis=0))
    if np.any(scale == 0):
        raise InputError(f"moderator {names[int(np.argmin(scale))]!r} is zero throughout", "leave it out")
    singular = np.linalg.svd(x / scale, compute_uv=False)
    if x.shape[1] > k or singular[-1] < 1e-10 * singular[0]:
        raise InputError(
            f"the {x.shape[1]} columns of the design ({', '.join(names)}) are collinear over {k} studies",
            "leave out the moderator that the others determine",
        )
    return x, names


def level_in(level: float) -> float:
    """A confidence level strictly between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise InputError(f"a level of {level:g} is no confidence level", "give a number between 0 and 1, such as 0.95")
    return float(level)


def choice(name: str, value: str, allowed: Collection[str]) -> str:
    """``value`` if it is one of ``allowed``."""
    if value not in allowed:
        raise InputError(f"{name} {value!r} is not known", f"choose one of {', '.join(allowed)}")
    return value
