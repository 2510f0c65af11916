"""Files of ``cues/``: groups of words, features made of them, kinds of claims, lists of the reader."""

from __future__ import annotations

from collections.abc import Iterator

from stemwise.content.model import Record
from stemwise.content.schema.fields import Fault, one_of, required_text, text, texts
from stemwise.content.schema.names import CLAIM_KINDS
from stemwise.content.schema.spec import Also, Rows, Table, braced_list, some_words, words


class _Lists(Also):
    """Braces in a group's words stand for a list of the same file."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        lists = raw.get("lists", {})
        check = braced_list(*(lists if isinstance(lists, dict) else ()))
        rows = raw.get("cue", ())
        for row in rows if isinstance(rows, list) else ():
            said = row.get("words") if isinstance(row, dict) else None
            if texts(said) is None and (fault := check(said)):
                yield f"cue {row.get('group')!r}: words", fault


class SomeNeed(Also):
    """A row that asks for nothing fits everything."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        if not any(raw.get(part) for part in ("all", "any", "none")):
            yield "all", Fault("missing, and `any` and `none` too: the row would fit everything", "say what it needs")


NEEDS = {"all": some_words, "any": some_words, "none": words}
"""``claims/needs.py``."""

CUE = Table(
    {"group": required_text, "what": required_text, "words": some_words, "link": required_text},
    ("group", "what", "words"), {"link": "link group"},
)  # fmt: skip
GROUPS = Table({"cue": Rows(CUE, ("group",)), "lists": Table(rest=required_text)}, also=_Lists())
FEATURE = Table(
    {"id": required_text, "what": required_text, **NEEDS}, ("id", "what"),
    dict.fromkeys(NEEDS, "feature"), also=SomeNeed(),
)  # fmt: skip
KIND = Table(
    {"id": required_text, "kind": one_of(*CLAIM_KINDS), **NEEDS, "example": required_text, "counter": required_text,
     "context": text},
    ("id", "kind", "example", "counter"), dict.fromkeys(NEEDS, "feature"), also=SomeNeed(),
)  # fmt: skip

NAMES = ("hidden", "kept", "asserts", "list_of", "not_of_study")
WORDS = (
    "short", "short_before_number", "answers_no", "answers_yes", "leaves_room", "doubts", "fronted", "harms", "nobody",
    "tells", "behind", "brings", "worse",
)  # fmt: skip
READING = Table(
    {"names": Table(dict.fromkeys(NAMES, words), NAMES, {
        "hidden": "cue", "list_of": "cue|term kind", **dict.fromkeys(("kept", "asserts", "not_of_study"), "feature")}),
     "words": Table(dict.fromkeys(WORDS, some_words), WORDS)},
    ("names", "words"),
)  # fmt: skip

FILES = {
    "cues/features.toml": Table({"feature": Rows(FEATURE)}, ("feature",)),
    "cues/kinds.toml": Table({"rule": Rows(KIND)}, ("rule",)),
    "cues/reading.toml": READING,
}
