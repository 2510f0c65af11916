"""Every estimator of tau2 is a row of ``ESTIMATORS``; a new one works everywhere at once, and is named where users look."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest

from stemwise import pool_command
from stemwise.synthesis import influence, pool, pool_many, regress
from stemwise.synthesis.tau2 import ESTIMATORS, METHODS, Estimator

from .reference import load

DOCS = Path(__file__).parents[2] / "docs"


def run(*words: str) -> None:
    parser = argparse.ArgumentParser()
    pool_command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["pool", *words])
    assert args.run(args) == 0


@pytest.mark.parametrize("method", METHODS)
def test_each_is_named_where_users_look(method: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--help")
    helped = capsys.readouterr().out.split("--method METHOD")[-1].split("--test")[0]
    options = next(x for x in (DOCS / "pool.md").read_text().splitlines() if x.startswith("| `--method`"))
    engine = next(x for x in (DOCS / "synthesis.md").read_text().splitlines() if x.startswith("| `pool(yi, vi"))
    for place in (helped, options, engine):
        assert method in place.replace(",", " ").replace(";", " ").split()


@pytest.mark.parametrize("method", METHODS)
def test_each_has_references_from_another_program(method: str) -> None:
    assert sum(f"{method}.z" in s for s in load("pools")["sets"].values()) >= 50


def test_a_new_row_is_all_a_new_estimator_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def tenth(y: np.ndarray, v: np.ndarray, x: np.ndarray) -> float:
        return float(v.mean()) / 10

    monkeypatch.setitem(ESTIMATORS, "NEW", Estimator(tenth, "the new method"))
    y, v = np.array([0.1, 0.5, 0.9, 0.2]), np.array([0.1, 0.2, 0.3, 0.2])
    w = 1 / (v + 0.02)
    assert pool(y, v, method="NEW").estimate == pytest.approx(w @ y / w.sum(), rel=1e-12)
    assert regress(y, v, {"x": [0, 1, 2, 4]}, method="new").tau2 == pytest.approx(0.02)
    gone = np.array([np.nan, *y[1:]])
    many = pool_many([y, gone], v, method="NEW")
    assert many.tau2 == pytest.approx([0.02, (0.2 + 0.3 + 0.2) / 30])
    place = tmp_path / "t.csv"
    place.write_text("study,yi,vi\n" + "".join(f"S{i},{a},{b}\n" for i, (a, b) in enumerate(zip(y, v, strict=True))))
    run(str(place), "--method", "NEW")
    assert "estimated by the new method" in " ".join(capsys.readouterr().out.split())


def test_an_unknown_name_is_refused_by_every_door() -> None:
    y, v = [0.1, 0.5, 0.9, 0.2], [0.1, 0.2, 0.3, 0.2]
    for door in (pool, influence):
        with pytest.raises(ValueError, match="'XX' is not known"):
            door(y, v, method="XX")
