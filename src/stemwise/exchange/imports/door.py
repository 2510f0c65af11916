"""One door for every file: what it is, is told by what it holds, not by its name."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

from stemwise.errors import InputError
from stemwise.evidence import Library
from stemwise.exchange.imports import citations, ctgov, revman, sheet
from stemwise.exchange.imports.draft import MOST_DRAFTS, Import, Record, finished
from stemwise.exchange.imports.safexml import parse

MOST_BYTES = 48_000_000
KNOWN = "ClinicalTrials.gov JSON, PubMed XML or nbib, RIS, RevMan 5 (.rm5), or an extraction sheet (.csv, .tsv, .xlsx)"
_SHEETS = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm")
_OTHER_XML = {
    "clinical_study": "is the retired XML of ClinicalTrials.gov: download the study as JSON instead",
    "pubmedbookarticleset": "holds books of PubMed, no studies: choose articles",
    "html": "is a web page: save the record in one of the export formats of the site",
    "xml": "is an EndNote XML file: export it as RIS instead",
}


def import_file(path: str | Path, *, library: Library | None = None, day: datetime.date | None = None) -> Import:
    """Drafts from a file. Nothing is written.

    Parameters
    ----------
    library : Library, optional
        The base; a draft never takes the id of one of its studies, and names the study where an identifier is the same.
    day : date, optional
        The day of the import; today by default.

    Raises
    ------
    InputError
        No such file, too large, of no known kind, or damaged: one line that says what is wrong.
    """
    place = Path(path)
    if not os.path.isfile(place):
        raise InputError(f"there is no file {path}", "check the name and the folder")
    day = day or datetime.date.today()
    try:
        size = place.stat().st_size
        if size > MOST_BYTES:
            raise InputError(f"{place.name} is larger than {MOST_BYTES // 1_000_000} MB", "split it")
        if place.suffix.lower() in _SHEETS:
            return _import("an extraction sheet", sheet.records(place, day), library)
        data = place.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})", "check the file") from None
    kind, found = _read(place.name, data, day)
    return _import(kind, found, library)


def _import(kind: str, found: list[Record], library: Library | None) -> Import:
    if len(found) > MOST_DRAFTS:
        raise InputError(f"{len(found)} studies are more than {MOST_DRAFTS}", "split the file")
    return Import(kind, finished(found, library))


def _read(name: str, data: bytes, day: datetime.date) -> tuple[str, list[Record]]:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise InputError(f"{name} is empty", f"give {KNOWN}")
    if start[:1] in (b"{", b"["):
        return "ClinicalTrials.gov JSON", ctgov.records(name, _json(name, data), day)
    if start[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _xml(name, data, day)
    content = _decoded(name, data)
    first = next((line for line in content.splitlines() if line.strip()), "")
    readers: tuple[tuple[str, str, Callable[[str, str], list[citations.Reference]]], ...] = (
        (r"PMID *- ", "PubMed nbib", citations.from_nbib),
        (r"TY  ?- ", "RIS", citations.from_ris),
    )
    for pattern, kind, read in readers:
        if re.match(pattern, first):
            return kind, citations.records(read(name, content), kind, day)
    raise InputError(f"{name} is of no kind this can import", f"give {KNOWN}")


def _xml(name: str, data: bytes, day: datetime.date) -> tuple[str, list[Record]]:
    root = parse(name, data)
    if root.tag in ("PubmedArticleSet", "PubmedArticle"):
        return "PubMed XML", citations.records(citations.from_pubmed_xml(name, root), "PubMed XML", day)
    if root.tag == "COCHRANE_REVIEW":
        return "RevMan 5", revman.records(name, root, day)
    what = _OTHER_XML.get(root.tag.lower(), f"is XML of another kind (<{root.tag[:40]}>): give {KNOWN}")
    problem, _, remedy = what.partition(": ")
    raise InputError(f"{name} {problem}", remedy)


def _json(name: str, data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        where = f" (line {line})" if line else ""
        raise InputError(f"{name} is not valid JSON{where}", "download it anew") from None


def _decoded(name: str, data: bytes) -> str:
    if b"\x00" in data[:4096]:
        raise InputError(f"{name} is no text", f"give {KNOWN}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
