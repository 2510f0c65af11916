"""Numbers a claim rests on: shares, rates, counts of people, times, doses, levels."""

from __future__ import annotations

import re

from stemwise.claims.model import Quantity
from stemwise.terms.numerals import NUMERALS

_N = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_PEOPLE = (
    "patients", "children", "people", "participants", "cases", "individuals", "subjects", "infants", "adults", "men", "women",
)  # fmt: skip
_SCALES = {"million": 1e6, "billion": 1e9}
_SCALED = r"\s?(?P<scale>million|billion)\b"
_MILLIONS = rf"\b({_N})(?:\s?(?:-|–|to)\s?({_N}))?{_SCALED}"
_PATTERNS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("percent", ("%", "percent", "per cent"),
     re.compile(rf"({_N})\s?%?\s?(?:-|–|to|and)\s?({_N})\s?(?:%|percent|per cent)", re.I)),
    ("percent", ("%", "percent", "per cent"), re.compile(rf"({_N})\s?(?:%|percent\b|per cent\b)", re.I)),
    ("money", ("$", "€", "£"), re.compile(rf"[$€£]\s?({_N})(?:\s?(?:-|–|to)\s?[$€£]?\s?({_N}))?(?:{_SCALED})?", re.I)),
    ("money", ("usd", "dollar", "euro"), re.compile(rf"\b({_N})(?:{_SCALED})?\s?(?:usd|us dollars|dollars|euros?)\b", re.I)),
    ("of", ("of",), re.compile(rf"\b({_N})\s(?:out\s)?of\s(?:the\s)?({_N})\b", re.I)),
    ("months", ("month",), re.compile(rf"\b({_N})(?:\s?(?:-|–|to|and)\s?({_N}))?\s?-?\s?months?\b", re.I)),
    ("years", ("year",), re.compile(rf"\b({_N})(?:\s?(?:-|–|to)\s?({_N}))?\s?-?\s?years?\b", re.I)),
    ("weeks", ("week",), re.compile(rf"\b({_N})(?:\s?(?:-|–|to)\s?({_N}))?\s?-?\s?weeks?\b", re.I)),
    ("population", ("illion",), re.compile(rf"{_MILLIONS}(?=\s(?:[a-z-]+\s){{0,2}}?(?:{'|'.join(_PEOPLE)}|\w+ans)\b)", re.I)),
    ("cells", ("illion",), re.compile(rf"{_MILLIONS}(?=[^.;,]{{0,40}}?(?:\bcells?\b|MSCs?\b|/\s?kg\b|\bper k))", re.I)),
    ("", ("illion",), re.compile(_MILLIONS, re.I)),
    ("level", ("level",), re.compile(rf"\b({_N})\s(?:gmfcs\s)?levels?\b", re.I)),
    ("points", ("point",), re.compile(rf"\b({_N})(?:\s?(?:-|–|to)\s?({_N}))?\s?-?\s?points?\b", re.I)),
    ("studies", ("studies", "trials", "rcts"), re.compile(rf"\b({_N})\s(?:\w+\s){{0,2}}(?:studies|trials|rcts)\b", re.I)),
    ("people", ("-",), re.compile(rf"\b({_N})-(?:person|patient|participant|subject|child)\b", re.I)),
    ("people", _PEOPLE,
     re.compile(rf"\b(?!(?:19[5-9]\d|20[0-3]\d)\b)({_N})\s(?:[A-Za-z-]+\s){{0,4}}?(?:{'|'.join(_PEOPLE)})\b", re.I)),
)  # fmt: skip
"""Unit, the signs of which one must stand in the sentence (looked for first: a pattern costs more), and the pattern."""
BEYOND = 1e15
"""No count, dose or sum is as large: a row of digits that long is no quantity."""
POPULATION = 1e6
"""People from which on all who live with something are counted: no study of cells has as many."""
_DIGIT = re.compile(r"\d")
_WORDS = {word: number for word, number in NUMERALS.items() if number <= 20}
_COUNTED = ("patients", "children", "people", "participants", "cases", "studies", "trials", "months", "years")
_WORD_COUNT = re.compile(rf"\b({'|'.join(_WORDS)})\s(?:\w+\s){{0,2}}({'|'.join(_COUNTED)})\b", re.I)


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities in a sentence, in order; overlapping readings are given once, the first unit of the list first."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Quantity]] = []
    low = text.lower()
    for unit, needed, pattern in _PATTERNS if _DIGIT.search(text) else ():
        if not any(sign in low for sign in needed):
            continue
        for m in pattern.finditer(text[:2000]):
            if any(m.start() < b and a < m.end() for a, b in taken):
                continue
            taken.append(m.span())
            if (one := _quantity(unit, m)) is not None:
                found.append((m.start(), one))
    told = any(noun in low for noun in _COUNTED) and any(word in low for word in _WORDS)
    for m in _WORD_COUNT.finditer(text[:2000]) if told else ():
        if not any(m.start() < b and a < m.end() for a, b in taken):
            noun = m.group(2).lower()
            unit = noun if noun in ("months", "years") else "studies" if noun in ("studies", "trials") else "people"
            found.append((m.start(), Quantity(m.group(), float(_WORDS[m.group(1).lower()]), unit)))
    return tuple(q for _, q in sorted(found, key=lambda pair: pair[0]))


def _quantity(unit: str, m: re.Match[str]) -> Quantity | None:
    scale = (m.groupdict().get("scale") or "").lower()
    ends = [_number(end) * _SCALES.get(scale, 1.0) for end in m.groups() if end and end[0].isdigit()]
    if max(ends) >= BEYOND:
        return None
    unit = "population" if unit == "people" and ends[0] >= POPULATION else unit
    return Quantity(m.group(), ends[0], unit, ends[1] if len(ends) > 1 else None)


def _number(text: str) -> float:
    return float(text.replace(",", ""))


_ORDERS = {"hundred": 100.0, "thousand": 1e3, "million": 1e6}
_RATE = re.compile(
    rf"\b({_N}|{'|'.join(_WORDS)})(?:\s[a-z]+){{0,2}}?\s(?:in|of|per|out of)\s(?:every\s|each\s|a\s)?"
    rf"({_N}|hundred|thousand|million|{'|'.join(NUMERALS)})\b",
    re.I,
)
_SHARE = re.compile(rf"\b(?:({_N})\s?(?:-|–|to|and)\s?)?({_N}|{'|'.join(NUMERALS)})\s?(?:%|percent\b|per cent\b)", re.I)
_EVERY = re.compile(
    r"\bevery (second|third|fourth|fifth|tenth) "
    r"(?=(?:\w+ )?(?:child|patient|person|baby|newborn|survivor|adult|man|woman|case|one)\b)",
    re.I,
)
_EVERY_OF = {"second": 2.0, "third": 3.0, "fourth": 4.0, "fifth": 5.0, "tenth": 10.0}


def rates(text: str) -> tuple[float, ...]:
    """Shares of a whole: 'one in 345', 'three per thousand', '20 per cent', 'every third'."""
    text = text[:2000]
    found = []
    for m in _RATE.finditer(text):
        above, below = _told(m.group(1)), _ORDERS.get(m.group(2).lower()) or _told(m.group(2))
        if BEYOND > below > above > 0:
            found.append(above / below)
    found += [_told(end) / 100.0 for m in _SHARE.finditer(text) for end in m.groups() if end and _told(end) < BEYOND]
    found += [1.0 / _EVERY_OF[m.group(1).lower()] for m in _EVERY.finditer(text)]
    return tuple(found)


def _told(number: str) -> float:
    """A number in digits or in words."""
    return float(NUMERALS[number.lower()]) if number.lower() in NUMERALS else _number(number)
