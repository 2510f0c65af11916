"""Where a record was read, and what a reader is pointed to: the publication itself, and a copy only as a copy.

Many texts were read at mirrors, proxies and machines without a name. A DOI, PMID or PMC id leads to the publication for
good; a bare number for a host leads anywhere by tomorrow, and is never shown as a link.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f:]*:[0-9a-f:]+\]?", re.I)
_COPYING = re.compile(
    r"(?:^|[.-])(?:proxy|proxies|mirror|cache|staging|translate|webcache|ezproxy|scribd|arxiver)(?:[.-]|$)|\.goog$",
    re.I,
)
_WITHIN = re.compile(r"[/=](?:https?[:/]+)?(?:[\w-]+\.)+(?:gov|com|org|net|edu|uk|eu|int)(?:[/?]|$)", re.I)
_IDS = (
    (re.compile(r"\b(PMC\d{4,9})\b"), "pmcid:{}"),
    (re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|pubmed\.gov)/(\d{5,9})", re.I), "pmid:{}"),
    (re.compile(r"\bdoi\.org/(10\.\d{4,9}/[^\s?#]+)", re.I), "doi:{}"),
)


def nameless(address: str) -> bool:
    """Whether a web address leads to a machine known by its numbers only ("http://47.251.13.51:8081/...")."""
    return bool(_NUMBERS.fullmatch(_host(address)))


def is_copy(address: str) -> bool:
    """Whether an address is plainly another's copy: no name, a proxy or mirror by name, or an address inside the address."""
    host = _host(address)
    if not host:
        return False
    inside = address.split(host, 1)[-1]
    return nameless(address) or bool(_COPYING.search(host) or _WITHIN.search(inside))


def identified(published_in: str, seen_at: str) -> str:
    """The publication: what the record names, else an identifier held in an address ("pmid:17601467"), else as it stands."""
    text = published_in.strip()
    if text and not text.lower().startswith(("url:", "http://", "https://")):
        return text
    for address in (text, seen_at):
        for pattern, form in _IDS:
            if found := pattern.search(address):
                return form.format(found[1])
    return text


def _host(address: str) -> str:
    try:
        return urlsplit(address.strip().removeprefix("url:")).hostname or ""
    except ValueError:
        return ""
