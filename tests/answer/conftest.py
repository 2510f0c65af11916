"""A base of invented trials with round numbers: what an answer must be can be worked out on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stemwise.evidence import Library

HEAD = """schema = 1
id = "{id}"
label = "{label}"
condition = "{condition}"
design = "{design}"
year = 2020
clean_contrast = {clean}
summary = "invented"
primary_result = "null"
{extra}
[citation]
title = "Invented"
seen_at = "https://example.org/{id}"
[masking]
participants = "{masked}"
providers = "{masked}"
assessors = "{masked}"
[population]
n_randomised = {n}
[[arms]]
id = "cells"
role = "treatment"
cell = "{cell}"
route = "{route}"
donor = "{donor}"
n = {n1}
[[arms]]
id = "control"
role = "control"
control = "placebo"
n = {n2}
{results}
[extraction]
first = 2026-01-02
"""

RESULT = """[[results]]
outcome = "{outcome}"
months = {months}
months_from = "last dose"
kind = "{kind}"
published_in = "doi:10.1000/x"
seen_at = "https://example.org/{outcome}"
locator = "Table 1"
source_kind = "article"
{arms}
"""


def result(outcome: str, arms: str, months: float = 12, kind: str = "change") -> str:
    return RESULT.format(outcome=outcome, months=months, kind=kind, arms=arms)


def means(m1: float, sd1: float, n1: int, m2: float, sd2: float, n2: int) -> str:
    return (
        f"arms = [ {{ arm = 'cells', n = {n1}, mean = {m1}, sd = {sd1} }}, "
        f"{{ arm = 'control', n = {n2}, mean = {m2}, sd = {sd2} }} ]"
    )


def counts(a: int, n1: int, b: int, n2: int) -> str:
    return f"arms = [ {{ arm = 'cells', n = {n1}, events = {a} }}, {{ arm = 'control', n = {n2}, events = {b} }} ]"


@pytest.fixture
def base(tmp_path: Path) -> Callable[..., Library]:
    """Write studies and load them: ``base(study(...), study(...))``."""

    def make(*studies: str) -> Library:
        folder = tmp_path / "data" / "studies" / "cerebral-palsy"
        folder.mkdir(parents=True, exist_ok=True)
        for text in studies:
            name = text.split('id = "')[1].split('"')[0]
            (folder / f"{name}.toml").write_text(text)
        library = Library.load(data=tmp_path / "data")
        assert not [p for p in library.problems if p.severity == "error"], library.problems
        return library

    return make


def study(id: str, *results: str, **more: object) -> str:
    values: dict[str, object] = {
        "id": id, "label": id.title(), "condition": "cerebral-palsy", "design": "rct", "clean": "true", "extra": "",
        "masked": "yes", "n": 40, "cell": "uc-msc", "route": "intravenous", "donor": "allogeneic",
        "n1": 20, "n2": 20, "results": "\n".join(results),
    }  # fmt: skip
    values.update(more)
    return HEAD.format(**values)
