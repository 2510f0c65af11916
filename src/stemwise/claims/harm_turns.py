"""What is said of harm: denied, affirmed by denying a denial, told as having happened, or as a change for the worse."""

from __future__ import annotations

from stemwise.claims.features import Features
from stemwise.claims.lexicon import Spot
from stemwise.claims.names import words as listed
from stemwise.terms import Term

NEIGHBOUR = 12
"""Words between a harm and the words that say it does not happen."""
UNAFRAID = 6
"""Words from a denial to the fear it denies ("no reason at all to be afraid of")."""
BESIDE = 4
"""Words between an outcome and the words that say it gets worse."""


def outside(spots: list[Spot], covers: list[Spot]) -> list[Spot]:
    return [s for s in spots if not any(c.first <= s.first < c.last for c in covers)]


def cells_named(f: Features) -> list[Spot]:
    return f.of("term:cell") + f.of("cells-words") + [s for s in f.of("own-figures") if f.of("therapy")]


def about_cells(f: Features) -> bool:
    return bool(cells_named(f) or f.of("therapy")) or f.carried_cells or f.page_cells


def _near(one: list[Spot], other: list[Spot], distance: int) -> bool:
    return any(max(a.first - b.last, b.first - a.last) <= distance for a in one for b in other)


def claim_on_harm(f: Features) -> str:
    """What is meant by denying what others say of harm: 'not true that they cannot form tumours'."""
    claim = f.of("denies-claim")
    if not claim or not about_cells(f) or f.of("study-pointer"):
        return ""
    denied = bool(outside(f.of("negation"), claim + f.of("safe")))
    if f.of("safe"):
        return "harm-denied" if denied else "harm-affirmed"
    if outside(f.of("harm") + f.of("term:harm") + f.of("harm-grave"), claim):
        return "harm-affirmed" if denied else "harm-denied"
    return ""


def harm_denied(f: Features) -> bool:
    """A harm of the cells is said not to happen; a study's own finding, a harm of the disease or a doubt is none."""
    denials = f.of("denies-harm")
    harms = f.of("harm") + f.of("term:harm") + f.of("harm-grave")
    if _never_had(f, harms) or _unafraid(f):
        return True
    of_cells = about_cells(f) or any(t.lower == "cells" for t in f.tokens[:2])
    if not harms or not of_cells or f.of("bounds-told") or f.of("study-safe"):
        return False
    if f.of("study-pointer") or outside(f.of("study-group"), denials) or f.of("regulatory"):
        return False
    return _near(harms, denials, NEIGHBOUR)


def _unafraid(f: Features) -> bool:
    """'There is no need to worry about stem cells': a fear of the cells is denied, no harm named."""
    denials = f.of("negation") + f.of("denies-harm")
    return any(0 <= fear.first - n.first <= UNAFRAID for n in denials for fear in f.of("fear-of-cells"))


def _never_had(f: Features, harms: list[Spot]) -> bool:
    """'No child has ever had a complication': nobody, an event, a harm, in one clause."""
    if f.of("study-pointer") or f.of("study-safe") or f.of("bounds-told") or f.of("uncertainty"):
        return False
    ever = any(t.lower == "ever" for t in f.tokens)
    if (f.of("study-group") and not ever) or not (cells_named(f) or f.of("own-figures") or f.page_cells):
        return False
    nobody = [s for s in f.of("negation") if said(f, s) in listed("nobody")]
    for none in nobody:
        for harm in harms:
            events = [e for e in f.of("harm-caused") if none.last <= e.first <= harm.first + (5 if ever else 0)]
            if events and harm.first - none.last <= NEIGHBOUR and not _broken(f, none.last, harm.first):
                return True
    return False


def said(f: Features, spot: Spot) -> str:
    at = f.sentence.start
    return f.sentence.text[spot.start - at : spot.end - at].lower()


def _broken(f: Features, first: int, last: int) -> bool:
    """A mark or a turn stands between two words."""
    marks = any(t.text in ",;:" for t in f.tokens[first - f.base : last - f.base])
    return marks or any(first <= s.first < last for s in f.of("contrast"))


def harm_told(f: Features) -> bool:
    """A grave harm came about after the cells: told of several, or a death that was laid to them."""
    caused, grave = f.of("harm-caused"), f.of("harm-grave")
    if not grave or not (cells_named(f) or f.of("therapy") or f.page_cells):
        return False
    if _of_one(f) and not (cells_named(f) and any(said(f, g).startswith("die") for g in grave)):
        return False
    if outside(f.of("better-function"), f.of("trial-stopped")):
        return False
    if any(
        -1 <= g.first - n.first <= (NEIGHBOUR if said(f, n) in listed("nobody") else 4)
        for n in f.of("negation")
        for g in grave
    ):
        return False
    return any(0 <= g.first - c.first <= 6 or c.first == g.first for c in caused for g in grave)


def _of_one(f: Features) -> bool:
    """Whether a person is spoken of as 'he' or 'her'; who only says it is not."""
    words = ["", *(t.lower for t in f.tokens), ""]
    spots = [(s.first - f.base, s.last - f.base) for s in f.of("third-person")]
    return any(words[first] not in listed("tells") and words[last + 1] not in listed("tells") for first, last in spots)


def worsens(f: Features) -> bool:
    """'Spasticity may increase after the cells', 'cells can make it worse': a change for the worse laid to the cells."""
    if not f.of("worsening") or f.of("untreated") or f.of("study-pointer") or f.of("standard-care"):
        return False
    acts = f.of("procedure-act") if f.page_cells else []
    given = [(s.first, s.last) for s in f.of("term:cell") + f.of("cells-words") + acts]
    given += [(f.base + i, f.base + i + 1) for i, t in enumerate(f.tokens) if t.lower == "cells"]
    return any(_of_cells(f, w, given) and not _denied(f, w) for w in f.of("worsening") if _for_worse(f, w))


def _for_worse(f: Features, word: Spot) -> bool:
    """'worse' of a condition or an outcome near it; 'increases' only of an outcome that is better when less."""
    near = [
        s.value
        for group in ("term:outcome", "term:condition")
        for s in f.of(group)
        if max(s.first - word.last, word.first - s.last) <= BESIDE and isinstance(s.value, Term)
    ]
    plain = said(f, word).startswith(listed("worse"))
    return any(plain or term.better == "lower" for term in near)


def _of_cells(f: Features, word: Spot, given: list[tuple[int, int]]) -> bool:
    """Cells stand before it as what brings it about, or behind 'after' or 'from' in the same clause."""
    behind = [f.base + i for i, t in enumerate(f.tokens) if t.lower in listed("behind") and f.base + i >= word.last]
    if any(0 < first - at <= BESIDE and not _broken(f, word.last, first) for at in behind for first, _ in given):
        return True
    made = [t.lower for t in f.tokens]
    brings = any(w in listed("brings") for w in made)
    return brings and any(last <= word.first and not _broken(f, last, word.first) for _, last in given)


def _denied(f: Features, word: Spot) -> bool:
    return any(0 < word.first - n.first <= NEIGHBOUR for n in f.of("negation"))
