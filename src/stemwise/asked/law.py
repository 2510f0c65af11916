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
from stemwise.terms import Kind, folded, tokenise, vocabulary


def approval(text: str, asked: Question, library: Library, row: dict[str, Any]) -> Opened | None:
    facts = _rulings(asked, library)
    places = _places(text)
    there = [f for f in facts if says(f"{f.statement} {' '.join(f.topics)}", places)]
    product = _product(text, library.facts(kind="regulatory"))
    product = product or [f for f in _of_product(asked, library) if not places or says(f.statement, places)]
    if not product and not there and (places or part("words", "country").search(text)):
        return Opened(tuple(row["lead_unknown"]), facts_alone(asked, library, facts))
    stands = () if product or (places and "usa" not in places) else standing(asked, facts)
    chosen = list(dict.fromkeys([*stands, *_ranked(text, product or there or facts, asked, places)]))[:MOST_FACTS]
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


def _places(text: str) -> list[str]:
    """The words of the places that a question names, and of the union whose law holds there."""
    rows, unions = questions()["places"], questions()["unions"]
    named = [id_ for id_, names in rows.items() if says(text, names)]
    return [w for id_ in dict.fromkeys([*named, *(unions[n] for n in named if n in unions)]) for w in rows[id_]]


def _ranked(text: str, facts: list[Fact], asked: Question, places: list[str]) -> list[Fact]:
    """Rules and approvals first, those of the place and the condition before others; leave to run a study is none."""
    rules, trials, news, critics = (part("rulings", name) for name in ("rules", "studies", "news", "critics"))
    holds, uses = part("rulings", "holds"), part("rulings", "uses")
    very = [w for w in places if says(text, [w])]
    within = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    cell = asked.cell if asked.cell != "stem-cells" else ""

    def place(f: Fact) -> tuple[bool, ...]:
        said = f.statement
        elsewhere = bool(places) and not says(" ".join(said.split()[:HEAD]), places)
        body = bool(set(very) & set(BODIES)) and not says(said, very)
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
            body,
            not rules.search(said),
            critic,
            other,
            bool(places) and bool(uses.search(said)),
            bool(places) and not holds.search(said),
            unnamed,
            of_others,
            aside,
            event,
        )

    return sorted(facts, key=place)


def _product(text: str, facts: tuple[Fact, ...], *, least: int = 7) -> list[Fact]:
    """The facts that name a product or a house of the question; a country, an illness or a kind of cell is none."""
    places = [w for names in questions()["places"].values() for w in names]
    kinds: tuple[Kind, ...] = ("condition", "cell")
    words = vocabulary()
    said = [w for w in folded(text).split() if not says(w, places)]
    return rare(" ".join(w for w in said if not any(words.find(k, tokenise(w)) for k in kinds)), facts, least=least)


def rare(text: str, facts: tuple[Fact, ...], *, least: int = 7) -> list[Fact]:
    """The facts that name a product or a house of the question: a word of it that few of them hold, and with a capital."""
    common = questions()["words"]["common"]
    words = dict.fromkeys(w for w in folded(text).split() if len(w) >= least and w not in common)
    held = {w: [f for f in facts if w in folded(f.statement).split()] for w in words}
    return min(
        (found for w, found in held.items() if 0 < len(found) <= FEW and _is_name(w, found)), key=len, default=[]
    )


def _is_name(word: str, facts: list[Fact]) -> bool:
    return all(t.text[0].isupper() for f in facts for t in tokenise(f.statement) if t.lower == word)


NAME = 6
"""Letters of the shortest name of a product with a price."""
HEAD = 12
"""Words of a ruling in which it names its place."""
BODIES = ("nhs", "mhra", "fda", "ema")
"""Bodies that a question may name in place of a country: their own rulings come first."""
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
    """Prices, and who pays: those of the product, the place and the condition asked about; the nearest leads."""
    told, none = re.compile(row["facts"], re.I), re.compile(row["none"], re.I)
    kinds = ("procedure", "cell-property", "regulatory", "recommendation")
    facts = [f for f in library.facts(kind=kinds) if told.search(f.statement) and not none.search(f.statement)]
    if "banks" in row:
        banks = re.compile(row["banks"], re.I)
        facts = [f for f in facts if bool(banks.search(f.statement)) == bool(banks.search(text))]
    product = _product(text, library.facts(kind=("regulatory", "procedure")), least=NAME)
    facts = sorted((f for f in facts if f in product or _on_cells(f)), key=lambda f: _price_order(f, text, asked))
    first = re.compile(row["first"], re.I)
    near = [f for f in facts if f in product or not any(_price_order(f, text, asked)[:2])]
    near.sort(key=lambda f: (f not in product, not first.search(f.statement)))
    if product and "lead_product" in row and not set(product) & set(facts):
        lead = (row["lead_product"], product[0].statement, *row["lead"][2:])
        return Opened(lead, facts_alone(asked, library, [*product, *near][:MOST_FACTS]))
    elsewhere = bool(near) and near[0] not in product and _price_order(near[0], text, asked)[-1]
    if "lead_unknown" in row and (not near or elsewhere):
        return Opened(tuple(row["lead_unknown"]), facts_alone(asked, library, near[:MOST_FACTS]) if near else None)
    if not near:
        return None
    return Opened(filled(row["lead"], fact=near[0].statement), facts_alone(asked, library, near[:MOST_FACTS]))


def _price_order(fact: Fact, text: str, asked: Question) -> tuple[bool, ...]:
    """What a price is far from: of another illness or of transplantation; of another place; not of the very ones asked about."""
    words, said = vocabulary(), fact.statement
    tokens = tokenise(said)
    within = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    of = {x.term.id for x in words.find("condition", tokens)}
    of |= {fact.subject} if words.known("condition", fact.subject) else set()
    cells = {x.term.id for x in words.find("cell", tokens)} | {fact.subject}
    here = _places(text)
    there = [w for names in questions()["places"].values() if says(said, names) for w in names]
    other_illness = bool(part("rulings", "uses").search(said)) or bool(of and within and not of & within)
    other_cells = ("ahsct" in cells) != (asked.cell == "ahsct")
    return (
        other_illness or other_cells,
        bool(here and there) and not says(said, here),
        bool(here) and not there,
        asked.cell not in ("", "stem-cells") and asked.cell not in cells,
        bool(within) and not of & within,
        bool(of and not within),
        bool(there and not here),
    )


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
