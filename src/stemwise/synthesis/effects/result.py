"""The result every effect-size measure returns, and how a measure reads its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemwise.errors import InputError
from stemwise.synthesis.notes import Floats, Note, column

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class EffectSizes:
    """Effects ``yi`` and sampling variances ``vi``, each of shape (k,), on the scale on which they are pooled.

    ``corrected`` marks studies whose counts had to be changed (zero cells); ``usable`` those with a finite effect and a
    variance above zero; ``notes`` say what was done, and to which studies. ``null`` is the value of no effect.
    """

    yi: Floats
    vi: Floats
    measure: str
    corrected: Bools
    usable: Bools
    notes: tuple[Note, ...] = ()
    null: float = 0.0

    @property
    def k(self) -> int:
        """Number of studies."""
        return int(self.yi.size)

    @property
    def sei(self) -> Floats:
        """Standard errors, shape (k,)."""
        return np.asarray(np.sqrt(self.vi))


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """What a measure computes before it is checked: effect, variance, corrected studies and remarks."""

    y: Floats
    v: Floats
    corrected: Bools | None = None
    notes: tuple[Note, ...] = ()


def columns_of(measure: str, given: Mapping[str, object], names: tuple[str, ...]) -> tuple[Floats, ...]:
    """The named columns, all of one length; a missing one is named in the error."""
    absent = [n for n in names if given.get(n) is None]
    if absent:
        raise InputError(f"measure {measure} lacks column {', '.join(absent)}", f"it needs {', '.join(names)}")
    first = [column(n, given[n]) for n in names]  # type: ignore[arg-type]
    k = max(c.size for c in first)
    if min(c.size for c in first) == 0:
        raise InputError(f"measure {measure} was given no study", f"give {', '.join(names)} of at least one")
    # A bare number stands for all studies; a list of one beside longer lists is a mistake.
    return tuple(
        np.full(k, c[0]) if np.ndim(given[n]) == 0 else column(n, c, k)  # type: ignore[arg-type]
        for n, c in zip(names, first, strict=True)
    )


def require(ok: Bools, what: str, remedy: str) -> None:
    """Refuse the first row where ``ok`` is false."""
    bad = np.flatnonzero(~ok)
    if bad.size:
        raise InputError(f"{what} in row {bad[0] + 1}", remedy)


def finish(measure: str, raw: Raw) -> EffectSizes:
    """Check what a measure computed and say which studies cannot be pooled."""
    usable = np.isfinite(raw.y) & np.isfinite(raw.v) & (raw.v > 0)
    notes = list(raw.notes)
    if not usable.all():
        lost = tuple(int(i) for i in np.flatnonzero(~usable))
        notes.append(
            Note(
                "not-estimable",
                f"{len(lost)} of {usable.size} studies have no {measure} with a variance above zero.",
                "Pool them with a rare-event model or report them apart; they are not dropped silently.",
                lost,
            )
        )
    corrected = np.zeros(usable.shape, dtype=np.bool_) if raw.corrected is None else raw.corrected
    return EffectSizes(raw.y, raw.v, measure, corrected, usable, tuple(notes))
