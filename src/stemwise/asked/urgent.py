"""Whether a sentence tells of an illness or a danger, and what is then said before all else.

How it is told: ``rules/urgent_signs.toml``; what follows: ``rules/urgent.toml``; what is said, and on which records of the
base that rests: ``rules/urgent_says.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from stemwise.asked.words import asks_for, pattern_of
from stemwise.content import document
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact, SeriousCase


@dataclass(frozen=True, slots=True)
class Said:
    """What is said before all else, if anything, and the ids of the facts and cases it rests on."""

    lead: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()
    alone: bool = False
    """Nothing else is answered."""
    weighs: bool = False
    """The sentence may be a claim all the same; what is said stands beside the verdict."""


def urgent(text: str) -> Said:
    """What is said where someone may be ill now, treated or not: the whole answer. Empty where the sentence tells of none."""
    text = _plain(text)
    told = _signs(text)
    for row in _rows()["at_once"]:
        if _fits(row, text, told):
            return _said(row["says"])
    if not _ill_now(text, told):
        return Said()
    now = _rows()["now"]
    more = now["belittled"] if "belittled" in told else []
    more = more + (now["after_transplant"] if _pattern(now["transplant"]).search(text) else [])
    return _said([*now["says"], *more])


def _ill_now(text: str, whole: set[str]) -> bool:
    """Whether the sentence, without what it sets aside, tells of an illness now; ``whole``: the signs of all of it."""
    text = _pattern(_words()["sign"]["set_aside"]).sub(" ", text)
    told = _signs(text)
    if "person" in told and ("grave" in told or ("alarm" in told and "known" not in whole)):
        return True
    if ("event" in whole and whole & {"asks_help", "healing"} and "worse" not in whole) or (
        "belittled" in whole and not whole & {"now", "lately"}
    ):
        return False
    if "long_ago" in whole and not told & {"given", "fresh", "now"}:
        return False
    treated = told & {"given", "lately"}
    if (
        "ill" not in told
        or "at_large" in told
        or not (treated or "what_now" in told)
        or (told & {"well", "gain"} and "now" not in told)
        or ("planned" in whole and "given" not in told)
    ):
        return False
    return bool(treated) or not asks_for(text, "harms")


def beside(text: str, *, stated: bool) -> Said | None:
    """What is said above the answer; ``stated``: the sentence is no question."""
    text = _plain(text)
    told = _signs(text)
    for row in _rows()["beside"]:
        if (stated or not row.get("stated")) and _fits(row, text, told):
            said = _said(row["says"])
            return Said(said.lead, said.rests, row.get("alone", False), row.get("weighs", False))
    return None


def refused() -> str:
    """What a refusal bears too, since someone in need may have been misread."""
    return _said(["refused"]).lead[0]


def records(said: Said, library: Library) -> tuple[Fact | SeriousCase, ...]:
    """The facts and cases of the base that what is said rests on."""
    cases = {c.id: c for c in library.cases()} if said.rests else {}
    found = (library.fact(i) or cases.get(i) for i in said.rests)
    return tuple(r for r in found if r is not None)


def _rows() -> dict[str, Any]:
    return _document("urgent")


def _words() -> dict[str, Any]:
    return _document("urgent_signs")


def says() -> dict[str, Any]:
    """``rules/urgent_says.toml``: name -> ``lead`` and what it ``rests`` on."""
    return _document("urgent_says")


@cache
def _document(name: str) -> dict[str, Any]:
    return document(f"rules/{name}.toml")


def _said(names: list[str]) -> Said:
    entries = [says()[name] for name in names]
    lead = tuple(line for e in entries for line in e["lead"])
    return Said(lead, tuple(dict.fromkeys(i for e in entries for i in e.get("rests", ()))))


def _plain(text: str) -> str:
    """The sentence with plain apostrophes, and words of alarm as they are spelt."""
    text = text.replace("’", "'").strip()
    for typed, word in _words()["spelling"]["misspelt"]:
        text = _pattern([typed]).sub(word, text)
    return text


def _fits(row: dict[str, Any], text: str, told: set[str]) -> bool:
    """Whether the signs and the words of a row are told; a row without words goes by its signs alone."""
    if not set(row.get("with", ())) <= told or set(row.get("without", ())) & told:
        return False
    unless = row.get("unless")
    return bool(_pattern(row.get("asks", [""])).search(text)) and not (unless and _pattern(unless).search(text))


def _signs(text: str) -> set[str]:
    """The signs of the file that a sentence tells of; one on a person, or that asks what to do, is not at large."""
    told = {name for name, parts in _words()["sign"].items() if _pattern(parts).search(text)}
    return told - {"at_large"} if told & {"person", "what_now"} else told


def _pattern(parts: list[str]) -> re.Pattern[str]:
    return _filled(tuple(parts))


@cache
def _filled(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the parts, with the pieces they name; a piece holds those above it, so the last is put in first."""
    filled = list(parts)
    for name, among in reversed(_words()["piece"].items()):
        filled = [part.replace(f"<{name}>", f"(?:{'|'.join(among)})") for part in filled]
    return pattern_of(filled)
