"""What the page of a weighed page shows: counts, the claims that matter most, cards, and the parts they share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stemwise.answer.harm_model import HarmAnswer
from stemwise.report.html_figures import Figures, Panel
from stemwise.report.html_links import safe_url
from stemwise.report.html_text import marked
from stemwise.report.html_words import lead_and_rest, numbers_first
from stemwise.report.words import GRADE_WORDS, UNSURE_WORDS, most_important, quoted, reading_limit, verdict_order
from stemwise.terms import vocabulary
from stemwise.verdict.model import SHOWN_AS

if TYPE_CHECKING:
    from stemwise.answer.harm_model import HarmCount
    from stemwise.answer.model import CourseFact
    from stemwise.claims.model import RedFlag
    from stemwise.evidence.knowledge import Alternative
    from stemwise.verdict.model import PageVerdict, Verdict

KIND_WORDS = {
    "efficacy": "what it does", "safety": "safety", "mechanism": "way of action", "success-rate": "success rate",
    "cited-study": "a study cited", "cell-property": "what the cells are", "regulatory": "approval",
    "disease-fact": "the condition", "testimonial": "a story",
    "procedure": "the procedure", "recommendation": "advice", "uncertainty": "a limit named",
}  # fmt: skip
VERDICT_MEANS = {
    "supported": "The wording keeps to what is known. It is no praise of the treatment.",
    "overstated": "There is something to it, but it is told more firmly or as more than studies bear.",
    "contradicted": "Studies or established knowledge say otherwise.",
    "no-human-evidence": "Nobody has shown this in people, though it may have been seen in animals or in the dish.",
    "unverifiable": "No study could decide this: a single story, or a provider's own figure without a comparison.",
    "misquoted": "The study exists, but says something else.",
    "not-covered": "Our evidence base does not cover this; we do not guess.",
}
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One claim as shown; ``rest`` are the numbers that follow the reason."""

    number: int
    quote: str
    verdict: Verdict
    kind: str
    lead: str
    rest: tuple[str, ...]
    panels: tuple[Panel, ...]
    course: tuple[CourseFact, ...]


def view(page: PageVerdict, figures: Figures) -> dict[str, Any]:
    """The template's variables."""
    cards = tuple(_card(i, v, page, figures) for i, v in enumerate(page.verdicts, 1))
    counts: Counter[str] = Counter(v.value for v in page.verdicts)
    numbers = {id(v): i for i, v in enumerate(page.verdicts, 1)}
    first = most_important(page.verdicts, MOST_SHOWN) or _fair(page)
    paragraphs = marked(page.document, page.verdicts)
    return {
        "page": page,
        "title": page.document.title or _place(page) or "The text as given",
        "address": safe_url(page.document.source),
        "place": _place(page),
        "about": _about(page),
        "grade_words": GRADE_WORDS[page.grade],
        "reading_limit": reading_limit(),
        "unsure_words": UNSURE_WORDS,
        "counts": tuple((value, counts[value]) for value in verdict_order() if counts[value]),
        "shown_as": SHOWN_AS,
        "means": VERDICT_MEANS,
        "important": tuple(cards[numbers[id(v)] - 1] for v in first),
        "paragraphs": paragraphs,
        "placed": {n for p in paragraphs for s in p.pieces for n in s.opens},
        "cards": cards,
        "harms": _harms(page),
        "harm_sets": _harm_sets(page),
        "total": len(cards),
        "course": _course(page),
        "helps": _helps(page),
        "flags": tuple((f, _held(f, page)) for f in page.red_flags),
    }


def _card(number: int, v: Verdict, page: PageVerdict, figures: Figures) -> Card:
    lead, rest = lead_and_rest(v.why)
    course = v.answer.course if v.claim.kind in ("efficacy", "success-rate", "testimonial", "cited-study") else ()
    shares = tuple(f for f in course if f.share is not None) or course
    quote = quoted(v.claim.text, v.claim.start, page.document)
    return Card(
        number, quote, v, KIND_WORDS[v.claim.kind], lead, rest, figures.panels(v.answer.effects, number), shares[:2]
    )


def _harms(page: PageVerdict) -> HarmAnswer:
    """What is published of harms for any claim of the page, each once; counts stand apart, by what they count."""
    found = [v.answer.harms for v in page.verdicts if v.answer.harms]
    return HarmAnswer(
        pooled=numbers_first({p.id: p for h in found for p in h.pooled}.values()),
        cases=tuple({c.id: c for h in found for c in h.cases}.values()),
        donors=tuple({d.id: d for h in found for d in h.donors}.values()),
    )


def _harm_sets(page: PageVerdict) -> tuple[tuple[str, tuple[HarmCount, ...]], ...]:
    """Counts over the trials of the base, for each condition and kind of cell that a claim speaks of."""
    words = vocabulary()
    found: dict[tuple[HarmCount, ...], str] = {}
    for v in page.verdicts:
        if v.answer.harms and v.answer.harms.counts:
            q = v.claim.question
            names = [words.name("cell", q.cell or "stem-cells"), words.name("condition", q.condition)]
            found.setdefault(v.answer.harms.counts, ", ".join(n for n in names if n))
    return tuple((name, counts) for counts, name in found.items())


def _fair(page: PageVerdict) -> tuple[Verdict, ...]:
    """Where nothing goes too far: the fair statements that matter."""
    kinds = ("safety", "cited-study", "efficacy", "uncertainty", "recommendation")
    return tuple(v for v in page.verdicts if v.value == "supported" and v.claim.kind in kinds)[:3]


def _place(page: PageVerdict) -> str:
    """The name of a file without the folders it lies in: a report may be passed on."""
    source = page.document.source
    return "" if source in ("-", "standard input", "text", "question") else re.split(r"[/\\]", source)[-1]


def _about(page: PageVerdict) -> str:
    """What the page is about, in words."""
    words = vocabulary()
    cell = words.name("cell", page.cell) if page.cell else ""
    condition = words.name("condition", page.condition) if page.condition else ""
    return f"{cell} for {condition}" if cell and condition else condition or cell


def _course(page: PageVerdict) -> tuple[CourseFact, ...]:
    return tuple(dict.fromkeys(f for v in page.verdicts for f in v.answer.course))


def _helps(page: PageVerdict) -> tuple[Alternative, ...]:
    """Care of the page's own condition first; of every condition named where it has none."""
    found = list({a.id: a for v in page.verdicts for a in v.answer.alternatives}.values())
    return tuple([a for a in found if a.condition == page.condition] or found)


def _held(flag: RedFlag, page: PageVerdict) -> int:
    """The number of the claim in which a flag stands, or 0."""
    if flag.of_page:
        return 0
    return next((i for i, v in enumerate(page.verdicts, 1) if v.claim.start <= flag.start < v.claim.end), 0)
