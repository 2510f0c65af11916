"""Text reports: complete, in order, within the width, harmless to a terminal."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemwise import ask, explain
from stemwise.answer.bounds import per_cent
from stemwise.answer.explain import Explanation
from stemwise.answer.model import Part
from stemwise.report import render_ask, render_check, render_explain
from stemwise.report.paper import Paper, columns, harmless, shorten, whole, wrap
from stemwise.report.terminal_forest import Axis
from stemwise.report.words import PROTECTION, UNSURE_WORDS, most_important, number, old_evidence, where
from stemwise.verdict.model import SHOWN_AS, PageVerdict

SGR = re.compile(r"\x1b\[[0-9;]*m")
ADDRESS = re.compile(r"https?://|doi:")


def flat(text: str) -> str:
    return " ".join(text.split())


def headings(text: str) -> list[str]:
    return [x for x in text.splitlines() if x and x == x.upper() and not x.startswith((" ", "=")) and x[:1].isalpha()]


# Check


def test_summary_comes_first_and_counts_every_claim(sample: PageVerdict) -> None:
    text = render_check(sample)
    summary = text[: text.index("CLAIM BY CLAIM")]
    assert f"Grade: {sample.grade}" in summary
    for value, shown in SHOWN_AS.items():
        count = sum(v.value == value for v in sample.verdicts)
        assert bool(re.search(rf"^  {shown} +{count}  #", summary, re.M)) == (count > 0)


def test_each_claim_has_verdict_rule_reason_and_sources(sample: PageVerdict) -> None:
    text = flat(render_check(sample))
    for v in sample.verdicts:
        unsure = f", {UNSURE_WORDS}" if v.reading == "unsure" else ""
        assert f"{v.shown_as.upper()} ({v.claim.kind}, rule {v.rule}{unsure})" in text
        assert flat(v.why) in text
        for s in v.sources:
            assert flat(where(s.source)) in text


def test_every_number_in_brackets_is_in_the_list(sample: PageVerdict, explained: Explanation) -> None:
    for text in (render_check(sample), render_explain(explained)):
        body, listed = text.split("\nSOURCES\n")
        used = {int(n) for n in re.findall(r"(?<= )\[(\d+)\]", body)}
        given_numbers = [int(n) for n in re.findall(r"^ *\[(\d+)\] ", listed, re.M)]
        assert used == set(given_numbers)
        assert given_numbers == sorted(given_numbers)


def test_red_flags_questions_and_evidence_are_told(sample: PageVerdict) -> None:
    text = flat(render_check(sample))
    assert all(f"{f.kind}: {f.why}" in text for f in sample.red_flags)
    assert all(q in text for q in sample.questions)
    assert f"Evidence up to {sample.evidence_date} ({sample.evidence_hash}), stemwise" in text


def test_protective_sentences_stand_once(
    sample: PageVerdict, nothing_claimed: PageVerdict, explained: Explanation
) -> None:
    asked = ask("Stem cells are completely safe in cerebral palsy.")
    for text in (render_check(sample), render_check(nothing_claimed), render_explain(explained), render_ask(asked)):
        assert all(flat(text).count(sentence) == 1 for sentence in PROTECTION)


def test_a_page_without_claims_is_a_normal_report(nothing_claimed: PageVerdict) -> None:
    text = render_check(nothing_claimed)
    assert "No claim about cell therapy" in text
    assert "CLAIM BY CLAIM" not in text
    assert "Grade:" not in text


def test_most_important_are_grave_and_differ(sample: PageVerdict) -> None:
    first = most_important(sample.verdicts)
    assert 1 <= len(first) <= 4
    assert len({v.rule for v in first}) == len(first)
    assert first[0].value == "contradicted"
    assert not any(v.value in ("supported", "not-covered") for v in first)


def test_supported_never_reads_as_an_endorsement(sample: PageVerdict) -> None:
    assert "supported" not in render_check(sample).lower()


# The date


@pytest.mark.parametrize(("days", "warned"), [(0, False), (365, False), (366, True), (4000, True)])
def test_evidence_older_than_a_year_is_warned_of(
    sample: PageVerdict, explained: Explanation, days: int, warned: bool
) -> None:
    today = date.fromisoformat(sample.evidence_date) + timedelta(days)
    for text in (render_check(sample, today=today), render_explain(explained, today=today)):
        assert ("Warning: The evidence was last searched" in flat(text)) is warned


def test_undated_evidence_is_warned_of() -> None:
    assert "no date" in old_evidence("", date(2026, 1, 1))


# Harmless and within the width


@pytest.mark.parametrize("width", [40, 72, 88, 120])
def test_lines_keep_to_the_width(sample: PageVerdict, umbrella: Explanation, hostile: PageVerdict, width: int) -> None:
    for text in (
        render_check(sample, width=width),
        render_explain(umbrella, width=width),
        render_check(hostile, width=width),
    ):
        long = [x for x in text.splitlines() if columns(x) > width and not ADDRESS.search(x)]
        assert not long


def test_nothing_from_a_page_reaches_the_terminal_as_control(hostile: PageVerdict) -> None:
    text = render_check(hostile)
    assert all(line.isprintable() for line in text.splitlines())
    assert "\x1b" not in text
    coloured = render_check(hostile, color=True)
    assert all(SGR.sub("", line).isprintable() for line in coloured.splitlines())
    text.encode("utf-8")


def test_a_question_with_control_characters_is_harmless() -> None:
    text = render_ask(ask("Does cord blood\x1b[2J help \u202ein cerebral palsy?"))
    assert all(line.isprintable() for line in text.splitlines())


@given(st.text())
def test_harmless_is_printable_and_keeps_plain_text(text: str) -> None:
    assert harmless(text).isprintable()
    if text.isprintable():
        assert harmless(text) == text


@given(st.text(), st.integers(4, 60))
def test_wrap_keeps_width_and_every_character(text: str, width: int) -> None:
    lines = wrap(text, width)
    broken_not_at_all = [x for x in lines if columns(x) > width]
    assert all(ADDRESS.match(w) for x in broken_not_at_all for w in x.split() if columns(w) > width)
    assert "".join("".join(lines).split()) == "".join(harmless(text).split())


def test_wide_characters_take_two_columns() -> None:
    assert columns("脑瘫") == 4
    assert columns("e\u0301") == 1
    assert all(columns(x) <= 10 for x in wrap("干细胞治疗脑瘫的疗效如何" * 3, 10))


@given(st.text(max_size=300), st.integers(10, 80))
def test_shorten_is_short(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


def test_a_result_is_cut_between_sentences_only() -> None:
    """Cut within the second it would read as an alarm."""
    told = "Cells added 1.4 points, a small gain. Serious adverse events were similar in both groups."
    assert whole(told, 60) == "Cells added 1.4 points, a small gain."
    assert whole(told, 10) == "Cells added 1.4 points, a small gain."
    assert whole(told, 100) == told


def test_what_trials_found_is_told_once_and_whole() -> None:
    for condition in ("parkinsons", "stroke", "spinal-cord-injury", "cerebral-palsy"):
        told = " ".join(render_ask(ask(f"Do stem cells help in {condition}?")).split("SOURCES")[0].split())
        found = [s for s in re.split(r"(?<=[a-z]{3}\.)(?: \[\d+\])* ", told) if len(s) > 120]
        assert found
        assert not [s for s in found if found.count(s) > 1]


def test_colour_only_when_asked_and_only_colour(sample: PageVerdict, explained: Explanation) -> None:
    assert "\x1b" not in render_check(sample) + render_explain(explained)
    for plain, coloured in (
        (render_check(sample), render_check(sample, color=True)),
        (render_explain(explained), render_explain(explained, color=True)),
    ):
        assert "\x1b[" in coloured
        assert SGR.sub("", coloured) == plain


# Explain

ORDER = (
    "IN SHORT", "THE CONDITION AND ITS SIGNS", "THE CELLS THAT ARE TRIED", "HOW THEY ARE GIVEN",
    "HOW IT IS MEANT TO WORK, AND HOW FAR EACH STEP WAS SHOWN", "WHAT WAS GAINED, AGAINST CONTROLS",
    '"SUCCESS RATES" BESIDE WHAT HAPPENS ANYWAY', "HARMS", "WHAT IS KNOWN TO HELP, AND HOW WELL", "CHECK-UPS THAT WOULD TELL",
    "WHAT IS UNKNOWN", "REGISTERED TRIALS: RESULTS NOT FOUND BY US", "PUBLISHED REVIEWS, AS PRINTED",
    "APPROVALS AND WARNINGS", "SEARCHES", "SOURCES",
)  # fmt: skip


def test_explain_has_all_parts_in_order() -> None:
    text = render_explain(explain("cerebral-palsy"))
    places = [text.index(f"\n{part}\n") for part in ORDER]
    assert places == sorted(places)


@pytest.mark.parametrize("condition", ["spina-bifida", "brain-malformation", "neonatal-brain-injury", "hydrocephalus"])
def test_little_studied_conditions_are_normal_reports(condition: str) -> None:
    text = render_explain(explain(condition))
    assert "WHAT IS UNKNOWN" in text
    assert "None" not in re.sub(r"None on placebo", "", text)
    assert "nan" not in text.split()


def test_steps_of_the_way_of_action_carry_their_level(explained: Explanation) -> None:
    text = flat(render_explain(explained))
    for link in explained.chain:
        assert re.search(re.escape(flat(link.name)) + r" \[(seen|markers|outcome|refuted)", text)


def test_pools_stand_with_interval_certainty_and_forest(explained: Explanation) -> None:
    effect = explained.answer.effects[0].effect
    assert effect is not None
    assert effect.headline is not None
    text = flat(render_explain(explained))
    head = effect.headline
    assert head.disagree, "these two trials disagree: each is told, and no mean"
    assert f"{number(head.ci[0])} to {number(head.ci[1])}" not in text
    assert f"Certainty: {effect.certainty.level}." in text
    assert all(r.why in text for r in effect.certainty.reasons)
    for c in head.contributions:
        assert re.search(rf"{c.n_treated} v {c.n_control} +{re.escape(number(c.shown))} \(", text)


def test_umbrella_words_are_answered_condition_by_condition(umbrella: Explanation) -> None:
    text = render_explain(umbrella)
    results = text[text.index("WHAT WAS GAINED") : text.index('"SUCCESS RATES"')]
    for name in ("Spinal-cord injury", "Stroke", "Cerebral palsy"):
        assert f"\n{name}\n" in results
    assert results.count("Certainty:") == len([p for p in umbrella.answer.effects if p.effect.headline])
    assert "never added together" in text


def test_zero_events_are_given_with_their_bound(umbrella: Explanation) -> None:
    text = flat(render_explain(umbrella))
    zero = next(c for c in umbrella.harms.counts if c.events == 0 and c.serious and c.condition == "stroke")
    assert f"{zero.name} (stroke): 0 of {zero.n} treated" in text
    # exact one-sided bound for 0 of n: 1 - 0.05 ** (1 / n), in closed form
    assert f"up to {per_cent(100 * (1 - 0.05 ** (1 / zero.n)))} % cannot be ruled out" in text


def test_what_is_left_out_is_counted(explained: Explanation) -> None:
    text = render_explain(explained)
    rest = len(explained.course) - 8
    shares = len([c for c in explained.course if c.share is not None])
    assert f"and {max(rest, len(explained.course) - min(8, shares))} more: --format json" in text


# Ask


def test_a_question_gets_its_answer_and_a_claim_its_verdict() -> None:
    assert "WHAT TRIALS SHOW" in render_ask(ask("Does cord blood help in cerebral palsy?"))
    text = render_ask(ask("Stem cells are completely safe for children with cerebral palsy."))
    assert "CONTRADICTED BY EVIDENCE (safety, rule safety-absolute)" in text


# The forest


def test_the_axis_holds_no_difference_and_places_by_proportion() -> None:
    axis = Axis([(-10.0, 10.0)], ratio=False)
    assert [axis.at(x, 21) for x in (-10, -5, 0, 10)] == [0, 5, 10, 20]
    assert Axis([(2.0, 4.0)], ratio=False).at(0.0, 9) == 0


def test_ratios_lie_on_a_logarithmic_axis() -> None:
    axis = Axis([(0.25, 4.0)], ratio=True)
    assert [axis.at(x, 5) for x in (0.25, 0.5, 1.0, 2.0, 4.0)] == [0, 1, 2, 3, 4]


def test_a_bar_by_hand() -> None:
    axis = Axis([(-4.0, 8.0)], ratio=False)
    assert axis.bar(2.0, (-1.0, 5.0), 13, "o") == "   -+-o---   "
    assert axis.bar(2.0, (1.0, 5.0), 13, "#", (-4.0, 8.0)) == "....+-#---..."


def test_numbers_are_shown_with_about_three_figures() -> None:
    shown = [number(x) for x in (0.0, -0.001, 3.14159, -12.345, 1234.5, None, math.nan, math.inf)]
    assert shown == ["0", "0", "3.14", "-12.3", "1234", "not known", "not known", "not known"]


def test_a_pool_that_is_not_finite_is_shown_without_a_bar(explained: Explanation) -> None:
    effect = explained.answer.effects[0].effect
    assert effect is not None
    assert effect.headline is not None
    broken = replace(effect.headline, estimate=math.nan, ci=(math.nan, math.inf), prediction=(math.nan, 1.0))
    changed = replace(
        explained, answer=replace(explained.answer, effects=(Part("", replace(effect, headline=broken)),))
    )
    assert "not known" in render_explain(changed)


# Speed


def test_text_is_written_faster_than_a_page(sample: PageVerdict, umbrella: Explanation) -> None:
    def best(run: object) -> float:
        times = []
        for _ in range(7):
            start = time.process_time()
            run()  # type: ignore[operator]
            times.append(time.process_time() - start)
        return min(times)

    assert best(lambda: render_check(sample)) < best(lambda: render_check(sample, "html"))
    assert best(lambda: render_explain(umbrella)) < best(lambda: render_explain(umbrella, "html"))


def test_text_json_and_claimreview_load_no_template_engine() -> None:
    code = (
        "import sys; from stemwise import check; from stemwise.report import render_check as r\n"
        "p = check('Stem cells cure cerebral palsy.\\n')\n"
        "[r(p, f) for f in ('text', 'json', 'claimreview')]\n"
        "print([m for m in ('jinja2', 'stemwise.report.html', 'scipy.stats', 'scipy.optimize') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_paper_never_leaves_two_empty_lines() -> None:
    paper = Paper()
    for _ in range(3):
        paper.blank()
    paper.para("a")
    paper.blank()
    paper.blank()
    paper.para("b")
    assert paper.text() == "a\n\nb\n"


@pytest.mark.parametrize(
    ("condition", "most"), [("cerebral-palsy", 155), ("stroke", 150), ("als", 150), ("alzheimers", 70)]
)
def test_the_short_explanation_is_short_and_counts_what_it_leaves_out(condition: str, most: int) -> None:
    found = explain(condition)
    text = render_explain(found, full=False)
    assert len(text.splitlines()) <= most
    assert "Left out here" in text
    assert "--full" in text
    assert len(render_explain(found).splitlines()) > len(text.splitlines())
    for sentence in PROTECTION:
        assert flat(text).count(sentence) == 1
    if condition != "alzheimers":
        for part in ("IN SHORT", "HOW SURE THAT IS", "HARMS", "WHAT IS UNKNOWN"):
            assert part in text
