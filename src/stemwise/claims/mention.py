"""Pointers to studies as pages give them: identifiers, authors with a year, numbers of participants or studies."""

from __future__ import annotations

import re

from stemwise.claims.model import Mention, Quantity
from stemwise.terms.identifiers import doi_in, dois

_IDS = re.compile(
    r"\b(NCT\d{8}|PMC\d{5,9}|ISRCTN\d{6,9}|ChiCTR[-\w]{6,20}|UMIN\d{6,10}|IRCT\d{6,20}N?\d{0,3})\b"
    r"|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{6,9})|PMID:?\s?(\d{6,9})",
    re.I,
)
_YEAR = re.compile(r"\b(19[89]\d|20[0-3]\d)\b")
_SURNAME = r"([^\W\d_a-zß-öø-ÿ](?=[\w'’-]{0,20}[a-zß-öø-ÿ])[\w'’-]{1,30})"
"""A capital and what follows it, one of it a small letter: McDonald, O'Brien, Müller, Pérez-López; not DNA."""
_AUTHOR = re.compile(
    rf"(?<![\w'’-]){_SURNAME}(?:,)?\s(?:et al|and colleagues|and co-?workers|and her team|and his team)\b"
    rf"|\b(?:study|trial|paper|work|series) (?:by|from) (?:Dr\.? |Professor |Prof\.? )?{_SURNAME}"
    r"(?= in (?:19|20)\d\d\b| \()"
)


def has_identifier(text: str) -> bool:
    """Whether a study's DOI, PubMed or registry number stands in the text."""
    return bool(_IDS.search(text) or doi_in(text))


def mention(text: str, quantity: tuple[Quantity, ...]) -> Mention | None:
    """What in the sentence could point to a study; ``None`` when nothing does."""
    ids = _identifiers(text)
    years = _YEAR.findall(text)
    author = _AUTHOR.search(text)
    people = next((int(q.value) for q in quantity if q.unit == "people"), None)
    studies = next((int(q.value) for q in quantity if q.unit == "studies"), None)
    if not (ids or author or people or studies or years):
        return None
    return Mention(
        text=text[:200],
        identifiers=ids,
        n=people,
        studies=studies,
        year=int(years[0]) if years else None,
        author=(author.group(1) or author.group(2)) if author else "",
    )


def _identifiers(text: str) -> tuple[str, ...]:
    """DOIs, numbers in PubMed and in registers, in the order in which they stand."""
    found = [*dois(text), *((m.start(), next(g for g in m.groups() if g)) for m in _IDS.finditer(text))]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))
