"""The content under ``data/`` as one compiled index: TOML is the source, the index is what runs.

The index is one JSON document per line: a head (stamps and hashes), then one line per table, each read only when asked
for. It is rebuilt when a source changes. Unchanged is told by the stamp (paths, sizes, times); where only the times
differ, as after installing a wheel, by the hash of the bytes. The index is never required: without a place to write it,
the sources are read each time.

*Record*: a study, fact, link ... as parsed, plus ``_file`` (its path below ``data/``). *Kind*: the name of its table:
``study``, or the TOML array it stands in (``fact``, ``link``, ``pooled_harm`` ...). *Document*: any other TOML file
(terms, cues), as parsed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from stemwise.errors import InputError

FORMAT = 1
"""Raised when the index's layout or the compiler below changes; an index of another format is rebuilt."""

KINDS = (
    "study", "fact", "alternative", "course", "instrument", "pooled_harm", "case", "donor_harm", "link", "fate",
    "search",
)  # fmt: skip
FOLDERS = ("studies", "facts", "alternatives", "courses", "harms", "mechanisms", "searches")
"""Folders of ``data/`` that hold evidence; their records make the evidence hash. Other folders hold documents."""
DOCUMENTS = ("terms", "cues", "rules", "weights", "models", "plans", "reproductions")
"""Folders of ``data/`` that hold no evidence: how pages are read and judged, and what is computed from the records."""

MAX_BYTES = 4_000_000
"""A larger TOML file is no record; it is refused unread."""

Record = dict[str, Any]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a content file, where, and how to mend it.

    An ``error`` leaves out what it names (file, record or row); a ``warning`` leaves nothing out.
    """

    file: str
    field: str
    what: str
    remedy: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.field, self.what, self.remedy) if part)


class Content:
    """The tables of one data folder, with a user's overlay laid over it where given."""

    def __init__(self, index: _Index, overlay: _Index | None = None) -> None:
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


class _Index:
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
        self._lines[name] = _dump(value)
        self.write()

    def write_to(self, places: Iterable[Path]) -> _Index:
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
                file.write(_dump(head) + b"\n" + body)
            os.chmod(temporary, 0o644)
            os.replace(temporary, self.place)
        except OSError:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            return False
        return True

    @classmethod
    def read(cls, place: Path) -> _Index | None:
        """The index at ``place``; ``None`` where there is none, or it is broken or of another format."""
        try:
            first, _, body = place.read_bytes().partition(b"\n")
            head = json.loads(first)
            if head["format"] != FORMAT or head["crc"] != zlib.crc32(body):
                return None
            return cls(head, dict(zip(head["sections"], body.split(b"\n"), strict=True)), place)
        except (OSError, ValueError, KeyError, TypeError):
            return None


def data_dir() -> Path:
    """The package's own ``data/`` folder."""
    return Path(__file__).parent / "data"


def load(overlay: str | Path | None = None, *, data: str | Path | None = None) -> Content:
    """The content of ``data`` (the package's own by default), with the files of ``overlay`` laid over it.

    Raises
    ------
    InputError
        When ``overlay`` or ``data`` is no folder, or the overlay holds no TOML file.
    """
    if data is not None and not os.path.isdir(data):
        raise InputError(f"no such folder: {data}", "give the folder that holds studies/, facts/ ...")
    base = _open(Path(data).absolute() if data is not None else data_dir())
    if overlay is None:
        return Content(base)
    folder = Path(overlay)
    if not os.path.isdir(folder):
        raise InputError(f"no such evidence folder: {overlay}", "give a folder of TOML files (docs/evidence-format.md)")
    files = _read_tree(folder)
    if not files:
        raise InputError(f"no TOML file in {overlay}", "give a folder of TOML files (docs/evidence-format.md)")
    return Content(base, _compile(files, shown=f"{folder}/", overlay=True))


_OPENED: dict[Path, _Index] = {}
"""The index of each folder opened in this process: several rooms load the content, one reading serves them all."""


def _open(root: Path) -> _Index:
    stamp = _stamp(root)
    opened = _OPENED.get(root)
    if opened is None or opened.head["stamp"] != stamp:
        opened = _OPENED[root] = _find_or_compile(root, stamp)
    return opened


def _find_or_compile(root: Path, stamp: str) -> _Index:
    places = _places(root)
    known = [index for place in places if (index := _Index.read(place)) is not None]
    for index in known:
        if index.head["stamp"] == stamp:
            return index
    files = _read_tree(root)
    tree = _tree_hash(files)
    for index in known:
        if index.head["tree"] == tree:
            index.head["stamp"] = stamp
            return index.write_to(places)
    return _compile(files, {"format": FORMAT, "stamp": stamp, "tree": tree}).write_to(places)


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


def _walk(root: Path) -> list[tuple[str, os.DirEntry[str]]]:
    """The TOML files below ``root`` as (path below root with ``/``, entry), sorted; folder links are not followed."""
    found: list[tuple[str, os.DirEntry[str]]] = []
    stack = [(root.as_posix(), "")]
    while stack:
        folder, prefix = stack.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    stack.append((entry.path, f"{prefix}{entry.name}/"))
                elif entry.name.endswith(".toml") and entry.is_file():
                    found.append((prefix + entry.name, entry))
    return sorted(found, key=lambda pair: pair[0])


def _stamp(root: Path) -> str:
    seen = hashlib.sha256()
    for path, entry in _walk(root):
        stat = entry.stat()
        seen.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _read_tree(root: Path) -> dict[str, bytes | str]:
    """Path -> bytes; or, for a file that cannot be read, a sentence saying why."""
    files: dict[str, bytes | str] = {}
    for path, entry in _walk(root):
        try:
            size = entry.stat().st_size
            too_large = f"{size} bytes are too many for a record"
            files[path] = too_large if size > MAX_BYTES else Path(entry.path).read_bytes()
        except OSError as error:
            files[path] = f"cannot be read ({error.strerror})"
    return files


def _tree_hash(files: dict[str, bytes | str]) -> str:
    seen = hashlib.sha256()
    for path, body in files.items():
        raw = body if isinstance(body, bytes) else body.encode()
        seen.update(f"{path}\0{len(raw)}\n".encode() + raw)
    return seen.hexdigest()


def _dump(value: Any) -> bytes:
    """JSON on one line; TOML's dates and times become ISO text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _compile(
    files: dict[str, bytes | str], head: Record | None = None, shown: str = "", overlay: bool = False
) -> _Index:
    """Parse all files into sections. What is malformed is reported in the section ``problems`` and left out."""
    tables: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    documents: dict[str, dict[str, Record]] = {}
    problems: list[Problem] = []
    seen: dict[tuple[str, str], str] = {}
    for path, body in files.items():
        name = shown + path
        parsed = _parse(name, body)
        if isinstance(parsed, Problem):
            problems.append(parsed)
            continue
        folder = path.split("/")[0]
        if overlay and "/" in path and folder in DOCUMENTS:
            what = f"is ignored: files of {folder}/ are the program's own, and are not laid over"
            problems.append(Problem(name, "", what, f"take it out; CONTRIBUTING.md says how {folder}/ is changed"))
            continue
        if folder not in FOLDERS and not overlay:
            documents.setdefault(f"{folder}/", {})[path] = parsed
            continue
        for kind, field, record in _records(name, parsed, problems):
            key = record.get("id") if isinstance(record, dict) else None
            if not isinstance(key, str) or not key:
                problems.append(Problem(name, field, "has no id", "give it a short id as text, unlike all others"))
            elif (kind, key) in seen:
                what = f"the id {key!r} is already used in {seen[kind, key]}"
                problems.append(Problem(name, field, what, "choose another id or remove one of the two"))
            else:
                seen[kind, key] = name
                tables[kind].append({**record, "_file": name})
    rows = [[p.file, p.field, p.what, p.remedy, p.severity] for p in problems]
    lines = {name: _dump(value) for name, value in {**tables, **documents, "problems": rows}.items()}
    content = json.dumps(tables, sort_keys=True, default=str).encode()
    return _Index({**(head or {}), "evidence_hash": hashlib.sha256(content).hexdigest()[:16]}, lines)


def _parse(name: str, body: bytes | str) -> Record | Problem:
    if isinstance(body, str):
        return Problem(name, "", body, "split the file, or mend its access rights")
    import tomllib

    try:
        return tomllib.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Problem(name, f"byte {error.start}", "is not UTF-8 text", "save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        text, _, where = str(error).partition(" (at ")
        what = f"not valid TOML ({text[:1].lower()}{text[1:]})"
        return Problem(name, where.rstrip(")"), what, "mend the line; an inline table must stand on one line")
    except RecursionError:
        return Problem(name, "", "is nested too deeply", "use the tables of docs/evidence-format.md")


def _records(name: str, parsed: Record, problems: list[Problem]) -> Iterable[tuple[str, str, Any]]:
    """The records of a file as (kind, field, record). A file with an ``id`` at its top is a study."""
    if "id" in parsed or "design" in parsed or "condition" in parsed:
        return [("study", "id", parsed)]
    found: list[tuple[str, str, Any]] = []
    for key, value in parsed.items():
        if key in KINDS and isinstance(value, list):
            found += [(key, f"{key}[{i}]", record) for i, record in enumerate(value)]
        elif key != "schema":
            what = "no known kind of record"
            problems.append(Problem(name, key, what, f"use one of [[{']], [['.join(KINDS[1:])}]], or a study's keys"))
    if not found and set(parsed) <= {"schema"}:
        problems.append(Problem(name, "", "holds no record", "fill it or delete it", "warning"))
    return found
