"""Empirical heterogeneity priors from the Cochrane Database: Turner et al. 2015 (binary) and Rhodes et al. 2015 (SMD).

Turner et al., Statistics in Medicine 34:984-998; Rhodes et al., Journal of Clinical Epidemiology 68:52-60. The values
were read in the source tables of the R package bayesmeta (``TurnerEtAlParameters``, ``RhodesEtAlParameters``), not in
the papers; they are for tau2 and are halved here for tau. Turner's are for log odds ratios.
"""

from __future__ import annotations

from stemwise.errors import InputError
from stemwise.synthesis.priors import LogNormal, LogT

COMPARISONS = (
    "pharmacological-control",
    "pharmacological-pharmacological",
    "non-pharmacological-control",
    "non-pharmacological-pharmacological",
    "non-pharmacological-non-pharmacological",
)
# Outcome: (means of log tau2 times -1, sds), one per comparison in the order above.
TURNER: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "all-cause-mortality": ((3.95, 4.18, 4.17, 2.92, 3.50), (1.34, 1.41, 1.55, 1.02, 1.26)),
    "obstetric": ((3.52, 3.75, 3.74, 2.49, 3.08), (1.74, 1.79, 1.91, 1.50, 1.68)),
    "cause-specific-mortality-or-major-morbidity": ((3.71, 3.95, 3.93, 2.68, 3.27), (1.74, 1.79, 1.91, 1.51, 1.68)),
    "resource-use": ((2.34, 2.58, 2.56, 1.31, 1.90), (1.74, 1.79, 1.91, 1.50, 1.68)),
    "surgical-success": ((2.14, 2.37, 2.36, 1.11, 1.69), (1.74, 1.79, 1.91, 1.50, 1.68)),
    "withdrawals": ((2.99, 3.23, 3.21, 1.96, 2.55), (1.74, 1.79, 1.91, 1.51, 1.68)),
    "internal-structure": ((2.71, 2.94, 2.93, 1.67, 2.26), (1.74, 1.79, 1.92, 1.51, 1.68)),
    "general-physical-health": ((2.29, 2.53, 2.51, 1.26, 1.85), (1.53, 1.58, 1.72, 1.25, 1.46)),
    "adverse-events": ((1.87, 2.10, 2.10, 0.84, 1.43), (1.52, 1.58, 1.71, 1.24, 1.45)),
    "infection-or-new-disease": ((2.49, 2.73, 2.71, 1.46, 2.05), (1.52, 1.58, 1.71, 1.24, 1.45)),
    "signs-symptoms": ((2.06, 2.29, 2.28, 1.03, 1.61), (1.51, 1.58, 1.71, 1.24, 1.45)),
    "pain": ((1.83, 2.06, 2.05, 0.80, 1.38), (1.52, 1.58, 1.71, 1.25, 1.45)),
    "quality-of-life-or-functioning": ((2.54, 2.78, 2.77, 1.51, 2.10), (1.54, 1.60, 1.73, 1.27, 1.47)),
    "mental-health": ((2.12, 2.35, 2.34, 1.09, 1.67), (1.53, 1.60, 1.72, 1.27, 1.47)),
    "biological-markers": ((1.77, 2.00, 1.99, 0.74, 1.33), (1.52, 1.58, 1.71, 1.24, 1.45)),
    "subjective": ((2.70, 2.93, 2.92, 1.67, 2.26), (1.52, 1.58, 1.71, 1.25, 1.45)),
}
# Outcome: (locations of log tau2 times -1, scales) for the first two comparisons and for any non-pharmacological one.
# None: the value in the table we read (3.85) breaks the table's additive pattern (2.85).
RHODES: dict[str, tuple[tuple[float | None, ...], tuple[float, ...]]] = {
    "obstetric": ((4.13, 4.40, 3.99), (2.34, 2.31, 2.11)),
    "resource-use": ((2.55, 2.83, 2.41), (2.73, 2.70, 2.57)),
    "structure": ((2.43, 2.70, 2.29), (2.50, 2.46, 2.32)),
    "physical-health-pain-functioning": ((3.16, 3.44, 3.02), (2.50, 2.44, 2.27)),
    "signs-symptoms-or-new-disease": ((3.00, 3.27, 2.86), (2.50, 2.47, 2.33)),
    "mental-health": ((2.99, 3.27, None), (2.16, 2.14, 1.93)),
    "biological-marker": ((3.41, 3.68, 3.27), (2.83, 2.78, 2.66)),
    "subjective": ((2.76, 3.03, 2.62), (2.58, 2.59, 2.41)),
}
RHODES_GENERAL = (3.44, 2.59)


def turner_prior(outcome: str, comparison: str = "non-pharmacological-control") -> LogNormal:
    """Prior of tau for log odds ratios: ``outcome`` is a key of ``TURNER``, ``comparison`` one of ``COMPARISONS``."""
    if outcome not in TURNER:
        raise InputError(f"Turner et al. give no prior for {outcome!r}", f"choose one of {', '.join(TURNER)}")
    if comparison not in COMPARISONS:
        raise InputError(f"comparison {comparison!r} is not known", f"choose one of {', '.join(COMPARISONS)}")
    means, sds = TURNER[outcome]
    j = COMPARISONS.index(comparison)
    return LogNormal(-means[j] / 2, sds[j] / 2, f"Turner 2015, {outcome}, {comparison}")


def rhodes_prior(outcome: str | None = None, comparison: str = "non-pharmacological-control") -> LogT:
    """Prior of tau for SMDs of ``outcome`` (a key of ``RHODES``); None gives the general one."""
    if outcome is None:
        return LogT(-RHODES_GENERAL[0] / 2, RHODES_GENERAL[1] / 2, 5.0, "Rhodes 2015, general")
    if outcome not in RHODES:
        raise InputError(f"Rhodes et al. give no prior for {outcome!r}", f"choose one of {', '.join(RHODES)}")
    if comparison not in COMPARISONS:
        raise InputError(f"comparison {comparison!r} is not known", f"choose one of {', '.join(COMPARISONS)}")
    j = min(COMPARISONS.index(comparison), 2)
    location, scale = RHODES[outcome][0][j], RHODES[outcome][1][j]
    if location is None:
        raise InputError(f"the prior for {outcome!r} under {comparison!r} could not be verified", "use the general one")
    return LogT(-location / 2, scale / 2, 5.0, f"Rhodes 2015, {outcome}, {COMPARISONS[j]}")
