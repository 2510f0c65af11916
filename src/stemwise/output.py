"""Where results go: the terminal or a file, by one policy for every command.

A file appears whole or not at all: it is written beside its place and moved there. Links are followed; a pipe with a
name or a device is written to as it is, never replaced.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import IO

from stemwise.errors import InputError

REMEDY = "give a file in a folder you may write to"
_HIDDEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
"""Without width and without a meaning here; dropped."""
_COLOUR = re.compile(r"(\x1b\[(?:[0-2]|3[1-6])(?:;(?:[12]|3[1-6]))*m)")
"""The colours that reports are written in (report/paper.py)."""


def write(content: str | bytes, output: str | None = None, *, machine: bool = False) -> None:
    """Content to the file ``output``, or to the terminal where none is named.

    ``machine`` marks what programs read (JSON, HTML, SVG, CSV ...): it is UTF-8 everywhere. Text for people takes the
    terminal's encoding, with a question mark for each sign that this cannot hold.

    Raises
    ------
    InputError
        A place that cannot be written to, no name at all, a full disk, or a standard output that is closed.
    """
    if isinstance(content, str) and not content.endswith("\n"):
        content += "\n"
    if output is None:
        _to_terminal(content.decode("utf-8") if isinstance(content, bytes) else content, machine)
    else:
        _to_file(content if isinstance(content, bytes) else content.encode("utf-8", "replace"), output)


def ready(output: str | None) -> None:
    """Refuse a place that cannot be written to, before the work whose result should go there.

    Raises
    ------
    InputError
        No name, a folder, a place in a folder that is not there, a file that is protected.
    """
    if output is not None:
        with _named(output):
            _checked(output)


def deliver(content: str | bytes, args: Namespace) -> int:
    """What a command made, to where its options ``--output`` and ``--format`` say; 0, the exit code of what went well."""
    write(content, args.output, machine=getattr(args, "format", "text") != "text")
    return 0


def complain(message: str) -> None:
    """One line on standard error, where there is one to write to; what it quotes of a stranger's file is made harmless."""
    with contextlib.suppress(OSError):
        if sys.stderr is not None:
            print(harmless(message), file=sys.stderr, flush=True)


def harmless(text: str) -> str:
    """``text`` on one line without control characters: white space becomes a space, hidden characters fall away.

    Anything else that is not printable (escape, backspace, bidirectional marks, lone surrogates) becomes U+FFFD.
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else " " if c.isspace() else "" if c in _HIDDEN else "\ufffd" for c in text
    )  # fmt: skip


def give_up() -> None:
    """Let what standard output still holds go nowhere: no one reads it any more."""
    with contextlib.suppress(OSError, AttributeError, ValueError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def colour() -> bool:
    """Whether the terminal shows colours and wants them."""
    return sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ


def width() -> int:
    """Columns of the terminal, within what reads well."""
    return max(40, min(100, shutil.get_terminal_size((88, 24)).columns))


def _to_terminal(content: str, machine: bool) -> None:
    stream = sys.stdout
    if stream is None:
        raise InputError("standard output is closed", "open it, or give a file with -o FILE")
    try:
        _hold_all_signs(stream, machine)
        stream.write(content if machine else _of_people(content))
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up()
        raise InputError(f"cannot write to standard output ({error.strerror})", "give a file with -o FILE") from None


def _of_people(content: str) -> str:
    """Text for people with each line harmless, our own colours apart: it may quote a stranger's file."""
    if content.replace("\n", "").isprintable():
        return content
    lines = content.split("\n")
    return "\n".join("".join(p if _COLOUR.fullmatch(p) else harmless(p) for p in _COLOUR.split(x)) for x in lines)


def _hold_all_signs(stream: IO[str], machine: bool) -> None:
    """Set the stream's encoding so that no sign of the text is an error; streams in memory hold all signs anyway."""
    if (change := getattr(stream, "reconfigure", None)) is not None:
        change(errors="replace", **({"encoding": "utf-8"} if machine else {}))


def _to_file(content: bytes, output: str) -> None:
    with _named(output):
        if _checked(output) == "stream":
            with open(output, "wb") as stream:
                stream.write(content)
        else:
            _replace(os.path.realpath(output), content)


@contextlib.contextmanager
def _named(output: str) -> Iterator[None]:
    """Whatever goes wrong with a place is told with its name."""
    try:
        yield
    except BrokenPipeError:
        raise InputError(f"what reads {output} went away", "run it again with a reader that stays") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot write {output} ({reason})", REMEDY) from None


def _checked(output: str) -> str:
    """``file`` or ``stream``; any other place is refused."""
    if not output:
        raise InputError("-o names no file", "give its name, or leave -o out to write to the terminal")
    kind = _kind(output)
    if kind == "folder":
        raise InputError(f"{output} is a folder", "give a file in it")
    if kind == "other":
        raise InputError(f"{output} is neither a file nor a pipe", REMEDY)
    place = os.path.realpath(output)
    if kind == "file" and not os.path.isdir(folder := os.path.dirname(place)):
        raise InputError(f"there is no folder {folder}", "make it first, or give a file in another")
    if kind == "file" and os.path.exists(place) and not os.access(place, os.W_OK):
        raise InputError(f"{place} is protected from writing", REMEDY)
    return kind


def _kind(output: str) -> str:
    """What stands at a place, links followed: ``file`` also where nothing does."""
    if output.endswith(("/", os.sep)):
        return "folder"
    try:
        mode = os.stat(output).st_mode
    except FileNotFoundError:
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        return "stream"
    return "file" if stat.S_ISREG(mode) else "other"


def _replace(place: str, content: bytes) -> None:
    """Put ``content`` at ``place`` in one step, with the rights that the file before had."""
    before = os.stat(place).st_mode if os.path.exists(place) else None
    temporary = os.path.join(os.path.dirname(place), f".stemwise-{os.getpid()}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
        if before is not None:
            os.chmod(temporary, stat.S_IMODE(before))
        os.replace(temporary, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
