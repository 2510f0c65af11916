"""Times since the onset as people say them."""

from __future__ import annotations

import pytest

from stemwise.terms.people import time_told


@pytest.mark.parametrize(
    ("months", "told"),
    [
        (1200, "100 years"),
        (1194, "100 years"),
        (132, "11 years"),
        (30, "2.5 years"),
        (12, "12 months"),
        (5.5, "5.5 months"),
    ],
)
def test_months_and_years(months: float, told: str) -> None:
    assert time_told(months) == told
