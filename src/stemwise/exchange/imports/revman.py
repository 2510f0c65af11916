"""RevMan 5 (.rm5): the trials of a review with the values it pooled, and its judgements of bias.

The review is where values were seen: their kind is ``review-table``. Nothing of its prose is taken over.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from stemwise.errors import InputError
from stemwise.exchange.imports import moments
from stemwise.exchange.imports.draft import MOST_ROWS, Record, make, slug, term_in, year_in
from stemwise.exchange.imports.match import outcome_in
from stemwise.exchange.imports.safexml import text
from stemwise.tables.model import as_number

_DOMAINS = (
    (
        re.compile(r"random sequence|sequence generation|randomi[sz]ation process|allocation concealment", re.I),
        "randomisation",
    ),
    (re.compile(r"blinding of participants|performance bias|deviations", re.I), "deviations"),
    (re.compile(r"incomplete outcome|attrition|missing outcome", re.I), "missing"),
    (re.compile(r"blinding of outcome|detection bias|measurement of", re.I), "measurement"),
    (re.compile(r"selective reporting|reporting bias|selection of the reported", re.I), "reporting"),
)
_JUDGED = {"YES": "low", "NO": "high", "UNKNOWN": "not-seen"}
_WORST = ("high", "not-seen", "low")
_MEASURES = ("RR", "OR", "RD", "MD", "SMD", "HR")
_GENERIC = {
    "risk ratio": "RR", "rate ratio": "IRR", "odds ratio": "OR", "hazard ratio": "HR", "mean difference": "MD",
    "std. mean difference": "SMD", "standardised mean difference": "SMD", "risk difference": "RD",
}  # fmt: skip


def records(name: str, root: Element, day: datetime.date) -> list[Record]:
    """One draft per included study.

    Raises
    ------
    InputError
        A review without included studies.
    """
    studies = root.findall("STUDIES_AND_REFERENCES/STUDIES/INCLUDED_STUDIES/STUDY")
    if not studies:
        raise InputError(f"{name} names no included study", "export the review's full file from RevMan 5")
    review = _Review(name, root)
    return [_record(s, review, day) for s in studies]


class _Review:
    """The review: its title, its values by study, its judgements by study."""

    def __init__(self, name: str, root: Element) -> None:
        self.name = name
        self.title = text(root.find("COVER_SHEET/TITLE"))
        self.doi = root.get("DOI", "")
        self.data: dict[str, list[tuple[str, Element, str, str]]] = defaultdict(list)
        for comparison in root.findall("ANALYSES_AND_DATA/COMPARISON"):
            for kind in ("DICH", "CONT", "IV"):
                for outcome in comparison.findall(f"{kind}_OUTCOME"):
                    for study, row, group in _rows(outcome, kind):
                        where = f"analysis {outcome.get('ID', '').removeprefix('CMP-')}".strip()
                        self.data[study].append((kind, row, group, where))
                        row.set("_outcome", text(outcome.find("NAME")))
                        row.set("_measure", outcome.get("EFFECT_MEASURE", "") or text(outcome.find("EFFECT_MEASURE")))
                        row.set("_arm1", text(outcome.find("GROUP_LABEL_1")))
                        row.set("_arm2", text(outcome.find("GROUP_LABEL_2")))
        self.bias = _judgements(root)

    @property
    def shown(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else self.name


def _rows(outcome: Element, kind: str) -> Iterator[tuple[str, Element, str]]:
    """The data of an outcome as (study id, element, subgroup's name)."""
    for row in outcome.findall(f"{kind}_DATA"):
        yield row.get("STUDY_ID", ""), row, ""
    for group in outcome.findall(f"{kind}_SUBGROUP"):
        for row in group.findall(f"{kind}_DATA"):
            yield row.get("STUDY_ID", ""), row, text(group.find("NAME"))


def _judgements(root: Element) -> dict[str, Record]:
    """Study id -> bias domains. Of two items in one domain the worse counts; "unclear" was not seen."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item in root.iter("QUALITY_ITEM"):
        domain = next((d for words, d in _DOMAINS if words.search(text(item.find("NAME")))), "")
        if domain:
            for entry in item.iter("QUALITY_ITEM_DATA_ENTRY"):
                judged = _JUDGED.get(entry.get("RESULT", ""), "not-seen")
                found[entry.get("STUDY_ID", "")][domain].append(judged)
    return {
        study: {d: next(w for w in _WORST if w in marks) for d, marks in domains.items()}
        for study, domains in found.items()
    }


def _record(study: Element, review: _Review, day: datetime.date) -> Record:
    key, name = study.get("ID", ""), " ".join(study.get("NAME", "").split()) or study.get("ID", "study")
    reference = next((r for r in study.findall("REFERENCE") if r.get("PRIMARY") == "YES"), study.find("REFERENCE"))
    ids = _identifiers(study)
    title = text(reference.find("TI")) if reference is not None else ""
    year = year_in(study.get("YEAR", "")) or year_in(name)
    published = (
        f"doi:{ids['doi']}" if ids.get("doi") else f"{name}{f' ({year})' if year and str(year) not in name else ''}"
    )
    rows, lost = _results(review, key, published)
    labels = [(row.get("_arm1", ""), row.get("_arm2", "")) for _, row, _, _ in review.data[key]]
    first, second = labels[0] if labels else ("", "")
    condition = term_in("condition", title, review.title)
    cell = term_in("cell", first, title, review.title)
    judged = review.bias.get(key, {})
    not_seen = [
        "design (the review includes it; rct is assumed)",
        "route",
        "dose",
        "harms by arm, unless among the results",
    ]
    not_seen += [] if condition else ["condition"]
    not_seen += [] if cell else ["cells given"]
    not_seen += [] if rows else ["results"]
    treated: Record = {
        "id": "cells",
        "role": "treatment",
        "label": first or "experimental group",
        **({"cell": cell} if cell else {}),
    }
    return make(
        id=slug(name), label=name, condition=condition, design="rct", day=day, year=year,
        citation={"title": title, "journal": text(reference.find("SO")) if reference is not None else "",
                  "doi": ids.get("doi"), "pmid": ids.get("pmid"), "registry": ids.get("registry", "").split(),
                  "seen_at": review.shown},
        bias={d: {"judgement": j} if j == "not-seen" else
              {"judgement": j, "support": "as judged in the review", "seen_at": review.shown, "locator": "risk of bias table"}
              for d, j in judged.items()},
        arms=[treated, {"id": "control", "role": "control", "label": second or "control group"}], results=rows,
        not_seen=[*not_seen, *lost],
        notes=[f'Imported from the review "{review.title}" ({review.name}); '
               "the first group of each analysis is taken as treated.",
               "Ids of terms were matched by words; as_printed holds the review's own." if rows else ""],
    )  # fmt: skip


def _identifiers(study: Element) -> dict[str, str]:
    """DOI, PMID and registry ids of the study and its references; PubMed's comes as MEDLINE or PUBMED."""
    found: dict[str, str] = {}
    for e in study.iter("IDENTIFIER"):
        kind, value = e.get("TYPE", "").upper(), e.get("VALUE", "").strip()
        if kind == "DOI" and value:
            found.setdefault("doi", value)
        elif kind in ("MEDLINE", "PUBMED") and value.isdigit():
            found.setdefault("pmid", value)
        elif kind in ("CTG", "ISRCTN") or re.fullmatch(r"NCT\d{8}", value):
            found.setdefault("registry", value)
    if not found.get("doi") and study.get("DOI"):
        found["doi"] = study.get("DOI", "")
    return found


def _results(review: _Review, key: str, published: str) -> tuple[list[Record], list[str]]:
    rows: list[Record] = []
    lost: list[str] = []
    for kind, row, group, where in review.data[key]:
        printed = ": ".join(filter(None, (row.get("_outcome", ""), group)))
        values = {"DICH": _counts, "CONT": _means, "IV": _contrast}[kind](row)
        if values is None or len(rows) == MOST_ROWS:
            lost.append(f"{where} ({printed}): no values that could be read")
            continue
        months = moments.one_month(group, row.get("_outcome", ""))
        if months is None:
            lost.append(f"{where}: months")
        change = moments.is_change(printed)
        term = outcome_in(row.get("_outcome", ""), group, kind="event" if kind == "DICH" else "")
        result: Record = {
            "outcome": term or "other", "as_printed": printed, "months": months,
            "months_from": "not-seen", "kind": "event" if kind == "DICH" else "change" if change else "final",
            "published_in": published, "seen_at": review.shown, "locator": where, "source_kind": "review-table",
            **values,
        }  # fmt: skip
        rows.append({k: v for k, v in result.items() if v is not None})
    return rows, lost


def _counts(row: Element) -> Record | None:
    events1, n1, events2, n2 = (_whole(row, k) for k in ("EVENTS_1", "TOTAL_1", "EVENTS_2", "TOTAL_2"))
    if events1 is None or events2 is None or not n1 or not n2 or events1 > n1 or events2 > n2:
        return None
    return {"arms": [{"arm": "cells", "n": n1, "events": events1}, {"arm": "control", "n": n2, "events": events2}]}


def _means(row: Element) -> Record | None:
    arms = []
    for i, arm in ((1, "cells"), (2, "control")):
        n, mean, sd = _whole(row, f"TOTAL_{i}"), _number(row, f"MEAN_{i}"), _number(row, f"SD_{i}")
        if not n or mean is None:
            return None
        arms.append({"arm": arm, "n": n, "mean": mean, **({"sd": sd} if sd is not None and sd > 0 else {})})
    # A review that saw no values leaves zeros in all of them.
    return None if all(a["mean"] == 0 and "sd" not in a for a in arms) else {"arms": arms}


def _contrast(row: Element) -> Record | None:
    """Generic inverse variance: the effect and its interval on the scale that is shown."""
    said = row.get("_measure", "")
    measure = said.upper() if said.upper() in _MEASURES else _GENERIC.get(said.lower(), "")
    value, low, high = (_number(row, k) for k in ("EFFECT_SIZE", "CI_START", "CI_END"))
    if not measure or value is None:
        return None
    ci = {"ci": [low, high]} if low is not None and high is not None and low <= high else {}
    return {"contrast": {"measure": measure, "value": value, **ci, "arms": ["cells", "control"]}}


def _number(row: Element, name: str) -> float | None:
    found = as_number(row.get(name) or None)
    return found if found is not None and abs(found) < 1e15 else None


def _whole(row: Element, name: str) -> int | None:
    found = _number(row, name)
    return int(found) if found is not None and found >= 0 and found == int(found) else None
