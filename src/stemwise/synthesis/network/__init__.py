"""Network meta-analysis of contrasts: one model for all treatments, multi-arm trials with their proper covariance.

Names load on first use, as those of :mod:`stemwise.synthesis` do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_WHERE = {
    "trials": "Trials parts trials_from_contrasts",
    "arms": "trials_from_arms",
    "model": "Comparison Network network",
    "inconsistency": "Inconsistency Split design_by_treatment node_split",
    "ranks": "Ranking rank_probabilities ranking",
}
_HOME = {name: module for module, names in _WHERE.items() for name in names.split()}
__all__ = sorted(_HOME)

if TYPE_CHECKING:
    from stemwise.synthesis.network.arms import *  # noqa: F403
    from stemwise.synthesis.network.inconsistency import *  # noqa: F403
    from stemwise.synthesis.network.model import *  # noqa: F403
    from stemwise.synthesis.network.ranks import *  # noqa: F403
    from stemwise.synthesis.network.trials import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """Load the module that holds ``name`` on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'stemwise.synthesis.network' has no attribute {name!r}")
    value = getattr(import_module(f"stemwise.synthesis.network.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
