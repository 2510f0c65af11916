"""One self-contained HTML file per report: inline style and SVG, no script, nothing fetched from anywhere.

Everything a page or a study says is text here: Jinja2 escapes it, ``clean`` takes out what could reorder or break it,
and the file's own policy (CSP) forbids scripts, forms, frames and every request.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemwise import __version__
from stemwise.plots.svg import BIDI
from stemwise.report.html_figures import Figures
from stemwise.report.html_links import References
from stemwise.report.words import PROTECTION, RESTS, old_evidence

if TYPE_CHECKING:
    from jinja2 import Environment

    from stemwise.answer.explain import Explanation
    from stemwise.asked import Asked
    from stemwise.evidence.knowledge import Fact, SeriousCase
    from stemwise.verdict.model import PageVerdict

PLAIN = (
    "pool_plain", "pool_told", "mattering", "heterogeneity", "domains", "harm_count", "harm_pooled", "numbers_first",
    "figure_words", "up",
)  # fmt: skip
"""The sentences of ``html_words`` that templates use."""
TEMPLATES = Path(__file__).parent / "templates"
_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REORDERING = re.compile(f"[{''.join(sorted(BIDI))}]")


def check_html(
    page: PageVerdict,
    *,
    today: date | None = None,
    first: tuple[str, ...] = (),
    rests: tuple[Fact | SeriousCase, ...] = (),
) -> str:
    """A weighed page: summary, its text with its claims marked, a card per claim.

    ``first``: said before all else; ``rests``: what the base holds of that.
    """
    from stemwise.report.html_check import view

    def shown(found: PageVerdict, figures: Figures) -> dict[str, Any]:
        return {**view(found, figures), "first": first, "rests": rests}

    return _render("check.html.j2", page.evidence_date, page.evidence_hash, today, shown, page)


def explain_html(explanation: Explanation, *, today: date | None = None) -> str:
    """A therapy explained, in the order a family would ask."""
    from stemwise.report.html_explain import view

    return _render("explain.html.j2", explanation.evidence_date, explanation.evidence_hash, today, view, explanation)


def ask_html(asked: Asked, *, today: date | None = None) -> str:
    """One sentence asked: the verdict on its claims, or the answer to its question."""
    if asked.page is not None:
        return check_html(asked.page, today=today, first=asked.lead, rests=asked.rests)
    from stemwise.report.html_ask import view

    made = asked.answer
    if made is None and not asked.lead:
        raise ValueError("an Asked holds a page, an answer or what is said first")
    return _render(
        "ask.html.j2", made.evidence_date if made else None, made.evidence_hash if made else "", today, view, asked
    )


def clean(value: object) -> object:
    """Text without characters that break a file (they become U+FFFD) or reorder the words around them."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return "" if value is None else value
    return _REORDERING.sub("", _BROKEN.sub("\ufffd", value))


def _render(
    template: str, evidence_date: str | None, evidence_hash: str, today: date | None, view: Any, found: object
) -> str:
    """``evidence_date`` is ``None`` where no evidence was asked."""
    env = _environment()
    figures, refs = Figures(), References()
    return env.get_template(template).render(
        **view(found, figures),
        figures=figures,
        refs=refs,
        version=__version__,
        evidence_date=evidence_date,
        evidence_hash=evidence_hash,
        today=(today or date.today()).isoformat(),
        old="" if evidence_date is None else old_evidence(evidence_date, today),
        protection=PROTECTION,
        rests_words=RESTS,
        csp=_policy(),
        style=_style(),
    )


@cache
def _environment() -> Environment:
    """Jinja2 costs a tenth of a second to import: only when a report is written."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from stemwise.answer import bounds
    from stemwise.plots import interval_bar
    from stemwise.report import around, care_words, harm_words, html_figures, html_words, likeness, words
    from stemwise.terms import vocabulary

    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, finalize=clean, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, cache_size=20,
    )  # fmt: skip
    env.filters |= {
        "beside": harm_words.beside, "of_others": harm_words.of_others, "named": bounds.named,
        "elsewhere_words": harm_words.elsewhere_words,
        "when": words.when, "anyway": around.anyway, "none_anyway": around.none_anyway,
        "other_treatment": around.other_treatment, "headline": around.headline,
        "known": around.known, "harms_elsewhere": around.harms_elsewhere, "not_for": care_words.not_for,
        "first_of_all": likeness.first_of_all, "after_all": likeness.after_all,
        "none_left": care_words.none_left, "helping": care_words.helping, "without_gain": care_words.without_gain,
        "num": words.number, "interval": words.interval, "pool_sentence": words.pool_sentence, "matters": words.matters,
        "study_source": words.study_source, "cells_of": html_figures.cells_of, "drawing": lambda svg: Markup(svg),
        "glance": lambda pool: Markup(interval_bar(pool, width=360)), "g": lambda value: f"{value:g}",
    }  # fmt: skip
    env.globals["elsewhere_lead"] = harm_words.ELSEWHERE
    env.filters |= {name: getattr(html_words, name) for name in PLAIN}
    env.globals |= {
        "certainty_plain": html_words.CERTAINTY_PLAIN, "dots": html_words.DOTS, "levels": words.LEVEL_WORDS,
        "designs": words.DESIGN_WORDS, "name_of": lambda kind, term: vocabulary().name(kind, term),
    }  # fmt: skip
    return env


@cache
def _css() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8").strip()


def _style() -> object:
    from markupsafe import Markup

    return Markup(_css())


@cache
def _policy() -> str:
    """Nothing from anywhere; only this one style sheet, by its hash."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(_css().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
