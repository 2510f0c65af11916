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
    gc.unfreeze()


@collector.paused
def runs() -> bool:
    return gc.isenabled()


@collector.paused
def fails() -> None:
    raise ValueError("of the page")


@collector.paused
def within() -> tuple[bool, bool]:
    return runs(), gc.isenabled()


def test_runs_again_after_an_error() -> None:
    gc.enable()
    with pytest.raises(ValueError, match="of the page"):
        fails()
    assert gc.isenabled()


def test_a_caller_who_stopped_it_finds_it_stopped() -> None:
    gc.disable()
    assert not runs()
    assert not gc.isenabled()


def test_jobs_within_jobs() -> None:
    gc.enable()
    assert within() == (False, False)
    assert gc.isenabled()


def test_what_a_first_run_leaves_is_passed_by_and_what_later_ones_leave_is_not() -> None:
    kept: list[list[object]] = []

    @collector.paused
    def keeps() -> None:
        kept.extend([] for _ in range(1000))

    gc.enable()
    gc.unfreeze()
    keeps()
    first = gc.get_freeze_count()
    keeps()
    assert first >= 1000
    assert gc.get_freeze_count() <= first
