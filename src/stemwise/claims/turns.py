"""What is denied, and of whose effect: double and rhetorical negation, other care denied, harms denied, the untreated.

A small model of turns, each read from order and neighbourhood before the kind of claim is asked:

- a negation that is itself denied or only stresses ("no doubt that", "do not fail to", "wrong to say they do not") is unsaid;
- an effect denied of other care beside praise of the cells ("drugs do not work, but cells do") is praise of the cells;
- progress denied of people without the treatment is a claim on its effect; progress told of them is the natural course;
- an effect that no study has shown is a limit told, not praise;
- a harm said not to happen ("impossible", "a myth that") is a claim of safety.
"""

from __future__ import annotations

from collections.abc import Callable

from stemwise.claims.care_turns import (
    AFTER,
    CARE,
    CLOSE,
    advises_stop,
    care_alone_denied,
    care_denied,
    care_works,
    checks_needless,
)
from stemwise.claims.features import Features
from stemwise.claims.harm_turns import (
    NEIGHBOUR,
    about_cells,
    cells_named,
    claim_on_harm,
    harm_denied,
    harm_told,
    outside,
    said,
    worsens,
)
from stemwise.claims.lexicon import Cue, Spot
from stemwise.claims.names import words as listed

TURNS = ("harm-affirmed", "harm-denied", "untreated-denied", "untreated-course", "other-care-denied", "praise-by-denial",
         "claim-denied", "harm-told", "advises-stop", "other-care-works", "answer-benefit", "answer-approved", "answer-rate",
         "cells-denied", "none-shown", "care-denied", "checks-needless")  # fmt: skip
"""Names of the turns; rules use them as features."""
_DENIALS = ("negation", "null-result", "evidence-limits", "uncertainty", "uncertain-firm", "caution", "worse", "guarded",
            "claims-attributed", "questions-others", "contrast", "disparages", "hedge")  # fmt: skip
"""Groups that a denied denial takes back."""
_HARM_TALK = ("negation", "null-result", "evidence-limits", "uncertainty", "uncertain-firm", "caution", "worse", "guarded",
              "hedge", "claims-attributed", "questions-others", "harm-event", "advice-word", "recommendation",
              "care-imperative")  # fmt: skip


_OF_OTHER_CARE = ("null-result", "evidence-limits", "uncertainty", "disparages", "care-manages", "worse")
_TURNING = frozenset(
    {"affirms-harm", "denies-harm", "negation", "contrast", "no-effect-word", "null-result", "denies-failure", "few",
     "denies-claim", "untreated", "worsening", "none-shown", "improves-self", "harm-grave", "stops-care", "emphasis",
     "standard-care", "drug", "add-on", "needless", "care-needless"}
)  # fmt: skip
"""Groups of which every turn needs one; most sentences hold none."""


def turn(f: Features) -> frozenset[str]:
    """The turns of a sentence, by their names in :data:`TURNS`.

    Words they take back are dropped from the sentence's spots, so that nothing later reads them.
    """
    if f.denied_next:
        return frozenset({"claim-denied"})
    if not f.sentence.asked and _TURNING.isdisjoint(f.by_group):
        return frozenset()
    _drop_within(f, "safe", f.of("standard-care"))
    if answered := _answer(f):
        return frozenset({answered})
    for name, holds, taken_back in _ALONE:
        if holds(f):
            if name == "harm-affirmed":
                _drop_within(f, "negation", f.of("affirms-harm"))
            _drop(f, taken_back)
            return frozenset({name})
    _drop(f, ("none-shown",))
    denied = "praise-by-denial" if _double(f) else "claim-denied" if _denied_praise(f) else ""
    if denied == "praise-by-denial":
        _drop(f, _DENIALS)
    _drop_within(f, "negation", f.of("emphasis"))
    return frozenset({name for name, holds in _TOGETHER if holds(f)} | ({denied} if denied else set()))


def _harm_affirmed(f: Features) -> bool:
    """'No treatment is without risk.'"""
    return bool(f.of("affirms-harm") and (f.of("harm") or f.of("term:harm") or f.of("safe")))


def _drop(f: Features, groups: tuple[str, ...]) -> None:
    for group in groups:
        f.by_group.pop(group, None)
    f.spots = [s for s in f.spots if s.group not in groups]


def _drop_within(f: Features, group: str, covers: list[Spot]) -> None:
    """Drop the spots of ``group`` that lie inside one of ``covers``."""
    if not covers or group not in f.by_group:
        return
    inside = {id(s) for s in f.by_group[group] if any(c.first <= s.first < c.last for c in covers)}
    f.spots = [s for s in f.spots if id(s) not in inside]
    kept = [s for s in f.by_group[group] if id(s) not in inside]
    if kept:
        f.by_group[group] = kept
    else:
        del f.by_group[group]


def _answer(f: Features) -> str:
    """What 'No. None at all.' or 'Yes!' says under a question: the turn, or nothing where it leaves room."""
    words = [t.lower for t in f.tokens]
    if (
        not f.sentence.asked
        or not words
        or not set(listed("leaves_room")).isdisjoint(words)
        or not (f.page_cells or {"therapy", "term:cell"} & f.heading)
    ):
        return ""
    alone = len(words) == 1 or not words[1][0].isalnum() or words[0] == "none"
    if "success-rate" in f.heading and any(t.text.isdigit() or t.text == "%" for t in f.tokens[:4]):
        return "answer-rate"
    if "asks-lasting" in f.heading and f.of("lasting"):
        return "answer-benefit"
    if words[0] in listed("answers_no") and alone:
        return "harm-denied" if {"harm", "term:harm"} & f.heading and "safe" not in f.heading else ""
    if words[0] in listed("answers_yes") and alone and "stops-care" in f.heading:
        return "advises-stop"
    if words[0] not in listed("answers_yes") or not alone or f.of("harm") or f.of("term:harm"):
        return ""
    if {"approval", "regulatory"} & f.heading:
        return "answer-approved"
    if "safe" in f.heading:
        return "harm-denied"
    return "answer-benefit" if {"benefit", "works", "better-function"} & f.heading and "harm" not in f.heading else ""


def _double(f: Features) -> bool:
    """A denial of the effect that is itself denied."""
    if _praise_last(f):
        return True
    if not about_cells(f):
        return False
    if f.of("denies-failure") or _few_fail(f) or _none_without_gain(f) or _doubt_denied(f):
        return True
    claim = f.of("denies-claim")
    denials = f.of("negation") + f.of("null-result") + f.of("no-effect-word")
    if not claim:
        return False
    colons = [f.base + i for i, t in enumerate(f.tokens) if t.text == ":"]
    inside = [d for d in outside(denials, claim) if not any(claim[0].first < c < d.first for c in colons)]
    return bool(inside)


def _cells_denied(f: Features) -> bool:
    """'Drugs help, but stem cells do not': the last word denies the cells what other care does; or 'stem cells do nothing'."""
    if _cells_useless(f):
        return True
    care = [c for g in CARE for c in f.of(g)]
    words = [f.base + i for i, t in enumerate(f.tokens) if t.text[0].isalnum()]
    ends = [n for n in f.of("negation") if words and n.last > words[-1] - 1 and n.last <= words[-1] + 1]
    near = [c for c in f.of("term:cell") for n in ends if 0 <= n.first - c.last <= 3]
    return bool(near) and any(a.last <= near[0].first for a in care)


def _cells_useless(f: Features) -> bool:
    """The cells are the subject of a word of no effect, and nothing in the sentence turns it."""
    turned = (
        f.of("contrast") or f.of("set-apart") or f.of("denies-claim") or f.of("untreated") or f.of("claims-attributed")
    )
    near = [n for c in f.of("term:cell") for n in f.of("no-effect-word") if 0 <= n.first - c.last <= CLOSE]
    return bool(near) and not turned and not outside(f.of("negation"), near)


def _doubt_denied(f: Features) -> bool:
    """'far from experimental', 'nothing unproven about it': a doubt is denied, and nothing else is."""
    if f.of("questions-others") or f.of("regulatory"):
        return False
    for n in f.of("negation"):
        near = [t.lower for t in f.tokens[n.last - f.base : n.last - f.base + CLOSE + 1]]
        if any(word.startswith(listed("doubts")) for word in near) and not outside(f.of("negation"), [n]):
            return True
    return False


_TAKEN_BACK = ("negation", "null-result", "evidence-limits", "uncertainty", "uncertain-firm", "hedge", "caution", "harm",
               "animal", "standard-care", "drug", "study-pointer", "unasserted", "under-study", "asks-whether")  # fmt: skip


def _praise_last(f: Features) -> bool:
    """'Although more research is needed, stem cells have proven their worth': a doubt first, then the cells are said to work."""
    marks = [s.last for s in f.of("contrast") if s.first > f.base]
    if f.tokens and f.tokens[0].lower in listed("fronted"):
        marks += [f.base + i + 1 for i, t in enumerate(f.tokens) if t.text == ","][:1]
    if not about_cells(f) and not any(t.lower == "cells" for t in f.tokens):
        return False
    if not marks or not (f.of("uncertainty") or f.of("uncertain-firm") or f.of("negation") or f.of("guarded")):
        return False
    tail = [s for s in f.spots if s.first >= max(marks)]
    groups = {s.group for s in tail}
    if "praise-firm" in groups and groups.isdisjoint(("negation", "null-result", "study-pointer", "asks-whether")):
        return True
    stopped = f.of("trial-stopped")
    acts = any(outside(f.of(g), stopped) and g in groups for g in ("works", "better-function", "absolute")) or any(
        isinstance(s.value, Cue) and s.value.link for s in tail
    )
    named = groups & {"term:cell", "cells-words", "own-figures"} or (
        "cells-pronoun" in groups and (cells_named(f) or f.carried_cells)
    )
    return bool(acts and named) and groups.isdisjoint(_TAKEN_BACK)


_NOT_OF_CELLS = ("harm", "term:harm", "standard-care", "drug", "other-care", "denies-claim", "emphasis")
"""Groups of which 'none has been shown' says something else."""


def _none_shown(f: Features) -> bool:
    """'No trial has shown that cells help': of no harm, of no other care, and before any turn of the sentence."""
    told = f.of("none-shown")
    if not told or any(f.of(group) for group in _NOT_OF_CELLS):
        return False
    if any(t.lower.startswith(listed("harms")) for t in f.tokens):
        return False
    turned = [s for s in f.of("contrast") + f.of("set-apart") if s.first < told[0].first]
    return bool(f.of("works") or f.of("benefit") or f.links()) and not turned


def _few_fail(f: Features) -> bool:
    """'Few do not benefit', 'less than 5% show no improvement': no effect and no comma before the denial."""
    if f.of("study-vague") or f.of("study-pointer") or f.of("uncertainty"):
        return False
    stops = [f.base + i for i, t in enumerate(f.tokens) if t.text in ",;"] + [s.first for s in f.of("works")]
    denials = [d for g in ("negation", "null-result") for d in f.of(g)]
    near = [(a, d) for a in f.of("few") for d in denials if a.last <= d.first <= a.last + NEIGHBOUR]
    helped = bool(f.of("works") or f.of("null-result"))
    return helped and any(not any(a.last <= x < d.first for x in stops) for a, d in near)


def _none_without_gain(f: Features) -> bool:
    """'No child has ever left us without improvement.'"""
    nobody = [n for n in f.of("negation") if said(f, n) in listed("nobody")]
    return any(0 < w.first - n.last <= AFTER for n in nobody for w in f.of("without-gain"))


def _denied_praise(f: Features) -> bool:
    """'It is wrong to say that cells cure ...': praise denied."""
    return bool(f.of("denies-claim")) and bool(f.of("works") or f.of("benefit")) and not f.of("own-figures")


def _untreated_denied(f: Features) -> bool:
    """People without the treatment are said not to get better."""
    without, better = f.of("untreated"), f.of("improves-self")
    if not without or not better or not about_cells(f) or f.of("study-pointer"):
        return False
    denials = outside(f.of("negation") + f.of("null-result"), without)
    return any(0 <= b.first - d.first <= AFTER for d in denials for b in better)


def _untreated_course(f: Features) -> bool:
    """People without the treatment are said to get better too."""
    without, better = f.of("untreated"), f.of("improves-self")
    if not better or f.of("study-pointer") or f.of("own-figures"):
        return False
    if not without:
        early = f.of("first-months") and f.of("term:condition") and not cells_named(f) and not f.of("therapy")
        return bool(early) and not f.of("standard-care") and not f.carried_cells
    return not outside(f.of("negation"), without) and not f.of("worse") and not f.of("set-apart")


_ALONE: tuple[tuple[str, Callable[[Features], bool], tuple[str, ...]], ...] = (
    ("harm-affirmed", _harm_affirmed, ("safe", "absolute", "guarded", "denies-harm")),
    (
        "harm-affirmed",
        lambda f: claim_on_harm(f) == "harm-affirmed",
        ("safe", "absolute", "guarded", "denies-harm", "negation"),
    ),
    ("harm-denied", lambda f: claim_on_harm(f) == "harm-denied" or harm_denied(f), _HARM_TALK),
    ("untreated-denied", _untreated_denied, ()),
    ("untreated-course", _untreated_course, ("absolute", "negation")),
    ("other-care-denied", care_denied, _OF_OTHER_CARE),
    ("care-denied", care_alone_denied, ()),
    ("checks-needless", checks_needless, ()),
    ("cells-denied", _cells_denied, ()),
    ("none-shown", _none_shown, _DENIALS),
)
"""Turns of which a sentence has one, in the order in which they are asked, and the groups that each takes back."""
_TOGETHER: tuple[tuple[str, Callable[[Features], bool]], ...] = (
    ("harm-told", lambda f: harm_told(f) or worsens(f)),
    ("advises-stop", advises_stop),
    ("other-care-works", care_works),
)
"""Turns that may stand beside one another."""
