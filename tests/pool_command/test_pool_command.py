"""`stemwise pool` from a file to its reports, held to metafor (validation/pool_command) and to its promises."""

from __future__ import annotations

import argparse
import json
import math
import re
import time
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from stemwise import pool_command
from stemwise.errors import InputError

REFERENCE = json.loads((Path(__file__).parents[2] / "validation/pool_command/reference.json").read_text("utf-8"))[
    "cases"
]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    pool_command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["pool", *words])
    assert args.run(args) == 0
    return capsys.readouterr().out


def found(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    out: dict[str, Any] = json.loads(run(capsys, *words, "--format", "json"))
    return out


def table(folder: Path, text: str, name: str = "t.csv") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


SMALL = "study,yi,vi\nA,0.5,0.04\nB,-0.2,0.09\nC,0.3,0.05\n"


@pytest.mark.parametrize("case", REFERENCE)
def test_numbers_are_metafors(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    r = REFERENCE[case]
    d = found(capsys, table(tmp_path, r["csv"]), "--measure", r["measure"], "--test", "hksj")
    p, want = d["pool"], r["hksj"]
    for name in ("estimate", "se", "p", "tau2", "i2", "q"):
        assert p[name] == pytest.approx(want[name], rel=1e-6), name
    assert p["ci"] == pytest.approx(want["ci"], rel=1e-6)
    assert p["tau2_ci"] == pytest.approx(want["tau2_ci"], rel=1e-6)
    by = {v["method"].split(",")[0]: v for v in d["sensitivity"]}
    assert by["PM"]["tau2"] == pytest.approx(r["pm"]["tau2"], rel=1e-6)
    assert by["common effect (EE)"]["estimate"] == pytest.approx(r["ee"]["estimate"], rel=1e-9)
    if "without" in r:
        assert [w["estimate"] for w in d["leave_one_out"]] == pytest.approx(r["without"], rel=1e-6)
    half = stats.t.ppf(0.975, p["k"] - 2) * math.sqrt(p["se"] ** 2 + p["tau2"])
    assert p["prediction"] == pytest.approx([p["estimate"] - half, p["estimate"] + half], rel=1e-9)


def test_moderators_subgroups_and_mantel_haenszel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    r = REFERENCE["bcg"]
    place = table(tmp_path, r["csv"])
    d = found(capsys, place, "--measure", "RR", "--by", "alloc", "--mods", "ablat,alloc", "--test", "hksj")
    assert [c["estimate"] for c in d["regression"]["coefficients"]] == pytest.approx(r["mods"]["b"], rel=1e-6)
    assert [c["se"] for c in d["regression"]["coefficients"]] == pytest.approx(r["mods"]["se"], rel=1e-6)
    assert list(d["subgroups"]["groups"]) == ["random", "alternate", "systematic"]
    assert sum(g["k"] for g in d["subgroups"]["groups"].values()) == 13
    mh = next(v for v in d["sensitivity"] if v["method"].startswith("Mantel"))
    assert mh["estimate"] == pytest.approx(r["mh"], rel=1e-9)
    assert [c["added"].split()[-1] for c in d["cumulative"]] == sorted(c["added"].split()[-1] for c in d["cumulative"])


def test_the_sentences_hold_the_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    d = found(capsys, table(tmp_path, REFERENCE["bcg"]["csv"]), "--measure", "RR")
    results, methods = d["sentences"]["results"], d["sentences"]["methods"]
    for text in (
        "13 studies",
        "357,347 participants",
        "risk ratio was 0.49",
        "0.33 to 0.73",
        "p = 0.002",
        "0.313",
        "92 %",
        "0.13 to 1.79",
    ):
        assert text in results
    for text in ("restricted maximum likelihood", "Hartung-Knapp", "Q-profile", "t with k - 2", "13 studies"):
        assert text in methods
    assert results.count(". ") == methods.count(". ") == 0
    out = run(capsys, table(tmp_path, REFERENCE["bcg"]["csv"]), "--measure", "RR")
    assert " ".join(results.split()) in " ".join(out.split())


def test_few_studies_get_the_exact_bayesian_pool_and_no_small_study_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    d = found(capsys, table(tmp_path, SMALL))
    assert d["measure"] == "GEN"
    assert d["bayes"][0]["prior"].startswith("DuMouchel")
    assert d["small_study"] == []
    assert any(n["code"] == "small-study-blocked" for n in d["notes"])
    assert any("suggest GEN" in s for s in d["table"]["said"])
    nine = SMALL + "".join(f"S{i},0.{i},0.0{i}\n" for i in range(1, 7))
    d = found(capsys, table(tmp_path, nine))
    assert d["bayes"] == []
    assert d["small_study"] == []
    d = found(capsys, table(tmp_path, nine + "T,0.1,0.02\n"))
    assert [t["test"] for t in d["small_study"]] == ["Egger", "Begg"]


def test_the_dumouchel_prior_is_proper_with_its_median_at_the_typical_error() -> None:
    import numpy as np
    from scipy.integrate import quad

    from stemwise.pool_command.priors import DuMouchel

    prior = DuMouchel(0.3)
    density = lambda t: float(np.exp(prior.log_density(np.array([t])))[0])  # noqa: E731
    assert quad(density, 0, 0.3)[0] == pytest.approx(0.5, abs=1e-9)
    assert quad(density, 0, math.inf)[0] == pytest.approx(1.0, abs=1e-7)


def test_ready_made_ratios_are_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    d = found(capsys, table(tmp_path, "study,OR,lower,upper\nA,0.5,0.25,1.0\nB,0.8,0.4,1.6\n"))
    assert d["measure"] == "OR"
    assert d["studies"][0]["yi"] == pytest.approx(math.log(0.5))
    assert math.sqrt(d["studies"][0]["vi"]) == pytest.approx(math.log(4) / (2 * 1.959963985), rel=1e-9)
    assert d["pool"]["shown"]["estimate"] == pytest.approx(math.sqrt(0.5 * 0.8))
    assert d["pool"]["prediction"] is None


def test_what_is_left_out_or_corrected_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "study,ai,n1i,ci,n2i\nA,0,20,3,18\nB,4,30,6,33\nC,2,41,5,40\nD,,15,3,15\n"
    d = found(capsys, table(tmp_path, text), "--measure", "OR")
    notes = {n["code"]: n for n in d["notes"]}
    assert "D (line 5: ai)" in notes["incomplete"]["message"]
    assert notes["zero-cells"]["studies"] == ["A"]
    assert [s["corrected"] for s in d["studies"]] == [True, False, False]
    assert {"Mantel-Haenszel, no correction", "Peto, no correction", "exact-conditional, no correction"} <= {
        v["method"] for v in d["sensitivity"]
    }
    assert "0.5 was added to the cells of 1 study" in d["sentences"]["methods"]


def test_a_study_that_comes_twice_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    d = found(capsys, table(tmp_path, SMALL + "A,0.4,0.05\n"))
    assert next(n for n in d["notes"] if n["code"] == "repeated-study")["studies"] == ["A", "A"]


def test_one_study_is_shown_as_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    d = found(capsys, table(tmp_path, "study,yi,vi\nA,0.5,0.04\n"))
    assert d["pool"]["k"] == 1
    assert d["pool"]["ci"] == pytest.approx([0.5 - 1.959964 * 0.2, 0.5 + 1.959964 * 0.2], rel=1e-6)
    assert "One study" in d["sentences"]["methods"]


def test_a_threshold_is_read_on_the_scale_of_the_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    d = found(capsys, table(tmp_path, REFERENCE["bcg"]["csv"]), "--measure", "RR", "--mcid", "0.8")
    p = d["pool"]
    want = stats.t.cdf((math.log(0.8) - p["estimate"]) / p["se"], 12)
    assert d["beyond"]["mean_effect"] == pytest.approx(want, rel=1e-6)


@pytest.mark.parametrize("kind", ["forest", "subgroups", "funnel", "baujat", "cumulative", "multiverse"])
def test_plots_are_written(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from xml.etree import ElementTree

    place = table(tmp_path, REFERENCE["bcg"]["csv"])
    extra = ["--by", "alloc"] if kind == "subgroups" else []
    run(capsys, place, "--measure", "RR", *extra, "--plot", f"{kind}={tmp_path / 'p.svg'}")
    assert ElementTree.parse(tmp_path / "p.svg").getroot().tag.endswith("svg")


def test_plots_are_written_as_png_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("resvg_py")
    out = tmp_path / "x.png"
    run(capsys, table(tmp_path, REFERENCE["bcg"]["csv"]), "--measure", "RR", "--plot", str(out), "--plot-width", "360")
    start = out.read_bytes()[:24]
    assert start[:8] == b"\x89PNG\r\n\x1a\n"
    # 360 units and twelve of white on either side, three pixels each.
    assert int.from_bytes(start[16:20], "big") == 3 * 384


def test_a_sampled_multiverse_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "\n".join(f"S{i},{0.1 * (i % 7) - 0.2:.2f},{0.04 + 0.01 * (i % 5):.2f}" for i in range(16))
    out = tmp_path / "multiverse.svg"
    run(capsys, table(tmp_path, f"study,yi,vi\n{rows}\n"), "--plot", str(out))
    words = re.sub(r"</text><text[^>]*>", " ", out.read_text(encoding="utf-8"))
    # Of 2^16 subsets 65,519 hold two studies or more.
    assert re.search(r"a random sample of [\d,]+ of the 65,519 subsets of 16 studies", words)


def test_the_page_needs_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = SMALL.replace("A,", "<script>alert(1)</script>,")
    run(capsys, table(tmp_path, evil), "--format", "html", "-o", str(tmp_path / "out.html"))
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="', page)
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert page.count("<svg") >= 6
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_label_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in run(capsys, table(tmp_path, SMALL.replace("A,", "A\x1b[31m,")))


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        ("study,yi,vi\nA,x,1\n", [], "line 2: column 'yi' holds 'x'"),
        ("study,yi,vi\nA,1,-1\n", [], "line 2: a sampling variance is negative"),
        ("study,ai,n1i,ci,n2i\nA,3,10,1,10\nB,30,10,1,10\n", [], "line 3: there are more events than people"),
        ("study,yi,vi\nA,,1\n", [], "no row"),
        ("study,OR,lower,upper\nA,-0.5,-1,0.2\n", [], "is no ratio"),
        (SMALL, ["--method", "NOPE"], "method 'NOPE'"),
        (SMALL, ["--test", "nope"], "test 'nope'"),
        (SMALL, ["--level", "95"], "no confidence level"),
        (SMALL, ["--by", "nope"], "no column 'nope'"),
        (SMALL, ["--by", "study"], "differs in every study"),
        (SMALL, ["--mods", "vi,yi"], "cannot carry"),
        (SMALL, ["--columns", "yi"], "names no column"),
        (SMALL, ["--plot", "x.gif"], "no SVG or PNG file"),
        (SMALL, ["--plot", "x.svg", "--plot-width", "5"], "cannot be read"),
        (SMALL, ["--plot", "cumulative=x.svg"], "no cumulative plot"),
        (SMALL, ["--prior", "odd"], "prior 'odd'"),
        (SMALL, ["--measure", "OR", "--mcid", "-1"], "no odds ratio"),
        *(
            (SMALL, ["--measure", m, f"--add={x}"], "mends nothing")
            for m in ("OR", "SMD")
            for x in ("nan", "inf", "-1", "0")
        ),
    ],
)
def test_bad_input_is_one_clear_line(
    text: str, words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        run(capsys, table(tmp_path, text), *words)
    assert "\n" not in str(caught.value)


def test_the_parser_is_light() -> None:
    import subprocess
    import sys

    code = "import argparse,sys; from stemwise import pool_command as p;"
    code += "p.add_parser(argparse.ArgumentParser().add_subparsers()); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_table_of_a_thousand_studies_is_quick(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"S{i},{math.sin(i):.4f},{0.05 + (i % 7) / 100}\n" for i in range(1000))
    start = time.perf_counter()
    d = found(capsys, table(tmp_path, "study,yi,vi\n" + rows))
    assert d["pool"]["k"] == 1000
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    ("measure", "head", "row"),
    [
        ("GEN", "study,yi,sei", "{i},{i},0.3"),
        ("GEN", "study,yi,sei", "{i},0,0.{i}"),
        ("GEN", "study,yi,ci_low,ci_high", "{i},{i},{i}.0,{i}.6"),
        ("MD", "study,m1,sd1,n1,m2,sd2,n2", "{i},{i},4,20,9,4,20"),
    ],
)
def test_tables_whose_studies_are_alike_are_pooled(
    measure: str, head: str, row: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(row.format(i=i) for i in range(11, 23))
    d = found(capsys, table(tmp_path, f"{head}\n{rows}\n"), "--measure", measure)
    assert d["small_study"] == []
    assert any("all studies have the same" in n["message"] for n in d["notes"])


def test_a_long_table_is_pooled_without_a_pool_for_every_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{i},{1990 + i % 30},{i * 37 % 101 / 100},{0.04 + i % 7 / 100}\n" for i in range(20_000))
    d = found(capsys, table(tmp_path, f"study,year,yi,vi\n{rows}"))
    assert (d["pool"]["k"], d["leave_one_out"], d["cumulative"]) == (20_000, [], [])
    assert [t["test"] for t in d["small_study"]] == ["Egger", "Begg"]
    assert any("20,000 studies" in n["message"] for n in d["notes"])
