"""Studies as references: BibTeX and CSL-JSON. The base holds no author lists; the label (Gu 2020) stands in a note."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from stemwise.evidence import Study

_TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def bibtex(studies: Iterable[Study]) -> str:
    """One entry per study, keyed by its id; ``@article`` where a journal was seen, else ``@misc``."""
    return "\n".join(_entry(s) for s in studies)


def _entry(s: Study) -> str:
    c = s.citation
    fields = {
        "title": "{" + tex(c.title or s.label) + "}",  # braces inside braces keep the capitals of the title
        "journal": tex(c.journal),
        "year": str(s.year or ""),
        "doi": _bare(c.doi),
        "pmid": _bare(c.pmid),
        "pmcid": _bare(c.pmcid),
        "url": _bare(_address(s)),
        "note": tex(_note(s)),
        "keywords": tex(", ".join((s.condition, s.design, *s.cells))),
    }
    kind = "article" if c.journal else "misc"
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value and value != "{}")
    return f"@{kind}{{{s.id},\n{body}}}\n"


def tex(text: str) -> str:
    """Text with the characters that TeX takes for commands escaped, on one line."""
    return "".join(_TEX.get(ch, ch) for ch in " ".join(text.split()))


def _bare(text: str) -> str:
    """An identifier or address as it is: packages print it verbatim; braces would end the field."""
    return "".join(text.split()).replace("{", "%7B").replace("}", "%7D")


def _address(s: Study) -> str:
    c = s.citation
    if c.doi:
        return f"https://doi.org/{c.doi}"
    return c.seen_at if c.seen_at.startswith(("http://", "https://")) else ""


def _note(s: Study) -> str:
    registry = ", ".join(s.citation.registry)
    return "; ".join(filter(None, (s.label, registry, "draft, not confirmed" if s.draft else "")))


def csl_json(studies: Iterable[Study]) -> str:
    """A CSL-JSON array (Citation Style Language 1.0.2), one item per study."""
    return json.dumps([_item(s) for s in studies], ensure_ascii=False, indent=1) + "\n"


def _item(s: Study) -> dict[str, Any]:
    c = s.citation
    item: dict[str, Any] = {
        "id": s.id,
        "type": "article-journal" if c.journal else "document",
        "title": c.title or s.label,
        "container-title": c.journal,
        "issued": {"date-parts": [[s.year]]} if s.year else None,
        "DOI": c.doi,
        "PMID": c.pmid,
        "PMCID": c.pmcid,
        "URL": _address(s),
        "number": ", ".join(c.registry),
        "keyword": ", ".join((s.condition, s.design, *s.cells)),
        "note": _note(s),
    }
    return {name: value for name, value in item.items() if value}
