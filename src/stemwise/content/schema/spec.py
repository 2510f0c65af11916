"""Tables of fields, and the walk that holds a parsed file against them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stemwise.content.model import Record
from stemwise.content.schema.fields import Check, Fault, shown, table, tables, text, texts

Known = Mapping[str, frozenset[str]]
"""Kind of name (``cue``, ``fact``, ``condition`` ...) -> all names of it. A kind that is not there is not asked."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table may hold (``keys``), must hold (``required``), and which keys name something (``refs``: kinds by ``|``).

    ``rest`` is what each further key holds, where any is free.
    """

    keys: Mapping[str, Check | Table | Rows] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)
    rest: Check | Table | None = None
    also: Also | None = None


class Rows(NamedTuple):
    """An array of tables; ``by``: the keys that name a row, which together stand once in a folder."""

    row: Table
    by: tuple[str, ...] = ("id",)
    of: str = ""
    """Arrays of one name here share their names; each has its own where it is empty."""


class Found(NamedTuple):
    """A fault and where it stands: the row's name and the field."""

    where: str
    fault: Fault


class Also:
    """A check that looks at more than one field of a table. A subclass answers with field and fault."""

    def __call__(self, raw: Record) -> Iterator[tuple[str, Fault]]:
        """What is wrong."""
        raise NotImplementedError


class Walk:
    """Holds files against their tables; no name stands twice in a folder. ``taken``: folder, array, name -> where it is."""

    def __init__(self, known: Known, taken: Mapping[tuple[str, str, str], str]) -> None:
        self._known = known
        self._named = dict(taken)
        self.unnamed = False
        """Whether a row gave no name: what refers to it would look wrong too."""

    def faults(self, file: str, raw: Record, spec: Table) -> list[Found]:
        """Everything that is wrong with a parsed file, apart from what its rows refer to."""
        return list(self._table(file, raw, spec, ""))

    def strangers(self, raw: Record, spec: Table) -> list[Found]:
        """What the rows of a file refer to and nothing bears the name of."""
        return list(self._refs(raw, spec, ""))

    def _table(self, file: str, raw: Record, spec: Table, where: str) -> Iterator[Found]:
        for key, value in raw.items():
            part, place = spec.keys.get(key, spec.rest), _at(where, key)
            if part is None:
                yield Found(place, Fault("unknown key", near(key, spec.keys)))
            elif isinstance(part, Rows):
                yield from self._rows(file, value, part, where, key)
            elif isinstance(part, Table):
                fault = table(value)
                yield from [Found(place, fault)] if fault else self._table(file, value, part, place)
            elif fault := part(value):
                yield Found(place, fault)
        for key in spec.required:
            if key not in raw:
                yield Found(_at(where, key), Fault("missing", f"add it: {key} = ..."))
        for key, fault in spec.also(raw) if spec.also else ():
            yield Found(_at(where, key), fault)

    def _rows(self, file: str, value: Any, part: Rows, where: str, key: str) -> Iterator[Found]:
        if fault := tables(value):
            yield Found(_at(where, key), fault)
            return
        for i, row in enumerate(value):
            place = _row(where, key, i, row, part.by)
            yield from self._table(file, row, part.row, place)
            self.unnamed = self.unnamed or any(by not in row for by in part.by)
            if part.by and all(by in row for by in part.by):
                mine = " ".join(str(row[by]) for by in part.by)
                name = (file.partition("/")[0], part.of or _at(where, key), mine)
                if name in self._named:
                    what = f"{shown(mine)} stands twice (first in {self._named[name]})"
                    yield Found(_at(place, part.by[-1]), Fault(what, "rename or remove one of the two"))
                self._named.setdefault(name, file)

    def _refs(self, raw: Record, spec: Table, where: str) -> Iterator[Found]:
        for key, value in raw.items():
            part, place = spec.keys.get(key, spec.rest), _at(where, key)
            if part is None or _misshapen(part, value):
                continue
            if isinstance(part, Rows):
                for i, row in enumerate(value):
                    yield from self._refs(row, part.row, _row(where, key, i, row, part.by))
            elif isinstance(part, Table):
                yield from self._refs(value, part, place)
            elif key in spec.refs:
                yield from (Found(place, fault) for fault in self._unknown(value, spec.refs[key]))

    def _unknown(self, value: Any, kinds: str) -> Iterator[Fault]:
        asked = kinds.split("|")
        if not all(kind in self._known for kind in asked):
            return
        known = frozenset[str]().union(*(self._known[kind] for kind in asked))
        for name in [value] if isinstance(value, str) else value:
            if name and name not in known:
                yield Fault(f"{shown(name)} is no {' or '.join(asked)}", near(str(name), known))


def _at(where: str, key: str) -> str:
    return f"{where}: {key}" if where else key


def _row(where: str, key: str, i: int, row: Record, by: tuple[str, ...]) -> str:
    """A row by its name, else by its number: ``rule 'testimonial'``, ``at_once[2]``."""
    name = " ".join(str(row[key]) for key in by if key in row)
    return _at(where, f"{key} {shown(name)}" if name else f"{key}[{i}]")


def _misshapen(part: Check | Table | Rows, value: Any) -> bool:
    check = tables if isinstance(part, Rows) else table if isinstance(part, Table) else part
    return check(value) is not None


def near(name: str, known: Any) -> str:
    """A remedy that offers the nearest names."""
    import difflib

    close = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else "mend the name, or add what it names"


# Checks of single values that only the program's own content needs


def listed(*options: str) -> Check:
    """A list of texts, each one of these."""

    def check(value: Any) -> Fault | None:
        if fault := some_words(value):
            return fault
        wrong = next((v for v in value if v not in options), None)
        return Fault(f"{shown(wrong)} is not known here", f"use some of {', '.join(options)}") if wrong else None

    return check


def words(value: Any) -> Fault | None:
    """A list of phrases, none of them empty: an empty one would be found everywhere."""
    if fault := texts(value):
        return fault
    return Fault("holds an empty phrase", "fill it or take it out") if not all(map(str.strip, value)) else None


def some_words(value: Any) -> Fault | None:
    """Phrases, one at least."""
    return words(value) or (None if value else Fault("is empty", "fill it, or take the row out"))


def rows_of_words(value: Any) -> Fault | None:
    """Lists of words, none of them empty."""
    lists = value if isinstance(value, list) else [value]
    return next((fault for row in lists if (fault := some_words(row))), None)


def pattern(value: Any) -> Fault | None:
    """A regular expression."""
    if fault := text(value):
        return fault
    try:
        re.compile(value, re.I)
    except (re.error, RecursionError, OverflowError) as error:
        return Fault(
            f"{shown(value)} is no regular expression ({error})", "mend it; in '...' a backslash stands for itself"
        )
    return Fault("is empty: it would fit every text", "fill it") if not value else None


def patterns(value: Any) -> Fault | None:
    """A list of regular expressions, one at least: a list of none would fit every text."""
    if fault := some_words(value):
        return fault
    return next((fault for v in value if (fault := pattern(v))), None)


def braced(*names: str) -> Check:
    """A sentence told; its words in braces are among these, which the program fills in."""

    def check(value: Any) -> Fault | None:
        return text(value) or _braces(value, names)

    return check


def braced_list(*names: str) -> Check:
    """A list of such sentences."""

    def check(value: Any) -> Fault | None:
        return texts(value) or next((fault for v in value if (fault := _braces(v, names))), None)

    return check


def _braces(sentence: str, names: tuple[str, ...]) -> Fault | None:
    try:
        held = [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None]
    except ValueError as error:
        return Fault(f"{shown(sentence)}: {error}", "close each brace")
    unknown = next((name for name in held if name not in names), None)
    if unknown is None:
        return None
    return Fault(f"nothing fills in {{{unknown}}}", f"use {', '.join(f'{{{n}}}' for n in names) or 'no braces'}")
