"""A therapy explained: the answers that make a condition's page, in the order a family would ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from stemwise import course
from stemwise.answer import frame
from stemwise.answer.approval import standing
from stemwise.answer.care import first_of_all
from stemwise.answer.effect import effect, several_conditions
from stemwise.answer.engine import LINK_GROUPS, answer, steps
from stemwise.answer.facts import cells_given, of_cells, of_condition, of_ethics, of_rules
from stemwise.answer.harm_model import HarmAnswer
from stemwise.answer.harms import harms
from stemwise.answer.model import Answer, CourseFact, EffectAnswer, Mcid, Pool, SideResult
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Alternative, DonorHarm, Fact, Fate, Link, Search
from stemwise.evidence.model import Source, Study
from stemwise.question import Question
from stemwise.terms import Term, vocabulary


@dataclass(frozen=True, slots=True)
class CellCard:
    """A kind of cell that is tried: what it is, how it is had and at what risk to donors, in how many studies."""

    term: Term
    facts: tuple[Fact, ...]
    donor_harms: tuple[DonorHarm, ...]
    studies: int
    controlled: int
    people: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The headline outcome within one cell, route, severity ...; ``pool`` is ``None`` where no randomised number was seen."""

    name: str
    pool: Pool | None
    studies: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A treatment of the condition that is never pooled with other cells, and stands beside them: its effect and harms."""

    cell: Term
    effect: EffectAnswer
    harms: HarmAnswer


@dataclass(frozen=True, slots=True)
class CheckUp:
    """An instrument that would show a change larger than its error: when, and what would count."""

    instrument: str
    months: str
    error: str
    mcid: tuple[Mcid, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything ``stemwise explain`` tells of a condition (and a cell, a route, an age, a severity)."""

    question: Question
    condition: Term
    at_once: tuple[str, ...]
    """What a fresh illness asks for, before all else."""
    facts: tuple[Fact, ...]
    known: tuple[Fact, ...]
    """What the facts tell of cells given in the condition, where the base follows no trials of it."""
    cells: tuple[CellCard, ...]
    cell_facts: tuple[Fact, ...]
    ethics: tuple[Fact, ...]
    routes: tuple[Term, ...]
    chain: tuple[Link, ...]
    fates: tuple[Fate, ...]
    answer: Answer
    beside: tuple[Beside, ...]
    """Transplantation of blood stem cells, and other cells tried in the same way, where no cell was asked about."""
    by_cell: tuple[Breakdown, ...]
    by_route: tuple[Breakdown, ...]
    success: tuple[SideResult, ...]
    """Shares "improved" in studies without a comparison; beside ``course`` (what happens anyway)."""
    harms: HarmAnswer
    course: tuple[CourseFact, ...]
    alternatives: tuple[Alternative, ...]
    approvals: tuple[Fact, ...]
    standing: tuple[Fact, ...]
    """Those of them that say how such cells stand in the condition: not approved, approved with conditions, offered."""
    checkups: tuple[CheckUp, ...]
    unknown: tuple[str, ...]
    unreported: tuple[Study, ...]
    published: tuple[tuple[Study, str, Source], ...]
    searches: tuple[Search, ...]
    evidence_date: str
    evidence_hash: str


CHAIN_ORDER = (
    "neurotrophic-secretion", "neurotrophic-secretion-primed", "immunomodulation", "anti-inflammation", "homing", "engraftment",
    "neuroprotection", "angiogenesis",
    "neuronal-replacement-msc", "neuronal-replacement-nsc", "oligodendrocyte-replacement", "remyelination", "axon-bridging",
    "axon-regrowth", "synaptogenesis", "brain-connectivity", "microenvironment", "endogenous-neurogenesis", "immune-reset",
)  # fmt: skip
"""The way of action as told: what cells give off, where they go, what they change, what would follow for function."""


def explain(question: Question, library: Library) -> Explanation:
    """The explanation for a condition; parts of which nothing is known are empty and named in ``unknown``."""
    words = vocabulary()
    conditions = frame.conditions_within(question.condition)
    asked = question.but(type="comparison")
    found = answer(asked, library, full=True)
    studies = library.studies(conditions)
    within = frame.cells_within(question.cell)
    treated = [s for s in studies if set(s.cells) & within or (question.cell == "ahsct" and "ahsct" in s.cells)]
    kinds = _used(treated, within if question.cell else None)
    chain_cell = question.cell or "stem-cells"
    facts = of_condition(question.condition, library)
    approvals = of_rules(question.cell, question.condition, library)
    told = standing(question, approvals, facts)
    return Explanation(
        question=question,
        condition=words.get("condition", question.condition),
        at_once=first_of_all(question, found.alternatives),
        facts=facts,
        known=_known(found, told, library),
        cells=tuple(_card(c, question.condition, treated, library) for c in kinds),
        cell_facts=of_cells(question.cell, question.condition, library),
        ethics=of_ethics(library),
        routes=_routes(treated, question.route),
        chain=_chain(chain_cell, library, conditions),
        fates=tuple(f for f in library.fates() if not question.cell or not f.cells or set(f.cells) & (within | {question.cell})),
        answer=found,
        beside=_beside(asked, library, studies),
        by_cell=_breakdown("cell", _single(kinds, question.cell), question, library, treated),
        by_route=_breakdown("route", [r.id for r in _routes(treated, "")], question, library, treated),
        success=tuple(r for p in found.effects for r in p.effect.apart if _improved(r)),
        harms=harms(question.but(outcome="", type="harm"), library),
        course=found.course,
        alternatives=found.alternatives,
        approvals=approvals,
        standing=told,
        checkups=_checkups(conditions, library),
        unknown=_unknown(question, found, treated),
        unreported=tuple(s for p in found.effects for s in p.effect.unreported),
        published=tuple(row for p in found.effects for row in p.effect.published),
        searches=found.searches,
        evidence_date=library.evidence_date,
        evidence_hash=library.evidence_hash,
    )  # fmt: skip


def _known(found: Answer, told: Iterable[Fact], library: Library) -> tuple[Fact, ...]:
    if any(p.effect.sought for p in found.effects):
        return ()
    return tuple(f for f in cells_given(found.question.condition, library) if f not in set(told))


def _beside(question: Question, library: Library, studies: Iterable[Study]) -> tuple[Beside, ...]:
    """Transplantation, and cells that are no stem cells tried in a fair trial, for a question on no cell in particular."""
    if question.cell or several_conditions(question.condition, library):
        return ()
    fair = {c for s in studies if s.randomised and s.clean_contrast for c in s.cells} - frame.cells_within("")
    ids = [frame.ALONE] if any(frame.ALONE in s.cells for s in studies) else []
    told = [_another(question.but(cell=c, route="", donor=""), library) for c in [*ids, *sorted(fair - {frame.ALONE})]]
    return tuple(b for b in told if b.cell.id == frame.ALONE or b.effect.headline)


def _another(own: Question, library: Library) -> Beside:
    harm = harms(own.but(outcome="", type="harm"), library)
    return Beside(vocabulary().get("cell", own.cell), effect(own, library), harm)


def _improved(row: SideResult) -> bool:
    """A share of people who got better, in a series without a comparison."""
    term = frame.outcome(row.outcome)
    counted = bool(term and term.type == "event" and term.better == "higher" and term.id != "death")
    return counted and row.design in ("single-arm", "case-series") and bool(row.shares)


def _single(kinds: list[str], asked: str) -> list[str]:
    """Kinds of cell that stand for no others, without the one asked about."""
    return [k for k in kinds if k != asked and vocabulary().within("cell", k) == {k}]


def _used(studies: list[Study], within: frozenset[str] | None) -> list[str]:
    """The cells given in the studies, the most studied first."""
    counts = Counter(c for s in studies for c in s.cells if within is None or c in within)
    return [c for c, _ in counts.most_common() if vocabulary().known("cell", c)]


def _card(cell: str, condition: str, studies: list[Study], library: Library) -> CellCard:
    mine = [s for s in studies if cell in s.cells and s.design != "meta-analysis"]
    return CellCard(
        term=vocabulary().get("cell", cell),
        facts=of_cells(cell, condition, library),
        donor_harms=harms(Question(cell=cell), library).donors if cell != "stem-cells" else (),
        studies=len(mine),
        controlled=sum(s.controlled for s in mine),
        people=_treated(mine, cell),
    )


def _treated(studies: Iterable[Study], cell: str) -> int:
    """People who got such cells, those told of in two reports once; of a study that prints no groups none, but for a series."""
    mine = {s.id: s for s in studies}
    return sum(_got(s, cell) for s in mine.values() if not set(s.overlaps) & mine.keys())


def _got(study: Study, cell: str) -> int:
    arms = [a for a in study.treatment_arms if a.cell == cell and not a.part_of]
    if study.control_arms or any(a.n is not None for a in arms):
        return sum(a.n or 0 for a in arms)
    return (study.n or 0) if len(study.treatment_arms) == 1 else 0


def _routes(studies: list[Study], asked: str) -> tuple[Term, ...]:
    words = vocabulary()
    counts = Counter(r for s in studies for r in s.routes)
    ids = [asked] if asked else [r for r, _ in counts.most_common()]
    return tuple(words.get("route", r) for r in ids if words.known("route", r))


def _chain(cell: str, library: Library, conditions: frozenset[str]) -> tuple[Link, ...]:
    names = tuple(dict.fromkeys([*CHAIN_ORDER, *(i for g in LINK_GROUPS.values() for i in g)]))
    order = {n: i for i, n in enumerate(names)}
    links = steps(names, library, cell, conditions)
    kept = [x for x in links if x.id != "immune-reset" or cell == "ahsct"]
    return tuple(sorted(kept, key=lambda x: order.get(x.id, 99)))


def _breakdown(
    part: str, values: list[str], question: Question, library: Library, studies: list[Study]
) -> tuple[Breakdown, ...]:
    """The headline outcome by cell or by route: exact matches only, and no kind that stands for several others."""
    rows: list[Breakdown] = []
    words = vocabulary()
    for value in values if not several_conditions(question.condition, library) else ():
        narrow = question.but(cell=value) if part == "cell" else question.but(route=value)
        found = effect(narrow.but(type="effect"), library)
        head = found.exact or found.headline
        exact = head if head and all(s.startswith("different scales") for s in head.steps) else None
        n = sum(1 for s in studies if value in (s.cells if part == "cell" else s.routes))
        rows.append(Breakdown(words.name("cell" if part == "cell" else "route", value), exact, n))
    return tuple(rows)


def _checkups(conditions: frozenset[str], library: Library) -> tuple[CheckUp, ...]:
    """Instruments of the condition with their published error and MCIDs: what a follow-up would need."""
    out = []
    scales = course.instruments(library.content)
    for term in vocabulary().all("outcome"):
        if term.id not in scales or not set(term.conditions) & conditions:
            continue
        scale = scales[term.id]
        error = next(
            (f"{kind} {value:g}" for kind, value, _ in scale.error if kind in ("SEM", "SDC", "SRD", "MDC")), "not seen"
        )
        source = scale.mcid[0].source if scale.mcid else scale.error[0][2] if scale.error else Source()
        mcid = tuple(Mcid(term.id, m.value, m.population, m.method, m.source) for m in scale.mcid)
        name = term.name if scale.name == scale.id else scale.name
        out.append(CheckUp(name, "before, then 3, 6 and 12 months after", error, mcid, source))
    return tuple(out)


def _unknown(question: Question, found: Answer, studies: list[Study]) -> tuple[str, ...]:
    """What nobody knows, read off what is missing."""
    out = [f"{m[:1].upper()}{m[1:]}." for m in found.missing]
    late = [p for p in found.effects if any((c.months or 0) > 18 for x in p.effect.pools for c in x.contributions)]
    short = [p for p in found.effects if p.effect.sought and p not in late]
    if short:
        names = ", ".join(vocabulary().name("condition", p.condition) for p in short)
        of = f" of {names}" if found.several else ""
        out.append(
            f"What becomes of people{of} after more than 18 months: no randomised trial whose numbers we could see."
        )
    narrative = sum(len(p.effect.narrative) for p in found.effects)
    if narrative:
        exist = "study exists" if narrative == 1 else "studies exist"
        out.append(f"{narrative} controlled {exist} whose numbers could not be seen or pooled.")
    unreported = [s for p in found.effects for s in p.effect.unreported]
    if unreported:
        people = sum(s.n or 0 for s in unreported)
        trials = "1 registered trial" if len(unreported) == 1 else f"{len(unreported)} registered trials"
        out.append(f"{trials} ({people} people planned or enrolled): results not found by us.")
    out.append("The right dose, route and number of infusions: no randomised comparison has settled them.")
    if question.age is not None or question.severity:
        out.append(
            "Whether the effect differs by age or severity: trials report too few numbers by age or level to say."
        )
    if studies and not any(s.double_extracted for s in studies):
        out.append("These records have been read once; the second reading is under way.")
    return tuple(out)
