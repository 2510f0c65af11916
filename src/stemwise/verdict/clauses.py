"""The clauses of a sentence that are said flatly: neither denied, nor hedged, nor asked, nor put in another's mouth."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from stemwise.content import document

_MARKS = re.compile(r"[^a-z0-9%']+")


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """The text as phrases are looked for in it: small letters, marks as blanks, a blank at either end."""
    return f" {_MARKS.sub(' ', text.lower().replace('’', chr(39)))} "


def said_flatly(text: str, phrases: re.Pattern[str]) -> bool:
    """Whether a flat clause of it holds one of the phrases: "no effect was shown, but our children walk" has one of two."""
    return any(
        not _open().search(_outside(clause, hit)) for clause in _clauses(text) for hit in phrases.finditer(clause)
    )


def _outside(clause: str, hit: re.Match[str]) -> str:
    """The clause without the phrase, whose own words leave nothing open."""
    return f"{clause[: hit.start()]}  {clause[hit.end() :]}"


@lru_cache(maxsize=64)
def _clauses(text: str) -> tuple[str, ...]:
    return tuple(plain(part) for part in _joint().split(text) if part)


def _listed(name: str) -> str:
    return "|".join(document("rules/words.toml")["clause"][name])


@cache
def _joint() -> re.Pattern[str]:
    turns, subjects = _listed("turns"), _listed("subjects")
    return re.compile(
        rf"[;:—–]\s|\s-\s|,?\s\b(?:{turns})\b|,?\s(?:and|or)\s(?=(?:{subjects})\b)|,\s(?=(?:{subjects})\b)", re.I
    )


@cache
def _open() -> re.Pattern[str]:
    return re.compile(rf" (?:{_listed('open')}) ")
