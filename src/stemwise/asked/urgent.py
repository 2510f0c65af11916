"""Whether a sentence tells of an illness or a danger, and what is then said before all else (``rules/urgent.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from stemwise.asked.words import asks_for, pattern_of
from stemwise.content import load as load_content


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands above an answer, if anything; such a sentence is no claim to be weighed, unless it ``weighs``."""

    lead: tuple[str, ...]
    alone: bool = False
    weighs: bool = False


def urgent(text: str) -> tuple[str, ...]:
    """What is said where someone may be ill now, treated or not: the whole answer. Empty where the sentence tells of none."""
    text = _plain(text)
    for row in _content()["at_once"]:
        if _fits(row, text):
            return tuple(row["lead"])
    told = _signs(text)
    if not _ill_now(text, told):
        return ()
    now = _content()["now"]
    more = [now["lead_belittled"]] if "belittled" in told else []
    more += [now["lead_transplant"]] if pattern_of(now["transplant"]).search(text) else []
    return (*now["lead"], *(line for lead in more for line in lead))


def _ill_now(text: str, whole: set[str]) -> bool:
    """Whether the sentence, without what it sets aside, tells of an illness now; ``whole``: the signs of all of it."""
    text = pattern_of(_content()["sign"]["set_aside"]).sub(" ", text)
    told = _signs(text)
    if "grave" in told and "person" in told:
        return True
    if ({"event", "asks_help"} <= whole and "worse" not in whole) or (
        "belittled" in whole and not whole & {"now", "lately"}
    ):
        return False
    treated = told & {"given", "lately"}
    if (
        "ill" not in told
        or "at_large" in told
        or not (treated or "what_now" in told)
        or (told & {"well", "gain"} and "now" not in told)
    ):
        return False
    return bool(treated) or not asks_for(text, "harms")


def beside(text: str, *, stated: bool) -> Beside | None:
    """What is said above the answer; ``stated``: the sentence is no question."""
    text = _plain(text)
    told = _signs(text)
    for row in _content()["beside"]:
        has = set(row.get("with", ())) <= told and not set(row.get("without", ())) & told
        if has and (stated or not row.get("stated")) and _fits(row, text):
            return Beside(tuple(row["lead"]), row.get("alone", False), row.get("weighs", False))
    return None


def refused() -> str:
    """What a refusal bears too, since someone in need may have been misread."""
    return str(_content()["refused"]["lead"][0])


@cache
def _content() -> dict[str, Any]:
    return load_content().documents("rules")["rules/urgent.toml"]


def _plain(text: str) -> str:
    """The sentence with plain apostrophes, and words of alarm as they are spelt."""
    text = text.replace("’", "'").strip()
    for typed, word in _content()["spelling"]["misspelt"]:
        text = pattern_of([typed]).sub(word, text)
    return text


def _fits(row: dict[str, Any], text: str) -> bool:
    unless = row.get("unless")
    return bool(pattern_of(row["asks"]).search(text)) and not (unless and pattern_of(unless).search(text))


def _signs(text: str) -> set[str]:
    """The signs of the file that a sentence tells of; one on a person, or that asks what to do, is not at large."""
    told = {name for name, parts in _content()["sign"].items() if pattern_of(parts).search(text)}
    return told - {"at_large"} if told & {"person", "what_now"} else told
