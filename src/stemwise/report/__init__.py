"""The last room: what was found, written for the terminal, as one HTML file, as JSON, as ClaimReview drafts.

Three doors, one per job. Each loads only the writer it needs; a report prints what an Answer or a Verdict holds and
computes nothing of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from stemwise.errors import InputError

if TYPE_CHECKING:
    from stemwise.answer.explain import Explanation
    from stemwise.asked import Asked
    from stemwise.verdict.model import PageVerdict

__all__ = ["render_ask", "render_check", "render_explain"]

WIDTH = 88
"""Characters per line where the terminal does not say."""


def render_check(
    page: PageVerdict,
    format: str = "text",
    *,
    color: bool = False,
    width: int = WIDTH,
    today: date | None = None,
    reviewer: Mapping[str, str] | None = None,
) -> str:
    """A weighed page as ``text``, ``json``, ``html`` or ``claimreview``.

    Parameters
    ----------
    today : date, optional
        The day of the report (default: the machine's), for the warning of old evidence and ``datePublished``.
    reviewer : mapping, optional
        ``{"name": ..., "url": ...}`` of the person who has reviewed the verdicts; only for ``claimreview``.

    Raises
    ------
    InputError
        An unknown format; a reviewer without a name or with an address that is no web address.
    """
    if format == "text":
        from stemwise.report.terminal import check_text

        return check_text(page, color=color, width=width, today=today)
    if format == "json":
        from stemwise.report.json import check_json

        return check_json(page)
    if format == "html":
        from stemwise.report.html import check_html

        return check_html(page, today=today)
    if format == "claimreview":
        from stemwise.report.claimreview import claim_reviews

        return claim_reviews(page, reviewer=reviewer, today=today)
    raise _unknown(format, "text, json, html, claimreview")


def render_explain(
    explanation: Explanation,
    format: str = "text",
    *,
    color: bool = False,
    width: int = WIDTH,
    today: date | None = None,
    full: bool = True,
) -> str:
    """A therapy explained, as ``text``, ``json`` or ``html``; not ``full``: the text keeps to what a parent needs first.

    Raises
    ------
    InputError
        An unknown format.
    """
    if format == "text":
        from stemwise.report.terminal import explain_text

        return explain_text(explanation, color=color, width=width, today=today, full=full)
    if format == "json":
        from stemwise.report.json import explain_json

        return explain_json(explanation)
    if format == "html":
        from stemwise.report.html import explain_html

        return explain_html(explanation, today=today)
    raise _unknown(format, "text, json, html")


def render_ask(
    asked: Asked,
    format: str = "text",
    *,
    color: bool = False,
    width: int = WIDTH,
    today: date | None = None,
) -> str:
    """One sentence asked: its answer or the verdict on its claims, as ``text``, ``json`` or ``html``.

    Raises
    ------
    InputError
        An unknown format.
    """
    if format == "text":
        from stemwise.report.terminal import ask_text

        return ask_text(asked, color=color, width=width, today=today)
    if format == "json":
        from stemwise.report.json import ask_json

        return ask_json(asked)
    if format == "html":
        from stemwise.report.html import ask_html

        return ask_html(asked, today=today)
    raise _unknown(format, "text, json, html")


def _unknown(format: str, known: str) -> InputError:
    return InputError(f"no report format {format!r}", f"choose one of {known}")
