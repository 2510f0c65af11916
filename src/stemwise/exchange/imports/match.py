"""Titles of registers, reviews and sheets to term ids: a few patterns the vocabulary of pages does not need, then its words.

The patterns are content (``terms/imports.toml``).
"""

from __future__ import annotations

import re

from stemwise.content import document
from stemwise.exchange.imports.draft import term_in
from stemwise.terms import Kind, vocabulary

IMPORTS = "terms/imports.toml"


def outcome_in(*titles: str, kind: str = "") -> str:
    """The outcome that the titles name, most telling title first; empty without one. Counts take events, not scores."""
    for title in titles:
        if found := _pattern("outcome", title):
            return found
    found = term_in("outcome", *titles)
    improved = document(IMPORTS)["improved"]
    if kind == "event" and found in improved and re.search(r"improv", " ".join(titles), re.I):
        return str(improved[found])
    return found


def harm_in(*titles: str) -> str:
    """The harm that a MedDRA term or a heading names; empty without one."""
    for title in titles:
        if vocabulary().known("harm", title):
            return title
        if found := _pattern("harm", title):
            return found
    return term_in("harm", *titles)


def _pattern(kind: Kind, title: str) -> str:
    hit = next((row["term"] for row in document(IMPORTS)[kind] if re.search(row["title"], title, re.I)), "")
    return hit if hit and vocabulary().known(kind, hit) else ""
