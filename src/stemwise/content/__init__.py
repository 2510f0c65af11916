"""The content under ``data/``: TOML is the source, a compiled index is what runs (``index.py``).

*Record*: a study, fact, link ... as parsed, plus ``_file`` (its path below ``data/``). *Kind*: the name of its table:
``study``, or the TOML array it stands in (``fact``, ``link``, ``pooled_harm`` ...). *Document*: any other TOML file
(terms, cues, rules ...), as parsed: the program's own content. A user may lay records over the base, never documents.

The program's own content is whole or not used: a verdict made with half the rules is worse than none. What it must be
stands in ``content/schema``; what is wrong with it ends a command with one line.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from stemwise.content.index import Index, build, open_folder
from stemwise.content.model import DOCUMENTS, FOLDERS, KINDS, MAX_BYTES, Problem, Record, Severity
from stemwise.content.sources import read_tree
from stemwise.errors import InputError

__all__ = [
    "DOCUMENTS", "FOLDERS", "KINDS", "MAX_BYTES", "Content", "Problem", "Record", "Severity", "data_dir", "document",
    "documents", "load",
]  # fmt: skip

VERSION = 1
"""Raised when a check of ``content/schema`` changes: what was found sound by another version is looked at anew."""


class Content:
    """The tables of one data folder, with a user's overlay laid over it where given."""

    def __init__(self, index: Index, overlay: Index | None = None) -> None:
        self._index = index
        self._overlay = overlay
        self._tables: dict[str, tuple[Record, ...]] = {}
        self.replaced: tuple[str, ...] = ()
        """``kind id`` of each record of the base that the overlay replaces."""
        if overlay is not None:
            known = {(kind, record["id"]) for kind in KINDS for record in index.section(kind)}
            laid = [(kind, record["id"]) for kind in KINDS for record in overlay.section(kind)]
            self.replaced = tuple(f"{kind} {key}" for kind, key in laid if (kind, key) in known)

    def table(self, kind: str) -> tuple[Record, ...]:
        """All records of a kind, in order of their files; an overlay's record takes the place of the same id."""
        if kind not in self._tables:
            rows: dict[str, Record] = {r["id"]: r for r in self._index.section(kind)}
            if self._overlay is not None:
                rows.update({r["id"]: r for r in self._overlay.section(kind)})
            self._tables[kind] = tuple(rows.values())
        return self._tables[kind]

    def own(self, kind: str) -> tuple[Record, ...]:
        """The records of a kind without any overlay."""
        return tuple(self._index.section(kind))

    def documents(self, folder: str) -> dict[str, Record]:
        """The TOML files of a folder that hold no evidence (terms, cues): path -> as parsed. No overlay changes them."""
        return dict(self._index.section(f"{folder}/") or {})

    def under(self, overlay: Index) -> Content:
        """This content with an overlay laid over it."""
        return Content(self._index, overlay)

    @property
    def evidence_hash(self) -> str:
        """Sixteen hex digits that change when any evidence record changes, and only then."""
        if self._overlay is None:
            return str(self._index.head["evidence_hash"])
        both = f"{self._index.head['evidence_hash']}+{self._overlay.head['evidence_hash']}"
        return hashlib.sha256(both.encode()).hexdigest()[:16]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that could not be read, records without an id, ids given twice."""
        rows = list(self._index.section("problems"))
        if self._overlay is not None:
            rows += self._overlay.section("problems")
        return tuple(Problem(*row) for row in rows)

    def program_problems(self, *, anew: bool = False) -> tuple[Problem, ...]:
        """What is wrong with the program's own content. That nothing is, is kept in the index until a source changes."""
        key = f"sound-{VERSION}"
        if not anew and key in self._index.names:
            return ()
        from stemwise.content.schema.check import check  # only needed when a source changed

        found = tuple(check(self))
        if not found:
            self._index.add(key, True)
        return found

    def derived(self, name: str, compute: Callable[[], Any]) -> Any:
        """A JSON value computed from this content; kept in the index until a source changes.

        With an overlay it is computed anew each time.
        """
        if self._overlay is not None:
            return compute()
        key = f"derived:{name}"
        if key not in self._index.names:
            self._index.add(key, compute())
        return self._index.section(key)


def data_dir() -> Path:
    """The package's own ``data/`` folder."""
    return Path(__file__).parents[1] / "data"


def load(overlay: str | Path | None = None, *, data: str | Path | None = None, checked: bool = True) -> Content:
    """The content of ``data`` (the package's own by default), with the files of ``overlay`` laid over it.

    ``checked``: the program's own content must be sound; without it, ask ``program_problems``.

    Raises
    ------
    InputError
        When ``overlay`` or ``data`` is no folder, or the overlay holds no TOML file; when something is wrong with the
        program's own content.
    """
    if data is not None and not os.path.isdir(data):
        raise InputError(f"no such folder: {data}", "give the folder that holds studies/, facts/ ...")
    base = Content(open_folder(Path(data).absolute() if data is not None else data_dir()))
    if checked:
        _refuse(base.program_problems())
    if overlay is None:
        return base
    folder = Path(overlay)
    if not os.path.isdir(folder):
        raise InputError(f"no such evidence folder: {overlay}", "give a folder of TOML files (docs/evidence-format.md)")
    files = read_tree(folder)
    if not files:
        raise InputError(f"no TOML file in {overlay}", "give a folder of TOML files (docs/evidence-format.md)")
    return base.under(build(files, shown=f"{folder}/", overlay=True))


def _refuse(problems: tuple[Problem, ...]) -> None:
    """End with the first problem of the program's own content, where there is any."""
    if problems:
        first, more = problems[0], len(problems) - 1
        rest = f" (and {more} more: `stemwise evidence check` names them)" if more else ""
        raise InputError(": ".join(filter(None, (first.file, first.field, first.what))), first.remedy + rest)


@cache
def documents(folder: str) -> dict[str, Record]:
    """The program's own files of a folder (``terms``, ``cues``, ``rules`` ...): path below ``data/`` -> as parsed."""
    return load().documents(folder)


def document(path: str) -> Record:
    """One of the program's own files, by its path below ``data/`` (``rules/words.toml``).

    Raises
    ------
    InputError
        When it is missing, or something is wrong with the program's own content.
    """
    files = documents(path.partition("/")[0])
    if path not in files:
        raise InputError(f"the program's own file {path} is missing", "install stemwise again")
    return files[path]
