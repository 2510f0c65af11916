"""Meta-analysis: arrays in, small frozen results out. It knows nothing of cells or pages, and stands by itself.

Names load on first use, so importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_WHERE = {
    "effects.door": "MEASURES effect_size",
    "effects.result": "EffectSizes",
    "notes": "Note",
    "inference": "Interval",
    "pooling": "Pool pool",
    "regression": "Regression regress",
    "groups": "Subgroups subgroups",
    "bayesian": "BayesPool bayes",
    "priors": "HalfCauchy HalfNormal HalfT LogNormal LogT Uniform",
    "empirical": "rhodes_prior turner_prior",
    "rare.tables": "TablePool mantel_haenszel peto",
    "rare.models": "CountModel count_model",
    "rare.ladder": "RareEvents rare_events",
    "rare.betabinomial": "BetaBinomial beta_binomial",
    "batch": "PoolMany pool_many",
    "selection": "Selection selection_model",
    "multilevel_model": "Multilevel covariance multilevel",
    "robust_errors": "Robust correlated_effects robust",
    "subsets": "Multiverse Permutation Specification multiverse permutation_test",
    "deletion": "Baujat Influence baujat cumulative influence leave_one_out",
    "bias": "Asymmetry PetPeese TrimFill begg egger harbord pet_peese peters trim_and_fill",
    "rare.bounds": "Bound clopper_pearson exact_rate upper_bound",
    "convert": "Group MeanSd change_from_final combine_arms correlation_from_sds crossover_se effective_size "
    "mean_sd_from_quantiles sd_from_ci sd_from_difference sd_from_p sd_from_se sd_from_t se_from_ci se_from_p "
    "se_from_t split_control split_events",
}
_HOME = {name: module for module, names in _WHERE.items() for name in names.split()}
__all__ = sorted(_HOME)

if TYPE_CHECKING:
    from stemwise.synthesis.batch import *  # noqa: F403
    from stemwise.synthesis.bayesian import *  # noqa: F403
    from stemwise.synthesis.bias import *  # noqa: F403
    from stemwise.synthesis.convert import *  # noqa: F403
    from stemwise.synthesis.deletion import *  # noqa: F403
    from stemwise.synthesis.effects.door import *  # noqa: F403
    from stemwise.synthesis.effects.result import *  # noqa: F403
    from stemwise.synthesis.empirical import *  # noqa: F403
    from stemwise.synthesis.groups import *  # noqa: F403
    from stemwise.synthesis.inference import *  # noqa: F403
    from stemwise.synthesis.multilevel_model import *  # noqa: F403
    from stemwise.synthesis.notes import *  # noqa: F403
    from stemwise.synthesis.pooling import *  # noqa: F403
    from stemwise.synthesis.priors import *  # noqa: F403
    from stemwise.synthesis.rare.betabinomial import *  # noqa: F403
    from stemwise.synthesis.rare.bounds import *  # noqa: F403
    from stemwise.synthesis.rare.ladder import *  # noqa: F403
    from stemwise.synthesis.rare.models import *  # noqa: F403
    from stemwise.synthesis.rare.tables import *  # noqa: F403
    from stemwise.synthesis.regression import *  # noqa: F403
    from stemwise.synthesis.robust_errors import *  # noqa: F403
    from stemwise.synthesis.selection import *  # noqa: F403
    from stemwise.synthesis.subsets import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """Load the module that holds ``name`` on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'stemwise.synthesis' has no attribute {name!r}")
    value = getattr(import_module(f"stemwise.synthesis.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
