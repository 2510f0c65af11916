"""A term of the vocabulary and where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["condition", "cell", "route", "donor", "outcome", "harm"]
KINDS: tuple[Kind, ...] = ("condition", "cell", "route", "donor", "outcome", "harm")


@dataclass(frozen=True, slots=True)
class Term:
    """One concept with the words pages use for it.

    ``parents`` are broader concepts; ``includes`` what an umbrella word (paralysis, birth-tissue cells) stands for.
    For outcomes: ``family`` (what may stand in for one another, always said), ``better`` (higher or lower), ``range`` of the
    scale, ``type`` (score, event, rate, lay) and, for lay outcomes, the measured ``families`` that bear on them.
    For cells: ``loose`` names others that pages call by its words too ("bone marrow cells"); ``procedures`` by which they are
    had of donors (``harms/donor.toml``).
    For conditions: ``outside`` (the base holds facts on it and follows no trials: beside another it is not what a sentence is
    about), ``many`` (the term stands for many conditions: what holds of one need not of another).
    """

    id: str
    kind: Kind
    name: str
    short: str = ""
    plain: str = ""
    parents: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    family: str = ""
    families: tuple[str, ...] = ()
    better: str = ""
    range: tuple[float, float] | None = None
    type: str = ""
    conditions: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    serious: bool = False
    invasive: bool = False
    outside: bool = False
    many: bool = False

    @property
    def label(self) -> str:
        """The short form where there is one."""
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a text: ``text[start:end]``, and the tokens it covers."""

    term: Term
    start: int
    end: int
    first: int
    last: int
