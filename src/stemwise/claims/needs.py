"""What a row of content asks of a set of names: all of these, one of those, none of that."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Needs:
    """``all``, ``any`` (where given) and ``none`` of a row (``features.toml``, ``kinds.toml``, ``flags.toml``)."""

    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Needs:
        """The needs of a row as parsed."""
        return cls(*(frozenset(row.get(part, ())) for part in ("all", "any", "none")))

    def fit(self, names: Set[str]) -> bool:
        """Whether the names meet them."""
        return self.all <= names and (not self.any or not self.any.isdisjoint(names)) and self.none.isdisjoint(names)

    @property
    def named(self) -> frozenset[str]:
        """Every name asked for or barred."""
        return self.all | self.any | self.none
