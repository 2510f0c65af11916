"""References: PubMed XML, PubMed's nbib (MEDLINE tags) and RIS. They carry no results; the draft says so."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from stemwise.content import document
from stemwise.errors import InputError
from stemwise.exchange.imports.draft import MOST_DRAFTS, Record, make, slug, term_in, year_in
from stemwise.exchange.imports.match import IMPORTS
from stemwise.exchange.imports.safexml import text
from stemwise.terms.identifiers import doi_in

_NCT = re.compile(r"\bNCT\d{8}\b", re.I)
_REGISTRY = re.compile(
    r"\b(NCT\d{8}|ChiCTR[-\w]*\d{6,}|ISRCTN\d{8}|IRCT\w+|ACTRN\d{14}|EudraCT[ :]*[\d-]{14}|CTRI/\d{4}/\d+/\d+)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference file says of one publication."""

    title: str
    author: str = ""
    year: int | None = None
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    about: str = ""
    """Abstract and keywords: read for terms, never kept."""
    address: str = ""


def records(references: list[Reference], source: str, day: datetime.date) -> list[Record]:
    """One draft per reference; what a reference cannot say stands in ``not_seen``."""
    return [_record(r, source, day) for r in references]


def _record(r: Reference, source: str, day: datetime.date) -> Record:
    kinds = "; ".join(r.types).lower()
    design = next((row["design"] for row in document(IMPORTS)["design"] if row["type"] in kinds), "")
    condition = term_in("condition", r.title, r.about)
    cell = term_in("cell", r.title, r.about)
    label = f"{r.author or 'Unknown'} {r.year}" if r.year else r.author or "Unknown"
    not_seen = ["arms", "results", "harms"]
    not_seen += (
        [] if design else [f"design (publication types: {', '.join(r.types) or 'none'}; case-series is a placeholder)"]
    )
    not_seen += [] if condition else ["condition"]
    not_seen += [] if r.year else ["year"]
    where = f"https://pubmed.ncbi.nlm.nih.gov/{r.pmid}/" if r.pmid else r.address
    note = f"Cells named in the title or abstract: {cell}." if cell else ""
    return make(
        id=slug(f"{r.author or 'unknown'}-{r.year or 'undated'}"), label=label, condition=condition,
        design=design or "case-series", day=day, year=r.year,
        citation={"title": r.title, "journal": r.journal, "doi": r.doi, "pmid": r.pmid, "pmcid": r.pmcid,
                  "registry": list(r.registry), "seen_at": where},
        not_seen=not_seen, notes=[f"Imported from {source}; a reference only.", note],
    )  # fmt: skip


# PubMed XML


def from_pubmed_xml(name: str, root: Element) -> list[Reference]:
    """The articles of a ``PubmedArticleSet`` (or one ``PubmedArticle``).

    Raises
    ------
    InputError
        No article with a title.
    """
    articles = [root] if root.tag == "PubmedArticle" else root.findall("PubmedArticle")
    found = [r for a in articles if (r := _article(a)) is not None]
    if not found:
        raise InputError(f"{name} holds no PubMed article", "save the records from PubMed in the format PubMed or XML")
    return found


def _article(a: Element) -> Reference | None:
    article = a.find("MedlineCitation/Article")
    title = text(article.find("ArticleTitle")) if article is not None else ""
    if article is None or not title:
        return None
    ids = {e.get("IdType", ""): text(e) for e in a.findall("PubmedData/ArticleIdList/ArticleId")}
    ids |= {e.get("EIdType", ""): text(e) for e in article.findall("ELocationID") if e.get("EIdType") not in ids}
    banks = article.findall("DataBankList/DataBank/AccessionNumberList/AccessionNumber")
    author = article.find("AuthorList/Author")
    date = " ".join(text(e) for e in article.findall("Journal/JournalIssue/PubDate/*"))
    about = " ".join(text(e) for e in article.findall("Abstract/AbstractText"))
    keywords = " ".join(text(e) for e in a.findall("MedlineCitation/KeywordList/Keyword"))
    return Reference(
        title=title.rstrip("."),
        author=(text(author.find("LastName")) or text(author.find("CollectiveName"))) if author is not None else "",
        year=year_in(date) or year_in(text(article.find("ArticleDate/Year"))),
        journal=text(article.find("Journal/Title")), doi=ids.get("doi", ""),
        pmid=text(a.find("MedlineCitation/PMID")), pmcid=ids.get("pmc", ""),
        registry=_registered(" ".join(text(b) for b in banks), about),
        types=tuple(text(t) for t in article.findall("PublicationTypeList/PublicationType")),
        about=f"{about} {keywords}",
    )  # fmt: skip


# Tagged text: nbib and RIS

Tags = dict[str, list[str]]


def from_nbib(name: str, content: str) -> list[Reference]:
    """MEDLINE tags, as PubMed's "Send to: Citation manager" writes them: four letters, "- ", six blanks to go on.

    Raises
    ------
    InputError
        No record with a title.
    """
    return _required(name, [_nbib(t) for t in _tagged(content, re.compile(r"([A-Z]{2,4}) *- ?(.*)"), "PMID", "")])


def _nbib(t: Tags) -> Reference:
    ids = [*t.get("LID", []), *t.get("AID", [])]
    doi = next((i.split()[0] for i in ids if i.endswith("[doi]")), "")
    name = (t.get("FAU") or t.get("AU") or t.get("CN") or [""])[0]
    about = " ".join([*t.get("AB", []), *t.get("OT", [])])
    return Reference(
        title=_one(t, "TI", "BTI").rstrip("."), author=_surname(name), year=year_in(_one(t, "DP", "DEP")),
        journal=_one(t, "JT", "TA"), doi=doi, pmid=_one(t, "PMID"), pmcid=_one(t, "PMC"),
        registry=_registered(" ".join(t.get("SI", [])), about), types=tuple(t.get("PT", [])), about=about,
    )  # fmt: skip


def from_ris(name: str, content: str) -> list[Reference]:
    """RIS: two-character tags, "  - ", records from ``TY`` to ``ER``.

    Raises
    ------
    InputError
        No record with a title.
    """
    return _required(name, [_ris(t) for t in _tagged(content, re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)"), "TY", "ER")])


def _ris(t: Tags) -> Reference:
    name = (t.get("AU") or t.get("A1") or t.get("A2") or [""])[0]
    doi = doi_in(" ".join([*t.get("DO", []), *t.get("M3", []), *t.get("L3", []), *t.get("UR", [])]))
    base = _one(t, "DB", "DP").lower()
    number = _one(t, "AN")
    pmid = number if number.isdigit() and ("pubmed" in base or "medline" in base) else ""
    pmc = re.search(r"PMC\d+", " ".join([*t.get("C2", []), *t.get("UR", []), *t.get("ID", [])]))
    about = " ".join([*t.get("AB", []), *t.get("N2", []), *t.get("KW", [])])
    return Reference(
        title=_one(t, "TI", "T1", "CT").rstrip("."), author=_surname(name), year=year_in(_one(t, "PY", "Y1", "DA")),
        journal=_one(t, "JF", "JO", "T2", "JA"), doi=doi, pmid=pmid,
        pmcid=pmc[0] if pmc else "", registry=_registered(" ".join(t.get("AN", [])), about),
        types=tuple(t.get("M3", [])) if not doi_in(" ".join(t.get("M3", []))) else (), about=about,
        address=_one(t, "UR", "L2"),
    )  # fmt: skip


def _tagged(content: str, tag: re.Pattern[str], first: str, last: str) -> Iterator[Tags]:
    """Records of tagged lines; a line without a tag goes on with the value before it."""
    tags: Tags = {}
    name = ""
    for line in content.splitlines():
        hit = tag.fullmatch(line.rstrip()) if not line.startswith(" ") else None
        if hit:
            name = hit[1]
            if name == first and tags:
                yield tags
                tags = {}
            if name != last:
                tags.setdefault(name, []).append(hit[2].strip())
        elif name and line.strip():
            tags[name][-1] = f"{tags[name][-1]} {line.strip()}".strip()
        if hit and name == last:
            yield tags
            tags, name = {}, ""
    if tags:
        yield tags


def _required(name: str, found: list[Reference]) -> list[Reference]:
    good = [r for r in found if r.title]
    if not good:
        raise InputError(f"{name} holds no reference with a title", "export the records anew")
    if len(good) > MOST_DRAFTS:
        raise InputError(f"{name} holds {len(good)} references, more than {MOST_DRAFTS}", "split it")
    return good


def _one(t: Tags, *names: str) -> str:
    return next((v for n in names for v in t.get(n, []) if v), "")


def _surname(name: str) -> str:
    """The surname of "Gu, Jinpeng", "Gu J" or a group's name."""
    if "," in name:
        return name.split(",")[0].strip()
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 1 and re.fullmatch(r"[A-Z]{1,3}", words[-1]) else name.strip()


def _registered(stated: str, about: str) -> tuple[str, ...]:
    """Trial registry ids: those of the record's own field, else of the abstract (which may name others' trials too)."""
    for part in (stated, about):
        ids = dict.fromkeys(i.upper() if _NCT.fullmatch(i) else i for i in _REGISTRY.findall(part))
        if ids:
            return tuple(ids)
    return ()
