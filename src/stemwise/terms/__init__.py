"""The vocabulary: conditions, cells, routes, donors, outcomes and harms, and finding them in text."""

from stemwise.terms.model import KINDS, Found, Kind, Term
from stemwise.terms.phrases import Hit, Phrases, Token, folded, longest, tokenise
from stemwise.terms.vocabulary import Vocabulary, is_numeral, vocabulary

__all__ = [
    "KINDS",
    "Found",
    "Hit",
    "Kind",
    "Phrases",
    "Term",
    "Token",
    "Vocabulary",
    "folded",
    "is_numeral",
    "longest",
    "tokenise",
    "vocabulary",
]
