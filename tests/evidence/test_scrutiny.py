"""Each check on an error it must see and on sound data it must not; numbers from R, papers or enumeration."""

from __future__ import annotations

import itertools
import math
import statistics as plain
import time
from dataclasses import replace
from pathlib import Path

import pytest

from stemwise.evidence import (
    Arm,
    ArmData,
    Contrast,
    Explained,
    HarmRow,
    Library,
    PooledHarm,
    Population,
    Result,
    Source,
    Study,
)
from stemwise.evidence.scrutiny import CHECKS, check, counts, findings, scrutinise, spreads
from stemwise.evidence.scrutiny.finding import Scale, decimals, printed_p
from stemwise.evidence.scrutiny.granularity import possible_mean, possible_spread
from stemwise.evidence.scrutiny.statistics import chi_squared, fisher, mid_p, student_and_welch, t_quantile

SCALES = {"edss": Scale((0, 10), 0.5), "mrs": Scale((0, 6), 1.0), "gmfm-66": Scale((0, 100), None),
          "death": Scale(type="event")}  # fmt: skip
ARMS = (Arm("a", "treatment", n=20), Arm("b", "control", n=20))


def study(*results: Result, arms: tuple[Arm, ...] = ARMS, **more: object) -> Study:
    return Study("doe-2020", "Doe", "stroke", "rct", arms=arms, results=results, **more)  # type: ignore[arg-type]


def row(outcome: str = "gmfm-66", a: ArmData | None = None, b: ArmData | None = None, **more: object) -> Result:
    key = str(more.pop("key", f"{outcome}@6"))
    kind = more.pop("kind", "final")
    arms = tuple(x for x in (a, b) if x is not None)
    return Result(key, outcome, Source(), months=6, kind=kind, arms=arms, **more)  # type: ignore[arg-type]


def found(s: Study) -> list[tuple[str, str]]:
    return [(f.check, f.what) for f in scrutinise(s, SCALES)]


def ids(s: Study) -> list[str]:
    return [name for name, _ in found(s)]


# Statistics: R 4.2.2, t.test, fisher.test, chisq.test


def test_t_tests_agree_with_r() -> None:
    x, y = [3, 7, 1, 9, 4, 6], [8, 12, 7, 11, 15]  # t.test(x, y, var.equal = TRUE); t.test(x, y)
    args = plain.mean(x), plain.stdev(x), 6, plain.mean(y), plain.stdev(y), 5
    assert student_and_welch(*args) == pytest.approx((0.0139800994276, 0.016239226352), rel=1e-9)
    assert t_quantile(0.975, 18) == pytest.approx(2.10092204024, rel=1e-9)  # qt(.975, 18)


@pytest.mark.parametrize(
    ("a", "n1", "c", "n2", "exact", "plain_chi", "yates"),
    [
        (5, 19, 1, 15, 0.196009529305, 0.135625670958, 0.298680736544),
        (10, 19, 14, 20, 0.333213079598, 0.265116330357, 0.432376678399),
        (3, 4, 1, 4, 0.485714285714, 0.15729920705, 0.479500122187),
        (0, 20, 4, 20, 0.106029106029, 0.0350149810197, 0.113846298007),
    ],
)
def test_tests_of_counts_agree_with_r(
    a: int, n1: int, c: int, n2: int, exact: float, plain_chi: float, yates: float
) -> None:
    assert fisher(a, n1, c, n2) == pytest.approx(exact, rel=1e-9)
    assert chi_squared(a, n1, c, n2) == pytest.approx(plain_chi, rel=1e-9)
    assert chi_squared(a, n1, c, n2, corrected=True) == pytest.approx(yates, rel=1e-9)


def test_exact_tests_of_many_people() -> None:
    """Fisher against scipy's own; the mid-p lies half a table below it."""
    from scipy.stats import fisher_exact, hypergeom

    a, n1, c, n2 = 500, 1000, 540, 1000
    exact = fisher_exact([[a, n1 - a], [c, n2 - c]]).pvalue
    assert fisher(a, n1, c, n2) == pytest.approx(exact, rel=1e-6)
    half = hypergeom(n1 + n2, n1, a + c).pmf(a) / 2
    assert mid_p(a, n1, c, n2) == pytest.approx(exact - half, rel=1e-6)


def test_numbers_no_trial_has_are_checked_at_once() -> None:
    """The schema takes any count; a check that walked through all of them would run for hours."""
    huge = 900_000_000
    arms = ArmData("a", n=huge, events=huge // 2), ArmData("b", n=huge, events=huge // 3)
    rows = [
        row("responder", *arms, kind="event", p="0.04"),
        row("responder", ArmData("a", n=huge, rate=33.33), kind="event"),
        row("edss", ArmData("a", n=huge, mean=4.0, sd=0.0), ArmData("b", n=huge, mean=4.3, sd=0.1)),
    ]
    start = time.process_time()
    found(study(*rows))
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("0.045", 0.0445, 0.0455), (".05", 0.045, 0.055), ("< 0.001", 0, 0.001), ("p=0.2", 0.15, 0.25), ("NS", 0.05, 1),
     (">0.05", 0.05, 1), ("P < .01", 0, 0.01)],
)  # fmt: skip
def test_printed_p(text: str, low: float, high: float) -> None:
    read = printed_p(text)
    assert read is not None
    assert (read.low, read.high) == pytest.approx((low, high))


@pytest.mark.parametrize("text", ["", "0.03 (a v b); 0.5 (a v c)", "no difference", "5", "1.5"])
def test_a_p_that_cannot_be_read_is_passed_over(text: str) -> None:
    assert printed_p(text) is None


# p-values


def test_the_ses_of_gu_2020_give_its_printed_p() -> None:
    """Gu 2020 Table 4, ADL at 12 months: the spread is headed SEM, and only so does p come to 0.009."""
    a, b = ArmData("a", n=19, mean=22.974, se=2.936), ArmData("b", n=20, mean=12.775, se=2.465)
    assert ids(study(row(a=a, b=b, p="0.009", kind="change"))) == []
    as_sd = row(a=ArmData("a", n=19, mean=22.974, sd=2.936), b=ArmData("b", n=20, mean=12.775, sd=2.465), p="0.009",
                kind="change")  # fmt: skip
    (first, second) = found(study(as_sd))
    assert first[0] == "p-value"
    assert "should the printed SD be an SE" in first[1]
    assert second[0] == "se-as-sd"


def test_a_p_that_needs_the_other_spread() -> None:
    a, b = ArmData("a", n=20, mean=10.0, se=4.0), ArmData("b", n=20, mean=13.0, se=4.0)
    assert any("should the printed SE be an SD" in what for _, what in found(study(row(a=a, b=b, p="0.023"))))


def test_p_of_counts() -> None:
    a, b = ArmData("a", n=19, events=10), ArmData("b", n=20, events=14)
    assert ids(study(row("responder", a, b, kind="event", p="0.333"))) == []
    assert ids(study(row("responder", a, b, kind="event", p="0.265"))) == []
    (only,) = found(study(row("responder", a, b, kind="event", p="0.02")))
    assert only[0] == "p-value"
    assert "10/19 v 14/20" in only[1]


def test_three_arms_with_one_p_are_passed_over_and_a_named_pair_is_not() -> None:
    arms = tuple(ArmData(x, n=20, events=e) for x, e in (("a", 2), ("b", 18), ("c", 10)))
    three = (*ARMS, Arm("c", "control", n=20))
    result = Result("responder@6", "responder", Source(), kind="event", arms=arms, p="0.9")
    assert ids(study(result, arms=three)) == []
    named = Result("responder@6", "responder", Source(), kind="event", arms=arms,
                   contrast=Contrast("p-only", p="0.9", arms=("a", "b")))  # fmt: skip
    assert ids(study(named, arms=three)) == ["p-value"]


def test_harms_are_looked_at_too() -> None:
    h = HarmRow(
        "harm:fever", "fever", Source(), p="0.001", arms=(ArmData("a", n=20, events=3), ArmData("b", n=20, events=2))
    )
    assert ids(study(harms=(h,))) == ["p-value"]


# Intervals


@pytest.mark.parametrize(
    ("measure", "value", "ci", "what"),
    [
        ("MD", 3.2, (0.5, 5.9), ""),
        ("MD", 3.2, (3.5, 5.9), "does not contain"),
        ("MD", 3.2, (0.5, 9.9), "not the centre"),
        ("RR", 0.31, (0.12, 0.75), ""),  # Qu 2021: exp(mean of logs) = 0.30
        ("RR", 1.2, (0.4, 2.0), "not the centre"),
        ("HR", 0.5, (0.25, 1.0), ""),
        ("OR", 2.0, (0.0, 9.0), ""),
        ("proportion", 2.1, (1.3, 3.4), ""),
        ("SMD", 0.45, (1.11, 0.21), "runs backwards"),
        ("OR", -0.6, (0.3, 0.9), "-0.6 is below 0, as no ratio is"),
        ("RR", 0.0, (0.0, 0.4), ""),
    ],
)
def test_intervals(measure: str, value: float, ci: tuple[float, float], what: str) -> None:
    got = [w for name, w in found(study(row(contrast=Contrast(measure, value, ci)))) if name == "interval"]
    assert (what in got[0]) if what else not got


def test_an_interval_against_its_p() -> None:
    assert ids(study(row(contrast=Contrast("MD", 3.2, (0.5, 5.9), p="0.02")))) == []
    assert ids(study(row(contrast=Contrast("MD", 3.2, (0.5, 5.9), p="0.40")))) == ["interval"]
    assert ids(study(row(contrast=Contrast("RR", 2.0, (1.0, 4.0), p="<0.001")))) == ["interval"]
    assert ids(study(row(contrast=Contrast("MD", -1.66, (-2.03, -1.29), p="<.001")))) == []
    assert ids(study(row(contrast=Contrast("OR", -0.6, (0.3, 0.9), p="0.02")))) == ["interval"]


def test_counted_means_may_be_centred_on_the_log() -> None:
    """Llufriu 2014: 3.1 lesions, 1.1 to 8.8, from a negative-binomial model."""
    assert ids(study(row("gd-lesions", ArmData("a", n=20, mean=3.1, ci=(1.1, 8.8))))) == []
    assert ids(study(row("fma-ue", ArmData("a", n=20, mean=3.1, ci=(1.1, 8.8))))) == ["interval"]


# SE as SD


def test_an_implausible_standardised_difference() -> None:
    a, b = ArmData("a", n=27, mean=9.0, sd=2.0), ArmData("b", n=27, mean=3.0, sd=2.0)
    (only,) = found(study(row(a=a, b=b, kind="change"), arms=(Arm("a", "treatment", n=27), Arm("b", "control", n=27))))
    assert only[0] == "se-as-sd"
    assert "3.0 is implausible; 0.6 should" in only[1]  # 6 / (2 sqrt 27) = 0.577


def test_one_se_among_sds() -> None:
    rows = [
        row("fvc", ArmData("a", n=20, mean=10.0, sd=sd), key=f"x@{i}") for i, sd in enumerate((10.2, 9.8, 2.0, 10.1))
    ]
    assert [(f.check, f.result) for f in scrutinise(study(*rows), SCALES)] == [("se-as-sd", "x@2")]


def test_an_sd_too_narrow_for_its_scale() -> None:
    """Mohyeddin-Bonab 2012 prints EDSS 6.3 (0.4) for 22 people: as an SE, an SD of 1.9."""
    arms = (Arm("a", "treatment", n=22),)
    (only,) = found(study(row("edss", ArmData("a", n=22, mean=6.3, sd=0.4)), arms=arms))
    assert only[0] == "se-as-sd"
    assert "the SD is 1.88" in only[1]
    assert ids(study(row("edss", ArmData("a", n=22, mean=6.3, sd=1.4)), arms=arms)) == []


def test_an_sd_unlike_those_of_other_studies() -> None:
    def one(name: str, sd: float) -> Study:
        return replace(study(row("fma-ue", ArmData("a", n=20, mean=10.0, sd=sd), kind="change")), id=name)

    studies = [one("p", 9.0), one("q", 11.0), one("r", 10.0), one("s", 2.1)]
    assert [f.study for f in spreads.between(studies)] == ["s"]
    assert not list(spreads.between(studies[:2] + studies[3:]))  # too few to compare with


def test_an_sd_wider_than_the_scale() -> None:
    assert "se-as-sd" in ids(study(row("mrs", ArmData("a", n=20, mean=3.0, sd=9.0))))
    assert "se-as-sd" not in ids(study(row("mrs", ArmData("a", n=20, mean=3.0, sd=2.9))))


# GRIM and GRIMMER


def test_grim_on_the_example_of_brown_and_heathers_2017() -> None:
    """n = 28 whole scores: 5.18 is possible (145/28), 5.19 is not."""
    assert possible_mean(5.18, 28, 2)
    assert not possible_mean(5.19, 28, 2)


def test_grim_against_enumeration() -> None:
    """Means of 7 whole scores from 0 to 5, rounded to two decimals: exactly these are possible."""
    real = {round(total / 7, 2) for total in range(36)}
    for hundredths in range(501):
        assert possible_mean(hundredths / 100, 7, 2) == (hundredths / 100 in real)


@pytest.mark.parametrize("step", [1.0, 0.5])
def test_grimmer_never_refuses_a_real_sample(step: float) -> None:
    for sample in itertools.combinations_with_replacement(range(5), 5):
        scores = [x * step for x in sample]
        mean, sd = round(plain.mean(scores), 2), round(plain.stdev(scores), 2)
        assert possible_mean(mean, 5, 2, step)
        assert possible_spread(mean, sd, 5, 2, 2, step)
        assert possible_spread(mean, round(plain.stdev(scores) / math.sqrt(5), 2), 5, 2, 2, step, is_se=True)


def test_grimmer_refuses_what_no_sample_gives() -> None:
    """Six whole scores with mean 3.5, over all samples from -4 to 11: SDs no sample has are refused, nearly always."""
    real = set()
    for sample in itertools.combinations_with_replacement(range(-4, 12), 5):
        last = 21 - sum(sample)
        if -4 <= last <= 11:
            real.add(round(plain.stdev([*sample, last]), 2))
    wrong = [sd / 100 for sd in range(50, 300) if sd / 100 not in real]
    refused = [sd for sd in wrong if not possible_spread(3.5, sd, 6, 1, 2)]
    assert len(wrong) > 150
    assert len(refused) / len(wrong) > 0.9
    assert all(possible_spread(3.5, sd, 6, 1, 2) for sd in real)


def test_grim_uses_the_scale() -> None:
    assert ids(study(row("mrs", ArmData("a", n=20, mean=2.33)))) == ["grim"]
    assert ids(study(row("mrs", ArmData("a", n=20, mean=2.35)))) == []
    assert ids(study(row("edss", ArmData("a", n=20, mean=4.525)))) == []  # half points
    assert ids(study(row("gmfm-66", ArmData("a", n=20, mean=52.33)))) == []  # no step
    assert ids(study(row("mrs", ArmData("a", n=20, mean=2.35, sd=0.35)))) == ["grim"]  # at least 0.489


def test_decimals_of_a_row() -> None:
    assert [decimals(*v) for v in ((1.0,), (0.25, 1.5), (1e-05,), (120.0, None))] == [0, 2, 5, 0]


# Counts


def test_counts_against_percentages() -> None:
    def one(rate: float, events: int | None = None, n: int = 18) -> list[str]:
        arm = ArmData("a", n=n, rate=rate, events=events)
        return ids(study(row("responder", arm, kind="event")))

    assert one(33.3, 6) == []
    assert one(0.33, 6) == []
    assert one(35.0, 6) == ["count-percent"]
    assert one(19) == ["count-percent"]  # 3 of 18 is 17, 4 of 18 is 22
    assert one(22) == []


def test_a_share_written_as_a_part_of_one() -> None:
    assert ids(study(row("death", ArmData("a", n=20, rate=0.73), kind="rate"))) == ["share"]
    assert ids(study(row("death", ArmData("a", n=20, rate=73), kind="rate"))) == []
    assert ids(study(row("arr", ArmData("a", n=20, rate=0.3), kind="rate"))) == []


def test_the_rate_of_a_series_against_its_counts() -> None:
    def harm(value: float, k: int | None = None) -> list[str]:
        row = PooledHarm("x", "fever", (), measure="proportion", value=value, events=3, n=47, k=k)
        return [f.what for f in counts.pooled_harms([row])]

    assert harm(6.4) == []  # Feng 2015, Table 3
    assert harm(4.6) == ["3 of 47 is 6.38 per cent, written 4.6"]
    assert harm(4.6, k=5) == []


def test_arm_sums() -> None:
    assert ids(study(population=Population(n_randomised=40, n_analysed=39))) == []
    assert ids(study(population=Population(n_randomised=45, n_analysed=44))) == ["arm-sums"]
    assert "arm-sums" in ids(study(population=Population(n_randomised=40, n_analysed=41)))
    assert ids(study(population=Population(n_enrolled=40, n_analysed=39))) == []
    assert ids(study(population=Population(n_enrolled=45, n_analysed=44))) == ["arm-sums"]
    assert ids(study(row("mrs", ArmData("a", n=21)))) == ["arm-sums"]


# Repeats, course


def test_the_same_values_twice() -> None:
    a, b = ArmData("a", n=20, mean=12.447, sd=2.156), ArmData("b", n=20, mean=11.975, sd=1.782)
    assert ids(study(row("fvc", a, b, key="x@3"), row("fvc", a, b, key="x@6"))) == ["duplicate"]
    few = ArmData("a", n=20, mean=1.0)
    assert ids(study(row(a=few, key="x@3"), row(a=few, key="x@6"))) == []


def test_change_against_final_minus_baseline() -> None:
    final = row(a=ArmData("a", n=20, mean=52.0, baseline_mean=45.5))
    assert ids(study(final, row(a=ArmData("a", n=20, mean=6.5), kind="change", key="c"))) == []
    assert ids(study(final, row(a=ArmData("a", n=20, mean=9.5), kind="change", key="c"))) == ["change-final"]


def test_values_outside_the_scale() -> None:
    assert ids(study(row("edss", ArmData("a", n=20, mean=10.5)))) == ["range"]
    assert ids(study(row("edss", ArmData("a", n=20, mean=-1.5), kind="change"))) == []
    assert ids(study(row("edss", ArmData("a", n=20, mean=-11.0), kind="change"))) == ["range"]


def test_months_out_of_order() -> None:
    def at(months: float, events: int) -> Result:
        arms = (ArmData("a", n=20, events=events),)
        return Result(f"d@{months:g}", "death", Source(), months=months, kind="event", arms=arms)

    assert ids(study(at(6, 1), at(12, 2))) == []
    assert ids(study(at(12, 2), at(6, 1))) == ["months"]
    assert ids(study(at(6, 3), at(12, 2))) == ["months"]


def test_contrast_against_its_arms() -> None:
    a, b = ArmData("a", n=20, mean=6.5, sd=9.0), ArmData("b", n=20, mean=3.0, sd=9.0)

    def with_md(value: float, adjusted: bool = False, ci: tuple[float, float] | None = None) -> list[str]:
        return ids(study(row(a=a, b=b, contrast=Contrast("MD", value, ci, arms=("a", "b"), adjusted=adjusted))))

    assert with_md(3.5) == []
    assert with_md(-3.5) == ["contrast"]
    assert with_md(4.4, adjusted=True) == []
    assert with_md(-3.5, adjusted=True, ci=(-6.0, -1.0)) == ["contrast"]
    counts = row("responder", ArmData("a", n=20, events=9), ArmData("b", n=20, events=6), kind="event",
                 contrast=Contrast("RR", 0.67, arms=("a", "b")))  # fmt: skip
    assert ids(study(counts)) == ["contrast"]


# The whole


def test_an_explanation_closes_a_finding_and_a_stale_one_is_found(data: Path) -> None:
    file = data / "studies/cerebral-palsy/doe-2020.toml"
    text = file.read_text(encoding="utf-8").replace('p = "0.21"', 'p = "0.0001"')
    file.write_text(text, encoding="utf-8")
    (only,) = check(Library.load(data=data))
    assert (only.check, only.study, only.result) == ("p-value", "doe-2020", "gmfm-66@6")
    assert only.file.endswith("doe-2020.toml")
    why = 'explained = [ { check = "p-value", result = "gmfm-66@6", why = "ANCOVA" } ]\n[citation]'
    file.write_text(text.replace("[citation]", why), encoding="utf-8")
    library = Library.load(data=data)
    assert check(library) == []
    assert [f.explained for f in findings(library)] == ["ANCOVA"]
    file.write_text(text.replace("[citation]", why).replace('p = "0.0001"', 'p = "0.21"'), encoding="utf-8")
    assert [f.check for f in check(Library.load(data=data))] == ["stale"]


def test_a_pooled_harm_explains_itself(data: Path) -> None:
    entry = """[[pooled_harm]]
id = "series"
harm = "fever"
measure = "proportion"
value = 21.2
events = 10
n = 47
sources = [{ published_in = "x", seen_at = "y", locator = "Table 3", source_kind = "article" }]
"""
    file = data / "harms/pooled.toml"
    file.parent.mkdir()
    file.write_text(entry, encoding="utf-8")
    assert [(f.study, f.check, f.result) for f in check(Library.load(data=data))] == [
        ("series", "count-percent", "pooled_harm")
    ]
    why = 'explained = [{ check = "count-percent", result = "pooled_harm", why = "cut off, not rounded" }]\n'
    file.write_text(entry.replace("sources", f"second = 2026-11-21\n{why}sources"), encoding="utf-8")
    library = Library.load(data=data)
    assert library.problems == ()
    assert check(library) == []
    assert library.pooled_harms()[0].second == "2026-11-21"
    file.write_text(entry.replace("sources", f"{why}sources").replace("21.2", "21.3"), encoding="utf-8")
    assert [f.check for f in check(Library.load(data=data))] == ["stale"]


def test_two_files_of_one_trial_are_found(data: Path, study_text: str) -> None:
    other = (
        study_text.replace("doe-2020", "roe-2020").replace("10.1000/ABC.1", "10.1000/other").replace('"12345"', '"999"')
    )
    other = other.replace("PMC777", "PMC778")
    (data / "studies/cerebral-palsy/roe-2020.toml").write_text(other, encoding="utf-8")
    assert "NCT01234567 also stands in doe-2020" in [f.what for f in check(Library.load(data=data))]


def test_every_check_explained_by_its_author_is_known() -> None:
    assert all(what for _, what in CHECKS.values())
    assert Explained("p-value", "x", "y").check in CHECKS
