"""Whether a study's people are like those asked about: age, severity, time, form. What was not seen does not exclude."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

from stemwise.evidence.model import Population, Study
from stemwise.question import Question
from stemwise.terms import Phrases, people, tokenise, vocabulary
from stemwise.terms.people import Span

PARTS = ("severity", "time", "form", "age")
"""The parts of a question that tell of people, in the order in which they are widened."""


def stated(question: Question) -> tuple[str, ...]:
    """Which of the parts are asked about; a scale, a form or a phase that the condition does not know is none."""
    told = {
        "severity": question.severity and people.severity_spans(question.severity, question.condition),
        "time": people.phases(question.condition) and (question.phase or question.since is not None),
        "form": question.form in people.forms(question.condition),
        "age": question.age is not None,
    }
    return tuple(p for p in PARTS if told[p])


def without(question: Question, parts: tuple[str, ...]) -> Question:
    """The question for people who may differ in ``parts``."""
    emptied: dict[str, dict[str, object]] = {
        "severity": {"severity": ""}, "time": {"phase": "", "since": None}, "form": {"form": ""}, "age": {"age": None},
    }  # fmt: skip
    return question.but(**{name: empty for part in parts for name, empty in emptied[part].items()})


def widened(question: Question) -> Iterator[tuple[str, ...]]:
    """Which parts are given up, step by step: none, then one after the other in their order, then together; age last."""
    told = stated(question)
    for n in range(2 ** len(told)):
        yield tuple(p for i, p in enumerate(told) if n >> i & 1)


def step(part: str, question: Question) -> str:
    """In words, what giving up a part means."""
    if part == "age":
        return f"any age, not only {people.time_told(12 * (question.age or 0.0))}"
    if part == "time":
        return f"any time since the onset, not only {time_words(question)}"
    what = "severity" if part == "severity" else "form"
    return f"any {what}, not only {question.severity if part == 'severity' else form_words(question)}"


def form_words(question: Question) -> str:
    """The form asked about by its name."""
    known = people.forms(question.condition)
    return known[question.form].name if question.form in known else question.form


def time_words(question: Question) -> str:
    """The time since the onset that is asked about, in words."""
    months = question.since
    if months is None:
        return people.phase_name(question.phase)
    return f"{people.time_told(months)} after the onset"


def asked_words(question: Question) -> tuple[str, ...]:
    """The people asked about, in words: "AIS D", "25 years old"."""
    words = {
        "severity": lambda: question.severity, "time": lambda: time_words(question), "form": lambda: form_words(question),
        "age": lambda: f"age {people.time_told(12 * (question.age or 0.0))}",
    }  # fmt: skip
    return tuple(words[p]() for p in reversed(stated(question)))


def of_age(age: float) -> str:
    """Those of an age, in words: "children of 18 months", "people of 60 years"."""
    return f"{'children' if age < people.data()['ages']['grown'] else 'people'} of {people.time_told(12 * age)}"


def fits(study: Study, question: Question) -> bool:
    """Whether such people could take part in the study."""
    return all(like(study, question, part) is not False for part in stated(question))


def like(study: Study, question: Question, part: str) -> bool | None:
    """Whether the study's people are those asked about in one part; ``None``: that was not seen."""
    if part == "age":
        return _of_age(study, question.age or 0.0)
    if part == "form":
        return _of_form(study, question)
    asked = time_asked(question) if part == "time" else None
    if part == "time":
        return overlap(time_span(study), asked)
    told = people.severity_spans(question.severity, question.condition)
    seen = severity_span(study)
    shared = [overlap(seen[name], told[name]) for name in told if name in seen]
    return any(shared) if shared else None


def unsure(study: Study, question: Question) -> tuple[str, ...]:
    """The parts in which a study is not just of those asked about: not recorded, or of a wider time than was told."""
    wide = {"time"} if "time" in stated(question) and not _of_just_such_time(study, question) else set()
    return tuple(p for p in stated(question) if p in wide or like(study, question, p) is None)


NEAR = 2.0
"""A time that was told stands for half of it to twice as long."""


def _of_just_such_time(study: Study, question: Question) -> bool:
    """Whether all of the study's people were of the stage asked about, or near the time."""
    span, (low, high) = time_span(study), time_asked(question)
    if question.since is not None:
        low, high = low / NEAR, high * NEAR
    return span is not None and low <= span[0] and span[1] <= high


def overlap(a: Span | None, b: Span | None) -> bool | None:
    """Whether two spans share more than an end; a single level or time counts where it lies in the other."""
    if a is None or b is None:
        return None
    low, high = max(a[0], b[0]), min(a[1], b[1])
    return low < high or (low == high and (a[0] == a[1] or b[0] == b[1]))


def severity_span(study: Study) -> dict[str, Span]:
    """The levels of people who could take part: the record's severity, else what its description says."""
    p = study.population
    spans = people.severity_spans(p.severity, study.condition, record=True)
    return spans or people.severity_spans(p.description, study.condition, record=True)


def _of_form(study: Study, question: Question) -> bool | None:
    told = people.forms_told(study.population.description, study.condition, record=True)
    told = told or people.forms_told(study.citation.title, study.condition)
    if not told or study.condition != question.condition:
        return None
    asked = people.kinds_of_form(question.condition, question.form)
    return bool(asked & set(told))


def time_asked(question: Question) -> Span:
    return (question.since, question.since) if question.since is not None else people.phase_span(question.phase)


def time_span(study: Study) -> Span | None:
    """Months since the onset: as recorded, open ends filled from the phases that the record's words name."""
    p = study.population
    names = people.phases_told(p.description, study.condition, record=True)
    names = names or people.phases_told(study.citation.title, study.condition)
    spans = [people.phase_span(n) for n in names]
    low, high = p.time_since_months_min, p.time_since_months_max
    if not spans and (high is None and not low):
        return None
    first = low if low is not None else min((s[0] for s in spans), default=0.0)
    last = high if high is not None else max((s[1] for s in spans), default=math.inf)
    return first, max(first, last)


# Age


def _of_age(study: Study, age: float) -> bool | None:
    low, high = age_span(study.population)
    if low is None and high is None:
        return _by_words(study, age)
    return (low is None or low <= age) and (high is None or age <= high)


def age_span(who: Population) -> tuple[float | None, float | None]:
    """The ages of people who took part: as printed; an end that was not printed is reckoned from the mean."""
    mean, rules = who.age_mean, people.data()["ages"]
    if mean is None or (who.age_min is not None and who.age_max is not None):
        return who.age_min, who.age_max
    low, high = mean * rules["from"], mean * rules["to"]
    if who.age_sd is not None:
        low, high = mean - rules["sds"] * who.age_sd, mean + rules["sds"] * who.age_sd
    grown = rules["grown"]
    low, high = (low, min(high, grown)) if mean < grown else (max(low, grown), high)
    return (low if who.age_min is None else who.age_min), (high if who.age_max is None else who.age_max)


TEENS = 2.0
"""Years below ``grown`` from which on a study without ages may be of children or of grown people."""


def _by_words(study: Study, age: float) -> bool | None:
    """By what the record says of its people, where no age was printed."""
    rules = people.data()["ages"]
    tokens = tokenise(f"{study.population.description} {study.citation.title}")
    adult = bool(age_words("adult").find(tokens))
    child = bool(age_words("child").find(tokens)) or bool(
        vocabulary().within("condition", study.condition) & set(rules["childhood"])
    )
    if age < rules["grown"] - TEENS:
        return child
    return False if age >= rules["grown"] and child and not adult else None


@cache
def age_words(name: str) -> Phrases[str]:
    """Words of children, or of adults."""
    return Phrases((w, w) for w in people.data()["ages"][name])


def told(study: Study) -> str:
    """Who took part, in a few words: "relapsing-remitting MS, EDSS 2.0-6.0, mean age 36"."""
    p = study.population
    parts = [p.description.rstrip(".")] if p.description else []
    severity = re.sub(r"\s*\([^)]*\)$", "", p.severity)
    parts += [severity] if severity and severity not in p.description else []
    return ", ".join([*parts, *_ages(p)])


def _ages(p: Population) -> list[str]:
    if p.age_min is not None and p.age_max is not None:
        return [f"{p.age_min:g} to {p.age_max:g} years"]
    if p.age_mean is not None:
        return [f"mean age {p.age_mean:g}"]
    if p.age_min is not None:
        return [f"from {p.age_min:g} years"]
    return [f"up to {p.age_max:g} years"] if p.age_max is not None else []
