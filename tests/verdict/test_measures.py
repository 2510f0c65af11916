"""Numbers are held against numbers that measure the same."""

from __future__ import annotations

import pytest

from stemwise.verdict.measures import Measure, measures


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("about 60 million Americans", [(60e6, "count")]),
        ("people aged 65 and older", [(65, "time")]),
        ("5.4 or 5.5 million people", [(5.4e6, "count"), (5.5e6, "count")]),
        ("60 to 80 per cent of cases", [(60, "share"), (80, "share")]),
        ("up to 30% by age 10 and up to 90% by 15", [(30, "share"), (10, "time"), (90, "share"), (15, "")]),
        ("26,000 to 32,000 dollars a year", [(26000, "money"), (32000, "money")]),
        ("$604 billion in 2010", [(604e9, "money"), (2010, "year")]),
        ("in July 2020 1,138 trials", [(2020, "year"), (1138, "")]),
        ("in 2014, 30 per cent", [(2014, "year"), (30, "share")]),
        ("over 2 million people over 65", [(2e6, "count"), (65, "time")]),
        ("20 to 30 years of age", [(20, "time"), (30, "time")]),
        ("1 in 345", [(0.29, "share")]),
        ("90 in 100 people", [(90, "share")]),
        ("two in a thousand newborns", [(0.2, "share")]),
        ("1 to 4 per 1,000 births", [(0.1, "share"), (0.4, "share")]),
        ("1,138 in 2020", [(1138, ""), (2020, "year")]),
        ("3 in 5 years", [(3, ""), (5, "time")]),
        ("about 1 in 1600 to 5000 births", [(0.02, "share"), (0.0625, "share")]),
        ("no number", []),
    ],
)
def test_units(text: str, told: list[tuple[float, str]]) -> None:
    assert [(m.value, m.unit) for m in measures(text)] == told


def test_near_only_what_measures_the_same() -> None:
    people = Measure(60, "count")
    assert not people.near(Measure(65, "time"))
    assert not people.near(Measure(60, "share"))
    assert people.near(Measure(65, "count"))
    assert people.near(Measure(65, ""))
    assert not people.near(Measure(90, "count"))


def test_what_lies_in_a_range_is_near() -> None:
    (_, upper) = measures("about 1600 to 5000 births")
    assert Measure(4000, "count").near(upper)
    assert Measure(1500, "count").near(upper)
    assert not Measure(9000, "count").near(upper)
    assert not Measure(300, "count").near(upper)


@pytest.mark.parametrize(
    ("claim", "near"), [("1 in 4000", True), ("1 in 1500", True), ("1 in 9000", False), ("1 in 300", False)]
)
def test_what_lies_in_a_range_of_rates_is_near(claim: str, near: bool) -> None:
    (_, upper) = measures("about 1 in 1600 to 5000 births")
    (told,) = measures(claim)
    assert told.near(upper) is near


@pytest.mark.parametrize("text", ["the SMN2 gene", "CD34 cells", "as was shown [12]"])
def test_names_and_footnotes_are_no_numbers(text: str) -> None:
    assert measures(text) == ()


def test_between_two_numbers_is_a_range() -> None:
    (_, upper) = measures("between 20 and 40 years of age")
    assert Measure(30, "time").near(upper)
    (_, last) = measures("20 and 40 years of age")
    assert not Measure(30, "time").near(last)
