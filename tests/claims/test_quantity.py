"""What a number in a sentence counts: people studied, all who live with something, cells, money."""

from __future__ import annotations

import pytest

from stemwise.claims.quantity import quantities


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Stroke affects 12 million people each year.", 12e6, "population"),
        ("Stroke affects 12,000,000 people each year.", 12e6, "population"),
        ("There are 1.2 million Americans with it.", 1.2e6, "population"),
        ("The trial treated 120 people.", 120, "people"),
        ("Each infusion holds 50 million MSCs.", 50e6, "cells"),
        ("The dose is 2 million/kg.", 2e6, "cells"),
        ("The programme costs $5 million.", 5e6, "money"),
        ("It has cost 1.5 million euros.", 1.5e6, "money"),
        ("The budget was 17 million in all.", 17e6, ""),
    ],
)
def test_millions_count_what_follows_them(text: str, value: float, unit: str) -> None:
    assert [(q.value, q.unit) for q in quantities(text)] == [(value, unit)]


def test_both_ends_of_a_range_are_millions() -> None:
    (found,) = quantities("We give 50-100 million cells.")
    assert (found.value, found.high, found.unit) == (50e6, 100e6, "cells")
