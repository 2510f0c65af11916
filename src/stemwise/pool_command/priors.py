"""Which prior stands behind the exact Bayesian pool of a few studies, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stemwise.errors import InputError
from stemwise.pool_command.studies import Studies
from stemwise.synthesis.empirical import rhodes_prior, turner_prior
from stemwise.synthesis.notes import Floats
from stemwise.synthesis.priors import HalfCauchy, HalfNormal, TauPrior

UNIT_SCALED = frozenset(
    {"SMD", "SMDH", "SMCC", "SMCR", "PPC", "OR", "RR", "HR", "PETO", "IRR", "ROM", "PLO", "PLN", "IRLN"}
)
"""Standardised differences and logarithms: a tau of 0.5 is large on all of them (Röver et al. 2021)."""


@dataclass(frozen=True, slots=True)
class DuMouchel:
    """p(tau) = s/(s + tau)^2 with s0 the root of the harmonic mean of the sampling variances: scale-free and proper
    (DuMouchel 1994; Spiegelhalter, Abrams and Myles 2004, sec. 5.7.3). Its median is s0.
    """

    scale: float

    def log_density(self, tau: Floats) -> Floats:
        """Log density."""
        return np.asarray(math.log(self.scale) - 2 * np.log(self.scale + tau))

    def scale_hint(self) -> float:
        """Its median."""
        return self.scale

    def upper(self) -> float:
        """Unbounded."""
        return math.inf

    def proper_at_zero(self) -> bool:
        """Finite at zero."""
        return True


def priors_for(s: Studies, measure: str, asked: str | None) -> list[tuple[str, str, TauPrior]]:
    """(name, why, prior): the one asked for, or those that suit the measure, the first of which is the headline's."""
    if asked is not None:
        name, prior = asked_prior(asked)
        return [(name, "The prior was asked for.", prior)]
    if measure in UNIT_SCALED:
        why = "On this scale a τ of 0.5 is large (Röver et al. 2021)."
        out: list[tuple[str, str, TauPrior]] = [("half-normal, scale 0.5", why, HalfNormal(0.5))]
        if measure in ("SMD", "SMDH"):
            out.append(("Rhodes 2015, all outcomes", "", rhodes_prior()))
        return out
    if measure == "MD" and "sd1" in s.raw:
        n1, n2 = s.raw["n1"], s.raw["n2"]
        pooled = ((n1 - 1) * s.raw["sd1"] ** 2 + (n2 - 1) * s.raw["sd2"] ** 2) / np.maximum(n1 + n2 - 2, 1)
        scale = 0.5 * float(np.sqrt(np.median(pooled)))
        if scale > 0:
            return [
                (f"half-normal, scale {scale:.3g}", "Its scale is half the studies' typical SD.", HalfNormal(scale))
            ]
    scale = math.sqrt(s.k / float((1 / s.vi).sum()))
    why = "Its median is the studies' typical standard error; if the scale of the effects is known, name a --prior."
    return [(f"DuMouchel, median {scale:.3g}", why, DuMouchel(scale))]


def asked_prior(text: str) -> tuple[str, TauPrior]:
    """``half-normal:0.5``, ``half-cauchy:0.5``, ``rhodes``, ``rhodes:OUTCOME`` or ``turner:OUTCOME``."""
    kind, _, rest = text.partition(":")
    if kind in ("half-normal", "half-cauchy"):
        try:
            scale = float(rest)
        except ValueError:
            raise InputError(f"prior {text!r} has no scale", f"write {kind}:0.5") from None
        return f"{kind}, scale {scale:g}", HalfNormal(scale) if kind == "half-normal" else HalfCauchy(scale)
    if kind == "rhodes":
        return f"Rhodes 2015, {rest or 'all outcomes'}", rhodes_prior(rest or None)
    if kind == "turner":
        return f"Turner 2015, {rest}", turner_prior(rest)
    raise InputError(
        f"prior {text!r} is not known",
        "write half-normal:0.5, half-cauchy:0.5, rhodes, rhodes:OUTCOME or turner:OUTCOME",
    )
