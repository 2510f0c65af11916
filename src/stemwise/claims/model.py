"""A claim: what a page asserts, in the page's own words, with what can be read from its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from stemwise.question import Question

ClaimKind = Literal[
    "efficacy", "safety", "mechanism", "success-rate", "cited-study", "cell-property",
    "regulatory", "disease-fact", "testimonial", "procedure", "recommendation", "uncertainty",
]  # fmt: skip
Strength = Literal["absolute", "strong", "hedged"]
Direction = Literal["benefit", "no-effect", "harm", "neutral"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number a claim rests on: ``value`` (and ``high`` for a range) with its unit, as text and as numbers."""

    text: str
    value: float
    unit: str = ""
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A pointer to a study as the page gives it; resolved against the library by the verdict, never here.

    ``identifiers`` are DOIs, PMIDs, PMC ids and registry ids; ``n`` a number of participants; ``year`` of publication.
    """

    text: str
    identifiers: tuple[str, ...] = ()
    n: int | None = None
    studies: int | None = None
    year: int | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """How a sentence is told, as shares that add to 1: as coders of practice pages judged sentences like it.

    ``sound``: a plain fact, a caution, a faithful report; ``sold``: more than studies in people bear; ``open``: what no
    study could settle (a story, a provider's own figures, a promise).
    """

    sound: float = 1 / 3
    sold: float = 1 / 3
    open: float = 1 / 3


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable assertion. ``text`` is ``document.text[start:end]`` exactly.

    ``cues`` names what in the sentence decided (cue-file group -> the words found): hedges, absolutes, negations,
    promise wording, provider's own figures. ``topics`` are the cue topics touched (links of a way of action, facts, harms).
    """

    id: str
    text: str
    start: int
    end: int
    kind: ClaimKind
    question: Question
    strength: Strength
    direction: Direction
    quantity: tuple[Quantity, ...] = ()
    mention: Mention | None = None
    topics: tuple[str, ...] = ()
    cues: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False, compare=False)
    carried: tuple[str, ...] = ()
    """Parts of the question taken from the page around the sentence, not from the sentence itself."""
    told: Told = Told()


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A way of speaking that should make a reader careful, with where it stands."""

    kind: str
    start: int
    end: int
    why: str

    @property
    def of_page(self) -> bool:
        """Whether it is raised by the page as a whole, and so stands at no place of it."""
        return self.end - self.start <= 1
