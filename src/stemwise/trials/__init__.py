"""Simulated trials: what a planned study would find, and how often it would report a benefit that is not there.

``read_design`` reads a DESIGN.toml, ``run_design`` draws and analyses it many thousand times. Case series and one person's
scores live in ``stemwise.course`` (``no_effect``, ``track``). Names load on first use: importing the room costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOME = {
    "Design": ("design", "Design"),
    "design_from": ("design", "design_from"),
    "read_design": ("design", "read_design"),
    "Rate": ("simulate", "Rate"),
    "Simulated": ("simulate", "Simulated"),
    "run_design": ("simulate", "simulate"),
}
__all__ = ["Design", "Rate", "Simulated", "design_from", "read_design", "run_design"]

if TYPE_CHECKING:
    from stemwise.trials.design import Design, design_from, read_design
    from stemwise.trials.simulate import Rate, Simulated
    from stemwise.trials.simulate import simulate as run_design


def __getattr__(name: str) -> Any:
    """Load the module that holds ``name`` on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'stemwise.trials' has no attribute {name!r}")
    module, inside = _HOME[name]
    value = getattr(import_module(f"stemwise.trials.{module}"), inside)
    globals()[name] = value
    return value
