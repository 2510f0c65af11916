"""On which scale effects are pooled and on which they are read; how numbers are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stemwise.synthesis.inference import Interval


@dataclass(frozen=True, slots=True)
class Scale:
    """``name`` of the measure as read, ``pooled`` as it was pooled; ``back`` turns the latter into the former.

    ``null`` is no effect on the scale that is read (None: the measure has none, as a proportion). ``log`` marks
    ratios, ``short`` is the column head.
    """

    name: str
    pooled: str
    short: str
    back: Callable[[float], float] = float
    null: float | None = 0.0
    log: bool = False

    def shown(self, interval: Interval | None) -> tuple[float, float] | None:
        """An interval on the scale that is read."""
        return None if interval is None else (self.back(interval.low), self.back(interval.high))


def _exp(x: float) -> float:
    return math.exp(min(x, 700.0))


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def _sin2(x: float) -> float:
    return math.sin(min(max(x, 0.0), math.pi / 2)) ** 2


def _ratio(name: str, short: str) -> Scale:
    return Scale(name, f"log {name}", short, _exp, 1.0, True)


def _same(name: str, short: str, null: float | None = 0.0) -> Scale:
    return Scale(name, name, short, float, null)


SCALES: dict[str, Scale] = {
    "MD": _same("mean difference", "MD"),
    "SMD": _same("standardised mean difference", "SMD"),
    "SMDH": _same("standardised mean difference", "SMDH"),
    "ROM": _ratio("ratio of means", "ratio"),
    "MC": _same("mean change", "change"),
    "SMCC": _same("standardised mean change", "SMCC"),
    "SMCR": _same("standardised mean change", "SMCR"),
    "PPC": _same("standardised difference in change", "PPC"),
    "OR": _ratio("odds ratio", "OR"),
    "RR": _ratio("risk ratio", "RR"),
    "HR": _ratio("hazard ratio", "HR"),
    "PETO": _ratio("odds ratio (Peto)", "OR"),
    "RD": _same("risk difference", "RD"),
    "AS": _same("arcsine difference", "AS"),
    "PR": _same("proportion", "proportion", None),
    "PLN": Scale("proportion", "log proportion", "proportion", _exp, None),
    "PLO": Scale("proportion", "logit of the proportion", "proportion", _expit, None),
    "PAS": Scale("proportion", "arcsine of the proportion's root", "proportion", _sin2, None),
    "PFT": _same("double arcsine of the proportion", "PFT", None),
    "IR": _same("rate", "rate", None),
    "IRLN": Scale("rate", "log rate", "rate", _exp, None),
    "IRR": _ratio("rate ratio", "IRR"),
    "IRD": _same("rate difference", "IRD"),
    "MN": _same("mean", "mean", None),
    "COR": _same("correlation", "r"),
    "ZCOR": Scale("correlation", "Fisher's z of the correlation", "r", math.tanh),
    "GEN": _same("effect", "effect"),
}


def plural(name: str) -> str:
    """ "risk ratios", "odds ratios (Peto)", "ratios of means"."""
    head, sign, tail = name.partition(" of ")
    if not sign:
        head, sign, tail = name.partition(" (")
    return f"{head}s{sign}{tail}"


def places(values: Sequence[float], ratio: bool = False) -> int:
    """Decimals that tell an interval's ends apart without noise."""
    finite = [v for v in values if math.isfinite(v)]
    width = max(finite) - min(finite) if finite else 1.0
    if ratio:
        return 2 if not finite or min(finite) >= 0.1 or width > 0.5 else 3
    for limit, out in ((0.02, 4), (0.2, 3), (30.0, 2), (300.0, 1)):
        if width < limit:
            return out
    return 0


def number(x: float | None, digits: int = 2) -> str:
    """A number with a fixed count of decimals and a true minus sign; a dash where there is none."""
    if x is None or not math.isfinite(x):
        return "–"
    if abs(x) >= 1e6:
        return f"{x:.3g}".replace("-", "−")
    text = f"{x:.{digits if abs(x) < 1000 else 0}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def small(x: float | None) -> str:
    """A variance or such: three significant digits."""
    if x is None or not math.isfinite(x):
        return "–"
    if x == 0:
        return "0"
    return (
        f"{x:.3g}".replace("-", "−")
        if not 1e-4 <= abs(x) < 1e6
        else number(x, max(0, 2 - math.floor(math.log10(abs(x)))))
    )


def p_text(p: float) -> str:
    """ "p = 0.032", "p < 0.001"."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def per_cent(level: float) -> str:
    """ "95 %"."""
    return f"{100 * level:g} %"
