"""Files of ``rules/`` by which illness and danger told in a question are met first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stemwise.content.model import Record
from stemwise.content.schema.fields import Fault, flag, texts
from stemwise.content.schema.spec import Also, Rows, Table, pattern, patterns, some_words, words

_SIGNS = (
    "person",
    "set_aside",
    "well",
    "now",
    "at_large",
    "lately",
    "fresh",
    "failing",
    "seizing",
    "long_ago",
    "planned",
    "given",
    "grave",
    "alarm",
    "known",
    "familiar",
    "ill",
    "what_now",
    "own",
    "mine",
    "gain",
    "belittled",
    "event",
    "worse",
    "cells",
    "offered",
    "asks_help",
    "healing",
)
_SAID = {"with": words, "without": words, "asks": patterns, "unless": patterns, "says": some_words}
_SAID_OF = {"with": "sign", "without": "sign", "says": "said"}


class _SomeSign(Also):
    """A row without words and without signs would be raised by every sentence."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        if not (raw.get("asks") or raw.get("with")):
            yield "asks", Fault("missing, and `with` too: every sentence would raise it", "give patterns or signs")


AT_ONCE = Table(_SAID, ("says",), _SAID_OF, also=_SomeSign())
BESIDE = Table(
    {**_SAID, "says": words, "weighs": flag, "alone": flag, "stated": flag}, ("says",), _SAID_OF, also=_SomeSign()
)
NOW = Table(
    {**dict.fromkeys(("says", "belittled", "after_transplant"), some_words), "transplant": patterns},
    ("says", "belittled", "after_transplant", "transplant"),
    dict.fromkeys(("says", "belittled", "after_transplant"), "said"),
)


def _misspelt(value: Any) -> Fault | None:
    """Pairs: what is typed (a regular expression), and the word."""
    rows = value if isinstance(value, list) else [value]
    fault = next((fault for row in rows if (fault := texts(row))), None)
    fault = fault or next((Fault(f"{row!r} is no pair", "write [typed, word]") for row in rows if len(row) != 2), None)
    return fault or next((fault for row in rows if (fault := pattern(row[0]))), None)


URGENT = Table({"now": NOW, "at_once": Rows(AT_ONCE, ()), "beside": Rows(BESIDE, ())}, ("now", "at_once", "beside"))
URGENT_SIGNS = Table(
    {
        "spelling": Table({"misspelt": _misspelt}, ("misspelt",)),
        "piece": Table(rest=patterns),
        "sign": Table(dict.fromkeys(_SIGNS, patterns), _SIGNS),
    },
    ("spelling", "piece", "sign"),
)
URGENT_SAYS = Table(rest=Table({"lead": some_words, "rests": some_words}, ("lead",), {"rests": "fact|case"}))

FILES = {
    "rules/urgent.toml": URGENT,
    "rules/urgent_signs.toml": URGENT_SIGNS,
    "rules/urgent_says.toml": URGENT_SAYS,
}
