"""The last look-up: what a question's own rare words find in the base, and what is said where they find nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from math import log

from stemwise.answer import frame
from stemwise.answer.approval import standing
from stemwise.asked.opening import MOST_FACTS, Opened, facts_alone, says
from stemwise.asked.residue import (
    CASE,
    SHORT,
    STANDS,
    STUDY,
    common,
    held_by,
    holds,
    key,
    keys_of,
    left,
    rarest,
    records,
)
from stemwise.asked.words import part, pattern_of, questions, replies
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import folded, tokenise, vocabulary

FEW = 40
"""Records that hold a word, up to which it tells by itself what is asked; two words that stand together may be commoner."""
SHARES = {"name": 0.35, "illness": 0.5, "": 0.7}
"""Share of the question's words, the rare ones counting more, that a record must hold where the rarest is a name, where the
question names an illness, and else."""
LONG, RARE = 7, 10
"""Letters of a word from which, and records that hold it up to which, it is a name of its own."""
MANY = 80
"""Records that hold a word of two, where neither illness nor cells are named."""
NEAR = 0.6
"""Share of the best record's points from which another is told too."""
BARE, NAME = 3, 4
"""Words up to which the first one may be a name; letters of the shortest name."""
OF_NAME = 6
"""Facts that hold a name, up to which it is one."""
SHORTEST, LIKE = 3, 0.85
"""Letters of the shortest word of which it is said that nothing was found; likeness from which a word is a misspelt one."""
TOLD = 2
"""Records told before an effect."""


def on_words(text: str, asked: Question, library: Library, *, effect: bool = False) -> tuple[Fact, ...]:
    """The records that hold the rarest word of a question and most of the others, on the illness or the cells it names.

    Where it names no illness one word is enough only as a name, or typed with little else.
    """
    words = left(text, effect=effect)
    count, rare = held_by(library), rarest(words, library)
    known, name = count.get(key(rare), 0), rare[:1].isupper()
    bare = len(text.split()) <= BARE + 1 and len(rare) > SHORT and not key(rare).startswith(STANDS)
    own = not asked.cell and len(rare) >= LONG and known <= RARE
    if not known or (len(words) == 1 and not (asked.condition or name or bare or own)):
        return ()
    pair = known <= MANY or (asked.cell and not asked.condition)
    weight = {w: log(1 + len(records(library)) / max(count.get(key(w), 0), 1)) for w in words}
    least = SHARES["name" if name else "illness" if asked.condition else ""] * sum(weight.values())
    found = []
    for fact, keys in records(library):
        if key(rare) not in keys or not holds(fact, rare):
            continue
        if len(words) == 1 and not (asked.condition or name or own) and key(rare) not in keys_of(fact.statement):
            continue
        shared = [w for w in words if key(w) in keys]
        points = sum(weight[w] for w in shared)
        two = len(shared) > 1
        enough = (known <= FEW and (name or fact.kind not in (CASE, STUDY))) or (two and pair and not effect)
        if points >= least and enough and _is_on(fact, asked, sure=name or (two and known <= FEW)):
            found.append((points, fact))
    found.sort(key=lambda pair: -pair[0])
    return tuple(fact for points, fact in found[:MOST_FACTS] if points >= NEAR * found[0][0])


def _is_on(fact: Fact, asked: Question, *, sure: bool) -> bool:
    """Whether a record is on the illness asked of, or on cells where only these are named; ``sure``: its words tell it."""
    words = vocabulary()
    if not asked.condition:
        of_illness = words.known("condition", fact.subject) and fact.kind not in (CASE, STUDY)
        return sure or not (asked.cell and of_illness) or bool(words.find("cell", tokenise(fact.statement)))
    own = {*frame.conditions_within(asked.condition), *words.ancestors("condition", asked.condition)}
    cells = {*frame.cells_within(asked.cell), *words.ancestors("cell", asked.cell)} if asked.cell else set()
    return fact.subject in {*own, *cells, "stem-cells"}


def on_name(text: str, library: Library) -> tuple[Fact, ...]:
    """The facts that hold a name of the question (a person, a house, a product), those that hold all its names first."""
    names = names_in(text)
    held = {n: [f for f in library.facts() if re.search(rf"\b{re.escape(n)}\b", f.statement)] for n in names}
    told = min((found for found in held.values() if 0 < len(found) <= OF_NAME), key=len, default=[])
    kept = [f for f in told if all(_is_place(n) for n in _missing(names, (f,)))]
    return tuple(sorted(kept, key=lambda f: len(_missing(names, (f,)))))[:MOST_FACTS]


def names_in(text: str) -> tuple[str, ...]:
    """What is written with capitals, words that follow each other as one name: "Park Avenue"."""
    words = text.split()
    later = " ".join(words[len(words) > BARE :])
    found = (m.group() for m in re.finditer(r"\b[A-Z][\w-]*[a-z][\w-]*(?: [A-Z][\w-]*[a-z][\w-]*)*", later))
    taken = {x.term.id: folded(later[x.start : x.end]) for x in vocabulary().find("condition", tokenise(later))}
    named = (" ".join(w for w in n.split() if w.lower() not in common()) for n in found)
    return tuple(n for n in named if len(n) >= NAME and folded(n) not in taken.values())


def _is_place(name: str) -> bool:
    return any(says(name, names) for names in questions()["places"].values())


def _missing(names: Iterable[str], facts: Iterable[Fact]) -> list[str]:
    """The names, or the words of them, that none of the facts holds."""
    said = f" {' '.join(folded(' '.join((f.statement, *f.topics))) for f in facts)} "
    absent = (n for n in names if f" {folded(n).rstrip('s')}" not in said)
    return [" ".join(w for w in n.split() if f" {folded(w)} " not in said) or n for n in absent]


def told_apart(names: Iterable[str]) -> list[str]:
    """The single names in what was taken for one ("Lantidra or Omisirge")."""
    return [w for name in names for w in name.split() if len(w) >= NAME and w.lower() not in common()]


def is_own_name(word: str, library: Library) -> bool:
    """Whether a word is long and rare enough to be a name of its own."""
    return len(word) >= LONG and held_by(library).get(key(word), 0) <= RARE


def missing(names: Iterable[str], facts: Iterable[Fact]) -> tuple[str, ...]:
    """That the facts do not speak of some of the names."""
    words = _missing(told_apart(names), facts)
    return (replies()["lookup"]["missing"].format(words=_quoted(words)),) if words else ()


def opened(text: str, asked: Question, library: Library) -> Opened | None:
    """What the base holds on the words of a question that nothing else answers; what of its names it does not speak of."""
    told = on_name(text, library) or on_words(text, asked, library)
    if name := illness(text):
        return Opened(unfollowed(name, library), facts_alone(asked, library, told) if told else None)
    if not told:
        return None
    missing = _missing(names_in(text), told)
    lead = list(questions()["plain"]["lead"])
    if missing:
        lead.append(replies()["lookup"]["missing"].format(words=_quoted(missing)))
    return Opened(tuple(lead), facts_alone(asked, library, told))


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said before and after whether cells help, of what else a question asks; the facts it comes from."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


def beside(text: str, asked: Question, library: Library) -> Beside:
    """What a question on an effect asks beside it: first where it does not ask outright whether cells help."""
    if asked.type != "effect":
        return Beside()
    words, told = left(text, effect=True), on_words(text, asked, library, effect=True)
    rows = replies()["lookup"]
    if told:
        line = rows["beside"].format(words=_quoted(words), told=" ".join(f.statement for f in told[:TOLD]))
        later = part("words", "helps").search(text)
        return Beside((), (line,), told) if later else Beside((line, rows["then"]), (), told)
    unknown = strange(words, library)
    return Beside((rows["beside_none"].format(words=_quoted(unknown)),) if unknown else ())


def strange(words: Iterable[str], library: Library) -> list[str]:
    """Those of the words that no record holds, but for misspelt words of every day."""
    return [w for w in words if not held_by(library).get(key(w)) and not _misspelt(w)]


def _misspelt(word: str) -> bool:
    return len(word) < SHORTEST or bool(get_close_matches(word.lower(), common(), 1, LIKE))


def unfollowed(name: str, library: Library) -> tuple[str, ...]:
    """That an illness is not followed, how cells stand in law, and whom to ask."""
    rows = replies()
    facts = standing(Question(cell="stem-cells"), library.facts(kind="regulatory"))
    approval = (rows["unfollowed"]["approval"].format(told=f.statement) for f in facts[:1])
    return (
        rows["lookup"]["illness"].format(name=name[:1].upper() + name[1:]),
        *approval,
        rows["lookup"]["illness_ask"],
    )


def refusal(text: str, library: Library) -> str:
    """What is said of words that nothing is held on, where neither illness nor cells are named."""
    unknown, rows = strange(left(text), library), replies()["lookup"]
    house = f" {rows['house']}" if _named(unknown, text) else ""
    return f" {rows['nothing'].format(words=_quoted(unknown))}{house}" if unknown else ""


def _named(words: Iterable[str], text: str) -> bool:
    """Whether a clinic or a product may be meant: by a capital, or in a line of few words."""
    return any(w[:1].isupper() or len(text.split()) <= BARE + 1 for w in words)


def nothing(text: str, library: Library) -> tuple[str, ...]:
    """That nothing was found, on what, and what has to be told so that more can be found: the illness, for most."""
    rows = replies()["lookup"]
    words = left(text, effect=True)
    unknown = strange(words, library)
    lead = [rows["nothing"].format(words=_quoted(unknown)) if unknown else rows["nothing_known"]]
    lead = lead if words or len(text.split()) > BARE else []
    return (
        *lead,
        *([rows["house"]] if _named(unknown, text) else []),
        rows["which"].format(example=questions()["plain"]["example"]),
    )


def answers(text: str) -> bool:
    """Whether a sentence that names no illness and no cells known here still asks of a treatment, or names another illness."""
    told = illness(text) or any(part("words", name).search(text) for name in ("helps", "given"))
    return bool(told or (part("words", "child").search(text) and not left(text, effect=True)))


def illness(text: str) -> str:
    """An illness that a question names and no list of ours holds."""
    hit = pattern_of(replies()["lookup"]["illness_named"]).search(text)
    words = hit.group().split() if hit else []
    while words and words[0].lower() in common():
        words = words[1:]
    return " ".join(words)


QUOTED, LETTERS = 12, 40
"""Words that are quoted back, and letters of each."""


def _quoted(words: Iterable[str]) -> str:
    """The first words, each cut where it is longer than any word is."""
    said = [w.strip("?.,!") for w in words]
    told = ", ".join(f'"{w if len(w) <= LETTERS else f"{w[:LETTERS]} ..."}"' for w in said[:QUOTED])
    return f"{told} and more" if len(said) > QUOTED else told
