"""Python's collector of cyclic garbage, stopped while a job runs."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def paused(job: Callable[P, R]) -> Callable[P, R]:
    """The job without walks over the objects of the evidence base; a page of bounded size makes few cycles.

    A walk takes some 0.2 s. What a first run leaves behind is the base and its tables, which last: the collector is told to pass
    them by from then on (``gc.freeze``), with whatever else the process holds at that moment. Where the caller has stopped the
    collector already, it stays stopped.
    """
    fresh = True

    @wraps(job)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        nonlocal fresh
        if not gc.isenabled():
            return job(*args, **kwargs)
        gc.disable()
        try:
            return job(*args, **kwargs)
        finally:
            if fresh:
                gc.freeze()
                fresh = False
            gc.enable()

    return run
