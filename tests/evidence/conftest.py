"""A small data folder: one sound study, a fact, two searches, and the terms they use."""

from __future__ import annotations

from pathlib import Path

import pytest

STUDY = """schema = 1
id = "doe-2020"
label = "Doe 2020"
condition = "cerebral-palsy"
design = "rct"
year = 2020
clean_contrast = true
summary = "Forty children, cells or saline."
primary_result = "null"
[citation]
doi = "10.1000/ABC.1"
pmid = "12345"
pmcid = "PMC777"
registry = ["NCT01234567"]
[population]
n_randomised = 40
n_analysed = 40
locator = "abstract"
seen_at = "https://example.org/1"
[[arms]]
id = "cells"
role = "treatment"
cell = "uc-msc"
route = "intravenous+intrathecal"
n = 20
[[arms]]
id = "control"
role = "control"
control = "placebo"
n = 20
[[results]]
outcome = "gmfm-66"
months = 6
kind = "final"
published_in = "doi:10.1000/abc.1"
seen_at = "https://example.org/1"
locator = "Table 2"
source_kind = "article"
p = "0.21"
arms = [ { arm = "cells", n = 20, mean = 52.0, sd = 10.0 }, { arm = "control", n = 20, mean = 48.0, sd = 10.0 } ]
[[results]]
outcome = "responder"
months = 6
kind = "event"
published_in = "doi:10.1000/abc.1"
seen_at = "https://example.org/1"
locator = "Table 3"
source_kind = "article"
arms = [ { arm = "cells", n = 20, events = 9 }, { arm = "control", n = 20, events = 6 } ]
[[harms]]
harm = "fever"
as_printed = "fever"
serious = false
published_in = "doi:10.1000/abc.1"
seen_at = "https://example.org/1"
locator = "Table 4"
source_kind = "article"
arms = [ { arm = "cells", n = 20, events = 3 }, { arm = "control", n = 20, events = 0 } ]
[extraction]
first = 2026-11-20
"""

FACT = """[[fact]]
id = "f1"
subject = "uc-msc"
kind = "cell-property"
statement = "Cord-tissue cells are multipotent."
topics = ["potency"]
[[fact.sources]]
published_in = "doi:10.1/x"
seen_at = "https://example.org"
locator = "abstract"
source_kind = "abstract"
"""

SEARCH = """[[search]]
id = "spina-bifida-2026"
condition = "spina-bifida"
what = "cells after birth in children with spina bifida"
date = 2026-11-19
where = ["PubMed"]
found = 31
included = []
excluded = "animal studies; fetal repair without cells"
[[search]]
id = "cerebral-palsy-2026"
condition = "cerebral-palsy"
what = "cells in children with cerebral palsy"
date = 2026-11-18
where = ["PubMed"]
included = ["doe-2020"]
"""

TERMS = """[[term]]
id = "cerebral-palsy"
name = "cerebral-palsy"
kind = "condition"
[[term]]
id = "spina-bifida"
name = "spina-bifida"
kind = "condition"
[[term]]
id = "uc-msc"
name = "uc-msc"
kind = "cell"
[[term]]
id = "intravenous"
name = "intravenous"
kind = "route"
[[term]]
id = "intrathecal"
name = "intrathecal"
kind = "route"
[[term]]
id = "gmfm-66"
name = "gmfm-66"
kind = "outcome"
range = [0, 100]
[[term]]
id = "gmfm-88-raw"
name = "gmfm-88-raw"
kind = "outcome"
range = [0, 264]
[[term]]
id = "responder"
name = "responder"
kind = "outcome"
[[term]]
id = "edss"
name = "edss"
kind = "outcome"
range = [0, 10]
[[term]]
id = "fever"
name = "fever"
kind = "harm"
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each load of a test reads the index from disk, as a new process does."""

    class Forgetful(dict[Path, object]):
        def get(self, key: Path, default: object = None) -> object:  # type: ignore[override]
            return default

    monkeypatch.setattr("stemwise.content.index._OPENED", Forgetful())


@pytest.fixture
def study_text() -> str:
    return STUDY


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    for path, text in {
        "studies/cerebral-palsy/doe-2020.toml": STUDY,
        "facts/cells.toml": FACT,
        "searches/all.toml": SEARCH,
        "terms/all.toml": TERMS,
    }.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
