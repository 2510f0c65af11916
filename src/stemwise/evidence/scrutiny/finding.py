"""What scrutiny finds, and the numbers it needs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from stemwise.evidence.model import Arm, ArmData, HarmRow, Result, Study


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a record that does not fit. ``result`` is a row's key, or ``study`` for the record as a whole.

    ``explained`` is the record's own explanation; a finding without one is open.
    """

    check: str
    study: str
    result: str
    what: str
    file: str = ""
    explained: str = ""

    def __str__(self) -> str:
        closed = f" [explained: {self.explained}]" if self.explained else ""
        return f"{self.study}: {self.result}: {self.check}: {self.what}{closed}"


class Scale(NamedTuple):
    """What is known of an outcome: the range of its scale, the step between two scores of one person, its type."""

    range: tuple[float, float] | None = None
    step: float | None = None
    type: str = ""


STEPS = {
    **dict.fromkeys(
        ("mrs", "nihss", "gmfcs", "asia-motor", "uems", "lems", "light-touch", "pin-prick", "asia-sensory", "scim",
         "fma-total", "fma-motor", "fma-ue", "arat", "ess", "barthel", "fim", "wee-fim", "alsfrs-r", "updrs",
         "gmfm-88-raw", "sdmt"), 1.0),
    **dict.fromkeys(("edss", "cars"), 0.5),
}  # fmt: skip
"""Step between two possible scores of one person; half points in EDSS (above 1.0) and CARS. Averaged or transformed
scales (GMFM-66, per-cent scores) have no step."""


def decimals(*values: float | None) -> int:
    """The most decimals with which any of the values is written; TOML drops trailing zeros, so ask all of a row."""
    seen = [-int(Decimal(repr(v)).normalize().as_tuple().exponent) for v in values if v is not None]
    return max([0, *seen])


def half_unit(*values: float | None) -> float:
    """Half a unit of the last printed digit: the largest rounding error of these values."""
    return 0.5 * 10.0 ** -decimals(*values)


class Spread(NamedTuple):
    """An arm's mean with its standard error, from whatever is printed; ``from_`` names what that was."""

    mean: float
    se: float
    n: int
    from_: str

    @property
    def sd(self) -> float:
        return self.se * math.sqrt(self.n)


class Pair(NamedTuple):
    """Two arms of a row and the p that is printed for them."""

    first: ArmData
    second: ArmData
    p: str


def pairs(row: Result | HarmRow) -> list[Pair]:
    """The comparisons of a row: its two arms with its p, and the two arms its contrast names with the contrast's p.

    Of three arms with one p it is not known which two are compared.
    """
    found = [Pair(row.arms[0], row.arms[1], row.p)] if len(row.arms) == 2 and row.p else []
    contrast = row.contrast if isinstance(row, Result) else None
    if contrast is not None and len(contrast.arms) == 2 and contrast.p and contrast.p != row.p:
        first, second = (row.arm(name) for name in contrast.arms) if isinstance(row, Result) else (None, None)
        if first is not None and second is not None:
            found.append(Pair(first, second, contrast.p))
    return found


def arm_n(study: Study, data: ArmData) -> int | None:
    """The number a value rests on: printed with it, else the size of the arm."""
    if data.n is not None:
        return data.n
    arm: Arm | None = study.arm(data.arm)
    return arm.n if arm else None


def spread(study: Study, data: ArmData) -> Spread | None:
    """Mean and standard error of an arm; ``None`` where a mean, a spread or n is missing."""
    n = arm_n(study, data)
    if data.mean is None or n is None or n < 2:
        return None
    if data.sd is not None:
        return Spread(data.mean, data.sd / math.sqrt(n), n, "SD")
    if data.se is not None:
        return Spread(data.mean, data.se, n, "SE")
    if data.ci is not None:
        from stemwise.evidence.scrutiny.statistics import t_quantile

        wide = t_quantile(0.5 + data.ci_level / 2, n - 1)
        return Spread(data.mean, (data.ci[1] - data.ci[0]) / 2 / wide, n, "CI")
    return None


class PrintedP(NamedTuple):
    """A p-value as printed: ``low`` to ``high`` is what it can have been before rounding."""

    text: str
    low: float
    high: float


def printed_p(text: str) -> PrintedP | None:
    """``"0.045"``, ``".05"``, ``"< 0.001"``, ``"> 0.05"``, ``"p = 0.2"``, ``"NS"``; ``None`` for anything longer."""
    plain = text.strip().lower().removeprefix("p").strip().rstrip(".")
    if plain in ("ns", "n.s", "not significant"):
        return PrintedP(text, 0.05, 1.0)
    found = re.fullmatch(r"([<>=≤≥]?)\s*(0?\.\d+|0|1(?:\.0*)?)", plain)
    if found is None:
        return None
    sign, number = found.groups()
    value = float(number)
    if sign in ("<", "≤"):
        return PrintedP(text, 0.0, value)
    if sign in (">", "≥"):
        return PrintedP(text, value, 1.0)
    unit = 10.0 ** -len(number.partition(".")[2]) / 2
    return PrintedP(text, max(value - unit, 0.0), min(value + unit, 1.0))
