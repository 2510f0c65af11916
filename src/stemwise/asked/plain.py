"""A plain question on a condition, on cells or on what is done ("Is it inherited?"): the facts that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

from stemwise.answer import frame
from stemwise.asked.residue import CASE, STANDS, STUDY, held_by, holds, key, keys_of, left, rarest, records
from stemwise.content import document
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import Phrases, folded, longest, tokenise, vocabulary
from stemwise.verdict.shelves import stems_of

MOST = 5
"""Facts told at most."""
HEAD = 5
"""Words with which a definition begins by naming what it defines."""
OWN = 1.5
"""What it counts that a fact is on the very condition or cells, not on what they are part of or hold."""
LETTERS = 11
"""A blank and ten letters by which each word of a name of care is found again ('physiotherapy', 'physiotherapist')."""
ASPECT = 2.0
"""What an aspect shared counts, in words of middling rarity."""
NEAR = 0.5
"""Share of the best fact's points from which another is told too."""
FEW = 60
"""Records that hold a word, above which it tells too little by itself where no illness is named."""
WORDS = 2
"""Words of the question that a fact must hold where they share no aspect."""
FLOOR = 0.35
"""Share of the question's words, the rare ones counting more, that a fact must hold: below it, it is on something else."""


TOLD_OF = (CASE, STUDY)
"""Records of one person or one study, which answer no plain question on a condition."""


@dataclass(frozen=True, slots=True)
class _Words:
    asks: Phrases[str]
    answers: Phrases[str]
    first: frozenset[str]
    """Aspects that a fact answers only in its first words, those after its subject."""
    of_condition: frozenset[str]
    """Aspects that are asked of a condition only: without one a question on them cannot be answered."""
    of_care: frozenset[str]
    """Aspects that are asked of other care only."""
    bars: Phrases[str]
    story: Phrases[str]
    """Words of a fact on one person."""
    asked: tuple[tuple[str, str], ...]
    """The phrases of ``asks``, each with its aspect."""


@cache
def _words() -> _Words:
    content = document("rules/aspects.toml")
    rows = content["aspect"]
    return _Words(
        Phrases((phrase, row["id"]) for row in rows for phrase in row["asks"]),
        Phrases((phrase, row["id"]) for row in rows for phrase in row["answers"]),
        frozenset(row["id"] for row in rows if row.get("first")),
        frozenset(row["id"] for row in rows if row.get("condition")),
        frozenset(row["id"] for row in rows if row.get("care")),
        Phrases((word, row["id"]) for row in content["bar"] for word in row["words"]),
        Phrases((phrase, phrase) for phrase in content["story"]),
        tuple((phrase, row["id"]) for row in rows for phrase in row["asks"]),
    )


def aspects(text: str, *, care: bool = False) -> frozenset[str]:
    """What of a condition, of cells or of other ``care`` the question is on; a definition only where it asks nothing else."""
    words = _words()
    found = {str(hit.value) for hit in words.asks.find(tokenise(text))} - (frozenset() if care else words.of_care)
    return frozenset(found - words.first or found)


def _answers(fact: Fact, asked: Question, words: frozenset[str]) -> frozenset[str]:
    """The aspects that a fact may answer; it defines what it names in its first words."""
    head, whole = _answered(fact)
    first = _words().first
    begins = folded(_opening(fact))
    named = any(f" {folded(name)}" in f" {begins}" for name in _called(asked)) or words & stems_of(begins)
    return (whole - first) | (head & first if named else frozenset())


def _opening(fact: Fact) -> str:
    """The first words of a fact, in which a definition names what it defines."""
    return " ".join(fact.statement.split()[:HEAD])


@lru_cache(maxsize=4096)
def _answered(fact: Fact) -> tuple[frozenset[str], frozenset[str]]:
    """The aspects whose words are in a fact's first words, and in all of it."""
    head = _words().answers.find(tokenise(" ".join(fact.statement.split()[: 2 * HEAD])))
    whole = _words().answers.find(tokenise(" ".join((fact.statement, *fact.topics))))
    return frozenset(str(h.value) for h in head), frozenset(str(h.value) for h in whole)


def facts_for(text: str, asked: Question, library: Library) -> tuple[Fact, ...]:
    """The facts that answer a plain question, the nearest first; none where none shares its aspect or its words."""
    sought = aspects(text) - (frozenset() if asked.condition else _words().of_condition)
    said = tuple(w for w in left(text) if key(w) not in _names(asked))
    content = tuple(w for w in said if key(w) not in _asking(bool(asked.condition)))
    needed = rarest(content, library)
    if (
        not asked.condition
        and len(content) == 1
        and not sought - _words().first
        and _tells_little(needed, asked, library)
    ):
        return ()
    pool = _pool(asked, library)
    rarity = _rarity(pool)
    words = frozenset(map(key, said))
    whole = sum(rarity.get(key(w), log(1 + len(pool))) for w in content)
    scored = []
    for fact, stems in pool:
        shared = words & stems
        held = sought & _answers(fact, asked, words)
        if needed and not held and not (key(needed) in stems and holds(fact, needed)):
            continue
        near = sum(rarity[s] for s in shared)
        if not _enough(fact, text, asked, words, shared, sought, held) or (
            near < FLOOR * whole and not (held and asked.condition)
        ):
            continue
        points = ASPECT * len(held) + near / 2
        scored.append((points + OWN * (fact.subject in (asked.condition, asked.cell)), fact))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(fact for points, fact in scored[:MOST] if points >= NEAR * scored[0][0])


def _enough(
    fact: Fact,
    text: str,
    asked: Question,
    words: frozenset[str],
    shared: frozenset[str],
    sought: frozenset[str],
    held: frozenset[str],
) -> bool:
    """Whether a record shares enough words with the question, or an aspect."""
    least = min(WORDS, len(words)) if words else WORDS
    name = any(w[:1].isupper() for w in left(text))
    if fact.kind in TOLD_OF and len(shared) < (WORDS if name or fact.kind == CASE else WORDS + 1):
        return False
    if len(shared) < least and not (held and (asked.condition or asked.cell)):
        return False
    return len(shared) >= WORDS or bool(asked.condition) or _near(fact, text, asked, shared, sought, held)


def _tells_little(word: str, asked: Question, library: Library) -> bool:
    """Whether one word by itself finds too much: a common one, or, where no cells are named, one that others stand for."""
    return held_by(library).get(key(word), 0) > FEW or (not asked.cell and key(word).startswith(STANDS))


@cache
def _asking(of_condition: bool) -> frozenset[str]:
    """The words by which aspects, those of conditions too, are asked for: they need not stand in a fact."""
    phrases = (phrase for phrase, id_ in _words().asked if of_condition or id_ not in _words().of_condition)
    return frozenset().union(*(keys_of(phrase.replace("*", "").replace("|", " ")) for phrase in phrases))


def facts_on_care(
    names: tuple[str, ...], text: str, asked: Question, library: Library, *, own: bool = False
) -> tuple[Fact, ...]:
    """The facts on other care that a question names (a medicine, hyperbaric oxygen), those that answer it first.

    ``own``: only those that begin with its name, where the care stands in the answer already.
    """
    sought = aspects(text, care=True)
    called = frozenset().union(*(stems_of(name) for name in names))
    words = stems_of(text) - called
    within = frame.conditions_within(asked.condition) if asked.condition else frozenset[str]()
    scored = []
    general = vocabulary().ancestors("condition", asked.condition) if asked.condition else ()
    begun = [[f" {word}"[:LETTERS] for word in folded(name).split()] for name in names]
    for fact, stems in _pool(Question(), library):
        said = f" {folded(fact.statement)} {folded(' '.join(fact.topics))}"
        if not any(all(word in said for word in name) for name in begun):
            continue
        held = sought & _answers(fact, asked, words)
        opening = f" {folded(_opening(fact))}"
        head = any(all(word in opening for word in name) for name in begun)
        points = ASPECT * len(held) + len(words & stems) + head + 2 * (fact.subject in within)
        near = fact.subject in within or fact.subject in general or _of_a_procedure(fact) if asked.condition else held
        if (head or (held and not own)) and near:
            scored.append((points, fact))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(fact for points, fact in scored[:MOST] if points >= NEAR * scored[0][0])


def _of_a_procedure(fact: Fact) -> bool:
    """How a procedure is done and what it does holds whatever the condition."""
    return fact.kind == "procedure" and not vocabulary().known("condition", fact.subject)


@lru_cache(maxsize=4096)
def _is_story(fact: Fact) -> bool:
    return bool(_words().story.find(tokenise(fact.statement)))


def _near(
    fact: Fact, text: str, asked: Question, shared: frozenset[str], sought: frozenset[str], held: frozenset[str]
) -> bool:
    """Whether a fact that shares one word or none may be told though no condition was named.

    It is no story. On cells the word stands in it whole, or it answers an aspect; with no cells named both, the word among
    its first, and it is of one condition only where a word's meaning is asked.
    """
    if _is_story(fact):
        return False
    if asked.cell:
        return bool(held) or any(stems_of(w) & shared and _holds(fact, w) for w in folded(text).split())
    general = ("neurological", *vocabulary().ancestors("condition", "neurological"))
    of_one = vocabulary().known("condition", fact.subject) and fact.subject not in general
    meaning = sought & _words().first
    begun = (held or meaning) and fact.kind != "regulatory" and shared & stems_of(_opening(fact))
    return bool(begun and (not of_one or meaning))


def _holds(fact: Fact, word: str) -> bool:
    """Whether a fact has the very word, or its plural: 'chemo' is no chemokine."""
    said = folded(f"{fact.statement} {' '.join(fact.topics)}").split()
    return word.rstrip("s") in {w.rstrip("s") for w in said}


@lru_cache(maxsize=64)
def _pool(asked: Question, library: Library) -> tuple[tuple[Fact, frozenset[str]], ...]:
    """The facts on the condition, else on the cells, else all, with their words."""
    if asked.condition:
        subjects = {*frame.conditions_within(asked.condition), *vocabulary().ancestors("condition", asked.condition)}
    elif asked.cell:
        subjects = {
            asked.cell,
            *frame.cells_within(asked.cell),
            *vocabulary().ancestors("cell", asked.cell),
            "stem-cells",
        }
    else:
        subjects = set()
    found = [
        (f, keys)
        for f, keys in records(library)
        if (_told_of(f, asked, library) if f.kind in TOLD_OF else not subjects or _of(f, subjects))
    ]
    return tuple(found)


def _of(fact: Fact, subjects: set[str]) -> bool:
    return fact.subject in subjects and fact.kind != "regulatory"


def _told_of(record: Fact, asked: Question, library: Library) -> bool:
    """Whether a case or a study is of the cells asked after; none answers a question on a condition itself."""
    study = library.get(record.id)
    return not asked.condition and (
        study is None or not asked.cell or bool(set(study.cells) & frame.cells_within(asked.cell))
    )


def _rarity(pool: tuple[tuple[Fact, frozenset[str]], ...]) -> dict[str, float]:
    count: dict[str, int] = {}
    for _, stems in pool:
        for stem in stems:
            count[stem] = count.get(stem, 0) + 1
    return {stem: log(1 + len(pool) / n) for stem, n in count.items()}


@lru_cache(maxsize=64)
def _called(asked: Question) -> tuple[str, ...]:
    """The names of the condition and the cells."""
    words = vocabulary()
    named = (("condition", asked.condition), ("cell", asked.cell))
    return tuple(name for kind, id_ in named if id_ for name in words.get(kind, id_).words)  # type: ignore[arg-type]


def _names(asked: Question) -> frozenset[str]:
    """Stems of these names, which say nothing of what is named."""
    return stems_of(" ".join(_called(asked)))


def _barred(text: str) -> frozenset[str]:
    """What a question speaks of that plain facts do not answer."""
    return frozenset(str(hit.value) for hit in longest(_words().bars.find(tokenise(text))))


def is_plain(text: str, asked: Question) -> bool:
    """Whether a question is on a condition itself, or on what cells or procedures are, and on no treatment's effect."""
    barred = _barred(text)
    if "weighed" in barred:
        return False
    if asked.condition:
        return not asked.cell and "treated" not in barred
    return bool(aspects(text) - _words().of_condition)
