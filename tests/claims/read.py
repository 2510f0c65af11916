"""Helpers: a sentence's features as the reader sees them, with what stands before it on a page."""

from __future__ import annotations

from stemwise.claims.context import page_context
from stemwise.claims.derived import derive
from stemwise.claims.features import Features, Page
from stemwise.claims.kinds import kind_of
from stemwise.claims.passages import sentences
from stemwise.reading.document import Document


def last_features(text: str, context: str = "") -> Features:
    """Features of the page's last sentence; ``context`` is what stands above it, a heading or other sentences."""
    document = Document("test", f"{context}\n{text}" if context else text)
    page = Page(document.text)
    features = [page.features(s) for s in sentences(document)]
    carried = page_context(features, "")
    for f in features:
        carried.enter(f)
        derive(f)
        if carried.goes_on(f):
            f.names.add("carried-study")
        rule = kind_of(f)
        carried.leave(f, rule.kind if rule else None)
    return features[-1]
