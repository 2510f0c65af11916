"""The coded pages beside the repository, where they are: matching and scores as their codebook says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stemwise.claims.model import Claim
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import PageVerdict, Verdict, weigh

SHARED = Path(__file__).resolve().parents[3] / "shared"
CODED = SHARED / "claims" / "seeds-coded.jsonl"
BINS = {
    "supported": "ok", "overstated": "not ok", "contradicted": "not ok", "no-human-evidence": "not ok", "misquoted": "not ok",
    "unverifiable": "cannot say", "not-covered": "not covered",
}  # fmt: skip
_ASIDE = frozenset({"disease-fact", "procedure"})


def pages() -> Iterator[tuple[dict[str, Any], str]]:
    """Each coded page: its coding and its text as it stands."""
    for line in CODED.read_text(encoding="utf-8").splitlines():
        coded = json.loads(line)
        yield coded, (SHARED / "seeds" / coded["file"]).read_text(encoding="utf-8")


def match(claims: list[Claim], coded: list[dict[str, Any]]) -> dict[int, int]:
    """Coded claim -> claim of the program: one to one, spans overlapping by at least half of the longer."""
    near = []
    for i, c in enumerate(coded):
        for j, m in enumerate(claims):
            overlap = min(m.end, c["end"]) - max(m.start, c["start"])
            longer = max(m.end - m.start, c["end"] - c["start"])
            if overlap >= 0.5 * longer:
                alike = (m.kind == c["type"]) + 0.1 * (m.strength == c["strength"])
                near.append((-overlap / longer - 0.01 * alike, i, j))
    found: dict[int, int] = {}
    for _, i, j in sorted(near):
        if i not in found and j not in found.values():
            found[i] = j
    return found


@dataclass
class Scores:
    """Counts over all coded pages."""

    coded: int = 0
    found: int = 0
    treatment: int = 0
    treatment_found: int = 0
    kind: int = 0
    exact: int = 0
    bins: int = 0
    not_covered: int = 0
    grades: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    dangerous: list[str] = field(default_factory=list)

    def add(self, coded: dict[str, Any], page: PageVerdict, text: str) -> None:
        """Count one page."""
        found = match([v.claim for v in page.verdicts], coded["claims"])
        self.grades += page.grade == coded["page_grade"]
        for i, c in enumerate(coded["claims"]):
            treats = c["type"] not in _ASIDE
            self.coded += 1
            self.treatment += treats
            if i not in found:
                continue
            v = page.verdicts[found[i]]
            self.found += 1
            self.treatment_found += treats
            self.kind += v.claim.kind == c["type"]
            self.exact += v.value == c["verdict"]
            self.bins += BINS[v.value] == BINS[c["verdict"]]
            self.not_covered += v.value == "not-covered"
            self.verdicts[BINS[c["verdict"]]] += 1
            if c.get("coder_conf") != "low" and (danger := _danger(c, v)):
                self.dangerous.append(f"{danger}: {text[c['start'] : c['end']][:120]}")

    def lines(self) -> list[str]:
        """The report, one measure a line."""
        majority = max(self.verdicts.values()) / self.found
        return [
            f"recall of all claims        {self.found / self.coded:.3f} ({self.found} of {self.coded})",
            f"recall of treatment claims  {self.treatment_found / self.treatment:.3f}",
            f"kind                        {self.kind / self.found:.3f}",
            f"verdict, exact              {self.exact / self.found:.3f}",
            f"verdict, three bins         {self.bins / self.found:.3f} (always the commonest bin: {majority:.3f})",
            f"not covered                 {self.not_covered / self.found:.3f}",
            f"page grades                 {self.grades}",
            f"dangerous errors            {len(self.dangerous)}",
        ]


def _danger(c: dict[str, Any], v: Verdict) -> str:
    """A not-ok treatment claim called supported; a true harm, caution or effective care called not-ok."""
    if c["type"] not in _ASIDE and BINS[c["verdict"]] == "not ok" and v.value == "supported":
        return "bad claim called supported"
    careful = c["type"] in ("safety", "uncertainty", "recommendation") or c["direction"] == "harm"
    if c["verdict"] == "supported" and careful and BINS[v.value] == "not ok":
        return "caution or care called not ok"
    return ""


def score(library: Library) -> Scores:
    """All coded pages weighed and counted."""
    scores = Scores()
    for coded, text in pages():
        scores.add(coded, weigh(Document(coded["file"], text), library), text)
    return scores
