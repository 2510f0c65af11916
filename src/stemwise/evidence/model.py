"""A study as it is written down: what was done, on whom, and what was printed.

Numbers are as printed. ``None`` or an empty string means: not seen. Months count from ``Result.months_from``. Ages are
in years, times since injury in months. ``sd`` is a standard deviation, ``se`` a standard error; neither stands in for
the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Design = Literal["rct", "crossover-rct", "controlled", "single-arm", "case-series", "meta-analysis", "registry-only"]
SourceKind = Literal["registry", "article", "review-table", "abstract", "summary", "press", ""]
ResultKind = Literal["change", "final", "event", "rate", "survival", ""]
Seen = Literal["yes", "no", "not-seen"]
Judgement = Literal["low", "some", "high", "not-seen"]
Interval = tuple[float, float]

DOMAINS = ("randomisation", "deviations", "missing", "measurement", "reporting")
"""The five domains of risk of bias (RoB 2, Sterne 2019)."""
RANDOMISED = ("rct", "crossover-rct")
CONTROLLED = (*RANDOMISED, "controlled")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was published, where it was seen, and at which place in it."""

    published_in: str = ""
    seen_at: str = ""
    locator: str = ""
    source_kind: SourceKind = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """How to find the study. ``registry`` holds trial registry ids (NCT, ChiCTR, ISRCTN ...)."""

    title: str = ""
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry: tuple[str, ...] = ()
    seen_at: str = ""
    funding: str = ""
    conflicts: str = ""

    @property
    def nct(self) -> str:
        """The first ClinicalTrials.gov id, or an empty string."""
        return next((r for r in self.registry if r.upper().startswith("NCT")), "")


@dataclass(frozen=True, slots=True)
class Masking:
    """Who did not know which treatment was given."""

    participants: Seen = "not-seen"
    providers: Seen = "not-seen"
    assessors: Seen = "not-seen"


@dataclass(frozen=True, slots=True)
class BiasDomain:
    """One domain of risk of bias; a judgement other than ``not-seen`` has its visible support and place."""

    domain: str
    judgement: Judgement = "not-seen"
    support: str = ""
    seen_at: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Population:
    """Who took part. Ages in years; time since injury, stroke or diagnosis in months."""

    description: str = ""
    age_min: float | None = None
    age_max: float | None = None
    age_mean: float | None = None
    age_sd: float | None = None
    severity: str = ""
    time_since_months_min: float | None = None
    time_since_months_max: float | None = None
    n_randomised: int | None = None
    n_enrolled: int | None = None
    """People who entered a study in which nobody was randomised."""
    n_analysed: int | None = None
    locator: str = ""
    seen_at: str = ""

    @property
    def n_entered(self) -> int | None:
        """People randomised, or enrolled where nobody was."""
        return self.n_enrolled if self.n_randomised is None else self.n_randomised


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of a study. ``cell`` and ``route`` are term ids (routes joined with ``+``); empty for controls."""

    id: str
    role: Literal["treatment", "control"]
    label: str = ""
    cell: str = ""
    donor: str = ""
    route: str = ""
    control: str = ""
    dose_text: str = ""
    cells_per_infusion: float | None = None
    cells_per_kg: float | None = None
    infusions: int | None = None
    interval_days: float | None = None
    n: int | None = None
    part_of: str = ""
    """The arm among whose people these are counted already."""
    note: str = ""

    @property
    def routes(self) -> tuple[str, ...]:
        """The single routes, in the order printed."""
        return tuple(self.route.split("+")) if self.route else ()


@dataclass(frozen=True, slots=True)
class ArmData:
    """What is printed of one arm for one result; ``n`` is the number this value rests on.

    ``n_unknown``: of how many people it is, is not known, and may not be taken from the arm's size.
    """

    arm: str
    n: int | None = None
    n_unknown: bool = False
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    ci: Interval | None = None
    ci_level: float = 0.95
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    min: float | None = None
    max: float | None = None
    events: int | None = None
    rate: float | None = None
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference or ratio between two arms, where that is what is printed; ``arms`` are (first, second)."""

    measure: str
    value: float | None = None
    ci: Interval | None = None
    level: float = 0.95
    se: float | None = None
    p: str = ""
    arms: tuple[str, ...] = ()
    adjusted: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome at one time point. ``key`` is ``outcome@months`` (``@-`` without a time; ``#2`` for a second one).

    ``use`` is ``False`` for values that are kept as printed and must never be pooled; ``use_why`` says why not.
    """

    key: str
    outcome: str
    source: Source
    as_printed: str = ""
    months: float | None = None
    months_from: str = ""
    kind: ResultKind = ""
    primary: bool = False
    p: str = ""
    note: str = ""
    corrected: str = ""
    use: bool = True
    use_why: str = ""
    arms: tuple[ArmData, ...] = ()
    contrast: Contrast | None = None

    def arm(self, arm_id: str) -> ArmData | None:
        """The data of one arm, or ``None``."""
        return next((a for a in self.arms if a.arm == arm_id), None)


@dataclass(frozen=True, slots=True)
class HarmRow:
    """One harm with its counts by arm. ``serious`` is ``None`` where that was not seen.

    ``what``, in words that follow the number, is what it counts where that is not people who had this harm.
    """

    key: str
    harm: str
    source: Source
    as_printed: str = ""
    what: str = ""
    serious: bool | None = None
    months: float | None = None
    p: str = ""
    note: str = ""
    corrected: str = ""
    arms: tuple[ArmData, ...] = ()


@dataclass(frozen=True, slots=True)
class PooledResult:
    """What a meta-analysis printed. ``value`` on the scale of ``measure``; ``i2`` in per cent; ``k`` studies.

    ``use`` and ``use_why`` as in ``Result``. ``uncontrolled``: change or share among the treated, without controls;
    ``individual_data``: pooled from the records of each person.
    """

    key: str
    outcome: str
    source: Source
    harm: str = ""
    as_printed: str = ""
    subgroup: str = ""
    months: float | None = None
    measure: str = ""
    value: float | None = None
    ci: Interval | None = None
    level: float = 0.95
    p: str = ""
    k: int | None = None
    n: int | None = None
    events: int | None = None
    i2: float | None = None
    tau2: float | None = None
    model: str = ""
    cell: str = ""
    route: str = ""
    note: str = ""
    corrected: str = ""
    use: bool = True
    use_why: str = ""
    uncontrolled: bool = False
    individual_data: bool = False
    arms: tuple[ArmData, ...] = ()
    included: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a finding of scrutiny on one result is no error of ours; ``result`` may be ``*``."""

    check: str
    result: str
    why: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """When the values were read (ISO dates), the second time independently, and what differed.

    ``not_confirmed`` names the values that the second extractor could not see: ``result: arm.field, arm.field``.
    """

    first: str = ""
    second: str = ""
    differences: tuple[str, ...] = ()
    not_confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """One study (all papers of one trial), as written in its file.

    ``shares_control_with`` are the ids of studies whose control group is this one's (several arms of one trial).
    ``overlaps`` are the ids of larger or later studies in which people of this one are, or may be, counted again.
    """

    id: str
    label: str
    condition: str
    design: Design
    file: str = ""
    year: int | None = None
    names: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    """Names by which news tells it: who led it, where, whose product. They point to the study and are no evidence."""
    clean_contrast: bool = False
    contrast_note: str = ""
    shares_control_with: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    unreported: bool = False
    draft: bool = False
    summary: str = ""
    primary_result: str = ""
    primary_note: str = ""
    note: str = ""
    not_seen: tuple[str, ...] = ()
    citation: Citation = field(default_factory=Citation)
    masking: Masking = field(default_factory=Masking)
    bias: tuple[BiasDomain, ...] = ()
    population: Population = field(default_factory=Population)
    arms: tuple[Arm, ...] = ()
    results: tuple[Result, ...] = ()
    harms: tuple[HarmRow, ...] = ()
    pooled: tuple[PooledResult, ...] = ()
    extraction: Extraction = field(default_factory=Extraction)
    explained: tuple[Explained, ...] = ()

    @property
    def randomised(self) -> bool:
        return self.design in RANDOMISED

    @property
    def controlled(self) -> bool:
        return self.design in CONTROLLED

    @property
    def treatment_arms(self) -> tuple[Arm, ...]:
        return tuple(a for a in self.arms if a.role == "treatment")

    @property
    def control_arms(self) -> tuple[Arm, ...]:
        return tuple(a for a in self.arms if a.role == "control")

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells given (of the arms, or of a meta-analysis' pooled rows), each once."""
        given = [a.cell for a in self.arms] + [p.cell for p in self.pooled]
        return tuple(dict.fromkeys(c for c in given if c))

    @property
    def routes(self) -> tuple[str, ...]:
        given = [r for a in self.arms for r in a.routes] + [r for p in self.pooled for r in p.route.split("+")]
        return tuple(dict.fromkeys(r for r in given if r))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes with a result, each once, in order."""
        return tuple(dict.fromkeys([r.outcome for r in self.results] + [p.outcome for p in self.pooled]))

    @property
    def rows(self) -> tuple[Result | HarmRow, ...]:
        """Results, then harms."""
        return (*self.results, *self.harms)

    @property
    def n(self) -> int | None:
        """Participants: analysed, else randomised or enrolled, else the sum of the arms; ``None`` where none was seen."""
        if self.population.n_analysed is not None:
            return self.population.n_analysed
        if self.population.n_entered is not None:
            return self.population.n_entered
        arms = [a for a in self.arms if not a.part_of]
        sizes = [a.n for a in arms if a.n is not None]
        return sum(sizes) if sizes and len(sizes) == len(arms) else None

    @property
    def identifiers(self) -> tuple[str, ...]:
        """DOI, PMID, PMC id and registry ids, as written."""
        c = self.citation
        return tuple(i for i in (c.doi, c.pmid, c.pmcid, *c.registry) if i)

    @property
    def double_extracted(self) -> bool:
        return bool(self.extraction.second)

    def arm(self, arm_id: str) -> Arm | None:
        """The arm of that id, or ``None``."""
        return next((a for a in self.arms if a.id == arm_id), None)

    def bias_of(self, domain: str) -> BiasDomain:
        """The judgement of one domain; ``not-seen`` where none is recorded."""
        return next((b for b in self.bias if b.domain == domain), BiasDomain(domain))
