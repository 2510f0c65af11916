"""docs/claims.md and docs/verdicts.md show the rules as they are."""

from __future__ import annotations

import pytest

from tests.verdict.rule_table import DOCS, PAGES, page


@pytest.mark.parametrize("name", sorted(PAGES))
def test_tables_are_as_generated(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == page(name), "run `python -m tests.verdict.rule_table`"
