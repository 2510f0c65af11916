"""How firmly, and in which direction: hedges, absolutes and negations with their reach.

Negation follows the idea of ConText (Harkema 2009): a trigger reaches forward to the end of its clause, where a turn
("but", "however") or a mark ends it.
"""

from __future__ import annotations

from stemwise.claims.features import Features
from stemwise.claims.lexicon import Cue, Spot
from stemwise.claims.model import ClaimKind, Direction, Strength

REACH = {"no": 4, "without": 5, "not one": 10, "none": 10, "none of": 10, "nobody": 10, "no one": 10, "neither": 8}
REACH_OTHER = 7
"""Words a negation reaches forward: 'no' its noun, 'not' its verb and object, 'none of them' the whole predicate."""

_NO_REACH = frozenset({"not only", "no longer", "not just", "rather than", "little"})
_ENDS = ";:().!?"
"""Marks past which no negation reaches."""
ASIDE = 5
"""Words of a remark between two commas, over which a negation reaches ('no treatment, cells included, cures')."""


def negates(f: Features, position: int) -> bool:
    """Whether a negation reaches the token at ``position``."""
    text = f.sentence.text.lower()
    for spot in f.of("negation"):
        if spot.first > position or position - spot.last > _reach(f, spot):
            continue
        start = spot.start - f.sentence.start
        if any(text.startswith(skip, start) for skip in _NO_REACH) or _more_is_said(f, spot):
            continue
        between = [s for s in f.spots if s.group == "contrast" and spot.last <= s.first < position]
        if not between and not _parted([t.text for t in f.tokens[spot.last - f.base : position - f.base]]):
            return True
    return False


def _parted(words: list[str]) -> bool:
    """Whether a mark ends the clause; two commas round a short remark do not."""
    commas = [i for i, word in enumerate(words) if word == ","]
    aside = len(commas) == 2 and commas[1] - commas[0] <= ASIDE
    return any(word in _ENDS for word in words) or (bool(commas) and not aside)


_MERELY = frozenset({"only", "just", "simply", "merely"})


def _more_is_said(f: Features, spot: Spot) -> bool:
    """'does not merely ease symptoms but heals': more than that is said, nothing is denied."""
    after = spot.last - f.base
    return after < len(f.tokens) and f.tokens[after].lower in _MERELY


SPOKEN_OF = 8
"""Words a hope, a question or an aim reaches forward: 'to determine if paralysis can be fully cured'."""


def unasserted(f: Features, position: int) -> bool:
    """Whether the token at ``position`` is hoped for, asked or sold, and not asserted: a trigger before it in its clause."""
    for spot in f.of("unasserted"):
        if spot.first > position or position - spot.last > SPOKEN_OF:
            continue
        parted = [t for t in f.tokens[spot.last - f.base : position - f.base] if t.text in ";:,"]
        turned = [s for s in f.of("contrast") if spot.last <= s.first < position]
        if not parted and not turned:
            return True
    return False


def spoken_of(f: Features) -> bool:
    """Every absolute word is one of a hope, a question or an aim."""
    absolutes = f.of("absolute")
    return bool(absolutes) and all(unasserted(f, s.first) for s in absolutes)


def _reach(f: Features, spot: Spot) -> int:
    at = f.sentence.start
    return REACH.get(f.sentence.text[spot.start - at : spot.end - at].lower(), REACH_OTHER)


def strength(f: Features, kind: ClaimKind) -> Strength:
    """absolute, strong or hedged; an absolute word under a negation ("not a cure", "no guarantee") is not absolute."""
    if "harm-denied" in f.names:
        soft = f.of("denies-harm") and set(f.words("denies-harm")) <= _SOFT_DENIAL
        return "strong" if soft else "absolute"
    absolutes = [
        s
        for s in f.of("absolute")
        if (not negates(f, s.first) or _own_negation(f, s.start, s.end)) and not unasserted(f, s.first)
    ]
    if absolutes and not _guarded(f):
        return "absolute"
    if _hedged(f) and kind not in ("cell-property", "disease-fact", "success-rate"):
        return "hedged"
    if kind == "efficacy" and f.of("promise") and not f.of("causal"):
        return "hedged"
    if kind in ("cell-property", "disease-fact") and any(
        w in ("may", "might", "could", "possibly", "perhaps") for w in f.words("hedge")
    ):
        return "hedged"
    return "strong"


_SOFT_DENIAL = frozenset(
    {
        "unfounded",
        "exaggerated",
        "unjustified",
        "unwarranted",
        "not been reported",
        "never been reported",
        "not been seen",
    }
)
"""Denials of a harm that speak of what was seen or feared, not of what can be."""
_ABILITY = frozenset({"could"})


def _hedged(f: Features) -> bool:
    """A hedge that leaves room; 'could' of a person ('he could lift his leg') is ability, not room."""
    words = set(f.words("hedge"))
    ability = words <= _ABILITY and not f.names & {"cells", "therapy", "carried-cells-subject", "cells-words"}
    return bool(words) and not ability


def _own_negation(f: Features, start: int, end: int) -> bool:
    """'no risk', 'never': the negation is part of the absolute word itself."""
    return any(start <= s.start < end for s in f.of("negation"))


def _guarded(f: Features) -> bool:
    """The absolute word serves a caution: 'not a cure', 'no guarantee', 'no proven treatment'."""
    return bool(f.of("guarded"))


def direction(f: Features, kind: ClaimKind) -> Direction:
    """What the statement says of the therapy: benefit, no effect, harm, or neither."""
    if kind == "safety":
        return _safety_direction(f)
    if kind in ("disease-fact", "regulatory", "procedure", "uncertainty"):
        return "neutral"
    if "cells-denied" in f.names:
        return "no-effect"
    if f.names & _PRAISE_BY_TURN:
        return "benefit"
    if kind == "recommendation" and f.names & {"care-imperative", "advice-against"}:
        return "benefit" if f.names & {"push", "superlative"} else "neutral"
    if kind == "recommendation" and f.names & {"push", "superlative"}:
        best = f.of("superlative")
        return "no-effect" if best and all(negates(f, s.first) for s in best) else "benefit"
    if "null-result" in f.names:
        return "no-effect"
    if kind == "cell-property" and not f.of("benefit"):
        return "neutral"
    changes = f.of("better-function") or f.of("benefit")
    if kind == "mechanism" and _denied_links(f):
        return "no-effect"
    if changes and all(negates(f, s.first) for s in changes):
        return "no-effect"
    return (
        "benefit"
        if changes or f.links() or kind in ("efficacy", "mechanism", "success-rate", "testimonial")
        else "neutral"
    )


_PRAISE_BY_TURN = frozenset(
    {"praise-by-denial", "other-care-denied", "untreated-denied", "advises-stop", "answer-benefit"}
)


def _denied_links(f: Features) -> bool:
    """Every step named is denied: 'the cells do not reconnect a severed cord'."""
    steps = [s for s in f.spots if isinstance(s.value, Cue) and s.value.link]
    return bool(steps) and all(negates(f, s.first) for s in steps)


def _safety_direction(f: Features) -> Direction:
    """'safe', 'no side effects' speak for the therapy; a named harm that is not denied speaks of harm."""
    if f.names & {"harm-affirmed", "harm-told"}:
        return "harm"
    if "harm-denied" in f.names:
        return "benefit"
    harms = f.of("harm") + f.of("term:harm")
    safe = [s for s in f.of("safe") if not _denied_safety(f, s.first)]
    if safe or "harm-reduced" in f.names:
        return "benefit"
    if harms and all(negates(f, s.first) for s in harms):
        return "benefit"
    return "harm"


def _denied_safety(f: Features, position: int) -> bool:
    if f.of("safety-open"):
        return not f.of("safety-told")
    return negates(f, position) and not f.of("harm")
