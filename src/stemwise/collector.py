"""Python's collector of cyclic garbage, stopped while a job runs."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No walks over the objects of the evidence base: each takes some 40 ms, and a page of bounded size makes few cycles.

    Where the caller has stopped the collector already, it stays stopped.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
