"""A document's claims: sentences in order, each asked whether and what it asserts."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from stemwise.claims.context import Context, page_context, question
from stemwise.claims.derived import derive
from stemwise.claims.features import Features, page_of
from stemwise.claims.kinds import kind_of
from stemwise.claims.loglinear import model
from stemwise.claims.mention import has_identifier, mention
from stemwise.claims.model import Claim, ClaimKind, Direction, Strength, Told
from stemwise.claims.names import names
from stemwise.claims.passages import sentences
from stemwise.claims.signs import signs
from stemwise.claims.strength import direction, strength
from stemwise.claims.turns import TURNS
from stemwise.reading.document import Document

MIN_WORDS = 3


def read_claims(document: Document, most: int | None = None) -> list[Claim]:
    """The claims of a document, in its order, the first ``most``; ``text[start:end]`` of each is the document's own text."""
    features, context = opened(document)
    claims: list[Claim] = []
    before = ""
    for f in features:
        by_rule = entered(f, context)
        kind, told = _judged(f, by_rule, before, about=bool(context.page_condition or context.page_cell))
        if kind is not None:
            claims.extend(_claims(f, kind, told, context, len(claims)))
        context.leave(f, kind)
        before = by_rule
        if most is not None and len(claims) >= most:
            return claims[:most]
    return claims


def opened(document: Document) -> tuple[list[Features], Context]:
    """A document's sentences with what is found in each, and what the page as a whole is about."""
    page = page_of(document.text)
    features = [page.features(s) for s in sentences(document)]
    for f, after in pairwise(features):
        near = after.sentence.block - f.sentence.block <= 1
        f.denied_next = near and not f.of("negation") and _denies_before(after)
    return features, page_context(features, document.title)


def _denies_before(f: Features) -> bool:
    """'They do not.', 'That is false.': the whole sentence only denies the one before it ('It is not surgery' does not)."""
    words = [f.base + i for i, t in enumerate(f.tokens) if t.text[0].isalnum()]
    return any(s.first <= words[0] and s.last > words[-1] for s in f.of("denied-next") if words)


def entered(f: Features, context: Context) -> ClaimKind | Literal[""]:
    """The kind the rules give a sentence, "" for none, when all before it has been read; its features are completed."""
    context.enter(f)
    derive(f)
    if context.goes_on(f):
        f.names.add("carried-study")
    rule = None if _says_nothing(f) else kind_of(f)
    return rule.kind if rule else ""


SURE = 0.6
"""Share from which the model's word alone makes a sentence a claim, or none."""
OVERRULED = 2.0
"""How many times the share of the rules' kind another kind's must be."""


def _judged(
    f: Features, by_rule: ClaimKind | Literal[""], before: str, *, about: bool
) -> tuple[ClaimKind | None, Told]:
    """The kind of claim, ``None`` for no claim, and how it is told.

    The log-linear model decides, for which the rules' kind is one sign of many; a turn (``turns.py``) and a study with its
    identifier are the rules' alone, and so is whether anything is claimed on a page that is not ``about`` a condition or cells.
    """
    shares = model().shares(signs(f, by_rule, before))
    told = Told(**shares["told"])
    kinds = shares["kind"]
    if by_rule and (not f.names.isdisjoint(TURNS) or (by_rule == "cited-study" and has_identifier(f.sentence.text))):
        return by_rule, told
    if (not by_rule and ("question-like" in f.names or not about or _denies_before(f))) or shares["claim"]["claim"] < (
        1 - SURE if by_rule else SURE
    ):
        return None, told
    best = max(kinds, key=lambda k: kinds[k])
    if by_rule and (kinds[best] < OVERRULED * kinds[by_rule] or _cautions(f, by_rule, best)):
        return by_rule, told
    return best, told  # type: ignore[return-value]  # the labels are the kinds


def _cautions(f: Features, by_rule: str, best: str) -> bool:
    """Whether a caution in so many words ("ethical questions remain") is taken for a matter of law."""
    return by_rule == "uncertainty" and best == "regulatory" and f.names >= {"caution", "uncertainty-main"}


def _says_nothing(f: Features) -> bool:
    """Questions, signposts, invitations and fragments assert nothing."""
    if _denies_before(f):
        return True
    if f.sentence.asked and f.names & {"harm-denied", "answer-benefit", "answer-approved", "answer-rate"}:
        return False
    words = sum(1 for t in f.tokens if t.text[0].isalnum())
    if "question-like" in f.names or words < (2 if f.sentence.kind == "item" else MIN_WORDS):
        return True
    if "signpost" in f.names and not f.names & {"clinical-benefit", "link", "safe", "harm", "study-specific"}:
        return True
    return "reader" in f.names and not f.names & names("asserts") and not f.of("term:cell")


def _claims(f: Features, kind: ClaimKind, told: Told, context: Context, count: int) -> list[Claim]:
    """One claim, or two where a sentence says two things that must be judged apart."""
    forms: list[tuple[ClaimKind, Strength, Direction]] = [(kind, strength(f, kind), direction(f, kind))]
    if kind == "safety" and forms[0][1:] == ("absolute", "benefit") and _two_safety_claims(f):
        forms.insert(0, ("safety", "strong", "benefit"))
    return [_claim(f, form, told, context, count + i) for i, form in enumerate(forms)]


def _two_safety_claims(f: Features) -> bool:
    """'Safe in many trials' and 'never any serious harm' in one sentence."""
    denial = [s for s in f.of("absolute") if any(s.start <= n.start <= s.end for n in f.of("negation"))]
    praise = [s for s in f.of("safe") if denial and s.end < denial[0].start]
    joined = any(t.lower in ("and", ",", "but") for t in f.tokens)
    return bool(denial and praise and joined and f.of("study-vague"))


def _claim(
    f: Features, form: tuple[ClaimKind, Strength, Direction], told: Told, context: Context, number: int
) -> Claim:
    kind, firm, way = form
    asked, carried = question(f, kind, context, f.quantity)
    hidden, kept = names("hidden"), names("kept")
    cues = {g: f.words(g) for g in f.by_group if g not in hidden and not g.startswith("term:")}
    if "own-figures" in f.heading and f.sentence.kind == "item":
        cues.setdefault("own-figures", ("in the line above",))
    if f.carried_question:
        cues.setdefault("questions-others", ("in the sentence before",))
    if f.carried_care:
        cues.setdefault("standard-care", ("in the sentence before",))
    s = f.sentence
    topics = [f"link:{link}" for link in f.links()]
    topics += [f"{k}:{t.id}" for k in ("outcome", "harm", "condition", "cell") for t in f.terms(k)]
    derived = sorted(f.names & kept)
    return Claim(
        id=f"c{number + 1}",
        text=s.text,
        start=s.start,
        end=s.end,
        kind=kind,
        question=asked,
        strength=firm,
        direction=way,
        quantity=f.quantity,
        mention=mention(s.text, f.quantity)
        if kind in ("cited-study", "success-rate", "efficacy", "procedure")
        else None,
        topics=tuple(dict.fromkeys(topics + derived)),
        cues=cues,
        carried=carried,
        told=told,
    )
