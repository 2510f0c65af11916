"""Series without a comparison, against the distribution of what they would report if the therapy did nothing."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from stemwise.course import Group, expected, no_effect, series_svg
from stemwise.errors import InputError


def test_the_distribution_is_one() -> None:
    s = no_effect("spinal-cord-injury", "ais-improved-a", 20, 12, level="A", time_since=0.5)
    assert sum(s.pmf) == pytest.approx(1)
    assert len(s.pmf) == 21


def test_the_count_agrees_with_simulation() -> None:
    """Draw the share of a further group, then the people; the same mean and tail within Monte-Carlo error."""
    e = expected("spinal-cord-injury", "ais-improved-a", 12, level="A", time_since=0.5)
    new = e.views[0].new
    assert new is not None
    rng = np.random.default_rng(2)
    p = rng.choice(new.mean, size=200_000, p=new.weight)
    x = rng.binomial(20, p)
    s = no_effect("spinal-cord-injury", "ais-improved-a", 20, 12, level="A", time_since=0.5, observed=9)
    assert s.expected == pytest.approx(x.mean(), abs=4 * x.std() / 200_000**0.5)
    share = float((x >= 9).mean())
    assert s.chance == pytest.approx(share, abs=4 * (share / 200_000) ** 0.5)


def test_a_mean_change_agrees_with_simulation() -> None:
    e = expected("cerebral-palsy", "gmfm-unspecified", 6, age=4)
    v = next(v for v in e.views if v.kind == "change")
    assert v.new is not None
    rng = np.random.default_rng(3)
    which = rng.choice(v.new.weight.size, size=100_000, p=v.new.weight)
    group = rng.normal(v.new.mean[which], v.new.sd[which])
    mean = group + rng.normal(0, (v.sd or 0) / 40**0.5, group.size)
    s = no_effect("cerebral-palsy", "gmfm-unspecified", 40, 6, age=4, observed=8.49)
    assert s.chance == pytest.approx(float((mean >= 8.49).mean()), abs=0.006)


def test_published_series_by_the_side_of_no_effect() -> None:
    """Three uncontrolled series of the base: cells in acute and subacute complete injury and in progressive MS."""
    koda = no_effect("spinal-cord-injury", "uems", 10, 12, level="A", observed=8.3)
    assert koda.chance is not None
    assert koda.chance > 0.3
    saitoh = no_effect("cerebral-palsy", "gmfm-66", 5, 12, observed=6.49)
    assert saitoh.chance is not None
    assert saitoh.chance > 0.3
    petrou = no_effect("multiple-sclerosis", "edss-improved", 24, 12, level="progressive", observed=10)
    assert petrou.chance is not None
    # Confirmed improvement on placebo (0 of 51) and improvement at one visit (14.9 %) count alike.
    assert 0.01 < petrou.chance < 0.15


def test_groups_told_apart() -> None:
    mixed = [Group(8, "A", time_since=0.5), Group(4, "B", time_since=0.5), Group(8, "C", time_since=0.5)]
    s = no_effect("spinal-cord-injury", "ais-improved", mixed, 12, observed=15)
    alone = [no_effect("spinal-cord-injury", "ais-improved", g.n, 12, level=g.level, time_since=0.5) for g in mixed]
    assert s.expected == pytest.approx(sum(a.expected for a in alone), rel=0.02)
    assert s.n == 20


def test_thresholds_count_people() -> None:
    s = no_effect("cerebral-palsy", "gmfm-unspecified", 40, 6, threshold=5, age=4)
    assert s.kind == "count"
    assert 10 < s.expected < 30
    assert "gained 5 points" in s.words


def test_lower_is_better_for_edss() -> None:
    good = no_effect("multiple-sclerosis", "edss", 24, 24, level="RRMS", observed=-1.0)
    bad = no_effect("multiple-sclerosis", "edss", 24, 24, level="RRMS", observed=1.0)
    assert good.chance is not None
    assert bad.chance is not None
    assert good.chance < 0.05 < 0.9 < bad.chance


def test_without_a_model_nothing_is_made_up() -> None:
    s = no_effect("autism", "cars", 20, 12, observed=5)
    assert s.missing
    assert s.chance is None
    assert math.isnan(s.expected)
    assert "cannot be computed" in s.words


def test_bad_input() -> None:
    with pytest.raises(InputError, match="cannot be above"):
        no_effect("spinal-cord-injury", "ais-improved-a", 5, 12, level="A", observed=6)
    with pytest.raises(InputError, match="a series of 0"):
        no_effect("spinal-cord-injury", "ais-improved-a", 0, 12)
    with pytest.raises(InputError, match="threshold"):
        no_effect("spinal-cord-injury", "ais-improved-a", 5, 12, level="A", threshold=3)


def test_every_output_says_what_comes_on_top() -> None:
    s = no_effect("stroke", "mrs-0-2", 100, 3, level="NIHSS 25")
    assert any("Unmasked" in c for c in s.cautions)
    assert s.unvalidated
    assert s.sources


def test_relapses_regress_to_the_mean() -> None:
    """1.72 in a selected bad year, 1.0 in the next (44 untreated people): 1.1 before is about 0.64 after."""
    s = no_effect("multiple-sclerosis", "arr", 15, 12, level="RRMS", before=1.1, observed=0.3)
    assert s.expected == pytest.approx(1.1 / 1.72, rel=1e-6)
    assert s.chance is not None
    # Lower is better: the chance is of a rate of 0.3 or less.
    assert 0.01 < s.chance < 0.4
    assert "in the year after" in s.words
    assert no_effect("multiple-sclerosis", "arr", 15, 12, level="RRMS").expected == pytest.approx(1.0)


def test_any_gain_counted_as_improved() -> None:
    """Children who gain 6.9 (SD 5.5) in a year: ndtr(6.9 / 5.5) = 90 of 100 rise at all; less for an unsure mean."""
    s = no_effect("cerebral-palsy", "gmfm-66", 100, 12, threshold=0, age=4)
    assert 75 < s.expected < 90
    assert "anything at all" in s.words
    with pytest.raises(InputError, match="observed of nan"):
        no_effect("cerebral-palsy", "gmfm-66", 100, 12, observed=float("nan"))


def test_pictures_of_a_series() -> None:
    count = no_effect("multiple-sclerosis", "edss-improved", 24, 12, level="progressive", observed=10)
    mean = no_effect("spinal-cord-injury", "uems", 10, 12, level="A", observed=8.3)
    for s in (count, mean):
        picture = series_svg(s)
        assert ET.fromstring(picture).tag.endswith("svg")
        assert "Reported" in picture
    assert series_svg(no_effect("autism", "cars", 20, 12)) == ""


def test_improved_by_the_series_own_definition_is_said() -> None:
    s = no_effect("spinal-cord-injury", "responder", 20, 12, level="A")
    assert "may count as improved" in s.cautions[0]
