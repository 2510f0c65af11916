"""Mean changes of several cohorts, and the spread between people around them.

y_i ~ N(mu, se_i^2 + tau^2), tau ~ half-normal(0.5 SD): the exact-quadrature Bayes of the synthesis room, with its
headline prior (0.5 on the scale of standardised differences) brought to points. One person's change is a draw from
N(mu + tau deviation, SD^2); SD is the pooled spread of changes as measured, so it holds measurement error already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from stemwise.course.model import Cohort
from stemwise.course.spread import Spread, merged

PRIOR = 0.5


def person_sd(cohorts: Sequence[Cohort]) -> float | None:
    """Pooled spread of change between people; ``None`` where no cohort printed one."""
    known = [(c.n - 1, c.sd) for c in cohorts if c.sd is not None and c.n > 1]
    if not known:
        return None
    return math.sqrt(sum(df * sd**2 for df, sd in known) / sum(df for df, _ in known))


def further(mean: float, sd: float) -> Spread:
    """The mean of a further group where one source gives the mean: groups differ by tau ~ half-normal(0.5 SD)."""
    z = np.linspace(0.05, 2.95, 30)
    weight = np.exp(-0.5 * z**2)
    return Spread(weight / weight.sum(), np.full(z.size, mean), PRIOR * sd * z)


def posterior(cohorts: Sequence[Cohort]) -> tuple[Spread, Spread] | None:
    """The mean change of such people, and of a further group of them; ``None`` without a standard error."""
    from stemwise.synthesis import HalfNormal, bayes

    sd = person_sd(cohorts)
    if sd is None:
        return None
    errors = [c.se if c.se is not None else (c.sd if c.sd is not None else sd) / math.sqrt(c.n) for c in cohorts]
    found = bayes([c.mean or 0.0 for c in cohorts], [e**2 for e in errors], HalfNormal(PRIOR * sd))
    return (
        merged(Spread(found.mu.weight, found.mu.mean, found.mu.sd)),
        merged(Spread(found.new.weight, found.new.mean, found.new.sd)),
    )
