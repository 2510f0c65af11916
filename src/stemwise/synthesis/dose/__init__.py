"""Dose-response meta-analysis of summarised data: covariance within studies, linear or spline, two stages.

Names load on first use, as those of :mod:`stemwise.synthesis` do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_WHERE = {
    "counts": "KINDS covariance_of pseudo_counts",
    "shape": "Shape spline_basis",
    "model": "Curve DoseResponse Trend dose_response trend",
}
_HOME = {name: module for module, names in _WHERE.items() for name in names.split()}
__all__ = sorted(_HOME)

if TYPE_CHECKING:
    from stemwise.synthesis.dose.counts import *  # noqa: F403
    from stemwise.synthesis.dose.model import *  # noqa: F403
    from stemwise.synthesis.dose.shape import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """Load the module that holds ``name`` on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'stemwise.synthesis.dose' has no attribute {name!r}")
    value = getattr(import_module(f"stemwise.synthesis.dose.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
