"""Drafts to files: all of them or none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from stemwise.errors import InputError
from stemwise.exchange.imports.draft import Draft


def write_drafts(drafts: Sequence[Draft], folder: str | Path) -> tuple[Path, ...]:
    """Write each draft to ``folder`` (made if need be) under its id; nothing is overwritten.

    Raises
    ------
    InputError
        A file of that name is there already, or the folder cannot be written; then nothing is written.
    """
    if not str(folder):
        raise InputError("-o names no folder", "give one, or leave -o out to write here")
    place = Path(folder)
    targets = [place / d.file_name for d in drafts]
    if there := [t.name for t in targets if os.path.lexists(t)]:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise InputError(f"{place / there[0]} is there already{more}", "move it away, or give another folder with -o")
    texts = [d.as_toml() for d in drafts]
    done: list[Path] = []
    try:
        place.mkdir(parents=True, exist_ok=True)
        for target, text in zip(targets, texts, strict=True):
            with target.open("x", encoding="utf-8", newline="\n") as file:
                done.append(target)
                file.write(text)
    except OSError as error:
        for target in done:
            with contextlib.suppress(OSError):
                target.unlink()
        what = f"cannot write to {folder} ({error.strerror})"
        raise InputError(what, "give a folder you may write to with -o") from None
    return tuple(targets)
