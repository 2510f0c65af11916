"""How a sentence asked is read: whether it asks or claims, and whether someone may be ill now (``rules/questions.toml``)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from stemwise.content import load as load_content


@cache
def questions() -> dict[str, Any]:
    """``data/rules/questions.toml``."""
    return load_content().documents("rules")["rules/questions.toml"]


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


KEYWORDS = 8
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
    bare = len(text.split()) <= KEYWORDS and not part("asking", "verbs").search(text)
    return bare or bool(part("asking", "turned").search(text))


def urgent(text: str) -> tuple[str, ...]:
    """What must be said first where someone may be ill now, treated or not; empty where the sentence tells of none."""
    text = text.replace("’", "'")
    for row in questions()["at_once"]:
        if pattern_of(row["asks"]).search(text):
            return tuple(row["lead"])
    text = part("urgent", "set_aside").sub(" ", text)
    told = {name for name in SIGNS if part("urgent", name).search(text)}
    called = bool(told & {"person", "what_now"}) or "at_large" not in told
    if "grave" in told and "person" in told:
        return tuple(questions()["urgent"]["lead"])
    if "ill" not in told or not called or not told & {"given", "what_now"} or ("well" in told and "now" not in told):
        return ()
    return () if "given" not in told and asks_for(text, "harms") else tuple(questions()["urgent"]["lead"])


SIGNS = ("ill", "grave", "person", "given", "what_now", "at_large", "well", "now")
"""Parts of the file's ``urgent`` that are looked for in a sentence."""
