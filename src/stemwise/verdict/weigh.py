"""The path's last step: each claim's Answer and verdict, then the page as a whole."""

from __future__ import annotations

from dataclasses import replace

from stemwise.answer import answer
from stemwise.answer.model import Answer, Contribution, StudyMatch
from stemwise.claims import read_claims
from stemwise.claims.features import page_of
from stemwise.claims.model import Claim
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Link
from stemwise.evidence.model import Source
from stemwise.question import Question, QuestionType
from stemwise.reading.document import Document
from stemwise.terms import tokenise
from stemwise.verdict.assertions import Said, assertions, sayings_of
from stemwise.verdict.case import Case
from stemwise.verdict.flags import red_flags
from stemwise.verdict.model import CitedSource, PageVerdict, Verdict
from stemwise.verdict.page import grade, questions_to_ask, subject
from stemwise.verdict.phrases import care_told, sentence, told_fact, told_links
from stemwise.verdict.reported import on_it, reported
from stemwise.verdict.resolve import names_another, names_one, resolve
from stemwise.verdict.rules import judge
from stemwise.verdict.topics import topical
from stemwise.verdict.wording import bounds_told, cases_told, courses_told, harms_told

MOST = 1000
"""Statements of a page that are weighed: clinic pages have 20 to 200, and a report of more would be read by nobody."""


def weigh(document: Document, library: Library) -> PageVerdict:
    """A page weighed against the library."""
    claims = read_claims(document, MOST + 1)
    cut = len(claims) > MOST
    claims = claims[:MOST]
    verdicts: list[Verdict] = []
    found: dict[int, StudyMatch] = {}
    tokens = page_of(document.text).tokens
    said = sayings_of(document.text[: claims[-1].end] if cut else document.text)
    about = reported([*tokenise(document.title), *tokens], claims, library)
    for i, claim in enumerate(claims):
        match = _meant(i, claims, library, found)
        if match and about and match.study.id != about.id:
            about = None
        if match is None and about and not names_one(claim, library):
            match = on_it(claim, about)
        verdicts.append(verdict(claim, library, match, said.within(claim.start, claim.end)))
    flags = red_flags(document, verdicts)
    condition, cell = subject(verdicts)
    value, why = grade(verdicts)
    if cut:
        why += f" Only its first {MOST:,} statements were weighed: weigh long texts in parts."
    return PageVerdict(
        document=document,
        verdicts=tuple(verdicts),
        red_flags=flags,
        grade=value,
        grade_why=why,
        evidence_date=library.evidence_date,
        evidence_hash=library.evidence_hash,
        condition=condition,
        cell=cell,
        questions=questions_to_ask(verdicts, flags),
    )


def _meant(i: int, claims: list[Claim], library: Library, found: dict[int, StudyMatch]) -> StudyMatch | None:
    """The study a claim means: by what it gives, by what its sentence and those before it on the same study give, or theirs."""
    claim = claims[i]
    start = i
    while start > max(0, i - _TOGETHER) and _goes_on(claims[start], claims[start - 1], library):
        start -= 1
    match = resolve(claim, library)
    if match is None and start < i:
        match = found.get(i - 1) or resolve(claim, library, tuple(claims[start:i]))
    elif (
        match is None
        and claim.kind == "cited-study"
        and i + 1 < len(claims)
        and _goes_on(claims[i + 1], claim, library)
    ):
        if claims[i + 1].question.condition != claim.question.condition:
            return None
        later = resolve(claims[i + 1], library, (claim,))
        match = StudyMatch(later.study, later.by, ()) if later else None
    if match is not None and claim.kind == "cited-study":
        found[i] = match
    return match


_TOGETHER = 5
"""Sentences that may speak of one study in a row."""


def _goes_on(claim: Claim, before: Claim, library: Library) -> bool:
    """Whether a claim speaks on of the study cited just before it."""
    carried = claim.kind == "cited-study" and "carried-study" in claim.topics
    same = claim.question.condition == before.question.condition
    near = carried and same and before.kind == "cited-study" and claim.start - before.end < 400
    return near and not names_another(claim) and not names_one(claim, library)


def verdict(claim: Claim, library: Library, match: StudyMatch | None, said: Said) -> Verdict:
    """The verdict on one claim: its Answer, the first rule that fits, the rule's sentence."""
    case = Case(claim, _answer(claim, library, match, said), topical(claim, library))
    rule = judge(case)
    return Verdict(
        claim=claim,
        value=rule.verdict,
        rule=rule.id,
        why=sentence(rule.says, case),
        answer=case.answer,
        sources=_sources(case, rule.says),
        studies=_studies(case.answer, rule.says),
        by_words=rule.by_words,
    )


_SPOKEN_OF: dict[str, QuestionType] = {
    "safety": "harm", "mechanism": "effect", "recommendation": "comparison", "efficacy": "effect", "success-rate": "effect",
    "cited-study": "effect", "testimonial": "effect", "uncertainty": "effect",
}  # fmt: skip
"""What kind of Answer a claim's verdict needs; facts, prices and definitions need none of the studies."""


def _type(claim: Claim) -> QuestionType:
    """What is asked of the base: the course where people are told of who go untreated, care where care is named."""
    if "natural-course" in claim.cues or _UNTREATED & set(claim.topics):
        return "effect"
    if claim.kind in ("regulatory", "disease-fact") and {"drug", "standard-care"} & claim.cues.keys():
        return "comparison"
    return _SPOKEN_OF.get(claim.kind, "fact")


_UNTREATED = frozenset({"untreated-course", "untreated-denied"})
_TRANSPLANT = "ahsct"


def _of_cell(link: Link, cell: str) -> bool:
    """Steps of blood stem-cell transplantation are not told of other cells, nor the other way round."""
    return not link.cells or (_TRANSPLANT in link.cells) == (cell == _TRANSPLANT)


def _answer(claim: Claim, library: Library, match: StudyMatch | None, said: Said) -> Answer:
    q = claim.question
    outcome = q.outcome if claim.kind in ("efficacy", "safety") else ""
    asked = Question(condition=q.condition, cell=q.cell, outcome=outcome, type=_type(claim))
    links = tuple(t.removeprefix("link:") for t in claim.topics if t.startswith("link:"))
    if q.cell == _TRANSPLANT:
        links = tuple("immune-reset" if x == "immunomodulation" else x for x in links)
    found = answer(asked, library, links=links)
    facts = tuple(f for f in (library.fact("fda-neuro"), library.fact("fda-charging")) if f)
    return replace(
        found, question=q, links=tuple(x for x in found.links if _of_cell(x, q.cell)),
        assertions=assertions(claim, library, said), studies=(match,) if match else (),
        facts=facts if claim.kind in ("regulatory", "procedure") else (),
    )  # fmt: skip


_ON_EFFECT = ("{effect}", "{certainty}", "{depends}")
_ON_HARM = ("{harms}", "{bound}", "{cases}")


def _uses(says: str, *braces: str) -> bool:
    """Whether a rule's sentence is written with one of the braces: what it does not speak of it does not cite."""
    return any(b in says for b in braces)


def _studies(found: Answer, says: str) -> tuple[str, ...]:
    ids = [m.study.id for m in found.studies]
    if _uses(says, *_ON_EFFECT):
        ids += [c.study for c in _contributions(found)]
    if _uses(says, "{bound}"):
        ids += [s for c in bounds_told(found.harms) for s in c.studies or [t.study for t in c.told]]
    return tuple(dict.fromkeys(ids))


def _contributions(found: Answer) -> list[Contribution]:
    """The trials behind every headline that is told: one, or one for each condition of an umbrella word."""
    return [c for p in found.effects if p.effect.headline for c in p.effect.headline.contributions]


def _sources(case: Case, says: str) -> tuple[CitedSource, ...]:
    """What the sentence rests on: facts, the study meant, and of trials, links, harms, courses and care what it speaks of."""
    a = case.answer
    rows: list[CitedSource] = []
    fact = told_fact(case) if "{fact}" in says else None
    facts = dict.fromkeys([*([fact] if fact else []), *(x.fact for x in a.assertions), *a.facts])
    rows += [CitedSource(f.statement, s) for f in facts for s in f.sources[:2]]
    rows += [CitedSource(m.study.label, s, m.study.id) for m in a.studies for s in [_study_source(m)]]
    if _uses(says, *_ON_EFFECT):
        rows += [CitedSource(c.label, c.source, c.study) for c in _contributions(a)]
    if _uses(says, "{links}"):
        rows += [CitedSource(x.name, s) for x in told_links(case) for s in x.sources[:2]]
    if a.harms and _uses(says, *_ON_HARM):
        if _uses(says, "{harms}"):
            told = harms_told(a.harms, case.claim)
            rows += [CitedSource(h.population or h.harm, s) for h in told for s in h.sources[:1]]
        if _uses(says, "{cases}"):
            rows += [CitedSource(c.what, s) for c in cases_told(a.harms, case.claim) for s in c.sources[:1]]
    if _uses(says, "{course}", "{course_or_none}"):
        rows += [CitedSource(f.text, f.source) for f in courses_told(a.course, case.claim.question.outcome)]
    if _uses(says, "{alternatives}"):
        rows += [CitedSource(x.name, s) for x in care_told(case) for s in x.sources[:1]]
    return tuple(dict.fromkeys(r for r in rows if r.source.published_in or r.source.seen_at))


def _study_source(match: StudyMatch) -> Source:
    c = match.study.citation
    published = f"doi:{c.doi}" if c.doi else f"pmid:{c.pmid}" if c.pmid else c.nct
    return Source(published, c.seen_at, "record", "")
