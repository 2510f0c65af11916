"""Files of ``rules/`` by which claims are judged: verdicts and what they ask, facts tied to words, flags, the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stemwise.content.model import Record
from stemwise.content.schema.cues import NEEDS, SomeNeed
from stemwise.content.schema.fields import (
    Fault,
    count,
    flag,
    interval,
    not_negative,
    one_of,
    required_text,
    shown,
    tables,
    text,
    texts,
)
from stemwise.content.schema.names import BRACES, CLAIM_KINDS, STANCES, VERDICTS
from stemwise.content.schema.spec import (
    Also,
    Rows,
    Table,
    braced,
    listed,
    patterns,
    rows_of_words,
    some_words,
    words,
)


def share(value: Any) -> Fault | None:
    """A share of 1."""
    return not_negative(value) or (None if value <= 1 else Fault(f"{shown(value)} is above 1", "write a share of 1"))


class _OneRow(Also):
    """A word stands in one row of synonyms only."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        seen: dict[str, str] = {}
        for key in ("thing", "alike"):
            rows = raw.get(key)
            for row in rows if isinstance(rows, list) and rows_of_words(rows) is None else ():
                for word in dict.fromkeys(row):
                    if word in seen:
                        yield key, Fault(f"{word!r} stands in two rows ({seen[word]} ...)", "put the rows together")
                    seen[word] = row[0]


class _LeastOr(SomeNeed):
    """A predicate may ask for nothing but a share."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        if not raw.get("least"):
            yield from super().__call__(raw)


class _SomeWords(Also):
    """A way of speaking asks for a phrase, a share told or a cue: else it fits every claim."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        if not any(raw.get(key) for key in ("any", "all", "rate", "cues")):
            yield "any", Fault("missing, and `all` too: the row would fit every claim", "give phrases")


class _LastRule(Also):
    """No claim is left without a rule: each kind has one that asks for nothing."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        rows = (
            [r for r in raw["rule"] if not (r.get("needs") or r.get("none"))] if tables(raw.get("rule")) is None else []
        )
        kinds = {kind for row in rows if texts(row.get("kinds")) is None for kind in row["kinds"]}
        for kind in CLAIM_KINDS:
            if rows and kind not in kinds:
                yield "rule", Fault(f"no rule is left for every claim of the kind {kind}", "add one that needs nothing")


FLAG = Table({"kind": required_text, "why": required_text, "only_offered": flag}, ("kind", "why"))
VERDICT = Table(
    {"id": required_text, "kinds": listed(*CLAIM_KINDS), "verdict": one_of(*VERDICTS), "needs": some_words,
     "none": some_words, "says": braced(*BRACES), "example": required_text,
     "counter": required_text, "context": text, "flag": FLAG, **dict.fromkeys(("grave", "caution", "by_words", "instead"), flag)},
    ("id", "verdict", "says", "example", "counter"), {"needs": "predicate", "none": "predicate"},
)  # fmt: skip
PREDICATE = Table(
    {"id": required_text, "what": required_text, **NEEDS,
     "least": Table(dict.fromkeys(("sound", "sold", "open"), share))},
    ("id", "what"), dict.fromkeys(NEEDS, "mark"), also=_LeastOr(),
)  # fmt: skip
GROUP = Table({"id": required_text, "what": required_text, "phrases": some_words}, ("id", "what", "phrases"))
ASSERTION = Table(
    {"id": required_text, "stance": one_of(*STANCES), "fact": required_text, "any": some_words, "all": some_words,
     "none": words, "example": required_text, "counter": required_text, "conditions": some_words,
     "kinds": listed(*CLAIM_KINDS), "cells": some_words, "cues": some_words, "not_cues": some_words,
     "about": one_of("cells", "no drug"), "rate": interval, "absolute": flag},
    ("id", "stance", "fact", "example", "counter"),
    {"fact": "fact", "conditions": "condition", "cells": "cell", "cues": "cue", "not_cues": "cue"}, also=_SomeWords(),
)  # fmt: skip
PAIR = Table(
    {"id": required_text, "one": some_words, "other": words, "first": flag, "ordered": flag, "needed": flag},
    ("id", "one", "other"),
)  # fmt: skip

_BY_WORD = Table({**FLAG.keys, "cue": required_text}, ("cue", *FLAG.required), {"cue": "cue"})
_BY_CLAIM = Table({**FLAG.keys, **NEEDS}, FLAG.required, dict.fromkeys(NEEDS, "mark"), also=SomeNeed())
_BY_PAGE = Table(
    {"kind": required_text, "why": braced("diseases"), "at": required_text, **NEEDS}, FLAG.required,
    {**dict.fromkeys(NEEDS, "page mark"), "at": "page mark"}, also=SomeNeed(),
)  # fmt: skip
_PAGE_IS = Table(
    {"id": required_text, "what": required_text, **NEEDS}, ("id", "what"), dict.fromkeys(NEEDS, "mark"), also=SomeNeed()
)
FLAGS = Table(
    {"umbrellas": words, "word": Rows(_BY_WORD, ("cue",)), "claim": Rows(_BY_CLAIM, ("kind",)),
     "whole": Rows(_BY_PAGE, ("kind",)), "page": Rows(_PAGE_IS, ())},
    ("umbrellas", "word", "claim", "whole", "page"), {"umbrellas": "condition"},
)  # fmt: skip

_GRADE = ("unchecked", "detail", "few", "sober", "beside")
ASK = Table(
    {"kind": one_of(*CLAIM_KINDS), "text": required_text, "beyond": flag, "flags": some_words}, ("text",),
    {"flags": "flag"},
)  # fmt: skip
PAGE = Table(
    {"grade": Table({**dict.fromkeys(_GRADE, share), "least": count, "many": count}, (*_GRADE, "least", "many")),
     "ask": Rows(ASK, ("text",))},
    ("grade", "ask"),
)  # fmt: skip

_CLAUSE = ("turns", "subjects", "open")
_LISTS = ("on_cells", "round", "none_approved", "any_care", "common")
WORDS = Table(
    {**dict.fromkeys(_LISTS, some_words), "round": patterns, "words": Rows(GROUP, of="predicate"),
     "clause": Table(dict.fromkeys(_CLAUSE, patterns), _CLAUSE)},
    (*_LISTS, "clause", "words"),
    {"none_approved": "condition"},
)  # fmt: skip
FIRST_HOURS = Table(
    {"conditions": some_words, "until": not_negative, "now": required_text, "perhaps": required_text},
    ("conditions", "until", "now", "perhaps"), {"conditions": "condition"},
)  # fmt: skip
MODIFIER = Table({"name": required_text, "words": some_words}, ("name", "words"))
_STANDING = ("refused", "granted", "barred", "gene", "approved", "study")
_KNOWN = ("words", "other", "harm")
_SEEN = ("abstract", "summary", "review-table", "registry", "press")

FILES = {
    "rules/verdicts.toml": Table({"rule": Rows(VERDICT)}, ("rule",), also=_LastRule()),
    "rules/predicates.toml": Table({"predicate": Rows(PREDICATE)}, ("predicate",)),
    "rules/words.toml": WORDS,
    "rules/assertions.toml": Table({"assertion": Rows(ASSERTION)}, ("assertion",)),
    "rules/opposites.toml": Table({"pair": Rows(PAIR)}, ("pair",)),
    "rules/synonyms.toml": Table(dict.fromkeys(("thing", "alike"), rows_of_words), ("thing", "alike"), also=_OneRow()),
    "rules/flags.toml": FLAGS,
    "rules/page.toml": PAGE,
    "rules/modifiers.toml": Table({"modifier": Rows(MODIFIER, ("name",))}, ("modifier",)),
    "rules/standing.toml": Table(
        {
            **dict.fromkeys(_STANDING, some_words),
            "known": Table(
                {**dict.fromkeys(_KNOWN, some_words), "establishes": patterns, "says": required_text},
                (*_KNOWN, "establishes", "says"),
            ),
        },
        (*_STANDING, "known"),
    ),
    "rules/first_hours.toml": Table(
        {"row": Rows(FIRST_HOURS, ()), "words": Table({"open": braced("names")}, ("open",))}, ("row", "words")
    ),
    "rules/seen.toml": Table(
        {"masked": some_words, "only": Table(dict.fromkeys(_SEEN, required_text))}, ("masked", "only")
    ),
}
