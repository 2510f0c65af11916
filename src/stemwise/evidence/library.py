"""The library: every record of the base, by id, condition, cell, outcome, design and identifier."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from stemwise import content as content_index
from stemwise.content import Content, Problem
from stemwise.errors import InputError
from stemwise.evidence import build, schema
from stemwise.evidence.knowledge import (
    Alternative,
    DonorHarm,
    Fact,
    Fate,
    Link,
    PooledHarm,
    Search,
    SeriousCase,
)
from stemwise.evidence.model import CONTROLLED, RANDOMISED, Study
from stemwise.terms.identifiers import doi_in

T = TypeVar("T")
Wanted = str | Collection[str]
"""One id, several of which any will do, or nothing (``""``): no limit."""


class Library:
    """Studies and knowledge, built from the index on first access.

    What the schema calls an error is left out (the row, or the record) and stands in ``problems``.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        found = schema.problems_of(content)
        self.problems: tuple[Problem, ...] = content.problems + found.problems
        self._left_out = found.left_out
        self._refused = found.refused
        rows = (r for r in content.table("study") if f"study {r['id']}" not in self._refused)
        self._raw = {r["id"]: r for r in sorted(rows, key=lambda r: str(r["id"]))}
        self._studies: dict[str, Study] = {}
        self._tables: dict[str, tuple[Any, ...]] = {}
        self._identifiers: dict[str, str] | None = None
        self._facts: dict[str, Fact] | None = None
        self._found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        """What was asked for before: the records never change."""

    @classmethod
    def load(cls, overlay: str | Path | None = None, *, data: str | Path | None = None) -> Library:
        """The base, with the TOML files of ``overlay`` laid over it (same id replaces; ``replaced`` says which).

        Raises
        ------
        InputError
            When ``overlay`` is no folder or holds no TOML file.
        """
        return cls(content_index.load(overlay, data=data))

    @property
    def replaced(self) -> tuple[str, ...]:
        """``kind id`` of each record that the overlay put in place of the base's."""
        return self.content.replaced

    @property
    def evidence_hash(self) -> str:
        """Sixteen hex digits over all evidence records."""
        return self.content.evidence_hash

    @cached_property
    def evidence_date(self) -> str:
        """ISO date up to which evidence was sought: the latest extraction or recorded search; empty without any.

        Records laid over the base do not move it: one's own note of today makes the base no younger.
        """
        read = [r.get("extraction") for r in self.content.own("study")]
        dates = [d for e in read if isinstance(e, dict) for d in e.values() if isinstance(d, str)]
        dates += [str(r.get("date", "")) for r in self.content.own("search")]
        return max((d[:10] for d in dates if re.match(r"\d{4}-\d\d-\d\d", d)), default="")

    # Studies

    def __len__(self) -> int:
        return len(self._raw)

    def get(self, study_id: str) -> Study | None:
        """The study of that id, or ``None``."""
        raw = self._raw.get(study_id)
        if raw is None:
            return None
        if study_id not in self._studies:
            self._studies[study_id] = build.study(raw, self._left_out.get(study_id, ()))
        return self._studies[study_id]

    def study(self, study_id: str) -> Study:
        """The study of that id.

        Raises
        ------
        InputError
            When there is none; the nearest ids are offered.
        """
        found = self.get(study_id) or self.by_identifier(study_id)
        if found is None:
            near = difflib.get_close_matches(study_id, self._raw, n=3)
            remedy = f"did you mean {', '.join(near)}?" if near else "`stemwise evidence list` shows all ids"
            raise InputError(f"no study {study_id!r}", remedy)
        return found

    def studies(
        self,
        condition: Wanted = "",
        *,
        cell: Wanted = "",
        outcome: Wanted = "",
        design: Wanted = "",
        drafts: bool = False,
    ) -> tuple[Study, ...]:
        """The studies that fit all of what is given, by id; unconfirmed drafts only when asked for.

        A cell or outcome fits when any arm or any result has it; families of cells are the caller's to spell out.
        """
        asked = ("study", _key(condition), _key(cell), _key(outcome), _key(design), drafts)
        if asked not in self._found:
            fits = _fits(condition), _fits(design), _fits(cell), _fits(outcome)
            self._found[asked] = tuple(
                self.get(key)
                for key, raw in self._raw.items()
                if fits[0](raw.get("condition", "")) and fits[1](raw.get("design", ""))
                and (not cell or any(fits[2](r.get("cell", "")) for r in _rows(raw, "arms", "pooled")))
                and (not outcome or any(fits[3](r.get("outcome", "")) for r in _rows(raw, "results", "pooled")))
                and (drafts or not raw.get("draft"))
            )  # fmt: skip
        return self._found[asked]

    def randomised(self, condition: Wanted = "", **where: Any) -> tuple[Study, ...]:
        """``studies`` limited to randomised designs."""
        return self.studies(condition, design=RANDOMISED, **where)

    def controlled(self, condition: Wanted = "", **where: Any) -> tuple[Study, ...]:
        """``studies`` limited to designs with a comparison group."""
        return self.studies(condition, design=CONTROLLED, **where)

    def by_identifier(self, text: str) -> Study | None:
        """The study with this DOI, PMID, PMC id or registry id, written in any usual way (also as an address)."""
        if self._identifiers is None:
            self._identifiers = {}
            for key, raw in self._raw.items():
                for name in _identifiers(raw):
                    self._identifiers.setdefault(name, key)
        found = self._identifiers.get(identifier(text))
        return self.get(found) if found else None

    # Knowledge

    def _table(self, kind: str, cls: type[T]) -> tuple[T, ...]:
        if kind not in self._tables:
            rows = self.content.table(kind)
            kept = (r for r in rows if f"{kind} {r['id']}" not in self._refused)
            self._tables[kind] = tuple(build.entry(cls, r) for r in kept)
        return self._tables[kind]

    def _select(self, table: str, cls: type[T], /, **wanted: Wanted) -> tuple[T, ...]:
        asked = (table, *((name, _key(want)) for name, want in wanted.items()))
        if asked not in self._found:
            self._found[asked] = _select(self._table(table, cls), **wanted)
        return self._found[asked]

    def facts(self, subject: Wanted = "", *, kind: Wanted = "", topic: Wanted = "") -> tuple[Fact, ...]:
        """Facts about a subject (condition, cell, agency ...), of a kind, touching a topic."""
        return self._select("fact", Fact, subject=subject, kind=kind, topics=topic)

    def fact(self, fact_id: str) -> Fact | None:
        """The fact of that id, or ``None``."""
        if self._facts is None:
            self._facts = {fact.id: fact for fact in self._table("fact", Fact)}
        return self._facts.get(fact_id)

    def links(self, name: Wanted = "", *, cell: Wanted = "", level: Wanted = "") -> tuple[Link, ...]:
        """Steps of ways of action."""
        return self._select("link", Link, name=name, cells=cell, level=level)

    def fates(self, *, cell: Wanted = "", route: Wanted = "") -> tuple[Fate, ...]:
        """Where given cells were measured to go."""
        return self._select("fate", Fate, cells=cell, routes=route)

    def pooled_harms(self, harm: Wanted = "", *, cell: Wanted = "", route: Wanted = "") -> tuple[PooledHarm, ...]:
        """Rates and ratios of a harm over many people."""
        return self._select("pooled_harm", PooledHarm, harm=harm, cells=cell, routes=route)

    def cases(
        self, harm: Wanted = "", *, cell: Wanted = "", route: Wanted = "", condition: Wanted = ""
    ) -> tuple[SeriousCase, ...]:
        """Documented serious harms."""
        return self._select("case", SeriousCase, harm=harm, cells=cell, routes=route, condition=condition)

    def donor_harms(self, procedure: Wanted = "") -> tuple[DonorHarm, ...]:
        """Harms of obtaining cells."""
        return self._select("donor_harm", DonorHarm, procedure=procedure)

    def alternatives(self, condition: Wanted = "") -> tuple[Alternative, ...]:
        """Care known to help in a condition."""
        return self._select("alternative", Alternative, condition=condition)

    def searches(self, condition: Wanted = "", *, cell: str = "") -> tuple[Search, ...]:
        """Recorded searches that cover the condition and, where given, the cell (a search for any cell covers each)."""
        found = self._select("search", Search, condition=condition)
        return tuple(s for s in found if not cell or s.cell in ("", cell))


@cache
def base() -> Library:
    """The package's own library, loaded once per process."""
    return Library.load()


def identifier(text: str) -> str:
    """A DOI, PMID, PMC id or registry id in one spelling: lower case, without address, prefix or trailing stop."""
    text = unquote(text).strip().lower()
    if doi := doi_in(text):
        return doi
    text = re.sub(r"^https?://(www\.|dx\.)?", "", text.rstrip(".,;)/"))
    if found := re.search(r"pmc\s?\d+", text):
        return found[0].replace(" ", "")
    text = re.sub(r"^(pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|pmid:?\s*)", "pmid:", text)
    if found := re.search(r"nct\d{8}", text):
        return found[0]
    return f"pmid:{text}" if text.isdigit() else text


def _identifiers(raw: dict[str, Any]) -> Iterable[str]:
    citation = raw.get("citation", {})
    for name in (citation.get(key) for key in ("doi", "pmid", "pmcid")):
        if name:
            yield identifier(name)
    yield from (identifier(r) for r in citation.get("registry", []))


def _rows(raw: dict[str, Any], *names: str) -> Iterable[dict[str, Any]]:
    return (row for name in names for row in raw.get(name, ()))


def _fits(wanted: Wanted) -> Callable[[str], bool]:
    if not wanted:
        return lambda value: True
    if isinstance(wanted, str):
        return lambda value: value == wanted
    several = frozenset(wanted)
    return lambda value: value in several


def _key(wanted: Wanted) -> str | frozenset[str]:
    return wanted if isinstance(wanted, str) else frozenset(wanted)


def _select(table: tuple[T, ...], **wanted: Wanted) -> tuple[T, ...]:
    """Rows whose attributes fit. Of several values one must; no cell or route at all means any, and fits."""

    def fits(row: T, name: str, want: Wanted) -> bool:
        value = getattr(row, name)
        test = _fits(want)
        if isinstance(value, tuple):
            return any(map(test, value)) or (not value and name in ("cells", "routes"))
        return test(value)

    tests = [(name, want) for name, want in wanted.items() if want]
    return tuple(row for row in table if all(fits(row, name, want) for name, want in tests))
