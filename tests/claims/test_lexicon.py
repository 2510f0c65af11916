"""The cue files: no group says the same twice."""

from __future__ import annotations

from collections import Counter

from stemwise.content import documents


def test_no_group_lists_a_word_twice() -> None:
    rows = [row for parsed in documents("cues").values() for row in parsed.get("cue", ())]
    twice = {r["group"]: [w for w, n in Counter(map(_plain, r["words"])).items() if n > 1] for r in rows}
    assert {group: words for group, words in twice.items() if words} == {}


def _plain(words: str) -> str:
    return words.replace("-", " ").lower()
