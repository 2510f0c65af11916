"""Which facts a claim's way of speaking agrees with, overstates or contradicts (``data/rules/assertions.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from stemwise.answer import frame
from stemwise.answer.model import Assertion
from stemwise.claims.model import Claim
from stemwise.claims.quantity import rates
from stemwise.content import load as load_content
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.terms import Phrases, Token, folded, tokenise, vocabulary


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of the assertions file, compiled."""

    id: str
    stance: str
    fact: str
    kinds: frozenset[str]
    conditions: frozenset[str]
    cells: frozenset[str]
    every: tuple[Phrases[str], ...]
    some: Phrases[str] | None
    never: Phrases[str] | None
    cues: frozenset[str]
    not_cues: frozenset[str]
    example: str
    counter: str
    rate: tuple[float, float] | None = None
    """Bounds of the share told of ('one in 345'); a claim without such a share does not fit."""
    absolute: bool = False
    """Only of claims without room left: a denied or guarded 'cure' is none."""

    def fits(self, claim: Claim, tokens: list[Token]) -> bool:
        """Whether the claim is of this form."""
        q = claim.question
        return (
            (not self.kinds or claim.kind in self.kinds)
            and (not self.conditions or q.condition in self.conditions)
            and (not self.cells or q.cell in self.cells)
            and (not self.absolute or claim.strength == "absolute")
            and self.cues <= claim.cues.keys()
            and not self.not_cues & claim.cues.keys()
            and all(p.find(tokens) for p in self.every)
            and (self.some is None or bool(self.some.find(tokens)))
            and (self.never is None or not self.never.find(tokens))
            and (self.rate is None or any(self.rate[0] <= r <= self.rate[1] for r in rates(claim.text)))
        )


@cache
def patterns() -> tuple[Pattern, ...]:
    """All rows, in the file's order."""
    rows = load_content().documents("rules")["rules/assertions.toml"]["assertion"]
    words = vocabulary()
    made = []
    for r in rows:
        cells = frozenset(
            x for c in r.get("cells", ()) for x in (words.within("cell", c) if c != "stem-cells" else {c})
        )
        conditions = frozenset(x for c in r.get("conditions", ()) for x in _below(c))
        made.append(
            Pattern(
                r["id"], r["stance"], r["fact"], frozenset(r.get("kinds", ())), conditions, cells,
                tuple(_table([p]) for p in r.get("all", ())),
                _table(r["any"]) if r.get("any") else None, _table(r["none"]) if r.get("none") else None,
                frozenset(r.get("cues", ())), frozenset(r.get("not_cues", ())), r["example"], r["counter"],
                (float(r["rate"][0]), float(r["rate"][1])) if r.get("rate") else None,
                bool(r.get("absolute", False)),
            )
        )  # fmt: skip
    return tuple(made)


def _below(condition: str) -> frozenset[str]:
    """The condition and its narrower ones; an umbrella word (paralysis) stands for itself only."""
    words = vocabulary()
    umbrella = words.known("condition", condition) and words.get("condition", condition).includes
    return frozenset({condition}) if umbrella else words.within("condition", condition)


def _table(words: list[str]) -> Phrases[str]:
    return Phrases((w, w) for w in words)


def assertions(claim: Claim, library: Library) -> tuple[Assertion, ...]:
    """The facts the claim touches by its form: the first contradiction, overstatement and agreement found."""
    tokens = tokenise(claim.text)
    found: dict[str, Assertion] = {}
    for pattern in patterns():
        if pattern.stance in found or not pattern.fits(claim, tokens):
            continue
        fact = library.fact(pattern.fact)
        if fact is not None:
            found[pattern.stance] = Assertion(pattern.id, pattern.stance, fact, fact.statement)  # type: ignore[arg-type]
    return tuple(found.values())


STOP_TOPICS = frozenset(
    {
        "cerebral palsy",
        "cp",
        "ms",
        "multiple sclerosis",
        "stroke",
        "spinal cord injury",
        "paralysis",
        "children",
        "stem cells",
    }
)


def topical(claim: Claim, library: Library) -> Fact | None:
    """The fact about the claim's condition that shares most of its topic words; ``None`` when fewer than one is shared."""
    conditions = frame.conditions_within(claim.question.condition) if claim.question.condition else frozenset()
    subjects = conditions | set(vocabulary().ancestors("condition", claim.question.condition))
    text = " " + folded(claim.text) + " "
    best: tuple[int, Fact] | None = None
    for fact in library.facts():
        if fact.subject not in subjects or fact.kind != "disease-fact":
            continue
        shared = sum(1 for topic in fact.topics if topic not in STOP_TOPICS and f" {folded(topic)}" in text)
        if shared and (best is None or shared > best[0]):
            best = (shared, fact)
    return best[1] if best else None
