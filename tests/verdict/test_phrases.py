"""Groups of phrases (``rules/words.toml``): each phrase is found where it is written."""

from __future__ import annotations

import pytest

from stemwise.content import document
from stemwise.verdict.case import phrase_groups, plain

GROUPS = {r["id"]: r["phrases"] for r in document("rules/words.toml")["words"]}


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_each_phrase_is_found_in_a_sentence_that_holds_it(group: str) -> None:
    missed = [p for p in GROUPS[group] if not phrase_groups()[group].search(plain(f"They say {p}, and more."))]
    assert missed == []
