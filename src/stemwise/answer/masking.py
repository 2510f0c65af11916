"""What a record tells of masking, and how much of a trial was seen at all (``data/rules/seen.toml``)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from stemwise.content import document
from stemwise.evidence.model import Study
from stemwise.terms import Phrases, tokenise


def masked(study: Study) -> bool:
    """Whether those who measured did not know who had got cells: as recorded, as judged, or as the trial describes itself."""
    m, judged = study.masking, study.bias_of("measurement")
    if m.assessors == "yes" or (m.participants == "yes" and m.providers == "yes"):
        return True
    if m.assessors == "no" or judged.judgement == "high":
        return False
    told = " ".join((study.citation.title, study.summary, *(b.support for b in study.bias)))
    return judged.judgement == "low" or bool(_double().find(tokenise(told)))


def seen_only(studies: Iterable[Study]) -> str:
    """What alone was seen of the trials ("only the abstract"); empty where an article was seen of any."""
    kinds = {kind for s in studies for kind in {r.source.source_kind for r in s.results}}
    words = _data()["only"]
    return f"only {' and '.join(words[k] for k in words if k in kinds)}" if kinds and kinds <= set(words) else ""


@cache
def _data() -> dict[str, Any]:
    return document("rules/seen.toml")


@cache
def _double() -> Phrases[str]:
    return Phrases((w, w) for w in _data()["masked"])
