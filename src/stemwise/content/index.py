"""The compiled index: one JSON document per line, rebuilt when a source changes, never required.

A head (stamps and hashes) comes first, then one line per table, each parsed only when asked for. Unchanged is told by the
stamp (paths, sizes, times); where only the times differ, as after installing a wheel, by the hash of the bytes. Without a
place to write it, the sources are read each time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from stemwise.content.model import Record
from stemwise.content.sources import compiled, read_tree, tree_hash, walk

FORMAT = 1
"""Raised when the index's layout or the compiler changes; an index of another format is rebuilt."""


class Index:
    """A compiled folder: ``head`` and one line of JSON per section, parsed on first use."""

    def __init__(self, head: Record, lines: dict[str, bytes], place: Path | None = None) -> None:
        self.head = head
        self.place = place
        self._lines = lines
        self._parsed: dict[str, Any] = {}

    @property
    def names(self) -> Iterable[str]:
        return self._lines.keys()

    def section(self, name: str) -> Any:
        """The parsed section; an empty list where there is none. Shared: not to be changed by the caller."""
        if name not in self._lines:
            return []
        if name not in self._parsed:
            self._parsed[name] = json.loads(self._lines[name])
        return self._parsed[name]

    def add(self, name: str, value: Any) -> None:
        self._lines[name] = dump(value)
        self.write()

    def write_to(self, places: Iterable[Path]) -> Index:
        """Settle in the first place that can be written; in none, the index lives for this process."""
        for self.place in places:
            if self.write():
                return self
        self.place = None
        return self

    def write(self) -> bool:
        """Write atomically; ``False`` where the place cannot be written (never an error: the index is optional)."""
        if self.place is None:
            return False
        body = b"\n".join(self._lines.values())
        head = {**self.head, "sections": list(self._lines), "crc": zlib.crc32(body)}
        temporary = ""
        import tempfile  # here and below: only a rebuild needs them, and they are a third of this module's import time

        try:
            self.place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.place.parent, prefix="index.", suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                file.write(dump(head) + b"\n" + body)
            os.chmod(temporary, 0o644)
            os.replace(temporary, self.place)
        except OSError:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            return False
        return True

    @classmethod
    def read(cls, place: Path) -> Index | None:
        """The index at ``place``; ``None`` where there is none, or it is broken or of another format."""
        try:
            first, _, body = place.read_bytes().partition(b"\n")
            head = json.loads(first)
            if head["format"] != FORMAT or head["crc"] != zlib.crc32(body):
                return None
            return cls(head, dict(zip(head["sections"], body.split(b"\n"), strict=True)), place)
        except (OSError, ValueError, KeyError, TypeError):
            return None


_OPENED: dict[Path, Index] = {}
"""The index of each folder opened in this process: several rooms load the content, one reading serves them all."""


def open_folder(root: Path) -> Index:
    """The index of a folder, built anew where a source changed."""
    stamp = _stamp(root)
    opened = _OPENED.get(root)
    if opened is None or opened.head["stamp"] != stamp:
        opened = _OPENED[root] = _find_or_build(root, stamp)
    return opened


def _find_or_build(root: Path, stamp: str) -> Index:
    places = _places(root)
    known = [index for place in places if (index := Index.read(place)) is not None]
    for index in known:
        if index.head["stamp"] == stamp:
            return index
    files = read_tree(root)
    tree = tree_hash(files)
    for index in known:
        if index.head["tree"] == tree:
            index.head["stamp"] = stamp
            return index.write_to(places)
    return build(files, head={"format": FORMAT, "stamp": stamp, "tree": tree}).write_to(places)


def _places(root: Path) -> list[Path]:
    """Where the index may live: beside the sources, else in the user's cache, where there is one."""
    name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]
    try:
        return [root / "index.json", _cache_dir() / f"content-{name}.json"]
    except RuntimeError:  # Path.home: no HOME, and no such user in the system's list (containers)
        return [root / "index.json"]


def _cache_dir() -> Path:
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        home = str(Path.home() / "Library" / "Caches")
    else:
        home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "stemwise"


def _stamp(root: Path) -> str:
    seen = hashlib.sha256()
    for path, entry in walk(root):
        stat = entry.stat()
        seen.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def dump(value: Any) -> bytes:
    """JSON on one line; TOML's dates and times become ISO text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def build(
    files: dict[str, bytes | str], *, head: Record | None = None, shown: str = "", overlay: bool = False
) -> Index:
    """The index of these files; what is malformed stands in its section ``problems``."""
    found = compiled(files, shown, overlay)
    rows = [p.as_row() for p in found.problems]
    lines = {name: dump(value) for name, value in {**found.tables, **found.documents, "problems": rows}.items()}
    content = json.dumps(found.tables, sort_keys=True, default=str).encode()
    return Index({**(head or {}), "evidence_hash": hashlib.sha256(content).hexdigest()[:16]}, lines)
