"""The rule table: ``data/rules/verdicts.toml``, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from stemwise.content import document
from stemwise.verdict.case import Case
from stemwise.verdict.model import VerdictValue
from stemwise.verdict.predicates import Holds, Row, predicates


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag that a rule raises; ``only_offered``: only on a page that offers or praises treatment."""

    kind: str = ""
    why: str = ""
    only_offered: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """``verdict`` for a claim of one of ``kinds`` when all of ``needs`` hold and none of ``none``; ``says`` is the sentence."""

    id: str
    verdict: VerdictValue
    kinds: frozenset[str]
    needs: tuple[str, ...]
    none: tuple[str, ...]
    says: str
    example: str = ""
    """A sentence that gets this verdict by this rule; after ``context``, where one is given."""
    counter: str = ""
    """A sentence near it, after the same context: of a rule that calls it fairly worded an unsound one, which no rule may call
    so; of any other a fair one, which this rule may not judge."""
    context: str = ""
    instead: bool = False
    """Asked only where another rule would call the claim fairly worded: a fair beginning, and something unsound beside it."""
    by_words: bool = False
    """It rests on the words that a claim shares with a fact, which may say another thing of the same."""
    caution: bool = False
    """A claim it judges names a limit, a risk or a study faithfully."""
    grave: bool = False
    """One claim it judges keeps a page from being balanced, whatever stands beside it."""
    flag: Flag = Flag()
    """The red flag it raises, if any."""


class Tests(NamedTuple):
    """What a rule asks, its plain marks put together: most rules are passed over by two comparisons of sets."""

    every: frozenset[str]
    bars: frozenset[str]
    needs: tuple[Holds, ...]
    none: tuple[Holds, ...]

    def hold(self, case: Case) -> bool:
        """Whether the rule fits the case, its kind apart."""
        if not (self.every <= case.marks and self.bars.isdisjoint(case.marks)):
            return False
        for holds in self.needs:
            if not holds(case):
                return False
        return not any(holds(case) for holds in self.none) if self.none else True


def _tests(rule: Rule) -> Tests:
    """The predicates that a rule needs, and those it bars."""
    asked = predicates()
    needs = [asked[name][1] for name in rule.needs]
    none = [asked[name][1] for name in rule.none]
    every = [p.every if isinstance(p, Row) else frozenset() for p in needs]
    bars = [p.either if isinstance(p, Row) else frozenset() for p in none]
    return Tests(
        frozenset[str]().union(*every, *(p.needs.marks for p in needs if isinstance(p, Row))),
        frozenset[str]().union(*bars),
        tuple(p for p, marks in zip(needs, every, strict=True) if not marks),
        tuple(p for p, marks in zip(none, bars, strict=True) if not marks),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """All rules."""
    return tuple(
        Rule(
            r["id"], r["verdict"], frozenset(r.get("kinds", ())), tuple(r.get("needs", ())), tuple(r.get("none", ())), r["says"],
            r["example"], r["counter"], r.get("context", ""), bool(r.get("instead", False)), bool(r.get("by_words", False)),
            bool(r.get("caution", False)), bool(r.get("grave", False)), Flag(**r.get("flag", {})),
        )
        for r in document("rules/verdicts.toml")["rule"]
    )  # fmt: skip


@cache
def by_id() -> dict[str, Rule]:
    """The rules by id."""
    return {rule.id: rule for rule in rules()}


@cache
def _for_kind(kind: str, *, instead: bool) -> tuple[tuple[Rule, Tests], ...]:
    """The rules that may judge a claim of that kind, in the table's order, with their tests."""
    mine = (rule for rule in rules() if rule.instead == instead and (not rule.kinds or kind in rule.kinds))
    return tuple((rule, _tests(rule)) for rule in mine)


def judge(case: Case) -> Rule:
    """The first rule that fits; the table's last rules of each kind fit every claim of that kind.

    Where it would call the claim fairly worded, the first of those that stand instead of such a rule, if one fits.
    """
    kind = case.claim.kind
    first = next(rule for rule, tests in _for_kind(kind, instead=False) if tests.hold(case))
    if first.verdict != "supported":
        return first
    return next((rule for rule, tests in _for_kind(kind, instead=True) if tests.hold(case)), first)
