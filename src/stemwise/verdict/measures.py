"""Numbers of a sentence with what they measure: a count of people is near no age, year or share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from stemwise.claims.quantity import BEYOND
from stemwise.terms.numerals import NUMERALS, ONES, TENS

NEAR = 0.15
"""How far a number of a claim may lie from one of a fact, as a share of the claim's."""
_NUMBER = re.compile(r"(?<![A-Za-z\[\d])(?:\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d+(?:\.\d+)?)")
"""Neither part of a name (SMN2) nor the mark of a footnote ([1])."""
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALE = re.compile(rf"\s?-?({'|'.join(_SCALES)})s?\b", re.I)
_RANGE = re.compile(r"\s?(?:-|–|,|and|or|to|over)(?: up to| about| nearly)?\s?", re.I)
"""What stands between numbers of one kind: '20 to 25 per cent', '5.4 or 5.5 million'."""
_UP_TO = re.compile(r"\s?(?:-|–|to)(?: up to| about| nearly)?\s?", re.I)
"""What stands between the ends of a range, in which what lies between is told of too."""
_AND = re.compile(r"\s?and\s?", re.I)
_BETWEEN = re.compile(r"\bbetween(?: about| nearly| age[sd]?)?\s$", re.I)
_AFTER = (
    ("share", re.compile(r"\s?(?:%|percent\b|per cent\b)", re.I)),
    ("money", re.compile(r"\s(?:US |U\.S\. )?(?:dollars?|euros?|pounds|yen|usd)\b", re.I)),
    ("time", re.compile(
        r"\s?-?(?:(?:second|minute|hour|day|week|month|year|decade)s?\b|(?:and|or) (?:older|over|younger)\b)", re.I,
    )),
    ("count", re.compile(
        r"\s(?:[a-z-]+\s){0,2}?(?:people|persons|patients|children|babies|newborns|infants|adults|men|women|boys|girls|americans"
        r"|individuals|participants|cases|births|deaths|families)\b", re.I,
    )),
)  # fmt: skip
_MONEY = re.compile(r"[$€£]\s?$")
_AGE = re.compile(r"\b(?:age[sd]?|older than|younger than)(?: of)?(?: about| between)?\s$", re.I)
_BOUND = re.compile(r"\b(?:over|under)\s$", re.I)
"""An age ("over 65"), where no other unit is told."""
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and what it measures: "count", "share" (per cent), "time" (also an age), "year", "money", or "" where unread."""

    value: float
    unit: str
    least: float | None = None
    """The lower end of a range whose upper end ``value`` is."""

    def near(self, other: Measure) -> bool:
        """Whether the other, or its range, may be told of the same; numbers known to measure different things never are."""
        if self.unit != other.unit and self.unit and other.unit:
            return False
        least = other.value if other.least is None else other.least
        return least - NEAR * self.value <= self.value <= other.value + NEAR * self.value


_PARTS = {"half": 50.0, "third": 33.0, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_ANY = "|".join((*ONES[2:], *TENS))
_TENS_ANDONES = re.compile(rf"\b({'|'.join(TENS)})-({'|'.join(ONES[1:10])})\b", re.I)
_OF_TEN = re.compile(
    rf"\b(\d\d?|one|{_ANY}) (?:in|out of|of) (?:every )?(?:10|ten)\b(?! ?(?:to|,?000|thousand|million))", re.I
)
_PART = re.compile(
    r"\b(?:(a|one|two|three|four|nine)[ -])?(half|third|quarter|fifth|tenth)s?"
    r"(?= of\b(?! an? (?:hour|year|day|mile|million))| the\b| all\b| are\b| have\b)",
    re.I,
)
_WHO = r"(?: (?:people|person|patient|child|baby|newborn|infant|adult|man|woman|boy|girl|american|birth|death)s?)?"
_WORD = re.compile(
    rf"(?<!no )\b({_ANY})\b(?=(?:[ -](?:to|or|and)[ -](?:{_ANY}|\d+))?[ -](?:per ?cent|times|copies|types|kinds|forms|years?"
    rf"|months?|weeks?|days?|hours?|minutes?|million|thousand|(?:in|out of|of|per) (?:every |each )?(?:{_ANY}|\d+))\b)"
    rf"|(?<!no )\b(?:one|{_ANY})\b(?={_WHO} (?:in|out of|per) (?:every |each )?\d[\d,])",
    re.I,
)
"""A number in words before what it counts; 'no two people' counts nothing."""


_INT = r"\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_HUNDRED = re.compile(r"\b(in|out of|per|of) (?:a|one|every|each) (hundred|thousand)\b(?! (?:thousand|million))", re.I)
_TO = r"(?: to | or |-|–)"
_IN_SO_MANY = re.compile(
    rf"(?<![\d$€£.,])({_INT})(?:{_TO}({_INT}))?{_WHO} (?:in|out of|per|for) (?:every |each |about )?({_INT})(?:{_TO}({_INT}))?"
    r"(?!\d|[,.]\d| ?(?:%|per ?cent|million|billion|years?|months?|weeks?|days?|hours?|minutes?|mg|kg|ml))",
    re.I,
)


def _as_share(m: re.Match[str]) -> str:
    """'1 in 1,600 to 5,000' as a share of people; what is no share of a larger number (a year, a smaller one) stays as it is."""
    some, more, of, to = (float(re.sub("[ ,]", "", x)) if x else None for x in m.groups())
    if some is None or not of or some >= of or of < LEAST_WHOLE or (some != 1 and not m[4] and _YEAR.fullmatch(m[3])):
        return m[0]
    ends = sorted({100 * a / b for a in (some, more or some) for b in (of, to or of)})
    return f"{' to '.join(f'{x:.3g}' for x in (ends[0], ends[-1])[: len(ends)])} per cent"


LEAST_WHOLE = 20
"""People from which 'so many in so many' is a rate; of fewer it is a count of a group, or is told in tenths."""


@lru_cache(maxsize=8192)
def in_digits(text: str) -> str:
    """Numbers told in words as digits: 'eight in ten' and 'two thirds of' as shares, 'five per cent', 'three times'."""
    if "hundred" in text or "thousand" in text:
        text = _HUNDRED.sub(lambda m: f"{m[1]} {100 if m[2].lower() == 'hundred' else 1000}", text)
    text = _TENS_ANDONES.sub(lambda m: str(NUMERALS[m[1].lower()] + NUMERALS[m[2].lower()]), text)
    text = _OF_TEN.sub(lambda m: f"{10 * _number(m[1]):g} per cent", text)
    text = _PART.sub(lambda m: f"{_times(m[1]) * _PARTS[m[2].lower()]:g} per cent", text)
    text = _WORD.sub(lambda m: str(NUMERALS[m[0].lower()]), text)
    return _IN_SO_MANY.sub(_as_share, text) if _NUMBER.search(text) else text


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMERALS[word.lower()]


def _times(word: str | None) -> int:
    return 1 if word is None or word.lower() == "a" else NUMERALS[word.lower()]


@lru_cache(maxsize=4096)
def measures(text: str) -> tuple[Measure, ...]:
    """The numbers of a text, in order; millions are written out, and ends of a range share a unit."""
    text = in_digits(text)
    hits = list(_NUMBER.finditer(text))
    found: list[Measure] = []
    scale, unit, start = 1.0, "", len(text) + 1
    for hit in reversed(hits):
        between = (hit.end(), max(start, hit.end()))
        if not _RANGE.fullmatch(text, *between):
            scale, unit = 1.0, ""
        scale, unit = _told(text, hit, scale, unit)
        value = float(re.sub("[ ,]", "", hit.group())) * scale
        if value >= BEYOND:
            continue
        ranged = _UP_TO.fullmatch(text, *between) or (
            _AND.fullmatch(text, *between) and _BETWEEN.search(text[max(0, hit.start() - 20) : hit.start()])
        )
        if found and value < found[-1].value and ranged:
            found[-1] = replace(found[-1], least=value)
        found.append(Measure(value, unit))
        start = hit.start()
    return tuple(reversed(found))


def _told(text: str, hit: re.Match[str], scale: float, unit: str) -> tuple[float, str]:
    """Scale and unit of a number by the words around it, else those of the number it makes a range with."""
    end = hit.end()
    if times := _SCALE.match(text, end):
        scale, unit, end = _SCALES[times.group(1).lower()], "count", times.end()
    before = text[max(0, hit.start() - 30) : hit.start()]
    if _MONEY.search(before):
        return scale, "money"
    for name, after in _AFTER:
        if after.match(text, end):
            return scale, name
    if scale == 1.0 and _YEAR.fullmatch(hit.group()):
        return scale, "year"
    if scale == 1.0 and _AGE.search(before):
        return scale, "time"
    return scale, unit or ("time" if _BOUND.search(before) else "")
