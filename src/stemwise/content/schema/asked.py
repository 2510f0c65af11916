"""Files of ``rules/`` by which questions are read and answered."""

from __future__ import annotations

from collections.abc import Iterator

from stemwise.content.model import Record
from stemwise.content.schema.fields import Fault, count, flag, one_of, required_text, text, texts
from stemwise.content.schema.names import DESIGNS
from stemwise.content.schema.spec import (
    Also,
    Rows,
    Table,
    braced,
    braced_list,
    pattern,
    patterns,
    rows_of_words,
    some_words,
    words,
)

ASKED: dict[str, tuple[str, ...]] = {
    "scale": ("lead_unnamed", "scale", "range", "no_range", "matters", "below", "among", "above", "better"),
    "hurt": ("facts", "lead"),
    "report": ("facts", "lead"),
    "access": ("facts", "lead"),
    "before-birth": ("facts", "lead"),
    "proof": ("lead",),
    "decide": ("lead",),
    "how-work": ("links", "lead"),
    "stop-care": ("facts", "lead"),
    "with-care": ("lead",),
    "pregnancy": ("counted", "facts", "lead", "lead_some"),
    "safer-cell": ("lead",),
    "join-trial": ("pays", "facts", "lead_pays", "lead"),
    "course": ("lead", "lead_facts"),
    "other-care": ("lead", "lead_none", "lead_unknown", "lead_unnamed"),
    "insurance": ("facts", "first", "none", "lead", "lead_unknown"),
    "cost": ("facts", "first", "none", "banks", "lead", "lead_product"),
    "approval": ("lead", "lead_unknown"),
    "ask-clinic": ("facts", "lead"),
    "clinic": ("facts", "lead"),
    "trust": ("facts", "lead"),
    "harms": ("lead", "lead_unnamed", "lead_child"),
    "help": ("subject", "lead", "lead_outside", "childhood", "adulthood"),
    "self": ("lead",),
    "study-trust": ("facts", "lead"),
    "faith": ("facts", "subjects", "lead"),
    "other-parent": ("facts", "lead"),
    "with-therapy": ("lead", "lead_none", "care"),
    "suitable": ("lead", "lead_known", "counted"),
    "operation": ("lead",),
}
"""Each question the program answers (asked/intents.py), and what its row must hold."""
FILLED: dict[str, tuple[str, ...]] = {
    "safer-cell": ("told",),
    "course": ("course",),
    "other-care": ("names",),
    "insurance": ("fact",),
    "cost": ("fact",),
    "approval": ("fact",),
    "with-therapy": ("n", "told"),
    "suitable": ("who",),
}
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
    {
        "id": required_text,
        "what": required_text,
        "asks": patterns,
        "facts": pattern,
        "counted": text,
        "pays": patterns,
        **dict.fromkeys(("first", "none", "banks"), pattern),
        "subject": patterns,
        "subjects": some_words,
        "care": some_words,
        "lead_product": braced(),
        "lead_known": braced_list(),
        "led": count,
        "condition": flag,
        "named": flag,
        "links": some_words,
        "lead": texts,
        "lead_unnamed": braced_list(),
        "lead_some": braced_list("names"),
        "lead_pays": braced_list(),
        "lead_facts": braced_list(),
        "lead_none": braced_list(),
        "lead_unknown": braced_list("condition"),
        "lead_child": braced_list(),
        "lead_outside": braced_list(),
        "childhood": some_words,
        "adulthood": some_words,
        "scale": braced("label", "name", "span", "better"),
        "range": braced("low", "high"),
        "no_range": braced(),
        "matters": braced("sizes"),
        **dict.fromkeys(("below", "among", "above"), braced("value", "label", "sizes")),
        "better": Table(dict.fromkeys(("higher", "lower"), required_text), ("higher", "lower")),
    },
    ("id", "what", "asks"),
    {"links": "link group|link", "childhood": "condition", "adulthood": "condition", "subjects": "cell"},
    also=_Answered(),
)
_EFFECT = braced_list("effect", "series", "course", "months", "name", "fact", "tried", "advised", "pool")
EFFECT = Table(
    {
        "id": required_text,
        "asks": patterns,
        "lead": _EFFECT,
        "lead_none": _EFFECT,
        "lead_unnamed": braced_list("fact"),
        "facts": pattern,
        "first": pattern,
        "of_cells": flag,
        "pooled": pattern,
        "tried": braced("trials"),
    },
    ("id", "asks", "lead"),
)
HARM = Table(
    {"asks": patterns, "harms": some_words, "anywhere": patterns, "facts": pattern},
    ("asks", "harms"),
    {"harms": "harm"},
)
_SUBJECTS = "cell|condition"
TRAIT = Table(
    {
        "asks": patterns,
        "who": required_text,
        "conditions": some_words,
        "harms": some_words,
        "facts": pattern,
        "subjects": some_words,
    },
    ("asks", "who"),
    {"conditions": "condition", "harms": "harm", "subjects": _SUBJECTS},
)
WORRY = Table({"asks": patterns, "facts": pattern, "subjects": some_words}, ("asks", "facts"), {"subjects": _SUBJECTS})
PLACE = Table(
    {
        "asks": patterns,
        "route": required_text,
        "lead": texts,
        "facts": pattern,
        "harms": some_words,
        "subjects": some_words,
    },
    ("asks", "lead"),
    {"route": "route", "harms": "harm", "subjects": _SUBJECTS},
)
TOLD_FIRST = Table(
    {"cell": required_text, "harm": required_text, "had": required_text, "published": flag},
    ("harm", "had"),
    {"cell": "cell", "harm": "harm"},
)


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
    trait=Rows(TRAIT, ("who",)),
    worry=Rows(WORRY, ()),
    place=Rows(PLACE, ()),
    harm_told=_whole(
        besides=braced("counts"),
        pair=braced("events", "n", "had", "control_events", "control_n"),
        pair_differ=braced(),
        share=braced("n", "events", "had", "bound"),
        share_differ=braced("n", "low", "high", "had"),
        first=Rows(TOLD_FIRST, ("harm",)),
    ),
    harm_named=_whole(
        **_all(patterns, "before", "after", "causes", "does", "might", "whether"),
        yes=braced(),
        by_itself=braced("counts"),
        lead=braced_list(),
        elsewhere=braced(),
        counted=braced("where", "counts"),
        cases=braced("cases"),
        cases_first=braced("cases"),
        published=braced("name", "share", "population"),
        death_elsewhere=braced(),
        death_alone=braced(),
        death=braced(),
    ),
    by_route=_whole(lead=braced("route"), lead_unknown=braced(), lead_none=braced("route")),
    plain=_whole(
        lead=braced_list(),
        example=required_text,
        lead_care=_CARE,
        lead_care_elsewhere=_CARE,
        lead_care_others=_CARE_OF,
        lead_care_late=_CARE_OF,
        lead_care_none=_CARE,
        lead_cells=braced_list(),
        lead_unknown=braced_list(),
    ),
    rulings=_whole(**_all(patterns, "rules", "holds", "uses", "studies", "critics", "news")),
    comparison=_whole(
        asks=patterns,
        none=patterns,
        kin=rows_of_words,
        both=patterns,
        own=braced("care", "told"),
        result=braced("study", "told"),
        **_all(_COMPARED, "lead", "lead_met", "lead_both", "lead_none"),
    ),
    words=_whole(
        **_all(
            patterns,
            "child",
            "cells",
            "given",
            "country",
            "helps",
            "procedures",
            "outside",
            "of_study",
            "of_house",
            "effects",
        ),
        **_all(patterns, "the_cells", "alone"),
        any_care=some_words,
        common=some_words,
        called=_TEXTS,
    ),
    treatment=_whole(named=patterns, none=some_words),
    places=Table(rest=some_words),
    unions=_TEXTS,
)

_OF_TRIALS = braced("trials", "people", "study")
REPLIES = _whole(
    spelling=_whole(asked=some_words, written=_TEXTS, lead=braced("names"), words=some_words),
    short=_whole(
        cures=patterns,
        died=patterns,
        advised=patterns,
        cure=braced(),
        unmeasured=braced("outcome"),
        own_records=braced("study", "told"),
        no_numbers=braced("outcome"),
        measured=braced("measure"),
        not_sought=braced("name"),
        nothing=braced("name", "n"),
        narrative=braced("name", "n"),
        null=braced("study", "name"),
        of_others=braced("name", "asked"),
        left_out=braced("asked", "whole"),
        individual=braced(),
        **_all(_OF_TRIALS, "none", "disagree", "larger", "within", "unsure", "low", "large", "shown", "worse"),
        other_cells=braced("cells", "on"),
        others=braced("asked", "on"),
        other_age=braced("on", "who", "which", "ages"),
        which=_TEXTS,
        ages=braced("low", "high"),
        on=braced("outcome"),
        at=braced("months"),
    ),
    naming=_whole(
        no_scale=some_words,
        **_all(patterns, "measured", "other_time", "months_old"),
        lead_tried=braced("name"),
        cell=Rows(
            Table(
                {"id": required_text, "condition": required_text, "asks": patterns},
                ("id", "condition", "asks"),
                {"id": "cell", "condition": "condition"},
            ),
            ("condition", "id"),
        ),
        condition=Rows(
            Table(
                {"id": required_text, "asks": patterns, "harm": required_text},
                ("id", "asks"),
                {"id": "condition", "harm": "harm"},
            ),
            (),
        ),
    ),
    study=_whole(
        made=braced("what", "paid"),
        unpaid=required_text,
        masked=required_text,
        several=required_text,
        rest=braced("n"),
        below=required_text,
        uncontrolled=required_text,
        no_difference=braced("study"),
        design=_whole(**_all(required_text, *DESIGNS)),
    ),
    lookup=_whole(
        **_all(patterns, "age", "person", "illness_named"),
        **_all(braced("words", "told"), "missing", "beside", "beside_none", "nothing"),
        **_all(braced(), "then", "nothing_known", "house", "illness_ask"),
        which=braced("example"),
        illness=braced("name"),
    ),
    unfollowed=_whole(
        approval=braced("told"),
        **_all(braced("name"), "care", "no_care", "established", "established_some"),
        established_ask=braced(),
        same=rows_of_words,
        general=some_words,
    ),
)

ASPECT = Table(
    {"id": required_text, "asks": some_words, "answers": words, "first": flag, "condition": flag, "care": flag},
    ("id", "asks", "answers"),
)
BAR = Table({"id": one_of("treated", "weighed", "plain"), "words": some_words}, ("id", "words"))
ASPECTS = _whole(common=some_words, story=some_words, aspect=Rows(ASPECT), bar=Rows(BAR))

FILES = {
    "rules/questions.toml": QUESTIONS,
    "rules/replies.toml": REPLIES,
    "rules/aspects.toml": ASPECTS,
}
