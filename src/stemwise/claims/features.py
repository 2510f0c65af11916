"""What can be read off a sentence: the cue groups found in it, and what follows from their order and neighbourhood.

Every derived feature is one line of ``_DERIVED`` and one small function; rules (``data/cues/kinds.toml``) name features.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from stemwise.claims import lexicon
from stemwise.claims.lexicon import Cue, Spot
from stemwise.claims.model import Quantity
from stemwise.claims.passages import Sentence
from stemwise.claims.quantity import quantities
from stemwise.terms import Term, Token, tokenise

_TRIAL_NAME = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z-]*(?:-\d)?\s(?:study|trial|trials|studies)\b")
NEAR = 9
"""Words between a verb of change and the outcome it changes: one clause."""


@dataclass(slots=True)
class Features:
    """A sentence with its tokens, spots and the names of its features."""

    sentence: Sentence
    tokens: list[Token]
    spots: list[Spot]
    base: int
    """The page-wide number of the sentence's first token: spots count from the page's first."""
    quantity: tuple[Quantity, ...]
    heading: frozenset[str]
    carried_cells: bool = False
    carried_disease: bool = False
    story: bool = False
    named: bool = False
    page_cells: bool = False
    names: set[str] = field(default_factory=set)

    def of(self, group: str) -> list[Spot]:
        """The spots of one group."""
        return [s for s in self.spots if s.group == group]

    def first(self, *groups: str) -> int:
        """Position of the first spot of any of the groups; a large number where there is none."""
        return min((s.first for s in self.spots if s.group in groups), default=10**6)

    def terms(self, kind: str) -> list[Term]:
        """The terms of one kind, in order."""
        return [s.value for s in self.of(f"term:{kind}") if isinstance(s.value, Term)]

    def links(self) -> tuple[str, ...]:
        """Steps of ways of action spoken of."""
        return tuple(dict.fromkeys(s.value.link for s in self.spots if isinstance(s.value, Cue) and s.value.link))

    def words(self, group: str) -> tuple[str, ...]:
        """The words found for a group, in lower case."""
        at = self.sentence.start
        return tuple(self.sentence.text[s.start - at : s.end - at].lower() for s in self.of(group))


class Page:
    """The tokens and spots of a whole text, cut up by sentence."""

    def __init__(self, text: str) -> None:
        self.tokens = tokenise(text)
        self._starts = [t.start for t in self.tokens]
        self.spots = lexicon.find(self.tokens)
        self._spot_starts = [s.start for s in self.spots]
        self._headings: dict[str, frozenset[str]] = {}

    def features(self, sentence: Sentence) -> Features:
        """Features of a sentence before context is known; complete them with :func:`derive`."""
        a, b = bisect_left(self._starts, sentence.start), bisect_left(self._starts, sentence.end)
        i, j = bisect_left(self._spot_starts, sentence.start), bisect_left(self._spot_starts, sentence.end)
        spots = [s for s in self.spots[i:j] if s.end <= sentence.end]
        return Features(
            sentence, self.tokens[a:b], spots, a, quantities(sentence.text), self._heading(sentence.heading, sentence.lead)
        )

    def _heading(self, heading: str, lead: str) -> frozenset[str]:
        key = f"{heading}\n{lead}"
        if key not in self._headings:
            tokens = tokenise(heading) + tokenise(lead, len(heading) + 1)
            self._headings[key] = frozenset(s.group for s in lexicon.find(tokens))
        return self._headings[key]


def derive(f: Features) -> None:
    """Fill ``f.names``: groups found, ``heading:`` groups, and the derived features that hold."""
    f.names = {s.group.removeprefix("term:") if s.group.startswith("term:") else s.group for s in f.spots}
    f.names |= {"cells"} if f.of("term:cell") else set()
    f.names |= {"harm"} if f.of("term:harm") else set()
    f.names |= {f"heading:{g.removeprefix('term:')}" for g in f.heading}
    f.names |= {q.unit for q in f.quantity if q.unit == "percent"} | ({"number"} if f.quantity else set())
    f.names |= {"item"} if f.sentence.kind in ("item", "row") else set()
    for name, holds in _DERIVED:
        if holds(f):
            f.names.add(name)


def _near(f: Features, first: str, second: str, distance: int = NEAR) -> bool:
    """A spot of ``first`` and one of ``second`` within ``distance`` words, in either order."""
    there = f.of(second)
    return any(abs(a.first - b.first) <= distance and a is not b for a in f.of(first) for b in there)


def _has(f: Features, *names: str) -> bool:
    return any(n in f.names for n in names)


def _text(f: Features) -> str:
    return f.sentence.text.lower().replace("’", "'")


def _any_text(f: Features, *phrases: str) -> bool:
    text = _text(f)
    return any(p in text for p in phrases)


_LINKS = ("repair", "remyelination", "axons", "protection", "vessels", "homing", "environment", "immunomodulation")
_GENERIC_PROPERTY = ("secretion", "immunomodulation", "differentiation")


def _clinical_benefit(f: Features) -> bool:
    if _near(f, "better-function", "term:outcome"):
        return True
    return _has(f, "better-function") and _any_text(
        f, "effective in", "effective for", "effective treatment", "walk again", "beneficial", "benefits for patients", "help patients recover", "helping patients", "help recover"
    )  # fmt: skip


def _mechanism_first(f: Features) -> bool:
    outcome = min((s.first for s in f.of("term:outcome") if s.first > 0), default=10**6)
    change = min((s.first for s in f.of("better-function")), default=10**6)
    clinical = max(outcome, change) if _clinical_benefit(f) else 10**6
    return f.first(*_LINKS) < clinical


_ACT = re.compile(
    r"\b(?:repair|regenerat|rebuild|replac|restor|reconnect|rewire|mend|heal|protect|shield|form new|grow new|bridg|remyelinat|regrow|fill)\w*"
    r"[^.;]{0,60}?\b(?:brain|nerv|neur|axon|spinal|damage|injur|lost|dead|myelin|connection|lesion|gap)"
)
_MOVES = ("home to", "homing", "migrate", "find their way", "travel", "site of injury", "settle", "engraft", "wake ", "awaken", "coax ", "reactivat")  # fmt: skip


def _acts(f: Features) -> bool:
    """Something is said to happen in the nervous system of those treated."""
    text = _text(f)
    return bool(_ACT.search(text)) or any(m in text for m in _MOVES)


def _property_only(f: Features) -> bool:
    """Told as what the cells are or give off; nothing is said to happen in the nervous system."""
    told = _has(f, "property", "secretion") and _any_text(
        f, "properties", "property", "secrete", "secreting", "release", "produce", "capacity", "found to have", "characteristic", "give off", "renew", "anti-inflammatory", "speciali", "divide",
    )  # fmt: skip
    return told and not _acts(f) and not _has(f, "remyelination", "axons", "vessels", "homing")


def _study_specific(f: Features) -> bool:
    if not _has(f, "study"):
        return _any_text(f, "pmc", "nct0", "doi.org") and _has(f, "study-vague", "study-result")
    units = {q.unit for q in f.quantity}
    text = _text(f)
    pointed = any(
        p in text
        for p in (
            "a study", "one study", "another study", "this study", "the study", "a trial", "one trial", "this trial", "the trial", "meta-analysis", "meta analysis", "et al", "published in", "a clinical trial", "a phase", "phase i", "phase 1", "phase 2", "phase 3", "researchers at", "researchers from", "researchers found", "researchers reported", "the researchers", "systematic review", "cochrane", "case report", "case series", "a randomized", "a randomised", "study[", "scientists at", "a recent study", "recent study", "pilot study", "university of", "the authors", "primary endpoint", "statistical significance", "control group", "sham", "top-line", "topline", "crossover", "clinical trial of", "double-blind", "double blind", "placebo",
        )
    )  # fmt: skip
    if _TRIAL_NAME.search(f.sentence.text):
        return True
    return pointed or bool(units & {"people", "studies"}) or any(1985 <= q.value <= 2035 for q in f.quantity)


def _generic_study(f: Features) -> bool:
    """Studies in general: they may lend a claim weight but cannot be looked up."""
    text = _text(f)
    if any(p in text for p in ("a study", "one study", "study[", "meta-analysis", "et al", "the study", "this study", "this trial", "the trial", "study published", "published in")):  # fmt: skip
        return False
    return _has(f, "study-vague") and not {q.unit for q in f.quantity} & {"people", "studies"}


def _uncertainty_main(f: Features) -> bool:
    if not _has(f, "uncertainty"):
        return False
    if _has(f, "clinical-benefit") and not _any_text(
        f, "more research", "further", "not yet", "unknown", "unclear", "depend", "vary", "varies", "not guarantee", "limited", "unpredict", "still", "experimental",
    ):  # fmt: skip
        return False
    weak = set(f.words("uncertainty")) <= {"ongoing", "limited", "challenge", "challenges", "investigating", "investigate"}
    return not (weak and _has(f, "link", "clinical-benefit")) and not (_has(f, "disease-definition") and weak)


def _carried_subject(f: Features) -> bool:
    return f.carried_cells and f.first("cells-pronoun") - f.base <= 2


_DERIVED: tuple[tuple[str, Callable[[Features], bool]], ...] = (
    ("carried-cells", lambda f: f.carried_cells),
    ("carried-cells-subject", _carried_subject),
    ("carried-disease", lambda f: f.carried_disease),
    ("story", lambda f: f.story or "person" in f.heading),
    ("link", lambda f: _has(f, *_LINKS)),
    ("clinical-benefit", _clinical_benefit),
    ("mechanism-first", _mechanism_first),
    ("acts", _acts),
    ("acts-in-people", lambda f: _acts(f) and not _any_text(f, "differentiat", "turn into", "become")),
    ("property-only", _property_only),
    ("study-specific", _study_specific),
    ("generic-study", _generic_study),
    ("disease-definition", lambda f: _has(f, "condition") and _has(f, "disease") and not _has(f, "cells") and not _has(f, "clinical-benefit")),
    ("uncertainty-main", _uncertainty_main),
    ("not-to-be-considered", lambda f: _any_text(f, "should not be considered", "not be considered", "is not non-invasive", "not a non-invasive", "is not without risk", "not without risk")),
    ("share-words", lambda f: _any_text(f, "majority of", "most patients", "most of", "two thirds", "two-thirds", "most children", " out of ", "nine out of")),
    ("rate-words", lambda f: _any_text(f, "success rate", "rate of success", "response rate", "improvement rate", "efficacy rate", "recovery rate")),
    ("harm-share", lambda f: _has(f, "harm", "safe") and not _has(f, "clinical-benefit") and not _any_text(f, "success rate")),
    ("protects", lambda f: _any_text(f, "from further harm", "from harm", "further damage", "against harm", "from damage")),
    ("treats-patients", lambda f: _any_text(f, "used to treat", "to treat patients", "treat patients with")),
    ("check-ups", lambda f: _any_text(f, "check-up", "checkup", "follow-up visit", "regular monitoring", "monitor progress", "monitor the progress")),
    ("popular", lambda f: _any_text(f, "popular", "widely used", "commonly used", "most used", "preferred by")),
    ("superlative-best", lambda f: _any_text(f, "best ", "most effective", "safest")),
    ("page-cells", lambda f: f.page_cells),
    ("hook", lambda f: _has(f, "patients", "outcome", "neural-cells", "condition", "cells", "percent", "number", "harm", "benefit", "repair", "property", "own-figures", "procedure", "disease")),
    ("named-person", lambda f: f.named),
    ("gain-words", lambda f: _any_text(f, "gains ", "improvement", "the results", "progress", "full effect", "the effect")),
    ("care-limits", lambda f: _any_text(f, "ordinary therap", "conventional", "traditional", "standard treatment", "usual treatment", "customary")),
    ("clinical-benefit-in-people", lambda f: _clinical_benefit(f) and _any_text(f, "patients", "children", "people")),
    ("reader-only", lambda f: _has(f, "reader") and not _has(f, "cells", "carried-cells", "clinical-benefit", "safe", "harm")),
    ("question-like", lambda f: f.sentence.text.rstrip().endswith("?")),
    ("harm-subject", lambda f: f.first("harm") < f.first("null-result")),
    ("safety-negated", lambda f: _has(f, "safe")),
    ("serious-harm-named", lambda f: _has(f, "harm") and _any_text(f, "tumor", "tumour", "infection", "death", "died", "reject", "side effect", "complication", "risk of")),
    ("regulatory-named", lambda f: _has(f, "regulatory") and _any_text(f, "fda", "ema ", "approv", "licen", "legal", "regulat", "authori", "nhs", "insurance", "accredit", "certif", "gmp", "mhra", "health canada", "tga", "cofepris")),
    ("harm-of-disease", lambda f: _has(f, "condition") and not _has(f, "cells", "therapy", "carried-cells")),
    ("alternative-harm", lambda f: _has(f, "standard-care") and not _has(f, "cells", "carried-cells")),
    ("heading:disease-only", lambda f: _has(f, "heading:disease") and not _has(f, "heading:therapy", "heading:cell")),
    ("heading:therapy-benefit", lambda f: _has(f, "heading:therapy", "heading:cell", "heading:own-figures") and _has(f, "heading:benefit")),
    ("choice", lambda f: _any_text(f, "choice", "option", "alternative", "best treatment", "best therapy", "most effective", "superior", "better than", "safest", "treatment of choice", "gold standard", "ideal")),
    ("best-way", lambda f: _any_text(f, "best way", "best ways", "one of the best")),
    ("advice", lambda f: _has(f, "recommendation") and _any_text(f, "should", "must ", "consult", "recommend", "advis", "important to", "essential", "necessary", "talk to", "discuss", "ask ", "make sure", "need to", "crucial", "regular check", "check-up", "follow-up", "avoid", "seek", "encouraged", "ensure", "consider ")),
    ("compares-care", lambda f: _any_text(f, "better than", "unlike", "compared to", "more effective", "alternative to", "instead of", "have failed", "do not", "cannot", "only manage", "only treat", "not cure")),
    ("patient-outcome-first", lambda f: _has(f, "clinical-benefit") and not _mechanism_first(f) and f.first("better-function") < f.first("differentiation")),
    ("procedure-act", lambda f: _has(f, "procedure") and _any_text(f, "inject", "infus", "administ", "implant", "transplanted", "performed", "harvest", "procedure", "sedation", "session", "anesth", "drip", "cost", "price", "hours", "lumbar", "is done", "are given", "is given")),
    ("benefit-main", lambda f: _has(f, "better-function", "promise", "superlative") or (_has(f, "benefit") and _has(f, "condition", "outcome", "patients"))),
)  # fmt: skip
