"""The shipped evidence, loaded once."""

from __future__ import annotations

import pytest

from stemwise.evidence import Library


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()
