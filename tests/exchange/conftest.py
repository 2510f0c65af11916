"""A library of one small study, from the evidence tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemwise.evidence import Library
from tests.evidence.conftest import SEARCH, STUDY, TERMS


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def small(tmp_path: Path) -> Library:
    """Doe 2020 (tests/evidence) and a search that found nothing."""
    root = tmp_path / "base"
    files = {
        "studies/cerebral-palsy/doe-2020.toml": STUDY,
        "searches/all.toml": SEARCH,
        "terms/all.toml": TERMS,
    }
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Library.load(data=root)
