"""The unconditional model: two binomials a study, a free risk for each study, a normal log odds ratio (Turner et al.
2000).

For each (mu, tau) every study's own logit is maximised out; the slopes of what is left are the plain partial slopes at
that maximum (the envelope theorem), so the search over (mu, tau) is the same as for the other kernels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from stemwise.synthesis.notes import Floats
from stemwise.synthesis.rare.quadrature import Marginal2, integrate


@dataclass(frozen=True, slots=True, eq=False)
class TwoArms:
    """Both arms' counts given the control logit ``a``: treated logit a + theta; each (k,)."""

    x1: Floats
    n1: Floats
    x2: Floats
    n2: Floats
    a: Floats

    @property
    def k(self) -> int:
        """Number of studies."""
        return int(self.x1.size)

    def __call__(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        x1, n1, a = self.x1[:, None], self.n1[:, None], self.a[:, None]
        eta = a + theta
        p = special.expit(eta)
        value = _choose(x1, n1) + x1 * eta - n1 * np.logaddexp(0, eta) + self._control()[:, None]
        return value, x1 - n1 * p, -n1 * p * (1 - p)

    def _control(self) -> Floats:
        return np.asarray(_choose(self.x2, self.n2) + self.x2 * self.a - self.n2 * np.logaddexp(0, self.a))

    def settled(self, mu: float, tau: float) -> TwoArms:
        """With every study's control logit at its maximum given (mu, tau)."""
        a = self.a.copy()
        for _ in range(60):
            here = TwoArms(self.x1, self.n1, self.x2, self.n2, a)
            _, by, _, _, theta = integrate(here, mu, tau)
            p1, p2 = special.expit(a[:, None] + theta), special.expit(a)
            s = (self.x1 - (by * p1).sum(1) * self.n1) + (self.x2 - self.n2 * p2)
            own = self.x1[:, None] - self.n1[:, None] * p1
            spread = (by * own**2).sum(1) - (by * own).sum(1) ** 2
            h = -(by * p1 * (1 - p1)).sum(1) * self.n1 - self.n2 * p2 * (1 - p2) + spread
            step = np.clip(s / np.maximum(-h, 1e-8), -2, 2)
            a = np.clip(a + step, -40, 40)
            if float(np.abs(step).max()) < 1e-11:
                break
        return TwoArms(self.x1, self.n1, self.x2, self.n2, a)


@dataclass(slots=True, eq=False)
class Unconditional:
    """The profile over the control logits, remembering them as the next start."""

    arms: TwoArms

    @property
    def k(self) -> int:
        """Number of studies."""
        return self.arms.k

    def at(self, mu: float, tau: float) -> Marginal2:
        """Profile log-likelihood and gradient in (mu, tau)."""
        self.arms = self.arms.settled(mu, tau)
        each, by, u, g, _ = integrate(self.arms, mu, tau)
        return Marginal2(float(each.sum()), np.array([float((by * g).sum()), float((by * g * u).sum())]))


def _choose(x: Floats, n: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(n - x + 1))


def start(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Unconditional:
    """Control logits from the counts, half a person added to keep them finite."""
    return Unconditional(TwoArms(x1, n1, x2, n2, np.log((x2 + 0.5) / (n2 - x2 + 0.5))))
