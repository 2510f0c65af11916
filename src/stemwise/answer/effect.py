"""The effect: pools per outcome and time point, the headline among them, and what stands apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from stemwise import course
from stemwise.answer import beside, frame, nearness, people, select
from stemwise.answer.contrast import averaged, contribution, merge_shared
from stemwise.answer.grade import certainty
from stemwise.answer.model import Contribution, EffectAnswer, LeftOut, Mcid, Part, Pool, Widened
from stemwise.answer.pooling import make_pool
from stemwise.answer.select import Scope
from stemwise.evidence import Library
from stemwise.evidence.model import Study
from stemwise.question import Question
from stemwise.terms import Term, vocabulary

RATIO_KINDS = ("event", "survival", "rate")
"""Kinds of results that give a ratio: counts of people, shares by survival analysis, rate ratios as printed."""


def effects(question: Question, library: Library, *, full: bool = False) -> tuple[Part, ...]:
    """What randomised contrasts show in each condition that the question's word stands for: never pooled together."""
    several = several_conditions(question.condition, library)
    if not several:
        return (Part("", effect(question, library, full=full)),)
    return tuple(Part(c, effect(question.but(condition=c), library, full=full)) for c in several)


def several_conditions(condition: str, library: Library) -> tuple[str, ...]:
    """The conditions a word stands for: those it includes, else those below it that were studied; empty where it is one."""
    words = vocabulary()
    if not words.known("condition", condition):
        return ()
    below = frame.conditions_within(condition) - {condition}
    studied = (t.id for t in words.all("condition") if t.id in below and library.studies(frozenset({t.id})))
    return words.get("condition", condition).includes or tuple(studied)


@lru_cache(maxsize=1024)
def effect(question: Question, library: Library, *, full: bool = False) -> EffectAnswer:
    """What randomised contrasts show in one condition, exact match first; the rest beside it.

    ``full`` pools every outcome and time point; otherwise only the headline (and the exact match beside a widened one).
    """
    randomised = select.studies(library, question.condition, lambda s: s.randomised and s.clean_contrast)
    everything = select.studies(library, question.condition, lambda s: True)
    scopes = list(select.scopes(question))
    found, others, first = _searched(scopes, question, randomised)
    shown = found or others
    best = found.best if found else None
    headline = best.pool(library) if best else None
    trials = [s for s in everything if s.controlled and s.design != "meta-analysis"]
    inside = _nearest(scopes, everything)
    told = _together(inside, _nearest(scopes, trials), [s for s in everything if found and found.scope.fits(s)])
    unreported = tuple(s for s in everything if s.unreported and scopes[-1].fits(s))
    null = tuple(beside.null_trials([*told, *unreported], headline))
    used = {r.study for g in shown.groups for r in g.rows} if shown else set()
    pools = (
        tuple(headline if g is best and headline else g.pool(library) for g in found.groups) if found and full else ()
    )
    return EffectAnswer(
        pools=pools or ((headline,) if headline else ()),
        headline=headline,
        certainty=certainty(
            headline, {s.id: s for s in randomised}, tuple(beside.missing(s for s in told if s.unreported))
        ),
        exact=first.pool(library) if first and first is not best else None,
        leans=_leans(found.groups) if found else False,
        apart=tuple(beside.apart(inside, question, used)),
        published=tuple(beside.published(library, question)),
        individual=tuple(beside.individual(library, question, headline)) if found or not others else (),
        unreported=unreported,
        sought=bool(everything or library.searches(frame.conditions_within(question.condition))),
        larger_null=tuple(beside.larger(null, headline)),
        null_trials=null,
        of_others=tuple(g.pool(library) for g in others.in_order()) if others and not found else (),
        widened=_widened(shown, randomised),
        left_out=_left_out(best, found.scope, question, randomised, library) if found else None,
        not_seen=tuple(_not_seen(best, found.scope, randomised)) if found else (),
        matching=tuple(_matching(question, scopes[0], trials, used)) if found is None or found.scope.steps else (),
        none_of_age=bool(trials)
        and question.age is not None
        and not any(s.fits(x) for s in scopes if s.question.age is not None for x in trials),
        narrative=tuple(
            (s, f"{beside.unlike(s, question)} {s.primary_note or s.summary}".strip())
            for s in told
            if s.controlled and s.id not in used and not s.unreported
        ),
    )


def _nearest(scopes: Sequence[Scope], studies: Sequence[Study]) -> list[Study]:
    """The studies that fit the narrowest scope which any fits."""
    return next((fit for s in scopes if (fit := [x for x in studies if s.fits(x)])), [])


def _together(*groups: Iterable[Study]) -> list[Study]:
    """Each study once, those nearest to the question first: a wider result brings its null trials with it."""
    return list({s.id: s for group in groups for s in group}.values())


def _matching(question: Question, exact: Scope, trials: Iterable[Study], used: Collection[str]) -> Iterator[Study]:
    """The randomised trials of exactly what was asked that can only be told in words, the largest first."""
    if not (question.cell not in ("", "stem-cells") or question.route or people.stated(question)):
        return
    told = [s for s in trials if s.randomised and s.design != "registry-only" and s.results and s.id not in used]
    own = [s for s in told if s.primary_result not in beside.NULL and exact.fits(s) and beside.like(s, question)]
    yield from sorted(own, key=lambda s: -(s.n or 0))


@dataclass(frozen=True, slots=True)
class Found:
    """What one step of widening found: everything it could pool, and the group that answers."""

    scope: Scope
    groups: list[Group]
    best: Group

    def in_order(self) -> list[Group]:
        """The group that answers first."""
        return [self.best, *(g for g in self.groups if g is not self.best)]


def _searched(
    scopes: Sequence[Scope], question: Question, studies: Sequence[Study]
) -> tuple[Found | None, Found | None, Group | None]:
    """What answers, what was found first in people of whom it is no evidence for those asked about, and the exact match."""
    others: Found | None = None
    first: Group | None = None
    for scope in scopes:
        groups = _groups(studies, scope)
        best = _best(groups, question)
        if best is None or not _seen(best, scope, studies):
            continue
        first = best if scope is scopes[0] else first
        found = Found(scope, groups, best)
        given = (scope.cells, scope.question.route) == (scopes[0].cells, scopes[0].question.route)
        twice = "age" in scope.others and not given
        if not twice and not nearness.apart(_of(best, studies), question, scope.others):
            return found, others, first
        others = others or found
    return None, others, first


def _of(group: Group | None, studies: Iterable[Study]) -> tuple[Study, ...]:
    """The studies of a group, records that share their controls included."""
    rows = {r.study for r in group.rows} if group else set()
    return tuple(s for s in studies if s.id in rows or rows & set(s.shares_control_with))


def _seen(best: Group | None, scope: Scope, studies: Sequence[Study]) -> bool:
    """Whether some trial of the group was seen to be of the form and time asked about: records that are silent match nobody."""
    parts = [p for p in people.stated(scope.question) if p in ("form", "time")]
    return all(any(people.like(s, scope.question, p) for s in _of(best, studies)) for p in parts)


def _widened(shown: Found | None, studies: Iterable[Study]) -> Widened | None:
    """How the scope differs from the question, where something was found in it."""
    if shown is None or not shown.scope.steps:
        return None
    scope = shown.scope
    return Widened(scope.steps[: len(scope.steps) - len(scope.others)], scope.others, _of(shown.best, studies))


def _left_out(
    best: Group | None, scope: Scope, question: Question, studies: Sequence[Study], library: Library
) -> LeftOut | None:
    """The trials of the same cells that stand apart since their people differ, and what is found with them."""
    parts = tuple(p for p in people.stated(question) if p not in scope.others)
    if best is None or not parts:
        return None
    wide = replace(scope, question=people.without(scope.question, parts))
    missing = tuple(s for s in studies if s.results and wide.fits(s) and not scope.fits(s))
    wider = _best(_groups(studies, wide), question)
    if not missing or wider is None or {r.study for r in wider.rows} == {r.study for r in best.rows}:
        return LeftOut(parts, missing, None) if missing else None
    return LeftOut(parts, missing, replace(wider, steps=()).pool(library))


def _not_seen(best: Group | None, scope: Scope, studies: Sequence[Study]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Which parts of what was asked of people the records of the headline's trials do not tell."""
    for part in people.stated(scope.question):
        unseen = tuple(s.label for s in _of(best, studies) if people.like(s, scope.question, part) is None)
        if unseen:
            yield part, unseen


@dataclass(frozen=True, slots=True)
class Group:
    """Contrasts that may be pooled: one outcome (or family) and time point, not yet pooled."""

    rows: tuple[Contribution, ...]
    measure: str
    outcome: str
    window: str
    steps: tuple[str, ...]

    def pool(self, library: Library) -> Pool:
        """Pool them."""
        scale = mcids(library, self.outcome) if self.measure == "MD" else ()
        return make_pool(self.rows, self.measure, self.outcome, self.window, mcid=scale, steps=self.steps)

    @property
    def k(self) -> int:
        """Number of studies."""
        return len({r.study for r in self.rows})


def _groups(studies: Sequence[Study], scope: Scope) -> list[Group]:
    """Everything the scope could pool."""
    question = scope.question
    fitting = [s for s in studies if scope.fits(s)]
    wanted = frame.families_asked(question.outcome)
    if question.outcome and not wanted:
        return []
    terms = _outcomes(fitting, question.condition, wanted)
    holding: dict[str, list[Study]] = {t.id: [] for t in terms}
    for study in fitting:
        for outcome in {r.outcome for r in study.results} & holding.keys():
            holding[outcome].append(study)
    found: list[Group] = []
    for window in frame.windows():
        if question.months is not None and not window.holds(question.months):
            continue
        found += [g for term in terms if (g := _one(holding[term.id], scope, term, window))]
        found += _families(holding, scope, terms, window)
    return found


def _leans(groups: Sequence[Group]) -> bool:
    """Some single contrasts favour the cells beyond chance, and none favours the comparison."""
    signs = []
    for g in groups:
        term = frame.outcome(g.outcome)
        sign = -1.0 if term and term.better == "lower" else 1.0
        signs += [sign * r.yi / r.vi**0.5 for r in g.rows]
    return any(z > 1.96 for z in signs) and not any(z < -1.96 for z in signs)


def _outcomes(studies: Iterable[Study], condition: str, wanted: tuple[str, ...]) -> list[Term]:
    order = frame.hierarchy(condition)
    ids = {r.outcome for s in studies for r in s.results}
    terms = [t for i in ids if (t := frame.outcome(i)) and t.type != "lay" and t.id != "other"]
    terms = [t for t in terms if not wanted or t.family in wanted]
    return sorted(terms, key=lambda t: (order.rank(t), t.id))


def _rows(
    studies: Iterable[Study], scope: Scope, outcome: str, window: frame.Window, kind: str, measure: str
) -> list[Contribution]:
    """One result and one contrast a study."""
    rows: list[Contribution] = []
    for study in studies:
        results = [r for r in select.best_results(study, outcome, window, kind) if r.use]
        rows += averaged([c for r in results if (c := contribution(study, r, measure, scope.arm_fits))])
    partners = {s.id: s.shares_control_with for s in studies if s.shares_control_with}
    return merge_shared(rows, partners) if partners else rows


def _one(studies: Sequence[Study], scope: Scope, term: Term, window: frame.Window) -> Group | None:
    """One outcome on its own scale: MD for scores (change and final values of one scale may be mixed), RR for events."""
    if term.type in ("event", "rate"):
        rows = [r for kind in RATIO_KINDS for r in _rows(studies, scope, term.id, window, kind, "RR")]
        rows = list({r.study: r for r in reversed(rows)}.values())[::-1]
        if rows:
            return Group(tuple(rows), "RR", term.id, window.name, scope.steps)
    change = _rows(studies, scope, term.id, window, "change", "MD")
    have = {r.study for r in change}
    final = [r for r in _rows(studies, scope, term.id, window, "final", "MD") if r.study not in have]
    rows = change + [replace(r, notes=(*r.notes, "final values, not change")) for r in final]
    if not rows:
        shift = [r for kind in ("final", "change") for r in _rows(studies, scope, term.id, window, kind, "OR")]
        return Group(tuple(shift), "OR", term.id, window.name, scope.steps) if shift else None
    return Group(tuple(rows), "MD", term.id, window.name, scope.steps)


def _families(
    holding: dict[str, list[Study]], scope: Scope, terms: Sequence[Term], window: frame.Window
) -> list[Group]:
    """Different scales of one family together, as standardised change: only change with change, said as a widening."""
    found: list[Group] = []
    for family in dict.fromkeys(t.family for t in terms if t.type == "score" and t.family not in ("other", "")):
        members = [t for t in terms if t.family == family and t.type == "score"]
        rows: list[Contribution] = []
        for term in members:
            have = {r.study for r in rows}
            change = _rows(holding[term.id], scope, term.id, window, "change", "SMD")
            rows += [_pointed(r, term, members[0]) for r in change if r.study not in have]
        if len({r.outcome for r in rows}) > 1:
            labels = [t.label for t in members if any(r.outcome == t.id for r in rows)]
            steps = (*scope.steps, f"different scales of one kind together ({' and '.join(labels)})")
            found.append(Group(tuple(rows), "SMD", members[0].id, window.name, steps))
    return found


def _pointed(row: Contribution, term: Term, first: Term) -> Contribution:
    """Turn a scale so that all of a family point the same way."""
    if term.better == first.better:
        return row
    return replace(row, yi=-row.yi, shown=-row.shown, ci=(-row.ci[1], -row.ci[0]))


def _best(groups: Sequence[Group], question: Question) -> Group | None:
    """The group that answers: highest in the hierarchy of outcomes, one scale before several, most studies, most people."""
    if not groups:
        return None
    order = frame.hierarchy(question.condition)

    def key(g: Group) -> tuple[float, ...]:
        term = frame.outcome(g.outcome)
        family, place = order.rank(term) if term else (99, 99)
        people = sum(r.n_treated + r.n_control for r in g.rows)
        return (family, len(g.steps), -g.k, place, -people, abs(float(g.window) - 12))

    return min(groups, key=key)


def mcids(library: Library, outcome: str) -> tuple[Mcid, ...]:
    """Every published smallest difference that matters of an outcome."""
    scale = course.instrument(library.content, outcome)
    if scale is None:
        return ()
    return tuple(Mcid(outcome, m.value, m.population, m.method, m.source) for m in scale.mcid)
