"""Reading claims: a document in, claims out. A citation stays a mention; it is resolved later, against the evidence."""

from stemwise.claims.model import Claim, Mention, Quantity, RedFlag
from stemwise.claims.reader import read_claims

__all__ = ["Claim", "Mention", "Quantity", "RedFlag", "read_claims"]
