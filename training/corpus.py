"""The practice pages: text with coded claims, and the sentences the reader sees in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stemwise.claims import kinds
from stemwise.claims.reader import entered, opened
from stemwise.claims.signs import signs
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import assertions
from stemwise.verdict import rules as verdicts
from stemwise.verdict.model import CLASS_OF

PAGES = Path(__file__).parent / "pages"
VARIANTS = Path(__file__).parent / "variants"
TOLD = CLASS_OF
"""A coder's verdict -> how the sentence is told."""


@dataclass(frozen=True)
class Page:
    """A practice page: where it stands, its text, its coded claims (as in ``coded.jsonl``) and its grade."""

    id: str
    text: str
    claims: list[dict[str, Any]]
    grade: str


@dataclass(frozen=True)
class Row:
    """A sentence for the fit: its signs and labels; ``kind`` is "" where nothing is claimed, ``told`` where not coded."""

    page: str
    signs: frozenset[str]
    kind: str
    told: str
    weight: float


def pages(root: Path = PAGES) -> list[Page]:
    """All practice pages, by folder and number."""
    found = []
    for folder in sorted(p for p in root.iterdir() if (p / "coded.jsonl").exists()):
        for line in (folder / "coded.jsonl").read_text(encoding="utf-8").splitlines():
            coded = json.loads(line)
            text = (folder / coded["file"]).read_text(encoding="utf-8")
            found.append(Page(f"{folder.name}/{coded['file']}", text, coded["claims"], coded["page_grade"]))
    return found


def rows(page: Page) -> Iterator[Row]:
    """A page's sentences, each with the coded claim that lies in it most."""
    features, context = opened(Document(page.id, page.text))
    before = ""
    for f in features:
        by_rule = entered(f, context)
        context.leave(f, by_rule or None)
        seen = frozenset(signs(f, by_rule, before))
        before = by_rule
        claim = max(page.claims, key=lambda c: _shared(f.sentence, c), default=None)
        if claim is None or not _within(f.sentence, claim):
            yield Row(page.id, seen, "", "", 1.0)
        else:
            unsure = claim.get("coder_conf") == "low"
            yield Row(page.id, seen, claim["type"], TOLD[claim["verdict"]], 0.5 if unsure else 1.0)


def variants(root: Path = VARIANTS) -> Iterator[Row]:
    """Sentences like those once misread, and near ones of another kind: each after a lead, with the page it goes back to."""
    for file in sorted(root.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            row = _example(said["page"], said["text"], said["lead"], (said["type"],), TOLD[said["verdict"]])
            yield replace(row, page=said["page"], kind=said["type"])


def examples() -> Iterator[Row]:
    """The examples that stand beside the rules, and the facts of diseases: sentences alone, whose kind is known."""
    for rule in kinds.rules():
        yield _example(rule.id, rule.example, rule.context, (rule.kind,), "")
    for judged in verdicts.rules():
        if len(judged.kinds) == 1:
            yield _example(judged.id, judged.example, judged.context, tuple(judged.kinds), TOLD.get(judged.verdict, ""))
    for row in assertions.patterns():
        yield _example(row.id, row.example, "", tuple(sorted(row.kinds)), "sound" if row.stance == "agrees" else "sold")
    for fact in Library.load().facts(kind="disease-fact"):
        yield _example(fact.id, fact.statement, "", (fact.kind,), "sound")


def _example(name: str, text: str, context: str, allowed: tuple[str, ...], told: str) -> Row:
    """The last sentence; of several kinds allowed the rules' own, else the first."""
    features, around = opened(Document(name, f"{context}\n{text}" if context else text))
    before, kind, seen = "", "", frozenset[str]()
    for f in features:
        by_rule = entered(f, around)
        around.leave(f, by_rule or None)
        seen = frozenset(signs(f, by_rule, before))
        before = by_rule
        kind = by_rule if by_rule in allowed else next(iter(allowed), by_rule)
    return Row(f"example/{name}", seen, kind, told, 0.5)


def _shared(sentence: Any, claim: dict[str, Any]) -> int:
    return int(min(sentence.end, claim["end"]) - max(sentence.start, claim["start"]))


def _within(sentence: Any, claim: dict[str, Any]) -> bool:
    shorter = min(sentence.end - sentence.start, claim["end"] - claim["start"])
    return _shared(sentence, claim) > 0.4 * shorter
