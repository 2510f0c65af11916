"""What the evidence says to a question. Plain records: a report only prints them, a verdict only reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemwise.answer.harm_model import HarmAnswer
from stemwise.evidence.knowledge import (
    Alternative,
    Fact,
    Fate,
    Link,
    Search,
)
from stemwise.evidence.model import Source, Study
from stemwise.question import Question

CertaintyLevel = Literal["high", "moderate", "low", "very low", "none"]
LEVELS: tuple[CertaintyLevel, ...] = ("very low", "low", "moderate", "high")
Interval = tuple[float, float]
HETEROGENEOUS = 50.0
"""I2 in per cent from which inconsistency may be substantial (Cochrane Handbook 10.10.2)."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One study's contrast in a pool: the effect ``yi`` with variance ``vi`` on the pool's scale, and what it rests on.

    For ratio measures ``yi`` is a logarithm; ``shown`` and ``ci`` are on the scale people read.
    """

    study: str
    label: str
    outcome: str
    months: float | None
    kind: str
    yi: float
    vi: float
    shown: float
    ci: Interval
    n_treated: int
    n_control: int
    cell: str
    route: str
    donor: str
    source: Source
    raw: str = ""
    """The printed values in a few words: "64.5 (SE 9.6), n 19 v 36.8 (SE 8.8), n 20"."""
    weight: float = 0.0
    """Share of the pool in per cent."""
    notes: tuple[str, ...] = ()
    masked: bool = False
    groups: int = 0
    """Groups of the trial whose people are counted in ``n_treated``, where these are more than the groups compared."""
    people: str = ""
    """Who took part, in a few words."""
    given: str = ""
    """What the groups compared got, as the record calls it."""
    summary: str = ""
    """The study in a few plain sentences."""
    printed: str = ""
    """The source's own adjusted contrast, where ours is reckoned from the groups: "6 (0.3 to 11.8)"."""
    exact_p: float | None = None
    """Of counts in two groups: p by Fisher's exact test."""
    without: str = ""
    """What became of the control group: "+6.9 points", "from 12 to 13.1", "23 of 95"; empty where that is not recorded."""


@dataclass(frozen=True, slots=True)
class OtherMethod:
    """The same pool by another method, beside the headline."""

    name: str
    estimate: float
    ci: Interval
    tau2: float | None = None


@dataclass(frozen=True, slots=True)
class Mcid:
    """A published smallest difference that matters, with the population it was found in."""

    outcome: str
    value: float
    population: str
    method: str
    source: Source


@dataclass(frozen=True, slots=True)
class Pool:
    """Studies combined on one scale and one time window, by the one headline method that k allows.

    ``estimate``, ``ci``, ``prediction`` are on the scale people read (ratios exponentiated). ``better`` says which
    direction is better for the person; ``favours`` what the interval allows one to say.
    """

    measure: Literal["MD", "SMD", "RR", "OR"]
    outcome: str
    outcome_name: str
    window: str
    """Months after treatment, as a number in digits: "3" to "60"."""
    contributions: tuple[Contribution, ...]
    k: int
    n: int
    estimate: float
    ci: Interval
    level: float
    method: str
    """In words: "one study, shown as itself", "exact Bayes (...)", "random effects (REML) ..."."""
    prediction: Interval | None = None
    tau2: float | None = None
    i2: float | None = None
    better: str = "higher"
    favours: Literal["cells", "control", "neither"] = "neither"
    others: tuple[OtherMethod, ...] = ()
    mcid: tuple[Mcid, ...] = ()
    p_beyond_mcid: float | None = None
    """Probability that the true mean effect exceeds the smallest published MCID."""
    notes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    """How far the question was widened to reach these studies, each step in words; empty for an exact match."""

    @property
    def disagree(self) -> bool:
        """Two trials that differ by more than chance explains: no mean of the two says what either found."""
        return self.k == 2 and self.i2 is not None and self.i2 >= HETEROGENEOUS


@dataclass(frozen=True, slots=True)
class Reason:
    """Why certainty is lower (``down`` levels) in one GRADE domain, computed from the studies."""

    domain: Literal["design", "risk of bias", "inconsistency", "indirectness", "imprecision", "unreported evidence"]
    down: int
    why: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure anyone can be, with the reasons (GRADE's domains; computed, never typed in)."""

    level: CertaintyLevel
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SideResult:
    """A non-randomised or single-arm result: shown apart, never pooled, never called an effect."""

    study: str
    label: str
    design: str
    outcome: str
    months: float | None
    text: str
    source: Source
    shares: tuple[float, ...] = ()
    """Of each group whose people were counted: the share that had the outcome, in per cent."""


@dataclass(frozen=True, slots=True)
class Widened:
    """How far the headline's trials are from what was asked."""

    steps: tuple[str, ...]
    """The steps that widened treatment, time or outcome, in words."""
    people: tuple[str, ...]
    """In which parts (severity, time, form, age) their people may differ."""
    studies: tuple[Study, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Randomised trials of the same treatment that are not in the headline since their people are unlike those asked about."""

    parts: tuple[str, ...]
    """What was asked of people: severity, time, form, age."""
    studies: tuple[Study, ...]
    wider: Pool | None
    """What is found with them; ``None`` where that is the headline or has no visible numbers."""


APART = ("form", "time", "severity")
"""Parts of a question in which a result of others may be no evidence."""
NONE_SO_YOUNG = (
    "No randomised result of this treatment for this age was found; "
    "one of another treatment in people of other ages is not evidence for it."
)
NONE_FOUND = "No randomised trial was found whose numbers we could see and pool."


@dataclass(frozen=True, slots=True)
class EffectAnswer:
    """Effects against controls: the exact match first, then widened; what stands apart; what is missing."""

    pools: tuple[Pool, ...]
    headline: Pool | None
    certainty: Certainty
    exact: Pool | None = None
    """The exact match where the headline is a widened one and the exact one exists."""
    leans: bool = False
    """Some randomised contrast favours the cells beyond chance and none favours the comparison."""
    apart: tuple[SideResult, ...] = ()
    published: tuple[tuple[Study, str, Source], ...] = ()
    """Published pooled results: the review, what it printed in words, where."""
    unreported: tuple[Study, ...] = ()
    narrative: tuple[tuple[Study, str], ...] = ()
    """Controlled studies whose numbers were not seen: the study and what is known of its result."""
    matching: tuple[Study, ...] = ()
    """Randomised trials of exactly what was asked without numbers to pool, where the headline is wider or there is none."""
    larger_null: tuple[Study, ...] = ()
    """Randomised trials larger than a headline in favour of the cells that found no difference, and are not in it."""
    null_trials: tuple[Study, ...] = ()
    """Randomised trials of such cells that found no difference on what they set out to show, the largest first."""
    of_others: tuple[Pool, ...] = ()
    """What was found in another form or stage of the condition, where nothing was in the one asked about: no answer to it."""
    individual: tuple[tuple[Study, str, Source], ...] = ()
    """Published pools of people's own records that hold more people than the headline: the review, its result, where."""
    widened: Widened | None = None
    """How the headline differs from the question; ``None`` where it answers it."""
    left_out: LeftOut | None = None
    not_seen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """A part that was asked of people, and the headline's trials whose records do not tell it."""
    none_of_age: bool = False
    """No trial in people of the age asked about was found: the headline is of other ages."""
    sought: bool = True
    """Whether the base follows trials of the condition: it holds a study or a recorded search."""

    @property
    def none_found(self) -> str:
        """Why there is no headline, in a sentence."""
        if self.of_others and self.widened:
            part = " or ".join({"time": "time since the onset"}.get(p, p) for p in APART if p in self.widened.people)
            if not part:
                return NONE_SO_YOUNG
            return f"No randomised result for this {part} was found; a trial in another is not evidence for it."
        if self.sought:
            return NONE_FOUND
        return "Trials were not looked for: our base follows none in this condition."


@dataclass(frozen=True, slots=True)
class Part:
    """The effect in one condition: conditions are never pooled with one another."""

    condition: str
    """Its id, where a word for several (paralysis) was asked about; empty where it is the condition asked about."""
    effect: EffectAnswer


@dataclass(frozen=True, slots=True)
class CourseFact:
    """One row of what happens without the therapy, in words with its numbers and source."""

    id: str
    text: str
    outcome: str
    months: float | None
    share: float | None
    """Per cent of people who change or improve anyway, where the row is a share."""
    source: Source


@dataclass(frozen=True, slots=True)
class Assertion:
    """A way of speaking tied to a fact: ``stance`` says whether a claim of this form agrees with it or contradicts it."""

    id: str
    stance: Literal["agrees", "contradicts", "overstates"]
    fact: Fact
    why: str


@dataclass(frozen=True, slots=True)
class StudyMatch:
    """A study a page points to, as found in the library, and how sure the match is."""

    study: Study
    by: str
    """What matched: "PMC9794999", "n 63 and cord blood"."""
    differences: tuple[str, ...] = ()
    """Where the page's numbers or conclusion differ from the record."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the evidence says to ``question``; parts that were not asked for, or of which nothing is known, are empty."""

    question: Question
    evidence_date: str
    evidence_hash: str
    effects: tuple[Part, ...] = ()
    """One for each condition that was asked about."""
    harms: HarmAnswer | None = None
    links: tuple[Link, ...] = ()
    fates: tuple[Fate, ...] = ()
    facts: tuple[Fact, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    studies: tuple[StudyMatch, ...] = ()
    course: tuple[CourseFact, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    not_for: tuple[Alternative, ...] = ()
    """Care that is not for those asked about: of another form, of infancy, of grown people, or begun earlier."""
    searches: tuple[Search, ...] = ()
    missing: tuple[str, ...] = ()
    """What is not known or not seen, in words."""

    @property
    def several(self) -> bool:
        """Whether a word for several conditions was asked about: nothing is told of them together."""
        return any(p.condition for p in self.effects)

    @property
    def certainty(self) -> Certainty:
        """The certainty of the effect, of several conditions the lowest; ``none`` where no effect could be pooled."""
        found = [p.effect.certainty for p in self.effects if p.effect.headline]
        return min(found, key=lambda c: LEVELS.index(c.level)) if found else Certainty("none")
