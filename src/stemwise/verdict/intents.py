"""What a question is after, where it is not an effect: help at once, stopping care, other care, approval, price, a choice.

Each intent opens the answer with sentences of its own (``lead``) and says which parts of the Answer follow. The order
counts: what may be an emergency comes before everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from stemwise.answer import answer as compute
from stemwise.answer import frame
from stemwise.answer.model import Answer
from stemwise.evidence import Library
from stemwise.evidence.knowledge import Fact
from stemwise.question import Question
from stemwise.terms import vocabulary
from stemwise.verdict.wording import effect_words

EXAMPLE = 'stemwise ask "Does cord blood help in cerebral palsy?"'
WHAT_HELPS = 'stemwise ask "What helps in cerebral palsy besides stem cells?"'
_PERSON = re.compile(r"\b(my|our|he|she|i|i'm|i've|we|his|her|me)\b", re.I)
_GIVEN = re.compile(
    r"\b(?:yesterday|today|tonight|right now|suddenly|last night|this (?:morning|evening)|"
    r"(?:hours?|days?|weeks?) ago)\b|"
    r"\b(?:had|got|received|given|after|since|following|underwent) (?:\w+ ){0,3}"
    r"(?:stem|cells?|infusion|injection|transplant|treatment|treated|procedure|lumbar puncture)\b",
    re.I,
)
_ILL = re.compile(
    r"\b(fever\w*|high temperature|seiz\w+|convuls\w+|unconscious|faint\w*|collaps\w+|not (?:breath\w+|respond\w+|waking)|"
    r"can ?(?:no|')t (?:breathe|move|wake|walk any ?more|speak|feel)|short of breath|breathless\w*|trouble breathing|"
    r"chest pain|stiff neck|(?:severe|bad|terrible|worst) (?:headache|pain|back pain)|headache|vomit\w*|bleed\w*|swollen|"
    r"swelling|rash|chills?|shiver\w*|confus\w+|drows\w+|numb\w*|weaker|worse|unwell|very (?:ill|sick)|blue lips|"
    r"infect(?:ed|ion)|pus|sepsis|allergic)\b",
    re.I,
)
_WHAT_NOW = re.compile(r"\bwhat (?:should|can|must|do|shall) (?:i|we) do\b", re.I)
_STOPPING = r"(?:stop\w*|quit|come off|go off|pause|skip|discontinue|wean|replace|give up|reduce|cut)"
_STOP = re.compile(
    r"\b(?:should|can|may|must|do|does|shall|could|have to|need to) (?:i|we|he|she|they|(?:my|our) \w+)\b[^.?!]{0,40}\b"
    rf"{_STOPPING}\b|\b{_STOPPING} (?:taking|giving|my|his|her|our|their|using)\b",
    re.I,
)
_OTHER = re.compile(
    r"\bbesides\b|\bother than\b|\binstead of\b|\balternatives?\b|\bapart from\b|\bother (?:treatments?|therap|options?|care)|"
    r"\bwhat (?:else |really |actually |treatments? |therap(?:y|ies) )*(?:helps?|works?|can be done)\b|\bwithout stem cells\b",
    re.I,
)
_APPROVED = re.compile(r"\b(?:approv\w+|legal\w*|licen[sc]ed|authori[sz]ed|fda|ema|allowed|permitted)\b", re.I)
_COST = re.compile(
    r"\b(?:cost\w*|price\w*|how much (?:is (?:it|that|the (?:treatment|therapy))|money)|"
    r"expensive|afford\w*|insurance|pay|fees?)\b",
    re.I,
)
_WHERE = re.compile(
    r"\b(?:which|where|best|recommend\w*|good|top|trust\w*|reputable)\b.*\b(?:clinics?|hospitals?|doctors?|cent(?:re|er)s?|providers?|"
    r"countr(?:y|ies)|places?|companies)\b|\bwhere\b.*\b(?:go|treated|get (?:it|stem|cells?))\b",
    re.I,
)
_HARM = re.compile(r"\b(?:safe\w*|side[ -]effects?|risk\w*|danger\w*|harm\w*|complications?|adverse)\b", re.I)
_HELP = re.compile(
    r"\b(?:help\w*|work\w*|cure\w*|heal\w*|improv\w+|walk\w*|talk\w*|speak\w*|recover\w*|treat\w*|fix\w*)\b", re.I
)
_CELLS = re.compile(r"\b(?:stem[ -]?cells?|cells?|cord[ -]blood|msc\w*|exosomes?|regenerative)\b", re.I)
_PRICE_FACT = re.compile(r"\b(?:dollars|euros?|prices?|cost|costs|insurers|charged)\b", re.I)

PLACES: dict[str, tuple[str, ...]] = {
    "usa": ("usa", "fda", "united states", "america", " us "), "europe": ("europe", "ema", " eu "),
    "uk": ("uk", "britain", "nhs", "mhra"),
    "japan": ("japan",), "china": ("china",), "india": ("india",), "mexico": ("mexico",), "thailand": ("thai",),
    "germany": ("german",), "australia": ("austral",), "canada": ("canad",), "korea": ("korea",), "turkey": ("turk", "türk"),
    "panama": ("panama",), "ukraine": ("ukrain",),
}  # fmt: skip
"""Places by the words that name them in a question and in a fact."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is said before an answer, and the answer with the parts that belong to it (``None``: the lead is all)."""

    lead: tuple[str, ...]
    answer: Answer | None


def urgent(text: str) -> tuple[str, ...]:
    """What must be said first where someone treated may be ill now; empty where the sentence tells of none."""
    ill = _ILL.search(text)
    if not ill or not _PERSON.search(text) or not (_GIVEN.search(text) or _WHAT_NOW.search(text)):
        return ()
    if _HARM.search(text) and not _GIVEN.search(text):
        return ()
    return (
        "Seek medical care now: call the emergency number, or go to the nearest emergency department.",
        "Say there that cells were given: which, from whom, by which way, when and by whom, and take the papers along. Do not "
        "wait for an answer of the provider, and do not take what follows for advice: this program cannot judge an illness.",
    )


def opened(text: str, asked: Question, library: Library, *, mechanism: bool = False) -> Opened | None:
    """The opening of a question that is after something else than an effect; ``None`` for a plain question.

    ``mechanism``: it speaks of a way of action, which the plain answer shows.
    """
    lead = urgent(text)
    if lead:
        return Opened(lead, None)
    for pattern, made in _MADE:
        if pattern.search(text) and not (mechanism and made is _helping):
            found = made(text, asked, library)
            if found is not None:
                return found
    return None


def _stopping(text: str, asked: Question, library: Library) -> Opened | None:
    care = _named(text, library, asked.condition)
    lead = (
        "Do not stop, change or put off a medicine or a therapy without the doctor who prescribed it. Nothing in the evidence "
        "base shows that cells can stand in for a treatment.",
        "Ask that doctor, and ask the provider in writing why anything would have to be stopped.",
    )
    return Opened(lead, replace(_empty(asked, library), facts=care))


def _others(text: str, asked: Question, library: Library) -> Opened | None:
    if not asked.condition:
        return Opened((f"What helps depends on the condition, and none was named. Name it: {WHAT_HELPS}.",), None)
    found = _empty(asked, library)
    rows = tuple(sorted(found.alternatives, key=lambda a: not a.helps))
    if not rows:
        name = vocabulary().name("condition", asked.condition)
        said = f"No care with pooled evidence is recorded here for {name}; that does not mean that nothing helps."
        advice = library.facts(asked.condition, kind="recommendation")[:MOST_FACTS]
        return Opened((said,), _known(asked, library, advice) if advice else None)
    names = "; ".join(a.name for a in rows if a.helps)
    lead = (
        f"Known to help, as far as studied (not from cells): {names}."
        if names
        else "Other care was studied; see below.",
    )
    return Opened(lead, replace(found, alternatives=rows))


def _approval(text: str, asked: Question, library: Library) -> Opened | None:
    conditions = sorted(frame.conditions_within(asked.condition)) if asked.condition else []
    words = vocabulary()
    kin = [asked.cell, *words.ancestors("cell", asked.cell)] if asked.cell else []
    subjects = dict.fromkeys([*conditions, *kin, "stem-cells"])
    facts = [f for s in subjects if s for f in library.facts(s, kind="regulatory") if not f.drug]
    facts = [
        f for f in facts if "cell" in f"{f.statement} {' '.join(f.topics)}".lower() or "regenerative" in f.statement
    ]
    low = f" {re.sub(r'[^a-zäöü]+', ' ', text.lower())} "
    places = [w for names in PLACES.values() if any(n in low for n in names) for w in names]
    there = [f for f in facts if any(w in f" {f.statement.lower()} {' '.join(f.topics)} " for w in places)]
    if places and not there:
        return Opened(
            ("What holds in that country is not recorded here: ask its medicines agency.",),
            _known(asked, library, facts),
        )
    chosen = (there or facts)[:MOST_FACTS]
    if not chosen:
        return None
    lead = (
        chosen[0].statement,
        "An approval counts for one product and one disease; a registered trial or a licensed house is none.",
    )
    return Opened(lead, _known(asked, library, chosen))


def _cost(text: str, asked: Question, library: Library) -> Opened | None:
    kin = (asked.cell, "stem-cells") if asked.cell else ("stem-cells",)
    kinds = ("procedure", "cell-property", "regulatory", "recommendation")
    facts = [f for s in dict.fromkeys(kin) for f in library.facts(s, kind=kinds) if _PRICE_FACT.search(f.statement)]
    lead = (
        "What a given provider asks is not recorded here: prices differ, and a price says nothing of an effect.",
        "Ask for the whole price in writing: cells, stay, travel, repeats, and who pays for care if something goes wrong.",
    )
    return Opened(lead, _known(asked, library, facts[:MOST_FACTS]))


def _clinic(text: str, asked: Question, library: Library) -> Opened | None:
    facts = [
        f
        for f in library.facts("stem-cells")
        if f.kind in ("regulatory", "recommendation") and "clinic" in f.statement.lower()
    ]
    lead = (
        "Which clinic is best cannot be said here: this program weighs statements against studies and judges no provider.",
        "What tells more than a name: a trial registered with results, run without payment by those who take part; an ethics "
        "committee that can be called; an approval for this product and this disease; harms counted and told; your own doctor's "
        "view. To weigh a clinic's page: stemwise check ADDRESS.",
    )
    return Opened(lead, _known(asked, library, facts[:3]))


def _harms(text: str, asked: Question, library: Library) -> Opened | None:
    if asked.condition and asked.cell:
        return None
    child = re.search(r"\b(?:child|son|daughter|baby|toddler|kid|boy|girl|year[- ]olds?|infant)\b", text, re.I)
    question = asked.but(type="harm", cell=asked.cell or "stem-cells")
    found = compute(question, library)
    lead = [
        'No cell therapy can be called free of risk; what was counted stands below. "None seen" does not mean "none".'
    ]
    if not asked.condition:
        lead.append(
            "No condition was named: the counts are over all conditions here; with the condition named they are closer."
        )
    if child:
        lead.append(
            "For a child of that age no separate count is recorded; what a child has and takes counts too: ask the doctor."
        )
    return Opened(tuple(lead), found)


def _helping(text: str, asked: Question, library: Library) -> Opened | None:
    if asked.condition or not (_CELLS.search(text) or asked.cell):
        return None
    from stemwise.answer.effect import effect

    child = re.search(r"\b(?:child\w*|son|daughter|baby|toddler|kid\w*|boy|girl|infant)\b", text, re.I)
    names = CHILDHOOD if child else ADULTHOOD
    words = vocabulary()
    lead = [
        "That depends on the condition, and none was named. What trials with a comparison found, condition by condition:"
    ]
    for condition in names:
        told = effect_words(effect(asked.but(condition=condition, type="effect"), library))
        name = words.name("condition", condition)
        lead.append(f"{name[:1].upper()}{name[1:]}: {told.removeprefix('What randomised trials show: ').rstrip('.')}.")
    return Opened((*lead, f"Name the condition to be told more: {EXAMPLE}."), None)


CHILDHOOD = ("cerebral-palsy", "autism", "spinal-cord-injury")
ADULTHOOD = ("spinal-cord-injury", "stroke", "multiple-sclerosis", "cerebral-palsy", "als", "parkinsons")
MOST_FACTS = 6

_MADE: tuple[tuple[re.Pattern[str], Callable[[str, Question, Library], Opened | None]], ...] = (
    (_STOP, _stopping), (_OTHER, _others), (_COST, _cost), (_APPROVED, _approval), (_WHERE, _clinic), (_HARM, _harms),
    (_HELP, _helping),
)  # fmt: skip


def _empty(asked: Question, library: Library) -> Answer:
    """The Answer without effect and course: what else is known of the condition."""
    return replace(compute(asked.but(type="harm"), library), harms=None, missing=(), searches=())


def _known(asked: Question, library: Library, facts: Iterable[Fact]) -> Answer:
    return replace(_empty(asked, library), alternatives=(), facts=tuple(facts))


_COMMON = frozenset(
    [
        "should",
        "would",
        "could",
        "before",
        "after",
        "stem",
        "cells",
        "cell",
        "therapy",
        "treatment",
        "stop",
        "stopping",
        "start",
        "taking",
        "medicine",
        "medication",
        "child",
        "their",
        "there",
        "which",
        "about",
        "while",
        "because",
        "during",
        "without",
        "doctor",
        "doctors",
        "injection",
    ]
)


def _named(text: str, library: Library, condition: str) -> tuple[Fact, ...]:
    """Facts that begin with a medicine or a therapy named in the sentence."""
    words = {w for w in re.findall(r"[a-z]{6,}", text.lower()) if w not in _COMMON}
    facts = library.facts(condition) if condition else library.facts()
    return tuple(f for f in facts if words & set(re.findall(r"[a-z]{6,}", " ".join(f.statement.lower().split()[:4]))))[
        :4
    ]
