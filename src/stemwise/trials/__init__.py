"""Simulated trials: what a planned study would find, and how often it would report a benefit that is not there.

``read_design`` reads a DESIGN.toml, ``simulate`` draws and analyses it many thousand times. Case series and one person's
scores live in ``stemwise.course`` (``no_effect``, ``track``).
"""

from __future__ import annotations

from stemwise.trials.design import Design, design_from, read_design
from stemwise.trials.simulate import Rate, Simulated
from stemwise.trials.simulate import simulate as run_design

__all__ = ["Design", "Rate", "Simulated", "design_from", "read_design", "run_design"]
