"""What a reader must know before trusting a pool: each remark a function of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stemwise.synthesis.notes import Note

NARROW_PREDICTION = 75.0
"""I2 (per cent) below which, from ten studies on, t(k-2) prediction intervals covered 84-92 % (validation/coverage)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the remarks look at; ``factor`` is the Hartung-Knapp factor before any floor."""

    k: int
    method: str
    test: str
    factor: float
    q_p: float
    tau2: float
    i2: float

    @property
    def random(self) -> bool:
        """Whether the effects were taken to differ."""
        return self.method != "EE"


def pool_notes(s: Seen) -> tuple[Note, ...]:
    """All remarks on a pool, in the order in which they are read."""
    if s.k == 1:
        text = "There is one study; it is shown as itself."
        return (Note("single-study", text, "Nothing was pooled, and its interval is normal."),)
    return tuple(n for part in (_few, _hartung_knapp, _degrees, _variance, _prediction) for n in part(s))


def _few(s: Seen) -> Iterator[Note]:
    if s.k < 5 and s.random:
        text = f"Between-study variance is poorly estimated from {s.k} studies."
        yield Note("few-studies", text, "Show the Bayesian pool with an empirical heterogeneity prior beside it.")


def _hartung_knapp(s: Seen) -> Iterator[Note]:
    if s.test == "hksj" and s.factor < 1:
        text = f"The Hartung-Knapp factor is {s.factor:.2g}: the interval is narrower than without it."
        yield Note("hksj-narrow", text, "Use test='hksj-conservative'.")
    if s.test == "hksj-conservative" and s.factor < 1:
        text = f"The Hartung-Knapp factor was {s.factor:.2g} and was held at 1."
        yield Note("hksj-floor", text, level="info")


def _degrees(s: Seen) -> Iterator[Note]:
    if s.test != "z" and s.k - 1 <= 3:
        text = f"The interval rests on {s.k - 1} degree{'s' if s.k > 2 else ''} of freedom."
        yield Note("df-tiny", text, "A wide interval here is honest; do not switch to z to narrow it.")
    if s.test == "z" and s.random and s.k < 20:
        text = f"A z interval is too narrow with {s.k} studies."
        yield Note("z-few-studies", text, "Use test='hksj-conservative'.")


def _variance(s: Seen) -> Iterator[Note]:
    if not s.random and s.q_p < 0.1:
        text = f"Q has p = {s.q_p:.2g}: one common effect is hard to believe."
        yield Note("common-effect-heterogeneous", text, "Use a random-effects method.")
    if s.random and s.tau2 == 0.0 and s.k < 10:
        text = "Between-study variance was estimated as zero, which few studies cannot show."
        yield Note("tau2-zero", text, "Read its interval, not the zero.", level="info")


def _prediction(s: Seen) -> Iterator[Note]:
    """Where the t(k-2) interval says too much or too little (validation/coverage)."""
    if not s.random:
        return
    if s.k == 3:
        text = "With 3 studies the prediction interval rests on one degree of freedom and says next to nothing."
        yield Note("prediction-few", text, "Show the Bayesian prediction interval beside it.")
    if s.k > 3 and (s.k < 10 or s.i2 < NARROW_PREDICTION):
        text = (
            f"With {s.k} studies and I2 of {s.i2:.0f} % the t(k-2) prediction interval may be too narrow (its coverage"
        )
        advice = "Use predict('confidence'), which holds its coverage, or the Bayesian one."
        yield Note("prediction-narrow", f"{text} was seen to fall to 84 %).", advice)
