"""What is said of other care: its effect denied, cells set apart from it, checks called needless, treatment to be stopped."""

from __future__ import annotations

from stemwise.claims.features import Features
from stemwise.claims.harm_turns import about_cells, cells_named
from stemwise.claims.lexicon import Spot

CLOSE = 2
"""Words between 'no' and the care it denies ('no other treatment', 'no disease-modifying drugs')."""
NEEDLESS = 6
"""Words between a check and the words that call it needless."""
AFTER = 9
"""Words between a subject and the denial of its effect."""
CARE = ("standard-care", "care-weak", "care-limits", "other-care", "drug")
_CARE_ALONE = ("standard-care", "drug")


def _care_hit(f: Features, groups: tuple[str, ...]) -> list[Spot]:
    """Other care whose effect is denied; a warning not to stop it denies nothing of it."""
    care = [c for g in groups for c in f.of(g)]
    denials = _no_effect(f)
    acts = any(f.of(group) for group in ("works", "better-function", "no-effect-word")) or f.links()
    if not care or not denials or not acts or f.of("guarded"):
        return []
    if f.of("care-imperative") or f.of("stops-care"):
        return []
    cells = cells_named(f)
    return [c for c in care if any(_denies(d, c, cells) for d in denials)]


def care_denied(f: Features) -> bool:
    """The effect of other care is denied, and the cells are set apart from it or no other is left."""
    hit, cells = _care_hit(f, CARE), cells_named(f)
    if not hit:
        return False
    return _set_apart(f, cells, hit) if cells else _none_but(f, hit)


def care_alone_denied(f: Features) -> bool:
    """The effect of other care is denied and no cells are spoken of."""
    if cells_named(f) or f.of("cells-pronoun") or f.of("study-pointer") or f.of("own-figures"):
        return False
    return any(c.first < d.first for c in _care_hit(f, _CARE_ALONE) for d in _no_effect(f))


def checks_needless(f: Features) -> bool:
    """'Follow-up after the infusion is not needed.'"""
    return any(max(a.first - b.last, b.first - a.last) <= NEEDLESS for a in f.of("checks") for b in f.of("needless"))


def _no_effect(f: Features) -> list[Spot]:
    return f.of("negation") + f.of("no-effect-word") + f.of("null-result")


def _denies(denial: Spot, care: Spot, cells: list[Spot]) -> bool:
    """'no drugs', or 'drugs do not': no cells stand between a care and the denial."""
    if denial.first <= care.first:
        return care.first - denial.first <= CLOSE
    between = any(care.last <= c.first < denial.first for c in cells)
    return denial.first - care.last <= AFTER and not between


def _none_but(f: Features, hit: list[Spot]) -> bool:
    """No cells named: only 'no other treatment' on a page about cells, or alone."""
    others = [
        c
        for c in hit
        if c.group == "other-care" and f.words("other-care") and "other" in " ".join(f.words("other-care"))
    ]
    return bool(others) and not f.of("study-pointer")


def _set_apart(f: Features, cells: list[Spot], hit: list[Spot]) -> bool:
    """The cells stand in a part of the sentence of their own, and nothing is denied of them there."""
    semis = [f.base + i for i, t in enumerate(f.tokens) if t.text in ";:"]
    turns = [s.first for s in f.of("set-apart")] + semis
    for cell in cells:
        apart = [t for t in turns if t <= cell.first and not any(t < c.first < cell.first for c in hit)]
        before = cell.first < min(c.first for c in hit) and any(cell.first < t for t in semis)
        inside = any(c.first <= cell.first < c.last for c in f.of("other-care"))
        denied = [d for d in f.of("negation") if cell.last <= d.first <= cell.last + 4]
        if (apart or before or inside) and not denied and not f.of("uncertainty"):
            return True
    return False


def advises_stop(f: Features) -> bool:
    """Treatment that helps is said to be stopped for the cells; a warning against it is none."""
    against = (
        f.of("care-imperative")
        or f.of("caution")
        or f.of("harm")
        or f.of("uncertainty")
        or f.of("advice-against")
        or f.of("questions-others")
        or f.of("stops-briefly")
    )
    slowly = f.of("stops-slowly") and not f.of("for-the-cells")
    if (
        against
        or slowly
        or f.of("third-person")
        or f.of("study-pointer")
        or any(t.id == "ahsct" for t in f.terms("cell"))
    ):
        return False
    stops, needless = f.of("stops-care"), f.of("care-needless")
    denied = any(0 < s.first - n.first <= 4 or s.first <= n.first < s.last for n in f.of("negation") for s in stops)
    here = about_cells(f) or any(f.of(group) for group in ("own-figures", "reader", "procedure"))
    return bool(needless or (stops and not denied)) and here


def care_works(f: Features) -> bool:
    """Other care, named as the subject, is said to help."""
    care = [c for g in ("standard-care", "drug", "add-on") for c in f.of(g)]
    verbs = f.of("better-function") + [s for s in f.of("works") if f.of("term:condition")]
    if f.of("own-figures") or f.of("provider-words") or f.provider_page:
        return False
    return bool(care) and any(0 <= v.first - c.last <= 5 for v in verbs for c in care)
