"""A body that fails and its onset, in whatever words, cannot wait; and no alarm where nothing is new, or something else is asked.

The sentences are such as people type; which of them are emergencies was set by hand.
"""

from __future__ import annotations

from typing import Literal

import pytest

from stemwise import ask
from stemwise.asked.urgent import Said, beside, records, says, urgent
from stemwise.asked.words import is_question
from stemwise.content import load
from stemwise.evidence import base
from stemwise.report import render_ask

FORMS: tuple[Literal["text", "html", "json"], ...] = ("text", "html", "json")


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


FRESH = """
her speech is slurred since an hour
my wife slurs her words since an hour
dad's arm hangs down since lunch
my grandfather can't find words since breakfast
my mum talks nonsense since an hour
my mother's mouth is crooked since today
one side of my husband's face fell, started 20 minutes ago
my husband suddenly can't lift his left arm
suddenly my daughter could not see on the left
dad drags his right foot since he woke up
my wife woke up and her mouth hangs
My husband's left leg gave way an hour ago
my father with Parkinson's can't move since this morning
He can't see on the right side since an hour ago, he had stroke last year
"""
SEIZING = """
my son is jerking all over since 10 minutes
my daughter's eyes roll back and she shakes
my daughter stares and jerks
my son with epilepsy has been seizing for 20 minutes
My son has had three seizures one after another and hasn't woken up in between
she keeps having fits and does not wake up between them
"""
# Two signs of a stroke, or a face or speech that fails in a person: at whatever time.
STROKE = """
Dad's face has dropped on one side and he's talking rubbish, it started after lunch
My wife's mouth is drooping and her arm won't lift, should I wait?
grandad's speech is slurred and he can't lift his arm
mum's face has dropped
I think my mum has had a stroke, her face is drooping
face drooping and arm weakness, what should I do
He is talking nonsense and his left arm is limp
I don't know what to do, my mum's face has dropped
can anyone help my mum, her face is drooping
my husband had a stroke in 2021, now his face has dropped again and his speech is slurred
we fly for stem cells tomorrow but dad's mouth is drooping on one side
"""
AFTER_CELLS = """
my son slurs since yesterday after the infusion
my son twitches and stares since the cord blood
he stares and doesn't answer since the infusion
lips tingle during iv stem cells
my leg is cold and white since the arterial injection
my daughter had stem cells in Tijuana 10 days ago and her back is red and she won't bend her neck
he cries when I bend his neck, had intrathecal cells on Monday
he is yellow since the transplant
the needle broke in his back
my mother choked on food after stroke and now has fever
"""
OTHER = {
    "despair": """
I will kill my son and me, nothing helps
I want to end my daughter's suffering
i think about killing my disabled son
thinking of putting him out of his misery
my wife says she will end our son's life
it would be better if both of us were dead
I'm afraid I will hurt my child
""",
    "poison": """
he took 20 tablets of baclofen
my son swallowed his mother's exosome vial
we gave him two times the dose of the drops
my daughter was given the wrong medicine by mistake
he overdosed on baclofen
my toddler ate my baclofen pills
""",
    "caustic": """
my toddler swallowed a button battery
my son put a button battery in his nose
my little boy drank bleach
she drank drain cleaner
he ate two magnets
""",
    "pump": """
baclofen pump beeps and he is stiff and itching
my son's pump ran out and he has spasms and fever
""",
    "dysreflexia": """
T6 injury sweating and headache and blood pressure 200
C5 quad, pounding head and sweating, bp 190
tetraplegic husband has a headache and goose bumps and is flushed
""",
    "spasms": """
my baby jerks both arms many times in a row, infantile spasms?
my 6 month old makes jack knife movements
""",
    "clot": """
my dad with stroke has a swollen calf
my left leg is swollen and painful
""",
    "head": """
he hit his head and won't stop crying
""",
}
STANDS_ABOVE = [
    ("blood clot after stem cells", "clot"),
    ("my catheter site is red", "site"),
    ("my son with SCI has a red sore on his back that smells", "site"),
    ("my autistic son bangs his head after stem cells", "doctor-today"),
    ("can't stop hiccups after infusion", "doctor-today"),
    ("clinic says he gets worse before he gets better", "called-harmless"),
    ("my child has a fever today, can he get the infusion tomorrow", "ill-first"),
    ("they want to operate my son's brain to put in cells, is this ok", "into-brain"),
    ("they want to inject the cells into the eye", "into-eye"),
]
NOTHING_NEW = """
my son twitches less since stem cells
my son with epilepsy jerks and stares, can stem cells help
my husband had a stroke 2 years ago and his face droops, can stem cells help
my father with ALS slurs his words now. Can stem cells help?
my son cannot walk, had stem cells last year, should we repeat
my son doesn't speak and today the doctor said autism
my son starts therapy today, he cannot walk
we heard yesterday that he can't walk ever again
yesterday the clinic told us they can't move the date
I can't see how this helps since yesterday
my husband suddenly couldn't walk 3 years ago, transverse myelitis, stem cells?
my son lost speech at age 2 suddenly, autism, do stem cells help
will stem cells end my daughter's suffering
will the treatment harm my child
ALS is killing my father
can chemo before HSCT kill my son
he took 2 tablets of baclofen before stem cells
my son takes 20 mg baclofen 3 times a day, can he get stem cells
how does a baclofen pump work
what are signs of dysreflexia in SCI
do stem cells help sweating in spinal cord injury
can stem cells cause blood clots
My baby has West syndrome diagnosed in May, can cord blood help
A pupil at our school had stem cells last week. What should the school nurse watch for?
Our clinic treats patients whose face droops since a stroke.
He was paralysed in one arm. Suddenly, after stem cells, he could lift it.
my father has ALS, his speech is slurred and he can't lift his arms, can stem cells help?
my daughter with cp drools and her mouth hangs open
my husband had a stroke last year, his face droops and he can't lift his arm. Can stem cells help?
his speech is slurred since the accident
the clinic is talking rubbish about my son's arm
The face droops and speech is slurred in people after a stroke
Is bleach (MMS) a cure for my autistic son?
Do lithium batteries matter for my son's stimulator?
they gave my son a battery of tests before the cells
her face is not drooping any more
why does my husband's speech slur, is it a symptom of MS
will my mum's slurred speech after her stroke come back
my son has seizures one after another, it is called Lennox-Gastaut, any stem cell trials?
"""


def named(name: str) -> tuple[str, ...]:
    return tuple(says()[name]["lead"])


@pytest.mark.parametrize("text", lines(FRESH))
def test_a_body_that_fails_all_at_once_cannot_wait(text: str) -> None:
    assert urgent(text).lead[:1] == named("stroke")[:1]


@pytest.mark.parametrize("text", lines(STROKE))
def test_signs_of_a_stroke_need_no_time(text: str) -> None:
    assert urgent(text).lead[:1] == named("stroke")[:1]


@pytest.mark.parametrize("text", lines(SEIZING))
def test_a_seizure_is_told_by_its_own_words(text: str) -> None:
    lead = urgent(text).lead
    assert lead[:2] == named("seizure")
    assert "stroke" not in " ".join(lead)


@pytest.mark.parametrize("text", lines(AFTER_CELLS))
def test_after_cells_it_is_said_that_cells_were_given(text: str) -> None:
    assert urgent(text).lead[:2] == named("care-now")[:2]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, among in OTHER.items() for text in lines(among)])
def test_other_dangers_are_told_by_their_names(name: str, text: str) -> None:
    assert urgent(text).lead[:1] == named(name)[:1]


@pytest.mark.parametrize(("text", "name"), STANDS_ABOVE)
def test_what_can_wait_for_today_stands_above_the_answer(text: str, name: str) -> None:
    asked = ask(text)
    assert asked.page is None
    assert asked.lead[: len(named(name))] == named(name)


@pytest.mark.parametrize("text", lines(NOTHING_NEW))
def test_no_alarm_where_nothing_is_new(text: str) -> None:
    assert urgent(text).lead == ()


def test_another_persons_growth_is_no_ones_illness() -> None:
    text = "A woman got a growth in her back after olfactory cells, is it true"
    first = beside(text, stated=not is_question(text))
    assert first is None or first.lead == ()


@pytest.mark.parametrize(
    "text",
    [
        "her speech is slurred since an hour",
        "my catheter site is red",
        "her leg hurts",
        "spinal cord injury C5 complete 2 years ago any hope with stem cells",
        "the clinic says it is FDA approved",
    ],
)
def test_what_a_person_tells_of_themselves_gets_no_verdict(text: str) -> None:
    assert ask(text).page is None


@pytest.mark.parametrize("name", sorted(set(says()) - {"schema"}))
def test_what_is_said_names_records_of_the_base(name: str) -> None:
    rests = tuple(says()[name].get("rests", ()))
    assert [r.id for r in records(Said(rests=rests), base())] == list(rests)
    assert rests or name in {"cells-later", "ill-first", "if-new", "refused"}, "what holds medicine names its facts"


def test_every_row_says_what_is_written() -> None:
    rows = load().documents("rules")["rules/urgent.toml"]
    named = {n for table in ("at_once", "beside") for row in rows[table] for n in row["says"]}
    named |= {n for key in ("says", "belittled", "after_transplant") for n in rows["now"][key]} | {"refused"}
    assert named == set(says())


def test_a_report_shows_the_sources_of_what_is_said_first() -> None:
    asked = ask("dad's arm hangs down since lunch")
    text, page, data = (render_ask(asked, form) for form in FORMS)
    for source in (r.sources[0] for r in asked.rests):
        address = source.published_in.split(":", 1)[1]
        assert address in text
        assert address.split("://")[-1].removeprefix("www.") in page
        assert address in data
    assert "No source was needed" not in page
