"""Questions on the law, on prices and on providers: the rulings of the place and the product asked after come first."""

from __future__ import annotations

import re
from typing import Any

from stemwise.answer import frame
from stemwise.answer.approval import standing
from stemwise.asked.opening import MOST_FACTS, Opened, facts_alone, says
from stemwise.asked.words import filled, part, questions
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import folded, tokenise, vocabulary


def approval(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    facts = _rulings(asked, library)
    places = [w for names in questions()["places"].values() if says(text, names) for w in names]
    there = [f for f in facts if says(f"{f.statement} {' '.join(f.topics)}", places)]
    product = rare(text, library.facts(kind="regulatory")) or _of_product(asked, library)
    if not product and not there and (places or part("words", "country").search(text)):
        return Opened(tuple(row["lead_unknown"]), facts_alone(asked, library, facts))
    stands = () if product or (places and "usa" not in places) else standing(asked, facts)
    chosen = list(dict.fromkeys([*stands, *_ranked(product or there or facts, asked, places)]))[:MOST_FACTS]
    if not chosen:
        return None
    return Opened(filled(row["lead"], fact=chosen[0].statement), facts_alone(asked, library, chosen))


def _of_product(asked: Question, library: Library) -> list[Fact]:
    """The rulings that name the one kind of cell asked of, where it stands for no others."""
    words = vocabulary()
    if asked.condition or not asked.cell or words.within("cell", asked.cell) != {asked.cell}:
        return []
    facts = library.facts(kind="regulatory")
    return [f for f in facts if any(x.term.id == asked.cell for x in words.find("cell", tokenise(f.statement)))]


def _ranked(facts: list[Fact], asked: Question, places: list[str]) -> list[Fact]:
    """Rules and approvals first, those of the place and the condition before others; leave to run a study is none."""
    rules, trials, news, critics = (part("rulings", name) for name in ("rules", "studies", "news", "critics"))
    within = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    cell = asked.cell if asked.cell != "stem-cells" else ""

    def place(f: Fact) -> tuple[bool, ...]:
        said = f.statement
        elsewhere = bool(places) and not says(said, places)
        other = bool(within) and f.subject not in within
        tokens = tokenise(said)
        unnamed = not any(x.term.id in within for x in vocabulary().find("condition", tokens))
        of_others = bool(cell) and not any(x.term.id == cell for x in vocabulary().find("cell", tokens))
        aside = "stem" not in said and "egenerative" not in said
        event = bool(news.search(said))
        critic = bool(critics.search(said))
        return (
            bool(trials.search(said)),
            elsewhere,
            not rules.search(said),
            critic,
            other,
            unnamed,
            of_others,
            aside,
            event,
        )

    return sorted(facts, key=place)


def rare(text: str, facts: tuple[Fact, ...], *, least: int = 7) -> list[Fact]:
    """The facts that name a product or a house of the question: a word of it that few of them hold, and with a capital."""
    words = {w for w in folded(text).split() if len(w) >= least and w not in questions()["words"]["common"]}
    held = {w: [f for f in facts if w in folded(f.statement).split()] for w in words}
    return min(
        (found for w, found in held.items() if 0 < len(found) <= FEW and _is_name(w, found)), key=len, default=[]
    )


def _is_name(word: str, facts: list[Fact]) -> bool:
    return all(t.text[0].isupper() for f in facts for t in tokenise(f.statement) if t.lower == word)


FEW = 6
"""Facts that hold a word, up to which it may be a name."""


def _rulings(asked: Question, library: Library) -> list[Fact]:
    """What is known of the law on cells: of the condition, of the cells asked of and of what these are part of."""
    conditions = sorted(frame.conditions_within(asked.condition)) if asked.condition else []
    kin = [asked.cell, *vocabulary().ancestors("cell", asked.cell)] if asked.cell else []
    subjects = dict.fromkeys([*conditions, *kin, "stem-cells"])
    facts = [f for s in subjects if s for f in library.facts(s, kind="regulatory") if not f.drug]
    return [f for f in facts if _on_cells(f)]


def _on_cells(fact: Fact) -> bool:
    said = f"{fact.statement} {' '.join(fact.topics)}"
    return "cell" in said.lower() or "regenerative" in said or bool(vocabulary().find("cell", tokenise(said)))


def price(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """Prices, and who pays: transplantation is paid for by other rules than the cells of a clinic."""
    kin = [asked.cell] if asked.cell else []
    kin += ["stem-cells"] if asked.cell != "ahsct" else []
    kinds = ("procedure", "cell-property", "regulatory", "recommendation")
    told = re.compile(row["facts"], re.I)
    facts = [f for s in dict.fromkeys(kin) for f in library.facts(s, kind=kinds) if told.search(f.statement)]
    facts.sort(key=lambda f: not told.match(f.statement))
    if "{fact}" in row["lead"][0] and not facts:
        return Opened(tuple(row["lead_unknown"]), None)
    lead = filled(row["lead"], fact=facts[0].statement if facts else "")
    return Opened(lead, facts_alone(asked, library, facts[:MOST_FACTS]))


def provider(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    """A provider to choose, to trust or to ask: what is named in the question, then what sources tell of providers."""
    named = (
        rare(text, library.facts("stem-cells", kind=("regulatory", "procedure")), least=5) if row.get("named") else []
    )
    within = sorted(frame.conditions_within(asked.condition)) if asked.condition else []
    told = re.compile(row["facts"], re.I)
    kinds = ("regulatory", "recommendation", "cell-property")
    facts = [f for s in (*within, "stem-cells") for f in library.facts(s, kind=kinds) if told.search(f.statement)]
    chosen = dict.fromkeys([*named, *facts])
    return Opened(tuple(row["lead"]), facts_alone(asked, library, list(chosen)[:MOST_FACTS]))
