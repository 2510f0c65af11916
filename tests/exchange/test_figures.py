"""Map, bias figure and flow: counts against the records themselves, signs beside colours, nothing of a label as markup."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from stemwise.errors import InputError
from stemwise.evidence import DOMAINS, Library
from stemwise.exchange import bias_figure, flow
from stemwise.exchange.bias_figure import bias_svg
from stemwise.exchange.gapmap import COLUMNS, SIGNS, EvidenceMap, evidence_map
from stemwise.terms import vocabulary

STUDIES = Path(__file__).parents[2] / "src" / "stemwise" / "data" / "studies"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="module")
def grid(library: Library) -> EvidenceMap:
    return evidence_map(library)


def raw(condition: str) -> list[dict[str, object]]:
    """The records straight from their files."""
    return [tomllib.loads(p.read_text()) for p in sorted((STUDIES / condition).glob("*.toml"))]


def test_map_counts_are_those_of_the_files(grid: EvidenceMap) -> None:
    records = [r for r in raw("cerebral-palsy") if r["design"] not in ("meta-analysis", "registry-only")]
    cord = [r for r in records if any(a.get("cell") == "cord-blood" for a in r.get("arms", []))]  # type: ignore[attr-defined]
    spot = grid.at("cerebral-palsy", "cord blood")
    assert spot is not None
    assert spot.studies == len(cord)
    assert spot.randomised == sum(r["design"] in ("rct", "crossover-rct") for r in cord)


def test_every_study_of_people_is_somewhere(library: Library, grid: EvidenceMap) -> None:
    for condition in grid.rows:
        people = [s for s in library.studies(condition) if s.design not in ("meta-analysis", "registry-only")]
        assert sum(s.studies for s in grid.spots if s.condition == condition) >= len(people)


def test_certainty_only_where_the_pool_is_of_these_cells(grid: EvidenceMap) -> None:
    """One study at least in the pool, and randomised evidence behind every certainty."""
    for s in grid.spots:
        assert (s.certainty == "none") == (s.k == 0) == (s.estimate is None)
        assert s.k <= s.randomised
    assert any(s.certainty != "none" for s in grid.spots)
    assert any(s.certainty == "none" for s in grid.spots)


def test_a_search_that_found_nothing_is_a_row(grid: EvidenceMap) -> None:
    assert "brain-malformation" in grid.searched
    assert "brain-malformation" in grid.rows
    assert not any(s.condition == "brain-malformation" for s in grid.spots)
    assert "searched, no study found" in grid.as_text()


def test_columns_do_not_overlap() -> None:
    within = [vocabulary().within("cell", c) for _, cells in COLUMNS for c in cells]
    assert sum(map(len, within)) == len(frozenset().union(*within))


def test_map_as_text_json_svg(grid: EvidenceMap) -> None:
    data = json.loads(grid.as_json())
    assert len(data["spots"]) == len(grid.spots)
    root = ElementTree.fromstring(grid.as_svg())
    circles = [e for e in root.iter() if e.tag.endswith("circle")]
    assert len(circles) == len(grid.spots) + len(SIGNS)  # one each, and the key
    shown = {t.text for t in root.iter() if t.tag.endswith("text")}
    assert {SIGNS[s.certainty] for s in grid.spots if SIGNS[s.certainty]} <= shown
    lines = grid.as_text().splitlines()
    assert any(re.match(r"cerebral palsy +\d+/\d+", line) for line in lines)


def test_bias_figure_says_what_the_records_say(library: Library) -> None:
    root = ElementTree.fromstring(bias_svg(library, "cerebral-palsy"))
    controlled = [r for r in raw("cerebral-palsy") if r["design"] in ("rct", "crossover-rct", "controlled")]
    judged = [r.get("bias", {}).get(d, {}).get("judgement", "not-seen") for r in controlled for d in DOMAINS]  # type: ignore[attr-defined]
    signs = [t.text for t in root.iter() if t.tag.endswith("text")]
    for judgement, sign in (("low", "+"), ("some", "–"), ("high", "×"), ("not-seen", "?")):
        assert signs.count(sign) == judged.count(judgement) + 1  # the key
    described = next(e.text or "" for e in root.iter() if e.tag.endswith("desc"))
    assert described.startswith(f"{len(controlled)} controlled studies.")


def test_labels_are_no_markup(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    studies = library.controlled("stroke")
    bad = dataclasses.replace(studies[0], label='<script>x</script>" & more')
    monkeypatch.setattr(Library, "controlled", lambda *_, **__: (bad,))
    text = bias_figure.bias_svg(library, "stroke")
    assert "<script" not in text
    ElementTree.fromstring(text)


def test_no_controlled_study_is_said(library: Library) -> None:
    with pytest.raises(InputError, match="no controlled study of 'gout'"):
        bias_svg(library, "gout")


def test_flow_counts(library: Library) -> None:
    f = flow.flows(library, "stroke")[0]
    records = raw("stroke")
    assert f.included == len(records) == sum(n for _, n in f.designs)
    assert dict(f.designs)["meta-analysis"] == sum(r["design"] == "meta-analysis" for r in records)
    assert f.poolable <= f.with_numbers <= f.included
    # found is written in one of the two searches only
    assert (f.looked_at, f.counted, len(f.searches)) == (8, 1, 2)
    text = flow.as_text(library, "stroke")
    assert "Looked at: not counted." in text
    assert "Looked at: 8 records." in text


def test_flow_of_the_whole_base(library: Library) -> None:
    f = flow.overall(library)
    assert f.included == len(library.studies())
    assert f.included == sum(x.included for x in flow.flows(library)) - sum(
        s.condition not in {x.condition for x in flow.flows(library)} for s in library.studies()
    )
    root = ElementTree.fromstring(flow.as_svg(library))
    words = " ".join(t.text or "" for t in root.iter() if t.tag.endswith("text"))
    assert f"Records included: {f.included}" in words
    with pytest.raises(InputError, match="no recorded search of 'gout'"):
        flow.as_text(library, "gout")


def test_small_base(small: Library) -> None:
    m = evidence_map(small)
    assert m.rows == ("cerebral-palsy", "spina-bifida")
    spot = m.at("cerebral-palsy", "MSC")
    assert spot is not None
    assert (spot.studies, spot.people, spot.k) == (1, 40, 1)
    f = flow.flows(small, "spina-bifida")[0]
    assert (f.looked_at, f.included) == (31, 0)
