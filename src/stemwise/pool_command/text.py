"""The report for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata

from stemwise.pool_command.analysis import Analysis
from stemwise.pool_command.sections import Section, sections_of

WIDTH = 96


def as_text(a: Analysis) -> str:
    """Plain text, no wider than a terminal where words allow it."""
    k = a.studies.k
    head = f"{a.source}: {a.scale.name}, {k} {'study' if k == 1 else 'studies'}"
    return "\n\n".join([head, *(_part(s) for s in sections_of(a))]) + "\n"


def _part(s: Section) -> str:
    out = [s.title]
    out += [w for line in s.lines for w in _wrapped(line)]
    if s.rows:
        out += _table(s)
    out += [w for line in s.after for w in _wrapped(line)]
    return "\n".join(out)


def _wrapped(line: str) -> list[str]:
    whole = plain(line).replace(" %", "\u00a0%")
    lines = textwrap.wrap(
        whole, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return [x.replace("\u00a0", " ") for x in lines]


def plain(text: str) -> str:
    """Without characters that steer a terminal: labels come from anyone's file."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in text)


def _table(s: Section) -> list[str]:
    rows = [[plain(c) for c in r] for r in ((s.head, *s.rows) if s.head else s.rows)]
    limit = 34
    rows = [[r[0] if len(r[0]) <= limit else r[0][: limit - 1] + "…", *r[1:]] for r in rows]
    widths = [max(len(r[j]) for r in rows) for j in range(len(rows[0]))]
    left = s.kind == "facts"
    out = []
    for r in rows:
        cells = [c.ljust(w) if j == 0 or left else c.rjust(w) for j, (c, w) in enumerate(zip(r, widths, strict=True))]
        out.append(("  " + "  ".join(cells)).rstrip())
    return out
