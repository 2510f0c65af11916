"""Priors for the between-study standard deviation tau, on the scale of the effects.

The empirical priors are published for tau2; here they are stated for tau (log tau = log(tau2) / 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from stemwise.errors import InputError
from stemwise.synthesis.notes import Floats


class TauPrior(Protocol):
    """What the quadrature needs of a prior."""

    def log_density(self, tau: Floats) -> Floats:
        """Log density at each tau > 0."""
        ...

    def scale_hint(self) -> float:
        """A typical tau."""
        ...

    def upper(self) -> float:
        """A tau above which the prior has no mass (infinite for most)."""
        ...

    def proper_at_zero(self) -> bool:
        """Whether the density is finite at zero, so that quadrature starts there."""
        ...


def _positive(what: str, value: float) -> None:
    if not value > 0 or not math.isfinite(value):
        raise InputError(f"a prior's {what} of {value:g} is not above zero", "give a positive number")


@dataclass(frozen=True, slots=True)
class HalfT:
    """Half Student t with ``df`` degrees of freedom (Gelman 2006)."""

    scale: float
    df: float

    def __post_init__(self) -> None:
        _positive("scale", self.scale)
        _positive("df", self.df)

    def log_density(self, tau: Floats) -> Floats:
        """Log density."""
        f = self.df
        const = math.log(2) + math.lgamma((f + 1) / 2) - math.lgamma(f / 2) - 0.5 * math.log(f * math.pi)
        return np.asarray(const - math.log(self.scale) - (f + 1) / 2 * np.log1p((tau / self.scale) ** 2 / f))

    def scale_hint(self) -> float:
        """Its scale."""
        return self.scale

    def upper(self) -> float:
        """Unbounded."""
        return math.inf

    def proper_at_zero(self) -> bool:
        """Finite at zero."""
        return True


def HalfCauchy(scale: float) -> HalfT:
    """Half-Cauchy: half-t with one degree of freedom."""
    return HalfT(scale, 1.0)


@dataclass(frozen=True, slots=True)
class HalfNormal:
    """Half-normal; scale 0.5 suits log ratios and SMDs (Röver et al. 2021)."""

    scale: float

    def __post_init__(self) -> None:
        _positive("scale", self.scale)

    def log_density(self, tau: Floats) -> Floats:
        """Log density."""
        return np.asarray(0.5 * math.log(2 / math.pi) - math.log(self.scale) - 0.5 * (tau / self.scale) ** 2)

    def scale_hint(self) -> float:
        """Its scale."""
        return self.scale

    def upper(self) -> float:
        """Unbounded, but nothing is left at 40 scales."""
        return 40 * self.scale

    def proper_at_zero(self) -> bool:
        """Finite at zero."""
        return True


@dataclass(frozen=True, slots=True)
class Uniform:
    """Uniform from 0 to ``high``."""

    high: float

    def __post_init__(self) -> None:
        _positive("upper end", self.high)

    def log_density(self, tau: Floats) -> Floats:
        """Log density."""
        return np.where(tau <= self.high, -math.log(self.high), -np.inf)

    def scale_hint(self) -> float:
        """Half its range."""
        return self.high / 2

    def upper(self) -> float:
        """Its end."""
        return self.high

    def proper_at_zero(self) -> bool:
        """Finite at zero."""
        return True


@dataclass(frozen=True, slots=True)
class LogNormal:
    """log tau is normal with mean ``mu`` and sd ``sigma``; ``label`` names where it comes from."""

    mu: float
    sigma: float
    label: str = ""

    def __post_init__(self) -> None:
        _positive("sigma", self.sigma)

    def log_density(self, tau: Floats) -> Floats:
        """Log density of tau."""
        z = (np.log(tau) - self.mu) / self.sigma
        return np.asarray(-0.5 * z * z - np.log(tau) - math.log(self.sigma) - 0.5 * math.log(2 * math.pi))

    def scale_hint(self) -> float:
        """Its median."""
        return math.exp(self.mu)

    def upper(self) -> float:
        """Unbounded."""
        return math.inf

    def proper_at_zero(self) -> bool:
        """It vanishes at zero faster than any power."""
        return True


@dataclass(frozen=True, slots=True)
class LogT:
    """log tau is Student t with ``df`` degrees of freedom, location ``mu`` and scale ``sigma`` (Rhodes et al. 2015:
    df = 5).
    """

    mu: float
    sigma: float
    df: float = 5.0
    label: str = ""

    def __post_init__(self) -> None:
        _positive("sigma", self.sigma)
        _positive("df", self.df)

    def log_density(self, tau: Floats) -> Floats:
        """Log density of tau; it has a thin spike at zero that the data never see."""
        f = self.df
        z = (np.log(tau) - self.mu) / self.sigma
        const = math.lgamma((f + 1) / 2) - math.lgamma(f / 2) - 0.5 * math.log(f * math.pi) - math.log(self.sigma)
        return np.asarray(const - (f + 1) / 2 * np.log1p(z * z / f) - np.log(tau))

    def scale_hint(self) -> float:
        """Its median."""
        return math.exp(self.mu)

    def upper(self) -> float:
        """Unbounded."""
        return math.inf

    def proper_at_zero(self) -> bool:
        """Its density is unbounded at zero, though integrable."""
        return False


def scaled(prior: TauPrior, factor: float) -> TauPrior:
    """The same prior for tau with every quantile multiplied by ``factor``."""
    _positive("factor", factor)
    if isinstance(prior, (HalfT, HalfNormal)):
        return replace(prior, scale=prior.scale * factor)
    if isinstance(prior, Uniform):
        return Uniform(prior.high * factor)
    if isinstance(prior, (LogNormal, LogT)):
        return replace(prior, mu=prior.mu + math.log(factor), label=f"{prior.label} x {factor:g}".strip())
    raise InputError("this prior cannot be rescaled", "call bayes again with another one")
