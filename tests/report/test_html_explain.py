"""The HTML report of an explanation: every part, each condition of an umbrella word, hostile words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from stemwise import explain
from stemwise.answer.explain import Explanation
from stemwise.answer.model import Part
from stemwise.evidence.model import Source
from stemwise.report.html import check_html, explain_html
from stemwise.report.html_links import publication
from stemwise.report.html_words import pool_told
from stemwise.report.words import PROTECTION
from stemwise.verdict.model import PageVerdict
from tests.report.page import Page, harmless
from tests.report.test_html import ATTACK

# Explain

PARTS = ("summary", "condition", "cells", "routes", "action", "results", "success", "harms", "helps", "checkups", "unknown",
         "unreported", "reviews", "searches", "sources")  # fmt: skip


@pytest.mark.parametrize("cell", ["", "ahsct"])
@pytest.mark.parametrize("condition", ["multiple-sclerosis", "stroke", "autism"])
def test_explain_is_one_harmless_file_with_every_part(condition: str, cell: str) -> None:
    page = harmless(explain_html(explain(condition, cell=cell)))
    assert tuple(page.sections) == PARTS
    for sentence in PROTECTION:
        assert page.words.count(sentence) == 1


def test_explain_shows_every_part_of_the_explanation(explained: Explanation) -> None:
    html = explain_html(explained)
    page = harmless(html)
    assert tuple(page.sections) == PARTS
    words = page.words
    said = [f.statement for f in (*explained.facts, *explained.cell_facts, *explained.approvals)]
    said += [x.name[1:] for x in explained.chain] + [f.what for f in explained.fates]
    said += [c.what for c in explained.harms.cases] + [d.what for d in explained.harms.donors]
    said += [f.text for f in explained.course] + [a.name for a in explained.alternatives]
    said += [c.instrument for c in explained.checkups] + [u[1:] for u in explained.unknown]
    said += [s.label for s in explained.unreported] + [text for _, text, _ in explained.published]
    said += [r.text for r in explained.success] + [s.what for s in explained.searches]
    said += [b.name[1:] for b in (*explained.by_cell, *explained.by_route)]
    for text in said:
        assert " ".join(text.split()) in words, text
    assert explained.answer.effects[0].effect
    for pool in explained.answer.effects[0].effect.pools:
        for c in pool.contributions:
            assert c.label in words
            assert (publication(c.source.published_in)[1] or c.label) in html


def test_umbrella_conditions_show_each_answer(umbrella: Explanation) -> None:
    html = explain_html(umbrella)
    page = harmless(html)
    summary = Page(html[html.index('<section id="summary"') : html.index("</section>") + 10]).words
    assert len(umbrella.answer.effects) == 3
    for part in umbrella.answer.effects:
        assert part.condition.split("-")[0].capitalize() in summary
        if part.effect.headline:
            assert pool_told(part.effect.headline) in summary
    assert len(re.findall(r'id="fig\d+"', html)) == len({i for i in page.ids if i.startswith("fig")})


def test_hostile_evidence_stays_words(explained: Explanation) -> None:
    """A user's own records are laid over the base: their labels reach tables and SVG."""
    effect = explained.answer.effects[0].effect
    assert effect
    assert effect.headline
    rows = tuple(replace(c, label=ATTACK, raw=ATTACK, notes=(ATTACK,)) for c in effect.headline.contributions)
    head = replace(
        effect.headline, contributions=rows, outcome_name=ATTACK, outcome="no-term", method=ATTACK, steps=(ATTACK,)
    )
    found = replace(
        explained,
        answer=replace(explained.answer, effects=(Part("", replace(effect, headline=head, exact=effect.headline)),)),
        facts=tuple(
            replace(f, statement=ATTACK, sources=(Source("javascript:1", "data:x", ATTACK),)) for f in explained.facts
        ),
        course=tuple(replace(f, text=f"improved: {ATTACK}") for f in explained.course),
        success=tuple(replace(r, label=ATTACK, text=f"improved: 3 of 4 {ATTACK}") for r in explained.success),
        chain=tuple(replace(x, name=ATTACK, finding=ATTACK) for x in explained.chain),
        unknown=(ATTACK, ""),
    )
    page = harmless(explain_html(found))
    assert page.tags["script"] == page.tags["img"] == 0
    assert "<script>alert(1)</script>" in page.words
    assert "Exactly what was asked" in page.words


def test_a_widened_question_points_to_its_exact_match(sample: PageVerdict, explained: Explanation) -> None:
    assert explained.answer.effects[0].effect
    wide, exact = explained.answer.effects[0].effect.headline, explained.answer.effects[0].effect.pools[0]
    assert wide
    assert wide != exact
    first = sample.verdicts[0]
    effect = replace(explained.answer.effects[0].effect, headline=wide, exact=exact)
    page = harmless(
        check_html(
            replace(
                sample,
                verdicts=(replace(first, answer=replace(first.answer, effects=(Part("", effect),))),),
                red_flags=(),
            )
        )
    )
    assert {"#fig1", "#fig2"} <= set(page.links)
    assert "Exact match 2" in page.words
