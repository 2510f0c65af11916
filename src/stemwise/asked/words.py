"""How a sentence asked is read: whether it asks or claims (``rules/questions.toml``)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from stemwise.content import document


@cache
def questions() -> dict[str, Any]:
    """``data/rules/questions.toml``."""
    return document("rules/questions.toml")


@cache
def replies() -> dict[str, Any]:
    """``data/rules/replies.toml``."""
    return document("rules/replies.toml")


@cache
def part(table: str, name: str) -> re.Pattern[str]:
    return pattern_of(questions()[table][name])


def pattern_of(parts: list[str]) -> re.Pattern[str]:
    """Any of the parts; Python keeps the patterns it has compiled."""
    return re.compile("|".join(f"(?:{part})" for part in parts), re.I)


@cache
def rows() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    """The questions in the file's order, each with what tells that it is asked."""
    return tuple((pattern_of(row["asks"]), row) for row in questions()["question"])


def asks_for(text: str, *ids: str) -> bool:
    """Whether one of these questions is asked."""
    return any(pattern.search(text) for pattern, row in rows() if row["id"] in ids)


def filled(lead: list[str], **words: str) -> tuple[str, ...]:
    return tuple(line.format(**words) for line in lead)


KEYWORDS = 10
"""Words up to which a line without a verb is a search, as typed into a search box."""


def is_question(text: str) -> bool:
    """Whether a sentence is a question: by its mark, or, being one, by how it begins, or as bare words with no verb."""
    text = text.strip()
    if text.endswith("?") or part("asking", "among").search(text):
        return True
    if len(re.findall(r"[.!;](?:\s|$)", text)) <= 1 and part("asking", "begins").match(text):
        return True
    if not text[-1:].isalnum():
        return False
    search = part("asking", "search").search(text) or not part("asking", "verbs").search(text)
    bare = bool(search) and len(text.split()) <= KEYWORDS
    return bare or bool(part("asking", "turned").search(text))
