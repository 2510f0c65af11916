"""A draft: a study record made by a machine, marked so, and never pooled until someone has confirmed it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from stemwise.evidence import Library
from stemwise.exchange.imports.toml import dumps
from stemwise.terms import Vocabulary, tokenise, vocabulary
from stemwise.terms.model import Kind

Record = dict[str, Any]

MOST_DRAFTS = 2_000
MOST_ROWS = 600
"""Rows of results, or of harms, in one draft; a register's list of adverse events can run to thousands."""
UNJUDGED = "Imported; the contrast has not been judged yet."


@dataclass(frozen=True, slots=True)
class Draft:
    """A record in the format of ``docs/evidence-format.md`` with ``draft = true``; ``remarks`` repeat what was not mapped."""

    id: str
    record: Record
    remarks: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{self.id}.toml"

    def as_toml(self) -> str:
        """The record as TOML."""
        return dumps(self.record)


@dataclass(frozen=True, slots=True)
class Import:
    """What a file gave: its ``kind`` in words, the drafts, and remarks that concern no single draft."""

    kind: str
    drafts: tuple[Draft, ...]
    remarks: tuple[str, ...] = ()


def make(
    *,
    id: str,
    label: str,
    condition: str,
    design: str,
    day: datetime.date,
    citation: Record,
    year: int | None = None,
    not_seen: Iterable[str] = (),
    notes: Iterable[str] = (),
    **parts: Any,
) -> Record:
    """A record in the order of the format; empty parts are left out. ``parts``: masking, bias, population, arms ..."""
    record: Record = {
        "schema": 1, "id": id, "label": label, "condition": condition or "other", "design": design, "year": year,
        "clean_contrast": False if design in ("rct", "crossover-rct", "controlled") else None,
        "contrast_note": UNJUDGED if design in ("rct", "crossover-rct", "controlled") else None,
        "unreported": parts.pop("unreported", None), "draft": True, "summary": parts.pop("summary", "") or
        "Imported draft: say in one or two sentences of your own what was done and what was found.",
        "primary_result": "not-reported", "primary_note": "Imported; not judged yet.",
        "note": " ".join(dict.fromkeys(n for n in notes if n)), "not_seen": list(dict.fromkeys(n for n in not_seen if n)),
        "citation": {k: v for k, v in citation.items() if v},
        **parts, "extraction": {"first": day},
    }  # fmt: skip
    return {k: v for k, v in record.items() if v not in (None, "", [], {}) or k == "citation"}


def finished(records: Iterable[Record], library: Library | None) -> tuple[Draft, ...]:
    """Drafts with ids unlike one another and unlike the base's: a draft must not take the place of a confirmed study."""
    taken: set[str] = set()
    drafts = []
    for record in records:
        known = _known(record, library)
        if known:
            record["note"] = " ".join(filter(None, (record.get("note", ""), f"The base already holds {known}.")))
        record["id"] = _free(record["id"], taken, library)
        taken.add(record["id"])
        drafts.append(Draft(record["id"], _ordered(record), tuple(record.get("not_seen", ()))))
    return tuple(drafts)


def _ordered(record: Record) -> Record:
    """A note that was added late goes before the tables."""
    flat = {k: v for k, v in record.items() if not isinstance(v, dict)}
    return {**flat, **{k: v for k, v in record.items() if isinstance(v, dict)}}


def _known(record: Record, library: Library | None) -> str:
    if library is None:
        return ""
    c = record["citation"]
    names = (c.get("doi"), f"pmid:{c['pmid']}" if c.get("pmid") else "", c.get("pmcid"), *c.get("registry", ()))
    found = (library.by_identifier(n) for n in names if n)
    return next((s.id for s in found if s is not None), "")


def _free(wanted: str, taken: Collection[str], library: Library | None) -> str:
    ids = (wanted, f"{wanted}-draft", *(f"{wanted}-draft-{i}" for i in range(2, MOST_DRAFTS + 3)))
    return next(i for i in ids if i not in taken and (library is None or library.get(i) is None))


def slug(text: str, otherwise: str = "study") -> str:
    """Lower-case letters, digits and hyphens, at most 48."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-") or otherwise


def year_in(text: str) -> int | None:
    """The first year of our time in a date."""
    found = re.search(r"\b(19[5-9]\d|20\d\d)\b", text)
    return int(found[1]) if found else None


def term_in(kind: Kind, *texts: str) -> str:
    """The id of the narrowest term named in the first text that names any; empty without one.

    Umbrella words (paralysis) and lay outcomes (walking) name nothing that was measured, and are passed over.
    """
    words = vocabulary()
    for text in texts:
        found = [f.term.id for f in words.find(kind, tokenise(text)) if not f.term.includes and f.term.type != "lay"]
        if found:
            return _narrowest(words, kind, list(dict.fromkeys(found)))
    return ""


def _narrowest(words: Vocabulary, kind: Kind, ids: list[str]) -> str:
    broader = {up for i in ids for up in words.ancestors(kind, i)}
    return next((i for i in ids if i not in broader), ids[0])
