"""The pinned reference values and how closely they are held: one place for every tolerance."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "validation" / "metafor"
CLOSED = 1e-9
"""Closed forms: only rounding separates two correct programs."""
OPTIMISED = 1e-6
"""Optimised values; metafor was run with thresholds of 1e-13."""


@cache
def load(name: str) -> dict[str, Any]:
    """A pinned file by name."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def close(ours: float, theirs: float, tolerance: float, floor: float = 1e-10) -> bool:
    """Relative agreement, absolute below ``floor``."""
    return math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=floor)
