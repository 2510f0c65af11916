"""True and plainly false statements, written by somebody who did not know the rules: few false ones pass, most true ones do."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from training.agreement import plain


@pytest.fixture(scope="module")
def counts() -> dict[str, int]:
    return plain()


def test_false_statements_called_fair_do_not_grow(counts: dict[str, int]) -> None:
    assert counts["false"] == 150
    assert counts["false_fair"] <= 65


def test_true_statements_stay_fair(counts: dict[str, int]) -> None:
    assert counts["true"] == 150
    assert counts["true_fair"] >= 122


def test_reports_tell_what_is_measured(counts: dict[str, int]) -> None:
    kept = json.loads(resources.files("stemwise").joinpath("data/weights/agreement.json").read_text(encoding="utf-8"))
    assert kept["plain"] == counts
