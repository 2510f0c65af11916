"""Where a source leads: only to web addresses that are plainly ones, each source numbered once in a report."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from stemwise.evidence.copies import identified, is_copy, nameless

if TYPE_CHECKING:
    from stemwise.evidence.model import Source

_CLEAN = re.compile(
    r"""https?://[^\s"<>\\^`{|}\x00-\x20\x7f-\xa0\u2000-\u206f\ud800-\uf8ff\ufeff\ufff0-\uffff]+""", re.I
)
"""No space, quote, bracket or control, and nothing that reorders text."""
_IDS = {
    "doi": "https://doi.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/",
}
_REGISTRY = re.compile(r"(NCT\d{8})", re.I)


def safe_url(address: str) -> str:
    """The address where it is plainly one of the web (http or https, a host, no user name, no spaces), else nothing."""
    address = address.strip()
    if not _CLEAN.fullmatch(address):
        return ""
    try:
        parts = urlsplit(address)
        named = parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    return address if named else ""


def publication(published_in: str) -> tuple[str, str]:
    """What a publication is called and where it leads: ``doi:10.1/x`` -> ``("doi:10.1/x", "https://doi.org/10.1/x")``."""
    text = published_in.strip()
    kind, _, rest = text.partition(":")
    kind = kind.lower()
    if kind in _IDS and rest:
        return text, _IDS[kind] + quote(rest.strip(), safe="/:;().-_")
    if kind == "url":
        return _host(rest), safe_url(rest)
    if found := _REGISTRY.search(text):
        return text, f"https://clinicaltrials.gov/study/{found[1].upper()}"
    return (_host(text) if kind in ("http", "https") else text), safe_url(text)


def _host(address: str) -> str:
    """A web address as people read it: host and path, without the rest."""
    short = re.sub(r"^https?://(www\.)?", "", address.strip(), flags=re.I).split("?")[0].split("#")[0].rstrip("/")
    return short if len(short) <= 70 else short[:68] + "…"


READ_AS_COPY = "read as a copy"


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list of sources."""

    number: int
    name: str
    url: str
    locator: str
    seen: str
    seen_url: str


@dataclass(slots=True)
class References:
    """The sources of a report, numbered as they are first pointed to."""

    found: dict[Source, Reference] = field(default_factory=dict)

    def to(self, source: Source) -> Reference | None:
        """The entry of a source; nothing for one that names no place."""
        if not source.published_in and not source.seen_at:
            return None
        if source not in self.found:
            named = identified(source.published_in, source.seen_at)
            name, url = publication(named or f"url:{source.seen_at}")
            if nameless(name if "://" in name else url):
                name, url = "a copy on a machine without a name", ""
            seen_url = safe_url(source.seen_at)
            seen = _host(source.seen_at) if seen_url != url or not url else ""
            if seen and (nameless(source.seen_at) or (url and is_copy(source.seen_at))):
                seen, seen_url = READ_AS_COPY, ""
            entry = Reference(len(self.found) + 1, name, url, source.locator, seen, seen_url)
            self.found[source] = entry
        return self.found[source]

    def all(self) -> tuple[Reference, ...]:
        """Every entry pointed to so far, in order."""
        return tuple(self.found.values())
