"""Results as plain JSON data. Distributions stay behind; their bands are in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

from stemwise.course.spread import Spread

SCHEMA = 1


def plain(value: Any) -> Any:
    """Dataclasses to dicts, tuples to lists, dates to text, NaN to None."""
    if isinstance(value, Spread):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {k: plain(v) for k, v in pairs if not isinstance(v, Spread)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
