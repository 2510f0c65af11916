"""Files of ``rules/`` by which questions are read and answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stemwise.content.model import Record
from stemwise.content.schema.fields import Fault, count, flag, one_of, required_text, texts
from stemwise.content.schema.names import DESIGNS
from stemwise.content.schema.spec import (
    Also,
    Rows,
    Table,
    braced,
    braced_list,
    pattern,
    patterns,
    some_words,
    words,
)

ASKED: dict[str, tuple[str, ...]] = {
    "scale": ("lead_unnamed", "scale", "range", "no_range", "matters", "below", "among", "above", "better"),
    "hurt": ("facts", "lead"), "report": ("facts", "lead"), "access": ("facts", "lead"), "before-birth": ("facts", "lead"),
    "proof": ("lead",), "decide": ("lead",), "how-work": ("links", "lead"), "stop-care": ("facts", "lead"),
    "with-care": ("lead",), "pregnancy": ("counted", "facts", "lead", "lead_some"), "safer-cell": ("lead",),
    "join-trial": ("pays", "facts", "lead_pays", "lead"), "course": ("lead", "lead_facts"),
    "other-care": ("lead", "lead_none", "lead_unknown", "lead_unnamed"), "insurance": ("facts", "lead", "lead_unknown"),
    "cost": ("facts", "lead"), "approval": ("lead", "lead_unknown"), "ask-clinic": ("facts", "lead"),
    "clinic": ("facts", "lead"), "trust": ("facts", "lead"), "harms": ("lead", "lead_unnamed", "lead_child"),
    "help": ("lead", "lead_outside", "childhood", "adulthood"),
}  # fmt: skip
"""Each question the program answers (asked/intents.py), and what its row must hold."""
FILLED: dict[str, tuple[str, ...]] = {
    "safer-cell": ("told",), "course": ("course",), "other-care": ("names",), "insurance": ("fact",), "cost": ("fact",),
    "approval": ("fact",),
}  # fmt: skip
"""What is filled in in the first sentences of a question's answer; nothing in the others."""


LED = "access"
"""The question that is answered by the facts alone."""


class _Answered(Also):
    """A question is one that the program answers; its row holds what that takes."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        asked = raw.get("id")
        if not isinstance(asked, str):
            return
        if asked not in ASKED:
            yield "id", Fault(f"{asked!r} is no question that the program answers", f"use one of {', '.join(ASKED)}")
        for key in ASKED.get(asked, ()):
            if key not in raw:
                yield key, Fault("missing", f"add it: {key} = ...")
        lead = raw.get("lead", [])
        if lead == [] and "lead" in ASKED.get(asked, ()) and asked != LED:
            yield "lead", Fault("is empty", "say what is told before the answer")
        if texts(lead) is None and (fault := braced_list(*FILLED.get(asked, ()))(lead)):
            yield "lead", fault


def _all(check: object, *names: str) -> dict[str, object]:
    return dict.fromkeys(names, check)


QUESTION = Table(
    {"id": required_text, "what": required_text, "asks": patterns, "facts": pattern, "counted": pattern, "pays": patterns,
     "led": count, "condition": flag, "named": flag, "links": some_words, "lead": texts, "lead_unnamed": braced_list(),
     "lead_some": braced_list("names"), "lead_pays": braced_list(), "lead_facts": braced_list(),
     "lead_none": braced_list(), "lead_unknown": braced_list("condition"), "lead_child": braced_list(),
     "lead_outside": braced_list(), "childhood": some_words, "adulthood": some_words,
     "scale": braced("label", "name", "span", "better"), "range": braced("low", "high"), "no_range": braced(),
     "matters": braced("sizes"), **dict.fromkeys(("below", "among", "above"), braced("value", "label", "sizes")),
     "better": Table(dict.fromkeys(("higher", "lower"), required_text), ("higher", "lower"))},
    ("id", "what", "asks"), {"links": "link group|link", "childhood": "condition", "adulthood": "condition"}, also=_Answered(),
)  # fmt: skip
_EFFECT = braced_list("effect", "series", "course", "months", "name", "fact")
EFFECT = Table(
    {"id": required_text, "asks": patterns, "lead": _EFFECT, "lead_none": _EFFECT, "lead_unnamed": braced_list(),
     "facts": pattern, "first": pattern, "of_cells": flag},
    ("id", "asks", "lead"),
)  # fmt: skip
HARM = Table({"asks": patterns, "harms": some_words, "anywhere": patterns}, ("asks", "harms"), {"harms": "harm"})


def _whole(**keys: object) -> Table:
    """A table of which every key must be there."""
    return Table(keys, tuple(keys))  # type: ignore[arg-type]


_CARE = braced_list("names")
_CARE_OF = braced_list("names", "asked", "whom")
_COMPARED = braced_list("care", "cells", "n", "told")
_TEXTS = Table(rest=required_text)
QUESTIONS = _whole(
    asking=_whole(**_all(patterns, "begins", "turned", "search", "among", "verbs")),
    numbers=_whole(patterns=patterns, lead=braced_list("number"), lead_name=braced_list("name")),
    question=Rows(QUESTION),
    effect=Rows(EFFECT),
    harm=Rows(HARM, ("harms",)),
    harm_named=_whole(
        **_all(patterns, "before", "after", "causes", "does", "might"), lead=braced_list(), elsewhere=braced(),
        counted=braced("where", "counts"), cases=braced("cases"), published=braced("name", "share", "population"),
        death_elsewhere=braced(), death_alone=braced(), death=braced(),
    ),
    by_route=_whole(lead=braced("route"), lead_unknown=braced(), lead_none=braced("route")),
    plain=_whole(
        lead=braced_list(), lead_nothing=braced_list("example"), lead_care=_CARE, lead_care_elsewhere=_CARE,
        lead_care_others=_CARE_OF, lead_care_late=_CARE_OF, lead_care_none=_CARE, lead_cells=braced_list(),
        lead_unknown=braced_list(),
    ),
    rulings=_whole(**_all(patterns, "rules", "studies", "critics", "news")),
    comparison=_whole(
        asks=patterns, none=patterns, both=patterns, own=braced("care", "told"),
        **_all(_COMPARED, "lead", "lead_met", "lead_both", "lead_none"),
    ),
    words=_whole(
        **_all(patterns, "child", "cells", "given", "country", "helps", "procedures", "outside", "of_study", "effects"),
        **_all(patterns, "the_cells", "alone"), any_care=some_words, common=some_words, called=_TEXTS,
    ),
    treatment=_whole(named=patterns, none=some_words),
    places=Table(rest=some_words),
)  # fmt: skip

_OF_TRIALS = braced("trials", "people", "study")
REPLIES = _whole(
    spelling=_whole(lead=braced("names"), words=some_words),
    short=_whole(
        cures=patterns, cure=braced(), unmeasured=braced("outcome"), not_sought=braced("name"),
        nothing=braced("name", "n"), narrative=braced("name", "n"), null=braced("study", "name"),
        of_others=braced("name", "asked"), left_out=braced("asked", "whole"), individual=braced(),
        **_all(_OF_TRIALS, "none", "disagree", "larger", "within", "unsure", "shown", "worse"),
        other_cells=braced("cells"), others=braced("asked"),
    ),
    naming=_whole(
        no_scale=some_words, **_all(patterns, "measured", "other_time", "months_old"), lead_tried=braced("name"),
        cell=Rows(Table({"id": required_text, "condition": required_text, "asks": patterns}, ("id", "condition", "asks"),
                        {"id": "cell", "condition": "condition"}), ("condition", "id")),
        condition=Rows(Table({"id": required_text, "asks": patterns}, ("id", "asks"), {"id": "condition"})),
    ),
    study=_whole(
        made=braced("what", "paid"), unpaid=required_text, masked=required_text, several=required_text, rest=braced("n"),
        below=required_text, design=_whole(**_all(required_text, *DESIGNS)),
    ),
    unfollowed=_whole(approval=braced("told"), care=braced("name"), no_care=braced("name")),
)  # fmt: skip

_SIGNS = (
    "person", "set_aside", "well", "now", "at_large", "lately", "given", "grave", "ill", "what_now", "own", "gain",
    "belittled", "event", "worse", "cells", "asks_help",
)  # fmt: skip
BESIDE = Table(
    {"asks": patterns, "with": words, "without": words, "unless": patterns, "weighs": flag, "alone": flag, "stated": flag,
     "lead": texts},
    ("asks", "lead"), {"with": "sign", "without": "sign"},
)  # fmt: skip


def _misspelt(value: Any) -> Fault | None:
    """Pairs: what is typed (a regular expression), and the word."""
    rows = value if isinstance(value, list) else [value]
    fault = next((fault for row in rows if (fault := texts(row))), None)
    fault = fault or next((Fault(f"{row!r} is no pair", "write [typed, word]") for row in rows if len(row) != 2), None)
    return fault or next((fault for row in rows if (fault := pattern(row[0]))), None)


URGENT = _whole(
    spelling=_whole(misspelt=_misspelt),
    sign=_whole(**_all(patterns, *_SIGNS)),
    now=_whole(lead=texts, lead_belittled=texts, lead_transplant=texts, transplant=patterns),
    at_once=Rows(_whole(asks=patterns, unless=patterns, lead=texts), ()),
    beside=Rows(BESIDE, ()),
    refused=_whole(lead=some_words),
)

ASPECT = Table(
    {"id": required_text, "asks": some_words, "answers": words, "first": flag, "condition": flag, "care": flag},
    ("id", "asks", "answers"),
)  # fmt: skip
BAR = Table({"id": one_of("treated", "weighed", "plain"), "words": some_words}, ("id", "words"))
ASPECTS = _whole(common=some_words, story=some_words, aspect=Rows(ASPECT), bar=Rows(BAR))

FILES = {
    "rules/questions.toml": QUESTIONS,
    "rules/replies.toml": REPLIES,
    "rules/urgent.toml": URGENT,
    "rules/aspects.toml": ASPECTS,
}
