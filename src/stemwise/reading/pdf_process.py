"""The process that parses a PDF: bytes on standard input, one JSON object on standard output.

``{"pages": [...], "total": n, "unread": [page numbers], "title": "", "date": ""}``, or ``{"failure": kind}``.
Only :mod:`stemwise.reading.pdf` starts it. What goes wrong here - a bomb, an endless loop, a crash - ends here.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from typing import Any

from stemwise.reading.limits import MAX_CHARACTERS, MAX_PDF_BYTES, MAX_PDF_PAGES, PDF_MEMORY, PDF_SECONDS


def main() -> None:
    """Read, extract, write; never a traceback."""
    _limit()
    logging.disable(logging.CRITICAL)
    try:
        answer = extract(sys.stdin.buffer.read(MAX_PDF_BYTES + 1))
    except MemoryError:
        answer = {"failure": "memory"}
    json.dump(answer, sys.stdout)


def _limit() -> None:
    """Bound memory and processor time, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for what, size in ((resource.RLIMIT_AS, PDF_MEMORY), (resource.RLIMIT_CPU, PDF_SECONDS + 5)):
        try:
            resource.setrlimit(what, (size, size))
        except (ValueError, OSError):
            continue


def extract(data: bytes) -> dict[str, Any]:
    """The text of each page, or the kind of failure."""
    import pypdf
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"failure": "encrypted"}
        total = len(reader.pages)
    except (FileNotDecryptedError, pypdf.errors.DependencyError):
        return {"failure": "encrypted"}
    except LimitReachedError:
        return {"failure": "memory"}
    except MemoryError:
        raise
    except Exception:  # a malformed file can make the parser fail in any way
        return {"failure": "broken"}
    pages: list[str] = []
    unread: list[int] = []
    size = 0
    for number in range(min(total, MAX_PDF_PAGES)):
        try:
            text = reader.pages[number].extract_text()
        except MemoryError:
            raise
        except Exception:
            unread.append(number + 1)
            text = ""
        pages.append(text)
        size += len(text)
        if size > MAX_CHARACTERS:
            break
    if total == 0 or len(unread) == len(pages):
        return {"failure": "broken"}
    title, date = _about(reader)
    return {"pages": pages, "total": total, "unread": unread, "title": title, "date": date}


def _about(reader: Any) -> tuple[str, str]:
    """Title and date (last change, else creation) as the file states them."""
    try:
        about = reader.metadata or {}
        title = str(about.get("/Title") or "")
        stamp = re.match(
            r"D?:?((?:19|20)\d\d)(\d\d)(\d\d)", str(about.get("/ModDate") or about.get("/CreationDate") or "")
        )
    except MemoryError:
        raise
    except Exception:
        return "", ""
    # File names left by the program that wrote the PDF are no titles.
    if re.search(r"\.(?:docx?|indd|pdf|pptx?|odt|qxd)\Z|\AMicrosoft ", title.strip(), re.IGNORECASE):
        title = ""
    return title[:1000], "-".join(stamp.groups()) if stamp else ""


if __name__ == "__main__":
    main()
