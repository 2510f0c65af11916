"""Which kind of claim a sentence makes by the rules: the first of ``data/cues/kinds.toml`` that fits.

The log-linear model takes it for one sign among many (``loglinear.py``, ``reader.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from stemwise.claims.features import Features
from stemwise.claims.model import ClaimKind
from stemwise.claims.needs import Needs
from stemwise.content import document


@dataclass(frozen=True, slots=True)
class KindRule:
    """``kind`` where the features of the sentence meet its needs."""

    id: str
    kind: ClaimKind
    needs: Needs
    example: str
    counter: str
    context: str

    def fits(self, names: set[str]) -> bool:
        """Whether the rule fits a sentence with these features."""
        return self.needs.fit(names)


@cache
def rules() -> tuple[KindRule, ...]:
    """The rules in their order."""
    parsed = document("cues/kinds.toml")
    return tuple(
        KindRule(r["id"], r["kind"], Needs.of(r), r["example"], r["counter"], r.get("context", ""))
        for r in parsed["rule"]
    )


def kind_of(f: Features) -> KindRule | None:
    """The first rule that fits; ``None``: the sentence makes no claim."""
    return next((rule for rule in rules() if rule.fits(f.names)), None)
