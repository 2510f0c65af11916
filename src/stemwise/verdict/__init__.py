"""Claim x Answer -> Verdict; the page as a whole."""

from stemwise.verdict.model import SHOWN_AS, PageVerdict, Verdict
from stemwise.verdict.weigh import verdict, weigh

__all__ = ["SHOWN_AS", "PageVerdict", "Verdict", "verdict", "weigh"]
