"""The question behind a claim: what the sentence says of population, cells and outcome; the rest carried forward."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from stemwise.claims.features import Features
from stemwise.claims.model import ClaimKind, Quantity
from stemwise.claims.names import names
from stemwise.question import Question, QuestionType
from stemwise.terms import Term, vocabulary
from stemwise.terms.people import of_person

_TYPE: dict[str, QuestionType] = {
    "safety": "harm", "mechanism": "mechanism", "cell-property": "fact", "regulatory": "fact",
    "disease-fact": "fact", "recommendation": "comparison",
}  # fmt: skip
_GENERIC_CELLS = frozenset({"stem-cells"})


REACH = 250
"""Characters after a study's last sentence within which another may speak on of it."""


_PERSON = re.compile(
    r"\b[A-Z][a-zé]+(?: [A-Z]\.?)?(?:,| \()\s?(?:aged? )?\d{1,2}(?:,|\)| years)"
    r"|\b\d{1,2}[- ]year[- ]old [A-Z]|\bM(?:r|rs|s)\.? [A-Z]|\bpatient named [A-Z]"
)
"""A named person with an age ("Lidia, 34,", "Mr K.")."""
_AGED = re.compile(r"\b\d{1,2}[- ]year[- ]old ([A-Z][a-zé]+)\b")


@dataclass(slots=True)
class Context:
    """What the page has spoken of so far; sentences fall back on it where they are silent."""

    page_condition: str = ""
    page_cell: str = ""
    provider_page: bool = False
    """The page's owner speaks of its own patients and offers."""
    story_page: bool = False
    """The page is mostly one person's story."""
    condition: str = ""
    cell: str = ""
    cells_near: bool = False
    disease_near: bool = False
    question_near: int = -1
    """The block in which sellers' claims were told of critically just before."""
    care_near: bool = False
    """The sentence before spoke of care known to help, not of cells."""
    block: int = -1
    heading: str = ""
    heading_condition: str = ""
    heading_cell: str = ""
    story_block: int = -9
    study_end: int = -(10**6)
    aside: frozenset[str] = frozenset()
    """Conditions and cells named once on a page about others: a side effect, an exclusion, a row of a list."""
    names: set[str] = field(default_factory=set)
    """Persons a story has named on this page."""
    seen: Counter[str] = field(default_factory=Counter)

    def enter(self, f: Features) -> None:
        """Move to a sentence: tell it what is carried into it."""
        s = f.sentence
        if s.heading != self.heading:
            self.heading = s.heading
            self.heading_condition, self.heading_cell = _heading_terms(s.heading + " " + s.lead)
            self.cells_near = bool(self.heading_cell) or "therapy" in f.heading
            self.disease_near = bool(self.heading_condition) and not self.cells_near
        f.carried_cells = self.cells_near or (
            bool(self.page_cell) and not f.of("neural-cells") and any(t.lower == "cells" for t in f.tokens)
        )
        f.carried_disease = self.disease_near
        f.page_cells = bool(self.page_cell)
        f.provider_page, f.story_page = self.provider_page, self.story_page
        f.carried_care = self.care_near and f.first("cells-pronoun") - f.base <= 1 and not f.of("term:cell")
        f.carried_question = (
            self.question_near == s.block and f.first("cells-pronoun") - f.base <= 1 and not f.of("own-figures")
        )
        f.story = s.block - self.story_block <= 1
        f.named = any(t.text.removesuffix("'s").removesuffix("’s") in self.names for t in f.tokens) or bool(
            _PERSON.search(s.text)
        )
        self.block = s.block

    def goes_on(self, f: Features) -> bool:
        """Whether the sentence speaks on of the study cited just before it ("It showed", "The results suggest")."""
        if not 0 <= f.sentence.start - self.study_end < REACH or f.names & names("not_of_study"):
            return False
        begins = f.first("going-on") == f.base
        counts = any(q.unit in ("people", "of", "percent") for q in f.quantity)
        told = counts or bool(f.names & {"study-result", "null-result"})
        return (told and (begins or bool(f.quantity))) or ("past" in f.names and (begins or "study-group" in f.names))

    def leave(self, f: Features, kind: ClaimKind | None) -> None:
        """Remember what the sentence spoke of."""
        conditions = _named(f.terms("condition"))
        if conditions and conditions[0].id not in self.aside:
            self.condition = conditions[0].id
        if cells := f.terms("cell"):
            named = _most_specific(cells).id
            self.cell = self.cell if named in self.aside else named
            self.cells_near, self.disease_near = True, False
        elif "cells-words" in f.names:
            self.cells_near, self.disease_near = True, False
        elif conditions and "therapy" not in f.names:
            self.cells_near, self.disease_near = False, True
        if f.names & {"questions-others"}:
            self.question_near = f.sentence.block
        self.care_near = "standard-care" in f.names and not f.of("term:cell")
        if kind == "cited-study":
            self.study_end = f.sentence.end
        if "person" in f.names or f.named or kind == "testimonial":
            self.story_block = f.sentence.block
            self.names |= _names(f)


def page_context(features: list[Features], title: str) -> Context:
    """The condition and the cells the page is about: named most, the title counted threefold."""
    conditions: Counter[str] = Counter()
    cells: Counter[str] = Counter()
    heads = {f.sentence.heading for f in features} | {title}
    for f in features:
        conditions.update(t.id for t in _named(f.terms("condition")))
        cells.update(t.id for t in f.terms("cell"))
    for head in heads:
        condition, cell = _heading_terms(head)
        conditions.update([condition] * 3 if condition else [])
        cells.update([cell] * 2 if cell else [])
    specific = [(n, c) for c, n in cells.items() if c not in _GENERIC_CELLS]
    total = sum(cells.values())
    page_cell = max(specific)[1] if specific and max(specific)[0] >= 0.3 * total else "stem-cells" if cells else ""
    page_condition = conditions.most_common(1)[0][0] if conditions else ""
    return Context(
        page_condition=page_condition,
        page_cell=page_cell,
        provider_page=_offers(features),
        story_page=_tells(features),
        names=_heroes(features),
        aside=_aside(conditions) | _aside(cells),
    )


OFTEN = 3
"""Times a page names what it is about before another, named once, is an aside."""


def _aside(named: Counter[str]) -> frozenset[str]:
    """What is named once beside something that is named often."""
    often = max(named.values(), default=0) >= OFTEN
    return frozenset(name for name, times in named.items() if often and times == 1)


def _offers(features: list[Features]) -> bool:
    """Whether the page's owner speaks as a provider: of its own patients, or twice of itself."""
    own = sum(1 for f in features if f.of("own-patients"))
    words = sum(1 for f in features if f.of("provider-words"))
    return own > 0 or words >= 2


def _tells(features: list[Features]) -> bool:
    """Whether a third of the page's sentences and more speak of one person."""
    told = sum(1 for f in features if f.of("person") or f.of("third-person"))
    return len(features) >= 4 and told >= 0.34 * len(features)


def question(
    f: Features, kind: ClaimKind, context: Context, quantity: tuple[Quantity, ...]
) -> tuple[Question, tuple[str, ...]]:
    """The claim's Question and the names of the parts that were carried into it."""
    carried: list[str] = []
    conditions = _named(f.terms("condition"))
    condition = _narrowest(conditions) if conditions else ""
    if not condition:
        condition = context.heading_condition or context.condition or context.page_condition
        carried += ["condition"] if condition else []
    cells = f.terms("cell")
    cell = _most_specific(cells).id if cells else ""
    if not cell and kind != "disease-fact":
        cell = context.heading_cell or context.cell or context.page_cell
        carried += ["cell"] if cell else []
    routes = f.terms("route")
    donors = f.terms("donor")
    outcomes = _outcomes(f, condition)
    harms = f.terms("harm")
    outcome = harms[0].id if kind == "safety" and harms else outcomes[0].id if outcomes else ""
    asked = Question(
        condition=condition,
        cell=cell,
        donor=donors[0].id if donors else "",
        route="+".join(dict.fromkeys(t.id for t in routes)),
        outcome=outcome,
        months=next((q.value for q in quantity if q.unit == "months"), None),
        type=_TYPE.get(kind, "effect"),
    )
    return asked, tuple(carried)


def _outcomes(f: Features, condition: str) -> list[Term]:
    """What is hoped for: no words by which an illness, its form or a person is named ("spastic cerebral palsy").

    A complaint that comes of many illnesses ("chronic pain") may be what is hoped to be rid of.
    """
    illness = [s for s in f.of("term:condition") if isinstance(s.value, Term) and not s.value.many]
    taken = {i for s in illness for i in range(s.first, s.last)}
    taken |= {f.base + i for i in of_person(f.tokens, condition)}
    spots = [s for s in f.of("term:outcome") if not taken.issuperset(range(s.first, s.last))]
    return [s.value for s in spots if isinstance(s.value, Term)]


def _heroes(features: list[Features]) -> set[str]:
    """First names that do things twice and more on a page that tells of a person."""
    if not any(f.of("person") or f.of("third-person") for f in features):
        return set()
    seen = Counter(name for f in features for name in _names(f))
    return {name for name, times in seen.items() if times >= 2}


def _names(f: Features) -> set[str]:
    """First names in a story: capitalised words that are no terms, before "is", "was", "had" ..."""
    found = set(_AGED.findall(f.sentence.text))
    does = {s.first for s in f.of("does")}
    other = {s.first for s in f.of("no-name")}
    for i, t in enumerate(f.tokens):
        at = f.base + i
        if t.text.istitle() and len(t.text) > 2 and at + 1 in does and at not in other:
            found.add(t.text)
    return found


def _named(terms: list[Term]) -> list[Term]:
    """Conditions that are named, those whose trials the base follows before others; 'neurological disorders' names none."""
    named = [t for t in terms if t.id != "neurological"]
    specific = [t for t in named if not t.outside and not t.includes]
    return specific or [t for t in named if t.outside and not t.many] or named


def _narrowest(conditions: list[Term]) -> str:
    ids = list(dict.fromkeys(t.id for t in conditions))
    inside = [i for i in ids if not any(i in vocabulary().ancestors("condition", other) for other in ids)]
    return inside[0] if inside else ids[0]


def _most_specific(cells: list[Term]) -> Term:
    """The narrowest cell named first: 'stem cells, above all MSC' means MSC."""
    specific = [t for t in cells if t.id not in _GENERIC_CELLS]
    return specific[0] if specific else cells[0]


@lru_cache(maxsize=1024)
def _heading_terms(heading: str) -> tuple[str, str]:
    from stemwise.terms import tokenise

    tokens = tokenise(heading)
    words = vocabulary()
    conditions = _named([x.term for x in words.find("condition", tokens)])
    cells = [x.term for x in words.find("cell", tokens)]
    return (conditions[0].id if conditions else "", _most_specific(cells).id if cells else "")
