"""What goes before a missing answer: an established treatment, how cells stand in law, options that would be ignored."""

from __future__ import annotations

import pytest

from stemwise import ask, explain
from stemwise.errors import InputError
from stemwise.report import render_ask, render_explain


def short(text: str) -> str:
    return " ".join(text[: text.index("This report informs")].split())


@pytest.mark.parametrize("cell", ["", "ahsct", "cord-blood"])
@pytest.mark.parametrize("age", [None, 0.1])
def test_a_transplant_that_must_come_early_is_told_before_all_else(cell: str, age: float | None) -> None:
    """The facts krabbe-transplant ("in the first weeks, before symptoms") and ald-transplant ("if done early")."""
    told = short(render_explain(explain("leukodystrophy", cell=cell, age=age)))
    lead = told.index("ask a transplant centre at once")
    assert lead < told.index("helps in infantile Krabbe disease") < told.index("Trials were not looked for")
    assert "No trial of these cells" not in told
    assert "No study of cells" not in render_explain(explain("leukodystrophy", cell=cell))
    assert "ask a transplant centre at once" in render_explain(explain("leukodystrophy", cell=cell), "html")


def test_the_same_is_told_to_a_question() -> None:
    told = short(render_ask(ask("Does cord blood help in Krabbe disease?")))
    assert told.index("is a treatment here for some, if it comes early enough") < told.index("ask for one now")
    assert "No care of" not in told


@pytest.mark.parametrize(
    "condition",
    ["alzheimers", "muscular-dystrophy", "epilepsy", "down-syndrome", "cerebral-palsy", "multiple-sclerosis"],
)
def test_no_transplant_is_urged_where_none_is_established(condition: str) -> None:
    assert "transplant centre" not in render_explain(explain(condition))


def test_what_facts_tell_of_cells_is_told_where_no_trials_are_followed() -> None:
    """HOPE-2, HOPE-3 and the refusal of July 2025; the muscle's own stem cells were given by nobody."""
    told = short(render_explain(explain("duchenne")))
    for said in ("HOPE-2", "HOPE-3", "In July 2025 the FDA refused deramiocel"):
        assert said in told
    assert "satellite" not in told
    assert explain("cerebral-palsy").known == ()


@pytest.mark.parametrize(
    ("condition", "cell", "said"),
    [
        ("parkinsons", "", "Japan approved Amchepry"),
        ("parkinsons", "ipsc", "Japan approved Amchepry"),
        ("als", "", "voted 17 to 1"),
        ("als", "msc-ntf", "withdrew"),
        ("autism", "", "not permitted in routine care"),
        ("autism", "", "may not be offered as a treatment"),
        ("traumatic-brain-injury", "", "Japan approved Akuugo"),
        ("spinal-cord-injury", "", "Japan gave Stemirac"),
    ],
)
def test_approvals_on_condition_and_refusals_are_told(condition: str, cell: str, said: str) -> None:
    assert said in " ".join(f.statement for f in explain(condition, cell=cell).standing)


@pytest.mark.parametrize(
    ("condition", "cell"), [("als", "bm-mnc"), ("stroke", ""), ("cerebral-palsy", ""), ("autism", "")]
)
def test_a_refusal_comes_first_and_no_approval_is_made_up(condition: str, cell: str) -> None:
    first = explain(condition, cell=cell).standing[0].statement
    assert "no " in first.lower()
    assert not first.startswith("Japan")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"condition": "cerebral-palsy", "since": "3 weeks"}, "not used in cerebral-palsy"),
        ({"condition": "autism", "since": 2.0}, "not used in autism"),
        ({"condition": "stroke", "form": "acute", "since": "4 years"}, "4 years after the onset is not"),
        ({"condition": "stroke", "form": "chronic", "since": "2d"}, "is not the chronic stage"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(options: dict[str, str], why: str) -> None:
    with pytest.raises(InputError, match=why):
        explain(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "since"), [("acute", "2d"), ("subacute", "3 weeks"), ("chronic", "6 months"), ("", "1h")]
)
def test_a_time_within_its_stage_is_taken(form: str, since: str) -> None:
    assert explain("stroke", form=form, since=since).question.since is not None


@pytest.mark.parametrize(
    ("told", "level"),
    [("complete", "AIS A"), ("Incomplete", "AIS B-D"), ("AIS C", "AIS C"), ("complete injury", "AIS A")],
)
def test_a_complete_or_incomplete_injury_is_a_severity(told: str, level: str) -> None:
    assert explain("spinal-cord-injury", severity=told).question.severity == level


@pytest.mark.parametrize("name", ["duchenne muscular dystrophy", "stroke", "cerebral palsy"])
def test_a_name_made_of_one_conditions_words_is_known(name: str) -> None:
    assert explain(name).condition.id in {"muscular-dystrophy", "stroke", "cerebral-palsy"}


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("xld", ""),
        ("alx", ""),
        ("rett", "rett-syndrome"),
        ("heat stroke", "stroke"),
        ("strok", "stroke"),
        ("autsm", "autism"),
    ],
)
def test_a_short_name_is_offered_no_other_short_one(name: str, offered: str) -> None:
    with pytest.raises(InputError) as seen:
        explain(name)
    assert (f"did you mean {offered}" in str(seen.value)) if offered else ("did you mean" not in str(seen.value))


@pytest.mark.parametrize(
    ("condition", "harm"),
    [
        ("leukodystrophy", "8 per cent died of the transplant within 100 days"),
        ("leukodystrophy", "10 of the 67 boys of its trials got a blood cancer"),
        ("muscular-dystrophy", "halted for a time after a severe one"),
    ],
)
def test_harms_that_facts_tell_of_are_told_and_not_denied(condition: str, harm: str) -> None:
    for form in ("text", "html"):
        page = " ".join(render_explain(explain(condition), form).split())
        assert harm in page
        assert "No numbers of harms" not in page
    assert harm in short(render_explain(explain(condition)))


def test_what_was_not_seen_is_not_said_not_to_have_been_counted() -> None:
    """Records list the numbers of harms as not seen by us: the trials may well have counted them."""
    said = short(render_explain(explain("epilepsy")))
    assert "No numbers of harms of such cells in this condition are at hand" in said
    assert "counted harms" not in said


def test_deaths_told_alone_say_so() -> None:
    """After transplantation 48 of 69 and 2 of 21 had serious events: they were counted, and are told with the cell."""
    said = short(render_explain(explain("multiple-sclerosis")))
    assert "no harm but death is told here; others were counted too" in said
    assert "serious events of any cause were not counted" not in said


def test_a_count_of_deaths_says_how_many_studies_it_leaves_out() -> None:
    """Four studies of stroke without a comparison saw 4 deaths in 97 people."""
    assert "4 more without a comparison" in short(render_explain(explain("stroke")))


def test_records_that_are_not_there_were_not_read() -> None:
    assert "read once" not in render_explain(explain("muscular-dystrophy"))
