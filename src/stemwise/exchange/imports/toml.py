"""A record as TOML in the layout of ``docs/evidence-format.md``: keys, then tables, then arrays of tables."""

from __future__ import annotations

import datetime
import math
from typing import Any

from stemwise.errors import InputError

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def dumps(record: dict[str, Any]) -> str:
    """The record as a TOML document. Lists of dictionaries become ``[[name]]``, dictionaries ``[name]``.

    Raises
    ------
    InputError
        A number that TOML has no place for in a record (not finite).
    """
    out = [f"{_key(k)} = {value(v)}" for k, v in record.items() if not _is_table(v) and not _is_rows(v)]
    for name, table in record.items():
        if _is_table(table):
            out += ["", f"[{_key(name)}]", *(f"{_key(k)} = {value(v)}" for k, v in table.items())]
    for name, rows in record.items():
        if _is_rows(rows):
            for row in rows:
                out += ["", f"[[{_key(name)}]]", *(f"{_key(k)} = {value(v)}" for k, v in row.items())]
    return "\n".join(out) + "\n"


def _is_table(v: Any) -> bool:
    return isinstance(v, dict)


def _is_rows(v: Any) -> bool:
    return isinstance(v, list) and bool(v) and all(isinstance(row, dict) for row in v)


def value(v: Any) -> str:
    """One value on one line."""
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, str):
        return quoted(v)
    if isinstance(v, int):
        return str(v)
    if isinstance(v, float):
        if not math.isfinite(v):
            raise InputError("a number of the import is not finite", "mend it in the source file")
        return repr(v)
    if isinstance(v, datetime.date):
        return v.isoformat()
    if isinstance(v, (list, tuple)):
        return "[" + ", ".join(value(x) for x in v) + "]"
    if isinstance(v, dict):
        return "{ " + ", ".join(f"{_key(k)} = {value(x)}" for k, x in v.items()) + " }"
    raise TypeError(f"no TOML for {type(v).__name__}")


def quoted(text: str) -> str:
    """A basic string. Control characters are escaped; what is no character at all (a lone surrogate) is replaced."""
    out = []
    for ch in text:
        if ch in _ESCAPES:
            out.append(_ESCAPES[ch])
        elif ch < " " or ch == "\x7f":
            out.append(f"\\u{ord(ch):04x}")
        elif "\ud800" <= ch <= "\udfff":
            out.append("\ufffd")
        else:
            out.append(ch)
    return '"' + "".join(out) + '"'


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else quoted(key)
