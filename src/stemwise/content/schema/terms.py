"""Files of ``terms/``: the vocabulary, the frame of answers, how people are told, words of registers."""

from __future__ import annotations

from collections.abc import Iterator

from stemwise.content.model import Record
from stemwise.content.schema.fields import (
    Check,
    Fault,
    flag,
    interval,
    not_negative,
    number,
    one_of,
    required_text,
    text,
)
from stemwise.content.schema.names import DESIGNS, KINDS
from stemwise.content.schema.spec import Also, Rows, Table, pattern, patterns, some_words, words

OWN = {
    "includes": ("condition", "cell"),
    "loose": ("cell",),
    "procedures": ("cell",),
    "outside": ("condition",),
    "many": ("condition",),
    "plain": ("route",),
    "invasive": ("route",),
    "serious": ("harm",),
    "family": ("outcome",),
    "families": ("outcome",),
    "better": ("outcome",),
    "range": ("outcome",),
    "type": ("outcome",),
    "conditions": ("outcome",),
}
"""Keys that only some kinds of terms have."""


class _OwnKind(Also):
    """A term has no key of another kind."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        for key in raw:
            if key in OWN and raw.get("kind") in KINDS and raw["kind"] not in OWN[key]:
                yield key, Fault(f"is no key of a {raw['kind']}", "take it out, or mend `kind`")


class _OwnParents(Also):
    """Broader and included terms are of the same kind; the walk cannot know which one that is."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        for key in ("parents", "includes", "loose"):
            if raw.get("id") in (raw.get(key) or ()):
                yield key, Fault("names the term itself", "take it out")


class _Levels(Also):
    """A scale has names of levels, or numbers."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        if ("levels" in raw) == ("low" in raw and "high" in raw):
            yield "levels", Fault("stands beside numbers, or neither is there", "give `levels`, or `low` and `high`")


class _Several(Also):
    """More than one of these checks."""

    def __init__(self, *checks: Also) -> None:
        self._checks = checks

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        for check in self._checks:
            yield from check(raw)


_KIND = "|".join(KINDS)
TERM = Table(
    {
        "id": required_text,
        "kind": one_of(*KINDS),
        "name": required_text,
        "short": text,
        "plain": text,
        "parents": words,
        "includes": words,
        "words": words,
        "family": required_text,
        "families": words,
        "better": one_of("higher", "lower"),
        "range": interval,
        "type": one_of("score", "event", "rate", "lay"),
        "conditions": words,
        "loose": words,
        "procedures": words,
        "serious": flag,
        "invasive": flag,
        "outside": flag,
        "many": flag,
    },
    required=("id", "kind", "name"),
    refs={"parents": _KIND, "includes": _KIND, "loose": "cell", "conditions": "condition", "families": "family"},
    also=_Several(_OwnKind(), _OwnParents()),
)
VOCABULARY = Table({"term": Rows(TERM, ("kind", "id"))})

WINDOW = Table({"name": pattern, "low": not_negative, "high": not_negative}, ("name", "low", "high"))
HIERARCHY = Table(
    {"condition": required_text, "families": words, "outcomes": words},
    ("condition", "families", "outcomes"),
    {"condition": "condition", "families": "family", "outcomes": "outcome"},
)
FRAME = Table(
    {"window": Rows(WINDOW, ("name",)), "hierarchy": Rows(HIERARCHY, ("condition",))}, ("window", "hierarchy")
)


def _numbers(value: str) -> Table:
    return Table(rest=number if value == "number" else required_text)


AGES = Table(
    {
        **dict.fromkeys(("sds", "from", "to", "grown", "infancy"), not_negative),
        **dict.fromkeys(("child", "adult", "childhood"), some_words),
    },
    ("sds", "from", "to", "grown", "infancy", "child", "adult", "childhood"),
    {"childhood": "condition"},
)
SCALE = Table(
    {
        "name": required_text,
        "condition": required_text,
        "called": some_words,
        "levels": some_words,
        "low": number,
        "high": number,
        "step": number,
        "example": text,
        "mildest": text,
        "worst": text,
        "words": _numbers("text"),
        "records": _numbers("text"),
    },
    ("name", "condition", "called", "example", "mildest", "worst"),
    {"condition": "condition"},
    also=_Levels(),
)
FORM = Table(
    {"id": text, "condition": required_text, "name": text, "words": some_words, "includes": words, "records": words},
    ("id", "condition", "name", "words"),
    {"condition": "condition", "includes": "form"},
)
PHASE = Table(
    {
        "id": required_text,
        "name": required_text,
        "from": not_negative,
        "to": not_negative,
        "words": some_words,
        "records": words,
    },
    ("id", "name", "from", "words"),
)
SINCE = Table(
    {
        "conditions": some_words,
        "asks": patterns,
        **dict.fromkeys(("numbers", "units"), _numbers("number")),
        "typed": Table(required=("hour", "day", "week"), rest=number),
    },
    ("conditions", "asks", "numbers", "units", "typed"),
    {"conditions": "condition"},
)
SIDES = Table(
    {"condition": required_text, "scale": required_text, "sides": some_words},
    ("condition", "scale", "sides"),
    {"condition": "condition"},
)
PEOPLE = Table(
    {
        "ages": AGES,
        "scale": Rows(SCALE, ("name",)),
        "form": Rows(FORM, ("condition", "id")),
        "phase": Rows(PHASE),
        "of_person": Table(dict.fromkeys(("words", "outcome"), some_words), ("words", "outcome")),
        "apart": Table({"forms": words, "severity": Rows(SIDES, ("condition",))}, ("forms",), {"forms": "condition"}),
        "course_since": Table({"units": _numbers("number")}, ("units",)),
        "since": SINCE,
        "age_told": Table({"asks": patterns}, ("asks",)),
    },
    ("ages", "scale", "form", "phase", "of_person", "apart", "course_since", "since", "age_told"),
)


def _titled(of: str, named: Check, kind: str) -> Rows:
    """A title of a register and what it is here; the same title may stand for one thing only."""
    return Rows(Table({"title": pattern, of: named}, ("title", of), {of: kind} if kind else {}), ("title",))


IMPORTS = Table(
    {
        "outcome": _titled("term", required_text, "outcome|harm"),
        "harm": _titled("term", required_text, "harm"),
        "design": Rows(Table({"type": required_text, "design": one_of(*DESIGNS)}, ("type", "design")), ("type",)),
        "improved": Table(rest=required_text),
    },
    ("outcome", "harm", "design", "improved"),
)

FILES = {"terms/hierarchy.toml": FRAME, "terms/people.toml": PEOPLE, "terms/imports.toml": IMPORTS}
