"""Time points in words: "Month 6", "26 weeks", "six months after the last infusion"."""

from __future__ import annotations

import re

DAYS_A_MONTH = 30.4375
_IN_MONTHS = {"d": 1 / DAYS_A_MONTH, "w": 7 / DAYS_A_MONTH, "m": 1.0, "y": 12.0}
_WORDS: dict[str, float] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24, "half a": 0.5,
}  # fmt: skip
_NUMBER = rf"(?P<n>\d+(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_UNIT = r"(?P<u>days?|d|weeks?|wks?|w|months?|mos?|mths?|years?|yrs?|yr|y)\b"
_LEADING = re.compile(rf"(?<![\w.]){_NUMBER}\s*[-–]?\s*(?:{_UNIT}|(?P<m>m)\b)", re.I)
_TRAILING = re.compile(r"\b(?P<u>days?|weeks?|wks?|months?|mos?|years?|yrs?)\s*[-#]?\s*(?P<n>\d+(?:\.\d+)?)\b(?!\s*[-–]?\s*"
                       r"(?:days?|weeks?|months?|years?))", re.I)  # fmt: skip
_LIST = re.compile(r"(?<![\w.])((?:\d+(?:\.\d+)?\s*(?:,|and|&|/|or)\s*)+)(\d+(?:\.\d+)?)\s*-?\s*"
                   r"(days?|weeks?|wks?|months?|mos?|years?|yrs?)\b", re.I)  # fmt: skip
_HEADED = re.compile(r"\b(days|weeks|months|years)\s+((?:\d+(?:\.\d+)?\s*(?:,|and|&|/|or)+\s*)+\d+(?:\.\d+)?)", re.I)
_OPEN = re.compile(r"\b(up to|within|throughout|or longer|average of)\b", re.I)
_SHORT = re.compile(r"\b(?P<u>[MWDY])(?P<n>\d{1,3})\b")
_BASELINE = re.compile(r"\b(baseline|screening|pre-?(treatment|infusion|injection|transplant\w*|dose)|day 0)\b", re.I)
_CHANGE = re.compile(r"\b(change|changes|improvement|difference|gain|increase|decrease|reduction)\b", re.I)


def months_in(text: str) -> tuple[float, ...]:
    """Every time point named in the text, in months to one decimal, each once, in ascending order.

    A month is 30.4375 days. Time zero is a baseline and no time point.
    """
    found: set[float] = set()
    for listed in _LIST.finditer(text):  # "3, 6 and 12 months": the unit stands once
        found |= {_months(float(n), listed[3]) for n in re.findall(r"\d+(?:\.\d+)?", listed[1])}
    for headed in _HEADED.finditer(text):  # "Months 3, 6 and 12"
        found |= {_months(float(n), headed[1]) for n in re.findall(r"\d+(?:\.\d+)?", headed[2])}
    for pattern in (_LEADING, _TRAILING, _SHORT):
        for hit in pattern.finditer(text):
            named = hit.groupdict()
            number = named["n"].lower()
            found.add(_months(_WORDS[number] if number in _WORDS else float(number), named["u"] or "m"))
    return tuple(sorted(m for m in found if 0 < m <= 1200))


def one_month(*texts: str) -> float | None:
    """The time point of the first text that names any; ``None`` where it names several, or an open span ("up to")."""
    for text in texts:
        if found := months_in(text):
            return found[0] if len(found) == 1 and not _OPEN.search(text) else None
    return None


def is_baseline(text: str) -> bool:
    """Whether a heading means the time before treatment (and not a change from it)."""
    return bool(_BASELINE.search(text)) and not is_change(text) and not months_in(text)


def is_change(text: str) -> bool:
    """Whether a title speaks of a change and not of a value."""
    return bool(_CHANGE.search(text))


def _months(number: float, unit: str) -> float:
    return round(number * _IN_MONTHS[unit[0].lower()], 1)
