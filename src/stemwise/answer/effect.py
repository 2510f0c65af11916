"""The effect: pools per outcome and time point, the headline among them, and what stands apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from stemwise import course
from stemwise.answer import frame, select
from stemwise.answer.contrast import contribution
from stemwise.answer.grade import certainty
from stemwise.answer.model import Contribution, EffectAnswer, Mcid, Pool, SideResult
from stemwise.answer.pooling import make_pool
from stemwise.answer.select import Scope
from stemwise.evidence import Library
from stemwise.evidence.model import Result, Study
from stemwise.question import Question
from stemwise.terms import Term, vocabulary

KINDS = ("change", "final", "event")


def effect(question: Question, library: Library) -> EffectAnswer:
    """What randomised contrasts show, exact match first; the rest beside it. Conditions are never pooled together."""
    included = vocabulary().get("condition", question.condition).includes if question.condition else ()
    if not included:
        return _of_one_condition(question, library)
    parts = tuple((c, _of_one_condition(question.but(condition=c), library)) for c in included)
    shown = next((p for _, p in parts if p.headline), parts[0][1])
    return replace(shown, by_condition=parts)


def _of_one_condition(question: Question, library: Library) -> EffectAnswer:
    randomised = select.studies(library, question.condition, lambda s: s.randomised and s.clean_contrast)
    scopes = list(select.scopes(question))
    per_scope = [_pools(randomised, scope, question, library) for scope in scopes]
    exact = per_scope[0]
    chosen = next((p for p in per_scope if _headline(p, question)), ())
    headline = _headline(chosen, question)
    exact_head = _headline(exact, question) if chosen is not exact else None
    everything = select.studies(library, question.condition, lambda s: True)
    inside = [s for s in everything if scopes[0].fits(s)] or [s for s in everything if scopes[-1].fits(s)]
    unreported = tuple(s for s in everything if s.unreported and scopes[-1].fits(s))
    used = {r.study for p in chosen for r in p.contributions}
    return EffectAnswer(
        pools=chosen,
        headline=headline,
        certainty=certainty(headline, {s.id: s for s in randomised}, unreported),
        exact=exact_head,
        apart=tuple(_apart(inside, question)),
        published=tuple(_published(library, question)),
        unreported=unreported,
        narrative=tuple(
            (s, s.primary_note or s.summary) for s in inside if s.controlled and s.id not in used and not s.unreported
        ),
    )


def _pools(studies: Sequence[Study], scope: Scope, question: Question, library: Library) -> tuple[Pool, ...]:
    """Every pool the scope allows, best answer to the question first."""
    fitting = [s for s in studies if scope.fits(s)]
    wanted = frame.families_asked(question.outcome) if question.outcome else ()
    terms = _outcomes(fitting, question.condition, wanted)
    found: list[Pool] = []
    for window in frame.windows():
        if question.months is not None and not window.holds(question.months):
            continue
        for term in terms:
            pool = _one(fitting, scope, term, window, library)
            found.extend([pool] if pool else [])
        found.extend(_families(fitting, scope, terms, window))
    return tuple(found)


def _outcomes(studies: Iterable[Study], condition: str, wanted: tuple[str, ...]) -> list[Term]:
    order = frame.hierarchy(condition)
    ids = {r.outcome for s in studies for r in s.results}
    terms = [t for i in ids if (t := frame.outcome(i)) and t.type != "lay" and t.id != "other"]
    terms = [t for t in terms if not wanted or t.family in wanted]
    return sorted(terms, key=lambda t: (order.rank(t), t.id))


def _rows(studies: Iterable[Study], scope: Scope, outcome: str, window: frame.Window, kind: str, measure: str) -> list[Contribution]:
    """One result and one contrast a study."""
    rows: list[Contribution] = []
    for study in studies:
        result = select.best_result(study, outcome, window, kind)
        row = contribution(study, result, measure, scope.arm_fits) if result is not None else None
        rows += [row] if row else []
    return rows


def _one(studies: Sequence[Study], scope: Scope, term: Term, window: frame.Window, library: Library) -> Pool | None:
    """One outcome on its own scale: MD for scores (change and final values of one scale may be mixed), RR for events."""
    if term.type == "event":
        rows = _rows(studies, scope, term.id, window, "event", "RR")
        return make_pool(rows, "RR", term.id, window.name, steps=scope.steps) if rows else None
    change = _rows(studies, scope, term.id, window, "change", "MD")
    have = {r.study for r in change}
    final = [r for r in _rows(studies, scope, term.id, window, "final", "MD") if r.study not in have]
    rows = change + [replace(r, notes=(*r.notes, "final values, not change")) for r in final]
    return make_pool(rows, "MD", term.id, window.name, mcid=mcids(library, term.id), steps=scope.steps) if rows else None


def _families(studies: Sequence[Study], scope: Scope, terms: Sequence[Term], window: frame.Window) -> list[Pool]:
    """Different scales of one family together, as standardised change: only change with change, said as a widening."""
    found: list[Pool] = []
    for family in dict.fromkeys(t.family for t in terms if t.type == "score" and t.family not in ("other", "")):
        members = [t for t in terms if t.family == family and t.type == "score"]
        rows: list[Contribution] = []
        for term in members:
            have = {r.study for r in rows}
            rows += [_pointed(r, term, members[0]) for r in _rows(studies, scope, term.id, window, "change", "SMD") if r.study not in have]
        if len({r.outcome for r in rows}) > 1:
            names = " and ".join(dict.fromkeys(frame.outcome(r.outcome).label for r in rows if frame.outcome(r.outcome)))  # type: ignore[union-attr]
            steps = (*scope.steps, f"different scales of one kind together ({names})")
            found.append(make_pool(rows, "SMD", members[0].id, window.name, steps=steps))
    return found


def _pointed(row: Contribution, term: Term, first: Term) -> Contribution:
    """Turn a scale so that all of a family point the same way."""
    if term.better == first.better:
        return row
    return replace(row, yi=-row.yi, shown=-row.shown, ci=(-row.ci[1], -row.ci[0]))


def _headline(pools: Sequence[Pool], question: Question) -> Pool | None:
    """The pool that answers: highest in the hierarchy of outcomes, then most studies, then nearest to 12 months."""
    if not pools:
        return None
    order = frame.hierarchy(question.condition)

    def key(p: Pool) -> tuple[object, ...]:
        term = frame.outcome(p.outcome)
        family = order.rank(term)[0] if term else 99
        return (family, -p.k, len(p.steps), order.rank(term)[1] if term else 99, abs(float(p.window) - 12))

    return min(pools, key=key)  # type: ignore[type-var]


def mcids(library: Library, outcome: str) -> tuple[Mcid, ...]:
    """Every published smallest difference that matters of an outcome."""
    scale = course.instrument(library.content, outcome)
    if scale is None:
        return ()
    return tuple(Mcid(outcome, m.value, m.population, m.method, m.source) for m in scale.mcid)


def _apart(studies: Iterable[Study], question: Question) -> Iterable[SideResult]:
    """Single-arm and non-randomised results: what was printed, never pooled, never called an effect."""
    for study in studies:
        if study.design not in ("single-arm", "case-series", "controlled"):
            continue
        for result in study.results[:6]:
            if question.outcome and result.outcome not in _wanted_outcomes(question):
                continue
            text = _in_words(result)
            if text:
                yield SideResult(study.id, study.label, study.design, result.outcome, result.months, text, result.source)


def _wanted_outcomes(question: Question) -> frozenset[str]:
    families = frame.families_asked(question.outcome)
    return frozenset(t.id for t in vocabulary().all("outcome") if t.family in families or t.id == question.outcome)


def _in_words(result: Result) -> str:
    term = frame.outcome(result.outcome)
    name = result.as_printed or (term.label if term else result.outcome)
    parts = []
    for arm in result.arms:
        if arm.events is not None and arm.n:
            parts.append(f"{arm.events} of {arm.n}")
        elif arm.mean is not None:
            spread = f" (SD {arm.sd:g})" if arm.sd is not None else f" (SE {arm.se:g})" if arm.se is not None else ""
            before = f" from {arm.baseline_mean:g}" if arm.baseline_mean is not None else ""
            parts.append(f"{'change ' if result.kind == 'change' else ''}{arm.mean:g}{spread}{before}")
        elif arm.rate is not None:
            parts.append(f"{arm.rate:g}")
    when = f" at {result.months:g} months" if result.months is not None else ""
    return f"{name}{when}: {' v '.join(parts)}" if parts else ""


def _published(library: Library, question: Question) -> Iterable[tuple[Study, str, object]]:
    for study in library.studies(frame.conditions_within(question.condition), design="meta-analysis"):
        for row in study.pooled:
            if row.value is None or row.harm:
                continue
            if row.cell and question.cell and row.cell not in frame.cells_within(question.cell):
                continue
            term = frame.outcome(row.outcome)
            when = f" at {row.months:g} months" if row.months is not None else ""
            ci = f" ({row.ci[0]:g} to {row.ci[1]:g})" if row.ci else ""
            size = f", {row.k} studies" if row.k else ""
            part = f" [{row.subgroup}]" if row.subgroup else ""
            name = row.as_printed or (term.label if term else row.outcome)
            yield study, f"{name}{part}{when}: {row.measure} {row.value:g}{ci}{size}", row.source
