"""The TOML files of a folder, read and parsed. What is malformed becomes a problem, and is left out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from stemwise.content.model import DOCUMENTS, FOLDERS, KINDS, MAX_BYTES, Problem, Record


def walk(root: Path) -> list[tuple[str, os.DirEntry[str]]]:
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


def read_tree(root: Path) -> dict[str, bytes | str]:
    """Path -> bytes; or, for a file that cannot be read, a sentence saying why."""
    files: dict[str, bytes | str] = {}
    for path, entry in walk(root):
        try:
            size = entry.stat().st_size
            too_large = f"{size} bytes are too many for a record"
            files[path] = too_large if size > MAX_BYTES else Path(entry.path).read_bytes()
        except OSError as error:
            files[path] = f"cannot be read ({error.strerror})"
    return files


def tree_hash(files: dict[str, bytes | str]) -> str:
    seen = hashlib.sha256()
    for path, body in files.items():
        raw = body if isinstance(body, bytes) else body.encode()
        seen.update(f"{path}\0{len(raw)}\n".encode() + raw)
    return seen.hexdigest()


class Compiled(NamedTuple):
    """The records by kind, the other files by folder (``terms/``), and what could not be used."""

    tables: dict[str, list[Record]]
    documents: dict[str, dict[str, Record]]
    problems: list[Problem]


def compiled(files: dict[str, bytes | str], shown: str = "", overlay: bool = False) -> Compiled:
    """All files parsed; ``shown`` stands before their names in messages."""
    found = Compiled({kind: [] for kind in KINDS}, {}, [])
    seen: dict[tuple[str, str], str] = {}
    for path, body in files.items():
        name = shown + path
        parsed = _parse(name, body)
        if isinstance(parsed, Problem):
            found.problems.append(parsed)
            continue
        folder = path.split("/")[0]
        if overlay and "/" in path and folder in DOCUMENTS:
            what = f"is ignored: files of {folder}/ are the program's own, and are not laid over"
            remedy = f"take it out; CONTRIBUTING.md says how {folder}/ is changed"
            found.problems.append(Problem(name, "", what, remedy))
        elif folder not in FOLDERS and not overlay:
            found.documents.setdefault(f"{folder}/", {})[path] = parsed
        else:
            _keep(name, parsed, found, seen)
    return found


def _keep(name: str, parsed: Record, found: Compiled, seen: dict[tuple[str, str], str]) -> None:
    """The records of a file among the tables; one without an id of its own is a problem."""
    for kind, field, record in _records(name, parsed, found.problems):
        key = record.get("id") if isinstance(record, dict) else None
        if not isinstance(key, str) or not key:
            found.problems.append(Problem(name, field, "has no id", "give it a short id as text, unlike all others"))
        elif (kind, key) in seen:
            what = f"the id {key!r} is already used in {seen[kind, key]}"
            found.problems.append(Problem(name, field, what, "choose another id or remove one of the two"))
        else:
            seen[kind, key] = name
            found.tables[kind].append({**record, "_file": name})


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
