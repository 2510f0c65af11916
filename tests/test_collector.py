"""The collector stands still inside, and is afterwards as the caller had it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from stemwise import collector


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    was = gc.isenabled()
    yield
    (gc.enable if was else gc.disable)()


def test_runs_again_after_an_error() -> None:
    gc.enable()
    with pytest.raises(ValueError, match="of the page"), collector.paused():
        raise ValueError("of the page")
    assert gc.isenabled()


def test_a_caller_who_stopped_it_finds_it_stopped() -> None:
    gc.disable()
    with collector.paused():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_jobs_within_jobs() -> None:
    gc.enable()
    with collector.paused():
        with collector.paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
